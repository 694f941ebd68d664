"""Names in gates and on the roadmap are looked up like all others."""

import pytest

from aiprd.diagnostic import pointer
from aiprd.document import read
from aiprd.prd import load

DOCUMENT = """
metrics:
  relevance: {{launch: 70%, slices: {{cold_start: {{observed: 52%}}}}}}
  review_time: {{launch: 2h}}
requirements:
  performance: [{{id: parity_bound, bound: relevance >= launch}}]
rollout:
  stages:
    - share: 5%
      gate: ["{gate}"]
roadmap:
  performance: [{{by: Q2, {name}: 80-83%, driver: quiz, outcome: money}}]
"""


def undefined(gate: str = "relevance", name: str = "relevance") -> list[tuple[str, str]]:
    _, flaws = load(read(DOCUMENT.format(gate=gate, name=name), "a.prd.yaml").data)
    return [(pointer(flaw.finding.path), flaw.finding.message) for flaw in flaws if flaw.code == "FORM007"]


@pytest.mark.parametrize(
    "gate",
    [
        "relevance >= launch over 7d, n >= 2000",
        "relevance.cold_start >= 50%",
        "relevance",
        "parity_bound",
        "review",
        "p < 0.05",
        "sign-off",
        "no open incident of severity 1",
        "the safety review has passed",
        "30 answers read by two people",
    ],
)
def test_gates_may_hold_metrics_requirements_and_words(gate: str) -> None:
    assert undefined(gate=gate) == []


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        ("relevence >= launch", "did you mean `relevance`?"),
        ("relevence", "did you mean `relevance`?"),
        ("parity_bund", "did you mean `parity_bound`?"),
        ("satisfaction >= 70%", "no metric is called `satisfaction`"),
    ],
)
def test_a_gate_on_a_metric_that_is_not_there(gate: str, told: str) -> None:
    ((path, message),) = undefined(gate=gate)
    assert path == "/rollout/stages/0/gate/0"
    assert told in message


def test_a_roadmap_range_for_a_metric_that_is_not_there() -> None:
    assert undefined(name="relevance.cold_start") == []
    assert undefined(name="x-note") == []
    ((path, message),) = undefined(name="relevence")
    assert path == "/roadmap/performance/0/relevence"
    assert "did you mean `relevance`?" in message
