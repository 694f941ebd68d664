"""The words a product manager types for amounts and dates: immutable values with units, or a precise refusal.

Every reader takes text, or a number YAML has already read, and raises nothing but `GrammarError`.
"""

import math
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Source = str | int | float

LONGEST = 500
"""Characters one amount or bound may have; no line a person types comes near."""

_DAY = 86400.0
_LARGEST, _SMALLEST = 1e15, 1e-15  # beyond these a slip of the keyboard is likelier than a requirement


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
        return _rounded(self.amount / 100) if self.unit is Unit.POINTS else self.amount

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


class When(NamedTuple):
    """A stretch of the calendar from `first` to `last` (ordinals, `date.toordinal`), as far as it is known.

    Where it is not, `quarter` (1 to 4, year unsaid) or `after_launch` (seconds, negative before launch) is given.
    """

    first: int | None
    last: int | None
    quarter: int | None
    after_launch: float | None
    text: str

    def pinned(self, *, launch: int | None = None, year: int | None = None) -> "When":
        """The same on the calendar, as far as the launch day (an ordinal) and the year of a bare quarter tell."""
        if self.after_launch is not None and launch is not None:
            day = launch + round(self.after_launch / _DAY)
            return self._replace(first=day, last=day)
        if self.quarter is not None and year is not None:
            first, last = _months(year, 3 * self.quarter - 2, 3)
            return self._replace(first=first, last=last)
        return self


def order(one: When, other: When) -> int | None:
    """-1 when `one` is wholly before `other`, 1 wholly after, 0 the same time, None when nobody can tell.

    Quarters without a year are taken to be of one year, but for Q4 and Q1, which may be neighbours.
    """
    if one.first and one.last and other.first and other.last:
        same = (one.first, one.last) == (other.first, other.last)
        return 0 if same else -1 if one.last < other.first else 1 if other.last < one.first else None
    if one.after_launch is not None and other.after_launch is not None:
        later = round((one.after_launch - other.after_launch) / _DAY)
    elif not one.quarter or not other.quarter or one.first or other.first or abs(one.quarter - other.quarter) == 3:
        return None
    else:
        later = one.quarter - other.quarter
    return (later > 0) - (later < 0)


def close(a: float, b: float) -> bool:
    """Whether two amounts are the same but for the arithmetic that made them."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def same_unit(*values: Quantity | None) -> bool:
    """Whether all values that are there can be compared."""
    return len({value.unit for value in values if value is not None}) == 1


# --- telling ---------------------------------------------------------------------------------------------------------

_SIZES = ((_DAY, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms"))


def number(amount: float) -> str:
    """`amount` for people: thousands grouped, whole numbers in full, others to four significant digits."""
    return _grouped(amount, 0 if float(amount).is_integer() else 3 - _magnitude(amount))


def percent(share: float) -> str:
    """A share of one for people; as many decimals as keep 99.995% from becoming 100%."""
    return _grouped(100 * share, 1 - _magnitude(min(abs(share), abs(1 - share)))) + "%"


def pp(share: float) -> str:
    """A difference of two shares for people: 0.1 is `10 pp`."""
    return number(_rounded(100 * share)) + " pp"


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
        digits = exact(_rounded(100 * quantity.amount)) + "%"
    elif quantity.unit is Unit.SECONDS:
        calendar = _in_units(quantity.amount, _CALENDAR) if quantity.approximate else ""
        digits = calendar or _in_units(quantity.amount, _SIZES) or f"{digits} s"
    elif quantity.unit is Unit.MULTIPLE:
        digits += "x"
    elif quantity.unit is Unit.MONEY:
        digits = (
            next((s for s, code in _SYMBOLS.items() if code == quantity.currency), quantity.currency + " ") + digits
        )
    elif quantity.noun:
        digits += f" {quantity.noun}"
    return ("~" if quantity.approximate and not calendar else "") + digits + _per_text(quantity.per or Per())


def _in_units(amount: float, sizes: tuple[tuple[float, str], ...]) -> str:
    """`amount` seconds as a whole number (or a half) of the largest unit that allows it, else empty."""
    for size, name in sizes:
        times = round(amount / size, 1)
        if times >= 1 and _rounded(times * size) == amount:
            return f"{exact(times)} {name}"
    return ""


def _per_text(per: Per) -> str:
    text = ""
    if per.base is not None:
        text = " per " + ("" if per.base == 1 and per.noun else "M " if per.base == 1e6 else f"{exact(per.base)} ")
        text = (text + per.noun).rstrip()
    if per.seconds is not None:
        names = (name for size, name in (*_CALENDAR, (7 * _DAY, "w"), *_SIZES) if size == per.seconds)
        text += "/" + (next(names, "") or _in_units(per.seconds, _SIZES) or exact(per.seconds) + " s")
    return text


def _magnitude(amount: float) -> int:
    return math.floor(math.log10(abs(amount))) if amount and math.isfinite(amount) else 0


def _grouped(amount: float, decimals: int) -> str:
    digits = f"{amount:,.{min(30, max(0, decimals))}f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def _rounded(amount: float) -> float:
    return float(f"{amount:.12g}") + 0.0  # + 0.0: no negative zero


def quoted(text: str) -> str:
    """`text` as a message quotes it: printable, and cut where more would not help."""
    seen = "".join(c if c.isprintable() else "?" for c in text[:61])
    return f"`{seen[:60]}…`" if len(seen) > 60 else f"`{seen}`"


# --- reading ---------------------------------------------------------------------------------------------------------

_LOOKALIKES = (
    "\u2010- \u2011- \u2012- \u2013- \u2014- \u2015- \u2212- \ufe63- \uff0d- \u2248~ \u223c~ \uff5e~ \u00d7x \uff05% \u2019'"
    " \u2265>= \u2a7e>= \u2264<= \u2a7d<= \u2026.. \u200b \ufeff"
)
_FOLDED = str.maketrans({pair[0]: pair[1:] for pair in _LOOKALIKES.split(" ")})
_CALENDAR = tuple((_rounded(days * _DAY), name) for days, name in ((365.25, "y"), (91.31, "q"), (30.44, "mo")))
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD"}
_CODES = "USD|EUR|GBP|JPY|INR|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|CNY|HKD|SGD|KRW|BRL|MXN|ZAR|NGN|KES|AED|TRY"
_WORDS = {"dollars": "USD", "euros": "EUR", "pounds": "GBP"}
_CURRENCIES = {**_SYMBOLS, **_WORDS, **{code: code for code in _CODES.split("|")}}
_POWERS = ((1e3, "k K thousand"), (1e6, "M mn million"), (1e9, "B bn billion"))
_SCALES = {name: factor for factor, names in _POWERS for name in names.split()}


class _Tail(NamedTuple):
    """What follows a number."""

    unit: Unit
    factor: float
    noun: str = ""
    approximate: bool = False
    currency: str = ""
    per: Per | None = None


_UNITS = {
    name: tail
    for names, tail in [
        ("", _Tail(Unit.NUMBER, 1.0)),
        ("%|percent|per cent|pct", _Tail(Unit.RATIO, 0.01)),
        ("pp|percentage points|percentage point", _Tail(Unit.POINTS, 1.0, "pp")),
        ("points|point|pts|pt", _Tail(Unit.POINTS, 1.0, "points")),
        ("ms|msec|millisecond|milliseconds", _Tail(Unit.SECONDS, 0.001)),
        ("s|sec|secs|second|seconds", _Tail(Unit.SECONDS, 1.0)),
        ("m|min|mins|minute|minutes", _Tail(Unit.SECONDS, 60.0)),
        ("h|hr|hrs|hour|hours", _Tail(Unit.SECONDS, 3600.0)),
        ("d|day|days", _Tail(Unit.SECONDS, _DAY)),
        ("w|wk|wks|week|weeks", _Tail(Unit.SECONDS, 7 * _DAY)),
        ("mo|mos|month|months", _Tail(Unit.SECONDS, _CALENDAR[2][0], approximate=True)),
        ("q|qtr|quarter|quarters", _Tail(Unit.SECONDS, _CALENDAR[1][0], approximate=True)),
        ("y|yr|yrs|year|years", _Tail(Unit.SECONDS, _CALENDAR[0][0], approximate=True)),
        ("rps", _Tail(Unit.COUNT, 1.0, "requests", per=Per(seconds=1.0))),
        ("qps", _Tail(Unit.COUNT, 1.0, "queries", per=Per(seconds=1.0))),
        *((scale, _Tail(Unit.NUMBER, factor)) for scale, factor in _SCALES.items()),
    ]
    for name in names.split("|")
}
_ADVERBS = {"hourly": "h", "daily": "d", "weekly": "w", "monthly": "mo", "quarterly": "q", "yearly": "y"}

_NUMBER = (
    r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]+(?:_[0-9]+)*)"
    r"(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3}(?![0-9]))?"
)
_SCALE = "(?:thousand|million|billion|mn|bn|k|K|M|B)(?![A-Za-z])"
_ABOUT = r"~ ?|± ?|\+/?- ?|(?i:about|around|approximately|circa) "
_HEAD = re.compile(rf"({_ABOUT})?([+-] ?)?(?:(US\$|[$€£¥₹]|{_CODES}) ?)?({_NUMBER})(.*)")
_PER = re.compile(r"( ?/ ?| per (?!cent)| an? (?=(?:second|minute|hour|day|week|month|quarter|year)\b))")
_COUNTED = re.compile(rf" ?({_SCALE}|m(?![A-Za-z]))? ?(.*)")
_BASE = re.compile(rf"({_NUMBER})? ?({_SCALE})? ?(.*)")
_NOUN = re.compile(r"[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){0,5}")
_GLUE = (
    "a an and are as at but by each every for from if in is of on or over per than the then to under with within x X m"
)
_NO_NOUN = frozenset(_GLUE.split())  # no noun begins or ends with these: what follows was left over
# Patterns left as text are compiled when first needed; most documents need few of them.
_EVERY = r"(?:(?:an?|one|every|each) )?(hour|day|week|month|quarter|year)"
_BELOW = r"^(?:[pP] ?)?(?:<=?|=) ?"
_SIGN = r"(\+/?-|[+±~-]) ?"
_MULTIPLE = rf"({_NUMBER}) ?(?:x|X|times|-?fold)"
_RANGE = r"(?:(?i:between|from) )?(.+?)(?:\.\.+| to | and | ?- ?)(.+)"


def tidy(source: Source) -> str:
    """`source` with one kind of space, dash and sign.

    Refuses what no reader takes: a truth value, a number not finite or absurdly large, an empty or endless text.
    """
    if isinstance(source, str):
        if len(source) > LONGEST:
            raise _refusal(source, f"is longer than {LONGEST} characters")
        text = " ".join((source if source.isascii() else source.translate(_FOLDED)).split())
        if not text:
            raise _refusal(text, "is empty")
        return text
    if isinstance(source, bool):
        raise _refusal(str(source).lower(), "is a yes or a no, not an amount")
    if not abs(source) < _LARGEST:  # also catches nan, and integers too long to print
        raise _refusal(str(source) if isinstance(source, float) else "10…", "is not an amount anyone can mean")
    return str(source)


def reader(example: str) -> Callable[[Callable[[Source], T]], Callable[[Source], T]]:
    """Remember what was read (texts repeat), and see to it that a refusal suggests only what can be read.

    `example` is the suggestion of last resort.
    """

    def decorate(read: Callable[[Source], T]) -> Callable[[Source], T]:
        remembered = lru_cache(maxsize=4096, typed=True)(read)

        def readable(text: str) -> bool:
            try:
                read(text)
            except GrammarError:
                return False
            return True

        @wraps(read)
        def answer(source: Source) -> T:
            try:
                return remembered(source)
            except GrammarError as error:
                suggestion = error.suggestion if readable(error.suggestion) else example
                raise GrammarError(error.message, suggestion) from None

        return answer

    return decorate


def starts_with_amount(text: str) -> bool:
    """Whether tidy `text` begins as an amount does."""
    return _HEAD.match(text) is not None


def _refusal(text: str, why: str, fix: str = "") -> GrammarError:
    return GrammarError(f"{quoted(text)} {why}", fix)


def _read(source: Source) -> Quantity:
    text = tidy(source)
    match = _HEAD.fullmatch(text)
    if match is None:
        raise _refusal(text, "has no number to begin with")
    about, sign, symbol, digits, rest = match.groups()
    lead = text[: len(text) - len(rest)]
    tail = _price(lead, rest, symbol) if symbol else _tail(lead, rest)
    minus = sign is not None and sign[0] == "-"
    if sign and not (tail.unit is Unit.POINTS or (tail.unit is Unit.NUMBER and minus)):
        level = "is less than nothing" if minus and tail.unit is not Unit.RATIO else "is a change, not a level"
        raise _refusal(text, level, text.replace(sign, "", 1))
    amount = _rounded((-1 if minus else 1) * _float(digits) * tail.factor)
    if not (_SMALLEST < abs(amount) < _LARGEST or amount == 0):
        raise _refusal(text, "is not an amount anyone can mean")
    approximate = tail.approximate or about is not None
    return Quantity(amount, tail.unit, _typed(source), tail.noun, tail.currency, approximate, tail.per)


def _typed(source: Source) -> str:
    return source.strip() if isinstance(source, str) else str(source)


def _float(digits: str) -> float:
    if len(digits) > 24:
        raise _refusal(digits, "has more digits than anyone can mean")
    return float(digits.replace(",", "").replace("_", "").replace(" ", ""))


def _known(tail: str) -> _Tail | None:
    key = tail.strip()
    key = key[1:] if key[:1] == "-" and key[1:].isalpha() else key  # 30-day
    return _UNITS.get(key) or _UNITS.get(key.lower())


def _tail(lead: str, rest: str) -> _Tail:
    known = _known(rest)
    if known:
        return known
    body, *pers = _PER.split(rest)
    if not pers:
        return _counted(lead, rest)
    if body.strip() == "m":
        raise _refusal(lead + rest, "may mean minutes or millions", f"{lead}M{rest[len(body) :]}")
    inner = _tail(lead, body)
    unit = Unit.COUNT if inner.unit is Unit.NUMBER else inner.unit
    return inner._replace(unit=unit, per=_per(lead + rest, lead + body, pers))


def _price(lead: str, rest: str, symbol: str) -> _Tail:
    body, *pers = _PER.split(rest)
    scale = body.strip()
    factor = {"": 1.0, "m": 1e6, **_SCALES}.get(scale)  # nobody counts minutes in dollars: $5m is five million
    if factor is None:
        raise _left_over(lead, rest)
    per = _per(lead + rest, lead + body, pers) if pers else None
    return _Tail(Unit.MONEY, factor, currency=_CURRENCIES[symbol], per=per)


def _counted(lead: str, rest: str) -> _Tail:
    """A scale and a noun, or a scale and a currency."""
    match = _COUNTED.fullmatch(rest)
    scale, words = match.groups() if match else ("", rest)
    if words in _CURRENCIES:
        return _price(lead, rest[: len(rest) - len(words)], words)
    if not _is_noun(words) or not (scale or rest[0] == " "):
        raise _not_read(lead, rest, words)
    if scale == "m":
        raise _refusal(lead + rest, "may mean minutes or millions", f"{lead}M {words}")
    return _Tail(Unit.COUNT, _SCALES.get(scale, 1.0), words)


def _is_noun(words: str) -> bool:
    if not _NOUN.fullmatch(words):
        return False
    first, *_, last = words.split() * 2
    return not (_NO_NOUN & {first, last} or _known(first) or first in _CURRENCIES)


def _not_read(lead: str, rest: str, words: str) -> GrammarError:
    text = lead + rest
    if re.match(r",[0-9]{1,2}(?![0-9,])", rest):
        return _refusal(text, "has a comma where the decimal point goes", f"{lead}.{rest[1:]}")
    if re.match(r",[0-9]", rest):
        return _refusal(text, "has a comma where no thousands end", text.replace(",", ""))
    if re.fullmatch(_MULTIPLE, text):
        return _refusal(text, "says how many times, not how much")
    if match := re.match(r"([^\s\d.-]{0,4}) ?(?:-|\.\.|to ) ?[$€£]?\.?[0-9]", rest):
        unit = match[1] or rest.lstrip("-.to 0123456789,$€£")
        return _refusal(text, "is a range where one value is due", lead + unit)
    match = re.match(r" ?(?:%|[^\W\d_]+)", rest)
    if match and _known(match[0]):
        return _left_over(lead + match[0], rest[match.end() :])
    if words.isalpha() and rest[0] != " ":
        return _refusal(text, f"ends in {quoted(words)}, which is not a unit known here", f"{lead} {words}")
    return _left_over(lead, rest)


def _left_over(read: str, rest: str) -> GrammarError:
    more = re.fullmatch(r" ?(?:and )?([0-9]{1,3}) ?([a-z]+)", rest)
    unit = _known(more[2]) if more else None
    fix = read
    if more and unit and unit.unit is Unit.SECONDS and (first := _read(read)).unit is Unit.SECONDS:
        fix = seconds(first.amount + float(more[1]) * unit.factor)  # 1h 30m
    return _refusal(read.strip(), f"was read, {quoted(rest.strip())} was not understood", fix)


def _per(text: str, before: str, pers: list[str]) -> Per:
    whole = Per()
    for separator, part in zip(pers[::2], pers[1::2], strict=True):
        one = _one_per(text, before, separator, part)
        if (one.seconds and whole.seconds) or (one.base and whole.base):
            raise _refusal(text, "is spread over two things of one kind", f"{before}{separator}{part}")
        whole = Per(one.seconds or whole.seconds, one.base or whole.base, one.noun or whole.noun)
    return whole


def _one_per(text: str, before: str, separator: str, part: str) -> Per:
    if part == "m":
        raise _refusal(text, "may mean a minute, a month or a million", f"{before}/min")
    match = _BASE.fullmatch(part)
    digits, scale, words = match.groups() if match else (None, None, part)
    base = _rounded((_float(digits) if digits else 1.0) * _SCALES.get(scale or "", 1.0))
    length = _known(words) if words else None
    if not _SMALLEST < base < _LARGEST or not (digits or scale or words):
        raise _refusal(text, f"does not say per what: {quoted(part)} was not understood", f"{before}/day")
    if length and length.unit is Unit.SECONDS:
        return Per(seconds=_rounded(base * length.factor))
    if "/" in separator and digits and not (scale or words) and text[0] not in _SYMBOLS:
        raise _refusal(text, f"is a score out of {quoted(part)}; write the score alone", before)
    if words and not _is_noun(words):
        raise _refusal(text, f"does not say per what: {quoted(part)} was not understood", f"{before}/day")
    return Per(base=base, noun=words)


# --- what people ask for ---------------------------------------------------------------------------------------------

_KINDS = {
    Unit.RATIO: "a share",
    Unit.POINTS: "points",
    Unit.SECONDS: "a length of time",
    Unit.COUNT: "a count",
    Unit.MONEY: "money",
    Unit.NUMBER: "a bare number",
    Unit.MULTIPLE: "a multiple",
}


def _only(read: Quantity, wanted: str, fix: str = "") -> GrammarError:
    return _refusal(read.text, f"is {_KINDS[read.unit]}{' per something' if read.per else ''}, not {wanted}", fix)


def _times(read: Quantity, factor: float, unit: str) -> str:
    """What may have been meant in another unit; nothing where the amount was something else altogether."""
    near = read.unit in {Unit.RATIO, Unit.POINTS, Unit.NUMBER}
    return exact(_rounded(read.amount * factor)) + unit if near else ""


@reader("70%")
def quantity(source: Source) -> Quantity:
    """Any amount, in the unit it names. A bare number is `Unit.NUMBER`; a percentage may exceed 100%."""
    return _read(source)


@reader("70%")
def ratio(source: Source) -> Quantity:
    """A share of a whole, `Unit.RATIO` from 0 to 1, written in percent: a bare 0.7 may be 70% or 0.7%."""
    read = _read(source)
    if read.unit is not Unit.RATIO or read.per:
        fraction = read.unit is Unit.RATIO or (read.unit is Unit.NUMBER and 0 < abs(read.amount) < 1)
        raise _only(read, "a share of a whole", _times(read, 100 if fraction else 1, "%"))
    if read.amount > 1:
        raise _refusal(read.text, "is more than the whole", "100%")
    return read


@reader("10pp")
def points(source: Source) -> Quantity:
    """Points as typed: `10pp` is 10.0 (noun `pp`), `8 points` and a bare 8 are 8.0 (noun `points`).

    Refuses `5%` (of what?) and a bare fraction (0.1 may be 10pp).
    """
    read = _read(source)
    if read.unit is Unit.NUMBER and (abs(read.amount) >= 1 or not read.amount):
        return read._replace(unit=Unit.POINTS, noun="points")
    if read.unit is not Unit.POINTS or read.per:
        raise _only(read, "points", _times(read, 1 if read.unit is Unit.POINTS else 100, "pp"))
    return read


@reader("5min")
def duration(source: Source) -> Quantity:
    """A length of time in seconds; `day`, `a week` and `monthly` are one of each, `real time` and `soon` are none."""
    text = tidy(source)
    every = re.fullmatch(_EVERY, text.lower())
    unit = _UNITS.get(every[1] if every else _ADVERBS.get(text.lower(), "none"))
    if unit:
        return Quantity(unit.factor, Unit.SECONDS, _typed(source), approximate=unit.approximate)
    if not any(c.isdigit() for c in text):
        raise _refusal(text, "is not a length of time")
    if text.endswith("M"):
        raise _refusal(text, "ends in a million, not in a unit of time", text[:-1] + "min")
    read = _read(source)
    if read.unit is not Unit.SECONDS or read.per:
        bare = read.unit is Unit.NUMBER
        raise _only(
            read, "a length of time", f"{exact(read.amount)}{'d' if read.amount < 100 else 'ms'}" if bare else ""
        )
    return read


@reader("10,000")
def count(source: Source) -> Quantity:
    """A whole number of things, with the noun that was written. Refuses `5m` (minutes or millions) and fractions."""
    read = _read(source)
    if read.unit is Unit.SECONDS and read.text.endswith("m"):
        raise _refusal(read.text, "may mean minutes or millions", read.text[:-1] + "M")
    if read.unit not in {Unit.COUNT, Unit.NUMBER} or read.per:
        raise _only(read, "a count", f"{exact(read.amount)} {read.noun}".strip() if read.unit is Unit.COUNT else "")
    if isinstance(source, str) and re.match(r"[0-9]{1,3}\.[0-9]{3}(?![0-9kKMBmb])", read.text):
        raise _refusal(read.text, "may have a point between the thousands", read.text.replace(".", ","))
    if read.amount < 0 or read.amount != int(read.amount):
        whole = f"{exact(math.ceil(abs(read.amount)))} {read.noun}".strip()
        raise _refusal(read.text, "is not a whole number of things", whole)
    return read._replace(unit=Unit.COUNT)


@reader("40k/day")
def rate(source: Source) -> Rate:
    """So many in a time or for every so many: `40k/day`, `12 per 1k turns`, `700 h/mo` (in hours)."""
    read = _read(source)
    per = read.per or Per()
    if read.unit not in {Unit.COUNT, Unit.SECONDS} or not read.per:
        plain = read.unit in {Unit.COUNT, Unit.NUMBER, Unit.SECONDS}
        raise _only(read, "so many per something", f"{read.text}/day" if plain else "")
    working = read.unit is Unit.SECONDS
    amount, noun = (_rounded(read.amount / 3600), "h") if working else (read.amount, read.noun)
    return Rate(amount, noun, per.seconds, per.base, per.noun, read.text)


@reader("$10")
def money(source: Source) -> Quantity:
    """An amount of money in its currency, with `per` for `$1.8M/y`, `$10/M` and `$0.03 per task`."""
    read = _read(source)
    if read.unit is not Unit.MONEY:
        raise _only(read, "money", f"${read.text}")
    return read


@reader("0.05")
def probability(source: Source) -> float:
    """A probability from 0 to 1: `0.05`, `5%`; of `< 0.001` and `p <= 5%` the upper end."""
    text = re.sub(_BELOW, "", tidy(source))
    read = _read(text)
    if read.unit not in {Unit.RATIO, Unit.NUMBER} or read.per:
        raise _only(read, "a probability")
    if not 0 <= read.amount <= 1:
        raise _refusal(text, "is not between 0 and 1", f"{exact(read.amount)}%")
    return read.amount


@reader("3x")
def multiple(source: Source) -> Quantity:
    """How many times as much, for claims: `3x`, `6.5 times`, a bare 6."""
    text = tidy(source)
    match = re.fullmatch(_MULTIPLE, text)
    read = _read(match[1] if match else text)._replace(text=_typed(source))
    if read.unit is not Unit.NUMBER or read.amount <= 0:
        raise _only(read, "a multiple above zero")
    return read._replace(unit=Unit.MULTIPLE)


@reader("+5%")
def change(source: Source) -> Change:
    """A difference from a level: `+5%` and `10%` are relative, `+2pp` and `+8 points` absolute."""
    text = tidy(source)
    match = re.match(_SIGN, text)
    sign, body = (match[1], text[match.end() :]) if match else ("", text)
    stem, _, kind = body.rpartition(" ")
    body = stem if kind in {"relative", "absolute"} else body
    times = re.fullmatch(_MULTIPLE, body)
    if times:
        growth = exact(_rounded(100 * (_float(times[1]) - 1)))
        raise _refusal(text, "says how many times, not what changed", f"{growth}%")
    read = _read(body)
    relative = read.unit is Unit.RATIO
    unlike = read.per or read.unit not in {Unit.RATIO, Unit.POINTS} or body[0] in "+-"
    if unlike or kind == ("absolute" if relative else "relative"):
        size = exact(_rounded(abs(read.amount) * (100 if relative else 1)))
        fixed = f"{'-' if sign == '-' else '+'}{size}{'pp' if kind == 'absolute' else '%'}"
        raise _refusal(text, "is neither a relative change in % nor an absolute one in pp", fixed)
    amount = -read.amount if sign == "-" else read.amount
    if relative and amount < -1:
        raise _refusal(text, "takes away more than there is", "-100%")
    return Change(amount, relative, _typed(source))


@reader("80-83%")
def interval(source: Source) -> Interval:
    """A range: `80-83%`, `80..83%`, `80% to 83%`, `200k-800k/day`; the unit may be written once, at the end."""
    text = tidy(source)
    match = re.fullmatch(_RANGE, text)
    if match is None:
        raise _refusal(text, "is not a range from one value to another")
    left, right = match.groups()
    ends = _HEAD.fullmatch(left), _HEAD.fullmatch(right)
    if ends[0] and ends[1]:
        tail = ends[1][5]
        per = "".join(_PER.split(tail)[1:]) if not _PER.search(left) else ""
        left += per if ends[0][5] else tail
        right = (ends[0][3] or "") * (not ends[1][3]) + right
    low, high = _read(left), _read(right)
    if (low.unit, low.currency, low.per) != (high.unit, high.currency, high.per):
        raise _refusal(text, "has different units at its two ends")
    if low.amount > high.amount:
        raise _refusal(text, "begins above its end", f"{right} to {left}")
    return Interval(low._replace(noun=high.noun), high, _typed(source))


_YEAR = "(?:19|20|21)[0-9]{2}"
_DATE = rf"({_YEAR})(?:-([0-9]{{1,2}})(?:-([0-9]{{1,2}}))?)?"
_PART = rf"(?:({_YEAR})[ -]?)?([QqHh])([0-9])(?:[ -]({_YEAR}))?"
_LAUNCH = r"(?i:launch(?: ?([+-]) ?(.+))?|(.+) (after|before) launch)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH = rf"(?:([0-9]{{1,2}}) )?(?i:({_MONTHS})[a-z]*) (?:([0-9]{{1,2}}),? )?({_YEAR})"
_DATED = rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}|{_YEAR}-[0-9]{{2}}|{_YEAR}-[QH][0-9]|Q[1-4](?: {_YEAR})?|{_YEAR}"


@reader("launch + 1q")
def when(source: Source) -> When:
    """A date: `2026-02-05`, `2026-09`, `2026-Q2`, `Q2 2026`, `2026`, `Q2`, `launch + 1q`, `6 weeks before launch`."""
    return _when(tidy(source))._replace(text=_typed(source))


def _when(text: str) -> When:
    if match := re.fullmatch(_DATE, text):
        return _dated(text, *(int(part or 0) for part in match.groups()))
    if (match := re.fullmatch(_PART, text)) and not (match[1] and match[4]):
        return _parted(text, int(match[1] or match[4] or 0), int(match[3]), 6 if match[2] in "hH" else 3)
    if match := re.fullmatch(_LAUNCH, text):
        length = match[2] or match[3]
        away = duration(length).amount if length else 0.0
        return When(None, None, None, -away if match[1] == "-" or (match[4] or "").lower() == "before" else away, text)
    raise _refusal(text, "is not a date", _date_in(text))


def _months(year: int, month: int, length: int) -> tuple[int, int]:
    end = 12 * year + month - 1 + length
    return date(year, month, 1).toordinal(), date(end // 12, end % 12 + 1, 1).toordinal() - 1


def _dated(text: str, year: int, month: int, day: int) -> When:
    whole_year = text == str(year)
    if not (whole_year or 1 <= month <= 12):
        raise _refusal(text, "has no such month", f"{year}-12")
    first, last = _months(year, 1, 12) if whole_year else _months(year, month, 1)
    if text.count("-") == 2:
        if not 1 <= day <= last - first + 1:
            raise _refusal(text, "is not a day of the calendar", date.fromordinal(last).isoformat())
        first = last = first + day - 1
    return When(first, last, None, None, text)


def _parted(text: str, year: int, part: int, months: int) -> When:
    if not 1 <= part <= 12 // months:
        raise _refusal(text, "is not a part of a year", f"{year}-Q4" if year else "Q4")
    if not year and months == 6:
        raise _refusal(text, "has no year", f"Q{2 * part}")
    first, last = _months(year, months * (part - 1) + 1, months) if year else (None, None)
    return When(first, last, part if months == 3 else None, None, text)


def _date_in(text: str) -> str:
    if match := re.search(_ENGLISH, text):
        day = match[1] or match[3]
        month = f"{match[4]}-{_MONTHS.split('|').index(match[2].lower()) + 1:02}"
        return f"{month}-{int(day):02}" if day else month
    found = re.search(_DATED, text)
    return found[0] if found and "/" not in text else ""
