"""The team's own rules, for the commands that take them."""

import sys
from collections.abc import Mapping, Sequence

from aiprd.cli.saying import say
from aiprd.rule import Rule


def own_rules(places: Sequence[str], *, plugins: bool = False) -> Mapping[str, Rule]:
    """The team's own rules; a broken one ends the command."""
    if not places and not plugins:
        return {}
    from aiprd.custom import Broken, load

    try:
        return load(places, plugins=plugins)
    except Broken as broken:
        for message in broken.messages:
            say(message)
        sys.exit(2)
