"""What the user wants to hear: a preset, and codes of rules."""

from typing import NamedTuple, Protocol

PRESETS = ("quiet", "default", "thorough")
"""From certain findings only, over likely ones, to every hunch."""


class Coded(Protocol):
    """What has a code and is heard in some presets: a rule."""

    @property
    def code(self) -> str: ...
    @property
    def presets(self) -> tuple[str, ...]: ...


class Selection(NamedTuple):
    """What the user asked for: a preset, and codes or prefixes of codes.

    The longer of two prefixes wins, and `ignore` where both are equally long. A code that is selected is heard whatever
    the preset.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preset: str = "default"

    def hears(self, rule: Coded) -> bool:
        """Whether the user wants to hear of this rule."""
        return self.names(rule.code) and (bool(self.select) or self.preset in rule.presets)

    def names(self, code: str) -> bool:
        if not self.select and not self.ignore:
            return True
        chosen = max((len(prefix) for prefix in self.select if code.startswith(prefix)), default=-1)
        refused = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=-1)
        return (not self.select or chosen >= 0) and (refused < 0 or chosen > refused)
