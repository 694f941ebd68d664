"""PERF: how good the answers must be, and on which cases (catalogue section C)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.rule import Findings, rule, subject

_ALARM = Pattern(
    r"\bprecision\b|\bspecificity\b|false.?(?:alarm|positive)s?|\b(?:ppv|fpr|tnr)\b|positive predictive", re.IGNORECASE
)
_MISS = Pattern(
    r"\brecall\b|\bsensitivity\b|\bmiss(?:es| rate)\b|false.?negatives?|\b(?:fnr|tpr)\b|detection rate", re.IGNORECASE
)
_OTHER_ALARM = Pattern(r"precision|specific|false|alarm|wrong|right|correct|accura|needless|overturn", re.IGNORECASE)
_OTHER_MISS = Pattern(r"recall|sensitiv|miss|caught|catch|detect|found|escap|slip|overlook", re.IGNORECASE)
_BOTH = Pattern(r"\bf ?1\b|\b(?:auc|auroc|auprc|mcc|map)\b|balanced|average precision", re.IGNORECASE)


@rule(
    "PERF001",
    severity="I/W/E",
    since="building",
    kinds=("predictive", "perception"),
    confidence="likely",
    references=("33.3",),
    rows=(40,),
)
def one_sided_performance(prd: Prd) -> Findings:
    """Performance that is bounded for one kind of error only.

    A model that raises every alarm has perfect recall, and one that raises a single sure alarm has perfect precision.

    A bound counts as precision-like or recall-like by the name and definition of its metric. A `text` on a
    performance requirement, or `why: {risk: …}` on the metric, may say why one is enough. Silent when neither side
    is recognised, and where the risk section gives the two errors different severities: then a rule of the risk
    family asks.

    Bad:
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
        requirements:
          performance:  # <- `recall` bounds misses, nothing bounds false alarms
            - recall >= launch, n >= 2000
          fairness:
            - precision gap <= 5pp
    Good:
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
          precision: {means: share of alarms that are right, launch: 60%}
        requirements:
          performance:
            - recall >= launch, n >= 2000
            - precision >= launch, n >= 2000
    Good:
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
        requirements:
          performance:
            - {bound: "recall >= launch, n >= 2000", text: recall alone; every alarm is read anyway}
    Good:
        metrics:
          accuracy: {means: share of tickets that reach the right team, launch: 90%}
        requirements:
          performance:
            - accuracy >= launch, n >= 2000
    """
    told_by_risk = len({error.severity.value for error in prd.risk.errors if error.severity.value}) > 1
    entries = prd.requirements.performance
    if told_by_risk or any(entry.text.given for entry in entries):
        return
    bounded = [metric for metric in _bounded(prd) if any(_sides(metric))]
    sides = {side for metric in bounded for side in _sides(metric)}
    if len(sides) != 1 or any(metric.why.risk.given for metric in bounded):
        return
    other = _OTHER_ALARM if "miss" in sides else _OTHER_MISS
    if any(other.search(f"{metric.name} {metric.means.text}") for metric in _bounded(prd) if metric not in bounded):
        return  # perhaps the other side in other words
    has, lacks, example = (
        ("misses", "false alarms", "precision") if "miss" in sides else ("false alarms", "misses", "recall")
    )
    if entries.given:
        yield Finding(
            entries.path,
            f"`{bounded[0].name}` bounds {has}, nothing bounds {lacks}",
            f"- {example} >= …%, n >= …   # or `text: …` that says why one is enough",
            (Related(bounded[0].path, f"`{bounded[0].name}` is about {has}"),),
        )


def _bounded(prd: Prd) -> Iterator[Metric]:
    """The metrics that a requirement of any family bounds; how far groups differ bounds no error."""
    for _, entry in prd.requirements.each():
        bound = entry.bound.value
        metric = prd.metric(bound.metric) if bound is not None and not bound.spread else None
        if metric is not None:
            yield metric


def _sides(metric: Metric) -> Iterator[str]:
    words = f"{metric.name.replace('_', ' ')}: {metric.means.value or ''}"
    both = _BOTH.search(words)
    if both or _ALARM.search(words):
        yield "alarm"
    if both or _MISS.search(words):
        yield "miss"


@rule("PERF002", severity="W/W/E", since="building", references=("33.3",), rows=(41,), fixable=True)
def performance_without_evaluation_set(prd: Prd) -> Findings:
    """Offline performance that does not say on which cases it is measured.

    The same model scores 95% on easy cases and 60% on the ones that matter.

    Asked where the requirement is verified offline, or its metric comes from an offline test or a judge. A criterion on
    live traffic names a window instead. `measured_on` may stand on the entry, in `requirements.defaults` or on the
    metric.

    Bad:
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
        requirements:
          performance:
            - bound: recall >= launch, n >= 2000  # <- measured offline, but on no named evaluation set
              verify: offline
    Good:
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
          clicks: {means: share of shown items that are clicked, source: online, launch: 12%}
        requirements:
          performance:
            - {bound: "recall >= launch, n >= 2000", verify: offline, measured_on: tickets_2026}
            - clicks >= launch over 14d, n >= 10000
        evaluation:
          sets: [{id: tickets_2026, n: 2000}]
    """
    open_entries = [entry for entry in prd.requirements.performance if _offline_on_nothing(prd, entry)]
    if open_entries:
        first, *others = open_entries
        sets = [part.id.value for part in prd.evaluation.sets if part.id.value]
        yield Finding(
            first.path,
            f"{subject(first)} is measured offline, but on no named evaluation set",
            f"measured_on: {sets[0] if len(sets) == 1 else '…'}   # an id from evaluation.sets",
            tuple(Related(entry.path, "names none either") for entry in others),
            known_gap=first.evaluation.unknown,
        )


def _offline_on_nothing(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    if bound is None or not entry.evaluation.open or entry.window.given:
        return False
    metric = prd.metric(bound.metric)
    source = metric.source.value if metric is not None else None
    offline = entry.verify.value == "offline" or (entry.verify.absent and source in {"offline", "judge"})
    return offline and (metric is None or metric.measured_on.open)
