"""Runs that the tests of reporters report: all examples, odd file names, hostile text, failures, nothing at all."""

import json

from conftest import EXAMPLES

from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.reporters import Failure, Run
from aiprd.selection import Selection

OPTIONS = Options(today=739_942)  # 2026-11-22

NAMES = (
    "with space.prd.yaml",
    "Prämie.prd.yaml",
    "two\nlines.prd.yaml",
    "tab\tand\rreturn.prd.yaml",
    "latin-\udce9.prd.yaml",
    "half-\ud800.prd.yaml",
    "a:b,c%25.prd.yaml",
    "./docs/./prd.yaml",
    "/srv/prds/prd.yaml",
    "../above/prd.yaml",
    "\x1b[31m::error::x.prd.yaml",
    "</script><b>&\"'.prd.yaml",
    "\u202egpj.prd.yaml",
    "##[add-mask]x.prd.yaml",
    "<stdin>",
)

ATTACK = (
    "</script></code></pre><script>alert(1)</script><img src=x onerror=alert(1)> \"'&amp; ]]> %0A::error::forged\n"
    "::warning::forged ##[error]forged\r\n::stop-commands::x \x1b[2J\x1b]0;t\x07 \x9b31m \u202e\u2066\u200b "
    "[link](https://e.example) `code` | **bold** <!-- -->\x00\x08\x7f\ufffe\ud800"
)
"""Whatever breaks out of some format, in one value."""

CONTROLS = frozenset(
    [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *map(chr, range(0x202A, 0x202F)),
     *map(chr, range(0x2066, 0x206A)), *map(chr, range(0xD800, 0xE000)), "\u2028", "\u2029", "\u200b", "\ufeff"]
) - {"\n"}  # fmt: skip
"""What no report may hold: it steers a terminal or a line's direction, or no file can store it."""


def example(name: str) -> Report:
    return lint((EXAMPLES / name).read_bytes(), f"examples/{name}", OPTIONS)


def examples() -> list[Report]:
    return [example(path.name) for path in sorted(EXAMPLES.glob("*.prd.yaml"))]


def hostile(file: str = "a.prd.yaml") -> Report:
    """A document in which keys, values, comments and reasons attack the reports."""
    text = json.dumps(ATTACK.replace("\ud800", ""))
    source = f"""product: {{name: {text}, kinds: [{text}], {text}: 1}}
metrics: {{{text}: {{launch: 80%, target: 70%, better: higher, baseline: {text}}}}}
requirements: {{performance: [{text}, {{id: {text}, bound: {text}}}]}}
risk: {{harms: [{{what: {text}}}]}}
waivers: [{{rule: GOAL002, why: {text}}}, {{rule: {text}, why: x}}]
odd: [ # aiprd: allow {ATTACK.splitlines()[0]}
]
raw: '\x85\u2028\u202e</script>'
"""
    return lint(source, file, OPTIONS)


FEW = OPTIONS._replace(selection=Selection(select=("FORM", "GOAL002", "GOAL005", "GOAL017")))
"""Few rules, so that a golden file changes with its report and not with every rule."""

DISAGREEING = """\
aiprd: 7  # aiprd: allow FORM015 because on trial
product: {name: Größe, kinds: [rankng]}
metrics:
  hits:
    better: higher
    launch: 80%
    target: 70%
"""


def waived() -> Report:
    """An error, a warning with another side, an info and a waived finding."""
    return lint(DISAGREEING, "docs/small.prd.yaml", FEW)


def twins() -> Report:
    """Findings that differ in nothing."""
    report = waived()
    return report.replaced(diagnostics=tuple(sorted((*report.diagnostics, *report.diagnostics))))


SMALL = "product: {name: x, kinds: [rankng]}\n"

FAILURES = (Failure("gone.prd.yaml", "no such file"), Failure("odd\n\x1b.prd.yaml", f"cannot {ATTACK}"))

RUNS = {
    "examples": Run(examples(), ()),
    "names": Run([lint(SMALL, name, OPTIONS) for name in NAMES], tuple(Failure(name, "gone") for name in NAMES)),
    "hostile": Run([hostile(), hostile(ATTACK)], ()),
    "failures": Run([example("minimal.prd.yaml")], FAILURES),
    "only failures": Run([], FAILURES),
    "waived": Run([waived()], ()),
    "twins": Run([twins()], ()),
    "empty": Run([], ()),
    "empty file": Run([lint("", "a.prd.yaml", OPTIONS)], ()),
    "clean": Run([waived().replaced(diagnostics=(), pending={})], ()),
}
"""By a name for the test's title."""
