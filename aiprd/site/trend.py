"""How a product came to where it stands: the versions of its document, drawn as a line."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

WIDTH, HEIGHT, EDGE = 72.0, 28.0, 4.0
"""The size of the drawing, in its own units, and how far the line stays from its edges."""


class Point(NamedTuple):
    """One version of a document: the ordinal day it is of, and what it came to."""

    day: int
    score: int | None
    errors: int
    warnings: int

    @property
    def date(self) -> str:
        return date.fromordinal(self.day).isoformat()


class Spark(NamedTuple):
    """A line of readiness over versions; `line` and `x`, `y` of its end are in the drawing's units."""

    line: str
    x: float
    y: float
    change: int
    told: str


def spark(points: Sequence[Point]) -> Spark | None:
    """The line through all points that have a score; None where there are not two."""
    scored = [(point, point.score) for point in points if point.score is not None]
    if len(scored) < 2:
        return None
    step = (WIDTH - 2 * EDGE) / (len(scored) - 1)
    places = [(EDGE + index * step, _height(score)) for index, (_, score) in enumerate(scored)]
    (first, begun), (_, now) = scored[0], scored[-1]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    told = f"Readiness {begun} on {first.date}, {now} now; {len(scored)} versions"
    return Spark(line, round(places[-1][0], 1), round(places[-1][1], 1), now - begun, told)


def _height(score: int) -> float:
    return HEIGHT - EDGE - score / 100 * (HEIGHT - 2 * EDGE)
