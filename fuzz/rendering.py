"""Rendering: any PRD becomes every document."""

import csv
import io
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from zlib import crc32

import yaml

from aiprd.documents import TEMPLATES, renderer
from aiprd.linter import lint
from fuzz.linting import WORDS, seeds
from fuzz.promises import OPTIONS
from fuzz.target import holds

__all__ = ["TREES", "WORDS", "check", "seeds"]

TREES = True


def check(data: bytes) -> None:
    """Renders every template, where there is a PRD in the bytes."""
    report = lint(data, "x.prd.yaml", OPTIONS)
    if report.prd.broken or report.document.data is None:
        return
    rendered = renderer(report)
    for name in TEMPLATES:
        text = rendered(name)
        text.encode()
        holds(text.endswith("\n"), f"{name} does not end with a line end")
        odd = [char for char in text if ord(char) < 32 and char not in "\n\r"]
        holds(not odd, f"{name} holds {odd[:3]!r}")
        if name in _LOOKED_AT:
            _LOOKED_AT[name](text)
    again = sorted(TEMPLATES)[crc32(data) % len(TEMPLATES)]
    holds(renderer(report)(again) == rendered(again), f"{again} is another text the second time")


def _rows(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text), strict=True))
    holds(len({len(row) for row in rows}) == 1, "rows of different lengths")
    odd = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    holds(not odd, f"a spreadsheet takes {odd[:1]} for a formula")


def _front_matter(text: str) -> None:
    if text.startswith("---\n"):
        holds(isinstance(yaml.safe_load(text[4:].partition("\n---\n")[0]), dict), "the front matter is no YAML")


_LOOKED_AT: Mapping[str, Callable[[str], object]] = {"csv": _rows, "model-card": _front_matter}
if find_spec("gherkin"):
    from gherkin.parser import Parser

    _LOOKED_AT = {**_LOOKED_AT, "gherkin": lambda text: Parser().parse(text)}
