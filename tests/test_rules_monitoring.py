"""The order of rollback and alert levels, and who is asked for them."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def metric(levels: str, better: str = "higher") -> str:
    return f"metrics: {{relevance: {{better: {better}, {levels}}}}}\n"


LADDER = {"baseline": 12, "rollback": 60, "launch": 70, "alert": 74, "target": 80}


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({}, []),
        ({"rollback": 70}, []),
        ({"alert": 70}, []),
        ({"rollback": 71}, ["rollback"]),
        ({"rollback": 12}, ["rollback"]),
        ({"alert": 69}, ["alert"]),
        ({"alert": 80}, ["alert"]),
        ({"alert": 90, "rollback": 5}, ["rollback", "alert"]),
        ({"baseline": 75}, []),  # launch below baseline is told elsewhere
        ({"target": 65}, []),  # so is a target below launch
    ],
)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_rollback_and_alert_stand_on_their_steps(changed: dict[str, int], at: list[str], better: str) -> None:
    values = {**LADDER, **changed}
    mirrored = {level: value if better == "higher" else 100 - value for level, value in values.items()}
    source = metric(", ".join(f"{level}: {value}%" for level, value in mirrored.items()), better)
    assert [finding.path[2] for finding in found("MONI004", source)] == at


@pytest.mark.parametrize(
    ("levels", "at"),
    [
        ("role: primary, alert: 74%, rollback: 75%", ["rollback"]),  # without a launch value the alert stands above
        ("role: primary, target: 80%, rollback: 81%", ["rollback"]),
        ("role: primary, target: 80%, rollback: 79%", []),
        ("launch: P95 < 200ms, alert: 150ms", []),  # of other statistics
        ("launch: P95 < 200ms, alert: P50 < 150ms", []),
        ("launch: P50 < 200ms, alert: P95 < 150ms", []),
        ("launch: P95 < 200ms, alert: P95 < 150ms", ["alert"]),
        ("launch: 70%, alert: 65 points", []),
    ],
)
def test_steps_are_compared_where_they_can_be(levels: str, at: list[str]) -> None:
    assert [finding.path[2] for finding in found("MONI004", metric(levels))] == at


@pytest.mark.parametrize(
    ("trigger", "places"),
    [
        ("relevance < 75%", [("rollout", "kill_switch", "trigger")]),
        ("clicks < 75%", []),
        ("relevance < rollback", []),
        ("relevance < 60%", []),
    ],
)
def test_the_kill_switch_takes_back_what_has_no_rollback_value(trigger: str, places: list[tuple[str, ...]]) -> None:
    source = metric("launch: 70%, target: 80%") + f"rollout: {{kill_switch: {{trigger: {trigger}}}}}"
    assert [finding.path for finding in found("MONI004", source)] == places


def test_goals_out_of_order_do_not_hide_the_next_metric() -> None:
    first = "metrics:\n  first: {better: higher, launch: 70%, target: 60%, alert: 50%}\n"
    assert len(found("MONI004", first + "  second: {better: higher, launch: 70%, alert: 65%}\n")) == 1


def test_replacement_of_a_misplaced_level_stands_right() -> None:
    for level, wrong in (("rollback", 5), ("rollback", 90), ("alert", 5), ("alert", 95)):
        values = {**LADDER, level: wrong}
        source = metric(", ".join(f"{name}: {value}%" for name, value in values.items()))
        (finding,) = found("MONI004", source)
        assert found("MONI004", source.replace(f"{level}: {wrong}%", finding.fix.partition("   #")[0])) == []


@pytest.mark.parametrize(
    "source",
    [
        metric("launch: 70%, alert: 60%", "watch"),
        metric("role: guardrail, floor: 50%, launch: 70%, alert: 60%"),
        metric("launch: P95 < 200ms, alert: 250ms", "lower"),
        metric("launch: 70%, alert: 60"),
        metric("alert: 60%, target: unknown, launch: unknown"),
    ],
)
def test_order_is_silent_where_steps_cannot_be_compared(source: str) -> None:
    assert found("MONI004", source) == []


def test_a_kill_switch_in_numbers_is_a_rollback_level() -> None:
    rollout = "rollout: {kill_switch: {trigger: relevance < 75% over 1d}}\n"
    (finding,) = found("MONI004", metric("launch: 70%") + rollout)
    assert finding.path == ("rollout", "kill_switch", "trigger")
    assert found("MONI003", metric("launch: 70%") + rollout) == []
    assert len(found("MONI003", metric("launch: 70%"))) == 1


def test_a_metric_without_any_alert_is_told_once() -> None:
    source = metric("launch: 70%, rollback: 60%")
    assert len(found("MONI002", source)) == 1
    assert found("MONI003", source) == []
    named = source + "requirements: {monitoring: [{alerts: [relevance, volume]}]}"
    assert found("MONI002", named) == []
    assert len(found("MONI003", named)) == 1


def test_unknown_levels_are_known_gaps() -> None:
    findings = found("MONI003", metric("launch: 70%, rollback: unknown, alert: {over: 7d}"))
    assert [(finding.path[2], finding.known_gap) for finding in findings] == [("rollback", True), ("alert", False)]


@pytest.mark.parametrize(
    ("alerts", "told"),
    [
        ("[relevance, volume]", ""),
        ("[relevance, requests_per_hour]", ""),
        ("[latency, volume]", "quality"),
        ("[relevance, discount]", "volume"),
        ("{na: the platform team alerts on everything}", ""),
    ],
)
def test_quality_and_volume_are_both_watched(alerts: str, told: str) -> None:
    metrics = (
        "metrics: {relevance: {launch: 70%}, requests_per_hour: {}, discount: {}, latency: {dimension: operational}}\n"
    )
    messages = [
        finding.message
        for finding in found("MONI001", metrics + f"requirements: {{monitoring: [{{every: 1d, alerts: {alerts}}}]}}")
    ]
    assert len(messages) == bool(told)
    assert all(f"which drop in {told} raises" in message for message in messages)


@pytest.mark.parametrize(
    ("alert", "asked"), [("{na: }", False), ("{na: by hand}", False), ("unknown", True), ("8%", False)]
)
def test_an_alert_that_cannot_be_read_is_told_elsewhere(alert: str, asked: bool) -> None:
    text = f"metrics: {{relevance: {{launch: 70%, alert: {alert}}}}}"
    assert bool(found("MONI002", text)) is asked
