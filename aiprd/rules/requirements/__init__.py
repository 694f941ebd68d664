"""REQS: the families of requirements, and bounds that say something (catalogue section C)."""

from aiprd.rules.requirements.families import (
    PEOPLE,
    bound_in_another_unit,
    bound_on_missing_level,
    missing_requirement_family,
    requirement_without_number,
)
from aiprd.rules.requirements.numbers import contradicting_numbers

__all__ = [
    "PEOPLE",
    "bound_in_another_unit",
    "bound_on_missing_level",
    "contradicting_numbers",
    "missing_requirement_family",
    "requirement_without_number",
]
