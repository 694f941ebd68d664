"""Where values stand: a tree of places beside the data, light because every value has one."""

from collections.abc import Iterator
from typing import NamedTuple

from aiprd.diagnostic import Finding, Flaw, Related, Span
from aiprd.document.limits import MAX_FIX, MAX_SIZE
from aiprd.pattern import Pattern

_INDEX = Pattern(r"0|[1-9][0-9]{0,8}")


class Branch:
    """The places in a list or in a group of keys."""

    __slots__ = ("block", "children", "end", "keys", "start")

    def __init__(
        self, start: int, children: "dict[str, Node] | list[Node]", keys: dict[str, Span], *, block: bool
    ) -> None:
        self.start = start
        self.end = start
        self.children = children
        self.keys = keys
        self.block = block

    def steps(self) -> "Iterator[tuple[str | int, Node]]":
        """The children with their keys or indexes, without those that an alias merged in."""
        if isinstance(self.children, list):
            return iter(enumerate(self.children))
        return ((key, self.children[key]) for key in self.keys)


class Use(NamedTuple):
    """An alias: where it is used and what it stands for."""

    start: int
    end: int
    target: "Node"


NO_KEYS: dict[str, Span] = {}
Node = Branch | Use | Span
"""The place of a value, with `start` and `end`; a Span if there is nothing inside."""


def followed(node: Node) -> tuple[Branch | Span, Use | None]:
    """What `node` stands for, and the alias that says so."""
    use = node if isinstance(node, Use) else None
    while isinstance(node, Use):
        node = node.target
    return node, use


def step_in(branch: Branch | Span, asked: str | int) -> str | int | None:
    """The key or the index in `branch` that `asked` means, if there is one."""
    if not isinstance(branch, Branch) or (isinstance(asked, int) and abs(asked) > MAX_SIZE):
        return None
    if isinstance(branch.children, dict):
        return str(asked) if str(asked) in branch.children else None
    index = int(asked) if isinstance(asked, int) or _INDEX.fullmatch(asked) else -1
    return index if 0 <= index < len(branch.children) else None


def flaw_at(code: str, span: Span, message: str, fix: str = "", related: tuple[Related, ...] = ()) -> Flaw:
    return Flaw(code, Finding((), message, fix if len(fix) <= MAX_FIX else "", related, span=span))


def span_of(flaw: Flaw) -> Span:
    return flaw.finding.span or Span(0, 0)
