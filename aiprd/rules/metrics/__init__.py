"""METR: which numbers there are, and what each means (catalogue rows 115 to 117, 121, 122, 124)."""

from aiprd.rules.metrics import balance, definition

MODULES = (balance, definition)
