"""Which question of the format a place of the document answers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from aiprd.diagnostic import Path
from aiprd.document import Document
from aiprd.field import Field
from aiprd.prd import Prd
from aiprd.section import Many, Map, One, Section

Plain = str | int | float


class Leaf(NamedTuple):
    """A single value, or with `on_key` a name that the author chose for a key.

    `owner` and `key` name the field it answers, shorthands followed; `field` reads it.
    """

    path: Path
    owner: type[Section]
    key: str
    field: Any  # a Field, which is a descriptor, and type checkers take one in a class body for at work
    value: str
    on_key: bool = False


class Asked(NamedTuple):
    """The field that a place answers."""

    owner: type[Section]
    key: str
    field: Any  # a Field, as above


ROOT = Asked(Prd, "", One(Prd))


def leaves(value: object, asked: Asked = ROOT, path: Path = ()) -> Iterator[Leaf]:
    """Every single value of the document, or of a part of it, whose question the format knows."""
    if isinstance(value, dict):
        for key, inner in value.items():
            below = step(asked, key)
            if below is not None:
                if isinstance(_entry(asked.field), Map):
                    yield Leaf((*path, key), asked.owner, asked.key, asked.field, key, on_key=True)
                yield from leaves(inner, below, (*path, key))
    elif isinstance(value, list):
        entry = step(asked, 0)
        for index, inner in enumerate(value):
            if entry is not None:
                yield from leaves(inner, entry, (*path, index))
    elif isinstance(value, Plain) and not isinstance(value, bool):
        found = shorthand(asked, value)
        yield Leaf(path, found.owner, found.key, found.field, str(value))


def asked_at(path: Path) -> Asked | None:
    """The field that the place at `path` answers; None where the format has none."""
    asked: Asked | None = ROOT
    for part in path:
        asked = step(asked, part) if asked is not None else None
    return asked


def step(asked: Asked, part: str | int) -> Asked | None:
    """The field one step further: below a key, or for an entry of a list."""
    if isinstance(part, int):
        return asked._replace(field=asked.field.item) if isinstance(asked.field, Many) else None
    field = _entry(asked.field)
    if isinstance(field, Map):
        return asked._replace(field=field.item)
    if not isinstance(field, One):
        return None
    inner = field.section.fields[part][1] if part in field.section.fields else field.section.others
    return Asked(field.section, part, inner) if inner is not None else None


def shorthand(asked: Asked, value: object) -> Asked:
    """The field that a bare value answers in place of a list or a group of keys."""
    field = _entry(asked.field)
    while isinstance(field, One):
        key = field.section.shorthand_for(value)
        if not key:
            break
        asked = Asked(field.section, key, field.section.fields[key][1])
        field = _entry(asked.field)
    return asked._replace(field=field)


def path_at(document: Document, offset: int) -> tuple[Path, bool]:
    """The deepest place at `offset`, and whether its key stands there rather than its value."""
    path: Path = ()
    value: object = document.data
    while isinstance(value, dict | list):
        found = _last_before(document, path, value, offset)
        if found is None:
            break
        place = document.place((*path, found))
        if place.key is not None and place.key.start <= offset <= place.key.end:
            return (*path, found), True
        if not place.value.start <= offset <= place.value.end:
            break
        path = (*path, found)
        value = value[found] if place.defined is None else None  # type: ignore[index]
    return path, False


def _last_before(
    document: Document, path: Path, value: "dict[str, object] | list[object]", offset: int
) -> str | int | None:
    """The last key or entry that begins at or before `offset`, without those that an alias merged in."""
    last = None
    for part in value if isinstance(value, dict) else range(len(value)):
        place = document.place((*path, part))
        if isinstance(part, str) and place.key is None:
            continue
        if (place.key or place.value).start > offset:
            break
        last = part
    return last


def _entry(field: Field[Any]) -> Field[Any]:
    """The field of an entry that stands without its list."""
    while isinstance(field, Many):
        field = field.item
    return field
