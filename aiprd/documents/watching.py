"""Monitoring as the people on call read it: who looks at what, when an alert goes off, how soon, and what to do then."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from aiprd.bound import Bound
from aiprd.documents.markdown import Markdown, escaped, joined
from aiprd.documents.shapes import Fact
from aiprd.documents.telling import NOT_SAID, Teller, spoken
from aiprd.documents.wrong import COMPUTED
from aiprd.prd.failure import FailureMode, Level
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit, number, seconds, show
from aiprd.sampling import detection_seconds, error_budget_seconds

_ORDER = ("rollback", "floor", "launch", "alert", "target")
"""The levels from worst to best."""

TIERS = ("daily", "weekly", "monthly")


class Tier(NamedTuple):
    """One rhythm of review: who looks at which metrics."""

    name: str
    owner: Markdown
    metrics: Sequence[Markdown]
    note: Markdown


class Watch(NamedTuple):
    """One metric under alert: the value, its order among the levels, the time to detect a drop, and who is called."""

    metric: Markdown
    alert: Markdown
    order: Markdown
    detect: Markdown
    lacking: str
    wanted: Markdown
    owner: Markdown
    runbook: Markdown


class Runbook(NamedTuple):
    """What to do about one failure mode, as far as the document says it."""

    title: str
    mark: Markdown
    steps: Sequence[Markdown]
    facts: Sequence[Fact]


def tiers(teller: Teller) -> list[Tier]:
    """The three rhythms, said or not."""
    monitoring = teller.prd.monitoring
    found = []
    for name in TIERS:
        entries = monitoring.tiers.part(name)
        owner = monitoring.owners.get(name)
        metrics = [text for text in teller.entries(entries) if text]
        said = teller.told(entries) or teller.told(monitoring.tiers) or teller.told(monitoring)
        note = Markdown("") if metrics else said if not entries.given and said else NOT_SAID
        told = teller.told(owner) if owner is not None else teller.told(monitoring.owners)
        found.append(Tier(spoken(name), told or NOT_SAID, metrics, note))
    return found


def watches(teller: Teller) -> list[Watch]:
    """The metrics that an alert watches or should watch: all with a launch value, an alert or a named alarm."""
    named = {alert.value for entry in teller.prd.requirements.monitoring for alert in entry.alerts if alert.value}
    metrics = [metric for metric in teller.prd.metrics.values() if metric.given]
    wanted = [each for each in metrics if not each.alert.absent or each.launch.given or each.name in named]
    return [_watch(metric, teller) for metric in wanted] + list(_bare(named, teller))


def _bare(named: set[str], teller: Teller) -> Iterator[Watch]:
    """Alarms on what is no metric, such as `volume`."""
    empty = Markdown("")
    for name in sorted(named):
        if teller.prd.metric(name) is None:
            drop = Markdown("a drop in it; value **not said**")
            yield Watch(escaped(name), drop, empty, empty, "it is no metric of the document", empty, empty, empty)


def _watch(metric: Metric, teller: Teller) -> Watch:
    alert = metric.alert
    over = teller.told(alert.over)
    value = teller.told(alert.at) or teller.told(alert) or NOT_SAID
    return Watch(
        metric=teller.link(escaped(metric.name), metric),
        alert=Markdown(f"{value} over {over}") if over else value,
        order=order(metric, teller),
        detect=detection(metric, teller),
        lacking=lacking(metric, teller),
        wanted=_wanted(metric, teller),
        owner=teller.told(alert.owner) or NOT_SAID,
        runbook=teller.told(alert.runbook),
    )


def _wanted(metric: Metric, teller: Teller) -> Markdown:
    within = teller.prd.monitoring.detect_within
    said = within.get(metric.name) or within.get("")
    return teller.told(said) if said is not None else Markdown("")


def order(metric: Metric, teller: Teller) -> Markdown:
    """Rollback, floor, launch, alert and target side by side, with a word where they do not follow each other.

    Empty where there is no other level than the alert.
    """
    ladder = {rung.level: rung.quantity for rung in metric.ladder}
    floor = metric.amount("floor")
    known = {**ladder, "floor": floor} if floor is not None else ladder
    steps = {level: known[level] for level in _ORDER if level in known}
    if set(steps) <= {"alert"}:
        return teller.told(metric.floor) if not metric.floor.given else Markdown("")
    told = escaped(", ".join(f"{level} {show(value)}" for level, value in steps.items()))
    if metric.better.value not in {"higher", "lower"} or len(steps) < 2:
        return told
    slips = [
        f"{lower} {show(steps[lower])} is beyond {upper} {show(steps[upper])}"
        for lower, upper in pairwise(steps)
        if steps[lower].unit is steps[upper].unit and metric.exceeds(steps[lower].amount, steps[upper].amount)
    ]
    return joined([told, Markdown(f"**out of order**: {escaped('; '.join(slips))}" if slips else "in order")])


class Levels(NamedTuple):
    """What it takes to say how soon an alert goes off; None for what the document does not give."""

    at: Quantity | None
    over: Quantity | None
    healthy: tuple[str, Quantity] | None
    bad: tuple[str, Quantity] | None


def _levels(metric: Metric, teller: Teller) -> Levels:
    healthy = (("measured", "observed"), ("target", "target"))
    bad = (("rollback", "rollback"), ("floor", "floor"), ("launch", "launch"))
    return Levels(
        metric.amount("alert"),
        metric.alert.over.value,
        next(((name, value) for name, level in healthy if (value := metric.amount(level)) is not None), None),
        next(((name, value) for name, level in bad if (value := metric.amount(level)) is not None), None)
        or next(_promised(metric, teller), None),
    )


def _promised(metric: Metric, teller: Teller) -> Iterator[tuple[str, Quantity]]:
    """What the requirements ask of the metric as a whole."""
    for _, entry in teller.prd.requirements_on(metric.name):
        bound = entry.bound.value
        if bound is not None and not (bound.spread or bound.statistic or bound.slice):
            value = teller.value_of(bound)
            if value is not None:
                yield "the promised", value


def lacking(metric: Metric, teller: Teller) -> str:
    """Why the time to detect cannot be said; empty where it can."""
    at, over, healthy, bad = _levels(metric, teller)
    if at is None or over is None:
        return "the alert has no value" if at is None else "the alert has no window"
    if healthy is None or bad is None:
        gaps = ("no measured value and no target", healthy), ("no rollback, floor, launch or promised value", bad)
        return f"there is {' and '.join(told for told, level in gaps if level is None)}"
    one_unit = len({at.unit, healthy[1].unit, bad[1].unit}) == 1
    return "" if one_unit and over.amount > 0 else "the levels have different units"


def detection(metric: Metric, teller: Teller) -> Markdown:
    """How long after a sudden change to the worst allowed level the alert goes off; empty where it cannot be said."""
    at, over, healthy, bad = _levels(metric, teller)
    if lacking(metric, teller) or at is None or over is None or healthy is None or bad is None:
        return Markdown("")
    return escaped(_after(metric, over, (at, *healthy, *bad)))


class Undetected(NamedTuple):
    """Alerts whose time to detect cannot be said for one reason."""

    why: str
    metrics: Sequence[Markdown]


def undetected(watches: Sequence[Watch]) -> list[Undetected]:
    """The reasons why some times cannot be said, each with its metrics."""
    reasons = dict.fromkeys(watch.lacking for watch in watches if watch.lacking)
    return [Undetected(why, [watch.metric for watch in watches if watch.lacking == why]) for why in reasons]


def _after(metric: Metric, over: Quantity, levels: tuple[Quantity, str, Quantity, str, Quantity]) -> str:
    at, good, healthy, low, bad = levels
    taken = detection_seconds(over.amount, healthy.amount, bad.amount, at.amount)
    drop = f"a sudden change from {good} {show(healthy)} to {low} {show(bad)}"
    if metric.exceeds(at.amount, healthy.amount):
        return f"goes off already: {good} {show(healthy)} is beyond the alert"
    if taken is None:
        return f"never, for {drop}"
    late = metric.horizon.value
    if late is None or late.amount <= 0:
        return f"{_roughly(taken)}{COMPUTED} after {drop}"
    parts = f"{_roughly(taken)} for the alert, {late.text} until outcomes are known"
    return f"{_roughly(taken + late.amount)}{COMPUTED} after {drop} ({parts})"


def _roughly(length: float) -> str:
    """A length of time as precise as anyone needs it."""
    for size, name in ((86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if length >= 2 * size:
            return f"{number(round(length / size, 1))} {name}"
    return seconds(length)


def runbooks(teller: Teller) -> list[Runbook]:
    """A stub for each failure mode: steps to tick, and who, where and how it is rehearsed."""
    return [_runbook(mode, teller) for mode in teller.prd.failure_modes if mode.given]


def _runbook(mode: FailureMode, teller: Teller) -> Runbook:
    level = teller.prd.level(mode.goes_to.value)
    told = teller.told
    return Runbook(
        title=mode.id.value or mode.type.value or "a failure without a name",
        mark=teller.mark(mode),
        steps=list(_steps(mode, level, teller)),
        facts=[
            Fact("Kind", told(mode.type) or NOT_SAID),
            Fact("Who deals with it", told(mode.owner) or NOT_SAID),
            Fact("Touches", told(mode.expected_share) or NOT_SAID),
            Fact("Rehearsed by", told(mode.test) or NOT_SAID),
        ],
    )


def _steps(mode: FailureMode, level: Level | None, teller: Teller) -> Iterator[Markdown]:
    told = teller.told
    yield Markdown(f"Confirm it: {told(mode.signal) or NOT_SAID}")
    lost = told(mode.loses)
    if lost and lost != "none":
        yield Markdown(f"Check what is lost: {lost}")
    leads = told(mode.goes_to) or NOT_SAID
    shows = told(level.shows) if level is not None else Markdown("")
    yield Markdown(f"See that the product fell back to {leads}{': ' + shows if shows else ''}")
    yield Markdown(f"See what users see: {told(mode.user_sees) or shows or NOT_SAID}")
    if mode.mitigation.given:
        yield Markdown(f"Known to help: {told(mode.mitigation)}")
    back = told(level.recover) if level is not None else Markdown("")
    yield Markdown(f"Go back when: {back or NOT_SAID}")
    yield Markdown("Write down when it began, when it was noticed, and what ended it")


def service_levels(teller: Teller) -> list[Markdown]:
    """Service levels with the failure they allow in their window."""
    lines = []
    for answer in teller.prd.monitoring.slo:
        told, bound = teller.told(answer), answer.value
        value = teller.value_of(bound) if isinstance(bound, Bound) else None
        if bound is not None and bound.over is not None and value is not None and value.unit is Unit.RATIO:
            budget = error_budget_seconds(value.amount, bound.over.amount) if 0 <= value.amount <= 1 else 0.0
            told = joined([told, escaped(f"allows {seconds(budget)}{COMPUTED} of full failure")])
        lines.append(told)
    return lines
