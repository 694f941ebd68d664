"""Rollout: where exposure counts as rising, jumping and ending, what a gate asks for, and that fixes silence."""

import re

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


def codes(text: str) -> set[str]:
    rules = [rule for rule in ALL.values() if rule.family == "ROLL"]
    return {rule.code for rule in rules if told(rule, text)}


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ("[20%, 100%]", set()),  # just five times
        ("[19%, 100%]", {"ROLL007"}),
        ("[{kind: internal, share: 1%}, 100%]", set()),
        ("[{kind: shadow, traffic: 100%}, 10%, 50%, 100%]", set()),
        ("[{kind: percent, share: 0%}, 20%, 100%]", set()),
        ("[{kind: segment, share: 100%}, 20%, 100%]", set()),  # 100% of a segment is nobody knows how much
        ("[20%, {kind: full}]", set()),
        ("[20%, {id: rest}, 100%]", set()),  # the middle is not told, so no jump can be
        ("[20%, {id: rest}]", set()),
        ("[20%, 60%, 60%, 100%]", {"ROLL005"}),
        ("[20%, 80%]", {"ROLL006"}),
        ("[20%, 120%]", {"ROLL006", "ROLL007"}),
        ("[100%]", {"ROLL003"}),
        ("[{share: unknown}, 100%]", set()),
        ("[0.05, 100%]", set()),  # a bare number: the share is not known
        ("[]", {"ROLL002"}),
    ],
)
def test_exposure(stages: str, expected: set[str]) -> None:
    assert codes(f"rollout: {{stages: {stages}}}") - {"ROLL008", "ROLL011", "ROLL015"} == expected


def test_kill_switch_that_does_not_apply_is_not_asked_for() -> None:
    found = codes("rollout: {stages: [20%, 100%], kill_switch: {na: it is switched off by closing the page}}")
    assert found == {"ROLL008", "ROLL015"}


@pytest.mark.parametrize(
    ("rollout", "fires"),
    [
        ("{stages: [20%, 95%], holdout: 5%}", False),
        ("{stages: [20%, 90%], holdout: 5%}", True),
        ("{stages: [20%, 90%], holdout: 5%, ceiling: 95%}", False),
        ("{stages: [20%, 90%], ceiling: unknown}", False),
        ("{stages: [20%, 96%], ceiling: 95%}", True),
    ],
)
def test_end_counts_the_holdout(rollout: str, fires: bool) -> None:
    assert ("ROLL006" in codes(f"rollout: {rollout}")) is fires


def test_jump_is_gone_with_the_stages_of_its_fix() -> None:
    head = "product: {owner: A. Lee}\nmetrics:\n  errors: {better: lower, launch: 2%}\nrollout:\n  stages:\n"
    stage = "    - {share: %s, min_time: 7d, gate: [errors <= launch], decides: A. Lee}\n"
    (finding,) = told(rule_named("jump-in-exposure"), head + stage % "1%" + stage % "100%")
    assert finding.numbers["factor"] == 100
    pasted = "".join(f"    {line}\n" for line in finding.fix.splitlines() if line.startswith("-"))
    assert pasted == stage % "5%" + stage % "25%"
    assert codes(head + stage % "1%" + pasted + stage % "100%") == {"ROLL011", "ROLL015"}


GATED = """
traffic: {volume: 2k sessions/day}
metrics:
  relevance: {launch: 70%, %s}
rollout:
  stages:
    - {share: 10%, min_time: 14d, %s}
    - {share: 20%}
"""


def gated(stage: str, metric: str = "better: higher") -> str:
    return GATED.replace("%s", metric, 1).replace("%s", stage, 1)


def test_gate_cut_at_its_comma_is_read_whole() -> None:
    text = gated("gate: [relevance >= launch over 30d, n >= 10000]")
    (window,) = told(rule_named("gate-that-outlasts-its-stage"), text)
    (cases,) = told(rule_named("gate-short-of-cases"), text)
    assert pointer(window.path) == pointer(cases.path) == "/rollout/stages/0/gate/0"
    assert window.numbers == {"window_days": 30, "stage_days": 14}
    assert cases.numbers == {"needed_n": 10000, "seen_n": 6000, "needed_days": 50}


@pytest.mark.parametrize("name", ["relevance", "good"])
def test_gate_that_names_a_requirement_asks_for_what_it_says(name: str) -> None:
    text = (
        gated(f"gate: [{name}]")
        + "requirements: {performance: [{id: good, bound: relevance >= launch over 30d, n: 10000}]}"
    )
    assert codes(text) & {"ROLL009", "ROLL010"} == {"ROLL009", "ROLL010"}
    offline = text.replace("n: 10000", "n: 10000, measured_on: eval") + "\nevaluation: {sets: [{id: eval}]}"
    assert not codes(offline) & {"ROLL009", "ROLL010"}
    assert not codes(text.replace("relevance >=", "relevance gap <=")) & {"ROLL009", "ROLL010"}


def test_needed_days_are_enough() -> None:
    (finding,) = told(rule_named("gate-short-of-cases"), gated('gate: ["relevance >= launch, n >= 10000"]'))
    assert finding.fix == "min_time: 50d"
    mended = gated('gate: ["relevance >= launch, n >= 10000"]').replace("14d", "50d")
    assert not told(rule_named("gate-short-of-cases"), mended)


@pytest.mark.parametrize(
    ("stage", "metric"),
    [
        ("gate: [the team is content, relevance]", "per: session"),
        ('gate: ["relevance >= launch, n >= 10000"]', "per: claim"),
        ('gate: ["relevance >= launch, n >= 10000"]', "measured_on: eval"),
        ('gate: ["relevance >= launch for new_users, n >= 10000"]', "per: session"),
        ('gate: ["relevance >= launch, n >= 10000"], kind: internal', "per: session"),
        ('gate: ["relevance >= launch, n >= 10000"], kind: shadow, traffic: 100%', "per: sessions"),
        ('gate: ["relevance >= launch over 14d, n >= 2800"]', "per: session"),
    ],
)
def test_gate_is_let_be(stage: str, metric: str) -> None:
    assert not codes(gated(stage, metric)) & {"ROLL009", "ROLL010"}


SWITCH = """
metrics: {relevance: {launch: 70%%%s}}
requirements: {monitoring: [{every: 1d, alerts: [%s]}]}
rollout: {kill_switch: {trigger: relevance < 60%% over 1d, within: %s}}
monitoring: {tiers: {weekly: [%s]}, detect_within: %s}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("", "volume", "1h", "relevance", "3d"), {"ROLL014"}),
        (("", "volume", "1h", "relevance", "{ctr: 3d}"), set()),
        (("", "volume", "1h", "relevance", "{relevance: 3d}"), {"ROLL014"}),
        (("", "volume", "1d", "relevance", "8d"), set()),
        (("", "relevance", "1h", "relevance", "3d"), set()),
        ((", alert: {at: 65%, over: 1d}", "volume", "1h", "relevance", "3d"), set()),
        (("", "volume", "1h", "ctr", "3d"), {"ROLL013"}),
        (("", "relevance", "1h", "ctr", "3d"), set()),
    ],
)
def test_kill_switch(said: tuple[str, ...], expected: set[str]) -> None:
    assert codes(SWITCH % said) & {"ROLL013", "ROLL014"} == expected


@pytest.mark.parametrize(
    ("rollout_keys", "claim", "place"),
    [
        ("", "lift over control", "/rollout"),
        (", holdout: unknown", "lift over control", "/rollout/holdout"),
        (", holdout: 0%", "lift over control", "/rollout"),
        (", holdout: 2%", "lift over control", None),
        (", holdout: {na: every member was promised it}", "lift over control", None),
        ("", "lift over control, 12 regions switched on one by one (staggered)", None),
        ("", "measured", None),
    ],
)
def test_holdout(rollout_keys: str, claim: str, place: str | None) -> None:
    text = f"rollout: {{stages: [20%, 100%]{rollout_keys}}}\nclaims: [{{text: more sales, basis: since the rollout, attribution: '{claim}'}}]"
    found = told(rule_named("lift-without-holdout"), text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert [finding.known_gap for finding in found] == ([place == "/rollout/holdout"] if place else [])


def test_unknown_kill_switch_is_a_known_gap_at_its_own_place() -> None:
    (finding,) = told(rule_named("missing-kill-switch"), "rollout: {stages: [20%, 100%], kill_switch: unknown}")
    assert (pointer(finding.path), finding.known_gap) == ("/rollout/kill_switch", True)
    assert not told(rule_named("half-a-kill-switch"), "rollout: {kill_switch: unknown}")


@pytest.mark.parametrize(
    "text",
    [
        "rollout: 5",
        "rollout: []",
        "rollout: {stages: 7}",
        "rollout: {stages: [null, [], {share: []}]}",
        "rollout: {kill_switch: [1]}",
    ]
    + [
        gated(f"gate: ['relevance >= launch over {window}, n >= {n}']")
        for window in ("0d", "1e9d")
        for n in ("0", "1e14")
    ]
    + [gated("gate: ['x >= 1, n >= 5']").replace("2k", volume) for volume in ("0", "1e14")]
    + [gated("gate: ['relevance >= 1, n >= 5']").replace("10%", share) for share in ("0.0000000001%", "0%", "-5%")],
)
def test_nothing_raises(text: str) -> None:
    assert all(re.fullmatch(r"ROLL\d{3}", code) for code in codes(text))
