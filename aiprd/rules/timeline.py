"""TIME: phases, dates and thresholds that move (catalogue rows 6, 8, 13, 14)."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from aiprd.amount import duration, quantity
from aiprd.answer import Answer
from aiprd.dates import When, order, when
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import GrammarError, Quantity, close, number
from aiprd.rule import Ask, Findings, presence, rule, short, subject

_DAY = 86400
_WEEK = 7 * _DAY
_TOLERANCE = 0.1
"""How far two lengths of time may differ: plans are round, and months are not all alike."""


@rule("TIME001", severity="W/W/E", references=("33.3",), rows=(6,), fixable=True)
def disordered_dates(prd: Prd) -> Findings:
    """Development that starts before what it is developed against.

    Thresholds agreed after the first results are thresholds that the first results pass.

    The order is: feasibility decided, thresholds agreed, fallbacks designed, development started. Dates that cannot be
    compared (a month against a day in it) are left alone.

    Bad:
        feasibility: {date: 2026-02-05}
        timeline:
          thresholds_agreed: 2026-04-20
          development_start: 2026-04-01  # <- starts (2026-04-01) before the thresholds are agreed (2026-04-20)
    Good:
        feasibility: {date: 2026-02}
        timeline: {thresholds_agreed: 2026-02-20, fallbacks_designed: 2026-02-20, development_start: 2026-03-02}
    """
    timeline = prd.timeline
    steps = [
        ("feasibility is decided", prd.feasibility.date),
        ("the thresholds are agreed", timeline.thresholds_agreed),
        ("the fallbacks are designed", timeline.fallbacks_designed),
        ("development starts", timeline.development_start),
    ]
    for (before, first), (after, second) in pairwise(step for step in steps if step[1].value is not None):
        if first.value is not None and second.value is not None and order(first.value, second.value) == 1:
            yield Finding(
                second.path,
                f"{after} ({second.text}) before {before} ({first.text})",
                f"{second.path[-1]}: …   # {first.text} or later",
                (Related(first.path, f"{before}: {first.text}"),),
            )


UNREASONED = presence(
    "TIME002",
    "unreasoned-change",
    Ask("date", "when it was made", "date: …"),
    Ask("why", "why", "why: …"),
    of=lambda prd: (change for metric in prd.metrics.values() for change in metric.changes),
    summary="Changed threshold without a date or a reason.",
    why="A goal that moves without a reason moves again, and in the end towards whatever was reached.",
    bad="metrics:\n  recall:\n    launch: 75%\n    changes:\n      - {from: 70%, to: 75%, date: 2026-05-10}  # <- does not say why",
    good="metrics:\n  recall:\n    launch: 75%\n    changes:\n      - {from: 70%, to: 75%, date: 2026-05-10, why: users do not notice 70%}",
    severity="I/W/W",
    references=("33.3",),
    rows=(8,),
)


@rule("TIME003", severity="I/W/W", references=("33.3",), rows=(8,), fixable=True)
def unrecorded_change(prd: Prd) -> Findings:
    """Threshold that has moved on since its last recorded change.

    The record says where the threshold was left; if it now stands elsewhere, it was moved once more without a reason.

    Fires when the value a change leads to is none of the metric's thresholds and no later change starts from it.

    Bad:
        metrics:
          recall:
            launch: 80%
            changes:
              - {from: 70%, to: 75%, date: 2026-05-10, why: users do not notice 70%}  # <- leads to 75%
    Good:
        metrics:
          recall:
            launch: 80%
            changes:
              - {from: 70%, to: 75%, date: 2026-05-10, why: users do not notice 70%}
              - {from: 75%, to: 80%, date: 2026-06-10, why: the second pilot}
    """
    for metric in prd.metrics.values():
        left = {_amount(change.from_) for change in metric.changes}
        for change in metric.changes:
            value = _amount(change.to)
            if value is None or None in left or value in left or _stands(metric, value):
                continue
            launch = metric.amount("launch")
            now = f"; launch is {launch.text}" if launch is not None else ""
            yield Finding(
                change.path,
                f"the change of {subject(metric)} leads to {change.to.text}, but none of its thresholds is there{now}",
                f"- {{date: …, from: {change.to.text}, to: {launch.text if launch is not None else '…'}, why: …}}",
                (Related(metric.launch.path, "moved since"),) if launch is not None else (),
            )


def _amount(answer: Answer[str]) -> Quantity | None:
    try:
        return quantity(answer.value) if answer.value else None
    except GrammarError:
        return None


def _stands(metric: Metric, value: Quantity) -> bool:
    """Whether one of the metric's thresholds has that value; True also where none can be compared with it."""
    floor = metric.amount("floor")
    known = [rung.quantity for rung in metric.ladder] + ([floor] if floor is not None else [])
    known += [bound.value for part in metric.slices.values() if (bound := part.launch.value) and bound.value]
    alike = [other.amount for other in known if other.unit is value.unit]
    return not alike or any(close(amount, value.amount) for amount in alike)


class _Phase(NamedTuple):
    name: str
    length: float
    path: Path


_PHASES = ("discovery", "definition", "development", "testing", "rollout")
"""The phases that make a plan complete; a `buffer` may come on top, and `launch: 6w` stands for the rollout."""


@rule("TIME004", severity="W/W/W", references=("33.3",), rows=(13,), fixable=True)
def miscounted_phases(prd: Prd) -> Findings:
    """Phases that do not add up to the stated total.

    Whoever was told the total plans with it, and the missing weeks are taken from the tests.

    Up to 10% apart is taken for rounding. A sum below the total counts only where all five phases are given.

    Bad:
        timeline:
          discovery: 4w
          definition: 3w
          development: 8w
          testing: 4w
          rollout: 6w
          total: 4mo  # <- the phases add up to 25 weeks, the total is 4mo (17.4 weeks)
    Good:
        timeline: {discovery: 4w, definition: 3w, development: 8w, testing: 4w, launch: 6w, total: 6mo}
    Good:
        timeline: {development: 8w, testing: 4w, total: 6mo}
    """
    total, phases = prd.timeline.total, _phases(prd)
    length = sum(phase.length for phase in phases)
    if total.value is None or len(phases) < 2 or _close(length, total.value.amount):
        return
    if length > total.value.amount or _complete(phases):
        yield Finding(
            total.path,
            f"the phases add up to {_weeks(length)}, the total is {total.text} ({_weeks(total.value.amount)})",
            f"total: {number(round(length / _WEEK, 1))}w",
            tuple(Related(phase.path, f"{phase.name}: {_weeks(phase.length)}") for phase in phases),
            {"phases_days": length / _DAY, "total_days": total.value.amount / _DAY},
        )


@rule("TIME005", severity="W/W/W", references=("33.3",), rows=(13,), fixable=True)
def miscounted_dates(prd: Prd) -> Findings:
    """Time from start to launch that does not fit the phases.

    Between the two dates there is more work than time, or the plan leaves weeks that nobody has told.

    The launch may stand before, in or after the rollout, and up to 10% is taken for rounding; dates may be months. More
    time than work counts only where all five phases, or the total, are given.

    Bad:
        timeline:
          discovery: 4w
          definition: 3w
          development: 8w
          testing: 4w
          rollout: 6w
          start: 2026-03-02
          launch: 2026-06-01  # <- 13 weeks after the start, but the phases take 25 weeks, 19 weeks without the rollout
    Good:
        timeline: {development: 8w, testing: 4w, rollout: 6w, total: 25w, start: 2026-03-02, launch: 2026-08}
    """
    start, launch, phases = prd.timeline.start, prd.timeline.launch, _phases(prd)
    total, length = prd.timeline.total.value, sum(phase.length for phase in phases)
    span = _between(start.value, _date(launch))
    if span is None or (total is None and not phases):
        return
    rollout = sum(phase.length for phase in phases if phase.name in {"rollout", "launch"})
    plans = ([total.amount] if total is not None else []) + ([length] if total is None or _complete(phases) else [])
    too_short = span[1] < (min(plans) - rollout) * (1 - _TOLERANCE)
    too_long = span[0] > max(plans) * (1 + _TOLERANCE) and (total is not None or _complete(phases))
    if too_short or too_long:
        time, work = span[1] if too_short else span[0], plans[0]
        told = f"the total is {_weeks(work)}" if total is not None else f"the phases take {_weeks(work)}"
        yield Finding(
            launch.path,
            f"launch is {_weeks(abs(time))} {'after' if time >= 0 else 'before'} the start, but {told}"
            + (f", {_weeks(work - rollout)} without the rollout" if rollout else ""),
            f"launch: {_day(start.value, work)}   # or another start, or other phases",
            (Related(start.path, f"starts {start.text}"),),
            {"span_days": time / _DAY, "work_days": work / _DAY},
        )


def _between(start: When | None, end: When | None) -> tuple[float, float] | None:
    """The least and the most time between two dates, in seconds; None where the calendar does not tell."""
    if start is None or end is None or not (start.first and start.last and end.first and end.last):
        return None
    return (end.first - start.last) * float(_DAY), (end.last - start.first) * float(_DAY)


def _phases(prd: Prd) -> list[_Phase]:
    """The phases with a length, in the order of a plan; `launch` counts where it is a length and not a date."""
    timeline = prd.timeline
    fields = {name: timeline.part(name) for name in (*_PHASES, "buffer")}
    phases = [
        _Phase(name, part.value.amount, part.path)
        for name, part in fields.items()
        if isinstance(part, Answer) and part.value is not None
    ]
    try:
        length = duration(timeline.launch.value) if timeline.launch.value and timeline.rollout.absent else None
    except GrammarError:
        length = None
    return phases + ([_Phase("launch", length.amount, timeline.launch.path)] if length is not None else [])


def _complete(phases: Iterable[_Phase]) -> bool:
    names = {"rollout" if phase.name == "launch" else phase.name for phase in phases}
    return names >= set(_PHASES)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE * max(one, other) * 1.000001


def _date(answer: Answer[str]) -> When | None:
    try:
        return when(answer.value) if answer.value else None
    except GrammarError:
        return None


def _day(start: When | None, length: float) -> str:
    day = (start.last or 0 if start is not None else 0) + round(length / _DAY)
    return date.fromordinal(day).isoformat() if 0 < day <= date.max.toordinal() else "…"


def _weeks(length: float) -> str:
    weeks = round(length / _WEEK, 1)
    return f"{number(weeks)} week{'' if weeks == 1 else 's'}"


@rule("TIME006", severity="I/I/W", since="building", references=("33.3",), rows=(14,), fixable=True)
def single_iteration(prd: Prd) -> Findings:
    """Development planned for one model, with no time for a second.

    The first model shows what is wrong with the data; the second is the one that ships.

    Two iterations or a buffer are enough. Silent without a development phase.

    Bad:
        timeline:
          development: 8w  # <- nothing says that a second model iteration fits
    Bad:
        timeline:
          development: 8w
          iterations: 1  # <- one model iteration and no buffer
    Good:
        timeline: {development: 8w, iterations: 3}
    Good:
        timeline: {development: 8w, buffer: 2w}
    """
    timeline = prd.timeline
    development, rounds, buffer = timeline.development, timeline.iterations, timeline.buffer
    if development.value is None or not buffer.open:
        return
    related = (Related(development.path, f"development takes {development.text}"),)
    fix = "iterations: 2   # or buffer: 2w"
    if rounds.value is not None and rounds.value < 2:
        yield Finding(rounds.path, "the plan has time for one model iteration and no buffer", fix, related)
    elif rounds.open:
        yield Finding(
            rounds.path if rounds.unknown else development.path,
            f"nothing says that a second model iteration fits into {development.text}, and there is no buffer",
            fix,
            known_gap=rounds.unknown,
        )


_LINEAR = (
    r"\b(?:model|algorithm|AI|ML)(?: (?:training|development|work|build))?(?: is| at|:)? \d{1,3} ?%"
    r" (?:complete|completed|done|ready|finished|built|developed)\b"
    r"|\b\d{1,3} ?% (?:of (?:the |our )?)?(?:model|algorithm) (?:complete|completion|completed|done|built|development)\b"
)


@rule("TIME007", severity="I/I/W", confidence="likely", references=("33.3",), rows=(14,), fixable=True)
def linear_milestone(prd: Prd) -> Findings:
    """Milestone such as "model 50% complete".

    A model is not built in equal steps: at half the time it may be at a tenth of its quality, or at all of it.

    Looks at roadmap features and research, gates, asks and trajectory. Shares of data or labels are left alone.

    Bad:
        roadmap:
          features:
            - {what: model 50% complete, by: 2026-Q3}  # <- `model 50% complete`
    Good:
        roadmap:
          features:
            - {what: labelling 50% complete, by: 2026-Q3}
            - {what: "second model: recall >= 75% on eval_v2", by: 2026-Q4}
    """
    roadmap = prd.roadmap
    texts: list[Answer[str]] = [feature.what for feature in roadmap.features]
    texts += [part for item in roadmap.research for part in (item.what, item.success)]
    texts += [part for stage in prd.rollout.stages for part in stage.gate]
    texts += [ask.what for ask in prd.stakeholders.asks] + [point.when for point in prd.stakeholders.trajectory]
    for answer in texts:
        found = re.search(_LINEAR, answer.value or "", re.IGNORECASE)
        if found:
            yield Finding(
                answer.path,
                f"`{short(found[0])}` is no milestone: a model's quality does not grow in step with the work",
                "what: …   # what the model must reach then, such as recall >= 75% on a named set",
            )
