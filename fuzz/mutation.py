"""Changes at random, the same for the same seed: of bytes, and of the values in a YAML document."""

import copy
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Any

import yaml

from aiprd.document import read

ODD_BYTES = (0, 9, 10, 13, 32, 34, 35, 39, 45, 58, 63, 91, 93, 123, 125, 127, 133, 255)
ODD_VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 0.5, 1e308, 10**20, "", "x", "unknown", "n/a", "70%", "…", " ", "\u202e", "é", "2026-13-01"),
    *([], {}, [[]], [{}], {"na": "reason"}, {"x": 1}, ["x", 1], {"value": "70%", "of": "x"}, "[x](javascript:1)"),
)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Steps = tuple[str | int, ...]


def bytes_changed(data: bytes, random: Random, words: Sequence[str], others: Sequence[bytes]) -> bytes:
    """`data` with one to six small changes; `words` and pieces of `others` are put in."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 6)):
        start = random.randint(0, len(changed))
        end = min(len(changed), start + random.choice((0, 1, 1, 2, 4, 16)))
        match random.randrange(6):
            case 0:
                changed[start:end] = b""
            case 1:
                changed[start:end] = bytes([random.choice(ODD_BYTES)])
            case 2 if words:
                changed[start:end] = random.choice(words).encode("utf-8", "surrogateescape")
            case 3:
                changed[start:end] = changed[start:end] * 2
            case 4 if others:
                other = random.choice(others)
                cut = random.randint(0, len(other))
                changed[start:end] = other[cut : cut + random.choice((4, 40, 400))]
            case _:
                changed[start:end] = bytes([random.randrange(256)])
    return bytes(changed)


def tree_changed(data: bytes, random: Random, words: Sequence[str], others: Sequence[bytes]) -> bytes:
    """The YAML document in `data` with one to four values replaced, moved, doubled, renamed or taken out."""
    tree = copy.deepcopy(_tree(data))
    for _ in range(random.randint(1, 4)):
        path = random.choice(_places(tree))
        if path:
            _change(tree, path, random, words, others)
    if random.randrange(2):
        return yaml.dump(tree, Dumper=_DUMPER, allow_unicode=True, sort_keys=False).encode("utf-8", "replace")
    return json.dumps(tree, indent=random.choice((None, 1))).encode()


def _change(tree: Any, path: Steps, random: Random, words: Sequence[str], others: Sequence[bytes]) -> None:  # noqa: ANN401
    parent: Any = tree
    for step in path[:-1]:
        parent = parent[step]
    last: Any = path[-1]
    match random.randrange(6):
        case 0:
            del parent[last]
        case 1:
            parent[last] = _at(other := _tree(random.choice(others)), random.choice(_places(other)))
        case 2 if words:
            parent[last] = random.choice(words)
        case 3:
            parent[last] = [copy.deepcopy(parent[last])] * random.randint(1, 3)
        case 4 if isinstance(parent, dict) and words:
            parent[random.choice(words)] = parent.pop(last)
        case _:
            parent[last] = copy.deepcopy(random.choice(ODD_VALUES))


@lru_cache(maxsize=512)
def _tree(data: bytes) -> object:
    return read(data, "x").data


def _at(tree: Any, path: Steps) -> object:  # noqa: ANN401
    for step in path:
        tree = tree[step]
    return copy.deepcopy(tree)


def _places(tree: object) -> list[Steps]:
    return list(_walked(tree, ()))[:5000]


def _walked(tree: object, path: Steps) -> Iterator[Steps]:
    yield path
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _walked(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _walked(value, (*path, index))
