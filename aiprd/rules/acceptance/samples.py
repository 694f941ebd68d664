"""Whether the cases a criterion counts can show that it holds."""

import math
from collections.abc import Iterator

from aiprd import sampling
from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, number, percent, seconds
from aiprd.rule import Findings, rule, subject
from aiprd.rules.acceptance.proof import Proof, own_sample, proof_of, statistical

_DAY = 86400.0


@rule("ACCE004", severity="W/E/E", since="building", references=("33.5",), rows=(66,), fixable=True)
def sizeless_criterion(prd: Prd) -> Findings:
    """Statistical criterion without its window or its sample size.

    A rate over a good day or over twelve cases passes or fails by luck.

    Looks at bounds in performance, and at percentages in safety and security; of coverage only the window is asked. A criterion on an evaluation set needs
    only the number of cases, which may stand on the set; one decided by an A/B test takes both from the test.
    Percentiles of latency and sizes of groups have rules of their own.

    Assumes, for the sample size in its fix, one-sided alpha 0.05 (0.10 under a 90% rule), power 0.8 and independent
    cases, or the clusters that the metric gives.

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
    Bad:
        metrics:
          coverage: {better: higher}
        requirements:
          coverage:
            - coverage >= 95% of members  # <- over which window
    Good:
        metrics:
          relevance: {launch: 70%}
          grounded: {launch: 95%, measured_on: eval_qa}
          coverage: {better: higher}
        evaluation: {sets: [{id: eval_qa, n: 1000}]}
        requirements:
          performance:
            - relevance >= launch over 14d, n >= 1000
            - grounded >= launch
          coverage:
            - coverage >= 95% of members over 14d
    """
    for family, entry in prd.requirements.each():
        covers = family == "coverage" and _is_share(prd, entry)
        if not (covers or statistical(prd, family, entry)) or (entry.verify.value == "ab" and len(prd.experiments)):
            continue
        size, window = prd.cases(entry), entry.window
        asks = [] if covers else [("on how many cases", size)]
        if not prd.offline(entry):
            asks = [("over which window", window), *asks]
        left = [(told, part) for told, part in asks if part.open]
        if left:
            proof = proof_of(prd, family, entry, stated=1)
            n = "" if covers or not size.open else str(proof.raised) if proof is not None else "…"
            yield Finding(
                entry.bound.path,
                f"{subject(entry)} does not say {' and '.join(told for told, _ in left)} it is decided",
                entry.restated(n=n, over="14d" if not prd.offline(entry) and window.open else ""),
                known_gap=all(part.unknown for _, part in left),
            )


def _is_share(prd: Prd, entry: Requirement) -> bool:
    """Whether the entry is a bound on a percentage."""
    value = prd.value_of(entry.bound.value) if entry.bound.value is not None else None
    return value is not None and value.unit is Unit.RATIO


@rule("ACCE005", severity="W/E/E", references=("33.5",), rows=(67,), fixable=True)
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
            - relevance >= launch over 30d, n >= 500  # <- needs 3,202 cases to show 70% when the truth is 72% (observed), has 500; on 500 only 73.6% (368) or more passes
    Bad:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks}
        evaluation:
          sets:
            - id: attacks
              n: 300
        requirements:
          security:
            - bound: attack <= launch  # <- on 300 only 0% (0) passes
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
        proof = proof_of(prd, family, entry)
        if proof is None or proof.stated >= proof.needed:
            continue
        mark = sampling.pass_mark(proof.threshold, proof.stated, alpha=proof.alpha, higher_is_better=proof.higher)
        passes = "not even a faultless result passes" if mark is None else f"only {_mark(mark, proof)} passes"
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} needs {number(proof.needed)} cases to show {percent(proof.threshold)} when the truth is "
            f"{percent(proof.expected)} {proof.source}, has {number(proof.stated)}; on {number(proof.stated)} {passes}",
            proof.resized(),
            (Related(proof.place, f"{percent(proof.expected)} is expected here"),),
            proof.numbers() | ({"pass_mark": round(mark, 6)} if mark is not None else {}),
        )


def _mark(mark: float, proof: Proof) -> str:
    count = f"{percent(round(mark, 3))} ({number(round(mark * proof.stated))})"
    return count if mark in {0, 1} else f"{count} or {'more' if proof.higher else 'less'}"


@rule("ACCE006", severity="W/E/E", references=("33.5",), rows=(68,), fixable=True)
def sample_out_of_reach(prd: Prd) -> Findings:
    """Sample size that the traffic cannot deliver within the window.

    The criterion cannot be decided when it is due, so it will be decided without its sample.

    Assumes that all traffic counts, or the share of the stage named in `at`, and that one case of traffic gives one
    observation. Without `traffic.volume` the traffic is `risk.exposure`. Silent where it counts something else than the
    sample does.

    Bad:
        traffic: {volume: 200/day}
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000  # <- needs 10,000 cases in 30 d, but 200/day brings 6,000
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
    for family, entry in prd.requirements.each():
        bound, n = entry.bound.value, entry.sample.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if bound is None or metric is None or n is None or prd.offline(entry):
            continue
        supplies = list(_supplies(prd, entry, n.noun or metric.per.value or ""))
        if not supplies or not (own_sample(entry) or statistical(prd, family, entry)):
            continue
        there, told, place = min(supplies)
        if there < n.amount * (1 - 1e-9):
            yield Finding(
                entry.sample.path,
                f"{subject(entry)} needs {number(n.amount)} {told}",
                _within_reach(prd, family, entry, there),
                (place,),
                {"needed_n": int(min(n.amount, 1e15)), "available_n": math.floor(there)},
            )


def _within_reach(prd: Prd, family: str, entry: Requirement, there: float) -> str:
    """A smaller sample where that still shows what it must, else a longer window."""
    proof, window, n = proof_of(prd, family, entry), entry.window.value, entry.sample.value
    smaller = entry.restated(n=str(max(1, math.floor(there))))
    if proof is None or proof.raised <= there or window is None or n is None or there < 1:
        return smaller
    return entry.restated(over=f"{math.ceil(window.amount / _DAY * n.amount / there)}d")


def _supplies(prd: Prd, entry: Requirement, counted: str) -> Iterator[tuple[float, str, Related]]:
    """How many of what is `counted` there can be, how to say so, and by which figure."""
    window, share = entry.window.value, _exposed(prd, entry)
    everyone, flow = prd.traffic.eligible, prd.traffic.volume if prd.traffic.volume.given else prd.risk.exposure
    what, of_it = (
        _plural(counted) if counted else "cases",
        "" if share == 1 else f" in the {percent(share)} that counts",
    )
    if everyone.value is not None and everyone.value.noun and _same(everyone.value.noun, counted):
        there = everyone.value.amount * share
        told = f"{what}, but there are {number(math.floor(there))}{of_it}"
        yield there, told, Related(everyone.path, f"{everyone.text} in all")
    rate = flow.value
    if rate is None or window is None or not rate.seconds or rate.base is not None:
        return
    if not counted or _same(rate.noun, counted):
        there = rate.amount / rate.seconds * window.amount * share
        told = f"{what} in {seconds(window.amount)}, but {rate.text} brings {number(math.floor(there))}{of_it}"
        yield there, told, Related(flow.path, f"the traffic is {rate.text}")


def _exposed(prd: Prd, entry: Requirement) -> float:
    """The share of the traffic that counts: of the stage named in `at`, and of the slice."""
    bound, stage = entry.bound.value, prd.rollout.stage(entry.at.value)
    exposed = (stage.exposure if stage is not None else None) or 1.0
    segment = prd.traffic.segments.get(bound.slice) if bound is not None else None
    part = segment.share.value if segment is not None else None
    return exposed * (part.amount if part is not None and part.unit is Unit.RATIO and part.amount > 0 else 1.0)


def _same(one: str, other: str) -> bool:
    return _plural(one.lower()) == _plural(other.lower())


def _plural(noun: str) -> str:
    return noun if noun.endswith("s") else f"{noun}s"


@rule(
    "ACCE007",
    severity="I/W/W",
    kinds=("ranking", "generative", "agent"),
    references=("33.5",),
    rows=(69,),
    fixable=True,
)
def clustered_sample(prd: Prd) -> Findings:
    """Sample that counts related cases as if each were new evidence.

    Ten recommendations to one member are not ten opinions: at a correlation of 0.2 they are worth fewer than four.

    Assumes clusters of equal size, whose effective size is n / (1 + (cluster_size - 1) * icc), and compares it with what
    the criterion needs at one-sided alpha 0.05 (0.10 under a 90% rule) and power 0.8. Without `cluster_size` and `icc` it asks for them, once a metric. Silent when n counts the clusters.
    A metric that names no `cluster` has that of its evaluation set (`clustered_by`).

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
          grounded:  # <- counts each claim, though those of one session are alike
            per: claim
            launch: 95%
            measured_on: eval_qa
        evaluation: {sets: [{id: eval_qa, n: 3600, clustered_by: session}]}
        requirements:
          performance:
            - grounded >= launch, n >= 3600
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
        if metric is None or n is None or not own_sample(entry) or not _clusters(prd, metric, n):
            continue
        if metric.icc.open or metric.cluster_size.open:
            asked.setdefault(metric.name, []).append(entry)
            continue
        proof = proof_of(prd, family, entry)
        if proof is None or proof.effect is None or proof.stated < proof.needed or proof.stated >= proof.raised:
            continue
        worth = math.floor(proof.stated / proof.effect)
        told = f"icc {metric.icc.text} with {metric.cluster_size.text} cases a {_cluster(prd, metric).text}"
        yield Finding(
            entry.bound.path,
            f"{subject(entry)} has {number(proof.stated)} related cases, worth {number(worth)} independent ones; "
            f"it needs {number(proof.needed)}",
            proof.resized(),
            (Related(metric.icc.path, told),),
            proof.numbers() | {"effective_n": worth, "design_effect": round(proof.effect, 6)},
        )
    for name, entries in asked.items():
        yield _unclustered(prd, prd.metrics[name], entries)


def _cluster(prd: Prd, metric: Metric) -> Answer[str]:
    """What cases of the metric hang together by: its own word, else that of its evaluation set."""
    name = metric.measured_on.value if metric.cluster.absent else None
    sets = (part.clustered_by for part in prd.evaluation.sets if name and part.id.value == name)
    return next(sets, metric.cluster)


def _clusters(prd: Prd, metric: Metric, n: Quantity) -> bool:
    per, cluster = metric.per.value, _cluster(prd, metric).value
    return bool(per and cluster and not _same(per, cluster) and not (n.noun and _same(n.noun, cluster)))


def _unclustered(prd: Prd, metric: Metric, entries: list[Requirement]) -> Finding:
    cluster = _cluster(prd, metric).text
    asks = {
        "icc": (metric.icc, "0 to 1"),
        "cluster_size": (metric.cluster_size, f"{metric.per.text}s a {cluster}"),
    }
    missing = {key: (part, told) for key, (part, told) in asks.items() if part.open}
    known = all(part.unknown for part, _ in missing.values())
    sizes = " and ".join(dict.fromkeys(number(entry.sample.value.amount) for entry in entries if entry.sample.value))
    place = metric.path if metric.cluster.absent else metric.cluster.path
    return Finding(
        next(part.path for part, _ in missing.values()) if known else place,
        f"metric `{metric.name}` counts each {metric.per.text}, though those of one {cluster} are alike; "
        f"without {' and '.join(f'`{key}`' for key in missing)} nobody can tell what {sizes} of them are worth",
        "\n".join(f"{key}: …   # {told}" for key, (_, told) in missing.items()),
        tuple(Related(entry.bound.path, "its sample size counts them as independent") for entry in entries[:4]),
        known_gap=known,
    )
