"""The fairness bounds of a document."""

import re
from collections.abc import Iterator

from aiprd.bound import Bound
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity

ANY = Pattern(r"^(?:any|all|each|every|some|other|various)\b|\betc\b|\.\.\.|…", re.IGNORECASE)
"""An attribute that names no groups."""


def bounds(prd: Prd) -> Iterator[tuple[Requirement, Bound, Metric | None, Quantity]]:
    """The fairness bounds that come to a number, with their metric and that number."""
    for entry in prd.requirements.fairness:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if bound is not None and value is not None:
            yield entry, bound, prd.metric(bound.metric), value
