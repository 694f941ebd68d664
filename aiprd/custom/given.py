"""Paths into a document as rule files write them: `metrics.*`, `requirements.*[]`, `rollout.stages[]`."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Path
from aiprd.field import EXCLUSIONS

_PATH = re.compile(r"(?:\*|[^.\[\]*\s]+)(?:\[\])*(?:\.(?:\*|[^.\[\]*\s]+)(?:\[\])*)*")
_STEP = re.compile(r"\[\]|[^.\[\]]+")
WHOLE = "$"
"""The path of the whole document."""

Steps = tuple[str, ...]


def steps_of(text: str) -> Steps:
    """The steps of a path: keys, `*` for all keys and `[]` for all entries.

    Raises:
        ValueError: it is not such a path.
    """
    path = text.removeprefix("$.")
    if path == WHOLE:
        return ()
    if not _PATH.fullmatch(path):
        raise ValueError(
            f"`{text}` is no path; write keys with dots between, such as `metrics.*` or `rollout.stages[]`"
        )
    return tuple(_STEP.findall(path))


def matches(value: object, steps: Steps, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value the steps lead to, with its path; nothing where one is missing or does not apply.

    A single entry may stand in place of a list, so `[]` of anything else is the value itself.
    """
    if value is None or excluded(value):
        return
    if not steps:
        yield path, value
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, list) and step in {"[]", "*"}:
        for index, entry in enumerate(value):
            yield from matches(entry, rest, (*path, index))
    elif step == "[]":
        yield from matches(value, rest, path)
    elif isinstance(value, dict):
        for key in tuple(value) if step == "*" else (step,):
            yield from matches(value.get(key), rest, (*path, key))


def within(value: object, steps: Steps) -> tuple[Path, object] | None:
    """The one value the steps lead to from `value`; a bare value stands for its own `value`."""
    path: list[str | int] = []
    for index, step in enumerate(steps):
        if isinstance(value, dict) and value.get(step) is not None:
            value = value[step]
            path.append(step)
        elif not isinstance(value, dict | list) and steps[index:] == ("value",):
            break
        else:
            return None
    return tuple(path), value


def excluded(value: object) -> bool:
    """Whether the document says that the question does not apply."""
    return "na" in value if isinstance(value, dict) else value in EXCLUSIONS if isinstance(value, str) else False


def dotted(path: Path) -> str:
    """A path for a message: `metrics.relevance.launch`, `rollout.stages[2]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the document"
