"""Seeded defects: each clean PRD with one small edit that breaks one row of the catalogue."""
# ruff: noqa: INP001

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from aiprd.diagnostic import Severity
from aiprd.document import read
from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.rules import ALL
from aiprd.selection import Selection
from benchmarks.detection.edits import Edit, Inapplicable
from benchmarks.detection.promises import PROMISES
from benchmarks.detection.workings import WORKINGS

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = Options(date(2026, 11, 22).toordinal(), Selection(preset="thorough"))

PRDS = (
    *(
        ROOT / "examples" / f"{name}.prd.yaml"
        for name in ("athena-repaired", "clinical-triage", "minimal", "support-agent")
    ),
    *sorted((Path(__file__).resolve().parent / "prds").glob("*.prd.yaml")),
)
"""The clean documents that defects are put into."""

SECTIONS = {
    "A": (1, 15), "B": (16, 37), "C": (38, 59), "D": (60, 64), "E": (65, 78), "F": (79, 93), "G": (94, 101),
    "H": (102, 109), "I": (110, 114), "J": (115, 124), "K": (125, 134), "L": (135, 136), "M": (137, 140), "N": (141, 160),
}  # fmt: skip
"""The catalogue's sections and their rows."""

Recipe = tuple[int, str, Edit]
"""A row of the catalogue, what goes wrong, and the edit that makes it go wrong."""

RECIPES: tuple[Recipe, ...] = (*PROMISES, *WORKINGS)


class Defect(NamedTuple):
    """One seeded defect: the document it was put into, the row it breaks, what was done and where."""

    file: Path
    row: int
    name: str
    path: str
    data: Any

    @property
    def title(self) -> str:
        return f"{self.file.name.removesuffix('.prd.yaml')}: row {self.row}, {self.name} at {self.path}"


class Outcome(NamedTuple):
    """One defect, whether its question is due in that document, the row's codes that are new, and other loud ones."""

    defect: Defect
    asked: bool
    found: frozenset[str]
    beside: frozenset[str]


def section(row: int) -> str:
    return next(letter for letter, (low, high) in SECTIONS.items() if low <= row <= high)


def codes(row: int) -> frozenset[str]:
    """The rules that answer a row of the catalogue."""
    return frozenset(rule.code for rule in ALL.values() if row in rule.rows)


def dump(data: object) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000)


@cache
def clean(file: Path) -> str:
    """A clean document as data in JSON: without comments, nothing shared."""
    return json.dumps(read(file.read_text(encoding="utf-8"), file.name).data)


@cache
def before(file: Path, status: str = "") -> Report:
    """What is said of the clean document, as it stands or at another status."""
    return lint(dump(at(status, json.loads(clean(file)))), file.name, OPTIONS)


def at(status: str, data: Any) -> Any:  # noqa: ANN401
    """The document with another status, if one is given."""
    return {**data, "product": {**data.get("product", {}), "status": status}} if status else data


def defects(files: tuple[Path, ...] = PRDS, recipes: tuple[Recipe, ...] = RECIPES) -> Iterator[Defect]:
    """Each recipe on each document where it applies."""
    for file in files:
        for row, name, edit in recipes:
            data: Any = json.loads(clean(file))
            try:
                path = edit(data)
            except Inapplicable:
                continue
            yield Defect(file, row, name, path, data)


def judge(defect: Defect) -> Outcome:
    """What is new with the defect; what is found only once the product is live counts as not asked yet."""
    rules, profile = codes(defect.row), before(defect.file).profile
    asked = any(profile.concerns(ALL[code]) and profile.due(ALL[code]) for code in rules)
    new = news(defect)
    found = {code for code, _ in new if code in rules}
    if asked and not found:
        asked = not any(code in rules for code, _ in news(defect, "live"))
    beside = {code for code, loud in new if code not in rules and loud}
    return Outcome(defect, asked or bool(found), frozenset(found), frozenset(beside))


def news(defect: Defect, status: str = "") -> set[tuple[str, bool]]:
    """Codes the clean document does not have at that place or in those words, and whether they are error or warning."""
    old = {(d.code, d.anchor, d.message) for d in before(defect.file, status).diagnostics}
    told = lint(dump(at(status, defect.data)), defect.file.name, OPTIONS).diagnostics
    return {(d.code, d.severity > Severity.INFO) for d in told if (d.code, d.anchor, d.message) not in old}
