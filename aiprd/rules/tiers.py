"""TIER: every promise is looked at by somebody (catalogue row 149)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.rule import Findings, listed, rule, short, subject

_GAP = Pattern(r"gap|parity|dispar|difference|ratio|between (two )?groups|by group|fairness", re.IGNORECASE)


@rule("TIER001", severity="W/E/E", since="pilot", references=("33.7",), rows=(149,))
def unreviewed_requirement(prd: Prd) -> Findings:
    """Metric under a requirement that is in no review tier.

    What is on nobody's list is looked at after somebody has complained.

    A gap between groups needs a metric of its own in a tier (or a slice of the metric), since the mean of all hides it.
    Silent without tiers: another rule asks for them.

    Bad:
        metrics:
          relevance: {better: higher}
          uptime: {better: higher}
        requirements:
          performance:
            - relevance >= 70%
          reliability:
            - uptime >= 99.5% over 30d
        monitoring:
          tiers:  # <- `uptime` is required and in no review tier
            weekly: [relevance]
    Bad:
        metrics:
          relevance: {better: higher}
        requirements:
          fairness:
            - relevance gap <= 10pp
        monitoring:
          tiers:  # <- the gap of `relevance` is required
            weekly: [relevance]
    Good:
        metrics:
          relevance: {better: higher}
          relevance_gap: {means: largest difference between two groups}
          uptime: {better: higher}
        requirements:
          fairness:
            - relevance gap <= 10pp
          reliability:
            - uptime >= 99.5% over 30d
        monitoring:
          tiers: {daily: [uptime], monthly: [relevance_gap]}
    """
    tiers = prd.monitoring.tiers
    lists = (tiers.daily, tiers.weekly, tiers.monthly)
    listed_names = {name.value for entries in lists for name in entries if name.value}
    unread = any(entries.broken for entries in lists) or any(name.broken for entries in lists for name in entries)
    if not listed_names or unread:
        return
    names = {name.partition(".")[0] for name in listed_names}
    whole: dict[str, Requirement] = {}
    gaps: dict[str, Requirement] = {}
    for _, entry in prd.requirements.each():
        bound = entry.bound.value
        metric = prd.metric(bound.metric.partition(".")[0]) if bound is not None else None
        if bound is None or metric is None:
            continue
        if bound.spread and not _watches_groups(prd, listed_names, metric.name):
            gaps.setdefault(metric.name, entry)
        elif not bound.spread and metric.name not in names:
            whole.setdefault(metric.name, entry)
    if whole or gaps:
        yield _unreviewed(prd, whole, gaps)


def _watches_groups(prd: Prd, names: set[str], metric: str) -> bool:
    """Whether a tier holds a metric on differences between groups, or slices of this one."""
    if any(name.startswith(f"{metric}.") for name in names):
        return True
    metrics = (prd.metric(name) for name in names)
    return any(_GAP.search(f"{part.name} {part.means.value or ''}") for part in metrics if part is not None)


def _unreviewed(prd: Prd, whole: dict[str, Requirement], gaps: dict[str, Requirement]) -> Finding:
    told = [f"`{short(name)}`" for name in whole] + [f"the gap of `{short(name)}`" for name in gaps]
    tier = "monthly" if gaps and not whole else "weekly"
    part = prd.monitoring.tiers.monthly if tier == "monthly" else prd.monitoring.tiers.weekly
    kept = [name.value for name in part if name.value]
    line = f"{tier}: [{', '.join([*kept, *whole, *(f'{name}_gap' for name in gaps)])}]"
    new = [
        f"{name}_gap: {{means: largest difference in {name} between two groups, dimension: fairness, better: lower, unit: points}}"
        for name in gaps
        if prd.metric(f"{name}_gap") is None
    ]
    return Finding(
        prd.monitoring.tiers.path,
        f"{listed(told)} {'is' if len(told) == 1 else 'are'} required and in no review tier",
        "\n".join([line, *(f"# and under metrics:\n{metric}" for metric in new)]),
        tuple(Related(entry.path, f"required by {subject(entry)}") for entry in [*whole.values(), *gaps.values()][:8]),
    )
