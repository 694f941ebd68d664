"""CLAI: figures that are told to others, recomputed (catalogue row 36)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.business import Claim
from aiprd.quantity import Quantity, Unit, number, show
from aiprd.rule import Findings, rule

_NUMBER = Pattern(r"([+\-\u2212]?\d[\d,]*(?:\.\d+)?)")
ROUNDING = 0.03
"""How far a told figure may be from the computed one, relatively; beyond it is no longer rounding."""


@rule("CLAI001", severity="W/W/W", references=("33.2", "33.12"), rows=(36, 92), fixable=True)
def miscounted_multiple(prd: Prd) -> Findings:
    """Multiple, lift or difference that does not follow from the two numbers beside it.

    78% against 12% is 6.5 times, 66 points, or 550% more; any other figure will be found out by whoever has a calculator.

    A figure within 3% of the computed one counts as rounded; lifts in percent may also be off by one in the last digit.
    The words of a claim are held to their numbers too, within 10%: `4 times as often`, where they tell one multiple only.
    Of `stakeholders.frames` the one difference or multiple under `improvement` is held to the two percentages under
    `baseline`.

    Bad:
        metrics:
          relevance: {launch: 70%}
        claims:
          - text: 78% relevance is 6x the homepage
            metric: relevance
            from: 12%
            to: 78%
            factor: 6  # <- 6.5
    Bad:
        metrics:
          ctr: {means: clicks per impression}
        experiments:
          - id: ab_2
            results:
              - metric: ctr
                control: 4.2%
                treatment: 11.8%
                lift: +150%  # <- +181%
    Bad:
        claims:
          - text: Members click 4 times as often  # <- 2.8x
            from: 4.2%
            to: 11.8%
            factor: 2.8
    Bad:
        stakeholders:
          frames:
            baseline: 45% against 31% resolved
            improvement: 24 points more sessions resolved  # <- 14 points
    Good:
        stakeholders:
          frames: {baseline: 78% against 12%, improvement: 6.5 times as many items that fit}
        claims:
          - {text: Members buy 3 times a day and click 3 times as often, from: 4.2%, to: 11.8%}
          - {text: 6.5 times the homepage, from: 12%, to: 78%, factor: 6.5, lift: +550%, points: +66pp}
        metrics:
          ctr: {means: clicks per impression}
        experiments:
          - id: ab_2
            results:
              - {metric: ctr, control: 4.2%, treatment: 11.8%, lift: +181%}
              - {metric: ctr, control: 42, treatment: 50, lift: +8 points}
    """
    for claim in prd.claims:
        ends = _ends(claim.from_, claim.to)
        if ends is not None:
            for kind, answer in (("factor", claim.factor), ("lift", claim.lift), ("points", claim.points)):
                yield from _compare(kind, answer, claim.from_, claim.to, *ends)
            if not any(_compare("factor", claim.factor, claim.from_, claim.to, *ends)):
                yield from _in_words(claim, *ends)
    for experiment in prd.experiments:
        for result in experiment.results:
            ends = _ends(result.control, result.treatment)
            if ends is not None and result.lift.value is not None:
                kind = "points" if re.search(r"p(?:oin)?t|pp\b", result.lift.value) else "lift"
                yield from _compare(kind, result.lift, result.control, result.treatment, *ends)
    yield from _in_frames(prd)


def _ends(start: Answer[Bound], end: Answer[Bound]) -> tuple[Quantity, Quantity] | None:
    """The two values, when both are there in one unit."""
    one = start.value.value if start.value is not None else None
    other = end.value.value if end.value is not None else None
    return (one, other) if one is not None and other is not None and one.unit is other.unit else None


def _compare(
    kind: str, answer: Answer[str], start: Answer[Bound], end: Answer[Bound], one: Quantity, other: Quantity
) -> Iterator[Finding]:
    match = _NUMBER.search(answer.value) if answer.value is not None else None
    if match is None or one.amount <= 0:
        return
    told = float(match[1].replace(",", "").replace("\u2212", "-"))
    true = _true_figure(kind, one, other)
    slack = ROUNDING * abs(true) + (0 if kind == "factor" else 10 ** -len(match[1].partition(".")[2]))
    if abs(told - true) <= slack:
        return
    figure = {
        "factor": f"{number(round(true, 1))}x",
        "lift": f"{true:+.0f}%",
        "points": f"{number(round(true, 1))} points",
    }[kind]
    yield Finding(
        answer.path,
        f"{show(one)} to {show(other)} is {figure}, not {answer.text}",
        f"{answer.path[-1]}: {figure.removesuffix('x').replace(' points', 'pp')}",
        (Related(start.path, f"from {show(one)}"), Related(end.path, f"to {show(other)}")),
        {"stated": told, "computed": round(true, 4)},
    )


_TIMES = Pattern(
    r"\b(\d{1,4}(?:\.\d+)?) ?(?:times|x|\u00d7) (?:as|more|better|higher|larger|the)\b",
    re.IGNORECASE,
    holds="time|x|\u00d7",
)
_IN_WORDS = 0.1
"""How far a multiple in a sentence may be from the computed one, relatively: 6 times is said of 6.5."""


def _in_words(claim: Claim, one: Quantity, other: Quantity) -> Iterator[Finding]:
    """The one multiple that the claim's sentence tells; `5 times more` may mean five or six times as many."""
    told = [float(match[1]) for match in _TIMES.finditer(claim.text.value or "")]
    if len(told) != 1 or not 0 < one.amount < other.amount:
        return
    times = other.amount / one.amount
    if _said_of(told[0], times):
        return
    yield Finding(
        claim.text.path,
        f"{show(one)} to {show(other)} is {number(round(times, 1))}x, not {number(told[0])} times",
        f"text: … {number(round(times, 1))} times …",
        (Related(claim.from_.path, f"from {show(one)}"), Related(claim.to.path, f"to {show(other)}")),
        {"stated": told[0], "computed": round(times, 4)},
    )


def _true_figure(kind: str, one: Quantity, other: Quantity) -> float:
    if kind == "factor":
        return other.amount / one.amount
    if kind == "lift":
        return 100 * (other.amount / one.amount - 1)
    scale = 100 if one.unit is Unit.RATIO else 1
    return scale * (other.amount - one.amount)


_PAIR = Pattern(
    r"(?<![\d.])(\d{1,3}(?:\.\d{1,3})?) ?% (?:against|versus|vs\.?|instead of|rather than|compared (?:with|to)) "
    r"(\d{1,3}(?:\.\d{1,3})?) ?%",
    holds="%",
)
_POINTS = Pattern(
    r"(?<![\d.])(\d{1,3}(?:\.\d{1,3})?) ?(?:percentage points?|points?|pp)\b", re.IGNORECASE, holds="point|pp"
)
_POINTS_OFF = 1.5
"""How far a difference of two rounded percentages may be from the one told, in points."""


def _in_frames(prd: Prd) -> Iterator[Finding]:
    """One number told in several ways: `45% against 31%`, and the improvement that these two make."""
    frames = prd.stakeholders.frames
    base, told = frames.baseline.value or "", frames.improvement.value or ""
    pair = _PAIR.search(base)
    points, times = _POINTS.search(told), _TIMES.search(told)
    figure = points or times
    if pair is None or base.count("%") != 2 or figure is None or len(re.findall(r"\d[\d.,]*", told)) != 1:
        return
    one, other = sorted((float(pair[1]), float(pair[2])))
    if one <= 0:
        return
    stated, true = float(figure[1]), other - one if points else other / one
    near = abs(stated - true) <= _POINTS_OFF if points else _said_of(stated, true)
    if not near:
        right = number(round(true, 1))
        yield Finding(
            frames.improvement.path,
            f"`{pair[0]}` is {right} {'points' if points else 'times'}, not {number(stated)}",
            f'improvement: "{(told[: figure.start(1)] + right + told[figure.end(1) :]).replace(chr(34), chr(39))}"',
            (Related(frames.baseline.path, pair[0]),),
            {"stated": stated, "computed": round(true, 4)},
        )


def _said_of(told: float, times: float) -> bool:
    """Whether a multiple may be said of the computed one; `5 times more` may mean five or six times as many."""
    return any(abs(told - true) <= _IN_WORDS * true for true in (times, times - 1))
