"""Mistakes in YAML text: what the author meant, how to say so, and how to read on past them."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sized
from itertools import accumulate, islice
from typing import Any, NamedTuple

import yaml

from aiprd.diagnostic import Span

MOST = 10_000
"""Characters, or lines, that one repair touches."""

Event = Any
"""PyYAML's events have no common type."""


class Mistake(NamedTuple):
    """One mistake; `cure` hides it from the parser, and where there is none the reading stops.

    Without a code it is the parser's mistake, not the author's: cured, and never told.
    """

    code: str
    span: Span
    message: str = ""
    fix: str = ""
    cure: "Callable[[Scratch], None] | None" = None


# ---------------------------------------------------------------------------------------------------------------------
# The text as the parser is shown it


class FallbackParser(yaml.SafeLoader):
    """The parser where libyaml is missing: ten times slower, the same answers."""

    def get_event(self) -> Event:
        try:
            event = super().get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError) as error:
            raise yaml.MarkedYAMLError(problem=str(error), problem_mark=self.get_mark()) from error
        if _HALF_CHARACTER.search(getattr(event, "value", None) or ""):
            raise yaml.MarkedYAMLError(problem="half a character", problem_mark=event.end_mark)
        return event


PARSER: Callable[[str], Any] = yaml.CSafeLoader if yaml.__with_libyaml__ else FallbackParser
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_ALIEN = "\x85\u2028\u2029\ufeff"


class _Mark:
    """A place, in place of PyYAML's."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


class Scratch:
    """A text as the parser is shown it; the places of events and errors lead back to the text itself.

    A hidden character is shown as a letter that nobody uses and turned back in the values. Added characters are the
    only ones that move what follows.
    """

    def __init__(self, text: str) -> None:
        self.shown = text
        self._meant: dict[int, str] = {}
        self._letters: dict[str, str] = {}
        self._unused: Iterator[str] | None = None
        self._added: dict[int, str] = {}
        self._places: list[int] = []
        self._lengths: list[int] = []
        self._starts: list[int] = []
        for char in _ALIEN:  # line breaks to YAML 1.1, but not to YAML 1.2 or an editor
            if char in text:
                self.shown = self.shown.replace(char, self._letter(char))

    def hide(self, offsets: Iterable[int]) -> None:
        """Keep the parser from seeing the characters at ascending `offsets`."""
        self._show((Span(offset, offset + 1), self._letter(self.shown[offset])) for offset in offsets)

    def replace(self, span: Span, meant: str) -> None:
        """Have the values hold `meant`, at most a character, in place of what stands at `span`."""
        self._show([(span, self._letter(meant) + self._letter("") * (span.end - span.start - 1))])

    def blank(self, spans: Iterable[Span]) -> None:
        """Show spaces in place of ascending `spans`."""
        self._show((span, " " * (span.end - span.start)) for span in spans)

    def add(self, words: dict[int, str]) -> None:
        """Show `words[offset]` before the character at `offset`."""
        self._added = self._added | words
        self._places = sorted(self._added)
        self._lengths = list(accumulate(len(self._added[place]) for place in self._places))
        self._starts = [place + before for place, before in zip(self._places, [0, *self._lengths], strict=False)]

    def events(self) -> Callable[[], Event]:
        """A function that gives PyYAML's next event at each call, and raises what PyYAML raises."""
        get: Callable[[], Event] = PARSER(self._whole()).get_event
        if not self._meant and not self._added:
            return get

        def event() -> Event:
            found = get()
            if value := getattr(found, "value", None):
                found.value = value.translate(self._meant)
            if self._added and found is not None:
                found.start_mark = _Mark(self._back(found.start_mark.index))
                found.end_mark = _Mark(self._back(found.end_mark.index))
            return found

        return event

    def places(self, error: yaml.MarkedYAMLError) -> tuple[int, int]:
        """Where the parser stopped, and where the piece began that it was reading."""
        at = error.problem_mark or error.context_mark
        since = error.context_mark or at
        return self._back(at.index if at else 0), self._back(since.index if since else 0)

    def reach(self, words: dict[int, str]) -> int:
        """How far the parser would get with `words` added: the place of its first error, or the length of the text."""
        trial = Scratch("")
        trial.shown = self.shown
        trial.add(self._added | words)
        try:
            get = trial.events()
            while get() is not None:
                pass
        except yaml.YAMLError as error:
            return trial.places(error)[0] if isinstance(error, yaml.MarkedYAMLError) else 0
        return len(self.shown)

    def _back(self, offset: int) -> int:
        count = bisect_left(self._starts, offset)
        if count:
            offset = max(offset - self._lengths[count - 1], self._places[count - 1])
        return min(offset, len(self.shown))

    def _whole(self) -> str:
        added = ((Span(place, place), self._added[place]) for place in self._places)
        return _spliced(self.shown, added) if self._added else self.shown

    def _show(self, pieces: Iterable[tuple[Span, str]]) -> None:
        self.shown = _spliced(self.shown, pieces)

    def _letter(self, meant: str) -> str:
        """A letter that stands for `meant` and for nothing else; an underscore should a text use them all."""
        if meant not in self._letters:
            if self._unused is None:
                used = set(self.shown)
                self._unused = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in used)
            self._letters[meant] = letter = next(self._unused, "_")
            if letter != "_":
                self._meant[ord(letter)] = meant
        return self._letters[meant]


def _spliced(text: str, pieces: Iterable[tuple[Span, str]]) -> str:
    """`text` with other words at ascending spans."""
    parts, last = [], 0
    for span, words in pieces:
        parts += [text[last : span.start], words]
        last = span.end
    return "".join([*parts, text[last:]])


# ---------------------------------------------------------------------------------------------------------------------
# What the parser stumbled over

_WHITE = " \t\r\n"
_BLANKS = re.compile(r"(?:[ \t]++|(?<!\S)#[^\r\n]*+|[\r\n]++)*+", re.ASCII)
_SPACES = re.compile(r"[ \t]*")
_BREAK = re.compile(r"[\r\n]")
_SIGN = re.compile(r"[-?:](?=\s|\Z)", re.ASCII)
_SIGN_IN_BRACKETS = re.compile(r"[-?](?=\s|\Z)|:(?=[\s,\[\]{}]|\Z)", re.ASCII)
_PROPERTY = re.compile(r"(?:&[0-9A-Za-z_-]+|!(?:<[^>\s]*>|[^\s,\[\]{}<]*))(?=\s|\Z|(?P<in_brackets>[,\]}]))", re.ASCII)
_ALIAS = re.compile(r"\*[0-9A-Za-z_-]+(?=[\s,\]}:]|\Z)", re.ASCII)
_QUOTED = re.compile(r""" "(?:[^"\\]|\\.)*+" | '(?:[^']|'')*+' """, re.VERBOSE | re.DOTALL)
_BLOCK_TEXT = re.compile(r"[|>](?:[-+][1-9]?|[1-9][-+]?)?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"[\r\n]|(?<=[ \t])#|\Z")
_PLAIN_END = re.compile(r"[\r\n]|(?<=[ \t])#|\Z|:(?=\s|\Z)", re.ASCII)
_PLAIN_END_IN_BRACKETS = re.compile(r"[\r\n]|(?<=[ \t])#|\Z|:(?=[\s,\[\]{}]|\Z)|[,\[\]{}]", re.ASCII)
_VALUE_ENDS = re.compile(r":(?=[\s,\[\]{}]|\Z)|[,\[\]{}]", re.ASCII)
_ESCAPE = re.compile(
    r"""\\(?:x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}
    |[0abtnvfre\ "/\\N_LP\t\r\n]|(?P<odd>.|\Z))""",
    re.VERBOSE | re.DOTALL,
)
_CLOSERS = {"[": "]", "{": "}"}


class _Odd(NamedTuple):
    """A value or a key that only quotes can save: `kind` is symbol, colon, rest, quote, closer, escape or unseen."""

    kind: str
    span: Span


class _Walk:
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

    def first_odd(self) -> _Odd | None:
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
                if char != _CLOSERS[self.text[self.open[-1]]]:
                    break
                self.keyed.pop()
                self.position += 1
                odd = self._follow(self.open.pop())
            else:
                odd = self._piece(char) or self._follow(start)
        return odd

    def _skip_blanks(self) -> None:
        start, self.position = self.position, _end(_BLANKS, self.text, self.position)
        if not self.open and _BREAK.search(self.text, start, self.position):
            self.keyed[0] = False

    def _sign(self, char: str) -> _Odd | None:
        """A dash, a question mark or a colon that stands alone."""
        if char != ":" and (self.keyed[-1] or (self.open and char == "-")):
            return self._odd("symbol", self.position)
        if self.open:
            self.keyed[-1] = self.keyed[-1] or char == ":"
        else:
            self.column = column(self.text, self.position)
        self.position += 1
        return None

    def _piece(self, char: str) -> _Odd | None:
        """Steps over the text that begins here, unless it is odd."""
        start = self.position
        if char in "\"'":
            found = _QUOTED.match(self.text, start)
            if not found:
                return self._odd("quote", start)
            if char == '"' and any(_odd_escapes(self.text, Span(*found.span()))):
                return _Odd("escape", Span(*found.span()))
        elif char == "*":
            found = _ALIAS.match(self.text, start)
        elif char in "|>" and not self.open:
            found = _BLOCK_TEXT.match(self.text, start)
        elif char in "|>&!%@`,]}":
            found = None
        else:
            end = max(_first(_PLAIN_END_IN_BRACKETS if self.open else _PLAIN_END, self.text, start), start + 1)
            words_end = start + len(self.text[start:end].rstrip(_WHITE))
            if start < self.at < words_end and self.text[self.at] in "?\t":
                return _Odd("unseen", Span(self.at, self.at + 1))
            self.position = end
            return None
        self.position = found.end() if found else start
        return None if found else self._odd("symbol", start)

    def _follow(self, start: int) -> _Odd | None:
        """Steps over what may stand after the piece from `start`: its colon, or nothing."""
        text, end = self.text, self.position
        self.position = _end(_BLANKS if self.open else _SPACES, text, end)
        char = text[self.position : self.position + 1]
        if char == ":" and (self.open or _SIGN.match(text, self.position)):
            if self.keyed[-1]:
                after_break = self.open and not self.text[_line(self.text, start).start : start].strip(_WHITE)
                return None if after_break else self._odd("colon", start, end)
            self.keyed[-1] = True
            self.position += 1
            self.column = column(text, start)
            return None
        plain = text[start] not in "\"'[{*"
        if self.open:
            ended = char in ("", ",", "]", "}") or (plain and _BREAK.search(text, end, self.position))
        else:
            ended = _LINE_END.match(text, self.position)
            if ended and plain:
                self._skip_deeper_lines()
        if ended:
            return None
        if not self.open and text[start] in "[{" and char in ("]", "}"):
            return _Odd("closer", Span(self.position, self.position + 1))
        unclosed = text[start] in "\"'" and _BREAK.search(text, start, end)
        return self._odd("quote" if unclosed else "rest", start, start + 1 if unclosed else end)

    def _skip_deeper_lines(self) -> None:
        lines = rf"[^\r\n]*+(?:(?:\r\n?|\n)(?:[ \t]*+(?=[\r\n]|\Z)|(?:[ ]{{{self.column + 1}}}|[ ]*\t)[^\r\n]*+))*+"
        self.position = _end(re.compile(lines), self.text, self.position)

    def _odd(self, kind: str, start: int, known: int | None = None) -> _Odd:
        """The value from `start` on, as far as its author is likely to have meant it, but at least up to `known`."""
        text, depth = self.text, 0
        end = _first(_LINE_END, text, start if known is None else known)
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
        return _Odd(kind, Span(start, start + len(text[start:end].rstrip(_WHITE))))


def _odd_escapes(text: str, span: Span) -> Iterator[int]:
    return (found.start() for found in _ESCAPE.finditer(text, *span) if found["odd"] is not None)


def _first(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.search(text, position)
    return found.start() if found else len(text)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


# ---------------------------------------------------------------------------------------------------------------------
# Telling it

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    walk = _Walk(scratch.shown, entry, at)
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
    line = text[slice(*_line(text, leads[0].start))].replace("\xa0", " ")
    fix = f"indent with spaces: `{line[:100]}`"
    return Mistake("YAML004", leads[0], message, fix, lambda scratch: scratch.blank(leads))


def quoted(words: str) -> str:
    """`words` in quotes, so that every YAML tool reads them as they stand."""
    return '"' + words + '"' if '"' not in words and "\\" not in words else "'" + words.replace("'", "''") + "'"


def corrected(text: str, span: Span, words: str) -> str:
    """The line of `span` with `words` in its place, without indentation; `words` alone where the line is long."""
    first, last = _line(text, span.start), _line(text, span.end)
    line = (text[first.start : span.start] + words + text[span.end : last.end]).strip(_WHITE)
    return line if len(line) <= 100 and first == last else words


def said(words: str) -> str:
    """`words` as a message quotes them: on one line, and not too long."""
    words = " ".join(words[:200].split())
    return f"`{words if len(words) <= 60 else words[:59] + '…'}`"


def column(text: str, offset: int) -> int:
    """How many characters stand before `offset` on its line."""
    return offset - _line(text, offset).start


def _line(text: str, offset: int) -> Span:
    """The line of `offset`, without its break."""
    return Span(max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1, _first(_BREAK, text, offset))


def _content(text: str, offset: int) -> Span:
    """The line of `offset`, or the nearest above that is not blank, without the spaces around it."""
    line = _line(text, offset)
    if not text[slice(*line)].strip(_WHITE):
        line = _line(text, len(text[:offset].rstrip(_WHITE)))
    words = text[slice(*line)]
    return (
        Span(line.end - len(words.lstrip(_WHITE)), line.start + len(words.rstrip(_WHITE)))
        if words.strip(_WHITE)
        else line
    )


def _others(places: Sized) -> str:
    return f" (further down: {len(places) - 1:,} more)" if len(places) > 1 else ""


def _control_characters(text: str) -> Mistake:
    places = [found.start() for found in islice(_CONTROL.finditer(text), MOST)] or [0]
    message = f"a control character that nobody sees, U+{ord(text[places[0]]):04X}, stands here{_others(places)}"
    first = Span(places[0], places[0] + 1)
    return Mistake("YAML001", first, message, "delete it", lambda scratch: scratch.hide(places))


def _unquoted(text: str, shown: str, odd: _Odd) -> Mistake:
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
        return f"{said(words)} goes on after its closing {_CLOSERS.get(char, char)}"
    if kind == "rest" and char != "*":
        return f"{said(words)} holds a bracket, which YAML keeps for lists and groups"
    return f"{said(words)} begins with {_SYMBOLS.get(char, char)}, which YAML keeps for itself"


def _escape(text: str, shown: str, odd: _Odd) -> Mistake:
    """A backslash that means nothing, because single quotes were meant; JSON's two halves of a character are fine."""
    if pair := _PAIR.search(shown, *odd.span):
        char = (bytes.fromhex(pair[1]) + bytes.fromhex(pair[2])).decode("utf-16-be")
        span = Span(*pair.span())
        return Mistake("", span, cure=lambda scratch: scratch.replace(span, char))
    places = list(islice(_odd_escapes(shown, odd.span), MOST))
    first = Span(places[0], places[0] + 2)
    words = text[odd.span.start + 1 : odd.span.end - 1].replace("'", "''")
    message = f"{said(text[slice(*first)])} means nothing between double quotes"
    fix = corrected(text, odd.span, f"'{words}'")
    return Mistake("YAML002", first, message, fix, lambda scratch: scratch.hide(places))


def _tab(text: str, shown: str, at: int, *, in_brackets: bool) -> Mistake | None:
    """A tab where YAML wants spaces."""
    line = _line(shown, at)
    if lead := _TAB_LEAD.match(shown, line.start):
        span = Span(*lead.span())
        if in_brackets or _LINE_END.match(shown, span.end):  # only the fallback parser minds it
            return Mistake("", span, cure=lambda scratch: scratch.blank([span]))
        leads = [Span(*found.span()) for found in islice(_TAB_LEAD.finditer(shown), MOST)]
        leads = [other for other in leads if shown[other.start] == "\t" or other == span]
        message = f"this line is indented with a tab, where YAML wants spaces{_others(leads)}"
        fix = f"indent with spaces: `{lead[0].expandtabs(2)}{text[span.end : line.end].rstrip(_WHITE)}`"
        return Mistake("YAML004", span, message, fix, lambda scratch: _widen(scratch, leads))
    if shown[at : at + 1] != "\t":
        return None
    before = shown[line.start : at].rstrip(_WHITE)
    span = Span(line.start + len(before), _end(_SPACES, shown, at))
    code = "YAML004" if before.endswith(("-", "?")) else ""  # elsewhere, only the fallback parser minds it
    fix = f"{before.lstrip(_WHITE)} {text[span.end : line.end].rstrip(_WHITE)}"
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
        message = f"this {char} stands where a {_CLOSERS[opener]} should close what {opener} opened"
        return Mistake("YAML002", here, message, f"write {_CLOSERS[opener]}")
    if char == ",":
        message = "nothing stands between this comma and what is before it"
        return Mistake("YAML002", here, message, "delete this comma", lambda scratch: scratch.blank([here]))
    if text[at:].strip(_WHITE) and _line(text, at) == _line(text, opened[-1]):
        return None
    return _unclosed(text, at, opened) or _missing_comma(text, at, opened)


def _unclosed(text: str, at: int, opened: list[int]) -> Mistake | None:
    """A bracket that is still open where an entry begins that cannot stand in it, or at the end of the text."""
    start, indent = opened[-1], column(text, _content(text, opened[-1]).start)
    outside = re.compile(rf"(?<![^\r\n])[ ]{{0,{indent}}}(?:{_ENTRY.pattern})").search(text, _line(text, start).end)
    if text[at:].strip(_WHITE) and (not outside or outside.start() > at):
        return None
    end = _end_of_words(text, start, outside.start() if outside else len(text))
    closers = "".join(_CLOSERS[text[offset]] for offset in reversed(opened))
    message = f"this {'list' if text[start] == '[' else 'group'} is opened with {text[start]} and never closed"
    fix = corrected(text, Span(end, end), closers)
    return Mistake("YAML002", Span(start, start + 1), message, fix, lambda scratch: scratch.add({end: closers}))


def _missing_comma(text: str, at: int, opened: list[int]) -> Mistake:
    line = _content(text, at)
    end = _end_of_words(text, opened[-1], line.start)
    message = f"a comma is missing between this and {said(text[slice(*line)])}"
    fix = corrected(text, Span(end, end), ",")
    return Mistake("YAML002", Span(end - 1, end), message, fix, lambda scratch: scratch.add({end: ","}))


def _end_of_words(text: str, start: int, end: int) -> int:
    """The end of the last words between `start` and `end`, leaving out a comment after them."""
    last = _content(text, start + len(text[start:end].rstrip(_WHITE)))
    end = _first(_LINE_END, text, max(last.start, start))
    return start + len(text[start:end].rstrip(_WHITE))


def _unspaced(text: str, at: int) -> Mistake | None:
    """A line above like `launch:70%`, which YAML takes for one word."""
    line = next(_above(text, _content(text, at).start), None)
    found = _UNSPACED.match(text, _end(_DASHES, text, line.start)) if line else None
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
        return Mistake("YAML002", line, message, _moved(text, line, column(text, _end(_DASHES, text, shallower.start))))
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
    start = _end(_DASHES, text, line.start)
    key = _KEY.match(text, start)
    value = text[key.end() : line.end].strip(_WHITE) if key else "text" * (start > line.start)
    return bool(value) and value[0] not in "#|>&!"


def _levels(text: str, above: list[Span]) -> Iterator[int]:
    """How deep a line may be indented that comes after the lines `above`, the nearest first."""
    lowest = None
    for line in above:
        indent = column(text, line.start)
        if lowest is None:
            yield column(text, _end(_DASHES, text, line.start))
        if lowest is None or indent < lowest:
            lowest = indent
            yield indent


def _above(text: str, offset: int) -> Iterator[Span]:
    """The contents of the lines above that of `offset`, the nearest first, without blank ones and comments."""
    start = _line(text, offset).start
    for _ in range(200):
        if start == 0:
            return
        line = _content(text, start - 1)
        start = _line(text, line.start).start
        if text[slice(*line)].strip(_WHITE) and text[line.start] != "#":
            yield line
