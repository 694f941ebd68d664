"""A ladder drawn in one line a step: where each value stands between the two ends of a scale."""

from collections.abc import Sequence

from aiprd.documents.markdown import Markdown
from aiprd.quantity import Quantity, Unit, rounded, show

WIDTH = 24
"""Places of a line; enough to tell 3 points of 100 apart, few enough for a table."""
_NARROW = 0.2
"""Shares closer together than this are drawn between the lowest and the highest of them."""


def scale(values: Sequence[Quantity]) -> tuple[float, float] | None:
    """The two ends on which `values` can be told apart; None where they cannot be drawn on one line."""
    if len({(value.unit, value.currency) for value in values}) != 1:
        return None
    low, high = min(value.amount for value in values), max(value.amount for value in values)
    if values[0].unit is Unit.RATIO and low >= 0 and high <= 1 and (high - low >= _NARROW or high == low):
        return 0.0, 1.0
    return (low, high) if high > low else None


def drawn(value: Quantity | None, ends: tuple[float, float] | None) -> Markdown:
    """The place of one value between the ends, as a dot on a line; empty where it cannot be drawn."""
    if value is None or ends is None or not ends[0] <= value.amount <= ends[1]:
        return Markdown("")
    at = round((value.amount - ends[0]) / (ends[1] - ends[0]) * (WIDTH - 1))
    return Markdown(f"`{'─' * at}●{'─' * (WIDTH - 1 - at)}`")


def named(ends: tuple[float, float] | None, like: Quantity) -> str:
    """What the ends stand for: `0% to 100%`."""
    if ends is None:
        return ""
    low, high = (show(like._replace(amount=rounded(end), text="", approximate=False)) for end in ends)
    return f"{low} to {high}"
