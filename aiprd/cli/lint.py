"""`aiprd lint`."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click

from aiprd.cli import files
from aiprd.cli.own import own_rules
from aiprd.diagnostic import Severity
from aiprd.linter import Options, Report
from aiprd.linter import lint as lint_one
from aiprd.presets import FOLDER, STANDARDS
from aiprd.profile import PRESETS, Selection
from aiprd.reporters import REPORTERS, Failure, Run
from aiprd.rule import Rule
from aiprd.rules import ALL

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "never": None}


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
@click.option(
    "--select", multiple=True, metavar="CODE", help="Only these rules: codes or the beginning of codes, with commas."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Not these rules.")
@click.option(
    "--preset",
    "presets",
    multiple=True,
    type=click.Choice([*PRESETS, *STANDARDS]),
    help="How much to hear: quiet (certain findings only), default, or thorough; or a standard to report by. May be repeated.",
)
@click.option("--rules", multiple=True, metavar="FOLDER", help="Also the team's own rules: *.rules.yaml in here.")
@click.option("--plugins", is_flag=True, help="Also the rules of installed packages (entry points aiprd.rules).")
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="What to call standard input.")
@click.option("--no-waivers", is_flag=True, help="Report waived findings too.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to judge dates by. Default: today."
)
def lint(
    paths: Sequence[str],
    formats: Sequence[str],
    outputs: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    presets: Sequence[str],
    rules: Sequence[str],
    plugins: bool,
    fail_on: str,
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
    own = own_rules(rules, plugins=plugins)
    loudness = [name for name in presets if name in PRESETS]
    selection = Selection(_codes(select, own), _codes(ignore, own), loudness[-1] if loudness else "default")
    options = Options((today or date.today()).toordinal(), selection, waive=not no_waivers, extra=own)  # noqa: DTZ011 - the user's day
    reports: list[Report] = []
    failures: list[Failure] = []
    for path in _expand(paths or (".",), failures):
        _lint_file(path, stdin_filename, options, reports, failures)
    if not reports and not failures:
        failures.append(Failure(" ".join(paths or (".",)), "nothing to lint: no prd.yaml or *.prd.yaml here"))
    asked = [name for name in STANDARDS if name in presets]
    _report(reports, failures, formats or ("text",), outputs, asked, options.today)
    for failure in failures:
        click.echo(f"aiprd: {failure.file}: {failure.message}", err=True)
    sys.exit(_exit_code(reports, failures, FAIL_ON[fail_on]))


def _expand(paths: Sequence[str], failures: list[Failure]) -> Iterator[str]:
    """The files that `paths` name, each once."""
    seen = set()
    for path in paths:
        found = iter((path,))
        if path != "-" and os.path.isdir(path):
            below = list(files.find(path))
            if not below:
                failures.append(Failure(path, "nothing to lint: no prd.yaml or *.prd.yaml in this folder"))
            found = iter(below)
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _lint_file(path: str, stdin_name: str, options: Options, reports: list[Report], failures: list[Failure]) -> None:
    try:
        source = files.content(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        failures.append(Failure(path, reason[:1].lower() + reason[1:]))
        return
    reports.append(lint_one(source, stdin_name if path == "-" else path, options))


def _codes(values: Sequence[str], own: Mapping[str, Rule]) -> tuple[str, ...]:
    """The codes of all values; one that begins no rule's code is a mistake in the call."""
    known = (*ALL, *own)
    codes = tuple(code.strip().upper() for value in values for code in value.split(",") if code.strip())
    for code in codes:
        if not any(each.startswith(code) for each in known):
            from aiprd.field import nearest

            meant = nearest(code, known)
            guess = f" Did you mean {meant}?" if meant else " `aiprd rules` lists them all."
            raise click.BadParameter(f"no rule's code begins with {code}.{guess}")
    return codes


def _report(
    reports: Sequence[Report],
    failures: Sequence[Failure],
    formats: Sequence[str],
    outputs: Sequence[str],
    standards: Sequence[str],
    today: int,
) -> None:
    for index, name in enumerate(formats):
        target = outputs[index] if index < len(outputs) else "-"
        colour = target == "-" and _colourful()
        run = Run(reports, failures, colour)
        text = _with_standards(name, run, standards, today) if standards else REPORTERS[name](run)
        if target == "-":
            click.echo(text, nl=False, color=colour)
        else:
            with open(target, "w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)


def _with_standards(layout: str, run: Run, names: Sequence[str], today: int) -> str:
    """The report with what the documents answer of each standard: in full in Markdown, in a line each in text."""
    from aiprd.presets.coverage import cover
    from aiprd.presets.standard import parse
    from aiprd.resources import text_of

    if layout not in {"markdown", "text"}:
        return REPORTERS[layout](run)
    standards = [parse(text_of(FOLDER, f"{name}.yaml"), name) for name in names]
    coverages = [cover(standard, report) for report in run.reports for standard in standards]
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


def _exit_code(reports: Sequence[Report], failures: Sequence[Failure], least: Severity | None) -> int:
    if failures:
        return 2
    if least is None:
        return 0
    return int(any(d.severity >= least for report in reports for d in report.diagnostics if d.waived is None))
