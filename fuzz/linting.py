"""The whole pipeline: any bytes give a report, the same each time, in every format."""

from zlib import crc32

from aiprd.linter import judge_alone, lint
from aiprd.rules import ALL
from fuzz.material import documents, phrases
from fuzz.promises import OPTIONS, judged, readable, reported
from fuzz.target import holds

TREES = True
WORDS = (
    "unknown", "n/a", "{na: reason}", "70%", "0%", "P95 latency < 0ms", "x gap <= 0pp", "5% to 100%", "launch + 1q",
    "2026-02-30", "$0", "0 per 0", "1 in 0", "at least 70% over 30d, n >= 0", "~5%", "\u202e",
    "# aiprd: allow FAIR003", "metrics", "requirements", "rollout", "risk", "stories", "fairness", "performance",
    "waivers", "timeline", "failures", "launch", "baseline", "target", "high", "live", "pilot", "ranking",
    "generative", "agent", "perception",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Documents and their parts."""
    return [*documents(), *(f"x-note: {text}\n".encode() for text in phrases()[:20])]


def check(data: bytes) -> None:
    """Lints the bytes twice, reports, and asks every rule, due or not."""
    report = lint(data, "x.prd.yaml", OPTIONS)
    readable(report.document)
    judged(report)
    holds(lint(data, "x.prd.yaml", OPTIONS).diagnostics == report.diagnostics, "judged otherwise the second time")
    reported(report, all_formats=crc32(data) % 8 == 0)
    for rule in ALL.values():
        holds(all(flaw.finding.message for flaw in judge_alone(rule, report.prd)), f"{rule.code} says nothing")
