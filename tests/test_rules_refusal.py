"""Refusals, grounding and scores: which words are understood, and which are left alone."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import grounding, refusal, scores


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("means", "open_"),
    [
        ("harmful requests answered", "harmless requests that are refused"),
        ("unsafe prompts that are completed", "harmless requests that are refused"),
        ("harmless requests refused", "harmful requests that are answered"),
        ("over-refusals of valid questions", "harmful requests that are answered"),
        ("toxic comments found", None),
        ("refunds paid / refunds due", None),
        ("sessions closed with no human", None),
    ],
)
def test_one_side(means: str, open_: str | None) -> None:
    found = told(refusal.one_sided_refusal, f"metrics: {{m: {{means: {means}, launch: 1%}}}}")
    assert [open_ in finding.message for finding in found if open_] == ([True] if open_ else [])
    assert len(found) == bool(open_)


def test_the_first_of_several_on_one_side_is_named() -> None:
    metrics = ", ".join(f"m{n}: {{means: harmful requests answered, launch: {n}%}}" for n in range(1, 4))
    (finding,) = told(refusal.one_sided_refusal, f"metrics: {{{metrics}}}")
    assert finding.message.startswith("metric `m1` bounds")
    assert [related.path for related in finding.related] == [("metrics", "m2"), ("metrics", "m3")]


@pytest.mark.parametrize(
    ("metrics", "asked"),
    [
        ("{m: {means: sessions closed with no human}}", True),
        ("{m: {means: harmful requests answered}}", False),
        ("{m: {means: harmless requests refused}}", False),
        ("{refusals: {means: how often it says no}}", False),
        ("{na: nothing is measured}", False),
    ],
)
def test_either_side_is_a_beginning(metrics: str, asked: bool) -> None:
    assert bool(told(refusal.unbounded_refusal, f"metrics: {metrics}")) is asked


def test_all_uses_of_confidence_are_one_finding() -> None:
    text = "escalation: {triggers: ['confidence < 60%', 'confidence < 50%', 'confidence < 40%']}"
    (finding,) = told(scores.uncalibrated_confidence, text)
    assert [related.path[-1] for related in finding.related] == [1, 2]


def test_the_metric_that_the_fix_offers_answers() -> None:
    text = "metrics:\n  m: {means: harmful requests answered, launch: 1%}\n"
    (finding,) = told(refusal.one_sided_refusal, text)
    assert not told(refusal.one_sided_refusal, text + "  " + finding.fix.split("   #")[0].replace("…%", "2%"))


@pytest.mark.parametrize(
    ("means", "answers"),
    [
        ("claims supported by retrieved text", True),
        ("answers with a valid citation", True),
        ("hallucinated sentences / sentences", True),
        ("sessions closed with no human", False),
        ("customers who call support", False),
    ],
)
def test_grounding(means: str, answers: bool) -> None:
    text = f"llm: {{retrieval: {{index: help}}}}\nmetrics: {{m: {{means: {means}}}}}"
    assert bool(told(grounding.unmeasured_grounding, text)) is not answers


@pytest.mark.parametrize(
    ("trigger", "more", "speaks"),
    [
        ("confidence < 60%", "", True),
        ("below 60% confidence", "", True),
        ("low confidence", "", False),
        ("under the lower 95% confidence bound", "", False),
        ("2 failed attempts", "", False),
        ("confidence < 60%", "glossary: {confidence: 'calibrated score, within 5pp'}", False),
        ("confidence < 60%", "metrics: {calibration: {means: expected calibration error}}", False),
    ],
)
def test_confidence(trigger: str, more: str, speaks: bool) -> None:
    text = f"escalation: {{triggers: ['{trigger}']}}\n{more}"
    assert bool(told(scores.uncalibrated_confidence, text)) is speaks


@pytest.mark.parametrize(
    ("prevalence", "launch", "idle"),
    [
        ("0.5%", "98%", 0.995),
        ("0.5%", "99.6%", None),
        ("80%", "75%", 0.8),
        ("50%", "70%", None),
        ("unknown", "1%", None),
        ("0%", "1%", None),
        ("100%", "1%", None),
        ("120%", "98%", None),
        ("0.5%", "99.5%", 0.995),
        ("0%", "100%", None),
        ("100%", "100%", None),
        ("49%", "51%", 0.51),
    ],
)
def test_accuracy_of_doing_nothing(prevalence: str, launch: str, idle: float | None) -> None:
    text = f"traffic: {{prevalence: {prevalence}}}\nmetrics: {{accuracy: {{better: higher, launch: {launch}}}}}"
    found = told(scores.accuracy_below_doing_nothing, text)
    assert [finding.numbers["always_the_same"] for finding in found] == ([idle] if idle else [])


@pytest.mark.parametrize(
    ("text", "told_about"),
    [
        ("metrics: {bad: {means: harmful requests answered}}", "bad"),
        ("metrics: {bad: {means: harmful requests answered}, over_refusal: {na: fixed topics}}", None),
        ("metrics: {bad: {na: no such requests}, unsafe: {means: unsafe requests answered}}", "unsafe"),
        ("metrics: {unsafe: {means: unsafe requests answered}, bad: {means: harmful requests, na: none}}", "unsafe"),
        ("metrics: {bad: {means: harmful requests answered}, worse: {means: unsafe requests answered}}", "bad"),
    ],
)
def test_metrics_set_aside_bound_nothing(text: str, told_about: str | None) -> None:
    found = told(refusal.one_sided_refusal, text)
    assert [finding.path for finding in found] == ([("metrics", told_about)] if told_about else [])


@pytest.mark.parametrize(
    ("means", "requirement", "speaks"),
    [
        ("harmful requests answered", "no harmless request is refused", False),
        ("harmful requests answered", "no harmful request is answered", True),
        ("harmless requests refused", "no harmful request is answered", False),
        ("harmless requests refused", "no harmless request is refused", True),
    ],
)
def test_a_requirement_on_the_other_side_answers(means: str, requirement: str, speaks: bool) -> None:
    text = f"metrics: {{m: {{means: {means}}}}}\nrequirements: {{safety: [{{text: {requirement}}}]}}"
    assert bool(told(refusal.one_sided_refusal, text)) is speaks


@pytest.mark.parametrize(
    ("metrics", "places"),
    [
        ("right: {means: questions answered correctly, launch: 90%}", ["right"]),
        ("right: {means: questions answered correctly, launch: 82%}", []),
        ("sales: {means: sales}, right: {means: questions answered correctly, launch: 90%}", ["right"]),
        ("calm: {means: calm users, launch: 95%}, right: {means: right answers, launch: 90%}", ["right"]),
        ("wrong: {means: questions not answered right, better: lower, launch: 90%}", []),
        ("right: {means: right answers, launch: 3 of them}", []),
        ("right: {launch: 90%}", []),
        ("solved: {means: cases whose answers complete the order, launch: 90%}", ["solved"]),
        ("solved: {means: questions answered completely by links, launch: 90%}", []),
    ],
)
def test_answers_and_retrieval(metrics: str, places: list[str]) -> None:
    text = f"llm: {{retrieval: {{index: help, recall: 82%}}}}\nmetrics: {{{metrics}}}"
    found = told(grounding.answers_beyond_retrieval, text)
    assert [finding.path for finding in found] == [("metrics", name, "launch") for name in places]


def test_what_a_case_of_an_undefined_metric_is() -> None:
    (finding,) = told(grounding.grounding_without_unit, "metrics: {grounded: {launch: 95%}, supported: {launch: 95%}}")
    assert finding.path == ("metrics", "grounded")


def test_confidence_is_told_once_and_points_to_the_other_places() -> None:
    text = """
        escalation: {triggers: [confidence < 60%, confidence < 50%]}
        degradation: [{level: 1}, {level: 2, when: confidence < 40%}, {level: 3, when: confidence < 30%}, {level: 4, when: confidence < 20%}]
    """
    (finding,) = told(scores.uncalibrated_confidence, text)
    assert finding.path == ("escalation", "triggers", 0)
    assert finding.message.startswith("`confidence < 60%` decides")
    where = [("escalation", "triggers", 1), ("degradation", 1, "when"), ("degradation", 2, "when")]
    assert [related.path for related in finding.related] == where


@pytest.mark.parametrize(
    ("metrics", "places"),
    [
        ("accuracy: {launch: 99.9%}, label_accuracy: {launch: 98%}", ["label_accuracy"]),
        ("share_right: {means: accuracy of the flags, launch: 98%}", ["share_right"]),
        ("quality: {means: accuracy averaged over balanced classes, launch: 98%}", []),
        ("quality: {means: macro accuracy, launch: 98%}", []),
        ("balanced_accuracy: {launch: 98%}", []),
        ("accuracy: {launch: 12 points}", []),
    ],
)
def test_which_metrics_are_accuracies(metrics: str, places: list[str]) -> None:
    found = told(scores.accuracy_below_doing_nothing, f"traffic: {{prevalence: 0.5%}}\nmetrics: {{{metrics}}}")
    assert [finding.path for finding in found] == [("metrics", name, "launch") for name in places]


ACCURACY = "accuracy: {means: tickets labelled right / tickets, launch: 95%}"


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        (f"metrics: {{{ACCURACY}}}", True),
        (f"traffic: {{prevalence: unknown}}\nmetrics: {{{ACCURACY}}}", True),
        (f"traffic: {{prevalence: 6%}}\nmetrics: {{{ACCURACY}}}", False),
        (f"metrics: {{{ACCURACY}, recall: {{launch: 90%}}}}", False),
        (f"metrics: {{{ACCURACY}, found: {{means: recall of urgent tickets}}}}", False),
        ("metrics: {accuracy: {means: answers that are right, launch: 95%}}", False),  # no classes
    ],
)
def test_accuracy_wants_to_know_how_often(text: str, speaks: bool) -> None:
    assert bool(told(scores.accuracy_of_unknown_balance, text)) is speaks
