"""Quick fixes: what a finding says to write, and the comment that accepts it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lsprotocol import types

from aiprd.diagnostic import Diagnostic, Span
from aiprd.document import Document, read
from aiprd.documents.markdown import plain
from aiprd.fixing import Edit, applied, as_unknown, edits_of
from aiprd.fixing.weave import line_break
from aiprd.server.diagnostics import told
from aiprd.server.text import Text

MOST = 10
"""Findings for which quick fixes are worked out at once."""


class Repair(NamedTuple):
    """A change of the text that mends a finding, and what to call it."""

    title: str
    edits: Sequence[Edit]


def mending(document: Document, diagnostic: Diagnostic) -> Iterator[Repair]:
    """What would mend the finding: what it says to write, and for a missing answer, that it is not known yet."""
    edits = edits_of(document, diagnostic)
    if edits:
        yield Repair(f"{diagnostic.code}: {plain(_first_line(diagnostic.fix), 70)}", edits)
    gap = as_unknown(document, diagnostic)
    if gap and gap != edits:
        yield Repair(f"{diagnostic.code}: write down that it is still unknown", gap)


def _first_line(fix: str) -> str:
    first, _, more = fix.partition("\n")
    return f"{first} …" if more.strip() else first


def actions(
    document: Document, diagnostics: Iterable[Diagnostic], where: Span, text: Text, uri: str
) -> list[types.CodeAction]:
    """The quick fixes for the findings that touch `where`: first what mends, then what accepts them."""
    touched = [found for found in diagnostics if found.waived is None and _touch(text.span_of(found.region), where)]
    mends: list[types.CodeAction] = []
    waivers: list[types.CodeAction] = []
    for diagnostic in touched[:MOST]:
        mends += [_action(repair, diagnostic, text, uri) for repair in mending(document, diagnostic)]
        waiver = accepting(document, diagnostic, text)
        if waiver is not None:
            waivers.append(_action(waiver, diagnostic, text, uri))
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
    for edit in (
        Edit(Span(end, line.end), f"  {words}"),
        Edit(Span(line.start, line.start), f"{indent}{words}{line_break(text.text, line.start)}"),
    ):
        if _only_comments_differ(document, applied(text.text, [edit])):
            return Repair(f"{diagnostic.code}: accept it here, with a reason", [edit])
    return None


def _only_comments_differ(document: Document, text: str) -> bool:
    """Whether `text` says the same as `document` and holds one comment more."""
    other = read(text, document.file)
    return len(other.comments) == len(document.comments) + 1 and other.data == document.data


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _action(repair: Repair, diagnostic: Diagnostic, text: Text, uri: str) -> types.CodeAction:
    return types.CodeAction(
        repair.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[told(diagnostic, text, uri)],
        edit=workspace_edit(repair.edits, text, uri),
    )


def workspace_edit(edits: Iterable[Edit], text: Text, uri: str) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: [types.TextEdit(text.range(edit.span), edit.text) for edit in edits]})
