"""The launch review: each gate with its conditions held against what was measured, and who decides."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.documents.evidence import MET, MISSED, OPEN, PROVEN, Proof, measured, proof, record
from aiprd.documents.markdown import Markdown, escaped, joined, linked
from aiprd.documents.promises import statement
from aiprd.documents.shapes import Fact
from aiprd.documents.telling import NOT_SAID, Teller
from aiprd.prd.promise import Requirement
from aiprd.prd.rollout import Stage

REVIEWED = "to be checked"
"""The verdict on what is promised in words; no measurement in the document speaks of it."""


class Condition(NamedTuple):
    """One condition of a gate with its evidence."""

    asked: Markdown
    verdict: str
    evidence: Markdown


class Gate(NamedTuple):
    """One stage: who sees it, what must hold before the next, and who decides."""

    name: Markdown
    mark: Markdown
    exposes: Markdown
    lasts: Markdown
    decides: Markdown
    conditions: Sequence[Condition]
    checks: Sequence[Condition]
    summary: str


def gates(teller: Teller) -> list[Gate]:
    """The rollout stages in their order."""
    return [_gate(stage, teller) for stage in teller.prd.rollout.stages if stage.given]


def _gate(stage: Stage, teller: Teller) -> Gate:
    conditions = list(_conditions(stage, teller))
    checks = [_requirement(entry, teller) for entry in _at(stage, teller)]
    share = teller.told(stage.share)
    scored = teller.told(stage.traffic)
    return Gate(
        name=escaped(stage.label),
        mark=teller.mark(stage),
        exposes=joined([share, Markdown(f"{scored} scored in silence") if scored else scored]) or NOT_SAID,
        lasts=teller.told(stage.min_time) or NOT_SAID,
        decides=teller.told(stage.decides) or NOT_SAID,
        conditions=conditions,
        checks=checks,
        summary=summary([*conditions, *checks]),
    )


def summary(conditions: Sequence[Condition]) -> str:
    """How many conditions there are, and how they stand."""
    if not conditions:
        return "no condition is said"
    order = (PROVEN, MET, MISSED, OPEN, REVIEWED)
    counts = [(sum(each.verdict == verdict for each in conditions), verdict) for verdict in order]
    return ", ".join(f"{count} {verdict}" for count, verdict in counts if count)


def _conditions(stage: Stage, teller: Teller) -> Iterator[Condition]:
    """What the gate asks for: bounds, names of metrics and requirements, or words."""
    if not stage.gate.given and (text := teller.told(stage.gate)):
        yield Condition(text, REVIEWED, Markdown(""))
    bounds = {answer.path: bound for answer, bound in stage.bounds()}
    for entry in stage.gate:
        if entry.path in bounds and bounds[entry.path].metric:
            yield _bound(bounds[entry.path], teller.bound(bounds[entry.path]), teller)
        else:
            yield from _named(entry, teller)


def _named(entry: Answer[str], teller: Teller) -> Iterator[Condition]:
    """A name stands for the requirement of that id, or for the requirements on that metric."""
    requirements = [each for _, each in teller.prd.requirements.each() if each.given]
    found = [each for each in requirements if entry.value and each.id.value == entry.value]
    found = found or [each for _, each in teller.prd.requirements_on(entry.value or "")]
    if found:
        yield from (_requirement(each, teller) for each in found)
    else:
        yield Condition(teller.told(entry) or NOT_SAID, REVIEWED, Markdown(""))


def _at(stage: Stage, teller: Teller) -> list[Requirement]:
    """The requirements that are checked at a stage."""
    found = [
        (teller.prd.rollout.stage(each.at.value), each) for _, each in teller.prd.requirements.each() if each.given
    ]
    return [each for at, each in found if at is stage]


def _requirement(entry: Requirement, teller: Teller) -> Condition:
    asked = linked(escaped(entry.id.value), teller.places.at.get(entry.path, "")) if entry.id.value else Markdown("")
    told = joined([asked, statement(entry, teller, named=False)], ": ")
    bound = entry.bound.value
    if bound is None or not bound.metric:
        return Condition(told, REVIEWED, Markdown(""))
    return _bound(bound, told, teller)


def _bound(bound: Bound, told: Markdown, teller: Teller) -> Condition:
    held: Proof = proof(bound, teller)
    return Condition(told, held.verdict, held.told)


def kill_switch(teller: Teller) -> list[Fact]:
    """Trigger, owner, time and state of the way back; what is not said says so."""
    switch = teller.prd.rollout.kill_switch
    if not switch.given:
        return [Fact("Kill switch", teller.told(switch) or NOT_SAID)]
    level = teller.prd.level(switch.then.value)
    shows = joined([teller.told(switch.then), teller.told(level.shows) if level is not None else Markdown("")], ": ")
    trigger = switch.trigger.value
    facts = [
        Fact("Set off by", teller.told(switch.trigger) or NOT_SAID),
        Fact("Pulled by", teller.told(switch.owner) or NOT_SAID),
        Fact("Takes", teller.told(switch.within) or NOT_SAID),
        Fact("Users then see", shows or NOT_SAID),
    ]
    if trigger is not None and trigger.metric:
        facts.append(Fact("Today", proof_today(trigger, teller)))
    return facts


def proof_today(trigger: Bound, teller: Teller) -> Markdown:
    """Where the metric of the trigger stands, and whether that would set it off."""
    held = proof(trigger, teller)
    if held.verdict == OPEN:
        return held.told
    _, seen = measured(trigger, teller)
    fires = "that does not set it off" if held.verdict == MISSED else "**that sets it off**"
    return joined([record(seen, teller) if seen is not None else Markdown(""), Markdown(fires)])
