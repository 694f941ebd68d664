"""Amounts with their units, and how they are told to people."""

import math
from enum import StrEnum
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Source = str | int | float

LONGEST = 500
"""Characters one amount or bound may have; no line a person types comes near."""

DAY = 86400.0
LARGEST, SMALLEST = 1e15, 1e-15  # beyond these a slip of the keyboard is likelier than a requirement


class GrammarError(ValueError):
    """A text that cannot be read as what is due there, quoted in `message`; `suggestion` is one that can be read."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message, suggestion)
        self.message = message
        self.suggestion = suggestion

    def __str__(self) -> str:
        return self.message


class Unit(StrEnum):
    """What an amount counts; the comment gives the scale of `Quantity.amount`."""

    RATIO = "ratio"  # 1.0 is 100%
    POINTS = "points"  # as typed: 10pp is 10.0; the noun tells pp from plain points
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"  # in the currency's main unit
    NUMBER = "number"  # no unit was said
    MULTIPLE = "multiple"  # 3x is 3.0


class Per(NamedTuple):
    """What an amount is spread over: a time, `base` things called `noun`, or both (`$20/user/mo`)."""

    seconds: float | None = None
    base: float | None = None
    noun: str = ""


class Quantity(NamedTuple):
    """An amount with its unit. Two are equal when they mean the same, however they were typed.

    `approximate` marks `~5%`, `±5pp` and calendar lengths (a month is 30.44 days).
    """

    amount: float
    unit: Unit
    text: str
    noun: str = ""
    currency: str = ""
    approximate: bool = False
    per: Per | None = None

    @property
    def share(self) -> float:
        """The amount as a part of one, for comparing with shares: 10pp and 10% are 0.1."""
        return rounded(self.amount / 100) if self.unit is Unit.POINTS else self.amount

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self._replace(text="")[:] == other._replace(text="")[:]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._replace(text="")[:])


class Rate(NamedTuple):
    """So many of `noun` in `seconds`, for every `base` of `base_noun`, or both; working time is in hours (`h`)."""

    amount: float
    noun: str
    seconds: float | None
    base: float | None
    base_noun: str
    text: str


class Interval(NamedTuple):
    """A range with both ends in one unit, low first."""

    low: Quantity
    high: Quantity
    text: str


class Change(NamedTuple):
    """A signed difference: relative (`+5%` is 0.05) or in points as typed (`+2pp` is 2.0)."""

    amount: float
    relative: bool
    text: str


def close(a: float, b: float) -> bool:
    """Whether two amounts are the same but for the arithmetic that made them."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def same_unit(*values: Quantity | None) -> bool:
    """Whether all values that are there can be compared."""
    return len({value.unit for value in values if value is not None}) == 1


SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD"}
_SIZES = ((DAY, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms"))


def number(amount: float) -> str:
    """`amount` for people: thousands grouped, whole numbers in full, others to four significant digits."""
    return _grouped(amount, 0 if float(amount).is_integer() else 3 - _magnitude(amount))


def percent(share: float) -> str:
    """A share of one for people; as many decimals as keep 99.995% from becoming 100%."""
    return _grouped(100 * share, 1 - _magnitude(min(abs(share), abs(1 - share)))) + "%"


def tenths(share: float) -> str:
    """A share of one for people, to a tenth of a percent, or finer where that would be 0% or 100%."""
    near = math.floor(1000 * share + 0.5 + 1e-9) / 1000
    return percent(near if near not in {0, 1} else share)


def pp(share: float) -> str:
    """A difference of two shares for people: 0.1 is `10 pp`."""
    return number(rounded(100 * share)) + " pp"


def seconds(amount: float) -> str:
    """`amount` seconds for people, in the largest unit that keeps it short."""
    fitting = [(amount / size, name) for size, name in _SIZES if abs(amount) >= size]
    for value, name in fitting:
        if close(value, round(value, 1)) and (abs(value) < 1000 or name == "d"):
            return f"{number(round(value, 1))} {name}"
    value, name = fitting[0] if fitting else (amount * 1000, "ms" if amount else "s")
    return f"{number(value)} {name}"


def exact(amount: float) -> str:
    """`amount` with every digit it has (12 at most), thousands grouped."""
    return _grouped(amount, 11 - _magnitude(amount))


def show(quantity: Quantity) -> str:
    """The canonical text of a quantity with all its digits; reading it gives an equal one."""
    digits = exact(quantity.amount)
    calendar = ""
    if quantity.unit is Unit.RATIO:
        digits = exact(rounded(100 * quantity.amount)) + "%"
    elif quantity.unit is Unit.SECONDS:
        calendar = _in_units(quantity.amount, CALENDAR) if quantity.approximate else ""
        digits = calendar or _in_units(quantity.amount, _SIZES) or f"{digits} s"
    elif quantity.unit is Unit.MULTIPLE:
        digits += "x"
    elif quantity.unit is Unit.MONEY:
        digits = next((s for s, code in SYMBOLS.items() if code == quantity.currency), quantity.currency + " ") + digits
    elif quantity.noun:
        digits += f" {quantity.noun}"
    return ("~" if quantity.approximate and not calendar else "") + digits + _per_text(quantity.per or Per())


def _in_units(amount: float, sizes: tuple[tuple[float, str], ...]) -> str:
    """`amount` seconds as a whole number (or a half) of the largest unit that allows it, else empty."""
    for size, name in sizes:
        times = round(amount / size, 1)
        if times >= 1 and rounded(times * size) == amount:
            return f"{exact(times)} {name}"
    return ""


def _per_text(per: Per) -> str:
    text = ""
    if per.base is not None:
        text = " per " + ("" if per.base == 1 and per.noun else "M " if per.base == 1e6 else f"{exact(per.base)} ")
        text = (text + per.noun).rstrip()
    if per.seconds is not None:
        names = (name for size, name in (*CALENDAR, (7 * DAY, "w"), *_SIZES) if size == per.seconds)
        text += "/" + (next(names, "") or _in_units(per.seconds, _SIZES) or exact(per.seconds) + " s")
    return text


def _magnitude(amount: float) -> int:
    return math.floor(math.log10(abs(amount))) if amount and math.isfinite(amount) else 0


def _grouped(amount: float, decimals: int) -> str:
    digits = f"{amount:,.{min(30, max(0, decimals))}f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def rounded(amount: float) -> float:
    return float(f"{amount:.12g}") + 0.0  # + 0.0: no negative zero


CALENDAR = tuple((rounded(days * DAY), name) for days, name in ((365.25, "y"), (91.31, "q"), (30.44, "mo")))


def quoted(text: str) -> str:
    """`text` as a message quotes it: printable, and cut where more would not help."""
    seen = "".join(c if c.isprintable() else "?" for c in text[:61])
    return f"`{seen[:60]}…`" if len(seen) > 60 else f"`{seen}`"
