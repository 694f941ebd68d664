"""FAIR: how far groups may differ, and whether anyone could tell (catalogue section C)."""

from aiprd.rules.fairness import comparison, concentration

MODULES = (comparison, concentration)
