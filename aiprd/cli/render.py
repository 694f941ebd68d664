"""`aiprd render`."""

import os
import sys
import tempfile
from datetime import date
from typing import NoReturn

import click

from aiprd.cli import files
from aiprd.documents import MARK, SUFFIX, TEMPLATES, TemplateError
from aiprd.documents import render as rendered
from aiprd.linter import Options, Report, lint


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "-t",
    "--template",
    default="prd",
    show_default=True,
    metavar="TEMPLATE",
    help=f"{', '.join(TEMPLATES)}, a {SUFFIX} file of your own, or a folder with one.",
)
@click.option("-o", "--output", metavar="OUT", help="Where to write. Default: standard output.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when OUT is missing or not what would be written.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to judge dates by. Default: today."
)
def render(file: str, template: str, output: str | None, check: bool, today: date | None) -> None:
    """Turn a PRD into a document people read.

    Findings do not stop it; the document ends with their number. OUT is overwritten only where `aiprd render` wrote
    it. Exit codes: 0 done or up to date, 1 --check found OUT stale, 2 the job could not be done.
    """
    if check and output is None:
        raise click.UsageError("--check needs --output.")
    if output is not None and file != "-" and _same(file, output):
        _stop(f"{output} is the PRD itself; nothing was written")
    report = _read(file, (today or date.today()).toordinal())  # noqa: DTZ011 - the user's day
    try:
        text = rendered(report, template)
    except TemplateError as error:
        _stop(str(error))
    if output is None:
        click.echo(text, nl=False)
    elif check:
        _check(output, text, file)
    else:
        _write(output, text)


def _read(file: str, today: int) -> Report:
    """The report on `file`; stops where it cannot be read, or holds no PRD at all."""
    try:
        source = files.content(file)
    except (OSError, ValueError) as error:
        _stop(f"{file}: {_reason(error)}")
    report = lint(source, "standard input" if file == "-" else file, Options(today))
    if report.prd.broken or report.document.data is None:
        _stop(f"{file} could not be read as a PRD: run aiprd lint {file}")
    return report


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.abspath(one) == os.path.abspath(other)


def _check(output: str, text: str, file: str) -> None:
    """Exits 1 with one line when `output` is not `text`; how lines end does not matter."""
    try:
        with open(output, encoding="utf-8") as opened:
            old = opened.read()
    except FileNotFoundError:
        click.echo(f"aiprd: {output} is missing: run aiprd render {file} with -o {output}", err=True)
        sys.exit(1)
    except (OSError, ValueError) as error:
        _stop(f"{output}: {_reason(error)}")
    if old != text:
        click.echo(f"aiprd: {output} is stale: run aiprd render {file} with -o {output}", err=True)
        sys.exit(1)


def _write(output: str, text: str) -> None:
    """Puts `text` in place at once, so that a reader sees the old file or the new one; spares what a person wrote."""
    output = os.path.realpath(output)  # a link stays a link
    try:
        if os.path.lexists(output) and not _ours(output):
            _stop(f"{output} was not written by aiprd render; nothing was overwritten. Choose another name")
        _replace(output, text)
    except (OSError, ValueError) as error:
        _stop(f"{output}: {_reason(error)}")


def _ours(path: str) -> bool:
    """Whether the first line says that we rendered the file."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as opened:
        return opened.read(len(MARK)) == MARK.encode()


def _replace(path: str, text: str) -> None:
    """Writes beside `path`, then renames; the file keeps its mode, a new one gets the usual one."""
    handle, beside = tempfile.mkstemp(prefix=".aiprd-", suffix=".tmp", dir=os.path.dirname(path) or ".")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _reason(error: Exception) -> str:
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text[:1].lower() + text[1:]


def _stop(message: str) -> NoReturn:
    click.echo(f"aiprd: {message}", err=True)
    sys.exit(2)
