"""RISK: what an error is, what it costs, and how often it happens (catalogue section B)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import Unit, percent
from aiprd.rule import Ask, Findings, presence, rule, subject

RISK = presence(
    "RISK001",
    "missing-risk",
    Ask("risk", "what an error costs", "risk:\n  tier: low   # low, medium or high\n  why: …\n  wrong_looks_like: …"),
    of=lambda prd: (prd,),
    summary="Document that does not say what an error costs.",
    why="How good is good enough depends on what a wrong answer does to somebody.",
    bad="aiprd: 1  # <- what an error costs\nproduct: {name: Router}",
    good="aiprd: 1\nrisk: {tier: low, why: a wrong route costs 4 minutes and is undone with a click}",
    severity="E/E/E",
    references=("33.2",),
    rows=(16,),
)

TIER = presence(
    "RISK002",
    "unreasoned-risk-tier",
    Ask("tier", "its tier", "tier: low   # low, medium or high"),
    Ask("why", "who is harmed by an error, how much, and whether it can be undone", "why: …"),
    of=lambda prd: (prd.risk,),
    summary="Risk tier missing, or given without its reasons.",
    why="The tier decides how deep every other question goes, so a wrong one makes the whole document too light.",
    bad="risk:  # <- who is harmed by an error\n  tier: low",
    good="risk:\n  tier: low\n  why: a wrong route costs 4 minutes and is undone with a click",
    severity="E/E/E",
    references=("33.2", "EU AI Act Art. 9"),
    rows=(16,),
)

PICTURE = presence(
    "RISK003",
    "unpictured-error",
    Ask(
        "wrong_looks_like",
        "what a wrong output looks like",
        "wrong_looks_like: …   # one example and what it does to the user",
    ),
    of=lambda prd: (prd.risk,),
    summary="No picture of a wrong output.",
    why="People agree to an error rate in the abstract and are shocked by the first real error.",
    bad="risk:  # <- what a wrong output looks like\n  tier: low\n  why: annoyance",
    good="risk:\n  tier: low\n  why: annoyance\n  wrong_looks_like: running shoes shown to a member who buys only children's clothes",
    severity="W/E/E",
    references=("33.2",),
    rows=(17,),
)


@rule("RISK005", severity="I/W/E", since="building", references=("33.2",), rows=(19,), fixable=True)
def uncounted_errors(prd: Prd) -> Findings:
    """Error rate that nobody can turn into a number of errors.

    One error in 10,000 decisions means nothing until one knows how many decisions there are in an hour.

    Silent unless a primary metric is a percentage. With `traffic.volume` or `risk.exposure` the rendered PRD shows the count.

    Bad:
        metrics:
          relevance:  # <- of how many
            better: higher
            launch: 70%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%}
        traffic: {volume: 40k/day}
    """
    if not (prd.traffic.volume.open and prd.risk.exposure.open):
        return
    for metric in prd.primary_metrics():
        value = metric.amount("launch")
        if metric.measure is Unit.RATIO and value is not None and value.unit is Unit.RATIO:
            wrong = value.amount if metric.lower_is_better else 1 - value.amount
            part = prd.traffic if prd.traffic.given else metric
            message = f"{subject(metric)} allows {percent(wrong)} errors, but of how many? The document gives no volume"
            yield Finding(part.path, message, "traffic:\n  volume: …/day", known_gap=prd.traffic.volume.unknown)
            return


@rule(
    "RISK006",
    severity="I/W/E",
    since="building",
    kinds=("predictive", "perception"),
    references=("33.2",),
    rows=(20,),
    fixable=True,
)
def unsplit_errors(prd: Prd) -> Findings:
    """False alarms and misses told as one kind of error.

    They cost different people different things, and one threshold trades them against each other.

    Bad:
        risk:
          tier: medium
          errors:  # <- one kind of error
            - {type: wrong route, cost: 4 minutes}
    Good:
        risk:
          errors:
            - {type: false alarm, cost: 4 minutes of a specialist, severity: minor}
            - {type: miss, cost: a customer waits 2 days, severity: major}
    """
    risk = prd.risk
    if not risk.given or risk.errors.not_applicable or risk.errors.broken:
        return
    if len(risk.errors) < 2:
        told = "one kind of error" if len(risk.errors) else "no kinds of error"
        yield Finding(
            risk.errors.path if risk.errors.given else risk.path,
            f"risk tells {told}; a false alarm and a miss cost different things",
            "errors:\n  - {type: false alarm, cost: …, severity: minor}\n  - {type: miss, cost: …, severity: major}",
            known_gap=risk.errors.unknown,
        )


@rule(
    "RISK007",
    severity="I/W/E",
    since="building",
    kinds=("predictive", "perception"),
    references=("33.2",),
    rows=(20, 40),
    confidence="likely",
)
def one_sided_bounds(prd: Prd) -> Findings:
    """Errors of unequal cost guarded on one side only.

    With a bound on recall alone, a model that raises every alarm passes; with one on precision alone, one that raises none.

    A bound counts as precision-like or recall-like by the name and definition of its metric (precision, specificity,
    false alarms, PPV; recall, sensitivity, misses); a bound on the gap between groups bounds neither. Silent unless the
    error types have different severities and exactly one side is bounded.

    Bad:
        risk:
          errors:
            - {type: false alarm, severity: minor}
            - {type: miss, severity: major}
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
        requirements:
          performance:  # <- false alarms
            - recall >= launch
          fairness:
            - specificity gap <= 5pp
    Good:
        risk:
          errors:
            - {type: false alarm, severity: minor}
            - {type: miss, severity: major}
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
          precision: {means: share of alarms that are right, launch: 60%}
        requirements:
          performance:
            - recall >= launch
            - precision >= launch
    """
    severities = {error.severity.value for error in prd.risk.errors if error.severity.value}
    if len(severities) < 2:
        return
    sides = {
        side
        for _, entry in prd.requirements.each()
        for side in _sides(prd, entry.bound.value.metric if entry.bound.value and not entry.bound.value.spread else "")
    }
    if len(sides) != 1:
        return
    missing, has = ("misses", "false alarms") if "alarm" in sides else ("false alarms", "misses")
    example = "recall >= …" if missing == "misses" else "precision >= …"
    yield Finding(
        prd.requirements.performance.path,
        f"requirements bound {has} but not {missing}, though the two cost different things",
        f"performance:\n  - {example}, n >= …",
        (Related(prd.risk.errors.path, f"severities differ: {', '.join(sorted(severities))}"),),
    )


_ALARM = Pattern(r"precision|specific|false.?(alarm|positive)|\bppv\b|\bfpr\b|\btnr\b", re.IGNORECASE)
_MISS = Pattern(r"recall|sensitiv|\bmiss|false.?negative|\bfnr\b|\btpr\b", re.IGNORECASE)
_BOTH = Pattern(r"\bf1\b|\bauc\b|auroc|balanced|\bmcc\b", re.IGNORECASE)


def _sides(prd: Prd, name: str) -> Iterator[str]:
    """Which kinds of error a metric guards against: `alarm`, `miss` or both."""
    metric = prd.metric(name)
    words = f"{name.replace('_', ' ')} {metric.means.value or ''}" if metric is not None else name.replace("_", " ")
    if _BOTH.search(words):
        yield from ("alarm", "miss")
    if _ALARM.search(words):
        yield "alarm"
    if _MISS.search(words):
        yield "miss"
