"""Reports for people and programs: each reporter turns a run's results into text."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from aiprd.linter import Report


class Failure(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    message: str


class Run(NamedTuple):
    """Everything one run gave; `colour` tells a terminal from a pipe."""

    reports: Sequence[Report]
    failures: Sequence[Failure]
    colour: bool = False


Reporter = Callable[[Run], str]


def _text(run: Run) -> str:
    from aiprd.reporters.text import framed

    return framed(run)


def _concise(run: Run) -> str:
    from aiprd.reporters.text import concise

    return concise(run)


def _json(run: Run) -> str:
    from aiprd.reporters.machine import as_json

    return as_json(run)


def _markdown(run: Run) -> str:
    from aiprd.reporters.markdown import as_markdown

    return as_markdown(run)


REPORTERS: dict[str, Reporter] = {"text": _text, "concise": _concise, "json": _json, "markdown": _markdown}
"""By the name `--format` knows; each module is imported only when it is asked for."""
