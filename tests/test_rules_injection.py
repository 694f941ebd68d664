"""Attacks: what none, or one, of so many can show; attempts are not cases."""

import math

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.injection import threats, trials
from aiprd.sampling import pass_mark


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


ATTACK = """\
metrics:
  attack: {better: lower, launch: %s, %s}
evaluation:
  sets: [{id: attacks, n: %s, kind: security}]
"""


@pytest.mark.parametrize(
    ("limit", "n", "few", "all_or_nothing"),
    [
        ("1%", 298, True, False),
        ("1%", 299, False, True),
        ("1%", 300, False, True),
        ("1%", 472, False, True),
        ("1%", 473, False, False),
        ("0.5%", 597, True, False),
        ("0.5%", 600, False, True),
        ("0.1%", 2994, True, False),
        ("0.1%", 2995, False, True),
    ],
)
def test_sizes(limit: str, n: int, few: bool, all_or_nothing: bool) -> None:
    text = ATTACK % (limit, "measured_on: attacks", n)
    assert bool(told(trials.too_few_attacks, text)) is few
    assert bool(told(trials.all_or_nothing_attacks, text)) is all_or_nothing


def test_numbers_of_the_worked_case() -> None:
    (finding,) = told(trials.all_or_nothing_attacks, ATTACK % ("1%", "attempts: 5 per case", 300))
    assert finding.numbers["shown_by_none"] == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-6)
    assert finding.numbers["needed_n"] == 473
    assert "do not make them 1,500" in finding.message
    assert finding.path == ("metrics", "attack", "launch")


@pytest.mark.parametrize("limit", [0.2, 0.05, 0.01, 0.001])
def test_the_suggested_size_lets_one_succeed_and_no_smaller_one_does(limit: float) -> None:
    (finding,) = told(trials.too_few_attacks, ATTACK % (f"{100 * limit:g}%", "measured_on: attacks", 2))
    n = int(finding.fix.split()[1])
    assert round((pass_mark(limit, n, higher_is_better=False) or 0) * n) == 1
    assert (pass_mark(limit, n - 1, higher_is_better=False) or 0) == 0
    assert math.ceil(math.log(0.05) / math.log(1 - limit)) == finding.numbers["needed_n"]


@pytest.mark.parametrize(
    "more",
    [
        "target: 0%, measured_on: attacks",
        "observed: 0%, measured_on: attacks",
        "measured_on: others",
        "role: diagnostic",
    ],
)
def test_silent(more: str) -> None:
    text = ATTACK % ("1%", more, 100)
    assert not told(trials.too_few_attacks, text) + told(trials.all_or_nothing_attacks, text)


def test_a_declared_margin_is_weighed_elsewhere() -> None:
    text = ATTACK % ("1%", "measured_on: attacks", 100)
    text += "requirements: {security: [{bound: attack <= launch, margin: 1pp}]}"
    assert not told(trials.too_few_attacks, text)


def test_the_set_a_threat_names() -> None:
    text = ATTACK % ("5%", "role: guardrail", 100)
    text += "security: {threats: [{what: instructions in a ticket, test: attacks, bound: attack <= 1%}]}"
    (finding,) = told(trials.too_few_attacks, text)
    assert finding.path == ("security", "threats", 0, "bound")


@pytest.mark.parametrize(("n", "speaks"), [(300, False), (301, True), (1500, True), (1501, False)])
def test_attempts(n: int, speaks: bool) -> None:
    text = ATTACK % ("1%", "measured_on: attacks, attempts: 5 per case", 300)
    text += f'requirements: {{security: ["attack <= 1%, n >= {n}"]}}'
    assert bool(told(trials.attempts_counted_as_cases, text)) is speaks


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("security: {secrets: in the vault}", True),
        ("security: {secrets: in the vault}\nevaluation: {adversarial: 40 hostile tickets}", False),
        ("security: {secrets: in the vault}\nfailure_modes: [{id: note, type: attack}]", False),
        ("security: {threats: [prompt injection by e-mail]}", False),
        ("security: {threats: {na: it reads nothing from outside}}", False),
        ("product: {kinds: [generative]}", False),
    ],
)
def test_untested(text: str, speaks: bool) -> None:
    assert bool(told(threats.untested_injection, text)) is speaks


@pytest.mark.parametrize(
    ("said", "attempts"),
    [("5 per case", 5), ("2 per case", 2), ("1 per case", 0), ("at most 10", 10), ("up to 3", 3), ("many", 0)],
)
def test_attempts_at_one_case(said: str, attempts: int) -> None:
    prd, _ = load(read(f"metrics: {{attack: {{attempts: {said}}}}}", "example.prd.yaml").data)
    assert trials._attempts(prd.metrics["attack"]) == attempts


def test_a_set_of_another_kind_hides_no_other() -> None:
    text = ATTACK % ("1%", "attempts: 5 per case, measured_on: attacks", "300")
    text = text.replace("kind: security}]", "kind: security, adaptive: false}]").replace(
        "[{id: attacks", "[{id: qa}, {id: attacks"
    )
    assert [finding.path for finding in told(threats.static_attackers, text)] == [("evaluation", "sets", 1, "adaptive")]
