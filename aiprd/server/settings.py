"""What is in force for a document in the editor."""

from datetime import date

from aiprd.linter import Options

FILES = (".aiprd.yaml", "pyproject.toml")
"""The names of the files that say what is in force; when one changes, every open document is judged anew."""


def options_for(path: str) -> Options:  # noqa: ARG001 - what configurations say hangs on the path
    """How the document at `path` is judged. A document without a file has a path in no folder."""
    return Options(date.today().toordinal())  # noqa: DTZ011 - the user's day


def forget() -> None:
    """Read configurations anew: one of them has changed."""
