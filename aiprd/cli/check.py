"""Documents found, read and linted, each with the settings that hold for it."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aiprd.cli import files
from aiprd.config import Configuration, Settings
from aiprd.diagnostic import Diagnostic
from aiprd.report import Report
from aiprd.reporters import Failure

if TYPE_CHECKING:
    from aiprd.cli.remembered import Memory
    from aiprd.linter import Options
    from aiprd.rule import Rule

STDIN = "-"

FEW = 20
"""Documents that are kept as they were read; of more, only what reports need is kept."""


class Checked(NamedTuple):
    """One document: what linting gave, the settings it was linted with, and who linted it.

    `known` are the findings that a baseline or an earlier revision knew, and that the report therefore lacks.
    """

    path: str
    report: Report
    settings: Settings
    checker: "Checker"
    known: tuple[Diagnostic, ...] = ()

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All that linting found."""
        return (*self.report.diagnostics, *self.known)

    @property
    def source(self) -> bytes:
        source = self.report.source
        return source if isinstance(source, bytes) else source.encode()

    @property
    def options(self) -> "Options":
        return self.checker.options(self.settings)


class Checker:
    """Lints what is named, and gathers what could not be read.

    `jobs` is the most processes to use, None for as many as pay; `memory` holds results of earlier runs.
    """

    def __init__(
        self,
        configuration: Configuration,
        today: int,
        *,
        waive: bool,
        stdin_name: str,
        jobs: int | None = 1,
        memory: "Memory | None" = None,
    ) -> None:
        self.configuration = configuration
        self.today = today
        self.waive = waive
        self.stdin_name = stdin_name
        self.jobs = jobs
        self.memory = memory
        self.failures: list[Failure] = []

    def all(self, paths: Sequence[str]) -> list[Checked]:
        """Every document that `paths` name, each once.

        Raises:
            Wrong: a configuration cannot be used.
        """
        named = list(self._files(paths))
        checked = []
        for path, found in zip(named, self._linted(named), strict=True):
            if isinstance(found, Failure):
                self.failures.append(found)
            else:
                checked.append(Checked(path, found, self.configuration.of(self._name(path)), self))
        if not checked and not self.failures:
            self.failures.append(Failure(" ".join(paths), "nothing to lint: no prd.yaml or *.prd.yaml here"))
        return checked

    def options(self, settings: Settings) -> "Options":
        """How the linter takes the settings of a document."""
        return settings.options(self.today, self.own(settings), waive=self.waive)

    def own(self, settings: Settings) -> "Mapping[str, Rule]":
        """The team's own rules for a document, by code."""
        return self.configuration.own(settings)

    def one(self, path: str) -> Report | Failure:
        """What linting the document at `path` gives, remembered where it can be; or why it cannot be read."""
        name = self._name(path)
        settings = self.configuration.of(name)
        try:
            source = files.content(path)
        except (OSError, ValueError) as error:
            return Failure(path, reason(error))
        if self.memory is None or self.own(settings):
            return self._lint(source, name, settings)
        key = self._key(source, settings)
        report = self.memory.recall(key, name, source)
        if report is None:
            report = self._lint(source, name, settings)
            self.memory.keep(key, report)
        return report

    def recalled(self, path: str) -> Report | None:
        """What linting the document at `path` gave before; None where nobody remembers, or where it cannot be read."""
        name = self._name(path)
        settings = self.configuration.of(name)
        if self.memory is None or self.own(settings):
            return None
        try:
            source = files.content(path)
        except (OSError, ValueError):
            return None
        return self.memory.recall(self._key(source, settings), name, source)

    def _key(self, source: bytes, settings: Settings) -> str:
        from aiprd.cli.remembered import key

        return key(source, f"{self.today} {self.waive} {settings.asked}")

    def _lint(self, source: bytes, name: str, settings: Settings) -> Report:
        from aiprd.linter import lint  # with all the rules

        return lint(source, name, self.options(settings))

    def _linted(self, paths: Sequence[str]) -> Iterable[Report | Failure]:
        if len(paths) <= FEW:
            return map(self.one, paths)
        from aiprd.cli.crowd import linted

        return linted(self, paths)

    def _name(self, path: str) -> str:
        return self.stdin_name if path == STDIN else path

    def _files(self, paths: Sequence[str]) -> Iterator[str]:
        """The files that `paths` name, each once."""
        seen = set()
        for path in paths:
            for file in self._below(path) if path != STDIN and os.path.isdir(path) else (path,):
                if file not in seen:
                    seen.add(file)
                    yield file

    def _below(self, folder: str) -> list[str]:
        found = [file for file in files.find(folder) if not self.configuration.excludes(file)]
        strays = [file for file in found if files.leads_out(file)]
        self.failures += [Failure(file, files.STRAY) for file in strays]
        if not found:
            self.failures.append(Failure(folder, "nothing to lint: no prd.yaml or *.prd.yaml in this folder"))
        return [file for file in found if file not in strays] if strays else found


def reason(error: Exception) -> str:
    """Why a file could not be read or written, as the end of a sentence."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text[:1].lower() + text[1:]
