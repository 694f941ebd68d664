"""The fix text of a finding, taken apart: which keys, entries or value it tells one to write, and where."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aiprd.diagnostic import Path
from aiprd.document import Document, read
from aiprd.document.repair import quoted
from aiprd.field import GAP

_NOTE = re.compile(r"[ ]{2,}# (.*)$")
_ELSEWHERE = re.compile(r"(?:\A|# )(?:(?:on|added|and|first|then)\b|in (?:place of|both|an entry)\b|(?:of|for) `)")
_UNDER = re.compile(r"under ([\w-]+(?:\.[\w-]+)*)(?=[,;:]|\Z)")
_NEEDS_QUOTES = re.compile(r"[,\[\]{}?]")


class Piece(NamedTuple):
    """One key with its value, one entry of a list (no key), or a value alone (neither).

    `lines` are as told, from the key or the dash on; `note` is the advice beside them; `under` is the section that the
    note names, None where the finding's own place is meant.
    """

    kind: str  # key, entry, value
    key: str
    head: str  # the key as written, in quotes if it needs them
    value: object
    lines: tuple[str, ...]
    flow: str
    note: str
    under: Path | None

    @property
    def body(self) -> tuple[str, ...]:
        """The lines of the value alone: one that follows its key, or several that stand below it."""
        if self.kind == "value":
            return self.lines
        if self.kind == "entry":
            return (self.lines[0].removeprefix("- "), *(line.removeprefix("  ") for line in self.lines[1:]))
        first = self.lines[0][len(self.head) + 1 :].strip()
        return (first,) if first else tuple(line.removeprefix("  ") for line in self.lines[1:])


@lru_cache(maxsize=512)  # one text stands at many findings
def pieces_of(fix: str) -> tuple[Piece, ...]:
    """What `fix` tells one to write; nothing where it is advice in words, or speaks of more than one place."""
    lines = fix.split("\n")
    if not fix or any(line.lstrip().startswith("#") for line in lines):
        return ()
    bare = "\n".join(_NOTE.sub("", line).rstrip() for line in lines)
    document = read(bare, "fix")
    if any(flaw.code != "YAML009" for flaw in document.flaws) or document.data is None:
        return ()
    notes = [found[1] if (found := _NOTE.search(line)) else "" for line in lines]
    if any(_ELSEWHERE.search(note) or (note.startswith("under ") and not _UNDER.match(note)) for note in notes):
        return ()
    return tuple(_pieces(document, notes))


def _pieces(document: Document, notes: list[str]) -> Iterator[Piece]:
    data = document.data
    kind = "value"
    steps: list[Path] = [()]
    if document.place(()).block and isinstance(data, dict | list):
        kind = "key" if isinstance(data, dict) else "entry"
        steps = [(step,) for step in (data if isinstance(data, dict) else range(len(data)))]
    for path in steps:
        place = document.place(path)
        start = place.key.start if place.key else place.value.start - (2 if kind == "entry" else 0)
        first = document.region(place.value).line if place.key is None else document.region(place.key).line
        text = document.text[max(start, 0) : max(place.value.end, place.key.end + 1 if place.key else 0)]
        value = _at(data, path)
        note = notes[first - 1]
        under = _UNDER.match(note)
        key = str(path[0]) if kind == "key" else ""
        head = document.text[slice(*place.key)] if place.key else ""
        where = tuple(under[1].split(".")) if under else None
        yield Piece(kind, key, head, value, tuple(text.split("\n")), flow(document, path), note, where)


def flow(document: Document, path: Path = ()) -> str:
    """What stands at `path` as one would write it on one line inside brackets."""
    value = _at(document.data, path)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(key)}: {flow(document, (*path, key))}" for key in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(document, (*path, index)) for index in range(len(value))) + "]"
    return _word(" ".join(document.text[slice(*document.place(path).value)].split()))


def _word(words: str) -> str:
    """`words` with quotes where brackets would take a character of theirs for a sign."""
    return words if words[:1] in "\"'" or not _NEEDS_QUOTES.search(words) else quoted(words)


def _at(data: object, path: Path) -> object:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


def spread(piece: Piece) -> str:
    """The members of a value in brackets, on lines of their own."""
    document = read(piece.flow, "fix")
    if isinstance(document.data, dict):
        return "\n".join(f"{key}: {flow(document, (key,))}" for key in document.data)
    if isinstance(document.data, list):
        return "\n".join(f"- {flow(document, (index,))}" for index in range(len(document.data)))
    return ""


def suggested(piece: Piece) -> tuple[str, ...]:
    """What to show beside `unknown`: nothing where the snippet only leaves a gap without a word."""
    if len(piece.lines) > 1:
        return tuple(line.removeprefix("  ") for line in piece.lines[1:])
    words = " ".join(piece.body)
    if words == GAP:
        return (piece.note,) if piece.note else ()
    return (f"{words}; {piece.note}" if piece.note else words,)
