"""Whether a criterion can be judged in time, and a fall noticed in time."""

import math
import re
from typing import NamedTuple

from aiprd import sampling
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.prd.rollout import Stage
from aiprd.quantity import Quantity, seconds, show
from aiprd.rule import Findings, rule, subject

_DAY = 86400.0


class Deadline(NamedTuple):
    """How much time there is before a decision."""

    seconds: float
    told: str
    place: Path
    mend: str


_GATING = ("performance", "coverage", "fairness", "safety")
_LAUNCH = frozenset({"", "launch", "at launch", "before launch", "launch gate", "go live", "golive", "release"})
"""What `at` may say for the decision to launch; nothing at all means that too."""


@rule("ACCE008", severity="W/E/E", references=("33.5", "33.9"), rows=(70,), fixable=True)
def window_past_the_gate(prd: Prd) -> Findings:
    """Criterion whose window is longer than the time before the decision it gates.

    A 30-day criterion cannot be met by a 28-day test, so the gate will be opened on something else.

    The time is that of the longest experiment with its follow-up, or of the stages' `min_time` up to the moment named
    in `at`, whichever is longer. Without `at`, performance, coverage, fairness and safety gate the launch. Silent where
    neither is known, and for what is checked after full rollout (monitoring, service levels).

    Bad:
        metrics:
          relevance: {launch: 70%}
        experiments:
          - {id: ab_2, duration: 4w}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000  # <- asks for 30 d of data before launch, but test `ab_2` gives 28 d
    Bad:
        rollout:
          stages:
            - {id: canary, share: 5%, min_time: 7d}
            - {share: 100%}
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - bound: relevance >= launch over 14d  # <- the stages up to `canary` give 7 d
              at: canary
    Good:
        rollout:
          stages:
            - {id: canary, share: 5%, min_time: 14d}
            - {id: half, share: 50%, min_time: 21d}
            - {id: all, share: 100%}
        experiments:
          - {id: ab_2, duration: 4w}
        metrics:
          relevance: {launch: 70%}
          uptime: {better: higher}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
            - {bound: relevance >= launch over 60d, at: monitoring}
            - {bound: relevance >= launch over 60d, at: all}
          reliability:
            - uptime >= 99.5% over 90d
    """
    late: dict[Path, list[tuple[Requirement, Quantity, Deadline]]] = {}
    calendar = Calendar.of(prd)
    for family, entry in prd.requirements.each():
        window = entry.window.value
        if window is None or prd.offline(entry):
            continue
        deadline = calendar.before(prd.rollout.stage(entry.at.value), family, entry)
        if deadline is not None and window.amount > deadline.seconds * (1.02 if window.approximate else 1.0):
            late.setdefault(deadline.place, []).append((entry, window, deadline))
    for found in late.values():
        entry, window, deadline = max(found, key=lambda each: each[1].amount)
        gate = "launch" if _is_launch(entry.at.value) else f"the decision at `{entry.at.text}`"
        weeks = math.ceil(window.amount / _DAY / 7 - 1e-9)
        asked, there = seconds(window.amount), seconds(deadline.seconds)
        others = [other.window.path for other, _, _ in found if other is not entry]
        yield Finding(
            entry.window.path,
            f"{subject(entry)} asks for {asked} of data before {gate}, but {deadline.told} {there}",
            f"{entry.restated(over=there.replace(' ', ''))}   # or {deadline.mend.format(weeks)}",
            (Related(deadline.place, f"gives {there}"), *(Related(path, "does not fit either") for path in others)),
            {"window_days": round(window.amount / _DAY, 3), "available_days": round(deadline.seconds / _DAY, 3)},
        )


def _is_launch(moment: str | None) -> bool:
    return " ".join(re.findall(r"[a-z]+", (moment or "").lower())) in _LAUNCH


class Calendar(NamedTuple):
    """How much time there is before each moment; None where the document does not tell."""

    tests: dict[str | None, Deadline]
    stages: dict[Path, Deadline | None]
    launch: Deadline | None

    @classmethod
    def of(cls, prd: Prd) -> "Calendar":
        tests = _tests(prd)
        longest = max(tests.values(), key=lambda test: test.seconds, default=None)
        stages: dict[Path, Deadline | None] = {}
        total, timed, until = 0.0, 0, longest
        for count, stage in enumerate((each for each in prd.rollout.stages if each.given and each.exposure != 1), 1):
            if stage.min_time.value is not None:
                total, timed = total + stage.min_time.value.amount, timed + 1
            if timed:  # stages of unknown length may give any time; without a single length, only the tests count
                told = f"the stages up to `{stage.label}` give"
                staged = Deadline(total, told, stage.min_time.path, "min_time of {}w in all")
                until = _longer(staged, longest) if timed == count else None
            stages[stage.path] = until
        return cls(tests, stages, until)

    def before(self, stage: Stage | None, family: str, entry: Requirement) -> Deadline | None:
        """The time before the moment at which the entry is checked; None where that is not known, or gates nothing."""
        at = entry.at
        if at.value in self.tests:
            return self.tests[at.value]
        if stage is not None:
            return self.stages.get(stage.path)
        watched = at.open and entry.verify.value not in {None, "ab"}
        if family not in _GATING or watched or not _is_launch(at.value) or not (at.given or at.open):
            return None
        return self.launch


def _longer(one: Deadline, other: Deadline | None) -> Deadline:
    return one if other is None or one.seconds > other.seconds else other


def _tests(prd: Prd) -> dict[str | None, Deadline]:
    """What each experiment with a duration gives, its follow-up included."""
    tests: dict[str | None, Deadline] = {}
    for test in prd.experiments:
        if test.duration.value is not None:
            after = test.followup.value.amount if test.followup.value is not None else 0.0
            name = test.id.value or subject(test)
            told, length = f"test `{name}` gives", test.duration.value.amount + after
            tests[name] = Deadline(length, told, test.duration.path, f"duration: {{}}w of `{name}`")
    return tests


@rule("ACCE009", severity="I/W/E", since="pilot", references=("33.1",), rows=(72,), fixable=True)
def slow_detection(prd: Prd) -> Findings:
    """Alert that notices a fall later than the document allows.

    A rolling window goes on averaging good days with bad ones long after the fall.

    Assumes a fall in one step and an even flow of cases. A step from the healthy value (observed, else target, else
    launch) to the rollback value, or without one to the baseline, passes the alert after window * (healthy - alert) / (healthy - fallen), plus the metric's `horizon`. Silent
    without `monitoring.detect_within`.

    Bad:
        monitoring: {detect_within: 7d}
        metrics:
          relevance:
            better: higher
            rollback: 65%
            launch: 70%
            observed: 78%
            alert:
              at: 70%
              over: 30d  # <- from 78% to 65% is noticed after 18.5 d
    Bad:
        monitoring: {detect_within: {relevance: 7d}}
        metrics:
          relevance:
            better: higher
            rollback: 72%
            observed: 78%
            alert: {at: 70%, over: 7d}  # <- never
    Good:
        monitoring: {detect_within: 7d}
        metrics:
          relevance: {better: higher, rollback: 65%, launch: 70%, observed: 78%, alert: {at: 70%, over: 7d}}
          refusals: {better: lower, baseline: 12%, observed: 4%, alert: {at: 8%, over: 14d}}
    """
    limits = prd.monitoring.detect_within
    for metric in prd.metrics.values():
        limit, window, fall = limits.get(metric.name) or limits.get(""), metric.alert.over, _fall(metric)
        if limit is None or limit.value is None or window.value is None or window.value.amount <= 0 or fall is None:
            continue
        over, allowed = window.value.amount, limit.value.amount
        taken = over if fall.to == fall.alert else sampling.detection_seconds(over, fall.healthy, fall.to, fall.alert)
        delay = metric.horizon.value.amount if metric.horizon.value is not None else 0.0
        related = (Related(limit.path, f"must be noticed within {limit.text}"),)
        if taken is None:
            yield Finding(
                metric.alert.path, f"{fall.told} never sets off the alert at {fall.shown}", fall.mend, related
            )
        elif taken + delay > allowed * (1 + 1e-9):
            later = f", plus {seconds(delay)} until outcomes are known" if delay else ""
            yield Finding(
                window.path,
                f"{fall.told} is noticed after {_days(taken)}{later}, by the alert at {fall.shown} over {seconds(over)}; "
                f"`detect_within` allows {seconds(allowed)}",
                _faster(over * (allowed - delay) / taken if taken > 0 else 0.0),
                related,
                {"detect_days": round((taken + delay) / _DAY, 3), "allowed_days": round(allowed / _DAY, 3)},
            )


class _Fall(NamedTuple):
    """A step from the healthy value to one at which the product is no longer wanted, and the alert between."""

    healthy: float
    to: float
    alert: float
    told: str
    shown: str
    mend: str


def _fall(metric: Metric) -> _Fall | None:
    """The step an alert is there for; None where a value is missing or the metric is not healthy to begin with."""
    healthy = next((value for level in ("observed", "target", "launch") if (value := metric.amount(level))), None)
    alert, to = metric.amount("alert"), metric.amount("rollback") or metric.amount("baseline")
    if healthy is None or alert is None or to is None or not healthy.unit is alert.unit is to.unit:
        return None
    if not metric.exceeds(healthy.amount, to.amount) or not metric.exceeds(healthy.amount, alert.amount):
        return None
    word = "rise" if to.amount > healthy.amount else "fall"
    told = f"a {word} of {subject(metric)} from {show(healthy)} to {show(to)}"
    mend = f"alert: {{at: …}}   # between {show(to)} and {show(healthy)}"
    return _Fall(healthy.amount, to.amount, alert.amount, told, show(alert), mend)


def _days(length: float) -> str:
    """`length` to a tenth of a day where it is more than one."""
    return seconds(round(length / _DAY, 1) * _DAY if length > _DAY else length)


def _faster(fits: float) -> str:
    fits *= 1 + 1e-9  # 8 points of 16 are not quite a half in floats
    if fits >= 3600:
        return f"over: {math.floor(fits / _DAY)}d" if fits >= _DAY else f"over: {math.floor(fits / 3600)}h"
    return "detect_within: …   # longer, or an alert on a metric that is known sooner"
