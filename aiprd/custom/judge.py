"""What an own rule does with a document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aiprd.custom.compare import Comparison
from aiprd.custom.effort import LOOK, Effort, Exhausted
from aiprd.custom.given import Steps, dotted, matches, within
from aiprd.diagnostic import Finding, Path, Related
from aiprd.field import PLACEHOLDERS
from aiprd.prd import Prd
from aiprd.rule import short

PLACEHOLDER = r"\{([A-Za-z_]+)\}"
_FILLED = re.compile(PLACEHOLDER)


@dataclass(frozen=True)
class Judge:
    """The check of one rule. It judges the document as written, which `on` tells it; before that it finds nothing.

    `when` and `must` are JSON Schemas as text; an empty `when` always holds.
    """

    home: str
    given: Steps
    statuses: tuple[str, ...]
    when: str
    must: Comparison | str
    message: str
    fix: str
    data: object = None

    def on(self, data: object) -> "Judge":
        """The same check for a document as written."""
        return replace(self, data=data)

    def __call__(self, prd: Prd) -> Iterator[Finding]:
        """What it finds in a PRD whose status is one it speaks of."""
        if not prd.broken and (not self.statuses or prd.status in self.statuses):
            yield from self.findings()

    def findings(self) -> Iterator[Finding]:
        """What it finds whatever the status."""
        effort = Effort()
        for path, value in matches(self.data, self.given):
            try:
                yield from self._at(path, value, effort)
            except Exhausted:
                fix = "let the rule look at less: a narrower `given`, or a pattern that repeats less"
                yield Finding(path, "from here on this rule of the team does not look: it would take too long", fix)
                return

    def _at(self, path: Path, value: object, effort: Effort) -> Iterator[Finding]:
        from aiprd.custom import shape

        effort.spend(10 * LOOK)
        if self.when and not shape.matches(self.when, value, effort):
            return
        if isinstance(self.must, Comparison):
            yield from self._compared(path, value)
        else:
            for inner, found in shape.faults(self.must, value, effort):
                yield self._finding((*path, *inner), found)

    def _compared(self, path: Path, value: object) -> Iterator[Finding]:
        assert isinstance(self.must, Comparison)  # noqa: S101 - the caller looked
        one = within(value, self.must.field)
        other = within(value, self.must.than) if self.must.fixed is None else ((), self.must.fixed)
        if one is None or other is None or self.must.holds(one[1], other[1]):
            return
        there = (*path, *other[0])
        related = (Related(there, "compared with this"),) if self.must.fixed is None else ()
        yield self._finding((*path, *one[0]), one[1], _told(other[1]))._replace(related=related)

    def _finding(self, path: Path, value: object, than: str = "") -> Finding:
        words = {"value": _told(value), "field": dotted(path), "than": than}
        gap = isinstance(value, str) and value in PLACEHOLDERS
        return Finding(path, _fill(self.message, words), _fill(self.fix, words), known_gap=gap)


def _fill(text: str, words: dict[str, str]) -> str:
    """The text with its placeholders replaced in one pass, so that no value can bring in another."""
    return _FILLED.sub(lambda match: words.get(match[1], match[0]), text)


def _told(value: object) -> str:
    """A value for a message: short, on one line."""
    if isinstance(value, dict):
        inner = value.get("value")
        return _told(inner) if inner is not None else "keys " + short(", ".join(map(str, value)))
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return str(value).lower() if isinstance(value, bool) else short(str(value))
