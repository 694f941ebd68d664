"""How one key of the format is read: each Field names a shape, carries the editor's help and reads its value.

A `Section` subclass lists its keys as fields; the JSON Schema is generated from the same lines. Reading is total:
whatever stands in the document becomes a part, and what could not be read becomes a flaw and a BROKEN part.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any, Generic, NamedTuple, Self, TypeVar, overload

from aiprd.answer import ABSENT, GIVEN, Answer, Part, State
from aiprd.diagnostic import Finding, Flaw, Path

V = TypeVar("V", bound=Part)

JsonSchema = dict[str, Any]

PLACEHOLDERS = (
    "unknown", "Unknown", "UNKNOWN", "tbd", "TBD", "tba", "TBA", "todo", "TODO", "?", "??", "???", "…", "...",
)  # fmt: skip
"""What people write where they do not know yet; each is read as `unknown`."""

GAP = "…"
"""What a snippet leaves to its author; an amount, a date, a name or a choice that holds one is still unknown."""

LONGEST_PLACEHOLDER = 16
"""No text with more characters, spaces around it included, is read as one of these."""

EXCLUSIONS = ("n/a", "N/A", "n.a.", "NA", "not applicable", "Not applicable")
"""What people write where a question does not apply; the format wants the reason too."""

_placeholder = frozenset(PLACEHOLDERS)
_exclusion = frozenset(EXCLUSIONS)


class NameUse(NamedTuple):
    """A name that must be defined elsewhere in the document."""

    answer: Answer[Any]
    kinds: tuple[str, ...]


class Guesses:
    """What misspelt words were meant to be. Each word is compared once, and after MOST of them none is: it takes long."""

    __slots__ = ("_known",)
    MOST = 100

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[object, str | None]] = {}

    def nearest(self, word: str, options: Mapping[str, object] | tuple[str, ...], cutoff: float = 0.72) -> str | None:
        """The option that `word` was most likely meant to be, or None."""
        key = (word, id(options))
        if key not in self._known and len(self._known) < self.MOST:
            self._known[key] = options, nearest(word, options, cutoff)  # kept, so that no others get their id
        return self._known[key][1] if key in self._known else None


class Reading:
    """What reading gathers besides the values: flaws, and the names to look up."""

    __slots__ = ("flaws", "guesses", "names")

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.names: list[NameUse] = []
        self.guesses = Guesses()

    def flaw(self, code: str, path: Path, message: str, fix: str = "", *, on_key: bool = False) -> None:
        self.flaws.append(Flaw(code, Finding(path, message, fix, on_key=on_key)))


NOT_APPLICABLE: JsonSchema = {
    "properties": {"na": {"$ref": "#/$defs/reason"}},
    "required": ["na"],
    "additionalProperties": False,
}
"""`{na: reason}`: these keywords speak of objects alone, so they stand beside the other types without a union."""


class Field(Generic[V]):
    """One key: what it asks, an example, and how its value is read."""

    key: str
    expects: str = "a value"

    def __init__(self, help: str = "", *, example: object = None, required: bool = False) -> None:  # noqa: A002 - the plain word
        self.help = help
        self.example = example
        self.required = required

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name
        self.key = name.rstrip("_")

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Part, owner: type) -> V: ...
    def __get__(self, section: "Part | None", owner: type) -> Self | V:
        # Values that were read stand in the section's own __dict__ and win over this descriptor; so does, from the
        # second look on, the part for what was not said.
        if section is None:
            return self
        state = section.state
        part = section.__dict__[self.attribute] = self.nothing(
            section.path + (self.key,),  # noqa: RUF005 - in half the time
            ABSENT if state is GIVEN else state,
        )
        return part

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
            key = path[-1] if path and isinstance(path[-1], str) else ""
            told = f"`{key}` is empty" if key else "this entry is empty"
            fix = (
                f"{key}: unknown   # or a value, or {{na: why it does not apply}}"
                if key
                else "fill it in, or take it out"
            )
            reading.flaw("FORM004", path, told, fix)
            return self.nothing(path, State.BROKEN)
        if isinstance(value, str):
            if len(value) > LONGEST_PLACEHOLDER:
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

    def wrong_type(self, value: object, path: Path, reading: Reading, *, meant: object = None) -> V:
        """The BROKEN part for a value of another kind; the fix shows what was meant, else the key's example."""
        name = path[-1] if path and isinstance(path[-1], str) else "this entry"
        example = self.example if meant is None else meant
        example = "" if example is None else f"{name}: {shown(example)}"
        reading.flaw("FORM002", path, f"`{name}` is {kind_of(value)}; it takes {self.expects}", example)
        return self.nothing(path, State.BROKEN)


def nearest(word: str, options: "Mapping[str, object] | tuple[str, ...]", cutoff: float = 0.72) -> str | None:
    """The option that `word` was most likely meant to be, or None; of many options a few that look alike are compared."""
    begun = [option for option in options if len(word) >= 4 and option.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    alike = _alike(word[:60], list(options), cutoff)
    if not alike:
        return None
    from difflib import get_close_matches  # slow to import, and wanted only where something is misspelt

    close = get_close_matches(word[:60], alike, n=1, cutoff=cutoff)
    return close[0] if close else None


def _alike(word: str, options: list[str], cutoff: float) -> list[str]:
    """The options that share enough letters to be close, in whatever order; of many, a few that begin or end alike."""
    if len(options) > _MANY:
        near = (o for o in options if abs(len(o) - len(word)) < 3 and (o[:2] == word[:2] or o[-3:] == word[-3:]))
        options = list(islice(near, _COMPARED))
    letters = Counter(word)
    return [o for o in options if 2 * (letters & Counter(o)).total() >= cutoff * (len(o) + len(word))]


_MANY, _COMPARED = 30, 10


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
