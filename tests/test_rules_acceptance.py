"""The numbers behind the acceptance rules, and where they keep quiet."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "test.prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def quality(bound: str, metric: str = "", *, more: str = "", entry: str = "") -> str:
    return f"""
metrics:
  quality: {{better: higher, {metric}}}
requirements:
  performance:
    - {{bound: "{bound}"{entry}}}
{more}"""


# Sample sizes: catalogue, formulas F1 and F4


@pytest.mark.parametrize(
    ("launch", "observed", "needed"),
    [
        ("70%", "78%", 190),
        ("70%", "75%", 501),
        ("70%", "72%", 3202),
        ("70%", "71%", 12898),
        ("90%", "92%", 1303),
        ("95%", "97%", 631),
    ],
)
def test_sample_is_compared_with_the_worked_sizes(launch: str, observed: str, needed: int) -> None:
    levels = f"launch: {launch}, observed: {observed}"
    assert found("ACCE005", quality(f"quality >= launch, n >= {needed}", levels)) == []
    [finding] = found("ACCE005", quality(f"quality >= launch, n >= {needed - 1}", levels))
    assert finding.numbers["needed_n"] == needed
    assert f"n >= {needed}" in finding.fix


def test_pass_mark_is_told_as_share_and_count() -> None:
    [finding] = found("ACCE005", quality("quality >= launch, n >= 50", "launch: 90%, observed: 92%"))
    assert "on 50 only 98% (49) or more passes" in finding.message
    assert finding.numbers["pass_mark"] == 0.98


@pytest.mark.parametrize(
    ("bound", "levels", "needed"),
    [
        ("quality >= launch, n >= 1", "launch: 70%, observed: 78%", 190),
        ("quality >= 30%, n >= 10", "better: lower, launch: 30%, observed: 38%", 212),  # the bound says which way
        ("quality <= 30%, n >= 10", "launch: 30%, observed: 22%", 190),
        ("quality = 70%, n >= 10", "launch: 70%, observed: 78%", 190),  # the metric does
        ("quality >= 70%, n >= 5", "launch: 70%, observed: 100%", 9),
        ("quality <= 30%, n >= 5", "launch: 30%, observed: 0%", 9),
    ],
)
def test_way_and_ends_of_what_is_to_be_shown(bound: str, levels: str, needed: int) -> None:
    source = quality(bound, levels)
    if "better: lower" in levels:
        source = source.replace("better: higher, ", "")
    [finding] = found("ACCE005", source)
    assert finding.numbers["needed_n"] == needed


def test_sample_that_nothing_could_pass() -> None:
    [finding] = found("ACCE005", quality("quality >= launch, n >= 20", "launch: 90%, observed: 92%"))
    assert "on 20 not even a faultless result passes" in finding.message


@pytest.mark.parametrize(
    ("levels", "entry", "needed"),
    [
        ("launch: 70%, observed: 78%, target: 72%", "", 190),
        ("launch: 70%, target: 72%, observed: unknown", "", 3202),
        ("launch: 70%", ", margin: 2pp", 3202),
        ("launch: 70%, slices: {new: {observed: 72%}}, observed: 90%", " for new", 3202),
        ("launch: 70%, observed: 72%", ", rule: lower_90", 2329),
    ],
)
def test_expected_value_is_observed_else_target_else_margin(levels: str, entry: str, needed: int) -> None:
    clause, rest = (entry, "") if entry.startswith(" for") else ("", entry)
    [finding] = found("ACCE005", quality(f"quality >= launch{clause}, n >= 10", levels, entry=rest))
    assert finding.numbers["needed_n"] == needed


@pytest.mark.parametrize(
    ("bound", "levels"),
    [
        ("quality >= launch, n >= 10", "launch: 70%"),  # nothing is expected
        ("quality >= launch, n >= 10", "launch: 70%, observed: 70%"),  # no distance to show
        ("quality >= launch, n >= 10", "launch: 70%, observed: 64%"),  # not there yet
        ("quality >= launch, n >= 10", "launch: 100%, observed: 99%"),
        ("quality >= launch, n >= 10", "unit: points, launch: 40 points, observed: 41 points"),
        ("quality >= launch, n >= 10", "nature: deterministic, launch: 90%, observed: 91%"),
        ("quality gap <= 10pp, n >= 10", "launch: 70%, observed: 72%"),  # groups have their own rule
        ("P95 quality >= launch, n >= 10", "launch: 70%, observed: 72%"),
        ("quality >= launch over 30d", "launch: 70%, observed: 72%"),
    ],
)
def test_no_word_about_samples_that_cannot_be_judged(bound: str, levels: str) -> None:
    assert found("ACCE005", quality(bound, levels)) == []


def test_size_of_the_evaluation_set_counts() -> None:
    source = quality(
        "quality >= launch", "launch: 95%, target: 97%, measured_on: qa", more="evaluation: {sets: [{id: qa, n: 600}]}"
    )
    [finding] = found("ACCE005", source)
    assert "needs 631 cases" in finding.message
    assert found("ACCE004", source) == []


def test_clustering_shrinks_the_sample() -> None:
    levels = "per: item, cluster: member, cluster_size: 10, icc: 0.2, launch: 70%, observed: 72%"
    [finding] = found("ACCE007", quality("quality >= launch, n >= 5000", levels))
    assert finding.numbers["effective_n"] == 1785  # 5,000 / 2.8
    assert "n >= 8966" in finding.fix  # 3,202 x 2.8
    assert found("ACCE007", quality("quality >= launch, n >= 8966", levels)) == []
    assert found("ACCE005", quality("quality >= launch, n >= 8966", levels)) == []


def test_missing_correlation_is_asked_for_once_a_metric() -> None:
    source = """
metrics:
  quality: {per: item, cluster: member, icc: unknown, cluster_size: 10, launch: 70%}
requirements:
  performance: ["quality >= launch, n >= 500", "quality >= 60% for new, n >= 300"]
"""
    [finding] = found("ACCE007", source)
    assert finding.known_gap
    assert finding.path == ("metrics", "quality", "icc")
    assert len(finding.related) == 2


# Reach and time


@pytest.mark.parametrize(
    ("traffic", "entry", "reachable"),
    [
        ("volume: 400/day", "", True),
        ("volume: 300/day", "", False),
        ("volume: 6k/day", ", at: canary", False),  # 5% of it
        ("volume: 7k/day", ", at: canary", True),
        ("volume: 300 visits/day", "", False),
        ("volume: 300 pages/day", "", True),  # a page is no visit
        ("volume: 1k/day, eligible: 5000 visits", "", False),
        ("volume: 300/mo", ", verify: offline", True),
        ("volume: 333.32/day", "", False),  # 9,999.6
        ("eligible: 9999 visits", "", False),
        ("eligible: 10k visits", "", True),
        ("eligible: 199k visits", ", at: canary", False),
        ("eligible: 200k visits", ", at: canary", True),
    ],
)
def test_sample_within_reach(traffic: str, entry: str, reachable: bool) -> None:
    per = "per: visit, " if "visit" in traffic or "page" in traffic else ""
    more = f"traffic: {{{traffic}}}\nrollout: {{stages: [{{id: canary, share: 5%}}, {{share: 100%}}]}}"
    findings = found(
        "ACCE006", quality("quality >= launch over 30d, n >= 10000", f"{per}launch: 70%", more=more, entry=entry)
    )
    assert (findings == []) is reachable


@pytest.mark.parametrize(
    ("pace", "n", "fix"),
    [
        (100, 5000, "over 50d"),  # 3,000 do not show 72% against 70%, 3,202 would
        (107, 5000, "n >= 3210"),  # these do
        (0.01, 5000, "n >= 1"),
    ],
)
def test_the_sample_shrinks_to_what_still_shows_it_else_the_window_grows(pace: float, n: int, fix: str) -> None:
    levels, more = "launch: 70%, observed: 72%", f"traffic: {{volume: {pace}/day}}"
    [finding] = found("ACCE006", quality(f"quality >= launch over 30d, n >= {n}", levels, more=more))
    assert fix in finding.fix


@pytest.mark.parametrize(("share", "reachable"), [("50%", True), ("49%", False), ("0%", True)])
def test_only_the_cases_of_the_slice_count(share: str, reachable: bool) -> None:
    more = f"traffic: {{volume: 667/day, segments: {{new: {{share: {share}}}}}}}"  # of nobody: told elsewhere
    findings = found("ACCE006", quality("quality >= launch for new over 30d, n >= 10000", "launch: 70%", more=more))
    assert (findings == []) is reachable


STAGES = """
experiments: [{id: ab, duration: 4w, followup: 7d}]
rollout:
  stages:
    - {id: canary, share: 5%, min_time: 14d}
    - {id: half, share: 50%, min_time: 28d}
    - {id: all, share: 100%, min_time: 7d}
"""


@pytest.mark.parametrize(
    ("window", "at", "fits"),
    [
        ("35d", "ab", True),  # the follow-up counts
        ("36d", "ab", False),
        ("35d", "canary", True),  # the test ran longer than the stage
        ("36d", "canary", False),
        ("42d", "half", True),
        ("43d", "half", False),
        ("42d", "launch", True),
        ("43d", "launch", False),
        ("90d", "all", True),  # after full rollout it gates nothing
        ("90d", "monitoring", True),
        ("90d", "quarterly review", True),
        ("90d", "{na: a service level}", True),
    ],
)
def test_window_and_the_moment_it_gates(window: str, at: str, fits: bool) -> None:
    source = quality(f"quality >= launch over {window}", "launch: 70%", more=STAGES, entry=f", at: {at}")
    assert (found("ACCE008", source) == []) is fits


@pytest.mark.parametrize(
    ("entry", "more"),
    [
        (", verify: offline", STAGES),
        (", verify: monitor", STAGES),  # without `at`: watched, not gated
        ("", "rollout: {stages: [{share: 5%, min_time: 7d}, {share: 20%}, {share: 100%}]}"),  # one time is not known
        ("", "experiments: [{id: ab}]"),
    ],
)
def test_no_word_about_time_that_nobody_knows(entry: str, more: str) -> None:
    assert found("ACCE008", quality("quality >= launch over 90d", "launch: 70%", more=more, entry=entry)) == []


@pytest.mark.parametrize(("window", "weeks"), [("7d", 1), ("7.5d", 2), ("14d", 2), ("15d", 3)])
def test_the_mend_is_told_in_whole_weeks(window: str, weeks: int) -> None:
    more = "experiments: [{id: ab, duration: 2d}]"
    [finding] = found("ACCE008", quality(f"quality >= launch over {window}", "launch: 70%", more=more))
    assert finding.fix.endswith(f"or duration: {weeks}w of `ab`")
    assert f"over {'2d'}" in finding.fix


def test_a_requirement_without_a_window_does_not_hide_the_next() -> None:
    source = quality("quality >= launch", "launch: 70%", more=STAGES) + "  "
    source = source.replace("performance:\n", "performance:\n    - quality >= 60%\n").replace(
        '{bound: "quality >= launch"}', '{bound: "quality >= launch over 90d", at: launch}'
    )
    assert len(found("ACCE008", source)) == 1


def test_one_short_test_is_one_finding() -> None:
    source = """
metrics: {quality: {launch: 70%}}
experiments: [{id: ab, duration: 2w}]
requirements:
  performance: [quality >= launch over 28d]
  fairness: [quality gap <= 10pp over 30d]
"""
    [finding] = found("ACCE008", source)
    assert finding.path == ("requirements", "fairness", 0)
    assert [related.path for related in finding.related] == [
        ("experiments", 0, "duration"),
        ("requirements", "performance", 0),
    ]


# Detection: catalogue, formula F6


def watched(alert: str, metric: str = "rollback: 65%, observed: 78%", within: str = "7d") -> str:
    return (
        f"monitoring: {{detect_within: {within}}}\nmetrics:\n  quality: {{better: higher, {metric}, alert: {alert}}}\n"
    )


def test_detection_takes_as_long_as_worked_out() -> None:
    [slow] = found("ACCE009", watched("{at: 70%, over: 30d}"))
    assert slow.numbers["detect_days"] == pytest.approx(18.46, abs=0.01)
    assert slow.fix == "over: 11d"
    assert found("ACCE009", watched("{at: 70%, over: 11d}")) == []
    assert found("ACCE009", watched("{at: 70%, over: 7d}", within="4.4d")) == []
    assert len(found("ACCE009", watched("{at: 70%, over: 7d}", within="4.2d"))) == 1


@pytest.mark.parametrize(
    ("within", "fix"), [("12d", "over: 24d"), ("12h", "over: 1d"), ("11h", "over: 22h"), ("30min", "over: 1h")]
)
def test_the_mend_of_an_alert_is_in_days_then_in_hours(within: str, fix: str) -> None:
    [slow] = found("ACCE009", watched("{at: 70%, over: 30d}", "rollback: 62%, observed: 78%", within=within))
    assert slow.fix == fix  # the fall of 16 points passes the alert half-way


def test_an_alert_is_late_from_the_first_hour_on() -> None:
    assert found("ACCE009", watched("{at: 70%, over: 13d}", within="8d")) == []  # 13 x 8 / 13
    assert len(found("ACCE009", watched("{at: 70%, over: 13d}", within="7.99d"))) == 1


def test_a_metric_without_limits_does_not_hide_the_next() -> None:
    source = watched("{at: 70%, over: 30d}").replace("metrics:\n", "metrics:\n  first: {better: higher}\n")
    assert len(found("ACCE009", source)) == 1


def test_label_delay_counts() -> None:
    [late] = found("ACCE009", watched("{at: 70%, over: 7d}", "rollback: 65%, observed: 78%, horizon: 3d"))
    assert late.numbers["detect_days"] == pytest.approx(7.31, abs=0.01)
    assert late.fix == "over: 6d"


def test_alert_that_never_fires() -> None:
    [never] = found("ACCE009", watched("{at: 70%, over: 7d}", "rollback: 71%, observed: 78%"))
    assert "from 78% to 71% never sets off the alert at 70%" in never.message


def test_rise_of_a_metric_that_should_be_low() -> None:
    source = watched("{at: 5%, over: 20d}", "rollback: 6%, observed: 2%").replace("higher", "lower")
    [finding] = found("ACCE009", source)
    assert finding.message.startswith("a rise of metric `quality` from 2% to 6% is noticed after 15 d")


@pytest.mark.parametrize(
    "source",
    [
        watched("{at: 70%, over: 30d}", within="unknown"),
        watched("{at: 70%, over: 30d}", within="{other: 1d}"),
        watched("{at: 70%}"),
        watched("{at: 70%, over: 30d}", "observed: 78%"),  # how far it may fall is not said
        watched("{at: 70%, over: 30d}", "rollback: 65%, observed: 69%"),  # not healthy to begin with
    ],
)
def test_no_word_about_detection_without_its_numbers(source: str) -> None:
    assert found("ACCE009", source) == []


# The checklist


def test_known_gap_in_the_defaults_is_told_once() -> None:
    source = """
requirements:
  defaults: {verify: monitor, owner: unknown, at: launch}
  performance: [quality >= 70%]
  latency: [P95 latency < 1s]
"""
    [finding] = found("ACCE002", source)
    assert finding.known_gap
    assert finding.path == ("requirements", "defaults", "owner")
    assert finding.fix == "owner: …"


def test_of_many_requirements_three_are_named() -> None:
    entries = ", ".join(f"P95 latency < {n}s" for n in range(1, 6))
    [finding] = found("ACCE002", f"requirements: {{latency: [{entries}]}}")
    assert finding.message.startswith("5 of 5 requirements do not say")
    assert finding.message.endswith("`P95 latency < 1s`, `P95 latency < 2s`, `P95 latency < 3s` and 2 more")


@pytest.mark.parametrize(
    "entry",
    [
        "{every: 1w}",
        "{alerts: [volume]}",
        "{text: reviewed weekly}",
        "{text: a watch, nature: deterministic}",
        "quality >= 70%",
    ],
)
def test_one_checkable_entry_is_enough(entry: str) -> None:
    assert found("ACCE003", f"requirements:\n  monitoring: [{entry}, {{text: we watch it}}]\n") == []


def test_where_only_all_or_none_passes_no_more_is_offered() -> None:
    [finding] = found("ACCE005", quality("quality >= launch, n >= 29", "launch: 90%, observed: 92%"))
    assert finding.message.endswith("on 29 only 100% (29) passes")
    [finding] = found("ACCE005", quality("quality >= launch, n >= 50", "launch: 90%, observed: 92%"))
    assert finding.message.endswith("or more passes")


@pytest.mark.parametrize("target", ["at least launch", "unknown", "200ms"])
def test_a_target_without_a_share_expects_nothing(target: str) -> None:
    assert found("ACCE005", quality("quality >= 70%, n >= 100", f"launch: 70%, target: {target}")) == []


@pytest.mark.parametrize(("window", "fits"), [("30d", True), ("1mo", True), ("31d", False), ("5w", False)])
def test_a_month_fits_into_thirty_days(window: str, fits: bool) -> None:
    more = "rollout:\n  stages:\n    - {id: canary, share: 5%, min_time: 30d}\n    - {id: all, share: 100%}\n"
    source = quality(f"quality >= launch over {window}", "launch: 70%", more=more, entry=", at: canary")
    assert (found("ACCE008", source) == []) is fits


@pytest.mark.parametrize(("volume", "told"), [("1k/day", True), ("12 per 1k sessions", False), ("unknown", False)])
def test_supply_needs_cases_in_a_time(volume: str, told: bool) -> None:
    source = quality("quality >= launch over 7d, n >= 10000", "launch: 70%", more=f"traffic: {{volume: {volume}}}")
    assert bool(found("ACCE006", source)) is told
