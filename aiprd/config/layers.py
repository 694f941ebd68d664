"""Configuration files: found upwards, read with their places, and followed to what they extend."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aiprd.config.keys import Misfit, read
from aiprd.diagnostic import Path

NAMES = (".aiprd.yaml", ".aiprd.yml")
PYPROJECT = "pyproject.toml"
LARGEST = 256 * 1024
"""Bytes of one configuration."""

DEEPEST = 8
"""How far configurations may build on each other."""

Where = Callable[[Path], str]
"""The place of a value as people write it: `.aiprd.yaml:3`."""


class Wrong(ValueError):  # noqa: N818 - the user's mistake, not an error of ours
    """Settings that cannot be used; each message names its file and line, or its option."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class Layer(NamedTuple):
    """What one file says; `folder` is what its paths start from."""

    file: str
    folder: str
    values: Mapping[str, Any]
    where: Where


def nearest_file(folder: str) -> str | None:
    """The configuration for documents in `folder`: the first upwards, no further than the repository's root."""
    current = os.path.abspath(folder)
    while True:
        for name in NAMES:
            if os.path.isfile(os.path.join(current, name)):
                return os.path.join(current, name)
        project = os.path.join(current, PYPROJECT)
        if os.path.isfile(project) and b"[tool.aiprd" in _bytes(project):
            return project
        parent = os.path.dirname(current)
        if parent == current or os.path.exists(os.path.join(current, ".git")):
            return None
        current = parent


def layers(file: str, above: Sequence[str] = ()) -> Iterator[Layer]:
    """What `file` builds on, the furthest first, and then `file` itself.

    Raises:
        Wrong: one of them cannot be read or used.
    """
    whole = os.path.realpath(file)
    if whole in above:
        raise Wrong(f"{shown(file)}: builds on itself: {' -> '.join(shown(each) for each in (*above, whole))}")
    if len(above) == DEEPEST:
        raise Wrong(f"{shown(file)}: more than {DEEPEST} configurations build on each other")
    layer = _layer(file)
    for index, told in enumerate(layer.values.get("extends", ())):
        place = layer.where(("extends", index))
        if "://" in told:
            raise Wrong(f"{place}: {told} is not fetched; `extends` takes files")
        base = os.path.join(layer.folder, told)
        if not os.path.isfile(base):
            raise Wrong(f"{place}: there is no file {told}, seen from {shown(layer.folder)}")
        yield from layers(base, (*above, whole))
    yield layer


def shown(path: str) -> str:
    """A path as people at this folder write it."""
    relative = os.path.relpath(path)
    return os.path.abspath(path) if relative.startswith("..") else relative


def _layer(file: str) -> Layer:
    data, where = _toml(file) if file.endswith(".toml") else _yaml(file)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise Wrong(f"{where(())}: a configuration is made of keys and values, such as `preset: thorough`")
    try:
        values = read(data, ())
    except Misfit as misfit:
        raise Wrong(f"{where(misfit.path)}: {misfit.message}") from None
    return Layer(file, os.path.dirname(os.path.abspath(file)), values, where)


def _yaml(file: str) -> tuple[object, Where]:
    from aiprd.document import read as read_yaml

    name = shown(file)
    document = read_yaml(_bytes(file), name)

    def where(path: Path) -> str:
        place = document.place(path)
        return f"{name}:{document.region(place.key or place.value).line}"

    for flaw in document.flaws:
        if flaw.code == "YAML009":  # only other tools would read it differently
            continue
        line = document.region(flaw.finding.span).line if flaw.finding.span else 1
        raise Wrong(f"{name}:{line}: {flaw.finding.message}")
    return document.data, where


def _toml(file: str) -> tuple[object, Where]:
    import tomllib  # wanted only where a pyproject.toml speaks of aiprd

    name = shown(file)
    try:
        whole = tomllib.loads(_bytes(file).decode())
    except ValueError as error:
        raise Wrong(f"{name}: {error}") from None

    def where(path: Path) -> str:
        keys = [str(step) for step in path if isinstance(step, str)]
        return f"{name} [{'.'.join(('tool', 'aiprd', *keys))}]"

    tool = whole.get("tool", {})
    return (tool.get("aiprd", {}) if isinstance(tool, dict) else {}), where


def _bytes(file: str) -> bytes:
    if os.path.exists(file) and not os.path.isfile(file):  # reading a pipe would wait for ever
        raise Wrong(f"{shown(file)}: is not a regular file")
    try:
        with open(file, "rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Wrong(f"{shown(file)}: {(error.strerror or str(error)).lower()}") from None
    if len(content) > LARGEST:
        raise Wrong(f"{shown(file)}: larger than {LARGEST // 1024} KiB, which no configuration needs")
    return content
