"""Loops: which products learn from their own outputs, and which counter-measures can be kept."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import loops


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


RETRAINED = "change: {retraining: {every: 1w}}\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"product: {{kinds: [ranking]}}\n{RETRAINED}", "/change/retraining"),
        (f"product: {{kinds: [predictive]}}\n{RETRAINED}", None),  # the labels may come from elsewhere
        ("product: {kinds: [ranking]}\nchange: {retraining: {na: a fixed list}}", None),
        ("product: {kinds: [ranking]}\nchange: {retraining: {automatic: true}}", None),
        ("feedback: {signals: [{id: clicks, effect: retraining}]}", "/feedback/signals/0/effect"),
        ("feedback: {signals: [{id: clicks, effect: the model learns from it}]}", "/feedback/signals/0/effect"),
        ("feedback: {signals: [{id: clicks, effect: not used for training}]}", None),
        ("feedback: {signals: [{id: clicks, effect: read each week}]}", None),
        (f"product: {{kinds: [ranking]}}\n{RETRAINED}feedback: {{loops: unknown}}", "/feedback/loops"),
        (f"product: {{kinds: [ranking]}}\n{RETRAINED}feedback: {{loops: {{na: shown at random}}}}", None),
        (f"product: {{kinds: [ranking]}}\n{RETRAINED}feedback: {{loops: []}}", "/change/retraining"),
        (f"product: {{kinds: [ranking]}}\n{RETRAINED}feedback: {{na: nobody sees it}}", None),
    ],
)
def test_learning_from_itself(text: str, place: str | None) -> None:
    found = told(loops.unseen_loop, text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all(finding.known_gap is (place == "/feedback/loops") for finding in found)


@pytest.mark.parametrize(
    ("loop", "fires"),
    [
        ("counter: diversity constraint in next iteration", True),
        ("counter: 5% of slots explore", False),
        ("counter: at most two items of a brand", False),
        ("counter: exploration, amount: 10%", False),
        ("counter: exploration, amount: unknown", False),
        ("counter: variety, categories: 5", False),
        ("counter: {na: items are shown at random}", False),
        ("counter: unknown", True),
        ("amount: 10%", True),
    ],
)
def test_counterweight(loop: str, fires: bool) -> None:
    text = f"feedback: {{loops: [{{risk: popular items crowd out others, {loop}}}]}}"
    found = told(loops.loop_without_counterweight, text)
    assert bool(found) is fires
    assert all(finding.known_gap is ("unknown" in loop) for finding in found)


@pytest.mark.parametrize(
    ("loop", "fixes"),
    [
        ("amount: 5%, slots: 10", ["amount: 10%"]),
        ("amount: 10%, slots: 10", []),
        ("amount: 33%, slots: 3", []),
        ("amount: 20%, slots: 3", ["amount: 33.4%"]),
        ("amount: 2 items, slots: 10", []),
        ("amount: 5%", []),
        ("amount: 5%, slots: 0", []),
        ("amount: 0%, slots: 10", []),
        ("categories: 8, slots: 5", ["categories: 5"]),
        ("categories: 5, slots: 5", []),
        ("amount: 5%, categories: 8, slots: 5", ["amount: 20%", "categories: 5"]),
    ],
)
def test_room_for_it(loop: str, fixes: list[str]) -> None:
    text = f"feedback: {{loops: [{{risk: one, counter: two, {loop}}}]}}"
    found = told(loops.impossible_counterweight, text)
    assert [finding.fix.partition("   #")[0] for finding in found] == fixes
    for part, fix in zip(
        ("amount", "categories") if len(fixes) > 1 else (fixes or [""])[0].split(":")[:1], fixes, strict=False
    ):
        old = next(piece for piece in loop.split(", ") if piece.startswith(part))
        assert len(told(loops.impossible_counterweight, text.replace(old, fix))) == len(fixes) - 1


@pytest.mark.parametrize(
    "value", ["5", "[1]", "{}", "[{}]", "null", "unknown", "{na: none}", "[{slots: 1e14, amount: 1e-9%}]"]
)
def test_nothing_raises(value: str) -> None:
    for rule in (part for part in vars(loops).values() if isinstance(part, Rule)):
        told(rule, f"product: {{kinds: [ranking]}}\nfeedback: {{loops: {value}, signals: {value}}}\nchange: {value}")


def test_a_loop_that_is_set_aside_hides_no_other() -> None:
    text = "feedback: {loops: [{risk: popular items crowd out others, counter: {na: shown in turn}}, {risk: rare customers vanish}]}"
    assert loops.loop_without_counterweight.check is not None
    found = list(loops.loop_without_counterweight.check(load(read(text, "a.prd.yaml").data)[0]))
    assert [finding.path for finding in found] == [("feedback", "loops", 1)]
