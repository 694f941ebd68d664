"""Trying a target for a while: guided by coverage, or at random; each kind of failure is kept once."""

import hashlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.material import LARGEST
from fuzz.mutation import bytes_changed, tree_changed
from fuzz.target import Target, Violation

SLOW = 1.0
"""Seconds of processor time one input of at most `LARGEST` bytes may take; not held to under instrumentation."""


class Failure(NamedTuple):
    """An input that breaks a promise; `kind` is the same for failures of one cause."""

    kind: str
    trace: str
    data: bytes


def failure_of(target: Target, data: bytes, *, slow: float = SLOW) -> Failure | None:
    """What goes wrong with one input."""
    begun = time.process_time()
    try:
        target.check(data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        return Failure(_kind(error), traceback.format_exc(), data)
    took = time.process_time() - begun
    return Failure("slow", f"{took:.1f} s", data) if took > slow and len(data) <= LARGEST else None


def _kind(error: Exception) -> str:
    """What failed, and where the check and aiprd stood; the same for most failures of one cause."""
    if isinstance(error, Violation):
        return f"Violation {str(error)[:40]}"
    frames = traceback.extract_tb(error.__traceback__)
    last = [[frame for frame in frames if f"/{part}/" in frame.filename][-1:] for part in ("fuzz", "aiprd")]
    places = " in ".join(f"{Path(frame.filename).name}:{frame.name}" for found in last for frame in found)
    return f"{type(error).__name__} {places}"


def inputs(target: Target, seed: int, more: Sequence[bytes] = ()) -> Iterator[bytes]:
    """The seeds and `more` of them, then changes of these without end; the same for the same `seed`."""
    random, seeds = Random(seed), [*target.seeds(), *more]  # noqa: S311 - no secret
    yield from seeds
    while True:
        source = random.choice(seeds)
        change = tree_changed if target.trees and random.randrange(2) else bytes_changed
        yield change(source, random, target.words, seeds)[:LARGEST]


class Tally:
    """Counts inputs, and keeps each kind of failure once, in files of `folder`."""

    def __init__(self, target: Target, folder: str, seconds: float) -> None:
        self.target = target
        self.folder = folder
        self.begun = time.monotonic()
        self.end = self.begun + seconds
        self.tried = 0
        self.kinds: dict[str, int] = {}

    def feed(self, data: bytes, *, slow: float = SLOW) -> None:
        self.tried += 1
        failure = failure_of(self.target, data, slow=slow)
        if failure is not None:
            self._keep(failure)

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.end

    def told(self) -> str:
        seconds = time.monotonic() - self.begun
        kinds = "".join(f"\n  {number} x {kind}" for kind, number in self.kinds.items())
        return (
            f"{self.target.name}: {self.tried:,} inputs in {seconds:.0f} s, {len(self.kinds)} kinds of failure{kinds}"
        )

    def _keep(self, failure: Failure) -> None:
        self.kinds[failure.kind] = self.kinds.get(failure.kind, 0) + 1
        if self.kinds[failure.kind] == 1:
            os.makedirs(self.folder, exist_ok=True)
            name = hashlib.sha256(failure.kind.encode("utf-8", "replace")).hexdigest()[:12]
            file = os.path.join(self.folder, f"{self.target.name}-{name}")
            Path(file).write_bytes(failure.data)
            Path(file + ".txt").write_text(f"{failure.kind}\n{failure.trace}", encoding="utf-8", errors="replace")
            sys.stderr.write(f"{file}: {failure.kind}\n")


def at_random(tally: Tally, corpus: str | None, seed: int) -> None:
    """Tries changes of the seeds, and of what a guided run kept in `corpus`, until the time is over."""
    kept = [file.read_bytes() for file in sorted(Path(corpus).iterdir())] if corpus and os.path.isdir(corpus) else []
    for data in inputs(tally.target, seed, kept):
        tally.feed(data)
        if tally.over:
            return


def guided(tally: Tally, corpus: str, seed: int, done: Callable[[], None]) -> None:
    """The same guided by coverage: inputs that reach new lines are kept in `corpus` and changed further. Never returns."""
    import atheris  # only where it is installed

    target = tally.target
    seeds = target.seeds()
    for number, data in enumerate(seeds):
        Path(corpus, f"seed-{number:04}").write_bytes(data)

    def one(data: bytes) -> None:
        tally.feed(data, slow=5 * SLOW)
        if tally.over:
            done()
            os._exit(bool(tally.kinds))  # libFuzzer knows no other way out

    def changed(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)  # noqa: S311 - no secret
        if random.randrange(3):
            return bytes(atheris.Mutate(data, most))
        change = tree_changed if target.trees and random.randrange(2) else bytes_changed
        return change(data, random, target.words, seeds)[:most]

    words = Path(corpus).with_suffix(".dict")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
    options = [
        f"-seed={seed}",
        f"-dict={words}",
        f"-max_len={LARGEST}",
        "-timeout=120",
        "-verbosity=0",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *options, corpus], one, custom_mutator=changed)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogateescape"))
