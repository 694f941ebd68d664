"""LATE: how fast it answers, and whether timeout, fallback and budget add up (catalogue section C)."""

from aiprd.rules.latency import bounds, timeouts

MODULES = (bounds, timeouts)
