"""Slices: what answers for a slice below the launch bar."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.slices import unmentioned_weak_slice


def told(slice_: str, rest: str = "", better: str = "higher") -> list[str]:
    text = f"metrics: {{recall: {{better: {better}, launch: 70%, slices: {{cold_start: {slice_}}}}}}}\n{rest}\n"
    assert unmentioned_weak_slice.check is not None
    return [finding.message for finding in unmentioned_weak_slice.check(load(read(text, "a.prd.yaml").data)[0])]


@pytest.mark.parametrize(
    ("slice_", "weak"),
    [
        ("52%", True),
        ("{target: 60%}", True),
        ("70%", False),
        ("{observed: 74%, target: 80%}", False),
        ("{observed: 74%, target: 60%}", True),
        ("{observed: 52%, launch: 45%}", False),
        ("{observed: 52 points}", False),
        ("unknown", False),
    ],
)
def test_below_the_bar(slice_: str, weak: bool) -> None:
    assert bool(told(slice_)) is weak


def test_direction() -> None:
    assert told("52%", better="lower") == []
    assert told("82%", better="lower")
    assert told("82%", better="range") == []


@pytest.mark.parametrize(
    "answer",
    [
        "limitations: [{what: weak, slice: cold_start}]",
        "limitations: [{what: Cold-start members see less}]",
        "limitations: [{what: weak, slice: recall.cold_start}]",
        "requirements: {performance: [recall >= 50% for cold_start]}",
        "requirements: {performance: [recall.cold_start >= 50%]}",
        "requirements: {fairness: [{bound: recall gap <= 10pp, across: {tenure: [cold_start, old]}}]}",
        "stories: [{as: new member, bound: recall >= 50% for cold_start}]",
    ],
)
def test_answers(answer: str) -> None:
    assert told("52%", answer) == []


def test_another_slice_is_no_answer() -> None:
    assert told("52%", "limitations: [{what: weak, slice: german}]")


@pytest.mark.parametrize(
    ("elsewhere", "mentioned"),
    [
        ("limitations: [{what: new members see less, slice: german}]", True),
        ("limitations: [{what: German pages are worse}]", True),
        ("limitations: [{what: weak, metric: relevance.german}]", True),
        ("limitations: [{what: weak, slice: the german pages}]", True),
        ("limitations: [{what: weak, slice: french}]", False),
        ("requirements: {fairness: [{bound: relevance gap <= 5pp, across: [german]}]}", True),
        ("requirements: {fairness: [{bound: relevance gap <= 5pp, across: {language: [german, french]}}]}", True),
        ("requirements: {fairness: [{bound: relevance gap <= 5pp, across: {language: [french]}}]}", False),
        ("requirements: {performance: [relevance >= 60% for german]}", True),
    ],
)
def test_where_a_weak_slice_is_spoken_of(elsewhere: str, mentioned: bool) -> None:
    text = (
        f"metrics: {{relevance: {{better: higher, launch: 70%, slices: {{german: {{observed: 52%}}}}}}}}\n{elsewhere}"
    )
    assert unmentioned_weak_slice.check is not None
    assert bool(list(unmentioned_weak_slice.check(load(read(text, "a.prd.yaml").data)[0]))) is not mentioned
