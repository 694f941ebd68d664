"""ROAD: two tracks that agree with each other and with the rest (catalogue rows 139, 140, 151, 155, 160)."""

from aiprd.rules.roadmap import allocation, deliverables, ranges

MODULES = (allocation, deliverables, ranges)
