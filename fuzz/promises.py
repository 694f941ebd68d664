"""What has to hold for every document, whatever it says."""

import json
from collections.abc import Iterator
from datetime import date

from aiprd.diagnostic import Path, Region, Span
from aiprd.document import Document
from aiprd.linter import Options
from aiprd.report import Report
from aiprd.reporters import REPORTERS, Run
from fuzz.target import holds

OPTIONS = Options(today=date(2026, 11, 22).toordinal())


def readable(document: Document) -> None:
    """Every path of the data has its place, and everything told stands in the text."""
    spans: set[Span | None] = set()
    for path in paths(document.data):
        place = document.place(path)
        holds(place.path == path, f"{path} leads to {place.path}")
        spans.update((place.key, place.value, place.defined))
    for flaw in document.flaws:
        holds(flaw.finding.span is not None, "a flaw has no place")
        spans.add(flaw.finding.span)
        holds(document.place(flaw.finding.path).path == flaw.finding.path, "a flaw's path does not exist")
    for span in spans - {None}:
        _inside(document, span)
    for comment in document.comments:
        _inside(document, comment.span)
        said = document.text[slice(*comment.span)]
        holds(said.removeprefix("#").strip() == comment.text, f"{comment} is not what stands there")


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of every value in plain data; what several aliases share is visited once."""
    seen: set[int] = set()

    def walked(value: object, path: Path) -> Iterator[Path]:
        yield path
        if isinstance(value, dict | list):
            if id(value) in seen:
                return
            seen.add(id(value))
            for step, child in value.items() if isinstance(value, dict) else enumerate(value):
                holds(isinstance(step, str | int), f"the key {step!r} is no text")
                yield from walked(child, (*path, step))
        else:
            holds(value is None or isinstance(value, str | int | float), f"{type(value)} in the data")

    return walked(value, path)


def judged(report: Report) -> None:
    """Every finding has a place in the text and a pointer that exists."""
    document = report.document
    places = {(d.path, d.region) for d in report.diagnostics}
    places |= {(note.path, note.region) for d in report.diagnostics for note in d.related}
    for path, region in places:
        _region(document, region)
        holds(_exists(document.data, path), f"something points at {path!r}, which does not exist")
    for diagnostic in report.diagnostics:
        holds(diagnostic.message.strip(), f"{diagnostic.code} says nothing")
    ranked = [(d.region, d.code, d.message) for d in report.diagnostics]
    holds(ranked == sorted(ranked), "findings are out of order")


def reported(report: Report, *, all_formats: bool) -> None:
    """Reports can be written; nothing in the text ones moves a cursor, and the JSON is JSON."""
    run = Run([report], [])
    for name in REPORTERS if all_formats else ("text", "concise", "json"):
        text = REPORTERS[name](run)
        if name in {"text", "concise"}:
            odd = [char for char in text if not (char.isprintable() or char == "\n")]
            holds(not odd, f"the {name} report holds {odd[:3]!r}")
        else:
            text.encode()
        if name == "json":
            holds(
                len(json.loads(text)["files"][0]["findings"]) == len(report.diagnostics),
                "the JSON report lacks findings",
            )


def _inside(document: Document, span: Span | None) -> None:
    if span is not None:
        holds(0 <= span.start <= span.end <= len(document.text), f"{span} lies outside the text")
        _region(document, document.region(span))


def _region(document: Document, region: Region) -> None:
    start, end = (region.line, region.column), (region.end_line, region.end_column)
    last = document.region(Span(len(document.text), len(document.text))).line
    holds((1, 1) <= start <= end and end[0] <= last, f"{region} of {last} lines")
    for line, column in (start, end):
        holds(column <= len(document.line(line)) + 3, f"{region} has no such column")  # a line and its break


def _exists(data: object, pointer: str) -> bool:
    for raw in pointer.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
        else:
            return False
    return True
