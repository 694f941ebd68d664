"""GOAL: thresholds, their order, their dates and their reasons (catalogue section B)."""

from aiprd.rules.goals import ladder, limits, reasons

MODULES = (ladder, limits, reasons)
