"""The words a product manager types for amounts, as quantities with units, or a precise refusal.

Every reader takes text, or a number YAML has already read, and raises nothing but `GrammarError`.
"""

import math
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from aiprd.quantity import (
    CALENDAR,
    DAY,
    LARGEST,
    LONGEST,
    SMALLEST,
    SYMBOLS,
    Change,
    GrammarError,
    Interval,
    Per,
    Quantity,
    Rate,
    Source,
    Unit,
    exact,
    quoted,
    rounded,
    seconds,
)

T = TypeVar("T")


_LOOKALIKES = (
    "\u2010- \u2011- \u2012- \u2013- \u2014- \u2015- \u2212- \ufe63- \uff0d- \u2248~ \u223c~ \uff5e~ \u00d7x \uff05% \u2019'"
    " \u2265>= \u2a7e>= \u2264<= \u2a7d<= \u2026.. \u200b \ufeff"
)
_FOLDED = str.maketrans({pair[0]: pair[1:] for pair in _LOOKALIKES.split(" ")})
_CODES = "USD|EUR|GBP|JPY|INR|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|CNY|HKD|SGD|KRW|BRL|MXN|ZAR|NGN|KES|AED|TRY"
_WORDS = {"dollars": "USD", "euros": "EUR", "pounds": "GBP"}
_CURRENCIES = {**SYMBOLS, **_WORDS, **{code: code for code in _CODES.split("|")}}
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
        ("d|day|days", _Tail(Unit.SECONDS, DAY)),
        ("w|wk|wks|week|weeks", _Tail(Unit.SECONDS, 7 * DAY)),
        ("mo|mos|month|months", _Tail(Unit.SECONDS, CALENDAR[2][0], approximate=True)),
        ("q|qtr|quarter|quarters", _Tail(Unit.SECONDS, CALENDAR[1][0], approximate=True)),
        ("y|yr|yrs|year|years", _Tail(Unit.SECONDS, CALENDAR[0][0], approximate=True)),
        ("rps", _Tail(Unit.COUNT, 1.0, "requests", per=Per(seconds=1.0))),
        ("qps", _Tail(Unit.COUNT, 1.0, "queries", per=Per(seconds=1.0))),
        *((scale, _Tail(Unit.NUMBER, factor)) for scale, factor in _SCALES.items()),
    ]
    for name in names.split("|")
}
_CASES = r"(.*) (seconds|minutes|hours|days|weeks|months|quarters|years)"
_FEWEST = 100
"""From so many on, spelt-out weeks are cases: no test is judged over a hundred weeks, and few on less than a hundred."""
_ADVERBS = {"hourly": "h", "daily": "d", "weekly": "w", "monthly": "mo", "quarterly": "q", "yearly": "y"}

_NUMBER = (
    r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]+(?:_[0-9]+)*)"
    r"(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3}(?![0-9]))?"
)
_WORD_ENDS = r"(?!['.-]?\w)"
_SCALE = rf"(?:thousand|million|billion|mn|bn|k|K|M|B){_WORD_ENDS}"
_ABOUT = r"~ ?|± ?|\+/?- ?|(?i:about|around|approximately|circa) "
_HEAD = re.compile(rf"({_ABOUT})?([+-] ?)?(?:(US\$|[$€£¥₹]|{_CODES}) ?)?({_NUMBER})(.*)")
_PER = re.compile(r"( ?/ ?| per (?!cent)| an? (?=(?:second|minute|hour|day|week|month|quarter|year)\b))")
_COUNTED = re.compile(rf" ?({_SCALE}|m{_WORD_ENDS})? ?(.*)")
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
            raise refusal(source, f"is longer than {LONGEST} characters")
        text = " ".join((source if source.isascii() else source.translate(_FOLDED)).split())
        if not text:
            raise refusal(text, "is empty")
        return text
    if isinstance(source, bool):
        raise refusal(str(source).lower(), "is a yes or a no, not an amount")
    if not abs(source) < LARGEST:  # also catches nan, and integers too long to print
        raise refusal(str(source) if isinstance(source, float) else "10…", "is not an amount anyone can mean")
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


def refusal(text: str, why: str, fix: str = "") -> GrammarError:
    return GrammarError(f"{quoted(text)} {why}", fix)


def _read(source: Source) -> Quantity:
    text = tidy(source)
    match = _HEAD.fullmatch(text)
    if match is None:
        raise refusal(text, "has no number to begin with")
    about, sign, symbol, digits, rest = match.groups()
    lead = text[: len(text) - len(rest)]
    tail = _price(lead, rest, symbol) if symbol else _tail(lead, rest)
    minus = sign is not None and sign[0] == "-"
    if sign and not (tail.unit is Unit.POINTS or (tail.unit is Unit.NUMBER and minus)):
        level = "is less than nothing" if minus and tail.unit is not Unit.RATIO else "is a change, not a level"
        raise refusal(text, level, text.replace(sign, "", 1))
    amount = rounded((-1 if minus else 1) * _float(digits) * tail.factor)
    if not (SMALLEST < abs(amount) < LARGEST or amount == 0):
        raise refusal(text, "is not an amount anyone can mean")
    approximate = tail.approximate or about is not None
    return Quantity(amount, tail.unit, typed(source), tail.noun, tail.currency, approximate, tail.per)


def typed(source: Source) -> str:
    return source.strip() if isinstance(source, str) else str(source)


def _float(digits: str) -> float:
    if len(digits) > 24:
        raise refusal(digits, "has more digits than anyone can mean")
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
        raise refusal(lead + rest, "may mean minutes or millions", f"{lead}M{rest[len(body) :]}")
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
        raise refusal(lead + rest, "may mean minutes or millions", f"{lead}M {words}")
    return _Tail(Unit.COUNT, _SCALES.get(scale, 1.0), words)


def _is_noun(words: str) -> bool:
    if not _NOUN.fullmatch(words):
        return False
    first, *_, last = words.split() * 2
    return not (_NO_NOUN & {first, last} or _known(first) or first in _CURRENCIES)


def _not_read(lead: str, rest: str, words: str) -> GrammarError:
    text = lead + rest
    if re.match(r",[0-9]{1,2}(?![0-9,])", rest):
        return refusal(text, "has a comma where the decimal point goes", f"{lead}.{rest[1:]}")
    if re.match(r",[0-9]", rest):
        return refusal(text, "has a comma where no thousands end", text.replace(",", ""))
    if re.fullmatch(_MULTIPLE, text):
        return refusal(text, "says how many times, not how much")
    if match := re.match(r"([^\s\d.-]{0,4}) ?(?:-|\.\.|to ) ?[$€£]?\.?[0-9]", rest):
        unit = match[1] or rest.lstrip("-.to 0123456789,$€£")
        return refusal(text, "is a range where one value is due", lead + unit)
    match = re.match(r" ?(?:%|[^\W\d_]+)", rest)
    if match and _known(match[0]):
        return _left_over(lead + match[0], rest[match.end() :])
    if words.isalpha() and rest[0] != " ":
        return refusal(text, f"ends in {quoted(words)}, which is not a unit known here", f"{lead} {words}")
    return _left_over(lead, rest)


def _left_over(read: str, rest: str) -> GrammarError:
    more = re.fullmatch(r" ?(?:and )?([0-9]{1,3}) ?([a-z]+)", rest)
    unit = _known(more[2]) if more else None
    fix = read
    if more and unit and unit.unit is Unit.SECONDS and (first := _read(read)).unit is Unit.SECONDS:
        fix = seconds(first.amount + float(more[1]) * unit.factor)  # 1h 30m
    return refusal(read.strip(), f"was read, {quoted(rest.strip())} was not understood", fix)


def _per(text: str, before: str, pers: list[str]) -> Per:
    whole = Per()
    for separator, part in zip(pers[::2], pers[1::2], strict=True):
        one = _one_per(text, before, separator, part)
        if (one.seconds and whole.seconds) or (one.base and whole.base):
            raise refusal(text, "is spread over two things of one kind", f"{before}{separator}{part}")
        whole = Per(one.seconds or whole.seconds, one.base or whole.base, one.noun or whole.noun)
    return whole


def _one_per(text: str, before: str, separator: str, part: str) -> Per:
    if part == "m":
        raise refusal(text, "may mean a minute, a month or a million", f"{before}/min")
    match = _BASE.fullmatch(part)
    digits, scale, words = match.groups() if match else (None, None, part)
    base = rounded((_float(digits) if digits else 1.0) * _SCALES.get(scale or "", 1.0))
    length = _known(words) if words else None
    if not SMALLEST < base < LARGEST or not (digits or scale or words):
        raise refusal(text, f"does not say per what: {quoted(part)} was not understood", f"{before}/day")
    if length and length.unit is Unit.SECONDS:
        return Per(seconds=rounded(base * length.factor))
    if "/" in separator and digits and not (scale or words) and text[0] not in SYMBOLS:
        raise refusal(text, f"is a score out of {quoted(part)}; write the score alone", before)
    if words and not _is_noun(words):
        raise refusal(text, f"does not say per what: {quoted(part)} was not understood", f"{before}/day")
    return Per(base=base, noun=words)


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
    return refusal(read.text, f"is {_KINDS[read.unit]}{' per something' if read.per else ''}, not {wanted}", fix)


def _times(read: Quantity, factor: float, unit: str) -> str:
    """What may have been meant in another unit; nothing where the amount was something else altogether."""
    near = read.unit in {Unit.RATIO, Unit.POINTS, Unit.NUMBER}
    return exact(rounded(read.amount * factor)) + unit if near else ""


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
        raise refusal(read.text, "is more than the whole", "100%")
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
        return Quantity(unit.factor, Unit.SECONDS, typed(source), approximate=unit.approximate)
    if not any(c.isdigit() for c in text):
        raise refusal(text, "is not a length of time")
    if text.endswith("M"):
        raise refusal(text, "ends in a million, not in a unit of time", text[:-1] + "min")
    read = _read(source)
    if read.unit is not Unit.SECONDS or read.per:
        bare = read.unit is Unit.NUMBER
        raise _only(
            read, "a length of time", f"{exact(read.amount)}{'d' if read.amount < 100 else 'ms'}" if bare else ""
        )
    return read


@reader("10,000")
def count(source: Source) -> Quantity:
    """A whole number of things, with the noun that was written. Refuses `5m` (minutes or millions) and fractions.

    `1,400 weeks` are as many cases, each of them a week; fewer than a hundred are taken for a length of time, and refused.
    """
    read = _read(source)
    cases = re.fullmatch(_CASES, tidy(source)) if read.unit is Unit.SECONDS else None
    if cases and (many := _read(cases[1])).unit is Unit.NUMBER and many.amount >= _FEWEST:
        read = many._replace(unit=Unit.COUNT, noun=cases[2], text=read.text)
    if read.unit is Unit.SECONDS and read.text.endswith("m"):
        raise refusal(read.text, "may mean minutes or millions", read.text[:-1] + "M")
    if read.unit not in {Unit.COUNT, Unit.NUMBER} or read.per:
        raise _only(read, "a count", f"{exact(read.amount)} {read.noun}".strip() if read.unit is Unit.COUNT else "")
    if isinstance(source, str) and re.match(r"[0-9]{1,3}\.[0-9]{3}(?![0-9kKMBmb])", read.text):
        raise refusal(read.text, "may have a point between the thousands", read.text.replace(".", ","))
    if read.amount < 0 or read.amount != int(read.amount):
        whole = f"{exact(math.ceil(abs(read.amount)))} {read.noun}".strip()
        raise refusal(read.text, "is not a whole number of things", whole)
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
    amount, noun = (rounded(read.amount / 3600), "h") if working else (read.amount, read.noun)
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
        raise refusal(text, "is not between 0 and 1", f"{exact(read.amount)}%")
    return read.amount


@reader("3x")
def multiple(source: Source) -> Quantity:
    """How many times as much, for claims: `3x`, `6.5 times`, a bare 6."""
    text = tidy(source)
    match = re.fullmatch(_MULTIPLE, text)
    read = _read(match[1] if match else text)._replace(text=typed(source))
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
        growth = exact(rounded(100 * (_float(times[1]) - 1)))
        raise refusal(text, "says how many times, not what changed", f"{growth}%")
    read = _read(body)
    relative = read.unit is Unit.RATIO
    unlike = read.per or read.unit not in {Unit.RATIO, Unit.POINTS} or body[0] in "+-"
    if unlike or kind == ("absolute" if relative else "relative"):
        size = exact(rounded(abs(read.amount) * (100 if relative else 1)))
        fixed = f"{'-' if sign == '-' else '+'}{size}{'pp' if kind == 'absolute' else '%'}"
        raise refusal(text, "is neither a relative change in % nor an absolute one in pp", fixed)
    amount = -read.amount if sign == "-" else read.amount
    if relative and amount < -1:
        raise refusal(text, "takes away more than there is", "-100%")
    return Change(amount, relative, typed(source))


@reader("80-83%")
def interval(source: Source) -> Interval:
    """A range: `80-83%`, `80..83%`, `80% to 83%`, `200k-800k/day`; the unit may be written once, at the end."""
    text = tidy(source)
    match = re.fullmatch(_RANGE, text)
    if match is None:
        raise refusal(text, "is not a range from one value to another")
    left, right = match.groups()
    ends = _HEAD.fullmatch(left), _HEAD.fullmatch(right)
    if ends[0] and ends[1]:
        tail = ends[1][5]
        per = "".join(_PER.split(tail)[1:]) if not _PER.search(left) else ""
        left += per if ends[0][5] else tail
        right = (ends[0][3] or "") * (not ends[1][3]) + right
    low, high = _read(left), _read(right)
    if (low.unit, low.currency, low.per) != (high.unit, high.currency, high.per):
        raise refusal(text, "has different units at its two ends")
    if low.amount > high.amount:
        raise refusal(text, "begins above its end", f"{right} to {left}")
    return Interval(low._replace(noun=high.noun), high, typed(source))
