"""Waiting for a document or a configuration to change."""

import os
import time
from collections.abc import Iterator, Sequence

from aiprd.cli import files
from aiprd.config.layers import NAMES, PYPROJECT

PAUSE = 0.3
"""Seconds between two looks; a look costs one stat for each file."""

State = dict[str, tuple[int, int]]


def changes(paths: Sequence[str]) -> Iterator[None]:
    """Once at the start, then each time something that `paths` name, or a configuration above, is another than before."""
    seen = _state(paths)
    yield
    while True:
        time.sleep(PAUSE)
        now = _state(paths)
        if now != seen:
            seen = now
            yield


def _state(paths: Sequence[str]) -> State:
    """Size and time of change of every file that counts; a file that is gone is missing here."""
    state = {}
    for path in paths:
        for file in files.find(path) if os.path.isdir(path) else (path,):
            for name in (file, *_configurations(os.path.dirname(os.path.abspath(file)))):
                try:
                    found = os.stat(name)
                except OSError:
                    continue
                state[name] = (found.st_mtime_ns, found.st_size)
    return state


def _configurations(folder: str) -> Iterator[str]:
    """Where a configuration for `folder` may lie."""
    while True:
        yield from (os.path.join(folder, name) for name in (*NAMES, PYPROJECT))
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
