"""Goals: where perfection, an unusual threshold and a bare estimate begin, and when the rules say nothing."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def requirement(entry: str, family: str = "performance", metric: str = "better: higher") -> str:
    return f"metrics: {{recall: {{{metric}}}}}\nrequirements: {{{family}: [{entry}]}}"


@pytest.mark.parametrize(
    ("source", "perfect"),
    [
        (requirement("recall >= 100%"), True),
        (requirement("recall >= 99.9%"), False),
        (requirement("recall = 0"), True),
        (requirement("recall < 0%"), True),
        (requirement("recall <= 0.1%"), False),
        (requirement("recall <= 0ms"), False),
        (requirement("recall >= 0%"), False),
        (requirement("recall gap <= 0pp"), False),
        (requirement("recall gap <= 0%"), False),  # equal groups are no perfect ones
        (requirement("recall <= launch"), False),
        (requirement("{text: recall is perfect}"), False),
        (requirement("recall >= 100%", "latency"), False),
        (requirement("recall >= 100%", "security"), True),
        (requirement("recall >= 100%", metric="nature: deterministic"), False),
        (requirement("{bound: recall >= 100%, nature: deterministic}"), False),
        ("metrics: {recall: {better: higher, launch: 100%}}", True),
        ("metrics: {recall: {better: lower, launch: 100%}}", False),
        ("metrics: {recall: {better: lower, launch: 0%}}", True),
        ("metrics: {recall: {better: higher, launch: 100 points}}", False),
        ("metrics: {recall: {better: higher, launch: 99%, target: 100%, stretch: 100%}}", True),
    ],
)
def test_perfection(source: str, perfect: bool) -> None:
    assert len(found("GOAL007", source)) == perfect


def test_what_cannot_be_perfect_does_not_hide_the_next() -> None:
    source = """\
metrics:
  sum: {nature: deterministic, launch: 100%}
  recall: {better: higher, launch: 100%}
requirements:
  performance: [{text: fine}, recall <= launch, recall >= 100%]
"""
    places = [pointer(finding.path) for finding in found("GOAL007", source)]
    assert places == ["/metrics/recall/launch", "/requirements/performance/2"]


@pytest.mark.parametrize(
    ("domain", "low", "high"),
    [
        ("recommendations", 60, 95),
        ("intent recognition", 75, 100),
        ("spam filter", 88, 100),
        ("medical imaging", 80, 100),
        ("radiology", 80, 100),
    ],
)
def test_usual_thresholds_and_ten_points_around_them(domain: str, low: int, high: int) -> None:
    def told(launch: float) -> int:
        metric = f"dimension: quality, better: higher, launch: {launch}%"
        return len(found("GOAL010", f"product: {{domain: {domain}}}\nmetrics: {{accuracy: {{{metric}}}}}"))

    assert [told(low - 1), told(low), told(min(high, 100))] == [1, 0, 0]
    assert high == 100 or told(high + 1) == 1


def test_a_domain_without_usual_thresholds_is_left_alone() -> None:
    metric = "metrics: {accuracy: {dimension: quality, better: higher, launch: 10%}}"
    assert found("GOAL010", f"product: {{domain: antispam}}\n{metric}") == []
    assert found("GOAL010", metric) == []
    assert len(found("GOAL010", f"product: {{domain: spam filter}}\n{metric}")) == 1
    assert found("GOAL010", f"product: {{domain: spam filter}}\n{metric.replace('higher', 'lower')}") == []
    assert found("GOAL010", f"product: {{domain: spam filter}}\n{metric.replace('quality', 'speed')}") == []


@pytest.mark.parametrize(
    ("roadmap", "planned"),
    [
        ("performance: [{quarter: Q3, ranges: [80-83%]}]", True),
        ("research: [{what: better embeddings, timebox: 6w}]", True),
        ("deliverables: [{what: a page}]", False),
    ],
)
def test_either_part_of_the_roadmap_is_a_plan(roadmap: str, planned: bool) -> None:
    metric = "metrics: {relevance: {better: higher, launch: 90%, observed: 78%, benchmark: 65%}}\n"
    assert (found("GOAL009", f"{metric}roadmap: {{{roadmap}}}") == []) is planned


def test_bare_estimates_are_one_finding_at_the_first() -> None:
    entries = ["recall >= 90%, n >= 2000", "recall >= 80% for new, n >= 500", "recall >= 70%"]
    source = "metrics: {recall: {better: higher}}\nrequirements:\n  performance:\n"
    (finding,) = found("GOAL011", source + "".join(f"    - {entry}\n" for entry in entries))
    assert pointer(finding.path) == "/requirements/performance/0"
    assert [pointer(related.path) for related in finding.related] == ["/requirements/performance/1"]


def test_a_metric_without_its_values_does_not_hide_the_next() -> None:
    text = "metrics:\n  other: {better: higher, launch: 70%}\n  relevance: {better: higher, launch: 90%, observed: 78%, benchmark: 65%}"
    assert [finding.path for finding in found("GOAL009", text)] == [("metrics", "relevance", "launch")]


def test_a_metric_that_is_only_watched_does_not_hide_the_next() -> None:
    text = "metrics:\n  volume: {better: watch, launch: 70%, target: 60%}\n  relevance: {better: higher, launch: 70%, target: 60%}"
    assert len(found("GOAL002", text)) == 1


@pytest.mark.parametrize(
    ("curve", "told"),
    [
        ("70%: $2M/y, 80%: $1M/y", True),
        ("70%: $1M/y, 80%: $2M/y", False),
        ("soon: $1M/y, 80%: $2M/y", False),
        ("70%: unknown, 80%: $2M/y", False),
        ("70%: $2M/y, 75%: unknown, 80%: $1M/y", True),
    ],
)
def test_value_of_levels(curve: str, told: bool) -> None:
    assert bool(found("GOAL012", f"business: {{value_at: {{{curve}}}}}")) is told


@pytest.mark.parametrize(
    ("minimum", "launch", "told"),
    [
        ("sensitivity >= 90%", "88%", True),
        ("sensitivity >= 90%", "90%", False),
        ("sensitivity >= launch", "88%", False),
        ("at least 90%", "88%", False),
        ("sensitivity >= 90%", "unknown", False),
    ],
)
def test_legal_minimum(minimum: str, launch: str, told: bool) -> None:
    text = (
        f"metrics: {{sensitivity: {{better: higher, launch: {launch}}}}}\n"
        f"regulation: {{minimums: [{{bound: {minimum}, citation: guidance 12}}]}}"
    )
    assert bool(found("GOAL014", text)) is told


def test_a_metric_without_its_values_does_not_hide_one_that_is_reached() -> None:
    text = (
        "product: {status: blocked}\nmetrics:\n  other: {better: higher, launch: 70%}\n"
        "  relevance: {better: higher, baseline: 12%, launch: 70%, observed: 78%}"
    )
    assert [finding.path for finding in found("GOAL008", text)] == [("metrics", "relevance", "observed")]
