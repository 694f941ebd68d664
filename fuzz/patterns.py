"""What rule files may ask for: paths, and patterns that end soon on any text."""

import re
import time
import warnings

from aiprd.custom.given import matches, steps_of
from aiprd.custom.regex import objection, reach
from fuzz.material import phrases
from fuzz.target import holds, text_of

TREES = False
WORDS = (
    "metrics.*", "rollout.stages[]", "$.", "[]", "*", ".", "(a+)+", "(a|aa)*", "a*", ".*", "[^]]", "(?:", "(?P<x>",
    "(?=", "{2,}", "{1,3}", "\\b", "\\1", "?", "+?", "|", "^", "$", "(?i)", "(?(1)a|b)", "[a-z]+", "\\d{3}", ")*",
    "x{1000}",
)  # fmt: skip
DATA = {"metrics": {"a": {"launch": "70%"}, "b": [1, {"x": None}]}, "rollout": {"stages": ["a", {"na": 1}]}}
MOST = 0.5
"""Seconds a pattern that is taken may need for one text."""


def seeds() -> list[bytes]:
    """Paths and patterns, and words to find."""
    return [text.encode("utf-8", "surrogateescape") for text in (*WORDS, *phrases()) if len(text) < 60]


def check(data: bytes) -> None:
    """Takes one text for a path, then for a pattern."""
    text = text_of(data)
    try:
        steps = steps_of(text)
    except ValueError:
        pass
    else:
        holds(list(matches(DATA, steps)) == list(matches(DATA, steps)), "other values the second time")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not objection(text):
            _ends_soon(text)


def _ends_soon(pattern: str) -> None:
    letters = sorted({*re.findall(r"\w", pattern), "a", " "})
    for letter in letters[:6]:
        hostile = (letter * reach(pattern))[:-1] + "\x00"
        begun = time.process_time()
        re.search(pattern, hostile)
        took = time.process_time() - begun
        holds(took < MOST, f"{pattern!r} took {took:.1f} s on {letter!r} times {reach(pattern)}")
