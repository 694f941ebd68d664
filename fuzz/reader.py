"""The reader: any bytes become a document whose every value has a place."""

from aiprd.document import read
from fuzz.material import documents
from fuzz.promises import readable
from fuzz.target import holds

TREES = False
WORDS = (
    *(": ", "- ", "\n  ", "\n- ", "\t", '"', "'", "[", "]", "{", "}", ", ", " #", "&x ", "*x", "!t ", "!!str ", "|\n", ">-\n"),
    *(">= 70%", "%5", "@", "`", "? ", "<<: *x\n", "~", "yes", "12:30", "\\q", "\\ud83d\\ude00", "\u2028", "\x85", "\x01"),
    *("\ufeff", "---\n", "...\n", "\r\n", "\r", "{{x}}", "k:\n  - x\n", "launch:70%\n", "\0", "\x9d", "\ue000", "_"),
)


def seeds() -> list[bytes]:
    """Documents and their parts."""
    return list(documents())


def check(data: bytes) -> None:
    """Reads the bytes twice."""
    document = read(data, "x")
    readable(document)
    again = read(data, "x")
    holds(repr(again.data) == repr(document.data) and again.flaws == document.flaws, "read otherwise the second time")
    holds(again.comments == document.comments, "other comments the second time")
