"""Many documents: on several processes where that pays, and with only what reports need kept of each."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Self

from aiprd.cli.check import STDIN, Checker
from aiprd.report import Report
from aiprd.reporters import Failure

PAYS = {"fork": 20, "spawn": 60}
"""Documents that are worth a process of its own, by how processes start here."""

_checker: Checker | None = None
"""The checker of this process, where it is one of several."""


def linted(checker: Checker, paths: Sequence[str]) -> Iterator[Report | Failure]:
    """What linting each document gives, in order."""
    with _Progress(len(paths)) as progress:
        for found in _all(checker, paths):
            progress.one_more()
            yield found


def _all(checker: Checker, paths: Sequence[str]) -> Iterator[Report | Failure]:
    if STDIN in paths:  # which can be read once, and here
        return (_light(checker.one(path), path) for path in paths)
    known = {path: _light(report, path) for path in paths if (report := checker.recalled(path)) is not None}
    others = _fresh(checker, [path for path in paths if path not in known])
    return (known[path] if path in known else next(others) for path in paths)


def _fresh(checker: Checker, paths: Sequence[str]) -> Iterator[Report | Failure]:
    method = "fork" if hasattr(os, "fork") and os.uname().sysname == "Linux" else "spawn"
    jobs = min(checker.jobs or min(os.cpu_count() or 1, len(paths) // PAYS[method]), len(paths))
    if jobs < 2:
        yield from (_light(checker.one(path), path) for path in paths)
        return
    from multiprocessing import get_context

    import aiprd.linter  # noqa: F401 - before the processes part, so that they share it

    with get_context(method).Pool(jobs, _begin, (checker,)) as pool:
        for path, found in zip(paths, pool.imap(_one, paths, chunksize=16), strict=True):
            yield _light(found, path)


class _Progress:
    """A line on a terminal's stderr that says how far the run is, from the second second on; gone when it ends."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.done = 0
        self.shown = time.monotonic() + 1.5
        self.wide = 0

    def __enter__(self) -> Self:
        return self

    def one_more(self) -> None:
        self.done += 1
        if time.monotonic() - self.shown > 0.5 and sys.stderr.isatty():
            self.shown = time.monotonic()
            line = f"{self.done:,} of {self.number:,} linted"
            self.wide = len(line)
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.wide:
            sys.stderr.write("\r" + " " * self.wide + "\r")


def _begin(checker: Checker) -> None:
    global _checker  # noqa: PLW0603 - what a process of a pool is given once
    _checker = checker


def _one(path: str) -> Report | Failure:
    assert _checker is not None  # noqa: S101 - `_begin` came first
    found = _checker.one(path)
    return _light(found, path) if isinstance(found, Report) else found


def _light(found: Report | Failure, path: str) -> Report | Failure:
    """Only what most reports need; the others read the document again, one after the other."""
    return found if isinstance(found, Failure) or path == STDIN else found.light()
