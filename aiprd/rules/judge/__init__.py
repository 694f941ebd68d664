"""JUDG: models that score answers, and what their errors do to a threshold (LLM practice L4)."""

from aiprd.rules.judge import agreement, bars

MODULES = (agreement, bars)
