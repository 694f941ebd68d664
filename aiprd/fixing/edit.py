"""Edits: other words for stretches of a text, everything else kept to the byte."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Path, Span
from aiprd.document import Document, read


class Edit(NamedTuple):
    """`text` in place of what stands at `span`, counted in characters of the document's text."""

    span: Span
    text: str


class Mend(NamedTuple):
    """Edits that belong together, and what of the data they mean to change."""

    edits: tuple[Edit, ...]
    paths: tuple[Path, ...] = ()
    """Where the data may differ afterwards; nowhere for a slip that was read past anyway."""
    added: tuple[Path, ...] = ()
    """The keys that are new."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all `edits` made; they must not overlap. Those at one place come in the order given."""
    parts, last = [], 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        parts += [text[last : edit.span.start], edit.text]
        last = edit.span.end
    return "".join([*parts, text[last:]])


def overlap(some: Iterable[Edit], others: Sequence[Edit]) -> bool:
    """Whether two groups of edits touch the same characters; insertions at one place follow each other."""
    return any(one.span.start < other.span.end and other.span.start < one.span.end for one in some for other in others)


def keeps_the_rest(document: Document, mend: Mend) -> bool:
    """Whether the text can still be read after `mend`, and says the same everywhere but where it should not."""
    after = read(applied(document.text, mend.edits), document.file)
    if len(after.flaws) > len(document.flaws) or (after.data is None) != (document.data is None):
        return False
    wanted = set(mend.paths)
    return all(
        any(path[:length] in wanted for length in range(len(path) + 1))
        for path in differences(document.data, after.data)
    )


def differences(before: object, after: object, path: Path = ()) -> Iterator[Path]:
    """The places whose values differ, the deepest that tell them apart."""
    if before is after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if key in before and key in after:
                yield from differences(before[key], after[key], (*path, key))
            else:
                yield (*path, key)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            if index < min(len(before), len(after)):
                yield from differences(before[index], after[index], (*path, index))
            else:
                yield (*path, index)
    elif type(before) is not type(after) or before != after:
        yield path
