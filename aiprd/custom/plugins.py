"""Rules that installed packages bring, by the entry point group `aiprd.rules`; looked for only when asked to."""

from collections.abc import Iterator
from types import ModuleType

from aiprd.custom.problem import Broken
from aiprd.rule import Rule

GROUP = "aiprd.rules"


def installed() -> list[Rule]:
    """The rules of all installed packages.

    Raises:
        Broken: a package cannot be imported or gives no rule.
    """
    from importlib.metadata import entry_points  # slow to import, and never wanted by default

    rules = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            found = point.load()
        except Exception as error:  # noqa: BLE001 - whatever a package does, it is told in one line
            raise Broken([f"the plugin {point.name} cannot be loaded: {type(error).__name__}: {error}"]) from None
        told = list(_rules(found))
        if not told:
            raise Broken([f"the plugin {point.name} ({point.value}) gives no rule"])
        rules += told
    return rules


def _rules(found: object) -> Iterator[Rule]:
    """A rule, a list of rules, or the rules in a module."""
    if isinstance(found, Rule):
        yield found
    elif isinstance(found, ModuleType):
        yield from (part for part in vars(found).values() if isinstance(part, Rule))
    elif isinstance(found, list | tuple):
        yield from (part for part in found if isinstance(part, Rule))
