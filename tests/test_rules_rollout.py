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
        ("[20%, {kind: full}, {kind: segment, share: 100%}]", {"ROLL004"}),
        ("[20%, {kind: segment}, {kind: full}]", set()),
        ("[{kind: internal}, {kind: shadow, traffic: 100%}, 20%, 100%]", {"ROLL004"}),
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


def test_gate_no_year_can_fill_is_told_a_smaller_number() -> None:
    text = gated('gate: ["relevance >= launch, n >= 900M"]')
    (finding,) = told(rule_named("gate-short-of-cases"), text)
    assert finding.fix.startswith("n >= 2800 ")
    assert not told(rule_named("gate-short-of-cases"), text.replace("n >= 900M", "n >= 2800"))


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
        (("", "relevance", "31d", "relevance", "3d"), {"ROLL014"}),  # an alert: the way back alone is too long
        (("", "relevance", "30d", "relevance", "3d"), set()),
        (("", "volume", "31d", "relevance", "90d"), set()),  # the document allows that long
    ],
)
def test_kill_switch(said: tuple[str, ...], expected: set[str]) -> None:
    assert codes(SWITCH % said) & {"ROLL013", "ROLL014"} == expected


@pytest.mark.parametrize(
    ("stages", "within", "longest"),
    [
        ("[{share: 20%, min_time: 7d}, {share: 100%, min_time: 14d}]", "15d", 14),
        ("[{share: 20%, min_time: 7d}, {share: 100%, min_time: 14d}]", "14d", None),
        ("[{share: 20%, min_time: 1h}, {share: 100%, min_time: 2h}]", "1d", None),  # quick stages, and a day is quick
        ("[{share: 20%, min_time: 1h}, {share: 100%, min_time: 2h}]", "2d", 1 / 12),
        ("[20%, 100%]", "1mo", 30),
        ("unknown", "4w", None),
    ],
)
def test_way_back_is_measured_by_the_longest_stage(stages: str, within: str, longest: float | None) -> None:
    text = f"traffic: {{volume: 1k/day}}\nrollout: {{stages: {stages}, kill_switch: {{trigger: any outage, within: {within}}}}}"
    found = told(rule_named("kill-switch-pulled-too-late"), text)
    assert [finding.numbers["longest_stage_days"] for finding in found] == ([longest] if longest else [])
    assert all(pointer(finding.path) == "/rollout/kill_switch/within" for finding in found)


def test_slow_way_back_counts_those_it_meets() -> None:
    text = "traffic: {volume: 1k sessions/day}\nrollout: {stages: [{share: 50%, min_time: 7d}], kill_switch: {within: 10d}}"
    (finding,) = told(rule_named("kill-switch-pulled-too-late"), text)
    assert finding.message.endswith("no stage lasts longer than 7 d: 5,000 sessions meanwhile")


@pytest.mark.parametrize(
    ("n", "gate", "metric", "seen"),
    [
        ("2600", "n >= 2700", "cluster_size: 1", 2600),
        ("2600", "n >= 2600", "cluster_size: 1", None),
        ("2600", "n >= 2700", "per: item", None),  # a case of the set may hold several items
        ("2600 items", "n >= 2700", "per: item", 2600),
        ("2600 slates", "n >= 2700", "per: item", None),
        ("2600 items", "n >= 2700", "per: item, source: online", None),
        ("2600 items", "n >= 2700", "per: item, attempts: 5 per case", None),
        ("2600 items, refresh: 1w", "n >= 5200", "per: item", None),  # two draws in the stage's 14 days
        ("2600 items, refresh: 1w", "n >= 5300", "per: item", 5200),
        ("2600 items, refresh: 3mo", "n >= 2700", "per: item", 2600),
        ("2600 items, refresh: 3mo", "over 14d, n >= 2700", "per: item", None),  # the window is one of live use
        ("unknown", "n >= 2700", "per: item", None),
    ],
)
def test_gate_on_an_evaluation_set(n: str, gate: str, metric: str, seen: int | None) -> None:
    comma = "" if gate.startswith("over") else ","
    text = gated(f'gate: ["relevance >= launch{comma} {gate}"]', f"measured_on: judged, {metric}")
    text += f"evaluation: {{sets: [{{id: judged, n: {n}}}]}}\n"
    found = told(rule_named("gate-short-of-cases"), text)
    assert [finding.numbers["seen_n"] for finding in found] == ([seen] if seen else [])
    for finding in found:
        mended = text.replace(gate, finding.fix.partition("   #")[0])
        assert not told(rule_named("gate-short-of-cases"), mended)


@pytest.mark.parametrize(("n", "fires"), [("280000", False), ("280001", False), ("300000", True)])
def test_staff_make_cases_of_their_own(n: str, *, fires: bool) -> None:
    text = gated(f'gate: ["relevance >= launch, n >= {n}"], kind: internal', "per: session")
    found = told(rule_named("gate-short-of-cases"), text)
    assert bool(found) is fires
    for finding in found:
        assert "all users bring 28,000 in 14 d" in finding.message
        assert not told(rule_named("gate-short-of-cases"), text.replace(f"n >= {n}", finding.fix.partition("   #")[0]))


@pytest.mark.parametrize(
    ("claim", "fires"),
    [
        ("text: $277k more than the holdout predicts, period: 2026-10-05 to 2026-11-15", True),
        ("text: $277k, metric: incremental_revenue, period: week of 2026-11-09", True),
        ("text: $277k, metric: incremental_revenue, period: 2026-09-05 to 2026-11-15", False),  # begins before launch
        ("text: $277k, metric: incremental_revenue, period: six weeks", False),
        ("text: $277k, metric: incremental_revenue, period: 2026-11, evidence: ab_2", False),
        (
            "text: $277k, metric: incremental_revenue, period: 2026-11, attribution: matched regions by switchback",
            False,
        ),
        ("text: $277k, metric: incremental_revenue, period: 2026-11, attribution: measured on the holdout set", False),
        ("text: 78% fit, factor: 6.5, period: 2026-11", False),  # may be judged beside the old system
        ("text: $277k, metric: incremental_revenue, period: 2026-13-99", False),
    ],
)
def test_claim_dated_after_launch(claim: str, *, fires: bool) -> None:
    text = f"timeline: {{launch: 2026-10-05}}\nrollout: {{stages: [20%, 100%]}}\nclaims: [{{{claim}, basis: measured}}]"
    assert bool(told(rule_named("lift-without-holdout"), text)) is fires
    assert not told(rule_named("lift-without-holdout"), text.replace("100%]", "95%], holdout: 5%"))
    assert not told(rule_named("lift-without-holdout"), text.replace("launch: 2026-10-05", "launch: 4w"))


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


@pytest.mark.parametrize(
    ("share", "holdout", "fires"), [("95%", "5%", True), ("90%", "5%", False), ("100%", "0%", True)]
)
def test_everybody_is_everybody_but_those_held_out(share: str, holdout: str, fires: bool) -> None:
    text = f"rollout: {{holdout: {holdout}, stages: [{{share: {share}}}]}}"
    assert bool(told(rule_named("everyone-at-once"), text)) is fires


def test_a_segment_after_a_share_is_in_order() -> None:
    text = "rollout: {stages: [{kind: percent, share: 5%}, {kind: segment, share: 20%}, {kind: percent, share: 30%}]}"
    assert told(rule_named("stages-out-of-order"), text) == []


@pytest.mark.parametrize(("tier", "days"), [("daily", 1), ("weekly", 7), ("monthly", 30)])
def test_people_see_it_as_often_as_they_look(tier: str, days: int) -> None:
    text = SWITCH.replace("weekly", tier) % ("", "volume", "1h", "relevance", "12h")
    (finding,) = told(rule_named("kill-switch-pulled-too-late"), text)
    assert finding.numbers["review_days"] == days


def test_a_stage_of_unknown_share_serves_everybody() -> None:
    text = "traffic: {volume: 1k sessions/day}\nrollout: {stages: [{id: a, kind: segment, min_time: 7d}], kill_switch: {within: 10d}}"
    (finding,) = told(rule_named("kill-switch-pulled-too-late"), text)
    assert finding.message.endswith("10,000 sessions meanwhile")


def test_the_first_of_two_stages_for_everybody_is_told() -> None:
    (finding,) = told(rule_named("everyone-at-once"), "rollout: {stages: [{share: 100%}, {share: 100%}]}")
    assert finding.path == ("rollout", "stages", 0)


def test_a_way_back_is_told_in_days_with_their_fraction() -> None:
    text = "rollout: {stages: [{share: 20%, min_time: 6h}], kill_switch: {within: 36h}}"
    (finding,) = told(rule_named("kill-switch-pulled-too-late"), text)
    assert finding.numbers == {"revert_days": 1.5, "longest_stage_days": 0.25}


def test_days_that_a_gate_needs_are_rounded_up() -> None:
    (finding,) = told(rule_named("gate-short-of-cases"), gated('gate: ["relevance >= launch, n >= 10001"]'))
    assert finding.numbers["needed_days"] == 51
