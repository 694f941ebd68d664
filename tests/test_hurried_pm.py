"""Mistakes a product manager makes in a hurry: each gives one clear finding, on the right line."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from conftest import EXAMPLES

from aiprd.diagnostic import Severity
from aiprd.linter import Options, lint

TODAY = 739_942  # 2026-11-22
REPAIRED = (EXAMPLES / "athena-repaired.prd.yaml").read_text(encoding="utf-8")
MINIMAL = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")

BASE = """\
aiprd: 1
product: {name: Router, kinds: [predictive], owner: A. Lee, stage: early, status: idea}
problem: {user: staff re-route tickets, outcome: tickets arrive at once, without_ai: a form, why_ai: 41% choose wrong}
risk: {tier: low, why: a wrong route costs 4 minutes, wrong_looks_like: a bill lands with the network team}
traffic: {volume: 4k/day}
metrics:
  recall:
    means: share of urgent tickets marked urgent
    dimension: quality
    better: higher
    unit: ratio
    baseline: {value: 61%, of: rules, n: 2000, date: 2026-09, same_definition: true}
    launch: 80%
    target: {value: 86%, by: launch + 1q}
    stretch: {value: 90%, by: launch + 1y}
  refusals:
    means: share of tickets sent back
    dimension: quality
    better: lower
    role: diagnostic
    baseline: 9%
    launch: 5%
    target: 3%
  nps:
    means: net promoter score of support
    dimension: trust
    better: higher
    unit: points
    baseline: 31
requirements:
  performance:
    - recall >= launch, n >= 2000
  latency:
    - P95 answer < 2s
  fairness:
    - recall gap <= 5pp
degradation:
  - {level: 1, id: full, shows: the chosen team, needs: [model]}
  - {level: 2, id: rules, shows: the team that keywords point to, needs: []}
  - {level: 3, id: queue, shows: one shared queue, needs: []}
failure_modes:
  - {id: timeout, type: infrastructure, signal: no answer in 2s, loses: [model], goes_to: rules}
stories:
  - as: support agent
    want: urgent tickets on top
    so_that: nobody waits
    fallback: {when: the model is down, then: rules}
limitations: [tickets in other languages]
""".replace("P95 answer < 2s", "P95 answer_time < 2s").replace(
    "requirements:\n",
    "  answer_time: {means: time until a route is shown, dimension: operational, better: lower, unit: duration}\nrequirements:\n",
)


class Slip(NamedTuple):
    name: str
    before: str
    after: str
    line_of: str  # the text on the line that must be named
    code: str
    told: str


SLIPS = [
    Slip("misspelt key", "    better: higher\n    unit: ratio", "    beter: higher\n    unit: ratio", "beter:", "FORM001", "did you mean `better`?"),
    Slip("missing unit", "P95 answer_time < 2s", "P95 answer_time < 200", "P95 answer_time", "FORM008", "`200` has no unit"),
    Slip("percent for points", "recall gap <= 5pp", "recall gap <= 5%", "recall gap", "FORM009", "points"),
    Slip("launch above target, lower is better", "    target: 3%", "    target: 8%", "target: 8%", "GOAL002", "worse than launch"),
    Slip("unquoted >=", "    launch: 80%", "    launch: >= 80%", "launch: >=", "YAML003", "80%"),
    Slip("duplicate key", "    launch: 80%", "    launch: 78%\n    launch: 80%", "launch: 80%", "YAML005", "launch"),
    Slip("tab", "    dimension: quality\n    better: higher\n    unit: ratio", "\tdimension: quality\n    better: higher\n    unit: ratio", "\tdimension", "YAML004", "tab"),
    Slip("wrong kind", "kinds: [predictive]", "kinds: [predictve]", "kinds:", "FORM003", "did you mean `predictive`?"),
    Slip("a level that does not exist", "recall >= launch, n >= 2000", "recall >= lunch, n >= 2000", "recall >= lunch", "FORM006", "launch"),
    Slip("a fallback id that does not exist", "{when: the model is down, then: rules}", "{when: the model is down, then: rulez}", "rulez", "FORM007", "did you mean `rules`?"),
    Slip("a metric that does not exist", "recall >= launch", "recal >= launch", "recal >= launch", "FORM007", "did you mean `recall`?"),
    Slip("a failure that leads nowhere", "goes_to: rules", "goes_to: manual_queue_of_team", "goes_to: manual", "FORM007", "no degradation level is called"),
    Slip("an empty key", "owner: A. Lee", "owner: ", "kinds: [predictive]", "FORM004", "`owner` is empty"),
    Slip("a hash eaten as a comment", "unit: ratio\n", "unit: #ratio\n", "unit: #", "FORM004", "`unit` is empty"),
    Slip("a count in m", "volume: 4k/day", "volume: 4m/day", "volume: 4m", "FORM005", "4m"),
    Slip("a bound split by its comma", "    - recall >= launch, n >= 2000", "    - {bound: recall >= launch, n >= 2000}", "n >= 2000}", "FORM010", "cut off"),
    Slip("a decimal comma", "    launch: 80%", "    launch: 80,5%", "80,5%", "FORM006", "80,5%"),
    Slip("excluded without a reason", "  fairness:\n    - recall gap <= 5pp", "  fairness: n/a", "fairness: n/a", "FORM012", "without a reason"),
    Slip("a list that is one entry", "limitations: [tickets in other languages]", "limitations: {what: other languages}", "limitations:", "FORM002", "takes a list"),
    Slip("a bare ratio", "    launch: 80%", "    launch: 0.8", "launch: 0.8", "FORM008", "`0.8` has no unit"),
]  # fmt: skip


def found(text: str) -> list[tuple[int, str, str]]:
    report = lint(text, "a.prd.yaml", Options(TODAY))
    return [(d.region.line, d.code, d.message) for d in report.diagnostics if d.severity > Severity.INFO]


def test_the_document_is_clean_before_the_slip() -> None:
    assert found(BASE) == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_one_slip_one_finding(slip: Slip) -> None:
    assert slip.before in BASE
    text = BASE.replace(slip.before, slip.after, 1)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if slip.line_of in line)
    if slip.code == "YAML005":
        line = text[: text.rindex(slip.line_of, 0, text.index("target: {value: 86%"))].count("\n") + 1
    actual = found(text)
    assert [(where, code) for where, code, _ in actual] == [(line, slip.code)], actual
    assert slip.told in actual[0][2]


def test_a_launch_beyond_its_target_is_one_finding_beside_an_alert() -> None:
    ladder = (
        "    baseline: {value: 9%, of: forms, n: 2000, date: 2026-09, same_definition: true}\n    rollback: 6%\n"
        "    launch: 2.5%\n    alert: {at: 4.5%, over: 7d, owner: A. Lee}\n    target: {value: 3%, by: launch + 1q}\n"
        "    stretch: {value: 2%, by: launch + 1y}\n"
    )
    before = "    role: diagnostic\n    baseline: 9%\n    launch: 5%\n    target: 3%\n"
    assert before in BASE
    assert [code for _, code, _ in found(BASE.replace(before, ladder))] == ["GOAL002"]


def test_slips_together_are_all_told() -> None:
    text = BASE
    chosen = [
        slip
        for slip in SLIPS
        if slip.name
        in {"misspelt key", "unquoted >=", "wrong kind", "percent for points", "a fallback id that does not exist"}
    ]
    for slip in chosen:
        text = text.replace(slip.before, slip.after, 1)
    assert sorted(code for _, code, _ in found(text)) == sorted(slip.code for slip in chosen)


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text], ids=["crlf", "bom"]
)
def test_line_ends_and_byte_order_mark_change_nothing(change: Callable[[str], str]) -> None:
    text = BASE.replace("goes_to: rules", "goes_to: rulez", 1)
    assert found(change(text)) == found(text)
