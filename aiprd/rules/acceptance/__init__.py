"""ACCE: whether each criterion can be shown to hold, by whom and in time (catalogue section E)."""

from aiprd.rules.acceptance.checklist import (
    CATEGORIES,
    unassigned_criteria,
    uncheckable_family,
)
from aiprd.rules.acceptance.samples import (
    clustered_sample,
    sample_out_of_reach,
    sample_too_small,
    sizeless_criterion,
)
from aiprd.rules.acceptance.windows import slow_detection, window_past_the_gate

__all__ = [
    "CATEGORIES",
    "clustered_sample",
    "sample_out_of_reach",
    "sample_too_small",
    "sizeless_criterion",
    "slow_detection",
    "unassigned_criteria",
    "uncheckable_family",
    "window_past_the_gate",
]
