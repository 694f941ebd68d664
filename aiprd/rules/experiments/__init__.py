"""EXPT: controlled tests with users, before and after they were run (catalogue rows 83 to 93)."""

from aiprd.rules.experiments.design import (
    DESIGN,
    GUARDRAILS,
    INTERFERENCE,
    experiment_without_comparison,
    unseen_long_run,
)
from aiprd.rules.experiments.power import (
    SEGMENTS,
    segment_of_unknown_weight,
    uncorrected_comparisons,
    underpowered_experiment,
)
from aiprd.rules.experiments.results import (
    lift_within_chance,
    p_value_beyond_its_numbers,
    result_without_size,
)
from aiprd.rules.experiments.timing import (
    experiment_in_broken_weeks,
    experiment_under_four_weeks,
    experiment_under_two_weeks,
    outcome_after_the_end,
)
from aiprd.rules.experiments.variant import untested_variant

__all__ = [
    "DESIGN",
    "GUARDRAILS",
    "INTERFERENCE",
    "SEGMENTS",
    "experiment_in_broken_weeks",
    "experiment_under_four_weeks",
    "experiment_under_two_weeks",
    "experiment_without_comparison",
    "lift_within_chance",
    "outcome_after_the_end",
    "p_value_beyond_its_numbers",
    "result_without_size",
    "segment_of_unknown_weight",
    "uncorrected_comparisons",
    "underpowered_experiment",
    "unseen_long_run",
    "untested_variant",
]
