"""Testing: what counts as tested, which groups count as the same, and where the rules keep quiet."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import testing


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


@pytest.mark.parametrize(
    ("elsewhere", "missing"),
    [
        ("", "offline, attack, compare, groups, users"),
        ("experiments: [{id: ab_1}]", "offline, attack, groups, users"),
        ("experiments: {na: nobody sees it}", "offline, attack, groups, users"),
        ("requirements: {fairness: {na: no people}}", "offline, attack, compare, users"),
        ("security: {threats: [{what: injection, test: 300 cases}]}", "offline, compare, groups, users"),
        ("security: {threats: [{what: injection}]}", "offline, attack, compare, groups, users"),
    ],
)
def test_other_parts_answer_for_a_test(elsewhere: str, missing: str) -> None:
    (finding,) = told(testing.missing_test, f"evaluation: {{failure_mode: drills}}\n{elsewhere}")
    words = {"offline": "offline", "attack": "attack", "compare": "present", "groups": "groups", "users": "users them"}
    assert {name for name, word in words.items() if word in finding.message} == set(missing.split(", "))


@pytest.mark.parametrize(
    ("kind", "missing"), [("regression", "offline"), ("security", "attack"), ("fairness", "groups"), ("", "offline")]
)
def test_sets_answer_for_the_test_of_their_kind(kind: str, missing: str) -> None:
    sets = "sets: [{id: one" + (f", kind: {kind}" if kind else "") + "}]"
    (finding,) = told(testing.missing_test, f"evaluation: {{{sets}}}")
    assert missing not in finding.message


MODES = "failure_modes:\n  - {id: timeout, type: infrastructure}\n  - {id: cold_start, type: edge, test: %s}\n"


@pytest.mark.parametrize(
    ("test", "drill", "places"),
    [
        ("100 new accounts", "", ["/failure_modes/0"]),
        ("unknown", "", ["/failure_modes/0"]),
        ("{na: seen each day}", "", ["/failure_modes/0"]),
        ("100 new accounts", "evaluation: {failure_mode: one drill for each}", []),
        ("100 new accounts", "evaluation: {failure_mode: {na: tested by the vendor}}", []),
        ("100 new accounts", "evaluation: {failure_mode: [timeout]}", []),
        ("unknown", "evaluation: {failure_mode: [timeout]}", ["/failure_modes/1/test"]),
        ("100 new accounts", "evaluation: {failure_mode: unknown}", ["/evaluation/failure_mode"]),
    ],
)
def test_failure_modes_are_one_finding(test: str, drill: str, places: list[str]) -> None:
    found = told(testing.untested_failure_mode, MODES % test + drill)
    assert [pointer(finding.path) for finding in found] == places
    known = {"/evaluation/failure_mode", "/failure_modes/1/test"}
    assert all(finding.known_gap is (pointer(finding.path) in known) for finding in found)


def test_no_failure_modes_are_asked_for_elsewhere() -> None:
    assert not told(testing.untested_failure_mode, "evaluation: {failure_mode: unknown}")


FAIR = "metrics: {relevance: {launch: 70%%}}\nrequirements:\n  fairness: [{bound: relevance gap <= 10pp, across: %s}]\nevaluation: %s\n"


@pytest.mark.parametrize(
    ("across", "evaluation", "findings"),
    [
        ("[age_group, region]", "{fairness: [age_group, region]}", 0),
        ("[age_group, region]", "{fairness: [Age group, region]}", 0),
        ("[age_group, region]", "{fairness: age_group}", 1),
        ("[age_group, region]", "{fairness: parity report each quarter}", 0),  # told in words: nobody can tell
        ("[age_group, region]", "{fairness: [age_group, 'and region, by hand']}", 0),
        ("[age_group, any segment]", "{fairness: [age_group]}", 0),  # another rule wants the groups named
        ("[age_group, region]", "{fairness: unknown}", 0),
        ("{age_group: [18-34, 35+]}", "{fairness: [age_group]}", 0),
        ("[age_group, region]", "{fairness: [set_a], sets: [{id: set_a, slices: [age_group]}]}", 1),
        ("[age_group, region]", "{fairness: [set_a], sets: [{id: set_a}]}", 0),
        ("[age_group]", "{fairness: [age_group, tenure]}", 0),  # `tenure` is defined nowhere: it may be a report
        ("[age_group]", "{fairness: [age_group, income]}", 1),  # but this can be nothing else
        ("[age_group]", "{fairness: [age_group, income_report]}", 0),
        ("[age_group]", "{fairness: [age_group, income], sets: [{id: income}]}", 0),
        ("[age_group, region]", "{fairness: [region, age]}", 1),  # one name for two: one finding
    ],
)
def test_fairness_groups(across: str, evaluation: str, findings: int) -> None:
    assert len(told(testing.mismatched_fairness_test, FAIR % (across, evaluation))) == findings


def test_fix_makes_the_groups_the_same() -> None:
    text = FAIR % ("[age_group, region, gender]", "{fairness: [age_group]}")
    (finding,) = told(testing.mismatched_fairness_test, text)
    assert finding.fix == "fairness: [age_group, region, gender]"
    assert not told(testing.mismatched_fairness_test, text.replace("fairness: [age_group]}", finding.fix + "}"))


@pytest.mark.parametrize(
    ("uat", "missing"),
    [
        ("20 members rate trust, comprehension and satisfaction", ""),
        ("20 members say whether they rely on it, understood it and liked it (CSAT)", ""),
        ("20 members", "trust, comprehension and satisfaction"),
        ("20 members rate satisfaction", "trust and comprehension"),
        ("20 Mitglieder bewerten Vertrauen und Verständnis", ""),  # not English: nobody can tell
        ("unknown", ""),
        ("{na: no person sees it}", ""),
    ],
)
def test_acceptance_test(uat: str, missing: str) -> None:
    found = told(testing.shallow_acceptance_test, f"evaluation: {{uat: {uat if uat[0] == '{' else repr(uat)}}}")
    assert [missing in finding.message for finding in found] == ([True] if missing else [])


@pytest.mark.parametrize("value", ["5", "[]", "[null, {}, [1]]", "{a: 1}", "unknown", "{na: because}"])
def test_nothing_raises(value: str) -> None:
    for key in ("fairness", "uat", "failure_mode", "sets", "offline"):
        text = MODES % value + f"evaluation: {{{key}: {value}}}\nrequirements: {{fairness: {value}}}"
        for rule in (part for part in vars(testing).values() if isinstance(part, Rule)):
            told(rule, text)


@pytest.mark.parametrize(
    ("mode", "label"),
    [
        ("{id: timeout, signal: no answer}", "`timeout`"),
        ("{signal: no answer within 2s}", "`no answer within 2s`"),
        ("{type: edge}", "`0`"),  # the first in the list: there is nothing else to call it by
    ],
)
def test_failure_modes_are_called_by_what_they_have(mode: str, label: str) -> None:
    (finding,) = told(testing.untested_failure_mode, f"failure_modes: [{mode}]")
    assert label in finding.message


def test_tests_that_are_all_unknown_are_told_at_the_first_of_them() -> None:
    modes = ", ".join(f"{{id: {name}, test: unknown}}" for name in ("one", "two", "three"))
    (finding,) = told(testing.untested_failure_mode, f"failure_modes: [{modes}]")
    assert finding.known_gap
    assert pointer(finding.path) == "/failure_modes/0/test"
    assert [pointer(related.path) for related in finding.related] == ["/failure_modes/1/test", "/failure_modes/2/test"]


def test_acceptance_test_of_several_parts_is_quoted_by_the_first() -> None:
    (finding,) = told(
        testing.shallow_acceptance_test, "evaluation: {uat: [20 members click through, 10 more by phone]}"
    )
    assert "`20 members click through`" in finding.message


def test_names_beside_a_report_in_words_are_no_attributes() -> None:
    text = FAIR % ("[age_group, region]", "{fairness: ['age_group, region and more', tenure]}")
    assert not told(testing.mismatched_fairness_test, text)
