"""SCOR: what "confidence" and "accuracy" mean when nothing is said about them (wording W11)."""

import re

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, rule, short, subject

_CONFIDENT = Pattern(
    r"\bconfiden(t|ce)\b(?! (interval|bound|level|limit|band))[^|]{0,40}?[0-9]"
    r"|[0-9] ?%?[^|]{0,12}\bconfiden(t|ce)\b(?! (interval|bound|level|limit|band))",
    re.IGNORECASE,
)
_CALIBRATED = Pattern(r"calibrat|brier|reliability (diagram|curve)|expected .{0,12}error|\bece\b", re.IGNORECASE)


@rule("SCOR001", severity="I/W/E", since="pilot", confidence="likely", references=("wording W11",),
      kinds=("generative", "agent", "perception", "predictive"),
    fixable=True,
)  # fmt: skip
def uncalibrated_confidence(prd: Prd) -> Findings:
    """Threshold on confidence, and nothing that says what confidence is.

    A language model is as sure of what it makes up as of what it knows, so 60% of an uncalibrated score means nothing.

    A glossary entry, a metric or any requirement, level or set that speaks of calibration answers. One finding for the
    document, at the first threshold.

    Bad:
        escalation:
          triggers:
            - user asks for a person
            - confidence < 60%  # <- `confidence < 60%` decides, and nothing says that confidence is calibrated
    Good:
        escalation: {triggers: [confidence < 60%]}
        glossary: {confidence: "score of the answer check, calibrated each month within 5pp"}
    Good:
        escalation: {triggers: [low confidence]}
    """
    uses = [answer for answer in _triggers(prd) if answer.value and _CONFIDENT.search(answer.value)]
    if not uses or _CALIBRATED.search(" | ".join(_explanations(prd))):
        return
    yield Finding(
        uses[0].path,
        f"`{short(uses[0].value or '')}` decides, and nothing says that confidence is calibrated",
        "glossary:\n  confidence: …, calibrated each month; stated and true rates differ by at most 5pp on …",
        tuple(Related(answer.path, "confidence decides here too") for answer in uses[1:4]),
    )


def _triggers(prd: Prd) -> list[Answer[str]]:
    """The conditions that set something off."""
    said = [entry.when for _, entry in prd.requirements.each()]
    said += [level.when for level in prd.degradation] + [mode.signal for mode in prd.failure_modes]
    return [*prd.escalation.triggers, *said]


def _explanations(prd: Prd) -> list[str]:
    """Where calibration may be spoken of."""
    said: list[str | None] = [answer.value for answer in prd.glossary.values()]
    said += [part for name, m in prd.metrics.items() for part in (name, m.means.value)]
    said += [part for _, entry in prd.requirements.each() for part in (entry.text.value, entry.definition.value)]
    said += [part.from_.value for part in prd.evaluation.sets] + [answer.value for answer in prd.evaluation.offline]
    said += [prd.experience.confidence.value, prd.risk.why.value, *(answer.value for answer in prd.drift.watch)]
    said += [answer.value for answer in prd.change.versioned] + [part.what.value for part in prd.components.values()]
    said += [answer.value for answer in _triggers(prd)]
    return [part for part in said if part]


@rule(
    "SCOR002",
    severity="W/E/E",
    kinds=("predictive", "perception", "generative", "agent"),
    references=("wording W11",),
    fixable=True,
)
def accuracy_below_doing_nothing(prd: Prd) -> Findings:
    """Accuracy that a product reaches which always gives the same answer.

    Where one case in two hundred is positive, "never" is right 99.5% of the time.

    Compares the launch of a metric whose name or definition says accuracy with the larger of `traffic.prevalence` and its
    rest. Balanced accuracy is left alone.

    Bad:
        traffic: {prevalence: 0.5%}
        metrics:
          accuracy:
            better: higher
            launch: 98%  # <- always answering no is right in 99.5% of cases, launch asks for 98%
    Good:
        traffic: {prevalence: 6%}
        metrics:
          accuracy: {better: higher, launch: 97%}
          sensitivity: {better: higher, launch: 90%}
    """
    rate = prd.traffic.prevalence
    share = rate.value.amount if rate.value is not None and rate.value.unit is Unit.RATIO else None
    if share is None or not 0 < share < 1:
        return
    idle = max(share, 1 - share)
    for metric in _accuracies(prd):
        launch = metric.amount("launch")
        if launch is None or launch.unit is not Unit.RATIO or launch.amount > idle:
            continue
        answer = "no" if share < 0.5 else "yes"
        yield Finding(
            metric.rung("launch").path,
            f"always answering {answer} is right in {percent(idle)} of cases, launch asks for {percent(launch.amount)}",
            f"launch: …   # more than {percent(idle)}; better two metrics, the share of positives found and of alarms that are right",
            (Related(rate.path, f"{percent(share)} of cases are positive"),),
            {"launch": launch.amount, "prevalence": share, "always_the_same": idle},
        )


@rule(
    "SCOR003",
    severity="I/W/W",
    kinds=("predictive", "perception"),
    since="building",
    confidence="likely",
    references=("wording W11",),
    fixable=True,
)
def accuracy_of_unknown_balance(prd: Prd) -> Findings:
    """Accuracy without the share of positives it is measured on.

    95% is excellent when half of the cases are positive, and worthless when one in twenty is.

    Speaks of primary metrics that count labels, classes, decisions and the like. Silent with `traffic.prevalence`, and when precision, recall, sensitivity, specificity, F1 or
    the like are metrics too.

    Bad:
        metrics:
          accuracy:  # <- is an accuracy, and nothing says how often each answer occurs
            means: tickets labelled right / tickets
            launch: 95%
    Good:
        traffic: {prevalence: 6%}
        metrics: {accuracy: {launch: 97%}}
    Good:
        metrics: {accuracy: {launch: 97%}, recall: {launch: 90%}}
    """
    others = r"precision|recall|sensitiv|specific|\bf1\b|f_?score|\bauc\b|balanced|macro|per.class|false (positive|negative|alarm)|\bppv\b|\bnpv\b|miss(es|ed)?\b"
    told = " | ".join(f"{name} {metric.means.value or ''}" for name, metric in prd.metrics.items())
    if not prd.traffic.prevalence.open or re.search(others, told, re.IGNORECASE):
        return
    for metric in _accuracies(prd):
        if metric.is_primary and _CLASSES.search(f"{metric.name} {metric.means.value or ''}"):
            yield Finding(
                metric.path,
                f"{subject(metric)} is an accuracy, and nothing says how often each answer occurs",
                "prevalence: …%   # under traffic; for more than two classes, a metric for the rarest that matters",
                known_gap=prd.traffic.prevalence.unknown,
            )
            return


_CLASSES = Pattern(r"label|class|categor|flag|detect|diagnos|positive|decision|decid|spam|fraud|urgent", re.IGNORECASE)


def _accuracies(prd: Prd) -> list[Metric]:
    return [
        metric
        for name, metric in prd.metrics.items()
        if metric.given
        and re.search(r"\baccuracy\b", f"{name.replace('_', ' ')} {metric.means.value or ''}", re.IGNORECASE)
        and not re.search(
            r"balanced|macro|top.?[0-9]|word|forecast", f"{name} {metric.means.value or ''}", re.IGNORECASE
        )
    ]
