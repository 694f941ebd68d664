"""A text as an editor keeps it: its edits, and its positions in the units that the editor counts."""

import re
from bisect import bisect_right
from functools import cached_property

from lsprotocol import types

from aiprd.diagnostic import Region, Span

Edit = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument
Encoding = types.PositionEncodingKind | str

_BREAK = re.compile(r"\r\n?|\n")  # the protocol knows no other line ends, whatever Python splits lines at


class Text:
    """One version of a text. Offsets count characters from 0; positions count lines and the editor's units from 0.

    A position that does not exist means the nearest one before it, as the protocol asks for.
    """

    def __init__(self, text: str, encoding: Encoding = types.PositionEncodingKind.Utf16) -> None:
        self.text = text.removeprefix("\ufeff")
        self.encoding = encoding

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def edited(self, change: Edit) -> "Text":
        """The text after one change; without a range, the change is the whole text."""
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return Text(change.text, self.encoding)
        start, end = self.offset(change.range.start), self.offset(change.range.end)
        return Text(self.text[:start] + change.text + self.text[max(start, end) :], self.encoding)

    def line(self, number: int) -> Span:
        """A line, counted from 0, without its break; the last one where there is no such line."""
        number = min(max(number, 0), len(self._starts) - 1)
        start = self._starts[number]
        found = _BREAK.search(self.text, start)
        return Span(start, found.start() if found else len(self.text))

    def line_number(self, offset: int) -> int:
        return bisect_right(self._starts, min(max(offset, 0), len(self.text))) - 1

    def offset(self, position: types.Position) -> int:
        if position.line >= len(self._starts):
            return len(self.text)
        line = self.line(position.line)
        return line.start + self._characters(self.text[slice(*line)], max(position.character, 0))

    def position(self, offset: int) -> types.Position:
        number = self.line_number(offset)
        start = self._starts[number]
        return types.Position(number, self._units(self.text[start : max(start, offset)]))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))

    def span(self, where: types.Range) -> Span:
        start = self.offset(where.start)
        return Span(start, max(start, self.offset(where.end)))

    def span_of(self, region: Region) -> Span:
        """The characters of a region, which counts lines and columns from 1."""
        start = self._at(region.line, region.column)
        return Span(start, max(start, self._at(region.end_line, region.end_column)))

    def _at(self, line: int, column: int) -> int:
        span = self.line(line - 1)
        return min(span.start + column - 1, span.end)

    def _units(self, part: str) -> int:
        """How long the editor counts `part`."""
        if self.encoding == types.PositionEncodingKind.Utf32 or part.isascii():
            return len(part)
        if self.encoding == types.PositionEncodingKind.Utf8:
            return len(part.encode("utf-8", "surrogatepass"))
        return len(part) + sum(char > "\uffff" for char in part)

    def _characters(self, line: str, units: int) -> int:
        """How many characters of `line` the editor counts as `units`; half a character is a whole one."""
        if self.encoding == types.PositionEncodingKind.Utf32 or line.isascii():
            return min(units, len(line))
        counted = 0
        for index, char in enumerate(line):
            if counted >= units:
                return index
            counted += self._units(char)
        return len(line)
