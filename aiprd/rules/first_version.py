"""MVPS: the smallest version that teaches something, and what it does not do well (catalogue rows 110, 111)."""

import re

from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.prd.business import Limitation
from aiprd.rule import Ask, Findings, presence, rule, short

MVP = presence(
    "MVPS001",
    "missing-first-version",
    Ask(
        "mvp",
        "what its first version is",
        "mvp:\n  type: [rules]\n  pilot: …\n  core: …\n  fallback: …\n  feedback: …\n  monitoring: …\n  improves_by: […]",
    ),
    # Where data is missing, the rule that asks for a first version without it speaks already.
    of=lambda prd: () if prd.feasibility.data.value in {"no", "partly"} else (prd,),
    summary="Product without a first version.",
    why="What is built whole is learned whole, on the day when nothing can be changed.",
    bad="product: {status: pilot}  # <- what its first version is",
    good="product: {status: pilot}\nmvp: {type: [rules], pilot: one team of 12}",
    severity="I/E/E",
    since="pilot",
    references=("33.6",),
    rows=(110,),
)

PARTS = presence(
    "MVPS002",
    "half-a-first-version",
    Ask("core", "its one core function", "core: …"),
    Ask("fallback", "its fallback", "fallback: …"),
    Ask("feedback", "how users answer it", "feedback: …"),
    Ask("monitoring", "how it is watched", "monitoring: …"),
    Ask("improves_by", "how it gets better", "improves_by: […]"),
    of=lambda prd: (prd.mvp,),
    summary="First version without its core, fallback, feedback, monitoring or way to get better.",
    why="A first version may be small in features, not in what it takes to learn from it.",
    bad="mvp:  # <- how it is watched\n  core: a row of ten suggestions\n  fallback: editorial row\n  feedback: Not for me\n  improves_by: [weekly retraining]",
    good="mvp:\n  core: a row of ten suggestions\n  fallback: editorial row\n  feedback: Not for me\n  monitoring: clicks and hides each day\n  improves_by: [weekly retraining]",
    severity="I/E/E",
    since="pilot",
    references=("33.6",),
    rows=(110,),
)


_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_NUMBER = rf"\d|\b(?:{_SMALL}) (?:of|in|out of) (?:{_SMALL}|twenty|a hundred|a thousand)\b|\bhalf\b|\bthird of\b|\bquarter of\b"


@rule(
    "MVPS003",
    severity="W/E/E",
    since="pilot",
    confidence="likely",
    references=("33.6", "NIST MAP 2.2"),
    rows=(111,),
    fixable=True,
)
def unmeasured_limitation(prd: Prd) -> Findings:
    """Known limitation that gives no number.

    "Weaker for new members" can mean two points or thirty; only the number tells whether they should be in the launch.

    A figure in its words answers, and so does a slice or a metric with a value of its own.

    Bad:
        limitations:
          - {what: new members, fallback: popularity, fix: style quiz, by: 2026-Q3}  # <- does not say in numbers
    Good:
        metrics:
          relevance: {observed: 78%, slices: {cold_start: {observed: 52%}}}
        limitations:
          - {what: new members, slice: cold_start, fallback: popularity}
          - {what: 20% of tickets are in languages it does not know}
    """
    for limitation in prd.limitations:
        told = limitation.what.value
        if told and not re.search(_NUMBER, told, re.IGNORECASE) and not _measured(prd, limitation):
            yield Finding(
                limitation.path,
                f"limitation `{short(told)}` does not say in numbers how far it falls short",
                f"what: {told} (…% instead of …%)",
            )


def _measured(prd: Prd, limitation: Limitation) -> bool:
    """Whether the slice or the metric that a limitation names has a value."""
    metric, name = prd.metric(limitation.metric.value), (limitation.slice.value or "").rpartition(".")[2]
    slices = [part.slices.get(name) for part in prd.metrics.values() if part.given]
    values = [
        bound for part in slices if part is not None for bound in (part.observed.value, part.target.value, part.launch)
    ]
    if metric is not None and not name:
        values.append(metric.observed.value)
    segment = prd.traffic.segments.get(name)
    return any(bound.value is not None for bound in values) or bool(segment is not None and segment.share.value)
