"""METR001 to METR004: that the metrics together show the whole product (catalogue rows 115, 121, 122, 124)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, show
from aiprd.rule import Findings, listed, rule, subject

_DIMENSIONS = {
    "engagement": "whether people use it",
    "quality": "whether it is right",
    "trust": "whether people rely on it",
    "fairness": "whether groups are served alike",
    "business": "what it earns",
}
_EQUIVALENT = {"safety": "quality", "cost": "business"}
"""Two finer dimensions of the format, and which of the five each speaks for."""


@rule("METR001", severity="W/E/E", since="pilot", references=("33.7",), rows=(115,))
def missing_dimension(prd: Prd) -> Findings:
    """Metrics that leave out one of the five sides of a product.

    Clicks can rise while trust falls, and whoever measures one side alone learns of the others from the news.

    The five are engagement, quality, trust, fairness and business; safety counts as quality, and cost as business. A
    bound on a gap between groups, or fairness requirements that do not apply, answer for fairness.

    Bad:
        metrics:  # <- no metric of trust or business
          ctr: {means: clicks per impression, dimension: engagement}
          relevance: {means: share of items that fit, dimension: quality}
          parity: {means: largest difference in relevance, dimension: fairness}
    Good:
        metrics:
          ctr: {means: clicks per impression, dimension: engagement}
          relevance: {means: share of items that fit, dimension: quality}
          rely: {means: share of members who rely on it, dimension: trust}
          price: {means: cost of an item shown, dimension: cost}
        requirements:
          fairness: [relevance gap <= 10pp]
    """
    given = [metric for metric in prd.metrics.values() if metric.given]
    if not given or any(metric.dimension.open or metric.dimension.broken for metric in given):
        return  # what a metric measures is asked for first
    said = {metric.dimension.value or "" for metric in given}
    covered = said | {_EQUIVALENT[dimension] for dimension in said & set(_EQUIVALENT)}
    fairness = prd.requirements.fairness
    bounds = [entry.bound.value for entry in fairness]
    if fairness.not_applicable or any(bound is not None and bound.spread for bound in bounds):
        covered.add("fairness")
    missing = [dimension for dimension in _DIMENSIONS if dimension not in covered]
    if missing:
        yield Finding(
            prd.metrics.path,
            f"no metric of {listed(missing, 'or')}",
            "\n".join(
                f"…: {{means: …, dimension: {dimension}, better: …}}   # {_DIMENSIONS[dimension]}"
                for dimension in missing
            ),
        )


_VARIETY = {
    "diversity": Pattern(r"divers|variet|concentrat|entropy|gini|categor|long.?tail|monoton", re.IGNORECASE),
    "novelty": Pattern(
        r"novel|serendip|surpris|discover|not (?:yet |been )*(?:shown|seen)|unseen|first time", re.IGNORECASE
    ),
    "freshness": Pattern(
        r"fresh|recen|newly|new (?:item|product|content|arrival|title)|\bage of\b|joined", re.IGNORECASE
    ),
}
_PURPOSE = {
    "diversity": "mean number of categories in a slate",
    "novelty": "share of shown items that the user was not shown in the last 30 days",
    "freshness": "share of shown items that joined the range in the last 60 days",
}


@rule(
    "METR002",
    severity="W/W/W",
    since="pilot",
    kinds=("ranking",),
    confidence="likely",
    references=("33.7",),
    rows=(121,),
    fixable=True,
)
def untracked_variety(prd: Prd) -> Findings:
    """Ranking that is not watched for diversity, novelty or freshness.

    A ranking that learns from clicks narrows by itself: the same few items, seen before, from last season.

    Looks for the words, in English, in names and definitions; a metric of that name always answers, also with `{na: reason}`.

    Bad:
        product: {kinds: [ranking]}
        metrics:  # <- novelty and freshness
          diversity: {means: largest share of one category}
    Good:
        product: {kinds: [ranking]}
        metrics:
          categories: {means: mean number of categories in a slate}
          repeats: {means: share of shown items not seen before}
          freshness: {na: the range is the same for years}
    """
    if not any(metric.given for metric in prd.metrics.values()):
        return
    words = " ".join(f"{name} {metric.means.value or ''}" for name, metric in prd.metrics.items())
    missing = [kind for kind, pattern in _VARIETY.items() if not pattern.search(words)]
    if missing:
        yield Finding(
            prd.metrics.path,
            f"no metric watches the {listed(missing)} of what is shown",
            "\n".join(f"{kind}: {{means: {_PURPOSE[kind]}, dimension: quality, better: higher}}" for kind in missing),
        )


_COMPLAINT = Pattern(
    r"negative feedback|thumbs?[ _-]?down|\bdislikes?\b|not[ _-]?for[ _-]?me|negative (?:ratings?|signals?)",
    re.IGNORECASE,
    holds="negative|thumb|dislike|not",
)
_NEARLY_NONE = 0.2
"""A goal under this part of where it starts pushes towards zero."""


@rule("METR003", severity="I/I/I", confidence="likely", references=("33.7",), rows=(122,))
def silenced_feedback(prd: Prd) -> Findings:
    """Goal that pushes negative feedback towards zero.

    The easiest way to get there is to hide the button; more "not for me" may mean that people trust it to listen.

    Looks at launch, target and stretch of metrics for negative feedback, those to be watched included: a zero, or less
    than a fifth of where it starts.

    Bad:
        metrics:
          thumbs_down:
            means: share of answers with a thumbs down
            better: lower
            baseline: 4%
            target: 0.5%  # <- negative feedback
    Bad:
        metrics:
          feedback_rate:
            means: share of sessions with a "Not for me"
            better: watch
            target:
              value: 0%  # <- pushes negative feedback towards zero
              by: 2027-06-30
    Good:
        metrics:
          thumbs_down: {means: share of answers with a thumbs down, better: watch, baseline: 4%}
          dislikes: {means: dislikes of items that are out of stock, better: lower, baseline: 4%, target: 3%}
    """
    for metric in prd.metrics.values():
        if not metric.given or metric.better.value not in {"lower", "watch"}:
            continue
        if not _COMPLAINT.search(f"{metric.name} {metric.means.value or ''}"):
            continue
        start = metric.amount("baseline") or metric.amount("observed")
        for level in ("launch", "target", "stretch"):
            goal = metric.amount(level)
            if goal is not None and _nearly_none(goal, start):
                yield Finding(
                    metric.rung(level).path,
                    f"{level} {show(goal)} pushes negative feedback towards zero, and silence looks like success",
                    "better: watch   # in place of the goal, with an alert on a sudden change",
                )
                break


def _nearly_none(goal: Quantity, start: Quantity | None) -> bool:
    comparable = start is not None and goal.unit is start.unit
    return goal.amount == 0 or (start is not None and comparable and goal.amount < _NEARLY_NONE * start.amount)


_KEEPS_HONEST = ("quality", "trust", "fairness", "business", "safety", "cost")


@rule(
    "METR004",
    severity="W/W/E",
    since="building",
    kinds=("ranking", "generative"),
    references=("33.9", "33.12"),
    rows=(124,),
)
def unguarded_engagement(prd: Prd) -> Findings:
    """Engagement as a goal, with nothing beside it that keeps it honest.

    Clicks are what users do, not what they wanted: a model that is paid in clicks learns to bait.

    Asked of primary metrics of engagement. `guardrail` on the metric answers it, if that metric is of another
    dimension, and so does any metric of role guardrail for quality, trust, fairness, business, safety or cost.

    Bad:
        product: {kinds: [ranking]}
        metrics:
          ctr:  # <- nothing keeps it honest
            dimension: engagement
            launch: 8%
    Bad:
        product: {kinds: [ranking]}
        metrics:
          ctr:
            dimension: engagement
            launch: 8%
            guardrail: dwell  # <- its guardrail `dwell` is no better witness: it measures engagement
          dwell: {dimension: engagement}
    Good:
        product: {kinds: [ranking]}
        metrics:
          ctr: {dimension: engagement, launch: 8%, guardrail: conversion}
          conversion: {dimension: business}
          views: {dimension: engagement}
    Good:
        product: {kinds: [ranking]}
        metrics:
          ctr: {dimension: engagement, launch: 8%}
          returns: {dimension: business, role: guardrail, floor: 9%}
    """
    if any(metric.role.value == "guardrail" and _keeps_honest(metric) for metric in prd.metrics.values()):
        return
    for metric in prd.primary_metrics():
        guard = prd.metric(metric.guardrail.value)
        if metric.dimension.value != "engagement":
            continue
        told, fix = (
            f"{subject(metric)} measures engagement and is a goal",
            "guardrail: …   # of quality, trust or business",
        )
        if metric.guardrail.open:
            unknown = metric.guardrail.unknown
            path = metric.guardrail.path if unknown else metric.path
            yield Finding(path, f"{told}, and nothing keeps it honest", fix, known_gap=unknown)
        elif guard is not None and guard.dimension.given and not _keeps_honest(guard):
            yield Finding(
                metric.guardrail.path,
                f"{told}, and its guardrail `{guard.name}` is no better witness: it measures {guard.dimension.value}",
                fix,
                (Related(guard.dimension.path, f"measures {guard.dimension.value}"),),
            )


def _keeps_honest(metric: Metric) -> bool:
    return metric.dimension.value in _KEEPS_HONEST
