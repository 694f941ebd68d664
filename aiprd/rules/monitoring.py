"""MONI: how one notices that it no longer works, and when it is taken back (catalogue section C)."""

from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric, Rung
from aiprd.quantity import close, show
from aiprd.rule import Ask, Findings, gaps, listed, rule, subject

_VOLUME = Pattern(r"\b(?:volume|traffic|requests?|impressions?|throughput|calls?)\b")


@rule("MONI001", severity="W/E/E", since="pilot", references=("33.3",), rows=(56,), fixable=True)
def unfinished_monitoring(prd: Prd) -> Findings:
    """Monitoring without a rhythm, without an alert on quality, or without one on volume.

    A product that answers worse shows in quality; one that has stopped answering shows in volume alone.

    Asked once for the family. `every` or the review tiers give the rhythm; a metric in `alerts`, a bound, or an
    `alert` level on any metric watches quality; `volume` in `alerts`, or a metric of that name with an alert,
    watches volume.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          monitoring:  # <- which drop in volume raises an alert
            - {every: 1d, alerts: [relevance]}
    Bad:
        requirements:
          monitoring:  # <- how often it is looked at, which drop in quality raises an alert and which drop in volume
            - text: we monitor the model
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          monitoring:
            - {every: 1d, alerts: [relevance, volume]}
    Good:
        metrics:
          relevance: {launch: 70%, alert: {at: 74%, over: 7d}}
          request_volume: {means: requests in an hour, unit: count, alert: "400"}
        requirements:
          monitoring:
            - {text: alerts run on their own and people look each morning, every: 1d}
    """
    family = prd.requirements.monitoring
    entries = [entry for entry in family if entry.given]
    if not entries:
        return
    alerts = [(name, prd.metric(name)) for name in _alerted(prd)]
    settled = any(entry.alerts.not_applicable or entry.alerts.broken for entry in entries)
    looked_at = prd.monitoring.tiers.given or any(not entry.every.open for entry in entries)
    quality = settled or any(not _is_volume(name) and _is_quality(metric) for name, metric in alerts)
    volume = settled or any(_is_volume(name) for name, _ in alerts)
    asks = (
        (looked_at, "how often it is looked at", "every: 1d"),
        (quality, "which drop in quality raises an alert", "alerts: […, volume]"),
        (volume, "which drop in volume raises an alert", "alerts: […, volume]"),
    )
    missing = [told for answered, told, _ in asks if not answered]
    if missing:
        yield Finding(
            family.path,
            f"monitoring does not say {listed(missing)}",
            "\n".join(dict.fromkeys(line for answered, _, line in asks if not answered)),
            known_gap=any(entry.alerts.unknown or entry.every.unknown for entry in entries),
        )


def _is_volume(name: str) -> bool:
    return name == "volume" or _VOLUME.search(name.lower().replace("_", " ")) is not None


def _is_quality(metric: Metric | None) -> bool:
    """Whether a drop in the metric is one in quality: latency, uptime and cost are not."""
    return metric is None or metric.is_primary or metric.dimension.value not in {"operational", "cost"}


def _alerted(prd: Prd) -> Iterator[str]:
    """The names of everything that an alert is said to watch, with a level or without."""
    for entry in prd.requirements.monitoring:
        yield from (alert.value for alert in entry.alerts if alert.value)
        if entry.bound.value is not None:
            yield entry.bound.value.metric or "quality"
    for metric in prd.metrics.values():
        if metric.given and (metric.alert.given or metric.alert.not_applicable or metric.alert.broken):
            yield metric.name


@rule("MONI002", severity="W/E/E", since="pilot", references=("33.3",), rows=(57,), fixable=True)
def launch_bar_without_alert(prd: Prd) -> Findings:
    """Metric with a launch value that no alert watches afterwards.

    A model decays in silence: what was proven at launch is not true a season later.

    An `alert` level on the metric answers it, and so does its name among the alerts of the monitoring requirements.

    Bad:
        metrics:
          coverage:  # <- has to reach 95% to launch, and no alert watches it afterwards
            better: higher
            launch: 95%
    Good:
        metrics:
          coverage: {better: higher, launch: 95%, alert: {at: 96%, over: 1d, owner: on-call}}
          relevance: {better: higher, launch: 70%}
          onboarding: {better: higher, launch: 70%, alert: {na: measured once in the pilot}}
        requirements:
          monitoring:
            - {every: 1d, alerts: [relevance, volume]}
    """
    watched = set(_alerted(prd))
    for metric in prd.metrics.values():
        launch = metric.amount("launch") if metric.given else None
        if launch is None or not metric.alert.open or metric.name in watched:
            continue
        yield Finding(
            metric.alert.path if metric.alert.unknown else metric.path,
            f"{subject(metric)} has to reach {show(launch)} to launch, and no alert watches it afterwards",
            _alert_line(metric),
            (Related(metric.launch.path, f"launch is {show(launch)}"),),
            known_gap=metric.alert.unknown,
        )


def _alert_line(metric: Metric) -> str:
    """The alert to paste, with the numbers it must stand between."""
    launch, target = metric.amount("launch"), metric.amount("target")
    between = [
        f"{show(launch)} or better" if launch is not None else "",
        f"short of the target of {show(target)}" if target is not None else "",
    ]
    told = ", ".join(part for part in between if part)
    return "alert: {at: …, over: 7d, owner: …}" + (f"   # at {told}" if told else "")


@rule("MONI003", severity="W/E/E", since="pilot", references=("33.3",), rows=(58,), fixable=True)
def missing_rollback_or_alert_level(prd: Prd) -> Findings:
    """Primary metric without the value at which it is taken back, or with an alert that has no value.

    In the worst hour nobody agrees on a number that was not agreed on before.

    A kill switch whose trigger gives a number for the metric answers for `rollback`. Where no alert watches the
    metric at all, another rule says so.

    Bad:
        metrics:
          relevance:  # <- at which value it is taken back and at which value somebody is called
            better: higher
            launch: 70%
        requirements:
          monitoring:
            - {every: 1d, alerts: [relevance, volume]}
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, rollback: 60%, alert: {at: 74%, over: 7d}}
          recall: {better: higher, launch: 90%, alert: 92%}
          uptime: {better: higher, role: guardrail, floor: 99%}
        rollout:
          kill_switch: {trigger: recall < 85% over 1d}
    """
    watched = set(_alerted(prd))
    trigger = prd.rollout.kill_switch.trigger.value
    for metric in prd.primary_metrics():
        asks = []
        if trigger is None or trigger.metric != metric.name or trigger.value is None:
            asks.append(Ask("rollback", "at which value it is taken back", _rollback_line(metric)))
        if metric.name in watched and not metric.alert.given:
            asks.append(Ask("alert", "at which value somebody is called", _alert_line(metric)))
        yield from gaps(metric, asks)
        if metric.alert.given:
            yield from gaps(metric.alert, (Ask("at", "at which value somebody is called", "at: …"),))


def _rollback_line(metric: Metric) -> str:
    baseline, launch = metric.amount("baseline"), metric.amount("launch")
    told = [
        f"better than the baseline of {show(baseline)}" if baseline is not None else "",
        f"no better than {show(launch)}" if launch is not None else "",
    ]
    return "rollback: …" + (f"   # {', '.join(part for part in told if part)}" if any(told) else "")


@rule("MONI004", severity="W/E/E", references=("33.2", "33.3"), rows=(58,), fixable=True)
def ladder_out_of_order(prd: Prd) -> Findings:
    """Rollback and alert levels that do not stand between baseline, launch and target.

    An alert below launch lets the product sit under its own bar in silence, and a rollback above launch takes back
    what was just allowed to ship.

    The order is baseline < rollback <= launch <= alert < target, in the metric's own direction. A launch value at
    or below the baseline is told by another rule, and then baseline and rollback are not compared.

    Bad:
        metrics:
          relevance:
            better: higher
            launch: 70%
            alert: 65%  # <- alert 65% of `relevance` is below launch 70%
            target: 80%
    Bad:
        metrics:
          latency:
            better: lower
            unit: duration
            launch: 200ms
            rollback: 150ms  # <- rollback 150 ms of `latency` is stricter than launch 200 ms
    Bad:
        metrics:
          relevance:
            better: higher
            baseline: 62%
            rollback: 60%  # <- rollback 60% of `relevance` is no better than baseline 62%
            launch: 70%
            alert: 80%  # <- alert 80% of `relevance` is not short of target 80%
            target: 80%
    Good:
        metrics:
          relevance: {better: higher, baseline: 12%, rollback: 60%, launch: 70%, alert: 70%, target: 80%}
          latency: {better: lower, unit: duration, rollback: 250ms, launch: 200ms, alert: 180ms, target: 150ms}
          mood: {better: watch, launch: 70%, alert: 60%}
    Good:
        metrics:
          recall: {better: higher, baseline: 95%, rollback: 85%, launch: 90%}
          refusals: {better: lower, launch: 2.5%, alert: 4.5%, target: 3%}
    """
    for metric in prd.primary_metrics():
        if metric.better.value not in {"higher", "lower"} or not metric.goals_in_order:
            continue  # goals out of order are told by a rule of their own, and one of the numbers is wrong
        steps = {rung.level: rung for rung in metric.ladder}
        killed = _kill_level(prd, metric)
        if killed is not None:
            steps.setdefault("rollback", killed)
        yield from _misplaced(metric, steps, "rollback")
        yield from _misplaced(metric, steps, "alert")


def _kill_level(prd: Prd, metric: Metric) -> Rung | None:
    """The value at which the kill switch takes the metric's product back, where the trigger says it in a number."""
    trigger = prd.rollout.kill_switch.trigger
    if trigger.value is None or trigger.value.metric != metric.name or trigger.value.value is None:
        return None
    return Rung("rollback", trigger.value.value, trigger)


def _misplaced(metric: Metric, steps: dict[str, Rung], level: str) -> Findings:
    """At most one finding: the level against the step below it, else against the step above."""
    here = steps.get(level)
    below, above = ("baseline", "launch") if level == "rollback" else ("launch", "target")
    low, high = steps.get(below), steps.get(above)
    if level == "rollback" and high is None:
        high = steps.get("alert") or steps.get("target")
    if low is not None and high is not None and not metric.exceeds(high.quantity.amount, low.quantity.amount):
        low, high = (None, high) if level == "rollback" else (low, None)  # told by another rule
    if here is None:
        return
    if low is not None and _wrong(metric, low, here, strict=level == "rollback"):
        yield _displaced(metric, here, low, high)
    elif high is not None and _wrong(metric, here, high, strict=high.level == "target"):
        yield _displaced(metric, here, high, low)


def _wrong(metric: Metric, lower: Rung, upper: Rung, *, strict: bool) -> bool:
    """Whether two steps that can be compared stand in the wrong order, or on one value where they must not."""
    one, other = lower.quantity, upper.quantity
    if one.unit is not other.unit or _statistic(lower) != _statistic(upper):
        return False
    if close(one.amount, other.amount):
        return strict
    return metric.exceeds(one.amount, other.amount)


def _statistic(rung: Rung) -> str:
    return rung.answer.value.statistic if rung.answer.value is not None else ""


def _displaced(metric: Metric, here: Rung, other: Rung, opposite: Rung | None) -> Finding:
    value, told = show(here.quantity), f"{other.level} {show(other.quantity)}"
    below = "below" if here.quantity.amount < other.quantity.amount else "above"
    verdict = {
        "baseline": f"is no better than {told}, so a product worse than what it replaced stays up",
        "launch": f"is {below} {told}, so it is silent while the product is under its own bar"
        if here.level == "alert"
        else f"is stricter than {told}, so what may just launch is taken back",
        "target": f"is not short of {told}, so it goes off until the target is passed",
        "alert": f"is stricter than {told}, so the product is taken back before anyone is called",
    }[other.level]
    return Finding(
        here.answer.path,
        f"{here.level} {value} of `{metric.name}` {verdict}",
        _replacement(here, other, opposite),
        (Related(other.answer.path, f"{other.level} is {show(other.quantity)}"),),
        {here.level: here.quantity.amount, other.level: other.quantity.amount},
    )


def _replacement(here: Rung, other: Rung, opposite: Rung | None) -> str:
    """A value that stands right: the launch value itself, which both may share, or one half-way."""
    launch = next((rung for rung in (other, opposite) if rung is not None and rung.level == "launch"), None)
    if launch is None:
        return f"{here.level}: …   # on the other side of {show(other.quantity)}"
    baseline = next((rung for rung in (other, opposite) if rung is not None and rung.level == "baseline"), None)
    if here.level == "alert" or baseline is None:
        return f"{here.level}: {show(launch.quantity)}   # or {'stricter' if here.level == 'alert' else 'laxer'}"
    middle = (launch.quantity.amount + baseline.quantity.amount) / 2
    return f"{here.level}: {show(launch.quantity._replace(amount=middle))}   # between baseline and launch"
