"""Reports for programs. Keys are spelled out here: they are public, the fields behind them are not."""

import json
import re
from collections.abc import Mapping, Sequence

from aiprd import __version__
from aiprd.diagnostic import Diagnostic, Note, Region
from aiprd.report import Report, count
from aiprd.reporters import Run

VERSION = 1

HIDDEN = re.compile(
    r"[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
"""Characters that JSON lets stand, but that steer a terminal, turn the direction of a line, or cannot be seen."""


_COMMAND = re.compile(r"#(?=#\w*\[)")
"""What a build server takes as a command wherever it reads it: GitHub's `##[error]`, Azure's `##vso[…]`."""


def as_json(run: Run, statistics: Mapping[str, object] | None = None) -> str:
    """The whole run as one JSON document, with the statistics where they are asked for; see `aiprd schema report`."""
    everything = [diagnostic for report in run.reports for diagnostic in report.diagnostics]
    document = {
        "version": VERSION,
        "tool": {"name": "aiprd", "version": __version__},
        "files": [_file(report) for report in run.reports],
        "failures": [{"file": failure.file, "message": failure.message} for failure in run.failures],
        "summary": {"files": len(run.reports), **count(everything)},
        **({"statistics": statistics} if statistics is not None else {}),
    }
    return dumps(document)


def dumps(document: object) -> str:
    """`document` as JSON that any program reads, any terminal shows and no build server obeys."""
    text = HIDDEN.sub(_spelled, json.dumps(document, indent=2, ensure_ascii=False)) + "\n"
    return _COMMAND.sub(r"\\u0023", text) if "##" in text else text


def _spelled(hidden: re.Match[str]) -> str:
    """The character as JSON spells it; half of one, which strict readers refuse, is marked as lost."""
    return "\ufffd" if "\ud800" <= hidden[0] <= "\udfff" else json.dumps(hidden[0])[1:-1]


def _file(report: Report) -> dict[str, object]:
    return {
        "file": report.file,
        "tier": report.profile.tier,
        "status": report.profile.status,
        "kinds": list(report.profile.kinds),
        "findings": [_finding(diagnostic) for diagnostic in report.diagnostics],
        "pending": dict(report.pending),
    }


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.label,
        "confidence": diagnostic.confidence,
        "message": diagnostic.message,
        "why": diagnostic.why,
        "fix": diagnostic.fix,
        "file": diagnostic.file,
        "path": diagnostic.path,
        **_place(diagnostic.region),
        "related": _related(diagnostic.related),
        "numbers": dict(diagnostic.numbers),
        "references": list(diagnostic.references),
        "url": diagnostic.url,
        "fingerprint": diagnostic.fingerprint,
        "waived": diagnostic.waived,
    }


def _related(notes: Sequence[Note]) -> list[dict[str, object]]:
    return [{"path": note.path, **_place(note.region), "message": note.message} for note in notes]


def _place(region: Region) -> dict[str, int]:
    return {
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }
