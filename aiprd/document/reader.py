"""A whole document: its data, its comments, and the place of every value."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import yaml

from aiprd.diagnostic import Flaw, Path, Region, Span
from aiprd.document.composer import Composer, TooMuch
from aiprd.document.encoding import decoded
from aiprd.document.limits import MAX_FLAWS, MAX_REPAIRS, MAX_REREAD, MAX_VALUES
from aiprd.document.lines import line_at
from aiprd.document.places import Branch, Node, flaw_at, followed, span_of, step_in
from aiprd.document.scratch import Scratch

if TYPE_CHECKING:
    from aiprd.document.repair import Mistake


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


class Document:
    """A YAML document as read: `data` is made of dict, list, str, int, float, bool and None, and all keys are text.

    `data` is None where reading could not go on; `flaws` say why, and what else is wrong with the YAML. Values that an
    alias repeats are the same objects, so never change them.
    """

    __slots__ = ("_comments", "_end", "_latest", "_root", "_singles", "_starts", "data", "file", "flaws", "text")

    def __init__(self, file: str, text: str, composer: "Composer", flaws: tuple[Flaw, ...]) -> None:
        self.file = file
        self.text = text
        self.data = composer.data
        self.flaws = flaws
        self._root = composer.root
        self._singles = composer.singles
        self._end = composer.end
        self._comments: tuple[Comment, ...] | None = None
        self._starts: list[int] = []
        self._latest = 0, ""

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
            branch, alias = followed(node)
            step = step_in(branch, asked)
            if step is None or not isinstance(branch, Branch):
                break
            use = use or alias
            key = branch.keys.get(step) if isinstance(step, str) and not use else None
            node = branch.children[step]  # type: ignore[index]
            steps.append(step)
        written, alias = followed(node)
        use = use or alias
        here = Span(written.start, written.end)
        block = isinstance(written, Branch) and written.block
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
        if number == self._latest[0]:  # a thousand findings may stand on one long line
            return self._latest[1]
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        self._latest = number, self.text[starts[number - 1] : end].rstrip("\r\n")
        return self._latest[1]

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", self.text))]
        return self._starts


def read(source: bytes | str, file: str) -> Document:
    """The first document in `source`, whatever that is; `file` is only its name. Never raises."""
    text, flaws = decoded(source)
    if text is None:
        return Document(file, "", Composer(""), tuple(flaws))
    composer, more = _composed(text)
    found = sorted([*flaws, *more], key=span_of)
    return Document(file, text, composer, tuple(_with_path(flaw, composer.root) for flaw in found))


def _composed(text: str) -> "tuple[Composer, list[Flaw]]":
    """The document in `text`, read past its mistakes as far as that goes."""
    scratch, seen, reread = Scratch(text), list["Mistake"](), 0
    mistake = _no_break_spaces(text)
    while True:
        if mistake and mistake.cure:
            mistake.cure(scratch)
            seen.append(mistake)
        told = [other for other in seen if other.code]
        composer = Composer(text)
        try:
            composer.read(scratch.events())
            return composer, [*map(_told, told), *composer.flaws, *composer.untold(), *_glued(text, composer)]
        except TooMuch as limit:
            return Composer(text), [*map(_told, told), limit.flaw]
        except yaml.YAMLError as error:
            from aiprd.document.repair import mistake_at  # wanted where there is a mistake

            mistake = mistake_at(text, scratch, error, composer.entry)
        reread += len(text)
        in_vain = any(mistake.code == other.code and _overlap(mistake.span, other.span) for other in seen)
        if in_vain or not mistake.cure or len(told) == MAX_REPAIRS or reread > MAX_REREAD:
            echo = any(_same_line(text, mistake.span, other.span) for other in told)
            return Composer(text), [*map(_told, told if echo else [*told, mistake])]


def _no_break_spaces(text: str) -> "Mistake | None":
    if "\xa0" not in text:
        return None
    from aiprd.document.repair import no_break_spaces

    return no_break_spaces(text)


def _told(mistake: "Mistake") -> Flaw:
    message = mistake.message or "what stands here cannot be read"
    return flaw_at(mistake.code or "YAML002", mistake.span, message, mistake.fix)


# Both begin with the sign itself, for which alone a long text is searched soon.
_COMMENT = re.compile(r"#(?<!\S#)([^\r\n]*)", re.ASCII)
_GLUED = re.compile(r"""#(?:(?<=["'\]},|>]#)|(?<=[|>][-+1-9]#)|(?<=[|>][-+1-9]{2}#))""")


def _glued(text: str, composer: Composer) -> Iterator[Flaw]:
    """What begins like a comment right behind a value: the parser passes it by, other tools stop, and it waives nothing."""
    places = (Span(*found.span()) for found in _GLUED.finditer(text, 0, composer.end))
    for place in islice((place for place in places if _begins_comment(text, composer.singles, place)), MAX_FLAWS):
        message = "a space is missing before this #, without which no comment begins"
        from aiprd.document.repair import corrected

        fix = corrected(text, Span(place.start, place.start), " ")
        yield flaw_at("YAML002", place, message, fix)


def _begins_comment(text: str, singles: list[Span], place: Span) -> bool:
    """Whether the # at `place` stands neither in a single value nor in a comment."""
    inside = _end_of_single(singles, place)
    return inside <= place.start and not _COMMENT.search(
        text, max(inside, line_at(text, place.start).start), place.start
    )


def _end_of_single(singles: list[Span], place: Span) -> int:
    """Where the last single value that begins before `place` ends."""
    before = bisect_right(singles, place) - 1
    return singles[before].end if before >= 0 else 0


def _comments(text: str, end: int, singles: list[Span]) -> Iterator[Comment]:
    """The comments between the single values; a # within one is none."""
    position = 0
    while found := _COMMENT.search(text, position, end):
        inside = _end_of_single(singles, Span(found.start(), len(text)))
        if found.start() < inside:
            position = inside
            continue
        position = found.end()
        yield Comment(found[1].strip(), Span(found.start(), found.start() + len(found[0].rstrip())))


def _overlap(one: Span, other: Span) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)


def _same_line(text: str, one: Span, other: Span) -> bool:
    return not re.search(r"[\r\n]", text[min(one.start, other.start) : max(one.start, other.start)])


def _with_path(flaw: Flaw, node: Node) -> Flaw:
    """`flaw` with the path of the value, or of the key, that it stands at."""
    at = span_of(flaw).start
    path: list[str | int] = []
    while isinstance(node, Branch):
        for step, child in node.steps():
            key = node.keys.get(step) if isinstance(step, str) else None
            if (key or child).start <= at <= child.end:
                path.append(step)
                node = child
                break
        else:
            break
    return flaw._replace(finding=flaw.finding._replace(path=tuple(path)))
