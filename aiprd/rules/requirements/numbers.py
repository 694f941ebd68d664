"""REQS006: one obligation, two numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer, State
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import LADDER, Metric
from aiprd.prd.promise import Requirement, pasted
from aiprd.quantity import Quantity, close, show
from aiprd.rule import Findings, rule


class _Stated(NamedTuple):
    """One place where the document gives a number for an obligation.

    `apart` is what makes it another obligation, `stage` the stage or gate among it.
    """

    answer: Answer[Bound]
    bound: Bound
    value: Quantity
    window: float | None
    apart: tuple[str, ...]
    stage: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        bound = self.bound
        return (bound.metric, bound.statistic, bound.op, self.value.unit, self.window, self.apart)


@rule("REQS006", severity="E/E/E", references=("33.3",), rows=(59,))
def contradicting_numbers(prd: Prd) -> Findings:
    """The same obligation stated twice with different numbers.

    Each reader will build, test or sell the number they happened to see.

    Compares bounds of requirements, service levels and threats with the metric's launch value and with each other, and
    the kill switch with the rollback value. A bound at another step of the metric's ladder, for another slice,
    population, percentile, evaluation set, window or stage is another obligation; at a stage the bar may be lower than
    at launch, but not worse than the rollback value, nor another than the gate of that stage asks for; nor may the gate
    of a stage ask for less than a requirement that is due there. Stories have a rule of their own.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%}
        requirements:
          performance:
            - relevance >= 75% over 30d, n >= 10000  # <- launch value is 70%
    Bad:
        metrics:
          relevance: {better: higher, launch: 70%}
        requirements:
          defaults: {at: shadow}
          performance:
            - relevance >= 33% over 14d, n >= 1000  # <- launch value is 70%
    Bad:
        metrics:
          uptime: {better: higher}
        requirements:
          reliability:
            - uptime >= 99.5% over 30d
        monitoring:
          slo:
            - uptime >= 99.9% over 30d  # <- 99.9% of `uptime` here and 99.5%
    Bad:
        metrics:
          coverage: {better: higher, alert: 88%}
        requirements:
          coverage:
            - {bound: coverage >= 88% over 28d, at: site_1}
            - bound: coverage >= 51% over 28d  # <- asks for 51% of `coverage` here and 88% elsewhere
              at: site_1
    Bad:
        metrics:
          relevance: {better: higher, rollback: 60%, launch: 70%}
        requirements:
          performance:
            - bound: relevance >= 33%  # <- asks for 33% of `relevance`, but its rollback value is 60%
              at: shadow
    Bad:
        metrics:
          relevance: {better: higher, launch: 70%}
        rollout: {stages: [{id: tenth, kind: percent, share: 10%, gate: [relevance >= launch]}]}
        requirements:
          performance:
            - bound: relevance >= 65%  # <- asks for 65% of `relevance` here and 70% elsewhere
              at: tenth
    Bad:
        metrics:
          uptime: {better: higher, floor: 99.9%}
        requirements:
          reliability:
            - {bound: uptime >= 99.9% over 28d, at: full}
        rollout:
          stages:
            - id: full
              share: 100%
              gate: [uptime >= 99% over 28d]  # <- the gate asks for 99% of `uptime`, but a requirement due at `full` for 99.9%
    Bad:
        metrics:
          relevance: {better: higher, rollback: 60%, launch: 70%}
        rollout:
          kill_switch:
            trigger: relevance < 55% over 1d  # <- rollback value is 60%
    Good:
        metrics:
          relevance: {better: higher, rollback: 60%, launch: 70%, target: 80%}
          latency: {better: lower, unit: duration}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
            - {bound: relevance >= 80%, at: 2027 review}
            - relevance >= 55% for cold_start
            - {bound: relevance >= 72%, measured_on: test_2026}
          latency:
            - P95 latency < 200ms
            - P99 latency < 400ms
        rollout:
          kill_switch: {trigger: relevance < 60% over 1d}
    """
    seen: dict[tuple[object, ...], _Stated] = {}
    for stated in _statements(prd):
        metric = prd.metric(stated.bound.metric)
        if metric is not None and _on_ladder(metric, stated.value):
            if not _on_ladder(metric, stated.value, ("baseline", "target", "stretch")):
                seen.setdefault(stated.key, stated)
            continue
        if metric is not None and _is_launch_bar(metric, stated):
            yield _contradiction(stated, metric.launch, "launch")
            continue
        at_stage = next(_at_its_stage(prd, metric, stated), None) if metric is not None else None
        if at_stage is not None:
            yield at_stage
            continue
        first = seen.setdefault(stated.key, stated)
        if not close(first.value.amount, stated.value.amount):
            yield _contradiction(stated, first.answer, "")
    yield from _lenient_gates(prd)
    for stated in _stated(prd, prd.rollout.kill_switch.trigger):
        metric = prd.metric(stated.bound.metric)
        if metric is not None and _same_kind(metric.rollback.value, stated) and not _on_ladder(metric, stated.value):
            yield _contradiction(stated, metric.rollback, "rollback")


def _statements(prd: Prd) -> Iterator[_Stated]:
    """Each number that requirements, threats and service levels give for a named metric."""
    for family, entry in prd.requirements.each():
        if family != "monitoring":  # bounds there are alerts
            yield from _stated(prd, entry.bound, entry)
    for threat in prd.security.threats:
        yield from _stated(prd, threat.bound)
    for level in prd.monitoring.slo:
        yield from _stated(prd, level)


def _stated(prd: Prd, answer: Answer[Bound], entry: Requirement | None = None) -> Iterator[_Stated]:
    bound = answer.value
    if bound is None or bound.value is None or not bound.metric or bound.op is None:
        return
    apart = [bound.spread, bound.population, bound.slice]
    window, stage = bound.over, ""
    if entry is not None:
        metric = prd.metric(bound.metric)
        usual_set = entry.evaluation.text == (metric.measured_on.text if metric is not None else "")
        # A stage said for all requirements at once tells none of them apart.
        stage = "" if entry.at.path[:2] == ("requirements", "defaults") else (entry.at.value or "").lower()
        stage = "" if stage in _LAUNCH else stage
        apart += [entry.for_.text, entry.when.text, entry.of.text, *entry.across]
        apart += ["" if usual_set else entry.evaluation.text, stage]
        window = entry.window.value
    told = tuple(text for text in apart if text)
    yield _Stated(answer, bound, bound.value, window.amount if window else None, told, stage)


_LAUNCH = ("launch", "release", "go-live", "go live")


def _on_ladder(metric: Metric, value: Quantity, levels: tuple[str, ...] = (*LADDER, "floor")) -> bool:
    """Whether the number is a step of the metric's own ladder, and so has a role there."""
    return any(
        rung.quantity.unit is value.unit and rung.level in levels and close(rung.quantity.amount, value.amount)
        for rung in metric.figures
    )


def _is_launch_bar(metric: Metric, stated: _Stated) -> bool:
    """Whether the bound can only be the bar at launch: of all cases, in the metric's own direction."""
    return _toward(metric, stated.bound) and not stated.apart and _same_kind(metric.launch.value, stated)


def _toward(metric: Metric, bound: Bound) -> bool:
    op, better = bound.op, metric.better.value
    return op is not None and ((better == "higher" and op.floor) or (better == "lower" and op.ceiling))


def _at_its_stage(prd: Prd, metric: Metric, stated: _Stated) -> Findings:
    """What speaks against a bar that is another obligation only by its stage: the rollback value, or the stage's gate."""
    if not stated.stage or stated.apart != (stated.stage,) or not _toward(metric, stated.bound):
        return
    rollback = metric.amount("rollback")
    worse = rollback is not None and metric.exceeds(rollback.amount, stated.value.amount)
    if worse and _same_kind(metric.rollback.value, stated):
        yield _contradiction(stated, metric.rollback, "rollback")
    stage = prd.rollout.stage(stated.stage)
    for gate, bound in stage.bounds() if stage is not None else ():
        value = prd.value_of(bound) if bound.metric == metric.name and _toward(metric, bound) else None
        whole = not (bound.spread or bound.slice or bound.population)
        alike = (bound.statistic, bound.over) == (stated.bound.statistic, stated.bound.over)
        if value is None or not (whole and alike) or value.unit is not stated.value.unit:
            continue
        if not close(value.amount, stated.value.amount):
            other = Answer(gate.path, State.GIVEN, bound._replace(value=value), text=gate.text)
            yield _contradiction(stated, other, "")


def _lenient_gates(prd: Prd) -> Findings:
    """Gates that ask for less than a requirement which is due at their own stage and is a step of its metric's ladder."""
    for _, entry in prd.requirements.each():
        bound, stage = entry.bound.value, prd.rollout.stage(entry.at.value)
        metric = prd.metric(bound.metric) if bound is not None else None
        value = prd.value_of(bound) if bound is not None else None
        if bound is None or stage is None or metric is None or value is None or not _of_all(entry, bound, metric):
            continue
        if not (_toward(metric, bound) and _on_ladder(metric, value)):
            continue
        window = entry.window.value.amount if entry.window.value is not None else None
        for gate, asked in stage.bounds():
            over = asked.over.amount if asked.over is not None else None
            whole = not (asked.spread or asked.slice or asked.population)
            alike = (asked.metric, asked.statistic, over) == (bound.metric, bound.statistic, window)
            let = prd.value_of(asked) if alike and whole and _toward(metric, asked) else None
            if let is not None and let.unit is value.unit and metric.exceeds(value.amount, let.amount):
                yield _lenient(gate, let, entry, value, metric)


def _lenient(gate: Answer[str], let: Quantity, entry: Requirement, value: Quantity, metric: Metric) -> Finding:
    return Finding(
        gate.path,
        f"the gate asks for {show(let)} of `{metric.name}`, "
        f"but a requirement due at `{entry.at.text}` for {show(value)}",
        f"- {metric.name}   # a metric's name stands for its requirement",
        (Related(entry.bound.path, f"asks for {show(value)}"),),
    )


def _of_all(entry: Requirement, bound: Bound, metric: Metric) -> bool:
    """Whether a requirement is about all cases of its metric, as a gate that names the metric alone is."""
    narrowed = bound.spread or bound.slice or bound.population or entry.for_.given or entry.when.given
    usual = not entry.evaluation.given or entry.evaluation.text == metric.measured_on.text
    return usual and not narrowed and not len(entry.across)


def _same_kind(level: Bound | None, stated: _Stated) -> bool:
    """Whether the level is a number that the stated one can be compared with."""
    if level is None or level.value is None:
        return False
    return level.value.unit is stated.value.unit and level.statistic == stated.bound.statistic


def _contradiction(stated: _Stated, other: Answer[Bound], level: str) -> Finding:
    name, here = stated.bound.metric, show(stated.value)
    there = show(other.value.value) if other.value is not None and other.value.value is not None else other.text
    by_name = pasted(stated.answer, stated.bound._replace(value=None, level=level or "launch"))
    if level:
        message = f"asks for {here} of `{name}`, but its {level} value is {there}"
        fix = f"{by_name}   # and `{level}: {here}` on the metric, if that is the right number"
    else:
        message = f"asks for {here} of `{name}` here and {there} elsewhere"
        fix = f"{by_name}   # in both places, with the one number as `launch:` on the metric"
    return Finding(stated.answer.path, message, fix, (Related(other.path, f"{level or 'here it'} is {there}"),))
