"""Seeded defects: each clean PRD with one small edit that breaks one row of the catalogue."""
# ruff: noqa: INP001

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from aiprd.document import read
from aiprd.linter import Options, Report, lint
from aiprd.profile import Profile
from aiprd.rules import ALL
from benchmarks.detection.edits import Edit, Inapplicable
from benchmarks.detection.promises import PROMISES
from benchmarks.detection.workings import WORKINGS

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = Options(date(2026, 11, 22).toordinal())

PRDS = (
    *(ROOT / "examples" / f"{name}.prd.yaml" for name in ("athena-repaired", "clinical-triage", "minimal", "support-agent")),
    *sorted((Path(__file__).resolve().parent / "prds").glob("*.prd.yaml")),
)
"""The clean documents that defects are put into."""

SECTIONS = {
    "A": (1, 15), "B": (16, 37), "C": (38, 59), "D": (60, 64), "E": (65, 78), "F": (79, 93), "G": (94, 101),
    "H": (102, 109), "I": (110, 114), "J": (115, 124), "K": (125, 134), "L": (135, 136), "M": (137, 140), "N": (141, 160),
}  # fmt: skip
"""The catalogue's sections and their rows."""

RECIPES: tuple[tuple[int, str, Edit], ...] = (*PROMISES, *WORKINGS)


class Defect(NamedTuple):
    """One seeded defect: the document it was put into, the row it breaks, what was done and where, and the text."""

    prd: str
    row: int
    name: str
    path: str
    text: str

    @property
    def title(self) -> str:
        return f"{self.prd}: row {self.row}, {self.name} at {self.path}"


class Outcome(NamedTuple):
    """What the linter says of one defect, beyond what it said of the clean document."""

    defect: Defect
    asked: bool
    found: frozenset[str]
    """Codes of the row's rules that are new."""
    beside: frozenset[str]
    """Codes of other new errors and warnings."""


def section(row: int) -> str:
    return next(letter for letter, (low, high) in SECTIONS.items() if low <= row <= high)


def codes(row: int) -> frozenset[str]:
    """The rules that answer a row of the catalogue."""
    return frozenset(rule.code for rule in ALL.values() if row in rule.rows)


def dump(data: object) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000)


@cache
def clean(file: Path) -> tuple[str, Report]:
    """A clean document as data in JSON, and what is said of it once it is written anew without comments."""
    data = read(file.read_text(encoding="utf-8"), file.name).data
    return json.dumps(data), lint(dump(json.loads(json.dumps(data))), file.name, OPTIONS)


def defects(files: tuple[Path, ...] = PRDS, recipes: tuple[tuple[int, str, Edit], ...] = RECIPES) -> Iterator[Defect]:
    """Each recipe on each document where it applies."""
    for file in files:
        source, _ = clean(file)
        for row, name, edit in recipes:
            data: Any = json.loads(source)
            try:
                path = edit({"": data}[""])
            except Inapplicable:
                continue
            yield Defect(file.name.removesuffix(".prd.yaml"), row, name, path, dump(data))


def judge(defect: Defect, files: Mapping[str, Path] | None = None) -> Outcome:
    """Lints a defect and tells what is new: a code at a place, or in words, that the clean document did not have."""
    known = files or {file.name.removesuffix(".prd.yaml"): file for file in PRDS}
    _, before = clean(known[defect.prd])
    after = lint(defect.text, before.document.file, OPTIONS)
    old = {(d.code, d.anchor, d.message) for d in before.diagnostics}
    new = [d for d in after.diagnostics if (d.code, d.anchor, d.message) not in old]
    wanted = codes(defect.row)
    found = frozenset(d.code for d in new if d.code in wanted)
    beside = frozenset(d.code for d in new if d.code not in wanted and d.severity.label in {"error", "warning"})
    return Outcome(defect, asked(defect.row, before.profile), found, beside)


def asked(row: int, profile: Profile) -> bool:
    """Whether the document's tier, status and kinds let any rule of the row speak."""
    return any(profile.concerns(ALL[code]) and profile.due(ALL[code]) for code in codes(row))
