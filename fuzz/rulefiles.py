"""Rule files: any file gives rules that judge any document, or is refused with a line for each mistake."""

import json
import os
import tempfile
from functools import cache

import yaml

from aiprd.custom import Broken, load
from aiprd.custom.files import read_all
from aiprd.custom.trial import tried
from aiprd.document import read
from aiprd.linter import lint
from fuzz.material import ROOT
from fuzz.promises import OPTIONS, judged
from fuzz.target import holds

TREES = True
WORDS = (
    "code", "name", "why", "severity", "given", "when", "must", "than", "op", "field", "message", "fix", "bad",
    "good", "metrics.*", "requirements.*[]", "$", ">=", "!=", "{value}", "{field}", "{than}", "pattern", "required",
    "enum", "properties", "type", "$ref", "#/$defs/x", "allOf", "not", "(a+)+", "error/warning/off", "TEAM001",
    "# <- x", "since", "uniqueItems", "dependentSchemas", "if", "contains", "minLength", "multipleOf", "1e308",
    "kinds", "tier", "status",
)  # fmt: skip


SOUND = {
    "code": "TEAM001",
    "name": "odd-metric",
    "why": "It is odd.",
    "severity": "error/warning/off",
    "given": "metrics.*",
    "message": "`{field}` is {value}",
    "fix": "write another",
    "bad": "metrics:\n  a: {launch: 70%}  # <- odd\n",
    "good": "metrics:\n  a: {launch: 80%, means: x}\n",
}
"""A rule that lacks what it asks for."""


def seeds() -> list[bytes]:
    """The rules of the examples, all and one by one, and what they ask for."""
    whole = [file.read_bytes() for file in sorted((ROOT / "examples" / "rules").rglob("*.yaml"))]
    parts = [b"- code:" + part for source in whole for part in source.split(b"- code:")[1:]]
    asked = [rule["must"] for source in whole for rule in yaml.safe_load(source)]
    asked += [
        {"field": "launch", "op": ">=", "than": "baseline"},
        {"op": "<", "than": "70%"},
        {"allOf": [{"required": ["launch"]}, {"not": {"properties": {"launch": {"pattern": "^[0-9]+%$"}}}}]},
        {
            "$ref": "#/$defs/a",
            "$defs": {"a": {"anyOf": [{"type": "string", "minLength": 2}, {"$ref": "#/$defs/b"}]}, "b": {}},
        },
        {"if": {"required": ["n"]}, "then": {"minProperties": 2}, "else": {"propertyNames": {"pattern": "^[a-z]"}}},
    ]
    return [*whole, *parts, *(json.dumps(must).encode() for must in asked)]


def check(data: bytes) -> None:
    """Uses the bytes as a rule file, and as what an otherwise sound rule asks for."""
    _used(data)
    must = read(data, "x").data
    if isinstance(must, dict):
        _used(json.dumps([{**SOUND, "must": must}]).encode())


def _used(data: bytes) -> None:
    """Reads a rule file, tries its examples, and judges documents by its rules."""
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
    examples = (ROOT / "examples" / name for name in ("minimal.prd.yaml", "support-agent.prd.yaml"))
    return (*(file.read_bytes() for file in examples), b"aiprd: 1\nmetrics: {a: {launch: 70%}, b: {launch: unknown}}\n")


@cache
def _folder() -> str:
    return tempfile.mkdtemp(prefix="aiprd-fuzz-")
