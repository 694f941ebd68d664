"""Slices far behind the rest, cold start or not (catalogue row 114)."""

import re
from typing import NamedTuple

from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.business import Limitation
from aiprd.prd.metric import Metric, Slice
from aiprd.quantity import Quantity, Unit, number, show
from aiprd.rule import Findings, rule, short, subject


@rule("COLD005", severity="I/W/W", references=("33.12",), rows=(114,))
def slice_far_behind(prd: Prd) -> Findings:
    """Slice far below the rest, and nothing says how far.

    An average hides the group for which the product does not work, most of all where nobody listed it as a group.

    Looks at slices whose observed value (else target) is behind the whole by more than the gap that fairness allows
    between groups, or worse than the launch bar though a limitation names them without a figure. A `launch` of the slice,
    a bound for it, or a limitation with a number or a metric answers. Groups under `across` are left to the fairness
    rules, and slices below the bar that nothing speaks of to the rule that asks for it.

    Bad:
        metrics:
          relevance:
            better: higher
            launch: 70%
            observed: 78%
            slices:
              cold_start: {observed: 52%, target: 60%}  # <- observed at 52%, 26 points behind the 78% of all
        limitations:
          - {what: new members, slice: cold_start}
    Bad:
        metrics:
          relevance:
            better: higher
            launch: 60%
            observed: 84%
            slices:
              cold_start: {observed: 66%}  # <- fairness allows 10 points between groups, and this is none of them
        requirements:
          fairness:
            - {bound: relevance gap <= 10pp, across: {region: [north, south]}}
    Good:
        metrics:
          relevance:
            better: higher
            launch: 70%
            observed: 78%
            slices:
              cold_start: {observed: 52%, target: 60%}
              returning: {observed: 79%}
        limitations:
          - {what: New members see 52% where all see 78%, slice: cold_start, metric: relevance}
    """
    for metric in prd.metrics.values():
        if metric.given and metric.better.value in {"higher", "lower"}:
            for name, part in metric.slices.items():
                standing = _standing(prd, metric, part)
                if standing is None or part.launch.given or _answered(prd, metric, name):
                    continue
                if standing.launch is None or _limitations(prd, metric, name):
                    yield _told(prd, metric, name, standing)


def _limitations(prd: Prd, metric: Metric, name: str) -> list[Limitation]:
    return [part for part in prd.limitations if part.slice.value in {name, f"{metric.name}.{name}"}]


class _Standing(NamedTuple):
    """Where a slice stands: its value, and what it is behind."""

    path: Path
    level: str
    value: Quantity
    whole: Quantity | None
    launch: Quantity | None
    gap: tuple[float, Path] | None

    @property
    def distance(self) -> float:
        return abs(self.whole.amount - self.value.amount) if self.whole is not None else 0.0


def _standing(prd: Prd, metric: Metric, part: Slice) -> _Standing | None:
    """None unless the slice is worse than the launch bar, or behind the whole by more than groups may differ."""
    for level, bound in (("observed", part.observed.value.value), ("target", part.target.value.value)):
        value = bound.value if bound is not None else None
        if value is None:
            continue
        whole, launch = (_better(metric, metric.amount(other), value) for other in (level, "launch"))
        standing = _Standing(part.path, level, value, whole, launch, _allowed_gap(prd, metric))
        wide = standing.gap is not None and value.unit is Unit.RATIO and standing.distance > standing.gap[0] + 1e-9
        if launch is not None or wide:
            return standing if wide else standing._replace(gap=None)
        return None
    return None


def _better(metric: Metric, other: Quantity | None, value: Quantity) -> Quantity | None:
    """`other` where it can be compared and is better."""
    alike = other is not None and other.unit is value.unit and metric.exceeds(other.amount, value.amount)
    return other if alike else None


def _allowed_gap(prd: Prd, metric: Metric) -> tuple[float, Path] | None:
    """How far groups may differ in this metric, as a share, and where that is said."""
    for entry in prd.requirements.fairness:
        bound = entry.bound.value
        if bound is not None and bound.spread == "gap" and bound.metric == metric.name and bound.value is not None:
            return bound.value.share, entry.bound.path
    return None


def _answered(prd: Prd, metric: Metric, name: str) -> bool:
    """Whether a slice has a bound or a limitation that tells how far behind it is, or is one of the groups."""
    names = {name, f"{metric.name}.{name}"}
    for limitation in _limitations(prd, metric, name):
        if limitation.metric.value in {metric.name, f"{metric.name}.{name}"} or re.search(r"\d", limitation.what.text):
            return True
    entries = [entry for _, entry in prd.requirements.each()]
    bounds = [answer.value for answer in (*(e.bound for e in entries), *(story.bound for story in prd.stories))]
    across = [item for entry in entries for item in entry.across.items()]
    groups = {attribute for attribute, _ in across} | {group.value for _, values in across for group in values}
    return name in groups or any(bound is not None and names & {bound.slice, bound.metric} for bound in bounds)


def _told(prd: Prd, metric: Metric, name: str, standing: _Standing) -> Finding:
    level, value, whole, launch, gap = standing[1:]
    told, related = f"{'observed' if level == 'observed' else 'aimed'} at {show(value)}", []
    if whole is not None:
        share = value.unit is Unit.RATIO
        distance = (
            f"{number(round(standing.distance * 100, 2))} points"
            if share
            else show(whole._replace(amount=standing.distance))
        )
        told += f", {distance} behind the {show(whole)} of all"
        related.append(Related(metric.rung(level).path, f"{show(whole)} in all"))
    if launch is not None:
        told += f"; the launch bar is {show(launch)}"
        related.append(Related(metric.launch.path, f"launch is {show(launch)}"))
    if gap is not None:
        told += f"; fairness allows {number(round(gap[0] * 100, 2))} points between groups, and this is none of them"
        related.append(Related(gap[1], "the gap allowed between groups"))
    line = f"- {{what: {name} at {show(value)}, slice: {name}, metric: {metric.name}, fallback: …, fix: …, by: …}}   # under limitations"
    for limitation in _limitations(prd, metric, name):
        related.append(Related(limitation.path, "tells the limitation without a number"))
        line = f"what: {limitation.what.text} at {show(value)}\nmetric: {metric.name}   # on the limitation"
    return Finding(
        standing.path,
        f"slice `{short(name)}` of {subject(metric)} is {told}",
        line,
        tuple(related),
        {"slice": value.amount, **({"whole": whole.amount} if whole is not None else {})},
    )
