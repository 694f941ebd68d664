"""TRUS: what users are told, asked and allowed to leave, so that they trust it as far as it deserves (rows 102 to 109)."""

from aiprd.rules.trust import answers, expectations, research

MODULES = (expectations, answers, research)
