"""WORD: words that stand where a number, a condition or an end of the list is due."""

from aiprd.rules.wording import amounts, clauses, figures
from aiprd.rules.wording.scan import Smell, smells

MODULES = (amounts, clauses, figures)

__all__ = ["MODULES", "Smell", "smells"]
