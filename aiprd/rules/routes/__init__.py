"""ROUT: where each trigger leads, and what each level stands on (catalogue rows 144 to 148)."""

from aiprd.rules.routes import ends, levels, triggers

MODULES = (triggers, levels, ends)
