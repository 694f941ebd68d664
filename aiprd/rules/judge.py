"""JUDG: models that score answers, and what their errors do to a threshold (LLM practice L4)."""

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
from aiprd.quantity import Unit, number, percent
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject
from aiprd.sampling import corrected_rate, judged_rate, wilson_interval

_KINDS = ("generative", "agent")
_FEW_LABELS = 100
"""Fewer labelled verdicts than this leave a judge's own error rates in the dark."""

UNNAMED_JUDGE = presence(
    "JUDG001",
    "unnamed-judge",
    Ask("judge", "which judge scores it", "judge: j1   # the id of an entry under evaluation.judges"),
    of=lambda prd: (metric for metric in prd.metrics.values() if metric.source.value == "judge"),
    summary="Metric scored by a judge that the document does not name.",
    why="A number from a judge is only as good as the judge, and nobody can look at one without a name.",
    bad="metrics:\n  grounded:  # <- which judge scores it\n    source: judge",
    good="metrics:\n  grounded: {source: judge, judge: j1}\nevaluation:\n  judges: [{id: j1, model: vendor/judge-2026-05}]",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L4",),
)


@rule("JUDG002", severity="I/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L4", "Lee 2025"))
def unmeasured_judge(prd: Prd) -> Findings:
    """Judge whose version, or whose agreement with people, is not told.

    A judge that nobody compared with people measures its own taste.

    Wanted are the model, the version of its prompt, how many of its verdicts people labelled, and either `tpr` and `tnr`
    or `kappa`. Raw agreement is none of these: a judge that passes everything agrees with people in 95 of 100 cases when
    95 are good.

    Bad:
        evaluation:
          judges:
            - id: j1  # <- on how many labels of people it was checked and how often it is right on good and on bad answers
              model: vendor-b/judge-2026-05
              prompt_version: 7
    Good:
        evaluation:
          judges:
            - {id: j1, model: vendor-b/judge-2026-05, prompt_version: 7, human_labels: 250, tpr: 97%, tnr: 95%}
            - {id: j2, model: vendor-b/judge-2026-05, prompt_version: 3, human_labels: 250, kappa: 0.8}
    """
    for judge in prd.evaluation.judges:
        asks = [
            Ask("model", "which model it is", "model: …   # the exact version"),
            Ask("prompt_version", "which version of its prompt it uses", "prompt_version: …"),
            Ask(
                "human_labels",
                "on how many labels of people it was checked",
                "human_labels: 200   # good and bad answers",
            ),
        ]
        if judge.kappa.open and (judge.tpr.open or judge.tnr.open):
            key = "tnr" if judge.tnr.open else "tpr"
            asks.append(Ask(key, "how often it is right on good and on bad answers", "tpr: …%\ntnr: …%"))
        if judge.given:
            yield from gaps(judge, asks)


class _Bar(NamedTuple):
    """A value that a judged metric has to reach."""

    name: str
    share: float
    answer: Answer[Bound]

    @property
    def told(self) -> str:
        return f"{self.name} {percent(self.share)}".strip()


@rule("JUDG003", severity="W/E/E", kinds=_KINDS, references=("LLM practice L4", "Lee 2025"))
def judge_below_the_bar(prd: Prd) -> Findings:
    """Threshold that the judge's own errors put out of reach.

    A judge that fails one good answer in twenty never reports more than 95%, however good the product is.

    The judge reports true x tpr + (1 - true) x (1 - tnr). Looks at launch, target, stretch and floor, and at requirements
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
    best, at_bar = (
        _reported(metric, judge, 0.0 if metric.lower_is_better else 1.0),
        _reported(metric, judge, first.share),
    )
    only = "takes a perfect product" if math.isclose(best, first.share) else "is out of reach"
    limit = "at least" if metric.lower_is_better else "at most"
    means = f"{short(metric.means.value, 200)}, " if metric.means.value else "…, "
    return Finding(
        first.answer.path,
        f"{subject(judge)} reports {limit} {_tenths(best)} even for a perfect product, and {_tenths(at_bar)} for one that "
        f"is truly at {percent(first.share)}, so {first.told} {only}",
        f'means: "{means.replace(chr(34), chr(39))}corrected for the judge\'s error"   # or {first.name or "a bound"} of '
        f"{_tenths(at_bar)}, for what the judge reports",
        (
            Related(judge.tpr.path, f"it passes {percent(tpr)} of the good answers"),
            Related(judge.tnr.path, f"it fails {percent(tnr)} of the bad ones"),
            *(Related(bar.answer.path, f"{bar.told} too") for bar in bars[1:4]),
        ),
        {
            "tpr": tpr,
            "tnr": tnr,
            "best_reported": round(best, 6),
            "reported_at_bar": round(at_bar, 6),
            "bar": first.share,
        },
    )


@rule("JUDG004", severity="W/W/W", kinds=_KINDS, references=("LLM practice L4", "Lee 2025"))
def judge_that_moves_the_bar(prd: Prd) -> Findings:
    """Launch bar that, through the judge, asks for more than the target does.

    What the judge reports is not what is true: a reported 92% can take a product that is truly better than its own target.

    Silent when `means` says that the figure is corrected for the judge's error, and when JUDG003 speaks.

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
            f"{_tenths(needed)}, above the target of {percent(target.amount)}",
            f"launch: {_tenths(reported)}   # what the judge reports when {percent(launch.amount)} is true; or say in "
            "`means` that the figure is corrected for the judge's error",
            (Related(judge.tpr.path, f"it passes {percent(tpr)} of the good answers"),
             Related(metric.rung("target").path, f"the target is {percent(target.amount)}")),
            {"tpr": tpr, "tnr": tnr, "launch": launch.amount, "needed_true_rate": round(needed, 6), "target": target.amount},
        )  # fmt: skip


@rule("JUDG005", severity="W/E/E", kinds=_KINDS, references=("LLM practice L4",))
def judge_no_better_than_chance(prd: Prd) -> Findings:
    """Judge that passes bad answers as often as good ones.

    Such a judge reports the same whatever the product does.

    Bad:
        evaluation:
          judges:
            - id: j1
              tpr: 60%  # <- passes 60% of the good answers and 60% of the bad ones
              tnr: 40%
    Good:
        evaluation:
          judges: [{id: j1, tpr: 95%, tnr: 90%}, {id: j2, tpr: 95%}]
    """
    for judge in prd.evaluation.judges:
        tpr, tnr = judge.tpr.value, judge.tnr.value
        if tpr is None or tnr is None or tpr + tnr > 1 + 1e-9:
            continue
        yield Finding(
            judge.tpr.path,
            f"{subject(judge)} passes {percent(tpr)} of the good answers and {percent(1 - tnr)} of the bad ones, which tells "
            "nothing",
            "# another model, or another prompt: tpr and tnr must add up to well over 100%",
            (Related(judge.tnr.path, f"it fails {percent(tnr)} of the bad answers"),),
            {"tpr": tpr, "tnr": tnr},
        )


@rule("JUDG006", severity="I/W/W", kinds=_KINDS, since="building", confidence="likely", references=("LLM practice L4",))
def too_few_labels(prd: Prd) -> Findings:
    """Judge that was compared with people on too few answers.

    The judge's own error rates are estimates too, and a correction by them is no better than they are.

    Asks for 100 labels, 200 are better, of good and of bad answers. The range told is the 95% one (Wilson) if all labels
    were good answers; with bad ones among them it is wider.

    Bad:
        evaluation:
          judges:
            - id: j1
              human_labels: 40  # <- on 40 labels a tpr of 95% may be anything from 83.5% to 98.6%
              tpr: 95%
              tnr: 90%
    Good:
        evaluation:
          judges: [{id: j1, human_labels: 250, tpr: 95%, tnr: 90%}]
    """
    for judge in prd.evaluation.judges:
        labels, tpr = judge.human_labels.value, judge.tpr.value
        if labels is None or labels.amount >= _FEW_LABELS:
            continue
        told = f"{number(labels.amount)} labels of people are too few to know how often {subject(judge)} is wrong"
        numbers: dict[str, float] = {"stated_n": int(labels.amount), "needed_n": _FEW_LABELS}
        if tpr is not None and labels.amount >= 1:
            low, high = wilson_interval(tpr, labels.amount)
            told = f"on {number(labels.amount)} labels a tpr of {percent(tpr)} may be anything from {_tenths(low)} to {_tenths(high)}"
            numbers |= {"tpr": tpr, "low": round(low, 6), "high": round(high, 6)}
        yield Finding(judge.human_labels.path, told, "human_labels: 200   # half of them bad answers", numbers=numbers)


@rule("JUDG007", severity="I/W/W", kinds=_KINDS, since="building", confidence="likely", references=("LLM practice L4",))
def judge_of_its_own_family(prd: Prd) -> Findings:
    """Judge from the same family of models as the model it judges.

    A model likes answers in its own style, so its errors are not found by its sister.

    Compares what stands before the slash in `vendor/model`, else the first word of the name. Silent where the judge's
    `model` says so itself ("same family").

    Bad:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}]}
        evaluation:
          judges:
            - id: j1
              model: vendor/judge-2026-05  # <- is of the same family as the model it judges, `vendor/model-2026-06-01`
    Good:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}]}
        evaluation:
          judges:
            - {id: j1, model: vendor-b/judge-2026-05}
            - {id: j2, model: "vendor/judge-2026-05, same family: second opinion only"}
    """
    families = {_family(model.id.value): model for model in reversed(prd.llm.models) if model.id.value}
    for judge in prd.evaluation.judges:
        model = families.get(_family(judge.model.value or ""))
        if model is None or not judge.model.value or not _family(judge.model.value):
            continue
        if re.search(r"\bsame (family|vendor|provider|model)\b", judge.model.value, re.IGNORECASE):
            continue
        yield Finding(
            judge.model.path,
            f"{subject(judge)} is of the same family as the model it judges, `{short(model.id.text)}`",
            "model: …   # of another provider; or add `same family` and what was done about it",
            (Related(model.id.path, "this model is judged"),),
        )


def _family(model: str) -> str:
    vendor, slash, _ = model.strip().lower().partition("/")
    word = re.match(r"[a-z]{3,}", vendor)
    return vendor if slash else word[0] if word else ""


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


def _tenths(share: float) -> str:
    """A share to a tenth of a percent, or finer where that would be 0 or 100."""
    rounded = math.floor(1000 * share + 0.5 + 1e-9) / 1000
    return percent(rounded if 0 < rounded < 1 or share in {0, 1} else share)
