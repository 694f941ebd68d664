"""WATC: who looks at which number how often, and whether anybody sees how often the model is not used (rows 118 to 120)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer, Entries
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Unit, close, percent, seconds
from aiprd.rule import Ask, Findings, gaps, listed, presence, rule

_DAY = 86400.0
_EVERY = {"daily": _DAY, "weekly": 7 * _DAY, "monthly": 30 * _DAY}
"""How often people look at each tier."""
_CLOSE = 1.1
"""Four weeks and a month are one rhythm."""

MONITORING = presence(
    "WATC001",
    "missing-reviews",
    Ask(
        "monitoring",
        "who looks at which metric how often",
        "monitoring:\n  tiers: {daily: […], weekly: […], monthly: […]}\n  owners: {daily: …, weekly: …, monthly: …}",
    ),
    of=lambda prd: (prd,),
    summary="Product whose metrics nobody is said to look at.",
    why="Alerts find what somebody expected; the rest is found by people who look.",
    bad="product: {status: pilot}  # <- who looks at which metric how often\ntraffic: {volume: 40k/day}",
    good="product: {status: pilot}\nmonitoring: {tiers: {daily: unknown}}",
    severity="I/W/E",
    since="pilot",
    references=("33.7",),
    rows=(118,),
)


@rule("WATC002", severity="I/W/E", since="pilot", references=("33.7",), rows=(118,))
def unfinished_reviews(prd: Prd) -> Findings:
    """Review tier without metrics, or without somebody who looks.

    A dashboard without a name beside it is looked at by nobody, and after the incident by everybody.

    The tiers are daily, weekly and monthly; `{na: reason}` sets one aside. Owners are asked for tiers that have metrics.

    Bad:
        metrics: {ctr: {means: clicks per impression}}
        monitoring:  # <- who looks at the daily tier
          tiers:
            daily: [ctr]
            weekly: {na: few users}
            monthly: {na: few users}
    Bad:
        metrics: {ctr: {means: clicks per impression}}
        monitoring:
          tiers:  # <- which metrics are looked at each week and which metrics are looked at each month
            daily: [ctr]
          owners: {daily: on-call engineer}
    Good:
        metrics: {ctr: {means: clicks per impression}, sales: {means: sales per member}}
        monitoring:
          tiers: {daily: [ctr], weekly: [ctr], monthly: [sales]}
          owners: {daily: on-call engineer, weekly: B. Osei, monthly: A. Lee}
    """
    monitoring = prd.monitoring
    if not monitoring.given:
        return
    tiers = monitoring.tiers
    paste = "tiers: {daily: […], weekly: […], monthly: […]}"
    yield from gaps(monitoring, (Ask("tiers", "which metrics are looked at how often", paste),))
    if tiers.given:
        asks = (("daily", "day"), ("weekly", "week"), ("monthly", "month"))
        told = [Ask(tier, f"which metrics are looked at each {each}", f"{tier}: […]") for tier, each in asks]
        yield from gaps(tiers, told)
    owners, unowned = monitoring.owners, [tier for tier in _EVERY if tiers.given and len(_tier(prd, tier))]
    unowned = [tier for tier in unowned if tier not in owners or owners[tier].open]
    if unowned and (owners.given or owners.open):
        word = "tier" if len(unowned) == 1 else "tiers"
        yield Finding(
            owners.path if owners.unknown else monitoring.path,
            f"monitoring does not say who looks at the {listed(unowned)} {word}",
            f"owners: {{{', '.join(f'{tier}: …' for tier in unowned)}}}",
            known_gap=owners.unknown,
        )


def _tier(prd: Prd, tier: str) -> Entries[Answer[str]]:
    """The metrics that people look at in that rhythm."""
    tiers = prd.monitoring.tiers
    return {"daily": tiers.daily, "weekly": tiers.weekly, "monthly": tiers.monthly}[tier]


@rule("WATC003", severity="W/E/E", references=("33.3", "33.7"), rows=(119,), fixable=True)
def review_rarer_than_required(prd: Prd) -> Findings:
    """Metric that is looked at less often than the requirement asks.

    What is promised daily and looked at weekly is seen six days late.

    Compares `every` of the monitoring requirements with the tier in which the metric stands. An alert with a value of
    its own runs on its own clock, and so does anything due more often than daily: people are not asked for those.

    Bad:
        metrics: {relevance: {means: share of items that fit, launch: 70%}}
        requirements:
          monitoring:
            - {id: daily, every: 1d, alerts: [relevance, volume]}
        monitoring:
          tiers:
            weekly: [relevance]  # <- has to be watched each day, and people look at it weekly
    Good:
        metrics:
          relevance: {means: share of items that fit, launch: 70%, alert: {at: 74%, over: 7d, owner: on-call}}
          ctr: {means: clicks per impression}
          latency: {means: time to the row, unit: duration}
        requirements:
          monitoring:
            - {id: daily, every: 1d, alerts: [relevance, ctr, volume]}
            - {id: machine, every: 5min, alerts: [latency]}
        monitoring: {tiers: {daily: [ctr, latency], weekly: [relevance, ctr]}}
    """
    seen: dict[str, tuple[str, Answer[str]]] = {}
    for tier in _EVERY:
        for place in _tier(prd, tier):
            seen.setdefault(place.value or "", (tier, place))
    told: set[str] = set()
    for entry, name in _required(prd):
        every, metric = entry.every.value, prd.metric(name)
        if every is None or metric is None or name not in seen or name in told:
            continue
        tier, place = seen[name]
        if metric.alert.given or every.amount < _DAY * 0.99 or _EVERY[tier] <= every.amount * _CLOSE:
            continue
        told.add(name)
        yield Finding(
            place.path,
            f"`{name}` has to be watched {_rhythm(every.amount)}, and people look at it {tier}",
            f"{_tier_for(every.amount)}: [{name}]   # or an alert with a value on the metric, which needs nobody to look",
            (Related(entry.every.path, f"requires it {_rhythm(every.amount)}"),),
            {"required_every_days": round(every.amount / _DAY, 3), "looked_at_every_days": _EVERY[tier] / _DAY},
        )


def _required(prd: Prd) -> Iterator[tuple[Requirement, str]]:
    """What the monitoring requirements want watched."""
    for entry in prd.requirements.monitoring:
        bound = entry.bound.value
        names = [alert.value for alert in entry.alerts] + [bound.metric if bound is not None else None]
        yield from ((entry, name) for name in names if name)


def _rhythm(every: float) -> str:
    names = (name for name, length in (("day", _DAY), ("week", 7 * _DAY)) if close(every, length))
    return next((f"each {name}" for name in names), f"every {seconds(every)}")


def _tier_for(every: float) -> str:
    return next((tier for tier in reversed(_EVERY) if _EVERY[tier] <= every * _CLOSE), "daily")


_FALLBACK = Pattern(r"fall[ _-]?back", re.IGNORECASE, holds="fall")
_COUNTS = Pattern(
    r"\b(?:served|answered|handled|placed|shown|filled) (?:by|from) .*fall[ _-]?back|fall[ _-]?backs? (?:rate|share|activation)",
    re.IGNORECASE,
    holds="fall",
)


class Expected(NamedTuple):
    """A share of cases that get a fallback, why, and where that is written."""

    share: float
    why: str
    related: Related


@rule("WATC004", severity="W/E/E", since="pilot", references=("33.7", "33.8"), rows=(120,), fixable=True)
def uncounted_fallbacks(prd: Prd) -> Findings:
    """Fallbacks that nothing counts.

    A fallback that works hides the failure: users get something, all alerts are green, and the model serves nobody.

    A metric of that name or definition with an alert answers it, and so does one that the monitoring requirements
    alert on. Where a percentile leaves part of the requests to the timeout, LATE005 asks instead.

    Bad:
        requirements:
          fallback:  # <- nothing counts how often a fallback is served
            - {when: confidence < 60%, then: plain}
        degradation: [{level: 1, id: full}, {level: 2, id: plain}]
    Bad:
        metrics:
          fallback_rate:  # <- no alert watches `fallback_rate`
            means: requests served by any fallback
            better: lower
        requirements:
          fallback:
            - {when: confidence < 60%, then: plain}
        degradation: [{level: 1, id: full}, {level: 2, id: plain}]
    Good:
        metrics:
          fallback_rate: {means: requests served by any fallback, better: lower, alert: 8%}
        requirements:
          fallback:
            - {when: confidence < 60%, then: plain}
        degradation: [{level: 1, id: full}, {level: 2, id: plain}]
    """
    fallbacks = [entry for entry in prd.requirements.fallback if entry.given]
    told = any(_FALLBACK.search(entry.text.value or "") for entry in prd.requirements.monitoring)
    if not fallbacks or told or _may_time_out(prd):
        return
    rates, alerted = list(_rates(prd)), {name for _, name in _required(prd)}
    if any(not metric.alert.open or metric.name in alerted for metric in rates):
        return
    alert = f"alert: {{at: {_above(sum(part.share for part in _expected(prd)))}, over: 1d, owner: …}}"
    for rate in rates[:1] if not any(rate.launch.given for rate in rates) else ():  # MONI002 asks for those
        message = f"no alert watches `{rate.name}`, so a model that serves nobody goes unnoticed"
        path = rate.alert.path if rate.alert.unknown else rate.path
        yield Finding(path, message, alert, known_gap=rate.alert.unknown)
    if not rates:
        metric = f"means: requests served by any fallback, dimension: operational, better: lower, role: guardrail, source: online, {alert}"
        yield Finding(
            prd.requirements.fallback.path,
            "nothing counts how often a fallback is served, so a model that serves nobody goes unnoticed",
            f"metrics:\n  fallback_rate: {{{metric}}}",
        )


def _above(expected: float) -> str:
    """A fifth above what is expected, in whole percent; left open where nothing is."""
    return f"{min(100, math.ceil(120 * expected - 1e-6))}%" if expected > 0 else "…%"


@rule("WATC005", severity="W/E/E", references=("33.7", "33.8"), rows=(48, 120), fixable=True)
def fallback_alert_below_expected(prd: Prd) -> Findings:
    """Alert on the fallback rate that goes off though all is as planned.

    An alert that is always on is switched off, and then it is missing on the day it is needed.

    Expected is what was observed, or else the share that coverage leaves out (cold start is part of it) and the share
    that a percentile at the timeout lets run into it. Escalations do not count.

    Bad:
        metrics:
          coverage: {means: members served by the model, better: higher, launch: 95%}
          fallback_rate:
            means: sessions served by any fallback
            better: lower
            alert: 4%  # <- 5% are expected
        requirements:
          coverage: [coverage >= launch]
    Bad:
        metrics:
          fallback_rate:
            means: sessions served by any fallback
            better: lower
            alert: 4%  # <- 4.2% are expected
            observed: 4.2%
    Good:
        metrics:
          coverage: {means: members served by the model, better: higher, launch: 95%, observed: 97%}
          fallback_rate: {means: sessions served by any fallback, better: lower, alert: 8%}
        requirements:
          coverage: [coverage >= launch]
    """
    for rate in _rates(prd):
        alert, observed = rate.amount("alert"), rate.amount("observed")
        if alert is None or alert.unit is not Unit.RATIO:
            continue
        if observed is not None and observed.unit is Unit.RATIO:
            parts = [Expected(observed.amount, "observed", Related(rate.observed.value.path, "was observed"))]
        else:
            parts = list(_expected(prd))
        expected = sum(part.share for part in parts)
        if expected <= 0 or (alert.amount > expected and not close(alert.amount, expected)):
            continue
        why = listed([f"{percent(part.share)} {part.why}" for part in parts])
        yield Finding(
            rate.alert.at.path,
            f"the alert on `{rate.name}` goes off at {percent(alert.amount)}, and {percent(expected)} are expected: {why}",
            f"alert: {{at: {_above(expected)}, over: 1d, owner: …}}",
            tuple(part.related for part in parts),
            {"alert": alert.amount, "expected": round(expected, 6)},
        )


def _rates(prd: Prd) -> Iterator[Metric]:
    """The metrics that count how often a fallback is served."""
    for metric in prd.metrics.values():
        counts = _FALLBACK.search(metric.name) or _COUNTS.search(metric.means.value or "")
        share = metric.measure in {None, Unit.RATIO, Unit.COUNT, Unit.NUMBER}
        if metric.given and counts and share and metric.better.value != "higher":
            yield metric


def _expected(prd: Prd) -> Iterator[Expected]:
    """The shares of cases that get a fallback when all is as planned."""
    uncovered = max(_uncovered(prd), key=lambda part: part.share, default=None)
    if uncovered is not None:
        yield uncovered
    late = min(_at_timeout(prd), key=lambda part: part.share, default=None)
    if late is not None:
        yield late


def _uncovered(prd: Prd) -> Iterator[Expected]:
    """What each coverage requirement leaves out: as observed, else as promised."""
    for entry in prd.requirements.coverage:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if bound is None or value is None or bound.slice or bound.spread or (bound.op is not None and bound.op.ceiling):
            continue
        metric = prd.metric(bound.metric)
        observed = metric.amount("observed") if metric is not None else None
        place, covered = entry.bound.path, value
        if metric is not None and observed is not None and observed.unit is Unit.RATIO:
            place, covered = metric.observed.value.path, observed
        if covered.unit is Unit.RATIO and covered.amount < 1:
            share = round(1 - covered.amount, 9)
            yield Expected(share, "not covered", Related(place, f"leaves out {percent(share)}"))


def _at_timeout(prd: Prd) -> Iterator[Expected]:
    """What each percentile whose bound is at or above the timeout lets run into it."""
    for entry, bound, timeout in _time_bounds(prd):
        if bound.statistic.startswith("P"):
            share = round(1 - float(bound.statistic[1:]) / 100, 9)
            yield Expected(
                share, "timeouts", Related(entry.bound.path, f"leaves {percent(share)} to the timeout of {timeout}")
            )


def _may_time_out(prd: Prd) -> bool:
    """Whether LATE005 asks for the alert already."""
    return any(True for _ in _time_bounds(prd))


def _time_bounds(prd: Prd) -> Iterator[tuple[Requirement, Bound, str]]:
    """The latency bounds at or above their timeout: their own, or the only one that is stated."""
    timeouts = {entry.timeout.value for entry in prd.requirements.latency if entry.timeout.value is not None}
    for entry in prd.requirements.latency:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        timeout = entry.timeout.value or (next(iter(timeouts)) if len(timeouts) == 1 else None)
        if bound is None or value is None or timeout is None or value.unit is not Unit.SECONDS or bound.spread:
            continue
        late = value.amount > timeout.amount or close(value.amount, timeout.amount)
        if late and not (bound.op is not None and bound.op.floor):
            yield entry, bound, seconds(timeout.amount)
