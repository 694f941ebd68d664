"""Which measurements and bounds of a story are faults, and which only look like it."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "test.prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


METRICS = """
metrics:
  quality: {means: share of answers with a click, launch: 70%, made_of: [ctr, saves], how: any, measured_on: qa}
  ctr: {means: clicks per answer}
  saves: {means: saved answers}
  nps: {means: promoters less detractors in the survey}
evaluation: {sets: [{id: qa, n: 500}, {id: old, n: 300}]}
"""


@pytest.mark.parametrize(
    ("measured_by", "count"),
    [
        ("quality", 0),
        ("ctr or saves", 0),
        ("ctr", 1),  # half of it
        ("ctr, nps", 1),
        ("clicks and saved answers", 0),
        ("the share of answers with a click", 0),
        ("qa", 0),
        ("the old set", 1),
        ("qa, compared with old", 0),
        ("a survey of 200 members", 1),
        ("number of page views", 1),
        ("the number of answers", 0),
        ("number of page views over all visits", 0),
        ("count of clicks", 0),
        ("a survey, checked against clicks", 0),
    ],
)
def test_measurement_of_the_metric_or_of_something_else(measured_by: str, count: int) -> None:
    story = f"stories: [{{as: member, bound: quality >= launch, measured_by: '{measured_by}'}}]"
    assert len(found("STOR006", METRICS + story)) == count


@pytest.mark.parametrize(
    ("bound", "count"),
    [
        ("quality >= 70%", 0),
        ("quality >= 0.75", 0),  # another unit is told elsewhere
        ("quality >= 75%", 1),
        ("quality >= stretch", 0),
        ("quality >= baseline", 1),
        ("quality >= floor", 0),  # which has no value
        ("nothing >= 60%", 0),
        ("quality gap <= 5pp", 0),
        ("quality >= 60% of new members", 0),
        ("quality >= 60% for nobody", 0),
    ],
)
def test_story_bound_and_launch(bound: str, count: int) -> None:
    metric = "metrics: {quality: {better: higher, baseline: 40%, launch: 70%, stretch: 90%}}\n"
    assert len(found("STOR004", f"{metric}stories: [{{as: member, bound: {bound}}}]")) == count


@pytest.mark.parametrize(
    ("launch", "bound", "count"),
    [
        ("P95 < 300ms", "P95 latency < 200ms", 1),
        ("P95 < 300ms", "P95 latency < 300ms", 0),
        ("P95 < 300ms", "P50 latency < 200ms", 0),  # another percentile
        ("300ms", "P50 latency < 200ms", 1),
        ("P95 < 300ms", "latency < 200ms", 1),
        ("300ms", "latency < 200ms", 1),
        ("unknown", "latency < 200ms", 0),
        ("'< target'", "latency < 200ms", 0),
    ],
)
def test_story_bound_on_a_percentile(launch: str, bound: str, count: int) -> None:
    text = f"metrics: {{latency: {{better: lower, launch: {launch}}}}}\nstories: [{{as: member, bound: {bound}}}]"
    assert len(found("STOR004", text)) == count


def test_a_story_without_a_bound_hides_no_other() -> None:
    text = METRICS + "stories: [{as: a}, {as: b, bound: quality >= 75%, measured_by: nps}]"
    assert [finding.path for finding in found("STOR004", text)] == [("stories", 1, "bound")]
    assert [finding.path for finding in found("STOR006", text)] == [("stories", 1, "measured_by")]


@pytest.mark.parametrize(
    ("metric", "measured_by", "count"),
    [
        (
            "quality: {means: share of tags used}",
            "number of tags on pages",
            0,
        ),  # a word of four letters is one of its own
        ("quality: {means: share of new members}", "number of new pages", 1),  # one of three is not
        ("quality: {means: share of answers}", "number of calls of bots", 1),
        ("quality: {means: 'share of answers, a number up to 1'}", "number of page views", 1),
        ("quality: {means: share of answers}", "number of ads", 0),  # nothing to tell it by
        ("ui: {unit: percent}", "number of page views", 0),
        ("quality: {means: clicks, unit: count}", "number of page views", 0),
    ],
)
def test_what_a_number_counts(metric: str, measured_by: str, count: int) -> None:
    name = metric.partition(":")[0]
    text = f"metrics: {{{metric}}}\nstories: [{{as: a, bound: {name} >= 70%, measured_by: '{measured_by}'}}]"
    assert len(found("STOR006", text)) == count


@pytest.mark.parametrize(
    ("quality", "more", "measured_by", "count"),
    [
        ("means: share of lists with a ctr above 2%", "", "ctr", 0),  # the definition speaks of it
        ("means: share of good lists", "", "ctr", 1),
        ("means: share of good lists", ", overall: {made_of: [quality, ctr], how: any}", "overall", 0),
        ("means: share of good lists", ", overall: {made_of: [ctr], how: any}", "overall", 1),
        ("means: lists with a click", "", "a survey of members", 1),
        ("means: lists with a click, source: survey", "", "a survey of members", 0),
        ("means: lists with a click that members rate 4 or 5", "", "a survey of members", 0),
        ("means: rate of lists with a click", "", "a survey of members", 1),
        ("means: lists with a click", "", "a survey of orders", 0),
    ],
)
def test_measurement_by_another_metric_or_by_asking(quality: str, more: str, measured_by: str, count: int) -> None:
    metrics = f"metrics: {{ctr: {{means: clicks per list}}, quality: {{{quality}}}{more}}}\n"
    story = f"stories: [{{as: a, bound: quality >= 70%, measured_by: {measured_by}}}]"
    assert len(found("STOR006", metrics + story)) == count


@pytest.mark.parametrize(
    ("levels", "fix"),
    [
        ("{id: full}, {id: popular}, {id: plain}", "then: popular   # or plain"),
        ("{id: full}, {id: popular}", "then: popular"),
        ("{id: full}", "then: full"),
    ],
)
def test_fallback_offers_the_levels_below_the_first(levels: str, fix: str) -> None:
    text = f"degradation: [{levels}]\nstories: [{{as: a, fallback: {{when: new, then: something sensible}}}}]"
    assert [finding.fix for finding in found("STOR005", text)] == [fix]
