"""What a run comes to: the totals in a sentence, and all findings from the worst."""

from collections.abc import Iterator, Mapping

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.ranking import worst_first
from aiprd.report import Report, count
from aiprd.reporters import Run


def totals_of(run: Run) -> Mapping[str, int]:
    """The findings of all files by severity, waived ones apart."""
    return count(diagnostic for report in run.reports for diagnostic in report.diagnostics)


def findings(totals: Mapping[str, int]) -> str:
    """How many there are of each severity, or that there are none."""
    told = [plural(totals[name], name) for name in ("error", "warning", "info") if totals[name]]
    return ", ".join(told) or "no findings"


def extent(run: Run) -> str:
    """What stands behind the findings in a sentence: how many are waived, and in how many files."""
    waived = totals_of(run)["waived"]
    return (f", {waived} waived" if waived else "") + f" in {plural(len(run.reports), 'file')}"


def verdict(run: Run) -> str:
    """The whole run in a sentence, without a full stop; no text of a document is in it."""
    unread = f"; {len(run.failures)} could not be checked" if run.failures else ""
    return findings(totals_of(run)) + extent(run) + unread


def plural(number: int, noun: str) -> str:
    """The number with its noun."""
    return f"{number} {noun}" + ("s" if number != 1 and noun != "info" else "")


def worst(run: Run) -> Iterator[tuple[Report, Diagnostic]]:
    """All findings that are not waived, the worst of all files first; who wants a few ranks no more than these."""
    for severity in reversed(Severity):
        for report in run.reports:
            told = [d for d in report.diagnostics if d.waived is None and d.severity is severity]
            for diagnostic in worst_first(told):
                yield report, diagnostic
