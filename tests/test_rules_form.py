"""Form: which numbers need a unit, and that one without does not hide the next."""

import pytest

from aiprd.diagnostic import pointer
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def places(code: str, source: str) -> list[str]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [pointer(flaw.finding.path) for flaw in judge_alone(ALL[code], prd)]


@pytest.mark.parametrize(
    ("metric", "bare"),
    [
        ("launch: 70", True),
        ("launch: 70%", False),
        ("unit: count, launch: 70", False),
        ("unit: proportion, launch: 0.7", False),
        ("unit: proportion, launch: 0", False),
        ("unit: proportion, launch: 1", False),
        ("unit: proportion, launch: 1.5", True),
        ("unit: proportion, launch: 70", True),
        ("unit: duration, launch: 70", True),
    ],
)
def test_a_number_on_a_metric(metric: str, bare: bool) -> None:
    assert places("FORM008", f"metrics: {{m: {{{metric}}}}}") == (["/metrics/m/launch"] if bare else [])


def test_a_number_with_its_unit_does_not_hide_the_next() -> None:
    source = """\
metrics:
  nothing: {na: counted elsewhere}
  share: {means: share of tickets routed, better: higher}
  odds: {unit: proportion}
  answer: {unit: duration}
requirements:
  performance: [share >= 85%, odds >= 0.5, share >= 85, share >= launch]
  latency: [answer < 200, answer < 200ms]
"""
    expected = ["/requirements/performance/2", "/requirements/latency/0"]
    assert sorted(places("FORM008", source)) == sorted(expected)
    after = "metrics: {none: {na: no}, m: {launch: 70}}"
    assert places("FORM008", after) == ["/metrics/m/launch"]


@pytest.mark.parametrize(
    ("metric", "fix"),
    [
        ("unit: duration, launch: 70", "launch: 70ms"),
        ("unit: money, launch: 70", "launch: $70"),
        ("unit: percent, launch: 70", "launch: 70%"),
        ("baseline: 12%, launch: 70", "launch: 70%"),
        ("launch: 70", "launch: 70%   # or say `unit: count`, `unit: points`, … on the metric"),
    ],
)
def test_the_unit_that_is_offered_is_that_of_the_metric(metric: str, fix: str) -> None:
    prd, _ = load(read(f"metrics: {{m: {{{metric}}}}}", "prd.yaml").data)
    assert [flaw.finding.fix for flaw in judge_alone(ALL["FORM008"], prd)] == [fix]


@pytest.mark.parametrize(
    ("family", "bound", "bare"),
    [("latency", "P95 < 200", True), ("latency", "P95 < 200ms", False), ("performance", "at least 200", False)],
)
def test_only_latency_is_surely_a_time(family: str, bound: str, bare: bool) -> None:
    assert bool(places("FORM008", f"requirements: {{{family}: [{bound}]}}")) is bare
