"""The outline of a PRD: its sections, and in them metrics, requirements, stages and the rest by their names."""

from lsprotocol import types

from aiprd.diagnostic import Path, Span
from aiprd.document import Document
from aiprd.documents.markdown import plain
from aiprd.server.text import Text

DEEPEST = 3
"""Keys and entries within each other that an outline shows."""
MOST = 5000
"""Entries of an outline; nobody reads further."""

_NAMING = ("id", "name", "what", "text", "bound", "as", "when", "share", "metric", "risk", "method")
"""Keys by which an entry of a list is known, the best first."""


class Outline:
    """Draws up the outline of one document, up to MOST entries."""

    def __init__(self, document: Document, text: Text) -> None:
        self.document = document
        self.text = text
        self.left = MOST

    def below(self, value: object, path: Path = ()) -> list[types.DocumentSymbol]:
        """What stands below `path`, each with what stands below that."""
        if len(path) >= DEEPEST or not isinstance(value, dict | list):
            return []
        steps = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        drawn = []
        for step, inner in steps:
            if self.left > 0:
                self.left -= 1
                drawn += self._symbol((*path, step), inner)
        return drawn

    def _symbol(self, path: Path, value: object) -> list[types.DocumentSymbol]:
        place = self.document.place(path)
        if isinstance(path[-1], str) and place.key is None:
            return []  # an alias merged it in: it stands elsewhere
        key = place.key or Span(place.value.start, place.value.start)
        whole = Span(key.start, max(key.end, place.value.end))
        whole = Span(whole.start, whole.start + len(self.text.text[slice(*whole)].rstrip()))
        detail = "" if isinstance(value, dict | list) or value is None else plain(value, 80)
        named = isinstance(path[-1], str)
        return [
            types.DocumentSymbol(
                name=plain(path[-1], 80) or "?" if named else _label(value, path[-1]),
                kind=_kind(path, value),
                range=self.text.range(whole),
                selection_range=self.text.range(key),
                detail=detail if named else None,
                children=self.below(value, path) if place.defined is None else [],
            )
        ]


def outline(document: Document, text: Text) -> list[types.DocumentSymbol]:
    return Outline(document, text).below(document.data)


def _label(value: object, index: str | int) -> str:
    """What an entry of a list is known by."""
    if isinstance(value, dict):
        told = next((value[key] for key in _NAMING if isinstance(value.get(key), str | int | float)), None)
        told = next((each for each in value.values() if isinstance(each, str)), None) if told is None else told
    else:
        told = None if isinstance(value, list) else value
    return plain(told, 80) if told not in {None, ""} and plain(told) else f"{int(index) + 1}"


def _kind(path: Path, value: object) -> types.SymbolKind:
    if path[0] == "metrics" and len(path) == 2:
        return types.SymbolKind.Variable
    if len(path) == 1:
        return types.SymbolKind.Namespace
    if isinstance(value, dict):
        return types.SymbolKind.Object
    return types.SymbolKind.Array if isinstance(value, list) else types.SymbolKind.Property
