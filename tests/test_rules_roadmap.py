"""The roadmap: what counts as one deliverable, as after launch, and as a range that meets its goal."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import roadmap


def findings(text: str) -> dict[str, list[str]]:
    prd = load(read(text, "a.prd.yaml").data)[0]
    rules = [part for module in roadmap.MODULES for part in vars(module).values() if isinstance(part, Rule)]
    found = {rule.code: list(rule.check(prd)) for rule in rules if rule.check is not None}
    return {code: [finding.fix for finding in told] for code, told in found.items() if told}


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        ("model: 40, feature: 30, infrastructure: 30", False),
        ("model: 33, feature: 33, infrastructure: 33", False),
        ("model: 70, feature: 30", False),
        ("model: 60, feature: 30", True),
        ("model: 60, feature: 30, infrastructure: unknown", False),
        ("model: 90, feature: 30, infrastructure: unknown", True),
        ("model: 0.4, feature: 0.3, infrastructure: 0.3", False),
        ("model: 0.4, feature: 0.3, infrastructure: 0.4", True),
        ("model: 40%, feature: 30%, infrastructure: 30%", False),
    ],
)
def test_shares_of_effort(shares: str, wrong: bool) -> None:
    assert ("ROAD001" in findings(f"roadmap: {{allocation: {{{shares}}}}}")) is wrong


@pytest.mark.parametrize(
    ("stage", "unusual"),
    [("early", False), ("growth", True), ("6", False), ("7 months", True), ("mature", True), ("unknown", False)],
)
def test_usual_shares_follow_the_stage(stage: str, unusual: bool) -> None:
    text = f"product: {{stage: {stage}}}\nroadmap: {{allocation: {{model: 50, feature: 25, infrastructure: 25}}}}"
    assert ("ROAD002" in findings(text)) is unusual


@pytest.mark.parametrize(
    ("stage", "usual"),
    [
        ("early", (40, 30, 30)),
        ("5", (40, 30, 30)),
        ("growth", (25, 50, 25)),
        ("12 months", (25, 50, 25)),
        ("mature", (15, 35, 50)),
        ("19 months", (15, 35, 50)),
    ],
)
def test_fifteen_points_from_the_usual_share_are_far(stage: str, usual: tuple[int, int, int]) -> None:
    for more in range(3):
        for away, unusual in ((15, False), (16, True)):
            shares = list(usual)
            shares[more] += away
            shares[more - 1] -= 7
            shares[more - 2] -= away - 7
            allocation = "model: {}, feature: {}, infrastructure: {}".format(*shares)
            text = f"product: {{stage: {stage}}}\nroadmap: {{allocation: {{{allocation}}}}}"
            assert ("ROAD002" in findings(text)) is unusual, allocation


@pytest.mark.parametrize(
    ("by", "told", "fix"),
    [
        ("2027-Q1", "78-83%", "80% to 85%"),
        ("2027-02", "78-83%", "80% to 85%"),  # within the quarter of the goal
        ("2026-Q4", "78-83%", ""),
        ("2027-Q2", "78-83%", ""),
        ("2027-Q1", "60-95%", "80% to 100%"),
        ("2027-Q1", "80-83%", ""),
        ("2027-Q1", "75-80%", "80% to 85%"),
        ("Q1", "78-83%", ""),  # of a year that is not said
    ],
)
def test_a_range_around_its_goal(by: str, told: str, fix: str) -> None:
    text = (
        "metrics: {relevance: {better: higher, target: {value: 80%, by: 2027-Q1}}}\n"
        f"roadmap: {{performance: [{{by: {by}, relevance: {told}}}]}}"
    )
    fixes = findings(text).get("ROAD011", [])
    assert len(fixes) == bool(fix)
    assert not fix or f"relevance: {fix} " in fixes[0]


def test_a_range_of_points_has_no_end_at_one() -> None:
    text = (
        "metrics: {nps: {better: higher, unit: points, target: {value: 80 points, by: 2027-Q1}}}\n"
        "roadmap: {performance: [{by: 2027-Q1, nps: 78-83 points}]}"
    )
    (fix,) = findings(text)["ROAD011"]
    assert fix.startswith("nps: 80 points to 85 points ")


@pytest.mark.parametrize(
    ("feature", "fix", "same"),
    [
        ("style quiz", "style quiz", True),
        ("The style quizs", "a style quiz", True),
        ("style quiz for shared accounts", "style quiz", False),
        ("German prompts v2", "German prompts", False),
        ("quiz", "style quiz", False),
    ],
)
def test_one_deliverable_has_one_date(feature: str, fix: str, same: bool) -> None:
    text = f"limitations: [{{what: new, fix: {fix}, by: 2027-Q1}}]\nroadmap: {{features: [{{what: {feature}, by: 2027-Q2}}]}}"
    assert ("ROAD006" in findings(text)) is same


@pytest.mark.parametrize(
    ("limitation", "feature", "apart"),
    [
        ("Q2", "Q3", True),
        ("Q3", "Q2", False),
        ("2027-Q3", "2027-Q2", False),
        ("2029-Q1", "2027-Q2", True),
        ("2027-Q1", "2027-02-15", False),
        ("Q1", "Q4", False),
        ("launch + 1q", "launch + 2q", True),
        ("unknown", "Q3", False),
    ],
)
def test_a_fix_may_work_later_but_not_earlier(limitation: str, feature: str, apart: bool) -> None:
    text = f"limitations: [{{what: new, fix: quiz, by: {limitation}}}]\nroadmap: {{features: [{{what: quiz, by: {feature}}}]}}"
    assert ("ROAD006" in findings(text)) is apart


@pytest.mark.parametrize(
    ("status", "launch", "feature", "late"),
    [
        ("live", "", "by: Q2", True),
        ("live", "", "by: 2026-Q2", False),
        ("building", "", "by: Q2", False),
        ("live", "launch: 2026-10-05", "by: Q2", False),
        ("building", "launch: 2026-10-05", "by: 2027-Q1", True),
        ("building", "launch: 2026-10-05", "by: 2026-Q4", False),
        ("building", "launch: 6w", "by: launch + 1q", True),
        ("live", "", "by: Q2, required_at_launch: true", False),
    ],
)
def test_what_comes_after_launch(status: str, launch: str, feature: str, late: bool) -> None:
    text = (
        f"product: {{status: {status}}}\ntimeline: {{{launch}}}\nrequirements: {{experience: [{{id: opt_out, text: x}}]}}\n"
        f"roadmap: {{features: [{{what: Opt-out, {feature}}}]}}"
    )
    assert ("ROAD005" in findings(text)) is late


@pytest.mark.parametrize(
    ("entry", "feature", "named"),
    [
        ("{text: 'Items show \"Why this?\" below'}", "Why this?", True),
        ("{text: Each item opens a line on why it is shown}", "line on why it is shown", True),
        ("{text: English and Spanish support chat}", "Spanish support", False),
        ("{id: search, text: Search works offline}", "semantic search", False),
        ("{id: opt_out, text: x, at: the quarter after launch}", "opt-out", False),
        ("{id: opt_out, text: x, at: launch}", "opt-out", True),
        ("{id: opt_out, text: x, at: canary}", "opt-out", True),
    ],
)
def test_a_requirement_names_a_feature(entry: str, feature: str, named: bool) -> None:
    text = (
        f"requirements: {{experience: [{entry}]}}\nrollout: {{stages: [{{id: canary, share: 5%}}]}}\n"
        f"roadmap: {{features: [{{what: '{feature}', by: launch + 1q}}]}}"
    )
    assert ("ROAD005" in findings(text)) is named


RANGES = """
timeline: {{launch: 2026-10-05}}
metrics:
  relevance: {{better: {better}, target: {{value: 80%, by: {by}}}, slices: {{new: {{target: {{value: 60%, by: 2027-Q2}}}}}}}}
roadmap:
  performance:
    - {{by: {date}, {name}: {span}, driver: quiz, outcome: money}}
"""


@pytest.mark.parametrize(
    ("by", "date", "span", "expected"),
    [
        ("launch + 1q", "2027-Q1", "80-83%", set()),
        ("launch + 1q", "2027-Q1", "76-79%", {"ROAD010"}),
        ("launch + 1q", "2027-Q1", "78-83%", {"ROAD011"}),
        ("launch + 1q", "2027-Q2", "78-83%", set()),
        ("launch + 1q", "2027-Q3", "76-79%", {"ROAD010"}),
        ("launch + 1q", "2026-Q4", "76-79%", set()),
        ("Q2", "Q2", "76-79%", {"ROAD010"}),
        ("Q2", "Q1", "76-79%", set()),
        ("Q2", "2027-Q2", "76-79%", set()),
        ("unknown", "2027-Q2", "76-79%", set()),
        ("launch + 1q", "2027-Q1", "8000-8300", set()),
        ("launch + 1q", "2027-Q1", "84-81%", {"ROAD007"}),
        ("launch + 1q", "2027-Q1", "81%", {"ROAD007"}),
        ("launch + 1q", "2027-Q1", "81-81%", {"ROAD007"}),
        ("launch + 1q", "2027-Q1", "over 81%", set()),
        ("launch + 1q", "2027-Q1", "much better", set()),
    ],
)
def test_ranges_and_goals(by: str, date: str, span: str, expected: set[str]) -> None:
    text = RANGES.format(better="higher", by=by, date=date, name="relevance", span=span)
    assert set(findings(text)) == expected


def test_ranges_of_a_slice_and_of_what_should_fall() -> None:
    slice_text = RANGES.format(better="higher", by="2027-Q2", date="2027-Q2", name="relevance.new", span="50-55%")
    assert set(findings(slice_text)) == {"ROAD010"}
    falling = RANGES.format(better="lower", by="2027-Q2", date="2027-Q2", name="relevance", span="76-79%")
    assert findings(falling) == {}


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("span", ["76-79%", "78-83%", "81-84%"])
def test_a_moved_range_is_silent(better: str, span: str) -> None:
    def told(span: str) -> dict[str, list[str]]:
        return findings(RANGES.format(better=better, by="2027-Q2", date="2027-Q2", name="relevance", span=span))

    for fixes in told(span).values():
        line = fixes[0].partition("   #")[0].partition(": ")[2]
        assert told(line) == {}, line


@pytest.mark.parametrize(
    ("first", "second", "worse"),
    [
        ("by: 2027-Q1, relevance: 80-83%", "by: 2027-Q2, relevance: 78-81%", True),
        ("by: 2027-Q2, relevance: 78-81%", "by: 2027-Q1, relevance: 80-83%", True),
        ("by: 2027-Q1, relevance: 80-83%", "by: 2027-Q2, relevance: 79-84%", False),
        ("by: 2027-Q1, relevance: 80-83%", "by: 2027-Q2, relevance: 80-82%", True),
        ("by: 2027-Q1, relevance: 80-83%", "by: 2027-Q1, relevance: 78-81%", False),
        ("by: 2027-Q1, relevance: 80-83%", "by: Q2, relevance: 78-81%", False),
        ("by: 2027-Q1, relevance: 80-83%", "by: 2027-Q2, relevance.new: 50-60%", False),
    ],
)
def test_ranges_do_not_worsen(first: str, second: str, worse: bool) -> None:
    text = f"metrics: {{relevance: {{better: higher, slices: {{new: 50%}}}}}}\nroadmap: {{performance: [{{{first}}}, {{{second}}}]}}"
    assert ("ROAD009" in findings(text)) is worse


@pytest.mark.parametrize(
    ("by", "late"), [("launch + 1d", True), ("launch + 1q", True), ("launch", False), ("launch - 1d", False)]
)
def test_a_feature_of_the_day_after_launch_is_late(by: str, late: bool) -> None:
    text = (
        "requirements: {explainability: [{text: 'Each item has a \u201cWhy was this shown?\u201d line', bound: 100%}]}\n"
        f"roadmap: {{features: [{{what: Why was this shown?, by: {by}}}]}}"
    )
    assert ("ROAD005" in findings(text)) is late


@pytest.mark.parametrize(("shares", "told"), [((60, 20, 22), False), ((60, 20, 20), True), ((60, 20, 21), True)])
def test_shares_that_do_not_add_up_are_not_compared_with_usual_ones(shares: tuple[int, int, int], told: bool) -> None:
    model, feature, infrastructure = shares
    text = (
        "product: {stage: mature}\n"
        f"roadmap: {{allocation: {{model: {model}, feature: {feature}, infrastructure: {infrastructure}}}}}"
    )
    assert ("ROAD002" in findings(text)) is told
