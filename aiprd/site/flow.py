"""A flowchart of the rendered PRD read back into boxes and arrows, so that a page can tell it without drawing it.

Mermaid's own program is 3 MB and runs a script; a list of who leads where is read by everybody, wraps on a telephone
and prints.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_BOX = re.compile(r'(\w+)(?:\[\("(.*)"\)\]|\(\["(.*)"\]\)|\[+"(.*)"\]+|\{\{"(.*)"\}\})')
_ARROW = re.compile(r'(.+?) (-->|-\.->)(?:\|"(.*)"\|)? (.+)')
_CODE = re.compile(r"#(\d+);")


class Arrow(NamedTuple):
    """What leads from a box to another one; `back` is an arrow drawn dashed."""

    to: Sequence[str]
    when: Sequence[str]
    back: bool


class Box(NamedTuple):
    """A box, its text line by line, with what leads away from it."""

    lines: Sequence[str]
    arrows: list[Arrow]


def flow(source: str) -> list[Box] | None:
    """The boxes in their order; None where the chart is not one of ours."""
    boxes: dict[str, Box] = {}
    arrows: list[tuple[str, str, str, str]] = []
    for line in source.splitlines()[1:]:
        text = line.strip()
        if arrow := _ARROW.fullmatch(text):
            starts, kind, when, end = arrow.groups()
            ends = _met(end, boxes)
            arrows += [(start, kind, when or "", ends) for each in starts.split(" & ") if (start := _met(each, boxes))]
        elif text and not _met(text, boxes):
            return None
    for start, kind, when, end in arrows:
        if start not in boxes or end not in boxes:
            return None
        boxes[start].arrows.append(Arrow(boxes[end].lines, _lines(when), kind != "-->"))
    return list(boxes.values()) or None


def _met(text: str, boxes: dict[str, Box]) -> str:
    """The name of the box that `text` speaks of, noted where it is met for the first time; empty for no box."""
    if re.fullmatch(r"\w+", text):
        return text
    found = _BOX.fullmatch(text)
    if found is None:
        return ""
    label = next(part for part in found.groups()[1:] if part is not None)
    boxes.setdefault(found[1], Box(_lines(label), []))
    return found[1]


def _lines(label: str) -> list[str]:
    return [_CODE.sub(lambda code: chr(int(code[1])), line) for line in label.split("<br>") if line]
