"""Findings a team accepts: waivers in the document and comments on a line become one kind of Waiver."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from aiprd.dates import When, when
from aiprd.diagnostic import Diagnostic, Finding, Flaw, Path, Span
from aiprd.document import Comment, Document
from aiprd.document.limits import MAX_WAIVERS
from aiprd.field import Guesses
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import GrammarError

_COMMENT = Pattern(r"aiprd:\s*allow\s+(?P<code>[\w-]+)(?:\s+until\s+(?P<until>\S+))?(?:\s+because\s+(?P<why>.+))?$")

_MEANT = Pattern(r"[\r\n][^\S\r\n]*(?=[^\s#])")
"""Where a line begins that holds more than a comment."""


class Waiver(NamedTuple):
    """One accepted flaw: its rule, where it holds, why and until when.

    `scope` is a JSON Pointer (empty: the whole document); `line` is set instead for a comment. `path` and `comment`
    say where the waiver itself stands.
    """

    code: str
    why: str
    until: When | None
    scope: str
    line: int | None
    path: Path
    comment: Comment | None = None

    def expired(self, today: int) -> bool:
        """Whether its last day is before `today`, a proleptic Gregorian ordinal."""
        return self.until is not None and self.until.last is not None and self.until.last < today

    def covers(self, diagnostic: Diagnostic, lines: frozenset[int]) -> bool:
        """Whether it accepts this finding, which stands on or under keys on `lines`."""
        if diagnostic.code != self.code:
            return False
        if self.line is not None:
            return self.line in lines
        return diagnostic.path == self.scope or diagnostic.path.startswith(self.scope + "/") or not self.scope


def gather(prd: Prd, document: Document, known: Iterable[str]) -> tuple[list[Waiver], list[Flaw]]:
    """All usable waivers of a document, and what is wrong with the others."""
    waivers: list[Waiver] = []
    flaws: list[Flaw] = []
    codes, guesses = dict.fromkeys(known), Guesses()
    for number, waiver in enumerate(chain(_written(prd), _comments(document, flaws))):
        if number == MAX_WAIVERS:
            fix = "mend findings instead, or leave a rule out in the configuration"
            flaws.append(
                told("YAML007", waiver, f"more than {MAX_WAIVERS:,} waivers; this one and later ones do not count", fix)
            )
            break
        flaw = _unusable(waiver, codes, guesses)
        if flaw is None:
            waivers.append(waiver)
        else:
            flaws.append(flaw)
    return waivers, flaws


def told(code: str, waiver: Waiver, message: str, fix: str) -> Flaw:
    """A flaw of the waiver itself, at the waiver."""
    span = waiver.comment.span if waiver.comment is not None else None
    return Flaw(code, Finding(waiver.path, message, fix, span=span))


def _unusable(waiver: Waiver, codes: Mapping[str, object], guesses: Guesses) -> Flaw | None:
    if waiver.code not in codes:
        meant = guesses.nearest(waiver.code.upper(), codes)
        guess = f"; did you mean `{meant}`?" if meant else ""
        return told("WAIV002", waiver, f"no rule has the code `{waiver.code}`{guess}", meant or "see `aiprd rules`")
    if not any(char.isalnum() for char in waiver.why):  # `…` is a reason still to be written
        fix = f"# aiprd: allow {waiver.code} because …" if waiver.comment else "why: …"
        return told("WAIV001", waiver, f"the waiver of {waiver.code} gives no reason", fix)
    return None


def _written(prd: Prd) -> Iterator[Waiver]:
    for entry in prd.waivers:
        if entry.given and entry.rule.value:
            yield Waiver(
                entry.rule.value.strip(),
                entry.why.value or "",
                entry.until.value,
                (entry.at.value or "").rstrip("/"),
                None,
                entry.path,
            )


def _comments(document: Document, flaws: list[Flaw]) -> Iterator[Waiver]:
    if "aiprd:" not in document.text:
        return
    line = 0
    for comment in document.comments:
        if not comment.text.startswith("aiprd:"):
            continue
        match = _COMMENT.match(comment.text)
        until = _date(match["until"]) if match is not None and match["until"] else None
        if match is None or (match["until"] and until is None):
            message = f"this comment is not understood: `{comment.text[:80]}`"
            example = "# aiprd: allow FAIR003 until 2027-01-31 because groups are sampled to 1,200 from March"
            flaws.append(Flaw("WAIV005", Finding((), message, example, span=comment.span)))
            continue
        line = _line_meant(document, comment, line)
        yield Waiver(match["code"], (match["why"] or "").strip(), until, "", line, (), comment)


def _date(text: str) -> When | None:
    try:
        return when(text)
    except GrammarError:
        return None


def _line_meant(document: Document, comment: Comment, before: int) -> int:
    """The comment's own line when something stands before it, else the next line that holds more than a comment.

    `before` is the line that the comment before means; what lies between need not be looked at again.
    """
    region = document.region(comment.span)
    if document.line(region.line)[: region.column - 1].strip():
        return region.line
    if before > region.line:
        return before
    found = _MEANT.compiled.search(document.text, comment.span.end)
    place = found.end() if found else len(document.text)
    return document.region(Span(place, place)).line


def lines_above(document: Document, path: Path) -> frozenset[int]:
    """The lines on which the keys and entries that lead to `path` begin."""
    lines = set()
    for depth in range(1, len(path) + 1):
        place = document.place(path[:depth])
        lines.add(document.region(place.key or place.value).line)
    return frozenset(lines)
