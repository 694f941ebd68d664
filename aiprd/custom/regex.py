"""Patterns that a rule file may use: short ones, and none that takes for ever on a hostile text."""

import re

LONGEST = 200
"""Characters of one pattern."""


def objection(pattern: str) -> str:
    """Why the pattern is not taken; empty where it is."""
    if len(pattern) > LONGEST:
        return f"the pattern is longer than {LONGEST} characters"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the pattern cannot be read: {error}"
    if _explosive(pattern):
        return "the pattern repeats a group that repeats or chooses itself, which can take for ever; repeat a class instead"
    return ""


def _explosive(pattern: str) -> bool:
    """Whether a repeated group holds a repetition or a choice: `(a+)+`, `(a|aa)*`."""
    bare = re.sub(r"\\.", "x", pattern, flags=re.DOTALL)
    bare = re.sub(r"\{\d+\}", "", bare)  # so many times exactly is no choice
    bare = re.sub(r"\{\d+\}", "", bare)  # so many times exactly is no choice
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", bare)
    bare = re.sub(r"\((?=\?)\?(?:P<\w+>|[:=!>]|<[=!])?", "(", bare)
    inside = [False]
    for index, char in enumerate(bare):
        if char == "(":
            inside.append(False)
        elif char == ")" and len(inside) > 1:
            risky = inside.pop()
            if risky and bare[index + 1 : index + 2] in {"*", "+", "{"}:
                return True
            inside[-1] = inside[-1] or risky
        elif char in "*+{|?":
            inside[-1] = True
    return False
