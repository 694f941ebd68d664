"""What the server knows of one version of a PRD without judging it: its values, its names, and where they stand."""

import re
from functools import cached_property
from typing import NamedTuple

from aiprd.answer import State
from aiprd.bound import LEVELS
from aiprd.diagnostic import Path, Span
from aiprd.document import Document, read
from aiprd.field import Reading
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.server.keys import Asked, Leaf, asked_at, path_at, shorthand
from aiprd.server.names import TOKEN, Mention, bounds, mentions
from aiprd.server.text import Text


class Step(NamedTuple):
    """The name of a level in a bound, and the metric whose level it is."""

    level: str
    metric: Metric
    span: Span


class Analysis:
    """One version of a document, read when first asked; nothing here raises for anything the document holds."""

    def __init__(self, text: Text, file: str) -> None:
        self.text = text
        self.file = file

    @cached_property
    def document(self) -> Document:
        return read(self.text.text, self.file)

    @cached_property
    def prd(self) -> Prd:
        """The PRD as it is written: a name that nothing defines stays as it is."""
        data = self.document.data
        return Prd.build(data, (), Reading()) if isinstance(data, dict) else Prd((), State.BROKEN)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return mentions(self.document)

    def mention_at(self, offset: int) -> Mention | None:
        """The name at `offset`, its end included."""
        return next((found for found in self.mentions if found.span.start <= offset <= found.span.end), None)

    def metric(self, mention: Mention | None) -> Metric | None:
        return self.prd.metric(mention.name) if mention is not None and mention.kind == "metric" else None

    def leaf_at(self, offset: int) -> Leaf | None:
        """The single value at `offset` with the field it answers."""
        path, on_key = path_at(self.document, offset)
        asked = asked_at(path)
        value = value_of(self.document.data, path)
        if on_key or asked is None or isinstance(value, dict | list | None):
            return None
        found = shorthand(asked, value)
        return Leaf(path, found.owner, found.key, found.field, str(value))

    def step_at(self, offset: int) -> Step | None:
        """The level's name at `offset`, where it stands in a bound on a metric of the document."""
        leaf = self.leaf_at(offset)
        if leaf is None or not bounds(leaf):
            return None
        span = self.document.place(leaf.path).value
        metric = next((self.metric(m) for m in self.mentions if span.start <= m.span.start < span.end), None)
        for word in TOKEN.finditer(self.document.text, *span):
            if metric is not None and word.start() <= offset <= word.end() and word[0].lower() in LEVELS:
                return Step(word[0].lower(), metric, Span(*word.span()))
        return None

    def key_at(self, offset: int) -> tuple[Asked, Span] | None:
        """The field whose key stands at `offset`, and the key."""
        path, on_key = path_at(self.document, offset)
        asked = asked_at(path) if on_key else None
        place = self.document.place(path)
        if asked is None or place.key is None or asked.key != path[-1]:
            return None
        return asked, place.key


def value_of(data: object, path: Path) -> object:
    """The plain value at `path`, which exists."""
    for part in path:
        data = data[part]  # type: ignore[index]
    return data


_FORMAT = re.compile(r"^aiprd[ \t]*:", re.MULTILINE)


def is_prd(name: str, language: str, text: str) -> bool:
    """Whether a document is judged: by its file's name, or as YAML with the key `aiprd` at its top."""
    if name in {"prd.yaml", "prd.yml"} or name.endswith((".prd.yaml", ".prd.yml")):
        return True
    return language.startswith("yaml") and _FORMAT.search(text) is not None
