"""What a judge can report at all (LLM practice L4)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import Judge
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent, tenths
from aiprd.rule import Findings, rule, short, subject
from aiprd.rules.judge.agreement import KINDS
from aiprd.sampling import corrected_rate, judged_rate


class _Bar(NamedTuple):
    """A value that a judged metric has to reach."""

    name: str
    share: float
    answer: Answer[Bound]

    @property
    def told(self) -> str:
        return f"{self.name} {percent(self.share)}".strip()


@rule("JUDG006", severity="W/E/E", kinds=KINDS, references=("LLM practice L4", "Lee 2025"), fixable=True)
def judge_below_the_bar(prd: Prd) -> Findings:
    """Threshold that the judge's own errors put out of reach.

    A judge that fails one good answer in twenty never reports more than 95%, however good the product is.

    Assumes that the judge errs on these cases as it did when it was compared with people: it reports true x tpr +
    (1 - true) x (1 - tnr). Looks at launch, target, stretch and floor, and at requirements
    with a number of their own. Silent when the metric's `means`, or the requirement, says that the figure is corrected for
    the judge's error. For metrics that count bad answers it speaks only if both ways to read tpr and tnr agree.

    Bad:
        metrics:
          grounded:
            means: claims supported by retrieved text
            better: higher
            launch: 95%  # <- reports at most 95% even for a perfect product, and 90.8% for one that is truly at 95%
            judge: j1
        evaluation:
          judges: [{id: j1, tpr: 95%, tnr: 90%}]
    Good:
        metrics:
          grounded: {means: "claims supported by retrieved text, corrected for the judge's error", launch: 95%, judge: j1}
          polite: {means: answers that are polite, launch: 90%, judge: j1}
        evaluation:
          judges: [{id: j1, tpr: 95%, tnr: 90%}]
    """
    for metric, judge in _judged(prd):
        bars = [bar for bar in _bars(prd, metric) if _out_of_reach(metric, judge, bar.share)]
        if bars:
            yield _unreachable(metric, judge, bars)


def _unreachable(metric: Metric, judge: Judge, bars: list[_Bar]) -> Finding:
    first, (tpr, tnr) = bars[0], _rates(judge)
    best = _reported(metric, judge, 0.0 if metric.lower_is_better else 1.0)
    at_bar = _reported(metric, judge, first.share)
    only = "takes a perfect product" if math.isclose(best, first.share) else "is out of reach"
    limit = "at least" if metric.lower_is_better else "at most"
    means = f"{short(metric.means.value, 200)}, " if metric.means.value else "…, "
    return Finding(
        first.answer.path,
        f"{subject(judge)} reports {limit} {tenths(best)} even for a perfect product, and {tenths(at_bar)} for one that "
        f"is truly at {percent(first.share)}, so {first.told} {only}",
        f'means: "{means.replace(chr(34), chr(39))}corrected for the judge\'s error"   # or every bar as the judge reports it: '
        f"{tenths(at_bar)} where {percent(first.share)} is meant",
        (
            Related(judge.tpr.path, f"it passes {percent(tpr)} of the good answers"),
            Related(judge.tnr.path, f"it fails {percent(tnr)} of the bad ones"),
            *(Related(bar.answer.path, f"{bar.told} too") for bar in bars[1:4]),
        ),
        {"tpr": tpr, "tnr": tnr, "best_reported": round(best, 6), "reported_at_bar": round(at_bar, 6), "bar": first.share},
    )  # fmt: skip


@rule("JUDG007", severity="W/W/W", kinds=KINDS, references=("LLM practice L4", "Lee 2025"), fixable=True)
def judge_that_moves_the_bar(prd: Prd) -> Findings:
    """Launch bar that, through the judge, asks for more than the target does.

    What the judge reports is not what is true: a reported 92% can take a product that is truly better than its own target.

    Assumes, as JUDG006 does, that the judge errs here as often as when it was compared with people. Silent when `means`
    says that the figure is corrected for the judge's error, and when JUDG006 speaks.

    Bad:
        metrics:
          grounded:
            better: higher
            launch: 94%  # <- is reported only for a product that is truly at 98.9%, above the target of 97%
            target: 97%
            judge: j1
        evaluation:
          judges: [{id: j1, tpr: 95%, tnr: 95%}]
    Good:
        metrics:
          grounded: {better: higher, launch: 90%, target: 97%, judge: j1}
        evaluation:
          judges: [{id: j1, tpr: 98%, tnr: 95%}]
    """
    for metric, judge in _judged(prd):
        launch, target = metric.amount("launch"), metric.amount("target")
        (tpr, tnr), answer = _rates(judge), metric.rung("launch")
        if launch is None or target is None or metric.lower_is_better or tpr + tnr <= 1:
            continue
        if not (Unit.RATIO is launch.unit is target.unit) or not 0 < launch.amount < target.amount < 1:
            continue
        needed, reported = corrected_rate(launch.amount, tpr, tnr), judged_rate(launch.amount, tpr, tnr)
        if needed <= target.amount + 1e-9 or _out_of_reach(metric, judge, launch.amount):
            continue
        yield Finding(
            answer.path,
            f"launch {percent(launch.amount)} by {subject(judge)} is reported only for a product that is truly at "
            f"{tenths(needed)}, above the target of {percent(target.amount)}",
            f"launch: {tenths(reported)}   # what the judge reports when {percent(launch.amount)} is true; or say in "
            "`means` that the figure is corrected for the judge's error",
            (Related(judge.tpr.path, f"it passes {percent(tpr)} of the good answers"),
             Related(metric.rung("target").path, f"the target is {percent(target.amount)}")),
            {"tpr": tpr, "tnr": tnr, "launch": launch.amount, "needed_true_rate": round(needed, 6), "target": target.amount},
        )  # fmt: skip


def _judged(prd: Prd) -> Iterator[tuple[Metric, Judge]]:
    """The metrics with a judge whose error rates are known, as far as nothing says that they are corrected for."""
    judges = {judge.id.value: judge for judge in prd.evaluation.judges if judge.id.value}
    for metric in prd.metrics.values():
        judge = judges.get(metric.judge.value or "")
        if judge is None or judge.tpr.value is None or judge.tnr.value is None or _corrected(metric.means.value):
            continue
        if metric.better.value in {"watch", "range"} or judge.tpr.value + judge.tnr.value <= 1 + 1e-9:
            continue
        yield metric, judge


def _corrected(text: str | None) -> bool:
    return bool(
        re.search(
            r"\b(corrected|correction|adjusted|de-?biased|bias-?free)\b|prediction.powered", text or "", re.IGNORECASE
        )
    )


def _bars(prd: Prd, metric: Metric) -> Iterator[_Bar]:
    """The values a metric has to reach, in percent: its goals, and what requirements ask for in numbers."""
    for level in ("floor", "launch", "target", "stretch"):
        value, answer = metric.amount(level), metric.rung(level)
        if value is not None and value.unit is Unit.RATIO and 0 < value.amount < 1:
            yield _Bar(level, value.amount, answer)
    for _, entry in prd.requirements_on(metric.name):
        bound = entry.bound.value
        if bound is None or bound.value is None or bound.value.unit is not Unit.RATIO or bound.spread or bound.slice:
            continue
        if 0 < bound.value.amount < 1 and not _corrected(f"{entry.definition.value} {entry.text.value}"):
            yield _Bar("", bound.value.amount, entry.bound)


def _rates(judge: Judge) -> tuple[float, float]:
    return judge.tpr.value or 0.0, judge.tnr.value or 0.0


def _reported(metric: Metric, judge: Judge, true_rate: float) -> float:
    """What the judge reports of a metric that is truly at this rate."""
    tpr, tnr = _rates(judge)
    return 1 - judged_rate(1 - true_rate, tpr, tnr) if metric.lower_is_better else judged_rate(true_rate, tpr, tnr)


def _out_of_reach(metric: Metric, judge: Judge, bar: float) -> bool:
    tpr, tnr = _rates(judge)
    return bar <= 1 - max(tpr, tnr) + 1e-9 if metric.lower_is_better else bar >= tpr - 1e-9
