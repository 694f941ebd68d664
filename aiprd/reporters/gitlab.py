"""The report for GitLab's code quality: a list of what a merge request adds and mends."""

from collections import Counter
from collections.abc import Iterator

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.reporters import Failure, Run
from aiprd.reporters.filenames import forward
from aiprd.reporters.machine import dumps
from aiprd.reporters.text import printable

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}

UNREAD = "blocker"
"""What a file that could not be checked weighs: nobody knows what is in it."""


def as_gitlab(run: Run) -> str:
    """The findings as a JSON list, without the waived ones; no two fingerprints in it are equal."""
    seen: Counter[str] = Counter()
    entries = [_failure(failure, seen) for failure in run.failures]
    entries += [_finding(found, seen) for found in _heard(run)]
    return dumps(entries)


def _heard(run: Run) -> Iterator[Diagnostic]:
    return (found for report in run.reports for found in report.diagnostics if found.waived is None)


def _finding(found: Diagnostic, seen: Counter[str]) -> dict[str, object]:
    file = printable(forward(found.file))
    return {
        "description": f"{found.code}: {printable(found.message)}",
        "check_name": found.code,
        "fingerprint": _unique(f"{file}\0{found.fingerprint}", seen),
        "severity": SEVERITIES[found.severity],
        "location": {"path": file, "lines": {"begin": found.region.line, "end": found.region.end_line}},
    }


def _failure(failure: Failure, seen: Counter[str]) -> dict[str, object]:
    file = printable(forward(failure.file))
    return {
        "description": f"aiprd could not check this file: {printable(failure.message)}",
        "check_name": "unreadable",
        "fingerprint": _unique(f"{file}\0unreadable\0{failure.message}", seen),
        "severity": UNREAD,
        "location": {"path": file, "lines": {"begin": 1}},
    }


def _unique(what: str, seen: Counter[str]) -> str:
    """A hash of `what`; the second finding of one kind at one place has another: GitLab keeps one of each."""
    from hashlib import sha256

    seen[what] += 1
    return sha256(f"{what}\0{seen[what]}".encode("utf-8", "replace")).hexdigest()[:32]
