"""What can be fuzzed. Each target is a module with `check`, `seeds`, `WORDS` and `TREES`."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, NoReturn

TARGETS = (
    "amounts",
    "bounds",
    "dates",
    "patterns",
    "waivers",
    "reader",
    "configs",
    "rulefiles",
    "baselines",
    "linting",
    "rendering",
    "fixing",
)
"""The fastest first."""


class Violation(Exception):  # noqa: N818 - a broken promise, found
    """Something that has to hold for every input does not."""


class Target(NamedTuple):
    """`check` raises where a promise is broken; `trees` says that inputs are YAML, worth changing value by value."""

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[str, ...]
    trees: bool


def target(name: str) -> Target:
    """The target of that name; its module, and what it fuzzes, is imported only now, so that it can be instrumented."""
    module = import_module(f"fuzz.{name}")
    return Target(name, module.check, module.seeds, module.WORDS, module.TREES)


def holds(promise: object, what: str) -> None:
    """Raises Violation, with `what` went wrong, unless `promise` is true."""
    if not promise:
        broken(what)


def broken(what: str) -> NoReturn:
    raise Violation(what)


def text_of(data: bytes) -> str:
    """An input as text; bytes that are no UTF-8 become half characters, as Python gives them for arguments."""
    return data.decode("utf-8", "surrogateescape")
