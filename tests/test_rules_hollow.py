"""Answers that say nothing: which phrases are told, and which short answers are let be."""

import pytest

from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import hollow


def told(rule: Rule, text: str) -> bool:
    prd = load(read(text, "a.prd.yaml").data)[0]
    return bool(judge_alone(rule, prd))


@pytest.mark.parametrize(
    ("why", "hollow_one"),
    [
        ("It is an internal tool", True),
        ("internal use only", True),
        ("Low risk.", True),
        ("because this is a small pilot", True),
        ("mild annoyance", False),
        ("It is internal, and a wrong answer costs 20 minutes", False),
        ("an internal tool that stops nobody's work", False),
        ("nobody is harmed", False),
        ("limited to annoyance", False),
    ],
)
def test_why_that_is_only_a_trait(why: str, hollow_one: bool) -> None:
    assert told(hollow.risk_tier_without_harm, f'risk: {{tier: low, why: "{why}"}}\n') is hollow_one


@pytest.mark.parametrize(
    ("picture", "hollow_one"),
    [
        ("The answer is wrong", True),
        ("Incorrect or irrelevant suggestions", True),
        ("It hallucinates", True),
        ("The model is not accurate", True),
        ("a wrong answer about dosage", False),
        ("wrong size of shoe", False),
        ("The answer is wrong by a year", False),
        ("It hallucinates a court ruling", False),
    ],
)
def test_picture_that_only_says_wrong(picture: str, hollow_one: bool) -> None:
    assert told(hollow.wrong_told_as_wrong, f'risk: {{wrong_looks_like: "{picture}"}}\n') is hollow_one


@pytest.mark.parametrize(
    ("means", "hollow_one"),
    [
        ("how right the flags are", True),
        ("how satisfied our customers are", True),
        ("Quality of answers.", True),
        ("how long a customer waits", False),
        ("how often the flags are right", False),
        ("how satisfied customers are, asked after a call", False),
        ("how helpful, on a scale of 5", False),
        ("quality of answers rated by editors", False),
        ("quality of the answers that editors see", False),
        ("accuracy of the model", False),
    ],
)
def test_definition_that_counts_nothing(means: str, hollow_one: bool) -> None:
    assert told(hollow.definition_that_counts_nothing, f'metrics: {{flags: {{means: "{means}"}}}}\n') is hollow_one


@pytest.mark.parametrize(
    ("threshold", "hollow_one"),
    [
        ("when it looks odd", True),
        ("if somebody notices a change", True),
        ("PSI of 0.2", False),
        ("when it looks odd in 2 weekly checks", False),
        ("when relevance is low", False),
        ("when it is below launch", False),
        ("when the KS test is rejected", False),
        ("significance", False),
    ],
)
def test_threshold_by_feeling(threshold: str, hollow_one: bool) -> None:
    text = f'metrics: {{relevance: {{launch: 70%}}}}\ndrift: {{threshold: "{threshold}"}}\n'
    assert told(hollow.drift_by_feeling, text) is hollow_one


@pytest.mark.parametrize(
    ("onboarding", "hollow_one"),
    [
        ("Welcome to your new homepage", True),
        ("Welcome!", True),
        ("Hi there", True),
        ("Welcome to the assistant that answers returns", False),
        ("Welcome to suggestions that may be wrong", False),
        ("Welcome to the beta, it makes errors", False),
        ("welcome tour", False),
        ("none is needed", False),
    ],
)
def test_welcome_without_limits(onboarding: str, hollow_one: bool) -> None:
    assert told(hollow.welcome_without_limits, f'experience: {{onboarding: "{onboarding}"}}\n') is hollow_one
