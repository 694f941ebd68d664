"""What a document says at one place: a value, nothing, `unknown`, or "not applicable because …"."""

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from enum import Enum
from typing import Generic, TypeVar, overload

from aiprd.diagnostic import Path

T = TypeVar("T")
PartT = TypeVar("PartT", bound="Part")


class State(Enum):
    """How a question was answered; the states rules must tell apart."""

    GIVEN = "given"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    BROKEN = "broken"
    """Something stands there that could not be read; a finding says so, and rules stay silent about it."""


# In Python 3.11 looking up a member takes ten times as long as a name of the module, and rules ask all the time.
GIVEN, ABSENT, UNKNOWN, BROKEN = State.GIVEN, State.ABSENT, State.UNKNOWN, State.BROKEN


class Part:
    """One place of a document: its path, how it was answered and, for `{na: …}`, the reason.

    The path of an absent part is where it would stand.
    """

    path: Path
    state: State
    reason: str

    @property
    def given(self) -> bool:
        return self.state is GIVEN

    @property
    def open(self) -> bool:
        """True where the question is still to be answered: nothing is said, or `unknown`."""
        return self.state is ABSENT or self.state is UNKNOWN

    @property
    def absent(self) -> bool:
        return self.state is ABSENT

    @property
    def unknown(self) -> bool:
        return self.state is UNKNOWN

    @property
    def not_applicable(self) -> bool:
        return self.state is State.NOT_APPLICABLE

    @property
    def broken(self) -> bool:
        return self.state is BROKEN


class Answer(Part, Generic[T]):
    """A single value: `value` is None unless the state is GIVEN; `text` is what was typed."""

    __slots__ = ("path", "reason", "state", "text", "value")

    def __init__(self, path: Path, state: State, value: T | None = None, text: str = "", reason: str = "") -> None:
        self.path = path
        self.state = state
        self.value = value
        self.text = text
        self.reason = reason

    def __repr__(self) -> str:
        return f"Answer({self.text!r} at {self.path})" if self.given else f"Answer({self.state.value} at {self.path})"


class Entries(Part, Sequence[PartT]):
    """A list of parts, in the document's order; empty unless given."""

    __slots__ = ("items", "path", "reason", "state")

    def __init__(self, path: Path, state: State, items: Sequence[PartT] = (), *, reason: str = "") -> None:
        self.path = path
        self.state = state
        self.items = tuple(items)
        self.reason = reason

    @overload
    def __getitem__(self, index: int) -> PartT: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PartT]: ...
    def __getitem__(self, index: int | slice) -> PartT | Sequence[PartT]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[PartT]:
        return iter(self.items)


class Table(Part, Mapping[str, PartT]):
    """Parts by the name the document gives them, in its order; empty unless given."""

    __slots__ = ("items_by_name", "path", "reason", "state")

    def __init__(
        self, path: Path, state: State, items_by_name: Mapping[str, PartT] | None = None, *, reason: str = ""
    ) -> None:
        self.path = path
        self.state = state
        self.items_by_name = dict(items_by_name or {})
        self.reason = reason

    def __getitem__(self, name: str) -> PartT:
        return self.items_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.items_by_name)

    def values(self) -> ValuesView[PartT]:
        return self.items_by_name.values()

    def items(self) -> ItemsView[str, PartT]:
        return self.items_by_name.items()

    def __len__(self) -> int:
        return len(self.items_by_name)
