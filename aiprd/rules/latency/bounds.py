"""LATE001 to LATE003: the bounds themselves."""

from itertools import pairwise

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.promise import pasted
from aiprd.quantity import close, seconds
from aiprd.rule import Findings, rule
from aiprd.rules.latency.limits import Limit, limits, ms, only, typed

_JOB = 600.0
"""Seconds from which a bound speaks of a job rather than of somebody who waits for an answer."""


@rule("LATE001", severity="W/E/E", since="building", references=("33.3", "33.5"), rows=(45,), fixable=True)
def latency_without_percentile(prd: Prd) -> Findings:
    """Latency bounded on average, or for nobody knows how many.

    A mean of 200 ms is kept while one user in ten waits three seconds.

    A percentile in the metric's name or definition counts, and so does one on another bound of the same metric. Left
    alone are bounds on a share ("98% of answers within a second"), and on jobs: ten minutes and more.

    Bad:
        requirements:
          latency:
            - latency < 200ms  # <- does not say for how many
    Bad:
        requirements:
          latency:
            - mean latency < 200ms  # <- bounds the mean
    Bad:
        requirements:
          latency:  # <- no bound with a percentile
            - {id: page, budget: 400ms, timeout: 250ms}
    Good:
        requirements:
          latency:
            - P95 latency < 200ms
            - mean latency < 90ms
            - {id: page, budget: 400ms, timeout: 250ms}
    Good:
        metrics:
          p95_latency: {means: 95th percentile of response time, better: lower, launch: 200ms}
          in_time: {means: share of answers within 1s, better: higher, launch: 98%}
        requirements:
          latency:
            - p95_latency <= launch
            - in_time >= launch
    """
    bounds = list(limits(prd))
    told = {limit.metric for limit in bounds if limit.quantile is not None}
    for limit in bounds:
        bound = limit.entry.bound.value
        mean = bound is not None and bound.statistic == "mean"
        if bound is None or limit.quantile is not None or limit.metric in told:
            continue
        if mean or limit.seconds < _JOB:
            said = "bounds the mean, which hides the slow ones" if mean else "does not say for how many requests"
            fix = f"{pasted(limit.entry.bound, bound._replace(statistic='P95'))}   # 19 of 20 requests"
            yield Finding(limit.entry.bound.path, f"`{bound.text}` {said}", fix)
    entries = [entry for entry in prd.requirements.latency if entry.given]
    timed = [entry for entry in entries if entry.budget.given or entry.timeout.given]
    if timed and len(timed) == len(entries) and all(entry.bound.absent for entry in entries):
        yield Finding(
            prd.requirements.latency.path,
            "latency has a budget or a timeout, but no bound with a percentile",
            "- P95 latency < …ms",
        )


@rule("LATE002", severity="E/E/E", references=("33.7", "33.8"), rows=(46,))
def percentiles_out_of_order(prd: Prd) -> Findings:
    """A higher percentile that is allowed less time than a lower one.

    If 99 of 100 answers come within 150 ms, 95 of 100 do too, so one of the two numbers means nothing.

    Bad:
        requirements:
          latency:
            - P95 latency < 200ms
            - P99 latency < 150ms  # <- P99 is allowed 150 ms, P95 200 ms
    Good:
        requirements:
          latency:
            - P99 latency < 400ms
            - P50 latency < 90ms
            - P95 latency < 200ms
            - P99 search_latency < 80ms
    """
    groups: dict[tuple[str, ...], list[Limit]] = {}
    for limit in limits(prd):
        bound = limit.entry.bound.value
        if bound is not None and limit.quantile is not None:
            key = (limit.metric, bound.population, bound.slice, limit.entry.for_.text, limit.entry.at.text)
            groups.setdefault(key, []).append(limit)
    for group in groups.values():
        for low, high in pairwise(sorted(group, key=lambda limit: (limit.quantile or 0, limit.seconds))):
            if low.quantile != high.quantile and high.seconds < low.seconds and not close(low.seconds, high.seconds):
                yield Finding(
                    high.entry.bound.path,
                    f"{high.label} is allowed {seconds(high.seconds)}, {low.label} {seconds(low.seconds)}",
                    f"a value of at least {seconds(low.seconds)} for {high.label}, or less for {low.label}",
                    (Related(low.entry.bound.path, f"{low.label} is allowed {seconds(low.seconds)}"),),
                    {"bound_ms": ms(high.seconds), "lower_percentile_ms": ms(low.seconds)},
                )


@rule("LATE003", severity="E/E/E", references=("33.7", "33.8"), rows=(46,), fixable=True)
def bound_over_budget(prd: Prd) -> Findings:
    """A latency bound longer than users are said to wait.

    The requirement may be met while every user it was made for waits too long.

    Compared with the `budget` of the same entry, else with the one budget of the family where it bounds a single
    metric.

    Bad:
        requirements:
          latency:
            - P95 latency < 600ms  # <- P95 is allowed 600 ms, users wait 400 ms at most
            - id: page
              budget: 400ms
    Good:
        requirements:
          latency:
            - P95 latency < 400ms
            - {id: page, budget: 400ms}
    """
    bounds = list(limits(prd))
    common = only(entry.budget for entry in prd.requirements.latency)
    single = len({limit.metric for limit in bounds}) == 1
    for limit in bounds:
        budget = limit.entry.budget if limit.entry.budget.given else common if single else None
        if budget is None or budget.value is None:
            continue
        allowed = budget.value.amount
        if limit.seconds > allowed and not close(limit.seconds, allowed):
            answer = limit.entry.bound
            shorter = answer.value._replace(value=budget.value, level="") if answer.value is not None else None
            longer = f"budget: {typed(limit.seconds)}"
            yield Finding(
                answer.path,
                f"{limit.label} is allowed {seconds(limit.seconds)}, users wait {seconds(allowed)} at most",
                f"{pasted(answer, shorter)}   # or {longer}" if shorter is not None else longer,
                (Related(budget.path, f"the budget is {seconds(allowed)}"),),
                {"bound_ms": ms(limit.seconds), "budget_ms": ms(allowed)},
            )
