"""Timeline: sums and spans within a tenth, dates in order, changes that are on record."""

import pytest
from conftest import EXAMPLES

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import timeline

PHASES = "discovery: 4w, definition: 3w, development: 8w, testing: 4w, rollout: 6w"  # 25 weeks, 19 without the rollout


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("total", "found"),
    [("25w", 0), ("6mo", 0), ("27w", 0), ("23w", 0), ("28w", 1), ("22w", 1), ("1y", 1), ("unknown", 0)],
)
def test_sum_within_a_tenth(total: str, found: int) -> None:
    assert len(told(timeline.miscounted_phases, f"timeline: {{{PHASES}, total: {total}}}")) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("development: 8w, testing: 4w, total: 6mo", 0),  # the other phases are not told
        ("development: 8w, testing: 4w, total: 8w", 1),  # two of the phases alone take longer
        ("development: 8w, total: 4w", 0),
        ("discovery: 4w, definition: 3w, development: 8w, testing: 4w, launch: 6w, total: 6mo", 0),
        ("discovery: 4w, definition: 3w, development: 8w, testing: 4w, launch: 6w, total: 4mo", 1),
        ("discovery: 4w, definition: 3w, development: 8w, testing: 4w, launch: 2026-09-01, total: 6mo", 0),
        ("discovery: 4w, definition: 3w, development: 8w, testing: 4w, rollout: 6w, buffer: 9w, total: 25w", 1),
    ],
)
def test_which_phases_count(given: str, found: int) -> None:
    assert len(told(timeline.miscounted_phases, f"timeline: {{{given}}}")) == found


def test_sum_is_told_in_weeks_and_mended_by_its_fix() -> None:
    (finding,) = told(timeline.miscounted_phases, f"timeline: {{{PHASES}, total: 4mo}}")
    assert finding.message == "the phases add up to 25 weeks, the total is 4mo (17.4 weeks)"
    assert finding.numbers == {"phases_days": 175.0, "total_days": pytest.approx(121.76)}
    assert told(timeline.miscounted_phases, f"timeline: {{{PHASES}, {finding.fix}}}") == []


@pytest.mark.parametrize(
    ("launch", "found"),
    [
        ("2026-08-24", 0),  # 25 weeks after 2 March
        ("2026-07-13", 0),  # 19 weeks: launch before the rollout
        ("2026-06-30", 0),  # 17.1 weeks, a tenth short of 19
        ("2026-06-28", 1),
        ("2026-09-10", 0),  # 27.4 weeks
        ("2026-09-14", 1),
        ("2026-09", 0),  # its first day is near enough
        ("2026-10", 1),
        ("2025-12-01", 1),  # before the start
        ("Q3", 0),
        ("launch + 1q", 0),
        ("unknown", 0),
    ],
)
def test_span_within_a_tenth(launch: str, found: int) -> None:
    text = f"timeline: {{{PHASES}, start: 2026-03-02, launch: {launch}}}"
    findings = told(timeline.miscounted_dates, text)
    assert len(findings) == found
    for finding in findings:
        date = finding.fix.removeprefix("launch: ").partition(" ")[0]
        assert told(timeline.miscounted_dates, text.replace(launch, date)) == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("start: 2026-03-02, launch: 2027-03-01", 0),  # nothing to compare with
        ("development: 8w, start: 2026-03-02, launch: 2027-03-01", 0),  # the other phases are not told
        ("total: 25w, start: 2026-03-02, launch: 2027-03-01", 1),
        ("total: 25w, start: 2026-03-02, launch: 2026-04-01", 1),
        (
            f"{PHASES}, total: 40w, start: 2026-03-02, launch: 2026-12-01",
            0,
        ),  # fits the total; the sum is told elsewhere
        ("total: 999999y, start: 2026-03-02, launch: 2026-04-01", 1),
    ],
)
def test_what_the_span_is_compared_with(given: str, found: int) -> None:
    assert len(told(timeline.miscounted_dates, f"timeline: {{{given}}}")) == found


@pytest.mark.parametrize(
    ("dates", "late"),
    [
        ("thresholds_agreed: 2026-02-20, fallbacks_designed: 2026-02-27, development_start: 2026-03-02", None),
        (
            "thresholds_agreed: 2026-03-20, fallbacks_designed: 2026-02-27, development_start: 2026-03-02",
            "fallbacks_designed",
        ),
        ("thresholds_agreed: 2026-03-20, development_start: 2026-03-02", "development_start"),
        ("thresholds_agreed: 2026-03, development_start: 2026-03-02", None),  # one lies within the other
        ("thresholds_agreed: 2026-01-20, development_start: 2026-03-02", "thresholds_agreed"),  # before feasibility
        ("thresholds_agreed: launch - 10w, development_start: launch - 20w", "development_start"),
        ("thresholds_agreed: unknown, development_start: 2026-01-02", "development_start"),
    ],
)
def test_order_of_dates(dates: str, late: str | None) -> None:
    findings = told(timeline.disordered_dates, f"feasibility: {{date: 2026-02-05}}\ntimeline: {{{dates}}}")
    assert [finding.path[-1] for finding in findings] == ([late] if late else [])


@pytest.mark.parametrize(
    ("levels", "changes", "found"),
    [
        ("launch: 75%", "[{from: 70%, to: 75%}]", 0),
        ("launch: 80%", "[{from: 70%, to: 75%}]", 1),
        ("launch: 80%, rollback: 75%", "[{from: 70%, to: 75%}]", 0),  # another of its thresholds was changed
        ("launch: 80%", "[{from: 70%, to: 75%}, {from: 75%, to: 80%}]", 0),
        ("launch: 70%", "[{from: 70%, to: 75%}, {from: 75%, to: 70%}]", 0),
        ("launch: 80%", "[{from: 70%, to: higher}]", 0),
        ("launch: 80%", "[{to: 75%}]", 0),
        ("launch: 200ms, unit: duration", "[{from: 70%, to: 75%}]", 0),
        ("role: guardrail, floor: 75%", "[{from: 70%, to: 75%}]", 0),
    ],
)
def test_changes_lead_to_where_the_threshold_stands(levels: str, changes: str, found: int) -> None:
    assert len(told(timeline.unrecorded_change, f"metrics: {{recall: {{{levels}, changes: {changes}}}}}")) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("development: 8w", 1),
        ("development: 8w, iterations: 1", 1),
        ("development: 8w, iterations: 2", 0),
        ("development: 8w, iterations: 1, buffer: 2w", 0),
        ("development: 8w, iterations: {na: the model is bought}", 0),
        ("testing: 4w", 0),
    ],
)
def test_second_iteration(given: str, found: int) -> None:
    assert len(told(timeline.single_iteration, f"timeline: {{{given}}}")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("model 50% complete", True),
        ("ML model training 80% done", True),
        ("50% of the model built", True),
        ("model at 90% precision", False),
        ("staff training 100% complete", False),
        ("labels 50% complete", False),
        ("30% of traffic on the second model", False),
    ],
)
def test_milestones(text: str, found: bool) -> None:
    assert len(told(timeline.linear_milestone, f"roadmap: {{features: [{{what: {text}, by: 2026-Q3}}]}}")) == found


@pytest.mark.parametrize("name", ["athena-as-told", "athena-repaired", "clinical-triage", "support-agent"])
def test_examples_add_up(name: str) -> None:
    text = (EXAMPLES / f"{name}.prd.yaml").read_text(encoding="utf-8")
    assert told(timeline.miscounted_phases, text) == told(timeline.miscounted_dates, text) == []


def test_a_launch_some_time_in_a_month_is_late_by_its_first_day() -> None:
    text = "timeline: {total: 10w, start: 2026-01-01, launch: 2026-12}"
    (finding,) = told(timeline.miscounted_dates, text)
    assert finding.numbers["span_days"] == 334


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("total: 10w, start: 2026-01, launch: 2026-12", 304),  # at the least, from the end of January
        ("total: 60w, start: 2026-01, launch: 2026-06", 180),  # at the most
    ],
)
def test_the_span_that_speaks_for_the_plan(given: str, days: int) -> None:
    (finding,) = told(timeline.miscounted_dates, f"timeline: {{{given}}}")
    assert finding.numbers["span_days"] == days
