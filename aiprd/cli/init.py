"""`aiprd init`."""

import contextlib
import os
import sys
from shlex import quote

import click

from aiprd.cli import INTERRUPTED
from aiprd.cli.saying import say
from aiprd.cli.scaffold import Answers, complaint, judged, scaffold
from aiprd.prd.purpose import KINDS, STATUSES
from aiprd.profile import TIERS
from aiprd.reporters.text import printable
from aiprd.resources import text_of

SCHEMA = "prd.schema.json"


@click.command()
@click.argument("file", default="prd.yaml", metavar="[FILE]")
@click.option("--name", help="The product's name.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="What it does; may be repeated.")
@click.option("--owner", help="Who answers for the product.")
@click.option("--status", type=click.Choice(STATUSES), help="How far along it is.")
@click.option("--risk", type=click.Choice(TIERS), help="What an error costs.")
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given is `unknown`.")
def init(
    file: str,
    name: str | None,
    kinds: tuple[str, ...],
    owner: str | None,
    status: str | None,
    risk: str | None,
    yes: bool,
) -> None:
    """Scaffold a PRD with the questions that are due first.

    On a terminal it asks seven questions; an option answers its question beforehand. Never overwrites. The schema for
    editors is put beside the PRD, unless it is there already. Exit codes: 0 written, 1 not written, 2 a call that makes
    no sense, 130 when Ctrl-C or Ctrl-D ends the questions (then nothing is written).
    """
    if os.path.lexists(file):
        raise click.ClickException(f"{file} exists; nothing was written. Choose another name.")
    options = {"name": name, "kinds": kinds, "owner": owner, "status": status, "risk": risk}
    given = {key: value for key, value in options.items() if value}
    _refuse_unreadable(name, owner)
    asks = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if asks:
        text = scaffold(_ask(Answers(**given), frozenset(given)))  # type: ignore[arg-type] # click has read them
    else:
        text = scaffold(Answers(**{"kinds": KINDS[:1], "risk": "low", **given}))  # type: ignore[arg-type]
    _write_new(file, text)
    beside = os.path.join(os.path.dirname(file), SCHEMA)
    click.echo(printable(f"wrote {file}" + ("" if asks else f"; next: aiprd lint {quote(file)}")))
    if not os.path.lexists(beside):
        _write_new(beside, text_of("schemas", SCHEMA))
        click.echo(printable(f"wrote {beside}, which lets your editor complete and explain keys"))
    if asks:
        _first_findings(file, text)


def _refuse_unreadable(name: str | None, owner: str | None) -> None:
    """Ends the call where a word given as an option is none that the format can read."""
    for key, value in (("name", name), ("owner", owner)):
        wrong = complaint(Answers(**{key: value}), f"/product/{key}") if value is not None else None  # type: ignore[arg-type]
        if wrong is not None:
            raise click.BadParameter(wrong.message, param_hint=f"--{key}")


def _ask(answers: Answers, given: frozenset[str]) -> Answers:
    from aiprd.cli.interview import Interview

    try:
        return Interview(answers, given).run()
    except (click.Abort, EOFError, KeyboardInterrupt):
        click.echo(err=True)
        say("stopped; nothing was written")
        sys.exit(INTERRUPTED)


def _first_findings(file: str, text: str) -> None:
    """The three findings that matter most, and what to do first."""
    from aiprd.ranking import worst_first

    report = judged(text)
    worst = worst_first(report.diagnostics)
    if not worst:
        return
    click.echo(f"\n{len(worst)} thing{'s are' if len(worst) > 1 else ' is'} open. What matters most:")
    for found in worst[:3]:
        click.echo(f"  line {found.region.line}: {printable(found.message)} ({found.code})")
    first = worst[0]
    brief = first.fix and "\n" not in first.fix
    write = f"write `{first.fix}`" if brief else "answer it"
    click.echo()
    click.echo(
        printable(f"Next: open {file} at line {first.region.line} and {write}, then run: aiprd lint {quote(file)}")
    )


def _write_new(path: str, text: str) -> None:
    """Writes a file that was not there, whole or not at all; one that has appeared in the meantime is left alone."""
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as opened:
            try:
                opened.write(text)
                opened.flush()
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(path)
                raise
    except FileExistsError as error:
        raise click.ClickException(f"{path} exists; it was left as it is.") from error
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise click.ClickException(f"{path} cannot be written: {reason}") from error
