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
        ("49%", "51%", 0.51),
    ],
)
def test_accuracy_of_doing_nothing(prevalence: str, launch: str, idle: float | None) -> None:
    text = f"traffic: {{prevalence: {prevalence}}}\nmetrics: {{accuracy: {{better: higher, launch: {launch}}}}}"
    found = told(scores.accuracy_below_doing_nothing, text)
    assert [finding.numbers["always_the_same"] for finding in found] == ([idle] if idle else [])
