"""How well the wording rules find what people called vague, on a folder of labelled sentences.

    AIPRD_CORPUS=FOLDER python benchmarks/detection/wording.py [--misses]
    python benchmarks/detection/wording.py FOLDER

FOLDER holds the four files below, or a folder `sentences` with them. The lists were made while looking at the even rows
only; the odd rows are reported beside them.
"""
# ruff: noqa: INP001, T201

import argparse
import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aiprd.rules.wording import Smell, smells

AIMED = {
    "conditional_or_non_assertive_requirement": {"escape"},
    "incomplete_reference_or_condition": {"escape", "vague"},
    "loophole_or_open_ended": {"time", "amount", "escape"},
    "missing_unit_of_measurement": {"unit"},
    "non_verifiable_qualifier": {"performance", "time", "escape"},
    "partial_content_or_incomplete_enumeration": {"open-ended"},
    "quantifier_without_unit_or_range": {"performance", "amount"},
    "subjective_language": {"vague"},
    "superlative_or_comparative_without_reference": {"comparative"},
    "vague_or_implicit_terms": {"escape", "vague"},
}
"""The labels the rules aim at, each with the kinds that count as having found it."""

OVERWRITING = (
    "incomplete_requirement",
    "missing_system_response",
    "overuse_imperative_form",
    "too_short_sentence",
)
"""Smells that were put in by replacing the sentence, so that what an earlier smell had added may be gone."""

NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


class Row(NamedTuple):
    """One sentence: whether its position is odd, its labels in the order they were put in, and what is found."""

    position: int
    text: str
    labels: tuple[str, ...]
    found: Sequence[Smell]

    @property
    def odd(self) -> bool:
        return self.position % 2 == 1

    @property
    def aimed(self) -> tuple[str, ...]:
        return tuple(label for label in self.labels if label in AIMED)

    @property
    def kept(self) -> tuple[str, ...]:
        """The labels aimed at whose words no later smell has overwritten."""
        last = max((at for at, label in enumerate(self.labels) if label in OVERWRITING), default=-1)
        return tuple(label for at, label in enumerate(self.labels) if at > last and label in AIMED)

    def has(self, label: str) -> bool:
        return any(smell.kind in AIMED[label] for smell in self.found)


class Score(NamedTuple):
    """Sentences rightly flagged, wrongly flagged, missed, and missed though the words are there."""

    right: int
    wrong: int
    missed: int
    missed_kept: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def recall_kept(self) -> float:
        """Recall among the sentences that still hold the words they are labelled for."""
        return self.right / max(1, self.right + self.missed_kept)


def folder(given: str | None) -> Path:
    """The folder with the four files. Raises SystemExit with a hint where there is none."""
    root = Path(given or os.environ.get("AIPRD_CORPUS", ""))
    for place in (root / "sentences", root):
        if (place / "requirements_with_smells.csv").is_file():
            return place
    sys.exit("no corpus: name its folder, or set AIPRD_CORPUS; it holds requirements_with_smells.csv")


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        return list(csv.DictReader(lines))


def labelled(place: Path) -> list[Row]:
    """The sentences with injected smells."""
    rows = read(place / "requirements_with_smells.csv")
    return [
        Row(at, row["requirement_text"], tuple(json.loads(row["smells"])), smells(row["requirement_text"]))
        for at, row in enumerate(rows)
    ]


def score(rows: Sequence[Row]) -> Score:
    """A sentence is rightly flagged when anything is found in it and one of its labels is aimed at."""
    return Score(
        sum(bool(row.found and row.aimed) for row in rows),
        sum(bool(row.found and not row.aimed) for row in rows),
        sum(bool(row.aimed and not row.found) for row in rows),
        sum(bool(row.kept and not row.found) for row in rows),
    )


def clean(place: Path) -> list[Row]:
    """The sentences without smells; anything found in them is a false alarm."""
    rows = read(place / "requirements_clean.csv")
    return [Row(at, row["description"], (), smells(row["description"])) for at, row in enumerate(rows)]


def promise(place: Path) -> list[Row]:
    """The requirements of student projects; their one label is their class."""
    rows = read(place / "promise_nfr.csv")
    return [
        Row(at, row["RequirementText"], (row["class"],), smells(row["RequirementText"])) for at, row in enumerate(rows)
    ]


def marked(place: Path) -> Iterator[tuple[str, bool]]:
    """The passages of the feature requests that people marked as vague, and whether something is found in them."""
    for row in read(place / "re2025_feature_requests.csv"):
        if not row["Annotation"].startswith("["):
            continue
        for note in json.loads(row["Annotation"]):
            if note.get("label") == "Vagueness":
                yield note["text"], bool(smells(note["text"]))


def sound(place: Path) -> list[Row]:
    """The feature requests in which people found no defect."""
    rows = read(place / "re2025_feature_requests.csv")
    told = [(at, row["TextUsedForAnnotation"]) for at, row in enumerate(rows) if row["FinalDefectType"] == "O"]
    return [Row(at, text, (), smells(text)) for at, text in told]


def halves(rows: Sequence[Row]) -> dict[str, list[Row]]:
    return {
        "even rows": [row for row in rows if not row.odd],
        "odd rows": [row for row in rows if row.odd],
        "all": list(rows),
    }


def show_labelled(rows: Sequence[Row]) -> None:
    print(f"requirements_with_smells.csv: {len(rows)} sentences")
    for name, part in halves(rows).items():
        got = score(part)
        print(
            f"  {name:9}  precision {got.precision:6.1%}   recall {got.recall:6.1%}   "
            f"where the words are still there {got.recall_kept:6.1%}   ({got.right} right, {got.wrong} wrong, {got.missed} missed)"
        )
    print(f"  {'label':46} {'even rows':>10} {'odd rows':>10} {'words there':>12}")
    for label in AIMED:
        cells = []
        for part in list(halves(rows).values())[:2]:
            having = [row for row in part if label in row.aimed]
            cells.append(f"{sum(row.has(label) for row in having)}/{len(having)}")
        kept = [row for row in rows if label in row.kept]
        cells.append(f"{sum(row.has(label) for row in kept)}/{len(kept)}")
        print(f"  {label:46} {cells[0]:>10} {cells[1]:>10} {cells[2]:>12}")


def show_promise(rows: Sequence[Row]) -> None:
    print(f"promise_nfr.csv: {len(rows)} requirements")
    for name, part in halves(rows).items():
        speed = [row for row in part if row.labels == ("PE",)]
        bare = [row for row in speed if not NUMBER.search(row.text)]
        numbered = [row for row in speed if NUMBER.search(row.text)]
        others = [row for row in part if row.labels != ("PE",)]
        print(
            f"  {name:9}  performance without a number {_share(bare)} found, with one {_share(numbered)} flagged, "
            f"other classes {_share(others)} flagged"
        )
    kinds = Counter(smell.kind for row in rows for smell in row.found)
    print("  by kind: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


def _share(rows: Sequence[Row]) -> str:
    return f"{sum(bool(row.found) for row in rows)}/{len(rows)}"


def misses(place: Path) -> Iterator[str]:
    for row in labelled(place):
        if row.kept and not row.found:
            yield f"missed   {row.position:3}  {', '.join(row.kept)}: {row.text}"
        elif row.found and not row.aimed:
            yield f"wrong    {row.position:3}  {_words(row)}: {row.text}"
    for row in clean(place):
        if row.found:
            yield f"clean    {row.position:3}  {_words(row)}: {row.text}"
    for row in promise(place):
        if row.labels == ("PE",) and bool(row.found) == bool(NUMBER.search(row.text)):
            yield f"promise  {row.position:3}  {_words(row) or 'nothing found'}: {row.text}"
        elif row.labels != ("PE",) and row.found:
            yield f"promise  {row.position:3}  {row.labels[0]} {_words(row)}: {row.text}"
    yield from (f"re2025   passage missed: {text}" for text, hit in marked(place) if not hit)
    yield from (
        f"re2025   {row.position:3}  no defect, {_words(row)}: {row.text[:160]}" for row in sound(place) if row.found
    )


def _words(row: Row) -> str:
    return ", ".join(f"`{smell.word}` ({smell.kind})" for smell in row.found)


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision and recall of the wording rules.")
    parser.add_argument("folder", nargs="?", help="the corpus; AIPRD_CORPUS where it is left out")
    parser.add_argument("--misses", action="store_true", help="also print what is missed or wrongly flagged")
    options = parser.parse_args()
    place = folder(options.folder)
    show_labelled(labelled(place))
    print(f"requirements_clean.csv: {_share(clean(place))} flagged")
    show_promise(promise(place))
    passages, requests = list(marked(place)), sound(place)
    print(
        f"re2025_feature_requests.csv: {sum(hit for _, hit in passages)}/{len(passages)} passages marked as vague found, "
        f"{_share(requests)} requests without a defect flagged"
    )
    if options.misses:
        print("\n".join(misses(place)))


if __name__ == "__main__":
    main()
