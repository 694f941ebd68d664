"""Comparisons of two amounts as they are typed: `70%` and `0.7` are the same, days and dollars are not compared."""

from typing import NamedTuple

from aiprd.amount import quantity
from aiprd.bound import Op, bound
from aiprd.custom.given import Steps, steps_of
from aiprd.quantity import GrammarError, Per, Quantity, Unit, close

OPS = (">=", ">", "<=", "<", "=", "!=")
_AS_TYPED = ({Unit.COUNT, Unit.NUMBER}, {Unit.MULTIPLE, Unit.NUMBER}, {Unit.POINTS, Unit.NUMBER})


class Comparison(NamedTuple):
    """What must hold between a field and another, or a fixed amount."""

    field: Steps
    op: str
    than: Steps
    fixed: str | int | float | None

    def holds(self, one: object, other: object) -> bool:
        """Whether it holds; True where the two cannot be compared, because then nothing is known."""
        left, right = amount(one), amount(other)
        pair = alike(left, right) if left is not None and right is not None else None
        if pair is None:
            return True
        return not close(*pair) if self.op == "!=" else Op(self.op).holds(*pair)


def comparison(field: str, op: str, than: str | float) -> Comparison:
    """Raises ValueError where `field` is no path, or `than` neither a path nor an amount."""
    here = steps_of(field)
    if isinstance(than, str) and amount(than) is None:
        return Comparison(here, op, steps_of(than), None)
    return Comparison(here, op, (), than)


def amount(value: object) -> Quantity | None:
    """The amount a value gives: its own, that of its `value`, or that of the bound it is; None where it gives none."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    for read in (quantity, _bounded):
        try:
            return read(value)
        except GrammarError:
            continue
    return None


def _bounded(value: str | float) -> Quantity:
    said = bound(value).value
    if said is None:
        raise GrammarError("names a level")
    return said


def alike(one: Quantity, other: Quantity) -> tuple[float, float] | None:
    """The two amounts in one unit; None where there is none."""
    here, there = one.per or Per(), other.per or Per()
    if here._replace(seconds=None) != there._replace(seconds=None) or (here.seconds is None) != (there.seconds is None):
        return None
    pair = _in_one_unit(one, other)
    return (pair[0] / (here.seconds or 1), pair[1] / (there.seconds or 1)) if pair else None


def _in_one_unit(one: Quantity, other: Quantity) -> tuple[float, float] | None:
    units = {one.unit, other.unit}
    if len(units) == 1:
        return (one.amount, other.amount) if one.currency == other.currency else None
    if units == {Unit.RATIO, Unit.NUMBER}:
        bare = one if one.unit is Unit.NUMBER else other
        return (one.amount, other.amount) if 0 <= bare.amount <= 1 else None  # 70 may be 70% or 7000%
    if units == {Unit.RATIO, Unit.POINTS}:
        return one.share, other.share
    return (one.amount, other.amount) if units in _AS_TYPED else None
