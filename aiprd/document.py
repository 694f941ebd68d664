"""YAML text as plain data, with its comments and the place of every value; knows nothing of PRDs."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from aiprd import repair
from aiprd.diagnostic import Finding, Flaw, Path, Region, Related, Span

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

    def __init__(self, start: int, children: "dict[str, _Node] | list[_Node]", *, block: bool) -> None:
        self.start = start
        self.end = start
        self.children = children
        self.keys: dict[str, Span] = {}
        self.block = block


class _Use(NamedTuple):
    """An alias: where it is used and what it stands for."""

    start: int
    end: int
    target: "_Node"


_Node = _Branch | _Use | Span
"""The place of a value, with `start` and `end`; a Span if there is nothing inside."""


class Document:
    """A YAML document as read: `data` is made of dict, list, str, int, float, bool and None, and all keys are text.

    `data` is None where reading could not go on; `flaws` say why, and what else is wrong with the YAML. Values that an
    alias repeats are the same objects, so never change them.
    """

    __slots__ = ("_comments", "_composer", "_starts", "data", "file", "flaws", "text")

    def __init__(self, file: str, text: str, composer: "_Composer", flaws: tuple[Flaw, ...]) -> None:
        self.file = file
        self.text = text
        self.data = composer.data
        self.flaws = flaws
        self._composer = composer
        self._comments: tuple[Comment, ...] | None = None
        self._starts: list[int] = []

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order."""
        if self._comments is None:
            self._comments = tuple(_comments(self.text, self._composer)) if "#" in self.text else ()
        return self._comments

    def place(self, path: Path) -> Place:
        """The place of the value at `path`, or of the nearest value above it; digits may stand for a list index."""
        node, key, use = self._composer.root, None, None
        steps: list[str | int] = []
        for asked in path:
            branch, alias = _followed(node)
            step = _step(branch, asked)
            if step is None or not isinstance(branch, _Branch):
                break
            use = use or alias
            key = branch.keys.get(step) if isinstance(step, str) and not use else None
            node = branch.children[step]  # type: ignore[index] - a step fits its branch
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
        return self.text[starts[number - 1] : (*starts[number : number + 1], len(self.text))[0]].rstrip("\r\n")

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", self.text))]
        return self._starts


def read(source: bytes | str, file: str) -> Document:
    """The first document in `source`, whatever it is; `file` is only its name. Never raises."""
    text, flaws = _decoded(source)
    if text is None:
        return Document(file, "", _Composer(""), tuple(flaws))
    composer, more = _composed(text)
    found = sorted([*flaws, *more], key=_start)
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
    char, byte = text[odd.start()], ord(odd[0]) - 0xDC00
    message = "half a character stands here"
    if char != "\ufffd":
        message = f"this file is not in UTF-8: byte {byte:02X} stands here, which Windows-1252 shows as {char}"
    return text, [_flaw("YAML001", Span(*odd.span()), message, "save the file as UTF-8")]


def _text(source: bytes) -> str:
    """`source` decoded; a byte that fits nowhere becomes half a character."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if source.startswith(mark):
            try:
                return source[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return source[len(mark) :].decode(encoding, "replace").replace("\ufffd", "\udc81")
    return source.decode("utf-8", "surrogateescape")


# ---------------------------------------------------------------------------------------------------------------------
# From text to data

_PROPERTIES = re.compile(r"(?:(?:&[0-9A-Za-z_-]+|!(?:<[^>\s]*>|[^\s,\[\]{}<]*))(?:\s+|(?<=\s)#[^\r\n]*)*)*")
_NEXT_DOCUMENT = re.compile(r"[ \t]*(?:(?:#[^\r\n]*)?(?:\r\n?|\n)[ \t]*)*(---|\.\.\.)(?=\s|\Z)")
_BREAK = re.compile(r"[\r\n]|\Z")


class _TooMuch(Exception):  # noqa: N818 - a limit, not an error
    """The document is larger than anybody's requirements; holds the flaw that says so."""

    def __init__(self, start: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.flaw = _flaw("YAML007", Span(start, start + 1), message, fix)


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
        self._anchors: dict[str, tuple[object, _Node, int] | None] = {}
        self._depth = 0
        self._branches = 0
        self._copies = 0

    def read(self, next_event: Callable[[], Any]) -> None:
        """Reads the first document. Raises what the parser raises, and _TooMuch."""
        self._next = next_event
        next_event()
        if type(next_event()) is not yaml.StreamEndEvent:
            self.data, self.root = self._value(next_event())
            self.end = len(self.text)
            self._see_what_follows()
        if self.data is None and self.root.start == self.root.end:
            self._tell("YAML011", Span(0, 0), "there is nothing here but blank lines and comments")

    def _see_what_follows(self) -> None:
        mark = _NEXT_DOCUMENT.match(self.text, self.root.end)
        try:
            self._next()
            more = type(self._next()) is not yaml.StreamEndEvent
        except yaml.YAMLError:
            if not mark:
                raise
            more = True
        if more:
            place = Span(*mark.span(1)) if mark else Span(self.root.end, self.root.end)
            self.end = place.start
            message = "a second document begins here, and only the first is read"
            self._tell("YAML006", place, message, "keep one document in a file")

    def _value(self, event: Any) -> tuple[object, _Node]:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._single(event)
        return self._alias(event) if kind is yaml.AliasEvent else self._branch(event)

    # Single values

    def _single(self, event: Any) -> tuple[object, Span]:
        value, span = event.value, Span(event.start_mark.index, event.end_mark.index)
        if span.end - span.start != len(value):
            return self._dressed(event, span)
        # Plain words without anchor or tag: everything else is longer in the text than in the data.
        self.singles.append(span)
        return (self._plain(value, span) if value[:1] in "~nNtTfFyYoO0123456789+-." else value), span

    def _dressed(self, event: Any, span: Span, *, is_key: bool = False) -> tuple[object, Span]:
        """A text in quotes, on several lines, or behind an anchor or a tag."""
        value, whole, span = event.value, span, self._undressed(event, span)
        comments_end = span.start
        if event.style in ("|", ">"):
            span = Span(span.start, span.start + len(self.text[slice(*span)].rstrip()))
            comments_end = _end_of_line(self.text, span.start)
        self.singles.append(Span(comments_end, max(span.end, comments_end)))
        if event.tag:
            value = self._tagged(event, whole, span)
        elif not is_key and not event.style and not self.text.startswith(("'", '"'), span.start):
            value = self._plain(value, span)
        if event.anchor:
            if value is None and f"*{event.anchor}" not in self.text:
                value = self._kept_as_text(whole)
            self._anchors[event.anchor] = (value, span, 1)
        return value, span

    def _undressed(self, event: Any, span: Span) -> Span:
        """`span` without the anchor and the tag at its beginning."""
        if not event.anchor and not event.tag:
            return span
        found = _PROPERTIES.match(self.text, *span)
        return Span(found.end(), span.end) if found else span

    def _plain(self, value: str, span: Span) -> object:
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        self._compare(value, span)
        return _number(value)

    def _compare(self, value: str, span: Span) -> None:
        """Notes what other tools take a word for."""
        other = _elsewhere(value)
        if other:
            self._tell("YAML009", span, f"other YAML tools read {repair.said(value)} as {other}", quote=True)

    def _tagged(self, event: Any, whole: Span, span: Span) -> object:
        """A value whose kind is said before it, as in `!!str 12`."""
        name, value = event.tag.removeprefix(_TAG), event.value
        if name == "str" or (name == "!" and event.style):
            return value
        if name == "float" and _FLOAT.fullmatch(value):
            return _float(value)
        known = _CONSTANTS.get(value, value) if name in ("bool", "null") else _number(value)
        if name in _KINDS and type(known) is _KINDS[name]:
            return known
        if event.style:
            self._tell_unknown_tag(Span(whole.start, span.start))
            return value
        return self._kept_as_text("YAML010", whole)

    def _tell_unknown_tag(self, span: Span) -> None:
        tag = repair.said(self.text[slice(*span)].strip())
        self._tell("YAML010", span, f"{tag} begins with !, which YAML keeps for kinds of values, and names none", f"delete {tag}")

    def _kept_as_text(self, code: str, span: Span) -> str:
        """The source of a value that was hardly meant as what YAML makes of it."""
        words = self.text[slice(*span)].rstrip()
        message = f"{repair.said(words)} begins with {words[0]}, which YAML keeps for itself"
        self._tell(code, Span(span.start, span.start + len(words)), message, quote=True)
        return " ".join(words.split())

    def _alias(self, event: Any) -> tuple[object, _Node]:
        span = Span(event.start_mark.index, event.end_mark.index)
        if event.anchor not in self._anchors:
            return self._kept_as_text("YAML003", span), span
        anchored = self._anchors[event.anchor]
        name = repair.said(self.text[slice(*span)])
        if anchored is None:
            self._tell("YAML008", span, f"{name} stands inside what it repeats, so it would never end", f"delete {name}")
            return None, span
        value, node, size = anchored
        if self._copies + size > MAX_COPIES:
            message = f"{name} would make more than {MAX_COPIES:,} repeated values"
            self._tell("YAML007", span, message, "write out what is needed, once")
            return None, span
        self._copies += size
        return value, _Use(*span, node)

    # Lists and groups

    def _branch(self, event: Any) -> tuple[object, _Node]:
        start, is_list = event.start_mark.index, type(event) is yaml.SequenceStartEvent
        if self._depth == MAX_DEPTH:
            raise _TooMuch(start, f"more than {MAX_DEPTH} lists or groups stand within each other", "nest them less deeply")
        before = self._size()
        self._depth += 1
        self._branches += 1
        if event.anchor:
            self._anchors[event.anchor] = None
        bare = self._undressed(event, Span(start, event.end_mark.index)).start
        data, node = (self._list if is_list else self._group)(bare, flow=bool(event.flow_style))
        if event.tag and event.tag not in ("!", _TAG + ("seq" if is_list else "map")):
            self._tell_unknown_tag(Span(start, bare))
        if event.anchor:
            self._anchors[event.anchor] = (data, node, self._size() - before)
        self._depth -= 1
        return data, node

    def _list(self, start: int, *, flow: bool) -> tuple[object, _Node]:
        data: list[object] = []
        children: list[_Node] = []
        next_event = self._next
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            if not flow:
                self.entry = event.start_mark.index
            value, child = self._value(event)
            data.append(value)
            children.append(child)
            if len(self.singles) + self._branches > MAX_VALUES:
                raise _too_many(child.start)
        return data, self._closed(_Branch(start, children, block=not flow), event, children[-1:])

    def _group(self, start: int, *, flow: bool) -> tuple[object, _Node]:
        data: dict[str, object] = {}
        children: dict[str, _Node] = {}
        node = _Branch(start, children, block=not flow)
        keys, first = node.keys, {}
        last: list[_Node] = []
        merged: list[tuple[object, _Node]] = []
        keyless: list[Span] = []
        next_event = self._next
        while type(event := next_event()) is not yaml.MappingEndEvent:
            if not flow:
                self.entry = event.start_mark.index
            key, span = self._key(event)
            value, child = self._value(next_event())
            last = [child]
            if key is None:
                keyless.append(span)
            elif key == "<<" and span.end - span.start == 2:
                merged.append((value, child))
            else:
                if key in data:
                    first.setdefault(key, keys[key])
                    self._tell_again(key, span, first[key])
                data[key], keys[key], children[key] = value, span, child
            if len(self.singles) + self._branches > MAX_VALUES:
                raise _too_many(span.start)
        self._closed(node, event, last)
        for value, child in merged:
            self._merge(data, node, value, child)
        if keyless and self.text.startswith("{{", start):
            return self._kept_as_text("YAML003", Span(start, node.end)), Span(start, node.end)
        for span in keyless:
            self._tell("YAML003", span, "brackets stand here where a key should be", quote=True)
        return data, node

    def _closed(self, node: _Branch, event: Any, last: list[_Node]) -> _Branch:
        """`node`, which ends at its bracket, or else with its last value: the parser's end is where the next piece begins."""
        node.end = event.end_mark.index
        if event.start_mark.index == node.end:
            node.end = last[0].end if last else node.start
        if not node.block and self.text.find("?", node.start, node.end) >= 0:
            children = node.children.values() if isinstance(node.children, dict) else node.children
            self._note_questions([*node.keys.values(), *(child for child in children if type(child) is Span)])
        return node

    def _note_questions(self, spans: list[Span]) -> None:
        for span in spans:
            words = self.text[slice(*span)]
            if "?" in words and words[0] not in "\"'":
                self._tell("YAML009", span, f"other YAML tools stop at the question mark in {repair.said(words)}", quote=True)

    def _key(self, event: Any) -> tuple[str | None, Span]:
        """A key is its text, whatever it would be as a value; None for a list or a group."""
        if type(event) is not yaml.ScalarEvent:
            value, node = self._value(event)
            written, span = _followed(node)[0], Span(node.start, node.end)
            if isinstance(written, _Branch):
                return None, span
            return value if isinstance(value, str) else self.text[slice(*written)], span
        words, span = event.value, Span(event.start_mark.index, event.end_mark.index)
        if span.end - span.start != len(words):
            value, span = self._dressed(event, span, is_key=True)
            return value if isinstance(value, str) else words, span
        self.singles.append(span)
        if words[:1] in "yYnNoO0123456789+-" and len(words) > 1:  # `n` is an everyday key, and few tools mind
            self._compare(words, span)
        return words, span

    def _merge(self, data: dict[str, object], node: _Branch, value: object, child: _Node) -> None:
        """Copies in the groups that `<<` names, without replacing what is there."""
        written, use = _followed(child)
        sources: list[tuple[object, _Node]] = [(value, written)]
        if isinstance(value, list):
            sources = list(zip(value, written.children, strict=True))  # type: ignore[union-attr]
        for source, place in sources:
            branch, alias = _followed(place)
            if isinstance(source, dict) and isinstance(branch, _Branch):
                self._copy(source, branch, use or alias, data, node)
            elif source is not None and not str(source).startswith("*"):  # else it has been told already
                message = "`<<` repeats the lines of another group, and this is none"
                self._tell("YAML002", Span(place.start, place.end), message, "write `<<: *name`, and `&name` after the group's key")

    def _tell_again(self, key: str, span: Span, first: Span) -> None:
        message = f"the key {repair.said(key)} stands here again, and only the last one counts"
        fix = f"keep one `{key[:60]}:`, or give this one another name"
        self._tell("YAML005", span, message, fix, related=(Related((), "first said here", first),))

    def _tell(
        self, code: str, span: Span, message: str, fix: str = "", *, related: tuple[Related, ...] = (), quote: bool = False
    ) -> None:
        count = self._told[code] = self._told.get(code, 0) + 1
        if count <= MAX_FLAWS:
            if quote:
                fix = repair.corrected(self.text, span, repair.quoted(self.text[slice(*span)]))
            self.flaws.append(_flaw(code, span, message, fix, related))
        elif count == MAX_FLAWS + 1:
            self._first_untold[code] = span

    def untold(self) -> Iterator[Flaw]:
        """One flaw for all those of a code that are too many to tell."""
        for code, span in self._first_untold.items():
            yield _flaw(code, span, f"and {self._told[code] - MAX_FLAWS:,} more like the {MAX_FLAWS} before")


def _copy(source: dict[str, object], branch: _Branch, use: _Use | None, data: dict[str, object], node: _Branch) -> None:
    for key, value in source.items():
        if key not in data:
            data[key] = value
            place = branch.children[key]
            node.children[key] = _Use(use.start, use.end, place) if use else place
            if not use and key in branch.keys:
                node.keys[key] = branch.keys[key]


def _too_many(start: int) -> _TooMuch:
    return _TooMuch(start, f"more than {MAX_VALUES:,} keys and values stand in this file", "split it")


def _followed(node: _Node) -> tuple[_Branch | Span, _Use | None]:
    """What `node` stands for, and where an alias was used first to say so."""
    use = node if isinstance(node, _Use) else None
    while isinstance(node, _Use):
        node = node.target
    return node, use


def _step(branch: _Branch | Span, asked: str | int) -> str | int | None:
    """The key or the index in `branch` that `asked` means, if there is one."""
    if not isinstance(branch, _Branch) or (isinstance(asked, int) and asked > MAX_SIZE):
        return None
    if isinstance(branch.children, dict):
        return str(asked) if str(asked) in branch.children else None
    index = int(asked) if isinstance(asked, int) or _INDEX.fullmatch(asked) else -1
    return index if 0 <= index < len(branch.children) else None


# ---------------------------------------------------------------------------------------------------------------------
# Plain words: the core schema of YAML 1.2, and what YAML 1.1 makes of them

_CONSTANTS: dict[object, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_CONSTANTS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
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
    return number if abs(number) != float("inf") or "i" in words.lower() else words


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
        return f"{'-' * words.startswith('-')}{total}"
    if _OLD_OCTAL.fullmatch(words):
        number = int(words.replace("_", ""), 8)
        return str(number) if number != _number(words) else None
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Comments and flaws

_COMMENT = re.compile(r"(?<!\S)#([^\r\n]*)")


def _comments(composer: _Composer) -> Iterator[Comment]:
    """The comments between the single values; a # within one is none."""
    position, singles = 0, composer.singles
    while found := _COMMENT.search(composer.text, position, composer.end):
        before = bisect_right(singles, Span(found.start(), len(composer.text))) - 1
        if before >= 0 and found.start() < singles[before].end:
            position = singles[before].end
            continue
        position = found.end()
        yield Comment(found[1].strip(), Span(found.start(), found.start() + len(found[0].rstrip())))


def _composed(text: str) -> tuple[_Composer, list[Flaw]]:
    """The document in `text`, read past its mistakes as far as that goes."""
    scratch, seen, flaws = repair.Scratch(text), [], []
    reread = 0
    while True:
        composer = _Composer(text)
        try:
            composer.read(scratch.events())
        except _TooMuch as limit:
            return _Composer(text), [*flaws, limit.flaw]
        except yaml.YAMLError as error:
            mistake = repair.mistake_at(text, scratch, error, composer.entry)
        else:
            return composer, [*flaws, *composer.flaws, *composer.untold()]
        reread += mistake.span.end
        stuck = any(_overlap(mistake.span, other.span) for other in seen)
        ...


def _flaw(code: str, span: Span, message: str, fix: str = "", related: tuple[Related, ...] = ()) -> Flaw:
    return Flaw(code, Finding((), message, fix, related, span=span))


def _start(flaw: Flaw) -> Span:
    return flaw.finding.span or Span(0, 0)


def _with_path(flaw: Flaw, node: _Node) -> Flaw:
    """`flaw` with the path of the value, or of the key, that it stands at."""
    at, path = _start(flaw).start, []
    step: str | int | None = 0
    while step is not None and isinstance(node, _Branch):
        step = next((step for step, start, end in _stretches(node) if start <= at <= end), None)
        if step is not None:
            path.append(step)
            node = node.children[step]  # type: ignore[index]
    return Flaw(flaw.code, flaw.finding._replace(path=tuple(path)))
