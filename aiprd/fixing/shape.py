"""What the format says may stand at a place: so that advice in words is never taken for a value."""

from collections.abc import Iterator
from typing import Any

from aiprd.diagnostic import Path
from aiprd.field import Field, Reading
from aiprd.prd import Prd
from aiprd.scalar import Name, Text
from aiprd.section import Many, Map, One, Section


def field_at(path: Path) -> Field[Any] | None:
    """The field that reads what stands at `path`; None where the format has no such place."""
    field: Field[Any] | None = One(Prd)
    for step in path:
        field = _inner(field, step)
        if field is None:
            return None
    return field


def _inner(field: Field[Any] | None, step: str | int) -> Field[Any] | None:
    if isinstance(field, Many):
        return field.item if isinstance(step, int) else _inner(field.item, step)
    if isinstance(field, Map):
        return field.item if isinstance(step, str) else None
    if isinstance(field, One) and isinstance(step, str):
        found = field.section.fields.get(step)
        inner: Field[Any] | None = found[1] if found else field.section.others
        return inner
    return None


def section_of(field: Field[Any] | None) -> type[Section] | None:
    """The section that `field` reads: its own, or that of a list's entry standing alone."""
    if isinstance(field, Many):
        field = field.item
    return field.section if isinstance(field, One) else None


def takes(path: Path, value: object) -> bool:
    """Whether the format reads `value` at `path` without a complaint."""
    field = field_at(path)
    if field is None:
        return False
    reading = Reading()
    return not field.read(value, path, reading).broken and not reading.flaws


def takes_bare(path: Path, value: object) -> bool:
    """The same for a value told alone, where nothing but the value's form tells it from advice in words."""
    field = field_at(path)
    if isinstance(field, Text) or (isinstance(field, Name) and (not isinstance(value, str) or " " in value)):
        return False
    return takes(path, value)


def homes(path: Path, key: str) -> Iterator[Path]:
    """The sections around `path` that have `key`, the nearest first; names of one's own only at `path` itself."""
    for length in range(len(path), -1, -1):
        here = path[:length]
        field = field_at(here)
        section = section_of(field) if not isinstance(field, Many) else None
        own = isinstance(field, Map) and length == len(path)
        if own or (section is not None and key in section.fields):
            yield here
