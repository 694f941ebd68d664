"""UNIT: what is randomised, and what is counted (catalogue row 154)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.prd.metric import Metric
from aiprd.rule import Findings, rule, short, subject

_PIECES = (
    "impression|click|item|recommendation|suggestion|prediction|request|query|search|message|answer|claim|image|page|document"
    "|event|call|turn|line"
)
_VISITS = "session|visit|conversation|chat|ticket|task|order|purchase|payment|transaction|booking|trip"
_PEOPLE = (
    "user|member|customer|visitor|person|account|buyer|shopper|subscriber|client|patient|employee|agent|driver|seller"
    "|student|player|consumer"
)
_PLACES = (
    "household|team|shift|room|ward|store|shop|site|clinic|hospital|school|class|city|region|company|tenant|workspace"
)
_NESTED = [Pattern(words) for words in (_PIECES, _VISITS, _PEOPLE, _PLACES)]
"""Words for what is counted or drawn, from the smallest to the largest: one of a later kind holds many of an earlier one."""


@rule("UNIT001", severity="W/E/E", references=("33.9",), rows=(154,), fixable=True)
def metric_without_its_cluster(prd: Prd) -> Findings:
    """Experiment that draws one thing and counts another, with nothing on how the two hang together.

    Ten impressions of one member are drawn together and are alike, so the test has fewer cases than it counts and sees
    effects that are not there.

    Asks the metrics that decide an experiment for their `cluster`, where one of what is drawn (member, site) surely
    holds many of what is counted (impression, session). Surveys are let be.

    Bad:
        metrics:
          ctr:  # <- is counted per impression, and `ab_1` draws each member
            means: clicks per impression
            per: impression
        experiments:
          - {id: ab_1, unit: member, primary: [ctr]}
    Bad:
        metrics:
          refused:  # <- is counted per payment, and `ab_1` draws each member
            means: payments refused / payments
            per: payment
        experiments:
          - {id: ab_1, unit: member, primary: [refused]}
    Good:
        metrics:
          ctr: {means: clicks per impression, per: impression, cluster: member}
          repeat: {means: buyers who buy again, per: buyer}
          wait: {means: time to an answer, per: session}
        experiments:
          - {id: ab_1, unit: member, primary: [ctr, repeat]}
          - {id: ab_2, unit: sessions, primary: [wait]}
    """
    for metric, tests in _counted_apart(prd):
        unit = tests[0].unit.value or ""
        yield Finding(
            metric.cluster.path if metric.cluster.unknown else metric.path,
            f"{subject(metric)} is counted per {short(metric.per.text, 30)}, and `{short(tests[0].id.value or 'the test')}` "
            f"draws each {short(unit, 30)}: those of one {short(unit, 30)} are alike, and nothing says so",
            f"cluster: {unit}\ncluster_size: …   # {metric.per.text}s of one {unit}, on average\nicc: …   # how alike they are, 0 to 1",
            tuple(Related(test.unit.path, f"draws each {short(test.unit.text, 30)}") for test in tests),
            known_gap=metric.cluster.unknown,
        )


def _counted_apart(prd: Prd) -> Iterator[tuple[Metric, list[Experiment]]]:
    """The metrics whose cases are drawn in bunches in an experiment they decide, and have no cluster."""
    for metric in prd.metrics.values():
        if not metric.per.value or not metric.cluster.open:
            continue
        tests = [
            test
            for test in prd.experiments
            if test.unit.value
            and any(name.value == metric.name for name in test.primary)
            and metric.source.value != "survey"
            and _apart(metric.per.value, test.unit.value)
        ]
        if tests:
            yield metric, tests


def _apart(per: str, unit: str) -> bool:
    """Whether one `unit` surely holds many of what is counted."""
    counted, drawn = _size(per), _size(unit)
    return counted is not None and drawn is not None and counted < drawn and "survey" not in per.lower()


def _size(text: str) -> int | None:
    """The kind that the last known word of a text belongs to: an urgent image is an image."""
    words = [word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", text.lower())]
    sizes = [size for word in words for size, known in enumerate(_NESTED) if known.fullmatch(word)]
    return sizes[-1] if sizes else None
