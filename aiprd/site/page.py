"""The page of one product: how ready it is and why, how it came there, and its document with the findings in place."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from aiprd.diagnostic import Severity
from aiprd.documents import TemplateError, render
from aiprd.readiness import Pillar
from aiprd.reporters.overview import findings, plural
from aiprd.site.ladder import drawings
from aiprd.site.places import Found, placed
from aiprd.site.product import Product, Standing, band, standing
from aiprd.site.prose import Heading, Prose
from aiprd.site.shown import filled
from aiprd.site.trend import Point

FIRST = 5
"""Findings named at the top."""


class Bar(NamedTuple):
    """A pillar with its colour."""

    pillar: Pillar
    band: str


class Body(NamedTuple):
    """The document; `html` is empty where it could not be rendered. `left` are the findings it has no place for."""

    headings: Sequence[Heading]
    html: str
    left: Sequence[Found]
    missing: str


def page(product: Product, index: str, day: int) -> str:
    """The page as HTML; `index` is the path of the index from the site's top."""
    where, report = standing(product), product.report
    founds = [Found(number, found) for number, found in enumerate(report.diagnostics, 1)]
    numbers = {id(each.found): each.number for each in founds}
    begin = [Found(numbers[id(d)], d) for d in where.open if d.severity > Severity.INFO][:FIRST]
    body = _body(product, founds)
    return filled(
        "prd.html.j2",
        {
            "index": f"../{index}",
            "file": product.name,
            "where": where,
            "verdict": _verdict(where),
            "report": report,
            "bars": [Bar(pillar, band(pillar.score)) for pillar in where.readiness.pillars],
            "begin": begin,
            "body": body,
            "later": ", ".join(f"{plural(number, 'check')} at {status}" for status, number in report.pending.items()),
            "points": _points(product, where, day),
            "date": date.fromordinal(day).isoformat(),
        },
    )


def _verdict(where: Standing) -> str:
    """The findings in a sentence, and the pillar that holds the product back."""
    weakest = where.readiness.weakest
    told = findings(where.totals)
    if weakest is None or weakest.score in {None, 100}:
        return told
    return f"{told}; the weakest pillar is {weakest.name} with {weakest.score} of 100"


def _points(product: Product, where: Standing, day: int) -> list[tuple[Point, str]]:
    """The versions, the latest first, with their colours; none where there is but the present one."""
    if not product.past:
        return []
    return [(point, band(point.score)) for point in (where.point(day), *reversed(product.past))]


def _body(product: Product, found: Sequence[Found]) -> Body:
    """The rendered document with the findings in it."""
    report = product.report
    if report.prd.broken or report.document.data is None:
        return Body((), "", found, "This document could not be read; the findings say why.")
    try:
        prose = Prose(render(report, "prd", product.known))
    except TemplateError as error:
        return Body((), "", found, f"This document could not be rendered: {error}")
    by_place = placed(report, found, prose.names)
    cards = {name: filled("cards.html.j2", {"founds": here}) for name, here in by_place.items() if name}
    html = prose.html(lambda name: cards.get(name, ""), drawings(report.prd))
    return Body(prose.headings, html, by_place.get("", ()), "")
