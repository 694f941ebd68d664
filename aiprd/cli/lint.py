"""`aiprd lint`."""

import os
import sys
from collections.abc import Sequence
from datetime import date

import click

from aiprd.cli import files, writing
from aiprd.cli.asking import asking, day, today_option
from aiprd.cli.check import Checked, Checker
from aiprd.config import Asked, Configuration, Wrong
from aiprd.presets import FOLDER, STANDARDS
from aiprd.reporters import REPORTERS, Failure, Run


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…|-]")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(REPORTERS)),
    help="How to report; may be repeated. Default: text.",
)
@click.option(
    "--output", "outputs", multiple=True, metavar="FILE", help="Where to write; the first goes with the first --format."
)
@asking
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="What to call standard input.")
@click.option("--no-waivers", is_flag=True, help="Report waived findings too.")
@today_option
def lint(
    paths: Sequence[str],
    formats: Sequence[str],
    outputs: Sequence[str],
    asked: Asked,
    stdin_filename: str,
    no_waivers: bool,
    today: date | None,
) -> None:
    """Check PRDs and say what to mend.

    PATH is a file, a folder (its prd.yaml and *.prd.yaml files are checked) or - for standard input. Default: the
    current folder. Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.
    """
    if len(outputs) > max(1, len(formats)):
        raise click.UsageError("There are more --output than --format.")
    for target in outputs:
        if os.path.isfile(target) and files.is_prd(os.path.basename(target)):
            raise click.UsageError(f"{target} is a PRD; a report would overwrite it.")
    checker = Checker(Configuration(asked), day(today), waive=not no_waivers, stdin_name=stdin_filename)
    try:
        checked = checker.all(paths or (".",))
    except Wrong as wrong:
        for message in wrong.messages:
            click.echo(f"aiprd: {message}", err=True)
        sys.exit(2)
    _report(checked, checker.failures, formats or ("text",), outputs, checker.today)
    for failure in checker.failures:
        click.echo(f"aiprd: {failure.file}: {failure.message}", err=True)
    sys.exit(_exit_code(checked, checker.failures))


def _report(
    checked: Sequence[Checked],
    failures: Sequence[Failure],
    formats: Sequence[str],
    outputs: Sequence[str],
    today: int,
) -> None:
    reports = [each.report for each in checked]
    for index, name in enumerate(formats):
        target = outputs[index] if index < len(outputs) else "-"
        colour = target == "-" and _colourful()
        text = _told(name, Run(reports, failures, colour), checked, today)
        if target == "-":
            click.echo(text, nl=False, color=colour)
        else:
            writing.put(target, text)


def _told(layout: str, run: Run, checked: Sequence[Checked], today: int) -> str:
    """The report with what the documents answer of each standard: in full in Markdown, in a line each in text."""
    if layout not in {"markdown", "text"} or not any(each.settings.standards for each in checked):
        return REPORTERS[layout](run)
    from aiprd.presets.coverage import cover
    from aiprd.presets.standard import parse
    from aiprd.resources import text_of

    asked = [name for name in STANDARDS if any(name in each.settings.standards for each in checked)]
    standards = {name: parse(text_of(FOLDER, f"{name}.yaml"), name) for name in asked}
    coverages = [
        cover(standards[name], each.report) for each in checked for name in asked if name in each.settings.standards
    ]
    if layout == "markdown":
        from aiprd.reporters.markdown import as_markdown

        return as_markdown(run, coverages, date.fromordinal(today))
    from aiprd.reporters.text import printable

    several = len(run.reports) > 1
    told = [(f"{printable(found.file)}: " if several else "") + found.summary for found in coverages]
    return REPORTERS[layout](run) + "".join(f"{line}\n" for line in told)


def _colourful() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _exit_code(checked: Sequence[Checked], failures: Sequence[Failure]) -> int:
    if failures:
        return 2
    return int(any(_fails(each) for each in checked))


def _fails(checked: Checked) -> bool:
    """Whether a document has a finding at or above what its settings fail on."""
    least = checked.settings.fail_on.value
    return least is not None and any(d.severity >= least for d in checked.report.diagnostics if d.waived is None)
