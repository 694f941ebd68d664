"""Dotted paths such as `data.sources.*.owner`: in the format, and in a document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aiprd.answer import Answer, Entries, Part, State, Table
from aiprd.diagnostic import Path
from aiprd.field import Field
from aiprd.prd import Prd
from aiprd.section import Many, Map, One, Section

EVERY = "*"

EXAMPLES = 4
"""How many keys of a section without an example of its own are shown for it."""


class Found(NamedTuple):
    """A part that a path leads to, and the steps that could not be taken because nothing stands there."""

    part: Part
    rest: tuple[str, ...] = ()


def follow(part: Part, steps: Sequence[str]) -> Iterator[Found]:
    """The parts that `steps` lead to; `*` leads to every entry of a list or a table."""
    if not steps:
        yield Found(part)
    elif isinstance(part, Section):
        yield from follow(part.part(steps[0]), steps[1:])
    elif not part.given or (steps[0] == EVERY and not _children(part)):
        yield Found(part, tuple(steps))
    elif steps[0] == EVERY:
        for child in _children(part):
            yield from follow(child, steps[1:])
    elif isinstance(part, Table) and steps[0] in part:
        yield from follow(part[steps[0]], steps[1:])
    else:
        yield Found(Answer((*part.path, steps[0]), State.ABSENT), tuple(steps[1:]))


def at(prd: Prd, path: str) -> list[Found]:
    """The parts that a dotted path leads to."""
    return list(follow(prd, path.split(".")))


def _children(part: Part) -> Sequence[Part]:
    if isinstance(part, Entries):
        return part.items
    return list(part.values()) if isinstance(part, Table) else ()


def fields(path: Sequence[str | int]) -> list[Field[Any]]:
    """The field at each step of a path, whether or not it holds `*`.

    Raises:
        KeyError: the format has no such path.
    """
    found: list[Field[Any]] = []
    inside: Field[Any] = One(Prd)
    for step in path:
        if isinstance(inside, One):
            inside = inside.section.fields[str(step)][1]
        elif isinstance(inside, Many | Map):
            inside = inside.item
        else:
            raise KeyError(step)
        found.append(inside)
    return found


def snippet(parent: Path, rest: Sequence[str | int], value: object = None) -> object:
    """What to write below `parent` so that `rest` is answered, as plain data: `value`, else the format's example."""
    known = [One(Prd), *fields((*parent, *rest))]
    value = example(known[-1]) if value is None else value
    for holder, step in reversed(list(zip(known[len(parent) : -1], rest, strict=True))):
        value = [value] if isinstance(holder, Many) else {"name" if step == EVERY else step: value}
    return value


def example(field: Field[Any]) -> object:
    """The field's own example, else one made of the fields below it."""
    if field.example is not None:
        return field.example
    if isinstance(field, One):
        inner = [part for _, part in field.section.fields.values()]
        return {part.key: example(part) for part in inner[:EXAMPLES]}
    if isinstance(field, Many):
        return [example(field.item)]
    if isinstance(field, Map):
        return {"name": example(field.item)}
    return "…"


def dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in path)


def plain(value: object) -> object:
    """`value` with lists and dicts for whatever sequences and mappings it is made of."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
