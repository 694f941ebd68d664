"""ROAD007 to ROAD012: what the model will reach, as ranges (catalogue rows 140, 155)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from aiprd.amount import interval, quantity
from aiprd.answer import Answer, Table
from aiprd.bound import Bound
from aiprd.dates import When, order, when
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.business import PERFORMANCE_KEYS
from aiprd.prd.metric import Goal, Metric
from aiprd.quantity import GrammarError, Interval, Quantity, Unit, show
from aiprd.rule import Findings, listed, rule, short


class Range(NamedTuple):
    """What one metric, or a slice of it, is to reach by one date."""

    name: str
    metric: Metric
    answer: Answer[str]
    span: Interval
    date: When
    date_text: str

    @property
    def worst(self) -> Quantity:
        return self.span.high if self.metric.lower_is_better else self.span.low

    @property
    def best(self) -> Quantity:
        return self.span.low if self.metric.lower_is_better else self.span.high

    @property
    def told(self) -> str:
        return f"{self.answer.text} by {self.date_text}"


def _values(prd: Prd) -> Iterator[tuple[Table[Answer[str]], str, Answer[str]]]:
    """The values of the performance track that stand under a metric's name, or a slice's."""
    for entry in prd.roadmap.performance:
        for name, answer in entry.items():
            if name not in PERFORMANCE_KEYS and prd.metric(name.partition(".")[0]) is not None:
                yield entry, name, answer


def _ranges(prd: Prd) -> Iterator[Range]:
    """The ranges that can be read, with dates that can be read."""
    for entry, name, answer in _values(prd):
        metric, by = prd.metric(name.partition(".")[0]), entry.get("by")
        if metric is None or by is None or by.value is None or answer.value is None:
            continue
        try:
            yield Range(name, metric, answer, interval(answer.value), when(by.value), by.text)
        except GrammarError:
            continue


@rule("ROAD007", severity="W/W/E", references=("33.11", "B:FAQ"), rows=(140,), fixable=True)
def point_in_place_of_a_range(prd: Prd) -> Findings:
    """Future quality of a model as a single number.

    A feature can be promised for a day; what a model will reach is known as a range, and a single number is a promise
    that is kept by luck.

    A floor (at least 80%) is let be.

    Bad:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:
            - by: 2027-Q1
              relevance: 82%  # <- is one number
    Bad:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:
            - by: 2027-Q1
              relevance: 83-80%  # <- begins above its end
    Good:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 80-83%}
            - {by: 2027-Q2, relevance: at least 82%}
            - {by: 2027-Q3, relevance: unknown}
    """
    for _, name, answer in _values(prd):
        if answer.value is None:
            continue
        why, fix = _unlike_a_range(answer.value)
        if why:
            yield Finding(answer.path, f"`{short(answer.value)}` for `{name}` {why}", f"{name}: {fix}")


def _unlike_a_range(text: str) -> tuple[str, str]:
    """What is wrong with a range, and a better one; two empty texts where nothing is."""
    try:
        span = interval(text)
    except GrammarError as error:
        if "begins above its end" in error.message:
            return "begins above its end", error.suggestion
    else:
        return ("begins where it ends, so it is one number", "…-…%") if span.low == span.high else ("", "")
    try:
        quantity(text)
    except GrammarError:
        return "", ""
    return "is one number, and what a model will reach is known as a range", "…-…%"


@rule("ROAD008", severity="I/W/E", since="pilot", references=("33.11", "B:FAQ"), rows=(140,), fixable=True)
def range_without_reason(prd: Prd) -> Findings:
    """Range that does not say what drives it, what it is worth, or by when.

    A range without its driver is a hope, and one without an outcome is a number that nobody asked for.

    Bad:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:  # <- what drives it and what it is worth
            - {by: 2027-Q1, relevance: 80-83%}
    Good:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 80-83%, driver: style quiz, outcome: $2.6M a year}
    """
    asks = {"by": "by when it holds", "driver": "what drives it", "outcome": "what it is worth"}
    entries = {entry.path: entry for entry, _, _ in _values(prd)}
    missing = {
        path: [key for key in asks if key not in entry or entry[key].absent or entry[key].unknown]
        for path, entry in entries.items()
    }
    open_keys = [key for key in asks if any(key in keys for keys in missing.values())]
    if open_keys:
        lacking = [path for path, keys in missing.items() if keys]
        which = "the range does" if len(entries) == 1 else f"{len(lacking)} of {len(entries)} ranges do"
        yield Finding(
            prd.roadmap.performance.path,
            f"{which} not say {listed([asks[key] for key in open_keys])}",
            "\n".join(f"{key}: …" for key in open_keys) + ("   # on each range" if len(lacking) > 1 else ""),
            tuple(Related(path, f"no {listed(missing[path])}") for path in lacking[:6]),
        )


@rule("ROAD009", severity="W/W/E", references=("33.11",), rows=(140,), fixable=True)
def range_that_worsens(prd: Prd) -> Findings:
    """Later range that lies on the wrong side of an earlier one.

    A plan to get worse is a slip of the keyboard, or a trade that belongs in the document.

    Told where neither end is better and one is worse; a range that only grows wider is let be, and one that misses its goal
    is told by ROAD010.

    Bad:
        metrics: {relevance: {better: higher}}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 82-85%}
            - by: 2027-Q2
              relevance: 80-83%  # <- worse than 82-85% by 2027-Q1
    Good:
        metrics: {relevance: {better: higher}, refusals: {better: lower}}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 80-83%, refusals: 4-6%}
            - {by: 2027-Q2, relevance: 79-86%, refusals: 3-5%}
    """
    by_name: dict[str, list[Range]] = {}
    for span in _ranges(prd):
        if span.metric.better.value in {"higher", "lower"}:
            by_name.setdefault(span.name, []).append(span)
    for spans in by_name.values():
        for one, other in pairwise(spans):
            before = order(one.date, other.date)
            earlier, later = (one, other) if before == -1 else (other, one)
            if before and _missed(prd, later) is None:
                yield from _worse(earlier, later)


def _worse(earlier: Range, later: Range) -> Findings:
    ends = ((earlier.worst, later.worst), (earlier.best, later.best))
    if any(one.unit is not other.unit for one, other in ends):
        return
    better = any(later.metric.exceeds(other.amount, one.amount) for one, other in ends)
    worse = any(later.metric.exceeds(one.amount, other.amount) for one, other in ends)
    if worse and not better:
        yield Finding(
            later.answer.path,
            f"`{later.name}` at {later.told} is worse than {earlier.told}",
            f"{later.name}: {earlier.answer.text}   # or better, or say in `driver` what it is traded for",
            (Related(earlier.answer.path, earlier.told),),
        )


class _Aim(NamedTuple):
    level: str
    value: Quantity
    date: When
    goal: Goal


def _aims(prd: Prd, span: Range) -> Iterator[_Aim]:
    """The dated goals of the metric, or of its slice, in the range's unit."""
    part = span.metric.slices.get(span.name.partition(".")[2])
    whole = [("target", span.metric.target), ("stretch", span.metric.stretch)]
    goals = whole if "." not in span.name else [("target", part.target)] if part is not None else []
    for level, goal in goals:
        bound, by = goal.value.value, goal.by.value
        value = bound.value if isinstance(bound, Bound) else None
        if value is not None and by is not None and value.unit is span.span.low.unit:
            yield _Aim(level, value, _pinned(prd, by), goal)


def _pinned(prd: Prd, date: When) -> When:
    launch = prd.timeline.launch_date
    return date.pinned(launch=launch.first) if launch is not None and launch.first == launch.last else date


def _reached(prd: Prd, span: Range, aim: _Aim) -> bool:
    """Whether the range is for the day of the goal, or for a later one."""
    date = _pinned(prd, span.date)
    if date.last and aim.date.last:
        return date.last >= aim.date.last
    return order(date, aim.date) in {0, 1}


def _together(prd: Prd, span: Range, aim: _Aim) -> bool:
    """Whether the range and the goal are for one time."""
    date = _pinned(prd, span.date)
    if date.first and date.last and aim.date.first and aim.date.last:
        return date.first <= aim.date.last and aim.date.first <= date.last
    return order(date, aim.date) == 0


def _from(span: Range, aim: _Aim) -> str:
    """The range moved so that its worse end is the goal."""
    goal, width = aim.value.amount, span.span.high.amount - span.span.low.amount
    most = 1.0 if aim.value.unit is Unit.RATIO else goal + width
    ends = (max(0.0, goal - width), goal) if span.metric.lower_is_better else (goal, min(most, goal + width))
    return " to ".join(show(aim.value._replace(amount=round(end, 9))) for end in ends)


@rule("ROAD010", severity="W/W/E", references=("33.2", "33.11"), rows=(140, 155), fixable=True)
def range_short_of_its_goal(prd: Prd) -> Findings:
    """Range that even at its best misses the goal of that date.

    The plan and the goal cannot both be right, and the team will be judged by the other one.

    Compares with target and stretch, and the target of a slice, at their date or later; dates such as `launch + 1q` need
    `timeline.launch`.

    Bad:
        metrics:
          relevance:
            better: higher
            target: {value: 85%, by: 2027-Q1}
        roadmap:
          performance:
            - by: 2027-Q1
              relevance: 80-83%  # <- 83% at best, the target of 2027-Q1 is 85%
    Good:
        metrics:
          relevance:
            better: higher
            target: {value: 80%, by: launch + 1q}
            stretch: {value: 85%, by: 2027-Q4}
        timeline: {launch: 2026-10-05}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 80-83%}
            - {by: 2027-Q4, relevance: 85-88%}
    """
    for span in _ranges(prd):
        aim = _missed(prd, span)
        if aim is not None:
            yield Finding(
                span.answer.path,
                f"`{span.name}` is {show(span.best)} at best, the {aim.level} of {aim.goal.by.text} is {show(aim.value)}",
                f"{span.name}: {_from(span, aim)}   # or another {aim.level}",
                (Related(aim.goal.path, f"{aim.level} {show(aim.value)} by {aim.goal.by.text}"),),
                {"best": span.best.amount, aim.level: aim.value.amount},
            )


def _missed(prd: Prd, span: Range) -> _Aim | None:
    """The goal that a range misses even at its best."""
    missed = (aim for aim in _aims(prd, span) if span.metric.exceeds(aim.value.amount, span.best.amount))
    return next((aim for aim in missed if _reached(prd, span, aim)), None)


@rule("ROAD011", severity="I/I/I", references=("33.11",), rows=(155,), fixable=True)
def range_around_its_goal(prd: Prd) -> Findings:
    """Range with the goal of that date inside it.

    A plan of 78 to 83% cannot fail a target of 80%: whatever comes, somebody had foreseen it.

    Bad:
        metrics:
          relevance:
            better: higher
            target: {value: 80%, by: 2027-Q1}
        roadmap:
          performance:
            - by: 2027-Q1
              relevance: 78-83%  # <- below and above the target of 80%
    Good:
        metrics:
          relevance:
            better: higher
            target: {value: 80%, by: 2027-Q1}
            stretch: {value: 85%, by: 2027-Q4}
        roadmap:
          performance:
            - {by: 2027-Q1, relevance: 80-83%}
            - {by: 2027-Q2, relevance: 78-83%}
    """
    for span in _ranges(prd):
        for aim in _aims(prd, span):
            below = span.metric.exceeds(aim.value.amount, span.worst.amount)
            above = not span.metric.exceeds(aim.value.amount, span.best.amount)
            if _together(prd, span, aim) and below and above:
                yield Finding(
                    span.answer.path,
                    f"`{span.name}` {span.told} lies below and above the {aim.level} of {show(aim.value)}",
                    f"{span.name}: {_from(span, aim)}   # or another {aim.level}",
                    (Related(aim.goal.path, f"{aim.level} {show(aim.value)} by {aim.goal.by.text}"),),
                )
                break
