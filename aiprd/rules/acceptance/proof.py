"""What it takes to show that a criterion holds."""

import math
from typing import NamedTuple

from aiprd import sampling
from aiprd.answer import Answer
from aiprd.diagnostic import Path
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, number

POWER = 0.8


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
        return {"needed_n": self.needed, "stated_n": self.stated, **rates, "alpha": self.alpha, "power": POWER}

    def resized(self) -> str:
        """The line that gives the criterion enough cases, wherever its number stands."""
        on_bound = self.size.path == self.entry.bound.path
        line = self.entry.restated(n=str(self.raised)) if on_bound else f"n: {self.raised}"
        return line if self.raised == self.needed else f"{line}   # {number(self.needed)} independent ones"


def proof_of(prd: Prd, family: str, entry: Requirement, stated: int = 0) -> Proof | None:
    """The proof an entry calls for, of `stated` cases where it gives none; None where a number is missing or the
    expected value is not beyond the bar.
    """
    bound, cases = entry.bound.value, prd.cases(entry)
    if bound is None or not (statistical(prd, family, entry) or (family == "coverage" and own_sample(entry))):
        return None
    stated = int(min(cases.value.amount, 1e9)) if cases.value is not None else stated
    metric, threshold = prd.metric(bound.metric), _share(prd, bound.metric, prd.value_of(bound))
    if metric is None or threshold is None or not 0 < threshold < 1 or bound.op is None or stated < 1:
        return None
    higher = bound.op.floor or (not bound.op.ceiling and not metric.lower_is_better)
    expected = _expected(prd, entry, threshold, higher=higher)
    if expected is None or not (threshold < expected[0] <= 1 if higher else 0 <= expected[0] < threshold):
        return None
    alpha = 0.1 if (entry.rule.value or "").endswith("90") else 0.05
    try:
        needed = sampling.verification_size(threshold, expected[0], alpha=alpha, power=POWER)
    except ValueError:
        return None
    return Proof(entry, metric, threshold, *expected, higher, alpha, cases, stated, needed)


def _share(prd: Prd, name: str, quantity: Quantity | None) -> float | None:
    """A percentage, or a bare number where the metric is a proportion, as a share of one."""
    metric = prd.metric(name)
    if quantity is None or metric is None:
        return None
    bare = quantity.unit is Unit.NUMBER and metric.measure is Unit.RATIO
    return quantity.amount if quantity.unit is Unit.RATIO or bare else None


def _expected(prd: Prd, entry: Requirement, threshold: float, *, higher: bool) -> tuple[float, str, Path] | None:
    """What the truth is expected to be, where that comes from, and where it stands."""
    bound = entry.bound.value
    metric = prd.metric(bound.metric) if bound is not None else None
    if bound is None or metric is None:
        return None
    part = metric.slices.get(bound.slice)
    found = {"observed": metric.observed.value, "target": metric.target.value}
    if bound.slice:
        found = {"observed": part.observed.value, "target": part.target.value} if part is not None else {}
    for source, answer in found.items():
        if answer.value is not None:
            share = _share(prd, bound.metric, answer.value.value)
            return (share, f"({source})", answer.path) if share is not None else None
    margin = entry.margin.value
    if margin is None or margin.unit not in {Unit.RATIO, Unit.POINTS}:
        return None
    return threshold + margin.share * (1 if higher else -1), "by the declared margin", entry.margin.path


def statistical(prd: Prd, family: str, entry: Requirement) -> bool:
    """Whether the entry is a rate or a mean of what the model does."""
    bound = entry.bound.value
    metric = prd.metric(bound.metric) if bound is not None else None
    value = prd.value_of(bound) if bound is not None else None
    if bound is None or metric is None or value is None or bound.spread or bound.statistic:
        return False
    if "deterministic" in {entry.nature.value, metric.nature.value}:
        return False
    return family == "performance" or (family in {"safety", "security"} and value.unit is Unit.RATIO)


def own_sample(entry: Requirement) -> bool:
    """Whether the entry states its sample size itself, not by way of the defaults."""
    return entry.sample.given and "defaults" not in entry.sample.path
