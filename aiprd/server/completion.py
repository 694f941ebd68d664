"""What may be typed at the cursor: names where the format takes names, and levels where a bound takes a level."""

import re
from collections.abc import Iterator

from lsprotocol import types

from aiprd.bound import LEVELS
from aiprd.diagnostic import Span
from aiprd.documents.markdown import plain
from aiprd.prd.metric import Metric
from aiprd.prd.names import ALERT_SIGNALS
from aiprd.server.analysis import Analysis
from aiprd.server.names import TOKEN, bounds, kinds_of
from aiprd.server.text import Text

_WORD = re.compile(r"[\w.-]*")
_OPERATOR = re.compile(r"[<>]=?|=|\b(?:at least|at most|more than|less than|under|over|above|below)\b")
STAND_IN = "x"
"""Typed at the cursor before reading, so that a value begun is a value."""

BUILT_IN = {"signal": ALERT_SIGNALS, "component": ("model",)}
"""Names that exist in every document."""


def complete(text: Text, file: str, offset: int) -> list[types.CompletionItem]:
    """The names and levels that fit at `offset`; nothing where the format takes words of the author's own."""
    analysis = Analysis(Text(text.text[:offset] + STAND_IN + text.text[offset:], text.encoding), file)
    leaf = analysis.leaf_at(offset)
    if leaf is None:
        return []
    word = _word_around(text.text, offset)
    where = text.range(word)
    if not bounds(leaf):
        return [item for kind in kinds_of(leaf) for item in _names(kind, analysis, where)]
    before = text.text[analysis.document.place(leaf.path).value.start : offset]
    operator = _OPERATOR.search(before)
    if operator is not None and re.fullmatch(r"\s*\w*", before[operator.end() :]):
        return list(_levels(_subject(before, analysis), where))
    begun = before[: len(before) - (offset - word.start)].strip("\"' ")
    if operator is not None or any(found[0] in analysis.prd.metrics for found in TOKEN.finditer(begun)):
        return []
    return [item for kind in kinds_of(leaf) for item in _names(kind, analysis, where)]


def _names(kind: str, analysis: Analysis, where: types.Range) -> Iterator[types.CompletionItem]:
    defined = (found.name for found in analysis.mentions if found.defines and found.kind == kind)
    for name in dict.fromkeys((*defined, *BUILT_IN.get(kind, ()))):
        metric = analysis.prd.metric(name) if kind == "metric" else None
        yield types.CompletionItem(
            plain(name),
            kind=types.CompletionItemKind.Variable if kind == "metric" else types.CompletionItemKind.Reference,
            detail=kind,
            documentation=plain(metric.means.text) if metric is not None and metric.means.given else None,
            text_edit=types.TextEdit(where, name),
        )


def _levels(metric: Metric | None, where: types.Range) -> Iterator[types.CompletionItem]:
    """The levels of the metric with their values; all there are where it is not known or has none."""
    given = {level: metric.rung(level).text for level in LEVELS if metric.rung(level).given} if metric else {}
    for index, level in enumerate(given or LEVELS):
        yield types.CompletionItem(
            level,
            kind=types.CompletionItemKind.EnumMember,
            detail=plain(given.get(level, "level")),
            sort_text=f"{index:02}",
            text_edit=types.TextEdit(where, level),
        )


def _subject(before: str, analysis: Analysis) -> Metric | None:
    """The metric that a bound begun is on."""
    return next((metric for word in TOKEN.finditer(before) if (metric := analysis.prd.metric(word[0]))), None)


def _word_around(text: str, offset: int) -> Span:
    start = offset
    while start > 0 and _WORD.fullmatch(text[start - 1]):
        start -= 1
    found = _WORD.match(text, offset)
    return Span(start, found.end() if found else offset)
