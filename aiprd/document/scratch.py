"""The text as the parser is shown it: a copy in which mistakes can be hidden without moving anything."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Any

import yaml

from aiprd.diagnostic import Span
from aiprd.pattern import Pattern

Event = Any
"""PyYAML's events have no common type."""


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
_HALF_CHARACTER = Pattern("[\ud800-\udfff]")
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
