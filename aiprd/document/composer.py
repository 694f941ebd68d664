"""From the parser's events to data and places, in one pass."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import yaml

from aiprd.diagnostic import Flaw, Related, Span
from aiprd.document.limits import MAX_COPIES, MAX_DEPTH, MAX_ENTRIES, MAX_FLAWS, MAX_KEY, MAX_VALUES
from aiprd.document.places import NO_KEYS, Branch, Node, Use, flaw_at, followed
from aiprd.document.plain import CONSTANTS, FLOAT, as_float, as_number, read_elsewhere
from aiprd.document.scratch import Event


class TooMuch(Exception):  # noqa: N818 - a limit, not an error
    """The document is larger than anybody's requirements; holds the flaw that says so."""

    def __init__(self, start: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.flaw = flaw_at("YAML007", Span(start, start + 1), message, fix)


_CORE = "tag:yaml.org,2002:"
_KINDS: dict[str, type] = {"null": type(None), "bool": bool, "int": int}
_PROPERTIES = re.compile(r"(?:(?:&[0-9A-Za-z_-]+|!(?:<[^>\s]*>|[^\s,\[\]{}<]*))(?:\s+|(?<=\s)#[^\r\n]*)*)*", re.ASCII)
_NEXT_DOCUMENT = re.compile(r"[ \t]*(?:(?:#[^\r\n]*)?(?:\r\n|\r(?!\n)|\n)[ \t]*)*(---|\.\.\.)(?=\s|\Z)", re.ASCII)
_LINE_END = re.compile(r"[\r\n]|\Z")
_OTHER_THAN_TEXT = re.compile(r"[-+]?[0-9.][0-9a-fA-FxoinINF_:.+-]*|-|[yY](?:es|ES)?|[nN][oO]?|[oO](?:n|N|ff|FF)")
_new_span = partial(tuple.__new__, Span)  # half the cost of Span(start, end), and that is what reading costs most


class Composer:
    """Builds the data and the places from the parser's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: object = None
        self.root: Node = Span(0, 0)
        self.singles: list[Span] = []
        """All keys and single values, in the order of the text."""
        self.end = 0
        """Of the part of the text that was read."""
        self.entry = 0
        """Where the last key or list item outside all brackets began."""
        self.flaws: list[Flaw] = []
        self._told: dict[str, int] = {}
        self._first_untold: dict[str, Span] = {}
        self._anchors: dict[str, tuple[object, Node, int] | None] = {}
        self._depth = 0
        self._branches = 0
        self._copies = 0
        self._asks = "?" in text

    def read(self, next_event: Callable[[], Event]) -> None:
        """Reads the first document. Raises what the parser raises, and TooMuch."""
        self._next = next_event
        next_event()
        if type(next_event()) is not yaml.StreamEndEvent:
            self.data, self.root = self._value(next_event())
            self._see_what_follows()
        else:
            self.end = len(self.text)
        if self.data is None and self.root.start == self.root.end:
            self._tell("YAML011", Span(0, 0), "there is nothing here but blank lines and comments")
        elif self.data is None and not self.flaws:
            self._tell("YAML011", Span(self.root.start, self.root.end), "there is nothing here but {}")

    def untold(self) -> Iterator[Flaw]:
        """One flaw in place of all those of a code that were too many to tell."""
        for code, span in self._first_untold.items():
            yield flaw_at(code, span, f"and {self._told[code] - MAX_FLAWS:,} more like the {MAX_FLAWS} before")

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
        from aiprd.document import repair  # wanted where there is a mistake

        words = self.text[slice(*span)]
        said = repair.said(words)
        fix = repair.corrected(self.text, span, repair.quoted(words)) if quote else fix.replace("{}", said)
        self.flaws.append(flaw_at(code, span, message.replace("{}", said), fix, related))

    def _value(self, event: Event) -> tuple[object, Node]:
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
        if value[:1] in "~nNtTfFyYoO0123456789+-." and (value in CONSTANTS or _OTHER_THAN_TEXT.fullmatch(value)):
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
        elif event.anchor and not event.style and self._hardly_named(event, span):
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

    def _hardly_named(self, event: Event, span: Span) -> bool:
        """Whether the anchor before a plain value is none: nobody repeats it and nothing follows, or no space does."""
        if event.value:
            return not self.text[span.start - 1].isspace()
        return f"*{event.anchor}" not in self.text

    def _plain(self, words: str, span: Span) -> object:
        if words in CONSTANTS:
            return CONSTANTS[words]
        self._compare(words, span)
        return as_number(words)

    def _compare(self, words: str, span: Span) -> None:
        """Notes what other tools take a plain word for."""
        other = read_elsewhere(words)
        if other:
            self._tell("YAML009", span, f"other YAML tools read {{}} as {other}", quote=True)

    def _tagged(self, event: Event, whole: Span, span: Span) -> tuple[object, Span]:
        """A value whose kind is said before it, as in `!!str 12`."""
        name, value = event.tag.removeprefix(_CORE), event.value
        if name == "str" or (name == "!" and event.style):
            return value, span
        if name == "float" and FLOAT.fullmatch(value):
            return as_float(value), span
        known = as_number(value) if name == "int" else CONSTANTS.get(value, value)
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

    def _alias(self, event: Event) -> tuple[object, Node]:
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
        return value, Use(*span, node)

    # Lists and groups of keys

    def _branch(self, event: Event) -> tuple[object, Node]:
        start, is_list = event.start_mark.index, type(event) is yaml.SequenceStartEvent
        if self._depth == MAX_DEPTH:
            raise TooMuch(start, f"more than {MAX_DEPTH} lists or groups stand within each other", "nest less deeply")
        if self._branches > MAX_VALUES:
            raise _too_many(start)
        self._depth += 1
        self._branches += 1
        before, bare = 0, start
        if event.anchor or event.tag:
            bare = self._undressed(event, Span(start, event.end_mark.index)).start
        if event.anchor:
            before = self._size() - 1
            self._anchors[event.anchor] = None
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

    def _list(self, start: int, *, block: bool) -> tuple[object, Node]:
        data: list[object] = []
        children: list[Node] = []
        node = Branch(start, children, NO_KEYS, block=block)
        child: Node = node
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
        if len(data) > MAX_ENTRIES:
            self._tell_cut(Span(children[MAX_ENTRIES].start, children[MAX_ENTRIES].end), "entries stand in this list")
            del data[MAX_ENTRIES:], children[MAX_ENTRIES:]
        return data, node

    def _group(self, start: int, *, block: bool) -> tuple[object, Node]:
        data: dict[str, object] = {}
        children: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        first: dict[str, Span] = {}
        node = Branch(start, children, keys, block=block)
        child: Node = node
        merged: list[tuple[object, Node]] = []
        keyless: list[Span] = []
        singles, next_event = self.singles, self._next
        read_key = self._key_in_brackets if self._asks and not block else self._key
        while type(event := next_event()) is not yaml.MappingEndEvent:
            if block:
                self.entry = event.start_mark.index
            key, span = read_key(event)
            event = next_event()
            value, child = self._single(event) if type(event) is yaml.ScalarEvent else self._value(event)
            if not block and child.start == child.end:  # parsers differ on where nothing stands
                after_colon = self.text.find(":", span.end, child.start) + 1 or child.start
                child = Span(after_colon, after_colon)
            if key is None:
                keyless.append(span)
            elif len(key) > MAX_KEY:  # every path through it would be as long
                self._tell("YAML007", span, f"this key is longer than {MAX_KEY:,} characters", "a short name")
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
        self._cut(data, children, keys, child)
        return self._without_keyless(data, node, keyless)

    def _cut(self, data: dict[str, object], children: dict[str, Node], keys: dict[str, Span], last: Node) -> None:
        """Leaves out the keys beyond `MAX_ENTRIES`."""
        beyond = list(data)[MAX_ENTRIES:] if len(data) > MAX_ENTRIES else ()
        if not beyond:
            return
        self._tell_cut(keys.get(beyond[0]) or Span(last.start, last.end), "keys stand in this group")
        for name in beyond:
            del data[name], children[name]
            keys.pop(name, None)

    def _tell_cut(self, span: Span, what: str) -> None:
        """Notes that what stands at `span` and after it is left out."""
        message = f"more than {MAX_ENTRIES:,} {what}; from here on they are not judged"
        self._tell("YAML007", span, message, "split it, or keep the large parts elsewhere")

    def _without_keyless(self, data: object, node: Branch, keyless: list[Span]) -> tuple[object, Node]:
        """A group in which brackets stand where keys should be; `{{name}}` is two of them, and was meant as text."""
        if keyless and self.text.startswith("{{", node.start):
            whole = Span(node.start, node.end)
            return self._kept_as_text("YAML003", whole), whole
        for span in keyless:
            self._tell("YAML003", span, "{} stands where a key should be, and brackets make it a value", quote=True)
        return data, node

    def _close(self, node: Branch, event: Event, last: Node) -> None:
        """Ends `node` at its bracket, or else at its last value: the parser ends it where the next piece begins."""
        end = event.end_mark.index
        node.end = end if end > event.start_mark.index else last.end
        if self._asks and not node.block and self.text.find("?", node.start, node.end) >= 0:
            for step, child in node.steps():
                self._note_question(node.keys.get(str(step)))
                self._note_question(child)

    def _note_question(self, span: Node | None) -> None:
        words = self.text[slice(*span)] if isinstance(span, Span) else ""
        if isinstance(span, Span) and "?" in words and words[0] not in "\"'?":
            self._tell("YAML009", span, "other YAML tools stop at the question mark in {}", quote=True)

    def _key(self, event: Event) -> tuple[str | None, Span]:
        """A key is its text, whatever it would be as a value; None for a list or a group."""
        kind = type(event)
        if kind is not yaml.ScalarEvent:
            value, node = self._value(event)
            written, span = followed(node)[0], Span(node.start, node.end)
            if isinstance(written, Branch):
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

    def _key_in_brackets(self, event: Event) -> tuple[str | None, Span]:
        """The same, with a question mark right before it, which makes it no key of its own kind but a word."""
        key, span = self._key(event)
        if span.start < span.end and self.text.startswith("?", span.start - 1):
            span = Span(span.start - 1, span.end)
            key = self._kept_as_text("YAML003", span)
        return key, span

    def _tell_again(self, span: Span, first: Span) -> None:
        message = "the key {} stands here again, and only the last one counts"
        fix = "keep one {}, or give this one another name"
        self._tell("YAML005", span, message, fix, related=(Related((), "first said here", first),))

    def _merge(self, data: dict[str, object], node: Branch, value: object, child: Node) -> None:
        """Copies in the groups that `<<` names, without replacing what is there."""
        written, use = followed(child)
        sources: list[tuple[object, Node]] = [(value, written)]
        if isinstance(value, list) and isinstance(written, Branch):
            sources = list(zip(value, (place for _, place in written.steps()), strict=True))
        for source, place in sources:
            branch, alias = followed(place)
            if isinstance(source, dict) and isinstance(branch, Branch):
                _copy(source, branch, use or alias, data, node)
            elif source is not None and not str(source).startswith("*"):  # those have been told
                message = "`<<` repeats the lines of another group, and this is none"
                fix = "write `<<: *name` here, and `&name` after the key of that group"
                self._tell("YAML002", Span(place.start, place.end), message, fix)


def _copy(source: dict[str, object], branch: Branch, use: Use | None, data: dict[str, object], node: Branch) -> None:
    for key, value in source.items():
        if key not in data:
            place = branch.children[key]  # type: ignore[call-overload]
            data[key] = value
            node.children[key] = Use(use.start, use.end, place) if use else place  # type: ignore[call-overload]
            if not use and key in branch.keys:
                node.keys[key] = branch.keys[key]


def _too_many(start: int) -> TooMuch:
    return TooMuch(start, f"more than {MAX_VALUES:,} keys and values stand in this file", "split it")
