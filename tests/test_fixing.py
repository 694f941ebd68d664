"""Following the fix text of a finding makes it go away and brings no new error; `--fix` changes nothing else."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from conftest import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_robustness import HOSTILE, WORDS
from test_rule_examples import found, unmarked

from aiprd.diagnostic import Diagnostic, Path, Severity, Span
from aiprd.document import Document, read
from aiprd.fixing import Edit, Fixed, Kind, applied, as_unknown, diff, edits_of, fixed
from aiprd.linter import Options, judge_alone, lint, place
from aiprd.prd import load
from aiprd.profile import Profile
from aiprd.rule import Rule
from aiprd.rules import ALL

TODAY = 739_000  # the day the examples of the pages are run on
TIER = "medium"
OPTIONS = Options(today=TODAY)


# A finding's text, followed


def findings(rule: Rule, source: str) -> list[Diagnostic]:
    """What this rule alone finds, as people see it at high risk and after launch."""
    document = read(source, "example.prd.yaml")
    profile = Profile(TIER, "live", rule.kinds)
    if rule.family == "WAIV":
        return [d for d in lint(source, "example.prd.yaml", OPTIONS).diagnostics if d.code == rule.code]
    return [place(flaw, document, profile) for flaw in found(rule, source)]


def errors(source: str, rule: Rule) -> Counter[tuple[str, str]]:
    """Every error any rule has with `source`, due or not, at high risk and after launch."""
    document = read(source, "example.prd.yaml")
    prd, flaws = load(document.data)
    profile = Profile(TIER, "live", rule.kinds)
    told = [*document.flaws, *flaws, *(flaw for rule in ALL.values() if profile.concerns(rule) for flaw in judge_alone(rule, prd))]
    placed = [place(flaw, document, profile) for flaw in told]
    return Counter((d.code, d.path) for d in placed if d.severity is Severity.ERROR and d.code != "FORM011")


OWN = {
    "METR004": {"guardrail: …": "guardrail: refusals"},
    "TEST005": {"uat: …": "uat: 30 users rate trust, comprehension and satisfaction"},
    "TEST002": {"uat: …": "uat: 30 users rate trust, comprehension and satisfaction"},
    "DEGR001": {"level: 3, id: plain, shows: …, when: …": "level: 3, id: plain, shows: a list, when: the model is down"},
    "ACCE001": {"text: …": "text: Each item says why it is shown; feedback is processed within 5s and applies from the next visit; members can switch to the plain page"},
    "JUDG002": {"tpr: …": "tpr: 92", "tnr: …": "tnr: 95"},
    "MONI001": {"…, volume": "METRIC, volume"},
    "MONI002": {"at: …": "at: 96%"},
    "MONI003": {"rollback: …": "rollback: 65%"},
    "ACCE009": {"…": "75%"},
    "SCOR002": {"…": "99.9%"},
    "MONE003": {"…": "$0.1"},
    "GOAL012": {"…": "$200k"},
}  # fmt: skip
"""Code to what stands in place of a gap that no generic value can know."""

FILLINGS = [
    (r"2026-…", "2026-06-01"),
    (r"\$…", "$100"),
    (r"baseline: \{value: …(?=%|,)", "baseline: {value: 12"),
    (r"(?<=rollback: )…(?=%)", "60"),
    (r"(?<=launch: )…(?=%)", "70"),
    (r"(?<=at: )…(?=%)", "72"),
    (r"(?<=target: )…(?=%)", "80"),
    (r"(?<=stretch: )…(?=%)", "90"),
    (r"…(?=%|pp|ms|/day|s\b)", "50"),
    (r"(?<=value: )12(?=,)", "12%"),
    (r"stretch: \{value: …", "stretch: {value: 90%"),
    (r"(n >= |\b(?:n|input|output|cluster_size|slots|human_labels|test_n|level): |(?<=at most ))…", r"\g<1>10000"),
    (r"(?<=icc: )…", "0.1"),
    (r"(?<=_start: )…", "2026-05-04"),
    (r"((?:date|by): )…(?=[,}\n]|\Z)", r"\g<1>2026-06-01"),
    (r"((?:unit_cost|unit_value|price_in|price_out): )…", r"\g<1>$2"),
    (r"(?<=retention: )…", "24mo"),
    (r"(?<=type: )…", "model"),
    (r"(?<=data: )…(?=[,}\n]|\Z)", "yes"),
    (r"((?:goes_to|then): )…", r"\g<1>LEVEL"),
    (r"…(?= (?:>=|<=|gap))", "METRIC"),
    (r"((?:value|launch|target|stretch|rollback|at|control|treatment|floor|observed): )…", r"\g<1>75%"),
    (r"(?:>=|<=|<) …", r"<= 5%"),
    (r"((?:recover|signal): )…", r"\g<1>errors < 1% over 15min"),
    (r"((?:bound|trigger): )…", r"\g<1>METRIC < 5%"),
    (r"(?<=quality: \[)…", "missing <= 2%"),
    (r"((?:alerts|guardrails|daily|weekly|monthly|watch): \[|\b(?:metric|guardrail): )…", r"\g<1>METRIC"),
    (r"gate: \[…", "gate: [METRIC >= launch"),
    (r"(?<=across: )\{…: \[…, …\]\}", "{region: [north, south]}"),
]


def filled(edits: tuple[Edit, ...], code: str, path: str, data: object) -> tuple[Edit, ...]:
    """`edits` with plausible values in place of each `…`: what the document defines, else what the key suggests."""
    metric, level = _first(data, "metrics", "relevance"), _first(data, "degradation", "plain")
    full = []
    for edit in edits:
        key = "" if re.search(r"[:\n]", edit.text) else f"{path.rpartition('/')[2]}: "
        text = re.sub(r"\[… , …\]", "[…, …]", key + edit.text)
        for gap, value in OWN.get(code, {}).items():
            text = text.replace(gap, value)
        for pattern, value in FILLINGS:
            text = re.sub(pattern, value, text)
        count = iter(range(1000))
        text = re.sub("…", lambda _: f"words{next(count)}", text)  # noqa: B023 - used at once
        text = text.replace("METRIC", metric).replace("LEVEL", level)
        full.append(Edit(edit.span, text.removeprefix(key)))
    return tuple(full)


def _first(data: object, key: str, default: str) -> str:
    """The name of the first metric, or of the last level."""
    group = data.get(key) if isinstance(data, dict) else None
    if isinstance(group, dict):
        return next((name for name in group if name != "…"), default)
    if isinstance(group, list) and isinstance(group[-1], dict):
        return str(group[-1].get("id", default))
    return default


FOLLOW_UPS = {
    "GOAL001": {"METR001"},
    "REQS001": {"REQS002", "ACCE001", "WATC004"},
    "REQS002": {"FAIR002"},
    "FAIR001": {"FAIR002"},
    "FAIR006": {"FAIR002"},
    "FAIL001": {"FAIL002"},
    "FEAS002": {"FEAS004"},
    "LOOP001": {"TRUS006"},
    "WATC004": {"METR001"},
    "TRUS009": {"METR001"},
}
"""Code to the questions that begin only once a section is there; its snippet answers all others."""

FIXABLE = [
    pytest.param(rule, unmarked(example), id=f"{rule.code}-{index}")
    for rule in ALL.values()
    if rule.fixable
    for index, example in enumerate(rule.page.bad)
]


@pytest.mark.parametrize(("rule", "source"), FIXABLE)
def test_following_the_text_mends_the_finding_and_brings_no_new_error(rule: Rule, source: str) -> None:
    document, told = read(source, "example.prd.yaml"), findings(rule, source)
    before = errors(source, rule)
    assert told
    for diagnostic in told:
        edits = edits_of(document, diagnostic)
        assert edits, f"{diagnostic.path}: {diagnostic.fix}"
        after = applied(source, filled(edits, rule.code, diagnostic.path, document.data))
        assert len(findings(rule, after)) < len(told), after
        new = {code for code, _ in errors(after, rule) - before}
        assert new <= FOLLOW_UPS.get(rule.code, set()), after


@pytest.mark.parametrize(("rule", "source"), FIXABLE)
def test_what_is_not_filled_in_yet_is_unknown_and_never_unreadable(rule: Rule, source: str) -> None:
    document = read(source, "example.prd.yaml")
    unreadable = {"FORM001", "FORM002", "FORM003", "FORM004", "FORM005", "FORM006", "FORM012"}
    before = Counter(code for code, _ in errors(source, rule).elements())
    for diagnostic in findings(rule, source):
        after = applied(source, edits_of(document, diagnostic))
        new = Counter(code for code, _ in errors(after, rule).elements()) - before
        assert not set(new) & unreadable, after


def test_every_follow_up_is_needed() -> None:
    seen: dict[str, set[str]] = {}
    for parameters in FIXABLE:
        rule, source = parameters.values
        if rule.code not in FOLLOW_UPS:
            continue
        document = read(source, "example.prd.yaml")
        for diagnostic in findings(rule, source):
            edits = filled(edits_of(document, diagnostic), rule.code, diagnostic.path, document.data)
            new = errors(applied(source, edits), rule) - errors(source, rule)
            seen.setdefault(rule.code, set()).update(code for code, _ in new)
    assert seen == FOLLOW_UPS
