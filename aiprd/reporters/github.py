"""The report as workflow commands: GitHub shows each finding at its line in the pull request."""

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.reporters import Failure, Run
from aiprd.reporters.filenames import forward
from aiprd.reporters.overview import verdict, worst
from aiprd.reporters.text import printable, printable_lines

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(run: Run) -> str:
    """One command for each finding, the worst first: GitHub shows ten of each level for a step. The totals close it.

    Everything a document or a file name holds stands behind the :: of a command, escaped, so that it can neither begin
    a command nor end one.
    """
    lines = [*map(_failure, run.failures), *(_finding(found) for _, found in worst(run)), f"aiprd: {verdict(run)}"]
    return "\n".join(lines) + "\n"


def _finding(found: Diagnostic) -> str:
    region = found.region
    where = f"file={_property(forward(found.file))},line={region.line}"
    if region.end_line == region.line:  # the runner drops columns that span lines
        where += f",col={region.column},endLine={region.end_line},endColumn={region.end_column}"
    else:
        where += f",endLine={region.end_line}"
    title = _property(f"{found.code} {found.name}")
    return f"::{COMMANDS[found.severity]} {where},title={title}::{_data(_told(found))}"


def _told(found: Diagnostic) -> str:
    lines = [printable(found.message)]
    lines += [f"line {note.region.line}: {printable(note.message)}" for note in found.related]
    if found.fix:
        lines.append(("Write:\n" if "\n" in found.fix else "Write: ") + printable_lines(found.fix))
    return "\n".join(lines)


def _failure(failure: Failure) -> str:
    file = printable(forward(failure.file))
    return f"::error file={_property(file)},title=aiprd::{_data(f'{file}: {printable(failure.message)}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
