"""AGEN: what an agent may do, who stays in charge, and how often it gets through (LLM practice L10 to L13)."""

from aiprd.rules.agent import charge, steps

MODULES = (charge, steps)
