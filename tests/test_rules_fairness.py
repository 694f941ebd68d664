"""The numbers of the fairness rules, and when they say nothing."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def gap(entry: str, metric: str = "launch: 70%") -> str:
    return f"metrics: {{relevance: {{better: higher, {metric}}}}}\nrequirements: {{fairness: [{{{entry}}}]}}\n"


FIVE = "across: {region: [a, b, c, d, e]}"


@pytest.mark.parametrize(
    ("entry", "needed"),
    [
        ("bound: relevance gap <= 10pp, n: 100", 260),
        ("bound: relevance gap <= 10pp, n: 100, margin: 5pp", 1039),
        (f"bound: relevance gap <= 10pp, n: 100, margin: 5pp, {FIVE}", 1963),
        ("bound: relevance gap <= 10pp, n: 100, across: {sex: [f, m], region: [a, b, c, d]}", 456),  # 1 pair and 6
    ],
)
def test_group_sizes_are_those_of_the_textbook(entry: str, needed: int) -> None:
    (finding,) = found("FAIR003", gap(entry))
    assert finding.numbers["needed_n"] == needed
    assert finding.numbers["stated_n"] == 100
    assert f"needs {needed:,} in each group" in finding.message


@pytest.mark.parametrize("entry", ["bound: relevance gap <= 10pp", 'bound: "relevance gap <= 10pp, n >= 100"'])
def test_group_size_of_the_fix_is_enough_and_one_less_is_not(entry: str) -> None:
    (finding,) = found("FAIR003", gap(entry))
    needed = int(finding.numbers["needed_n"])
    assert str(needed) in finding.fix
    assert found("FAIR003", gap(f"bound: relevance gap <= 10pp, n: {needed}")) == []
    assert len(found("FAIR003", gap(f"bound: relevance gap <= 10pp, n: {needed - 1}"))) == 1


def test_comparisons_are_counted_in_whole_pairs() -> None:
    (finding,) = found("FAIR003", gap(f"bound: relevance gap <= 10pp, n: 100, {FIVE}"))
    assert repr(finding.numbers["comparisons"]) == "10"


def test_an_entry_that_cannot_be_judged_does_not_hide_the_next() -> None:
    metrics = """\
metrics:
  a: {means: largest single-category share among 5 categories, dimension: fairness, better: lower}
  b: {means: share of the three largest categories, dimension: fairness, better: lower, observed: 23%}
requirements: {fairness: ["b gap <= 2pp", "b <= 30%", "a <= 15%"]}
"""
    assert [finding.path[-1] for finding in found("FAIR004", metrics)] == [2]
    assert [finding.path[-1] for finding in found("FAIR005", metrics)] == [2]


def test_cases_that_hang_together_count_for_less() -> None:
    clustered = gap("bound: relevance gap <= 10pp, n: 500", "launch: 70%, cluster_size: 10, icc: 0.2")
    (finding,) = found("FAIR003", clustered)
    assert finding.numbers["needed_n"] == 728  # 260 times 2.8
    assert found("FAIR003", gap("bound: relevance gap <= 10pp, n: 500")) == []


@pytest.mark.parametrize(
    "source",
    [
        gap("bound: relevance ratio >= 0.8, n: 10"),
        gap("bound: relevance gap <= 10pp, n: 10", "target: 70%"),
        gap("bound: relevance gap <= 10pp, n: 10", "launch: 100%"),
        gap("bound: relevance gap <= 0pp, n: 10"),
        gap("bound: relevance gap <= 10pp, n: {na: a census of all members}"),
        gap("bound: relevance gap <= 10pp, n: many"),
        gap("bound: relevance gap <= 40ms, n: 10", "launch: 200ms"),
        gap("bound: relevance gap <= target, n: 10"),
        gap("bound: relevance <= 60%, n: 10"),
        gap("bound: relevance gap <= 10pp, n: 10", "launch: 70%, cluster_size: 0, icc: 0.2"),
        "requirements: {fairness: [relevance gap <= 10pp]}",
    ],
)
def test_group_size_is_silent_without_its_numbers(source: str) -> None:
    assert found("FAIR003", source) == []


def test_unknown_group_size_is_a_known_gap_at_its_own_place() -> None:
    (finding,) = found("FAIR003", gap("bound: relevance gap <= 10pp, n: unknown"))
    assert finding.known_gap
    assert finding.path == ("requirements", "fairness", 0, "n")


def test_sample_size_of_the_defaults_counts() -> None:
    assert (
        found("FAIR003", gap("bound: relevance gap <= 10pp").replace("{fairness", "{defaults: {n: 300}, fairness"))
        == []
    )


@pytest.mark.parametrize(
    "data",
    [
        "groups: {age_group: birth year in the account}",
        "groups: {Age Group: birth year in the account}",
        "groups: {age_group: {na: asked in the yearly survey only}}",
        "groups: {na: groups are drawn from the census}",
        "sources: [{id: profile, what: age group and region}]",
    ],
)
def test_an_attribute_with_a_source_is_answered(data: str) -> None:
    source = f"data: {{{data}}}\nrequirements: {{fairness: [{{bound: relevance gap <= 10pp, across: [age_group]}}]}}"
    assert found("FAIR002", source) == []
    assert len(found("FAIR002", source.replace("[age_group]", "[age_group, income]"))) == ("na: groups" not in data)


def test_attributes_of_several_entries_are_one_finding() -> None:
    source = (
        "requirements: {fairness: [{bound: a gap <= 1pp, across: [sex]}, {bound: b gap <= 1pp, across: [sex, age]}]}"
    )
    (finding,) = found("FAIR002", source)
    assert "`sex` and `age` come from" in finding.message
    assert [related.path for related in finding.related] == [("requirements", "fairness", 1, "across")]


@pytest.mark.parametrize(
    "entry",
    [
        "{bound: relevance_gap <= 5pp}",
        "{bound: relevance >= 65%, across: [region]}",
        "{bound: relevance >= 65%, definition: in each region}",
        "relevance >= 65% for north",
        "{text: no group is treated worse}",
    ],
)
def test_floors_and_metrics_that_are_gaps_speak_of_groups(entry: str) -> None:
    assert found("FAIR001", f"requirements: {{fairness: [{entry}]}}") == []


@pytest.mark.parametrize(("cap", "categories", "possible"), [("20%", 5, True), ("19%", 5, False), ("2.5%", 40, True)])
def test_a_cap_is_possible_from_the_equal_share_on(cap: str, categories: int, possible: bool) -> None:
    metric = f"metrics: {{top: {{means: largest single share among {categories} categories, better: lower}}}}"
    assert (found("FAIR004", f"{metric}\nrequirements: {{fairness: [top <= {cap}]}}") == []) is possible


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("census_feed", "no data source is called so"),
        ("profil", "did you mean `profile`?"),
        ("profile", None),
        ("postcode", None),  # a word may be a description
        ("birth_year", None),  # the profile holds it
        ("census, by postcode", None),
        ("queue_head", None),
    ],
)
def test_a_source_given_by_its_id_is_looked_up(source: str, told: str | None) -> None:
    text = (
        f"data: {{sources: [{{id: profile, what: birth year}}], groups: {{age: '{source}'}}}}\n"
        "components: {queue_head: the first of the queue}\n"
        "requirements: {fairness: [{bound: relevance gap <= 10pp, across: {age: [a, b]}}]}"
    )
    findings = found("FAIR002", text)
    assert [told in finding.message for finding in findings if told] == ([True] if told else [])
    assert len(findings) == (told is not None)


def test_groups_from_one_undeclared_source_are_told_once() -> None:
    text = (
        "data: {sources: [{id: a, what: x}], groups: {age: census_feed, sex: census_feed}}\n"
        "requirements: {fairness: [{bound: relevance gap <= 10pp, across: {age: [a, b], sex: [f, m]}}]}"
    )
    (finding,) = found("FAIR002", text)
    assert finding.message.startswith("`age` and `sex` are to come from `census_feed`")


@pytest.mark.parametrize(
    ("entry", "gap"),
    [
        ("bound: relevance gap <= 10pp, definition: unknown", True),
        ("bound: relevance gap <= 10pp, definition: parity, across: unknown", True),
        ("bound: relevance gap <= 10pp", False),
    ],
)
def test_a_part_that_is_still_unknown_is_a_known_gap(entry: str, gap: bool) -> None:
    (finding,) = found("FAIR001", f"metrics: {{relevance: {{launch: 70%}}}}\nrequirements: {{fairness: [{{{entry}}}]}}")
    assert finding.known_gap is gap


def test_the_first_unknown_attribute_is_the_place() -> None:
    text = (
        "data: {groups: {age_group: unknown, region: unknown}}\nmetrics: {relevance: {launch: 70%}}\n"
        "requirements: {fairness: [{bound: relevance gap <= 10pp, across: [age_group, region]}]}"
    )
    assert [finding.path for finding in found("FAIR002", text)] == [("data", "groups", "age_group")]


def test_an_equal_share_of_three_is_rounded_up() -> None:
    text = (
        "metrics: {largest: {means: largest single-category share among 3 categories, better: lower}}\n"
        "requirements: {fairness: [largest <= 15%]}"
    )
    (finding,) = found("FAIR004", text)
    assert finding.fix == "a cap of 34% or more"
