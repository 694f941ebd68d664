"""ACCE: whether each criterion can be shown to hold, by whom and in time (catalogue section E)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd import sampling
from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import FAMILIES, Requirement, Stage
from aiprd.quantity import Quantity, Unit, number, percent, seconds, show
from aiprd.rule import Ask, Findings, presence, rule, short, subject

_DAY = 86400.0
_POWER = 0.8

CATEGORIES = presence(
    "ACCE001",
    "missing-acceptance-category",
    Ask("reliability", "how often it must be up and how it recovers", "reliability:\n  - uptime >= 99.5% over 30d"),
    Ask("experience", "what users must see and control", "experience:\n  - {text: …, nature: deterministic}"),
    of=lambda prd: (prd.requirements,),
    summary="Acceptance criteria without reliability or without user experience.",
    why="A product can pass every quality bar and still be down, unexplained or impossible to leave.",
    bad="requirements:  # <- what users must see and control\n  reliability:\n    - uptime >= 99.5% over 30d",
    good="requirements:\n  reliability:\n    - uptime >= 99.5% over 30d\n  experience:\n"
    "    - {text: Members can switch to the plain homepage, nature: deterministic}",
    severity="I/E/E",
    since="building",
    references=("33.5",),
    rows=(65,),
)


@rule("ACCE002", severity="W/E/E", since="building", references=("33.5",), rows=(66,))
def sizeless_criterion(prd: Prd) -> Findings:
    """Statistical criterion without its window or its sample size.

    A rate over a good day or over twelve cases passes or fails by luck.

    Looks at bounds in performance, and at percentages in safety and security. A criterion on an evaluation set needs
    only the number of cases, which may stand on the set; one decided by an A/B test takes both from the test.
    Percentiles of latency and sizes of groups have rules of their own.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch  # <- over which window and on how many cases
    Bad:
        metrics:
          grounded: {launch: 95%, measured_on: eval_qa}
        evaluation: {sets: [{id: eval_qa, from: tickets}]}
        requirements:
          performance:
            - grounded >= launch  # <- on how many cases
    Good:
        metrics:
          relevance: {launch: 70%}
          grounded: {launch: 95%, measured_on: eval_qa}
        evaluation: {sets: [{id: eval_qa, n: 1000}]}
        requirements:
          performance:
            - relevance >= launch over 14d, n >= 1000
            - grounded >= launch
    """
    for family, entry in prd.requirements.each():
        if not _statistical(prd, family, entry) or (entry.verify.value == "ab" and len(prd.experiments)):
            continue
        size = prd.cases(entry)
        asks = [("over which window", entry.window)] if not prd.offline(entry) else []
        open_ = [(told, part) for told, part in (*asks, ("on how many cases", size)) if part.open]
        if open_:
            proof = _proof(prd, family, entry, size=1)
            n = str(proof.raised) if proof is not None else "…"
            window = " over 14d" if asks and entry.window.open else ""
            line = entry.bound.text + window + (f", n >= {n}" if size.open else "")
            yield Finding(
                entry.bound.path,
                f"{subject(entry)} does not say {' and '.join(told for told, _ in open_)} it is decided",
                _line(entry, line),
                known_gap=all(part.unknown for _, part in open_),
            )


def _statistical(prd: Prd, family: str, entry: Requirement) -> bool:
    bound = entry.bound.value
    if bound is None or bound.spread or bound.statistic or prd.metric(bound.metric) is None:
        return False
    value, metric = prd.value_of(bound), prd.metric(bound.metric)
    if "deterministic" in {entry.nature.value, metric.nature.value if metric else None} or value is None:
        return False
    return family == "performance" or (family in {"safety", "security"} and value.unit is Unit.RATIO)


def _line(entry: Requirement, bound: str) -> str:
    """A bound to paste in the place of the entry's own; the quotes keep its comma where a mapping stands on one line."""
    return f"- {bound}" if entry.path == entry.bound.path else f'bound: "{bound}"'


class Proof(NamedTuple):
    """What it takes to show that a rate is beyond its threshold."""

    entry: Requirement
    metric: Metric
    threshold: float
    expected: float
    source: str
    place: Path
    higher: bool
    alpha: float
    size: Answer[Quantity]
    stated: int
    needed: int

    @property
    def effect(self) -> float | None:
        """The factor by which clustering inflates the sample; None where its two numbers are not given."""
        size, icc = self.metric.cluster_size.value, self.metric.icc.value
        if size is None or icc is None or not 1 <= size <= 1e9:
            return None
        return sampling.design_effect(size, icc)

    @property
    def raised(self) -> int:
        """The cases needed once clustering is counted in."""
        return math.ceil(self.needed * (self.effect or 1) - 1e-9)

    def numbers(self) -> dict[str, int | float | str]:
        rates = {"threshold": self.threshold, "expected": round(self.expected, 6)}
        return {"needed_n": self.needed, "stated_n": self.stated, **rates, "alpha": self.alpha, "power": _POWER}


def _proof(prd: Prd, family: str, entry: Requirement, size: int | None = None) -> Proof | None:
    """The proof that an entry calls for; None where a number is missing or the expected value is not beyond the bar."""
    bound, cases = entry.bound.value, prd.cases(entry)
    own = bound is not None and bound.n is not None
    if bound is None or bound.op is None or not (_statistical(prd, family, entry) or (own and family == "coverage")):
        return None
    metric, value = prd.metric(bound.metric), prd.value_of(bound)
    stated = size if cases.value is None else int(min(cases.value.amount, 1e9))
    if metric is None or value is None or value.unit is not Unit.RATIO or not 0 < value.amount < 1 or not stated:
        return None
    higher = bound.op.floor or (not bound.op.ceiling and not metric.lower_is_better)
    expected = _expected(metric, entry, value, higher=higher)
    if expected is None or not 0 <= expected[0] <= 1 or (expected[0] - value.amount) * (1 if higher else -1) <= 0:
        return None
    alpha = 0.1 if (entry.rule.value or "").endswith("90") else 0.05
    try:
        needed = sampling.verification_size(value.amount, expected[0], alpha=alpha, power=_POWER)
    except ValueError:
        return None
    return Proof(entry, metric, value.amount, *expected, higher, alpha, cases, stated, needed)


def _expected(metric: Metric, entry: Requirement, value: Quantity, *, higher: bool) -> tuple[float, str, Path] | None:
    """What the truth is expected to be, where that comes from, and where it stands."""
    bound = entry.bound.value
    if bound is not None and bound.slice:
        part = metric.slices.get(bound.slice)
        found = [("observed", part.observed.value), ("target", part.target.value)] if part is not None else []
    else:
        found = [(level, metric.rung(level)) for level in ("observed", "target")]
    for source, answer in found:
        if answer.value is not None and answer.value.value is not None:
            quantity = answer.value.value
            return (quantity.amount, source, answer.path) if quantity.unit is Unit.RATIO else None
    margin = entry.margin.value
    if margin is None or margin.unit not in {Unit.RATIO, Unit.POINTS}:
        return None
    return value.amount + margin.share * (1 if higher else -1), "by the declared margin", entry.margin.path


@rule("ACCE003", severity="W/E/E", references=("33.5",), rows=(67,))
def sample_too_small(prd: Prd) -> Findings:
    """Sample too small to tell the expected value from the bar.

    A product that is truly good enough would fail its own criterion about as often as it passes.

    Assumes one-sided alpha 0.05 (0.10 under a 90% rule), power 0.8 and independent cases. The expected value is the
    observed one, else the target, else the bar and the declared `margin`; silent when none of them stands beyond the bar.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 72%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 500  # <- needs 3,202 cases to show 70% when the truth is 72% (observed), has 500; on 500 only 73.6% or more passes
    Bad:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks}
        evaluation:
          sets:
            - id: attacks
              n: 300
        requirements:
          security:
            - bound: attack <= launch  # <- on 300 only 0% passes
              margin: 0.5pp
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%, observed: 78%}
          grounded: {better: higher, launch: 95%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 200
            - grounded >= launch over 30d, n >= 50
    """
    for family, entry in prd.requirements.each():
        proof = _proof(prd, family, entry)
        if proof is None or proof.stated >= proof.needed:
            continue
        mark = sampling.pass_mark(proof.threshold, proof.stated, alpha=proof.alpha, higher_is_better=proof.higher)
        passes = "not even a faultless result passes" if mark is None else f"only {_mark(mark, proof)} passes"
        whose = proof.source if proof.source.startswith("by") else f"({proof.source})"
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} needs {number(proof.needed)} cases to show {percent(proof.threshold)} when the truth is "
            f"{percent(proof.expected)} {whose}, has {number(proof.stated)}; on {number(proof.stated)} {passes}",
            _resized(proof),
            (Related(proof.place, f"{percent(proof.expected)} is expected here"),),
            proof.numbers() | ({"pass_mark": round(mark, 6)} if mark is not None else {}),
        )


def _mark(mark: float, proof: Proof) -> str:
    if mark in {0, 1}:
        return percent(mark)
    return f"{percent(mark)} or {'more' if proof.higher else 'less'}"


def _resized(proof: Proof) -> str:
    """The line that gives the criterion enough cases, wherever its number stands."""
    bound = proof.entry.bound.value
    if bound is not None and proof.size.path == proof.entry.bound.path and bound.n is not None:
        return _line(proof.entry, f"{bound._replace(n=None).show()}, n >= {proof.raised}")
    return f"n: {proof.raised}"


@rule("ACCE004", severity="W/E/E", references=("33.5",), rows=(68,))
def sample_out_of_reach(prd: Prd) -> Findings:
    """Sample size that the traffic cannot deliver within the window.

    The criterion cannot be decided when it is due, so it will be decided without its sample.

    Assumes that all traffic counts, or the share of the stage named in `at`, and that one case of traffic gives one
    observation. Silent where the volume counts something else than the sample.

    Bad:
        traffic: {volume: 200/day}
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000  # <- needs 10,000 cases in 30 d, but the traffic brings 6,000
    Bad:
        traffic: {eligible: 5000 members}
        metrics:
          conversion: {per: member, launch: 12%}
        requirements:
          performance:
            - conversion >= launch over 30d, n >= 10000  # <- there are 5,000
    Good:
        traffic: {volume: 200 sessions/day, eligible: 5000 members}
        metrics:
          relevance: {per: recommendation, launch: 70%}
          solved: {per: session, launch: 70%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
            - solved >= launch over 30d, n >= 5000
    """
    for _, entry in prd.requirements.each():
        bound, n = entry.bound.value, entry.sample.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if bound is None or metric is None or n is None or prd.offline(entry):
            continue
        stage = _stage(prd, entry.at.value)
        share = (stage.exposure if stage is not None else None) or 1.0
        segment = prd.traffic.segments.get(bound.slice)
        part = segment.share.value if segment is not None else None
        share *= part.amount if part is not None and part.unit is Unit.RATIO and part.amount > 0 else 1.0
        counted = n.noun or metric.per.value or ""
        yield from _unreachable(prd, entry, n.amount, counted, share)


def _unreachable(prd: Prd, entry: Requirement, n: float, counted: str, share: float) -> Findings:
    volume, eligible, window = prd.traffic.volume, prd.traffic.eligible, entry.window.value
    what, part = (counted and _plural(counted)) or "cases", "" if share == 1 else f" at {percent(share)} of it"
    if eligible.value is not None and eligible.value.noun and _same(eligible.value.noun, counted):
        there = eligible.value.amount * share
        if 0 < there < n:
            message = f"{subject(entry)} needs {number(n)} {what}, but there are {number(math.floor(there))}{part}"
            yield _reach(entry, message, math.floor(there), n, Related(eligible.path, f"{eligible.text} in all"))
            return
    rate = volume.value
    if rate is None or window is None or not rate.seconds or rate.base is not None or rate.amount <= 0:
        return
    if rate.noun and counted and not _same(rate.noun, counted):
        return
    there = rate.amount / rate.seconds * window.amount * share
    if there < n * (1 - 1e-9):
        span = seconds(window.amount)
        message = f"{subject(entry)} needs {number(n)} {what} in {span}, but the traffic brings {number(math.floor(there))}{part}"
        yield _reach(entry, message, math.floor(there), n, Related(volume.path, f"the traffic is {volume.text}"))


def _reach(entry: Requirement, message: str, there: int, n: float, related: Related) -> Finding:
    fix = f"n >= {there} or fewer, or a longer window"
    return Finding(entry.sample.path, message, fix, (related,), {"needed_n": int(n), "available_n": there})


def _same(one: str, other: str) -> bool:
    return _plural(one.lower()) == _plural(other.lower())


def _plural(noun: str) -> str:
    return noun if noun.endswith("s") else f"{noun}s"


def _stage(prd: Prd, name: str | None) -> Stage | None:
    """The rollout stage that `at` names, by its id or its share."""
    wanted = (name or "").strip().lower()
    named = [stage for stage in prd.rollout.stages if stage.given and wanted and stage.label.lower() == wanted]
    return named[0] if len(named) == 1 else None


@rule("ACCE005", severity="I/W/W", kinds=("ranking", "generative", "agent"), references=("33.5",), rows=(69,))
def clustered_sample(prd: Prd) -> Findings:
    """Sample that counts related cases as if each were new evidence.

    Ten recommendations to one member are not ten opinions: at a correlation of 0.2 they are worth fewer than four.

    Effective size is n / (1 + (cluster_size - 1) * icc), compared with what the criterion needs (one-sided alpha 0.05,
    power 0.8). Without `cluster_size` and `icc` it asks for them, once a metric. Silent when n counts the clusters.

    Bad:
        metrics:
          relevance:
            per: recommendation
            cluster: member  # <- `icc` and `cluster_size`
            launch: 70%
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
    Bad:
        metrics:
          relevance: {better: higher, per: recommendation, cluster: member, cluster_size: 10, icc: 0.2, launch: 70%, observed: 78%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 300  # <- has 300 related cases, worth 107 independent ones; it needs 190
    Good:
        metrics:
          relevance: {better: higher, per: recommendation, cluster: member, cluster_size: 10, icc: 0.2, launch: 70%, observed: 78%}
          nps: {per: recommendation, cluster: member, launch: 40 points}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
            - nps >= launch over 30d, n >= 500 members
    """
    asked: dict[str, list[Requirement]] = {}
    for family, entry in prd.requirements.each():
        bound, n = entry.bound.value, entry.sample.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if metric is None or n is None or not _clusters(metric, n):
            continue
        if metric.icc.open or metric.cluster_size.open:
            asked.setdefault(metric.name, []).append(entry)
            continue
        proof = _proof(prd, family, entry)
        if proof is None or proof.effect is None or proof.stated < proof.needed or proof.stated >= proof.raised:
            continue
        worth = math.floor(proof.stated / proof.effect)
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} has {number(proof.stated)} related cases, worth {number(worth)} independent ones; "
            f"it needs {number(proof.needed)}",
            _resized(proof),
            (
                Related(
                    metric.icc.path,
                    f"icc {metric.icc.text} with {metric.cluster_size.text} cases a {metric.cluster.text}",
                ),
            ),
            proof.numbers() | {"effective_n": worth, "design_effect": round(proof.effect, 6)},
        )
    for name, entries in asked.items():
        yield _unclustered(prd.metrics[name], entries)


def _clusters(metric: Metric, n: Quantity) -> bool:
    per, cluster = metric.per.value, metric.cluster.value
    return bool(per and cluster and not _same(per, cluster) and not (n.noun and _same(n.noun, cluster)))


def _unclustered(metric: Metric, entries: list[Requirement]) -> Finding:
    missing = [ask for ask, part in (("icc", metric.icc), ("cluster_size", metric.cluster_size)) if part.open]
    unknown = [part for part in (metric.icc, metric.cluster_size) if part.unknown]
    return Finding(
        unknown[0].path if len(unknown) == len(missing) else metric.cluster.path,
        f"metric `{metric.name}` counts each {metric.per.text}, and those of one {metric.cluster.text} are alike, "
        f"but {' and '.join(f'`{ask}`' for ask in missing)} {'are' if len(missing) > 1 else 'is'} not given",
        "\n".join(
            {"icc": "icc: …   # 0 to 1", "cluster_size": f"cluster_size: …   # per {metric.cluster.text}"}[ask]
            for ask in missing
        ),
        tuple(Related(entry.bound.path, "its sample size counts them as independent") for entry in entries[:4]),
        known_gap=len(unknown) == len(missing),
    )


class Deadline(NamedTuple):
    """How much time there is before a decision."""

    seconds: float
    told: str
    place: Path
    fix: str


_GATING = ("performance", "coverage", "fairness", "safety")
_LAUNCH = frozenset({"", "launch", "at launch", "before launch", "launch gate", "go live", "golive", "release"})


@rule("ACCE006", severity="W/E/E", references=("33.5", "33.9"), rows=(70,))
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
            - relevance >= launch over 30d, n >= 10000  # <- asks for 30 d before launch, but test `ab_2` gives 28 d
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
    for family, entry in prd.requirements.each():
        window = entry.window.value
        deadline = _deadline(prd, family, entry) if window is not None and not prd.offline(entry) else None
        if window is None or deadline is None:
            continue
        if window.amount > deadline.seconds * (1.02 if window.approximate else 1.0):
            late.setdefault(deadline.place, []).append((entry, window, deadline))
    for found in late.values():
        entry, window, deadline = max(found, key=lambda each: each[1].amount)
        moment = entry.at.value if entry.at.value and _plain(entry.at.value) not in _LAUNCH else "launch"
        yield Finding(
            entry.window.path,
            f"{subject(entry)} asks for {seconds(window.amount)} before {moment}, but {deadline.told} {seconds(deadline.seconds)}",
            f"over {number(math.floor(deadline.seconds / _DAY))}d, or {deadline.fix} {_weeks(window.amount)}",
            (
                Related(deadline.place, f"gives {seconds(deadline.seconds)}"),
                *(Related(other.window.path, "does not fit either") for other, _, _ in found if other is not entry),
            ),
            {"window_days": window.amount / _DAY, "available_days": deadline.seconds / _DAY},
        )


def _weeks(length: float) -> str:
    return f"{math.ceil(length / _DAY / 7 - 1e-9)}w"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _deadline(prd: Prd, family: str, entry: Requirement) -> Deadline | None:
    """The time before the moment at which the entry is checked; None where that cannot be told, or gates nothing."""
    at, tests = entry.at, list(_tests(prd))
    if at.broken or at.not_applicable:
        return None
    named = next((test for name, test in tests if at.value and name == at.value), None)
    if named is not None:
        return named
    stages = [stage for stage in prd.rollout.stages if stage.given]
    stage, longest = (
        _stage(prd, at.value),
        max((test for _, test in tests), key=lambda test: test.seconds, default=None),
    )
    if stage is not None:
        before = stages[: stages.index(stage) + 1]
        if stage.kind.value == "full" or stage.exposure == 1:
            return None
    elif _plain(at.value or "") in _LAUNCH and family in _GATING:
        if at.open and entry.verify.value not in {None, "ab"}:
            return None
        before = [each for each in stages if each.kind.value != "full" and each.exposure != 1]
    else:
        return None
    staged = _staged(before)
    if any(each.min_time.given for each in before) and staged is None:
        return None
    return max((each for each in (longest, staged) if each is not None), key=lambda each: each.seconds, default=None)


def _tests(prd: Prd) -> Iterator[tuple[str, Deadline]]:
    for test in prd.experiments:
        if test.duration.value is not None:
            after = test.followup.value.amount if test.followup.value is not None else 0.0
            name = test.id.value or subject(test)
            yield (
                name,
                Deadline(test.duration.value.amount + after, f"test `{name}` gives", test.duration.path, "duration:"),
            )


def _staged(stages: list[Stage]) -> Deadline | None:
    """The least time the stages take together; None unless each says its own."""
    times = [stage.min_time.value.amount for stage in stages if stage.min_time.value is not None]
    if not times or len(times) < len(stages):
        return None
    last = stages[-1]
    return Deadline(sum(times), f"the stages up to `{last.label}` give", last.min_time.path, "min_time in all:")


@rule("ACCE007", severity="I/W/E", since="pilot", references=("33.1",), rows=(72,))
def slow_detection(prd: Prd) -> Findings:
    """Alert that notices a fall later than the document allows.

    A rolling window goes on averaging good days with bad ones long after the fall.

    A step from the healthy value (observed, else target, else launch) to the rollback value, or without one to the
    baseline, passes the alert after window * (healthy - alert) / (healthy - fallen), plus the metric's `horizon`. Silent
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
              over: 30d  # <- a fall from 78% to 65% is noticed after 18.5 d
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
        limit = limits.get(metric.name) or limits.get("")
        window = metric.alert.over
        fall = _fall(metric) if metric.given else None
        if limit is None or limit.value is None or window.value is None or fall is None or window.value.amount <= 0:
            continue
        healthy, alert, fallen = fall
        told = f"a fall of {subject(metric)} from {show(healthy)} to {show(fallen)}"
        related = (Related(limit.path, f"must be noticed within {limit.text}"),)
        taken = sampling.detection_seconds(window.value.amount, healthy.amount, fallen.amount, alert.amount)
        if fallen.amount == alert.amount:
            taken = window.value.amount
        delay = metric.horizon.value.amount if metric.horizon.value is not None else 0.0
        if taken is None:
            if metric.exceeds(fallen.amount, alert.amount) and metric.exceeds(healthy.amount, fallen.amount):
                fix = f"at: a value between {show(fallen)} and {show(healthy)}"
                yield Finding(metric.alert.at.path, f"{told} never sets off the alert at {show(alert)}", fix, related)
        elif taken + delay > limit.value.amount * (1 + 1e-9):
            after = f"after {seconds(round(taken, -2))}" + (
                f", and {seconds(delay)} until outcomes are known," if delay else ""
            )
            yield Finding(
                window.path,
                f"{told} is noticed {after} by an alert at {show(alert)} over {seconds(window.value.amount)}; {seconds(limit.value.amount)} are allowed",
                _faster(window.value.amount, taken, limit.value.amount - delay),
                related,
                {"detect_days": round((taken + delay) / _DAY, 3), "allowed_days": limit.value.amount / _DAY},
            )


def _fall(metric: Metric) -> tuple[Quantity, Quantity, Quantity] | None:
    """The healthy value, the alert and the fallen value, in one unit."""
    healthy = next((value for level in ("observed", "target", "launch") if (value := metric.amount(level))), None)
    alert, fallen = metric.amount("alert"), metric.amount("rollback") or metric.amount("baseline")
    if healthy is None or alert is None or fallen is None or not healthy.unit is alert.unit is fallen.unit:
        return None
    return healthy, alert, fallen


def _faster(window: float, taken: float, left: float) -> str:
    fits = window * left / taken if taken > 0 else 0.0
    if fits >= _DAY:
        return f"over: {math.floor(fits / _DAY)}d"
    return (
        f"over: {math.floor(fits / 3600)}h"
        if fits >= 3600
        else "a signal that is known sooner, or a longer `detect_within`"
    )


CHECKS = (("verify", "how it is checked"), ("owner", "who checks it"), ("at", "when"))


@rule("ACCE008", severity="I/W/E", since="pilot", references=("33.5",), rows=(77,))
def unassigned_criteria(prd: Prd) -> Findings:
    """Criteria that nobody has been asked to check.

    A criterion without a method, a person and a moment is checked by whoever remembers it.

    `requirements.defaults` answers for every entry that does not say otherwise. All entries are told in one finding.

    Bad:
        requirements:  # <- 2 of 2 requirements do not say how they are checked, who checks them and when
          performance:
            - relevance >= 70% over 14d, n >= 1000
          latency:
            - P95 latency < 200ms
    Bad:
        requirements:  # <- 1 of 2 requirements does not say who checks it: `P95 latency < 200ms`
          performance:
            - {bound: relevance >= 70% over 14d, verify: ab, owner: B. Osei, at: launch}
          latency:
            - {bound: P95 latency < 200ms, verify: monitor, at: launch}
    Good:
        requirements:
          defaults: {verify: monitor, owner: B. Osei, at: launch}
          performance:
            - relevance >= 70% over 14d, n >= 1000
            - {bound: recall >= 90%, owner: {na: decided by the test itself}}
    """
    entries = [entry for _, entry in prd.requirements.each() if entry.given]
    unknown = {entry.part(key).path: key for entry in entries for key, _ in CHECKS if entry.part(key).unknown}
    for path, key in unknown.items():
        yield Finding(path, f"it is still unknown {dict(CHECKS)[key]}", f"{key}: …", known_gap=True)
    missing = {key: [entry for entry in entries if entry.part(key).absent] for key, _ in CHECKS}
    lacking = [entry for entry in entries if any(entry in missing[key] for key, _ in CHECKS)]
    if not lacking:
        return
    keys = [key for key, _ in CHECKS if missing[key]]
    yield Finding(
        prd.requirements.path,
        f"{len(lacking)} of {len(entries)} requirements {_unsaid(keys, many=len(lacking) > 1)}: {_named(lacking)}",
        f"requirements:\n  defaults: {{{', '.join(f'{key}: {_EXAMPLES[key]}' for key in keys)}}}",
        tuple(Related(entry.path, "not said here") for entry in lacking[:8]),
        {f"without_{key}": len(missing[key]) for key in keys},
    )


_EXAMPLES = {"verify": "monitor", "owner": "…", "at": "launch"}


def _unsaid(keys: list[str], *, many: bool) -> str:
    told = [dict(CHECKS)[key] for key in keys]
    listed = told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]
    if not many:
        return f"does not say {listed}"
    return f"do not say {listed.replace('it is', 'they are').replace(' it', ' them')}"


def _named(entries: list[Requirement]) -> str:
    names = ", ".join(f"`{short(entry.label, 40)}`" for entry in entries[:3])
    return names + (f" and {len(entries) - 3} more" if len(entries) > 3 else "")


_CHECKABLE = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|half|each|every|all|no|never|always"
    r"|hourly|daily|weekly|monthly)\b",
    re.IGNORECASE,
)


@rule("ACCE009", severity="W/W/E", since="building", references=("33.5",), rows=(78,))
def uncheckable_family(prd: Prd) -> Findings:
    """Requirement family with nothing in it that can pass or fail.

    Good intentions survive every review and are missing from the acceptance checklist.

    Checkable is a bound, a trigger with its behaviour, a cadence, a list of alerts, a time limit, a programmed
    behaviour (`nature: deterministic`), or a text with a number in it.

    Bad:
        requirements:
          monitoring:  # <- `monitoring` has no criterion that can pass or fail
            - text: The team keeps an eye on quality
    Good:
        requirements:
          performance: [relevance >= 70%]
          monitoring:
            - text: The team keeps an eye on quality
            - {every: 1d, alerts: [volume]}
          explainability:
            - text: Each item says why it is shown
          fallback: {na: the model is never on the path of a request}
    """
    for family in FAMILIES:
        entries = prd.requirements.of_family(family)
        stated = [entry for entry in entries if entry.given]
        if stated and len(stated) == len(entries) and not any(_decidable(entry) for entry in stated):
            yield Finding(
                entries.path,
                f"`{family}` has no criterion that can pass or fail: no bound, no trigger, no number",
                f"{family}:\n  - {_SAMPLES[family]}",
            )


_SAMPLES = {
    "performance": "… >= launch over 14d, n >= …",
    "coverage": "coverage >= …% of …",
    "latency": "P95 latency < …ms",
    "fairness": "{bound: … gap <= …pp, across: {…: [… , …]}, n: …}",
    "explainability": "{text: …, bound: 100%, for: …, nature: deterministic}",
    "fallback": "{when: …, then: …, within: …ms}",
    "monitoring": "{every: 1d, alerts: [… , volume]}",
}


def _decidable(entry: Requirement) -> bool:
    alone = (entry.bound, entry.every, entry.alerts, entry.within, entry.budget, entry.timeout)
    if any(part.given or part.broken for part in alone) or entry.nature.value == "deterministic":
        return True
    return (entry.when.given and not entry.then.open) or bool(_CHECKABLE.search(entry.text.value or ""))
