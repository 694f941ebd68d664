"""Regular expressions that are compiled when they are first used: most rules meet no text that needs theirs."""

import re
from collections.abc import Iterator


class Pattern:
    """Like a compiled pattern, but compiled late.

    `holds` are pieces, in lower case and with a | between, of which every match has one. A text without any is answered
    by a look, and nothing is compiled for it.
    """

    __slots__ = ("_compiled", "flags", "holds", "source")

    def __init__(self, source: str, flags: int = 0, *, holds: str = "") -> None:
        self.source = source
        self.flags = flags
        self.holds = tuple(holds.split("|")) if holds else ()
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.source, self.flags)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text) if self._may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.compiled.match(text) if self._may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text) if self._may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text) if self._may_match(text) else iter(())

    def _may_match(self, text: str) -> bool:
        if not self.holds:
            return True
        words = text.lower()
        return any(piece in words for piece in self.holds)

    def findall(self, text: str) -> list[str]:
        return self.compiled.findall(text)

    def split(self, text: str) -> list[str]:
        return [part for part in self.compiled.split(text) if part is not None]

    def sub(self, new: str, text: str) -> str:
        return self.compiled.sub(new, text)
