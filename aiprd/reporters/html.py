"""The report as one page for a browser: each file's lines with the findings under them. It loads nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from aiprd.diagnostic import Diagnostic, Severity, Span
from aiprd.document import Document
from aiprd.ranking import worst_first
from aiprd.report import Report, count
from aiprd.reporters import Run
from aiprd.reporters.machine import HIDDEN
from aiprd.reporters.overview import plural, verdict, worst
from aiprd.resources import folder

if TYPE_CHECKING:
    from jinja2 import Template

AROUND = 3
"""Lines shown before and after a finding; what lies between is folded."""

MOST_LINES = 10_000
"""Lines of a document that the page shows whole; of a longer one it shows those around findings."""

LONGEST = 5000
"""Characters of one line that the page shows."""

FIRST = 3
"""Findings named at the top."""

NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
"""Numbers that no character has, and that no page may hold."""

UNSEEN = re.compile(rf"[\x00-\x08\x0b-\x1f{NO_CHARACTERS}]|{HIDDEN.pattern}")
"""Characters that steer or hide; line ends are not among the lines of a document."""


_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\w*\[)", re.MULTILINE)
"""What a build server takes for a command where the page is printed to its log."""


class Piece(NamedTuple):
    """A stretch of a line; `severity` is the worst of the findings it belongs to, empty where there are none."""

    text: str
    severity: str


class Line(NamedTuple):
    """A line of the document, in pieces, with the findings that begin on it."""

    number: int
    pieces: Sequence[Piece]
    findings: Sequence[Diagnostic]


class Stretch(NamedTuple):
    """Lines that belong together; folded where no finding is near."""

    folded: bool
    lines: Sequence[Line]


class Sheet(NamedTuple):
    """One file on the page."""

    file: str
    tier: str
    status: str
    totals: Mapping[str, int]
    later: str
    stretches: Sequence[Stretch]


def as_html(run: Run) -> str:
    """The whole run as one HTML document that needs no network and no script."""
    found = [pair for pair in worst(run) if pair[1].severity > Severity.INFO]
    places = {id(report): number for number, report in enumerate(run.reports, 1)}
    begin = [(places[id(report)], diagnostic) for report, diagnostic in found[:FIRST]] if len(found) > FIRST else []
    return _template().render(
        verdict=verdict(run), failures=run.failures, begin=begin, sheets=[_sheet(report) for report in run.reports]
    )


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def visible(value: object) -> str:
    """`value` for HTML: markup is text, and what nobody could see is named by its number."""
    from markupsafe import Markup, escape

    text = _COMMAND.sub(lambda match: f"{match[1] or ''}&#{ord(match[0][-1])};", str(escape(value)))
    return Markup(UNSEEN.sub(_named, text))  # noqa: S704 - escaped above; the rest is letters and digits


def _named(unseen: re.Match[str]) -> str:
    return f'<span class="unseen">U+{ord(unseen[0]):04X}</span>'


def _sheet(report: Report) -> Sheet:
    later = ", ".join(f"{plural(number, 'check')} at {status}" for status, number in report.pending.items())
    return Sheet(
        report.file,
        report.profile.tier,
        report.profile.status,
        count(report.diagnostics),
        later,
        list(_stretches(report)),
    )


def _stretches(report: Report) -> Iterator[Stretch]:
    """All lines of the document, in turns near to findings and far from them."""
    begun: dict[int, list[Diagnostic]] = {}
    for diagnostic in worst_first(report.diagnostics):
        begun.setdefault(diagnostic.region.line, []).append(diagnostic)
    near = {number for line in begun for number in range(line - AROUND, line + AROUND + 1)}
    size = len(report.document.text)
    last = max(report.document.region(Span(size, size)).line, *begun, 1)
    numbers = range(1, last + 1) if last <= MOST_LINES else sorted(line for line in near if 1 <= line <= last)
    apart = {number: index for index, number in enumerate(numbers)}  # equal steps of both: one stretch
    for (folded, _), group in groupby(numbers, lambda number: (number not in near, number - apart[number])):
        yield Stretch(folded, [_line(report.document, number, begun.get(number, [])) for number in group])


def _line(document: Document, number: int, findings: Sequence[Diagnostic]) -> Line:
    return Line(number, _pieces(document, number, findings), findings)


def _pieces(document: Document, number: int, findings: Sequence[Diagnostic]) -> list[Piece]:
    """The line cut where marks begin and end."""
    text = document.line(number)
    marks = [
        (d.region.column - 1, d.region.end_column - 1 if d.region.end_line == number else len(text), d.severity)
        for d in findings
        if d.waived is None
    ]
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    cuts = sorted({0, len(shown), *(min(cut, len(shown)) for start, end, _ in marks for cut in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        over = [severity for first, last, severity in marks if first <= start and end <= last]
        pieces.append(Piece(shown[start:end], max(over).label if over else ""))
    return pieces
