"""Results kept between runs: what was linted before, with the same rules and settings, is not linted again."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from aiprd import __version__
from aiprd.cli import writing
from aiprd.diagnostic import Diagnostic, Note, Region, Severity
from aiprd.profile import Profile
from aiprd.report import Report

try:
    from _blake2 import blake2b  # the one of hashlib, which spends 5 ms on loading OpenSSL
except ImportError:
    from hashlib import blake2b

MOST = 200
"""Results in one of the 256 folders; when there are more, the older half goes."""


class Memory:
    """The results of one version of aiprd, under the hash of all that they depend on.

    Every result is a file of its own that is written whole, so runs may share a memory. What cannot be read or written
    is not remembered, and nothing is said of it. Results are JSON: reading one runs nothing.
    """

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, _version())

    def recall(self, key: str, file: str, source: bytes) -> Report | None:
        """What linting `source` gave before, told of `file`."""
        try:
            with open(self._path(key), "rb") as opened:
                from json import loads

                return _report(loads(opened.read()), file, source)
        except (OSError, ValueError, TypeError, LookupError, RecursionError):
            return None

    def keep(self, key: str, report: Report) -> None:
        """Writes a result down for the next run."""
        path = self._path(key)
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            from json import dumps

            writing.put(path, dumps(_data(report), separators=(",", ":")))
            _bound(os.path.dirname(path))
        except (OSError, ValueError):
            return

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])


def memory() -> Memory | None:
    """The memory in the user's cache folder; None where there is no such folder."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return Memory(os.path.join(base, "aiprd")) if os.path.isabs(base) else None


def key(source: bytes, asked: str) -> str:
    """The name of a result: the document and all that was asked about it."""
    return _digest(asked.encode("utf-8", "surrogatepass") + b"\0" + source)


def _version() -> str:
    """A name for these rules: the version and, because they may be edited in place, the times of the files."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files = sorted(_files(package)) if os.path.exists(os.path.join(package, "..", "pyproject.toml")) else [package]
    told = [f"{file}\0{os.stat(file).st_mtime_ns}" for file in files]
    return f"{__version__}-{_digest(os.fsencode(chr(10).join(told)))[:16]}"


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=32).hexdigest()


def _files(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += _files(entry.path) if entry.name != "__pycache__" else []
            elif entry.name.endswith(".py"):
                found.append(entry.path)
    return found


def _bound(folder: str) -> None:
    """Takes out the older half of a folder that is full."""
    names = os.listdir(folder)
    if len(names) <= MOST:
        return
    by_age = sorted(names, key=lambda name: os.stat(os.path.join(folder, name)).st_mtime_ns)
    for name in by_age[: len(names) // 2]:
        os.unlink(os.path.join(folder, name))


def _data(report: Report) -> dict[str, object]:
    return {
        "profile": report.profile,
        "pending": report.pending,
        "lines": report.pointed(),
        "diagnostics": [[*d[:2], int(d.severity), *d[3:]] for d in report.diagnostics],
    }


def _report(data: Mapping[str, Any], file: str, source: bytes) -> Report:
    tier, status, kinds = data["profile"]
    found = tuple(
        _diagnostic(dict(zip(Diagnostic._fields, values, strict=True)), file) for values in data["diagnostics"]
    )
    lines = {int(number): str(line) for number, line in data["lines"].items()}
    return Report(
        file, source, Profile(str(tier), str(status), tuple(kinds)), found, dict(data["pending"]), lines=lines
    )


def _diagnostic(values: dict[str, Any], file: str) -> Diagnostic:
    values["file"] = file
    values["severity"] = Severity(values["severity"])
    values["region"] = Region(*values["region"])
    values["related"] = tuple(Note(path, Region(*region), message) for path, region, message in values["related"])
    values["references"] = tuple(values["references"])
    values["numbers"] = dict(values["numbers"])
    found = Diagnostic(**values)
    words = (*found[:2], *found[3:9], *found.numbers, *found.references, found.url, found.confidence, found.value)
    words += tuple(word for note in found.related for word in (note.path, note.message))
    counts = (*found.region, found.uses, *(count for note in found.related for count in note.region))
    if not all(isinstance(word, str) for word in words) or not all(type(count) is int for count in counts):
        raise TypeError("damaged")
    return found
