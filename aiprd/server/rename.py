"""Renaming what a PRD defines, everywhere it is used."""

import re

from aiprd.bound import LEVELS
from aiprd.field import EXCLUSIONS, PLACEHOLDERS
from aiprd.fixing import Edit, applied
from aiprd.prd.names import ALERT_SIGNALS
from aiprd.server.analysis import Analysis
from aiprd.server.names import Mention, definitions_of, taken
from aiprd.server.text import Text

_NAME = re.compile(r"[^\W\d](?:[\w.-]*\w)?")
_STATISTIC = re.compile(r"[Pp][0-9]{2}")
_RESERVED = frozenset(
    {*LEVELS, *ALERT_SIGNALS, "gap", "ratio", "mean", "median", "average", "avg", "n", "na", "model"}
    | {word.lower() for word in (*PLACEHOLDERS, *EXCLUSIONS)}
    | {"true", "false", "null", "yes", "no", "on", "off", "y"}
)
"""Words that mean something else where names stand, in bounds or in YAML."""


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A name that cannot be changed, or not to this; the text says why."""


def renameable(analysis: Analysis, offset: int) -> Mention:
    """The name at `offset` that can be changed.

    Raises:
        Refused: there is none, or nothing in the document defines it.
    """
    mention = analysis.mention_at(offset)
    if mention is not None and definitions_of(mention, analysis.mentions):
        return mention
    key = analysis.key_at(offset)
    if key is not None:
        raise Refused(f"`{key[0].key}` is a key of the format; only names that this document defines can be changed")
    raise Refused("no name that this document defines stands here")


def renamed(analysis: Analysis, offset: int, name: str) -> list[Edit]:
    """What to write where so that the name at `offset` becomes `name` everywhere.

    Raises:
        Refused: there is no name to change, or `name` cannot stand everywhere the old one does.
    """
    mention = renameable(analysis, offset)
    if name == mention.name:
        return []
    if not _NAME.fullmatch(name):
        raise Refused(f"`{name}` cannot be a name: it takes letters, digits, _, . and -, and begins with a letter")
    if name.lower() in _RESERVED or _STATISTIC.fullmatch(name):
        raise Refused(f"`{name}` means something else in a PRD; choose another name")
    if taken(name, mention, analysis.mentions):
        raise Refused(f"something is called `{name}` already")
    edits = [Edit(found.span, name) for found in analysis.mentions if found.same(mention)]
    if _count(Analysis(Text(applied(analysis.text.text, edits)), analysis.file), name, mention) != len(edits):
        raise Refused(f"`{name}` would mean something else in one of the {len(edits)} places where it has to stand")
    return edits


def _count(after: Analysis, name: str, mention: Mention) -> int:
    return sum(found.same(mention._replace(name=name)) for found in after.mentions)
