"""What is wrong with a rule file, and where."""

from collections.abc import Sequence

from aiprd.diagnostic import Path


class Problem(ValueError):  # noqa: N818 - a mistake of the file's author, not an error of ours
    """One mistake at `path` in a rule file."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


class Broken(ValueError):  # noqa: N818 - as above
    """Rules that cannot be used; each message names its file and line."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = tuple(messages)
