"""FAIR004 to FAIR006: caps on concentration, and groups that nobody could list."""

import math
import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, rule, short, subject
from aiprd.rules.fairness.bounds import ANY, bounds

_PARTS = Pattern(r"\b(\d{1,4}) (?:\w+ )?(categories|genres|brands|sellers|suppliers|departments)\b", re.IGNORECASE)
_SINGLE = Pattern(r"\bsingle\b|\bany one\b|\bone categor|\beach categor", re.IGNORECASE)
_KIND = Pattern(r"\b(categor|genre|brand|seller|supplier|department)", re.IGNORECASE)


@rule("FAIR004", severity="W/W/W", kinds=("ranking",), confidence="likely", references=("33.5",), rows=(52,))
def impossible_concentration_cap(prd: Prd) -> Findings:
    """A cap on the largest share that no split can keep.

    Among five categories one always has at least 20%, so a cap of 15% fails whatever the product does.

    The number of categories is read from the words of the metric or the requirement, where they speak of a single one.

    Bad:
        metrics:
          largest: {means: largest single-category share among 5 categories, better: lower}
        requirements:
          fairness:
            - largest <= 15%  # <- one of 5 always has 20% or more
    Good:
        metrics:
          largest: {means: largest single-category share among 5 categories, better: lower}
          top: {means: share of items from the 3 largest categories, better: lower}
        requirements:
          fairness:
            - largest <= 30%
            - top <= 25%
    """
    for entry, bound, metric, cap in bounds(prd):
        if bound.spread or cap.unit is not Unit.RATIO or bound.op is None or bound.op.floor:
            continue
        words = f"{metric.means.text if metric is not None else ''} {entry.text.text} {entry.definition.text}"
        match = _PARTS.search(words) if _SINGLE.search(words) else None
        count = int(match[1]) if match is not None else 0
        if match is not None and 0 < count * cap.amount < 1 - 1e-9:
            yield Finding(
                entry.bound.path,
                f"allows the largest {percent(cap.amount)}, but one of {count} always has {percent(1 / count)} or more",
                f"a cap of {math.ceil(100 / count)}% or more",
                (Related(metric.means.path, f"speaks of {match[0]}"),) if metric is not None else (),
                {"cap": cap.amount, "categories": count, "least_possible": round(1 / count, 9)},
            )


@rule(
    "FAIR005",
    severity="W/W/W",
    since="pilot",
    kinds=("ranking",),
    confidence="likely",
    references=("33.5",),
    rows=(52,),
)
def cap_on_unmeasured_share(prd: Prd) -> Findings:
    """A cap on one kind of concentration, while another kind is what gets measured.

    The largest category's share and that of the largest three say nothing about each other's bound.

    Fires where the capped metric has no observed value and another one of the same dimension, a share of the same
    kind of thing (categories, brands, sellers and the like), has.

    Bad:
        metrics:
          diversity: {means: largest single-category share of items, dimension: fairness, better: lower}
          top3: {means: share of the three largest categories, dimension: fairness, better: lower, observed: 23%}
        requirements:
          fairness:
            - diversity <= 30%  # <- caps `diversity`, which is not measured; `top3` is (23%)
    Good:
        metrics:
          diversity: {means: largest single-category share of items, dimension: fairness, better: lower, observed: 14%}
          top3: {means: share of the three largest categories, dimension: fairness, better: lower, observed: 23%}
        requirements:
          fairness:
            - diversity <= 30%
    """
    for entry in prd.requirements.fairness:
        bound = entry.bound.value
        capped = prd.metric(bound.metric) if bound is not None else None
        if bound is None or capped is None or bound.op is None or bound.op.floor or not capped.observed.value.open:
            continue
        other = next((metric for metric in prd.metrics.values() if _same_concentration(capped, metric)), None)
        if other is not None:
            seen = other.observed.value.text
            yield Finding(
                entry.bound.path,
                f"{subject(entry)} caps `{capped.name}`, which is not measured; `{other.name}` is ({seen}), but it is another share",
                f"observed: {{value: …%, n: …, date: …}}   # on `{capped.name}`; or cap `{other.name}` instead",
                (Related(other.observed.path, f"{seen} observed"),),
            )


def _same_concentration(one: Metric, other: Metric) -> bool:
    """Whether both are shares of the same kind of thing, and the other one is observed."""
    if other is one or not other.given or other.observed.value.value is None:
        return False
    kinds = [_KIND.search(metric.means.text) for metric in (one, other)]
    shares = all("share" in metric.means.text.lower() and metric.lower_is_better for metric in (one, other))
    same = kinds[0] is not None and kinds[1] is not None and kinds[0][1].lower() == kinds[1][1].lower()
    return same and shares and one.dimension.value == other.dimension.value


@rule(
    "FAIR006", severity="W/E/E", since="building", confidence="likely", references=("33.5",), rows=(152,), fixable=True
)
def uncountable_groups(prd: Prd) -> Findings:
    """Groups that nobody could list.

    "Any segment" is infinitely many, so some segment always breaks the bound and none can be tested.

    Bad:
        requirements:
          fairness:
            - bound: top_share <= 30%
              across: [any segment]  # <- `any segment` names no group
    Good:
        requirements:
          fairness:
            - {bound: top_share <= 30%, across: {tenure: [under 1 year, 1 year and more]}}
            - {bound: relevance gap <= 10pp, across: [age_group, region]}
    """
    for entry in prd.requirements.fairness:
        for attribute in entry.across:
            if ANY.search(attribute):
                yield Finding(
                    entry.across.path,
                    f"`{short(attribute)}` names no group that could be measured",
                    "across: {…: [… , …]}   # an attribute and its groups",
                )
