"""Metrics: what counts as a side of the product, as the same definition, and as kept honest."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import ALL


def rule_named(name: str) -> Rule:
    return next(rule for rule in ALL.values() if rule.name == name)


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


@pytest.mark.parametrize(
    ("levels", "fires"),
    [
        ("better: lower, baseline: 4%, target: 0%", True),
        ("better: watch, target: 0%", True),
        ("better: lower, baseline: 4%, target: 3%", False),
        ("better: higher, baseline: 4%, target: 0%", False),
        ("better: lower, target: 1%", False),  # from what is not said
        ("better: lower, baseline: 4 points, target: 1%", False),
    ],
)
def test_silenced_complaints(levels: str, fires: bool) -> None:
    metric = f"thumbs_down: {{means: share of answers with a thumbs down, {levels}}}"
    rule = rule_named("silenced-feedback")
    for before in ("", "ctr: {better: higher}, ", "ctr: {means: clicks, better: lower, target: 0%}, "):
        assert bool(told(rule, f"metrics: {{{before}{metric}}}")) is fires


def dimensions(*names: str) -> str:
    return "metrics:\n" + "".join(f"  m{index}: {{means: m, dimension: {name}}}\n" for index, name in enumerate(names))


@pytest.mark.parametrize(
    ("given", "more", "missing"),
    [
        (("engagement", "quality", "trust", "fairness", "business"), "", ""),
        (("engagement", "safety", "trust", "fairness", "cost"), "", ""),
        (("engagement", "quality", "trust", "business"), "", "fairness"),
        (("engagement", "quality", "trust", "business"), "requirements: {fairness: {na: no people}}", ""),
        (("engagement", "quality", "trust", "business"), "requirements: {fairness: [m1 gap <= 5pp]}", ""),
        (("engagement", "quality", "trust", "business"), "requirements: {fairness: [m1 >= 5%]}", "fairness"),
        (("operational",), "", "engagement, quality, trust, fairness or business"),
        (("engagement", "unknown"), "", ""),  # what it measures is asked for first
        ((), "", ""),
    ],
)
def test_dimensions(given: tuple[str, ...], more: str, missing: str) -> None:
    found = told(rule_named("missing-dimension"), dimensions(*given) + more)
    assert [finding.message for finding in found] == ([f"no metric of {missing}"] if missing else [])


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("launch: 70%", "where it comes from and what one observation is"),
        ("launch: 70%, source: online", "what one observation is"),
        ("launch: 70%, per: item", "where it comes from"),
        ("launch: 70%, per: item, judge: j1", None),
        ("floor: 70%, per: item, source: unknown", "where it comes from"),
        ("launch: 70%, per: item, source: {na: it is computed by hand}", None),
        ("observed: 70%", None),  # nothing is promised of it
        ("launch: 200ms, unit: duration, source: online", None),
        ("launch: 5pp, source: online", None),
        ("launch: $2, source: online", None),
    ],
)
def test_where_a_number_comes_from(metric: str, said: str | None) -> None:
    text = f"metrics: {{one: {{means: share of items that fit, {metric}}}}}\nevaluation: {{judges: [j1]}}"
    found = told(rule_named("metric-from-nowhere"), text)
    assert [finding.message.partition("`one`: ")[2] for finding in found] == ([said] if said else [])


def test_many_unsourced_metrics_are_one_finding() -> None:
    listed = "".join(f"  m{index}: {{means: items that fit, launch: 70%}}\n" for index in range(9))
    (finding,) = told(rule_named("metric-from-nowhere"), "metrics:\n" + listed)
    assert finding.message.endswith("; and 5 more")
    assert len(finding.related) == 9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("means: share of clicks", "means: 'Share of the clicks.'", True),
        ("means: share of clicks", "means: share of orders", False),
        ("means: clicks", "means: clicks", False),  # one word is no definition
        ("means: share of clicks, source: online", "means: share of clicks, source: offline", False),
        ("means: share of clicks, per: member", "means: share of clicks, per: session", False),
        ("means: orders in time, horizon: 7d", "means: orders in time, horizon: 30d", False),
        ("means: unknown", "means: unknown", False),
    ],
)
def test_same_definition(one: str, other: str, same: bool) -> None:
    text = f"metrics: {{ctr: {{{one}}}, relevance: {{{other}}}}}"
    found = told(rule_named("one-definition-under-two-names"), text)
    assert [pointer(finding.path) for finding in found] == (["/metrics/relevance"] if same else [])


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (("opt_out_rate", "optout_rate"), "METR006"),
        (("CTR", "ctr"), "METR006"),
        (("click_rate", "hit_rate"), "METR007"),
        (("p95_wait", "p99_wait"), None),  # the names tell them apart
        (("relevance", "relevance_new_users"), None),
    ],
)
def test_two_names_are_told_once(names: tuple[str, str], rule: str | None) -> None:
    text = "metrics: {" + ", ".join(f"{name}: {{means: share of members}}" for name in names) + "}"
    rules = (rule_named("one-name-spelt-twice"), rule_named("one-definition-under-two-names"))
    assert [one.code for one in rules if told(one, text)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("metric", "level"),
    [
        ("baseline: 4%, target: 0.5%", "target"),
        ("baseline: 4%, target: 0.8%", None),
        ("target: 0%", "target"),
        ("target: 0.1%", None),  # nobody says where it starts
        ("observed: 4%, launch: 0.1%, target: 0%", "launch"),
        ("baseline: 4%, target: 5", None),
    ],
)
def test_silenced_feedback(metric: str, level: str | None) -> None:
    text = f"metrics: {{thumbs_down: {{means: share of answers, better: lower, {metric}}}}}"
    found = told(rule_named("silenced-feedback"), text)
    assert [finding.message.partition(" ")[0] for finding in found] == ([level] if level else [])
    assert not told(rule_named("silenced-feedback"), text.replace("thumbs_down", "complaints"))
    watched = text.replace("better: lower", "better: watch")  # to be watched, and yet with a goal
    assert len(told(rule_named("silenced-feedback"), watched)) == len(found)
    assert not told(rule_named("silenced-feedback"), text.replace("better: lower", "better: higher"))


@pytest.mark.parametrize(
    ("guardrail", "place"),
    [
        ("", "/metrics/ctr"),
        (", guardrail: sales", None),
        (", guardrail: views", "/metrics/ctr/guardrail"),
        (", guardrail: unknown", "/metrics/ctr/guardrail"),
        (", guardrail: {na: it is the business}", None),
        (", role: secondary", None),
    ],
)
def test_engagement_goal(guardrail: str, place: str | None) -> None:
    text = f"metrics:\n  ctr: {{dimension: engagement, launch: 8%{guardrail}}}\n"
    text += "  views: {dimension: engagement}\n  sales: {dimension: business}\n"
    found = told(rule_named("unguarded-engagement"), text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all(finding.known_gap is ("unknown" in guardrail) for finding in found)
    assert not told(
        rule_named("unguarded-engagement"), text + "  returns: {dimension: quality, role: guardrail, floor: 9%}\n"
    )


@pytest.mark.parametrize("value", ["5", "[1]", "{}", "null", "{means: {}, launch: []}", "unknown", "{na: none}"])
def test_nothing_raises(value: str) -> None:
    for rule in (rule for rule in ALL.values() if rule.family == "METR"):
        told(rule, f"metrics: {{ctr: {value}, CTR: {value}}}")
        told(rule, f"metrics: {value}\nrequirements: {{fairness: {value}}}")
