"""How many defects of the blind set the linter finds: python -m benchmarks.detection.blind [--misses] [--found]."""
# ruff: noqa: INP001, T201

import argparse
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from aiprd.diagnostic import Diagnostic
from aiprd.linter import lint
from aiprd.report import Report
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
    entries = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
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
    """The document with the defect, and the lines at most `NEAR` from each edited place."""
    text = clean(defect.document)
    places: list[tuple[int, int]] = []
    for edit in defect.edits:
        if text.count(edit.old) != 1:
            message = f"{defect.title}: {edit.old!r} stands {text.count(edit.old)} times in the document"
            raise ValueError(message)
        at, longer = text.index(edit.old), len(edit.new) - len(edit.old)
        places = [(start + longer, end + longer) if start > at else (start, end) for start, end in places]
        places.append((at, at + len(edit.new)))
        text = text.replace(edit.old, edit.new)
    lines = ((text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1) for start, end in places)
    return text, [range(first - NEAR, last + NEAR + 1) for first, last in lines]


def judge(defect: Blind) -> Outcome:
    text, places = spoilt(defect)
    rules = codes(defect.row)
    new = news(defect, text)
    found = tuple(diagnostic for diagnostic in new if diagnostic.code in rules)
    beside = (diagnostic for diagnostic in new if diagnostic.code not in rules)
    noticed = tuple(told for told in beside if any(told.region.line in place for place in places))
    later = not found and any(told.code in rules for told in news(defect, text, "live"))
    return Outcome(defect, found, noticed, later)


def judged(defects: Iterable[Blind]) -> list[Outcome]:
    with ProcessPoolExecutor() as pool:
        return list(pool.map(judge, defects, chunksize=16))


def news(defect: Blind, text: str, status: str = "") -> list[Diagnostic]:
    """What is said of the spoilt document and not of the clean one."""
    told = report(defect.document, text, status).diagnostics
    return [diagnostic for diagnostic in told if said(diagnostic) not in before(defect.document, status)]


def share(count: int, total: int) -> str:
    """Both, with the share."""
    return f"{count:4} of {total:4} {count / total:7.1%}" if total else "   0 of    0       -"


def counts(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line: what is due and found, what is found or at least noticed, and what is asked later."""
    due = [outcome for outcome in outcomes if not outcome.later]
    found = sum(bool(outcome.found) for outcome in due)
    noticed = sum(bool(outcome.found or outcome.noticed) for outcome in due)
    return f"  {name:8} {share(found, len(due))}   {share(noticed, len(due))}   {len(outcomes) - len(due):3}"


def recall(outcomes: Iterable[Outcome]) -> float:
    """The share of the defects that are due and undisputed which a rule of their row finds."""
    due = [bool(outcome.found) for outcome in outcomes if not outcome.later and not outcome.defect.disputed]
    return sum(due) / len(due)


def show(outcomes: Sequence[Outcome]) -> None:
    print("  section  found                   found or noticed        asked later")
    for letter in SECTIONS:
        print(counts(letter, [outcome for outcome in outcomes if section(outcome.defect.row) == letter]))
    print(counts("all", outcomes))
    undisputed = [outcome for outcome in outcomes if not outcome.defect.disputed]
    if len(undisputed) < len(outcomes):
        print(counts("undisp.", undisputed))


def show_misses(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.found:
            kind = "later" if outcome.later else "disputed" if outcome.defect.disputed else "missed"
            told = ", ".join(f"{told.code} in line {told.region.line}" for told in outcome.noticed)
            print(f"{kind}: {outcome.defect.title}; noticed: {told or 'nothing'}")


def show_found(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        for told in outcome.found:
            print(
                f"{outcome.defect.title}: {told.code} {told.severity.label} in line {told.region.line}: {told.message}"
            )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection.blind", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print each defect that is not found")
    parser.add_argument("--found", action="store_true", help="print what is said of each defect that is found")
    options = parser.parse_args(arguments)
    tried = blind()
    outcomes = judged(tried)
    rows, documents = {defect.row for defect in tried}, {defect.document for defect in tried}
    print(f"{len(tried)} defects of {len(rows)} rows in {len(documents)} documents")
    show(outcomes)
    if options.misses:
        show_misses(outcomes)
    if options.found:
        show_found(outcomes)


if __name__ == "__main__":
    main()
