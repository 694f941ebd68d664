"""COST: what the tokens of a task and of a month cost (LLM practice L8, OWASP LLM10)."""

from aiprd.rules.cost import limits, spending

MODULES = (spending, limits)
