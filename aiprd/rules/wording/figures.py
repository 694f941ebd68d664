"""WORD010, WORD011: figures in prose that can be read in two ways."""

from collections.abc import Sequence

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, rule
from aiprd.rules.wording.percent import PercentChange, changes, is_rate, told_in
from aiprd.rules.wording.sentence import read
from aiprd.rules.wording.texts import findings, line, texts


@rule("WORD010", severity="W/W/W", confidence="likely", references=("33.2",), fixable=True)
def ambiguous_percent(prd: Prd) -> Findings:
    """Change by so many percent of a figure that is itself in percent.

    "5% better" from 70% is 73.5% to one reader and 75% to the other, and both have signed.

    Looked at: requirements, the gate's rule, the outcome of the problem, and stories. Silent where points, `relative`, a
    second percentage or what it is a share of stands beside it, and where a metric of that name is in another unit.

    Bad:
        problem:
          outcome: Relevance improves by 5%  # <- 73.5% or 75%
        metrics:
          relevance: {better: higher, baseline: 70%}
    Bad:
        requirements:
          experience:
            - text: A release increases accuracy by 3%  # <- percentage points
    Good:
        problem:
          outcome: Relevance improves by 5pp
        metrics:
          relevance: {better: higher, baseline: 70%}
          cost: {better: lower, baseline: $0.40}
        requirements:
          experience:
            - text: A release increases accuracy by 3% of its baseline
            - text: Accuracy rises by 5%, to 75%
            - text: A release lowers the cost by 5%
    """
    for told in texts(prd):
        if told.role not in {"criterion", "gate", "outcome", "wish"} or not told_in(told.answer.value or ""):
            continue
        for change in changes(read(told.answer.value or ""), lambda words: _in_percent(prd, words)):
            yield from _ambiguity(told.answer, change, _metric(prd, change.named))


def _ambiguity(answer: Answer[str], change: PercentChange, metric: Metric | None) -> Findings:
    sentence = answer.value or ""
    said = sentence[change.start : change.end]
    points = f"{sentence[: change.at]}{100 * change.amount:g}pp{_after_percent(sentence, change.at)}"
    fix = f"{line(answer, points)}   # or: {100 * change.amount:g}% of its baseline"
    base = metric.amount("baseline") if metric is not None else None
    if metric is None or base is None or base.unit is not Unit.RATIO:
        yield Finding(answer.path, f"`{said}`: percent of the value, or percentage points?", fix)
        return
    signed = change.amount if change.rises else -change.amount
    relative, absolute = base.amount * (1 + signed), base.amount + signed
    if 0 <= absolute <= 1:  # else only one reading is possible
        yield Finding(
            answer.path,
            f"`{said}` can mean {percent(relative)} or {percent(absolute)}, starting from {percent(base.amount)}",
            fix,
            (Related(metric.rung("baseline").path, f"the baseline is {percent(base.amount)}"),),
            {"baseline": base.amount, "if_percent": round(relative, 6), "if_points": round(absolute, 6)},
        )


def _after_percent(sentence: str, at: int) -> str:
    rest = sentence[at:].lstrip("+-~±0123456789.,")
    return (
        rest.removeprefix("%")
        if rest.startswith("%")
        else rest.lstrip().removeprefix("percent").removeprefix("per cent")
    )


def _metric(prd: Prd, words: Sequence[str]) -> Metric | None:
    """The metric whose name those words end with."""
    for name, metric in prd.metrics.items():
        parts = name.lower().replace("-", "_").split("_")
        if metric.given and list(words[-len(parts) :]) == parts:
            return metric
    return None


def _in_percent(prd: Prd, words: Sequence[str]) -> bool:
    """Whether the words name a metric in percent, or a rate that no metric tells in another unit."""
    metric = _metric(prd, words)
    measure = metric.measure if metric is not None else None
    return is_rate(words) if measure is None else measure is Unit.RATIO


@rule(
    "WORD011",
    severity="W/W/W",
    since="building",
    confidence="likely",
    references=("GtWR R33", "GtWR R34"),
    fixable=True,
)
def time_without_unit(prd: Prd) -> Findings:
    """Time limit whose unit is left out.

    Five what? Whoever builds it decides, and whoever tests it decides again.

    Looked at: `within` and a bare number at the end of a clause, in requirements, escalation triggers and recovery
    conditions.

    Bad:
        requirements:
          experience:
            - text: Feedback is processed within 5  # <- `within 5`
    Good:
        requirements:
          experience:
            - text: Feedback is processed within 5s
            - text: Feedback is processed within 5 to 10 seconds
            - text: Scores stay within 5 points
    """
    yield from findings(prd, "unit")
