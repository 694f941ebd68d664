"""User experience: what explains, what answers feedback, and what lets users leave."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.experience import incomplete_experience

PARTS = {
    "what share of outputs is explained": "explanation",
    "when feedback takes effect": "feedback",
    "how users leave it": "way out",
}


def missing(text: str) -> list[str]:
    assert incomplete_experience.check is not None
    found = list(incomplete_experience.check(load(read(text, "example.prd.yaml").data)[0]))
    return [part for finding in found for words, part in PARTS.items() if words in finding.message]


@pytest.mark.parametrize(
    ("experience", "more", "expected"),
    [
        ("[{text: a quiet page}]", "", ["explanation", "feedback", "way out"]),
        ("[{id: why_shown, text: one line}]", "", ["feedback", "way out"]),
        ("[{id: opt_out, text: one tap}]", "", ["explanation", "feedback"]),
        ("[{text: each item says why}, {text: a switch}]", "", ["feedback", "way out"]),
        ("[{bound: m >= 90%}]", "metrics: {m: {means: items with an explanation}}", ["feedback", "way out"]),
        ("[{bound: m >= 90%}]", "metrics: {m: {means: items shown}}", ["explanation", "feedback", "way out"]),
        ("[{bound: nothing >= 90%}]", "metrics: {m: {means: items}}", ["explanation", "feedback", "way out"]),
        ("[{text: a list, then: plain}]", "degradation: [{level: 1, id: plain}]", ["explanation", "feedback"]),
        ("[{text: a list}]", "feedback: {signals: {na: nobody sees it}}", ["explanation", "way out"]),
        ("[{text: a list}]", "feedback: {signals: [{id: thumbs}]}", ["explanation", "feedback", "way out"]),
        ("[{text: a list}]", "feedback: {signals: [{id: hide, effect: gone at once}]}", ["explanation", "way out"]),
        ("[{text: a list}]", "experience: {opt_out: {na: prescribed}}", ["explanation", "feedback"]),
        ("[{text: a list}]", "", ["explanation", "feedback", "way out"]),
        ("[{text: a list}, unknown]", "", []),  # the open one may answer it
        ("[]", "", []),
        ("unknown", "", []),
        ("{na: no person sees it}", "", []),
    ],
)
def test_parts_of_an_experience(experience: str, more: str, expected: list[str]) -> None:
    assert missing(f"requirements: {{experience: {experience}}}\n{more}") == expected
