"""The acceptance checklist: a box for each promise, with what a tester needs to tick it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.bound import Bound
from aiprd.documents.markdown import Markdown
from aiprd.documents.promises import check, decision, details, statement
from aiprd.documents.proving import cases, enough, gathering, pass_line
from aiprd.documents.telling import NOT_SAID, UNKNOWN, Teller, spoken
from aiprd.prd import Prd
from aiprd.prd.promise import FAMILIES, Requirement
from aiprd.quantity import Unit

GROUPS = {
    "Performance": ("performance", "coverage", "latency", "cost"),
    "Fairness": ("fairness",),
    "Reliability": ("reliability", "fallback", "monitoring", "safety", "security"),
    "User experience": ("explainability", "experience", "privacy", "oversight"),
}


class Line(NamedTuple):
    """One thing a tester needs; what should be there and is not says so."""

    name: str
    text: Markdown


class Box(NamedTuple):
    """One promise to tick."""

    promise: Markdown
    lines: Sequence[Line]


class Gap(NamedTuple):
    """A family without a promise: why it is set aside, or that nobody spoke of it."""

    family: str
    text: Markdown


class Group(NamedTuple):
    """The boxes under one heading, and the families that have none."""

    title: str
    boxes: Sequence[Box]
    gaps: Sequence[Gap]


def checklist(teller: Teller) -> list[Group]:
    """All promises in their four groups."""
    return [
        Group(
            title,
            [box(entry, teller) for key in keys for entry in teller.prd.requirements.of_family(key)],
            [gap for key in keys for gap in _gaps(key, teller)],
        )
        for title, keys in GROUPS.items()
    ]


def unsaid(groups: Sequence[Group]) -> int:
    """How many answers the checklist still lacks."""
    texts = [line.text for group in groups for box in group.boxes for line in box.lines]
    texts += [gap.text for group in groups for gap in group.gaps]
    return sum(NOT_SAID in text or UNKNOWN in text for text in texts)


def _gaps(key: str, teller: Teller) -> Iterator[Gap]:
    entries = teller.prd.requirements.of_family(key)
    if len(entries):
        return
    text = teller.told(entries)
    if text and not entries.given:
        yield Gap(spoken(key), text)
    elif key in FAMILIES:
        yield Gap(spoken(key), NOT_SAID)


def box(entry: Requirement, teller: Teller) -> Box:
    """One requirement with its lines."""
    if not entry.given:
        return Box(teller.told(entry) or NOT_SAID, [])
    lines = [Line(spoken(key), text) for key, text in details(entry, teller)]
    lines += _measuring(entry, teller)
    lines += [
        Line("Verified by", check(entry, teller) or NOT_SAID),
        Line("Checked at", teller.told(entry.at) or NOT_SAID),
        Line("Owner", teller.told(entry.owner) or NOT_SAID),
    ]
    return Box(statement(entry, teller), lines)


def _measuring(entry: Requirement, teller: Teller) -> Iterator[Line]:
    """Window, sample, decision and pass mark, as far as they apply to that kind of promise."""
    bound, told = entry.bound.value, teller.told
    if entry.family == "fallback" and not entry.within.given:
        yield Line("Within", told(entry.within) or NOT_SAID)
    if entry.alerts.given and not entry.every.given:
        yield Line("How often", told(entry.every) or NOT_SAID)
    plain_code = bound is not None and deterministic(entry, bound, teller.prd)
    if entry.window.given:
        yield Line("Window", told(entry.window))
    elif bound is not None and not plain_code and not teller.prd.offline(entry):
        yield Line("Window", NOT_SAID)
    if bound is not None and not plain_code:
        yield from _estimating(entry, bound, teller)


def _estimating(entry: Requirement, bound: Bound, teller: Teller) -> Iterator[Line]:
    """How many cases, how they decide, and what must be observed on them."""
    counted = counts_cases(entry, bound, teller)
    rule = decision(entry, teller)
    if counted or entry.sample.given:
        yield Line("Sample size", sample(entry, teller))
    if counted or rule:
        yield Line("Decided by", rule or NOT_SAID)
    told = (("Pass mark", pass_line), ("Enough cases", enough), ("Time to gather them", gathering))
    yield from (Line(name, text) for name, tell in told if (text := tell(entry, bound, teller)))


def deterministic(entry: Requirement, bound: Bound, prd: Prd) -> bool:
    """Whether each case is decided by plain code, so that no sample proves it."""
    metric = prd.metric(bound.metric)
    said = entry.nature.value or (metric.nature.value if metric is not None else None)
    return said == "deterministic"


def counts_cases(entry: Requirement, bound: Bound, teller: Teller) -> bool:
    """Whether the promise is estimated from cases: shares, gaps between groups, percentiles and means of times."""
    value = teller.value_of(bound)
    metric = teller.prd.metric(bound.metric)
    unit = value.unit if value is not None else metric.measure if metric is not None else None
    return bool(bound.spread) or entry.family == "fairness" or unit in {Unit.RATIO, Unit.POINTS, Unit.SECONDS}


def sample(entry: Requirement, teller: Teller) -> Markdown:
    """How many cases decide it; in each group for fairness."""
    stated = teller.told(entry.sample)
    if entry.family == "fairness":
        return Markdown(f"{stated} in each group") if stated else Markdown(f"in each group {NOT_SAID}")
    if stated:
        return stated
    whole = teller.told(cases(entry, teller))
    return Markdown(f"{whole}, all of its evaluation set") if whole else NOT_SAID
