"""Fields for one word, number or sentence: what each takes, and how it is read."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from aiprd import amount, dates
from aiprd import bound as bounds
from aiprd.answer import GIVEN, Answer, State
from aiprd.bound import Bound
from aiprd.dates import When
from aiprd.diagnostic import Path
from aiprd.field import (
    GAP,
    LONGEST_PLACEHOLDER,
    NOT_APPLICABLE,
    PLACEHOLDERS,
    Field,
    JsonSchema,
    NameUse,
    Reading,
    nearest,
)
from aiprd.quantity import Change, GrammarError, Quantity, Rate

T = TypeVar("T")


class Scalar(Field[Answer[T]]):
    """A field whose value is one word, number or sentence."""

    code = "FORM005"
    types: ClassVar[tuple[type, ...]] = (str, int, float)
    json_types: ClassVar[tuple[str, ...]] = ("string", "number")
    prose: ClassVar[bool] = False
    """Its words are for people, and may well hold a `…`."""

    def parse(self, source: Any) -> T:
        """The value of `source`, one of `types`. Raises GrammarError where it cannot be read."""
        raise NotImplementedError

    def nothing(self, path: Path, state: State, reason: str = "") -> Answer[T]:
        return Answer(path, state, None, "", reason)

    def read(self, value: object, path: Path, reading: Reading) -> Answer[T]:
        if value.__class__ is not str or len(value) <= LONGEST_PLACEHOLDER:
            empty = self.without_value(value, path, reading)
            if empty is not None:
                return empty
        if not self.prose and isinstance(value, str) and GAP in value:
            return self.nothing(path, State.UNKNOWN)
        if value.__class__ not in self.types:
            return self.wrong_type(value, path, reading, meant=self.alone(value))
        try:
            parsed = self.parse(value)
        except GrammarError as error:
            reading.flaw(self.code, path, error.message, error.suggestion)
            meant = self.meant(value)
            return Answer(path, State.BROKEN if meant is None else GIVEN, meant, text=str(value))
        answer = Answer(path, GIVEN, parsed, str(value))
        self.note_names(answer, reading)
        return answer

    def alone(self, value: object) -> object:
        """The one value in a list of one, which was hardly meant as a list; None for anything else."""
        return value[0] if isinstance(value, list) and len(value) == 1 and value[0].__class__ in self.types else None

    def meant(self, source: Any) -> T | None:  # noqa: ARG002 - most fields cannot tell
        """The value that a slip was surely meant to be, so that nothing else follows from it; None when unsure."""
        return None

    def note_names(self, answer: Answer[T], reading: Reading) -> None:
        """Registers the names that `answer` uses; most fields use none."""

    def schema(self) -> JsonSchema:
        return {"type": [*self.json_types, "object"], **NOT_APPLICABLE}


class Text(Scalar[str]):
    """Words in the author's language; a bare number counts as words."""

    expects = "words"
    prose = True

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
        return {
            "type": ["number", "string", "object"],
            "enum_of_strings": PLACEHOLDERS,
            "or_gap": True,
            **NOT_APPLICABLE,
        }


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
        return {
            "type": ["boolean", "string", "object"],
            "enum_of_strings": tuple(self.words),
            "or_gap": True,
            **NOT_APPLICABLE,
        }


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
        return {"type": ["string", "object"], "enum_of_strings": self.options, "or_gap": True, **NOT_APPLICABLE}


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
