"""Feasibility: missing data needs a plan and a first version that does without it."""

import pytest
from conftest import EXAMPLES

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import feasibility


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("rest", "plan", "version"),
    [
        ("", 1, 1),
        ("data: {collection: 200 cases a week}", 0, 1),
        ("data: {collection: {na: the vendor has it}}", 0, 1),
        ("data: {labelling: {by: two leads, n: 400}}", 1, 1),
        ("mvp: {type: [rules]}", 1, 0),
        ("mvp: {type: [transfer, model]}", 1, 0),
        ("mvp: {type: [model]}", 1, 1),
        ("mvp: {type: []}", 1, 1),
        ("mvp: {na: replaces a product that runs}", 1, 0),
        ("mvp: {type: wizard_of_oz, pilot: 500 members curated by hand}", 0, 0),
        ("mvp: {type: wizard_of_oz, pilot: one shop}", 1, 0),
    ],
)
@pytest.mark.parametrize("there", ["no", "partly"])
def test_data_gap(there: str, rest: str, plan: int, version: int) -> None:
    text = f"feasibility: {{data: {there}}}\n{rest}"
    assert len(told(feasibility.data_gap_without_plan, text)) == plan
    assert len(told(feasibility.first_version_in_need_of_data, text)) == version


@pytest.mark.parametrize(
    "given", ["{data: yes}", "{data: unknown}", "{verdict: no, data: no}", "{verdict: go}", "unknown"]
)
def test_no_gap_no_plan(given: str) -> None:
    assert told(feasibility.data_gap_without_plan, f"feasibility: {given}") == []
    assert told(feasibility.first_version_in_need_of_data, f"feasibility: {given}") == []


def test_unknown_plan_is_a_known_gap() -> None:
    text = "feasibility: {data: partly}\ndata: {collection: unknown}\nmvp: {type: unknown}"
    assert [f.known_gap for f in told(feasibility.data_gap_without_plan, text)] == [True]
    assert [f.known_gap for f in told(feasibility.first_version_in_need_of_data, text)] == [True]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("", 1),
        ("data: {history: unknown}", 1),
        ("data: {history: 12mo}", 0),
        ("data: {split: {test_n: 400}}", 0),
        ("data: {sources: [{id: a, what: purchases}]}", 1),
        ("data: {sources: [{id: a, what: purchases of 24 months}]}", 0),
        ("evaluation: {sets: [{id: a, n: 600}]}", 0),
    ],
)
def test_amount_of_data(rest: str, found: int) -> None:
    assert len(told(feasibility.unmeasured_data, f"feasibility: {{data: yes}}\n{rest}")) == found


@pytest.mark.parametrize(
    ("approaches", "found"),
    [
        ("[{what: rules}]", "one approach"),
        ("[{what: rules}, {what: model}]", "none of the 2"),
        ("[{what: rules}, {what: model, switch_if: recall under 60%}]", None),
        ("[{what: rules}, {what: model, switch_if: {na: decided by contract}}]", None),
        ("{na: the vendor's model is prescribed}", None),
    ],
)
def test_portfolio(approaches: str, found: str | None) -> None:
    findings = told(feasibility.only_one_approach, f"approaches: {approaches}")
    assert [str(found) in finding.message for finding in findings] == ([True] if found else [])


def test_support_agent_without_its_plan() -> None:
    text = (EXAMPLES / "support-agent.prd.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("  collection:"))
    assert told(feasibility.data_gap_without_plan, text) == []
    assert len(told(feasibility.data_gap_without_plan, text.replace(line, "", 1))) == 1
