"""How one key of the format is read: each Field names a shape, carries the editor's help and reads its value.

A `Section` subclass lists its keys as fields; the JSON Schema is generated from the same lines. Reading is total:
whatever stands in the document becomes a part, and what could not be read becomes a flaw and a BROKEN part.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, overload

from aiprd import amount, dates
from aiprd import bound as bounds
from aiprd.answer import Answer, Entries, Part, State, Table
from aiprd.bound import Bound
from aiprd.dates import When
from aiprd.diagnostic import Finding, Flaw, Path
from aiprd.quantity import Change, GrammarError, Quantity, Rate

T = TypeVar("T")
V = TypeVar("V", bound=Part)
PartT = TypeVar("PartT", bound=Part)
SectionT = TypeVar("SectionT", bound="Section")

JsonSchema = dict[str, Any]

PLACEHOLDERS = ("unknown", "Unknown", "UNKNOWN", "tbd", "TBD", "tba", "TBA", "todo", "TODO", "?", "??", "???")
"""What people write where they do not know yet; each is read as `unknown`."""

EXCLUSIONS = ("n/a", "N/A", "n.a.", "NA", "not applicable", "Not applicable")
"""What people write where a question does not apply; the format wants the reason too."""

_placeholder = frozenset(PLACEHOLDERS)
_exclusion = frozenset(EXCLUSIONS)


class NameUse(NamedTuple):
    """A name that must be defined elsewhere in the document."""

    answer: Answer[Any]
    kinds: tuple[str, ...]


class Reading:
    """What reading gathers besides the values: flaws, and the names to look up."""

    __slots__ = ("flaws", "names")

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.names: list[NameUse] = []

    def flaw(self, code: str, path: Path, message: str, fix: str = "", *, on_key: bool = False) -> None:
        self.flaws.append(Flaw(code, Finding(path, message, fix, on_key=on_key)))


class Field(Generic[V]):
    """One key: what it asks, an example, and how its value is read."""

    key: str
    expects: str = "a value"

    def __init__(self, help: str = "", *, example: object = None, required: bool = False) -> None:  # noqa: A002 - the plain word
        self.help = help
        self.example = example
        self.required = required

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name.rstrip("_")

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: "Section", owner: type) -> V: ...
    def __get__(self, section: "Section | None", owner: type) -> Self | V:
        # Values that were read stand in the section's own __dict__ and win over this descriptor.
        if section is None:
            return self
        state = State.ABSENT if section.given else section.state
        return self.nothing((*section.path, self.key), state)

    def nothing(self, path: Path, state: State, reason: str = "") -> V:
        """The part for a place with no value."""
        raise NotImplementedError

    def read(self, value: object, path: Path, reading: Reading) -> V:
        """The part for `value`, whatever it is; what cannot be read becomes a flaw."""
        raise NotImplementedError

    def schema(self) -> JsonSchema:
        """The JSON Schema of the value, without title and description."""
        raise NotImplementedError

    def without_value(self, value: object, path: Path, reading: Reading) -> V | None:
        """The part for nothing, `unknown`, "n/a" or `{na: reason}`; None when `value` is something else."""
        if value is None:
            name = path[-1] if path else "the document"
            reading.flaw(
                "FORM004",
                path,
                f"`{name}` is empty",
                f"{name}: unknown   # or a value, or {{na: why it does not apply}}",
            )
            return self.nothing(path, State.BROKEN)
        if isinstance(value, str):
            if len(value) > 16:  # longer than any placeholder
                return None
            word = value.strip()
            if word in _placeholder:
                return self.nothing(path, State.UNKNOWN)
            if word in _exclusion:
                return self._excluded(path, reading)
            return None
        if isinstance(value, dict) and "na" in value and len(value) == 1:
            reason = value["na"]
            if isinstance(reason, str) and reason.strip() and reason.strip() not in _placeholder:
                return self.nothing(path, State.NOT_APPLICABLE, reason.strip())
            return self._excluded(path, reading)
        return None

    def _excluded(self, path: Path, reading: Reading) -> V:
        name = path[-1] if path else "the document"
        reading.flaw(
            "FORM012",
            path,
            f"`{name}` is set aside without a reason",
            f"{name}: {{na: the reason it does not apply}}",
        )
        return self.nothing(path, State.BROKEN)

    def wrong_type(self, value: object, path: Path, reading: Reading) -> V:
        name = path[-1] if path and isinstance(path[-1], str) else "this entry"
        example = "" if self.example is None else f"{name}: {shown(self.example)}"
        reading.flaw("FORM002", path, f"`{name}` is {kind_of(value)}; it takes {self.expects}", example)
        return self.nothing(path, State.BROKEN)


class Scalar(Field[Answer[T]]):
    """A field whose value is one word, number or sentence."""

    code = "FORM005"
    types: ClassVar[tuple[type, ...]] = (str, int, float)
    json_types: ClassVar[tuple[str, ...]] = ("string", "number")

    def parse(self, source: Any) -> T:
        """The value of `source`, one of `types`. Raises GrammarError where it cannot be read."""
        raise NotImplementedError

    def nothing(self, path: Path, state: State, reason: str = "") -> Answer[T]:
        return Answer(path, state, reason=reason)

    def read(self, value: object, path: Path, reading: Reading) -> Answer[T]:
        empty = self.without_value(value, path, reading)
        if empty is not None:
            return empty
        if value.__class__ not in self.types:
            return self.wrong_type(value, path, reading)
        try:
            parsed = self.parse(value)
        except GrammarError as error:
            reading.flaw(self.code, path, error.message, error.suggestion)
            meant = self.meant(value)
            return Answer(path, State.BROKEN if meant is None else State.GIVEN, meant, text=str(value))
        answer = Answer(path, State.GIVEN, parsed, text=str(value))
        self.note_names(answer, reading)
        return answer

    def meant(self, source: Any) -> T | None:  # noqa: ARG002 - most fields cannot tell
        """The value that a slip was surely meant to be, so that nothing else follows from it; None when unsure."""
        return None

    def note_names(self, answer: Answer[T], reading: Reading) -> None:
        """Registers the names that `answer` uses; most fields use none."""

    def schema(self) -> JsonSchema:
        return {"type": [*self.json_types, "object"], **NOT_APPLICABLE}


NOT_APPLICABLE: JsonSchema = {
    "properties": {"na": {"$ref": "#/$defs/reason"}},
    "required": ["na"],
    "additionalProperties": False,
}
"""`{na: reason}`: these keywords speak of objects alone, so they stand beside the other types without a union."""


class Text(Scalar[str]):
    """Words in the author's language; a bare number counts as words."""

    expects = "words"

    def parse(self, source: str | float) -> str:
        text = str(source).strip()
        if not text:
            raise GrammarError("there is nothing between the quotes", "unknown")
        return text


class Number(Scalar[float]):
    """A bare number, such as a version or a count of steps."""

    expects = "a number"
    types = (int, float)
    json_types = ("number", "string")

    def __init__(self, help: str = "", *, whole: bool = False, **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.whole = whole

    def parse(self, source: float) -> float:
        if source != source or source in {float("inf"), float("-inf")}:  # noqa: PLR0124 - nan alone differs from itself
            raise GrammarError(f"`{source}` is not a number one can count to", "1")
        if self.whole and source != int(source):
            raise GrammarError(f"`{source}` is not a whole number", str(round(source)))
        return source

    def schema(self) -> JsonSchema:
        return {"type": ["number", "string", "object"], "enum_of_strings": PLACEHOLDERS, **NOT_APPLICABLE}


class Flag(Scalar[bool]):
    """Yes or no."""

    code = "FORM003"

    expects = "true or false"
    types = (bool, str)
    json_types = ("boolean", "string")
    words: ClassVar[Mapping[str, bool]] = {"yes": True, "no": False, "true": True, "false": False}

    def parse(self, source: bool | str) -> bool:
        if isinstance(source, bool):
            return source
        if source.strip().lower() not in self.words:
            raise GrammarError(f"`{source}` is neither true nor false", "true")
        return self.words[source.strip().lower()]

    def schema(self) -> JsonSchema:
        return {"type": ["boolean", "string", "object"], "enum_of_strings": tuple(self.words), **NOT_APPLICABLE}


class Choice(Scalar[str]):
    """One word of a list."""

    code = "FORM003"

    def __init__(self, options: tuple[str, ...], help: str = "", *, also: bool = False, **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.options = options
        self.also = also  # other words are taken too
        self.expects = "one of " + ", ".join(options)

    def parse(self, source: str | float) -> str:
        word = str(source).strip()
        if word in self.options or self.also:
            return word
        plain = word.lower().replace(" ", "_").replace("-", "_")
        if plain in self.options:
            return plain
        close = self.meant(source)
        suggestion = f"; did you mean `{close}`?" if close else ""
        raise GrammarError(
            f"`{word}` is not one of {', '.join(self.options)}{suggestion}", close or " | ".join(self.options)
        )

    def meant(self, source: str | float) -> str | None:
        return nearest(str(source).strip().lower().replace(" ", "_").replace("-", "_"), self.options)

    def schema(self) -> JsonSchema:
        if self.also:
            return {"type": ["string", "number", "object"], "examples": list(self.options), **NOT_APPLICABLE}
        return {"type": ["string", "object"], "enum_of_strings": self.options, **NOT_APPLICABLE}


class Amount(Scalar[Quantity]):
    """Any number with its unit."""

    expects = "a number with its unit, such as `70%` or `200ms`"

    def parse(self, source: str | float) -> Quantity:
        return amount.quantity(source)


class Duration(Scalar[Quantity]):
    """A length of time."""

    expects = "a length of time such as `30d` or `200ms`"

    def parse(self, source: str | float) -> Quantity:
        return amount.duration(source)


class Count(Scalar[Quantity]):
    """How many, perhaps of what."""

    expects = "a count such as `10000` or `2.3M members`"

    def parse(self, source: str | float) -> Quantity:
        return amount.count(source)


class Money(Scalar[Quantity]):
    """An amount of money."""

    expects = "an amount of money such as `$2.4M`"

    def parse(self, source: str | float) -> Quantity:
        return amount.money(source)


class Frequency(Scalar[Rate]):
    """How many in a period."""

    expects = "a rate such as `40k/day`"

    def parse(self, source: str | float) -> Rate:
        return amount.rate(source)


class Date(Scalar[When]):
    """A day, a month, a quarter, or a time after launch."""

    expects = "a date such as `2026-02-05`, `Q2` or `launch + 1q`"

    def parse(self, source: str | float) -> When:
        return dates.when(source)


class Effect(Scalar[Change]):
    """A change, relative or in points."""

    expects = "a change such as `+5%` or `+2pp`"

    def parse(self, source: str | float) -> Change:
        return amount.change(source)


class Probability(Scalar[float]):
    """A number from 0 to 1, or a percentage."""

    expects = "a probability such as `0.05`"

    def parse(self, source: str | float) -> float:
        return amount.probability(source)


class BoundText(Scalar[Bound]):
    """A bound such as `P95 latency < 200ms over 30d`; the metric it names must be defined."""

    code = "FORM006"
    expects = "a bound such as `relevance >= 70%`"

    def __init__(self, help: str = "", *, free: bool = False, **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.free = free  # the metric need not be one of the document's

    def parse(self, source: str | float) -> Bound:
        return bounds.bound(source)

    def note_names(self, answer: Answer[Bound], reading: Reading) -> None:
        if not self.free and answer.value is not None and answer.value.metric:
            reading.names.append(NameUse(answer, ("metric",)))


class Threshold(Scalar[Bound]):
    """One step of a metric's ladder: `70%`, `at least 70%`, `under 200 ms`."""

    code = "FORM006"
    expects = "a value such as `70%` or `under 200 ms`"

    def parse(self, source: str | float) -> Bound:
        return bounds.threshold(source)


class Name(Scalar[str]):
    """The id of something defined elsewhere in the document (`kinds` says of what)."""

    expects = "a name"

    def __init__(self, *kinds: str, help: str = "", **rest: Any) -> None:  # noqa: A002
        super().__init__(help, **rest)
        self.kinds = kinds

    def parse(self, source: str | float) -> str:
        return str(source).strip()

    def note_names(self, answer: Answer[str], reading: Reading) -> None:
        if self.kinds:
            reading.names.append(NameUse(answer, self.kinds))


class Section(Part):
    """A group of keys. `shorthand` names the field that a bare word or number stands for."""

    noun: ClassVar[str] = "this section"
    shorthand: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, tuple[str, Field[Any]]]] = {}

    def __init_subclass__(cls) -> None:
        cls.fields = {
            **cls.fields,
            **{value.key: (name, value) for name, value in vars(cls).items() if isinstance(value, Field)},
        }

    def __init__(self, path: Path, state: State, reason: str = "") -> None:
        self.path = path
        self.state = state
        self.reason = reason

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.state.value} at {self.path})"

    def parts(self) -> Mapping[str, Part]:
        """What the document says in this section: key to part, in the document's order."""
        by_attribute = {attribute: key for key, (attribute, _) in self.fields.items()}
        return {by_attribute[name]: part for name, part in vars(self).items() if name in by_attribute}

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
        section = cls(path, State.GIVEN)
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
            inside[attribute] = field.read(item, (*path, key), reading)
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
        meant = nearest(key.lower().replace("-", "_").replace(" ", "_"), cls.fields)
        if meant is not None and meant not in value:
            reading.flaw(
                "FORM001", here, f"{cls.noun} has no key `{key}`; did you mean `{meant}`?", f"{meant}:", on_key=True
            )
            return cls.fields[meant]
        known = ", ".join(cls.fields)
        elsewhere = _homes(key)
        hint = f"; it belongs to {elsewhere}" if elsewhere else ""
        reading.flaw("FORM001", here, f"{cls.noun} has no key `{key}`{hint}", f"one of {known}", on_key=True)
        return None


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
            section = self.section(path, State.GIVEN)
            attribute, field = self.section.fields[shorthand]
            answer = field.read(value, path, reading)
            if answer.broken:
                return self.section(path, State.BROKEN)
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
            return Entries(path, State.GIVEN, [read(item, (*path, index), reading) for index, item in items])
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
        return Entries(path, State.GIVEN, [self.item.read(value, path, reading)])

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
            return Table(path, State.GIVEN, {"": self.item.read(value, path, reading)})
        if not isinstance(value, dict):
            return self.wrong_type(value, path, reading)
        read = self.item.read
        return Table(path, State.GIVEN, {key: read(item, (*path, key), reading) for key, item in value.items()})

    def schema(self) -> JsonSchema:
        shared = {"properties": {"na": {"$ref": "#/$defs/reason"}}, "additionalProperties": self.item.schema()}
        if self.lone:
            return {"type": ["object", "string", "number"], **shared}
        return {"type": ["object", "string"], "enum_of_strings": PLACEHOLDERS, **shared}


def nearest(word: str, options: "Mapping[str, object] | tuple[str, ...]", cutoff: float = 0.72) -> str | None:
    """The option that `word` was most likely meant to be, or None."""
    from difflib import get_close_matches  # 7 ms, wanted only when something is misspelt

    begun = [option for option in options if len(word) >= 4 and option.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    close = get_close_matches(word[:60], list(options), n=1, cutoff=cutoff)
    return close[0] if close else None


def kind_of(value: object) -> str:
    """What `value` is, in a reader's words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, int | float):
        return "a number"
    return "text"


def shown(example: object) -> str:
    """An example as one would type it on one line."""
    if isinstance(example, Mapping):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in example.items()) + "}"
    if isinstance(example, list | tuple):
        return "[" + ", ".join(shown(item) for item in example) + "]"
    if isinstance(example, bool):
        return "true" if example else "false"
    return str(example)
