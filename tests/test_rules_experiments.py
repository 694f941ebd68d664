"""Experiments: the sizes and p-values that are recomputed, what counts as a comparison, and where the rules keep quiet."""

import re

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import ALL
from aiprd.rules.experiments import arms, rates


def rule_named(name: str) -> Rule:
    return next(rule for rule in ALL.values() if rule.name == name)


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


def codes(text: str) -> set[str]:
    rules = [rule for rule in ALL.values() if rule.family == "EXPT"]
    return {rule.code for rule in rules if told(rule, text)}


PLANNED = """
metrics:
  conversion: {means: members who buy, better: higher, baseline: %s, %s}
experiments:
  - id: ab_1
    unit: member
    primary: [conversion]
    arms: {control: %s, treatment: %s}
    %s
"""


@pytest.mark.parametrize(
    ("plan", "alpha", "power", "comparisons"),
    [
        ("power: 50%", 0.05, 0.5, 1),
        ("power: 30%", 0.05, 0.8, 1),  # nobody plans to fail
        ("power: 100%", 0.05, 0.8, 1),
        ("alpha: 0.5", 0.05, 0.8, 1),
        ("alpha: 0.4", 0.4, 0.8, 1),
        ("alpha: 1%", 0.01, 0.8, 1),
        ("correction: Bonferroni", 0.05, 0.8, 1),
        ("correction: Bonferroni, arms: {A: 10, B: 10, C: 10}", 0.05, 0.8, 3),
        ("correction: Holm, alpha: 0.0166, arms: {A: 10, B: 10, C: 10}", 0.0166, 0.8, 1),  # divided already
        ("arms: {A: 10, B: 10, C: 10}", 0.05, 0.8, 1),
    ],
)
def test_what_a_plan_assumes(plan: str, alpha: float, power: float, comparisons: int) -> None:
    arms_of = "" if "arms" in plan else ", arms: {control: 10, treatment: 10}"
    metrics = "metrics: {conversion: {means: members who buy, per: member, baseline: 12.4%}}\n"
    goal = "id: ab_1, unit: member, primary: [conversion], mde: +5%"
    (finding,) = told(rule_named("underpowered-experiment"), f"{metrics}experiments: [{{{goal}{arms_of}, {plan}}}]")
    found = finding.numbers
    assert (found["alpha"], found["power"], found["comparisons"]) == (alpha, power, comparisons)


@pytest.mark.parametrize(
    ("stated", "beyond"),
    [("0.0868", True), ("0.0871", False), ("0.001", True), ("0.35", False), ("0.9", False), ("1", False), ("0", False)],
)
def test_a_p_value_half_again_as_far_out_as_its_numbers_allow(stated: str, beyond: bool) -> None:
    rounded = "control: 12.4%, treatment: 13.1%, n: 4000"  # at best p = 0.283, a score of 1.07
    result = f"experiments: [{{id: ab_1, unit: member, results: [{{metric: ctr, {rounded}, p: {stated}}}]}}]"
    assert bool(told(ALL["EXPT011"], f"metrics: {{ctr: {{per: member}}}}\n{result}")) is beyond


def test_no_size_for_a_metric_that_starts_from_nothing() -> None:
    nothing = PLANNED % ("0%", "per: member", 10, 10, "mde: +5pp")
    assert told(rule_named("underpowered-experiment"), nothing) == []
    assert len(told(rule_named("underpowered-experiment"), nothing.replace("0%", "1%"))) == 1


@pytest.mark.parametrize(
    ("metric", "worth"),
    [
        ("per: item, cluster_size: 10, icc: 0.2", 1 / 2.8),
        ("per: member, cluster_size: 10, icc: 0.2", 1),  # each member once
        ("per: item, icc: 0.2", 1),
        ("per: item, cluster_size: 10", 1),
        ("per: item, cluster_size: 0.5, icc: 0.2", 1),
    ],
)
def test_what_the_cases_of_a_result_are_worth(metric: str, worth: float) -> None:
    result = "experiments: [{id: ab_1, unit: member, results: [{metric: ctr, n: 1000}]}]"
    read_prd = prd(f"metrics: {{ctr: {{{metric}}}}}\n{result}")
    experiment = next(iter(read_prd.experiments))
    (one,) = experiment.results
    cases = rates.cases(experiment, one, read_prd.metrics["ctr"])
    assert cases is not None
    assert (cases.size, cases.stated) == (1000, True)
    assert cases.worth == pytest.approx(worth)


@pytest.mark.parametrize(
    ("metric", "unit", "counted", "worth"),
    [
        ("per: member", "member", "", 1),
        ("per: member", "members", "", 1),
        ("cluster_size: 10, icc: 0.2", "member", "", 1),  # of which thing it is a rate is not said
        ("per: item, cluster_size: 10, icc: 0.2", "member", "items", 1 / 2.8),
        ("per: item, cluster_size: 10, icc: 0.2", "member", "members", 10 / 2.8),
        ("per: item, cluster_size: 1, icc: 0.2", "member", "items", 1),
        ("per: item, cluster_size: 0.5, icc: 0.2", "member", "items", None),
        ("per: item, icc: 0.2", "member", "items", None),
        ("per: item, cluster_size: 10", "member", "items", None),
    ],
)
def test_what_one_case_is_worth(metric: str, unit: str, counted: str, worth: float | None) -> None:
    found = arms.worth(prd(f"metrics: {{ctr: {{{metric}}}}}").metrics["ctr"], unit=unit, counted=counted)
    assert found == (None if worth is None else pytest.approx(worth))


@pytest.mark.parametrize(
    ("result", "control", "treatment"),
    [
        ("control: 10%, treatment: 12%", 0.1, 0.12),
        ("control: 10%, lift: +20%", 0.1, 0.12),
        ("treatment: 12%, lift: +20%", 0.1, 0.12),
        ("treatment: 8%, lift: -20%", 0.1, 0.08),
        ("lift: +20%", 0.25, 0.3),  # what was observed is the better arm
        ("lift: -20%", 0.3, 0.24),
        ("lift: +2pp", None, None),
        ("lift: +0%", None, None),
        ("lift: -100%, control: 10%", None, None),
        ("control: 60%, lift: +100%", None, None),
        ("control: 120%, treatment: 12%", None, None),
        ("control: 100%, treatment: 12%", None, None),
        ("control: 0%, treatment: 12%", None, None),
    ],
)
def test_the_two_rates_of_a_result(result: str, control: float | None, treatment: float | None) -> None:
    text = f"metrics: {{ctr: {{observed: 30%}}}}\nexperiments: [{{id: ab_1, results: [{{metric: ctr, {result}}}]}}]"
    read_prd = prd(text)
    (one,) = next(iter(read_prd.experiments)).results
    shown = rates.shown(one, read_prd.metrics["ctr"])
    assert (shown is None) is (control is None)
    assert shown is None or [shown.control, shown.treatment] == pytest.approx([control, treatment])


@pytest.mark.parametrize(("typed", "half"), [("4%", 0.005), ("4.2%", 0.0005), ("12.45%", 0.00005), ("", 0.0)])
def test_half_of_the_last_digit(typed: str, half: float) -> None:
    assert rates._half(typed) == pytest.approx(half)


@pytest.mark.parametrize(
    ("duration", "told_as", "mend"),
    [
        ("29d", "4 weeks and 1 day,", "duration: 5w"),
        ("30d", "4 weeks and 2 days,", "duration: 5w"),
        ("15d", "2 weeks and 1 day,", "duration: 4w"),
        ("27.6d", None, None),
        ("28.4d", None, None),
        ("14d", None, None),
        ("13d", None, None),
    ],
)
def test_whole_weeks(duration: str, told_as: str | None, mend: str | None) -> None:
    found = told(ALL["EXPT014"], f"experiments: [{{id: ab_1, duration: {duration}}}]")
    assert [finding.fix for finding in found] == ([mend] if mend else [])
    assert all(told_as is not None and told_as in finding.message for finding in found)


def test_days_are_told_with_their_fraction() -> None:
    (finding,) = told(ALL["EXPT013"], "experiments: [{id: ab_1, duration: 36h}]")
    assert finding.numbers["duration_days"] == 1.5


@pytest.mark.parametrize("effect", ["-15pp", "-50pp", "-12.4pp", "+90pp", "+87.6pp", "+0%", "0pp"])
def test_no_size_for_an_effect_that_cannot_be(effect: str) -> None:
    impossible = PLANNED % ("12.4%", "per: member", 10, 10, f"mde: {effect}")
    assert told(rule_named("underpowered-experiment"), impossible) == []
    assert told(rule_named("underpowered-experiment"), impossible.replace("12.4%", "0%")) == []
    assert told(rule_named("underpowered-experiment"), impossible.replace("12.4%", "100%")) == []
    assert told(rule_named("underpowered-experiment"), impossible.replace("12.4%", "120%")) == []


@pytest.mark.parametrize(
    ("arms_and_goals", "by"),
    [
        ("arms: {A: 10, B: 10, C: 10}, primary: [ctr]", "(3 arms)"),
        ("arms: {control: 10, B: 10}, primary: [ctr, sales]", "(2 deciding metrics)"),
        ("arms: {A: 10, B: 10, C: 10}, primary: [ctr, sales]", "(3 arms and 2 deciding metrics)"),
    ],
)
def test_comparisons_are_told_by_what_makes_them(arms_and_goals: str, by: str) -> None:
    (finding,) = told(rule_named("uncorrected-comparisons"), f"experiments: [{{id: ab_1, {arms_and_goals}}}]")
    assert by in finding.message


@pytest.mark.parametrize(
    ("baseline", "effect", "needed"),
    [  # the worked sizes of the catalogue, formula F2
        ("4.2%", "+10%", 37_513),
        ("4.2%", "+5%", 146_642),
        ("12.4%", "+10%", 11_561),
        ("12.4%", "+5%", 45_306),
        ("12.4%", "+2%", 279_618),
        ("54%", "+10pp", 379),
        ("31%", "+3pp", 3_826),
    ],
)
def test_size_is_that_of_two_proportions(baseline: str, effect: str, needed: int) -> None:
    small = PLANNED % (baseline, "per: member", needed - 1, needed - 1, f"mde: {effect}")
    (finding,) = told(rule_named("underpowered-experiment"), small)
    assert finding.numbers["needed_n"] == needed
    assert f"has {needed - 1:,}" in finding.message
    assert not told(rule_named("underpowered-experiment"), small.replace(str(needed - 1), str(needed)))
    assert not told(
        rule_named("underpowered-experiment"),
        small.replace("arms:", "x-arms:") + "    " + finding.fix.partition("   #")[0],
    )


@pytest.mark.parametrize(
    ("metric", "size", "more", "fires"),
    [
        ("per: member", 40_000, "mde: +5%", True),
        ("per: members", 40_000, "mde: +5%\n    alpha: 0.1", False),
        ("per: member", 50_000, "mde: +5%\n    power: 0.9", True),
        ("per: member", 50_000, "mde: +5%\n    correction: Bonferroni", False),  # two arms are one comparison
        ("per: member", 40_000, "mde: unknown", False),
        ("per: member", 40_000, "mde: +900%", False),  # 124% is no share
        ("per: impression", 40_000, "mde: +5%", False),  # nobody says how impressions hang together
        ("per: visit, cluster_size: 10, icc: 0.2", 13_000, "mde: +5%", False),  # a member is worth 10 / 2.8 cases
        ("per: visit, cluster_size: 10, icc: 0.2", 12_000, "mde: +5%", True),
        ("per: visit, cluster_size: 10, icc: 0.2", "50000 visits", "mde: +5%", True),  # a visit is worth 1 / 2.8
        ("per: visit, cluster_size: 10, icc: 0.2", "130000 visits", "mde: +5%", False),
        ("unit: money", 40, "mde: unknown", False),
    ],
)
def test_power_knows_what_is_counted(metric: str, size: object, more: str, fires: bool) -> None:
    text = PLANNED % ("12.4%", metric, size, size, more)
    assert bool(told(rule_named("underpowered-experiment"), text)) is fires


def test_unequal_arms_count_as_their_harmonic_mean() -> None:
    (finding,) = told(
        rule_named("underpowered-experiment"), PLANNED % ("12.4%", "per: member", 90_000, 10_000, "mde: +5%")
    )
    assert finding.numbers["stated_n"] == 18_000
    assert finding.message.endswith("has 10,000 and 90,000, worth 18,000 in each")


THREE = """
metrics: {ctr: {means: members who click, per: member, observed: 11.8%}, sales: {means: sales per member}}
experiments:
  - id: ab_1
    primary: [ctr]
    arms: {A: 3333, B: 3333, C: 3334}
    results:
      - {metric: ctr, compare: C vs A, lift: +23%}
      - {metric: ctr, compare: C vs B, lift: +11%}
"""


def test_lift_between_two_designs_of_athena() -> None:
    (finding,) = told(rule_named("lift-within-chance"), THREE)
    assert pointer(finding.path) == "/experiments/0/results/1/lift"
    expected = {"needed_n": 11_430, "needed_n_corrected": 15_246, "stated_n": 3_333, "comparisons": 3, "p": 0.1303}
    assert {name: finding.numbers[name] for name in expected} == expected
    assert finding.fix.startswith("p: 0.13 ")
    assert not told(rule_named("lift-within-chance"), THREE.replace("lift: +11%", "lift: +11%, p: 0.13"))
    assert not told(rule_named("lift-within-chance"), re.sub(r"333\d", "15246", THREE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("primary: [ctr]", "primary: [sales]"),  # not what decides
        ("primary: [ctr]", "question: which one"),
        ("observed: 11.8%", "observed: 11.8"),
        ("observed: 11.8%", "observed: unknown"),
        ("C vs B, lift: +11%", "C vs B, lift: much better"),
        ("C vs B, lift: +11%", "C vs B, lift: +8 points"),
        ("C vs B, lift: +11%", "C vs B, lift: +11%, n: unknown"),
        ("C vs B, lift: +11%", "C vs B, lift: +11%, n: 40000"),
        ("3333, C: 3334", "unknown, C: unknown"),
        ("3333", "20"),  # too few events for the approximation
    ],
)
def test_lift_that_cannot_be_judged_is_let_be(old: str, new: str) -> None:
    assert old in THREE
    assert not told(rule_named("lift-within-chance"), THREE.replace(old, new))


@pytest.mark.parametrize(
    ("rates", "n", "has"),
    [
        ("control: 9.3%, treatment: 11.4%", 12, 12),
        ("control: 9.3%, treatment: 11.4%", 90, 90),  # 8.4 events against 10.3
        ("control: 9.3%, treatment: 11.4%", 6000, None),
        ("control: 5%, treatment: 60%", 40, None),  # 2 of 40 against 24: no chance
        ("control: 10%, treatment: 40%", 20, None),  # 2 against 8: who is kind calls it 4%
        ("control: 10%, treatment: 30%", 10, 10),
        ("control: 10%, treatment: 30%", "10, p: 0.3", None),
        ("control: 0.1%, treatment: 0.2%", 5000, None),  # rounded: it may have been 0 against 10
        ("control: 0.10%, treatment: 0.16%", 5000, 5000),
        ("control: 10%, treatment: 10%", 10, None),
    ],
)
def test_lift_from_a_handful(rates: str, n: object, has: int | None) -> None:
    text = f"""
metrics: {{ctr: {{means: members who click, per: member}}}}
experiments: [{{id: ab_1, unit: member, primary: [ctr], results: [{{metric: ctr, {rates}, n: {n}}}]}}]
"""
    found = told(rule_named("lift-within-chance"), text)
    assert [finding.numbers["stated_n"] for finding in found] == ([has] if has else [])
    for finding in found:
        mended = text.replace(f"n: {n}", finding.fix.partition("   #")[0])
        assert mended != text
        assert not told(rule_named("lift-within-chance"), mended)


def test_clustered_result_needs_what_its_clusters_take() -> None:
    text = """
metrics: {ctr: {means: clicks per impression, per: impression, cluster: member, cluster_size: 90, icc: 0.05}}
experiments:
  - {id: ab_1, unit: member, primary: [ctr], results: [{metric: ctr, control: 9.3%, treatment: 11.4%, n: 4000}]}
"""
    (finding,) = told(rule_named("lift-within-chance"), text)
    assert finding.numbers["stated_n"] == 4000
    assert finding.numbers["needed_n"] == pytest.approx(3302 * 5.45, abs=1)
    assert not told(rule_named("lift-within-chance"), text.replace("4000", str(finding.numbers["needed_n"])))


GUARDED = """
metrics:
  ctr: {means: clicks per impression}
  latency: {means: time to the first item, unit: duration, role: guardrail, source: online}
  opt_out_rate: {means: share of members who left, role: guardrail, source: online}
  fallback_rate: {means: share of fallbacks, role: guardrail, source: online}
  slates_alike: {means: gap between groups, dimension: fairness, role: guardrail, source: online}
  fit_gap: {means: gap in fit, dimension: fairness, role: guardrail, source: online, measured_on: judged}
  diversity: {means: categories, dimension: quality, role: guardrail, source: online}
experience: {opt_out: {metric: opt_out_rate, level: plain}}
experiments: [{id: ab_1, primary: [ctr], guardrails: [latency, opt_out_rate, fallback_rate, slates_alike]}]
"""


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("primary", "primary", []),
        (
            "[latency, opt_out_rate, fallback_rate, slates_alike]",
            "[latency]",
            ["opt_out_rate", "fallback_rate", "slates_alike"],
        ),
        (", slates_alike]", "]", ["slates_alike"]),
        (", slates_alike]", ", fit_gap]", []),  # another metric of that kind
        (", slates_alike]", "], results: [{metric: slates_alike, control: 2%, treatment: 3%}]", []),
        ("[ctr], guardrails: [latency, ", "[ctr, latency], guardrails: [", []),
        (", slates_alike]", ", nobody_knows]", []),
        ("guardrails: [latency, opt_out_rate, fallback_rate, slates_alike]", "duration: 4w", []),  # EXPT003 asks
        ("guardrails: [latency, opt_out_rate, fallback_rate, slates_alike]", "guardrails: {na: a colour}", []),
    ],
)
def test_guardrails_of_the_product_hold_in_its_experiments(old: str, new: str, missing: list[str]) -> None:
    assert old in GUARDED
    text = GUARDED.replace(old, new)
    found = told(rule_named("forgotten-guardrail"), text)
    assert [name in finding.message for finding in found for name in missing] == [True] * len(missing)
    assert bool(found) is bool(missing)
    for finding in found:
        assert not told(rule_named("forgotten-guardrail"), re.sub(r"guardrails: \[.*?\]", finding.fix, text))


@pytest.mark.parametrize(
    "said", ["role: secondary, source: online", "role: guardrail, source: offline", "role: guardrail"]
)
def test_only_guardrails_that_live_use_shows_are_missed(said: str) -> None:
    text = f"""
metrics: {{ctr: {{means: x}}, wait: {{means: x, unit: count}}, latency: {{means: x, unit: duration, {said}}}}}
experiments: [{{id: ab_1, primary: [ctr], guardrails: [wait]}}]
"""
    assert not told(rule_named("forgotten-guardrail"), text)
    assert told(rule_named("forgotten-guardrail"), text.replace(said, "role: guardrail, source: online"))


def test_lift_of_a_metric_that_should_fall() -> None:
    falls = THREE.replace("observed: 11.8%", "better: lower, observed: 11.8%").replace("lift: +11%", "lift: -10%")
    (finding,) = [f for f in told(rule_named("lift-within-chance"), falls) if "C vs B" in f.message]
    assert "13.11% to 11.8%" in finding.message


@pytest.mark.parametrize(
    ("result", "p"),
    [
        ("control: 12.4%, treatment: 13.1%, n: 4000, p: < 0.001", 0.3498),
        ("control: 12.4%, treatment: 13.1%, n: 4000, p: 0.35", None),
        ("control: 12.4%, treatment: 13.1%, n: 4000, p: 0.17", None),  # one-sided
        ("control: 12.4%, treatment: 16.1%, n: 40000, p: 0.04", None),  # clusters make p larger
        ("control: 12.4%, treatment: 13.1%, p: < 0.001", 0.3498),  # the arms tell the size
        ("control: 12%, treatment: 13%, n: 4000, p: 0.01", None),  # 11.5% to 13.5% would give it
        ("treatment: 13.1%, lift: +5.6%, n: 4000, p: < 0.001", 0.3526),
        ("control: 12.4, treatment: 13.1, n: 4000, p: < 0.001", None),
        ("lift: +5.6%, n: 4000, p: < 0.001", None),
        ("control: 0.0%, treatment: 13.1%, n: 4000, p: < 0.001", None),
    ],
)
def test_stated_p(result: str, p: float | None) -> None:
    text = "metrics: {conversion: {means: members who buy}}\nexperiments:\n  - id: ab_1\n    unit: member\n"
    text += f"    arms: {{control: 4000, treatment: 4000}}\n    results: [{{metric: conversion, {result}}}]"
    found = told(rule_named("p-value-beyond-its-numbers"), text)
    assert [finding.numbers["p"] for finding in found] == ([pytest.approx(p, abs=0.01)] if p else [])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("arms: {control: 10, treatment: 10}", 1),
        ("arms: {A: 10, B: 10, C: 10}", 3),
        ("arms: {control: 10, B: 10, C: 10}", 2),
        ("arms: {A: 10, B: 10, C: 10}, control_is: 'design A, the present one'", 2),
        ("arms: {control: 10, B: 10, C: 10}, results: [{metric: ctr, compare: C vs B}]", 3),
        ("arms: {control: 10, B: 10, C: 10}, results: [{metric: ctr, compare: C against control}]", 2),
        ("arms: {control: 10, treatment: 10}, primary: [ctr, sales]", 2),
        ("arms: {A: 10, B: 10, C: 10, D: 10}, primary: [ctr, sales]", 12),
        ("question: which", 1),
    ],
)
def test_comparisons(keys: str, expected: int) -> None:
    text = f"metrics: {{ctr: {{means: clicks}}, sales: {{means: sales}}}}\nexperiments: [{{id: ab_1, {keys}}}]"
    (experiment,) = prd(text).experiments
    assert arms.comparisons(experiment) == expected
    found = told(rule_named("uncorrected-comparisons"), text)
    assert [finding.numbers["comparisons"] for finding in found] == ([expected] if expected > 1 else [])


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("13d", {"EXPT013"}),
        ("10d", {"EXPT013"}),
        ("2w", {"EXPT015"}),
        ("14d", {"EXPT015"}),
        ("3w", {"EXPT015"}),
        ("17d", {"EXPT014"}),
        ("20.9d", {"EXPT015"}),
        ("28d", set()),
        ("30d", {"EXPT014"}),
        ("1mo", set()),
        ("1q", set()),
        ("6w", set()),
        ("unknown", set()),
        ("0d", {"EXPT013"}),
    ],
)
def test_duration_is_one_finding_at_most(duration: str, expected: set[str]) -> None:
    text = f"experiments: [{{id: ab_1, duration: {duration}}}]"
    assert codes(text) & {"EXPT013", "EXPT014", "EXPT015"} == expected
    for finding in told(rule_named("experiment-in-broken-weeks"), text):
        assert not codes(text.replace(f"duration: {duration}", finding.fix)) & {"EXPT013", "EXPT014", "EXPT015"}


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("duration: 4w, primary: [sold]", "/experiments/0/duration"),
        ("duration: 4w, followup: 1d, primary: [sold]", "/experiments/0/followup"),
        ("duration: 4w, followup: 2d, primary: [sold]", None),
        ("duration: 4w, followup: unknown, primary: [sold]", None),
        ("duration: 4w, followup: {na: told in the note}, primary: [sold]", None),
        ("duration: 4w, guardrails: [sold]", "/experiments/0/duration"),
        ("duration: 4w, results: [{metric: sold, lift: +3%}]", "/experiments/0/duration"),
        ("duration: 1mo, primary: [sold]", None),
        ("duration: 4w, primary: [seen]", None),
    ],
)
def test_horizon(keys: str, place: str | None) -> None:
    text = "metrics: {sold: {means: sales in 30 days, horizon: 30d}, seen: {means: views, horizon: 2d}}\n"
    found = told(rule_named("outcome-after-the-end"), f"{text}experiments: [{{id: ab_1, {keys}}}]")
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all(finding.fix == "followup: 30d" for finding in found)


@pytest.mark.parametrize(
    ("tested", "shipped", "fires"),
    [
        ("design C, model 7", "design C, model 7", False),
        ("designs A, B and C", "design C", False),
        ("design C", "design C, model 7", False),
        ("model v2.3", "model 2.3", False),
        ("design C, model 7", "design C, model 8", True),
        ("prompt 14", "prompt 15 with 6 steps", True),
        ("unknown", "design C", True),
        ("{na: nothing users see differs}", "design C", False),
        ("v2", "2", False),
        ("s", "designs", True),
        ("plan s", "plan v", True),
        ("designs C and D", "design C", False),
        ("design C", "designs C and D", False),
        ("design C", "C design", False),
    ],
)
def test_variant(tested: str, shipped: str, fires: bool) -> None:
    tested = tested if tested[0] == "{" else f'"{tested}"'
    text = f'experiments: [{{id: ab_1, variant: {tested}}}]\nrollout: {{variant: "{shipped}"}}'
    found = told(rule_named("untested-variant"), text)
    assert bool(found) is fires
    assert all(finding.known_gap is ("unknown" in tested) for finding in found)


def test_variant_is_asked_of_the_experiment_that_speaks_for_the_launch() -> None:
    text = (
        "metrics: {ctr: {means: clicks, observed: {value: 12%, from: ab_2}}}\nrollout: {variant: design C}\n"
        "experiments: [{id: ab_1, variant: design A}, {id: ab_2}, {id: ab_3}]"
    )
    (finding,) = told(rule_named("untested-variant"), text)
    assert pointer(finding.path) == "/experiments/1"
    twice = "experiments: [{id: ab_1, variant: A}, {id: ab_2, variant: B}]\nrollout: {variant: %s}"
    assert pointer(told(rule_named("untested-variant"), twice % "C")[0].path) == "/experiments/1/variant"
    (unsaid,) = told(rule_named("untested-variant"), twice % "unknown")
    assert unsaid.fix == "variant: B"
    assert not told(rule_named("untested-variant"), text.replace("{id: ab_2}", "{id: ab_2, variant: design C}"))


def test_long_run_is_unknown_only_where_nothing_watches_it() -> None:
    alone = "experiments: [{id: ab_1, duration: 4w}]\n"
    assert "EXPT005" in codes(alone)
    assert "EXPT005" in codes(alone + "rollout: {holdout: unknown}")
    assert "EXPT005" in codes(alone + "rollout: {holdout: {na: all members were promised it}}")  # then look longer
    assert "EXPT005" not in codes(alone + "rollout: {holdout: 2%}")
    assert "EXPT005" not in codes(alone.replace("4w", "1q"))
    assert "EXPT005" not in codes("experiments: []")


@pytest.mark.parametrize("values", ["0", "1", "1e14", "unknown", "-5", "0.5", "[1]", "{na: no}", "abc"])
def test_nothing_raises(values: str) -> None:
    text = THREE.replace("3333", values).replace("11.8%", f"{values}%" if values.isdigit() else values)
    assert all(re.fullmatch(r"EXPT\d{3}", code) for code in codes(text))
    text = PLANNED % (values, f"per: visit, cluster_size: {values}, icc: {values}", values, values, f"mde: {values}")
    assert all(re.fullmatch(r"EXPT\d{3}", code) for code in codes(text + f"    alpha: {values}\n    power: {values}"))


def test_a_single_comparison_needs_no_correction_at_any_alpha() -> None:
    text = "experiments: [{id: ab_1, arms: {control: 10, treatment: 10}, alpha: 10%}]"
    assert told(rule_named("uncorrected-comparisons"), text) == []


@pytest.mark.parametrize(("duration", "silent"), [("90d", True), ("89d", False)])
def test_ninety_days_are_a_long_run(duration: str, silent: bool) -> None:
    found = told(rule_named("unseen-long-run"), f"experiments: [{{id: ab_1, duration: {duration}}}]")
    assert (found == []) is silent


def test_days_until_an_outcome_is_known_may_be_broken() -> None:
    text = "metrics: {sold: {means: sales, horizon: 36h}}\nexperiments: [{id: ab_1, duration: 12h, primary: [sold]}]"
    (finding,) = told(rule_named("outcome-after-the-end"), text)
    assert finding.numbers == {"observed_days": 0.5, "horizon_days": 1.5}


@pytest.mark.parametrize(
    ("better", "effect", "fires"),
    [
        ("higher", "10pp", True),
        ("lower", "10pp", False),  # from 5% down there are no ten points
        ("lower", "+10pp", True),
        ("lower", "-3pp", True),
        ("higher", "95pp", False),  # nor 95 up
        ("higher", "-5pp", False),
    ],
)
def test_an_effect_goes_where_the_metric_should_go(better: str, effect: str, fires: bool) -> None:
    text = PLANNED.replace("better: higher", f"better: {better}") % ("5%", "per: member", 30, 30, f"mde: {effect}")
    assert bool(told(rule_named("underpowered-experiment"), text)) is fires


@pytest.mark.parametrize(
    ("control", "treatment", "n", "few"),
    [
        (0.5, 0.6, 10, True),
        (0.5, 0.6, 100, False),
        (0.99, 0.9, 100, True),
        (0.9, 0.99, 100, True),
        (0.01, 0.1, 100, True),
        (0.1, 0.5, 100, False),  # ten are enough
        (0.09, 0.5, 100, True),
    ],
)
def test_few_are_those_of_the_rarer_event(control: float, treatment: float, n: int, few: bool) -> None:
    assert rates.Shown(control, treatment, 0.0).few(n) is few
