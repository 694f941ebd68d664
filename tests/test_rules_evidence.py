"""Evidence: references that are followed, and figures that must be one."""

import pytest

from aiprd.amount import quantity
from aiprd.document import read
from aiprd.prd import load
from aiprd.prd.metric import rounding, same_figure
from aiprd.rule import Rule
from aiprd.rules import evidence

BASE = """
metrics:
  ctr: {{means: clicks, observed: {{value: {value}, from: "{source}"}}}}
  relevance: {{means: fits, made_of: [ctr]}}
experiments:
  - {{id: ab_1, results: [{{metric: ctr, control: 4.2%, treatment: 11.8%}}]}}
  - {{id: ab_2, results: [{{metric: relevance, control: 12%, treatment: 72%}}]}}
  - {{id: ab_3}}
evaluation: {{sets: [{{id: eval_qa, n: 600}}]}}
rollout: {{stages: [{{id: shadow_1, share: 5%}}]}}
"""


def codes(text: str) -> set[str]:
    prd = load(read(text, "a.prd.yaml").data)[0]
    rules = [part for module in evidence.MODULES for part in vars(module).values() if isinstance(part, Rule)]
    return {rule.code for rule in rules if rule.check is not None and list(rule.check(prd))}


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("ab_1", "11.8%", set()),
        ("ab_1", "12%", set()),
        ("ab_1", "4.2%", set()),
        ("ab_1, treatment arm", "11.8%", set()),
        ("ab_1", "13%", {"EVID003"}),
        ("ab_1", "11.8 points", set()),
        ("ab_2", "11.8%", {"EVID002"}),
        ("ab_3", "11.8%", set()),
        ("ab_1 and ab_3", "13%", {"EVID003"}),
        ("ab_4", "11.8%", {"EVID001"}),
        ("ab_1 and ab_9", "11.8%", {"EVID001"}),
        ("eval_qa", "11.8%", set()),
        ("eval_ga", "11.8%", {"EVID001"}),
        ("shadow_1", "11.8%", set()),
        ("pilot", "11.8%", set()),
        ("logs_2026", "11.8%", set()),
        ("Q2", "11.8%", set()),
        ("survey of 2026", "11.8%", set()),
    ],
)
def test_where_an_observed_value_comes_from(source: str, value: str, expected: set[str]) -> None:
    assert codes(BASE.format(source=source, value=value)) == expected


def test_a_whole_may_come_from_an_experiment_on_its_parts() -> None:
    text = BASE.format(source="ab_1", value="11.8%").replace(
        "means: fits,", "means: fits, observed: {value: 9%, from: ab_1},"
    )
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("metric: ctr, to: 11.8%, evidence: ab_1", set()),
        ("metric: ctr, to: 14%, evidence: ab_1", {"EVID003"}),
        ("metric: ctr, to: 14%, evidence: eval_qa", {"EVID003"}),
        ("metric: ctr, to: 14%, evidence: a survey", set()),
        ("metric: relevance, to: 72%, evidence: ab_1", set()),
        ("metric: ctr, to: 12%, evidence: ab_2", {"EVID002"}),
        ("to: 14%, evidence: ab_1", set()),
    ],
)
def test_where_a_claim_comes_from(claim: str, expected: set[str]) -> None:
    assert codes(BASE.format(source="eval_qa", value="11.8%") + f"claims: [{{text: more, {claim}}}]\n") == expected


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("4.2%", 0.0005),
        ("70%", 0.005),
        ("200ms", 0.0005),
        ("40,000", 0.5),
        ("2.3M members", 50_000),
        ("10pp", 0.5),
        ("$0.03", 0.005),
    ],
)
def test_rounding_is_half_of_the_last_digit(text: str, half: float) -> None:
    assert rounding(quantity(text)) == pytest.approx(half)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("78%", "78.4%", True),
        ("78%", "78.6%", False),
        ("11.8%", "11.9%", True),
        ("11.8%", "12.0%", False),
        ("78%", "78pp", True),
    ],
)
def test_figures_that_may_be_one(one: str, other: str, same: bool) -> None:
    assert same_figure(quantity(one), quantity(other)) is same


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        ("{value: 78%, n: 2000, date: 2026-11}", set()),
        ("78%", {"EVID004"}),
        ("{value: 78%, date: 2026-11, from: eval_qa}", set()),
        ("{value: 78%, date: 2026-11, from: eval_none}", {"EVID001", "EVID004"}),
        ("unknown", {"EVID004"}),
        ("{na: not yet counted}", set()),
    ],
)
def test_what_a_live_product_has_measured(observed: str, expected: set[str]) -> None:
    text = (
        f"metrics: {{a: {{observed: {observed}}}}}\nrequirements: {{performance: [a >= 70%]}}\n"
        "evaluation: {sets: [{id: eval_qa, n: 600}]}\n"
    )
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("gap", "taken"),
    [
        ("no merchandising calendar", True),
        ("the catalogue of the warehouse", False),
        ("the catalogue of the warehouse; owner J. Doe", True),
        ("the catalogue of the warehouse (B. Osei)", True),
        ("cold starts", True),
        ("slow network", False),
        ("slow backups", False),
        ("n/a so far", True),
    ],
)
def test_a_gap_is_taken_up(gap: str, taken: bool) -> None:
    text = (
        f"product: {{team: {{data: B. Osei}}}}\nfeasibility: {{verdict: go, gaps: ['{gap}']}}\n"
        "stakeholders: {asks: [{what: calendar feed}]}\nfailure_modes: [{id: cold_start, owner: J. Doe}, {id: slow_feed}]\n"
    )
    assert ("EVID007" not in codes(text)) is taken


def test_the_answer_of_an_experiment() -> None:
    text = "metrics: {a: {means: x}, b: {means: y}}\nexperiments: [{id: ab_1, primary: [a], %s}]\n"
    assert codes(text % "arms: {control: 10, treatment: 10}") == set()
    assert codes(text % "arms: {control: 10, treatment: 10}, results: [{metric: a, lift: +3%}]") == set()
    assert codes(text % "arms: unknown, results: [{metric: a, lift: +3%}]") == set()
    assert codes(text % "results: [{metric: a, lift: +3%}]") == {"EVID006"}
    assert codes(text % "results: [{metric: a, lift: +3%, n: 10}]") == set()
    assert codes(text % "results: [{metric: b, lift: +3%, n: 10}]") == {"EVID006"}
    counted = (
        text.replace("means: x", "means: x, per: visit")
        % "unit: member, arms: {control: 10}, results: [{metric: a, lift: +3%}]"
    )
    assert codes(counted) == {"EVID006"}
    assert codes(counted.replace("unit: member", "unit: visits")) == set()
    assert codes(counted.replace("per: visit", "per: visit, source: survey")) == set()  # told as a survey without its n
    assert codes(text % "results: [{metric: nothing, lift: +3%, n: 10}]") == set()  # told as an undefined name
