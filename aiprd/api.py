"""aiprd as a library: `from aiprd import lint, load, render`. The names in `__all__` are stable."""

import os
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from aiprd.diagnostic import Diagnostic, Note
from aiprd.document import Document, read
from aiprd.document.limits import MAX_SIZE
from aiprd.documents import TemplateError
from aiprd.documents import render as rendered
from aiprd.linter import Options
from aiprd.linter import lint as judged
from aiprd.prd import Prd
from aiprd.prd import load as understood
from aiprd.report import Report
from aiprd.rules import ALL
from aiprd.selection import PRESETS, Selection
from aiprd.source import content

__all__ = ["Finding", "Prd", "Related", "Result", "TemplateError", "lint", "load", "render"]

Source = str | bytes | os.PathLike[str]
"""A document: `str` and `bytes` are its text, whatever they look like; a path is an `os.PathLike` such as
`pathlib.Path`. Nothing is guessed: otherwise what a text means would depend on which files lie around, and a text from
elsewhere could name a file to read."""

TEXT = "text"
"""What a document that came as text is called in findings."""

_documents: "WeakKeyDictionary[Prd, Document]" = WeakKeyDictionary()
"""The document each loaded PRD was read from, as long as somebody holds the PRD."""


class Related(NamedTuple):
    """The other side of a disagreement. `path` is a JSON Pointer; lines and columns count from 1."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str


class Finding(NamedTuple):
    """One finding; the fields are those of the JSON report.

    `severity` is error, warning or info; `confidence` is certain, likely or possible. `path` is a JSON Pointer that
    exists in the document; lines and columns count from 1, and the end column is the first one after the mark.
    `fingerprint` stays the same while the flaw does, wherever its lines move. `waived` is the reason of the waiver that
    covers the finding, or None.
    """

    code: str
    name: str
    severity: str
    confidence: str
    message: str
    why: str
    fix: str
    file: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    related: tuple[Related, ...]
    numbers: Mapping[str, int | float | str]
    references: tuple[str, ...]
    url: str
    fingerprint: str
    waived: str | None


class Result:
    """What linting one document gave.

    `findings` are in the order of the document, waived ones among them; `pending` counts the checks that begin at a
    later status, by status.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self.findings: tuple[Finding, ...] = tuple(_finding(diagnostic) for diagnostic in report.diagnostics)
        self.pending: Mapping[str, int] = dict(report.pending)

    def __repr__(self) -> str:
        return f"<Result of {self.file}: {len(self.findings)} findings, {len(self.errors)} errors>"

    @property
    def file(self) -> str:
        """The name of the document."""
        return self._report.file

    @property
    def prd(self) -> Prd:
        """The PRD as it was understood."""
        return self._report.prd

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error that no waiver covers."""
        return tuple(found for found in self.findings if found.severity == "error" and found.waived is None)

    @property
    def exit_code(self) -> int:
        """What `aiprd lint` would exit with: 1 where there are errors, else 0."""
        return int(bool(self.errors))

    def to_json(self) -> str:
        """The report as `aiprd lint --format json` writes it; its schema is `aiprd schema report`."""
        from aiprd.reporters import REPORTERS, Run

        return REPORTERS["json"](Run([self._report], []))


def lint(
    source: Source,
    *,
    today: date | None = None,
    preset: str = "default",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    waivers: bool = True,
) -> Result:
    """Judges one document: `str` and `bytes` are its text, a path is an `os.PathLike` (see `Source`).

    `today` is the day to judge dates by; without it the calendar decides. `preset` is quiet, default or thorough.
    `select` and `ignore` are codes or beginnings of codes, in one text with commas or several. `waivers=False` reports
    waived findings like all others. No configuration file is read.

    Whatever the document holds is told as findings, never raised.

    Raises:
        OSError: the file cannot be read, or is no regular file.
        ValueError: there is no such preset, or no rule's code begins like that.
    """
    selection = Selection(_codes(select), _codes(ignore), _preset(preset))
    options = Options((today or date.today()).toordinal(), selection, waive=waivers)  # noqa: DTZ011 - the user's day
    report = judged(*_text(source), options)
    _documents[report.prd] = report.document
    return Result(report)


def load(source: Source) -> Prd:
    """The typed PRD: `load(path).metrics["relevance"].launch.value`. Any text gives one; see `docs/library.md`.

    Raises:
        OSError: the file cannot be read, or is no regular file.
    """
    document = read(*_text(source))
    prd, _ = understood(document.data)
    _documents[prd] = document
    return prd


def render(source: Prd | Result | Source, template: str = "prd", *, today: date | None = None) -> str:
    """The Markdown document that `aiprd render` writes, from a PRD that `load` or `lint` gave, or from its source.

    `template` is `prd`, `checklist`, a template file, or a folder with one. `today` matters for the number of findings
    at the end.

    Raises:
        OSError: the file cannot be read, or is no regular file.
        TemplateError: there is no such template, or it fails.
        ValueError: the source could not be read as a PRD, or the PRD was made by hand.
    """
    held = source.prd if isinstance(source, Result) else source
    text, file = _read_before(held) if isinstance(held, Prd) else _text(held)
    report = judged(text, file, Options((today or date.today()).toordinal()))  # noqa: DTZ011 - the user's day
    if report.prd.broken or report.document.data is None:
        raise ValueError(f"{file} could not be read as a PRD; `lint` tells why")
    return rendered(report, template)


def _read_before(prd: Prd) -> tuple[str | bytes, str]:
    """The text that `prd` was read from, and what it is called."""
    if prd not in _documents:
        raise ValueError(
            "only a PRD that `load` or `lint` gave can be rendered: the rendered document names its source"
        )
    return _documents[prd].text, _documents[prd].file


def _text(source: Source) -> tuple[str | bytes, str]:
    """The document's text, and what to call it."""
    if isinstance(source, str | bytes):
        if isinstance(source, str) and source.endswith((".yaml", ".yml")) and "\n" not in source:
            warnings.warn("this str is read as a document's text; pass pathlib.Path(…) for a file", stacklevel=3)
        return source, TEXT
    path = os.fspath(source)
    return content(path, MAX_SIZE), path


def _codes(told: str | Iterable[str]) -> tuple[str, ...]:
    texts = (told,) if isinstance(told, str) else told
    codes = tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())
    for code in codes:
        if not any(each.startswith(code) for each in ALL):
            from aiprd.field import nearest

            meant = nearest(code, tuple(ALL))
            raise ValueError(f"no rule's code begins with {code}" + (f"; did you mean {meant}?" if meant else ""))
    return codes


def _preset(name: str) -> str:
    if name not in PRESETS:
        raise ValueError(f"there is no preset {name}; there are {', '.join(PRESETS)}")
    return name


def _finding(told: Diagnostic) -> Finding:
    return Finding(
        code=told.code,
        name=told.name,
        severity=told.severity.label,
        confidence=told.confidence,
        message=told.message,
        why=told.why,
        fix=told.fix,
        file=told.file,
        path=told.path,
        line=told.region.line,
        column=told.region.column,
        end_line=told.region.end_line,
        end_column=told.region.end_column,
        related=tuple(_related(note) for note in told.related),
        numbers=dict(told.numbers),
        references=told.references,
        url=told.url,
        fingerprint=told.fingerprint,
        waived=told.waived,
    )


def _related(note: Note) -> Related:
    region = note.region
    return Related(note.path, region.line, region.column, region.end_line, region.end_column, note.message)
