"""FAIR: how far groups may differ, and whether anyone could tell (catalogue section C)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Number, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, number, percent, pp
from aiprd.rule import Findings, rule, short, subject
from aiprd.sampling import design_effect, gap_size_per_group

ALPHA, POWER = 0.05, 0.8

_ANY = re.compile(r"^(?:any|all|each|every|some|other|various)\b|\betc\b|\.\.\.|…", re.IGNORECASE)
_GROUPS = re.compile(
    r"gap|differen|dispar|parit|ratio|group|equal|worst|\beach\b|segment|demograph|gender|\bsex\b|\bage\b|region|ethnic|language",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b(\d{1,4}) (?:\w+ )?(categories|genres|brands|sellers|suppliers|departments)\b", re.IGNORECASE)
_SINGLE = re.compile(r"\bsingle\b|\bany one\b|\bone categor|\beach categor", re.IGNORECASE)
_KIND = re.compile(r"\b(categor|genre|brand|seller|supplier|department)", re.IGNORECASE)


@rule("FAIR001", severity="W/E/E", since="building", references=("33.3",), rows=(49,))
def unfinished_fairness_gap(prd: Prd) -> Findings:
    """Fairness without a metric, a notion of fairness, or the groups that are compared.

    Most notions of fairness exclude each other, so a gap without its notion is whichever one looks best.

    Bad:
        requirements:
          fairness:
            - relevance gap <= 10pp  # <- which notion of fairness is meant and between which groups
    Bad:
        requirements:
          fairness:  # <- how far groups may differ
            - top_share <= 30%
    Good:
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              definition: performance parity
              across: {region: [north, south]}
            - top_share <= 30%
    Good:
        requirements:
          fairness:
            - relevance >= 65% for cold_start
    """
    entries = [entry for entry in prd.requirements.fairness if entry.given]
    for entry in entries:
        asks = list(_unsaid(entry))
        if asks:
            yield Finding(
                entry.path,
                f"{subject(entry)} does not say {' and '.join(told for told, _ in asks)}",
                "\n".join(line for _, line in asks),
                known_gap=entry.definition.unknown or entry.across.unknown,
            )
    if entries and all(_about_no_group(prd, entry) for entry in entries):
        yield Finding(
            prd.requirements.fairness.path,
            "fairness does not say how far groups may differ",
            "- {bound: … gap <= …pp, definition: performance parity, across: {…: [… , …]}, n: …}",
        )


def _unsaid(entry: Requirement) -> Iterator[tuple[str, str]]:
    """What a comparison of groups leaves open, each with a line that answers it."""
    bound = entry.bound.value
    if bound is None or bound.spread not in {"gap", "ratio"}:
        return
    if not bound.metric:
        yield "of which metric", f"bound: … {bound.show()}"
    if entry.definition.open:
        yield "which notion of fairness is meant", "definition: performance parity"
    if entry.across.open and not bound.slice and not bound.population:
        yield "between which groups", "across: {…: [… , …]}"


def _about_no_group(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    if bound is None or bound.spread or bound.slice or bound.population or not entry.across.open:
        return False
    metric = prd.metric(bound.metric)
    told = f"{bound.metric} {entry.text.text} {entry.definition.text} {metric.means.text if metric is not None else ''}"
    return not _GROUPS.search(told)


@rule("FAIR002", severity="W/E/E", since="building", references=("33.3", "EU AI Act Art. 10"), rows=(50,))
def fairness_group_without_data(prd: Prd) -> Findings:
    """Groups to compare, and nothing that says who belongs to which.

    A gap between age groups cannot be computed where nobody's age is known, or may lawfully be used.

    An attribute is answered in `data.groups` with its source or a declared proxy, or by a data source or an evaluation set that names it. Whether
    a personal source has a lawful basis is asked where the source stands.

    Bad:
        data:
          sources: [{id: purchases, what: purchase history}]
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              across: {age_group: [under 40, over 40], region: [north, south]}  # <- nothing says where `age_group` and `region` come from
    Bad:
        data:
          groups:
            age_group: unknown  # <- where `age_group` comes from is still unknown
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              across: {age_group: [under 40, over 40]}
    Good:
        data:
          sources: [{id: profile, what: postal code and region}]
          groups: {age_group: birth year in the account}
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              across: {age_group: [under 40, over 40], region: [north, south]}
    """
    groups = prd.data.groups
    if groups.not_applicable or groups.broken or prd.data.broken:
        return
    users: dict[str, Requirement] = {}
    for entry in prd.requirements.fairness:
        for attribute in entry.across:
            if not _ANY.search(attribute):
                users.setdefault(attribute, entry)
    unknown = [name for name in users if groups.unknown or (name in groups and groups[name].unknown)]
    missing = [name for name in users if name not in unknown and name not in groups and not _in_a_source(prd, name)]
    if missing:
        paths = list(dict.fromkeys(users[name].across.path for name in missing))
        yield Finding(
            paths[0],
            f"nothing says where {_listed(missing)} {'comes' if len(missing) == 1 else 'come'} from, so no gap can be computed",
            "data:\n  groups: {" + ", ".join(f"{name}: …" for name in missing) + "}",
            tuple(Related(path, "compared here too") for path in paths[1:]),
        )
    if unknown:
        first = groups if groups.unknown else groups[unknown[0]]
        paths = list(dict.fromkeys(users[name].across.path for name in unknown))
        yield Finding(
            first.path,
            f"where {_listed(unknown)} {'comes' if len(unknown) == 1 else 'come'} from is still unknown, so no gap can be computed",
            "groups: {" + ", ".join(f"{name}: …" for name in unknown) + "}",
            tuple(Related(path, "compared here") for path in paths),
            known_gap=True,
        )


def _in_a_source(prd: Prd, attribute: str) -> bool:
    told = [f"{source.id.text} {source.what.text}" for source in prd.data.sources]
    told += [part.text for group in prd.evaluation.sets for part in (*group.slices, group.from_)]
    return any(_plain(attribute) in _plain(text) for text in (*told, *prd.data.groups))


def _plain(text: str) -> str:
    return text.lower().replace("_", " ").replace("-", " ")


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


@rule("FAIR003", severity="W/E/E", since="building", references=("33.5", "EU AI Act Art. 10"), rows=(51,))
def group_too_small_for_gap(prd: Prd) -> Findings:
    """Fairness gap that the stated group size cannot resolve.

    A gap measured on too few people is noise: six equal groups of 200 spread 8 points by chance.

    Assumes a one-sided test with alpha 0.05 and power 0.8, alpha shared among all pairs of groups
    under `across`, and a rate at the metric's launch value. The true gap is taken to be zero, which asks for the fewest, or the bound minus
    `margin` where the entry states one. Where the metric has `cluster_size` and `icc`, cases that hang together count for less.
    Looks at gaps of percentages; silent about ratios, and where the metric has no launch value.

    Bad:
        metrics:
          relevance: {launch: 70%, better: higher}
        requirements:
          fairness:
            - bound: relevance gap <= 10pp  # <- needs 260 in each group to show a gap under 10 pp, has 200
              n: 200
    Bad:
        metrics:
          relevance: {launch: 70%, better: higher}
        requirements:
          fairness:
            - bound: relevance gap <= 10pp  # <- needs 1,039 in each group to show a gap under 10 pp when it is truly 5 pp, has 800
              margin: 5pp
              n: 800
    Bad:
        metrics:
          relevance: {launch: 70%, better: higher}
        requirements:
          fairness:
            - relevance gap <= 10pp  # <- does not say how many are measured in each group
    Good:
        metrics:
          relevance: {launch: 70%, better: higher}
        requirements:
          fairness:
            - {bound: relevance gap <= 10pp, margin: 5pp, n: "1,039"}
            - relevance gap <= 10pp, n >= 260
            - {bound: relevance gap <= 10pp, n: 491, across: {region: [a, b, c, d, e]}}
            - {bound: relevance ratio >= 0.8, n: 40}
    """
    for gap in _gaps(prd):
        stated, needed = gap.entry.sample, gap.needed
        if stated.open:
            message = f"does not say how many are measured in each group, and {gap.need}"
            path = stated.path if stated.unknown else gap.entry.path
            yield Finding(path, message, gap.fix, gap.related(prd), gap.numbers, known_gap=stated.unknown)
        elif stated.value is not None and stated.value.amount < needed:
            numbers = {**gap.numbers, "stated_n": int(stated.value.amount)}
            message = f"{gap.need}, has {number(stated.value.amount)}"
            yield Finding(gap.entry.path, message, gap.fix, gap.related(prd), numbers)


class _Gap(NamedTuple):
    """A bound on a gap, and how many cases each group needs to show it."""

    entry: Requirement
    bound: Bound
    metric: Metric
    tolerance: float
    true_gap: float
    needed: int

    @property
    def need(self) -> str:
        truth = f" when it is truly {pp(self.true_gap)}" if self.true_gap else ""
        return f"needs {number(self.needed)} in each group to show a gap under {pp(self.tolerance)}{truth}"

    @property
    def fix(self) -> str:
        inside = self.bound.n is not None or self.entry.path == self.entry.bound.path
        line = self.entry.restated(n=str(self.needed)) if inside else f'n: "{number(self.needed)}"'
        return f"{line}   # in each group"

    @property
    def numbers(self) -> dict[str, Number]:
        told = {"needed_n": self.needed, "alpha": ALPHA, "power": POWER, "comparisons": _pairs(self.entry)}
        points = {"tolerance_pp": round(100 * self.tolerance, 9), "true_gap_pp": round(100 * self.true_gap, 9)}
        return {**told, **points, "design_effect": round(_inflation(self.metric), 9)}

    def related(self, prd: Prd) -> tuple[Related, ...]:
        launch, eligible = self.metric.launch, prd.traffic.eligible
        rate = Related(launch.path, f"the rate is taken to be {launch.text}, the launch value")
        return (rate, Related(eligible.path, eligible.text)) if eligible.given else (rate,)


def _gaps(prd: Prd) -> Iterator[_Gap]:
    """The bounds on gaps of percentages whose group size can be computed."""
    for entry, bound, metric, allowed in _bounds(prd):
        launch = metric.amount("launch") if metric is not None else None
        if metric is None or launch is None or launch.unit is not Unit.RATIO or bound.spread != "gap":
            continue
        if allowed.unit in {Unit.POINTS, Unit.RATIO}:
            margin = entry.margin.value
            known = margin is not None and margin.unit in {Unit.POINTS, Unit.RATIO}
            true_gap = max(0.0, round(allowed.share - margin.share, 12)) if margin is not None and known else 0.0
            pairs, rate = _pairs(entry), launch.amount
            try:
                size = gap_size_per_group(
                    allowed.share, rate, true_gap=true_gap, comparisons=pairs, alpha=ALPHA, power=POWER
                )
                yield _Gap(entry, bound, metric, allowed.share, true_gap, math.ceil(size * _inflation(metric) - 1e-9))
            except ValueError:
                continue  # a rate of 0% or 100%, a bound of nothing, a cluster of less than one


def _bounds(prd: Prd) -> Iterator[tuple[Requirement, Bound, Metric | None, Quantity]]:
    """The fairness bounds that come to a number, with their metric and that number."""
    for entry in prd.requirements.fairness:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if bound is not None and value is not None:
            yield entry, bound, prd.metric(bound.metric), value


def _pairs(entry: Requirement) -> int:
    """How many pairs of groups are compared; a gap is within one attribute, and the entry is about all of them."""
    return max(1, sum(len(groups) * (len(groups) - 1) // 2 for groups in entry.across.values()))


def _inflation(metric: Metric) -> float:
    size, icc = metric.cluster_size.value, metric.icc.value
    return design_effect(size, icc) if size is not None and icc is not None else 1.0


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
    for entry, bound, metric, cap in _bounds(prd):
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

    Fires where the capped metric has no observed value and another one of the same dimension, a share of the same kind of thing
    (categories, brands, sellers and the like), has.

    Bad:
        metrics:
          diversity: {means: largest single-category share of items, dimension: fairness, better: lower}
          top3: {means: share of items from the three largest categories, dimension: fairness, better: lower, observed: 23%}
        requirements:
          fairness:
            - diversity <= 30%  # <- caps `diversity`, which is not measured; `top3` is (23%)
    Good:
        metrics:
          diversity: {means: largest single-category share of items, dimension: fairness, better: lower, observed: 14%}
          top3: {means: share of items from the three largest categories, dimension: fairness, better: lower, observed: 23%}
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
                f"caps `{capped.name}`, which is not measured; `{other.name}` is ({seen}), but it is another share",
                f"observed: {{value: …%, n: …, from: …, date: …}}   # on `{capped.name}`, or cap `{other.name}` instead",
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


@rule("FAIR006", severity="W/E/E", since="building", confidence="likely", references=("33.5",), rows=(152,))
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
            if _ANY.search(attribute):
                yield Finding(
                    entry.across.path,
                    f"`{short(attribute)}` names no group that could be measured",
                    "across: {…: [… , …]}   # an attribute and its groups",
                )
