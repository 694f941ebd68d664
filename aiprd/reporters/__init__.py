"""Reports for people and programs: each reporter turns a run's results into text."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.report import Report

if TYPE_CHECKING:
    from aiprd.rule import Rule


class Failure(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    message: str


class Run(NamedTuple):
    """Everything one run gave; `colour` tells a terminal from a pipe.

    `own` are the team's own rules, by code. `fail_on` is, by file, the least severity that makes the run fail,
    None where no finding does; a report that knows passed and failed follows it, so that it agrees with the exit code.
    """

    reports: Sequence[Report]
    failures: Sequence[Failure]
    colour: bool = False
    own: "Mapping[str, Rule]" = {}  # noqa: RUF012 - a tuple's default
    fail_on: Mapping[str, Severity | None] = {}

    @property
    def rules(self) -> "Mapping[str, Rule]":
        """All rules that could speak, by code."""
        from aiprd.rules import ALL  # wanted by few reports, and slow to import

        return {**ALL, **self.own}

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether this finding makes the run fail; errors do where nothing else is said."""
        least = self.fail_on.get(diagnostic.file, Severity.ERROR)
        return diagnostic.waived is None and least is not None and diagnostic.severity >= least


class Changes(NamedTuple):
    """What became of the findings since a revision of the repository: those it did not have, those it had."""

    since: str
    new: Sequence[Diagnostic]
    gone: Sequence[Diagnostic]


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


def _sarif(run: Run) -> str:
    from aiprd.reporters.sarif import as_sarif

    return as_sarif(run)


def _junit(run: Run) -> str:
    from aiprd.reporters.junit import as_junit

    return as_junit(run)


def _github(run: Run) -> str:
    from aiprd.reporters.github import as_github

    return as_github(run)


def _gitlab(run: Run) -> str:
    from aiprd.reporters.gitlab import as_gitlab

    return as_gitlab(run)


def _markdown(run: Run) -> str:
    from aiprd.reporters.markdown import as_markdown

    return as_markdown(run)


def _html(run: Run) -> str:
    from aiprd.reporters.html import as_html

    return as_html(run)


REPORTERS: dict[str, Reporter] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
    "gitlab": _gitlab,
    "markdown": _markdown,
    "html": _html,
}
"""By the name `--format` knows; each module is imported only when it is asked for."""
