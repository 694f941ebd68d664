"""The worked case: told as it was it must report its known contradictions, and not what is sound in it."""

import pytest
from conftest import EXAMPLES

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.rules import ALL

TODAY = 739_942  # 2026-11-22

EXPECTED = {
    26: "/metrics/relevance/baseline",
    27: "/metrics/relevance/baseline",
    36: "/claims/0/factor",
    42: "/requirements/coverage/0",
    47: "/requirements/fallback/0",
    48: "/requirements/latency",
    50: "/data/groups",
    51: "/requirements/fairness/0",
    54: "/requirements/explainability/0",
    57: "/metrics",
    58: "/metrics/relevance",
    69: "/metrics/relevance",
    70: "/requirements/performance/0",
    71: "/change/retraining",
    75: "/change/retraining",
    79: "/evaluation/adversarial",
    80: "/evaluation/failure_mode",
    84: "/experiments/0",
    85: "/experiments/0/results/1",
    86: "/experiments/1/duration",
    90: "/experiments/0",
    92: "/experiments/1/results/5",
    93: "/experiments/1",
    95: "/rollout/stages/1",
    96: "/rollout/stages",
    98: "/rollout/kill_switch",
    101: "/rollout",
    108: "/experience/opt_out",
    113: "/traffic/segments/cold_start/share",
    114: "/metrics/relevance/slices/cold_start",
    119: "/monitoring/tiers/weekly",
    121: "/metrics",
    123: "/business/roi",
    125: "/failure_modes",
    126: "/failure_modes",
    130: "/degradation",
    131: "/data/sources/3/fresh_within",
    135: "/feedback/loops/0",
    138: "/claims/1",
    140: "/requirements/explainability/0",
}
"""Catalogue row to the place (or its beginning) at which Athena as told must report it."""

SOUND = (13, 18, 24, 28, 31, 43, 46, 62, 67, 115, 117, 128, 132, 139)
"""Rows that hold in Athena as told."""


def report(name: str) -> Report:
    return lint((EXAMPLES / name).read_text(encoding="utf-8"), name, Options(TODAY))


AS_TOLD = report("athena-as-told.prd.yaml")


def of_row(row: int) -> list[Diagnostic]:
    codes = {rule.code for rule in ALL.values() if row in rule.rows}
    return [d for d in AS_TOLD.diagnostics if d.code in codes]


@pytest.mark.parametrize(("row", "place"), EXPECTED.items())
def test_contradiction_is_reported_at_its_place(row: int, place: str) -> None:
    if row == 131:  # "real time" is no length of time: the grammar says so where it stands
        told = [d for d in AS_TOLD.diagnostics if d.path == place]
    else:
        told = [d for d in of_row(row) if d.path.startswith(place)]
    assert told, [(d.code, d.path, d.message) for d in of_row(row)]


@pytest.mark.parametrize("row", SOUND)
def test_what_is_sound_is_left_alone(row: int) -> None:
    assert [(d.code, d.path, d.message) for d in of_row(row) if d.code != "FORM007"] == []


@pytest.mark.parametrize("name", ["athena-repaired", "clinical-triage", "minimal", "support-agent"])
def test_clean_examples_have_no_error_or_warning(name: str) -> None:
    told = report(f"{name}.prd.yaml").diagnostics
    assert [(d.region.line, d.code, d.message) for d in told if d.severity > Severity.INFO] == []
