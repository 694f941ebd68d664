"""Baselines against what fairness allows the worst group."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


@pytest.mark.parametrize(
    ("better", "baseline", "launch", "bound", "worst"),
    [
        ("higher", "80%", "85%", "gap <= 10pp", 0.75),
        ("higher", "80%", "85%", "gap <= 5pp", None),  # just the baseline
        ("higher", "80%", "85%", "gap <= 6pp", 0.79),
        ("lower", "20%", "15%", "gap <= 10pp", 0.25),
        ("lower", "20%", "15%", "gap <= 5pp", None),
        ("higher", "80%", "85%", "ratio >= 0.8", 0.68),
        ("higher", "68%", "85%", "ratio >= 0.8", None),
        ("lower", "20%", "16%", "ratio >= 0.8", None),
        ("lower", "20%", "18%", "ratio >= 0.8", 0.225),
        ("higher", "85%", "80%", "gap <= 10pp", None),  # launch is no better: another rule
        ("higher", "80 points", "85 points", "gap <= 10pp", None),
        ("higher", "80%", "unknown", "gap <= 10pp", None),
    ],
)
def test_worst_group(better: str, baseline: str, launch: str, bound: str, worst: float | None) -> None:
    findings = found(
        "BASE006",
        f"metrics: {{recall: {{better: {better}, baseline: {baseline}, launch: {launch}}}}}\n"
        f"requirements: {{fairness: [recall {bound}]}}",
    )
    assert [finding.numbers["worst_group"] for finding in findings] == ([worst] if worst is not None else [])


def test_an_entry_without_a_bound_does_not_hide_the_next() -> None:
    source = "metrics: {recall: {better: higher, baseline: 80%, launch: 85%}, ctr: {better: higher}}\nrequirements: "
    entries = "{text: fair}, recall >= 80%, ctr gap <= 10pp, recall gap <= 10pp"
    assert len(found("BASE006", f"{source}{{fairness: [{entries}]}}")) == 1
