"""Lines and stretches of a text, as the reader looks at them."""

import re

from aiprd.diagnostic import Span

WHITE = " \t\r\n"
SPACES = re.compile(r"[ \t]*")
BREAK = re.compile(r"[\r\n]")
LINE_END = re.compile(r"[\r\n]|(?<=[ \t])#|\Z")
"""Where the words of a line end: at its break, or at a comment."""
CLOSERS = {"[": "]", "{": "}"}


def find_from(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where `pattern` is found next; the end of the text when it is not."""
    found = pattern.search(text, position)
    return found.start() if found else len(text)


def skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where `pattern` ends when it stands at `position`; `position` itself when it does not."""
    found = pattern.match(text, position)
    return found.end() if found else position


def column(text: str, offset: int) -> int:
    """How many characters stand before `offset` on its line."""
    return offset - line_at(text, offset).start


def line_at(text: str, offset: int) -> Span:
    """The line of `offset`, without its break."""
    return Span(max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1, find_from(BREAK, text, offset))
