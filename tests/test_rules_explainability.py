"""Which levels need an explanation of their own."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def promise(level: str, bound: str = "100%") -> str:
    first = "{level: 1, id: full, shows: personal items}"
    return f"requirements: {{explainability: [{{bound: {bound}}}]}}\ndegradation: [{first}, {level}]\n"


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("{level: 2, id: popular, shows: popular items}", True),
        ("{level: 2, id: popular, shows: popular items, explanation: Popular this week}", False),
        ("{level: 2, id: popular, shows: popular items, explanation: {na: the same for all}}", False),
        ("{level: 2, id: popular, shows: popular items, explanation: unknown}", True),
        ("{level: 5, id: hidden, shows: the page closes the gap}", False),
        ("{level: 5, id: last, shows: the widget is removed}", False),
        ("{level: 1, id: full_b, shows: personal items}", False),
        ("{id: popular, shows: popular items}", True),  # the second in the list
    ],
)
def test_a_level_that_shows_something_needs_its_words(level: str, told: bool) -> None:
    assert (found("EXPL002", promise(level)) != []) is told


@pytest.mark.parametrize(
    "bound",
    [
        "99%",
        "relevance >= launch",
        "{text: explained}",
        "100% of model outputs",
        "100% of personalised items",
        "unknown",
        "explained >= 100ms",
    ],
)
def test_a_lesser_promise_binds_no_fallback(bound: str) -> None:
    assert found("EXPL002", promise("{level: 2, id: popular, shows: popular items}", bound)) == []


def test_unknown_words_are_a_known_gap_at_their_own_place() -> None:
    (finding,) = found("EXPL002", promise("{level: 2, id: popular, shows: popular items, explanation: unknown}"))
    assert finding.known_gap
    assert finding.path == ("degradation", 1, "explanation")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{text: each item says why}", "for whom and on what share of outputs"),
        ("{bound: 100%, for: members}", "what is explained, and in which form"),
        ("{bound: 100%, for: members, definition: a heat map beside the image}", ""),
        ("{text: each item says why, bound: {na: asked for on demand}, for: members}", ""),
        ("{na: a forecast without users}", ""),
    ],
)
def test_whom_what_and_how_many_are_asked_once(entry: str, told: str) -> None:
    messages = [finding.message for finding in found("EXPL001", f"requirements: {{explainability: [{entry}]}}")]
    assert messages == ([f"explainability does not say {told}"] if told else [])
