"""COLD: cases without a history, and other slices far behind the rest (catalogue rows 112 to 114)."""

from aiprd.rules.cold_start import history, slices

MODULES = (history, slices)
