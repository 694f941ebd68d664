"""FAIL: the ways the product fails, and what users get instead (catalogue rows 125, 126, 128, 131, 132)."""

from aiprd.rules.failure import ageing, modes

MODULES = (modes, ageing)
