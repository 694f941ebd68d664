"""INJE: attacks, and how few successes a set of attacks can show (OWASP LLM01, LLM practice L7)."""

from aiprd.rules.injection import threats, trials

MODULES = (threats, trials)
