"""What the parser stumbled over: a forgiving walk from the last entry to the error."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.diagnostic import Span
from aiprd.document.lines import BREAK, CLOSERS, LINE_END, SPACES, WHITE, column, find_from, line_at, skip

_BLANKS = re.compile(r"(?:[ \t\r\n]+|(?<!\S)#[^\r\n]*)*", re.ASCII)
_SIGN = re.compile(r"[-?:](?=\s|\Z)", re.ASCII)
_SIGN_IN_BRACKETS = re.compile(r"[-?](?=\s|\Z)|:(?=[\s,\[\]{}]|\Z)", re.ASCII)
_PROPERTY = re.compile(r"(?:&[0-9A-Za-z_-]+|!(?:<[^>\s]*>|[^\s,\[\]{}<]*))(?=\s|\Z|(?P<in_brackets>[,\]}]))", re.ASCII)
_ALIAS = re.compile(r"\*[0-9A-Za-z_-]+(?=[\s,\]}:]|\Z)", re.ASCII)
_QUOTED = re.compile(r""" "[^"\\]*(?:\\.[^"\\]*)*" | '(?=([^']*(?:''[^']*)*))\1' """, re.VERBOSE | re.DOTALL)
"""The second looks ahead and takes what it saw as a whole: possessive quantifiers are broken before Python 3.11.5."""
_BLOCK_TEXT = re.compile(r"[|>](?:[-+][1-9]?|[1-9][-+]?)?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_PLAIN_END = re.compile(r"[\r\n]|(?<=[ \t])#|\Z|:(?=\s|\Z)", re.ASCII)
_PLAIN_END_IN_BRACKETS = re.compile(r"[\r\n]|(?<=[ \t])#|\Z|:(?=[\s,\[\]{}]|\Z)|[,\[\]{}]", re.ASCII)
_VALUE_ENDS = re.compile(r":(?=[\s,\[\]{}]|\Z)|[,\[\]{}]", re.ASCII)
_ESCAPE = re.compile(
    r"""\\(?:x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}
    |[0abtnvfre\ "/\\N_LP\t\r\n]|(?P<odd>.|\Z))""",
    re.VERBOSE | re.DOTALL,
)


class Odd(NamedTuple):
    """A value or a key that only quotes can save: `kind` is symbol, colon, rest, quote, closer, escape or unseen."""

    kind: str
    span: Span


class Walk:
    """A forgiving walk over the text, from an entry outside all brackets to `at`, to see what the parser stumbled over."""

    def __init__(self, text: str, entry: int, at: int) -> None:
        self.text = text
        self.at = at
        self.position = entry
        self.open: list[int] = []
        """The brackets still open where the walk stands."""
        self.keyed = [False]
        """Whether a `key:` stands before on this line; the same within each open bracket."""
        self.column = column(text, entry) - 1
        """Of the key or the dash that the next piece belongs to."""

    def first_odd(self) -> Odd | None:
        odd = None
        while not odd and self.position <= self.at:
            self._skip_blanks()
            if self.position == len(self.text):
                break
            start, char = self.position, self.text[self.position]
            if (_SIGN_IN_BRACKETS if self.open else _SIGN).match(self.text, start):
                odd = self._sign(char)
            elif (found := _PROPERTY.match(self.text, start)) and (self.open or not found["in_brackets"]):
                odd = self._odd("symbol", start) if self.at == start else None
                self.position = found.end()
            elif char in "[{":
                self.open.append(start)
                self.keyed.append(False)
                self.position += 1
            elif char == "," and self.open:
                self.keyed[-1] = False
                self.position += 1
            elif char in "]}" and self.open:
                if char != CLOSERS[self.text[self.open[-1]]]:
                    break
                self.keyed.pop()
                self.position += 1
                odd = self._follow(self.open.pop())
            else:
                odd = self._piece(char) or self._follow(start)
        return odd

    def _skip_blanks(self) -> None:
        start, self.position = self.position, skip(_BLANKS, self.text, self.position)
        if not self.open and BREAK.search(self.text, start, self.position):
            self.keyed[0] = False

    def _sign(self, char: str) -> Odd | None:
        """A dash, a question mark or a colon that stands alone."""
        if char != ":" and (self.keyed[-1] or (self.open and char == "-")):
            return self._odd("symbol", self.position)
        if self.open:
            self.keyed[-1] = self.keyed[-1] or char == ":"
        else:
            self.column = column(self.text, self.position)
        self.position += 1
        return None

    def _piece(self, char: str) -> Odd | None:
        """Steps over the text that begins here, unless it is odd."""
        start = self.position
        if char in "\"'":
            found = _QUOTED.match(self.text, start)
            if not found:
                return self._odd("quote", start)
            if char == '"' and any(odd_escapes(self.text, Span(*found.span()))):
                return Odd("escape", Span(*found.span()))
        elif char == "*":
            found = _ALIAS.match(self.text, start)
        elif char in "|>" and not self.open:
            found = _BLOCK_TEXT.match(self.text, start)
        elif char in "|>&!%@`,]}":
            found = None
        else:
            end = max(find_from(_PLAIN_END_IN_BRACKETS if self.open else _PLAIN_END, self.text, start), start + 1)
            words_end = start + len(self.text[start:end].rstrip(WHITE))
            if start < self.at < words_end and self.text[self.at] in "?\t":
                return Odd("unseen", Span(self.at, self.at + 1))
            self.position = end
            return None
        self.position = found.end() if found else start
        return None if found else self._odd("symbol", start)

    def _follow(self, start: int) -> Odd | None:
        """Steps over what may stand after the piece from `start`: its colon, or nothing."""
        text, end = self.text, self.position
        self.position = skip(_BLANKS if self.open else SPACES, text, end)
        char = text[self.position : self.position + 1]
        if char == ":" and (self.open or _SIGN.match(text, self.position)):
            if self.keyed[-1]:
                after_break = self.open and not self.text[line_at(self.text, start).start : start].strip(WHITE)
                return None if after_break else self._odd("colon", start, end)
            self.keyed[-1] = True
            self.position += 1
            self.column = column(text, start)
            return None
        plain = text[start] not in "\"'[{*"
        if self.open:
            ended = char in ("", ",", "]", "}") or (plain and BREAK.search(text, end, self.position))
        else:
            ended = LINE_END.match(text, self.position)
            if ended and plain:
                self._skip_deeper_lines()
        if ended:
            return None
        if not self.open and text[start] in "[{" and char in ("]", "}"):
            return Odd("closer", Span(self.position, self.position + 1))
        unclosed = text[start] in "\"'" and BREAK.search(text, start, end)
        return self._odd("quote" if unclosed else "rest", start, start + 1 if unclosed else end)

    def _skip_deeper_lines(self) -> None:
        lines = rf"[^\r\n]*(?:(?:\r\n?|\n)(?:[ \t]*(?=[\r\n]|\Z)|(?:[ ]{{{self.column + 1}}}|[ ]*\t)[^\r\n]*))*"
        self.position = skip(re.compile(lines), self.text, self.position)

    def _odd(self, kind: str, start: int, known: int | None = None) -> Odd:
        """The value from `start` on, as far as its author is likely to have meant it, but at least up to `known`."""
        text, depth = self.text, 0
        end = find_from(LINE_END, text, start if known is None else known)
        for found in _VALUE_ENDS.finditer(text, start + 1 if known is None else known, end):
            char = found[0]
            if char == ":":
                ends = not self.keyed[-1] and bool(self.open or _SIGN.match(text, found.start()))
            else:
                ends = bool(self.open) and depth == 0 and char in ",]}"
                depth += (char in "[{") - (char in "]}")
            if ends:
                end = found.start()
                break
        return Odd(kind, Span(start, start + len(text[start:end].rstrip(WHITE))))


def odd_escapes(text: str, span: Span) -> Iterator[int]:
    return (found.start() for found in _ESCAPE.finditer(text, *span) if found["odd"] is not None)
