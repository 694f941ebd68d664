"""Which files are PRDs, and what is in them."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from aiprd.source import content as bytes_of
from aiprd.source import ends_soon

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

LARGEST = 16 * 1024 * 1024
"""Bytes read of one file; one more, and the reader says that it is too large."""

MOST_IGNORED = 5000
"""Lines of one .gitignore; what later ones exclude is checked."""

STRAY = "is a link that leads out of the repository; name the file itself to have it checked"

SKIPPED = frozenset({".git", "node_modules", ".venv", "__pycache__"})

Ignores = list[tuple[str, "GitIgnoreSpec"]]


def is_prd(name: str) -> bool:
    """Whether a file of that name below a folder is taken for a PRD."""
    return name in {"prd.yaml", "prd.yml"} or name.endswith((".prd.yaml", ".prd.yml"))


def find(folder: str) -> Iterator[str]:
    """The PRDs below `folder`, in a fixed order, without what .gitignore files exclude."""
    yield from _walk(folder, _ignores_above(os.path.abspath(folder)))


def content(path: str) -> bytes:
    """The bytes of a regular file, or of standard input for `-`; at most one more than LARGEST.

    Raises:
        OSError: the file cannot be read, or is no regular file.
    """
    if path == "-":
        if sys.stdin is None:  # closed by whoever started us
            raise OSError(9, "standard input is closed")
        return sys.stdin.buffer.read(LARGEST + 1)
    return bytes_of(path, LARGEST)


def _walk(folder: str, ignores: Ignores) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name == ".gitignore" for entry in entries):
        ignores = [*ignores, *_ignore_file(os.path.abspath(folder))]
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and not _ignored(entry.path, ignores, folder=True):
                yield from _walk(entry.path, ignores)
        elif is_prd(entry.name) and _regular(entry) and not _ignored(entry.path, ignores, folder=False):
            yield entry.path.removeprefix("./")


def _regular(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def leads_out(path: str) -> bool:
    """Whether a link leads out of the repository it lies in, or of its folder where there is none.

    Whoever may add a file could otherwise have any file of this machine shown in a report.
    """
    if not os.path.islink(path):
        return False
    folder = os.path.realpath(os.path.dirname(path))
    home = folder
    while not os.path.exists(os.path.join(home, ".git")):
        above = os.path.dirname(home)
        if above == home:
            home = folder
            break
        home = above
    return os.path.commonpath([home, os.path.realpath(path)]) != home


def _ignored(path: str, ignores: Ignores, *, folder: bool) -> bool:
    """Whether the nearest .gitignore file that speaks of `path` excludes it."""
    if not ignores:
        return False
    whole = os.path.abspath(path) + ("/" if folder else "")
    for base, spec in reversed(ignores):
        verdict = spec.check_file(whole[len(base) + 1 :]).include
        if verdict is not None:
            return verdict
    return False


def _ignores_above(folder: str) -> Ignores:
    """The .gitignore files of the folders above, down from the repository's root; none outside a repository."""
    above = []
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return []
        current = parent
        above.append(current)
    return [pair for base in reversed(above) for pair in _ignore_file(base)]


def _ignore_file(folder: str) -> Ignores:
    try:
        told = bytes_of(os.path.join(folder, ".gitignore"), LARGEST)
    except OSError:
        return []
    lines = told.decode("utf-8", errors="replace").splitlines()[:MOST_IGNORED]
    return [(folder.rstrip("/"), _patterns([line for line in lines if ends_soon(line)]))]


def _patterns(lines: list[str]) -> "GitIgnoreSpec":
    """The patterns of a .gitignore; a line that is none, such as a bare `!`, is passed by, as git does."""
    from pathspec import GitIgnoreSpec  # wanted only where a .gitignore lies

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        readable: list[str] = []
        for line in lines:
            with suppress(ValueError, re.error):
                GitIgnoreSpec.from_lines([line])
                readable.append(line)
        return GitIgnoreSpec.from_lines(readable)
