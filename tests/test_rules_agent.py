"""Agents: errors multiply over steps and tries; what cannot be undone needs approval."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.agent import charge, steps


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


TASK = "agent: {steps: %s}\nmetrics:\n  task_ok: {better: higher, launch: %s, %s}\n"


@pytest.mark.parametrize(
    ("limit", "launch", "more", "per_try", "per_step"),
    [
        ("at most 10", "85%", "trials: pass^4", 0.960185, 0.983879),
        ("at most 10", "85%", "per: task", 0.85, 0.983879),
        ("at most 1", "85%", "per: task", None, None),
        ("unknown", "85%", "per: task", None, None),
        ("at most 10", "100%", "per: task", None, None),
        ("at most 10", "85%", "per: claim", None, None),
        ("at most 10", "unknown", "per: task", None, None),
        ("at most 10", "85%", "per: step", None, None),
    ],
)
def test_unbounded_steps(limit: str, launch: str, more: str, per_try: float | None, per_step: float | None) -> None:
    found = told(steps.unbounded_steps, TASK % (limit, launch, more))
    assert [f.numbers["per_try"] for f in found] == ([per_try] if per_try is not None else [])
    assert [f.numbers["per_step"] for f in found] == ([per_step] if per_step is not None else [])


def test_the_metric_that_the_fix_offers_answers_and_suffices() -> None:
    text = TASK % ("at most 10", "85%", "trials: pass^4")
    (finding,) = told(steps.unbounded_steps, text)
    fixed = text + "  " + finding.fix.split("   #")[0]
    assert not told(steps.unbounded_steps, fixed)
    assert not told(steps.steps_too_weak_for_the_task, fixed)


@pytest.mark.parametrize(
    ("floor", "trials", "reached"),
    [
        ("95%", "pass^1", 0.598737),
        ("98.4%", "pass^1", None),
        ("98.3%", "pass^1", 0.842433),
        ("98.4%", "pass^4", 0.524571),
        ("99.6%", "pass^4", None),
        ("unknown", "pass^4", None),
        ("0%", "pass^1", None),
        ("100%", "pass^1", None),
    ],
)
def test_weak_steps(floor: str, trials: str, reached: float | None) -> None:
    text = TASK % ("at most 10", "85%", f"per: task, trials: {trials}")
    text += f"  step_ok: {{better: higher, per: tool call, floor: {floor}}}\n"
    found = told(steps.steps_too_weak_for_the_task, text)
    assert [f.numbers["task_rate"] for f in found] == ([reached] if reached is not None else [])
    for finding in found:
        fixed = finding.fix.split("   #")[0].removeprefix("floor: ")
        assert not told(steps.steps_too_weak_for_the_task, text.replace(f"floor: {floor}", f"floor: {fixed}"))


@pytest.mark.parametrize(
    ("tool", "known_gap"),
    [
        ("does: write, reversible: false, approval: none", False),
        ("does: execute, reversible: false", False),
        ("does: write, reversible: false, approval: unknown", True),
        ("does: write, reversible: false, approval: user", None),
        ("does: write, reversible: false, approval: {na: a person presses the button}", None),
        ("does: write, reversible: true, approval: none", None),
        ("does: write, approval: none", None),
        ("does: read, reversible: false", None),
        ("does: write, reversible: false, approval: often", None),
    ],
)
def test_approval(tool: str, known_gap: bool | None) -> None:
    found = told(charge.irreversible_without_approval, f"agent: {{tools: [{{id: t, {tool}}}]}}")
    assert [finding.known_gap for finding in found] == ([known_gap] if known_gap is not None else [])


def test_a_missing_approval_is_asked_for_once() -> None:
    text = "agent: {tools: [{id: t, does: write, reversible: false, scope: own orders, limit: 2 a day}]}"
    assert told(charge.irreversible_without_approval, text)
    assert not told(charge.half_described_tool, text)


@pytest.mark.parametrize(
    ("launch", "first"), [("85%", "can be as few as 37.8% at the first"), ("0%", ""), ("100%", ""), ("unknown", "")]
)
def test_one_of_several_tries(launch: str, first: str) -> None:
    text = TASK % ("at most 10", launch, "per: task, trials: pass@4")
    (finding,) = told(steps.best_of_many_tries, text)
    assert ("truly" in finding.message) is bool(first)
    assert finding.message.endswith(first or "if one of 4 tries works")


def test_a_task_of_one_step_has_no_weak_steps() -> None:
    text = TASK % ("at most 1", "85%", "per: task, trials: pass^1")
    text += "  step_ok: {better: higher, per: tool call, floor: 80%}\n"
    assert not told(steps.steps_too_weak_for_the_task, text)
    assert told(steps.steps_too_weak_for_the_task, text.replace("at most 1}", "at most 2}"))
