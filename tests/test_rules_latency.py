"""The numbers of the latency rules, and when they say nothing."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def latency(*entries: str, fallback: str = "", more: str = "") -> str:
    lines = "".join(f"    - {entry}\n" for entry in entries)
    return f"requirements:\n  latency:\n{lines}" + (f"  fallback:\n    - {fallback}\n" if fallback else "") + more


PAGE = "{budget: 400ms, timeout: 250ms}"
RATE = "metrics: {fallback_rate: {means: served by a fallback, better: lower%s}}\n"


@pytest.mark.parametrize(("timeout", "late"), [("400ms", False), ("400.5ms", True), ("1.2s", True), ("399ms", False)])
def test_timeout_within_the_budget(timeout: str, late: bool) -> None:
    assert (found("LATE004", latency(f"{{budget: 400ms, timeout: {timeout}}}")) != []) is late


@pytest.mark.parametrize(
    ("lower", "upper", "crossed"),
    [
        ("median", "P95", True),
        ("P50", "P95", True),
        ("median", "P40", False),
        ("median", "P50", False),
        ("P95", "P99", True),
        ("P99", "P95", False),
    ],
)
def test_percentiles_in_order(lower: str, upper: str, crossed: bool) -> None:
    source = latency(f"{lower} latency < 300ms", f"{upper} latency < 200ms")
    assert (found("LATE002", source) != []) is crossed


@pytest.mark.parametrize(("within", "late"), [("150ms", False), ("151ms", True), ("0.15s", False)])
def test_timeout_and_fallback_may_fill_the_budget(within: str, late: bool) -> None:
    source = latency(PAGE, fallback=f"{{when: model timeout, then: popular, within: {within}}}")
    assert (found("LATE004", source) != []) is late


def test_late_fallback_names_both_sides_and_its_fix_is_in_time() -> None:
    source = latency(PAGE, fallback="{when: no answer, then: popular, within: 500ms}")
    (finding,) = found("LATE004", source)
    assert finding.path == ("requirements", "fallback", 0, "within")
    assert dict(finding.numbers) == {"timeout_ms": 250, "fallback_ms": 500, "total_ms": 750, "budget_ms": 400}
    assert [related.message for related in finding.related] == ["the timeout is 250 ms", "the budget is 400 ms"]
    assert finding.fix.startswith("within: 150ms ")
    assert found("LATE004", source.replace("within: 500ms", "within: 150ms")) == []
    assert found("LATE004", source.replace("budget: 400ms", "budget: 750ms")) == []


def test_start_of_the_level_counts_where_the_entry_gives_no_time() -> None:
    level = "degradation:\n  - {level: 2, id: popular, starts_within: 200ms}\n"
    source = latency(PAGE, fallback="{when: model timeout, then: popular}", more=level)
    (finding,) = found("LATE004", source)
    assert finding.path == ("degradation", 0, "starts_within")


@pytest.mark.parametrize(
    "source",
    [
        latency(PAGE, fallback="{when: confidence < 60%, then: popular, within: 5s}"),
        latency(PAGE, "{budget: 5s, timeout: 1s}", fallback="{when: model timeout, then: popular, within: 3s}"),
        latency("{timeout: 1s}", fallback="{when: model timeout, then: popular, within: 3s}"),
        latency("{timeout: 1s}", "{timeout: 2s}", "{budget: 2s}", fallback="{when: timeout, then: a, within: 3s}"),
        latency("{budget: soon, timeout: 1s}", fallback="{when: timeout, then: a, within: 3s}"),
    ],
)
def test_fallback_is_not_called_late_without_its_own_timeout_and_budget(source: str) -> None:
    assert found("LATE004", source) == []


@pytest.mark.parametrize(
    ("bounds", "share"),
    [
        (["P95 latency < 250ms"], 0.05),
        (["P95 latency < 249ms"], None),
        (["P50 latency < 90ms", "P95 latency < 200ms", "P99 latency < 300ms"], 0.01),
        (["P90 latency < 250ms", "P95 latency < 300ms"], 0.05),
        (["P99.9 latency < 1s"], 0.001),
        (["mean latency < 1s"], None),
        (["P95 latency < 1s", "P95 total < 9s"], None),
    ],
)
def test_share_of_timeouts_follows_the_highest_percentile_at_the_timeout(
    bounds: list[str], share: float | None
) -> None:
    findings = found("LATE005", latency(*bounds, PAGE))
    assert [finding.numbers["timeout_share"] for finding in findings] == ([] if share is None else [share])


@pytest.mark.parametrize(
    ("alert", "monitoring", "silent"),
    [
        ("", "", False),
        (", alert: 8%", "", True),
        (", alert: {na: one alert on the pager covers it}", "", True),
        ("", "  monitoring: [{alerts: [fallback_rate]}]\n", True),
        ("", "  monitoring: [{alerts: [volume]}]\n", False),
    ],
)
def test_an_alert_on_the_fallback_rate_allows_for_timeouts(alert: str, monitoring: str, silent: bool) -> None:
    source = RATE % alert + latency("P95 < 250ms", PAGE, more=monitoring)
    assert (found("LATE005", source) == []) is silent


def test_alert_in_the_fix_leaves_room_for_timeouts_and_for_the_uncovered() -> None:
    coverage = "  coverage: [90% of members]\n"
    (finding,) = found("LATE005", RATE % "" + latency("P95 < 250ms", PAGE, more=coverage))
    assert finding.fix == "fallback_rate:\n  alert: {at: 18%, over: 1h, owner: …}"


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        ("latency < 200ms", "does not say for how many"),
        ("average latency < 200ms", "bounds the mean"),
        ("median latency < 200ms", ""),
        ("P95 latency < 200ms", ""),
        ("job_time < 4h", ""),
        ("mean job_time < 4h", "bounds the mean"),
        ("in_time >= 98%", ""),
        ("latency gap < 20ms", ""),
    ],
)
def test_a_percentile_is_asked_of_waiting_times(bound: str, told: str) -> None:
    messages = [finding.message for finding in found("LATE001", latency(bound))]
    assert len(messages) == bool(told)
    assert all(told in message for message in messages)


@pytest.mark.parametrize("level", ["launch: P95 < 200ms", "means: response time at the 95th percentile, launch: 200ms"])
def test_a_percentile_on_the_metric_counts(level: str) -> None:
    metric = f"metrics: {{latency: {{better: lower, {level}}}}}\n"
    assert found("LATE001", metric + latency("latency <= launch")) == []


@pytest.mark.parametrize(("budget", "over"), [("200ms", False), ("199ms", True)])
def test_a_bound_may_fill_its_budget(budget: str, over: bool) -> None:
    findings = found("LATE003", latency(f"{{bound: P95 latency < 200ms, budget: {budget}}}"))
    assert (findings != []) is over
    for finding in findings:
        assert finding.fix == 'bound: "P95 latency < 199 ms"   # or budget: 200ms'


@pytest.mark.parametrize(
    ("bound", "told"), [("latency < 10min", False), ("latency < 599s", True), ("mean latency < 10min", True)]
)
def test_a_job_of_ten_minutes_is_no_waiting_time(bound: str, told: bool) -> None:
    assert bool(found("LATE001", latency(bound))) is told


def test_a_percentile_of_one_metric_does_not_speak_for_another() -> None:
    (finding,) = found("LATE001", latency("P95 page_time < 200ms", "first_token < 200ms"))
    assert finding.path == ("requirements", "latency", 1)


def test_a_bound_without_a_budget_hides_no_other() -> None:
    (finding,) = found("LATE003", latency("P95 page_time < 300ms", "{bound: P95 latency < 300ms, budget: 200ms}"))
    assert finding.path == ("requirements", "latency", 1, "bound")


def test_of_two_equal_budgets_the_first_is_shown() -> None:
    (finding,) = found("LATE003", latency("P95 latency < 300ms", "{id: a, budget: 200ms}", "{id: b, budget: 200ms}"))
    assert [related.path for related in finding.related] == [("requirements", "latency", 1, "budget")]
