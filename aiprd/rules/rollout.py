"""ROLL: how the product reaches its users, and the way back (catalogue rows 94 to 101)."""

import math
import re
from collections.abc import Iterable
from itertools import pairwise

from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.practice import Claim
from aiprd.prd.promise import Stage
from aiprd.quantity import Unit, number, percent, seconds
from aiprd.rule import Ask, Findings, gaps, presence, rule, short

_DAY = 86400
_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""
_LARGEST_STEP = 5
"""More than this many times as many users at once is a jump."""

ROLLOUT = presence(
    "ROLL001",
    "missing-rollout",
    Ask("rollout", "how it reaches its users and how it is taken back", "rollout:\n  stages: […]\n  kill_switch: {…}"),
    of=lambda prd: (prd,),
    summary="Product without a rollout plan.",
    why="What tests miss, users find; a rollout in steps decides how many of them.",
    bad="product: {status: pilot}  # <- how it reaches its users\ntraffic: {volume: 40k/day}",
    good="product: {status: pilot}\nrollout: {stages: [5%, 25%, 100%]}",
    severity="I/E/E",
    since="pilot",
    references=("33.3", "ML Test Score Infra 6"),
    rows=(94,),
)

STAGES = presence(
    "ROLL002",
    "missing-stages",
    Ask("stages", "in which steps", "stages:\n  - {share: 5%, min_time: 7d, gate: […], decides: …}\n  - {share: 25%, min_time: 7d, gate: […], decides: …}\n  - {share: 100%}"),
    of=lambda prd: (prd.rollout,),
    summary="Rollout that does not name its stages.",
    why="Without named steps the first step is everybody.",
    bad="rollout:  # <- in which steps\n  took: 6w",
    good="rollout:\n  took: 6w\n  stages: [5%, 25%, 100%]",
    severity="I/E/E",
    since="pilot",
    references=("33.3",),
    rows=(94,),
)


@rule("ROLL003", severity="W/E/E", since="pilot", references=("33.3",), rows=(94,))
def everyone_at_once(prd: Prd) -> Findings:
    """Rollout whose first step reaches everybody.

    With one step there is no moment at which a fault has met only a few people.

    A stage inside the company counts as a step before; a shadow stage does not, because nobody sees it.

    Bad:
        rollout:
          stages:
            - {kind: shadow, traffic: 100%, min_time: 14d}
            - {share: 100%}  # <- exposes 100% of them, with no smaller one before it
    Good:
        rollout:
          stages:
            - {kind: internal, min_time: 14d}
            - {share: 100%}
    """
    steps, held = prd.rollout.steps, prd.rollout.held_out
    first = steps[0].exposure if steps else None
    inside = any(stage.given and stage.kind.value == "internal" for stage in prd.rollout.stages)
    if first is not None and not inside and first + held > 0.999:
        yield Finding(
            steps[0].path,
            f"the first stage that users see exposes {percent(first)} of them, with no smaller one before it",
            "# before it:\n" + _lines(prd, (0.05, 0.25)),
            numbers={"first_share": first},
        )


_ORDER = {"shadow": 0, "internal": 1, "percent": 2, "segment": 2, "full": 3}


@rule("ROLL004", severity="W/E/E", references=("33.3",), rows=(94,))
def stages_out_of_order(prd: Prd) -> Findings:
    """Stage that comes after one that risks more.

    A shadow or an internal stage protects users only while they have not yet seen the product.

    The order is shadow, internal, a share or segment of users, everybody; ROLL005 compares the shares.

    Bad:
        rollout:
          stages:
            - {share: 5%}
            - {kind: shadow, traffic: 100%}  # <- the shadow stage comes after `5%`
            - {kind: full}
    Good:
        rollout:
          stages: [{kind: shadow, traffic: 100%}, {kind: internal}, {kind: segment, share: 20%}, {kind: full}]
    """
    furthest: Stage | None = None
    for stage in prd.rollout.stages:
        rank, before = _rank(stage), _rank(furthest) if furthest is not None else 0
        if rank is None or before is None:
            continue
        if rank >= before or furthest is None:
            furthest = stage
        elif rank < 2 or stage.exposure is None:
            label = short(furthest.label)
            message = f"the {stage.kind.value} stage comes after `{label}`, where more is at stake"
            related = (Related(furthest.path, "users see the product from here on" if before > 1 else "comes first"),)
            yield Finding(stage.path, message, f"# move it before `{label}`", related)


def _rank(stage: Stage) -> int | None:
    if stage.kind.value is not None:
        return _ORDER[stage.kind.value]
    return 2 if stage.exposure else None


@rule("ROLL005", severity="E/E/E", references=("33.3",), rows=(95,))
def exposure_that_does_not_rise(prd: Prd) -> Findings:
    """Stage that exposes no more users than the one before it.

    A step that reaches nobody new tests nothing new.

    Shadow and internal stages are left out.

    Bad:
        rollout:
          stages:
            - {share: 20%}
            - share: 10%  # <- 10% after 20%
            - {share: 50%}
            - {share: 100%}
    Good:
        rollout:
          stages: [{kind: internal, share: 100%}, 5%, 25%, 100%]
    """
    known = [(stage, stage.exposure) for stage in prd.rollout.steps if stage.exposure is not None]
    for (earlier, low), (later, high) in pairwise(known):
        if high <= low * _EXACT:
            yield Finding(
                _share_path(later),
                f"{percent(high)} after {percent(low)}: exposure has to rise with each stage",
                f"# take the stage out, or give it more than {percent(low)}",
                (Related(earlier.path, f"exposes {percent(low)} already"),),
                {"before_share": low, "share": high},
            )


@rule("ROLL006", severity="E/E/E", references=("33.3",), rows=(95,))
def rollout_that_ends_elsewhere(prd: Prd) -> Findings:
    """Rollout that ends neither at 100% nor at its ceiling.

    Those who are never reached were forgotten, or kept out for a reason that belongs in the document.

    A `holdout` counts towards the end. Silent when the last stage gives no share.

    Bad:
        rollout:
          stages:
            - {share: 10%}
            - share: 50%  # <- ends at 50% of users
    Bad:
        rollout:
          ceiling: 80%
          stages:
            - {share: 20%}
            - share: 100%  # <- the ceiling is 80%
    Good:
        rollout:
          holdout: 5%
          stages: [5%, 25%, 95%]
    Good:
        rollout:
          ceiling: 30%
          stages: [10%, 30%]
    """
    ceiling, held = prd.rollout.ceiling, prd.rollout.held_out
    last = prd.rollout.steps[-1] if prd.rollout.steps else None
    limit = ceiling.value.amount if ceiling.value is not None and ceiling.value.unit is Unit.RATIO else None
    if last is None or last.exposure is None or not last.share.given or not (limit or ceiling.absent):
        return
    share, end = last.exposure, limit or 1.0
    if end - held - 0.0005 <= share <= end + 0.0005:
        return
    over = share > end
    yield Finding(
        last.share.path,
        f"the rollout ends at {percent(share)} of users; "
        + (f"the ceiling is {percent(end)}" if limit else "it should end at 100%, or at a ceiling that is stated"),
        f"share: {percent(end)}" if over else f"ceiling: {percent(share + held)}   # or one more stage, at {percent(end - held)}",
        (Related(ceiling.path, f"the ceiling is {percent(end)}"),) if limit else (),
        {"last_share": share, "end_share": end, "holdout": held},
    )


@rule("ROLL007", severity="E/E/E", references=("33.3", "ML Test Score Infra 6"), rows=(95,))
def jump_in_exposure(prd: Prd) -> Findings:
    """Stage that exposes more than five times as many users as the one before it.

    A fault too rare to be seen at 5% meets twenty times as many people at 100%, all on one day.

    The first stage that users see has no jump before it.

    Bad:
        rollout:
          stages:
            - {share: 5%}
            - share: 100%  # <- 20 times as many at once
    Good:
        rollout:
          stages: [{kind: internal}, 5%, 25%, 100%]
    """
    for earlier, later in pairwise(prd.rollout.steps):
        low, high = earlier.exposure, later.exposure
        if low is None or high is None or low <= 0 or high <= low * _LARGEST_STEP * _EXACT:
            continue
        between = [low * _LARGEST_STEP]
        while high > between[-1] * _LARGEST_STEP * _EXACT:
            between.append(between[-1] * _LARGEST_STEP)
        yield Finding(
            _share_path(later),
            f"from {percent(low)} to {percent(high)} of users in one step is {number(round(high / low, 1))} times as many at once",
            "# between the two:\n" + _lines(prd, between),
            (Related(earlier.path, f"the stage before exposes {percent(low)}"),),
            {"from_share": low, "to_share": high, "factor": round(high / low, 4), "largest_factor": _LARGEST_STEP},
        )


def _share_path(stage: Stage) -> Path:
    return stage.share.path if stage.share.given else stage.path


def _lines(prd: Prd, shares: Iterable[float]) -> str:
    """Stages to paste, in the document's own terms."""
    owner = prd.product.owner.value or ""
    decides = owner if re.fullmatch(r"[^\W\d_][\w .-]*", owner) else "…"
    return "\n".join(
        f"- {{share: {percent(share)}, min_time: 7d, gate: [{_gate(prd)}], decides: {decides}}}" for share in shares
    )


def _gate(prd: Prd) -> str:
    """A gate that a stage of any length can meet: the launch value of the first metric that has one."""
    metric = next((metric for metric in prd.primary_metrics() if metric.amount("launch") is not None), None)
    return f"{metric.name} {'<=' if metric.lower_is_better else '>='} launch" if metric is not None else "…"


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
        Ask("gate", "what must hold before the next stage", f"gate: [{_gate(prd)}]"),
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
        for entry, bound in stage.bounds() if least is not None else ():
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
        for entry, bound in stage.bounds():
            pace, time = _cases_per_second(prd, stage, bound), bound.over or stage.min_time.value
            if pace is None or bound.n is None or time is None or pace * time.amount >= bound.n.amount * 0.999:
                continue
            days, cases = math.ceil(bound.n.amount / pace / _DAY), math.floor(pace * time.amount)
            volume = prd.traffic.volume
            yield Finding(
                entry.path,
                f"the gate needs {number(bound.n.amount)} cases, the stage sees {number(cases)} in {seconds(time.amount)}",
                f"min_time: {days}d" + (f"   # and `over {days}d` in the gate" if bound.over else ""),
                (Related(volume.path, f"{volume.text} in all"), Related(stage.path, f"the stage sees a part: {stage.label}")),
                {"needed_n": bound.n.amount, "seen_n": cases, "needed_days": days},
            )


def _cases_per_second(prd: Prd, stage: Stage, bound: Bound) -> float | None:
    """How many of the cases that a gate counts reach a stage; None where the document does not tell."""
    rate, metric = prd.traffic.volume.value, prd.metric(bound.metric)
    part = stage.traffic.value if stage.kind.value == "shadow" else stage.share.value
    if rate is None or rate.seconds is None or rate.base is not None or part is None or part.unit is not Unit.RATIO:
        return None
    if metric is None or bound.slice or bound.population or stage.kind.value in {"internal", "segment"}:
        return None
    per, noun = (metric.per.value or "").strip().lower(), rate.noun.strip().lower()
    counted = not per or per.rstrip("s") == noun.rstrip("s")
    offline = not metric.measured_on.absent or metric.source.value == "offline"
    pace = rate.amount / rate.seconds * part.amount
    return pace if pace > 0 and counted and not offline else None


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


@rule("ROLL013", severity="W/E/E", since="pilot", references=("33.3", "33.7"), rows=(99,))
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

    Adds the pace of the review tier to the time of the way back and compares with `monitoring.detect_within`. Silent
    when the metric has an alert, which needs nobody to look.

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
    if metric is None or review is None or switch.within.value is None or _alerts(prd, metric):
        return
    limit = limits.get(metric.name) or limits.get("")
    back, (every, seen) = switch.within.value.amount, review
    if limit is None or limit.value is None or every + back <= limit.value.amount * _EXACT:
        return
    yield Finding(
        switch.within.path,
        f"`{short(metric.name)}` is looked at every {seconds(every)} and taken back within {seconds(back)}: "
        f"{seconds(every + back)} in all, {seconds(limit.value.amount)} allowed",
        f"alert: {{at: …, over: 1d, owner: …}}   # on `{short(metric.name)}`: an alert does not wait for a review",
        (Related(limit.path, f"{limit.text} allowed"), Related(seen, f"looked at every {seconds(every)}")),
        {"review_days": every / _DAY, "revert_days": back / _DAY, "allowed_days": limit.value.amount / _DAY},
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


@rule("ROLL015", severity="-/I/E", since="pilot", references=("33.3",), rows=(100,))
def no_shadow_stage(prd: Prd) -> Findings:
    """Rollout without a shadow stage.

    Only a shadow stage shows the product on real cases before anybody is touched by its errors.

    Bad:
        rollout:
          stages:  # <- no shadow stage
            - {kind: internal}
            - {share: 100%}
    Good:
        rollout:
          stages: [{kind: shadow, traffic: 100%, min_time: 14d}, {kind: internal}, {share: 100%}]
    """
    stages = prd.rollout.stages
    hidden = (stage.kind.value == "shadow" or stage.traffic.given or stage.exposure == 0 for stage in stages if stage.given)
    if len(stages) and not any(hidden):
        paste = f"- {{kind: shadow, share: 0%, traffic: 100%, min_time: 14d, gate: [{_gate(prd)}], decides: …}}   # first"
        yield Finding(stages.path, "the rollout has no shadow stage: real cases first meet the product in front of users", paste)


_AFTERWARDS = re.compile(
    r"\b(full|complete|100%) (roll-?out|launch|release|exposure)|\bfully (live|rolled out|launched)"
    r"|\b(after|since|post)[- ](the )?(roll-?out|launch|release)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"\b(incremental|uplift|lift)\b|\b(over|against|than|vs\.?|versus) (the )?control\b", re.IGNORECASE)
_OTHER_DESIGN = re.compile(
    r"hold-?(out|back)|held out|\bgeo|switch-?back|synthetic|difference.in.difference|\bdid\b|discontinuity"
    r"|\ba/b\b|\bab_|experiment|staggered|before (the )?(roll-?out|launch)",
    re.IGNORECASE,
)


@rule("ROLL016", severity="W/W/W", references=("33.12",), rows=(101,), confidence="likely")
def lift_without_holdout(prd: Prd) -> Findings:
    """Lift claimed after full rollout, with nobody left to compare with.

    Once everybody has the product there is no control: a good season and a good model look the same.

    Speaks when the rollout ends at 100%, no `holdout` is set, and a claim rests on the time after rollout and tells an
    effect (a lift, a factor, or words such as incremental). Silent when the claim names an experiment or another design.

    Bad:
        rollout:  # <- nobody is held out
          stages: [20%, 100%]
        claims:
          - {text: $2.4M incremental revenue, basis: six weeks after full rollout, attribution: lift over control}
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
    claims = [claim for claim in prd.claims if claim.given and _needs_control(claim)]
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


def _needs_control(claim: Claim) -> bool:
    """Whether a claim is an effect seen after rollout, with no other way to know it than a comparison."""
    when = f"{claim.basis.value or ''} {claim.period.value or ''}"
    told = f"{claim.text.value or ''} {claim.attribution.value or ''} {claim.basis.value or ''}"
    effect = claim.lift.given or claim.points.given or claim.factor.given or _EFFECT.search(told)
    design = not claim.evidence.open or _OTHER_DESIGN.search(told)
    return bool(_AFTERWARDS.search(when) and effect and not design)
