"""Documents found, read and linted, each with the settings that hold for it."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.cli import files
from aiprd.config import Configuration, Settings
from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.reporters import Failure

STDIN = "-"


class Checked(NamedTuple):
    """One document: its bytes, what linting gave, the settings it was linted with."""

    path: str
    source: bytes
    report: Report
    settings: Settings
    options: Options


class Checker:
    """Lints what is named, and gathers what could not be read."""

    def __init__(self, configuration: Configuration, today: int, *, waive: bool, stdin_name: str) -> None:
        self.configuration = configuration
        self.today = today
        self.waive = waive
        self.stdin_name = stdin_name
        self.failures: list[Failure] = []

    def all(self, paths: Sequence[str]) -> list[Checked]:
        """Every document that `paths` name, each once.

        Raises:
            Wrong: a configuration cannot be used.
        """
        checked = [found for path in self._files(paths) if (found := self.one(path)) is not None]
        if not checked and not self.failures:
            self.failures.append(Failure(" ".join(paths), "nothing to lint: no prd.yaml or *.prd.yaml here"))
        return checked

    def one(self, path: str) -> Checked | None:
        """The document at `path`; None where it could not be read, which is told as a failure."""
        name = self.stdin_name if path == STDIN else path
        settings = self.configuration.of(name)
        try:
            source = files.content(path)
        except (OSError, ValueError) as error:
            self.failures.append(Failure(path, reason(error)))
            return None
        options = settings.options(self.today, self.configuration.own(settings), waive=self.waive)
        return Checked(path, source, lint(source, name, options), settings, options)

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
        if not found:
            self.failures.append(Failure(folder, "nothing to lint: no prd.yaml or *.prd.yaml in this folder"))
        return found


def reason(error: Exception) -> str:
    """Why a file could not be read or written, as the end of a sentence."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text[:1].lower() + text[1:]
