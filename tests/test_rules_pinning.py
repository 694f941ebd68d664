"""Pinned models: aliases, the notice a provider gives, and what passes the gate."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import pinning


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("name", "floats"),
    [
        ("vendor/model-latest", True),
        ("vendor/model:latest", True),
        ("latest", True),
        ("vendor/model", True),
        ("vendor/model-2026-06-01", False),
        ("model-4.1", False),
        ("the model of contract 7", False),
        ("our own model, retrained", False),
        ("{na: the customer brings the model}", False),
        ("unknown", False),
    ],
)
def test_alias(name: str, floats: bool) -> None:
    text = f"llm: {{models: [{{id: {name if name[0] == '{' else repr(name)}}}]}}"
    assert bool(told(pinning.floating_model, text)) is floats


@pytest.mark.parametrize(
    ("migrate", "took", "asked"),
    [("6w", "16w", 154), ("41d", "0d", 41), ("5w", "0d", 35), ("36h", "10d", 12), ("1h", "30d", 31)],
)
def test_the_notice_asked_for_is_the_move_in_whole_days(migrate: str, took: str, asked: int) -> None:
    model = f"{{id: vendor/model-2026-06-01, provider_notice: 8d, migrate_in: {migrate}}}"
    text = f"llm: {{models: [{model}]}}\nrollout: {{took: {took}}}"
    (finding,) = told(pinning.notice_shorter_than_the_move, text)
    notice = finding.fix.split("   #")[0]
    assert notice == f"provider_notice: {asked}d"
    assert not told(pinning.notice_shorter_than_the_move, text.replace("provider_notice: 8d", notice))


def test_a_second_source_may_be_a_family_of_models() -> None:
    models = "llm: {models: [{id: vendor/model-2026-06-01, second_source: vendor/%s}]}"
    assert not told(pinning.floating_model, models % "model")
    assert len(told(pinning.floating_model, models % "model-latest")) == 1


@pytest.mark.parametrize(
    ("notice", "migrate", "took", "move"),
    [
        ("6mo", "6w", "16w", None),
        ("22w", "6w", "16w", None),
        ("21w", "6w", "16w", 154.0),
        ("2w", "6w", "unknown", 42.0),
        ("6w", "6w", "unknown", None),
        ("unknown", "6w", "16w", None),
        ("{na: on our own servers}", "6w", "16w", None),
    ],
)
def test_notice(notice: str, migrate: str, took: str, move: float | None) -> None:
    text = "llm: {models: [{id: m-1, provider_notice: %s, migrate_in: %s}]}\nrollout: {took: %s}"
    found = told(pinning.notice_shorter_than_the_move, text % (notice, migrate, took))
    assert [finding.numbers["move_days"] for finding in found] == ([move] if move is not None else [])
    for finding in found:
        fixed = finding.fix.split("   #")[0].removeprefix("provider_notice: ")
        assert not told(pinning.notice_shorter_than_the_move, text % (fixed, migrate, took))


@pytest.mark.parametrize(
    ("guarded", "open_"),
    [
        ("[prompt, model, index, tools]", ""),
        ("[prompt, model]", "the index and the tools"),
        ("[any change]", ""),
        ("[each release]", ""),
        ("[prompt, index, tools]", "the model"),
        ("unknown", ""),
    ],
)
def test_gate(guarded: str, open_: str) -> None:
    text = (
        "llm: {models: [m-1], retrieval: {index: help}}\nagent: {tools: [search]}\n"
        f'evaluation: {{gate: {{"on": {guarded}, rule: none below launch}}}}'
    )
    assert [finding.message for finding in told(pinning.change_past_the_gate, text)] == (
        [f"a change of {open_} passes no gate"] if open_ else []
    )


def test_notice_is_told_in_days_with_their_fraction() -> None:
    text = "llm: {models: [{id: m, provider_notice: 36h, migrate_in: 60h}]}"
    rule = pinning.notice_shorter_than_the_move
    assert rule.check is not None
    (finding,) = rule.check(load(read(text, "a.prd.yaml").data)[0])
    assert finding.numbers == {"notice_days": 1.5, "move_days": 2.5}
