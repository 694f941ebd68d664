"""A static site for all PRDs of a folder: an index that says which products are not ready and why, and a page for each.

No page loads anything: style and script stand inside, allowed by their hashes and nothing else, so a page works from a
disk, from a mail and from any web server. Text of a PRD is shown as text, never run.
"""

from collections.abc import Iterable, Iterator, Sequence

from aiprd.reporters import Failure
from aiprd.site.names import Names
from aiprd.site.overview import Row, overview, row
from aiprd.site.page import page
from aiprd.site.product import Point, Product
from aiprd.site.shown import filled

__all__ = ["INDEX", "Point", "Product", "site"]

INDEX = "index.html"


def site(products: Iterable[Product], failures: Sequence[Failure], day: int) -> Iterator[tuple[str, str]]:
    """The pages, each with its path and its text: one for each product as it comes, the index last.

    The same products, in the same order, give the same pages. `failures` are the documents that could not be read; `day`
    is the ordinal day by which they were judged.
    """
    names, rows = Names(), list[Row]()
    for product in products:
        path = names.of(product.name)
        yield path, page(product, INDEX, day)
        rows.append(row(product, path, day))
    yield INDEX, filled("index.html.j2", overview(rows, failures, day)._asdict())
