"""The way back, and knowing afterwards what the product did (catalogue rows 98, 99, 101)."""

import math
import re

from aiprd.dates import when
from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.business import Claim
from aiprd.prd.metric import Metric
from aiprd.quantity import GrammarError, number, seconds
from aiprd.rule import Ask, Findings, presence, rule, short

_DAY = 86400
_MONTH = 30 * _DAY
_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""

KILL_SWITCH = presence(
    "ROLL011",
    "missing-kill-switch",
    Ask("kill_switch", "how it is taken back", "kill_switch: {trigger: …, owner: …, within: 15min, then: …}"),
    of=lambda prd: (prd.rollout,),
    summary="Rollout without a way back.",
    why="When a model goes wrong in front of everybody, it is too late to ask who may switch it off.",
    bad="rollout:  # <- how it is taken back\n  stages: [5%, 25%, 100%]",
    good="rollout:\n  stages: [5%, 25%, 100%]\n  kill_switch: {trigger: relevance < 60%, owner: on-call, within: 15min, then: generic}",
    severity="I/E/E",
    since="pilot",
    references=("33.3", "ML Test Score Infra 7", "NIST MANAGE 2.4"),
    rows=(98,),
)


KILL_SWITCH_PARTS = presence(
    "ROLL012",
    "half-a-kill-switch",
    Ask("trigger", "what sets it off", "trigger: …   # such as relevance < rollback over 1d"),
    Ask("owner", "who pulls it", "owner: …"),
    Ask("within", "how long the way back takes", "within: 15min"),
    Ask("then", "what users see after", "then: …   # the id of a degradation level"),
    of=lambda prd: (prd.rollout.kill_switch,),
    summary="Kill switch without its trigger, its owner, its time or what comes after.",
    why="A switch that nobody owns, or that leads nowhere, is found out on the worst day.",
    bad="rollout:\n  kill_switch:  # <- who pulls it and how long the way back takes\n    trigger: relevance < 60%\n    then: generic",
    good="rollout:\n  kill_switch: {trigger: relevance < 60%, owner: on-call, within: 15min, then: generic}",
    severity="I/E/E",
    since="pilot",
    references=("33.3", "NIST MANAGE 2.4"),
    rows=(98,),
)


@rule("ROLL013", severity="W/E/E", since="pilot", references=("33.3", "33.7"), rows=(99,), fixable=True)
def unwatched_kill_switch(prd: Prd) -> Findings:
    """Kill switch on a metric that nobody watches.

    A trigger that no one looks at and no alert reads will not be pulled.

    Watched means: in a review tier, with an alert, among a requirement's alerts, the service levels or the drift watch.
    Silent while the document has neither tiers nor alerts.

    Bad:
        metrics:
          relevance: {launch: 70%}
          ctr: {better: higher}
        rollout:
          kill_switch:
            trigger: relevance < 60% over 1d  # <- in no review tier and has no alert
        monitoring:
          tiers: {daily: [ctr]}
    Good:
        metrics:
          relevance: {launch: 70%, alert: {at: 74%, over: 7d}}
          ctr: {better: higher}
        rollout:
          kill_switch: {trigger: relevance < 60% over 1d}
        monitoring:
          tiers: {daily: [ctr]}
    """
    trigger, tiers = prd.rollout.kill_switch.trigger, prd.monitoring.tiers
    metric = _trigger_metric(prd)
    told = tiers.given or any(other.alert.given for other in prd.metrics.values() if other.given)
    if metric is None or not told or _review(prd, metric) is not None or _alerts(prd, metric):
        return
    listed = [name.value for name in tiers.daily if name.value]
    yield Finding(
        trigger.path,
        f"`{short(metric.name)}` sets off the kill switch, but is in no review tier and has no alert",
        f"daily: [{', '.join([*listed, metric.name])}]   # under monitoring.tiers",
        (Related(tiers.path, "these are watched"),) if tiers.given else (),
    )


@rule("ROLL014", severity="W/E/E", references=("33.3", "33.7"), rows=(99,))
def kill_switch_pulled_too_late(prd: Prd) -> Findings:
    """Kill switch whose metric is looked at too rarely for the time in which a drop must be noticed.

    A way back of 15 minutes does not help when the drop is first seen a week later.

    Adds the pace of the review tier to the time of the way back and compares with `monitoring.detect_within`. With an
    alert nobody needs to look, and the way back alone counts: it is too long where no stage of the rollout lasts as long
    (30 days, where none says how long), and never under a day.

    Bad:
        metrics:
          relevance: {launch: 70%}
        rollout:
          kill_switch:
            trigger: relevance < 60% over 1d
            within: 1d  # <- looked at every 7 d and taken back within 1 d
        monitoring:
          tiers: {weekly: [relevance]}
          detect_within: 2d
    Bad:
        traffic: {volume: 2k sessions/day}
        metrics:
          relevance: {launch: 70%, alert: {at: 74%, over: 1d}}
        rollout:
          stages: [{share: 5%, min_time: 7d}, {share: 25%, min_time: 14d}, {share: 100%}]
          kill_switch:
            trigger: relevance < 60% over 1d
            within: 90d  # <- taken back within 90 d, and no stage lasts longer than 14 d: 180,000 sessions meanwhile
    Good:
        metrics:
          relevance: {launch: 70%}
        rollout:
          kill_switch: {trigger: relevance < 60% over 1d, within: 1d}
        monitoring:
          tiers: {daily: [relevance], weekly: [relevance]}
          detect_within: 2d
    """
    switch, limits, metric = prd.rollout.kill_switch, prd.monitoring.detect_within, _trigger_metric(prd)
    review = _review(prd, metric) if metric is not None else None
    if switch.within.value is None:
        return
    back = switch.within.value.amount
    limit = (limits.get(metric.name) or limits.get("")) if metric is not None else None
    if metric is None or review is None or limit is None or limit.value is None or _alerts(prd, metric):
        yield from _slow_way_back(prd, back)
        return
    every, seen = review
    if every + back <= limit.value.amount * _EXACT:
        return
    yield Finding(
        switch.within.path,
        f"`{short(metric.name)}` is looked at every {seconds(every)} and taken back within {seconds(back)}: "
        f"{seconds(every + back)} in all, {seconds(limit.value.amount)} allowed",
        f"alert: {{at: …, over: 1d, owner: …}}   # on `{short(metric.name)}`: an alert does not wait for a review",
        (Related(limit.path, f"{limit.text} allowed"), Related(seen, f"looked at every {seconds(every)}")),
        {"review_days": every / _DAY, "revert_days": back / _DAY, "allowed_days": limit.value.amount / _DAY},
    )


def _slow_way_back(prd: Prd, back: float) -> Findings:
    """A way back that is longer than any stage of the rollout, whoever notices what."""
    within = prd.rollout.kill_switch.within
    stages = [stage for stage in prd.rollout.stages if stage.min_time.value is not None]
    lasting = {stage.min_time.value.amount: stage for stage in stages if stage.min_time.value is not None}
    longest = max(lasting, default=_MONTH)
    if back <= max(longest, _DAY) * _EXACT:
        return
    rate, last = prd.traffic.volume.value, prd.rollout.steps[-1:]
    share = next((stage.exposure for stage in last if stage.exposure is not None), 1.0)
    served = rate.amount / rate.seconds * back * share if rate is not None and rate.seconds and not rate.base else 0.0
    meanwhile = (
        f": {number(math.floor(served))} {rate.noun or 'cases'} meanwhile" if rate is not None and served else ""
    )
    than = f"no stage lasts longer than {seconds(longest)}" if lasting else "that is no way back at all"
    yield Finding(
        within.path,
        f"the product is taken back within {seconds(back)}, and {than}{meanwhile}",
        "within: 15min   # switch back to a version that is kept ready",
        (Related(lasting[longest].min_time.path, f"lasts {seconds(longest)} at least"),) if lasting else (),
        {"revert_days": back / _DAY, "longest_stage_days": longest / _DAY},
    )


def _trigger_metric(prd: Prd) -> Metric | None:
    trigger = prd.rollout.kill_switch.trigger.value
    return prd.metric(trigger.metric.partition(".")[0]) if trigger is not None else None


def _review(prd: Prd, metric: Metric) -> tuple[float, Path] | None:
    """How often people look at a metric, in seconds, and where that is said; the most frequent tier counts."""
    tiers = prd.monitoring.tiers
    for days, tier in ((1, tiers.daily), (7, tiers.weekly), (30, tiers.monthly)):
        for name in tier:
            if name.value and name.value.partition(".")[0] == metric.name:
                return float(days * _DAY), name.path
    return None


def _alerts(prd: Prd, metric: Metric) -> bool:
    """Whether something watches a metric without being asked."""
    names = [name.value for _, entry in prd.requirements.each() for name in entry.alerts]
    names += [level.value.metric for level in prd.monitoring.slo if level.value is not None]
    names += [name.value for name in prd.drift.watch]
    return metric.alert.given or any(name and name.partition(".")[0] == metric.name for name in names)


_AFTERWARDS = Pattern(
    r"\b(full|complete|100%) (roll-?out|launch|release|exposure)|\bfully (live|rolled out|launched)"
    r"|\b(after|since|post)[- ](the )?(roll-?out|launch|release)\b",
    re.IGNORECASE,
)


_EFFECT = Pattern(r"\b(incremental|uplift|lift)\b|\b(over|against|than|vs\.?|versus) (the )?control\b", re.IGNORECASE)


_HOLDOUT = Pattern(r"\bhold-?(out|back)\b(?! (set|data|sample|test))", re.IGNORECASE)
_OTHER_DESIGN = Pattern(
    r"held out|hold-?(out|back) (set|data|sample|test)|\bgeo|switch-?back|synthetic|difference.in.difference|\bdid\b|discontinuity"
    r"|\ba/b\b|\bab_|experiment|staggered|before (the )?(roll-?out|launch)",
    re.IGNORECASE,
)


@rule("ROLL016", severity="W/W/W", references=("33.12",), rows=(101, 138), confidence="likely")
def lift_without_holdout(prd: Prd) -> Findings:
    """Lift claimed after full rollout, with nobody left to compare with.

    Once everybody has the product there is no control: a good season and a good model look the same.

    Speaks when the rollout ends at 100%, no `holdout` is set, and a claim rests on the time after rollout and tells an
    effect (a lift, a factor, or words such as incremental). Silent when the claim names an experiment or another design;
    a holdout that the rollout does not keep is none. A `period` from the launch date on counts as after rollout where
    the claim or its metric calls the effect incremental or a lift, or measures it against a holdout.

    Bad:
        rollout:  # <- nobody is held out
          stages: [20%, 100%]
        claims:
          - {text: $2.4M incremental revenue, basis: six weeks after full rollout, attribution: lift over control}
    Bad:
        timeline: {launch: 2026-10-05}
        metrics: {incremental_revenue: {means: revenue per member less what it would have been, unit: money}}
        rollout:  # <- nobody is held out
          stages: [20%, 100%]
        claims:
          - {text: $277k more than the holdout, metric: incremental_revenue, basis: measured, period: 2026-10-05 to 2026-11-15}
    Good:
        rollout: {stages: [20%, 95%], holdout: 5%}
        claims:
          - {text: $2.4M incremental revenue, basis: six weeks after full rollout, attribution: 5% holdout}
    Good:
        rollout: {stages: [20%, 100%]}
        claims:
          - {text: 16% more purchases, basis: measured in ab_2 over 6 weeks, evidence: ab_2}
          - {text: 40k members use it, basis: six weeks after full rollout}
    """
    holdout, steps = prd.rollout.holdout, prd.rollout.steps
    launch = _day(prd.timeline.launch.value)
    claims = [claim for claim in prd.claims if claim.given and _needs_control(claim, launch)]
    everyone = steps and steps[-1].exposure is not None and steps[-1].exposure > 0.999
    if not claims or not everyone or prd.rollout.held_out > 0 or holdout.broken or holdout.not_applicable:
        return
    yield Finding(
        holdout.path if holdout.unknown else prd.rollout.path,
        f"nobody is held out, though a lift is claimed after full rollout: `{short(claims[0].text.value or 'the claim')}`",
        "holdout: 5%   # and 95% as the share of the last stage",
        tuple(Related(claim.path, "needs somebody without the product to compare with") for claim in claims),
        known_gap=holdout.unknown,
    )


def _needs_control(claim: Claim, launch: int | None) -> bool:
    """Whether a claim is an effect seen after rollout, with no other way to know it than a comparison."""
    told = f"{claim.text.value or ''} {claim.attribution.value or ''} {claim.basis.value or ''}"
    named = _EFFECT.search(f"{told} {(claim.metric.value or '').replace('_', ' ')}") or _HOLDOUT.search(told)
    if not claim.evidence.open or _OTHER_DESIGN.search(told):
        return False
    if _AFTERWARDS.search(f"{claim.basis.value or ''} {claim.period.value or ''}"):
        return bool(named or claim.lift.given or claim.points.given or claim.factor.given)
    start = _day(claim.period.value)
    return bool(named and launch is not None and start is not None and start >= launch)


_DATE = Pattern(r"\b\d{4}-\d{2}(-\d{2})?\b")


def _day(text: str | None) -> int | None:
    """The first day of the first date in a text, as an ordinal."""
    match = _DATE.search(text or "")
    try:
        return when(match[0]).first if match else None
    except GrammarError:
        return None
