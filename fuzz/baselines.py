"""Baseline files: any file is one, and written back is the same, or it is refused with its place."""

from functools import cache

from aiprd.baseline import Baseline, Broken, entries, match, read, split, updated, write
from aiprd.diagnostic import Diagnostic
from aiprd.linter import lint
from fuzz.material import ROOT
from fuzz.promises import OPTIONS
from fuzz.target import holds

TREES = True
WORDS = (
    *('"version": 1', '"files": {', '"code": ', '"at": ', '"severity": "error"', '"message": ', '"fingerprint": '),
    *("0123456789abcdef", "<<<<<<< ours\n", "NaN", "Infinity", "1e999", "\\ud800", '"', "[", "]", "{", "}", "FAIR003"),
)


def seeds() -> list[bytes]:
    """The findings of an example as a baseline, all and a few."""
    known = entries(_found())
    return [
        write(Baseline({"a.prd.yaml": known})).encode(),
        write(Baseline({"a.prd.yaml": known[:2], "b.prd.yaml": known[2:3]})).encode(),
        write(Baseline()).encode(),
    ]


def check(data: bytes) -> None:
    """Reads the bytes as a baseline, and compares an example's findings with it."""
    try:
        baseline = read(data, "x.json")
    except Broken as wrong:
        holds(str(wrong).startswith("x.json"), f"{wrong} does not name the file")
        return
    text = write(baseline)
    text.encode()
    holds(write(read(text, "x.json")) == text, "written, it is another baseline")
    found = {"a.prd.yaml": _found()}
    for file, name in match(baseline, found, lambda _: False).items():
        parts = split(found[file], baseline.files[name])
        holds(len(parts.new) + len(parts.old) == len(found[file]), "findings are lost")
    after = updated(baseline, found, exists=lambda _: False, judged=lambda _file, _code: True)
    holds(not split(found["a.prd.yaml"], after.files["a.prd.yaml"]).gone, "an updated baseline is out of date")


@cache
def _found() -> tuple[Diagnostic, ...]:
    source = (ROOT / "examples" / "athena-as-told.prd.yaml").read_bytes()
    return lint(source, "a.prd.yaml", OPTIONS).diagnostics[:40]
