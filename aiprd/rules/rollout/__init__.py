"""ROLL: how the product reaches its users, and the way back (catalogue rows 94 to 101)."""

from aiprd.rules.rollout import exposure, gates, plan, reversal

MODULES = (exposure, gates, plan, reversal)
