"""`aiprd lint`."""

import os
import sys
from datetime import date

import click

from aiprd.cli import files
from aiprd.cli.asking import asking, day, today_option
from aiprd.cli.completion import prds
from aiprd.cli.request import Request
from aiprd.cli.running import run
from aiprd.config import Asked
from aiprd.reporters import REPORTERS


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…|-]", shell_complete=prds)
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
@click.option("--stdin-filename", "stdin_name", default="<stdin>", metavar="NAME", help="What to call standard input.")
@click.option("--no-waivers", is_flag=True, help="Report waived findings too.")
@click.option("--fix", is_flag=True, help="Mend what has one reading, and write `unknown` where an answer is missing.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and do nothing.")
@click.option(
    "--since", metavar="REV", help="Only findings that the git revision did not have; REV... from where it left."
)
@click.option("--baseline", metavar="FILE", help="Only findings that FILE does not know.")
@click.option("--update-baseline", is_flag=True, help="Write the present findings to the --baseline FILE.")
@click.option("--statistics", is_flag=True, help="Counts and readiness in place of findings.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at most. Default: as many as pay.")
@click.option("--no-cache", is_flag=True, help="Lint again what was linted before.")
@click.option("--watch", is_flag=True, help="Lint again whenever a document or a configuration changes.")
@today_option
def lint(
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    asked: Asked,
    today: date | None,
    no_waivers: bool,
    no_cache: bool,
    watch: bool,
    **rest: object,
) -> None:
    """Check PRDs and say what to mend.

    PATH is a file, a folder (its prd.yaml and *.prd.yaml files are checked) or - for standard input. Default: the
    current folder. Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.
    """
    request = Request(
        day(today),
        paths or (".",),
        formats or ("text",),
        outputs,
        asked,
        waive=not no_waivers,
        cache=not no_cache,
        **rest,  # type: ignore[arg-type]
    )
    _check(request, watch=watch)
    if watch:
        _watch(request)
    sys.exit(run(request))


def _check(request: Request, *, watch: bool) -> None:
    """Stops where options do not go together, or a report would overwrite a PRD."""
    if len(request.outputs) > len(request.formats):
        raise click.UsageError("There are more --output than --format.")
    for target in request.outputs:
        if os.path.isfile(target) and files.is_prd(os.path.basename(target)):
            raise click.UsageError(f"{target} is a PRD; a report would overwrite it.")
    if request.update_baseline and request.baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE.")
    if request.fix and request.diff:
        raise click.UsageError("--fix writes and --diff only shows; ask for one of them.")
    if watch and (request.fix or request.diff or "-" in request.paths):
        raise click.UsageError("--watch goes with files, and without --fix and --diff.")


def _watch(request: Request) -> None:
    """Lints at each change until Ctrl-C."""
    from aiprd.cli.watch import changes

    for _ in changes(request.paths):
        if sys.stdout.isatty():
            click.clear()
        run(request)
        click.echo("Waiting for a change; Ctrl-C ends.", err=True)
