"""What each step must show before the next (catalogue rows 96, 97)."""

import math
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.promise import Stage
from aiprd.quantity import Unit, number, seconds
from aiprd.rule import Ask, Findings, gaps, rule
from aiprd.rules.rollout.plan import gate_line

_DAY = 86400
_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""


@rule("ROLL008", severity="I/E/E", since="pilot", references=("33.3",), rows=(96,))
def ungated_stage(prd: Prd) -> Findings:
    """Stage that ends without a gate, a least time or somebody who decides.

    A stage without a gate is only a delay: whatever it shows, the next one comes.

    The last stage leads nowhere and needs none.

    Bad:
        rollout:
          stages:
            - {share: 20%, min_time: 14d}  # <- what must hold before the next stage and who decides
            - {share: 100%}
    Good:
        rollout:
          stages:
            - {share: 20%, min_time: 14d, gate: [relevance >= launch], decides: A. Lee}
            - {share: 100%}
    """
    asks = (
        Ask("gate", "what must hold before the next stage", f"gate: [{gate_line(prd)}]"),
        Ask("min_time", "how long it lasts at least", "min_time: 7d"),
        Ask("decides", "who decides", "decides: …"),
    )
    for stage in prd.rollout.stages[:-1]:
        if stage.given:
            yield from gaps(stage, asks)


@rule("ROLL009", severity="W/E/E", references=("33.3", "33.5"), rows=(97,))
def gate_that_outlasts_its_stage(prd: Prd) -> Findings:
    """Gate whose window is longer than the stage it closes.

    A mean over 30 days cannot be known after 14: part of what is judged happened before anybody was exposed.

    A gate that names a metric or a requirement asks for what the requirement says.

    Bad:
        metrics:
          relevance: {launch: 70%}
        rollout:
          stages:
            - share: 20%
              min_time: 14d
              gate:
                - relevance >= launch over 30d  # <- looks at 30 d, but the stage may end after 14 d
            - {share: 100%}
    Good:
        metrics:
          relevance: {launch: 70%}
        rollout:
          stages:
            - {share: 20%, min_time: 30d, gate: [relevance >= launch over 30d]}
            - {share: 100%}
    """
    for stage in prd.rollout.stages:
        least = stage.min_time.value
        for entry, bound in _asked(prd, stage):
            if least is not None and bound.over is not None and bound.over.amount > least.amount * _EXACT:
                window, lasts = seconds(bound.over.amount), seconds(least.amount)
                yield Finding(
                    entry.path,
                    f"the gate looks at {window}, but the stage may end after {lasts}",
                    f"min_time: {bound.over.text}",
                    (Related(stage.min_time.path, f"the stage lasts at least {lasts}"),),
                    {"window_days": bound.over.amount / _DAY, "stage_days": least.amount / _DAY},
                )


@rule("ROLL010", severity="W/E/E", references=("33.3", "33.5"), rows=(97,))
def gate_short_of_cases(prd: Prd) -> Findings:
    """Gate that asks for more cases than its stage will see.

    The stage then waits longer than planned, or is let through on fewer cases than were agreed.

    Cases are the stage's share of `traffic.volume` over the gate's window, or else over the stage's least time. Silent
    when the volume counts something other than what the metric is measured per, for slices and for offline metrics.

    Bad:
        traffic: {volume: 2k/day}
        metrics:
          relevance: {launch: 70%}
        rollout:
          stages:
            - share: 1%
              min_time: 14d
              gate:
                - relevance >= launch, n >= 10000  # <- needs 10,000 cases, the stage sees 280 in 14 d
            - {share: 5%}
    Good:
        traffic: {volume: 2k sessions/day}
        metrics:
          relevance: {launch: 70%, per: recommendation}
          resolved: {launch: 45%, per: session}
        rollout:
          stages:
            - {share: 25%, min_time: 21d, gate: ["relevance >= launch, n >= 20000", "resolved >= launch, n >= 10000"]}
            - {share: 100%}
    """
    for stage in prd.rollout.stages:
        for entry, bound in _asked(prd, stage):
            pace, time = _cases_per_second(prd, stage, bound), bound.over or stage.min_time.value
            if pace is None or bound.n is None or time is None or pace * time.amount >= bound.n.amount * 0.999:
                continue
            days, cases = math.ceil(bound.n.amount / pace / _DAY), math.floor(pace * time.amount)
            volume = prd.traffic.volume
            yield Finding(
                entry.path,
                f"the gate needs {number(bound.n.amount)} cases, the stage sees {number(cases)} in {seconds(time.amount)}",
                f"min_time: {days}d" + (f"   # and `over {days}d` in the gate" if bound.over else ""),
                (
                    Related(volume.path, f"{volume.text} in all"),
                    Related(stage.path, f"the stage sees a part: {stage.label}"),
                ),
                {"needed_n": bound.n.amount, "seen_n": cases, "needed_days": days},
            )


def _asked(prd: Prd, stage: Stage) -> Iterator[tuple[Answer[str], Bound]]:
    """The bounds of a gate, and those of the requirements that it names by id or metric."""
    yield from stage.bounds()
    for entry in stage.gate:
        for _, requirement in prd.requirements.each() if entry.value else ():
            bound = requirement.bound.value
            if bound is None or bound.spread or entry.value not in {requirement.id.value, bound.metric}:
                continue
            if not requirement.evaluation.given:
                yield entry, bound._replace(over=requirement.window.value, n=requirement.sample.value)


def _cases_per_second(prd: Prd, stage: Stage, bound: Bound) -> float | None:
    """How many of the cases that a gate counts reach a stage; None where the document does not tell."""
    rate, metric = prd.traffic.volume.value, prd.metric(bound.metric)
    part = stage.traffic.value if stage.kind.value == "shadow" else stage.share.value
    if rate is None or rate.seconds is None or rate.base is not None or part is None or part.unit is not Unit.RATIO:
        return None
    if metric is None or bound.slice or bound.population or stage.kind.value == "internal":
        return None
    per, noun = (metric.per.value or "").strip().lower(), rate.noun.strip().lower()
    counted = not per or per.rstrip("s") == noun.rstrip("s")
    offline = not metric.measured_on.absent or metric.source.value == "offline"
    pace = rate.amount / rate.seconds * part.amount
    return pace if pace > 0 and counted and not offline else None
