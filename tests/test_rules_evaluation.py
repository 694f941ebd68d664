"""Evaluation sets: what their size can show, and which languages they cover."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.evaluation import breadth, proof, sets


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


GATE = """\
metrics:
  grounded: {better: higher, launch: %s, measured_on: eval_qa%s}
evaluation:
  sets: [{id: eval_qa, n: %s}]
  gate: {rule: '%s'}
"""


@pytest.mark.parametrize(
    ("launch", "more", "n", "rule", "chance"),
    [
        ("95%", "", "600", "none 1pp under the last release", 0.213388),
        ("95%", "", "600", "none 2 percentage points under the last release", None),
        ("95%", ", observed: 85%", "600", "none 1pp under the last release", 0.313813),
        ("95%", ", cluster_size: 6, icc: 0.2", "3600", "none 1pp under the last release", None),
        ("95%", ", cluster_size: 6, icc: 0.2", "1200", "none 1pp under the last release", 0.213388),
        ("95%", "", "600", "none 1pp under the last release on the same cases", None),
        ("95%", "", "600", "none significantly under the last release, 1pp", None),
        ("95%", "", "600", "no metric below launch", None),
        ("unknown", "", "600", "none 1pp under the last release", None),
        ("95%", "", "unknown", "none 1pp under the last release", None),
        ("100%", "", "600", "none 1pp under the last release", None),
        ("50%", "", "1", "none 49pp under the last release", 0.244166),
        ("50%", "", "1", "none 50pp under the last release", None),  # no step anybody means
        ("95%", "", "600", "none 0pp under the last release", None),
        ("95%", ", cluster_size: 0.5, icc: 1", "600", "none 1pp under the last release", 0.213388),
        ("0%", "", "600", "none 1pp under the last release", None),
        ("95%", "", "0", "none 1pp under the last release", None),
        ("95%", ", cluster_size: 1, icc: 0.2", "600", "none 1pp under the last release", 0.213388),
    ],
)
def test_gate(launch: str, more: str, n: str, rule: str, chance: float | None) -> None:
    found = told(proof.gate_within_noise, GATE % (launch, more, n, rule))
    expected = [chance] if chance is not None else []
    assert [finding.numbers["chance"] for finding in found] == expected


@pytest.mark.parametrize(("n", "fires"), [(0, False), (1, True), (19, True), (20, False)])
def test_a_handful_is_fewer_than_twenty(n: int, fires: bool) -> None:
    assert bool(told(sets.handful_of_cases, f"evaluation: {{sets: [{{id: a, n: {n}}}]}}")) is fires


def test_the_step_that_the_fix_offers_is_clear() -> None:
    (finding,) = told(proof.gate_within_noise, GATE % ("95%", "", "600", "none 1pp under the last release"))
    fixed = finding.fix.split("   #")[0].removeprefix("rule: ")
    assert not told(proof.gate_within_noise, GATE % ("95%", "", "600", fixed))


@pytest.mark.parametrize(
    ("n", "kind", "more", "needed"),
    [
        ("58", "regression", "", 59),
        ("59", "regression", "", None),
        ("30", "security", "", None),
        ("30", "regression", "requirements: {performance: ['grounded >= launch, n >= 500']}", None),
        ("30", "regression", "requirements: {performance: [grounded >= launch]}", 59),
    ],
)
def test_bar(n: str, kind: str, more: str, needed: int | None) -> None:
    text = "metrics: {grounded: {better: higher, launch: 95%%, measured_on: s}}\nevaluation: {sets: [{id: s, n: %s, kind: %s}]}\n%s"
    found = told(proof.bar_beyond_the_set, text % (n, kind, more))
    assert [finding.numbers["needed_n"] for finding in found] == ([needed] if needed else [])


@pytest.mark.parametrize(
    ("promised", "covered", "missing"),
    [
        ("[en, de, fr]", "[en, de]", ["fr"]),
        ("[English, German]", "[en, de]", []),
        ("[en-GB, pt_BR]", "[English, Portuguese]", []),
        ("[en, de]", "[all]", []),
        ("[Klingon]", "[en]", ["Klingon"]),
        ("{na: it shows pictures}", "[en]", []),
    ],
)
def test_languages(promised: str, covered: str, missing: list[str]) -> None:
    text = f"experience: {{languages: {promised}}}\nevaluation: {{sets: [{{id: s, languages: {covered}}}]}}"
    found = told(breadth.untested_language, text)
    assert len(found) == bool(missing)
    assert all(word in found[0].message for word in missing)


@pytest.mark.parametrize(
    ("promised", "tested", "missing"),
    [
        ("[en, de]", "[English, German]", False),
        ("[English]", "[en-GB]", False),
        ("[de]", "[German (Austria)]", False),
        ("[de-AT]", "[de]", False),
        ("[de_AT]", "[German]", False),
        ("[Klingon]", "[klingon]", False),
        ("[en, de]", "[en, fr]", True),
        ("[Danish]", "[Dutch]", True),
    ],
)
def test_a_language_has_many_names(promised: str, tested: str, missing: bool) -> None:
    text = f"experience: {{languages: {promised}}}\nevaluation: {{sets: [{{id: qa, languages: {tested}}}]}}"
    assert bool(told(breadth.untested_language, text)) is missing


@pytest.mark.parametrize(
    ("requirement", "levels", "beyond"),
    [
        ("", "launch: 95%", True),
        ("grounded >= launch", "launch: 95%", True),
        ("grounded >= launch", "launch: 95%, observed: 97%", False),  # what it needs is told by its acceptance
        ("grounded >= launch", "launch: 95%, target: 97%", False),
        ("", "launch: 95%, observed: 97%", True),
    ],
)
def test_a_set_too_small_to_pass(requirement: str, levels: str, beyond: bool) -> None:
    text = (
        f"metrics: {{grounded: {{better: higher, {levels}, measured_on: eval_qa}}}}\n"
        f"evaluation: {{sets: [{{id: eval_qa, n: 20}}]}}\nrequirements: {{performance: [{requirement}]}}"
    )
    assert bool(told(proof.bar_beyond_the_set, text)) is beyond
