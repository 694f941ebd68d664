"""Prints how fast aiprd is beside its peers and beside the floor: python -m benchmarks.speed [--home FOLDER] [--quick]."""
# ruff: noqa: INP001, T201, S603

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.speed import clock, corpus, peers

PYTHON = sys.executable
AIPRD = [PYTHON, "-m", "aiprd", "lint"]
COLD = ["env", "XDG_CACHE_HOME=/dev/null", *AIPRD]
"""As a hook calls it, without options, and with no results to remember."""
HEAD = f"{'':28} {'ms':>9} {'least … most':^21} {'ratio':>8} {'MiB':>8}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "aiprd-peers", help="for the peers")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, nothing above 1,000 documents and 1 MB")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    options = parser.parse_args()
    rounds = 3 if options.quick else 7
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody installs without byte code
    others = {} if options.alone else peers.installed(options.home)
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {rounds} rounds in turns; ratio: to the first line"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        one_document(folder, others, rounds)
        many_documents(folder, others, rounds)
        beyond_the_start(folder)
        growth(folder, quick=options.quick)


def one_document(folder: Path, others: Mapping[str, Sequence[str]], rounds: int) -> None:
    file = folder / "one.prd.yaml"
    file.write_text(corpus.one(), encoding="utf-8")
    commands = {
        "aiprd": [*COLD, str(file)],
        "aiprd, remembered": [*AIPRD, str(file)],
        **{name: [*command, str(file)] for name, command in others.items()},
        "python -c pass": [PYTHON, "-c", "pass"],
        "import click, yaml": [PYTHON, "-c", "import click, yaml"],
        "import click, yaml; compose": [
            PYTHON,
            "-c",
            f"import click, yaml; yaml.compose(open({str(file)!r}).read(), Loader=yaml.CSafeLoader)",
        ],
    }
    show(f"One clean document of {file.stat().st_size / 1e3:.1f} KB, cold", clock.timed(commands, 3 * rounds))


def many_documents(folder: Path, others: Mapping[str, Sequence[str]], rounds: int) -> None:
    files = written(folder / "many", 300)
    size = sum(os.path.getsize(file) for file in files) / len(files) / 1e3
    commands = {
        "aiprd": [*COLD, *files],
        "aiprd, one core": [*COLD, "--jobs", "1", *files],
        "aiprd, from the cache": [*AIPRD, *files],
        **{name: [*command, *files] for name, command in others.items()},
    }
    show(f"300 documents of {size:.1f} KB on average, a tenth flawed", clock.timed(commands, rounds))


def beyond_the_start(folder: Path) -> None:
    files = written(folder / "many", 300)
    told = subprocess.run(
        [PYTHON, "-m", "benchmarks.speed.inside", *files], check=True, capture_output=True, text=True
    ).stdout
    seconds = {name: float(number) for number, _, name in (line.partition(" ") for line in told.splitlines())}
    print(f"\nBeyond the start, one core, best of 5\n{'':28} {'ms each':>9} {'ratio':>8}")
    for name, took in seconds.items():
        print(f"{name:28} {took / len(files) * 1e3:9.2f} {took / seconds['compose']:8.2f}")


def growth(folder: Path, *, quick: bool) -> None:
    print(f"\nGrowth, one round\n{'documents':>28} {'ms each':>9} {'ratio':>8} {'MiB':>8}")
    first = 0.0
    for number in (100, 300, 1_000) if quick else (100, 300, 1_000, 10_000):
        written(folder / "grow", number)
        took, peak = clock.once([*COLD, str(folder / "grow")])
        first = took / number if number == 300 else first
        print(
            f"{number:28,} {took / number * 1e3:9.2f} {took / number / first if first else 0:8.2f} {peak / 2**20:8.0f}"
        )
    print(f"{'bytes, beyond the start':>28} {'ms per KB':>9} {'ratio':>8} {'times compose':>14}")
    sizes = ("8000", "100000", "1000000", *(() if quick else ("5000000",)))
    told = subprocess.run(
        [PYTHON, "-m", "benchmarks.speed.inside", *sizes], check=True, capture_output=True, text=True
    ).stdout
    rows = [[float(number) for number in line.split()] for line in told.splitlines()]
    for size, composed, *_, linted in rows:
        print(f"{int(size):28,} {linted:9.3f} {linted / rows[0][-1]:8.2f} {linted / composed:14.1f}")


def show(title: str, timings: Mapping[str, clock.Timing]) -> None:
    against = next(iter(timings.values()))
    print(f"\n{title}\n{HEAD}")
    for name, timing in timings.items():
        print(clock.row(name, timing, against))


def written(folder: Path, number: int) -> list[str]:
    """The files of a corpus of `number` documents, written where they are missing."""
    files = []
    for name, text in corpus.documents(number):
        file = folder / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        files.append(str(file))
    return files


if __name__ == "__main__":
    main()
