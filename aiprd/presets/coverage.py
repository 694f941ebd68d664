"""Which clauses of a standard a document answers, where, and what to write for the rest."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

import yaml

from aiprd.answer import Answer, Entries, Part, Table
from aiprd.diagnostic import Diagnostic, Finding, Path
from aiprd.field import PLACEHOLDERS
from aiprd.linter import locate
from aiprd.prd import Prd
from aiprd.presets.paths import Found, at, dotted, fields, plain, snippet
from aiprd.presets.standard import Ask, Clause, Condition, Duty, Standard
from aiprd.profile import TIERS
from aiprd.report import Report
from aiprd.section import One, Section

FEW = 3
"""Gaps of one question that are told one by one."""


class State(Enum):
    """How far a clause, or one of its questions, is answered."""

    ANSWERED = "answered"
    PARTLY = "partly answered"
    MISSING = "not answered"
    UNKNOWN = "answer unknown"
    EXCLUDED = "does not apply"


class Place(NamedTuple):
    """Where something stands, or would stand: its path, the nearest line there is, and what to write.

    What is to be written goes below the path `near` or, where a single word stands there, in its place.
    """

    path: str
    line: int
    near: str = ""
    instead: bool = False
    write: str = ""


class Reply(NamedTuple):
    """What a document says to one question of a clause.

    `missing` holds the first places of those without an answer, `more` counts the others; `reasons` are the document's
    own, for what it sets aside.
    """

    tells: str
    state: State
    answered: tuple[Place, ...] = ()
    missing: tuple[Place, ...] = ()
    more: int = 0
    reasons: tuple[str, ...] = ()


class Covered(NamedTuple):
    """One clause as the document answers it.

    `because` says why it does not apply or why nobody can tell; `first` is what must be answered for that.
    """

    clause: Clause
    state: State
    because: str
    first: Place | None
    replies: tuple[Reply, ...]
    duties: tuple[Duty, ...]
    findings: tuple[Diagnostic, ...]


class Coverage(NamedTuple):
    """One document read by one standard."""

    standard: Standard
    file: str
    clauses: tuple[Covered, ...]

    def count(self, state: State) -> int:
        return sum(covered.state is state for covered in self.clauses)

    @property
    def first(self) -> tuple[Place, ...]:
        """What must be answered before one can tell which clauses apply, each once."""
        return tuple(dict.fromkeys(covered.first for covered in self.clauses if covered.first is not None))

    @property
    def summary(self) -> str:
        """How many of the clauses that apply are answered."""
        name = self.standard.name
        asked = len(self.clauses) - self.count(State.EXCLUDED)
        if not asked:
            return f"{name}: no clause applies"
        return f"{name}: {self.count(State.ANSWERED)} of {asked} clause{'s' if asked != 1 else ''} answered"


def cover(standard: Standard, report: Report) -> Coverage:
    """Reads one document by a standard."""
    return Coverage(standard, report.file, tuple(_covered(clause, report) for clause in standard.clauses))


def _covered(clause: Clause, report: Report) -> Covered:
    verdict = _asked(clause, report)
    duties = tuple(duty for duty in clause.duties if met(duty.when, report.prd).held is not False)
    if verdict.held is False:
        return Covered(clause, State.EXCLUDED, verdict.because, None, (), (), ())
    if verdict.open is not None:
        first = _gap(verdict.open, report)
        return Covered(clause, State.UNKNOWN, verdict.because, first, (), duties, ())
    replies = tuple(_reply(ask, report) for ask in clause.asks)
    findings = tuple(found for found in report.diagnostics if found.code in clause.rules)
    return Covered(clause, _together(reply.state for reply in replies), "", None, replies, duties, findings)


class Verdict(NamedTuple):
    """Whether something holds, None where the document does not tell; why not, and what would have to be said."""

    held: bool | None
    because: str = ""
    open: Found | None = None


def _asked(clause: Clause, report: Report) -> Verdict:
    """Whether the clause is asked of this document at all, and why not."""
    profile = report.profile
    if clause.kinds and not any(kind in profile.kinds for kind in clause.kinds):
        return Verdict(False, f"it is asked of {either(clause.kinds)} products")
    if TIERS.index(profile.tier) < TIERS.index(clause.tier):
        return Verdict(False, f"it is asked from {clause.tier} risk on; risk.tier is {profile.tier}")
    return met(clause.when, report.prd)


def met(conditions: Iterable[Condition], prd: Prd) -> Verdict:
    """Whether all conditions hold; one that surely fails decides, whatever the others leave open."""
    undecided = Verdict(True)
    for condition in conditions:
        found = at(prd, condition.at)[0]
        held = _holds(condition, found.part)
        if held is False:
            return Verdict(False, f"{condition.at} {shown(found.part)}")
        if held is None and undecided.held:
            undecided = Verdict(None, f"depends on {condition.at}", found)
    return undecided


def _holds(condition: Condition, part: Part) -> bool | None:
    if not part.given and not part.not_applicable:
        return None
    if condition.values:
        return isinstance(part, Answer) and part.value in condition.values
    return condition.answered is part.given


def either(words: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def shown(part: Part) -> str:
    """What a sentence says of an answer after its path."""
    if not isinstance(part, Answer) or not part.given:
        return "is answered" if part.given else "is set aside"
    return f"is {str(part.value).lower() if isinstance(part.value, bool) else part.value}"


def _together(states: Iterable[State]) -> State:
    """The state of the whole: what is set aside counts for nothing unless all is."""
    asked = {state for state in states if state is not State.EXCLUDED}
    if not asked:
        return State.EXCLUDED
    if len(asked) == 1:
        return next(iter(asked))
    return State.PARTLY if asked & {State.ANSWERED, State.PARTLY} else State.MISSING


def _reply(ask: Ask, report: Report) -> Reply:
    """The answer to one question: of several paths one is enough; of several entries one, or each where each counts."""
    found = [item for path in ask.paths for item in at(report.prd, path)]
    states = [_state(item) for item in found]
    state = _together(states) if ask.each else _best(states)
    answered = [_stands(item, report) for item, said in zip(found, states, strict=True) if said in _SAID]
    gaps = [item for item, said in zip(found, states, strict=True) if said in {State.MISSING, State.UNKNOWN}]
    if not ask.each:
        gaps = [] if state in {*_SAID, State.EXCLUDED} else gaps[:1]
    reasons = tuple(item.part.reason for item in found if item.part.not_applicable and item.part.reason)
    missing = tuple(_gap(item, report, ask.example) for item in gaps[:FEW])
    more = len(gaps) - len(missing)
    return Reply(ask.tells or _help(ask), state, tuple(answered), missing, more, reasons)


_SAID = (State.ANSWERED, State.PARTLY)

_BEST = (State.ANSWERED, State.PARTLY, State.EXCLUDED, State.UNKNOWN, State.MISSING)


def _best(states: Sequence[State]) -> State:
    return min(states, key=_BEST.index)


def _state(found: Found) -> State:
    part = found.part
    if part.not_applicable:
        return State.EXCLUDED
    if part.unknown:
        return State.UNKNOWN
    if not part.given or found.rest:
        return State.MISSING
    inner = _inner(part)
    if inner is None:
        return State.ANSWERED
    return _best([_state(Found(child)) for child in inner]) if inner else State.MISSING


def _inner(part: Part) -> Sequence[Part] | None:
    if isinstance(part, Section):
        return list(part.parts().values())
    if isinstance(part, Entries):
        return part.items
    return list(part.values()) if isinstance(part, Table) else None


def _help(ask: Ask) -> str:
    return fields(ask.paths[0].split("."))[-1].help


def _stands(found: Found, report: Report) -> Place:
    """Where an answer stands."""
    region, _ = locate(Finding(found.part.path, "", on_key=True), report.document)
    return Place(dotted(found.part.path), region.line)


def _gap(found: Found, report: Report, value: object = None) -> Place:
    """Where an answer would stand, and what to write there."""
    path = found.part.path
    _, nearest = locate(Finding(path, ""), report.document)
    near = nearest if len(nearest) < len(path) else path[:-1]
    region, _ = locate(Finding(near, "", on_key=True), report.document)
    rest = (*path[len(near) :], *found.rest)
    data = plain(snippet(near, rest, value))
    word = written(report.document.data, near)
    instead = bool(near) and not isinstance(word, dict | list)
    if instead:
        data = _opened(near, word, data)
    write = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000).rstrip("\n")
    return Place(dotted((*path, *found.rest)), region.line, dotted(near), instead, write)


def _opened(path: Path, word: object, data: object) -> object:
    """The entry at `path`, where a single word stands, with that word under its own key beside `data`."""
    field = fields(path)[-1]
    if (
        isinstance(field, One)
        and isinstance(data, dict)
        and word is not None
        and word not in PLACEHOLDERS
        and field.section.shorthand
    ):
        data = {field.section.shorthand_for(word): word, **data}
    return [data] if isinstance(path[-1], int) else {path[-1]: data}


def written(data: object, path: Path) -> object:
    """The value at a path that exists in plain data."""
    for step in path:
        data = data[step] if isinstance(data, dict | list) else None  # type: ignore[index]
    return data
