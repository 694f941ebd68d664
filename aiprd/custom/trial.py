"""Own rules tried on their own examples: each bad one reports what its marks say, each good one is silent."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aiprd.custom.files import read_all
from aiprd.custom.spec import Spec
from aiprd.diagnostic import Finding
from aiprd.document import Document, read
from aiprd.linter import locate
from aiprd.prd import Prd, load
from aiprd.profile import TIERS

_MARK = re.compile(r"\s*# <- (?P<text>.*)$")

Told = tuple[int, str]
"""A line of an example and a message, or a part of one; 0 is no line."""


class Outcome(NamedTuple):
    """How one example went; `failures` is empty where it went as it should."""

    code: str
    side: str
    file: str
    failures: tuple[Told, ...]
    """With lines of the rule file."""


def report(place: str) -> tuple[str, bool]:
    """How the rules in `place` fare, for a terminal, and whether one failed.

    Raises:
        Broken: a rule file cannot be used.
    """
    specs = read_all([place])
    outcomes = list(tried(specs))
    lines = [
        f"{outcome.file}:{line}: {outcome.code}, {outcome.side} example: {failure}"
        for outcome in outcomes
        for line, failure in outcome.failures
    ]
    bad = sum(bool(outcome.failures) for outcome in outcomes)
    verdict = f"{bad} failed" if bad else "all as they should be"
    counted = f"{len(specs)} rule{'s' if len(specs) != 1 else ''}, {len(outcomes)} examples"
    return "\n".join([*lines, f"{counted}: {verdict}"]) + "\n", bool(bad)


def tried(specs: Iterable[Spec]) -> Iterator[Outcome]:
    """Every example of every rule."""
    for spec in specs:
        for side, examples in (("bad", spec.bad), ("good", spec.good)):
            for example in examples:
                failures = tuple((example.line + line, text) for line, text in _failures(spec, side, example.text))
                yield Outcome(spec.code, side, spec.file, failures)


def _failures(spec: Spec, side: str, text: str) -> Iterator[Told]:
    lines = text.splitlines()
    marks = [(number, match["text"].strip()) for number, line in enumerate(lines, 1) if (match := _MARK.search(line))]
    if side == "good" and marks:
        yield marks[0][0], "this line is marked, but a good example has nothing to find"
    if side == "bad" and not marks:
        yield 1, "no line is marked with `# <- ` and a part of the message"
    document = read("\n".join(_MARK.sub("", line) for line in lines) + "\n", "example")
    for flaw in document.flaws:
        line = document.region(flaw.finding.span).line if flaw.finding.span else 1
        yield line, f"as YAML, {flaw.finding.message}"
    if not document.flaws:
        told = [(locate(finding, document)[0].line, finding.message) for finding in _found(spec, document)]
        yield from _differences(marks, told)


def _differences(marks: list[Told], told: list[Told]) -> Iterator[Told]:
    """What was expected and not found, and what was found and not expected."""
    left = list(told)
    missed = []
    for line, text in marks:
        match = next((one for one in left if one[0] == line and text in one[1]), None)
        if match is None:
            missed.append((line, text))
        else:
            left.remove(match)
    for line, text in missed:
        here = " and ".join(f"`{message}`" for number, message in left if number == line)
        yield (
            line,
            f"this line should be told `{text}`, but " + (f"is told {here}" if here else "nothing is found here"),
        )
    for line, message in left:
        if line not in {number for number, _ in missed}:
            yield line, f"this line is told `{message}`, but not marked"


def _found(spec: Spec, document: Document) -> Iterator[Finding]:
    """What the rule finds. An example need not state tier, status and kinds, but where it does they count."""
    if _speaks(spec, load(document.data)[0]):
        yield from spec.judge.on(document.data).findings()


def _speaks(spec: Spec, prd: Prd) -> bool:
    tier, status = prd.risk.tier.value, prd.product.status.value
    if tier is not None and spec.severities[TIERS.index(tier)] is None:
        return False
    if status is not None and spec.judge.statuses and status not in spec.judge.statuses:
        return False
    return not (prd.kinds and spec.kinds) or any(kind in spec.kinds for kind in prd.kinds)
