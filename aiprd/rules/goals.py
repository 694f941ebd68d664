"""GOAL: thresholds, their order, their dates and their reasons (catalogue section B)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric, Rung
from aiprd.prd.promise import Requirement
from aiprd.quantity import GrammarError, Quantity, Unit, order, percent, quantity, show
from aiprd.rule import Ask, Findings, presence, rule, subject

GOALS = ("launch", "target", "stretch")

METRICS = presence(
    "GOAL001",
    "missing-metrics",
    Ask(
        "metrics",
        "by which numbers it is judged",
        "metrics:\n  …: {means: …, dimension: quality, better: higher, baseline: …%, launch: …%, target: …%, stretch: …%}",
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


@rule("GOAL005", severity="W/W/W", since="building", references=("33.2",), rows=(25,))
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

    Dates that cannot be compared (a quarter without a year against a day) are left alone.

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
    Good:
        metrics:
          relevance:
            launch: 70%
            target: {value: 80%, by: launch + 1q}
            stretch: {value: 85%, by: launch + 1y}
    """
    for metric in prd.metrics.values():
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


@rule("GOAL007", severity="E/E/E", references=("33.2",), rows=(30,))
def promised_perfection(prd: Prd) -> Findings:
    """A model that is promised to be right always.

    No model reaches 100%; a bar that cannot be met is a bar nobody looks at.

    Behaviour that is programmed may be promised at 100%: `nature: deterministic`, and by default explainability,
    experience, fallback, oversight and privacy. Looked at: bounds in performance, coverage, fairness, safety, security
    and reliability, and launch, target and stretch of metrics.

    Bad:
        metrics:
          accuracy:
            better: higher
            launch: 100%  # <- 100%
    Bad:
        metrics:
          harmful: {better: lower, launch: 1%}
        requirements:
          safety:
            - harmful <= 0%  # <- 0%
    Good:
        metrics:
          accuracy: {better: higher, launch: 92%}
          optout: {better: higher, nature: deterministic, launch: 100%}
        requirements:
          explainability:
            - {text: each item says why it is shown, bound: 100%}
    """
    for metric in prd.metrics.values():
        if metric.nature.value == "deterministic":
            continue
        for rung in metric.ladder:
            if rung.level in GOALS and _perfect(rung.quantity, lower_is_better=metric.lower_is_better):
                yield _perfection(rung.answer, subject(metric), rung.quantity)
                break
    for family, entry in prd.requirements.each():
        bound = entry.bound.value
        if bound is None or bound.value is None or family not in _MODEL_FAMILIES:
            continue
        metric_or_none = prd.metric(bound.metric)
        natures = {entry.nature.value, metric_or_none.nature.value if metric_or_none is not None else None}
        if "deterministic" not in natures and bound.spread == "" and _perfect_bound(bound):
            yield _perfection(entry.bound, subject(entry), bound.value)


_MODEL_FAMILIES = ("performance", "coverage", "fairness", "safety", "security", "reliability")


def _perfect(value: Quantity, *, lower_is_better: bool) -> bool:
    return value.unit is Unit.RATIO and value.amount == (0 if lower_is_better else 1)


def _perfect_bound(bound: Bound) -> bool:
    if bound.value is None or bound.op is None:
        return False
    if bound.op.floor:
        return _perfect(bound.value, lower_is_better=False)
    return bound.value.unit in {Unit.RATIO, Unit.COUNT, Unit.NUMBER} and bound.value.amount == 0


def _perfection(answer: Answer[Bound], what: str, value: Quantity) -> Finding:
    instead = "99%" if value.amount else "0.1%"
    return Finding(
        answer.path,
        f"{what} is promised at {show(value)}, which no model reaches",
        f"a bound such as {instead} with its sample size, or `nature: deterministic` if no model is involved",
    )


@rule("GOAL008", severity="I/W/W", references=("33.2",), rows=(31,))
def perfection_trap(prd: Prd) -> Findings:
    """A product held back though it has reached its own launch bar.

    Each month of waiting for a better model, users live with the baseline.

    Bad:
        product: {status: blocked}
        metrics:
          relevance:
            better: higher
            baseline: 12%
            launch: 70%
            observed: 78%  # <- blocked
    Good:
        product: {status: blocked}
        metrics:
          relevance: {better: higher, baseline: 12%, launch: 70%, observed: 64%}
    """
    if prd.product.status.value != "blocked":
        return
    for metric in prd.primary_metrics():
        observed, launch, baseline = (metric.amount(level) for level in ("observed", "launch", "baseline"))
        if observed is None or launch is None or not _same_unit(observed, launch, baseline):
            continue
        beats = baseline is None or metric.exceeds(observed.amount, baseline.amount)
        if beats and not metric.exceeds(launch.amount, observed.amount):
            yield Finding(
                metric.observed.value.path,
                f"{subject(metric)} is observed at {show(observed)} and may launch at {show(launch)}, yet the product is blocked",
                "say what blocks it, or set `status: pilot`",
                (
                    Related(prd.product.status.path, "status is blocked"),
                    Related(metric.launch.path, f"launch is {show(launch)}"),
                ),
            )


@rule("GOAL009", severity="I/W/W", confidence="likely", references=("33.2",), rows=(31,))
def launch_beyond_the_known(prd: Prd) -> Findings:
    """Launch bar above anything that was ever measured, with no plan to get there.

    A bar above the best value seen here and the best seen elsewhere is a wish until somebody says how it will be met.

    A plan is a roadmap item for performance or research, or a dated change of the threshold. Silent without both an observed value and a benchmark.

    Bad:
        metrics:
          relevance:
            better: higher
            launch: 90%  # <- above
            observed: 78%
            benchmark: 65%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%, benchmark: 65%}
    """
    planned = len(prd.roadmap.performance) > 0 or len(prd.roadmap.research) > 0
    for metric in prd.primary_metrics():
        launch, observed, benchmark = (metric.amount(level) for level in ("launch", "observed", "benchmark"))
        if launch is None or observed is None or benchmark is None or not _same_unit(launch, observed, benchmark):
            continue
        beyond = metric.exceeds(launch.amount, observed.amount) and metric.exceeds(launch.amount, benchmark.amount)
        if beyond and not planned and not len(metric.changes):
            yield Finding(
                metric.launch.path,
                f"launch {show(launch)} of {subject(metric)} is above the {show(observed)} observed and the {show(benchmark)} others reach, with no plan to get there",
                "roadmap:\n  research:\n    - {what: …, timebox: 6w, success: …, kill: …}",
                (
                    Related(metric.observed.value.path, f"observed {show(observed)}"),
                    Related(metric.benchmark.value.path, f"benchmark {show(benchmark)}"),
                ),
            )


USUAL = {
    "recommendation": (0.70, 0.85),
    "intent": (0.85, 0.92),
    "spam": (0.98, 0.999),
    "imaging": (0.90, 0.97),
    "radiology": (0.90, 0.97),
}
"""What products of a domain usually launch at (source 33.2), by a word of `product.domain`."""

SLACK = 0.10
"""How far outside the usual range a threshold may stand before a reason is asked for."""


@rule("GOAL010", severity="I/W/W", since="building", confidence="possible", references=("33.2",), rows=(32,))
def unusual_threshold(prd: Prd) -> Findings:
    """Threshold far from what the domain usually reaches, without a reason.

    It may be right, but reviewers will ask.

    Usual ranges: recommendations 70-85%, intent recognition 85-92%, spam filters 98-99.9%, imaging 90-97%. Looks at
    primary quality percentages only; more than 10 points outside counts. Any `why` on the metric answers it.

    Bad:
        product: {domain: intent recognition}
        metrics:
          accuracy:
            dimension: quality
            better: higher
            launch: 55%  # <- 85%
    Good:
        product: {domain: intent recognition}
        metrics:
          accuracy: {dimension: quality, better: higher, launch: 86%}
    """
    domain = (prd.product.domain.value or "").lower()
    usual = next((span for word, span in USUAL.items() if re.search(rf"\b{word}", domain)), None)
    if usual is None:
        return
    low, high = usual
    for metric in prd.primary_metrics():
        launch = metric.amount("launch")
        if (
            metric.dimension.value != "quality"
            or metric.lower_is_better
            or launch is None
            or launch.unit is not Unit.RATIO
        ):
            continue
        if not metric.why.given and not low - SLACK <= launch.amount <= high + SLACK:
            yield Finding(
                metric.launch.path,
                f"launch {show(launch)} of {subject(metric)} is far from the {percent(low)} to {percent(high)} usual for {domain}",
                "why: {user: …, risk: …, competition: …}",
            )


@rule("GOAL011", severity="-/W/E", since="building", references=("33.2", "33.5"), rows=(33,))
def gate_on_point_estimate(prd: Prd) -> Findings:
    """Statistical requirement that the estimate alone decides.

    When the truth sits exactly at the bar, an estimate passes half the time by luck.

    Looks at bounds on percentages with a sample size, in performance, fairness and safety. `rule: lower_90` or
    `lower_95` (synonym `worst_95`) answers it, on the entry or in `requirements.defaults`.

    Bad:
        metrics:
          recall: {better: higher, launch: 90%}
        requirements:
          performance:
            - recall >= launch, n >= 2000  # <- the estimate alone
    Good:
        metrics:
          recall: {better: higher, launch: 90%}
        requirements:
          defaults: {rule: lower_95}
          performance:
            - recall >= launch, n >= 2000
    """
    loose = [entry for family, entry in prd.requirements.each() if family in _STATISTICAL and _on_estimate(prd, entry)]
    if loose:
        first = loose[0]
        others = tuple(Related(entry.bound.path, "decided by the estimate alone too") for entry in loose[1:])
        yield Finding(
            first.bound.path,
            f"{subject(first)} is decided by the estimate alone; a truth right at the bar passes half the time",
            "requirements:\n  defaults: {rule: lower_95}   # or lower_90 at medium risk",
            others,
            known_gap=first.rule.unknown,
        )


_STATISTICAL = ("performance", "fairness", "safety")


def _on_estimate(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    if bound is None or entry.sample.value is None or entry.rule.value not in {None, "point"} or entry.rule.broken:
        return False
    value = prd.value_of(bound)
    return value is not None and value.unit in {Unit.RATIO, Unit.POINTS}


@rule("GOAL012", severity="-/I/I", since="pilot", references=("33.5",), rows=(34,))
def flat_value_curve(prd: Prd) -> Findings:
    """Value curve with one point, or one that falls as quality rises.

    Without two points nobody can say what one more point of quality is worth.

    Bad:
        business:
          value_at:  # <- one level
            70%: $1.8M/y
    Bad:
        business:
          value_at:
            70%: $1.8M/y
            85%: $1.1M/y  # <- less
    Good:
        business:
          value_at: {70%: $1.8M/y, 78%: $2.4M/y, 85%: $3.1M/y}
    """
    curve = prd.business.value_at
    if not curve.given:
        return
    if len(curve) == 1:
        yield Finding(curve.path, "the value is given at one level only", "value_at: {70%: …, 80%: …}")
        return
    metric = prd.metric(prd.business.value_of.value)
    falling = metric is not None and metric.lower_is_better
    points = sorted(
        (
            (level, answer)
            for level, answer in ((_level(key), value) for key, value in curve.items())
            if level is not None and answer.value is not None
        ),
        key=lambda point: -point[0] if falling else point[0],
    )
    for (_, worse), (_, better) in pairwise(points):
        if worse.value is not None and better.value is not None and better.value.amount < worse.value.amount:
            yield Finding(
                better.path,
                f"a better level is worth less: {better.text} against {worse.text}",
                "check the two amounts",
                (Related(worse.path, worse.text),),
            )


def _level(key: str) -> float | None:
    try:
        return quantity(key).amount
    except GrammarError:
        return None


@rule("GOAL013", severity="-/E/E", since="building", references=("33.2",), rows=(35,))
def missing_legal_minimum(prd: Prd) -> Findings:
    """Regulated product that does not cite the minimum it has to reach.

    The law's bar comes before the team's own.

    Asked of products that decide about people or are classed high-risk. `minimums: {na: reason}` answers it where no minimum exists.

    Bad:
        regulation:  # <- minimum
          decisions_about_people: true
    Good:
        regulation:
          decisions_about_people: true
          minimums: {na: no numeric minimum exists for this use}
    """
    regulation = prd.regulation
    regulated = regulation.decisions_about_people.value is True or regulation.eu_ai_act.class_.value == "high"
    if regulated and (regulation.minimums.open or (regulation.minimums.given and not len(regulation.minimums))):
        part = regulation.minimums if regulation.minimums.unknown else regulation
        yield Finding(
            part.path,
            "the product is regulated, but no legal minimum is cited",
            "minimums:\n  - {bound: …, citation: …}   # or {na: no numeric minimum exists, because …}",
            known_gap=regulation.minimums.unknown,
        )


@rule("GOAL014", severity="-/E/E", references=("33.2",), rows=(35,))
def launch_below_legal_minimum(prd: Prd) -> Findings:
    """Launch bar below the legal minimum.

    A product that meets its own bar would still not be allowed.

    Bad:
        metrics:
          sensitivity:
            better: higher
            launch: 88%  # <- 90%
        regulation:
          minimums:
            - {bound: sensitivity >= 90%, citation: device guidance 12}
    Good:
        metrics:
          sensitivity: {better: higher, launch: 92%}
        regulation:
          minimums:
            - {bound: sensitivity >= 90%, citation: device guidance 12}
    """
    for minimum in prd.regulation.minimums:
        bound = minimum.bound.value
        metric = prd.metric(bound.metric) if bound is not None else None
        launch = metric.amount("launch") if metric is not None else None
        if bound is None or bound.op is None or bound.value is None or metric is None or launch is None:
            continue
        if _same_unit(launch, bound.value) and not bound.op.holds(launch.amount, bound.value.amount):
            yield Finding(
                metric.launch.path,
                f"launch {show(launch)} of {subject(metric)} does not reach the legal minimum of {show(bound.value)}",
                f"launch: {show(bound.value)}",
                (Related(minimum.bound.path, minimum.citation.value or "the minimum"),),
                {"launch": launch.amount, "minimum": bound.value.amount},
            )


RATIONALE = presence(
    "GOAL015",
    "unreasoned-threshold",
    Ask("user", "what users notice at each level", "user: …"),
    Ask("risk", "what the errors at each level cost", "risk: …"),
    Ask("competition", "what others reach", "competition: …"),
    Ask("regulation", "what the law demands", "regulation: …"),
    of=lambda prd: (metric.why for metric in prd.primary_metrics()),
    summary="Threshold whose reasons leave out users, errors, competitors or the law.",
    why="Each of them can make the same number too low or too high.",
    bad="metrics:\n  relevance:\n    launch: 70%\n    why:  # <- what others reach\n      user: helpful at 70%\n      risk: annoyance only\n      regulation: none applies",
    good="metrics:\n  relevance:\n    launch: 70%\n    why: {user: helpful at 70%, risk: annoyance only, competition: others report 65%, regulation: none applies}",
    severity="I/W/E",
    since="building",
    references=("33.2",),
    rows=(21,),
)

IMPACT = presence(
    "GOAL016",
    "unpriced-threshold",
    Ask("business", "what each level is worth", "business: …"),
    Ask("time", "what each level costs in time", "time: …"),
    of=lambda prd: (metric.why for metric in prd.primary_metrics()),
    summary="Threshold without what it is worth, or what it costs in time.",
    why="Seven more points may take six months and earn less than launching now.",
    bad="metrics:\n  relevance:\n    launch: 70%\n    why:  # <- what each level costs in time\n      user: helpful at 70%\n      business: $1.8M at 70%",
    good="metrics:\n  relevance:\n    launch: 70%\n    why: {user: helpful at 70%, business: $1.8M at 70%, time: 78 to 85 takes 6 months}",
    severity="I/W/W",
    since="building",
    references=("33.5",),
    rows=(22,),
)

WHY = presence(
    "GOAL017",
    "unexplained-threshold",
    Ask(
        "why",
        "why its thresholds stand where they stand",
        "why: {user: …, business: …, risk: …, time: …, competition: …, regulation: …}",
    ),
    of=lambda prd: prd.primary_metrics(),
    summary="Primary metric whose thresholds have no reasons.",
    why="A number without a reason is changed by whoever asks last.",
    bad="metrics:\n  relevance:  # <- why its thresholds stand\n    launch: 70%",
    good="metrics:\n  relevance:\n    launch: 70%\n    why: {user: helpful at 70%}",
    severity="I/W/E",
    since="building",
    references=("33.2", "33.5"),
    rows=(21, 22),
)


def _steps(prd: Prd) -> Iterator[tuple[Metric, Rung, Rung]]:
    """Neighbouring goals of each metric that has a direction, in comparable units."""
    for metric in prd.metrics.values():
        if metric.better.value in {"watch", "range"}:
            continue
        goals = [rung for rung in metric.ladder if rung.level in GOALS]
        for lower, upper in pairwise(goals):
            if _same_unit(lower.quantity, upper.quantity):
                yield metric, lower, upper


def _same_unit(*values: Quantity | None) -> bool:
    return len({value.unit for value in values if value is not None}) == 1
