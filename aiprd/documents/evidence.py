"""What is known about a promise: the value measured, on how many cases, and whether that proves it."""

import math
from typing import NamedTuple

from aiprd.answer import Part
from aiprd.bound import Bound, Op
from aiprd.documents.markdown import Markdown, escaped, joined
from aiprd.documents.telling import NOT_SAID, Teller
from aiprd.documents.wrong import COMPUTED, wrong_told
from aiprd.prd.metric import Metric, Observed
from aiprd.quantity import Quantity, Unit, number, percent, show
from aiprd.sampling import effective_size, one_sided_bound

PROVEN, MET, MISSED, OPEN = "proven", "met, not proven", "missed", "no evidence"
VERDICTS = (PROVEN, MET, MISSED, OPEN)


class Proof(NamedTuple):
    """One promise held against what was measured; `told` is the evidence in a sentence."""

    verdict: str
    told: Markdown


def proof(bound: Bound, teller: Teller) -> Proof:
    """Whether what was measured meets `bound`, and whether the cases are enough to prove it (one-sided, 95%)."""
    metric, seen = measured(bound, teller)
    if metric is None or seen is None or not seen.given:
        said = seen if seen is not None and (seen.unknown or seen.not_applicable) else None
        return Proof(OPEN, teller.told(said) if said is not None else Markdown("no measured value is recorded"))
    value, asked = seen.value.value, teller.value_of(bound)
    told = record(seen, teller)
    if value is None or value.value is None:
        return Proof(OPEN, told or NOT_SAID)
    if asked is None or bound.op is None:
        return Proof(OPEN, joined([told, Markdown("no number to hold it against")]))
    if asked.unit is not value.value.unit and {asked.unit, value.value.unit} != {Unit.POINTS, Unit.RATIO}:
        return Proof(OPEN, joined([told, Markdown("in another unit than what is asked for")]))
    if (bound.statistic or "mean") != (value.statistic or bound.statistic or "mean"):
        return Proof(OPEN, joined([told, escaped(f"measured as {value.statistic}, asked for is another figure")]))
    if not bound.op.holds(value.value.share, asked.share):
        return Proof(MISSED, joined([told, escaped(f"asked for is {_asked(bound.op, asked)}")]))
    return _proven(bound, asked, value.value, metric, seen, told)


def _proven(bound: Bound, asked: Quantity, value: Quantity, metric: Metric, seen: Observed, told: Markdown) -> Proof:
    """A share met: proven where its confidence bound is on the right side too."""
    n = seen.n.value
    if asked.unit is not Unit.RATIO or bound.statistic or bound.spread or not 0 <= value.amount <= 1:
        return Proof(MET, joined([told, Markdown("no interval can be computed from what is said")]))
    assert bound.op is not None  # noqa: S101 - asked by the caller
    if n is None or n.amount < 1:
        return Proof(MET, joined([told, Markdown("without that number it proves nothing yet")]))
    cases, worth = _independent(n.amount, metric)
    limit = one_sided_bound(value.amount, cases, upper=bound.op.ceiling)
    side = "at most" if bound.op.ceiling else "at least"
    shown = percent((math.ceil if bound.op.ceiling else math.floor)(limit * 1e4) / 1e4)
    told = joined([told, escaped(f"the true value is {side} {shown}{COMPUTED} with 95% confidence{worth}")])
    if bound.n is not None and n.amount < bound.n.amount:
        return Proof(MET, joined([told, escaped(f"asked for are {number(bound.n.amount)} cases")]))
    return Proof(PROVEN if bound.op.holds(limit, asked.amount) else MET, told)


def _independent(n: float, metric: Metric) -> tuple[float, str]:
    """How many independent cases `n` are worth, and a clause that says so where that is fewer."""
    size, icc = metric.cluster_size.value, metric.icc.value
    if size is None or icc is None or size <= 1 or not 0 < icc <= 1:
        return n, ""
    worth = max(1.0, effective_size(n, size, icc))
    return worth, f" ({number(n)} clustered cases are worth {number(int(worth))}{COMPUTED})"


def record(seen: Observed, teller: Teller) -> Markdown:
    """What was measured, on how many cases, where and when; what is not said of it says so."""
    n = teller.told(seen.n)
    return joined(
        [
            teller.figure(seen.value) or NOT_SAID,
            Markdown(f"on {n} cases") if n else Markdown("number of cases **not said**"),
            _led("from ", teller.told(seen.from_)),
            teller.told(seen.date) or Markdown("date **not said**"),
        ],
        ", ",
    )


def _led(lead: str, text: Markdown) -> Markdown:
    return Markdown(lead + text) if text else text


def _asked(op: Op, asked: Quantity) -> str:
    return f"{'at least' if op.floor else 'at most' if op.ceiling else 'exactly'} {show(asked)}"


def measured(bound: Bound, teller: Teller) -> tuple[Metric | None, Observed | None]:
    """The metric a bound is about and what was measured of it: of its slice, or of the metric that is its gap."""
    prd = teller.prd
    metric = prd.metric(f"{bound.metric}_{bound.spread}" if bound.spread else bound.metric)
    if metric is None or not bound.slice:
        return metric, metric.observed if metric is not None else None
    part = metric.slices.get(bound.slice)
    return metric, part.observed if part is not None else None


def launch_bound(metric: Metric) -> Bound | None:
    """What the metric's launch value asks for; None where it has none or no direction."""
    if metric.amount("launch") is None or metric.better.value not in {"higher", "lower", None}:
        return None
    return Bound(metric=metric.name, op=Op.AT_MOST if metric.lower_is_better else Op.AT_LEAST, level="launch")


class Standing(NamedTuple):
    """One primary metric in a line: what is promised, where it stands, and on what evidence."""

    name: Markdown
    link: Markdown
    means: Markdown
    today: Markdown
    promised: Markdown
    goal: Markdown
    seen: Markdown
    verdict: str
    evidence: Markdown


def standings(teller: Teller) -> list[Standing]:
    """The primary metrics, in the document's order."""
    return [_standing(metric, teller) for metric in teller.prd.primary_metrics()]


def _standing(metric: Metric, teller: Teller) -> Standing:
    bound = launch_bound(metric)
    shown = proof(bound, teller) if bound is not None else Proof(OPEN, Markdown("no launch value to hold it against"))
    return Standing(
        name=escaped(metric.name),
        link=teller.link(escaped(metric.name), metric),
        means=teller.told(metric.means) or NOT_SAID,
        today=_rung(metric, "baseline", metric.baseline, teller),
        promised=_rung(metric, "launch", metric.launch, teller),
        goal=_rung(metric, "target", metric.target, teller),
        seen=_rung(metric, "observed", metric.observed, teller),
        verdict=shown.verdict,
        evidence=shown.told,
    )


def _rung(metric: Metric, level: str, part: Part, teller: Teller) -> Markdown:
    """One value with how often it is wrong there."""
    told = teller.figure(metric.rung(level)) or teller.told(part) or NOT_SAID
    wrong = wrong_told(metric, metric.amount(level))
    return Markdown(f"{told} ({wrong})") if wrong else told


def verdicts(standing: list[Standing]) -> str:
    """How many promises are proven, met, missed and without evidence, in words."""
    counts = [(sum(each.verdict == verdict for each in standing), verdict) for verdict in VERDICTS]
    return ", ".join(f"{count} {verdict}" for count, verdict in counts if count) or "no metric has a launch value"
