"""What one document costs beyond the start of the program: composing, reading, linting, in one process.

With sizes instead of paths: what each step costs a kilobyte as one document grows, with the limits on size lifted.
"""
# ruff: noqa: INP001, T201

import gc
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import yaml

from aiprd.document import composer, read
from aiprd.linter import Options, lint
from benchmarks.speed import corpus

TODAY = Options(date(2026, 11, 22).toordinal())


def composed(text: str) -> None:
    yaml.compose(text, Loader=yaml.CSafeLoader)


def constructed(text: str) -> None:
    yaml.load(text, Loader=yaml.CSafeLoader)


def read_alone(text: str) -> None:
    read(text, "x")


def linted(text: str) -> None:
    lint(text, "x", TODAY)


STEPS: dict[str, Callable[[str], None]] = {
    "compose": composed,
    "compose and construct": constructed,
    "aiprd, reading alone": read_alone,
    "aiprd, all default rules": linted,
}


def main(words: Sequence[str]) -> None:
    """Prints the best of five rounds of each step over all documents, in seconds; for sizes, milliseconds a kilobyte."""
    gc.disable()  # as `aiprd lint` does
    if not all(word.isdigit() for word in words):
        for name, seconds in best([Path(path).read_text(encoding="utf-8") for path in words], 5).items():
            print(f"{seconds:.6f} {name}")
        return
    composer.MAX_VALUES = composer.MAX_ENTRIES = 10**8  # type: ignore[attr-defined]
    for size in map(int, words):
        text = corpus.large(size) if size > 8_000 else corpus.one()
        steps = best([text] * max(1, 100_000 // len(text)), 3)
        length = max(1, 100_000 // len(text)) * len(text.encode())
        print(len(text.encode()), *(f"{seconds / length * 1e6:.4f}" for seconds in steps.values()))


def best(texts: Sequence[str], rounds: int) -> dict[str, float]:
    """The seconds that each step takes over all documents, in its best round."""
    least = dict.fromkeys(STEPS, float("inf"))
    for _ in range(rounds):
        for name, step in STEPS.items():
            gc.collect()
            start = time.perf_counter()
            for text in texts:
                step(text)
            least[name] = min(least[name], time.perf_counter() - start)
    return least


if __name__ == "__main__":
    main(sys.argv[1:])
