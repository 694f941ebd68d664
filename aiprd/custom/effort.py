"""How long one rule of a file may look at one document: counted, not timed, so that the same input gives the same findings."""

from math import factorial

from aiprd.custom.regex import cost_of, reach

MOST = 100_000_000
"""Steps of a search, or as much of anything else; less than a second, two for a pattern and texts made to be slow."""
LOOK = 800
"""What looking at one value with one word of a schema counts."""


class Exhausted(Exception):  # noqa: N818 - no error, a limit
    """A rule has looked at as much of a document as it may."""


class Effort:
    """What one rule has spent on one document."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST

    def spend(self, steps: int) -> None:
        """Counts `steps`.

        Raises:
            Exhausted: they were too many.
        """
        self.left -= steps
        if self.left < 0:
            raise Exhausted


def steps_of_search(pattern: str, text: str) -> int:
    """What a search may take at most: each way from each place, with each length of each repetition."""
    cost = cost_of(pattern)
    anchored = pattern.startswith("^") and "|" not in pattern  # begins at one place
    loops = cost.repeats + (not anchored)
    return int(cost.ways * (len(text) + 1) ** loops / factorial(loops) / _HARDLY)


_HARDLY = 4
"""A search takes all its steps on hardly any text, so they count for less."""


def values_in(told: object) -> int:
    """How many values a list or mapping holds, those inside others among them."""
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return 1 + sum(map(values_in, inner))


def steps_of_word(word: str, told: object, value: object) -> int:
    """What one word of a schema may take at most on one value, what stands inside the value aside."""
    size = len(value) if isinstance(value, str | list | dict) else 1
    if word == "pattern" and isinstance(value, str):
        return LOOK + (steps_of_search(str(told), value) if size <= reach(str(told)) else 0)
    if word == "uniqueItems" and isinstance(value, list):
        return LOOK * (size * size + 1)
    if word == "patternProperties" and isinstance(value, dict) and isinstance(told, dict):
        return LOOK + sum(steps_of_search(pattern, key) + LOOK for pattern in told for key in value)
    if word in {"enum", "const"}:
        return LOOK * (1 + size) + LOOK // 4 * values_in(told)
    return LOOK * (1 + size) if word in {"additionalProperties", "unevaluatedProperties"} else LOOK
