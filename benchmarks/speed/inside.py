"""What one document costs beyond the start of the program: composing, reading, linting, in one process."""
# ruff: noqa: INP001, T201

import gc
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import yaml

from aiprd.document import read
from aiprd.linter import Options, lint

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


def main(paths: Sequence[str]) -> None:
    """Prints the best of five rounds of each step over all documents, in seconds."""
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    gc.freeze()
    best = dict.fromkeys(STEPS, float("inf"))
    for _ in range(5):
        for name, step in STEPS.items():
            gc.collect()
            start = time.perf_counter()
            for text in texts:
                step(text)
            best[name] = min(best[name], time.perf_counter() - start)
    for name, seconds in best.items():
        print(f"{seconds:.6f} {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
