"""YAML text as plain data, with its comments and the place of every value; knows nothing of PRDs."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

import yaml

from aiprd import repair
from aiprd.diagnostic import Finding, Flaw, Path, Region, Related, Span
from aiprd.repair import Event

MAX_SIZE = 16 * 1024 * 1024
"""Bytes, or characters, of one document."""
MAX_DEPTH = 100
"""Lists and groups within each other."""
MAX_VALUES = 500_000
"""Keys and values written in one document."""
MAX_COPIES = 50_000
"""Keys and values that aliases repeat."""
MAX_DIGITS = 300
"""Characters of a number; what is longer stays text."""
MAX_REPAIRS = 25
"""Mistakes seen through in one document."""
MAX_REREAD = 8_000_000
"""Characters read anew, in all, because of repairs."""
MAX_FLAWS = 100
"""Flaws of one code that are told one by one."""


class Comment(NamedTuple):
    """`text` is what follows the #, without the spaces around it; `span` reaches from the # to the last character."""

    text: str
    span: Span


class Place(NamedTuple):
    """Where a value stands."""

    path: Path
    """The longest beginning of the path asked for that exists in the data."""
    key: Span | None
    """The key that leads to the value; None for list items, the root, and whatever stands behind an alias."""
    value: Span
    """The value; what comes through an alias stands where the alias is used."""
    defined: Span | None
    """Where the value is written, if the path goes through an alias."""
    block: bool
    """The value is a list or a group of keys on lines of its own."""


class _Branch:
    """The places in a list or in a group of keys."""

    __slots__ = ("block", "children", "end", "keys", "start")

    def __init__(
        self, start: int, children: "dict[str, _Node] | list[_Node]", keys: dict[str, Span], *, block: bool
    ) -> None:
        self.start = start
        self.end = start
        self.children = children
        self.keys = keys
        self.block = block

    def steps(self) -> "Iterator[tuple[str | int, _Node]]":
        """The children with their keys or indexes, without those that an alias merged in."""
        if isinstance(self.children, list):
            return iter(enumerate(self.children))
        return ((key, self.children[key]) for key in self.keys)


class _Use(NamedTuple):
    """An alias: where it is used and what it stands for."""

    start: int
    end: int
    target: "_Node"


_NO_KEYS: dict[str, Span] = {}
_Node = _Branch | _Use | Span
"""The place of a value, with `start` and `end`; a Span if there is nothing inside."""


class Document:
    """A YAML document as read: `data` is made of dict, list, str, int, float, bool and None, and all keys are text.

    `data` is None where reading could not go on; `flaws` say why, and what else is wrong with the YAML. Values that an
    alias repeats are the same objects, so never change them.
    """

    __slots__ = ("_comments", "_end", "_root", "_singles", "_starts", "data", "file", "flaws", "text")

    def __init__(self, file: str, text: str, composer: "_Composer", flaws: tuple[Flaw, ...]) -> None:
        self.file = file
        self.text = text
        self.data = composer.data
        self.flaws = flaws
        self._root = composer.root
        self._singles = composer.singles
        self._end = composer.end
        self._comments: tuple[Comment, ...] | None = None
        self._starts: list[int] = []

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order."""
        if self._comments is None:
            found = _comments(self.text, self._end, self._singles) if "#" in self.text else ()
            self._comments = tuple(islice(found, MAX_VALUES))
        return self._comments

    def place(self, path: Path) -> Place:
        """The place of the value at `path`, or of the nearest value above it; digits may stand for a list index."""
        node, key, use = self._root, None, None
        steps: list[str | int] = []
        for asked in path:
            branch, alias = _followed(node)
            step = _step(branch, asked)
            if step is None or not isinstance(branch, _Branch):
                break
            use = use or alias
            key = branch.keys.get(step) if isinstance(step, str) and not use else None
            node = branch.children[step]  # type: ignore[index]
            steps.append(step)
        written, alias = _followed(node)
        use = use or alias
        here = Span(written.start, written.end)
        block = isinstance(written, _Branch) and written.block
        return Place(tuple(steps), key, Span(use.start, use.end) if use else here, here if use else None, block)

    def region(self, span: Span) -> Region:
        """`span` in lines and columns; what lies outside the text is drawn in."""
        starts = self._line_starts()
        start = min(max(span.start, 0), len(self.text))
        end = min(max(span.end, start), len(self.text))
        first, last = bisect_right(starts, start), bisect_right(starts, end)
        return Region(first, start - starts[first - 1] + 1, last, end - starts[last - 1] + 1)

    def line(self, number: int) -> str:
        """A line of the text, counted from 1, without its break; empty if there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", self.text))]
        return self._starts


def read(source: bytes | str, file: str) -> Document:
    """The first document in `source`, whatever that is; `file` is only its name. Never raises."""
    text, flaws = _decoded(source)
    if text is None:
        return Document(file, "", _Composer(""), tuple(flaws))
    composer, more = _composed(text)
    found = sorted([*flaws, *more], key=_span)
    return Document(file, text, composer, tuple(_with_path(flaw, composer.root) for flaw in found))


# ---------------------------------------------------------------------------------------------------------------------
# From bytes to text

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def _decoded(source: bytes | str) -> tuple[str | None, list[Flaw]]:
    """The text without its byte order mark, or None where there is no sense in reading on."""
    if len(source) > MAX_SIZE:
        message = f"this file is larger than {MAX_SIZE >> 20} MB"
        return None, [_flaw("YAML007", Span(0, 0), message, "split it, or keep the large parts elsewhere")]
    text = (source if isinstance(source, str) else _text(source)).removeprefix("\ufeff")
    if "\0" in text:
        return None, [_flaw("YAML001", Span(0, 0), "this is not a text file", "name the YAML file itself")]
    odd = None if text.isascii() else _HALF_CHARACTER.search(text)
    if not odd:
        return text, []
    text = _HALF_CHARACTER.sub("\ufffd", text.translate(_WINDOWS))
    byte, char = ord(odd[0]) - 0xDC00, text[odd.start()]
    message = (
        f"this file is not in UTF-8: byte {byte:02X} stands here"
        if 0x80 <= byte <= 0xFF
        else "half a character stands here"
    )
    guess = f", which Windows-1252 shows as {char}" if char != "\ufffd" else ""
    return text, [_flaw("YAML001", Span(*odd.span()), message + guess, "save the file as UTF-8")]


def _text(source: bytes) -> str:
    """`source` decoded; a byte that fits nowhere becomes half a character."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if source.startswith(mark):
            try:
                return source[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return source[len(mark) :].decode(encoding, "replace").replace("\ufffd", "\ud800")
    return source.decode("utf-8", "surrogateescape")


# ---------------------------------------------------------------------------------------------------------------------
# From text to data


def _composed(text: str) -> "tuple[_Composer, list[Flaw]]":
    """The document in `text`, read past its mistakes as far as that goes."""
    scratch, seen, reread = repair.Scratch(text), list[repair.Mistake](), 0
    mistake = repair.no_break_spaces(text)
    while True:
        if mistake and mistake.cure:
            mistake.cure(scratch)
            seen.append(mistake)
        told = [other for other in seen if other.code]
        composer = _Composer(text)
        try:
            composer.read(scratch.events())
            return composer, [*map(_told, told), *composer.flaws, *composer.untold()]
        except _TooMuch as limit:
            return _Composer(text), [*map(_told, told), limit.flaw]
        except yaml.YAMLError as error:
            mistake = repair.mistake_at(text, scratch, error, composer.entry)
        reread += len(text)
        in_vain = any(mistake.code == other.code and _overlap(mistake.span, other.span) for other in seen)
        if in_vain or not mistake.cure or len(told) == MAX_REPAIRS or reread > MAX_REREAD:
            echo = any(_same_line(text, mistake.span, other.span) for other in told)
            return _Composer(text), [*map(_told, told if echo else [*told, mistake])]


def _told(mistake: repair.Mistake) -> Flaw:
    message = mistake.message or "what stands here cannot be read"
    return _flaw(mistake.code or "YAML002", mistake.span, message, mistake.fix)


class _TooMuch(Exception):  # noqa: N818 - a limit, not an error
    """The document is larger than anybody's requirements; holds the flaw that says so."""

    def __init__(self, start: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.flaw = _flaw("YAML007", Span(start, start + 1), message, fix)


_CORE = "tag:yaml.org,2002:"
_KINDS: dict[str, type] = {"null": type(None), "bool": bool, "int": int}
_PROPERTIES = re.compile(r"(?:(?:&[0-9A-Za-z_-]+|!(?:<[^>\s]*>|[^\s,\[\]{}<]*))(?:\s+|(?<=\s)#[^\r\n]*)*)*", re.ASCII)
_NEXT_DOCUMENT = re.compile(r"[ \t]*(?:(?:#[^\r\n]*)?(?:\r\n?|\n)[ \t]*)*(---|\.\.\.)(?=\s|\Z)", re.ASCII)
_LINE_END = re.compile(r"[\r\n]|\Z")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_OTHER_THAN_TEXT = re.compile(r"[-+]?[0-9.][0-9a-fA-FxoinINF_:.+-]*|[yY](?:es|ES)?|[nN][oO]?|[oO](?:n|N|ff|FF)")
_new_span = partial(tuple.__new__, Span)  # half the cost of Span(start, end), and that is what reading costs most


class _Composer:
    """Builds the data and the places from the parser's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: object = None
        self.root: _Node = Span(0, 0)
        self.singles: list[Span] = []
        """All keys and single values, in the order of the text."""
        self.end = 0
        """Of the part of the text that was read."""
        self.entry = 0
        """Where the last key or list item outside all brackets began."""
        self.flaws: list[Flaw] = []
        self._told: dict[str, int] = {}
        self._first_untold: dict[str, Span] = {}
        self._anchors: dict[str, tuple[object, _Node, int] | None] = {}
        self._depth = 0
        self._branches = 0
        self._copies = 0

    def read(self, next_event: Callable[[], Event]) -> None:
        """Reads the first document. Raises what the parser raises, and _TooMuch."""
        self._next = next_event
        next_event()
        if type(next_event()) is not yaml.StreamEndEvent:
            self.data, self.root = self._value(next_event())
            self._see_what_follows()
        else:
            self.end = len(self.text)
        if self.data is None and self.root.start == self.root.end:
            self._tell("YAML011", Span(0, 0), "there is nothing here but blank lines and comments")

    def untold(self) -> Iterator[Flaw]:
        """One flaw in place of all those of a code that were too many to tell."""
        for code, span in self._first_untold.items():
            yield _flaw(code, span, f"and {self._told[code] - MAX_FLAWS:,} more like the {MAX_FLAWS} before")

    def _see_what_follows(self) -> None:
        mark = _NEXT_DOCUMENT.match(self.text, self.root.end)
        try:
            self._next()
            more = type(self._next()) is not yaml.StreamEndEvent
        except yaml.YAMLError:
            if not mark:
                raise
            more = True
        self.end = len(self.text)
        if more:
            place = Span(*mark.span(1)) if mark else Span(self.root.end, self.root.end)
            self.end = place.start
            message = "a second document begins here, and only the first is read"
            self._tell("YAML006", place, message, "keep one document in a file")

    def _tell(
        self,
        code: str,
        span: Span,
        message: str,
        fix: str = "",
        *,
        related: tuple[Related, ...] = (),
        quote: bool = False,
    ) -> None:
        """Adds a flaw; {} stands for what stands at `span`, and with `quote` the fix is to put quotes round that."""
        count = self._told[code] = self._told.get(code, 0) + 1
        if count > MAX_FLAWS:
            self._first_untold.setdefault(code, span)
            return
        words = self.text[slice(*span)]
        said = repair.said(words)
        fix = repair.corrected(self.text, span, repair.quoted(words)) if quote else fix.replace("{}", said)
        self.flaws.append(_flaw(code, span, message.replace("{}", said), fix, related))

    def _value(self, event: Event) -> tuple[object, _Node]:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._single(event)
        return self._alias(event) if kind is yaml.AliasEvent else self._branch(event)

    # Single values

    def _single(self, event: Event) -> tuple[object, Span]:
        value, start, end = event.value, event.start_mark.index, event.end_mark.index
        span = _new_span((start, end))
        if end - start != len(value):
            return self._dressed(event, span)
        # Plain words without anchor or tag: everything else is longer in the text than in the data.
        self.singles.append(span)
        if value[:1] in "~nNtTfFyYoO0123456789+-." and (value in _CONSTANTS or _OTHER_THAN_TEXT.fullmatch(value)):
            return self._plain(value, span), span
        return value, span

    def _dressed(self, event: Event, whole: Span, *, is_key: bool = False) -> tuple[object, Span]:
        """A text in quotes, on several lines, or behind an anchor or a tag."""
        value, span = event.value, self._undressed(event, whole)
        if event.style in ("|", ">"):
            span = Span(span.start, span.start + len(self.text[slice(*span)].rstrip(" \t\r\n")))
            self.singles.append(self._without_header(span))
        else:
            self.singles.append(span)
        if event.tag:
            value, span = self._tagged(event, whole, span)
        elif event.anchor and not value and not event.style and f"*{event.anchor}" not in self.text:
            value, span = self._kept_as_text("YAML003", whole), whole
        elif not is_key and not event.style and not self.text.startswith(("'", '"'), span.start):
            value = self._plain(value, span)
        if event.anchor:
            self._anchors[event.anchor] = (value, span, 1)
        return value, span

    def _without_header(self, span: Span) -> Span:
        """The lines of a text below the | or >, beside which a comment may stand."""
        found = _LINE_END.search(self.text, *span)
        return Span(found.start() if found else span.end, span.end)

    def _undressed(self, event: Event, span: Span) -> Span:
        """`span` without an anchor and a tag at its beginning."""
        found = _PROPERTIES.match(self.text, *span) if event.anchor or event.tag else None
        return Span(found.end(), span.end) if found else span

    def _plain(self, words: str, span: Span) -> object:
        if words in _CONSTANTS:
            return _CONSTANTS[words]
        self._compare(words, span)
        return _number(words)

    def _compare(self, words: str, span: Span) -> None:
        """Notes what other tools take a plain word for."""
        other = _elsewhere(words)
        if other:
            self._tell("YAML009", span, f"other YAML tools read {{}} as {other}", quote=True)

    def _tagged(self, event: Event, whole: Span, span: Span) -> tuple[object, Span]:
        """A value whose kind is said before it, as in `!!str 12`."""
        name, value = event.tag.removeprefix(_CORE), event.value
        if name == "str" or (name == "!" and event.style):
            return value, span
        if name == "float" and _FLOAT.fullmatch(value):
            return _float(value), span
        known = _number(value) if name == "int" else _CONSTANTS.get(value, value)
        if name in _KINDS and type(known) is _KINDS[name]:
            return known, span
        if event.style:
            self._tell_unknown_tag(Span(whole.start, span.start))
            return value, span
        return self._kept_as_text("YAML010", whole), whole

    def _tell_unknown_tag(self, span: Span) -> None:
        span = Span(span.start, span.start + len(self.text[slice(*span)].rstrip()))
        message = "{} begins with !, with which YAML names kinds of values, and there is no such kind"
        self._tell("YAML010", span, message, "delete {}")

    def _kept_as_text(self, code: str, span: Span) -> str:
        """The source of a value that was hardly meant as YAML takes it."""
        words = self.text[slice(*span)].rstrip()
        message = f"{{}} begins with {words[:1]}, which YAML keeps for itself"
        self._tell(code, Span(span.start, span.start + len(words)), message, quote=True)
        return " ".join(words.split())

    def _alias(self, event: Event) -> tuple[object, _Node]:
        span = Span(event.start_mark.index, event.end_mark.index)
        if event.anchor not in self._anchors:
            return self._kept_as_text("YAML003", span), span
        anchored = self._anchors[event.anchor]
        if anchored is None:
            self._tell("YAML008", span, "{} stands inside what it repeats, and would never end", "delete {}")
            return None, span
        value, node, size = anchored
        if self._copies + size > MAX_COPIES:
            if self._copies <= MAX_COPIES:
                message = (
                    f"with {{}}, more than {MAX_COPIES:,} keys and values would be repeated; from here on none are"
                )
                self._tell("YAML007", span, message, "repeat less")
            self._copies = MAX_COPIES + 1
            return None, span
        self._copies += size
        return value, _Use(*span, node)

    # Lists and groups of keys

    def _branch(self, event: Event) -> tuple[object, _Node]:
        start, is_list = event.start_mark.index, type(event) is yaml.SequenceStartEvent
        if self._depth == MAX_DEPTH:
            raise _TooMuch(start, f"more than {MAX_DEPTH} lists or groups stand within each other", "nest less deeply")
        before = self._size()
        if self._branches > MAX_VALUES:
            raise _too_many(start)
        self._depth += 1
        self._branches += 1
        if event.anchor:
            self._anchors[event.anchor] = None
        bare = self._undressed(event, Span(start, event.end_mark.index)).start
        data, node = (self._list if is_list else self._group)(bare, block=not event.flow_style)
        if event.tag and event.tag not in ("!", _CORE + ("seq" if is_list else "map")):
            self._tell_unknown_tag(Span(start, bare))
        if event.anchor:
            self._anchors[event.anchor] = (data, node, self._size() - before)
        self._depth -= 1
        return data, node

    def _size(self) -> int:
        """How many keys and values there are so far, with those that aliases repeat."""
        return len(self.singles) + self._branches + self._copies

    def _list(self, start: int, *, block: bool) -> tuple[object, _Node]:
        data: list[object] = []
        children: list[_Node] = []
        node = _Branch(start, children, _NO_KEYS, block=block)
        child: _Node = node
        singles, next_event = self.singles, self._next
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            if block:
                self.entry = event.start_mark.index
            value, child = self._single(event) if type(event) is yaml.ScalarEvent else self._value(event)
            data.append(value)
            children.append(child)
            if len(singles) > MAX_VALUES:
                raise _too_many(child.start)
        self._close(node, event, child)
        return data, node

    def _group(self, start: int, *, block: bool) -> tuple[object, _Node]:
        data: dict[str, object] = {}
        children: dict[str, _Node] = {}
        keys: dict[str, Span] = {}
        first: dict[str, Span] = {}
        node = _Branch(start, children, keys, block=block)
        child: _Node = node
        merged: list[tuple[object, _Node]] = []
        keyless: list[Span] = []
        singles, next_event = self.singles, self._next
        while type(event := next_event()) is not yaml.MappingEndEvent:
            if block:
                self.entry = event.start_mark.index
            key, span = self._key(event)
            event = next_event()
            value, child = self._single(event) if type(event) is yaml.ScalarEvent else self._value(event)
            if not block and child.start == child.end:  # parsers differ on where nothing stands
                after_colon = self.text.find(":", span.end, child.start) + 1 or child.start
                child = Span(after_colon, after_colon)
            if key is None:
                keyless.append(span)
            elif key == "<<" and span.end - span.start == 2:
                merged.append((value, child))
            else:
                if key in data:
                    self._tell_again(span, first.setdefault(key, keys[key]))
                data[key], keys[key], children[key] = value, span, child
            if len(singles) > MAX_VALUES:
                raise _too_many(span.start)
        self._close(node, event, child)
        for value, child in merged:
            self._merge(data, node, value, child)
        return self._without_keyless(data, node, keyless) if keyless else (data, node)

    def _without_keyless(self, data: object, node: _Branch, keyless: list[Span]) -> tuple[object, _Node]:
        """A group in which brackets stand where keys should be; `{{name}}` is two of them, and was meant as text."""
        if self.text.startswith("{{", node.start):
            whole = Span(node.start, node.end)
            return self._kept_as_text("YAML003", whole), whole
        for span in keyless:
            self._tell("YAML003", span, "{} stands where a key should be, and brackets make it a value", quote=True)
        return data, node

    def _close(self, node: _Branch, event: Event, last: _Node) -> None:
        """Ends `node` at its bracket, or else at its last value: the parser ends it where the next piece begins."""
        end = event.end_mark.index
        node.end = end if end > event.start_mark.index else last.end
        if not node.block and self.text.find("?", node.start, node.end) >= 0:
            for step, child in node.steps():
                self._note_question(node.keys.get(str(step)))
                self._note_question(child)

    def _note_question(self, span: _Node | None) -> None:
        words = self.text[slice(*span)] if isinstance(span, Span) else ""
        if isinstance(span, Span) and "?" in words and words[0] not in "\"'":
            self._tell("YAML009", span, "other YAML tools stop at the question mark in {}", quote=True)

    def _key(self, event: Event) -> tuple[str | None, Span]:
        """A key is its text, whatever it would be as a value; None for a list or a group."""
        kind = type(event)
        if kind is not yaml.ScalarEvent:
            value, node = self._value(event)
            written, span = _followed(node)[0], Span(node.start, node.end)
            if isinstance(written, _Branch):
                return None, span
            return value if isinstance(value, str) else self.text[slice(*written)], span
        words, start, end = event.value, event.start_mark.index, event.end_mark.index
        span = _new_span((start, end))
        if end - start != len(words):
            value, span = self._dressed(event, span, is_key=True)
            return value if isinstance(value, str) else words, span
        self.singles.append(span)
        if words[:1] in "yYnNoO0123456789+-" and len(words) > 1:  # `n` is an everyday key, and few tools mind
            self._compare(words, span)
        return words, span

    def _tell_again(self, span: Span, first: Span) -> None:
        message = "the key {} stands here again, and only the last one counts"
        fix = "keep one {}, or give this one another name"
        self._tell("YAML005", span, message, fix, related=(Related((), "first said here", first),))

    def _merge(self, data: dict[str, object], node: _Branch, value: object, child: _Node) -> None:
        """Copies in the groups that `<<` names, without replacing what is there."""
        written, use = _followed(child)
        sources: list[tuple[object, _Node]] = [(value, written)]
        if isinstance(value, list) and isinstance(written, _Branch):
            sources = list(zip(value, (place for _, place in written.steps()), strict=True))
        for source, place in sources:
            branch, alias = _followed(place)
            if isinstance(source, dict) and isinstance(branch, _Branch):
                _copy(source, branch, use or alias, data, node)
            elif source is not None and not str(source).startswith("*"):  # those have been told
                message = "`<<` repeats the lines of another group, and this is none"
                fix = "write `<<: *name` here, and `&name` after the key of that group"
                self._tell("YAML002", Span(place.start, place.end), message, fix)


def _copy(source: dict[str, object], branch: _Branch, use: _Use | None, data: dict[str, object], node: _Branch) -> None:
    for key, value in source.items():
        if key not in data:
            place = branch.children[key]  # type: ignore[call-overload]
            data[key] = value
            node.children[key] = _Use(use.start, use.end, place) if use else place  # type: ignore[call-overload]
            if not use and key in branch.keys:
                node.keys[key] = branch.keys[key]


def _too_many(start: int) -> _TooMuch:
    return _TooMuch(start, f"more than {MAX_VALUES:,} keys and values stand in this file", "split it")


def _followed(node: _Node) -> tuple[_Branch | Span, _Use | None]:
    """What `node` stands for, and the alias that says so."""
    use = node if isinstance(node, _Use) else None
    while isinstance(node, _Use):
        node = node.target
    return node, use


def _step(branch: _Branch | Span, asked: str | int) -> str | int | None:
    """The key or the index in `branch` that `asked` means, if there is one."""
    if not isinstance(branch, _Branch) or (isinstance(asked, int) and abs(asked) > MAX_SIZE):
        return None
    if isinstance(branch.children, dict):
        return str(asked) if str(asked) in branch.children else None
    index = int(asked) if isinstance(asked, int) or _INDEX.fullmatch(asked) else -1
    return index if 0 <= index < len(branch.children) else None


# ---------------------------------------------------------------------------------------------------------------------
# Plain words: the core schema of YAML 1.2, and what YAML 1.1 makes of them

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_CONSTANTS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_OLD_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_OLD_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def _number(words: str) -> object:
    """The number that `words` are, or the words themselves."""
    if len(words) > MAX_DIGITS:
        return words
    if _INTEGER.fullmatch(words):
        return int(words, {"0o": 8, "0x": 16}.get(words[:2], 10))
    return _float(words) if _FLOAT.fullmatch(words) else words


def _float(words: str) -> object:
    number = float(words.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return words if abs(number) == float("inf") and "i" not in words.lower() else number


def _elsewhere(words: str) -> str | None:
    """What YAML 1.1 tools read instead of `words`, if it is something else."""
    if words in _OLD_CONSTANTS:
        return _OLD_CONSTANTS[words]
    if len(words) > MAX_DIGITS:
        return None
    if ":" in words and _OLD_BASE_60.fullmatch(words):
        total: float = 0
        for part in words.lstrip("+-").replace("_", "").split(":"):
            total = total * 60 + (float(part) if "." in part else int(part))
        return f"the number {'-' * words.startswith('-')}{total}"
    if _OLD_OCTAL.fullmatch(words):
        number = int(words.replace("_", ""), 8)
        return f"the number {number}" if number != _number(words) else None
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Comments and flaws

_COMMENT = re.compile(r"(?<!\S)#([^\r\n]*)", re.ASCII)


def _comments(text: str, end: int, singles: list[Span]) -> Iterator[Comment]:
    """The comments between the single values; a # within one is none."""
    position = 0
    while found := _COMMENT.search(text, position, end):
        before = bisect_right(singles, Span(found.start(), len(text))) - 1
        if before >= 0 and found.start() < singles[before].end:
            position = singles[before].end
            continue
        position = found.end()
        yield Comment(found[1].strip(), Span(found.start(), found.start() + len(found[0].rstrip())))


def _flaw(code: str, span: Span, message: str, fix: str = "", related: tuple[Related, ...] = ()) -> Flaw:
    return Flaw(code, Finding((), message, fix, related, span=span))


def _span(flaw: Flaw) -> Span:
    return flaw.finding.span or Span(0, 0)


def _overlap(one: Span, other: Span) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)


def _same_line(text: str, one: Span, other: Span) -> bool:
    return not re.search(r"[\r\n]", text[min(one.start, other.start) : max(one.start, other.start)])


def _with_path(flaw: Flaw, node: _Node) -> Flaw:
    """`flaw` with the path of the value, or of the key, that it stands at."""
    at = _span(flaw).start
    path: list[str | int] = []
    while isinstance(node, _Branch):
        for step, child in node.steps():
            key = node.keys.get(step) if isinstance(step, str) else None
            if (key or child).start <= at <= child.end:
                path.append(step)
                node = child
                break
        else:
            break
    return flaw._replace(finding=flaw.finding._replace(path=tuple(path)))
