"""A team's own rules: written in YAML, or in Python behind an entry point; both become rules like any other."""

from collections.abc import Iterable, Mapping

from aiprd.custom.problem import Broken
from aiprd.rule import Rule
from aiprd.rules import ALL

__all__ = ["Broken", "load"]


def load(places: Iterable[str], *, plugins: bool = False) -> Mapping[str, Rule]:
    """The rules of all `*.rules.yaml` in `places`, and with `plugins` those of installed packages, by code.

    Raises:
        Broken: a file or a package is not as it should be; says all that is wrong.
    """
    from aiprd.custom.files import read_all
    from aiprd.custom.plugins import installed

    specs = read_all(places)
    rules = {spec.code: spec.rule() for spec in specs}
    for rule in installed() if plugins else ():
        if rule.code in rules or rule.code in ALL:
            raise Broken([f"two rules have the code {rule.code}; one comes from the entry point group aiprd.rules"])
        rules[rule.code] = rule
    return rules
