"""What fuzzing begins with: the examples, and the corpus where AIPRD_CORPUS names its folder."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from aiprd.document import read

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 10_240
"""Bytes of one input."""

SLIPS = (
    b"a: >= 70%\nb: {c: 1\nd: 'x\n",
    b"a: &x [1, *x]\nb: *y\n<<: *x\n",
    b"a:\n\tb: 1\n - c\n",
    b"? [a]\n: b\n? c\n: d\n",
    b"a: |\n  text\n# aiprd: allow FAIR003 because x\nb: >-\n  folded\n",
    b"\xef\xbb\xbfa: caf\xe9\r\nb: \x01\r\n",
    "\ufeffé: 😀\n".encode("utf-16-le"),
    b'{"a": [1, 2.5, null, true, "\\ud83d\\ude00"]}',
    b"%YAML 1.2\n---\na: !!str 1\n...\n---\nb: 2\n",
    b"launch:70%\nx: [a b\ny: }\n",
    b"a: &a [x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b", ".join([b"*%c" % n] * 9)) for n in b"abcdef"),
    b"a: &a {b: 1, c: 2}\nd: &d\n  <<: [*a, {e: 1}]\n  b: 3\nf: {<<: *d}\n",
)
"""Small documents with what goes wrong in YAML."""


@cache
def documents() -> tuple[bytes, ...]:
    """PRDs: the examples as they are and in parts, and YAML of others."""
    whole = [file.read_bytes() for file in sorted((ROOT / "examples").glob("*.yaml"))]
    whole += [file.read_bytes() for file in _corpus("*.yaml")]
    parts = [part for source in whole for part in _sections(source)]
    return tuple(source for source in (*SLIPS, *whole, *parts) if len(source) <= LARGEST)


@cache
def phrases() -> tuple[str, ...]:
    """Texts that stand in the examples as values."""
    found: dict[str, None] = {}
    for source in documents():
        found.update(dict.fromkeys(text for text in _texts(read(source, "x").data) if len(text) <= 200))
    return tuple(found)


def _corpus(pattern: str) -> list[Path]:
    folder = os.environ.get("AIPRD_CORPUS")
    return sorted(Path(folder).rglob(pattern)) if folder else []


def _sections(source: bytes) -> list[bytes]:
    """The top-level keys of a document, each with what stands under it."""
    return re.findall(rb"^[\w-]+:.*\n(?:(?:[ #-].*)?\n)*", source, re.MULTILINE)


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    elif data is not None:
        yield str(data)
