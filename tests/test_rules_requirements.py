"""Contradicting numbers, and what counts as another obligation."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def document(*entries: str, metric: str = "launch: 70%, target: 80%") -> str:
    lines = "".join(f"    - {entry}\n" for entry in entries)
    return f"metrics: {{relevance: {{better: higher, {metric}}}}}\nrequirements:\n  performance:\n{lines}"


@pytest.mark.parametrize(
    ("metric", "bound", "asked"),
    [
        ("better: higher, target: 80%", "relevance >= launch", True),
        ("role: primary, better: higher, target: 80%", "relevance >= baseline", False),  # asked for by another rule
        ("better: higher, role: guardrail, floor: 80%", "relevance >= baseline", True),
        ("better: higher, role: guardrail, floor: 80%", "relevance >= launch", True),
        ("better: higher, launch: 80%", "relevance >= launch", False),
        ("better: higher, launch: unknown", "relevance >= launch", False),
    ],
)
def test_level_that_the_metric_does_not_have(metric: str, bound: str, asked: bool) -> None:
    source = f"metrics: {{relevance: {{{metric}}}}}\nrequirements: {{performance: [{bound}]}}"
    assert (found("REQS004", source) != []) is asked


def test_an_answered_requirement_does_not_hide_the_next() -> None:
    source = "requirements: {performance: [{text: good, bound: relevance >= 70%}, {text: fine}, at least 70%]}"
    assert len(found("REQS003", source)) == 2


@pytest.mark.parametrize(
    "entry",
    [
        "relevance >= launch",
        "relevance >= 70%",
        "relevance >= 80%",
        "relevance >= 75% for new_members",
        "relevance >= 75% of new members",
        "P95 relevance >= 75%",
        "relevance gap <= 5pp",
        "relevance <= 95%",
        "{bound: relevance >= 75%, at: pilot}",
        "{bound: relevance >= 75%, measured_on: test_set}",
        "{bound: relevance >= 75%, when: confidence > 80%}",
    ],
)
def test_other_obligations_may_have_other_numbers(entry: str) -> None:
    assert found("REQS006", document(entry)) == []


@pytest.mark.parametrize(
    "entry", ["relevance >= 75%", "{bound: relevance >= 75% over 7d, at: launch}", "relevance > 60%"]
)
def test_a_second_number_for_the_launch_bar_is_a_contradiction(entry: str) -> None:
    (finding,) = found("REQS006", document(entry))
    assert [related.path for related in finding.related] == [("metrics", "relevance", "launch")]
    assert "relevance" in finding.fix
    assert "launch" in finding.fix


def test_two_numbers_without_a_launch_value_contradict_each_other_in_one_window() -> None:
    assert (
        len(found("REQS006", document("relevance >= 75% over 7d", "relevance >= 70% over 7d", metric="target: 90%")))
        == 1
    )
    assert (
        found("REQS006", document("relevance >= 75% over 7d", "relevance >= 70% over 30d", metric="target: 90%")) == []
    )
    assert (
        found("REQS006", document("relevance >= 75% over 7d", "relevance >= 75% over 7d", metric="target: 90%")) == []
    )


def test_missing_families_are_one_finding_and_unknown_ones_known_gaps() -> None:
    findings = found("REQS001", "requirements: {performance: [a >= 1%], latency: unknown, coverage: {na: answers all}}")
    assert [finding.path for finding in findings] == [("requirements", "latency"), ("requirements",)]
    assert [finding.known_gap for finding in findings] == [True, False]
    assert "(fallback) and what is watched after launch (monitoring)" in findings[1].message
    assert "coverage" not in findings[1].message


@pytest.mark.parametrize("source", ["requirements: {na: a prototype that nobody sees}", "requirements: 7", "- a list"])
def test_families_are_not_asked_for_where_requirements_cannot_be_read(source: str) -> None:
    assert found("REQS001", source) == []
    assert found("REQS002", source) == []


def test_fix_for_missing_requirements_names_all_families() -> None:
    (finding,) = found("REQS001", "aiprd: 1\n")
    prd, _ = load(read("aiprd: 1\n" + finding.fix.replace("…", "x"), "prd.yaml").data)
    assert list(ALL["REQS001"].check(prd) if ALL["REQS001"].check else ()) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{text: suggestions are relevant}", True),
        ("{text: 9 of 10 suggestions are relevant}", False),
        ("{text: shown on each page, nature: deterministic}", False),
        ("{bound: unknown}", True),
        ("{bound: nonsense here}", False),
        ("{na: no model yet}", False),
    ],
)
def test_a_number_is_asked_of_prose_only(entry: str, told: bool) -> None:
    assert (found("REQS003", document(entry)) != []) is told


@pytest.mark.parametrize(
    ("metric", "bound", "told"),
    [
        ("launch: 70%", "relevance >= 200ms", True),
        ("launch: 70%", "relevance >= 70pp", True),
        ("launch: 70%", "relevance gap <= 10pp", False),
        ("launch: 70%", "relevance >= 70", False),
        ("unit: stars, launch: 4", "relevance >= 70%", False),
        ("unit: count, launch: 4", "relevance >= 12 per 1k turns", False),
    ],
)
def test_units_are_compared_where_both_are_known(metric: str, bound: str, told: bool) -> None:
    assert (found("REQS005", document(bound, metric=metric)) != []) is told


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{bound: relevance >= 65%, at: canary}", None),  # lower than at launch, and above rollback
        ("{bound: relevance >= 33%, at: canary}", "but its rollback value is 60%"),
        ("{bound: relevance >= 65%, at: tenth}", "70% elsewhere"),
        ("{bound: relevance >= 65% over 7d, at: tenth}", None),  # the gate has no window
        ("{bound: relevance >= 33%, at: canary, for: new members}", None),
    ],
)
def test_a_bar_of_its_own_stage(entry: str, message: str | None) -> None:
    text = document(entry, metric="rollback: 60%, launch: 70%, target: 80%")
    gate = "rollout: {stages: [{id: canary, share: 1%}, {id: tenth, share: 10%, gate: [relevance >= launch]}]}\n"
    assert [message in finding.message for finding in found("REQS006", text + gate) if message] == [True] * bool(
        message
    )
    assert len(found("REQS006", text + gate)) == bool(message)


def test_a_bar_on_the_ladder_contradicts_another_one() -> None:
    metric = "role: secondary, alert: 88%, target: 95%"
    (finding,) = found("REQS006", document("relevance >= 88%", "relevance >= 51%", metric=metric))
    assert "51% of `relevance` here and 88% elsewhere" in finding.message
    assert not found("REQS006", document("relevance >= 95%", "relevance >= 88%", metric=metric))  # one is the target


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("bound: relevance >= 80%", True),
        ("bound: relevance >= 80%, for: new members", False),
        ("bound: relevance >= 80%, when: it rains", False),
        ("bound: relevance >= 80% for new", False),
        ("bound: relevance >= 80% of new members", False),
        ("bound: relevance gap <= 80%", False),
        ("bound: relevance >= 80%, measured_on: judged", False),
        ("bound: relevance >= 80%, measured_on: live_use", True),
        ("bound: relevance >= 80%, across: [region]", False),
    ],
)
def test_a_gate_is_as_strict_as_what_is_due_at_it(entry: str, told: bool) -> None:
    gate = "rollout: {stages: [{id: tenth, share: 10%, gate: [relevance >= launch]}]}\n"
    gate += "evaluation: {sets: [{id: judged, n: 500}, {id: live_use, n: 500}]}\n"
    metric = "launch: 70%, target: 80%, measured_on: live_use, slices: {new: {launch: 70%}}"
    messages = [
        finding.message for finding in found("REQS006", document(f"{{{entry}, at: tenth}}", metric=metric) + gate)
    ]
    assert any("the gate asks for 70%" in message for message in messages) is told


def test_a_requirement_on_nothing_hides_no_other() -> None:
    entries = ("at least 70%", "relevance >= 200ms")
    assert [finding.path for finding in found("REQS005", document(*entries))] == [("requirements", "performance", 1)]
