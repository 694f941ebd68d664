"""Quick fixes: what a finding says to write, and the comment that accepts it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lsprotocol import types

from aiprd.diagnostic import Diagnostic, Span
from aiprd.document import Document, read
from aiprd.server.diagnostics import told
from aiprd.server.text import Text

MOST = 10
"""Findings for which quick fixes are worked out at once."""

Edits = list[tuple[Span, str]]


class Repair(NamedTuple):
    """A change that mends a finding: what to call it, and what to write where."""

    title: str
    edits: Edits


def fixes(document: Document, diagnostic: Diagnostic) -> Iterator[Repair]:  # noqa: ARG001 - what mends it is known elsewhere
    """What would mend the finding, as changes of the text."""
    yield from ()


def actions(
    document: Document, diagnostics: Iterable[Diagnostic], where: Span, text: Text, uri: str
) -> list[types.CodeAction]:
    """The quick fixes for the findings that touch `where`: first what mends, then what accepts them."""
    touched = [found for found in diagnostics if found.waived is None and _touch(text.span_of(found.region), where)]
    mends, waivers = [], []
    for diagnostic in touched[:MOST]:
        for repair in fixes(document, diagnostic):
            mends.append(_action(repair, diagnostic, text, uri, preferred=True))
        waiver = accepting(document, diagnostic, text)
        if waiver is not None:
            waivers.append(_action(waiver, diagnostic, text, uri, preferred=False))
    return mends + waivers


def accepting(document: Document, diagnostic: Diagnostic, text: Text) -> Repair | None:
    """The comment that accepts the finding: behind its line, else above it; None where neither can stand."""
    if document.data is None or diagnostic.code.startswith(("YAML", "WAIV")):
        return None
    words = f"# aiprd: allow {diagnostic.code} because …"
    line = text.line(diagnostic.region.line - 1)
    content = text.text[slice(*line)]
    indent = content[: len(content) - len(content.lstrip(" "))]
    end = line.start + len(content.rstrip())
    for edits in ([(Span(end, line.end), f"  {words}")], [(Span(line.start, line.start), f"{indent}{words}\n")]):
        if _only_comments_differ(document, text.replaced(edits)):
            return Repair(f"Accept {diagnostic.code} here, with a reason", edits)
    return None


def _only_comments_differ(document: Document, text: str) -> bool:
    """Whether `text` says the same as `document` and holds one comment more."""
    other = read(text, document.file)
    return len(other.comments) == len(document.comments) + 1 and other.data == document.data


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _action(repair: Repair, diagnostic: Diagnostic, text: Text, uri: str, *, preferred: bool) -> types.CodeAction:
    return types.CodeAction(
        repair.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[told(diagnostic, text, uri)],
        edit=workspace_edit(repair.edits, text, uri),
        is_preferred=preferred or None,
    )


def workspace_edit(edits: Sequence[tuple[Span, str]], text: Text, uri: str) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: [types.TextEdit(text.range(span), words) for span, words in edits]})
