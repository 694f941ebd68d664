"""Own rules tried on their own examples: each bad one reports what its marks say, each good one is silent."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aiprd.custom.spec import Spec
from aiprd.diagnostic import Finding
from aiprd.document import Document, read
from aiprd.linter import locate
from aiprd.prd import Prd, load
from aiprd.prd.purpose import TIERS

_MARK = re.compile(r"\s*# <- (?P<text>.*)$")

Told = tuple[int, str]
"""A line of an example and a message, or a part of one."""


class Outcome(NamedTuple):
    """How one example went; `failures` is empty where it went as it should."""

    spec: Spec
    side: str
    number: int
    failures: tuple[str, ...]


def tried(specs: Iterable[Spec]) -> Iterator[Outcome]:
    """Every example of every rule."""
    for spec in specs:
        for side, examples in (("bad", spec.bad), ("good", spec.good)):
            for number, example in enumerate(examples, 1):
                yield Outcome(spec, side, number, tuple(_failures(spec, side, example)))


def _failures(spec: Spec, side: str, example: str) -> Iterator[str]:
    marks = [
        (line, match["text"].strip()) for line, text in enumerate(example.splitlines(), 1) if (match := _MARK.search(text))
    ]
    if side == "good" and marks:
        yield f"line {marks[0][0]} is marked, but a good example has nothing to find"
    if side == "bad" and not marks:
        yield "no line is marked with `# <- ` and a part of the message"
    document = read("\n".join(_MARK.sub("", text) for text in example.splitlines()) + "\n", "example")
    if document.flaws:
        yield f"it is not YAML: {document.flaws[0].finding.message}"
        return
    told = [(locate(finding, document)[0].line, finding.message) for finding in _found(spec, document)]
    yield from _differences(marks, told)


def _differences(marks: list[Told], told: list[Told]) -> Iterator[str]:
    """What was expected and not found, and what was found and not expected."""
    left = list(told)
    for line, text in marks:
        match = next((one for one in left if one[0] == line and text in one[1]), None)
        if match is not None:
            left.remove(match)
            continue
        here = next((message for number, message in left if number == line), None)
        instead = f"it says `{here}`" if here else "nothing is found there"
        yield f"line {line} should say `{text}`, but {instead}"
        left = [one for one in left if one != (line, here)]
    for line, message in left:
        yield f"line {line} is reported, but not marked: `{message}`"


def _found(spec: Spec, document: Document) -> Iterator[Finding]:
    """What the rule finds. An example need not state tier, status and kinds, but where it does they count."""
    if _speaks(spec, load(document.data)[0]):
        yield from spec.judge.on(document.data).findings()


def _speaks(spec: Spec, prd: Prd) -> bool:
    tier, status = prd.risk.tier.value, prd.product.status.value
    if tier is not None and spec.severities[TIERS.index(tier)] is None:
        return False
    if status is not None and spec.judge.statuses and status not in spec.judge.statuses:
        return False
    return not (prd.kinds and spec.kinds) or any(kind in spec.kinds for kind in prd.kinds)
