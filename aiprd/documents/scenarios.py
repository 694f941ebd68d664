"""The acceptance criteria as Gherkin scenarios and as rows for a tracker, both from the boxes of the checklist."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.diagnostic import pointer
from aiprd.documents.acceptance import Box, box
from aiprd.documents.markdown import Markdown, joined
from aiprd.documents.promises import statement
from aiprd.documents.telling import NOT_SAID, Teller, spoken
from aiprd.prd.promise import FAMILIES, MORE_FAMILIES, Requirement

_WHEN = {
    "offline": "the evaluation is run",
    "ab": "the experiment is read out",
    "monitor": "the figures in production are read",
    "review": "people review it",
}


class Scenario(NamedTuple):
    """One promise as a scenario; each step is a keyword and its words."""

    tags: str
    name: Markdown
    steps: Sequence[tuple[str, Markdown]]


class Rule(NamedTuple):
    """The scenarios of one family; `note` says why there are none."""

    title: str
    note: Markdown
    scenarios: Sequence[Scenario]


class Row(NamedTuple):
    """One promise in the columns of a tracker; what is not said says so, what does not apply says so too."""

    id: Markdown
    family: str
    promise: Markdown
    window: Markdown
    cases: Markdown
    rule: Markdown
    mark: Markdown
    verify: Markdown
    at: Markdown
    owner: Markdown
    path: str


def rules(teller: Teller) -> list[Rule]:
    """The families that every product answers, and the others that this one speaks of."""
    found = []
    for key in (*FAMILIES, *MORE_FAMILIES):
        entries = teller.prd.requirements.of_family(key)
        scenarios = [_scenario(entry, number, teller) for number, entry in enumerate(entries, 1)]
        note = Markdown("") if scenarios else teller.told(entries) or (NOT_SAID if key in FAMILIES else Markdown(""))
        if scenarios or note:
            found.append(Rule(spoken(key), note, scenarios))
    return found


def _scenario(entry: Requirement, number: int, teller: Teller) -> Scenario:
    told = {line.name: line.text for line in box(entry, teller).lines}
    name = teller.told(entry.id) or Markdown(f"{spoken(entry.family)} {number}")
    at = re.sub(r"[^\w-]+", "-", entry.at.value or "").strip("-").lower()
    tags = [f"@{entry.family}", f"@verify-{_word(entry.verify.value)}", f"@at-{at}" if at else "@at-not-said"]
    return Scenario(" ".join(tags), name, list(_steps(entry, told, teller)))


def _word(text: str | None) -> str:
    return re.sub(r"[^\w-]+", "-", text or "not-said").strip("-").lower() or "not-said"


def _steps(entry: Requirement, told: dict[str, Markdown], teller: Teller) -> Iterator[tuple[str, Markdown]]:
    """What is given, what is done, what must come out, and what proves it."""
    given = [("Sample size", "the sample size is "), ("Window", "the window is "), ("Across", "it is told apart by ")]
    first = True
    for name, words in given:
        if name in told:
            yield ("Given" if first else "And", Markdown(words + told[name]))
            first = False
    if entry.when.given:
        yield "When", teller.told(entry.when)
    else:
        yield "When", Markdown(_WHEN.get(entry.verify.value or "", teller.told(entry.verify) or "it is checked"))
    yield "Then", statement(entry, teller, named=False) or NOT_SAID
    for name, words in (("Decided by", "it is decided by "), ("Pass mark", "")):
        if name in told:
            yield "And", Markdown(words + told[name])


def rows(teller: Teller) -> list[Row]:
    """Every promise in the order of the families."""
    requirements = teller.prd.requirements
    return [
        _row(entry, number, teller)
        for key in (*FAMILIES, *MORE_FAMILIES)
        for number, entry in enumerate(requirements.of_family(key), 1)
    ]


def _row(entry: Requirement, number: int, teller: Teller) -> Row:
    boxed: Box = box(entry, teller)
    told = {line.name: line.text for line in boxed.lines}
    dash = Markdown("does not apply")
    return Row(
        id=teller.told(entry.id) or Markdown(f"{entry.family}-{number}"),
        family=spoken(entry.family),
        promise=joined([statement(entry, teller, named=False)]),
        window=told.get("Window", dash),
        cases=told.get("Sample size", dash),
        rule=told.get("Decided by", dash),
        mark=told.get("Pass mark", dash),
        verify=told.get("Verified by", dash),
        at=told.get("Checked at", dash),
        owner=told.get("Owner", dash),
        path=pointer(entry.path),
    )
