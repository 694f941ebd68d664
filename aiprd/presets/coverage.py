"""Which clauses of a standard a document answers, where, and what to write for the rest."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

import yaml

from aiprd.answer import Answer, Entries, Part, Table
from aiprd.diagnostic import Diagnostic, Finding, Path
from aiprd.linter import Report, locate
from aiprd.prd import Prd
from aiprd.prd.purpose import TIERS
from aiprd.presets.paths import Found, at, dotted, fields, plain, snippet
from aiprd.presets.standard import Ask, Clause, Condition, Duty, Standard
from aiprd.section import Section


class State(Enum):
    """How far a clause, or one of its questions, is answered."""

    ANSWERED = "answered"
    PARTLY = "partly answered"
    MISSING = "not answered"
    UNKNOWN = "answer unknown"
    EXCLUDED = "does not apply"


class Place(NamedTuple):
    """Where something stands, or would stand: its path, the nearest line there is, and what to write."""

    path: str
    line: int
    below: str = ""
    write: str = ""


class Reply(NamedTuple):
    """What a document says to one question of a clause; `reasons` are its own, for what it sets aside."""

    tells: str
    state: State
    answered: tuple[Place, ...] = ()
    missing: tuple[Place, ...] = ()
    reasons: tuple[str, ...] = ()


class Covered(NamedTuple):
    """One clause as the document answers it; `because` says why it does not apply, or why nobody can tell."""

    clause: Clause
    state: State
    because: str
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
    def summary(self) -> str:
        """How many of the clauses that apply are answered."""
        name = self.standard.name
        asked = len(self.clauses) - self.count(State.EXCLUDED)
        if not asked:
            return f"{name}: no clause applies"
        return f"{name}: {self.count(State.ANSWERED)} of {asked} clause{'s' if asked != 1 else ''} answered"


def cover(standard: Standard, report: Report) -> Coverage:
    """Reads one document by a standard."""
    return Coverage(standard, report.document.file, tuple(_covered(clause, report) for clause in standard.clauses))


def _covered(clause: Clause, report: Report) -> Covered:
    held, because = _holds(clause, report)
    duties = tuple(duty for duty in clause.duties if met(duty.when, report.prd)[0] is not False)
    if held is not True:
        state = State.UNKNOWN if held is None else State.EXCLUDED
        return Covered(clause, state, because, (), duties if held is None else (), ())
    replies = tuple(_reply(ask, report) for ask in clause.asks)
    findings = tuple(found for found in report.diagnostics if found.code in clause.rules)
    return Covered(clause, _together(reply.state for reply in replies), "", replies, duties, findings)


def _holds(clause: Clause, report: Report) -> tuple[bool | None, str]:
    """Whether the clause is asked of this document at all, and why not."""
    profile = report.profile
    if clause.kinds and not any(kind in profile.kinds for kind in clause.kinds):
        return False, f"it is asked of {', '.join(clause.kinds)} products"
    if TIERS.index(profile.tier) < TIERS.index(clause.tier):
        return False, f"it is asked from {clause.tier} risk on; risk.tier is {profile.tier}"
    return met(clause.when, report.prd)


def met(conditions: Iterable[Condition], prd: Prd) -> tuple[bool | None, str]:
    """Whether all conditions hold, None where the document does not tell, and which one decides."""
    unsure = ""
    for condition in conditions:
        part = at(prd, condition.at)[0].part
        if condition.values:
            held = part.value in condition.values if isinstance(part, Answer) and part.given else None
            held = False if part.not_applicable else held
        else:
            held = condition.answered if part.given else not condition.answered if part.not_applicable else None
        if held is False:
            said = f"is {shown(part)}" if part.given else "is set aside" if part.not_applicable else "is not said"
            return False, f"{condition.at} {said}"
        if held is None and not unsure:
            unsure = f"it depends on {condition.at}, which the document does not say"
    return (None, unsure) if unsure else (True, "")


def shown(part: Part) -> str:
    """A given answer as one reads it."""
    value = part.value if isinstance(part, Answer) else "given"
    return str(value).lower() if isinstance(value, bool) else str(value)


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
    answered = [_place(item, report, to_write=False) for item, said in zip(found, states, strict=True) if said in _SAID]
    gaps = [item for item, said in zip(found, states, strict=True) if said in {State.MISSING, State.UNKNOWN}]
    if not ask.each:
        gaps = [] if state in {*_SAID, State.EXCLUDED} else gaps[:1]
    reasons = tuple(item.part.reason for item in found if item.part.not_applicable and item.part.reason)
    missing = tuple(_place(item, report, to_write=True) for item in gaps)
    return Reply(ask.tells or _help(ask), state, tuple(answered), missing, reasons)


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


def _place(found: Found, report: Report, *, to_write: bool) -> Place:
    path = found.part.path
    region, nearest = locate(Finding(path, "", on_key=True), report.document)
    if not to_write:
        return Place(dotted(path), region.line)
    above = nearest if len(nearest) < len(path) else path[:-1]
    region, above = locate(Finding(above, "", on_key=True), report.document)
    rest = (*path[len(above) :], *found.rest)
    return Place(dotted((*path, *found.rest)), region.line if above else 0, dotted(above), _pasted(above, rest))


def _pasted(above: Path, rest: Sequence[str | int]) -> str:
    value = plain(snippet(above, rest))
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000).rstrip("\n")
