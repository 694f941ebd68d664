"""REQS: the families of requirements, and bounds that say something (catalogue section C)."""

from aiprd.rules.requirements import families, numbers

MODULES = (families, numbers)
