"""Judges: what one with known errors can report, and when the rules keep quiet about it."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.judge import agreement, bars


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


GROUNDED = """\
metrics:
  grounded: {means: %s, better: %s, %s, judge: j1}
evaluation:
  judges: [{id: j1, tpr: %s, tnr: %s}]
"""


@pytest.mark.parametrize(
    ("better", "levels", "tpr", "tnr", "best"),
    [
        ("higher", "launch: 95%", "95%", "90%", 0.95),
        ("higher", "launch: 98%", "95%", "90%", 0.95),
        ("higher", "launch: 94.9%", "95%", "90%", None),
        ("higher", "launch: 90%, target: 97%", "95%", "90%", 0.95),
        ("higher", "role: guardrail, floor: 96%", "95%", "90%", 0.95),
        ("higher", "launch: 95%", "99%", "95%", None),
        ("higher", "launch: 95%", "50%", "50%", None),
        ("higher", "launch: 95%", "unknown", "90%", None),
        ("higher", "launch: 40 points", "95%", "90%", None),
        ("lower", "launch: 2%", "95%", "97%", 0.05),
        ("lower", "launch: 4%", "95%", "97%", None),
        ("lower", "launch: 4%", "97%", "95%", None),
        ("watch", "launch: 98%", "95%", "90%", None),
    ],
)
def test_reach(better: str, levels: str, tpr: str, tnr: str, best: float | None) -> None:
    found = told(bars.judge_below_the_bar, GROUNDED % ("supported claims", better, levels, tpr, tnr))
    assert [finding.numbers["best_reported"] for finding in found] == ([best] if best is not None else [])


def test_numbers_of_the_worked_case() -> None:
    (finding,) = told(bars.judge_below_the_bar, GROUNDED % ("supported claims", "higher", "launch: 95%", "95%", "90%"))
    assert finding.numbers == {"tpr": 0.95, "tnr": 0.9, "best_reported": 0.95, "reported_at_bar": 0.9075, "bar": 0.95}
    assert finding.path == ("metrics", "grounded", "launch")


def test_the_fix_silences_it() -> None:
    text = GROUNDED % ("supported claims", "higher", "launch: 95%, target: 97%", "95%", "90%")
    (finding,) = told(bars.judge_below_the_bar, text)
    means = finding.fix.partition("   #")[0]
    assert not told(bars.judge_below_the_bar, text.replace("means: supported claims", means))


@pytest.mark.parametrize(
    ("means", "silent"),
    [
        ("claims that are supported, corrected for the judge", True),
        ("supported claims, bias-free", True),
        ("claims that are correct", False),
        ("claims answered correctly", False),
    ],
)
def test_correction_is_read_from_the_definition(means: str, silent: bool) -> None:
    found = told(bars.judge_below_the_bar, GROUNDED % (f"'{means}'", "higher", "launch: 98%", "95%", "90%"))
    assert bool(found) is not silent


def test_the_other_bars_out_of_reach_are_told_too() -> None:
    text = GROUNDED % ("supported claims", "higher", "launch: 96%, target: 97%, stretch: 99%", "95%", "90%")
    (finding,) = told(bars.judge_below_the_bar, text)
    assert [related.message for related in finding.related[2:]] == ["target 97% too", "stretch 99% too"]


def test_a_metric_within_reach_does_not_hide_the_next() -> None:
    text = GROUNDED % ("x", "higher", "launch: 94%, target: 97%", "95%", "95%")
    for first in ("launch: unknown", "launch: 80 points, target: 90 points", "launch: 50%, target: 97%"):
        both = text.replace("metrics:\n", f"metrics:\n  first: {{better: higher, {first}, judge: j1}}\n")
        assert len(told(bars.judge_that_moves_the_bar, both)) == 1


def test_requirement_with_a_number_of_its_own() -> None:
    text = GROUNDED % ("supported claims", "higher", "launch: 90%", "95%", "90%")
    text += "requirements:\n  performance: [grounded >= 96%]\n"
    (finding,) = told(bars.judge_below_the_bar, text)
    assert finding.path == ("requirements", "performance", 0)


@pytest.mark.parametrize(
    ("launch", "target", "needed"),
    [
        ("94%", "97%", 0.988889),
        ("92%", "97%", None),
        ("94%", "99%", None),
        ("95%", "97%", None),
        ("94%", "unknown", None),
    ],
)
def test_moved_bar(launch: str, target: str, needed: float | None) -> None:
    levels = f"launch: {launch}, target: {target}"
    found = told(bars.judge_that_moves_the_bar, GROUNDED % ("x", "higher", levels, "95%", "95%"))
    assert [finding.numbers["needed_true_rate"] for finding in found] == ([needed] if needed is not None else [])


@pytest.mark.parametrize(
    ("judged", "judge", "same"),
    [
        ("vendor/a-2026", "vendor/b-2026", True),
        ("vendor/a-2026", "vendor-b/a-2026", False),
        ("gpt-4o-2024-08-06", "gpt-5.1", True),
        ("gpt-4o-2024-08-06", "claude-4", False),
        ("7b", "7b", False),
        ("vendor/a-2026", "vendor/b-2026 (same family, second opinion)", False),
    ],
)
def test_family(judged: str, judge: str, same: bool) -> None:
    text = f"llm: {{models: [{{id: {judged}}}]}}\nevaluation: {{judges: [{{id: j1, model: '{judge}'}}]}}"
    assert bool(told(agreement.judge_of_its_own_family, text)) is same


@pytest.mark.parametrize(
    ("tpr", "tnr", "fires"), [("95%", "95%", True), ("unknown", "95%", False), ("95%", "unknown", False)]
)
def test_an_unknown_rate_of_a_judge_moves_nothing(tpr: str, tnr: str, fires: bool) -> None:
    text = GROUNDED % ("x", "higher", "launch: 94%, target: 97%", tpr, tnr)
    assert bool(told(bars.judge_that_moves_the_bar, text)) is fires
