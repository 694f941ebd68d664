"""Comments that waive: any text behind the # is understood, told as a mistake, or passed by."""

from zlib import crc32

from aiprd import waiver
from aiprd.diagnostic import Span
from aiprd.document import read
from aiprd.linter import lint
from aiprd.prd import load
from aiprd.rules import ALL
from fuzz.promises import OPTIONS, judged
from fuzz.target import holds

TREES = False
WORDS = (
    *("aiprd:", " allow ", "FAIR003", " until ", "2027-01-31", " because ", "launch + 1q", "Q2", "allow", "ignore"),
    *("PERF001", "fair003", "…", "# ", "\u2028", "\t", "\x0b", "  "),
)


def seeds() -> list[bytes]:
    """Comments as they are meant, and slips."""
    return [
        b"aiprd: allow FAIR003 until 2027-01-31 because groups are sampled",
        b"aiprd: allow FAIR003 because x",
        b"aiprd: allow FAIR0003 because x",
        b"aiprd: allow PERF001",
        b"aiprd: allow PERF001 until soon because x",
        b"aiprd allow PERF001",
        b"aiprd: ignore PERF001\n    b: 70%  # aiprd: allow PERF001 because y",
    ]


def check(data: bytes) -> None:
    """Puts one text behind a # in a small document, and gathers its waivers."""
    document = read(b"aiprd: 1\nmetrics:\n  a:\n    launch: 70% #" + data + b"\n# aiprd:" + data + b"\nrisk: {}\n", "x")
    prd, _ = load(document.data)
    found, flaws = waiver.gather(prd, document, ALL)
    last = document.region(Span(len(document.text), len(document.text))).line
    for one in found:
        holds(one.code in ALL, f"{one.code} is no rule's code")
        holds(one.why.strip(), "a waiver without a reason is usable")
        holds(one.line is None or 1 <= one.line <= last, f"a waiver speaks of line {one.line}")
        one.expired(739_942)
    for flaw in flaws:
        holds(flaw.finding.message, "a mistake without a message")
    if crc32(data) % 16 == 0:
        judged(lint(document.text, "x.prd.yaml", OPTIONS))
