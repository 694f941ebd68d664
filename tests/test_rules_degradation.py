"""Degradation: what counts as a level, as a way back and as flapping."""

import pytest

from aiprd.diagnostic import pointer
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import degradation


def codes(text: str) -> set[str]:
    prd = load(read(text, "example.prd.yaml").data)[0]
    rules = [part for part in vars(degradation).values() if isinstance(part, Rule) and part.check is not None]
    return {rule.code for rule in rules if rule.check is not None and list(rule.check(prd))}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("1", {"DEGR002"}),
        ("1 2", {"DEGR002"}),
        ("1 2 2", {"DEGR002"}),
        ("1 2 3", {"DEGR003"}),
        ("1 2 2 3", {"DEGR003"}),
        ("1 2 3 4", set()),
        ("1 3 2 4", {"DEGR004"}),
        ("unknown unknown unknown unknown", set()),
        ("1 unknown 2 3", set()),
    ],
)
def test_height_and_order(numbers: str, expected: set[str]) -> None:
    levels = ", ".join(f"{{level: {number}}}" for number in numbers.split())
    assert codes(f"degradation: [{levels}]") & {"DEGR002", "DEGR003", "DEGR004"} == expected


def test_added_level_is_enough_and_brings_nothing_new() -> None:
    levels = "\n".join(
        f"  - {{level: {place}, id: l{place}, shows: a list, when: trouble {place}, recover: 5 minutes of quiet, "
        "starts_within: 100ms, needs: [model]}"
        for place in (1, 2, 3)
    )
    prd = load(read(f"degradation:\n{levels}\n", "example.prd.yaml").data)[0]
    assert codes(f"degradation:\n{levels}\n") == {"DEGR003", "DEGR005"}
    assert degradation.no_level_without_ai.check is not None
    (finding,) = degradation.no_level_without_ai.check(prd)
    filled = finding.fix  # a `…` that is left in says nothing yet
    for words in ("a plain list", "trouble 4", "5 minutes of quiet"):
        filled = filled.replace("…", words, 1)
    assert codes(f"degradation:\n{levels}\n  {filled}\n") == set()


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ("[model] [model] [model]", {"DEGR005"}),
        ("[model] [] [model]", {"DEGR006"}),
        ("[model] [] []", set()),
        ("[model] unknown [model]", set()),
        ("unknown unknown unknown", set()),
    ],
)
def test_without_ai(needs: str, expected: set[str]) -> None:
    levels = ", ".join(f"{{level: {place}, needs: {need}}}" for place, need in enumerate(needs.split(), 1))
    assert codes(f"degradation: [{levels}]") & {"DEGR005", "DEGR006"} == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("starts_within: 1s, recover: 5 minutes of answers", set()),
        ("starts_within: 1s", {"DEGR010"}),
        ("recover: 5 minutes of answers", {"DEGR009"}),
        ("starts_within: {na: it is the page itself}, recover: {na: it is the last state}", set()),
        ("level: 1", set()),  # an alternative to the full product
    ],
)
def test_time_and_way_back(second: str, expected: set[str]) -> None:
    level = second if second.startswith("level") else f"level: 2, {second}"
    assert codes(f"degradation: [{{level: 1, id: full}}, {{id: plain, {level}}}]") & {"DEGR009", "DEGR010"} == expected


def test_unknown_way_back_is_a_known_gap_at_its_own_place() -> None:
    prd = load(read("degradation: [{level: 1}, {level: 2, recover: unknown}]", "example.prd.yaml").data)[0]
    assert degradation.no_way_back.check is not None
    (finding,) = degradation.no_way_back.check(prd)
    assert (pointer(finding.path), finding.known_gap) == ("/degradation/1/recover", True)


@pytest.mark.parametrize(
    ("when", "recover", "flaps"),
    [
        ("model unavailable", "Model unavailable.", True),
        ("confidence < 60%", "confidence > 60%", True),
        ("P95 latency > 200ms", "P95 latency <= 0.2s", True),
        ("P95 latency > 200ms", "P50 latency <= 200ms", False),
        ("confidence < 60%", "confidence >= 61%", False),
        ("confidence < 60%", "confidence >= 60% over 5min", False),
        ("model unavailable", "model available for 5 minutes", False),
        ("< 60%", "> 60%", False),
        ("unknown", "unknown", False),
    ],
)
def test_flapping(when: str, recover: str, flaps: bool) -> None:
    text = f"degradation: [{{level: 1}}, {{level: 2, when: '{when}', recover: '{recover}'}}]"
    assert ("DEGR011" in codes(text)) is flaps


@pytest.mark.parametrize(
    ("shows", "empty"),
    [
        ("nothing", True),
        ("an empty space", True),
        ("endless loading spinner", True),
        ("widget", False),
        ("nothing personal, the editorial page", False),
        ("loading takes longer; a list of bestsellers meanwhile", False),
        ("an error page with the phone number of support", False),
    ],
)
def test_empty_space(shows: str, empty: bool) -> None:
    assert ("DEGR008" in codes(f"degradation: [{{level: 1, shows: '{shows}'}}]")) is empty


@pytest.mark.parametrize(
    ("below", "named"),
    [
        (1, "`a1` shows"),
        (4, "`a1`, `a2`, `a3` and `a4` show"),
        (5, "`a1`, `a2`, `a3` and 2 more show"),
        (6, "`a1`, `a2`, `a3` and 3 more show"),
    ],
)
def test_more_than_four_levels_are_counted(below: int, named: str) -> None:
    levels = ", ".join(f"{{level: {number + 1}, id: a{number}}}" for number in range(below + 1))
    assert degradation.undated_level.check is not None
    (finding,) = degradation.undated_level.check(load(read(f"degradation: [{levels}]", "a.prd.yaml").data)[0])
    assert finding.message == f"nothing says how long until {named}"
