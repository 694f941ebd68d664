"""Patterns that a rule file may use: short ones, and none that takes for ever on a hostile text.

What a backtracking search may cost is bounded by its ways through the pattern (optional parts, alternatives) times the
length of the text to the power of its repetitions; so the more a pattern repeats or chooses, the shorter the text it is
run on.
"""

import re
from functools import lru_cache
from math import factorial
from typing import NamedTuple

LONGEST = 200
"""Characters of one pattern."""
MOST_WAYS = 100
TEXTS = (2000, 2000, 500, 150, 75)
"""Characters of the longest text a pattern is run on, by its repetitions; more repetitions are not taken."""
MOST_STEPS = 25_000_000
"""Steps of one search, some two tenths of a second."""


_SPACED = re.compile(r"\(\?[a-zA-Z]*x")
"""The flag that lets spaces stand between a group and its repetition."""


class Cost(NamedTuple):
    """`explosive`: a repeated group holds a repetition or a choice, `(a+)+` or `(a|aa)*`."""

    ways: int
    repeats: int
    explosive: bool


def objection(pattern: str) -> str:
    """Why the pattern is not taken; empty where it is."""
    if len(pattern) > LONGEST:
        return f"the pattern is longer than {LONGEST} characters"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the pattern cannot be read: {error}"
    if _SPACED.search(pattern):
        return "the pattern sets the flag x, with which it reads differently than it looks"
    cost = cost_of(pattern)
    if cost.explosive:
        return "the pattern repeats a group that repeats or chooses itself, which can take for ever; repeat a class instead"
    if cost.repeats >= len(TEXTS) or cost.ways > MOST_WAYS:
        return "the pattern repeats or chooses so often that it can take for ever; make it simpler"
    return ""


@lru_cache(maxsize=1024)
def reach(pattern: str) -> int:
    """How long a text the pattern is run on: a search tries each way from each place, with each length of each repetition."""
    cost = cost_of(pattern)
    loops = cost.repeats + 1
    return min(TEXTS[cost.repeats], int((MOST_STEPS * factorial(loops) / cost.ways) ** (1 / loops)))


class _Group:
    """What is known of a group so far: the ways of its closed branches, of the open one, and of the last piece in it."""

    def __init__(self) -> None:
        self.closed = 0
        self.open = 1
        self.last = 1
        self.risky = False

    @property
    def ways(self) -> int:
        return self.closed + self.open


@lru_cache(maxsize=1024)
def cost_of(pattern: str) -> Cost:
    """What a search may cost at most, read from the pattern's text."""
    bare = _bare(pattern)
    groups, repeats, explosive = [_Group()], 0, False
    for index, char in enumerate(bare):
        here = groups[-1]
        if char == "(":
            groups.append(_Group())
        elif char == ")" and len(groups) > 1:
            inner, here = groups.pop(), groups[-1]
            explosive = explosive or (inner.risky and bare[index + 1 : index + 2] in {"*", "+", "{"})
            here.last = inner.ways
            here.open *= inner.ways
            here.risky = here.risky or inner.risky
        elif char == "|":
            here.closed, here.open, here.risky = here.ways, 1, True
        elif char == "?":
            here.open, here.last, here.risky = here.open // here.last * (here.last + 1), here.last + 1, True
        elif char in "*+{":
            repeats, here.risky = repeats + 1, True
        elif char not in "},0123456789":
            here.last = 1
    return Cost(groups[0].ways, repeats, explosive)


def _bare(pattern: str) -> str:
    """The pattern with a letter for each escape and class, and groups without their kind."""
    bare = re.sub(r"\\.", "x", pattern, flags=re.DOTALL)
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", bare)
    bare = re.sub(r"\(\?#[^)]*\)", "", bare)
    bare = re.sub(r"(?<!\))\{\d+\}", "", bare)  # so many times exactly is no choice; of a group it may be
    bare = re.sub(r"(?<=[*+?}])\?", "", bare)  # lazy: the same ways in another order
    return re.sub(r"\(\?(?:P<\w+>|[:=!>]|<[=!])?", "(", bare)
