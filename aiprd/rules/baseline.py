"""BASE: what is there today, and whether the product is better (catalogue section B)."""

from collections.abc import Iterator
from math import sqrt

from aiprd.amount import quantity
from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import ChangeNote, Metric, same_figure
from aiprd.prd.promise import Requirement
from aiprd.quantity import GrammarError, Quantity, Unit, close, number, percent, pp, show
from aiprd.rule import Ask, Findings, presence, rule, subject

BASELINE = presence(
    "BASE001",
    "missing-baseline",
    Ask("baseline", "what is there today", "baseline: {value: …, of: …, n: …, date: 2026-…, same_definition: true}"),
    of=lambda prd: prd.primary_metrics(),
    summary="Primary metric without a baseline.",
    why="70% is a triumph over 12% and a disaster after 85%.",
    bad="metrics:\n  relevance:  # <- what is there today\n    launch: 70%",
    good="metrics:\n  relevance:\n    launch: 70%\n    baseline: {value: 12%, of: editorial homepage, n: 12,000, date: 2026-02}",
    severity="E/E/E",
    since="building",
    references=("33.2", "33.10"),
    rows=(26,),
)

PROVENANCE = presence(
    "BASE002",
    "baseline-of-unknown-origin",
    Ask("value", "its value", "value: …"),
    Ask("of", "which system it describes", "of: …"),
    Ask("n", "on how many cases it was measured", "n: …"),
    Ask("date", "when it was measured", "date: 2026-…"),
    Ask("same_definition", "whether it uses the metric's own definition", "same_definition: true"),
    of=lambda prd: (metric.baseline for metric in prd.primary_metrics()),
    summary="Baseline that does not say what it describes, on how many cases, when, or by which definition.",
    why="A baseline remembered from a slide moves whenever somebody needs it to.",
    bad="metrics:\n  relevance:\n    launch: 70%\n    baseline:  # <- when it was measured\n      value: 12%\n      of: editorial homepage\n      n: 12,000",
    good="metrics:\n  relevance:\n    launch: 70%\n    baseline: {value: 12%, of: editorial homepage, n: 12,000, date: 2026-02, same_definition: true}",
    severity="W/E/E",
    since="building",
    references=("33.2",),
    rows=(26, 27, 29),
)


@rule("BASE003", severity="W/E/E", since="building", references=("33.2",), rows=(27,))
def incomparable_baseline(prd: Prd) -> Findings:
    """Baseline that does not use the metric's own definition.

    12% clicks against 70% "clicked or added to cart" is a comparison of two different things.

    `same_definition: true` says that definition, unit and population are the metric's own.

    Bad:
        metrics:
          relevance:
            launch: 70%
            baseline:
              value: 12%
              same_definition: false  # <- another definition
    Good:
        metrics:
          relevance:
            launch: 70%
            baseline: {value: 12%, same_definition: true}
    """
    for metric in prd.primary_metrics():
        same = metric.baseline.same_definition
        if same.value is False and metric.baseline.value.value is not None:
            yield Finding(
                same.path,
                f"baseline of {subject(metric)} uses another definition, so it cannot be compared with launch",
                "measure the baseline with the metric's own definition, then say `same_definition: true`",
                (Related(metric.launch.path, f"launch is {metric.launch.text}"),) if metric.launch.given else (),
            )


@rule("BASE004", severity="E/E/E", references=("33.2",), rows=(28, 58))
def launch_within_noise(prd: Prd) -> Findings:
    """Launch bar that does not beat the baseline by more than chance.

    A product that ships at the level of what it replaces cannot be told from it.

    The margin is the one-sided 95% margin of the acceptance sample: 1.645 times the standard error of a proportion at
    the launch value, for independent cases. Without a sample size only a launch at or below the baseline is reported.
    A launch below the baseline may be right (a cheaper replacement of people who do better); a dated entry in
    `changes` with a reason answers it, unless it tells of another value or of a bar that was raised.

    Bad:
        metrics:
          relevance:
            better: higher
            baseline: 70%
            launch: 68%  # <- worse than the baseline
            changes: [{date: 2026-03-10, from: 60%, to: 68%, why: the pilot showed that 60% is not noticed}]
    Bad:
        metrics:
          recall:
            better: higher
            baseline: 70%
            launch: 71%  # <- 100 cases
        requirements:
          performance:
            - recall >= launch, n >= 100
    Good:
        metrics:
          recall: {better: higher, baseline: 70%, launch: 71%}
        requirements:
          performance:
            - recall >= launch, n >= 20000
    Good:
        metrics:
          recall:
            better: higher
            baseline: 95%
            launch: 90%
            changes:
              - {date: 2026-04-10, from: 95%, to: 90%, why: replaces a second reader at a tenth of the cost}
    """
    for metric in prd.primary_metrics():
        baseline, launch = metric.amount("baseline"), metric.amount("launch")
        if baseline is None or launch is None or baseline.unit is not launch.unit or _explained(metric):
            continue
        if metric.better.value in {"watch", "range"}:
            continue
        if not metric.exceeds(launch.amount, baseline.amount):
            yield _not_better(metric, baseline, launch)
        elif launch.unit is Unit.RATIO and 0 < launch.amount < 1:
            yield from _in_noise(prd, metric, baseline, launch)


def _explained(metric: Metric) -> bool:
    return any(note.date.given and note.why.given and _lowers(metric, note) for note in metric.changes)


def _lowers(metric: Metric, note: ChangeNote) -> bool:
    """Whether a change may be why launch stands so low: not one that raised the bar, nor one to another value."""
    before, after, launch = _read(note.from_), _read(note.to), metric.amount("launch")
    if after is None or launch is None:
        return True
    raised = before is not None and before.unit is after.unit and metric.exceeds(after.amount, before.amount)
    return same_figure(after, launch) and not raised


def _read(told: Answer[str]) -> Quantity | None:
    try:
        return quantity(told.text) if told.given else None
    except GrammarError:
        return None


def _not_better(metric: Metric, baseline: Quantity, launch: Quantity) -> Finding:
    than = "no better than" if launch.amount == baseline.amount else "worse than"
    return Finding(
        metric.launch.path,
        f"launch {show(launch)} of {subject(metric)} is {than} the baseline of {show(baseline)}",
        "a launch value that beats the baseline, or the reason:\nchanges:\n  - {date: 2026-…, from: …, to: …, why: …}",
        (Related(metric.baseline.value.path, f"baseline is {show(baseline)}"),),
        {"baseline": baseline.amount, "launch": launch.amount},
    )


def _in_noise(prd: Prd, metric: Metric, baseline: Quantity, launch: Quantity) -> Findings:
    for entry, n in _samples(prd, metric):
        margin = 1.645 * sqrt(launch.amount * (1 - launch.amount) / n)
        lead = abs(launch.amount - baseline.amount)
        if lead <= margin:
            needed = int(1.645**2 * launch.amount * (1 - launch.amount) / lead**2) + 1
            yield Finding(
                metric.launch.path,
                f"launch {show(launch)} of {subject(metric)} beats the baseline of {show(baseline)} by {pp(lead)}, "
                f"but {number(n)} cases can be off by {pp(margin)}",
                f"n >= {needed}",
                (
                    Related(entry.bound.path, f"n is {number(n)}"),
                    Related(metric.baseline.value.path, f"baseline is {show(baseline)}"),
                ),
                {
                    "lead_pp": round(100 * lead, 4),
                    "margin_pp": round(100 * margin, 4),
                    "needed_n": needed,
                    "stated_n": n,
                },
            )
            return


def _samples(prd: Prd, metric: Metric) -> Iterator[tuple[Requirement, float]]:
    """The requirements on the metric that state a sample size, with it."""
    for _, entry in prd.requirements_on(metric.name):
        sample = entry.sample.value
        if sample is not None and sample.amount >= 1 and entry.bound.value is not None and not entry.bound.value.spread:
            yield entry, sample.amount


@rule("BASE005", severity="W/W/W", since="building", references=("33.2",), rows=(29,), fixable=True)
def unmeasured_zero(prd: Prd) -> Findings:
    """Baseline of zero that nobody measured.

    Doing nothing has a measurable rate too: today's homepage is already right for some.

    Asked where the baseline is 0 and neither a sample size nor a date stands beside it, of metrics that are not primary;
    a primary one is asked for both anyway.

    Bad:
        metrics:
          deflected:
            role: secondary
            baseline: 0%  # <- measured
    Good:
        metrics:
          deflected: {role: secondary, baseline: {value: 0%, of: no automation, n: 2,000, date: 2026-03}}
    """
    for metric in prd.metrics.values():
        value = metric.amount("baseline")
        baseline = metric.baseline
        if (
            value is not None
            and value.amount == 0
            and not metric.is_primary
            and not baseline.n.given
            and not baseline.date.given
        ):
            yield Finding(
                baseline.value.path,
                f"baseline 0 of {subject(metric)} was hardly measured: no sample size, no date",
                "baseline: {value: …, of: …, n: …, date: 2026-…}",
            )


@rule("BASE006", severity="W/E/E", references=("33.2", "33.3"), rows=(37,), fixable=True)
def group_below_baseline(prd: Prd) -> Findings:
    """Fairness gap so wide that a group may fall below what it has today.

    The average would rise while somebody is worse off than before.

    Worst case: the worst group stands at launch minus the allowed gap (plus, where lower is better). Gaps in points, and
    ratios, of metrics with a baseline; silent where launch itself does not beat the baseline.

    Bad:
        metrics:
          recall: {better: higher, baseline: 80%, launch: 85%}
        requirements:
          fairness:
            - recall gap <= 10pp  # <- 75%
    Good:
        metrics:
          recall: {better: higher, baseline: 80%, launch: 85%}
        requirements:
          fairness:
            - recall gap <= 4pp
    """
    for entry in prd.requirements.fairness:
        bound = entry.bound.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if bound is None or metric is None or bound.value is None or bound.spread not in {"gap", "ratio"}:
            continue
        baseline, launch = metric.amount("baseline"), metric.amount("launch")
        if baseline is None or launch is None or {baseline.unit, launch.unit} != {Unit.RATIO}:
            continue
        worst = _worst_group(bound.spread, bound.value, launch.amount, lower_is_better=metric.lower_is_better)
        if (
            metric.exceeds(launch.amount, baseline.amount)
            and metric.exceeds(baseline.amount, worst)
            and not close(baseline.amount, worst)
        ):
            allowed = abs(launch.amount - baseline.amount)
            yield Finding(
                entry.bound.path,
                f"a group may stand at {percent(worst)}, worse than the {show(baseline)} of today: launch {show(launch)} with a gap of {show(bound.value)}",
                f"{bound.metric} gap <= {pp(allowed).replace(' ', '')}",
                (
                    Related(metric.baseline.value.path, f"baseline is {show(baseline)}"),
                    Related(metric.launch.path, f"launch is {show(launch)}"),
                ),
                {"worst_group": round(worst, 6), "baseline": baseline.amount, "launch": launch.amount},
            )


def _worst_group(spread: str, allowed: Quantity, launch: float, *, lower_is_better: bool) -> float:
    if spread == "ratio" and allowed.amount > 0:
        return launch / allowed.amount if lower_is_better else launch * allowed.amount
    return launch + allowed.share if lower_is_better else launch - allowed.share
