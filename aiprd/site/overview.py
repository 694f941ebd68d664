"""The index: a row for each product, and what holds the portfolio back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from aiprd.profile import MATURITY, TIERS
from aiprd.readiness import PILLARS
from aiprd.reporters import Failure
from aiprd.reporters.overview import plural
from aiprd.site.product import Product, Standing, band, standing
from aiprd.site.trend import Spark, spark

REASONS = 6
"""Kinds of findings that the index names as what holds products back."""


class Cell(NamedTuple):
    """One field of the heatmap."""

    pillar: str
    score: int | None
    band: str


class Row(NamedTuple):
    """One product; `find` is what a search looks in, `codes` what keeps it from being ready."""

    path: str
    title: str
    file: str
    owner: str
    status: str
    tier: str
    kinds: Sequence[str]
    ready: bool
    verdict: str
    score: int | None
    band: str
    weakest: str
    cells: Sequence[Cell]
    totals: Mapping[str, int]
    why: str
    more: int
    codes: Mapping[str, str]
    spark: Spark | None
    find: str

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """What is furthest from ready first."""
        return self.ready, -1 if self.score is None else self.score, -self.totals["error"], self.file


class Reason(NamedTuple):
    """A kind of finding that keeps several products from being ready, and how many."""

    code: str
    name: str
    products: int


class Overview(NamedTuple):
    """Everything the index shows; `twins` are the titles that several products have."""

    verdict: str
    extent: str
    rows: Sequence[Row]
    pillars: Sequence[str]
    medians: Sequence[Cell]
    reasons: Sequence[Reason]
    statuses: Sequence[str]
    tiers: Sequence[str]
    kinds: Sequence[str]
    failures: Sequence[Failure]
    trends: bool
    twins: Sequence[str]
    date: str


def row(product: Product, path: str, day: int) -> Row:
    """The row of one product, whose page is at `path`; `day` is the day it was judged by."""
    where, profile = standing(product), product.report.profile
    cells = [Cell(pillar.name, pillar.score, band(pillar.score)) for pillar in where.readiness.pillars]
    codes = {found.code: found.name for found in where.failing}
    return Row(
        path,
        where.title,
        product.name,
        where.owner,
        profile.status,
        profile.tier,
        profile.kinds,
        where.ready,
        where.verdict,
        where.score,
        band(where.score),
        _weakest(where),
        cells,
        where.totals,
        where.failing[0].message if where.failing else "",
        max(len(where.failing) - 1, 0),
        codes,
        spark([*product.past, where.point(day)]),
        _searched(where, product, codes),
    )


def overview(rows: Sequence[Row], failures: Sequence[Failure], day: int) -> Overview:
    """The index of all rows; what is furthest from ready comes first."""
    worst = sorted(rows, key=lambda row: row.order)
    unready = sum(not row.ready for row in rows)
    verb = "is" if unready == 1 else "are"
    return Overview(
        f"{unready} of {plural(len(rows), 'product')} {verb} not ready" if unready else _all_ready(len(rows)),
        _extent(rows),
        worst,
        list(PILLARS),
        _medians(rows),
        _reasons(rows),
        [status for status in MATURITY if any(row.status == status for row in rows)],
        [tier for tier in TIERS if any(row.tier == tier for row in rows)],
        sorted({kind for row in rows for kind in row.kinds}),
        failures,
        any(row.spark for row in rows),
        [title for title, number in Counter(row.title for row in rows).items() if number > 1],
        date.fromordinal(day).isoformat(),
    )


def _all_ready(number: int) -> str:
    if number == 0:
        return "No product could be judged"
    return "The one product is ready" if number == 1 else f"All {number} products are ready"


def _extent(rows: Sequence[Row]) -> str:
    """All findings in one line."""
    totals = Counter[str]()
    for each in rows:
        totals.update(each.totals)
    told = [plural(totals[name], name) for name in ("error", "warning", "info") if totals[name]]
    return (", ".join(told) or "no findings") + (f", {totals['waived']} waived" if totals["waived"] else "")


def _weakest(where: Standing) -> str:
    found = where.readiness.weakest
    return found.name if found is not None and found.score is not None and found.score < 100 else ""


def _searched(where: Standing, product: Product, codes: Mapping[str, str]) -> str:
    """Everything by which somebody might look for a product, in small letters."""
    profile = product.report.profile
    words = (where.title, product.name, where.owner, profile.status, f"{profile.tier} risk", *profile.kinds)
    reasons = (text for pair in codes.items() for text in pair)
    return "\n".join((*words, where.verdict, _weakest(where), *reasons)).lower()[:4000]


def _medians(rows: Sequence[Row]) -> list[Cell]:
    """The middle score of each pillar over all products it is due for."""
    told = []
    for index, pillar in enumerate(PILLARS):
        scores = [score for row in rows if (score := row.cells[index].score) is not None]
        middle = int(median(scores)) if scores else None
        told.append(Cell(pillar, middle, band(middle)))
    return told


def _reasons(rows: Sequence[Row]) -> list[Reason]:
    names = {code: name for row in rows for code, name in row.codes.items()}
    found = Counter(code for row in rows for code in row.codes)
    ranked = sorted(
        ((code, number) for code, number in found.items() if number > 1), key=lambda pair: (-pair[1], pair[0])
    )
    return [Reason(code, names[code], number) for code, number in ranked[:REASONS]]
