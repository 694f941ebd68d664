"""What counts as said about uptime, retraining and the user's side."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "test.prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


@pytest.mark.parametrize(
    ("bound", "budget", "told"),
    [
        ("uptime >= 99.5% over 30d", 12_960, "3.6 h down in 30 d"),  # catalogue, formula F12
        ("uptime >= 99.9% over 28d", 2_419.2, "40.32 min down in 28 d"),
        ("uptime >= 99.5%", 12_960, "3.6 h down in 30 d"),
        ("availability >= 99%  over 1d", 864, "14.4 min down in 1 d"),
    ],
)
def test_error_budget(bound: str, budget: float, told: str) -> None:
    [finding] = found("RELI003", f"requirements: {{reliability: [{bound}]}}")
    assert finding.numbers["budget_s"] == pytest.approx(budget)
    assert told in finding.message


@pytest.mark.parametrize(
    "entry",
    [
        "recovery_time <= 15min",
        "queue_errors <= 1% over 30d",
        "uptime >= 100% over 30d",
        "{bound: uptime >= 99.5%, of: requests; those that fall back count}",
    ],
)
def test_what_is_no_open_uptime(entry: str) -> None:
    assert found("RELI003", f"requirements: {{reliability: [{entry}]}}") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Retraining runs weekly without manual intervention", 1),
        ("The model retrains automatically each night", 1),
        ("The model retrains automatically; a new one must pass the gate, else it rolls back", 0),
        ("Retraining is started by the data team", 0),
        ("Backups run automatically", 0),
    ],
)
def test_unattended_in_words(text: str, count: int) -> None:
    assert len(found("RETR002", f"requirements: {{reliability: [{{text: '{text}'}}]}}")) == count


@pytest.mark.parametrize(
    ("retraining", "messages"),
    [
        ("{every: 1w, automatic: true, gate: relevance >= launch}", ["nothing says how fast the old one is back"]),
        ("{every: 1w, automatic: true, rollback_within: 1h}", ["nothing checks a new model before it serves"]),
        ("{every: 1w, automatic: true, gate: {na: a person looks at each}, rollback_within: 1h}", []),
        ("{every: 1w}", []),
        ("{na: the model is bought}", []),
    ],
)
def test_gate_and_way_back(retraining: str, messages: list[str]) -> None:
    findings = found("RETR002", f"change: {{retraining: {retraining}}}")
    assert [finding.message.partition(", and ")[2] for finding in findings] == messages


def test_unknown_gate_is_a_known_gap() -> None:
    [finding] = found("RETR002", "change: {retraining: {automatic: true, gate: unknown, rollback_within: 1h}}")
    assert finding.known_gap
    assert finding.path == ("change", "retraining", "gate")


def test_models_in_a_window_are_told_in_days() -> None:
    source = """\
metrics: {relevance: {launch: 70%}}
requirements: {performance: [relevance >= launch over 60h]}
change: {retraining: {every: 36h}}
"""
    [finding] = found("RETR001", source)
    assert finding.numbers == {"window_days": 2.5, "retrained_every_days": 1.5}
    assert "mixes about 2 models" in finding.message


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("relevance >= launch over 30d", 1),
        ("relevance >= launch over 7d", 0),
        ("relevance >= launch over 7.1d", 0),  # about one week
        ("relevance >= launch over 7.2d", 1),
        ("{bound: relevance >= launch over 30d, verify: offline}", 0),
        ("{bound: relevance >= launch over 30d, text: counted for one model version}", 0),
        ("{bound: relevance >= launch, measured_on: held_out}", 0),
    ],
)
def test_windows_that_mix_models(entry: str, count: int) -> None:
    source = f"""
metrics: {{relevance: {{launch: 70%}}}}
requirements: {{performance: [{entry}]}}
change: {{retraining: {{every: 1w}}}}
"""
    assert len(found("RETR001", source)) == count


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("", "what share of outputs is explained, when feedback takes effect and how users leave it"),
        ("experience: {opt_out: true}", "what share of outputs is explained and when feedback takes effect"),
        (
            "feedback: {signals: {na: nobody sees the output}}",
            "what share of outputs is explained and how users leave it",
        ),
    ],
)
def test_experience_is_told_in_one_finding(more: str, missing: str) -> None:
    [finding] = found("EXPE001", f"requirements: {{experience: [{{text: The page has two columns}}]}}\n{more}")
    assert finding.message == f"experience does not say {missing}"


@pytest.mark.parametrize(
    ("levels", "entry", "asked"),
    [
        ("{level: 1}, {level: 2}", "uptime >= 99%", True),
        ("{level: 1}, {level: 2, starts_within: 100ms}", "uptime >= 99%", False),
        ("{level: 1}, {level: 2}", "{text: the fallback answers at once}", False),
        ("{level: 1}, {level: 2}", "{text: an answer comes, within: 100ms}", False),
        ("{level: 1}, {level: 2}", "{text: an answer comes}", True),
    ],
)
def test_time_to_the_fallback(levels: str, entry: str, asked: bool) -> None:
    text = (
        f"degradation: [{levels}]\nrequirements: {{reliability: [{entry}], fallback: [{{when: timeout, then: plain}}]}}"
    )
    messages = [finding.message for finding in found("RELI001", text)]
    assert any("fallback" in message for message in messages) is asked
