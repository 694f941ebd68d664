"""METR: which numbers there are, and what each means (catalogue rows 115 to 117, 121, 122, 124)."""

from aiprd.rules.metrics.balance import (
    missing_dimension,
    silenced_feedback,
    unguarded_engagement,
    untracked_variety,
)
from aiprd.rules.metrics.definition import (
    metric_from_nowhere,
    one_definition_under_two_names,
    one_name_spelt_twice,
)

__all__ = [
    "metric_from_nowhere",
    "missing_dimension",
    "one_definition_under_two_names",
    "one_name_spelt_twice",
    "silenced_feedback",
    "unguarded_engagement",
    "untracked_variety",
]
