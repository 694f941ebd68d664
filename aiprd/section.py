"""Groups of keys, lists and tables of them: how the document's structure is read."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self, TypeVar

from aiprd.answer import GIVEN, Entries, Part, State, Table
from aiprd.diagnostic import Path
from aiprd.field import NOT_APPLICABLE, PLACEHOLDERS, Field, JsonSchema, Reading

PartT = TypeVar("PartT", bound=Part)
SectionT = TypeVar("SectionT", bound="Section")


class Section(Part):
    """A group of keys. `shorthand` names the field that a bare word or number stands for."""

    noun: ClassVar[str] = "this section"
    shorthand: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, tuple[str, Field[Any]]]] = {}
    others: ClassVar[Field[Any] | None] = None
    """How keys of the author's own are read, where the section takes them."""

    def __init_subclass__(cls) -> None:
        cls.fields = {
            **cls.fields,
            **{
                value.key: (name, value)
                for name, value in vars(cls).items()
                if isinstance(value, Field) and name != "others"
            },
        }

    def __init__(self, path: Path, state: State, reason: str = "") -> None:
        self.path = path
        self.state = state
        self.reason = reason

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.state.value} at {self.path})"

    def parts(self) -> Mapping[str, Part]:
        """What the document says in this section: key to part, in the document's order."""
        if not self.given:
            return {}
        by_attribute = {attribute: key for key, (attribute, _) in self.fields.items()}
        told = {
            by_attribute[name]: part for name, part in vars(self).items() if name in by_attribute and not part.absent
        }
        return {**told, **self.extra()}

    def extra(self) -> Mapping[str, Part]:
        """What stands under keys of the author's own."""
        return {name.removeprefix(_OWN): part for name, part in vars(self).items() if name.startswith(_OWN)}

    @classmethod
    def shorthand_for(cls, value: object) -> str:  # noqa: ARG003 - a section with two shorthands looks at it
        """The key that a bare `value` stands for; empty when the section needs its keys."""
        return cls.shorthand

    def part(self, key: str) -> Part:
        """What the document says under `key`, one of the section's own keys."""
        part: Part = getattr(self, self.fields[key][0])
        return part

    @classmethod
    def build(cls, value: dict[str, object], path: Path, reading: Reading) -> Self:
        """The section for a mapping; unknown keys become flaws, misspelt ones are read as what was meant."""
        section = cls(path, GIVEN)
        inside = section.__dict__
        if None in value.values():
            value = cls._rejoined(value, path, reading)
        for key, item in value.items():
            found = cls.fields.get(key)
            if found is None:
                found = cls._stray(key, value, path, reading)
                if found is None:
                    continue
            attribute, field = found
            inside[attribute] = field.read(item, path + (key,), reading)  # noqa: RUF005 - in half the time
        return section

    @classmethod
    def _rejoined(cls, value: dict[str, object], path: Path, reading: Reading) -> dict[str, object]:
        """The mapping with texts that a comma cut in two put together again, each cut a flaw."""
        joined: dict[str, object] = {}
        last = ""
        for key, item in value.items():
            if (
                item is None
                and key not in cls.fields
                and isinstance(joined.get(last), str)
                and (" " in key or "=" in key)
            ):
                joined[last] = f"{joined[last]}, {key}"
                message = f"`{key}` was cut off from `{last}` by the comma"
                reading.flaw("FORM010", (*path, key), message, f'{last}: "{joined[last]}"', on_key=True)
            else:
                joined[key] = item
                last = key
        return joined

    @classmethod
    def _stray(
        cls, key: str, value: Mapping[str, object], path: Path, reading: Reading
    ) -> tuple[str, Field[Any]] | None:
        """What to do with a key the section does not have: the field that was meant, or None after a flaw."""
        if key.startswith("x-"):
            return None
        here = (*path, key)
        meant = reading.guesses.nearest(key.lower().replace("-", "_").replace(" ", "_"), cls.fields)
        if meant is not None and meant not in value:
            reading.flaw(
                "FORM001", here, f"{cls.noun} has no key `{key}`; did you mean `{meant}`?", f"{meant}:", on_key=True
            )
            return cls.fields[meant]
        if cls.others is not None:
            return _OWN + key, cls.others
        known = ", ".join(cls.fields)
        elsewhere = _homes(key)
        hint = f"; it belongs to {elsewhere}" if elsewhere else ""
        reading.flaw("FORM001", here, f"{cls.noun} has no key `{key}`{hint}", f"one of {known}", on_key=True)
        return None


_OWN = "own "
"""Stands before the author's own keys among a section's attributes, where no name of a field can begin so."""


def _homes(key: str) -> str:
    """The sections that do have `key`, for a hint; empty when none or too many do."""
    pending, nouns = list(Section.__subclasses__()), []
    while pending:
        candidate = pending.pop()
        pending += candidate.__subclasses__()
        if key in candidate.fields:
            nouns.append(candidate.noun)
    return " or ".join(sorted(nouns)) if len(nouns) < 3 else ""


class One(Field[SectionT]):
    """A section as the value of a key."""

    def __init__(self, section: type[SectionT], help: str = "", **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.section = section
        self.expects = "keys and values"

    def nothing(self, path: Path, state: State, reason: str = "") -> SectionT:
        return self.section(path, state, reason)

    def read(self, value: object, path: Path, reading: Reading) -> SectionT:
        if isinstance(value, dict) and "na" not in value:
            return self.section.build(value, path, reading)
        empty = self.without_value(value, path, reading)
        if empty is not None:
            return empty
        if isinstance(value, dict):
            return self.section.build(value, path, reading)
        shorthand = self.section.shorthand_for(value)
        if shorthand and not isinstance(value, list):
            section = self.section(path, GIVEN)
            attribute, field = self.section.fields[shorthand]
            answer = field.read(value, path, reading)
            if answer.broken or answer.unknown:
                return self.section(path, answer.state)
            section.__dict__[attribute] = answer
            return section
        return self.wrong_type(value, path, reading)

    def schema(self) -> JsonSchema:
        return {"$ref": f"#/$defs/{self.section.__name__}"}


class Many(Field[Entries[PartT]]):
    """A list; one entry alone may stand without the list."""

    def __init__(self, item: Field[PartT], help: str = "", **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.item = item
        self.expects = "a list"

    def nothing(self, path: Path, state: State, reason: str = "") -> Entries[PartT]:
        return Entries(path, state, reason=reason)

    def read(self, value: object, path: Path, reading: Reading) -> Entries[PartT]:
        if isinstance(value, list):
            read = self.item.read
            items = _rejoined(value, path, reading)
            return Entries(path, GIVEN, [read(item, (*path, index), reading) for index, item in items])
        empty = self.without_value(value, path, reading)
        if empty is not None:
            return empty
        if isinstance(value, dict):
            if not isinstance(self.item, One):
                return self.wrong_type(value, path, reading)
            name = path[-1] if path else "this"
            reading.flaw("FORM002", path, f"`{name}` takes a list", f"{name}:\n  - …   # a dash before each entry")
        elif isinstance(self.item, One) and not self.item.section.shorthand:
            return self.wrong_type(value, path, reading)
        return Entries(path, GIVEN, [self.item.read(value, path, reading)])

    def schema(self) -> JsonSchema:
        return {"type": ["array", "object"], "items": self.item.schema(), **NOT_APPLICABLE}


def _rejoined(items: list[object], path: Path, reading: Reading) -> Iterator[tuple[int, object]]:
    """The entries with their positions; a bound that a comma cut in two is one again, each cut a flaw."""
    last: tuple[int, object] | None = None
    for index, item in enumerate(items):
        if isinstance(item, str) and item.startswith(_TAILS) and last is not None and isinstance(last[1], str):
            last = (last[0], f"{last[1]}, {item}")
            reading.flaw("FORM010", (*path, index), f"`{item}` was cut off by the comma", f'"{last[1]}"')
            continue
        if last is not None:
            yield last
        last = (index, item)
    if last is not None:
        yield last


_TAILS = ("n >=", "n>=", "n =", "n=")
"""What a comma cuts off a bound."""


class Map(Field[Table[PartT]]):
    """Parts by a name the author chooses."""

    def __init__(self, item: Field[PartT], help: str = "", *, lone: bool = False, **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.item = item
        self.lone = lone  # a bare value is taken too, under the name ""
        self.expects = "names with a value each"

    def nothing(self, path: Path, state: State, reason: str = "") -> Table[PartT]:
        return Table(path, state, reason=reason)

    def read(self, value: object, path: Path, reading: Reading) -> Table[PartT]:
        empty = self.without_value(value, path, reading)
        if empty is not None:
            return empty
        if self.lone and not isinstance(value, dict | list):
            return Table(path, GIVEN, {"": self.item.read(value, path, reading)})
        if not isinstance(value, dict):
            return self.wrong_type(value, path, reading)
        read = self.item.read
        return Table(path, GIVEN, {key: read(item, (*path, key), reading) for key, item in value.items()})

    def schema(self) -> JsonSchema:
        shared = {"properties": {"na": {"$ref": "#/$defs/reason"}}, "additionalProperties": self.item.schema()}
        if self.lone:
            return {"type": ["object", "string", "number"], **shared}
        return {"type": ["object", "string"], "enum_of_strings": PLACEHOLDERS, **shared}
