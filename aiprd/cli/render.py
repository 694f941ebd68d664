"""`aiprd render`."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple, NoReturn

import click

from aiprd.cli import files
from aiprd.cli.asking import day, today_option
from aiprd.cli.check import Checker
from aiprd.cli.completion import prds, template_names
from aiprd.cli.saying import say
from aiprd.cli.writing import put
from aiprd.config import Configuration, Wrong
from aiprd.documents import TEMPLATES, TemplateError, extension, ours, renderer
from aiprd.reporters import Failure
from aiprd.rules import ALL as RULES

Renderer = Callable[[str], str]

ALL = "all"
SECONDS = 20
"""How long one document may take; the ones that ship take a fraction of a second."""


class Job(NamedTuple):
    """One document to make: of which PRD, by which template, and where it goes below the output folder."""

    file: str
    template: str
    output: str


class NotDoneError(Exception):
    """A document that could not be made; the text says why."""


@click.command()
@click.argument("paths", metavar="PATH…|-", nargs=-1, required=True, shell_complete=prds)
@click.option(
    "-t",
    "--template",
    "templates",
    multiple=True,
    default=("prd",),
    show_default=True,
    metavar="TEMPLATE",
    shell_complete=template_names,
    help=f"{', '.join(TEMPLATES)}, or {ALL} of these; or a file of your own, or a folder with one. Repeatable.",
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="The file to write, or the folder for several documents. Default: standard output.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when OUT is missing or not what would be written.")
@today_option
def render(
    paths: tuple[str, ...], templates: tuple[str, ...], output: str | None, check: bool, today: date | None
) -> None:
    """Turn PRDs into documents people read.

    Findings do not stop it; the documents tell them. One PRD and one template make one document. Several PRDs, a
    folder with PRDs, several templates or `-t all` make a file each below the folder OUT. A file is overwritten only
    where `aiprd render` wrote it. Exit codes: 0 done or up to date, 1 --check found OUT stale, 2 the job could not be
    done; what could be done is done.
    """
    if check and output is None:
        raise click.UsageError("--check needs --output.")
    wanted = tuple(dict.fromkeys(name for each in templates for name in (TEMPLATES if each == ALL else (each,))))
    checker = Checker(Configuration(), day(today), waive=True, stdin_name="standard input")
    if len(paths) == len(wanted) == 1 and not os.path.isdir(paths[0]):
        _one(paths[0], wanted[0], output, check, checker)
    elif output is None:
        _stop("several documents need a folder: give one with -o")
    else:
        _several(paths, wanted, output, check, checker)


def _one(file: str, template: str, output: str | None, check: bool, checker: Checker) -> None:
    """One document, to a file or to standard output."""
    if output is not None and file != "-" and _same(file, output):
        _stop(f"{output} is the PRD itself; nothing was written")
    try:
        text = _text(_made(file, checker), template)
        if output is None:
            click.echo(text, nl=False)
        elif check:
            stale = _stale(output, text)
            if stale:
                say(f"{output} is {stale}: run aiprd render {file} with -o {output}")
                sys.exit(1)
        else:
            _write(output, text)
    except NotDoneError as error:
        _stop(str(error))


def _several(paths: Sequence[str], templates: Sequence[str], output: str, check: bool, checker: Checker) -> None:
    """A document for each PRD and template; goes on where one cannot be made."""
    try:
        jobs = list(_jobs(paths, templates, output))
    except NotDoneError as error:
        _stop(str(error))
    failed, stale = False, 0
    known: dict[str, Renderer | None] = {}
    for job in jobs:
        try:
            text = _text(_renderer(job.file, checker, known), job.template)
            if not check:
                _write(job.output, text, make_folder=True)
            elif state := _stale(job.output, text):
                stale += 1
                say(f"{job.output} is {state}")
        except NotDoneError as error:
            failed = True
            if str(error):
                say(str(error))
    if failed or stale:
        sys.exit(2 if failed else 1)


def _renderer(file: str, checker: Checker, known: dict[str, Renderer | None]) -> Renderer:
    """What makes the documents of `file`, made once; what is wrong with the file is told once too."""
    if file not in known:
        known[file] = None
        known[file] = _made(file, checker)
    found = known[file]
    if found is None:
        raise NotDoneError
    return found


def _jobs(paths: Sequence[str], templates: Sequence[str], output: str) -> Iterator[Job]:
    """Every document with its place, which repeats the folders below each path.

    Raises:
        NotDoneError: there is no PRD or no such template, or two documents would go to one place.
    """
    if os.path.lexists(output) and not os.path.isdir(output):
        raise NotDoneError(f"{output} is a file; several documents need a folder")
    taken: dict[str, str] = {}
    for file, below in _prds(paths):
        for template in templates:
            place = os.path.join(output, _named(below, template))
            if taken.setdefault(place, file) != file:
                raise NotDoneError(f"{taken[place]} and {file} would both be written to {place}")
            yield Job(file, template, place)


def _prds(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each PRD, once, with its path below the folder that was named."""
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            raise NotDoneError("standard input is one document; name files or folders")
        found = list(_below(path)) if os.path.isdir(path) else [path]
        if not found:
            raise NotDoneError(f"{path}: there is no prd.yaml and no *.prd.yaml below it")
        for file in found:
            if os.path.realpath(file) not in seen:
                seen.add(os.path.realpath(file))
                yield file, os.path.relpath(file, path) if os.path.isdir(path) else os.path.basename(file)


def _below(folder: str) -> Iterator[str]:
    """The PRDs in a folder; links that lead elsewhere are told."""
    for file in files.find(folder):
        if files.leads_out(file):
            say(f"{file}: {files.STRAY}")
        else:
            yield file


def _named(below: str, template: str) -> str:
    """The file a document goes to: `team/athena.prd.yaml` and `brief` give `team/athena.brief.md`."""
    try:
        ending = extension(template)
    except TemplateError as error:
        raise NotDoneError(str(error)) from error
    folder, name = os.path.split(below)
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    stem = "" if stem == "prd" else stem.removesuffix(".prd")
    own = os.path.basename(os.path.normpath(template)).partition(".")[0]
    parts = [part for part in (stem, own if own != ending[1:] or not stem else "") if part]
    return os.path.join(folder, ".".join(parts) + ending)


def _made(file: str, checker: Checker) -> Renderer:
    """What makes the documents of `file`, linted with the settings that hold for it.

    Raises:
        NotDoneError: it cannot be read, or holds no PRD at all; or its settings cannot be used.
    """
    try:
        report = checker.one(file)
        own = checker.own(checker.configuration.of(file))
    except Wrong as wrong:
        raise NotDoneError("; ".join(wrong.messages)) from wrong
    if isinstance(report, Failure):
        raise NotDoneError(f"{report.file}: {report.message}")
    if report.prd.broken or report.document.data is None:
        raise NotDoneError(f"{file} could not be read as a PRD: run aiprd lint {file}")
    return renderer(report, [*RULES, *own])


def _text(made: Renderer, template: str) -> str:
    try:
        with _limited(template):
            return made(template)
    except TemplateError as error:
        raise NotDoneError(str(error)) from error


@contextmanager
def _limited(template: str) -> Iterator[None]:
    """Ends a template that takes too long, where the system can; the steps it may take are counted everywhere."""

    def ring(*_: object) -> None:
        raise TemplateError(f"{template}: takes longer than {SECONDS} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    try:
        before = signal.signal(signal.SIGALRM, ring)
    except ValueError:  # not the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.abspath(one) == os.path.abspath(other)


def _stale(output: str, text: str) -> str:
    """`missing`, `stale` or nothing; how lines end does not matter."""
    try:
        with open(output, encoding="utf-8") as opened:
            return "" if opened.read() == text else "stale"
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError) as error:
        raise NotDoneError(f"{output}: {_reason(error)}") from error


def _write(output: str, text: str, *, make_folder: bool = False) -> None:
    """Puts `text` in place at once; spares what a person wrote.

    Raises:
        NotDoneError: it could not be written, or somebody else wrote what stands there.
    """
    try:
        if make_folder:
            os.makedirs(os.path.dirname(output) or ".", exist_ok=True)
        if os.path.lexists(output) and not _ours(os.path.realpath(output), text):
            raise NotDoneError(
                f"{output} was not written by aiprd render; nothing was overwritten. Choose another name"
            )
        put(output, text)
    except (OSError, ValueError) as error:
        raise NotDoneError(f"{output}: {_reason(error)}") from error


def _ours(path: str, text: str) -> bool:
    """Whether the first lines say that we rendered the file."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as opened:
        return ours(opened.read(4096).decode("utf-8", "replace").replace("\r\n", "\n"), text)


def _reason(error: Exception) -> str:
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text[:1].lower() + text[1:]


def _stop(message: str) -> NoReturn:
    say(message)
    sys.exit(2)
