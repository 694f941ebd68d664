"""A standard as its data file tells it: clauses, what each asks, of whom, and from when."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiprd.document import read


class Condition(NamedTuple):
    """Something the document says: one of `values` at a path or, without any, whether the path is answered."""

    at: str
    values: tuple[object, ...]
    answered: bool


class Duty(NamedTuple):
    """The day from which a clause is law, for whom, and the conditions that tell whether that is this product."""

    date: str
    whom: str
    when: tuple[Condition, ...]


class Ask(NamedTuple):
    """One thing a clause wants to read: at one of `paths` or, with `each`, in every entry of the path's lists.

    `tells` and `example` are those of the format where the data file gives none.
    """

    paths: tuple[str, ...]
    tells: str = ""
    each: bool = False
    example: object = None


class Clause(NamedTuple):
    """One clause; `checked` says whether its wording was read in the text, in a summary, or comes from memory."""

    id: str
    ref: str
    title: str
    checked: str
    kinds: tuple[str, ...]
    tier: str
    when: tuple[Condition, ...]
    duties: tuple[Duty, ...]
    asks: tuple[Ask, ...]
    rules: tuple[str, ...]
    note: str


class Standard(NamedTuple):
    """A standard, as of a day."""

    name: str
    title: str
    as_of: str
    source: str
    note: str
    clauses: tuple[Clause, ...]


def parse(text: str, file: str) -> Standard:
    """The standard in a data file that ships with the tool; the tests hold these files to their schema."""
    data: Any = read(text, file).data
    clauses = tuple(_clause(entry) for entry in data["clauses"])
    return Standard(data["name"], data["title"], data["as_of"], data["source"], data["note"], clauses)


def _clause(entry: Mapping[str, Any]) -> Clause:
    return Clause(
        id=entry["id"],
        ref=entry["ref"],
        title=entry["title"],
        checked=entry["checked"],
        kinds=tuple(entry.get("kinds", ())),
        tier=entry.get("tier", "low"),
        when=_conditions(entry.get("when", ())),
        duties=tuple(_duty(duty) for duty in entry.get("applies_from", ())),
        asks=tuple(_ask(ask) for ask in entry["asks"]),
        rules=tuple(entry.get("rules", ())),
        note=entry.get("note", ""),
    )


def _conditions(entries: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(item["at"], tuple(item.get("is", ())), item.get("answered", True)) for item in entries)


def _duty(entry: Mapping[str, Any]) -> Duty:
    return Duty(entry["date"], entry.get("for", ""), _conditions(entry.get("when", ())))


def _ask(entry: str | Mapping[str, Any]) -> Ask:
    """A bare path, or a path or several with more to say; a path stands for its own help text."""
    if isinstance(entry, str):
        return Ask((entry,))
    at = entry["at"]
    paths = (at,) if isinstance(at, str) else tuple(at)
    return Ask(paths, entry.get("tells", ""), entry.get("each", False), entry.get("example"))
