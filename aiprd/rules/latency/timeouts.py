"""LATE004 and LATE005: what happens to a request that takes too long."""

import math
import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, close, percent, seconds
from aiprd.rule import Findings, rule
from aiprd.rules.latency.limits import Limit, limits, ms, only, typed

_TIMED_OUT = Pattern(
    r"\btime[sd]?[ _-]?out|\bno (?:\w+ )?(?:answer|response|reply)\b|\bno \w+ (?:with)?in \d|"
    r"\bdoes not (?:answer|respond|reply)|\btoo (?:slow|late)\b",
    re.IGNORECASE,
    holds="out|no |does not|too ",
)
_FALLBACK = Pattern(r"fall[ _-]?back", re.IGNORECASE, holds="fall")
_REQUESTS = Pattern(r"\b(?:requests?|calls?|queries|page views?|pages|impressions?|transactions?)\b", re.IGNORECASE)


@rule("LATE004", severity="E/E/E", references=("33.5", "33.8"), rows=(47,))
def fallback_after_budget(prd: Prd) -> Findings:
    """A fallback that comes when the user's wait is already over.

    The clock runs from the click: first the timeout passes, then the fallback starts, and only then is anything seen.

    Adds the timeout and the time to the fallback (`within`, else the level's `starts_within`) for fallbacks that a
    timeout sets off. Timeout and budget belong together when one entry holds both, or the family has one of each.

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
            only(getattr(entry, key) for entry in prd.requirements.latency) for key in ("timeout", "budget")
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
        "timeout_ms": ms(given),
        "fallback_ms": ms(more),
        "total_ms": ms(given + more),
        "budget_ms": ms(most),
    }
    if start is None:
        message = f"the timeout of {seconds(given)} is longer than the budget of {seconds(most)}"
        fix = f"timeout: …ms   # so much less than {seconds(most)} that the fallback still comes in time"
        return Finding(timeout.path, message, fix, (Related(budget.path, f"the budget is {seconds(most)}"),), numbers)
    message = (
        f"{seconds(given)} timeout and {seconds(more)} to the fallback are {seconds(given + more)}, "
        f"the budget is {seconds(most)}"
    )
    longer = f"budget: {typed(given + more)}"
    room = most - given
    fix = (
        f"within: {typed(room)}   # or a longer wait, {longer}"
        if room > 0 and not close(room, 0)
        else f"{longer}   # on the latency requirement; or a shorter timeout and fallback that add up to {seconds(most)}"
    )
    related = (
        Related(timeout.path, f"the timeout is {seconds(given)}"),
        Related(budget.path, f"the budget is {seconds(most)}"),
    )
    return Finding(start.path, message, fix, related, numbers)


@rule("LATE005", severity="W/W/E", since="pilot", references=("33.5",), rows=(48, 120))
def unplanned_timeouts(prd: Prd) -> Findings:
    """A percentile bound at the timeout, with no plan for those who time out.

    A product that just meets P95 < 200 ms sends 5% of its requests into a timeout of 200 ms.

    The highest percentile whose bound is at or above the timeout tells the share: P95 leaves 5%. It needs an alert
    on the fallback rate that knows of it, and a coverage that leaves room for it where coverage counts requests.

    Bad:
        requirements:
          latency:
            - P95 latency < 200ms  # <- 5% of requests may run into the 200 ms timeout, and no alert watches
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
    Bad:
        metrics:
          uptime: {means: requests answered / requests; a fallback counts as up, better: higher, alert: 99.7%}
        requirements:
          latency:
            - P95 < 200ms  # <- no alert watches the fallback rate
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
    numbers = {"timeout_share": share, "timeout_ms": ms(timeout.amount), "bound_ms": ms(limit.seconds)}
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
    bounds = list(limits(prd))
    common = only(entry.timeout for entry in prd.requirements.latency)
    single = len({limit.metric for limit in bounds}) == 1
    for limit in bounds:
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
        and metric.better.value != "higher"  # an uptime in which fallbacks count as up is no fallback rate
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
    room = min(100, math.ceil(120 * (share + max(uncovered, default=0.0)) - 1e-6))
    alert = f"alert: {{at: {room}%, over: 1h, owner: …}}"
    rates = _fallback_rates(prd)
    if rates:
        return f"{rates[0].name}:\n  {alert}"
    metric = (
        "means: requests served by a fallback, dimension: operational, better: lower, role: guardrail, source: online"
    )
    return f"metrics:\n  fallback_rate: {{{metric}, {alert}}}"


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
