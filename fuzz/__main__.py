"""`python -m fuzz TARGET --seconds N`; `python -m fuzz TARGET FILE…` tries these inputs."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from fuzz.target import TARGETS


def main() -> int:
    """Tries a target; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("inputs", nargs="*", help="files, or folders of them, to try once each")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="at random, not guided by coverage")
    parser.add_argument("--corpus", help="folder of inputs worth changing, kept between runs")
    parser.add_argument("--found", default="fuzz-found", help="folder for inputs that break a promise")
    asked = parser.parse_args()
    guide = not asked.plain and not asked.inputs and find_spec("atheris") is not None
    if guide:
        import atheris

        with atheris.instrument_imports(include=["aiprd"]):
            return _tried(asked, guide=True)
    return _tried(asked, guide=False)


def _tried(asked: argparse.Namespace, *, guide: bool) -> int:
    from fuzz.running import Tally, at_random, failure_of, guided
    from fuzz.target import target

    chosen = target(asked.target)
    if asked.inputs:
        failures = {file: found for file in _files(asked.inputs) if (found := failure_of(chosen, file.read_bytes()))}
        _say("\n".join(f"{file}: {found.trace}" for file, found in failures.items()) or "all fine")
        return int(bool(failures))
    tally = Tally(chosen, asked.found, asked.seconds)
    if guide:
        corpus = asked.corpus or tempfile.mkdtemp(prefix="aiprd-fuzz-")
        Path(corpus).mkdir(parents=True, exist_ok=True)
        guided(tally, corpus, asked.seed, lambda: _say(tally.told()))
    at_random(tally, asked.corpus, asked.seed)
    _say(tally.told())
    return int(bool(tally.kinds))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _files(names: Iterable[str]) -> Iterator[Path]:
    for place in map(Path, names):
        yield from sorted(place.iterdir()) if place.is_dir() else [place]


if __name__ == "__main__":
    sys.exit(main())
