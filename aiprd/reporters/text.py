"""Reports for people in a terminal."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from aiprd.diagnostic import Diagnostic, Region, Severity
from aiprd.ranking import worst_first
from aiprd.report import Report
from aiprd.reporters import Run
from aiprd.reporters.overview import extent, findings, plural, totals_of, worst

WIDTH = 120
"""Columns a source line may fill before it is cut around the mark."""

FEW = 5
"""Findings that need no advice on where to begin."""

SPACES = "\t\xa0\u2009\u202f"
"""What people type between a number and its unit besides a space."""

COMMANDS = re.compile(r"\A(\s*):(?=:)|#(?=#\w*\[)")
"""What a build server takes for a command: `::` at the start of a line (GitHub), and anywhere `##[…` (GitHub), `##vso[…`
(Azure) or `##teamcity[…`."""

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


class Painter:
    """Wraps text in a colour, or leaves it as it is."""

    def __init__(self, *, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


def framed(run: Run) -> str:
    """Each finding with its source line, the guilty stretch marked, the other side, why, and what to write.

    Within a file the worst comes first; where there is much, infos take one line each. The last lines say how much there
    is and what to begin with.
    """
    parts = []
    for report in run.reports:
        told = worst_first([d for d in report.diagnostics if d.waived is None])
        brief = [d for d in told if d.severity is Severity.INFO and len(told) > FEW]
        parts += [_frame(d, report, run.colour) for d in told if d not in brief]
        parts += [_line(d, run.colour) for d in brief] + ([""] if brief else [])
    parts.append(_summary(run))
    return "\n".join(parts)


def concise(run: Run) -> str:
    """One line for each finding: file, line, column, severity, code, message."""
    lines = [
        f"{printable(d.file)}:{d.region.line}:{d.region.column}: {d.severity.label} {d.code} {printable(d.message)} [{d.name}]"
        for report in run.reports
        for d in report.diagnostics
        if d.waived is None
    ]
    return "\n".join([*lines, _summary(run)])


def _line(diagnostic: Diagnostic, colour: bool) -> str:
    paint = Painter(on=colour)
    place = f"{printable(diagnostic.file)}:{diagnostic.region.line}"
    return f"{paint('info', COLOURS[Severity.INFO])}[{diagnostic.code}] {place}: {printable(diagnostic.message)}"


def _frame(diagnostic: Diagnostic, report: Report, colour: bool) -> str:
    paint = Painter(on=colour)
    tint = COLOURS[diagnostic.severity]
    places = [(diagnostic.region, "", tint), *((note.region, note.message, "34") for note in diagnostic.related)]
    gutter = len(str(max(region.line for region, _, _ in places)))
    margin = " " * gutter
    head = f"{paint(diagnostic.severity.label, tint)}[{diagnostic.code}] {paint(printable(diagnostic.message), '1')}"
    where = f"{printable(diagnostic.file)}:{diagnostic.region.line}:{diagnostic.region.column}"
    lines = [head, f"{margin}{paint('-->', '34')} {where}"]
    lines += _source(places, report, gutter, paint)
    lines.append(f"{margin} {paint('= why:', '34')} {printable(diagnostic.why)}")
    lines += _fix(diagnostic.fix, margin, paint)
    lines.append(f"{margin} {paint('=', '34')} {diagnostic.name}: aiprd explain {diagnostic.code}")
    return "\n".join(lines) + "\n"


def _fix(fix: str, margin: str, paint: Painter) -> Iterator[str]:
    if not fix:
        return
    first, *rest = (printable(line) for line in fix.splitlines())
    if not rest:
        yield f"{margin} {paint('= write:', '34')} {paint(first, '32')}"
        return
    yield f"{margin} {paint('= write:', '34')}"
    for line in (first, *rest):
        yield f"{margin}     {paint(line, '32')}"


def _source(places: list[tuple[Region, str, str]], report: Report, gutter: int, paint: Painter) -> Iterator[str]:
    """The lines of all places from top to bottom, each with its mark; the gaps between them as dots."""
    margin = " " * gutter
    bar = paint("|", "34")
    yield f"{margin} {bar}"
    previous = 0
    for region, message, tint in sorted(places, key=lambda place: place[0]):
        if previous and region.line > previous + 1:
            yield f"{margin} {paint('…', '34')}"
        if region.line != previous:
            text, shift = _window(report.line(region.line), region)
            yield f"{paint(str(region.line).rjust(gutter), '34')} {bar} {text}".rstrip()
        else:
            _, shift = _window(report.line(region.line), region)
        yield f"{margin} {bar} {_mark(region, report, shift, message, tint, paint)}"
        previous = region.line


def _mark(region: Region, report: Report, shift: int, message: str, tint: str, paint: Painter) -> str:
    line = report.line(region.line)
    start = region.column - 1
    end = region.end_column - 1 if region.end_line == region.line else len(line)
    indent = _columns(line[shift:start]) + (1 if shift else 0)
    length = max(1, min(_columns(line[start:end]), WIDTH - indent))
    sign = "^" if not message else "-"
    return " " * indent + paint(sign * length + (f" {printable(message)}" if message else ""), tint)


def _window(line: str, region: Region) -> tuple[str, int]:
    """The line, or the part of a long line around the mark, and how many characters were cut at its left."""
    if len(line) <= WIDTH:
        return printable(line), 0
    shift = max(0, region.column - 1 - WIDTH // 3)
    cut = line[shift : shift + WIDTH]
    return ("…" if shift else "") + printable(cut) + ("…" if shift + WIDTH < len(line) else ""), shift


def _columns(text: str) -> int:
    """How many terminal columns `text` fills."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def printable(text: str) -> str:
    """`text` without anything that could move a terminal's cursor, forge a line, or be a command to a build server."""
    if "::" in text or "##" in text:
        text = COMMANDS.sub(r"\1�", text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char in SPACES else "�" for char in text)


def printable_lines(text: str) -> str:
    """`text` with its line ends, and otherwise printable."""
    return "\n".join(printable(line) for line in text.splitlines())


def _summary(run: Run) -> str:
    if not run.reports and run.failures:
        return "nothing was linted\n"  # why, is told where failures are
    totals = totals_of(run)
    paint = Painter(on=run.colour)
    found = any(totals[name] for name in ("error", "warning", "info"))
    verdict = paint(findings(totals), "1" if found else "32")
    return "\n".join([f"{verdict}{extent(run)}", *_later(run), *_begin_with(run)]) + "\n"


def _later(run: Run) -> list[str]:
    """What is not yet due: by status for one file, in a line for many."""
    waiting = [report for report in run.reports if report.pending]
    if len(run.reports) == 1:
        return [_pending(report) for report in waiting]
    return [f"more checks begin at a later status in {plural(len(waiting), 'file')}"] if waiting else []


def _begin_with(run: Run) -> list[str]:
    """The three findings to mend first, where there are more than a screen of them."""
    if totals_of(run)["error"] + totals_of(run)["warning"] + totals_of(run)["info"] <= FEW:
        return []
    several = len(run.reports) > 1
    lines = ["begin with:"]
    for report, d in islice(worst(run), 3):
        place = f"{printable(report.file)}:{d.region.line}:" if several else f"line {d.region.line}:"
        lines.append(f"  {place} {d.code} {printable(d.message)}")
    return lines


def _pending(report: Report) -> str:
    later: Mapping[str, int] = report.pending
    parts = [
        f"{plural(number, 'more check')} begin{'s' if number == 1 else ''} at {status}"
        for status, number in later.items()
    ]
    return ", ".join(parts)
