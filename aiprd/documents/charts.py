"""Flowcharts in Mermaid, which GitHub and GitLab draw: how the product falls back, and how it is rolled out."""

from collections.abc import Sequence
from itertools import pairwise

from aiprd.answer import Part
from aiprd.documents.markdown import Markdown, label
from aiprd.documents.telling import Teller
from aiprd.prd.failure import FailureMode, Level
from aiprd.prd.rollout import Stage

MOST = 40
"""Boxes of a chart that can still be read, and that viewers agree to draw."""


def degradation(teller: Teller) -> Markdown:
    """The levels from best to worst, what leads down (solid) and back (dashed), and the failure modes; empty without levels."""
    tiers = _tiers([level for level in teller.prd.degradation if level.given][:MOST])
    if not tiers:
        return Markdown("")
    names = {id(level): f"level{index}" for index, level in enumerate(level for tier in tiers for level in tier)}
    lines = [f'  {names[id(level)]}["{_level(level)}"]' for tier in tiers for level in tier]
    for above, below in pairwise(tiers):
        for level in below:
            lines.append(_arrow(names[id(above[0])], "-->", names[id(level)], level.when))
            if level.recover.given:
                lines.append(_arrow(names[id(level)], "-.->", names[id(above[0])], level.recover))
    by_id = {level.id.value: names[id(level)] for tier in reversed(tiers) for level in reversed(tier) if level.id.value}
    lines += _failures([mode for mode in teller.prd.failure_modes if mode.given], by_id)
    return _chart("TD", lines)


def _tiers(levels: Sequence[Level]) -> list[list[Level]]:
    """Levels of equal rank together, best first; a level without a number stands after the one before it."""
    ranked: list[tuple[float, Level]] = []
    for level in levels:
        last = ranked[-1][0] if ranked else 0.0
        ranked.append((level.level.value if level.level.value is not None else last + 1, level))
    ranks = sorted({rank for rank, _ in ranked})
    return [[level for at, level in ranked if at == rank] for rank in ranks]


def _level(level: Level) -> str:
    number = f"{level.level.value:g} " if level.level.value is not None else ""
    name = label(f"{number}{level.id.value or ''}".strip() or "a level")
    return f"{name}<br>{label(level.shows.value, 60)}" if level.shows.value else name


def _failures(modes: Sequence[FailureMode], levels: dict[str, str]) -> list[str]:
    """Failure modes with the levels they lead to; those that lead nowhere are told in the table alone."""
    led = [(mode, levels[mode.goes_to.value]) for mode in modes if mode.goes_to.value in levels]
    return [
        f'  failure{index}(["{label(mode.id.value or mode.type.value or "a failure", 40)}"]) --> {level}'
        for index, (mode, level) in enumerate(led[:MOST])
    ]


def rollout(teller: Teller) -> Markdown:
    """The stages with what lets the product pass from one to the next, then the way back; empty without stages."""
    plan = teller.prd.rollout
    stages = [stage for stage in plan.stages if stage.given][:MOST]
    if not stages:
        return Markdown("")
    lines = [f'  stage{index}["{_stage(stage)}"]' for index, stage in enumerate(stages)]
    for index, stage in enumerate(stages[:-1]):
        lines.append(_labelled(f"stage{index}", "-->", f"stage{index + 1}", _gate(stage)))
    switch = plan.kill_switch
    if switch.given:
        trigger = switch.trigger.value
        told = teller.resolved(trigger) if trigger is not None else "a trigger that is not said"
        lines.append(f'  switch{{{{"kill switch<br>{label(told, 60)}"}}}}')
        lines.append(f"  {' & '.join(f'stage{index}' for index in range(len(stages)))} -.-> switch")
        if switch.then.value:
            within = f"within {switch.within.text}" if switch.within.given else ""
            lines += [f'  back["{label(switch.then.value, 40)}"]', _labelled("switch", "-->", "back", label(within))]
    return _chart("LR" if len(stages) < 3 else "TD", lines)


def _stage(stage: Stage) -> str:
    facts = [label(stage.label, 40)]
    shown = [stage.share.text] if stage.share.given and stage.share.text != stage.label else []
    shown += [f"at least {stage.min_time.text}"] if stage.min_time.given else []
    return "<br>".join([*facts, *([label(", ".join(shown), 60)] if shown else [])])


def _gate(stage: Stage) -> str:
    """The first two conditions of a gate; the table below the chart holds all of them."""
    bounds = {answer.path: bound for answer, bound in stage.bounds()}
    shown = [bound._replace(n=None).show() for bound in bounds.values()]
    shown = shown or [entry.value for entry in stage.gate if entry.value]
    more = f"<br>and {len(shown) - 2} more" if len(shown) > 2 else ""
    return "<br>".join(label(text, 50) for text in shown[:2]) + more


def escalation(teller: Teller) -> Markdown:
    """From what hands a case over to the person, and what happens when nobody comes; empty without triggers."""
    handing = teller.prd.escalation
    triggers = [entry.value for entry in handing.triggers if entry.value][:MOST]
    if not triggers or not handing.given:
        return Markdown("")
    lines = [f'  trigger{index}(["{label(text, 70)}"]) --> person' for index, text in enumerate(triggers)]
    lines.append(f'  person["{label(handing.to.value or "a person who is not named", 60)}"]')
    lines.append(_labelled("person", "-->", "solved", label(_after("within", handing.handling), 50)))
    lines.append('  solved["handled by a person"]')
    if handing.timeout.given:
        lines.append(f'  waiting["{label(handing.timeout.default.value or "nothing is said", 70)}"]')
        lines.append(_labelled("person", "-.->", "waiting", label(_after("nobody after", handing.timeout.after), 50)))
    if handing.log.value or handing.review.value:
        told = ", ".join(text for text in (handing.log.value, handing.review.value) if text)
        lines += [f'  log[("{label(told, 70)}")]', "  solved --> log"]
    return _chart("LR", lines)


def _after(lead: str, said: Part) -> str:
    text = getattr(said, "text", "") if said.given else ""
    return f"{lead} {text}" if text else ""


def _arrow(start: str, kind: str, end: str, said: Part) -> str:
    text = getattr(said, "text", "") if said.given else ""
    return _labelled(start, kind, end, label(text, 45))


def _labelled(start: str, kind: str, end: str, text: str) -> str:
    return f'  {start} {kind}|"{text}"| {end}' if text else f"  {start} {kind} {end}"


def _chart(direction: str, lines: Sequence[str]) -> Markdown:
    return Markdown("\n".join([f"flowchart {direction}", *lines]))
