"""Patterns that are compiled late: what they say they hold, every match has."""

import gc
import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from aiprd.pattern import Pattern
from aiprd.rules import ALL

assert ALL  # with them, all patterns are there
HOLDING = sorted(
    (found for found in gc.get_objects() if isinstance(found, Pattern) and found.holds), key=lambda p: p.source
)


def covered(parsed: Any, pieces: tuple[str, ...], run: str = "") -> bool:
    """Whether every text that this parsed pattern matches, with `run` right before it, has one of the pieces."""
    for name, argument in [*parsed, (None, None)]:
        if name is _parser.LITERAL:
            run += chr(argument).lower()
            continue
        if any(piece in run for piece in pieces):
            return True
        if name is _parser.SUBPATTERN and covered(argument[3], pieces, run):
            return True
        if name is _parser.BRANCH and all(covered(way, pieces, run) for way in argument[1]):
            return True
        if name is _parser.MAX_REPEAT and argument[0] and covered(argument[2], pieces, run):
            return True
        run = ""
    return False


def test_there_are_some() -> None:
    assert len(HOLDING) > 15


@pytest.mark.parametrize("pattern", HOLDING, ids=lambda pattern: pattern.source[:40])
def test_every_match_has_one_of_the_pieces(pattern: Pattern) -> None:
    assert covered(_parser.parse(pattern.source, pattern.flags), pattern.holds), pattern.holds


def test_a_text_without_the_pieces_compiles_nothing() -> None:
    late = Pattern(r"(\d) (?:times|x) as", re.IGNORECASE, holds="time|x")
    assert late.search("3 of 4 as told") is None
    assert late._compiled is None
    assert late.search("3 TIMES as much") is not None
    assert [match[1] for match in late.finditer("2 x as, 4 times as")] == ["2", "4"]
