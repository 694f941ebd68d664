"""RELI: how often it is up, and what counts as up (catalogue section E)."""

import re

from aiprd import sampling
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.quantity import Unit, percent, seconds
from aiprd.rule import Findings, rule, subject

_DAY = 86400.0
_RETRAINED = ("predictive", "ranking", "perception")
_UP = Pattern(r"\bup ?time\b|\bavailability\b|\b(?:is|stays|be) (?:up|available)\b", re.IGNORECASE)
_FALLBACK = Pattern(r"\bfall(?:s|ing)?[ -]?backs?\b|\bdegrad", re.IGNORECASE)
_COUNTS_AS = Pattern(r"\bcounts? as (?:up|down|available|unavailable)\b", re.IGNORECASE)
_RETRAIN = Pattern(r"\bre-?train", re.IGNORECASE)
_HOW_OFTEN = Pattern(
    r"\d|\b(hourly|daily|nightly|weekly|monthly|quarterly|yearly|every|each|never|once)\b", re.IGNORECASE
)
_PERIOD = Pattern(r"\d ?(?:d|w|mo)\b|day|week|month|quarter|year", re.IGNORECASE)


@rule("RELI001", severity="I/E/E", since="pilot", references=("33.5",), rows=(73,), fixable=True)
def incomplete_reliability(prd: Prd) -> Findings:
    """Reliability without an uptime, a time to the fallback, or a retraining cadence.

    The three answer different calls at night: it is down, it hangs, it is stale.

    The time to the fallback may stand on a fallback requirement (`within`) or on a degradation level
    (`starts_within`), the cadence under `change.retraining`; service levels count as uptime. The cadence is asked of
    predictive, ranking and perception products. Silent without `requirements.reliability`.

    Bad:
        product: {kinds: [ranking]}
        requirements:
          fallback: [{when: model timeout, then: popularity}]
          reliability:  # <- does not say how fast the fallback takes over and how often the model is retrained
            - uptime >= 99.5% over 30d
    Good:
        product: {kinds: [ranking]}
        requirements:
          fallback: [{when: model timeout, then: popularity, within: 300ms}]
          reliability:
            - uptime >= 99.5% over 30d
        change: {retraining: {every: 1w}}
    Good:
        product: {kinds: [ranking]}
        requirements:
          fallback: {na: the model runs overnight}
          reliability:
            - text: A new list is available by 6:00 on 99% of days
            - text: The model is retrained weekly
    """
    family = prd.requirements.reliability
    entries = [entry for entry in family if entry.given]
    if not entries or len(entries) < len(family):
        return
    asks = {}
    if not len(prd.monitoring.slo) and not any(_is_uptime(prd, entry) for entry in entries):
        asks["how often it must be up"] = "reliability:\n  - uptime >= 99.5% over 30d"
    if not _fallback_timed(prd, entries):
        asks["how fast the fallback takes over"] = "fallback:\n  - {when: no answer within …ms, then: …, within: …ms}"
    if any(kind in _RETRAINED for kind in prd.kinds) and not _retraining_told(prd, entries):
        asks["how often the model is retrained"] = "change:\n  retraining: {every: 1w}"
    if asks:
        *first, last = asks
        told = f"{', '.join(first)} and {last}" if first else last
        yield Finding(family.path, f"reliability does not say {told}", "\n".join(asks.values()))


def _fallback_timed(prd: Prd, entries: list[Requirement]) -> bool:
    """Whether a time to the fallback is given; True too where there is no fallback, which another rule asks for."""
    fallbacks = prd.requirements.fallback
    if not fallbacks.given or any(entry.within.given or not entry.given for entry in fallbacks):
        return True
    if any(level.starts_within.given for level in prd.degradation):
        return True
    return any(entry.within.given or _FALLBACK.search(entry.text.value or "") for entry in entries)


def _retraining_told(prd: Prd, entries: list[Requirement]) -> bool:
    retraining = prd.change.retraining
    if retraining.not_applicable or retraining.broken or (retraining.given and not retraining.every.absent):
        return True
    told = [(f"{entry.id.value or ''} {entry.text.value or ''}", entry.every.given) for entry in entries]
    return any(_RETRAIN.search(text) and (every or _HOW_OFTEN.search(text)) for text, every in told)


@rule("RELI002", severity="W/E/E", since="pilot", references=("33.5", "SRE"), rows=(73,), fixable=True)
def uptime_without_window(prd: Prd) -> Findings:
    """Uptime without the window it is counted over.

    99.5% may be seven minutes every day or half a working day at once.

    A window in the words of the entry, or a service level in `monitoring.slo`, answers it.

    Assumes that all that is not promised may be down at one time.

    Bad:
        requirements:
          reliability:
            - uptime >= 99.5%  # <- 99.5% is 7.2 min down in a day or 3.6 h in 30 d
    Good:
        requirements:
          reliability:
            - uptime >= 99.5% over 30d
            - {bound: uptime >= 99.5%, text: counted by calendar month}
    """
    for entry in prd.requirements.reliability:
        level = _level(prd, entry)
        if level is None or not entry.window.open or len(prd.monitoring.slo) or _PERIOD.search(entry.text.value or ""):
            continue
        day, month = (sampling.error_budget_seconds(level, span) for span in (_DAY, 30 * _DAY))
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} does not say over which window: "
            f"{percent(level)} is {seconds(round(day))} down in a day or {seconds(round(month))} in 30 d",
            entry.restated(over="30d"),
            numbers={"budget_s_per_day": round(day, 3), "budget_s_per_30d": round(month, 3)},
            known_gap=entry.window.unknown,
        )


@rule("RELI003", severity="I/W/W", since="pilot", references=("33.5", "SRE"), rows=(74,), fixable=True)
def undefined_uptime(prd: Prd) -> Findings:
    """Uptime that does not say whether a served fallback counts as up.

    With the fallback counted in, a product whose model has been down for a week reports 100%.

    The words may stand in the entry's `text`, `definition` or `of`, or in what the metric means: they speak of a
    fallback, name a degradation level below the first, or say what counts as up or down.

    Assumes, for the error budget told, the stated window, else 30 days, and that all of it may be spent at one time.

    Bad:
        metrics:
          uptime: {means: requests answered}
        requirements:
          reliability:
            - uptime >= 99.5% over 30d  # <- does not say whether a served fallback counts as up; 99.5% allows 3.6 h down in 30 d
    Good:
        metrics:
          uptime: {means: requests answered by the model or by a fallback}
          availability: {means: requests answered}
        requirements:
          reliability:
            - uptime >= 99.5% over 30d
            - {bound: availability >= 99%, definition: degraded answers count as down}
    Good:
        metrics:
          uptime: {means: requests answered by the model or by level rules / requests}
        degradation: [{level: 1, id: full, ai: true}, {level: 2, id: rules, ai: false}]
        requirements:
          reliability:
            - uptime >= 99.9% over 28d
    """
    for entry in prd.requirements.reliability:
        bound, level = entry.bound.value, _level(prd, entry)
        if bound is None or level is None:
            continue
        metric = prd.metric(bound.metric)
        said = [entry.text.value, entry.definition.value, entry.of.value, bound.population]
        told = " ".join(filter(None, [*said, metric.means.value if metric is not None else None]))
        if _FALLBACK.search(told) or _COUNTS_AS.search(told) or _names_a_level(prd, told):
            continue
        window = entry.window.value.amount if entry.window.value is not None else 30 * _DAY
        budget = sampling.error_budget_seconds(level, window) if window > 0 else 0.0
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} does not say whether a served fallback counts as up; "
            f"{percent(level)} allows {seconds(round(budget, 1))} down in {seconds(window)}",
            f'{{bound: "{bound.text}", definition: a served fallback counts as up}}   # or as down',
            (Related(metric.path, "its definition does not say either"),) if metric is not None else (),
            {"budget_s": round(budget, 3), "window_days": round(window / _DAY, 3)},
        )


def _names_a_level(prd: Prd, told: str) -> bool:
    """Whether the words name a degradation level below the first."""
    first = min((level.level.value for level in prd.degradation if level.level.value is not None), default=None)
    below = (level.id.value for level in prd.degradation if level.level.value not in {None, first})
    words = told.lower().replace("_", " ")
    return any(name and re.search(rf"\b{re.escape(name.lower().replace('_', ' '))}\b", words) for name in below)


def _is_uptime(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    metric = prd.metric(bound.metric) if bound is not None else None
    words = [entry.id.value, entry.text.value, bound.metric if bound is not None else None]
    means = metric.means.value if metric is not None else None
    return bool(_UP.search(" ".join(filter(None, [*words, means])).replace("_", " ")))


def _level(prd: Prd, entry: Requirement) -> float | None:
    """The share of the time that an uptime requirement asks for; None for anything else."""
    bound = entry.bound.value
    value = prd.value_of(bound) if bound is not None and not bound.statistic and not bound.spread else None
    if value is None or value.unit is not Unit.RATIO or not 0.5 <= value.amount < 1 or not _is_uptime(prd, entry):
        return None
    return value.amount
