"""LATE: how fast it answers, and whether timeout, fallback and budget add up (catalogue section C)."""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, close, percent, seconds
from aiprd.rule import Findings, rule

_PERCENTILE = re.compile(
    r"\bp ?(\d\d(?:\.\d{1,3})?)\b|\b(\d\d(?:\.\d{1,3})?)(?:th|st|nd|rd)? percentile", re.IGNORECASE
)
_TIMED_OUT = re.compile(
    r"\btime[sd]?[ _-]?out|\bno (?:\w+ )?(?:answer|response|reply)\b|\bno \w+ (?:with)?in \d|\bdoes not (?:answer|respond|reply)|\btoo (?:slow|late)\b",
    re.IGNORECASE,
)
_FALLBACK = re.compile(r"fall[ _-]?back", re.IGNORECASE)
_REQUESTS = re.compile(r"\b(?:requests?|calls?|queries|page views?|pages|impressions?|transactions?)\b", re.IGNORECASE)


class Limit(NamedTuple):
    """One bound on a length of time; `quantile` is 0.95 for P95, None for a mean or where nothing is said."""

    entry: Requirement
    metric: str
    quantile: float | None
    seconds: float

    @property
    def label(self) -> str:
        return f"P{100 * self.quantile:g}" if self.quantile is not None else "the bound"


def _limits(prd: Prd) -> Iterator[Limit]:
    for entry in prd.requirements.latency:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if bound is None or value is None or value.unit is not Unit.SECONDS or bound.spread:
            continue
        if bound.op is None or not bound.op.floor:
            yield Limit(entry, bound.metric, _quantile(_statistic(prd, entry)), value.amount)


def _statistic(prd: Prd, entry: Requirement) -> str:
    """The statistic that a bound, the level it names, or its metric's name or definition tells."""
    bound = entry.bound.value
    metric = prd.metric(bound.metric) if bound is not None else None
    if bound is None or bound.statistic or metric is None:
        return bound.statistic if bound is not None else ""
    level = metric.rung(bound.level).value if bound.level else None
    if level is not None and level.statistic:
        return level.statistic
    words = f"{metric.name.replace('_', ' ')} {metric.means.value or ''}"
    match = _PERCENTILE.search(words)
    return f"P{match[1] or match[2]}" if match else "median" if "median" in words.lower() else ""


def _quantile(statistic: str) -> float | None:
    if statistic == "median":
        return 0.5
    return float(statistic[1:]) / 100 if statistic.startswith("P") else None


def _only(answers: Iterable[Answer[Quantity]]) -> Answer[Quantity] | None:
    """The first of the answers where all that are given agree."""
    given = [answer for answer in answers if answer.value is not None]
    return given[0] if len({answer.value for answer in given}) == 1 else None


@rule("LATE001", severity="W/E/E", since="building", references=("33.3", "33.5"), rows=(45,))
def latency_without_percentile(prd: Prd) -> Findings:
    """Latency bounded on average, or for nobody knows how many.

    A mean of 200 ms is kept while one user in ten waits three seconds.

    A percentile in the metric's name or definition counts, and so does one on another bound of the same metric. Bounds on a
    share ("98% of answers within a second") are left alone.

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
    limits = list(_limits(prd))
    told = {limit.metric for limit in limits if limit.quantile is not None}
    for limit in limits:
        bound = limit.entry.bound.value
        if bound is not None and limit.quantile is None and limit.metric not in told:
            mean = bound.statistic == "mean"
            said = "bounds the mean, which hides the slow ones" if mean else "does not say for how many requests"
            fix = f"{bound._replace(statistic='P95').show()}   # 19 of 20 requests"
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
    for limit in _limits(prd):
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
                    {"bound_ms": _ms(high.seconds), "lower_percentile_ms": _ms(low.seconds)},
                )


@rule("LATE003", severity="E/E/E", references=("33.7", "33.8"), rows=(46,))
def bound_over_budget(prd: Prd) -> Findings:
    """A latency bound longer than users are said to wait.

    The requirement may be met while every user it was made for waits too long.

    Compared with the `budget` of the same entry, else with the one budget of the family where it bounds a single metric.

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
    limits = list(_limits(prd))
    common = _only(entry.budget for entry in prd.requirements.latency)
    single = len({limit.metric for limit in limits}) == 1
    for limit in limits:
        budget = limit.entry.budget if limit.entry.budget.given else common if single else None
        if budget is None or budget.value is None:
            continue
        allowed = budget.value.amount
        if limit.seconds > allowed and not close(limit.seconds, allowed):
            bound = limit.entry.bound
            shorter = bound.value._replace(value=budget.value, level="").show() if bound.value is not None else ""
            yield Finding(
                bound.path,
                f"{limit.label} is allowed {seconds(limit.seconds)}, users wait {seconds(allowed)} at most",
                f"{shorter}   # or budget: {_typed(limit.seconds)}",
                (Related(budget.path, f"the budget is {seconds(allowed)}"),),
                {"bound_ms": _ms(limit.seconds), "budget_ms": _ms(allowed)},
            )


@rule("LATE004", severity="E/E/E", references=("33.5", "33.8"), rows=(47,))
def fallback_after_budget(prd: Prd) -> Findings:
    """A fallback that comes when the user's wait is already over.

    The clock runs from the click: first the timeout passes, then the fallback starts, and only then is anything seen.

    Adds the timeout and the time to the fallback (`within`, else the level's `starts_within`) for fallbacks that a timeout sets
    off. Timeout and budget belong together when one entry holds both, or the family has one of each.

    Bad:
        requirements:
          latency:
            - {id: page, budget: 200ms, timeout: 200ms}
          fallback:
            - id: slow
              when: model timeout
              then: popular
              within: 500ms  # <- 200 ms timeout and 500 ms to the fallback are 700 ms, the budget is 200 ms
    Bad:
        requirements:
          latency:
            - id: page
              budget: 200ms
              timeout: 300ms  # <- the timeout of 300 ms is longer than the budget of 200 ms
    Good:
        requirements:
          latency:
            - {id: page, budget: 400ms, timeout: 250ms}
          fallback:
            - {id: slow, when: model timeout, then: popular, within: 150ms}
            - {id: unsure, when: confidence < 60%, then: popular, within: 300ms}
    """
    pairs = [
        (entry.timeout, entry.budget)
        for entry in prd.requirements.latency
        if entry.timeout.given and entry.budget.given
    ]
    if not pairs:
        timeout, budget = (
            _only(getattr(entry, key) for entry in prd.requirements.latency) for key in ("timeout", "budget")
        )
        pairs = [(timeout, budget)] if timeout is not None and budget is not None else []
    rooms = [(b.value.amount - t.value.amount, t, b) for t, b in pairs if t.value is not None and b.value is not None]
    for room, timeout, budget in rooms:
        if room < 0 and not close(room, 0):
            yield _too_late(timeout, budget, None)
    if not rooms:
        return
    room, timeout, budget = max(rooms, key=lambda pair: pair[0])  # nobody says which one a fallback belongs to
    for start in _starts(prd) if room >= 0 else ():
        if start.value is not None and start.value.amount > room and not close(start.value.amount, room):
            yield _too_late(timeout, budget, start)


def _starts(prd: Prd) -> Iterator[Answer[Quantity]]:
    """How soon each fallback starts that a timeout sets off."""
    for entry in prd.requirements.fallback:
        if _TIMED_OUT.search(entry.when.value or ""):
            level = prd.level(entry.then.value)
            yield entry.within if entry.within.given or level is None else level.starts_within


def _too_late(timeout: Answer[Quantity], budget: Answer[Quantity], start: Answer[Quantity] | None) -> Finding:
    given, most = (answer.value.amount if answer.value is not None else 0.0 for answer in (timeout, budget))
    more = start.value.amount if start is not None and start.value is not None else 0.0
    numbers = {
        "timeout_ms": _ms(given),
        "fallback_ms": _ms(more),
        "total_ms": _ms(given + more),
        "budget_ms": _ms(most),
    }
    if start is None:
        message = f"the timeout of {seconds(given)} is longer than the budget of {seconds(most)}"
        fix = f"a timeout that leaves the fallback time before {seconds(most)}"
        return Finding(timeout.path, message, fix, (Related(budget.path, f"the budget is {seconds(most)}"),), numbers)
    message = (
        f"{seconds(given)} timeout and {seconds(more)} to the fallback are {seconds(given + more)}, "
        f"the budget is {seconds(most)}"
    )
    longer = f"budget: {_typed(given + more)}"
    room = most - given
    fix = (
        f"within: {_typed(room)}   # or a longer wait, {longer}"
        if room > 0 and not close(room, 0)
        else f"{longer}   # or a shorter timeout and fallback that add up to {seconds(most)}"
    )
    related = (
        Related(timeout.path, f"the timeout is {seconds(given)}"),
        Related(budget.path, f"the budget is {seconds(most)}"),
    )
    return Finding(start.path, message, fix, related, numbers)


@rule("LATE005", severity="W/W/E", since="pilot", references=("33.5",), rows=(48,))
def unplanned_timeouts(prd: Prd) -> Findings:
    """A percentile bound at the timeout, with no plan for those who time out.

    A product that just meets P95 < 200 ms sends 5% of its requests into a timeout of 200 ms.

    The highest percentile whose bound is at or above the timeout tells the share: P95 leaves 5%. It needs an alert on the
    fallback rate that knows of it, and a coverage that leaves room for it where coverage counts requests.

    Bad:
        requirements:
          latency:
            - P95 latency < 200ms  # <- 5% of requests may run into the 200 ms timeout, and no alert watches the fallback rate
            - {id: page, budget: 400ms, timeout: 200ms}
    Bad:
        metrics:
          coverage: {means: requests the model answers, better: higher, launch: 99%}
          fallback_rate: {means: requests served by a fallback, better: lower, alert: 8%}
        requirements:
          coverage:
            - coverage >= launch
          latency:
            - P95 < 200ms  # <- coverage leaves only 1%
            - {id: page, budget: 400ms, timeout: 200ms}
    Good:
        metrics:
          coverage: {means: members who get a suggestion, better: higher, launch: 99%}
          fallback_rate: {means: requests served by a fallback, better: lower, alert: 8%}
        requirements:
          coverage:
            - coverage >= launch
          latency:
            - P95 < 200ms
            - {id: page, budget: 400ms, timeout: 200ms}
    Good:
        requirements:
          latency:
            - P95 latency < 200ms
            - {id: page, budget: 400ms, timeout: 250ms}
    """
    late = list(_late(prd))
    if not late:
        return
    limit, timeout, share = min(late, key=lambda item: item[2])
    start = f"{percent(share)} of requests may run into the {seconds(timeout.amount)} timeout"
    related = (Related(_place_of(prd, limit), f"the timeout is {seconds(timeout.amount)}"),)
    numbers = {"timeout_share": share, "timeout_ms": _ms(timeout.amount), "bound_ms": _ms(limit.seconds)}
    path = limit.entry.bound.path
    if not _fallbacks_watched(prd):
        yield Finding(path, f"{start}, and no alert watches the fallback rate", _alert(prd, share), related, numbers)
        return
    for entry, left in _covered_requests(prd):
        if left < share and not close(left, share):
            also = Related(entry.bound.path, f"leaves {percent(left)} of requests")
            fix = f"a timeout longer than {seconds(limit.seconds)}, or a coverage of {percent(1 - share)} at most"
            yield Finding(path, f"{start}, but coverage leaves only {percent(left)}", fix, (*related, also), numbers)


def _late(prd: Prd) -> Iterator[tuple[Limit, Quantity, float]]:
    """The percentile bounds at or above their timeout, with the timeout and the share of requests that may reach it."""
    limits = list(_limits(prd))
    common = _only(entry.timeout for entry in prd.requirements.latency)
    single = len({limit.metric for limit in limits}) == 1
    for limit in limits:
        answer = limit.entry.timeout if limit.entry.timeout.given else common if single else None
        timeout = answer.value if answer is not None else None
        if timeout is None or limit.quantile is None:
            continue
        if limit.seconds > timeout.amount or close(limit.seconds, timeout.amount):
            yield limit, timeout, round(1 - limit.quantile, 9)


def _place_of(prd: Prd, limit: Limit) -> Path:
    """Where the timeout of the limit stands."""
    given = (entry.timeout.path for entry in (limit.entry, *prd.requirements.latency) if entry.timeout.given)
    return next(given, limit.entry.path)


def _fallback_rates(prd: Prd) -> list[Metric]:
    """The metrics that count how often a fallback is served."""
    return [
        metric
        for metric in prd.metrics.values()
        if metric.given
        and _FALLBACK.search(f"{metric.name} {metric.means.value or ''}")
        and metric.measure in {None, Unit.RATIO, Unit.COUNT, Unit.NUMBER}
    ]


def _fallbacks_watched(prd: Prd) -> bool:
    rates = _fallback_rates(prd)
    names = {metric.name for metric in rates}
    named = {alert.value for entry in prd.requirements.monitoring for alert in entry.alerts}
    return bool(names & named) or any(metric.alert.given or metric.alert.not_applicable for metric in rates)


def _alert(prd: Prd, share: float) -> str:
    """An alert a fifth above all that is expected to fall back: timeouts, and whoever coverage leaves out."""
    values = [prd.value_of(entry.bound.value) for entry in prd.requirements.coverage if entry.bound.value is not None]
    uncovered = [1 - value.amount for value in values if value is not None and value.unit is Unit.RATIO]
    room = math.ceil(120 * (share + max(uncovered, default=0.0)) - 1e-6)
    alert = f"alert: {{at: {room}%, over: 1h, owner: …}}"
    rates = _fallback_rates(prd)
    if rates:
        return f"{rates[0].name}:\n  {alert}"
    return f"metrics:\n  fallback_rate: {{means: requests served by a fallback, dimension: operational, better: lower, {alert}}}"


def _covered_requests(prd: Prd) -> Iterator[tuple[Requirement, float]]:
    """The coverage bounds that count requests the model answers, with the share they leave."""
    for entry in prd.requirements.coverage:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if (
            bound is None
            or value is None
            or value.unit is not Unit.RATIO
            or (bound.op is not None and bound.op.ceiling)
        ):
            continue
        metric = prd.metric(bound.metric)
        words = f"{bound.population} {entry.of.text} {metric.means.text if metric is not None else ''}"
        if _REQUESTS.search(words) and not _FALLBACK.search(words):
            yield entry, 1 - value.amount


def _ms(amount: float) -> float:
    return round(1000 * amount, 6)


def _typed(amount: float) -> str:
    """A length of time as the format wants it typed: `150ms`."""
    return seconds(amount).replace(" ", "")
