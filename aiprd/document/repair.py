"""Mistakes in YAML text: what the author meant, how to say so, and how to read on past them."""

import re
from collections.abc import Callable, Iterator, Sized
from itertools import islice
from typing import NamedTuple

import yaml

from aiprd.diagnostic import Span
from aiprd.document.lines import CLOSERS, LINE_END, SPACES, WHITE, column, find_from, line_at, skip
from aiprd.document.scratch import Scratch
from aiprd.document.walk import Odd, Walk, odd_escapes

MOST = 10_000
"""Characters, or lines, that one repair touches."""


class Mistake(NamedTuple):
    """One mistake; `cure` hides it from the parser, and where there is none the reading stops.

    Without a code it is the parser's mistake, not the author's: cured, and never told.
    """

    code: str
    span: Span
    message: str = ""
    fix: str = ""
    cure: "Callable[[Scratch], None] | None" = None


_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not let stand in a text."""
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKDOWN_MARKUP = re.compile(r"^(?:\*\*|```|\* \S|> \S|\|.*\|[ \t]*$|\[[^\]\n]+\]\()", re.MULTILINE)
_TAB_LEAD = re.compile(r"(?<![^\r\n])[ ]*\t[ \t]*")
_COMPARED = re.compile(r">(=?)\s*(?=[-+]?[$€£]?\d)(?!.*\d\s*(?:ms|s|min|m|h|d|w|mo|q|y)\Z)")  # `over 5s` is no bound
_DASHES = re.compile(r"(?:-[ \t]+)*")
_KEY = re.compile(r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s:#,\[\]{}"'][^:#\r\n]*):(?=\s|\Z)""", re.ASCII)
_ENTRY = re.compile(rf"-\s|{_KEY.pattern}", re.ASCII)
_UNSPACED = re.compile(r"[^\s:#,\[\]{}\"']+:(?=[^\s:/])", re.ASCII)
_NO_BREAK_LEAD = re.compile(rf"(?<![^\r\n])\xa0[ \xa0]*(?={_ENTRY.pattern})", re.ASCII)
_SYMBOLS = {
    "-": "a dash and a space",
    "?": "a question mark and a space",
    ",": "a comma",
    "`": "a backquote",
}


def mistake_at(text: str, scratch: Scratch, error: yaml.YAMLError, entry: int) -> Mistake:
    """What the author got wrong where the parser stopped; `entry` is where the last entry outside all brackets began."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _control_characters(text)
    at, since = scratch.places(error)
    if _MARKDOWN_HEADING.search(text) and _MARKDOWN_MARKUP.search(text):
        message = "this reads like Markdown, not like lines of `key: value`"
        return Mistake("YAML002", _content(text, at), message, "put each text behind a key, as in `summary: …`")
    walk = Walk(scratch.shown, entry, at)
    odd = walk.first_odd()
    if odd and (odd.span.start <= at <= odd.span.end or odd.kind == "quote"):
        return _escape(text, scratch.shown, odd) if odd.kind == "escape" else _unquoted(text, scratch.shown, odd)
    return (
        _tab(text, scratch.shown, at, in_brackets=bool(walk.open))
        or _bracket(text, at, walk.open)
        or _unspaced(text, at)
        or _misplaced(text, at, since)
    )


def no_break_spaces(text: str) -> Mistake | None:
    """Lines indented with spaces that only look like some, as copied from a web page; no parser ever minds."""
    lines = _NO_BREAK_LEAD.finditer(text) if "\xa0" in text else ()
    leads = [Span(*found.span()) for found in islice(lines, MOST)]
    if not leads:
        return None
    message = f"this line is indented with no-break spaces, which only look like spaces{_others(leads)}"
    line = text[slice(*line_at(text, leads[0].start))].replace("\xa0", " ")
    fix = f"indent with spaces: `{line[:100]}`"
    return Mistake("YAML004", leads[0], message, fix, lambda scratch: scratch.blank(leads))


def quoted(words: str) -> str:
    """`words` in quotes, so that every YAML tool reads them as they stand."""
    return '"' + words + '"' if '"' not in words and "\\" not in words else "'" + words.replace("'", "''") + "'"


def corrected(text: str, span: Span, words: str) -> str:
    """The line of `span` with `words` in its place, without indentation; `words` alone where the line is long."""
    first, last = line_at(text, span.start), line_at(text, span.end)
    line = (text[first.start : span.start] + words + text[span.end : last.end]).strip(WHITE)
    return line if len(line) <= 100 and first == last else words


def said(words: str) -> str:
    """`words` as a message quotes them: on one line, and not too long."""
    words = " ".join(words[:200].split())
    return f"`{words if len(words) <= 60 else words[:59] + '…'}`"


def _content(text: str, offset: int) -> Span:
    """The line of `offset`, or the nearest above that is not blank, without the spaces around it."""
    line = line_at(text, offset)
    if not text[slice(*line)].strip(WHITE):
        line = line_at(text, len(text[:offset].rstrip(WHITE)))
    words = text[slice(*line)]
    return (
        Span(line.end - len(words.lstrip(WHITE)), line.start + len(words.rstrip(WHITE))) if words.strip(WHITE) else line
    )


def _others(places: Sized) -> str:
    return f" (further down: {len(places) - 1:,} more)" if len(places) > 1 else ""


def _control_characters(text: str) -> Mistake:
    places = [found.start() for found in islice(CONTROL.finditer(text), MOST)] or [0]
    message = f"a control character that nobody sees, U+{ord(text[places[0]]):04X}, stands here{_others(places)}"
    first = Span(places[0], places[0] + 1)
    return Mistake("YAML001", first, message, "delete it", lambda scratch: scratch.hide(places))


def _unquoted(text: str, shown: str, odd: Odd) -> Mistake:
    """A value or a key that needs quotes."""
    kind, span = odd
    words, char = text[slice(*span)], text[span.start]
    if kind == "unseen":  # only the fallback parser minds it
        return Mistake("", span, cure=lambda scratch: scratch.hide([span.start]))
    if kind == "closer":
        message = f"this {char} closes nothing"
        return Mistake("YAML002", span, message, f"delete this {char}", lambda scratch: scratch.blank([span]))
    message, quotes = _reason(kind, words), []
    if kind == "quote":
        quotes, words = [span.start], words[1:]
    elif char in "\"'" and words[-1] == char and words.count(char) % 2:  # 'it's so': the outer two are meant as quotes
        quotes, words = [span.start, span.end - 1], words[1:-1]
    fix = corrected(text, span, quoted(words))
    if compared := _COMPARED.match(words):
        spoken = ("at least " if compared[1] else "over ") + words[compared.end() :]
        fix = f"`{fix}` or `{corrected(text, span, spoken)}`"
    symbols = [found.start() for found in islice(_PUNCTUATION.finditer(shown, *span), MOST)]

    def cure(scratch: Scratch) -> None:
        scratch.hide(offset for offset in symbols if offset not in quotes)
        for offset in quotes:
            scratch.replace(Span(offset, offset + 1), "")

    return Mistake("YAML002" if kind == "quote" else "YAML003", span, message, fix, cure)


def _reason(kind: str, words: str) -> str:
    char = words[0]
    if kind == "colon":
        return f"{said(words)} has a colon of its own, which YAML takes for the end of a key"
    if kind == "quote":
        return f"the quote before {said(words[1:])} is never closed"
    if kind == "rest" and char in "\"'[{":
        return f"{said(words)} goes on after its closing {CLOSERS.get(char, char)}"
    if kind == "rest" and char != "*":
        return f"{said(words)} holds a bracket, which YAML keeps for lists and groups"
    return f"{said(words)} begins with {_SYMBOLS.get(char, char)}, which YAML keeps for itself"


def _escape(text: str, shown: str, odd: Odd) -> Mistake:
    """A backslash that means nothing, because single quotes were meant; JSON's two halves of a character are fine."""
    if pair := _PAIR.search(shown, *odd.span):
        char = (bytes.fromhex(pair[1]) + bytes.fromhex(pair[2])).decode("utf-16-be")
        span = Span(*pair.span())
        return Mistake("", span, cure=lambda scratch: scratch.replace(span, char))
    places = list(islice(odd_escapes(shown, odd.span), MOST))
    first = Span(places[0], places[0] + 2)
    words = text[odd.span.start + 1 : odd.span.end - 1].replace("'", "''")
    message = f"{said(text[slice(*first)])} means nothing between double quotes"
    fix = corrected(text, odd.span, f"'{words}'")
    return Mistake("YAML002", first, message, fix, lambda scratch: scratch.hide(places))


def _tab(text: str, shown: str, at: int, *, in_brackets: bool) -> Mistake | None:
    """A tab where YAML wants spaces."""
    line = line_at(shown, at)
    if lead := _TAB_LEAD.match(shown, line.start):
        span = Span(*lead.span())
        if in_brackets or LINE_END.match(shown, span.end):  # only the fallback parser minds it
            return Mistake("", span, cure=lambda scratch: scratch.blank([span]))
        leads = [Span(*found.span()) for found in islice(_TAB_LEAD.finditer(shown), MOST)]
        leads = [other for other in leads if shown[other.start] == "\t" or other == span]
        message = f"this line is indented with a tab, where YAML wants spaces{_others(leads)}"
        fix = f"indent with spaces: `{lead[0].expandtabs(2)}{text[span.end : line.end].rstrip(WHITE)}`"
        return Mistake("YAML004", span, message, fix, lambda scratch: _widen(scratch, leads))
    if shown[at : at + 1] != "\t":
        return None
    before = shown[line.start : at].rstrip(WHITE)
    span = Span(line.start + len(before), skip(SPACES, shown, at))
    code = "YAML004" if before.endswith(("-", "?")) else ""  # elsewhere, only the fallback parser minds it
    fix = f"{before.lstrip(WHITE)} {text[span.end : line.end].rstrip(WHITE)}"
    return Mistake(code, span, "a tab stands where YAML wants a space", fix, lambda scratch: scratch.blank([span]))


def _widen(scratch: Scratch, leads: list[Span]) -> None:
    """Show as many spaces for each tab as let the parser get furthest."""
    tabs = [scratch.shown[slice(*lead)] for lead in leads]
    scratch.blank(leads)
    ways = [
        {lead.start: " " * (len(tab.expandtabs(width)) - len(tab)) for lead, tab in zip(leads, tabs, strict=True)}
        for width in (2, 4, 8, 1)
    ]
    scratch.add(max(ways, key=scratch.reach))


def _bracket(text: str, at: int, opened: list[int]) -> Mistake | None:
    """A bracket without its other half, or a comma too many or too few."""
    char, here = text[at : at + 1], Span(at, at + 1)
    if not opened:
        return None
    opener = text[opened[-1]]
    if char and char in "]}":
        message = f"this {char} stands where a {CLOSERS[opener]} should close what {opener} opened"
        return Mistake("YAML002", here, message, f"write {CLOSERS[opener]}")
    if char == ",":
        message = "nothing stands between this comma and what is before it"
        return Mistake("YAML002", here, message, "delete this comma", lambda scratch: scratch.blank([here]))
    if text[at:].strip(WHITE) and line_at(text, at) == line_at(text, opened[-1]):
        return None
    return _unclosed(text, at, opened) or _missing_comma(text, at, opened)


def _unclosed(text: str, at: int, opened: list[int]) -> Mistake | None:
    """A bracket that is still open where an entry begins that cannot stand in it, or at the end of the text."""
    start, indent = opened[-1], column(text, _content(text, opened[-1]).start)
    outside = re.compile(rf"(?<![^\r\n])[ ]{{0,{indent}}}(?:{_ENTRY.pattern})").search(text, line_at(text, start).end)
    if text[at:].strip(WHITE) and (not outside or outside.start() > at):
        return None
    end = _end_of_words(text, start, outside.start() if outside else len(text))
    closers = "".join(CLOSERS[text[offset]] for offset in reversed(opened))
    message = f"this {'list' if text[start] == '[' else 'group'} is opened with {text[start]} and never closed"
    fix = corrected(text, Span(end, end), closers)
    return Mistake("YAML002", Span(start, start + 1), message, fix, lambda scratch: scratch.add({end: closers}))


def _missing_comma(text: str, at: int, opened: list[int]) -> Mistake | None:
    line = _content(text, at)
    end = _end_of_words(text, opened[-1], line.start)
    if text[end - 1] in "[{,":
        return None
    message = f"a comma is missing between this and {said(text[slice(*line)])}"
    fix = corrected(text, Span(end, end), ",")
    return Mistake("YAML002", Span(end - 1, end), message, fix, lambda scratch: scratch.add({end: ","}))


def _end_of_words(text: str, start: int, end: int) -> int:
    """The end of the last words between `start` and `end`, leaving out a comment after them."""
    last = _content(text, start + len(text[start:end].rstrip(WHITE)))
    end = find_from(LINE_END, text, max(last.start, start))
    return start + len(text[start:end].rstrip(WHITE))


def _unspaced(text: str, at: int) -> Mistake | None:
    """A line above like `launch:70%`, which YAML takes for one word."""
    line = next(_above(text, _content(text, at).start), None)
    found = _UNSPACED.match(text, skip(_DASHES, text, line.start)) if line else None
    if not line or not found:
        return None
    end = found.end()
    if text[end].isspace():
        words = text[end : line.end]
        span = Span(end, line.end - len(words.lstrip()))
        message = f"the space after the colon of {said(text[slice(*line)])} is not the one YAML knows"
        return Mistake("YAML002", span, message, corrected(text, span, " "), lambda scratch: scratch.blank([span]))
    message = f"a space is missing after the colon of {said(text[slice(*line)])}"
    fix = corrected(text, Span(end, end), " ")
    return Mistake("YAML002", Span(end - 1, end), message, fix, lambda scratch: scratch.add({end: " "}))


def _misplaced(text: str, at: int, since: int) -> Mistake:
    """A line that does not go with the lines above it."""
    line, begun = _content(text, at), _content(text, since)
    words, indent = said(text[slice(*line)]), column(text, line.start)
    above = list(_above(text, line.start))
    shallower = next((other for other in above if column(text, other.start) < indent), None)
    levels = sorted(set(_levels(text, above)))
    if since == begun.start and not _ENTRY.match(text, since):
        return _keyless(text, begun)
    if shallower and _is_complete(text, shallower):
        message = f"{words} is indented under {said(text[slice(*shallower)])}, which already has its value"
        return Mistake("YAML002", line, message, _moved(text, line, column(text, skip(_DASHES, text, shallower.start))))
    if above and not _ENTRY.match(text, above[0].start):
        return _keyless(text, above[0])
    if levels and indent not in levels:
        depths = " or ".join(map(str, levels))
        message = f"{words} is indented by {indent}, where the lines above allow {depths}"
        nearest = min(levels, key=lambda level: (abs(level - indent), -level))
        return Mistake("YAML002", line, message, _moved(text, line, nearest))
    if above and text.startswith("- ", line.start) != text.startswith("- ", above[0].start):
        message = f"{words} stands beside {said(text[slice(*above[0])])}, but a list and a key do not mix"
        return Mistake("YAML002", line, message, "put the list under a key of its own")
    return Mistake("YAML002", line, f"{words} does not fit what stands before it")


def _keyless(text: str, line: Span) -> Mistake:
    words = text[slice(*line)]
    message = f"{said(words)} has no colon, so it is neither a key nor the value of one"
    return Mistake("YAML002", line, message, f"{words[:60]}: …")


def _moved(text: str, line: Span, indent: int) -> str:
    return f"{f'indent it by {indent}' if indent else 'do not indent it'}: `{' ' * indent}{text[slice(*line)][:100]}`"


def _is_complete(text: str, line: Span) -> bool:
    """The line has all its value on it."""
    start = skip(_DASHES, text, line.start)
    key = _KEY.match(text, start)
    value = text[key.end() : line.end].strip(WHITE) if key else "text" * (start > line.start)
    return bool(value) and value[0] not in "#|>&!"


def _levels(text: str, above: list[Span]) -> Iterator[int]:
    """How deep a line may be indented that comes after the lines `above`, the nearest first."""
    lowest = None
    for line in above:
        indent = column(text, line.start)
        if lowest is None:
            yield column(text, skip(_DASHES, text, line.start))
        if lowest is None or indent < lowest:
            lowest = indent
            yield indent


def _above(text: str, offset: int) -> Iterator[Span]:
    """The contents of the lines above that of `offset`, the nearest first, without blank ones and comments."""
    start = line_at(text, offset).start
    for _ in range(200):
        if start == 0:
            return
        line = _content(text, start - 1)
        start = line_at(text, line.start).start
        if text[slice(*line)].strip(WHITE) and text[line.start] != "#":
            yield line
