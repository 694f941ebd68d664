"""The latency bounds of a document, as lengths of time with their percentile."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, seconds

_PERCENTILE = Pattern(r"\bp ?(\d\d(?:\.\d{1,3})?)\b|\b(\d\d(?:\.\d{1,3})?)(?:th|st|nd|rd)? percentile", re.IGNORECASE)


class Limit(NamedTuple):
    """One bound on a length of time; `quantile` is 0.95 for P95, None for a mean or where nothing is said."""

    entry: Requirement
    metric: str
    quantile: float | None
    seconds: float

    @property
    def label(self) -> str:
        return f"P{100 * self.quantile:g}" if self.quantile is not None else "the bound"


def limits(prd: Prd) -> Iterator[Limit]:
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


def only(answers: Iterable[Answer[Quantity]]) -> Answer[Quantity] | None:
    """The first of the answers where all that are given agree."""
    given = [answer for answer in answers if answer.value is not None]
    return given[0] if len({answer.value for answer in given}) == 1 else None


def ms(amount: float) -> float:
    return round(1000 * amount, 6)


def typed(amount: float) -> str:
    """A length of time as the format wants it typed: `150ms`."""
    return seconds(amount).replace(" ", "")
