"""Data sources and what the model sees: who is named, and how long personal data is kept."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


@pytest.mark.parametrize(
    ("sources", "named"),
    [
        ("{id: a, what: rows}", "`a`"),
        ("{what: rows}", "`rows`"),
        ("{freshness: 1d}", "`a source`"),
        ("{id: a}, {id: b}, {id: c}", "`a`, `b`, `c`"),
        ("{id: a}, {id: b}, {id: c}, {id: d}, {id: e}", "`a`, `b`, `c` and 2 more"),
    ],
)
def test_sources_are_named_by_what_they_have(sources: str, named: str) -> None:
    (finding,) = found("DATA004", f"data: {{sources: [{sources}]}}")
    assert finding.message == f"nothing says how good {named} must be"
    assert len(finding.related) == min(3, sources.count("{"))


def test_an_unknown_quality_is_a_known_gap_at_its_own_place() -> None:
    (finding,) = found("DATA004", "data: {sources: [{id: a, quality: unknown}]}")
    assert finding.known_gap
    assert pointer(finding.path) == "/data/sources/0/quality"


@pytest.mark.parametrize(
    ("sources", "kept", "place"),
    [
        ("{id: a, personal: true, retention: 30d}", "90d", "/data/sources/0/retention"),
        ("{id: a, personal: true, retention: 90d}", "90d", None),
        ("{id: a, personal: true, retention: 90d}", "2160.5h", "/data/sources/0/retention"),
        ("{id: a, personal: true, retention: 1s}", "2s", "/data/sources/0/retention"),
        (
            "{id: a, personal: true, retention: 30d}, {id: b, personal: true, retention: 60d}",
            "90d",
            "/data/sources/1/retention",
        ),
        ("{id: a, personal: true, retention: 30d}, {id: b, personal: true}", "90d", None),
        ("{id: a, personal: true, retention: 30d}, {id: b, retention: 120d}", "90d", "/data/sources/0/retention"),
        ("{id: a, personal: true}", "90d", None),
        ("{id: a, personal: true, retention: 30d}", "unknown", None),
    ],
)
def test_context_is_kept_no_longer_than_its_sources(sources: str, kept: str, place: str | None) -> None:
    findings = found("CTXT004", f"data: {{sources: [{sources}]}}\nllm: {{context: {{retention: {kept}}}}}")
    assert [pointer(finding.related[0].path) for finding in findings] == ([place] if place else [])
