"""GOAL: thresholds without reasons, or against what is known."""

import re
from itertools import pairwise

from aiprd.amount import quantity
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import GrammarError, Unit, percent, same_unit, show
from aiprd.rule import Ask, Findings, presence, rule, subject


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
        if observed is None or launch is None or not same_unit(observed, launch, baseline):
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


@rule("GOAL009", severity="I/W/W", confidence="likely", references=("33.2",), rows=(31,), fixable=True)
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
        if launch is None or observed is None or benchmark is None or not same_unit(launch, observed, benchmark):
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


@rule(
    "GOAL010", severity="I/W/W", since="building", confidence="possible", references=("33.2",), rows=(32,), fixable=True
)
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
                "why: {user: …, business: …, risk: …, time: …, competition: …, regulation: …}",
            )


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
