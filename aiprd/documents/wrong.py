"""How often a quality percentage is wrong, in cases that one can picture; stated beside every such figure."""

from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit, close, number

COMPUTED = "†"
"""Marks a figure that is computed from the document; all others are its own words."""

_JUDGED = ("quality", "safety")
"""Dimensions whose percentages are shares of right answers, or of wrong ones."""


def wrong_share(metric: Metric, value: Quantity | None) -> float | None:
    """The share of wrong cases at that value of a quality percentage; None for any other metric."""
    if value is None or value.unit is not Unit.RATIO or metric.dimension.value not in _JUDGED:
        return None
    if not metric.is_primary or metric.better.value not in {"higher", "lower"} or not 0 <= value.amount <= 1:
        return None
    return value.amount if metric.lower_is_better else 1 - value.amount


def wrong_told(metric: Metric | None, value: Quantity | None) -> str:
    """`22 in 100 wrong†`; empty where the metric is no share of right or wrong answers."""
    share = wrong_share(metric, value) if metric is not None else None
    return f"{in_hundred(share)} wrong{COMPUTED}" if share is not None else ""


def wrong_between(metric: Metric | None, one: Quantity, other: Quantity) -> str:
    """`17 to 20 in 100 wrong†`, the smaller first; empty where the metric is no share of right or wrong answers."""
    ends = [wrong_share(metric, end) for end in (one, other)] if metric is not None else []
    shares = sorted(end for end in ends if end is not None)
    if len(shares) < 2:
        return ""
    low, high = (in_hundred(share) for share in shares)
    same = low.partition(" in ")[2] == high.partition(" in ")[2]
    return f"{low.partition(' in ')[0] if same else low} to {high} wrong{COMPUTED}"


def in_hundred(share: float) -> str:
    """A share in cases that one can picture: 0.22 is `22 in 100`, 0.004 is `4 in 1,000`."""
    for base in (100, 1000, 10_000, 100_000, 1_000_000):
        cases = round(share * base, 6)
        if close(cases, round(cases)) and (cases >= 1 or not share):
            return f"{number(round(cases))} in {number(base)}"
    return f"{number(share * 100)} in 100"
