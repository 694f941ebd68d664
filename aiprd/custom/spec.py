"""One rule as a file tells it, and the rule it becomes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from aiprd.custom import shape
from aiprd.custom.compare import Comparison, comparison
from aiprd.custom.given import Steps, steps_of
from aiprd.custom.judge import PLACEHOLDER, Judge
from aiprd.custom.problem import Problem
from aiprd.diagnostic import Path, Severity
from aiprd.document import Document
from aiprd.profile import TIERS
from aiprd.rule import Rule
from aiprd.rules import ALL, FAMILY_TITLES

_CONDITIONS = ("tier", "status", "kinds")
_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "off": None}
_USED = frozenset(FAMILY_TITLES) | {code[:4] for code in ALL}
"""The families that aiprd has itself; a set made when this module is first needed, before own rules are known."""


class OwnRule(Rule):
    """A rule from a file: its page is where it is written."""

    __slots__ = ()

    @property
    def url(self) -> str:
        return self.check.home if isinstance(self.check, Judge) else ""


class Example(NamedTuple):
    """A text, and the line of the rule file before its first."""

    text: str
    line: int


class Spec(NamedTuple):
    """A rule file's entry, checked, from line `line` of `file`."""

    code: str
    name: str
    why: str
    severities: tuple[Severity | None, Severity | None, Severity | None]
    kinds: tuple[str, ...]
    since: str
    judge: Judge
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    file: str
    line: int

    def rule(self) -> Rule:
        """The rule as the engine, the catalogue and `--select` know it."""
        return OwnRule(
            code=self.code,
            name=self.name,
            check=self.judge,
            docstring=self._page(),
            severities=self.severities,
            kinds=self.kinds,
            since=self.since,
            confidence="certain",
            references=(),
            rows=(),
            fixable=False,
        )

    def _page(self) -> str:
        summary = self.name.replace("-", " ").capitalize() + "."
        blocks = [summary, " ".join(self.why.split())]
        for title, examples in (("Bad:", self.bad), ("Good:", self.good)):
            blocks += [
                f"{title}\n" + "\n".join(f"    {line}" for line in example.text.splitlines()) for example in examples
            ]
        return "\n\n".join(blocks)


def spec_of(entry: Mapping[str, Any], path: Path, document: Document) -> Spec:
    """The rule of the entry at `path`, which fits the schema of rule files.

    Raises:
        Problem: what the schema cannot tell is wrong with it.
    """
    if entry["code"][:4] in _USED:
        raise Problem((*path, "code"), f"aiprd has a family {entry['code'][:4]} of its own; choose four other letters")
    when, line = entry.get("when", {}), line_of(path, document)
    judge = Judge(
        home=f"{document.file}:{line}",
        given=_steps(entry["given"], (*path, "given")),
        statuses=_words(when, "status"),
        when=_schema({key: part for key, part in when.items() if key not in _CONDITIONS}, (*path, "when")),
        must=_must(entry["must"], (*path, "must")),
        message=" ".join(_text(entry, "message", path).split()),
        fix=_text(entry, "fix", path),
    )
    return Spec(
        code=entry["code"],
        name=entry["name"],
        why=entry["why"],
        severities=_severities(entry["severity"], _words(when, "tier")),
        kinds=_words(when, "kinds"),
        since=entry.get("since", "idea"),
        judge=judge,
        bad=tuple(_examples(entry["bad"], (*path, "bad"), document)),
        good=tuple(_examples(entry["good"], (*path, "good"), document)),
        file=document.file,
        line=line,
    )


def _steps(text: str, path: Path) -> Steps:
    try:
        return steps_of(text)
    except ValueError as error:
        raise Problem(path, str(error)) from None


def _schema(schema: Mapping[str, Any], path: Path) -> str:
    """The schema as stored; empty where there is none."""
    if schema:
        shape.check(schema, path)
    return shape.stored(schema) if schema else ""


def _must(must: Mapping[str, Any], path: Path) -> Comparison | str:
    if "than" not in must:
        return _schema(must, path)
    try:
        return comparison(must.get("field", "$"), must["op"], must["than"])
    except ValueError as error:
        raise Problem(path, str(error)) from None


def _text(entry: Mapping[str, Any], key: str, path: Path) -> str:
    """A message or a fix; a placeholder that nothing fills is a mistake."""
    text: str = entry[key]
    usable = {"value", "field", "than"} if "than" in entry["must"] else {"value", "field"}
    for name in re.findall(PLACEHOLDER, text):
        if name not in usable:
            raise Problem(
                (*path, key), f"nothing fills `{{{name}}}`; there is {', '.join(f'{{{x}}}' for x in sorted(usable))}"
            )
    return text.strip()


def _words(when: Mapping[str, Any], key: str) -> tuple[str, ...]:
    said = when.get(key, ())
    return (said,) if isinstance(said, str) else tuple(said)


def _examples(said: str | list[str], path: Path, document: Document) -> Iterator[Example]:
    for text, place in [(said, path)] if isinstance(said, str) else [(text, (*path, i)) for i, text in enumerate(said)]:
        region = document.region(document.place(place).value)
        block = document.line(region.line)[region.column - 1 : region.column] in {"|", ">"}
        yield Example(text, region.line - (not block))


def line_of(path: Path, document: Document) -> int:
    """The line of the key, or the entry, at `path` or nearest above it."""
    place = document.place(path)
    return document.region(place.key or place.value).line


def _severities(text: str, tiers: tuple[str, ...]) -> tuple[Severity | None, Severity | None, Severity | None]:
    """One word for all tiers or three for low, medium and high; off where `when` leaves a tier out."""
    words = text.split("/")
    told = [_LEVELS[word] for word in (words * 3 if len(words) == 1 else words)]
    low, medium, high = (level if not tiers or tier in tiers else None for level, tier in zip(told, TIERS, strict=True))
    return low, medium, high
