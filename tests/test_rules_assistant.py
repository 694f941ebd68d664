"""A generative and agentic product whose sums do not add up: every trap is told, at its place, with both numbers."""

import re

import pytest

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.linter import Options, lint

TODAY = 739_942  # 2026-11-22

ASSISTANT = """\
aiprd: 1
product: {name: Support assistant, kinds: [generative, agent], owner: A. Owner, stage: early, status: pilot}
risk: {tier: medium, why: wrong refunds cost money}
traffic: {eligible: 500k customers, volume: 200k sessions/mo}
llm:
  models: [{role: answer, id: vendor/model-2026-06-01, provider_notice: 6mo, migrate_in: 6w, second_source: vendor-b/model}]
  prompt: {version: 14, gated: true}
  context: {classes: [order data], retention: 30d, vendor_training: false, region: eu}
  retrieval: {index: help-centre, refresh: 1d, access_filter: caller}
  tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M, per_second: 50}
  latency: {ttft: P95 < 1.5s, total: P95 < 12s}
  cost: {per_task: at most $0.03, monthly: at most $6k}
agent:
  autonomy: approver
  steps: at most 10
  tools:
    - {id: read_order, does: read, scope: own orders}
    - {id: refund, does: write, reversible: false, scope: own orders, approval: human, limit: $100/day}
  identity: acts as the signed-in customer
metrics:
  grounded: {means: claims supported by retrieved text, per: claim, better: higher, launch: 95%, target: 97%, measured_on: eval_qa, judge: j1}
  resolved: {means: sessions closed with no human, better: higher, launch: 45%}
  task_ok: {means: end state correct, per: task, better: higher, launch: 85%, trials: pass^4}
  attack: {means: injections that change an action, dimension: safety, better: lower, launch: 1%, attempts: 5 per case}
  refused_ok: {means: harmless requests refused, better: lower, launch: 2%}
  refused_bad: {means: harmful requests answered, dimension: safety, better: lower, launch: 0.5%}
evaluation:
  sets:
    - {id: eval_qa, n: 600, from: sampled tickets, sampled: 2026-09, refresh: 3mo, kind: regression}
    - {id: attacks, n: 300, kind: security, adaptive: true}
  judges: [{id: j1, model: vendor-b/judge-2026-05, prompt_version: 7, human_labels: 250, tpr: 95%, tnr: 90%}]
escalation: {triggers: [confidence < 60%], share: 5%, handling: 6min, capacity: 700 h/mo}
"""

TRAPS = {
    "judge": ("JUDG006", "/metrics/grounded/launch", ["95%", "90.8%"]),
    "staff": ("ESCA006", "/escalation/capacity", ["1,000 h", "700 h"]),
    "task": ("COST001", "/llm/cost/per_task", ["$0.01375", "$0.1375", "$0.03"]),
    "month": ("COST002", "/llm/cost/monthly", ["$27,500", "$6,000"]),
    "steps": ("AGEN009", "/metrics/task_ok/launch", ["98.4%", "96%"]),
    "sessions": ("OVER005", "/metrics/resolved/launch", ["45%", "5%", "50%"]),
    "attacks": ("INJE006", "/metrics/attack/launch", ["300", "0.994%", "1,500"]),
    "loop": ("SPED002", "/llm/latency/total", ["11.5 s", "115 s", "12 s"]),
}


def report(source: str) -> tuple[Diagnostic, ...]:
    return lint(source, "assistant.prd.yaml", Options(TODAY)).diagnostics


FOUND = report(ASSISTANT)


@pytest.mark.parametrize("trap", TRAPS)
def test_trap_is_told_once_at_its_place_with_its_numbers(trap: str) -> None:
    code, path, numbers = TRAPS[trap]
    (diagnostic,) = [d for d in FOUND if d.code == code]
    assert diagnostic.path == path
    assert diagnostic.fix
    assert diagnostic.severity >= Severity.WARNING
    assert [number for number in numbers if number not in diagnostic.message] == []


FIXES = {
    "JUDG006": ("means: claims supported by retrieved text", "%s"),
    "COST001": ("per_task: at most $0.03", "%s"),
    "COST002": ("monthly: at most $6k", "%s"),
    "AGEN009": ("metrics:\n", "metrics:\n  %s\n"),
    "OVER005": ("metrics:\n", "metrics:\n  %s\n"),
    "INJE006": ("n: 300", "%s"),
    "SPED002": ("  identity: acts", "  %s\n  identity: acts"),
}
"""Rule to the text that its fix replaces, and how."""


@pytest.mark.parametrize("code", FIXES)
def test_following_the_fix_silences_it_and_brings_no_new_error(code: str) -> None:
    (diagnostic,) = [d for d in FOUND if d.code == code]
    line = re.split(r" +# ", diagnostic.fix)[0]
    before, after = FIXES[code]
    mended = report(ASSISTANT.replace(before, after % line, 1))
    assert code not in {d.code for d in mended}
    errors = {(d.code, d.path) for d in FOUND if d.severity is Severity.ERROR}
    assert {(d.code, d.path) for d in mended if d.severity is Severity.ERROR} <= errors
