"""Keys, entries and values written into a document in its own style, without moving anything that is there."""

import re
from collections.abc import Sequence

from aiprd.diagnostic import Path, Span
from aiprd.document import Document
from aiprd.document.lines import BREAK, WHITE, line_at
from aiprd.document.repair import quoted
from aiprd.fixing.edit import Edit
from aiprd.fixing.snippet import Piece, suggested

_LINE = re.compile(r"(?:\r\n?|\n)([ \t]*)(#?)[^\r\n]*")
_BREAK = re.compile(r"\r\n?|\n")
_COLON = re.compile(r"\s*:")
_COMMA = re.compile(r"(?:(?=([ \t\r\n]+|#[^\r\n]*))\1)*,")
_SIGNS = frozenset(",[]{}?")


def at(data: object, path: Path) -> object:
    """The value at `path`, None where there is none."""
    for step in path:
        inside = isinstance(step, int) and step < len(data) if isinstance(data, list) else step in _keys(data)
        if not inside:
            return None
        data = data[step]  # type: ignore[index]
    return data


def _keys(data: object) -> dict[str, object]:
    return data if isinstance(data, dict) else {}


def keys_added(document: Document, path: Path, pieces: Sequence[Piece], *, told: bool) -> tuple[Edit, ...]:
    """New keys at the end of the section at `path`: as told, or `unknown` with what is told beside it."""
    value = at(document.data, path)
    if document.place(path).path != path:
        return ()
    if value is None and path:
        return _filled(document, path, pieces, told=told)
    if not isinstance(value, dict):
        return ()
    if not document.place(path).block:
        words = [f"{piece.head}: {piece.flow if told else 'unknown'}" for piece in pieces]
        return _in_brackets(document, path, words)
    last = _last(document, path)
    return _below(document, last, lead(document, last[0]), _lines(pieces, told=told)) if last else ()


def entries_added(document: Document, path: Path, pieces: Sequence[Piece]) -> tuple[Edit, ...]:
    """New entries at the end of the list at `path`."""
    if not isinstance(at(document.data, path), list):
        return ()
    if not document.place(path).block:
        return _in_brackets(document, path, [piece.flow for piece in pieces])
    last = _last(document, path)
    dashes = lead(document, document.place(path).value)
    return _below(document, last, dashes, [line for piece in pieces for line in piece.lines]) if last else ()


def value_replaced(document: Document, path: Path, piece: Piece) -> tuple[Edit, ...]:
    """What `piece` says in place of the value at `path`, which keeps its quotes where it has some."""
    place = document.place(path)
    if commented(document, place.value):
        return ()  # it would go with the value
    if place.key is not None and place.value.start == place.value.end:
        return _filled(document, path, [piece], told=True) if len(piece.body) == 1 else ()
    old = document.text[slice(*place.value)]
    if in_brackets(document, path) or len(piece.body) == 1:
        new = piece.flow if in_brackets(document, path) else piece.body[0]
        if old[:1] in {"'", '"'} and isinstance(piece.value, str) and not set(piece.value) & {"'", '"', "\\"}:
            new = old[0] + piece.value + old[0]
        if place.block and place.key is not None:
            return (Edit(Span(colon_after(document, place.key), place.value.end), f" {new}"),)
        return (Edit(place.value, new),)
    return _filled(document, path, [piece], told=True) if place.key is not None else ()


def spelled_out(document: Document, path: Path, key: str, pieces: Sequence[Piece]) -> tuple[Edit, ...]:
    """The bare value at `path`, which stands for `key`, as a group of keys with more of them."""
    span = document.place(path).value
    words = document.text[slice(*span)]
    if BREAK.search(words):
        return ()
    before = "{" + f"{key}: "
    after = "".join(f", {piece.head}: {piece.flow}" for piece in pieces) + "}"
    if words[:1] not in "\"'[{" and _SIGNS.intersection(words):
        return (Edit(span, before + quoted(words) + after),)
    return (Edit(Span(span.start, span.start), before), Edit(Span(span.end, span.end), after))


def commented(document: Document, span: Span) -> bool:
    """Whether a comment of the author's stands within `span`."""
    return any(span.start <= comment.span.start < span.end for comment in document.comments)


def in_brackets(document: Document, path: Path) -> bool:
    """Whether the value at `path` stands inside `{…}` or `[…]`."""
    return any(not document.place(path[:length]).block for length in range(len(path)))


def lead(document: Document, span: Span) -> str:
    """What indents the line of `span` up to it, a dash shown as a space."""
    text = document.text[line_at(document.text, span.start).start : span.start]
    return re.sub(r"[^\s]", " ", text)


def line_break(text: str, offset: int) -> str:
    """The line break that the text uses at `offset`, or before it at the end of the text."""
    found = _BREAK.search(text, offset) or _BREAK.search(text)
    return found[0] if found else "\n"


def _lines(pieces: Sequence[Piece], *, told: bool) -> list[str]:
    if told:
        return [line for piece in pieces for line in piece.lines]
    lines = []
    for piece in pieces:
        advice = suggested(piece)
        if len(advice) == 1 and len(piece.lines) == 1:
            lines.append(f"{piece.head}: unknown   # {advice[0]}")
        else:
            lines += [f"{piece.head}: unknown", *(f"  # {line}" for line in advice)]
    return lines


def _last(document: Document, path: Path) -> tuple[Span, int] | None:
    """The first key or entry of the group at `path`, and the end of the one that stands last in the text."""
    value = at(document.data, path)
    steps: Sequence[str | int] = list(value) if isinstance(value, dict) else list(range(len(value)))  # type: ignore[arg-type]
    starts: list[Span] = []
    end = 0
    for step in steps:
        place = document.place((*path, step))
        if isinstance(step, str) and place.key is None:
            continue  # merged in from elsewhere
        starts.append(place.key or place.value)
        end = max(end, place.value.end, colon_after(document, place.key) if place.key else 0)
    return (min(starts), end) if starts else None


def _below(document: Document, last: tuple[Span, int], indent: str, lines: Sequence[str]) -> tuple[Edit, ...]:
    """`lines` on lines of their own, after the line of the last entry and the deeper comments under it."""
    text = document.text
    end = line_at(text, last[1]).end
    while (below := _LINE.match(text, end)) and below[2] and len(below[1]) > len(indent):
        end = below.end()
    mark = line_break(text, end)
    return (Edit(Span(end, end), "".join(f"{mark}{indent}{line}" for line in lines)),)


def _filled(document: Document, path: Path, pieces: Sequence[Piece], *, told: bool) -> tuple[Edit, ...]:
    """Lines below a key that has no value yet, or a value that gives way to them."""
    place = document.place(path)
    if place.key is None or in_brackets(document, path):
        return ()
    text, colon = document.text, colon_after(document, place.key)
    single = len(pieces) == 1 and pieces[0].key == path[-1]
    if single and len(pieces[0].body) == 1 and place.value.start == place.value.end:
        return (Edit(Span(colon, colon), f" {pieces[0].body[0]}"),)
    lines = list(pieces[0].body) if single else _lines(pieces, told=told)
    old = Edit(Span(colon, place.value.end), "")
    end = line_at(text, place.value.end).end
    indent = lead(document, place.key) + "  "
    new = Edit(Span(end, end), "".join(f"{line_break(text, end)}{indent}{line}" for line in lines))
    return (old, new) if old.span.start < old.span.end else (new,)


def _in_brackets(document: Document, path: Path, words: Sequence[str]) -> tuple[Edit, ...]:
    """`words` as the last members of the group in brackets at `path`; on lines of their own where members are."""
    text, span = document.text, document.place(path).value
    last = _last(document, path)
    if last is None:
        return (Edit(Span(span.start + 1, span.start + 1), ", ".join(words)),) if text[span.start] in "[{" else ()
    first, end = last
    follows = _COMMA.match(text, end)
    comma = follows.end() if follows and follows.end() < span.end else 0
    spread = line_at(text, span.end - 1) != line_at(text, end) and not text[
        line_at(text, first.start).start : first.start
    ].strip(WHITE)
    if not spread:
        told = "".join(f", {word}" for word in words)
        return (Edit(Span(comma, comma), told[1:]),) if comma else (Edit(Span(end, end), told),)
    below = line_at(text, comma or end).end
    indent = line_break(text, end) + text[line_at(text, first.start).start : first.start]
    own_lines = Edit(Span(below, below), indent + f",{indent}".join(words) + ("," if comma else ""))
    return (own_lines,) if comma else (Edit(Span(end, end), ","), own_lines)


def colon_after(document: Document, key: Span) -> int:
    """The place after the colon that follows `key`; the key's own end where it has none, as in `{a, b}`."""
    found = _COLON.match(document.text, key.end)
    return found.end() if found else key.end


def reindented(document: Document, path: Path) -> tuple[Edit, ...]:
    """A group of keys as the one entry of a list: in brackets, or behind a dash with all its lines two further in."""
    place, text = document.place(path), document.text
    if not place.block:
        return (
            Edit(Span(place.value.start, place.value.start), "["),
            Edit(Span(place.value.end, place.value.end), "]"),
        )
    edits = [Edit(Span(place.value.start, place.value.start), "- ")]
    position = line_at(text, place.value.start).end
    while (below := _LINE.match(text, position)) and below.start(1) < place.value.end:
        position = below.end()
        if text[below.start(1) : position].strip(WHITE):
            edits.append(Edit(Span(below.start(1), below.start(1)), "  "))
    return tuple(edits)
