"""FAIR001 to FAIR003: comparing groups, and whether anyone could."""

import math
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Number, Related
from aiprd.field import Guesses
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.promise import Requirement, pasted
from aiprd.quantity import Unit, number, pp
from aiprd.rule import Findings, listed, rule, short, subject
from aiprd.rules.fairness.bounds import ANY, bounds
from aiprd.sampling import design_effect, gap_size_per_group

ALPHA, POWER = 0.05, 0.8

_GROUPS = Pattern(
    r"gap|differen|dispar|parit|ratio|group|equal|worst|\beach\b|segment|demograph|gender|\bsex\b|\bage\b|region|"
    r"ethnic|language",
    re.IGNORECASE,
)


@rule("FAIR001", severity="W/E/E", since="building", references=("33.3",), rows=(49,), fixable=True)
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
        yield "of which metric", pasted(entry.bound, bound._replace(metric="…"))
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


@rule("FAIR002", severity="W/E/E", since="building", references=("33.3", "EU AI Act Art. 10"), rows=(50,), fixable=True)
def fairness_group_without_data(prd: Prd) -> Findings:
    """Groups to compare, and nothing that says who belongs to which.

    A gap between age groups cannot be computed where nobody's age is known, or may lawfully be used.

    An attribute is answered in `data.groups` with its source or a declared proxy, or by a data source or an
    evaluation set that names it. Where the document lists its sources, a source that is given by an id is looked up
    among them; words such as `birth year in the account` are taken as they are. Whether a personal source has a lawful
    basis is asked where the source stands.

    Bad:
        data:
          sources: [{id: purchases, what: purchase history}]
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              across: {age_group: [young, old], region: [north, south]}  # <- where `age_group` and `region` come from
    Bad:
        data:
          groups:
            age_group: unknown  # <- where `age_group` comes from is still unknown
        requirements:
          fairness:
            - bound: relevance gap <= 10pp
              across: {age_group: [under 40, over 40]}
    Bad:
        data:
          sources: [{id: purchases, what: purchase history}]
          groups:
            age_group: census_feed  # <- `age_group` is to come from `census_feed`, but no data source is called so
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
            if not ANY.search(attribute):
                users.setdefault(attribute, entry)
    unknown = [name for name in users if groups.unknown or (name in groups and groups[name].unknown)]
    missing = [name for name in users if name not in unknown and name not in groups and not _in_a_source(prd, name)]
    if missing:
        paths = list(dict.fromkeys(users[name].across.path for name in missing))
        yield Finding(
            paths[0],
            f"nothing says where {_origin(missing)} from, so no gap can be computed",
            "data:\n  groups: {" + ", ".join(f"{name}: …" for name in missing) + "}",
            tuple(Related(path, "compared here too") for path in paths[1:]),
        )
    if unknown:
        first = groups if groups.unknown else groups[unknown[0]]
        paths = list(dict.fromkeys(users[name].across.path for name in unknown))
        yield Finding(
            first.path,
            f"where {_origin(unknown)} from is still unknown, so no gap can be computed",
            "groups: {" + ", ".join(f"{name}: …" for name in unknown) + "}",
            tuple(Related(path, "compared here") for path in paths),
            known_gap=True,
        )
    yield from _undeclared(prd, users)


_ID = Pattern(r"[^\W\d]\w*_\w+")
"""A name with an underscore is an id and no description."""


def _undeclared(prd: Prd, users: dict[str, Requirement]) -> Findings:
    """Groups whose source is given by an id that nothing in the document has; one finding for each id."""
    ids = tuple(source.id.value for source in prd.data.sources if source.id.value)
    told = re.findall(r"[^\W_]+", " ".join(f"{part.id.text} {part.what.text}" for part in prd.data.sources).lower())
    nowhere: dict[str, list[str]] = {}
    guesses = Guesses()
    for name in users:
        source = prd.data.groups[name].value if name in prd.data.groups else None
        words = f" {_plain(source or '')} " in f" {' '.join(told)} "
        known = source is None or source in ids or source in prd.components or words
        if (
            ids
            and not known
            and source
            and (_ID.fullmatch(source) or (" " not in source and guesses.nearest(source, ids)))
        ):
            nowhere.setdefault(source, []).append(name)
    for source, names in nowhere.items():
        meant = guesses.nearest(source, ids)
        first, *others = (prd.data.groups[name].path for name in names)
        yield Finding(
            first,
            f"{listed([f'`{short(name)}`' for name in names])} {'is' if len(names) == 1 else 'are'} to come from "
            f"`{short(source)}`, but no data source is called so" + (f"; did you mean `{meant}`?" if meant else ""),
            f"{names[0]}: {meant or ids[0]}   # one of {', '.join(ids[:12])}, or the proxy in words",
            (Related(prd.data.sources.path, "the data sources"), *(Related(path, "and this one") for path in others)),
        )


def _in_a_source(prd: Prd, attribute: str) -> bool:
    told = [f"{source.id.text} {source.what.text}" for source in prd.data.sources]
    told += [part.text for group in prd.evaluation.sets for part in (*group.slices, group.from_)]
    return any(_plain(attribute) in _plain(text) for text in (*told, *prd.data.groups))


def _plain(text: str) -> str:
    return text.lower().replace("_", " ").replace("-", " ")


def _origin(names: list[str]) -> str:
    quoted = [f"`{short(name)}`" for name in names]
    return f"{quoted[0]} comes" if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]} come"


@rule("FAIR003", severity="W/E/E", since="building", references=("33.5", "EU AI Act Art. 10"), rows=(51,), fixable=True)
def group_too_small_for_gap(prd: Prd) -> Findings:
    """Fairness gap that the stated group size cannot resolve.

    A gap measured on too few people is noise: six equal groups of 200 spread 8 points by chance.

    Assumes a one-sided test with alpha 0.05 and power 0.8, alpha shared among all pairs of groups under `across`,
    and a rate at the metric's launch value. The true gap is taken to be zero, which asks for the fewest, or the
    bound minus `margin` where the entry states one. Where the metric has `cluster_size` and `icc`, cases that hang
    together count for less. Looks at gaps of percentages; silent about ratios, and where the metric has no launch
    value.

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
            - bound: relevance gap <= 10pp  # <- 1,039 in each group to show a gap under 10 pp when it is truly 5 pp, has 800
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
            message = f"{subject(gap.entry)} does not say how many are measured in each group; it {gap.need}"
            path = stated.path if stated.unknown else gap.entry.path
            yield Finding(path, message, gap.fix, gap.related(prd), gap.numbers, known_gap=stated.unknown)
        elif stated.value is not None and stated.value.amount < needed:
            numbers = {**gap.numbers, "stated_n": int(stated.value.amount)}
            message = f"{subject(gap.entry)} {gap.need}, has {number(stated.value.amount)}"
            yield Finding(gap.entry.path, message, gap.fix, gap.related(prd), numbers)


class _Gap(NamedTuple):
    """A bound on a gap, and how many cases each group needs to show it."""

    entry: Requirement
    bound: Bound
    metric: Metric
    tolerance: float
    true_gap: float
    needed: int
    at_half: int

    @property
    def need(self) -> str:
        truth = f" when it is truly {pp(self.true_gap)}" if self.true_gap else ""
        return f"needs {number(self.needed)} in each group to show a gap under {pp(self.tolerance)}{truth}"

    @property
    def fix(self) -> str:
        inside = self.bound.n is not None or self.entry.path == self.entry.bound.path
        line = self.entry.restated(n=str(self.needed)) if inside else f"n: {self.needed}"
        if self.true_gap:
            return f"{line}   # in each group"
        return f"{line}   # in each group; {number(self.at_half)} if they truly differ by {pp(self.tolerance / 2)}"

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
    for entry, bound, metric, allowed in bounds(prd):
        launch = metric.amount("launch") if metric is not None else None
        if metric is None or launch is None or launch.unit is not Unit.RATIO or bound.spread != "gap":
            continue
        if allowed.unit in {Unit.POINTS, Unit.RATIO}:
            margin = entry.margin.value
            known = margin is not None and margin.unit in {Unit.POINTS, Unit.RATIO}
            true_gap = max(0.0, round(allowed.share - margin.share, 12)) if margin is not None and known else 0.0
            size = partial(gap_size_per_group, allowed.share, launch.amount, comparisons=_pairs(entry))
            try:
                sizes = [size(true_gap=gap, alpha=ALPHA, power=POWER) for gap in (true_gap, allowed.share / 2)]
                needed, at_half = (math.ceil(cases * _inflation(metric) - 1e-9) for cases in sizes)
            except ValueError:
                continue  # a rate of 0% or 100%, a bound of nothing, a cluster of less than one
            yield _Gap(entry, bound, metric, allowed.share, true_gap, needed, at_half)


def _pairs(entry: Requirement) -> int:
    """How many pairs of groups are compared; a gap is within one attribute, and the entry is about all of them."""
    return max(1, sum(len(groups) * (len(groups) - 1) // 2 for groups in entry.across.values()))


def _inflation(metric: Metric) -> float:
    size, icc = metric.cluster_size.value, metric.icc.value
    return design_effect(size, icc) if size is not None and icc is not None else 1.0
