"""EXPT: controlled tests with users, before and after they were run (catalogue rows 83 to 93)."""

from aiprd.rules.experiments import design, power, results, timing, variant

MODULES = (design, power, results, timing, variant)
