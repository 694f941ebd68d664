"""What a product manager may type for an amount or a date, what it means, and what is refused with which advice."""

import math
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiprd import amount as reading
from aiprd import dates
from aiprd import quantity as q
from aiprd.dates import When
from aiprd.quantity import GrammarError, Per, Quantity, Unit

DAY = 86400.0
MONTH, QUARTER, YEAR = 30.44 * DAY, 91.31 * DAY, 365.25 * DAY
READERS: list[Callable[[q.Source], object]] = [
    reading.quantity, reading.ratio, reading.points, reading.duration, reading.count, reading.rate, reading.money, reading.probability, reading.multiple, reading.change,
    reading.interval, dates.when,
]  # fmt: skip

AMOUNTS: list[tuple[q.Source, float, Unit]] = [
    ("70%", 0.7, Unit.RATIO),
    ("99.5 %", 0.995, Unit.RATIO),
    ("340%", 3.4, Unit.RATIO),
    (".5%", 0.005, Unit.RATIO),
    ("5 percent", 0.05, Unit.RATIO),
    ("5 per cent", 0.05, Unit.RATIO),
    ("70\N{NO-BREAK SPACE}%", 0.7, Unit.RATIO),
    ("70\N{FULLWIDTH PERCENT SIGN}", 0.7, Unit.RATIO),
    ("10pp", 10, Unit.POINTS),
    ("10 pp", 10, Unit.POINTS),
    ("10 percentage points", 10, Unit.POINTS),
    ("10 points", 10, Unit.POINTS),
    ("+8 points", 8, Unit.POINTS),
    ("-8 points", -8, Unit.POINTS),
    ("\N{MINUS SIGN}8 points", -8, Unit.POINTS),
    ("200ms", 0.2, Unit.SECONDS),
    ("200 ms", 0.2, Unit.SECONDS),
    ("1.5s", 1.5, Unit.SECONDS),
    ("5m", 300, Unit.SECONDS),
    ("5 min", 300, Unit.SECONDS),
    ("1 h", 3600, Unit.SECONDS),
    ("24h", DAY, Unit.SECONDS),
    ("30-day", 30 * DAY, Unit.SECONDS),
    ("30 days", 30 * DAY, Unit.SECONDS),
    ("2 weeks", 14 * DAY, Unit.SECONDS),
    ("4w", 28 * DAY, Unit.SECONDS),
    ("10_000", 10_000, Unit.NUMBER),
    ("10,000", 10_000, Unit.NUMBER),
    ("10 000", 10_000, Unit.NUMBER),
    ("10k", 10_000, Unit.NUMBER),
    ("1e3", 1000, Unit.NUMBER),
    ("-20", -20, Unit.NUMBER),
    (42, 42, Unit.NUMBER),
    (0.7, 0.7, Unit.NUMBER),
    (1e-05, 0.00001, Unit.NUMBER),
    ("-0", 0, Unit.NUMBER),
    ("$2.4M", 2_400_000, Unit.MONEY),
    ("$5m", 5_000_000, Unit.MONEY),
    ("2.4M EUR", 2_400_000, Unit.MONEY),
    ("EUR 5", 5, Unit.MONEY),
    ("£5", 5, Unit.MONEY),
    ("100€", 100, Unit.MONEY),
    ("US$5", 5, Unit.MONEY),
    ("2.3M members", 2_300_000, Unit.COUNT),
    ("2.3 million members", 2_300_000, Unit.COUNT),
    ("500 members curated by merchandisers", 500, Unit.COUNT),
    ("10 MB", 10, Unit.COUNT),
]


@pytest.mark.parametrize(("typed", "amount", "unit"), AMOUNTS)
def test_an_amount_is_read_with_its_unit(typed: q.Source, amount: float, unit: Unit) -> None:
    read = reading.quantity(typed)
    assert (read.amount, read.unit, read.approximate, read.per) == (amount, unit, False, None)
    assert read.text == str(typed)


@pytest.mark.parametrize(
    ("names", "amount"),
    [
        ("ms|msec|millisecond|milliseconds", 0.005),
        ("s|sec|secs|second|seconds", 5),
        ("m|min|mins|minute|minutes", 300),
        ("h|hr|hrs|hour|hours", 18_000),
        ("d|day|days", 432_000),
        ("w|wk|wks|week|weeks", 3_024_000),
        ("mo|mos|month|months", 5 * MONTH),
        ("q|qtr|quarter|quarters", 5 * QUARTER),
        ("y|yr|yrs|year|years", 5 * YEAR),
    ],
)
def test_every_name_of_a_unit_of_time(names: str, amount: float) -> None:
    assert [reading.duration(f"5 {name}").amount for name in names.split("|")] == [amount] * (names.count("|") + 1)


@pytest.mark.parametrize(("typed", "noun"), [("5 rps", "requests"), ("5 qps", "queries")])
def test_requests_and_queries_in_a_second(typed: str, noun: str) -> None:
    assert reading.rate(typed)[:3] == (5, noun, 1)


@pytest.mark.parametrize(
    ("words", "factor"),
    [("k|K|thousand", 1e3), ("M|million|mn", 1e6), ("B|bn|billion", 1e9)],
)
def test_every_name_of_a_scale(words: str, factor: float) -> None:
    assert {reading.quantity(f"5{word}" if len(word) < 3 else f"5 {word}").amount for word in words.split("|")} == {
        5 * factor
    }


def test_limits_are_where_the_refusals_say() -> None:
    assert reading.quantity("70%" + " " * (q.LONGEST - 3)).amount == 0.7
    assert reading.quantity("1" + "." + "0" * 22).amount == 1
    with pytest.raises(GrammarError, match="has more digits"):
        reading.quantity("1" + "." + "0" * 23)
    assert [reading.points(typed).amount for typed in (0, 1, 1.5, "-1")] == [0, 1, 1.5, -1]
    assert reading.count("100 weeks") == reading.count("100 weeks")._replace(amount=100, unit=Unit.COUNT, noun="weeks")
    assert [reading.probability(typed) for typed in (0, 1, "100%")] == [0, 1, 1]
    assert [reading.ratio(typed).amount for typed in ("0%", "100%")] == [0, 1]
    assert reading.change("-100%").amount == -1
    assert reading.interval("80-80%").low.amount == 0.8
    assert reading.multiple(0.5).amount == 0.5


def test_no_amount_keeps_float_noise() -> None:
    assert [reading.ratio(f"{n}%").amount for n in range(101)] == [n / 100 for n in range(101)]
    assert not q.close(0.78, 0.7801)
    assert q.close(1 - 0.78, reading.ratio("22%").amount)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("~5%", 0.05),
        ("\N{ALMOST EQUAL TO}5%", 0.05),
        ("about 5%", 0.05),
        ("±5pp", 5),
        ("+/-5pp", 5),
        ("3mo", 3 * MONTH),
        ("6 months", 6 * MONTH),
        ("1q", QUARTER),
        ("1y", YEAR),
    ],
)
def test_what_is_only_roughly_known_is_marked(typed: str, amount: float) -> None:
    read = reading.quantity(typed)
    assert read.approximate
    assert math.isclose(read.amount, amount, rel_tol=1e-11)


@pytest.mark.parametrize(
    ("typed", "per"),
    [
        ("$1.8M/y", Per(seconds=YEAR)),
        ("$2.4M a year", Per(seconds=YEAR)),
        ("$100/day", Per(seconds=DAY)),
        ("$10/M", Per(base=1e6)),
        ("$2.5/M tokens", Per(base=1e6, noun="tokens")),
        ("$0.03 per task", Per(base=1, noun="task")),
        ("$20/user/mo", Per(seconds=MONTH, base=1, noun="user")),
        ("5%/mo", Per(seconds=MONTH)),
        ("40k per 30 days", Per(seconds=30 * DAY)),
    ],
)
def test_an_amount_may_be_spread_over_something(typed: str, per: Per) -> None:
    assert reading.quantity(typed).per == per


def test_nouns_and_currencies_are_kept() -> None:
    assert reading.quantity("2.3M members").noun == "members"
    assert [reading.quantity(f"{n}").noun for n in ("10pp", "10 points")] == ["pp", "points"]
    assert [reading.money(f"{n}").currency for n in ("$5", "5 euros", "£5", "CHF 5", "5 USD")] == ["USD", "EUR", "GBP", "CHF", "USD"]  # fmt: skip


def test_units_are_the_same_where_there_is_one() -> None:
    share, length = reading.quantity("5%"), reading.quantity("5s")
    assert q.same_unit(share, None, reading.quantity("7%"))
    assert not q.same_unit(share, length)
    assert not q.same_unit(None)


def test_quantities_are_equal_when_they_mean_the_same() -> None:
    assert reading.quantity("200ms") == reading.quantity("0.2 s")
    assert hash(reading.quantity("200ms")) == hash(reading.quantity("0.2 s"))
    assert reading.quantity("5%") != reading.quantity("5pp")
    assert reading.quantity("5%") != reading.quantity("~5%")
    assert reading.quantity("5%") != "5%"


def test_a_number_and_a_truth_value_are_not_confused_by_memory() -> None:
    assert reading.quantity(1).amount == 1
    with pytest.raises(GrammarError, match="`true` is a yes or a no"):
        reading.quantity(True)


def test_points_compare_with_shares() -> None:
    assert reading.points("10pp").share == reading.ratio("10%").share == 0.1


@pytest.mark.parametrize(
    ("read", "typed", "amount"),
    [
        (reading.ratio, "100%", 1),
        (reading.points, 8, 8),
        (reading.points, "10pp", 10),
        (reading.duration, "year", YEAR),
        (reading.duration, "a week", 7 * DAY),
        (reading.duration, "monthly", MONTH),
        (reading.count, 10000, 10_000),
        (reading.count, "10_000", 10_000),
        (reading.count, "40k", 40_000),
        (reading.count, "2.3M members", 2_300_000),
        (reading.count, "1,400 weeks", 1_400),
        (reading.count, "100 days", 100),
        (reading.money, "$0.03", 0.03),
        (reading.multiple, 6, 6),
        (reading.multiple, "6.5\N{MULTIPLICATION SIGN}", 6.5),
        (reading.multiple, "3 times", 3),
    ],
)
def test_each_kind_takes_its_own(read: Callable[[q.Source], Quantity], typed: q.Source, amount: float) -> None:
    assert math.isclose(read(typed).amount, amount, rel_tol=1e-11)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("40k/day", (40_000, "", DAY, None, "")),
        ("40k sessions a day", (40_000, "sessions", DAY, None, "")),
        ("120 per s", (120, "", 1, None, "")),
        ("100 rps", (100, "requests", 1, None, "")),
        ("12 per 1k turns", (12, "", None, 1000, "turns")),
        ("5 per case", (5, "", None, 1, "case")),
        ("42,000 min/w", (700, "h", 7 * DAY, None, "")),
        ("20 messages/user/day", (20, "messages", DAY, 1, "user")),
    ],
)
def test_rates(typed: str, expected: tuple[object, ...]) -> None:
    assert reading.rate(typed)[:-1] == expected


@pytest.mark.parametrize(("typed", "value"), [(0.05, 0.05), ("5%", 0.05), (1, 1), ("< 0.001", 0.001), ("p<=5%", 0.05)])
def test_probabilities(typed: q.Source, value: float) -> None:
    assert reading.probability(typed) == value


@pytest.mark.parametrize(
    ("typed", "amount", "relative"),
    [
        ("+5%", 0.05, True),
        ("-71%", -0.71, True),
        ("10%", 0.1, True),
        ("+181%", 1.81, True),
        ("5% relative", 0.05, True),
        ("+2pp", 2, False),
        ("-2pp", -2, False),
        ("+8 points", 8, False),
        ("±2pp", 2, False),
    ],
)
def test_changes(typed: str, amount: float, relative: bool) -> None:
    assert reading.change(typed)[:-1] == (amount, relative)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("80-83%", "80%", "83%"),
        ("80\N{EN DASH}83 %", "80%", "83%"),
        ("80..83%", "80%", "83%"),
        ("80% to 83%", "80%", "83%"),
        ("between 80% and 83%", "80%", "83%"),
        ("200k-800k/day", "200k/day", "800k/day"),
        ("5-10 min", "5 min", "10 min"),
        ("5 min - 1 h", "5 min", "1 h"),
        ("$1-2M", "$1M", "$2M"),
        ("-10..20", "-10", "20"),
        ("3-5 sessions", "3 sessions", "5 sessions"),
    ],
)
def test_ranges(typed: str, low: str, high: str) -> None:
    assert reading.interval(typed) == (reading.quantity(low), reading.quantity(high), typed)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-02-05", "2026-02-05", "2026-02-05"),
        ("2028-02-29", "2028-02-29", "2028-02-29"),
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-12-31", "2026-12-31", "2026-12-31"),
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("1900", "1900-01-01", "1900-12-31"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("Q4 2026", "2026-10-01", "2026-12-31"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        (2026, "2026-01-01", "2026-12-31"),
    ],
)
def test_dates_on_the_calendar(typed: q.Source, first: str, last: str) -> None:
    assert dates.when(typed)[:2] == (day(first), day(last))


@pytest.mark.parametrize(
    ("typed", "away"),
    [
        ("launch", 0),
        ("launch + 1q", QUARTER),
        ("launch - 2w", -14 * DAY),
        ("6 weeks before launch", -42 * DAY),
        ("30 days after launch", 30 * DAY),
    ],
)
def test_dates_by_the_launch(typed: str, away: float) -> None:
    read = dates.when(typed)
    assert read.after_launch is not None
    assert math.isclose(read.after_launch, away, rel_tol=1e-11)
    assert read.pinned(launch=day("2026-03-01")).first == day("2026-03-01") + round(away / DAY)


def test_half_a_day_after_launch_is_the_launch_day() -> None:
    assert dates.when("launch + 11h").pinned(launch=739_000)[:2] == (739_000, 739_000)
    assert dates.when("launch + 13h").pinned(launch=739_000)[:2] == (739_001, 739_001)
    assert dates.when("launch + 13h").pinned(year=2026)[:2] == (None, None)
    assert dates.when("2026-02").pinned(launch=739_000, year=2020) == dates.when("2026-02")


def test_only_a_quarter_is_a_quarter() -> None:
    assert [dates.when(typed).quarter for typed in ("2026-Q2", "2026-H2", "2026-07", "2026")] == [2, None, None, None]


def test_a_bare_quarter_waits_for_its_year() -> None:
    assert dates.when("Q2") == When(None, None, 2, None, "Q2")
    assert dates.when("Q2").pinned(year=2026)[:2] == dates.when("2026-Q2")[:2]
    assert dates.when("Q2").pinned(launch=day("2026-03-01")) == dates.when("Q2")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2026-02-05", "2026-02-06", -1),
        ("2026-Q3", "2026-02", 1),
        ("2026-Q1", "2026-Q1", 0),
        ("2026-09", "2026-09-15", None),
        ("Q2", "Q3", -1),
        ("Q3", "Q3", 0),
        ("Q4", "Q1", None),
        ("Q4", "Q2", 1),
        ("Q4", "Q3", 1),
        ("2026-Q1", "2026-02", None),
        ("2026-01", "2026-Q1", None),
        ("2026-01-31", "2026-02", -1),
        ("2026-03-01", "2026-03", None),
        ("2026-03-31", "2026-03", None),
        ("launch + 1d", "launch + 1.4d", 0),
        ("launch + 1d", "launch + 2d", -1),
        ("launch + 2d", "launch - 2d", 1),
        ("Q2", "launch", None),
        ("Q2", "2026-Q3", None),
        ("launch", "launch + 1w", -1),
        ("launch + 1q", "launch + 3mo", 0),
        ("launch", "2026-02", None),
        ("launch", "Q2", None),
    ],
)
def test_dates_are_ordered_only_where_anybody_can_tell(one: str, other: str, expected: int | None) -> None:
    first, second = dates.when(one), dates.when(other)
    assert dates.order(first, second) == expected
    assert dates.order(second, first) == (None if expected is None else -expected)


REFUSED: list[tuple[Callable[[q.Source], object], q.Source, str, str]] = [
    (reading.ratio, 0.7, "`0.7` is a bare number, not a share of a whole", "70%"),
    (reading.ratio, 70, "`70` is a bare number", "70%"),
    (reading.ratio, "5pp", "`5pp` is points", "5%"),
    (reading.ratio, "120%", "`120%` is more than the whole", "100%"),
    (reading.ratio, "-5%", "`-5%` is a change", "5%"),
    (reading.ratio, "1,5%", "`1,5%` has a comma where the decimal point goes", "1.5%"),
    (reading.ratio, "lots", "`lots` has no number", "70%"),
    (reading.points, "5%", "`5%` is a share, not points", "5pp"),
    (reading.points, 0.1, "`0.1` is a bare number", "10pp"),
    (reading.points, "7pp/mo", "`7pp/mo` is points per something", "7pp"),
    (reading.points, "5s", "`5s` is a length of time", "10pp"),
    (reading.duration, "real time", "`real time` is not a length of time", "5min"),
    (reading.duration, "soon", "`soon` is not a length of time", "5min"),
    (reading.duration, "immediately", "`immediately` is not a length of time", "5min"),
    (reading.duration, "5M", "`5M` ends in a million", "5min"),
    (reading.duration, "15M", "`15M` ends in a million", "15min"),
    (reading.duration, 200, "`200` is a bare number", "200ms"),
    (reading.duration, "1h 30m", "`1h` was read, `30m` was not understood", "1.5 h"),
    (reading.duration, "-5s", "`-5s` is less than nothing", "5s"),
    (reading.duration, "700 h/mo", "`700 h/mo` is a length of time per something", "5min"),
    (reading.count, "5m", "`5m` may mean minutes or millions", "5M"),
    (reading.count, "15m", "`15m` may mean minutes or millions", "15M"),
    (reading.count, "5m members", "`5m members` may mean minutes or millions", "5M members"),
    (reading.count, "28 days", "`28 days` is a length of time, not a count", "10,000"),
    (reading.count, "1400w", "`1400w` is a length of time, not a count", "10,000"),
    (reading.count, "2.5 members", "`2.5 members` is not a whole number", "3 members"),
    (reading.count, -5, "`-5` is not a whole number", "5"),
    (reading.count, -1, "`-1` is not a whole number", "1"),
    (reading.count, "99 weeks", "`99 weeks` is a length of time, not a count", "10,000"),
    (reading.duration, 99, "`99` is a bare number", "99d"),
    (reading.duration, 100, "`100` is a bare number", "100ms"),
    (reading.ratio, 1, "`1` is a bare number, not a share of a whole", "1%"),
    (reading.probability, -1, "`-1` is not between 0 and 1", "0.05"),
    (reading.multiple, -3, "`-3` is a bare number, not a multiple above zero", "3x"),
    (reading.count, "10.000", "`10.000` may have a point between the thousands", "10,000"),
    (reading.count, "10,00,000", "`10,00,000` has a comma where no thousands end", "1000000"),
    (reading.count, "40k/day", "`40k/day` is a count per something", "40,000"),
    (reading.rate, "40k", "`40k` is a bare number", "40k/day"),
    (reading.rate, "40k/m", "`40k/m` may mean a minute, a month or a million", "40k/min"),
    (reading.rate, "5m/day", "`5m/day` may mean minutes or millions", "5M/day"),
    (reading.rate, "$5/day", "`$5/day` is money", "40k/day"),
    (reading.rate, "5 per 0 users", "`5 per 0 users` does not say per what", "5/day"),
    (reading.money, "2.4M", "`2.4M` is a bare number, not money", "$2.4M"),
    (reading.money, "-$5", "`-$5` is less than nothing", "$5"),
    (reading.probability, 78, "`78` is not between 0 and 1", "78%"),
    (reading.probability, "5s", "`5s` is a length of time, not a probability", "0.05"),
    (reading.probability, "> 0.05", "`> 0.05` has no number to begin with", "0.05"),
    (reading.multiple, "5%", "`5%` is a share", "3x"),
    (reading.multiple, 0, "`0` is a bare number, not a multiple above zero", "3x"),
    (reading.change, "3x", "`3x` says how many times, not what changed", "200%"),
    (reading.change, "+5", "`+5` is neither a relative change", "+5%"),
    (reading.change, "2% absolute", "`2% absolute` is neither", "+2pp"),
    (reading.change, "-120%", "`-120%` takes away more than there is", "-100%"),
    (reading.change, "--5pp", "`--5pp` is neither", "-5%"),
    (reading.interval, "80%", "`80%` is not a range", "80-83%"),
    (reading.interval, "83-80%", "`83-80%` begins above its end", "80% to 83%"),
    (reading.interval, "80%-5s", "`80%-5s` has different units", "80-83%"),
    (dates.when, "2026-02-30", "`2026-02-30` is not a day of the calendar", "2026-02-28"),
    (dates.when, "2026-00", "`2026-00` has no such month", "2026-12"),
    (dates.when, "2026-02-00", "`2026-02-00` is not a day of the calendar", "2026-02-28"),
    (dates.when, "2026-02-29", "`2026-02-29` is not a day of the calendar", "2026-02-28"),
    (dates.when, "Q0", "`Q0` is not a part of a year", "Q4"),
    (dates.when, "2026-Q5", "`2026-Q5` is not a part of a year", "2026-Q4"),
    (dates.when, "2026-H3", "`2026-H3` is not a part of a year", "2026-Q4"),
    (dates.when, "H2", "`H2` has no year", "Q4"),
    (dates.when, "Feb 5, 2026", "`Feb 5, 2026` is not a date", "2026-02-05"),
    (dates.when, "3 December 2026", "`3 December 2026` is not a date", "2026-12-03"),
    (dates.when, "2026-13", "`2026-13` has no such month", "2026-12"),
    (dates.when, "Q5", "`Q5` is not a part of a year", "Q4"),
    (dates.when, "H1", "`H1` has no year", "Q2"),
    (dates.when, "5 Feb 2026", "`5 Feb 2026` is not a date", "2026-02-05"),
    (dates.when, "February 2026", "`February 2026` is not a date", "2026-02"),
    (dates.when, "end of Q2", "`end of Q2` is not a date", "Q2"),
    (dates.when, "05/02/2026", "`05/02/2026` is not a date", "launch + 1q"),
    (dates.when, "next iteration", "`next iteration` is not a date", "launch + 1q"),
    (reading.quantity, "3x", "`3x` says how many times, not how much", "70%"),
    (reading.quantity, "+5%", "`+5%` is a change, not a level", "5%"),
    (reading.quantity, "80-83%", "`80-83%` is a range where one value is due", "80%"),
    (reading.quantity, "22% of items", "`22%` was read, `of items` was not understood", "22%"),
    (reading.quantity, "4.3/5", "`4.3/5` is a score out of `5`", "4.3"),
    (reading.quantity, "10MB", "`10MB` ends in `MB`, which is not a unit known here", "10 MB"),
    (reading.quantity, "$5 tax", "`$5` was read, `tax` was not understood", "$5"),
    (reading.quantity, "5 members and", "`5` was read, `members and` was not understood", "5"),
    (reading.quantity, "5 users/day/week", "`5 users/day/week` is spread over two things of one kind", "5 users/week"),
    (reading.quantity, "5/of it", "`5/of it` does not say per what", "5/day"),
    (reading.quantity, "", "`` is empty", "70%"),
    (reading.quantity, "1" * 501, "is longer than 500 characters", "70%"),
    (reading.quantity, "1" * 30, "has more digits than anyone can mean", "70%"),
    (reading.quantity, "9,999,999bn", "`9,999,999bn` is not an amount anyone can mean", "70%"),
    (reading.quantity, math.inf, "`inf` is not an amount anyone can mean", "70%"),
    (reading.quantity, math.nan, "`nan` is not an amount anyone can mean", "70%"),
    (reading.quantity, "nan", "`nan` has no number", "70%"),
    (reading.quantity, "\N{ARABIC-INDIC DIGIT THREE}%", "has no number", "70%"),
]


@pytest.mark.parametrize(("read", "typed", "message", "suggestion"), REFUSED)
def test_refusals_quote_the_text_and_offer_what_was_meant(
    read: Callable[[q.Source], object], typed: q.Source, message: str, suggestion: str
) -> None:
    with pytest.raises(GrammarError) as caught:
        read(typed)
    assert message in caught.value.message
    assert str(caught.value) == caught.value.message
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize("read", READERS)
def test_no_reader_takes_a_number_too_long_to_print(read: Callable[[q.Source], object]) -> None:
    with pytest.raises(GrammarError):
        read(10**5000)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("typed", [True, False])
def test_no_reader_takes_a_truth_value(read: Callable[[q.Source], object], typed: bool) -> None:
    with pytest.raises(GrammarError):
        read(typed)


# Every amount in the two sample documents, by the reader its key asks for.
SAMPLES: dict[Callable[[q.Source], object], list[q.Source]] = {
    reading.ratio: ["12%", "70%", "80%", "85%", "78%", "65%", "52%", "60%", "4.2%", "11.8%", "1.8%", "3.4%", "12.4%", "16.1%", "22.6%", "26.0%", "95%", "23%", "5%", "100%", "30%", "88%", "97%", "31%", "45%", "1%", "2%", "0.5%"],
    reading.quantity: ["340%", 3.1, 5.7, 42, 50, "10pp", 0.78],
    reading.duration: ["4w", "12mo", "30d", "200ms", "500ms", "1d", "6w", "1w", "3y", "3w", "8w", "6mo", "3mo", "6min"],
    reading.count: ["2.3M members", "500k customers", 3333, 3334, 40000, 10000, 3500, 500, 600, 300, 250, 14],
    reading.rate: ["200k sessions/mo", "700 h/mo", "5 per case"],
    reading.money: ["$1.8M/y", "$2.4M/y", "$3.1M/y", "$2.4M a year", "$2.5/M", "$10/M", "$100/day", "$0.03", "$6k"],
    dates.when: ["launch + 1q", "launch + 1y", "Q2", "Q3", "Q4", "2026-09"],
    reading.interval: ["80-83%", "82-86%", "55-65%", "84-88%"],
    reading.change: ["+23%", "+11%", "+181%", "+84%", "+89%", "+30%", "+15%", "+8 points"],
    reading.probability: ["95%", "90%", 0.78],
    reading.multiple: [6],
}  # fmt: skip


@pytest.mark.parametrize(("read", "typed"), [(read, typed) for read, all_ in SAMPLES.items() for typed in all_])
def test_the_sample_documents_are_read(read: Callable[[q.Source], object], typed: q.Source) -> None:
    assert read(typed) is not None


@pytest.mark.parametrize("typed", ["next iteration", "real time", "unknown"])
def test_the_sample_documents_hold_words_that_are_no_amounts(typed: str) -> None:
    for read in READERS:
        with pytest.raises(GrammarError):
            read(typed)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (q.percent(0.7), "70%"),
        (q.percent(0.7075), "70.75%"),
        (q.percent(1 - 0.78), "22%"),
        (q.percent(1 / 3), "33.33%"),
        (q.percent(0.99995), "99.995%"),
        (q.percent(0.0099846), "0.9985%"),
        (q.percent(0), "0%"),
        (q.percent(6.5), "650%"),
        (q.pp(0.1), "10 pp"),
        (q.pp(0.78 - 0.52), "26 pp"),
        (q.seconds(0.2), "200 ms"),
        (q.seconds(30 * DAY), "30 d"),
        (q.seconds(18.5 * DAY), "18.5 d"),
        (q.seconds(11.5), "11.5 s"),
        (q.seconds(6000), "100 min"),
        (q.seconds(12960), "3.6 h"),
        (q.seconds(12345.678), "3.429 h"),
        (q.seconds(0), "0 s"),
        (q.number(10000), "10,000"),
        (q.number(2300000), "2,300,000"),
        (q.number(5.7), "5.7"),
        (q.number(0), "0"),
        (q.number(0.00012345), "0.0001234"),
        (q.number(math.inf), "inf"),
        (q.seconds(math.inf), "inf d"),
        (q.exact(0.1 + 0.2), "0.3"),
        (q.exact(1234567.891), "1,234,567.891"),
        (q.show(reading.quantity("$2.4M a year")), "$2,400,000/y"),
        (q.show(reading.quantity("±5pp")), "~5 pp"),
        (q.show(reading.quantity("6 months")), "6 mo"),
        (q.show(reading.count("10k")), "10,000"),
        (q.show(reading.quantity("0.25 ms")), "0.00025 s"),
        (q.show(reading.quantity("5 users per 45 s")), "5 users/45 s"),
        (q.show(reading.multiple("3\N{MULTIPLICATION SIGN}")), "3x"),
        (q.show(reading.quantity("12 per 1k turns")), "12 per 1,000 turns"),
        (q.show(reading.quantity("$0.03 per task")), "$0.03 per task"),
        (q.show(reading.quantity("5 per 0.5 users")), "5 per 0.5 users"),
        (q.show(reading.quantity("$10/M")), "$10 per M"),
        (q.show(reading.quantity("5 users/w")), "5 users/w"),
        (str(q.rounded(-0.0)), "0.0"),
        (q.number(12345.6), "12,346"),
        (q.number(1234.6), "1,235"),
        (q.exact(0.12345678901234), "0.123456789012"),
        (q.seconds(1000 * 3600), "41.67 d"),
        (q.tenths(0.12345), "12.3%"),
        (q.tenths(0.1235), "12.4%"),
        (q.tenths(0.0004), "0.04%"),
        (q.tenths(0.9996), "99.96%"),
        (q.tenths(0), "0%"),
        (q.tenths(1), "100%"),
        (q.quoted("a" * 60), f"`{'a' * 60}`"),
        (q.quoted("a" * 61), f"`{'a' * 60}…`"),
        (q.seconds(999 * 3600), "999 h"),
        (q.seconds(0.0005), "0.5 ms"),
        (q.seconds(DAY), "1 d"),
        (q.seconds(2000 * DAY), "2,000 d"),
    ],
)
def test_amounts_are_told_as_people_write_them(told: str, text: str) -> None:
    assert told == text


digits = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**7).map("{:,}".format),
    st.decimals(0, 10**5, places=3).map(str),
    st.sampled_from([".5", "0.001", "99.999", "1e3", "10_000"]),
)
tails = st.sampled_from([
    "", "%", " percent", "pp", " points", "ms", "s", "m", " min", "h", "d", "w", "mo", " months", "q", "y", "k", "M",
    "bn", " members", "k sessions", " million active members", " EUR", "M USD", "€", " weird-noun's", "mb", "x", "M k",
])  # fmt: skip
spreads = st.sampled_from(["", "", "", "/day", "/mo", " per task", "/M", "/M tokens", " per 1k turns", "/user/y", " a year", " per 2.5 h", " per 90 s"])  # fmt: skip
amounts = st.builds("".join, st.tuples(st.sampled_from(["", "", "", "~", "±", "-", "+", "$", "~€", "CHF "]), digits, tails, spreads))  # fmt: skip
symbols = list("0123456789.,-+~±%$€/ xmkMpqsdhwy\N{EN DASH}½")
words = [
    "10",
    "5%",
    " to ",
    "..",
    " per ",
    " a ",
    " day",
    "pp",
    "launch",
    "Q2",
    "2026",
    "-02",
    "members",
    "<",
    ">=",
    "e3",
]
pieces = st.lists(st.sampled_from(symbols + words), max_size=12).map("".join)
anything = st.one_of(amounts, pieces, st.text(max_size=40), st.integers(), st.floats(), st.booleans())


@given(amounts)
@settings(max_examples=300, deadline=None)
@example("~-5 points/30 d")
@example("5 M k")
def test_the_canonical_text_means_the_same(typed: str) -> None:
    try:
        read = reading.quantity(typed)
    except GrammarError:
        return
    again = reading.quantity(q.show(read))
    assert again == read
    assert q.show(again) == q.show(read)


def refusal(read: Callable[[q.Source], object], typed: q.Source) -> GrammarError | None:
    try:
        read(typed)
    except GrammarError as error:
        return error
    return None


def test_most_generated_amounts_are_read() -> None:
    """Or the property above would hold of nothing."""
    refused = []

    @given(amounts)
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    def collect(typed: str) -> None:
        refused.append(refusal(reading.quantity, typed) is not None)

    collect()
    assert sum(refused) < len(refused) * 2 / 3


@pytest.mark.parametrize("read", READERS)
@given(anything)
@settings(max_examples=80, deadline=None)
@example("1-" * 250)
@example("1h" * 250)
@example("\ud800%")
def test_whatever_is_typed_is_read_or_refused_with_a_readable_suggestion(
    read: Callable[[q.Source], object], typed: q.Source
) -> None:
    error = refusal(read, typed)
    if error:
        assert error.message[:1] == "`"
        assert error.message[-1] != "."
        assert "invalid" not in error.message
        assert error.message.isprintable()
        read(error.suggestion)


def test_tenths_are_near_and_never_none_or_all_of_what_is_a_part() -> None:
    small = [10.0**-power for power in range(1, 12)]
    for share in [*(number / 10_000 for number in range(10_001)), *small, *(1 - part for part in small)]:
        told = float(q.tenths(share).removesuffix("%"))
        assert abs(told - 100 * share) <= 0.05 + 1e-6
        assert (0 < told < 100) is (0 < share < 1)
        if 0.001 <= share <= 0.999:
            assert told == round(told, 1)


@pytest.mark.parametrize(("text", "base", "noun"), [("4/5k", 5000, ""), ("4/5 stars", 5, "stars"), ("$4/5", 5, "")])
def test_so_many_of_so_many_are_no_score(text: str, base: float, noun: str) -> None:
    per = reading.quantity(text).per
    assert per is not None
    assert (per.base, per.noun) == (base, noun)
