"""Commands timed side by side: in turns, so that what the machine does meanwhile falls on all of them."""
# ruff: noqa: INP001, S603

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Timing(NamedTuple):
    """Wall-clock seconds of each round, and the largest peak of memory in bytes."""

    seconds: tuple[float, ...]
    peak: int

    @property
    def middle(self) -> float:
        return median(self.seconds)


def timed(
    commands: Mapping[str, Sequence[str]], rounds: int, env: Mapping[str, str] | None = None
) -> dict[str, Timing]:
    """Each command `rounds` times, one after the other in each round; one round before them counts for nothing."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    peaks = dict.fromkeys(commands, 0)
    for index in range(rounds + 1):
        for name, command in commands.items():
            took, peak = once(command, env)
            if index:
                seconds[name].append(took)
                peaks[name] = max(peaks[name], peak)
    return {name: Timing(tuple(seconds[name]), peaks[name]) for name in commands}


def once(command: Sequence[str], env: Mapping[str, str] | None = None) -> tuple[float, int]:
    """Wall-clock seconds and peak memory in bytes of one run; its output goes nowhere."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {process.returncode}")
    return took, usage.ru_maxrss * 1024


def row(name: str, timing: Timing, against: Timing) -> str:
    """One line of a table: the time, its spread, and the ratio to another, median of the rounds' own ratios."""
    ratios = [one / other for one, other in zip(timing.seconds, against.seconds, strict=True)]
    spread = f"{min(timing.seconds) * 1e3:9.1f} … {max(timing.seconds) * 1e3:<9.1f}"
    return f"{name:28} {timing.middle * 1e3:9.1f} {spread} {median(ratios):8.2f} {timing.peak / 2**20:8.0f}"
