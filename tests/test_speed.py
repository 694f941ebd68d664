"""What linting takes, counted and not timed, so that it holds on any machine: calls, patterns compiled, growth."""

import subprocess
import sys
from types import FrameType

from conftest import EXAMPLES, ROOT

from aiprd.linter import Options, lint

TODAY = Options(739_942)  # 2026-11-22


def calls(text: str) -> int:
    """How many functions, Python's own among them, are called to lint `text`."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        lint(text, "a.prd.yaml", TODAY)
    finally:
        sys.setprofile(before)
    return count


def grown(entries: int) -> str:
    """The minimal example with that many metrics, each promised, with a fallback, a level and a failure mode of its own."""
    text = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")
    head = "".join(
        part
        for part in _blocks(text)
        if part.split(":")[0] not in {"metrics", "requirements", "degradation", "failure_modes"}
    )
    metrics = "".join(
        f"  kept_{n}: {{means: share of cases kept by arm {n}, better: higher, baseline: 41%, launch: 62%, target: 7{n % 10}%}}\n"
        for n in range(entries)
    )
    promised = "".join(f"    - kept_{n} >= launch over 30d, n >= 4000\n" for n in range(entries))
    routes = "".join(
        f"    - {{id: late_{n}, when: no answer of arm {n} within 2s, then: step_{n}}}\n" for n in range(entries)
    )
    levels = "".join(
        f"  - {{level: {n + 1}, id: step_{n}, shows: list {n}, when: list {n - 1} is down}}\n" for n in range(entries)
    )
    modes = "".join(
        f"  - {{id: down_{n}, type: data, signal: feed {n} is down, goes_to: step_{n}}}\n" for n in range(entries)
    )
    return (
        f"{head}metrics:\n{metrics}requirements:\n  performance:\n{promised}  fallback:\n{routes}"
        f"degradation:\n{levels}failure_modes:\n{modes}"
    )


def _blocks(text: str) -> list[str]:
    """The top-level keys with what stands below them."""
    blocks: list[str] = []
    for line in text.splitlines(keepends=True):
        if line[:1].isalpha():
            blocks.append(line)
        elif blocks:
            blocks[-1] += line
    return blocks


def test_a_document_takes_no_more_calls_than_it_did() -> None:
    text = (EXAMPLES / "support-agent.prd.yaml").read_text(encoding="utf-8")
    calls(text)  # what is learnt once for all documents
    told = calls(text)
    assert told < 85_000, told


def test_calls_grow_with_the_document_and_no_faster() -> None:
    small, large = grown(100), grown(400)
    calls(small)
    ratio = calls(large) / calls(small) / (len(large) / len(small))
    assert ratio < 1.2, ratio  # four times the entries, each with each, would be four


COUNTED = """
import re._compiler, sys
compiled, plain = [], re._compiler.compile
re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or plain(pattern, flags)
from aiprd.cli.request import Request
from aiprd.cli.running import run
run(Request(739942, (sys.argv[1],), cache=False))
print(len(compiled), sum(map(len, map(str, compiled))), file=sys.stderr)
"""


def test_a_clean_document_needs_few_patterns() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, str(EXAMPLES / "minimal.prd.yaml")],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    number, size = map(int, done.stderr.split())
    assert number < 95, done.stderr
    assert size < 8_000, done.stderr
