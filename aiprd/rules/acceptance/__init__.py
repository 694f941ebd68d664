"""ACCE: whether each criterion can be shown to hold, by whom and in time (catalogue section E)."""

from aiprd.rules.acceptance.checklist import (  # noqa: I001 - in the order of their codes
    CATEGORIES,
    unassigned_criteria,
    uncheckable_family,
)
from aiprd.rules.acceptance.samples import (
    sizeless_criterion,
    sample_too_small,
    sample_out_of_reach,
    clustered_sample,
)
from aiprd.rules.acceptance.windows import window_past_the_gate, slow_detection

__all__ = [  # noqa: RUF022 - in the order of their codes
    "CATEGORIES",
    "unassigned_criteria",
    "uncheckable_family",
    "sizeless_criterion",
    "sample_too_small",
    "sample_out_of_reach",
    "clustered_sample",
    "window_past_the_gate",
    "slow_detection",
]
