"""What the site knows of one product, and the few figures that both the index and its page show."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.ranking import worst_first
from aiprd.readiness import Readiness, readiness
from aiprd.report import Report, count
from aiprd.rules import ALL
from aiprd.selection import Selection
from aiprd.site.trend import Point

__all__ = ["Point", "Product", "Standing", "band", "standing"]

LONGEST = 200
"""Characters of a name that are shown."""


class Product(NamedTuple):
    """One PRD: its path below the folder, its report, what makes it fail, and what earlier versions came to.

    `least` is the severity from which a finding makes the product not ready; None where none does. `past` begins with the
    earliest version and ends before the present one. `selection` says which rules were asked for, `known` are the codes
    of all rules, a team's own included.
    """

    name: str
    report: Report
    least: Severity | None = Severity.ERROR
    past: Sequence[Point] = ()
    selection: Selection = Selection()
    known: Collection[str] = ALL


class Standing(NamedTuple):
    """Where a product stands today; `failing` are the findings that keep it from being ready, the worst first."""

    title: str
    owner: str
    ready: bool
    readiness: Readiness
    totals: Mapping[str, int]
    open: Sequence[Diagnostic]
    failing: Sequence[Diagnostic]

    @property
    def verdict(self) -> str:
        return "ready" if self.ready else "not ready"

    @property
    def score(self) -> int | None:
        return self.readiness.score

    def point(self, day: int) -> Point:
        """The present version as the last point of the trend."""
        return Point(day, self.score, self.totals["error"], self.totals["warning"])


def standing(product: Product) -> Standing:
    """What the report says, in a few figures."""
    report = product.report
    told = worst_first([d for d in report.diagnostics if d.waived is None])
    failing = [d for d in told if product.least is not None and d.severity >= product.least]
    facts = report.prd.product
    return Standing(
        _cut(facts.name.value or "A product without a name"),
        _cut(facts.owner.value or ""),
        not failing and not report.prd.broken,
        readiness(report, product.selection),
        count(report.diagnostics),
        told,
        failing,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def band(score: int | None) -> str:
    """The name of a score's colour: the heatmap has five, and one for what is not due yet."""
    if score is None:
        return "none"
    return "full" if score == 100 else f"b{score // 25}"
