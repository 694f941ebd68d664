"""Failure modes: which types count, what a level may not need, how fresh is fresh, how long a season is."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.failure import ageing, modes


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("types", "more", "missing"),
    [
        ("model data infrastructure drift edge", "", None),
        ("model data infrastructure drift edge attack", "", None),
        ("model data infrastructure edge", "", "drift"),
        ("model data infrastructure edge", "drift: {na: the rules are fixed by law}", None),
        ("model data", "", "infrastructure, drift or edge"),
        ("model data infrastructure drift unknown", "", None),  # the untyped one may be the edge case
        ("model data unknown", "", "infrastructure, drift or edge"),
        ("model data infrastructure drift unknown unknown", "", None),
        ("model data infrastructure unknown", "", "drift or edge"),
    ],
)
def test_types(types: str, more: str, missing: str | None) -> None:
    listed = ", ".join(f"{{type: {kind}}}" for kind in types.split())
    found = told(modes.untreated_failure_type, f"failure_modes: [{listed}]\n{more}")
    assert [f"type {missing}" in finding.message for finding in found] == ([True] if missing else [])


def test_missing_type_is_treated_by_its_fix() -> None:
    text = "degradation: [{level: 1, id: full}, {level: 2, id: plain, needs: []}]\nfailure_modes:\n" + "".join(
        f"- {{id: {kind}, type: {kind}}}\n" for kind in ("model", "data", "infrastructure", "edge")
    )
    (finding,) = told(modes.untreated_failure_type, text)
    mended = f"{text}{finding.fix}\n"
    document = read(mended, "example.prd.yaml")
    prd, flaws = load(document.data)
    assert not document.flaws
    assert not flaws
    assert prd.failure_modes[4].goes_to.value == "plain"
    assert not told(modes.untreated_failure_type, mended)


LADDER = """
degradation:
  - {level: 1, id: full, needs: [model, purchases]}
  - {level: 2, id: favourites, needs: [Purchases, inventory]}
  - {level: 3, id: popular, needs: [inventory]}
  - {level: 4, id: hidden}
"""


@pytest.mark.parametrize(
    ("loses", "goes_to", "fix"),
    [
        ("[purchases]", "favourites", "goes_to: popular"),
        ("[purchases, inventory]", "popular", "goes_to: …   # add a level that does without `inventory`"),
        ("[model]", "full", "goes_to: favourites"),
        ("[model]", "favourites", None),
        ("[purchases]", "hidden", None),  # what it needs is not told
        ("[purchases]", "nowhere", None),  # the reader tells
        ("unknown", "favourites", None),
    ],
)
def test_fallback_on_what_failed(loses: str, goes_to: str, fix: str | None) -> None:
    found = told(
        modes.fallback_on_what_failed, f"{LADDER}failure_modes: [{{id: f, loses: {loses}, goes_to: {goes_to}}}]"
    )
    assert [finding.fix for finding in found] == ([fix] if fix else [])


STALE = """
data: {sources: [{id: stock, %s}]}
degradation: [{level: 1, id: full, needs: [stock]}, {level: 2, id: plain, %s}]
failure_modes: [{id: f, %s}]
"""


@pytest.mark.parametrize(
    ("source", "level", "mode", "rule", "place"),
    [
        (
            "what: levels",
            "when: x",
            "type: data, signal: feed is stale, loses: [stock]",
            "unbounded",
            "/data/sources/0",
        ),
        (
            "fresh_within: unknown",
            "when: x",
            "type: data, signal: stale stock",
            "unbounded",
            "/data/sources/0/fresh_within",
        ),
        ("what: levels", "when: stock is out of date", "type: edge", "unbounded", "/data/sources/0"),
        ("what: levels", "when: x", "type: model, signal: stale jokes, loses: [stock]", "unbounded", None),
        ("what: levels", "when: x", "type: data, signal: stock older than 5min, loses: [stock]", "unbounded", None),
        ("fresh_within: real time", "when: x", "type: data, signal: stale, loses: [stock]", "unbounded", None),
        (
            "fresh_within: {na: it never changes}",
            "when: x",
            "type: data, signal: stale, loses: [stock]",
            "unbounded",
            None,
        ),
        ("fresh_within: 5min", "when: x", "type: edge", "unanswered", "/data/sources/0/fresh_within"),
        ("fresh_within: 5min", "when: stock older than 5min", "type: edge", "unanswered", None),
        (
            "fresh_within: 5min",
            "when: fewer than 5 in stock",
            "type: edge",
            "unanswered",
            "/data/sources/0/fresh_within",
        ),
        ("fresh_within: 5min", "when: x or no stock for 1h", "type: edge", "unanswered", None),
        ("fresh_within: 5min", "when: x", "type: data, signal: 5% of stock wrong", "unanswered", None),
        ("fresh_within: 5min", "when: x", "type: edge, loses: [stock]", "unanswered", None),
        ("fresh_within: 5min", "when: x", "type: data, signal: a source is stale", "unanswered", None),
        ("what: levels", "when: x", "type: edge", "unanswered", None),
    ],
)
def test_staleness(source: str, level: str, mode: str, rule: str, place: str | None) -> None:
    found = told(getattr(ageing, f"{rule}_staleness"), STALE % (source, level, mode))
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert [finding.known_gap for finding in found] == (["unknown" in source] if place else [])


@pytest.mark.parametrize(
    ("history", "season", "cycles"),
    [
        ("12mo", "yearly", "1 yearly cycle,"),
        ("18mo", "yearly", "1.5 yearly cycles"),
        ("104w", "yearly", None),
        ("24mo", "yearly", None),
        ("2y", "yearly", None),
        ("10d", "weekly", "1.4 weekly cycles"),
        ("13.86d", "weekly", None),  # 1% short
        ("13.85d", "weekly", "2 weekly cycles"),
        ("2w", "weekly", None),
        ("1d", "none", None),
        ("unknown", "yearly", None),
    ],
)
def test_two_cycles(history: str, season: str, cycles: str | None) -> None:
    found = told(ageing.memory_shorter_than_two_cycles, f"data: {{history: {history}, seasonality: {season}}}")
    assert [str(cycles) in finding.message for finding in found] == ([True] if cycles else [])


ANSWERED_FROM = """
data: {sources: [{id: a, %s}, {id: b, %s}, {id: c, %s}]}
degradation: [{level: 1, id: full, needs: [model, a, b]}, {level: 2, id: plain, needs: [c], ai: false}]
"""


@pytest.mark.parametrize(
    ("limits", "place"),
    [
        (("what: x", "what: x", "what: x"), "/data/sources"),
        (("what: x", "fresh_within: 1h", "fresh_within: 1h"), "/data/sources/0"),
        (("fresh_within: 1h", "fresh_within: 1h", "what: x"), None),  # read by no level with the model
        (("fresh_within: 1h", "what: x", "what: x"), None),  # some age and some do not
        (("fresh_within: 1h", "fresh_within: {na: it never changes}", "fresh_within: 1h"), None),
    ],
)
def test_staleness_of_what_the_product_answers_from(limits: tuple[str, str, str], place: str | None) -> None:
    found = told(ageing.unbounded_staleness, ANSWERED_FROM % limits)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])


@pytest.mark.parametrize(("history", "season", "fix"), [("10d", "weekly", "2w"), ("12mo", "yearly", "24mo")])
def test_history_is_mended_by_its_fix(history: str, season: str, fix: str) -> None:
    text = f"data: {{history: {history}, seasonality: {season}}}"
    (finding,) = told(ageing.memory_shorter_than_two_cycles, text)
    assert finding.fix.partition("   #")[0] == f"history: {fix}"
    assert not told(ageing.memory_shorter_than_two_cycles, text.replace(history, fix))


@pytest.mark.parametrize(
    ("elsewhere", "silent"),
    [
        ("components: {ranker: {what: trees with a decay of old orders}}", True),
        ("components: {holiday_rules: {by: us}}", True),
        ("components: {ranker: {what: trees}}", False),
        ("limitations: [{what: gifts, fix: recency weights}]", True),
        ("failure_modes: [{mitigation: none}]", False),
    ],
)
def test_who_knows_of_seasons(elsewhere: str, silent: bool) -> None:
    text = f"data: {{history: 12mo, seasonality: yearly}}\n{elsewhere}"
    assert bool(told(ageing.memory_shorter_than_two_cycles, text)) is not silent


@pytest.mark.parametrize(
    ("level", "mode", "speaks"),
    [
        ("no stock", "id: f, type: edge", False),  # gone, not old
        ("the feed is stale", "id: f, type: edge", False),  # of which source, nobody says
        ("stale stock", "id: f, type: edge", True),
        ("x", "id: stock_feed, type: data, signal: the feed is stale", True),
        ("x", "type: data, signal: the stock feed is stale", True),
    ],
)
def test_what_speaks_of_a_stale_source(level: str, mode: str, speaks: bool) -> None:
    text = STALE.replace("id: f, ", "") % ("what: levels, fresh_within: unknown", f"when: {level}", mode)
    found = [finding for finding in told(ageing.unbounded_staleness, text) if "speaks of stale" in finding.message]
    assert bool(found) is speaks


def test_a_failure_mode_without_an_id_is_called_by_its_signal() -> None:
    text = STALE.replace("id: f, ", "") % ("what: x", "when: x", "type: data, signal: stale stock")
    (finding,) = told(ageing.unbounded_staleness, text)
    assert finding.message.startswith("`stale stock` speaks of stale data")


@pytest.mark.parametrize(
    ("mode", "speaks"),
    [
        ("id: f, type: data, signal: it is older than 5min, loses: [stock]", False),
        ("id: f, type: data, signal: it is older than 5min, loses: [model]", True),
        ("id: stock_age, type: data, signal: it is older than 5min", False),
        ("id: f, type: data, signal: stock older than 5min", False),
        ("id: f, type: data, signal: stock not reachable after 5min, loses: [stock]", True),
    ],
)
def test_an_age_in_a_failure_mode_is_a_limit(mode: str, speaks: bool) -> None:
    text = STALE.replace("id: f, ", "").replace("[stock]", "[model, stock]", 1) % ("what: levels", "when: x", mode)
    assert bool(told(ageing.unbounded_staleness, text)) is speaks


@pytest.mark.parametrize(
    ("levels", "stories", "place"),
    [
        ("{level: 1, id: full, needs: [stock]}", "", None),  # without the model
        ("{level: 1, id: full, needs: [model, stock]}", "", "/data/sources/0"),
        ("{level: 1, id: full}, {level: 2, id: less, needs: [model, stock]}", "", "/data/sources/0"),
        ("{level: 1, id: full, needs: [model]}, {level: 2, id: less, needs: [stock]}", "", None),
        ("{level: 1, id: full, needs: [model]}", "stories: [{as: a, inputs: [stock]}]", "/data/sources/0"),
        ("{level: 1, id: full, needs: [model]}", "stories: [{as: a, inputs: [notes]}]", None),
    ],
)
def test_what_the_product_answers_from(levels: str, stories: str, place: str | None) -> None:
    text = f"data: {{sources: [{{id: stock, what: levels}}]}}\ndegradation: [{levels}]\n{stories}"
    found = told(ageing.unbounded_staleness, text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])


@pytest.mark.parametrize(
    ("mode", "answers"),
    [("{id: stock_wrong, type: data, signal: 5 complaints}", True), ("{id: stock_wrong, type: edge}", False)],
)
def test_a_failure_mode_of_data_answers_by_its_name(mode: str, answers: bool) -> None:
    text = f"data: {{sources: [{{id: stock, fresh_within: 5min}}]}}\ndegradation: [{{level: 1, needs: [stock]}}]\nfailure_modes: [{mode}]"
    assert bool(told(ageing.unanswered_staleness, text)) is not answers


def test_a_failure_that_leads_nowhere_hides_no_other() -> None:
    text = LADDER + "failure_modes: [{id: a, loses: [purchases]}, {id: b, loses: [purchases], goes_to: favourites}]"
    assert [finding.path for finding in told(modes.fallback_on_what_failed, text)] == [("failure_modes", 1, "goes_to")]
