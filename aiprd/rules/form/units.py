"""FORM: numbers without a unit, or in one that does not fit their metric."""

from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit, exact
from aiprd.rule import Findings, rule, subject

BARE = {
    Unit.RATIO: "{}%",
    Unit.SECONDS: "{}ms",
    Unit.MONEY: "${}",
}
"""How a bare number would be written, by the unit of its metric."""


@rule("FORM008", severity="E/E/E", references=("33.3",), rows=(39,), fixable=True)
def number_without_unit(prd: Prd) -> Findings:
    """A number whose unit is left to the reader.

    70 can be 70%, 70 points or 70 ms; whoever checks it will choose one.

    Bare numbers are fine where the metric's `unit` is a count, points, a proportion or the author's own. A metric
    without unit and values is a percentage where it means `share of …`, or one thing over the same: `tickets routed /
    tickets`.

    Bad:
        metrics:
          relevance:
            baseline: 12%
            launch: 70  # <- `70` has no unit
    Bad:
        metrics:
          latency: {better: lower, unit: duration}
        requirements:
          latency:
            - P95 latency < 200  # <- `200` has no unit
    Bad:
        metrics:
          coverage: {means: share of tickets routed, better: higher}
        requirements:
          coverage:
            - coverage >= 85 of English tickets over 14d  # <- `85` has no unit: `coverage` is told as a percentage
    Good:
        metrics:
          relevance: {baseline: 12%, launch: 70%}
          seen: {unit: count, baseline: 3.1}
        requirements:
          performance:
            - seen >= 5
    """
    for metric, level, answer, value in _values(prd):
        measure = metric.measure
        if (
            value.unit is not Unit.NUMBER
            or (metric.unit.given and measure not in BARE)
            or _is_proportion(metric, value)
        ):
            continue
        wanted = BARE.get(measure, "{}%") if measure is not None else "{}%"
        written = wanted.format(exact(value.amount))
        yield Finding(
            answer.path,
            f"`{value.text}` has no unit: {subject(metric)} {_unit_words(measure)}",
            f"{level}: {written}" + ("" if measure else "   # or say `unit: count`, `unit: points`, … on the metric"),
        )
    for family, answer, bound in _bounds(prd):
        target = prd.metric(bound.metric)
        measure = target.counted_in if target is not None else Unit.SECONDS if family == "latency" else None
        typed = bound.value
        if typed is None or typed.unit is not Unit.NUMBER or measure not in BARE:
            continue
        if target is not None and _is_proportion(target, typed):
            continue
        written = "{}pp" if bound.spread == "gap" else BARE[measure]
        yield Finding(
            answer.path,
            f"`{typed.text}` has no unit: `{bound.metric or family}` {_unit_words(measure)}",
            bound.text.replace(typed.text, written.format(typed.text)),
        )


@rule("FORM009", severity="E/E/E", references=("33.5",), rows=(39, 49))
def percent_for_points(prd: Prd) -> Findings:
    """A percentage where points are meant.

    Between 70% and 60% lie 10 points, but 14%: `10%` can be read both ways.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          fairness:
            - relevance gap <= 5%  # <- 5 points or 5 percent of the value
    Bad:
        metrics:
          nps:
            unit: points
            baseline: 42
            launch: 5%  # <- in points
    Good:
        metrics:
          relevance: {launch: 70%}
          nps: {unit: points, baseline: 42, launch: 47}
        requirements:
          fairness:
            - relevance gap <= 5pp
    """
    for metric, level, answer, value in _values(prd):
        if metric.unit.given and metric.measure is Unit.POINTS and value.unit is Unit.RATIO:
            points = exact(100 * value.amount)
            yield Finding(
                answer.path,
                f"`{value.text}` is a percentage, but {subject(metric)} is in points",
                f"{level}: {points}",
                (Related(metric.unit.path, "the unit is points"),),
            )
    for _, answer, bound in _bounds(prd):
        typed = bound.value
        if bound.spread == "gap" and typed is not None and typed.unit is Unit.RATIO:
            points = exact(100 * typed.amount)
            yield Finding(
                answer.path,
                f"`{typed.text}` can mean {points} points or {points} percent of the value; a gap is told in points",
                bound.text.replace(typed.text, f"{points}pp"),
            )


@rule("FORM013", severity="E/E/E", references=("33.2",), rows=(27,))
def mixed_units(prd: Prd) -> Findings:
    """Values of one metric in units that cannot be compared.

    A threshold in seconds says nothing about a baseline in percent.

    Bad:
        metrics:
          relevance:
            baseline: 12%
            launch: 200ms  # <- a length of time
    Good:
        metrics:
          relevance: {baseline: 12%, launch: 70%}
    """
    for metric, _, answer, value in _values(prd):
        measure = metric.measure
        if measure is None or measure is Unit.NUMBER or value.unit in {measure, Unit.NUMBER}:
            continue
        if {measure, value.unit} <= {Unit.POINTS, Unit.RATIO} or {measure, value.unit} <= {Unit.COUNT, Unit.NUMBER}:
            continue  # told by percent-for-points, or the same thing
        yield Finding(
            answer.path,
            f"`{value.text}` is {_KIND_WORDS[value.unit]}, but {subject(metric)} {_unit_words(measure)}",
            f"write it as {_KIND_WORDS[measure]}",
        )


_KIND_WORDS = {
    Unit.RATIO: "a percentage",
    Unit.POINTS: "a number of points",
    Unit.SECONDS: "a length of time",
    Unit.COUNT: "a count",
    Unit.MONEY: "an amount of money",
    Unit.NUMBER: "a bare number",
    Unit.MULTIPLE: "a multiple",
}


def _unit_words(measure: Unit | None) -> str:
    return "does not say its unit" if measure is None else f"is told as {_KIND_WORDS[measure]}"


def _is_proportion(metric: Metric, value: Quantity) -> bool:
    return (metric.unit.value or "").lower() == "proportion" and 0 <= value.amount <= 1


def _values(prd: Prd) -> Iterator[tuple[Metric, str, Answer[Bound], Quantity]]:
    """Every value on a metric: metric, key, answer, quantity; of values without any unit only the first."""
    for metric in prd.metrics.values():
        if not metric.given:
            continue
        for level, value, answer in metric.figures:
            yield metric, level, answer, value
            if metric.measure is None:
                break


def _bounds(prd: Prd) -> Iterator[tuple[str, Answer[Bound], Bound]]:
    """Every bound of a requirement or story with its family."""
    for family, entry in prd.requirements.each():
        if entry.bound.value is not None:
            yield family, entry.bound, entry.bound.value
    for story in prd.stories:
        if story.bound.value is not None:
            yield "stories", story.bound, story.bound.value
