"""Reviews and the fallback rate: which rhythm is rarer than another, and what is expected to fall back."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import watching


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


@pytest.mark.parametrize(
    ("monitoring", "messages"),
    [
        ("{tiers: {daily: [a], weekly: [a], monthly: [a]}, owners: {daily: A, weekly: B, monthly: C}}", []),
        ("{tiers: {daily: [a], weekly: [a], monthly: {na: it is shut by then}}, owners: {daily: A, weekly: B}}", []),
        ("{tiers: {daily: [a], weekly: [], monthly: [a]}, owners: {daily: A, monthly: C}}", ["each week"]),
        ("{tiers: {daily: [a], weekly: [a], monthly: [a]}, owners: {daily: A}}", ["the weekly and monthly tiers"]),
        ("{tiers: {daily: [a], weekly: [a], monthly: [a]}, owners: unknown}", ["daily, weekly and monthly tiers"]),
        ("{tiers: {daily: [a], weekly: [a], monthly: [a]}, owners: {na: one person does it all}}", []),
        (
            "{tiers: {daily: [a], weekly: [a], monthly: [a]}, owners: {daily: A, weekly: B, monthly: unknown}}",
            ["monthly"],
        ),
        ("{tiers: {na: ten users}}", []),
        ("{owners: {daily: A}}", ["which metrics are looked at how often"]),
        ("{tiers: {daily: [a], weekly: unknown, monthly: [a]}, owners: {daily: A, monthly: C}}", ["still unknown"]),
        ("5", []),
    ],
)
def test_reviews(monitoring: str, messages: list[str]) -> None:
    found = told(watching.unfinished_reviews, f"metrics: {{a: {{means: clicks}}}}\nmonitoring: {monitoring}")
    assert len(found) == len(messages)
    assert all(part in finding.message for part, finding in zip(messages, found, strict=True))


REQUIRED = """
metrics: {relevance: {means: items that fit%s}}
requirements: {monitoring: [{every: %s, alerts: [relevance, volume]}]}
monitoring: {tiers: {%s}}
"""


@pytest.mark.parametrize(
    ("metric", "every", "tiers", "fires"),
    [
        ("", "1d", "weekly: [relevance]", True),
        ("", "daily", "monthly: [relevance]", True),
        ("", "1w", "monthly: [relevance]", True),
        ("", "1w", "weekly: [relevance]", False),
        ("", "1d", "daily: [relevance], weekly: [relevance]", False),
        ("", "4w", "monthly: [relevance]", False),
        ("", "5min", "weekly: [relevance]", False),  # nobody looks every five minutes: that is a machine
        ("", "1d", "weekly: []", False),  # where it stands in no tier another rule asks
        ("", "unknown", "weekly: [relevance]", False),
        (", alert: {at: 74%, over: 7d}", "1d", "weekly: [relevance]", False),
        (", alert: unknown", "1d", "weekly: [relevance]", True),
        ("", "4d", "weekly: [relevance]", True),
        ("", "27d", "monthly: [relevance]", True),
        ("", "23.9h", "weekly: [relevance]", True),  # a day, but for what rounding takes
        ("", "23.76h", "weekly: [relevance]", True),
        ("", "23h", "weekly: [relevance]", False),
    ],
)
def test_rhythm(metric: str, every: str, tiers: str, fires: bool) -> None:
    text = REQUIRED % (metric, every, tiers)
    found = told(watching.review_rarer_than_required, text)
    assert bool(found) is fires
    for finding in found:
        mended = text.replace(tiers, finding.fix.partition("   #")[0])
        assert not told(watching.review_rarer_than_required, mended)


PLAN = """
metrics:
  coverage: {means: members served by the model, better: higher, launch: 95%%%s}
  fallback_rate: {means: sessions served by a fallback, better: lower%s}
requirements:
  coverage: [%s]
  latency: [%s]
  fallback: [{when: confidence < 60%%, then: plain}]
degradation: [{level: 1, id: full}, {level: 2, id: plain}]
"""


@pytest.mark.parametrize(
    ("coverage", "rate", "bound", "latency", "expected"),
    [
        ("", ", alert: 8%", "coverage >= launch", "", None),
        ("", ", alert: 5%", "coverage >= launch", "", 0.05),
        ("", ", alert: 8%", "coverage >= launch", "{bound: P95 < 200ms, timeout: 200ms}", 0.10),
        ("", ", alert: 8%", "coverage >= launch", "{bound: P99 < 200ms, timeout: 200ms}", None),
        ("", ", alert: 8%", "coverage >= launch", "{bound: P95 < 200ms, timeout: 300ms}", None),
        ("", ", alert: 8%", "coverage >= launch", "{bound: P95 < 200ms, timeout: 200ms}, P99 < 300ms", None),
        ("", ", alert: 8%", "coverage >= 90% for new_members", "", None),
        (", observed: 98%", ", alert: 4%", "coverage >= launch", "", None),
        (", observed: 90%", ", alert: 8%", "coverage >= launch", "", 0.10),
        ("", ", alert: 4%, observed: 3%", "coverage >= launch", "", None),
        ("", ", alert: 4%, observed: 5%", "coverage >= launch", "", 0.05),
        ("", ", alert: '400', unit: count", "coverage >= launch", "", None),
        ("", ", alert: 4%", "coverage >= 100%", "", None),
        ("", ", alert: 0%", "", "", None),  # nothing is expected to fall back
        ("", ", alert: 0%", "coverage >= 100%", "", None),
        ("", ", alert: 4%", "coverage >= 150%", "{bound: P95 < 200ms, timeout: 200ms}", 0.05),  # told elsewhere
        ("", ", alert: 8%", "coverage <= 80%", "", None),
        ("", ", alert: 8%", "coverage gap <= 20%", "", None),
        ("", ", alert: 8%", "coverage gap <= 20%, coverage >= 90%", "", 0.10),
        ("", ", alert: 4%", "", "{bound: P90 >= 200ms, timeout: 200ms}", None),  # at least so long
        ("", ", alert: 4%", "", "{bound: P90 fallback_rate < launch, timeout: 200ms}", None),  # which has no value
        ("", ", alert: 4%", "", "P90 < 200ms", None),
        ("", ", alert: 4%", "", "{bound: P90 queue < 100, timeout: 200ms}", None),
        ("", ", alert: 4%", "", "{bound: P90 gap < 300ms, timeout: 200ms}", None),
        ("", ", alert: 4%", "", "unknown, {bound: P90 < 200ms, timeout: 200ms}", 0.10),
        ("", ", alert: 4%", "", "P90 < 300ms, {bound: P99 < 1ms, timeout: 200ms}", 0.10),
        (
            "",
            ", alert: 4%",
            "",
            "P90 < 2s, {bound: P99 < 1ms, timeout: 200ms}, {bound: P50 < 1ms, timeout: 1s}",
            None,
        ),
    ],
)
def test_expected_fallbacks(coverage: str, rate: str, bound: str, latency: str, expected: float | None) -> None:
    text = PLAN % (coverage, rate, bound, latency)
    found = told(watching.fallback_alert_below_expected, text)
    assert [finding.numbers["expected"] for finding in found] == ([pytest.approx(expected)] if expected else [])
    for finding in found:
        alert = rate.partition(", observed")[0].strip(", ")
        assert not told(watching.fallback_alert_below_expected, text.replace(alert, finding.fix))


@pytest.mark.parametrize(
    ("rate", "more", "place"),
    [
        ("", "", "/metrics/fallback_rate"),
        (", alert: 8%", "", None),
        (", alert: {na: it is counted by hand}", "", None),
        (", alert: unknown", "", "/metrics/fallback_rate/alert"),
        (", launch: 5%", "", None),  # every launch bar is asked for its alert elsewhere
        ("", "  monitoring: [{every: 1d, alerts: [fallback_rate]}]", None),
        ("", "  monitoring: [{every: 1d, text: somebody is called at 8% of fallbacks}]", None),
    ],
)
def test_fallbacks_are_counted(rate: str, more: str, place: str | None) -> None:
    text = (PLAN % ("", rate, "coverage >= launch", "")).replace("degradation", f"{more}\ndegradation")
    found = told(watching.uncounted_fallbacks, text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all("at: 6%" in finding.fix for finding in found)


@pytest.mark.parametrize(
    ("every", "tiers", "fix", "days"),
    [
        ("1d", "weekly: [relevance]", "daily: [relevance]", (1.0, 7.0)),
        ("36h", "weekly: [relevance]", "daily: [relevance]", (1.5, 7.0)),
        ("1w", "monthly: [relevance]", "weekly: [relevance]", (7.0, 30.0)),
        ("6.5d", "monthly: [relevance]", "weekly: [relevance]", (6.5, 30.0)),  # nearly a week
        ("6d", "monthly: [relevance]", "daily: [relevance]", (6.0, 30.0)),
        ("27d", "monthly: [relevance]", "weekly: [relevance]", (27.0, 30.0)),
    ],
)
def test_rhythm_that_is_offered(every: str, tiers: str, fix: str, days: tuple[float, float]) -> None:
    (finding,) = told(watching.review_rarer_than_required, REQUIRED % ("", every, tiers))
    assert finding.fix.partition("   #")[0] == fix
    assert (finding.numbers["required_every_days"], finding.numbers["looked_at_every_days"]) == days


def test_a_name_in_no_tier_hides_no_other() -> None:
    text = REQUIRED.replace("[relevance, volume]", "[volume, relevance]") % ("", "1d", "weekly: [relevance]")
    assert told(watching.review_rarer_than_required, text)


@pytest.mark.parametrize(
    ("every", "words"), [(86_400, "each day"), (604_800, "each week"), (1_209_600, "every 14 d"), (3600, "every 1 h")]
)
def test_rhythms_in_words(every: float, words: str) -> None:
    assert watching._rhythm(every) == words


def test_timeouts_are_asked_for_once() -> None:
    late = PLAN % ("", "", "coverage >= launch", "{bound: P95 < 200ms, timeout: 200ms}")
    assert not told(watching.uncounted_fallbacks, late)  # LATE005 asks for the alert
    assert told(watching.uncounted_fallbacks, late.replace("timeout: 200ms", "timeout: 250ms"))


@pytest.mark.parametrize("value", ["5", "[1]", "{}", "unknown", "{na: none}", "0%", "300%", "1e14"])
def test_nothing_raises(value: str) -> None:
    for rule in (part for part in vars(watching).values() if isinstance(part, Rule)):
        told(rule, PLAN % (f", observed: {value}", f", alert: {value}", f"coverage >= {value}", f"P95 < {value}"))
        told(rule, REQUIRED % (f", alert: {value}", value, f"weekly: {value}"))


def test_what_leaves_nobody_out_is_no_reason() -> None:
    (finding,) = told(
        watching.fallback_alert_below_expected,
        PLAN % ("", ", alert: 4%", "coverage >= 100%", "{bound: P95 < 200ms, timeout: 200ms}"),
    )
    assert finding.message.endswith("5% are expected: 5% timeouts")


@pytest.mark.parametrize("first", ["", ", alert: 400", ", alert: 8%"])
def test_one_fallback_rate_hides_no_other(first: str) -> None:
    text = (PLAN % ("", first, "coverage >= launch", "")).replace(
        "requirements:", "  fallback_share: {means: sessions, better: lower, alert: 4%}\nrequirements:"
    )
    found = told(watching.fallback_alert_below_expected, text)
    assert [pointer(finding.path) for finding in found] == ["/metrics/fallback_share/alert"]


def test_two_fallback_rates_without_an_alert_are_told_once() -> None:
    text = (PLAN % ("", "", "coverage >= launch", "")).replace(
        "requirements:", "  fallback_share: {means: sessions, better: lower}\nrequirements:"
    )
    found = told(watching.uncounted_fallbacks, text)
    assert [pointer(finding.path) for finding in found] == ["/metrics/fallback_rate"]


@pytest.mark.parametrize(
    ("latency", "late"),
    [
        ("{bound: P95 < 200ms, timeout: 200ms}", True),
        ("{bound: P95 < 201ms, timeout: 200ms}", True),
        ("{bound: P95 < 199ms, timeout: 200ms}", False),
        ("{bound: P95 >= 200ms, timeout: 200ms}", False),
        ("{bound: queue_length < 100, timeout: 200ms}", False),
        ("{bound: P95 fallback_rate < launch, timeout: 200ms}", False),  # which has no value
        ("P95 fallback_rate < launch", False),
        ("P95 < 200ms", False),
    ],
)
def test_what_may_run_into_the_timeout(latency: str, late: bool) -> None:
    assert bool(told(watching.uncounted_fallbacks, PLAN % ("", "", "", latency))) is not late
