"""Which bounds can be typed, what they mean, and what is said about those that cannot be read."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiprd.amount import count, duration, quantity
from aiprd.bound import LEVELS, Bound, Op, bound, spoken, threshold
from aiprd.quantity import GrammarError, Source

RELEVANCE = Bound(metric="relevance", op=Op.AT_LEAST, value=quantity("70%"))
LAUNCH = RELEVANCE._replace(value=None, level="launch")

READ: list[tuple[Source, Bound]] = [
    ("relevance >= 70%", RELEVANCE),
    ("relevance>=70%", RELEVANCE),
    ("relevance => 70%", RELEVANCE),
    ("relevance > = 70%", RELEVANCE),
    ("relevance \N{GREATER-THAN OR EQUAL TO} 70%", RELEVANCE),
    ("relevance\N{NO-BREAK SPACE}>= 70\N{NO-BREAK SPACE}%", RELEVANCE),
    ("relevance at least 70%,", RELEVANCE),
    ("relevance no less than 70%", RELEVANCE),
    ("relevance not below 70%", RELEVANCE),
    ("relevance > 70%", RELEVANCE._replace(op=Op.MORE)),
    ("relevance more than 70%", RELEVANCE._replace(op=Op.MORE)),
    ("relevance above 70%", RELEVANCE._replace(op=Op.MORE)),
    ("relevance =< 70%", RELEVANCE._replace(op=Op.AT_MOST)),
    ("relevance up to 70%", RELEVANCE._replace(op=Op.AT_MOST)),
    ("relevance not more than 70%", RELEVANCE._replace(op=Op.AT_MOST)),
    ("relevance No More Than 70%", RELEVANCE._replace(op=Op.AT_MOST)),
    ("relevance below 70%", RELEVANCE._replace(op=Op.LESS)),
    ("relevance == 70%", RELEVANCE._replace(op=Op.EQUAL)),
    ("relevance >= 70", RELEVANCE._replace(value=quantity(70))),
    ("relevance >= ~70%", RELEVANCE._replace(value=quantity("~70%"))),
    ("relevance >= Launch", LAUNCH),
    ("relevance.cold_start >= launch", LAUNCH._replace(metric="relevance.cold_start")),
    ("over-refusal <= 2%", Bound(metric="over-refusal", op=Op.AT_MOST, value=quantity("2%"))),
    ("max_tokens <= 500", Bound(metric="max_tokens", op=Op.AT_MOST, value=quantity(500))),
    ("nps >= -10", Bound(metric="nps", op=Op.AT_LEAST, value=quantity(-10))),
    ("volume >= 40k/day", Bound(metric="volume", op=Op.AT_LEAST, value=quantity("40k/day"))),
    ("cost <= $0.03 per task", Bound(metric="cost", op=Op.AT_MOST, value=quantity("$0.03 per task"))),
    ("P95 latency < 200ms", Bound("P95", "latency", op=Op.LESS, value=quantity("200ms"))),
    ("latency p95 < 200ms", Bound("P95", "latency", op=Op.LESS, value=quantity("200ms"))),
    ("P99.9 latency < 2s", Bound("P99.9", "latency", op=Op.LESS, value=quantity("2s"))),
    ("average latency < 2s", Bound("mean", "latency", op=Op.LESS, value=quantity("2s"))),
    ("median < 2s", Bound("median", op=Op.LESS, value=quantity("2s"))),
    ("relevance gap <= 10pp", Bound(metric="relevance", spread="gap", op=Op.AT_MOST, value=quantity("10pp"))),
    ("ratio >= 80%", Bound(spread="ratio", op=Op.AT_LEAST, value=quantity("80%"))),
    # `over` and `within` are operators before a value and clauses after one
    ("latency over 200ms", Bound(metric="latency", op=Op.MORE, value=quantity("200ms"))),
    ("over 200ms", Bound(op=Op.MORE, value=quantity("200ms"))),
    ("latency over 200ms over 30d", Bound(metric="latency", op=Op.MORE, value=quantity("200ms"), over=duration("30d"))),
    ("within 10 points", Bound(op=Op.AT_MOST, value=quantity("10 points"))),
    ("relevance >= launch within 2pp", LAUNCH._replace(within=quantity("2pp"))),
    ("100% over 30d", Bound(value=quantity("100%"), over=duration("30d"))),
    ("99% within 24h", Bound(value=quantity("99%"), within=quantity("24h"))),
    ("launch over 30d", Bound(level="launch", over=duration("30d"))),
    # the other clauses, in any order
    ("relevance >= launch over the last 30 days", LAUNCH._replace(over=duration("30d"))),
    ("relevance >= launch for 3d", LAUNCH._replace(over=duration("3d"))),
    ("relevance >= launch over a week", LAUNCH._replace(over=duration("7d"))),
    ("relevance >= launch, n=10000", LAUNCH._replace(n=count(10000))),
    ("relevance >= launch n of 10,000", LAUNCH._replace(n=count(10000))),
    ("relevance >= launch and N >= 10k", LAUNCH._replace(n=count(10000))),
    ("100%, n >= 600", Bound(value=quantity("100%"), n=count(600))),
    ("relevance >= launch, n >= 200 per group", LAUNCH._replace(n=quantity("200 per group"))),
    ("relevance >= launch for new_members", LAUNCH._replace(slice="new_members")),
    (
        "relevance >= launch, n >= 5k for cold_start of active members within 5pp over 30d",
        LAUNCH._replace(
            n=count(5000), slice="cold_start", population="active members", within=quantity("5pp"), over=duration("30d")
        ),
    ),
    ("more than 50% of items out of stock", Bound(op=Op.MORE, value=quantity("50%"), population="items out of stock")),
    ("22% of recommendations", Bound(value=quantity("22%"), population="recommendations")),
    ("fewer than 3 purchases", Bound(op=Op.LESS, value=quantity("3 purchases"))),
    ("at most 10 steps", Bound(op=Op.AT_MOST, value=quantity("10 steps"))),
    ("max 10", Bound(op=Op.AT_MOST, value=quantity(10))),
    ("minimum of 10", Bound(op=Op.AT_LEAST, value=quantity(10))),
    ("exactly 10", Bound(op=Op.EQUAL, value=quantity(10))),
    (42, Bound(value=quantity(42))),
    (0.7, Bound(value=quantity(0.7))),
]


@pytest.mark.parametrize(("typed", "expected"), READ)
def test_a_bound_is_read(typed: Source, expected: Bound) -> None:
    read = bound(typed)
    assert read._asdict() == expected._replace(text=str(typed).strip())._asdict()
    assert bound(read.show()) == read


def test_bounds_are_equal_when_they_mean_the_same() -> None:
    assert bound("latency under 0.2s") == bound("latency < 200ms")
    assert hash(bound("latency under 0.2s")) == hash(bound("latency < 200ms"))
    assert bound("latency <= 200ms") != bound("latency < 200ms")
    assert bound("100%") != "100%"


# Every bound in the two sample documents, with its canonical text.
SAMPLES: list[tuple[Source, str]] = [
    ("relevance >= launch over 30d, n >= 10000", "relevance >= launch over 30 d, n >= 10,000"),
    ("coverage >= launch of active members", "coverage >= launch of active members"),
    ("P95 latency < 200ms", "P95 latency < 200 ms"),
    ("relevance gap <= 10pp", "relevance gap <= 10 pp"),
    ("diversity <= 30%", "diversity <= 30%"),
    ("100%", "100%"),
    ("uptime >= 99.5%", "uptime >= 99.5%"),
    ("relevance >= 70%", "relevance >= 70%"),
    ("confidence < 60%", "confidence < 60%"),
    ("P95 < 1.5s", "P95 < 1.5 s"),
    ("P95 < 12s", "P95 < 12 s"),
    ("at most $0.03", "at most $0.03"),
    ("at most $6k", "at most $6,000"),
    ("at most 10", "at most 10"),
    ("fewer than 3 purchases", "under 3 purchases"),
    ("more than 50% of items out of stock", "above 50% of items out of stock"),
    ("2 failed attempts", "2 failed attempts"),
    ("22% of recommendations are irrelevant", "22% of recommendations are irrelevant"),
    ("grounded >= launch, n >= 600", "grounded >= launch, n >= 600"),
    ("uptime >= 99.5% over 30d", "uptime >= 99.5% over 30 d"),
]


@pytest.mark.parametrize(("typed", "canonical"), SAMPLES)
def test_the_sample_documents_are_read(typed: Source, canonical: str) -> None:
    assert bound(typed).show() == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("70%", "70%"),
        ("at least 70%", "at least 70%"),
        (">= 70%", "at least 70%"),
        ("> 70%", "above 70%"),
        ("under 200 ms", "under 200 ms"),
        ("P95 < 1.5s", "P95 < 1.5 s"),
        ("0.5%", "0.5%"),
        ("$0.03", "$0.03"),
        ("launch", "launch"),
        (42, "42"),
        (3.1, "3.1"),
    ],
)
def test_a_threshold_is_a_bound_without_metric(typed: Source, canonical: str) -> None:
    assert threshold(typed).show() == canonical


def test_a_threshold_names_no_metric() -> None:
    with pytest.raises(GrammarError, match="names a metric, `relevance`") as caught:
        threshold("relevance >= 70%")
    assert caught.value.suggestion == "at least 70%"


REFUSED: list[tuple[Source, str, str]] = [
    ("relevance >= lunch", "did you mean `launch`?", "relevance >= launch"),
    ("relevance >= ctr", "`ctr` is neither an amount nor a level", "relevance >= launch"),
    ("relevance >= launch + 2pp", "`launch` was read, `+ 2pp` was not understood", "relevance >= launch"),
    ("relevance >=", "`relevance >=` has no value", "relevance >= launch"),
    ("relevance >= over 30d", "has no value", "relevance >= launch over 30d"),
    (">= ,", "`>=` has no value", "at least launch"),
    ("relevance", "`relevance` has no operator and no value", "relevance >= launch"),
    ("user asks", "`user asks` has no operator and no value", "relevance >= 70%"),
    ("relevance 70%", "`relevance 70%` has no operator", "relevance >= 70%"),
    ("P95 latency 200ms", "`P95 latency 200ms` has no operator", "P95 latency <= 200ms"),
    ("uptime 99.5% over 30d", "`uptime 99.5%` has no operator", "uptime >= 99.5% over 30d"),
    ("relevance >= < 70%", "has two operators where one is due", "relevance >= 70%"),
    ("relevance >= 70% and ctr >= 5%", "has two operators where one is due", "relevance >= 70%"),
    ("relevance over 30d >= 70%", "has two operators where one is due", "relevance >= 70% over 30d"),
    ("70% <= relevance", "`70%` stands before the operator", "relevance >= 70%"),
    ("70% <= relevance <= 80%", "`70%` stands before the operator", "relevance >= 70%"),
    ("95% of requests under 200ms", "says for how many cases, which is a percentile", "P95 < 200ms"),
    ("response time under 2s", "`response time` is not the name of a metric", "response_time < 2s"),
    ("P95 response time gap <= 5pp", "is not the name of a metric", "P95 response_time gap <= 5pp"),
    ("P95 mean response time < 2s", "is not the name of a metric", "P95 mean_response_time < 2s"),
    ("relevance >= 70% over last the last 30d", "has no number to begin with", "relevance >= 70% over 5min"),
    ("search gap relevance <= 10pp", "is not the name of a metric", "search_gap_relevance <= 10pp"),
    ("relevance is at least 70%", "`relevance is` is not the name of a metric", "relevance >= 70%"),
    ("relevance: >= 70%", "`relevance:` is not the name of a metric", "relevance >= 70%"),
    ("max latency < 2s", "`max latency` is not the name of a metric", "max_latency < 2s"),
    ("95th percentile latency < 2s", "is not the name of a metric", "P95 latency < 2s"),
    ("relevance != 70%", "denies something", "relevance >= 70%"),
    ("launch >= 70%", "`launch` is a level, not a metric", "at least 70%"),
    ("n >= 600", "`n` is the number of cases, not a metric", "at least launch, n >= 600"),
    (">= 70% relevance", "`70%` was read, `relevance` was not understood", "relevance >= 70%"),
    ("> 70% in production", "`70%` was read, `in production` was not understood", "above 70%"),
    ("relevance >= 1,5%", "`1,5%` has a comma where the decimal point goes", "relevance >= 1.5%"),
    ("relevance >= 80-83%, n >= 5", "`80-83%` is a range where one value is due", "relevance >= 80%, n >= 5"),
    ("relevance >= 3x", "`3x` says how many times", "relevance >= 70%"),
    ("relevance >= 70% over soon", "`soon` is not a length of time", "relevance >= 70% over 5min"),
    ("relevance >= 70% over", "`over` was not understood", "relevance >= 70% over 5min"),
    ("relevance >= 70% over 7d over 8d", "`over` is said twice", "relevance >= 70%"),
    ("relevance >= 70%, n > 600", "`n > 600` does not say how many", "relevance >= 70%, n >= 600"),
    ("relevance >= 70%, n<600", "`n < 600` does not say how many", "relevance >= 70%, n >= 600"),
    ("relevance >= 70%, n >= 5m", "`5m` may mean minutes or millions", "relevance >= 70%, n >= 5M"),
    ("relevance >= 70% for users under 18", "`for users under 18` was not", "relevance >= 70% for users_under_18"),
    ("relevance >= 70% of", "`of` was not understood", "relevance >= 70%"),
    ("relevance within 2pp of baseline", "`of baseline` names a level", "relevance >= baseline within 2pp"),
    (True, "`true` is a yes or a no", "70%"),
    ("x >= 5%" + " " * 500, "is longer than 500 characters", "relevance >= 70%"),
]


@pytest.mark.parametrize(("typed", "message", "suggestion"), REFUSED)
def test_refusals_say_what_was_not_understood_and_correct_the_line(
    typed: Source, message: str, suggestion: str
) -> None:
    with pytest.raises(GrammarError) as caught:
        bound(typed)
    assert message in caught.value.message
    if typed is not True:
        assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        (Op.AT_LEAST, False, True, True),
        (Op.MORE, False, False, True),
        (Op.AT_MOST, True, True, False),
        (Op.LESS, True, False, False),
        (Op.EQUAL, False, True, False),
    ],
)
def test_operators_forgive_the_last_float_digit(op: Op, below: bool, at: bool, above: bool) -> None:
    assert (op.holds(0.2, 0.22), op.holds(1 - 0.78, 0.22), op.holds(0.3, 0.22)) == (below, at, above)
    assert (op.floor, op.ceiling) == (above, below)


values = st.sampled_from(["70%", "10pp", "200ms", "3mo", "$0.03", "$0.03/task", "42", "-3", "~5%", "2.3M members", "40k/day", "3 purchases", *LEVELS])  # fmt: skip
operators = st.sampled_from([">=", "=>", ">", "<=", "<", "=", "at least", "at most", "under", "over", "below", "within", "up to", "no more than", "not under", "max", "exactly"])  # fmt: skip
subjects = st.sampled_from(["relevance", "P95 latency", "mean x", "relevance gap", "ratio", "latency P50 gap", "a.b-c", "", "of", "P95"])  # fmt: skip
clauses = st.lists(
    st.sampled_from([" over 30d", ", over the last 1mo", " of active members", " of items out of stock", " for new_members", " for 18-24", " for users", " within 2pp", " within 24h", ", n >= 10,000", " n=5k", " and n >= 200 per group", ", for 5 min", " of n", " of members with"]),
    max_size=4,
).map("".join)  # fmt: skip
lines = st.builds("{} {} {}{}".format, subjects, operators, values, clauses) | st.builds("".join, st.tuples(values, clauses))  # fmt: skip
tokens = st.sampled_from(
    ["relevance", "P95", "mean", "gap", ">=", "<", "=", "over", "within", "of", "for", "n", "and", "with", "max", "not", "is", "70%", "10 pp", "30d", "5", "5m", "3x", "1,5%", "80-83%", "launch", "lunch", "members", "$0.03", "per", "/", ",", "-", "!", "…", "\ud800", "a" * 60]
)  # fmt: skip
noise = st.lists(tokens, max_size=10).map(" ".join) | st.lists(tokens, max_size=10).map("".join) | st.text(max_size=40)
anything = st.one_of(lines, noise, st.integers(), st.floats(), st.booleans())


@given(lines | noise)
@settings(max_examples=300, deadline=None)
@example("100% over 30d of n within 5")
def test_the_canonical_text_means_the_same(typed: str) -> None:
    try:
        read = bound(typed)
    except GrammarError:
        return
    assert bound(read.show()) == read
    assert bound(read.show()).show() == read.show()
    assert (read.value is None) != (read.level == "")


def refusal(read: Callable[[Source], object], typed: Source) -> GrammarError | None:
    try:
        read(typed)
    except GrammarError as error:
        return error
    return None


@given(lines)
@settings(max_examples=150, deadline=None)
def test_a_line_of_the_grammar_is_refused_only_for_what_the_strategy_spoils(typed: str) -> None:
    error = refusal(bound, typed)
    spoilt = ["said twice", "no operator", "neither an amount", "not the name", "two operators"]
    assert error is None or "members with" in typed or any(reason in error.message for reason in spoilt), error


@pytest.mark.parametrize("read", [bound, threshold])
@given(anything)
@settings(max_examples=250, deadline=None)
@example("n >= 5, " * 60)
@example("> , >")
@example(": the >= 5%")
def test_whatever_is_typed_is_read_or_refused_with_a_readable_line(
    read: Callable[[Source], Bound], typed: Source
) -> None:
    error = refusal(read, typed)
    if error:
        assert error.message[-1] != "."
        assert "invalid" not in error.message
        assert error.message.isprintable()
        assert not error.suggestion.startswith(">")  # YAML would take it for a block
        read(error.suggestion)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("confidence < 60%", "confidence < 60%"),
        ("P95 latency over 2s", "P95 latency > 2 s"),
        ("fewer than 3 purchases", "under 3 purchases"),
        ("no answer within 2s", None),
        ("the feed of the day before is under 3 hours old", None),
        ("70%", None),
        ("model unavailable", None),
        ("relevance < 60% < 70%", None),
    ],
)
def test_a_sentence_is_a_bound_only_with_its_operator(text: str, shown: str | None) -> None:
    read = spoken(text)
    assert (read.show() if read is not None else None) == shown
