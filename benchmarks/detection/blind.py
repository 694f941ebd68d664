"""How many defects of the blind set the linter finds: python -m benchmarks.detection.blind [--misses] [--found]."""
# ruff: noqa: INP001, T201

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from aiprd.diagnostic import Diagnostic
from aiprd.linter import Report, lint
from aiprd.rules import ALL
from benchmarks.detection.seed import OPTIONS, ROOT, SECTIONS, codes, section

FILE = Path(__file__).with_name("blind.yaml")
NEAR = 3
"""How many lines from an edited place somebody who follows a finding still sees it."""


class Edit(NamedTuple):
    """A stretch of text that stands once in its document, and what takes its place."""

    old: str
    new: str


class Blind(NamedTuple):
    """One defect: the document, the row of the catalogue it breaks, what was done, how, and why it may be none."""

    document: str
    row: int
    did: str
    edits: tuple[Edit, ...]
    disputed: str

    @property
    def title(self) -> str:
        return f"{Path(self.document).name.removesuffix('.prd.yaml')}: row {self.row}, {self.did}"


class Outcome(NamedTuple):
    """What is new with a defect: told by a rule of its row, near the edited place by another, or at a later status."""

    defect: Blind
    found: tuple[Diagnostic, ...]
    noticed: tuple[Diagnostic, ...]
    later: bool


def blind(file: Path = FILE) -> list[Blind]:
    """The set as it is written."""
    entries = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506 - a safe loader
    return [
        Blind(e["document"], e["row"], e["did"], tuple(Edit(**edit) for edit in e["edits"]), e.get("disputed", ""))
        for e in entries
    ]


@cache
def clean(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@cache
def before(document: str, status: str = "") -> frozenset[tuple[str, str, str]]:
    """What is said of the clean document, as it stands or at another status."""
    return frozenset(map(said, report(document, clean(document), status).diagnostics))


def said(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """Code, path (with ids in place of list positions, which an edit may shift) and message."""
    return diagnostic.code, diagnostic.anchor, diagnostic.message


def report(document: str, text: str, status: str = "") -> Report:
    if status:
        text = re.sub(r"\bstatus: \w+", f"status: {status}", text, count=1)
    return lint(text, Path(document).name, OPTIONS)


def spoilt(defect: Blind) -> tuple[str, list[range]]:
    """The document with the defect, and the lines around each edited place."""
    text = clean(defect.document)
    for edit in defect.edits:
        if text.count(edit.old) != 1:
            message = f"{defect.title}: {edit.old!r} stands {text.count(edit.old)} times in the document"
            raise ValueError(message)
        text = text.replace(edit.old, edit.new)
    return text, [around(edit, defect, number) for number, edit in enumerate(defect.edits)]


def around(edit: Edit, defect: Blind, number: int) -> range:
    """The lines of the spoilt document that are at most `NEAR` from where an edit was made."""
    before_it, text = clean(defect.document), clean(defect.document)
    for other in defect.edits[:number]:
        before_it = before_it.replace(other.old, other.new)
    start = before_it.index(edit.old)
    line = before_it.count("\n", 0, start) + 1
    for other in defect.edits[number + 1 :]:
        text = before_it.replace(edit.old, edit.new)
        if text.find(other.old) < start:
            line += other.new.count("\n") - other.old.count("\n")
    return range(line - NEAR, line + edit.new.count("\n") + NEAR + 1)


def judge(defect: Blind) -> Outcome:
    text, places = spoilt(defect)
    rules = codes(defect.row)
    new = news(defect, text)
    found = tuple(diagnostic for diagnostic in new if diagnostic.code in rules)
    beside = (diagnostic for diagnostic in new if diagnostic.code not in rules)
    noticed = tuple(told for told in beside if any(told.region.line in place for place in places))
    later = not found and any(told.code in rules for told in news(defect, text, "live"))
    return Outcome(defect, found, noticed, later)


def news(defect: Blind, text: str, status: str = "") -> list[Diagnostic]:
    """What is said of the spoilt document and not of the clean one."""
    told = report(defect.document, text, status).diagnostics
    return [diagnostic for diagnostic in told if said(diagnostic) not in before(defect.document, status)]
