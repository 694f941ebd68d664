"""Fixing a whole document: round by round, and nothing kept that does not hold what it promises."""

import codecs
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Diagnostic, Severity, pointer
from aiprd.fixing.edit import Edit, Mend, applied, keeps_the_rest, overlap
from aiprd.fixing.plan import Kind, gap, safe
from aiprd.linter import Options, lint
from aiprd.report import Report

MAX_ROUNDS = 20
"""Rounds of edits; each is for what the one before brought to light."""

MAX_EDITS = 1000
"""Findings mended in one round; the others have their turn in the next."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


class Fixed(NamedTuple):
    """The document after all edits; `after` is of the kind that came in, text or bytes."""

    before: bytes | str
    after: bytes | str
    mended: tuple[Diagnostic, ...]
    """Findings, as they were told, that are gone or are open questions now."""
    left: tuple[Diagnostic, ...]
    """What linting says afterwards: waived findings and open questions are among them."""
    report: Report
    """What linting says of the text after."""

    @property
    def changed(self) -> bool:
        return self.after != self.before


class _Candidate(NamedTuple):
    diagnostic: Diagnostic
    mend: Mend


def fixed(source: bytes | str, file: str, options: Options, kinds: Collection[Kind] = (Kind.SAFE, Kind.GAP)) -> Fixed:
    """`source` with every slip and gap of `kinds` mended; the same again for a text that has none. Never raises.

    An edit is kept only if its finding goes away (a gap may stay as an open question), no new error comes, and nothing
    but what it means to change reads differently. Waived findings are left alone, and so is a file whose bytes the
    reader had to guess at.
    """
    report = lint(source, file, options)
    text = report.document.text
    if _encoded(source, text) != source:
        return Fixed(source, source, (), report.diagnostics, report)
    mended: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for _ in range(MAX_ROUNDS):
        done = seen[report.document.text] = len(mended)
        for kind in Kind:  # slips first: what is read anew is not asked for
            kept, report = _settled(report, _candidates(report, kind) if kind in kinds else [], options)
            mended += [candidate.diagnostic for candidate in kept]
        if len(mended) == done:
            break
        if report.document.text in seen:  # edits that undo each other
            del mended[seen[report.document.text] :]
            break
    return Fixed(source, _encoded(source, report.document.text), tuple(mended), report.diagnostics, report)


def _candidates(report: Report, kind: Kind) -> list[_Candidate]:
    """The edits on offer, without those that touch what an earlier one touches."""
    plan = {Kind.SAFE: safe, Kind.GAP: gap}[kind]
    chosen: list[_Candidate] = []
    taken: list[Edit] = []
    for diagnostic in report.diagnostics:
        if len(chosen) == MAX_EDITS:
            break
        hint = (
            kind is Kind.GAP and diagnostic.severity is Severity.INFO
        )  # an `unknown` for each would bury the document
        open_ = bool(diagnostic.fix) and diagnostic.waived is None and not hint
        mend = plan(report.document, diagnostic) if open_ else None
        if mend and not overlap(mend.edits, taken) and not _asked(mend, chosen):
            chosen.append(_Candidate(diagnostic, mend))
            taken += mend.edits
    return chosen


def _asked(mend: Mend, chosen: Sequence[_Candidate]) -> bool:
    """Whether an earlier edit writes one of the same keys."""
    return any(path in other.mend.added for path in mend.added for other in chosen)


def _settled(report: Report, candidates: Sequence[_Candidate], options: Options) -> tuple[list[_Candidate], Report]:
    """The candidates that hold what they promise, and what linting says with them; halved until they do."""
    while candidates:
        after = _after(report, candidates, options)
        if after is None:
            return _halved(report, candidates, options)
        holding = _holding(candidates, after)
        if len(holding) == len(candidates):
            return holding, after
        candidates = holding
    return [], report


def _halved(report: Report, candidates: Sequence[_Candidate], options: Options) -> tuple[list[_Candidate], Report]:
    """The same, where together they do harm: each half by itself, then what is left of both."""
    if len(candidates) == 1:
        return [], report
    middle = len(candidates) // 2
    first, after = _settled(report, candidates[:middle], options)
    second, _ = _settled(report, candidates[middle:], options)
    if not first:
        return _settled(report, second, options)
    both = _after(report, [*first, *second], options) if second else None
    if both is not None and len(_holding([*first, *second], both)) == len(first) + len(second):
        return [*first, *second], both
    return first, after


def _after(report: Report, candidates: Sequence[_Candidate], options: Options) -> Report | None:
    """What linting says once all the edits are made; None where they bring an error or change what they should not."""
    edits = tuple(edit for candidate in candidates for edit in candidate.mend.edits)
    paths = tuple(path for candidate in candidates for path in candidate.mend.paths)
    if not keeps_the_rest(report.document, Mend(edits, paths)):
        return None
    after = lint(applied(report.document.text, edits), report.file, options)
    return None if _worse(report, after) else after


def _holding(candidates: Sequence[_Candidate], after: Report) -> list[_Candidate]:
    """Those whose finding is gone; a gap has to stay as an open question, since `unknown` must not hide it."""
    told = {(d.code, d.path) for d in after.diagnostics}
    names = {_name(d) for d in after.diagnostics}
    return [
        _Candidate(diagnostic, mend)
        for diagnostic, mend in candidates
        if _name(diagnostic) not in names and all((diagnostic.code, pointer(path)) in told for path in mend.added)
    ]


def _worse(before: Report, after: Report) -> bool:
    """Whether there is an error that was not there before: one more of its kind, or one with a new place and new words."""
    old, new = _errors(before), _errors(after)
    places, words = {(d.code, d.path) for d in old}, {(d.code, d.message) for d in old}
    more = Counter(d.code for d in new) - Counter(d.code for d in old)
    return bool(more) or any((d.code, d.path) not in places and (d.code, d.message) not in words for d in new)


def _errors(report: Report) -> list[Diagnostic]:
    return [d for d in report.diagnostics if d.severity is Severity.ERROR and d.waived is None]


def _name(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code}\0{diagnostic.path}\0{diagnostic.message}"


def _encoded(source: bytes | str, text: str) -> bytes | str:
    """`text` as `source` was: text or bytes, with its byte order mark."""
    if isinstance(source, str):
        return ("\ufeff" if source.startswith("\ufeff") else "") + text
    mark, encoding = next(((mark, name) for mark, name in _MARKS if source.startswith(mark)), (b"", "utf-8"))
    return mark + text.encode(encoding, "surrogatepass")
