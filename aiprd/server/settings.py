"""What is in force for a document in the editor."""

from datetime import date
from functools import cache

from aiprd.config import Configuration
from aiprd.config.layers import NAMES, PYPROJECT
from aiprd.linter import Options

FILES = (*NAMES, PYPROJECT)
"""The names of the files that say what is in force; when one changes, every open document is judged anew."""


def options_for(path: str) -> Options:
    """How the document at `path` is judged; without a folder, it counts as in the one the editor works in.

    Raises:
        Wrong: a configuration cannot be used.
    """
    configuration = _configuration()
    settings = configuration.of(path)
    return settings.options(_today(), configuration.own(settings))


def defaults() -> Options:
    """How a document is judged whose configuration cannot be used."""
    return Options(_today())


def forget() -> None:
    """Read configurations anew: one of them has changed."""
    _configuration.cache_clear()


@cache
def _configuration() -> Configuration:
    return Configuration()


def _today() -> int:
    return date.today().toordinal()  # noqa: DTZ011 - the user's day
