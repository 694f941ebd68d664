"""Risk: which errors can be counted, and which of two sides a bound guards."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import risk


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("text", "place", "allows"),
    [
        ("metrics: {a: {better: higher, launch: 70%}}", "/metrics/a", "30%"),
        ("metrics: {a: {better: lower, launch: 2%}}", "/metrics/a", "2%"),
        ("metrics: {a: {better: lower, launch: 2%}}\ntraffic: {latency: 1s}", "/traffic", "2%"),
        ("metrics: {a: {better: lower, launch: 200ms}, b: {better: higher, launch: 70%}}", "/metrics/b", "30%"),
        ("metrics: {a: {better: higher, unit: percent, role: primary}}", None, ""),
        ("metrics: {a: {better: higher, unit: count, launch: 70%}}", None, ""),
        ("metrics: {a: {better: higher, launch: 70%}}\ntraffic: {volume: 40k/day}", None, ""),
        ("metrics: {a: {better: higher, launch: 70%}}\nrisk: {exposure: 400 a day}", None, ""),
        ("metrics: {a: {better: higher, launch: 70%, role: guardrail}}", None, ""),
    ],
)
def test_errors_that_nobody_can_count(text: str, place: str | None, allows: str) -> None:
    found = told(risk.uncounted_errors, text)
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all(f"allows {allows} errors" in finding.message for finding in found)


@pytest.mark.parametrize(
    ("errors", "place"),
    [
        ("errors: [{type: miss}]", "/risk/errors"),
        ("errors: unknown", "/risk"),
        ("tier: low", "/risk"),
        ("errors: [{type: miss}, {type: false alarm}]", None),
        ("errors: {na: it decides nothing}", None),
        ("errors: {na: }", None),  # told as a reason that is missing
    ],
)
def test_kinds_of_error(errors: str, place: str | None) -> None:
    found = told(risk.unsplit_errors, f"risk: {{{errors}}}")
    assert [pointer(finding.path) for finding in found] == ([place] if place else [])
    assert all(finding.known_gap is ("unknown" in errors) for finding in found)


GUARDED = """
risk: {errors: [{type: false alarm, severity: %s}, {type: miss, severity: %s}, {type: delay, severity: %s}]}
metrics:
  recall: {launch: 90%%}
  precision: {launch: 60%%}
  found: {means: share of urgent tickets found; its counterpart is misses, launch: 90%%}
  f1: {launch: 80%%}
requirements: {performance: [%s]}
"""


@pytest.mark.parametrize(
    ("severities", "bounds", "missing"),
    [
        (("minor", "major", "major"), "recall >= launch", "false alarms"),
        (("minor", "major", "major"), "precision >= launch", "misses"),
        (("minor", "moderate", "major"), "recall >= launch", "false alarms"),  # three severities differ too
        (("major", "major", "major"), "recall >= launch", None),
        (("minor", "major", "major"), "recall >= launch, precision >= launch", None),
        (("minor", "major", "major"), "f1 >= launch", None),
        (("minor", "major", "major"), "found >= launch", "false alarms"),  # its definition tells the side
        (("minor", "major", "major"), "recall gap <= 5pp", None),
    ],
)
def test_one_side_guarded(severities: tuple[str, str, str], bounds: str, missing: str | None) -> None:
    found = told(risk.one_sided_bounds, GUARDED % (*severities, bounds))
    assert [f"but not {missing}," in finding.message for finding in found] == ([True] if missing else [])
