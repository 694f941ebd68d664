"""Rendering: any PRD becomes every document."""

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
        if name in {"prd", "csv"}:
            holds(renderer(report)(name) == text, f"{name} is another text the second time")
