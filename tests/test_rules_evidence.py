"""Evidence: references that are followed, and figures that must be one."""

import pytest

from aiprd.amount import quantity
from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.prd.metric import rounding, same_figure
from aiprd.rule import Rule
from aiprd.rules import evidence
from aiprd.rules.evidence import measured, references

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


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "a.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("source", "results", "asked"),
    [
        ("ab_1", "{metric: a, n: 4000}", False),
        ("ab_1", "{metric: a, lift: +3%}", True),
        ("ab_1", "{metric: b, n: 4000}", True),  # the n of something else
        ("ab_2", "{metric: a, n: 4000}", True),  # the n of another experiment
    ],
)
def test_the_experiment_behind_a_value_says_on_how_many(source: str, results: str, asked: bool) -> None:
    text = (
        f"metrics: {{a: {{observed: {{value: 78%, date: 2026-11, from: {source}}}}}, b: {{means: x}}}}\n"
        f"requirements: {{performance: [a >= 70%]}}\nexperiments: [{{id: ab_1, results: [{results}]}}, {{id: ab_2}}]\n"
    )
    found = told(measured.unobserved_metric, text)
    assert ["on how many cases" in finding.message for finding in found] == ([True] if asked else [])


@pytest.mark.parametrize(
    ("limitation", "gap"),
    [
        ("what: 2 of 100 are gifts", False),
        ("what: 2 of 100 are gifts, metric: unknown", True),
        ("what: 2 of 100 are gifts, slice: unknown", True),
        ("what: 2 of 100 are gifts, slice: gifts", None),
        ("what: gifts are mistaken for taste", None),
    ],
)
def test_a_figure_that_no_metric_shows_yet_is_a_known_gap(limitation: str, gap: bool | None) -> None:
    found = told(measured.limitation_on_no_metric, f"limitations: [{{{limitation}}}]")
    assert [finding.known_gap for finding in found] == ([] if gap is None else [gap])


def test_a_value_still_unknown_is_a_known_gap() -> None:
    (finding,) = told(
        measured.unobserved_metric, "metrics: {a: {observed: unknown}}\nrequirements: {performance: [a >= 70%]}"
    )
    assert finding.known_gap


@pytest.mark.parametrize(
    ("metric", "arms", "said"),
    [
        ("per: visit", "", ""),
        ("per: visit", "unit: member, arms: {control: 10}, ", ": its arms count each member, the metric each visit"),
        ("means: visits", "", ""),
    ],
)
def test_arms_are_spoken_of_where_there_are_arms(metric: str, arms: str, said: str) -> None:
    text = f"metrics: {{a: {{{metric}}}}}\nexperiments: [{{id: ab_1, {arms}primary: [a], results: [{{metric: a}}]}}]"
    (finding,) = told(measured.experiment_without_its_answer, text)
    assert finding.message.endswith(f"does not say on how many `a` was measured{said}")


@pytest.mark.parametrize(
    ("gap", "more", "taken"),
    [
        ("cold starts", "failure_modes: [{id: cold_start_of_shops, owner: J. Doe}]", True),
        ("cold starts in warehouses", "failure_modes: [{id: cold_start, owner: J. Doe}]", False),  # these are not named
        ("cold starts", "failure_modes: [{id: cold_start}]", False),
        ("labels", "approaches: [{what: a tool for labels}]", True),  # the only word it has
        ("labels of shops", "approaches: [{what: a tool for labels}]", False),
        ("German labels of shops", "approaches: [{what: a tool for labels in shops}]", True),  # two of three
        ("German labels of shops", "approaches: [{what: German shops send their labels}]", True),
        ("German labels of shops", "approaches: [{what: a tool for labels}, {what: a list of shops}]", False),
    ],
)
def test_what_takes_a_gap_up(gap: str, more: str, taken: bool) -> None:
    found = told(measured.gap_without_owner, f"feasibility: {{verdict: go, gaps: ['{gap}']}}\n{more}")
    assert bool(found) is not taken


def test_a_gap_with_a_quotation_is_quoted_so_that_it_can_be_read() -> None:
    (finding,) = told(measured.gap_without_owner, "feasibility: {verdict: go, gaps: ['no \"golden\" labels #1!']}")
    assert finding.fix.startswith('- "no golden labels #1!: owner …"')


@pytest.mark.parametrize(
    ("metrics", "places"),
    [
        ("a: {observed: {value: 8%, from: ab_9}}", ["metrics a observed from"]),
        ("a: {na: later}, b: {observed: {value: 8%, from: ab_9}}", ["metrics b observed from"]),
        ("a: {slices: {new: {observed: {value: 8%, from: ab_9}}}}", ["metrics a slices new observed from"]),
        ("a: {slices: {new: {observed: {value: 8%, from: ab_1}}}}", []),
    ],
)
def test_every_source_is_looked_up(metrics: str, places: list[str]) -> None:
    found = told(references.evidence_that_leads_nowhere, f"metrics: {{{metrics}}}\nexperiments: [{{id: ab_1}}]")
    assert [" ".join(map(str, finding.path)) for finding in found] == places


@pytest.mark.parametrize(
    ("parts", "reported", "count"),
    [
        ("[ctr, saves]", ["ctr", "saves"], 0),
        ("[ctr, saves]", ["ctr", "saves", "nps"], 0),  # more than its parts
        ("[ctr, saves]", ["ctr"], 1),  # fewer
        ("[ctr, saves]", ["nps"], 1),
        ("[]", ["ctr"], 1),
    ],
)
def test_a_whole_is_reported_by_all_its_parts(parts: str, reported: list[str], count: int) -> None:
    results = ", ".join(f"{{metric: {name}, control: 4%, treatment: 5%}}" for name in reported)
    text = (
        f"metrics: {{whole: {{made_of: {parts}, observed: {{value: 8%, from: ab_1 and ab_2}}}}, ctr: {{means: x}}, "
        f"saves: {{means: x}}, nps: {{means: x}}}}\n"
        f"experiments: [{{id: ab_1, results: [{results}]}}, {{id: ab_2, results: [{results}]}}]\n"
    )
    found = told(references.evidence_about_something_else, text)
    assert [finding.related[0].path for finding in found] == [("experiments", 0, "results")] * count


def test_a_figure_from_the_set_of_another_metric_points_to_that_set() -> None:
    text = """
        metrics: {found: {measured_on: urgent}, left: {measured_on: other}}
        evaluation: {sets: [{id: urgent, n: 640}, {id: other, n: 6000}, {id: other, n: 5000}]}
        claims: [{text: Flags 95% of urgent images, metric: found, evidence: other}]
    """
    (finding,) = told(references.evidence_about_something_else, text)
    assert [related.path for related in finding.related] == [
        ("metrics", "found", "measured_on"),
        ("evaluation", "sets", 1),
    ]
