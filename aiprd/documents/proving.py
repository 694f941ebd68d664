"""The statistical fine print of one promise: what must be observed, whether the cases are enough, and how long it takes."""

import math
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.documents.ladder import counts
from aiprd.documents.markdown import Markdown, escaped
from aiprd.documents.telling import Teller
from aiprd.documents.wrong import COMPUTED
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, number, percent, pp, show
from aiprd.sampling import design_effect, effective_size, pass_mark, smallest_gap_shown, verification_size

_MOST = 1e9
"""Cases beyond which nobody counts them one by one."""
_NOTHING = Markdown("")


class Level(NamedTuple):
    """How sure one wants to be: the chance of a false pass, and its name."""

    alpha: float
    name: str


def level(entry: Requirement) -> Level:
    """How sure the decision rule wants to be; 95% where it does not say."""
    return Level(0.10, "90%") if (entry.rule.value or "").endswith("_90") else Level(0.05, "95%")


def cases(entry: Requirement, teller: Teller) -> Answer[Quantity]:
    """How many cases decide it; the size of a whole set says nothing of a group or a slice."""
    bound = entry.bound.value
    part = entry.family == "fairness" or (bound is not None and bound.slice)
    return entry.sample if part else teller.prd.cases(entry)


def pass_line(entry: Requirement, bound: Bound, teller: Teller) -> Markdown:
    """What must be observed on the stated cases to prove the threshold, one-sided; empty where no formula fits."""
    told = _mark(entry, bound, teller)
    alone = "by its rule the estimate alone decides; " if told and entry.rule.value == "point" else ""
    return Markdown(alone + told)


def _mark(entry: Requirement, bound: Bound, teller: Teller) -> Markdown:
    n, value = cases(entry, teller).value, teller.value_of(bound)
    if n is None or value is None or bound.op is None or not (bound.op.floor or bound.op.ceiling):
        return _NOTHING
    metric = teller.prd.metric(bound.metric)
    worth, because = independent(n.amount, metric)
    if not 1 <= worth <= _MOST:
        return _NOTHING
    if bound.spread == "gap":
        return _gap(entry, value, worth, metric)
    if bound.spread:
        return _NOTHING
    if bound.statistic:
        return _percentile(entry, bound, value, worth)
    if value.unit is not Unit.RATIO or not 0 < value.amount < 1:
        return _NOTHING
    return _share(entry, bound, value.amount, worth, because)


def _share(entry: Requirement, bound: Bound, threshold: float, worth: int, because: str) -> Markdown:
    sure = level(entry)
    assert bound.op is not None  # noqa: S101 - asked by the caller
    where = " in each group" if entry.family == "fairness" else ""
    mark = pass_mark(threshold, worth, alpha=sure.alpha, higher_is_better=bound.op.floor)
    if mark is None:
        return escaped(
            f"none: not even a perfect run on {number(worth)} cases{because} proves it at {sure.name}{where}"
        )
    side = "at least" if bound.op.floor else "at most"
    count = because or f" ({number(round(mark * worth))} of {number(worth)})"
    return escaped(f"{side} {percent(mark)}{COMPUTED}{count} observed{where} proves it at {sure.name}")


def _percentile(entry: Requirement, bound: Bound, value: Quantity, worth: int) -> Markdown:
    """A percentile below a value is a share of cases below it, so the same exact test decides."""
    if not bound.statistic.startswith("P") or bound.op is None or not bound.op.ceiling:
        return _NOTHING
    share, sure = float(bound.statistic[1:]) / 100, level(entry)
    mark = pass_mark(share, worth, alpha=sure.alpha) if 0 < share < 1 else None
    if mark is None:
        return escaped(f"none: {number(worth)} cases are too few to prove a {bound.statistic} at {sure.name}")
    of = f"{number(math.ceil(mark * worth - 1e-9))} of {number(worth)}"
    return escaped(f"at least {of}{COMPUTED} cases within {show(value)} proves it at {sure.name}")


def _gap(entry: Requirement, value: Quantity, worth: int, metric: Metric | None) -> Markdown:
    """What gap may be observed when chance alone makes some; needs a rate, and knows the pairs of groups."""
    rate = next((got for at in ("observed", "launch") if metric and (got := metric.amount(at))), None)
    if rate is None or rate.unit is not Unit.RATIO or not 0 < rate.amount < 1 or not 0 < value.share < 1:
        return _NOTHING
    sure = level(entry)
    pairs = max(1, sum(len(groups) * (len(groups) - 1) // 2 for groups in entry.across.values()))
    chance = smallest_gap_shown(worth, rate.amount, comparisons=pairs, alpha=sure.alpha, power=0.5)
    so_many = f"{number(worth)} cases in each group, {number(pairs)} {'pair' if pairs == 1 else 'pairs'} of groups"
    if chance >= value.share:
        return escaped(
            f"none: at {percent(rate.amount)}, chance alone makes gaps of {pp(chance)}{COMPUTED} ({so_many})"
        )
    mark = math.floor(1000 * (value.share - chance)) / 1000
    return escaped(f"a gap of at most {pp(mark)}{COMPUTED} observed proves it at {sure.name} ({so_many})")


def enough(entry: Requirement, bound: Bound, teller: Teller) -> Markdown:
    """How many cases it takes if the truth is as measured or aimed at, beside how many are planned."""
    value, metric = teller.value_of(bound), teller.prd.metric(bound.metric)
    plain = not bound.spread and not bound.statistic and not bound.slice
    if metric is None or value is None or value.unit is not Unit.RATIO or bound.op is None or not plain:
        return _NOTHING
    named = (("as measured", "observed"), ("as aimed at", "target"))
    found = [(how, got) for how, at in named if (got := metric.amount(at)) is not None and got.unit is Unit.RATIO]
    if not found or not 0 < value.amount < 1 or not 0 <= found[0][1].amount <= 1:
        return _NOTHING
    how, truth = found[0]
    if not bound.op.holds(truth.amount, value.amount) or truth.amount == value.amount:
        return escaped(f"no number of cases proves it while the truth is {show(truth)}, {how}")
    needed = math.ceil(verification_size(value.amount, truth.amount, alpha=level(entry).alpha) * _inflation(metric))
    n = cases(entry, teller).value
    planned = f"; {number(n.amount)} are planned" if n is not None else ""
    return escaped(
        f"{number(needed)}{COMPUTED} cases show it in 4 of 5 tries if the truth is {show(truth)}, {how}{planned}"
    )


def gathering(entry: Requirement, bound: Bound, teller: Teller) -> Markdown:
    """How long the cases take to come in at the traffic that is said, with the share of users of its stage."""
    prd, n = teller.prd, cases(entry, teller).value
    metric, rate = prd.metric(bound.metric), prd.traffic.volume.value
    if metric is None or n is None or rate is None or not rate.seconds or rate.base is not None or rate.amount <= 0:
        return _NOTHING
    if prd.offline(entry) or entry.family == "fairness" or bound.slice or not counts(rate, metric):
        return _NOTHING
    stage = prd.rollout.stage(entry.at.value)
    share = stage.exposure if stage is not None else None
    if not share:
        share, of = 1.0, "of all traffic"
    else:
        of = f"of the {percent(share)} of users in stage {stage.label if stage is not None else ''}"
    days = n.amount / (rate.amount * share) * rate.seconds / 86_400
    return escaped(f"{_days(days)}{COMPUTED} {of}, at {rate.text}")


def _days(days: float) -> str:
    if days < 1 / 24:
        return "under an hour"
    return f"{number(round(days, 1))} days" if days >= 2 else f"{number(round(24 * days, 1))} hours"


def independent(n: float, metric: Metric | None) -> tuple[int, str]:
    """How many independent cases `n` are worth, and why where that is fewer."""
    size = metric.cluster_size.value if metric is not None else None
    icc = metric.icc.value if metric is not None else None
    if metric is None or size is None or icc is None or size <= 1 or not 0 < icc <= 1:
        return int(min(n, 2e9)), ""
    worth = int(min(effective_size(n, size, icc), 2e9))
    cluster = metric.cluster.value or "cluster"
    return (
        worth,
        f" ({number(n)} cases are worth {number(worth)}{COMPUTED}, {number(size)} of each {cluster} hang together)",
    )


def _inflation(metric: Metric) -> float:
    size, icc = metric.cluster_size.value, metric.icc.value
    plain = size is None or icc is None or size < 1 or not 0 <= icc <= 1
    return 1.0 if plain or size is None or icc is None else design_effect(size, icc)
