"""The report as a Markdown document, fit for a comment on a pull request: the verdict, then the findings file by file.

With standards, clause by clause what the document answers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.documents.markdown import BREAK, Markdown, code, escape, escaped, joined, table
from aiprd.presets.coverage import Coverage, Covered, Place, Reply, State
from aiprd.presets.standard import Clause, Duty
from aiprd.report import Report, count
from aiprd.reporters import Changes, Run
from aiprd.reporters.overview import plural, verdict, worst

FEW = 3
"""Places and findings named one by one; the rest is a number or a table."""

NARROW = 60
"""Characters of a line that does not wrap and still leaves room for the other columns."""

CHECKED = {
    "text": "",
    "summary": "Known from a published summary.",
    "memory": "From memory: check the text before citing.",
}


def as_markdown(
    run: Run, coverages: Sequence[Coverage] = (), today: date | None = None, changes: Changes | None = None
) -> str:
    """The whole run; `today` decides which duties apply already, `changes` are told before anything else."""
    parts = ["# Lint report", *(_changes(changes) if changes is not None else ()), f"**{_sentence(verdict(run))}**"]
    parts += [*_first(run), *_overview(run)]
    for report in run.reports:
        parts += _file(report)
        for coverage in coverages:
            if coverage.file == report.file:
                parts += _coverage(coverage, today)
    return "\n\n".join(part for part in parts if part) + "\n"


def _changes(changes: Changes) -> Iterator[str]:
    """What is better and what is worse than before."""
    since = f" since {code(changes.since)}"
    if not changes.new and not changes.gone:
        yield f"**No change{since}.**"
        return
    yield f"**{len(changes.new)} new, {len(changes.gone)} mended{since}.**"
    yield "\n".join(f"- new: {_line(diagnostic, diagnostic.file)}" for diagnostic in changes.new)
    mended = "\n".join(f"- {code(d.file)}: {code(d.code)} {escape(d.message)}" for d in changes.gone)
    yield from _folded(f"{len(changes.gone)} mended", mended)


def _first(run: Run) -> Iterator[str]:
    """What to mend first, where there is more than that."""
    found = [(report, d) for report, d in worst(run) if d.severity > Severity.INFO]
    if len(found) > FEW:
        several = len(run.reports) > 1
        lines = [f"{n}. {_line(d, d.file if several else '')}" for n, (_, d) in enumerate(found[:FEW], 1)]
        yield "Begin with:"
        yield "\n".join(lines)


def _line(diagnostic: Diagnostic, file: str) -> str:
    where = f"{code(file)} line" if file else "line"
    place = f"{where} {diagnostic.region.line}"
    return f"{place}: {diagnostic.severity.label} {code(diagnostic.code)} {escape(diagnostic.message)}"


def _overview(run: Run) -> Iterator[str]:
    columns = ("File", "Tier", "Status", "Errors", "Warnings", "Infos", "Waived")
    rows = []
    for report in run.reports:
        totals = count(report.diagnostics)
        numbers = [escaped(totals[name]) for name in ("error", "warning", "info", "waived")]
        rows.append([code(report.file), escaped(report.profile.tier), escaped(report.profile.status), *numbers])
    yield table(columns, rows)
    yield "\n".join(f"- {code(failure.file)} could not be read: {escape(failure.message)}" for failure in run.failures)


def _file(report: Report) -> Iterator[str]:
    """Errors and warnings in a table; infos and what is waived can be opened."""
    yield f"## {escape(report.file)}"
    told = sorted((d for d in report.diagnostics if d.waived is None), key=lambda d: (-d.severity, d.region, d.code))
    infos = [d for d in told if d.severity is Severity.INFO]
    yield _findings(told[: len(told) - len(infos)]) or ("" if infos else "No findings.")
    yield from _folded(plural(len(infos), "info"), _findings(infos))
    waived = [d for d in report.diagnostics if d.waived is not None]
    yield from _folded(f"{len(waived)} waived", "\n".join(_waived(d) for d in waived))
    later = [f"{number} at {status}" for status, number in report.pending.items()]
    yield f"More checks begin later: {', '.join(later)}." if later else ""


def _findings(diagnostics: Sequence[Diagnostic]) -> str:
    return table(("Severity", "Line", "Rule", "Finding", "Write"), [_row(d) for d in diagnostics])


def _folded(summary: str, content: str) -> Iterator[str]:
    """`content` behind a line that opens it; nothing when there is none."""
    if content:
        yield f"<details><summary>{summary}</summary>"
        yield content
        yield "</details>"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _row(diagnostic: Diagnostic) -> list[Markdown]:
    where = escaped(diagnostic.region.line)
    told = escaped(diagnostic.message)
    return [escaped(diagnostic.severity.label), where, code(diagnostic.code), told, _paste(diagnostic.fix)]


def _paste(fix: str) -> Markdown:
    """`fix` in a table's cell: with its indentation, so that it can be copied, unless it would widen the table."""
    lines = [line for line in fix.splitlines() if line.strip()]
    if max(map(len, lines), default=0) > NARROW or not any(line[0].isspace() for line in lines):
        return Markdown(BREAK.join(code(line) for line in lines))
    kept = ("&#32;" * (len(line) - len(line.lstrip())) + escape(line) for line in lines)
    return Markdown(f"<pre>{BREAK.join(kept)}</pre>")


def _waived(diagnostic: Diagnostic) -> str:
    place = f"line {diagnostic.region.line}: {code(diagnostic.code)} {escape(diagnostic.message)}"
    return f"- waived, {place} ({escape(diagnostic.waived)})"


def _coverage(coverage: Coverage, today: date | None) -> Iterator[str]:
    standard = coverage.standard
    yield f"## {escape(standard.title)}: {escape(coverage.file)}"
    yield f"As of {escape(standard.as_of)}. Source: {escape(standard.source)}."
    yield f"*{escape(standard.note)}*"
    totals = Counter(covered.state for covered in coverage.clauses)
    states = ", ".join(f"{state.value} {totals[state]}" for state in State if totals[state])
    yield f"**{escape(coverage.summary)}** ({states})"
    for place in coverage.first:
        yield "\n".join(["Before one can tell what applies:", "", *_missing(place, "- ")]).strip("\n")
    rows = [
        [_name(covered.clause), Markdown(covered.state.value), *_when(covered, today)] for covered in coverage.clauses
    ]
    yield table(("Clause", "State", "Applies"), rows)
    for covered in coverage.clauses:
        if covered.replies:
            yield from _clause(covered, today)


def _when(covered: Covered, today: date | None) -> list[Markdown]:
    """Why it does not, or nobody can tell; and the days, each with its people named further down."""
    dates = Markdown("; ".join(_duty(duty._replace(whom=""), today) for duty in covered.duties))
    no = "no: " if covered.state is State.EXCLUDED and covered.because else ""
    return [joined([escaped(no + covered.because), dates])]


def _name(clause: Clause) -> Markdown:
    return Markdown(f"{escape(clause.id)} {escape(clause.ref)}")


def _duty(duty: Duty, today: date | None) -> str:
    """From when a clause is law, and whether that day has come."""
    whom = f" for {duty.whom}" if duty.whom else ""
    if today is None:
        return escape(f"from {duty.date}{whom}")
    away = (date.fromisoformat(duty.date) - today).days
    passed = "in force" if away <= 0 else f"not yet: {away} day{'s' if away != 1 else ''} to go"
    return escape(f"from {duty.date}{whom} ({passed})")


def _clause(covered: Covered, today: date | None) -> Iterator[str]:
    clause = covered.clause
    yield f"### {_name(clause)}: {escape(clause.title)}"
    yield f"**{covered.state.value}**"
    yield " ".join(escape(text) for text in (clause.note, CHECKED[clause.checked]) if text)
    lines = [f"- applies {_duty(duty, today)}" for duty in covered.duties]
    for reply in covered.replies:
        lines += _reply(reply)
    lines += [_finding(diagnostic) for diagnostic in covered.findings]
    yield "\n".join(lines).strip("\n")


def _reply(reply: Reply) -> Iterator[str]:
    """What is answered where, and what is missing with what to write."""
    yield f"- {reply.state.value}: {escape(reply.tells)} {_places(reply.answered)}".rstrip()
    for reason in reply.reasons:
        yield f"  - set aside: {escape(reason)}"
    for place in reply.missing:
        yield from _missing(place, "  - ")
    if reply.more:
        yield f"  - missing in {reply.more} more place{'s' if reply.more != 1 else ''}"


def _places(places: Sequence[Place]) -> str:
    named = "; ".join(f"{code(place.path)} (line {place.line})" for place in places[:FEW])
    return named + (f" and {len(places) - FEW} more" if len(places) > FEW else "")


def _missing(place: Place, bullet: str) -> Iterator[str]:
    """What is missing and a line to paste, as an entry of a list that begins with `bullet`."""
    indent = " " * len(bullet)
    verb = "in place of" if place.instead else "below"
    where = f"{verb} {code(place.near)} (line {place.line})" if place.near else "at the top level"
    yield f"{bullet}missing: {code(place.path)}; write, {where}, something like:"
    yield ""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", place.write)), 0)
    yield f"{indent}{fence}yaml"
    yield from (f"{indent}{line}" for line in place.write.splitlines())
    yield f"{indent}{fence}"
    yield ""


def _finding(diagnostic: Diagnostic) -> str:
    waived = f" (waived: {escape(diagnostic.waived)})" if diagnostic.waived is not None else ""
    told = f"{diagnostic.severity.label} {code(diagnostic.code)}, line {diagnostic.region.line}"
    return f"- {told}: {escape(diagnostic.message)}{waived}"
