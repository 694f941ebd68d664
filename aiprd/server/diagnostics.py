"""Findings as an editor shows them."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path as File

from lsprotocol import types

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.documents.markdown import plain
from aiprd.resources import folder
from aiprd.server.text import Text

SOURCE = "aiprd"
UNUSED = frozenset({"WAIV003"})
"""Rules whose findings stand on something that does nothing; editors grey it out."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def shown(diagnostics: Iterable[Diagnostic], text: Text, uri: str) -> list[types.Diagnostic]:
    """What an editor shows of the findings: all but the waived."""
    return [told(diagnostic, text, uri) for diagnostic in diagnostics if diagnostic.waived is None]


def told(diagnostic: Diagnostic, text: Text, uri: str) -> types.Diagnostic:
    page = page_of(diagnostic.url)
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri, text.range(text.span_of(note.region))), plain(note.message)
        )
        for note in diagnostic.related
    ]
    return types.Diagnostic(
        range=text.range(text.span_of(diagnostic.region)),
        message=message(diagnostic),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if diagnostic.code in UNUSED else None,
        related_information=related or None,
    )


def message(diagnostic: Diagnostic) -> str:
    """What is wrong, and on lines below what to write instead."""
    fix = [" " * (len(line) - len(line.lstrip())) + plain(line) for line in diagnostic.fix.splitlines()]
    told = ["Fix:", *fix] if len(fix) > 1 else [f"Fix: {line}" for line in fix]
    return "\n".join([plain(diagnostic.message), *told])


@cache
def page_of(url: str) -> str:
    """Where a rule's page can be opened; empty where it did not come with the installation."""
    if url.startswith(("https://", "http://")):
        return url
    place, _, fragment = url.partition("#")
    file = os.path.join(folder(os.path.dirname(place)), os.path.basename(place))
    return File(file).as_uri() + (f"#{fragment}" if fragment else "") if os.path.isfile(file) else ""
