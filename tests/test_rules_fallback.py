"""Which triggers need a number, and where it may stand."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def fallback(when: str, more: str = "") -> str:
    return f"requirements:\n  fallback: [{{when: {when}, then: popular}}]\n{more}"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("low confidence", "at which confidence"),
        ("the model is not confident", "at which confidence"),
        ("low confidence (under 60%)", ""),
        ("model timeout", "after how long"),
        ("timeout of 250ms", ""),
        ("new member or insufficient data", ""),
        ("image fails the input check", ""),
    ],
)
def test_confidence_and_timeout_need_a_number(when: str, told: str) -> None:
    messages = [finding.message for finding in found("FALL002", fallback(when))]
    assert len(messages) == bool(told)
    assert all(told in message for message in messages)


@pytest.mark.parametrize(
    ("when", "more"),
    [
        ("model timeout", "  latency: [{timeout: 250ms}]\n"),
        ("model timeout", "failure_modes: [{signal: no answer in 200ms}]\n"),
        ("low confidence", "degradation: [{id: popular, when: confidence < 60%}]\n"),
    ],
)
def test_the_number_may_stand_elsewhere(when: str, more: str) -> None:
    assert found("FALL002", fallback(when, more)) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{when: timeout, then: popular}", []),
        ("{when: timeout}", ["what users get then"]),
        ("{then: popular}", ["what sets it off"]),
        ("{when: unknown, then: popular}", ["what sets it off"]),
        ("{text: staff take over when it is down}", []),
        ("{na: batch product}", []),
    ],
)
def test_trigger_and_behaviour_are_asked_for(entry: str, told: list[str]) -> None:
    messages = [finding.message for finding in found("FALL001", f"requirements: {{fallback: [{entry}]}}")]
    assert len(messages) == len(told)
    assert all(part in message for part, message in zip(told, messages, strict=True))


@pytest.mark.parametrize(
    ("entry", "gap"),
    [("{when: unknown, then: popular}", True), ("{when: timeout, then: unknown}", True), ("{when: timeout}", False)],
)
def test_either_part_may_be_a_known_gap(entry: str, gap: bool) -> None:
    assert [finding.known_gap for finding in found("FALL001", f"requirements: {{fallback: [{entry}]}}")] == [gap]
