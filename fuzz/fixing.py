"""Fixing: any bytes can be fixed, once and for all, and nothing changes but what a finding asks for."""

import re
from zlib import crc32

from aiprd.document import read
from aiprd.fixing import Kind, fixed
from aiprd.fixing.edit import differences
from fuzz.linting import WORDS, seeds
from fuzz.promises import OPTIONS, judged
from fuzz.target import holds

__all__ = ["TREES", "WORDS", "check", "seeds"]

TREES = True


def check(data: bytes) -> None:
    """Fixes the bytes, and fixes what came of it."""
    found = fixed(data, "x.prd.yaml", OPTIONS)
    holds(isinstance(found.after, bytes), "bytes became text")
    judged(found.report)
    holds(found.changed or not found.mended, "mended without a change")
    holds(found.mended or not found.changed, "changed without a finding")
    again = fixed(found.after, "x.prd.yaml", OPTIONS)
    holds(again.after == found.after, f"fixed again, it is another text: {[d.code for d in again.mended]}")
    if found.changed:
        anywhere = any(d.code == "YAML001" for d in found.mended)  # control characters, wherever they stand
        _kept(data, found.after, ["" if anywhere else d.path for d in found.mended])
    if crc32(data) % 2 == 0:
        _only_written_otherwise(data)


def _kept(before: bytes, after: bytes | str, mended: list[str]) -> None:
    """What is read differently stands at, above or below a finding that was mended; the rest is the same."""
    old, new = read(before, "x"), read(after, "x")
    told = [tuple(path.split("/")[1:]) for path in mended]
    for path in differences(old.data, new.data):
        steps = tuple(str(step).replace("~", "~0").replace("/", "~1") for step in path)
        fresh = old.place(path).path != path  # a key by its new name, whose old name was told
        homes = [at[:-1] if fresh else at for at in told]
        asked = any(steps[: len(at)] == at or at[: len(steps)] == steps for at in homes)
        holds(asked, f"{path} reads differently, and only {mended} were mended")
    lost = {_shown(comment.text) for comment in old.comments} - {_shown(comment.text) for comment in new.comments}
    holds(not lost, f"comments are lost: {lost}")


def _only_written_otherwise(data: bytes) -> None:
    """Where nothing but the YAML was mended, the words are the same."""
    found = fixed(data, "x.prd.yaml", OPTIONS, [Kind.SAFE])
    if found.changed and {d.code for d in found.mended} <= {"YAML002", "YAML003", "YAML004", "YAML009"}:
        before, after = read(data, "x").text, read(found.after, "x").text
        holds(re.findall(r"\w", before) == re.findall(r"\w", after), f"other words: {[d.fix for d in found.mended]}")


def _shown(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
