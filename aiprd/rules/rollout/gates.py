"""What each step must show before the next (catalogue rows 96, 97)."""

import math
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.prd.metric import Metric
from aiprd.prd.rollout import Stage
from aiprd.quantity import Unit, number, seconds
from aiprd.rule import Ask, Findings, gaps, rule, short
from aiprd.rules.rollout.plan import gate_line

_DAY = 86400
_YEAR = 365
_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""
_OWN_CASES = 10
"""A stage inside the company may make so many times as many cases as all users bring."""


@rule("ROLL008", severity="I/E/E", since="pilot", references=("33.3",), rows=(96,), fixable=True)
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


@rule("ROLL009", severity="W/E/E", references=("33.3", "33.5"), rows=(97,), fixable=True)
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
    when the volume counts something other than what the metric is measured per, and for slices. A stage inside the
    company makes cases of its own, so it is told only of ten times what all users bring. A metric that is measured on an
    evaluation set, and not online, has the set's `n`, once for each `refresh` in that time; silent where a case of the
    set may hold several observations, and where the gate's window is shorter than the time to the next `refresh`.

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
    Bad:
        metrics:
          relevance: {launch: 70%, per: item, source: human judgement, measured_on: judged}
        evaluation: {sets: [{id: judged, n: 2000 items, refresh: 1w}]}
        rollout:
          stages:
            - share: 1%
              min_time: 14d
              gate:
                - relevance >= launch over 14d, n >= 10000  # <- needs 10,000 cases, the set `judged` holds 4,000 in 14 d
            - {share: 5%}
    Good:
        traffic: {volume: 2k sessions/day}
        metrics:
          relevance: {launch: 70%, per: recommendation}
          resolved: {launch: 45%, per: session}
          grounded: {launch: 95%, per: claim, measured_on: eval_qa}
        evaluation: {sets: [{id: eval_qa, n: 600 tickets}]}
        rollout:
          stages:
            - {kind: internal, min_time: 14d, gate: ["resolved >= launch, n >= 200000", "grounded >= launch, n >= 3600"]}
            - {share: 25%, min_time: 21d, gate: ["relevance >= launch, n >= 20000", "resolved >= launch, n >= 10000"]}
            - {share: 100%}
    """
    for stage in prd.rollout.stages:
        for entry, bound in _asked(prd, stage):
            if bound.n is not None and bound.n.amount > 0:
                yield from _short_of_traffic(prd, stage, entry, bound, bound.n.amount)
                yield from _short_of_set(prd, stage, entry, bound, bound.n.amount)


def _short_of_traffic(prd: Prd, stage: Stage, entry: Answer[str], bound: Bound, needed: float) -> Findings:
    pace, time = _cases_per_second(prd, stage, bound), bound.over or stage.min_time.value
    inside = stage.kind.value == "internal"
    if pace is None or time is None or pace * time.amount * (_OWN_CASES if inside else 1) >= needed * 0.999:
        return
    days, cases, volume = math.ceil(needed / pace / _DAY), math.floor(pace * time.amount), prd.traffic.volume
    seen = "all users bring" if inside else "the stage sees"
    longer = f"min_time: {days}d" + (f"   # and `over {days}d` in the gate" if bound.over else "")
    fewer = f"n >= {max(1, cases)}   # in the gate, or fewer"
    yield Finding(
        entry.path,
        f"the gate needs {number(needed)} cases, {seen} {number(cases)} in {seconds(time.amount)}",
        fewer if inside or days > _YEAR else longer,
        (
            Related(volume.path, f"{volume.text} in all"),
            Related(stage.path, f"the stage sees {'no users' if inside else 'a part'}: {stage.label}"),
        ),
        {"needed_n": needed, "seen_n": cases, "needed_days": days},
    )


def _short_of_set(prd: Prd, stage: Stage, entry: Answer[str], bound: Bound, needed: float) -> Findings:
    """The same for a metric whose cases are those of an evaluation set."""
    metric = prd.metric(bound.metric)
    if metric is None or metric.measured_on.value is None or "online" in (metric.source.value or "") or bound.spread:
        return
    name, time = metric.measured_on.value, bound.over or stage.min_time.value
    part = next((one for one in prd.evaluation.sets if one.given and one.id.value == name), None)
    held = _observations(part, metric) if part is not None else None
    if part is None or held is None:
        return
    renewed = part.refresh.value.amount if part.refresh.value is not None else math.inf
    if renewed <= 0 or (bound.over is not None and renewed > bound.over.amount * _EXACT):
        return  # a window for which the set is not drawn anew is one of live use
    times = max(1, math.ceil(time.amount / renewed / _EXACT)) if time is not None else 1
    cases = math.floor(held * times)
    if cases >= needed * 0.999:
        return
    during = f" in {seconds(time.amount)}" if times > 1 and time is not None else ""
    yield Finding(
        entry.path,
        f"the gate needs {number(needed)} cases, the set `{short(name)}` holds {number(cases)}{during}",
        f"n >= {max(1, cases)}   # in the gate; or a larger set",
        (
            Related(part.n.path, f"holds {part.n.text}"),
            Related(metric.measured_on.path, f"measured on `{short(name)}`"),
        ),
        {"needed_n": needed, "seen_n": cases},
    )


def _observations(part: EvaluationSet, metric: Metric) -> float | None:
    """How many observations of a metric a set can hold; None where one of its cases may hold several."""
    n, per = part.n.value, metric.per.value or ""
    if n is None or n.amount <= 0 or metric.attempts.given or metric.trials.given:
        return None
    if n.noun and per and n.noun.lower().rstrip("s") == per.lower().rstrip("s"):
        return n.amount
    return n.amount if not n.noun and metric.cluster_size.value == 1 else None


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
    whole = stage.kind.value == "internal"  # a share of staff is no share of users, but there are no more than all
    if rate is None or rate.seconds is None or rate.base is not None:
        return None
    if not whole and (part is None or part.unit is not Unit.RATIO):
        return None
    if metric is None or bound.slice or bound.population:
        return None
    per, noun = (metric.per.value or "").strip().lower(), rate.noun.strip().lower()
    counted = not per or per.rstrip("s") == noun.rstrip("s")
    offline = not metric.measured_on.absent or metric.source.value == "offline"
    pace = rate.amount / rate.seconds * (1.0 if whole or part is None else part.amount)
    return pace if pace > 0 and counted and not offline else None
