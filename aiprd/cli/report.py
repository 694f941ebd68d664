"""`aiprd report`."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

import click

from aiprd.cli.asking import asking, day, today_option
from aiprd.cli.check import Checked, Checker, reason
from aiprd.cli.history import NoAnswer, versions
from aiprd.cli.published import NotOursError, Published
from aiprd.cli.running import UNABLE
from aiprd.cli.saying import say
from aiprd.config import Asked, Configuration, Wrong
from aiprd.linter import lint
from aiprd.readiness import readiness
from aiprd.report import count
from aiprd.rules import ALL
from aiprd.site import INDEX, Point, Product, site

VERSIONS = 5
"""Earlier versions of each document that are judged where nothing else is asked."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option(
    "-o", "--output", required=True, metavar="OUT", help="The folder to write; new, empty, or of an earlier report."
)
@click.option(
    "--history",
    type=click.IntRange(0, 100),
    default=VERSIONS,
    show_default=True,
    metavar="N",
    help="How many earlier versions of each document, as git knows them, make its trend.",
)
@asking
@today_option
def report(paths: tuple[str, ...], output: str, history: int, asked: Asked, today: date | None) -> None:
    """Write a site that shows all PRDs and how ready they are.

    PATH is a folder (its prd.yaml and *.prd.yaml files are shown) or a file. Default: the current folder. The index tells
    which products are not ready, and why; each has a page. Open OUT/index.html, or put OUT on any web server. Exit
    codes: 0 done, whatever was found, 2 the job could not be done; what could be read is shown.
    """
    if "-" in paths:
        raise click.UsageError("A site is made of files; name files or folders.")
    if not output:
        raise click.UsageError("--output needs the name of a folder.")
    checker = Checker(Configuration(asked), day(today), waive=True, stdin_name="", jobs=None)
    try:
        published = Published(output)  # before anything is judged: it may be no folder of ours
        _write(published, checker, paths or (".",), history)
    except Wrong as wrong:
        _stop(*wrong.messages)
    except NotOursError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename or output}: {reason(error)}")
    if checker.failures:
        _stop(*(f"{failure.file}: {failure.message}" for failure in checker.failures))


def _write(published: Published, checker: Checker, paths: Sequence[str], history: int) -> None:
    """Judges all documents and writes their pages; writes nothing where there are none."""
    checked = checker.all(paths)
    if not checked:
        return
    past = _past(checked, history, checker.today)
    products = (_product(name, each, past.get(each.path, ())) for name, each in _named(checked, _base(paths)).items())
    for name, text in site(products, checker.failures, checker.today):
        published.put(name, text)
    published.close()
    say(f"wrote {os.path.join(published.folder, INDEX)}")


def _product(name: str, each: Checked, past: Sequence[Point]) -> Product:
    options = each.options
    return Product(name, each.report, each.settings.fail_on.value, past, options.selection, [*ALL, *options.extra])


def _stop(*messages: str) -> NoReturn:
    for message in messages:
        say(message)
    sys.exit(UNABLE)


def _base(paths: Sequence[str]) -> str:
    """The folder below which all documents are, so that a page says the same wherever the folder lies."""
    folders = (path if os.path.isdir(path) else os.path.dirname(path) for path in paths)
    return os.path.commonpath([os.path.realpath(folder or ".") for folder in folders])


def _named(checked: Sequence[Checked], base: str) -> Mapping[str, Checked]:
    """The documents by their path below the base, each file once."""
    named: dict[str, Checked] = {}
    for each in checked:
        folder, name = os.path.split(each.path)
        below = os.path.relpath(os.path.join(os.path.realpath(folder or "."), name), base)
        named.setdefault(below.replace(os.sep, "/"), each)
    return named


def _past(checked: Sequence[Checked], most: int, today: int) -> Mapping[str, Sequence[Point]]:
    """What the earlier versions of each document came to, the earliest first; nothing where git cannot tell."""
    documents = {each.path: each for each in checked}
    told: dict[str, list[Point]] = {}
    try:
        for version in versions(documents, most) if most else ():
            here = documents[version.path]
            told.setdefault(version.path, []).append(_point(here, version.source, _day(version.time, today)))
    except NoAnswer as error:
        say(f"no trend: {error}")
    return told


def _point(here: Checked, source: bytes, judged_on: int) -> Point:
    """What a version came to on its day, by the settings and the rules of today."""
    options = here.options
    report = lint(source, here.report.file, options._replace(today=judged_on))
    totals = count(report.diagnostics)
    return Point(judged_on, readiness(report, options.selection).score, totals["error"], totals["warning"])


def _day(time: int, today: int) -> int:
    """The ordinal day of a commit, which may claim any; none before 1970 and none to come."""
    return min(max(_EPOCH + time // _DAY, _EPOCH), today)
