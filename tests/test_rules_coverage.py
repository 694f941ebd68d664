"""Coverage: what is a share of what, and what counts as a fallback for the rest."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def coverage(entry: str, more: str = "") -> str:
    return f"requirements:\n  coverage: [{entry}]\n{more}"


@pytest.mark.parametrize(
    ("trigger", "enough"),
    [
        ("model timeout", False),
        ("model unavailable", False),
        ("service outage", False),
        ("model timeout or low confidence", True),
        ("confidence < 60%", True),
        ("fewer than 3 purchases", True),
        ("no answer", True),
        ("ticket in another language", True),
    ],
)
def test_a_timeout_is_no_fallback_for_the_uncovered(trigger: str, enough: bool) -> None:
    source = coverage("95% of members", f"  fallback: [{{when: {trigger}, then: popular}}]\n")
    assert (found("COVR002", source) == []) is enough


@pytest.mark.parametrize(
    "more",
    [
        "  fallback: [{when: model timeout, then: a}]\nfailure_modes: [{id: cold, type: edge, goes_to: a}]\n",
        "  fallback: [{when: model timeout, then: a}]\nstories: [{fallback: {when: new member, then: a}}]\n",
        "  fallback: [{when: model timeout, then: a}]\ndegradation: [{level: 2, id: a, when: low confidence}]\n",
        "  fallback: [{when: model timeout, then: a}]\nescalation: {triggers: [user asks]}\n",
        "  fallback: {na: whoever is not covered is served by staff as today}\n",
        "",
    ],
)
def test_another_trigger_anywhere_is_enough(more: str) -> None:
    assert found("COVR002", coverage("95% of members", more)) == []


def test_full_coverage_leaves_nobody() -> None:
    assert found("COVR002", coverage("100% of members", "  fallback: [{when: timeout, then: a}]\n")) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("95%", "of what it is a share"),
        ("95% of requests", ""),
        ("{bound: 95%, of: unknown}", "of what it is a share"),
        ("{bound: 95%, definition: requests with an answer}", ""),
        ("95% of active members", "`active`"),
        ("95% of members", ""),
        ("{bound: 95%, of: customers active in the last 30 days}", ""),
        ("95% of requests with active monitoring", ""),
    ],
)
def test_the_whole_is_said(entry: str, told: str) -> None:
    messages = [finding.message for finding in found("COVR001", coverage(entry))]
    assert len(messages) == bool(told)
    assert all(told in message for message in messages)


@pytest.mark.parametrize(
    "more",
    [
        "glossary: {active member: signed in within 30 days}\n",
        "traffic: {segments: {active: {when: signed in lately}}}\n",
    ],
)
def test_a_word_is_defined_in_the_glossary_or_as_a_segment(more: str) -> None:
    assert found("COVR001", coverage("95% of active members", more)) == []


@pytest.mark.parametrize(
    ("opt_out", "asked"), [("true", True), ("{level: generic}", True), ("false", False), ("{na: no account}", False)]
)
def test_opt_outs_are_asked_for_where_they_are_offered(opt_out: str, asked: bool) -> None:
    assert (found("COVR003", coverage("95% of members", f"experience: {{opt_out: {opt_out}}}\n")) != []) is asked


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("id: new_member, type: model, signal: model timeout", True),  # by its signal only a slow model
        ("id: new_member, type: model", False),
        ("id: new_member, type: infrastructure, signal: fewer than 3 purchases", True),
        ("id: outage, type: edge, signal: fewer than 3 purchases", False),
    ],
)
def test_what_sets_a_fallback_off(mode: str, told: bool) -> None:
    more = (
        f"failure_modes: [{{{mode}, goes_to: plain}}]\ndegradation: [{{level: 1, id: full}}, {{level: 2, id: plain}}]\n"
    )
    assert bool(found("COVR002", coverage("coverage >= 95% of members", more))) is told


def test_opt_outs_are_asked_of_the_first_requirement() -> None:
    text = coverage("coverage >= 95% of members, coverage >= 90% of guests", "experience: {opt_out: true}\n")
    (finding,) = found("COVR003", text)
    assert "whether members who opted out count" in finding.message
