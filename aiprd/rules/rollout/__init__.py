"""ROLL: how the product reaches its users, and the way back (catalogue rows 94 to 101)."""

from aiprd.rules.rollout.exposure import exposure_that_does_not_rise, jump_in_exposure, rollout_that_ends_elsewhere
from aiprd.rules.rollout.gates import gate_short_of_cases, gate_that_outlasts_its_stage, ungated_stage
from aiprd.rules.rollout.plan import ROLLOUT, STAGES, everyone_at_once, no_shadow_stage, stages_out_of_order
from aiprd.rules.rollout.reversal import (
    KILL_SWITCH,
    KILL_SWITCH_PARTS,
    kill_switch_pulled_too_late,
    lift_without_holdout,
    unwatched_kill_switch,
)

__all__ = [
    "KILL_SWITCH",
    "KILL_SWITCH_PARTS",
    "ROLLOUT",
    "STAGES",
    "everyone_at_once",
    "exposure_that_does_not_rise",
    "gate_short_of_cases",
    "gate_that_outlasts_its_stage",
    "jump_in_exposure",
    "kill_switch_pulled_too_late",
    "lift_without_holdout",
    "no_shadow_stage",
    "rollout_that_ends_elsewhere",
    "stages_out_of_order",
    "ungated_stage",
    "unwatched_kill_switch",
]
