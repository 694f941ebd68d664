"""FAIR: how far groups may differ, and whether anyone could tell (catalogue section C)."""

from aiprd.rules.fairness.comparison import (
    fairness_group_without_data,
    group_too_small_for_gap,
    unfinished_fairness_gap,
)
from aiprd.rules.fairness.concentration import (
    cap_on_unmeasured_share,
    impossible_concentration_cap,
    uncountable_groups,
)

__all__ = [
    "cap_on_unmeasured_share",
    "fairness_group_without_data",
    "group_too_small_for_gap",
    "impossible_concentration_cap",
    "uncountable_groups",
    "unfinished_fairness_gap",
]
