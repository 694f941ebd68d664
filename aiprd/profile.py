"""Which rules speak to which document: tier sets depth, status sets when, kind sets which."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from aiprd.diagnostic import Severity

TIERS = ("low", "medium", "high")
"""How much an error may cost."""

MATURITY = {"idea": 0, "building": 1, "blocked": 1, "pilot": 2, "live": 3, "retired": 0}
"""How much of a document is due at a status. A retired product owes no new answers."""


class Asking(Protocol):
    """What asks some documents: a rule."""

    @property
    def severities(self) -> tuple[Severity | None, Severity | None, Severity | None]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def since(self) -> str: ...


class Described(Protocol):
    """What says who it is: a PRD."""

    @property
    def tier(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...


class Profile(NamedTuple):
    """Who is asked: the document's tier, status and kinds."""

    tier: str
    status: str
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, prd: Described) -> "Profile":
        return cls(prd.tier, prd.status, prd.kinds)

    def concerns(self, rule: Asking) -> bool:
        """Whether the rule speaks of this tier and kind at all, due or not."""
        return self.severity(rule) is not None and (not rule.kinds or any(kind in self.kinds for kind in rule.kinds))

    def due(self, rule: Asking) -> bool:
        return MATURITY[rule.since] <= MATURITY[self.status]

    def severity(self, rule: Asking) -> Severity | None:
        return rule.severities[TIERS.index(self.tier)]

    def pending(self, rules: Iterable[Asking]) -> Mapping[str, int]:
        """How many checks begin at each later status."""
        later = Counter(rule.since for rule in rules if self.concerns(rule) and not self.due(rule))
        return {status: later[status] for status in ("building", "pilot", "live") if later[status]}
