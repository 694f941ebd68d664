"""The reader: any bytes become a document whose every value has a place."""

import re
from typing import Any
from zlib import crc32

import yaml

from aiprd.document import Document, read, scratch
from fuzz.material import documents
from fuzz.promises import readable
from fuzz.target import holds

TREES = False
WORDS = (
    ": ", "- ", "\n  ", "\n- ", "\t", '"', "'", "[", "]", "{", "}", ", ", " #", "&x ", "*x", "!t ", "!!str ", "|\n",
    ">-\n", ">= 70%", "%5", "@", "`", "? ", "<<: *x\n", "~", "yes", "12:30", "\\q", "\\ud83d\\ude00", "\u2028",
    "\x85", "\x01", "\ufeff", "---\n", "...\n", "\r\n", "\r", "{{x}}", "k:\n  - x\n", "launch:70%\n", "\0", "\x9d",
    "\ue000", "_",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Documents and their parts."""
    return list(documents())


def check(data: bytes) -> None:
    """Reads the bytes; of some, the same is read again, by another reader, and without libyaml."""
    document = read(data, "x")
    readable(document)
    chance = crc32(data)
    if chance % 4 == 0:
        again = read(data, "x")
        same = repr(again.data) == repr(document.data) and again.flaws == document.flaws
        holds(same and again.comments == document.comments, "read otherwise the second time")
    if chance % 4 == 1 and not document.flaws and not _OURS.search(document.text):
        _as_pyyaml(document)
    if chance % 16 == 2:
        _without_libyaml(data)


_OURS = re.compile("[*!]|<<|[\x85\u2028\u2029\ufeff]")
"""Aliases and tags, and line ends that are none: read by aiprd in its own way."""
_TEXTS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every value as text."""


def _as_pyyaml(document: Document) -> None:
    """Another reader, where it takes the text at all, reads the same of it."""
    try:
        plain = next(yaml.load_all(document.text, Loader=_TEXTS))
    except yaml.YAMLError:
        return
    holds(_alike(document.data, plain), f"{document.data!r} is read, and by PyYAML {plain!r}"[:2000])


def _alike(ours: object, texts: object) -> bool:
    """Whether what was read is what PyYAML reads, but for numbers and the like, which it was told to keep as text."""
    if isinstance(ours, dict):
        return (
            isinstance(texts, dict) and list(ours) == list(texts) and all(_alike(ours[key], texts[key]) for key in ours)
        )
    if isinstance(ours, list):
        return isinstance(texts, list) and len(ours) == len(texts) and all(map(_alike, ours, texts))
    return ours == texts if isinstance(ours, str) else isinstance(texts, str)


def _without_libyaml(data: bytes) -> None:
    before, scratch.PARSER = scratch.PARSER, scratch.FallbackParser
    try:
        readable(read(data, "x"))
    finally:
        scratch.PARSER = before
