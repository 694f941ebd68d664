"""Rules as SARIF describes them, with the texts that code scanning asks for."""

import re
from collections.abc import Iterable, Mapping
from typing import TypedDict

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.reporters.text import printable, printable_lines
from aiprd.rule import Page, Rule
from aiprd.rules import FAMILY_TITLES

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

PRECISION = {"certain": "very-high", "likely": "high", "possible": "medium"}

LONGEST = 1024
"""Characters that code scanning reads of a description."""


class Descriptor(TypedDict, total=False):
    """A SARIF reportingDescriptor."""

    id: str
    name: str
    shortDescription: Mapping[str, str]
    fullDescription: Mapping[str, str]
    help: Mapping[str, str]
    helpUri: str
    defaultConfiguration: Mapping[str, str]
    properties: Mapping[str, object]


def descriptors(diagnostics: Iterable[Diagnostic], rules: Mapping[str, Rule]) -> list[Descriptor]:
    """The rules behind the findings, each once, by code."""
    first = {found.code: found for found in reversed(list(diagnostics))}
    return [_descriptor(first[code], rules.get(code)) for code in sorted(first)]


def _descriptor(found: Diagnostic, rule: Rule | None) -> Descriptor:
    """`found` speaks for a rule that is not known any more."""
    page = rule.page if rule is not None else Page(found.name, found.why, "", (), ())
    usual = _usual(rule) if rule is not None else found.severity
    family = found.code[:4]
    described: Descriptor = {
        "id": found.code,
        "name": found.name,
        "shortDescription": {"text": _short(page.summary or found.name)},
        "fullDescription": {"text": _short(page.why or page.summary or found.name)},
        "help": {"text": _text(found, page), "markdown": _markdown(found, page)},
        "defaultConfiguration": {"level": LEVELS[usual]},
        "properties": {
            "tags": [FAMILY_TITLES.get(family, family)],
            "precision": PRECISION[found.confidence],
            "problem.severity": PROBLEMS[usual],
            "confidence": found.confidence,
            "family": family,
            "references": [printable(reference) for reference in found.references],
            "page": printable(found.url),
        },
    }
    if re.match(r"https?://[!-~]+\Z", found.url):  # helpUri must be absolute
        described["helpUri"] = found.url
    return described


def _usual(rule: Rule) -> Severity:
    """What the rule weighs at medium risk, or else where it weighs most."""
    return rule.severities[1] or max(each for each in (*rule.severities, Severity.INFO) if each is not None)


def _short(text: str) -> str:
    line = printable(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _text(found: Diagnostic, page: Page) -> str:
    blocks = (page.summary, page.why, page.notes, f"aiprd explain {found.code} shows the whole page with examples.")
    return "\n\n".join(printable_lines(block) for block in blocks if block)


def _markdown(found: Diagnostic, page: Page) -> str:
    parts = [f"**{found.code} {found.name}**", page.summary, page.why, page.notes]
    for title, examples in (("Bad:", page.bad), ("Good:", page.good)):
        for example in examples:
            parts += [title, fenced(example)]
    if found.references:
        parts.append(f"Source: {', '.join(found.references)}")
    return "\n\n".join(printable_lines(part) for part in parts if part)


def fenced(text: str) -> str:
    """`text` as a block of YAML in Markdown, whatever back-ticks it holds."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 0)
    return f"{fence}yaml\n{text.rstrip()}\n{fence}"
