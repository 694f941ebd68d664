"""What a template's name says of its output: how values are made safe in it, and how it says where it comes from."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aiprd.documents.markdown import Markdown, commented, escape, plain, unmarked

MARK = "rendered by aiprd from "
"""What the first lines of a rendered document hold; a file without it was written by somebody."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula when it begins so; the last four are their wide forms."""


class Format(NamedTuple):
    """One kind of document, by the ending of its template and of the file it is written to."""

    suffix: str
    extension: str
    escape: Callable[[object], str]
    settled: Callable[[str, str, str], str]
    """The whole document from its text, its source and its template's name."""


def line(value: object) -> str:
    """`value` as plain words on one line."""
    return plain(unmarked(value) if isinstance(value, Markdown) else value)


def cell(value: object) -> str:
    """`value` as one quoted cell of a CSV file that no spreadsheet takes for a formula."""
    text = line(value)
    if text.startswith(_FORMULA):
        text = "'" + text
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="").writerow([text])
    return written.getvalue()


def _markdown(text: str, source: str, template: str) -> str:
    """Below a comment that names the source; in front matter, where there is any, since that has to come first."""
    told = f"{MARK}{source} with the template {template}; edit {source} instead"
    if text.startswith("---\n"):
        return f"---\n# {line(told)}\n{text[4:]}"
    return f"{commented(told)}\n\n{text}"


def _feature(text: str, source: str, template: str) -> str:
    return f"# {line(f'{MARK}{source} with the template {template}; edit {source} instead')}\n{text}"


def _csv(text: str, source: str, template: str) -> str:  # noqa: ARG001 - a CSV file has no comments; its columns mark it
    return text.replace("\n\n", "\n")


FORMATS: Mapping[str, Format] = {
    each.suffix: each
    for each in (
        Format(".md.j2", ".md", escape, _markdown),
        Format(".feature.j2", ".feature", line, _feature),
        Format(".csv.j2", ".csv", cell, _csv),
    )
}


def format_of(name: str) -> Format | None:
    """The format of a template's file name; None where it ends like none of them."""
    return next((each for suffix, each in FORMATS.items() if name.endswith(suffix)), None)


def ours(head: str, text: str) -> bool:
    """Whether a file that begins with `head` was written by us, who would write `text` now."""
    first, *rest = head.split("\n")
    if first.startswith((f"<!-- {MARK}", f"# {MARK}")):
        return True
    if first == "---" and rest and rest[0].startswith(f"# {MARK}"):
        return True
    return text.startswith('"') and first == text.split("\n", maxsplit=1)[0]
