"""Rule files: any file gives rules that judge any document, or is refused with a line for each mistake."""

import os
import tempfile
from functools import cache

from aiprd.custom import Broken, load
from aiprd.custom.files import read_all
from aiprd.custom.trial import tried
from aiprd.linter import lint
from fuzz.material import ROOT, documents
from fuzz.promises import OPTIONS, judged
from fuzz.target import holds

TREES = True
WORDS = (
    *(
        "code",
        "name",
        "why",
        "severity",
        "given",
        "when",
        "must",
        "than",
        "op",
        "field",
        "message",
        "fix",
        "bad",
        "good",
    ),
    *("metrics.*", "requirements.*[]", "$", ">=", "!=", "{value}", "{field}", "{than}", "pattern", "required", "enum"),
    *(
        "properties",
        "type",
        "$ref",
        "#/$defs/x",
        "allOf",
        "not",
        "(a+)+",
        "error/warning/off",
        "TEAM001",
        "# <- x",
        "since",
    ),
    *(
        "uniqueItems",
        "dependentSchemas",
        "if",
        "contains",
        "minLength",
        "multipleOf",
        "1e308",
        "kinds",
        "tier",
        "status",
    ),
)


def seeds() -> list[bytes]:
    """The rules of the examples, all and one by one."""
    whole = [file.read_bytes() for file in sorted((ROOT / "examples" / "rules").rglob("*.yaml"))]
    parts = [b"- code:" + part for source in whole for part in source.split(b"- code:")[1:]]
    return [*whole, *parts]


def check(data: bytes) -> None:
    """Reads the bytes as a rule file, tries its examples, and judges documents by its rules."""
    file = os.path.join(_folder(), "x.rules.yaml")
    with open(file, "wb") as opened:
        opened.write(data)
    try:
        specs = read_all([file])
        for outcome in tried(specs):
            holds(all(text for _, text in outcome.failures), "an example fails without a word")
        rules = load([file])
    except Broken as wrong:
        holds(wrong.messages and all(wrong.messages), "refused without a word")
        return
    for source in _judged():
        judged(lint(source, "x.prd.yaml", OPTIONS._replace(extra=rules)))


@cache
def _judged() -> tuple[bytes, ...]:
    return (*sorted(documents(), key=len)[-12:-10], b"aiprd: 1\nmetrics: {a: {launch: 70%}}\n")


@cache
def _folder() -> str:
    return tempfile.mkdtemp(prefix="aiprd-fuzz-")
