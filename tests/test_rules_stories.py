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
        ("quality gap <= 5pp", 0),
        ("quality >= 60% of new members", 0),
        ("quality >= 60% for nobody", 0),
    ],
)
def test_story_bound_and_launch(bound: str, count: int) -> None:
    metric = "metrics: {quality: {better: higher, baseline: 40%, launch: 70%, stretch: 90%}}\n"
    assert len(found("STOR004", f"{metric}stories: [{{as: member, bound: {bound}}}]")) == count
