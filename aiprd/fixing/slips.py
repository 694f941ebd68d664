"""Slips that can be read one way only: what the reader saw past, written so that every tool sees it."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from aiprd.diagnostic import Diagnostic, Path, Span
from aiprd.document import Document
from aiprd.document.lines import WHITE, line_at
from aiprd.document.repair import CONTROL, MOST
from aiprd.field import shown
from aiprd.fixing.edit import Edit, Mend
from aiprd.fixing.weave import at, colon_after, commented, reindented

Slip = Callable[[Document, Diagnostic, Path, Span], Iterator[Mend]]

_INDENT = re.compile(r"(?<![^\r\n])[ \t\xa0]*[\t\xa0][ \t\xa0]*(?=[^\s])")
_AFTER_DASH = re.compile(r"(?<=[-?:])[ ]*\t[ \t]*")
_TAILS = ("n >=", "n>=", "n =", "n=")


def ways_to_mend(document: Document, diagnostic: Diagnostic, path: Path) -> Iterator[Mend]:
    """The ways to mend a slip, the likeliest first; not all of them keep everything else as it is."""
    slip = SLIPS.get(diagnostic.code)
    if slip is not None:
        yield from slip(document, diagnostic, path, span_of(document, diagnostic))


def span_of(document: Document, diagnostic: Diagnostic) -> Span:
    """The stretch of text that the finding marks."""
    region = diagnostic.region
    starts = _line_starts(document.text)
    return Span(starts[region.line - 1] + region.column - 1, starts[region.end_line - 1] + region.end_column - 1)


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer(r"\r\n?|\n", text))]


def _key(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:
    """A misspelt key."""
    meant = diagnostic.fix.removesuffix(":")
    written = document.place(path).key == span  # and not repeated by an alias
    if written and meant != diagnostic.fix and f"`{meant}`?" in diagnostic.message:
        old = document.text[slice(*span)]
        quote = old[:1] if old[:1] in {"'", '"'} else ""
        yield Mend((Edit(span, quote + meant + quote),), (path, (*path[:-1], meant)))


def _as_list(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:  # noqa: ARG001
    """One entry without the list around it, or a list around one word."""
    value = at(document.data, path) if document.place(path).defined is None else None
    if diagnostic.fix.endswith("a dash before each entry") and isinstance(value, dict):
        yield Mend(reindented(document, path), (path,))
    if isinstance(value, list) and len(value) == 1 and diagnostic.fix == f"{path[-1]}: {shown(value[0])}":
        word = document.text[slice(*document.place((*path, 0)).value)]
        place = document.place(path)
        if not place.block:
            yield Mend((Edit(place.value, word),), (path,))
        elif place.key is not None and not commented(document, place.value):
            yield Mend((Edit(Span(colon_after(document, place.key), place.value.end), f" {word}"),), (path,))


def _cut(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:
    """A bound cut in two by its comma: the pieces become one text in quotes."""
    parent, here = path[:-1], path[-1]
    end = max(span.end, document.place(path).value.end)
    if isinstance(here, str):
        key, _, words = diagnostic.fix.partition(": ")
        paths: tuple[Path, ...] = ((*parent, key), path)
    else:
        begun = here
        entries = at(document.data, parent)
        while begun and isinstance(entries, list) and str(entries[begun]).startswith(_TAILS):
            begun -= 1
        key, words, paths = begun, diagnostic.fix, (parent,)  # type: ignore[assignment]
    first = document.place((*parent, key))
    if first.path == (*parent, key) and first.defined is None:
        yield Mend((Edit(Span(first.value.start, end), words),), paths)


def _line(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:  # noqa: ARG001
    """The line as the fix shows it, or only the words at the place of the finding."""
    fix = diagnostic.fix
    if fix.startswith("delete "):
        yield Mend((Edit(_with_space(document.text, span), ""),))
    elif fix:
        shown = fix[1:].partition("` or `")[0] if fix.startswith("`") else fix
        line = _stripped(document.text, span)
        whole, words = _least(document.text, line, shown), Edit(span, shown)
        around = document.text[line.start : span.start], document.text[span.end : line.end]
        likely = shown.startswith(around[0]) and (around[0] or shown.endswith(around[1]))
        for edit in (whole, words) if likely else (words, whole):
            if _words(document.text[slice(*edit.span)]) == _words(edit.text):  # no advice, and nothing left to fill in
                yield Mend((edit,))


def _words(text: str) -> str:
    """`text` without spaces and without what YAML is written with."""
    return "".join(char for char in text if not char.isspace() and char not in "\"'[]{}:,\\")


def _unseen(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:  # noqa: ARG001
    """Control characters, all of them at once; of a byte that fits nowhere nobody knows what was meant."""
    if diagnostic.fix == "delete it":
        edits = (Edit(Span(*found.span()), "") for found in islice(CONTROL.finditer(document.text), MOST))
        yield Mend(tuple(edits), tuple(_with_control(document.data)))


def _with_control(data: object, path: Path = ()) -> Iterator[Path]:
    """The places that read differently without control characters, of keys the old and the new one."""
    if isinstance(data, str) and CONTROL.search(data):
        yield path
    for step, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        bare = CONTROL.sub("", step) if isinstance(step, str) else step
        if bare != step:
            yield from ((*path, step), (*path, bare))
        yield from _with_control(value, (*path, step))


def _least(text: str, span: Span, words: str) -> Edit:
    """The edit that makes `words` of what stands at `span`, without what both begin and end with."""
    old = text[slice(*span)]
    most = min(len(old), len(words))
    head = next((n for n in range(most) if old[n] != words[n]), most)
    tail = next((n for n in range(most - head) if old[-1 - n] != words[-1 - n]), most - head)
    return Edit(Span(span.start + head, span.end - tail), words[head : len(words) - tail])


def _stripped(text: str, span: Span) -> Span:
    line = line_at(text, span.start)
    words = text[slice(*line)]
    return Span(line.end - len(words.lstrip(WHITE)), line.start + len(words.rstrip(WHITE)))


def _with_space(text: str, span: Span) -> Span:
    """`span` with the spaces after it, where it is a word of its own."""
    end = span.end
    while span.end - span.start > 1 and text[end : end + 1] == " ":
        end += 1
    return Span(span.start, end)


def _indent(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:  # noqa: ARG001
    """Tabs and spaces that only look like some, wherever they indent."""
    text = document.text
    leads = [Span(*found.span()) for found in _INDENT.finditer(text)]
    for width in (2, 4, 8, 1):
        edits = [Edit(lead, text[slice(*lead)].replace("\xa0", " ").expandtabs(width)) for lead in leads]
        yield Mend(tuple(edits))
        dashes = [Edit(Span(*found.span()), " ") for found in _AFTER_DASH.finditer(text)]
        yield Mend((*edits, *dashes))


def _twice(document: Document, diagnostic: Diagnostic, path: Path, span: Span) -> Iterator[Mend]:  # noqa: ARG001
    """A key that stands twice with the same value: the second line goes."""
    text, line = document.text, line_at(document.text, span.start)
    first = line_at(text, span_of(document, diagnostic._replace(region=diagnostic.related[0].region)).start)
    if text[slice(*line)] == text[slice(*first)] and line.start:
        break_before = 2 if text[line.start - 2 : line.start] == "\r\n" else 1
        yield Mend((Edit(Span(line.start - break_before, line.end), ""),))


SLIPS: dict[str, Slip] = {
    "FORM001": _key,
    "FORM002": _as_list,
    "FORM010": _cut,
    "YAML001": _unseen,
    "YAML002": _line,
    "YAML003": _line,
    "YAML004": _indent,
    "YAML005": _twice,
    "YAML009": _line,
    "YAML010": _line,
}
