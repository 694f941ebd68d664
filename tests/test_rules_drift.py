"""Drift: what is asked, and when a PSI alarm is sampling noise."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import drift


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("watch: [a], threshold: 0.2, every: 1w, stable: a, declining: b, never_good: c", []),
        ("watch: [a], threshold: 0.2, every: 1w, stable: a, declining: unknown, never_good: c", ["/drift/declining"]),
        ("watch: [a], threshold: 0.2, every: 1w, response: retrain", ["/drift/response"]),
        ("watch: [a], every: 1w, response: retrain", ["/drift", "/drift/response"]),
        ("watch: [a], threshold: 0.2, every: 1w, response: retrain, declining: b", ["/drift"]),
        ("watch: [], threshold: 0.2, every: 1w, stable: a, declining: b, never_good: c", ["/drift"]),
    ],
)
def test_answers(said: str, places: list[str]) -> None:
    assert [pointer(finding.path) for finding in told(drift.unanswered_drift, f"drift: {{{said}}}")] == places


def test_drift_that_does_not_apply_is_not_asked_for() -> None:
    assert not told(drift.DRIFT, "drift: {na: fixed rules}")
    assert not told(drift.unanswered_drift, "drift: {na: fixed rules}")
    (finding,) = told(drift.DRIFT, "drift: unknown")
    assert finding.known_gap


@pytest.mark.parametrize(
    ("test", "threshold", "mean"),
    [
        ("PSI over 20 bins, 500 cases on each side", "0.1", 0.076),
        ("PSI, 20 bins, 500 against 500", "0.1", 0.076),
        ("PSI over 20 bins, 500 cases on each side", "PSI of 0.1", 0.076),
        ("PSI over 20 bins, 500 cases on each side", "0.25", None),
        ("PSI over 20 bins, 500 against 500 against 500", "0.1", None),  # which two?
        ("PSI over 20 bins", "0.1", None),
        ("PSI over 2 bins, 30 cases on each side", "0.1", 0.06667),
        ("PSI over 1 bins, 30 cases on each side", "0.1", None),
        ("PSI over 20 bins, 29 cases on each side", "0.1", None),  # no sample, or a day of the month
        ("PSI over 20 bins, 500 cases on each side", "0.1 or 0.2", None),
        ("PSI over 10 bins, 5,000 sessions on each side", "0.1", None),
        ("PSI over 10 bins, 50,000 sessions of the week against 50,000 of the training months", "0.2", None),
        ("PSI over 20 bins, 500 cases", "0.1", None),  # nobody says how many on the other side
        ("PSI over 20 bins, 1k cases against 200", "0.2", 0.114),
        ("Kolmogorov-Smirnov over 20 bins, 500 cases on each side", "0.1", None),
        ("PSI over 20 bins, 500 cases on each side", "5%", None),
        ("PSI over 20 bins, 500 cases on each side", "between 0.1 and 0.2", None),
        ("PSI, 500 cases on each side", "0.1", None),
        ("PSI over 1 bins, 500 cases on each side", "0.1", None),
    ],
)
def test_psi(test: str, threshold: str, mean: float | None) -> None:
    text = f'drift: {{test: "{test}", threshold: {threshold}}}'
    found = told(drift.drift_alarm_by_chance, text)
    assert [finding.numbers["psi_without_drift"] for finding in found] == ([pytest.approx(mean)] if mean else [])
    for finding in found:
        mended = finding.fix.removeprefix("test: ")
        assert not told(drift.drift_alarm_by_chance, text.replace(test, mended)), mended


@pytest.mark.parametrize("value", ["5", "[1]", "{}", "null", "unknown", "{na: none}", "PSI", "0", "1e14"])
def test_nothing_raises(value: str) -> None:
    for rule in (part for part in vars(drift).values() if isinstance(part, Rule)):
        told(rule, f"drift: {value}")
        told(rule, f"drift: {{test: {value}, threshold: {value}, watch: {value}, response: {value}}}")
        told(rule, f"drift: {{test: 'PSI over {value} bins, {value} cases on each side', threshold: 0.1}}")


@pytest.mark.parametrize(("test", "fix"), [("14 bins, 500 cases", "600 cases"), ("20 bins, 500 cases", "800 cases")])
def test_the_cases_that_are_offered_are_enough(test: str, fix: str) -> None:
    (finding,) = told(drift.drift_alarm_by_chance, f"drift: {{test: 'PSI over {test} on each side', threshold: 0.1}}")
    assert fix in finding.fix
    mended = finding.fix.removeprefix("test: ")
    assert not told(drift.drift_alarm_by_chance, f"drift: {{test: '{mended}', threshold: 0.1}}")
