"""GOAL: launch, target and stretch: there, in order, dated."""

from collections.abc import Iterator
from itertools import pairwise

from aiprd.answer import Answer
from aiprd.dates import When, order
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric, Rung
from aiprd.quantity import same_unit, show
from aiprd.rule import Ask, Findings, presence, rule, subject

GOALS = ("launch", "target", "stretch")

METRICS = presence(
    "GOAL001",
    "missing-metrics",
    Ask(
        "metrics",
        "by which numbers it is judged",
        "metrics:\n  …:\n    means: …\n    dimension: quality\n    better: higher\n    source: online\n    per: …\n"
        "    baseline: {value: …%, of: …, n: …, date: 2026-…, same_definition: true}\n    rollback: …%\n    launch: …%\n"
        "    alert: {at: …%, over: 7d, owner: …}\n    target: …%\n    stretch: …%",
    ),
    of=lambda prd: (prd,),
    summary="Document without metrics.",
    why="What is not measured cannot be agreed on, and the launch becomes a matter of taste.",
    bad="aiprd: 1  # <- by which numbers it is judged\nproduct: {name: Router}",
    good="aiprd: 1\nmetrics:\n  recall: {means: share of urgent tickets found, dimension: quality, better: higher, launch: 90%}",
    severity="E/E/E",
    since="building",
    references=("33.2",),
    rows=(23,),
)


@rule("GOAL002", severity="E/E/E", references=("33.2",), rows=(24,))
def disordered_goals(prd: Prd) -> Findings:
    """Launch, target and stretch in the wrong order.

    The product would launch beyond its own goal, so one of the two numbers is wrong.

    The order is read in the metric's own direction: for lower is better, launch is the highest of the three.

    Bad:
        metrics:
          refusals:
            better: lower
            launch: 2%
            target: 5%  # <- worse than launch
    Bad:
        metrics:
          relevance:
            better: higher
            launch: 80%
            target: 70%  # <- worse than launch
            stretch: 85%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%, stretch: 85%}
          refusals: {better: lower, launch: 5%, target: 2%}
          mood: {better: watch, launch: 5%, target: 2%}
    """
    for metric, lower, upper in _steps(prd):
        if metric.exceeds(lower.quantity.amount, upper.quantity.amount):
            way = "lower" if metric.lower_is_better else "higher"
            yield Finding(
                upper.answer.path,
                f"{upper.level} {show(upper.quantity)} is worse than {lower.level} {show(lower.quantity)}, "
                f"though {way} is better for {subject(metric)}",
                f"{upper.level}: a value {'below' if metric.lower_is_better else 'above'} {show(lower.quantity)}",
                (Related(lower.answer.path, f"{lower.level} is {show(lower.quantity)}"),),
                {lower.level: lower.quantity.amount, upper.level: upper.quantity.amount},
            )


@rule("GOAL003", severity="W/W/W", references=("33.2",), rows=(24,))
def flat_goals(prd: Prd) -> Findings:
    """Two goals of one metric with the same value.

    A target that equals the launch bar asks for nothing after launch.

    Bad:
        metrics:
          relevance:
            better: higher
            launch: 70%
            target: 70%  # <- the same
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%}
    """
    for metric, lower, upper in _steps(prd):
        if lower.quantity.amount == upper.quantity.amount:
            yield Finding(
                upper.answer.path,
                f"{upper.level} of {subject(metric)} is the same as {lower.level}: {show(upper.quantity)}",
                f"{upper.level}: a value {'below' if metric.lower_is_better else 'above'} {show(lower.quantity)}",
                (Related(lower.answer.path, f"{lower.level} is {show(lower.quantity)}"),),
            )


@rule("GOAL004", severity="E/E/E", since="building", references=("33.2",), rows=(23,))
def missing_goals(prd: Prd) -> Findings:
    """No metric with a launch, a target and a stretch value.

    One threshold says when to ship; the other two say where the product is going and what is only hoped for.

    One primary metric with all three is enough.

    Bad:
        metrics:
          relevance:  # <- stretch
            better: higher
            launch: 70%
            target: 80%
    Bad:
        metrics:
          relevance:  # <- launch
            means: share of shown items that are clicked
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%, stretch: 85%}
          coverage: {launch: 95%}
    """
    metrics = [metric for metric in prd.metrics.values() if metric.given and metric.effective_role != "guardrail"]
    gaps = [[level for level in GOALS if metric.rung(level).open] for metric in metrics]
    if not metrics or any(not gap for gap in gaps):
        return
    metric, missing = min(zip(metrics, gaps, strict=True), key=lambda pair: len(pair[1]))
    known = all(metric.rung(level).unknown for level in missing)
    listed = " and ".join(missing) if len(missing) < 3 else "launch, target and stretch"
    lines = {
        "launch": "launch: …",
        "target": "target: {value: …, by: launch + 1q}",
        "stretch": "stretch: {value: …, by: launch + 1y}",
    }
    yield Finding(
        metric.path,
        f"no metric has launch, target and stretch values; {subject(metric)} lacks {listed}",
        "\n".join(lines[level] for level in missing),
        known_gap=known,
    )


@rule("GOAL005", severity="W/W/W", since="building", references=("33.2",), rows=(25,), fixable=True)
def undated_goal(prd: Prd) -> Findings:
    """Target or stretch value without a date.

    A goal without a date is never missed.

    Bad:
        metrics:
          relevance:
            launch: 70%
            target: 80%  # <- by when
    Good:
        metrics:
          relevance:
            launch: 70%
            target: {value: 80%, by: launch + 1q}
    """
    for metric in prd.primary_metrics():
        for level, goal in (("target", metric.target), ("stretch", metric.stretch)):
            if goal.value.value is not None and goal.by.open:
                value = goal.value.text
                yield Finding(
                    goal.path,
                    f"{level} {value} of {subject(metric)} does not say by when",
                    f"{level}: {{value: {value}, by: launch + {'1q' if level == 'target' else '1y'}}}",
                    known_gap=goal.by.unknown,
                )


@rule("GOAL006", severity="W/W/W", references=("33.2",), rows=(25,))
def disordered_goal_dates(prd: Prd) -> Findings:
    """Stretch due before target, or a goal due before launch.

    The ladder climbs in time as it climbs in value.

    The launch date is `timeline.launch`; where there is none, a goal is told that is due before its baseline was
    measured. Dates that cannot be compared (a quarter without a year against a day) are left alone.

    Bad:
        metrics:
          relevance:
            launch: 70%
            target:
              value: 80%
              by: 2027-06
            stretch:
              value: 85%
              by: 2027-03  # <- before target
    Bad:
        timeline: {launch: 2027-03-01}
        metrics:
          relevance:
            launch: 70%
            target:
              value: 80%
              by: 2026-12  # <- before launch (2027-03-01)
    Bad:
        metrics:
          routed_right:
            baseline: {value: 59%, date: 2026-09}
            launch: 80%
            target:
              value: 86%
              by: 2020-03-31  # <- before the baseline was measured (2026-09)
    Good:
        timeline: {launch: 2027-03-01}
        metrics:
          relevance:
            launch: 70%
            target: {value: 80%, by: launch + 1q}
            stretch: {value: 85%, by: launch + 1y}
    """
    launch = prd.timeline.launch_date
    for metric in prd.metrics.values():
        for level, by in (("target", metric.target.by), ("stretch", metric.stretch.by)):
            if by.value is not None and _before_launch(by.value, launch):
                told = f" ({launch.text})" if launch is not None else ""
                yield Finding(
                    by.path,
                    f"{level} of {subject(metric)} is due {by.text}, before launch{told}",
                    f"by: launch + {'1q' if level == 'target' else '1y'}",
                    (Related(prd.timeline.launch.path, "the launch date"),) if launch is not None else (),
                )
            elif launch is None and by.value is not None:
                yield from _before_baseline(metric, level, by)
        first, second = metric.target.by, metric.stretch.by
        if first.value is None or second.value is None:
            continue
        if order(second.value, first.value) == -1:
            yield Finding(
                second.path,
                f"stretch of {subject(metric)} is due {second.text}, before target ({first.text})",
                f"by: a date after {first.text}",
                (Related(first.path, f"target is due {first.text}"),),
            )


def _before_baseline(metric: Metric, level: str, by: Answer[When]) -> Findings:
    measured = metric.baseline.date
    if measured.value is not None and by.value is not None and order(by.value, measured.value) == -1:
        yield Finding(
            by.path,
            f"{level} of {subject(metric)} is due {by.text}, before the baseline was measured ({measured.text})",
            f"by: launch + {'1q' if level == 'target' else '1y'}",
            (Related(measured.path, f"the baseline is of {measured.text}"),),
        )


def _before_launch(by: When, launch: When | None) -> bool:
    """Whether a date lies before launch, as far as that can be told."""
    if by.after_launch is not None:
        return by.after_launch < 0
    return launch is not None and order(by, launch) == -1


def _steps(prd: Prd) -> Iterator[tuple[Metric, Rung, Rung]]:
    """Neighbouring goals of each metric that has a direction, in comparable units."""
    for metric in prd.metrics.values():
        if metric.better.value in {"watch", "range"}:
            continue
        goals = [rung for rung in metric.ladder if rung.level in GOALS]
        for lower, upper in pairwise(goals):
            if same_unit(lower.quantity, upper.quantity):
                yield metric, lower, upper
