"""LATE: how fast it answers, and whether timeout, fallback and budget add up (catalogue section C)."""

from aiprd.rules.latency.bounds import bound_over_budget, latency_without_percentile, percentiles_out_of_order
from aiprd.rules.latency.timeouts import fallback_after_budget, unplanned_timeouts

__all__ = [
    "bound_over_budget",
    "fallback_after_budget",
    "latency_without_percentile",
    "percentiles_out_of_order",
    "unplanned_timeouts",
]
