"""Which rules speak to which document: tier sets depth, status sets when, kind sets which, selection sets how much."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aiprd.diagnostic import Severity
from aiprd.prd import Prd
from aiprd.prd.purpose import TIERS
from aiprd.rule import PRESETS, Rule

MATURITY = {"idea": 0, "building": 1, "blocked": 1, "pilot": 2, "live": 3, "retired": 0}
"""How much of a document is due at a status. A retired product owes no new answers."""


class Selection(NamedTuple):
    """What the user asked for: a preset, and codes or prefixes of codes.

    The longer of two prefixes wins, and `ignore` where both are equally long. A code that is selected is heard whatever
    the preset.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preset: str = "default"

    def hears(self, rule: Rule) -> bool:
        """Whether the user wants to hear of this rule."""
        return self.names(rule.code) and (bool(self.select) or self.preset in rule.presets)

    def names(self, code: str) -> bool:
        chosen = max((len(prefix) for prefix in self.select if code.startswith(prefix)), default=-1)
        refused = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=-1)
        return (not self.select or chosen >= 0) and (refused < 0 or chosen > refused)


__all__ = ["PRESETS", "Profile", "Selection"]


class Profile(NamedTuple):
    """Who is asked: the document's tier, status and kinds."""

    tier: str
    status: str
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, prd: Prd) -> "Profile":
        return cls(prd.tier, prd.status, prd.kinds)

    def concerns(self, rule: Rule) -> bool:
        """Whether the rule speaks of this tier and kind at all, due or not."""
        return self.severity(rule) is not None and (not rule.kinds or any(kind in self.kinds for kind in rule.kinds))

    def due(self, rule: Rule) -> bool:
        return MATURITY[rule.since] <= MATURITY[self.status]

    def severity(self, rule: Rule) -> Severity | None:
        return rule.severities[TIERS.index(self.tier)]

    def pending(self, rules: Iterable[Rule]) -> Mapping[str, int]:
        """How many checks begin at each later status."""
        later = Counter(rule.since for rule in rules if self.concerns(rule) and not self.due(rule))
        return {status: later[status] for status in ("building", "pilot", "live") if later[status]}
