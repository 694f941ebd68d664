"""Figures that are told to others, computed again from the two values they rest on."""

from typing import NamedTuple

from aiprd.bound import Bound
from aiprd.documents.markdown import BREAK, Markdown, escaped, joined, table
from aiprd.documents.telling import NOT_SAID, Teller, spoken
from aiprd.documents.wrong import COMPUTED
from aiprd.prd.business import Claim
from aiprd.quantity import Quantity, Unit, number, rounded
from aiprd.sampling import multiple, relative_change

COLUMNS = ("Claim", "From", "To", "Told as", f"Computed{COMPUTED}", "Rests on")
_TOLD = ("factor", "lift", "points")
_RESTS = ("basis", "period", "attribution", "evidence")


class Figures(NamedTuple):
    """How far it is from one value to another, in three ways; empty where it cannot be said."""

    factor: str
    lift: str
    points: str


def figures(start: Quantity | None, end: Quantity | None) -> Figures:
    """The multiple, the relative change and the difference; points only for shares and points."""
    if start is None or end is None or start.unit is not end.unit:
        return Figures("", "", "")
    scale = {Unit.RATIO: 100.0, Unit.POINTS: 1.0}.get(start.unit)
    points = f"{_signed(rounded(scale * (end.amount - start.amount)))} points" if scale else ""
    if start.amount <= 0:
        return Figures("", "", points)
    times, change = multiple(start.amount, end.amount), 100 * relative_change(start.amount, end.amount)
    return Figures(f"{number(round(times, 2))} times", f"{_signed(round(change, 1))}%", points)


def _signed(amount: float) -> str:
    return f"{'+' if amount > 0 else ''}{number(amount)}"


def claims(teller: Teller) -> Markdown:
    """The claims as a table; empty where none is made."""
    rows = [_row(claim, teller) for claim in teller.prd.claims if claim.given]
    return table(COLUMNS, rows) or teller.told(teller.prd.claims)


def _row(claim: Claim, teller: Teller) -> list[Markdown]:
    told = [Markdown(f"{spoken(key).lower()} {text}") for key in _TOLD if (text := teller.told(claim.part(key)))]
    rests = [Markdown(f"{spoken(key)}: {text}") for key in _RESTS if (text := teller.told(claim.part(key)))]
    again = figures(_amount(claim.from_.value), _amount(claim.to.value))
    return [
        joined([teller.told(claim.text) or NOT_SAID, teller.told(claim.metric)], BREAK),
        teller.told(claim.from_) or NOT_SAID,
        teller.told(claim.to) or NOT_SAID,
        joined(told, BREAK),
        joined([escaped(text) for text in again if text], BREAK) or Markdown("cannot be computed from what is said"),
        joined(rests, BREAK) or NOT_SAID,
    ]


def _amount(bound: Bound | None) -> Quantity | None:
    return bound.value if bound is not None else None
