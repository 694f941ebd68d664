"""One run of `aiprd lint`, from the request to the exit code."""

import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from aiprd.cli import writing
from aiprd.cli.check import STDIN, Checked, Checker
from aiprd.cli.request import Request
from aiprd.cli.saying import say
from aiprd.config import Configuration, Wrong
from aiprd.presets import FOLDER, STANDARDS
from aiprd.reporters import REPORTERS, Changes, Failure, Run

if TYPE_CHECKING:
    from aiprd.cli.remembered import Memory
    from aiprd.presets.coverage import Coverage

CLEAN, FOUND, UNABLE = 0, 1, 2
"""The exit codes, whatever the format."""


def run(request: Request) -> int:
    """Lints, mends, compares and reports as asked; the exit code. Findings go to stdout, all else to stderr."""
    gc.disable()  # linting leaves no cycles behind, and each collection would walk all that is kept
    checker = Checker(
        Configuration(request.asked),
        request.today,
        waive=request.waive,
        stdin_name=request.stdin_name,
        jobs=request.jobs,
        memory=_memory(request),
    )
    try:
        checked = checker.all(request.paths)
        if request.fix or request.diff:
            checked, only_shown = _mended(request, checked, checker.failures)
            if only_shown is not None:
                _tell_failures(checker.failures)
                return UNABLE if checker.failures else only_shown
        checked, changes = _only_new(request, checked)
    except Wrong as wrong:
        for message in wrong.messages:
            say(message)
        return UNABLE
    own = {code: rule for each in checked for code, rule in checker.own(each.settings).items()}
    least = {each.report.file: each.settings.fail_on.value for each in checked}
    reported = Run([each.report for each in checked], checker.failures, own=own, fail_on=least)
    _report(request, reported, checked, changes)
    _tell_failures(checker.failures)
    if checker.failures:
        return UNABLE
    return FOUND if any(_fails(each) for each in checked) else CLEAN


def _memory(request: Request) -> "Memory | None":
    if not request.cache:
        return None
    from aiprd.cli.remembered import memory

    return memory()


def _tell_failures(failures: Sequence[Failure]) -> None:
    for failure in failures:
        say(f"{failure.file}: {failure.message}")


def _mended(request: Request, checked: list[Checked], failures: list[Failure]) -> tuple[list[Checked], int | None]:
    """The documents after --fix; for --diff, and for standard input, the exit code too, because nothing is reported."""
    from aiprd.cli import mending

    results = mending.fixes(checked)
    if request.diff:
        _show(mending.differences(results))
        say(mending.told(results, done=False))
        return checked, FOUND if any(result.changed for result in results) else CLEAN
    checked = mending.write(checked, results, failures)
    say(mending.told(results, done=True))
    for each, result in zip(checked, results, strict=True):
        if each.path == STDIN:
            _write(result.after if isinstance(result.after, bytes) else result.after.encode())
            return checked, FOUND if any(_fails(other) for other in checked) else CLEAN
    return checked, None


def _only_new(request: Request, checked: list[Checked]) -> tuple[list[Checked], Changes | None]:
    """The documents with what neither the revision nor the baseline knew."""
    if request.since is None and request.baseline is None:
        return checked, None
    from aiprd.cli import adoption

    changes = None
    if request.since is not None:
        checked, changes = adoption.since(checked, request.since)
    if request.baseline is not None:
        narrowed = (adoption.update if request.update_baseline else adoption.known)(checked, request.baseline)
        checked = narrowed.checked
        if narrowed.told:
            say(narrowed.told)
    return checked, changes


def _report(request: Request, run: Run, checked: Sequence[Checked], changes: Changes | None) -> None:
    for index, name in enumerate(request.formats):
        target = request.outputs[index] if index < len(request.outputs) else "-"
        here = run._replace(colour=target == "-" and _colourful())
        text = _told(name, here, request, checked, changes)
        if target == "-":
            _print(text)
        else:
            writing.put(target, text)


def _told(layout: str, run: Run, request: Request, checked: Sequence[Checked], changes: Changes | None) -> str:
    if request.statistics and layout in {"text", "concise", "json"}:
        return _counted(layout, run, checked)
    asked = any(each.settings.standards for each in checked)
    if layout == "markdown" and (asked or changes is not None):
        from aiprd.reporters.markdown import as_markdown

        coverages = _coverages(checked) if asked else ()
        return as_markdown(run, coverages, date.fromordinal(request.today), changes)
    if layout == "text" and asked:
        return REPORTERS[layout](run) + _briefly(_coverages(checked), several=len(checked) > 1)
    return REPORTERS[layout](run)


def _counted(layout: str, run: Run, checked: Sequence[Checked]) -> str:
    """Counts and readiness; what a baseline knows is still there, and counts for the readiness."""
    from aiprd.readiness import readiness
    from aiprd.reporters.machine import as_json
    from aiprd.reporters.statistics import as_data, statistics

    ready = [readiness(each.report.replaced(diagnostics=each.found), each.options.selection) for each in checked]
    return statistics(run, ready) if layout != "json" else as_json(run, as_data(run, ready))


def _coverages(checked: Sequence[Checked]) -> "list[Coverage]":
    """What each document answers of the standards its settings name."""
    from aiprd.presets.coverage import cover
    from aiprd.presets.standard import parse
    from aiprd.resources import text_of

    asked = [name for name in STANDARDS if any(name in each.settings.standards for each in checked)]
    standards = {name: parse(text_of(FOLDER, f"{name}.yaml"), name) for name in asked}
    return [
        cover(standards[name], each.report) for each in checked for name in asked if name in each.settings.standards
    ]


def _briefly(coverages: "Sequence[Coverage]", *, several: bool) -> str:
    """A line for each document and standard."""
    from aiprd.reporters.text import printable

    return "".join((f"{printable(found.file)}: " if several else "") + found.summary + "\n" for found in coverages)


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _write(document: bytes) -> None:
    """Writes a document as it is, except to a terminal."""
    if sys.stdout.isatty():
        _show(document.decode("utf-8", "replace"))
    else:
        sys.stdout.buffer.write(document)
        sys.stdout.flush()


def _show(text: str) -> None:
    """Prints what documents say themselves: as it stands, so that a program can take it; where a terminal or GitHub's
    runner reads it, without effect on them.
    """
    if sys.stdout.isatty():
        from aiprd.reporters.text import printable_lines

        text = printable_lines(text) + "\n"
    elif os.environ.get("GITHUB_ACTIONS") == "true" and text:
        from hashlib import sha256

        end = sha256(text.encode("utf-8", "replace")).hexdigest()  # no text holds its own hash
        text = f"::stop-commands::{end}\n{text}\n::{end}::\n"
    _print(text)


def _colourful() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _fails(checked: Checked) -> bool:
    """Whether a document has a finding at or above what its settings fail on."""
    least = checked.settings.fail_on.value
    return least is not None and any(d.severity >= least for d in checked.report.diagnostics if d.waived is None)
