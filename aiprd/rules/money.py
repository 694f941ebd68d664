"""MONE: what it earns against what it costs (catalogue row 123).

ROI is (value - cost) / cost, ROAI is value / cost; the same figures give 340% by the one and 440% by the other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.amount import multiple, quantity
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import GrammarError, Quantity, Unit, number
from aiprd.rule import Findings, listed, rule, short

_YEAR = 365.25 * 86400
_ROUNDING = 0.03
"""How far a told return may be from the computed one, relatively; beyond it is no longer rounding."""


@rule("MONE001", severity="I/W/W", since="building", references=("33.7", "33.10"), rows=(123,), fixable=True)
def return_without_formula(prd: Prd) -> Findings:
    """Return that does not say how it was computed, or from which cost.

    340% may be what is left after all costs, or what comes in for each dollar; the two differ by the whole cost.

    Asked where `business.roi` gives a figure.

    Bad:
        business:
          value_at: {70%: $1.8M/y}
          cost: $545k/y
          roi:  # <- the return of 230% over 1y does not say by which formula
            value: 230%
            over: 1y
    Bad:
        business:
          roi:
            value: 340%
            formula: unknown  # <- by which formula it was computed and has no cost
    Good:
        business:
          value_at: {78%: $2.4M/y}
          cost: $545k/y
          roi: {value: 340%, over: 3y, formula: (value - cost) / cost}
    """
    roi, cost = prd.business.roi, prd.business.cost
    if not roi.value.given or not (roi.formula.open or cost.open):
        return
    formula, unpriced = roi.formula.open, cost.open
    told = ["does not say by which formula it was computed"] if formula else []
    told += ["has no cost to be checked against"] if unpriced else []
    lines = ["formula: (value - cost) / cost   # or value / cost"] if formula else []
    lines += ["cost: $…/y   # under business"] if unpriced else []
    unknown = [part for part in (roi.formula, cost) if part.unknown]
    over = f" over {roi.over.text}" if roi.over.given else ""
    yield Finding(
        unknown[0].path if unknown else roi.path,
        f"the return of {short(roi.value.text, 20)}{over} {' and '.join(told)}",
        "\n".join(lines),
        (Related(roi.value.path, "the return"),) if unknown else (),
        known_gap=len(unknown) == len(told),
    )


class Return(NamedTuple):
    """What one level of value gives for the cost, by each of the two formulas."""

    level: str
    net: float

    @property
    def gross(self) -> float:
        return self.net + 1

    def by(self, formula: str) -> float:
        return self.gross if formula == _GROSS else self.net


_NET, _GROSS = "(value - cost) / cost", "value / cost"
_MINUS = Pattern(r"\bvalue ?[-−–]|\s[-−–]\s|\bminus\b|\bnet\b|\bless\b|\bprofit\b|\bgain\b", re.IGNORECASE)  # noqa: RUF001
_OVER = Pattern(r"/|÷|\bdivided by\b|\bper\b|\bover\b", re.IGNORECASE)


@rule("MONE002", severity="I/W/W", references=("33.7", "33.10"), rows=(123,), fixable=True)
def miscounted_return(prd: Prd) -> Findings:
    """Return that does not follow from the value and the cost beside it.

    It is the first figure that finance recomputes, and the last one they forget.

    Compares with each level of `value_at`, or with the level that the formula names. A return between those of the
    lowest and the highest level may belong to a level in between; amounts in the formula are computed as they stand.
    Value and cost are taken for the same period; a cost without a period for a year's, or for all of `over`.

    Bad:
        business:
          value_at: {70%: $1.8M/y, 78%: $2.4M/y}
          cost: $545k/y
          roi:
            value: 440%  # <- 340.4% at 78%
            formula: (value - cost) / cost at 78%
    Bad:
        business:
          value_at: {45%: $672k/y, 50%: $912k/y}
          cost: $408k/y
          roi:
            value: 200%  # <- 64.7% at 45% and 123.5% at 50%
            over: 1y
            formula: (value - cost) / cost
    Bad:
        business:
          roi:
            value: 440%  # <- ($7.2M - $1.635M) / $1.635M is 340.4%
            formula: (value - cost) / cost = ($7.2M - $1.635M) / $1.635M
    Good:
        business:
          value_at: {70%: $1.8M/y, 78%: $2.4M/y}
          cost: $545k/y
          roi: {value: 340%, over: 3y, formula: (value - cost) / cost = ($7.2M - $1.635M) / $1.635M}
    Good:
        business:
          value_at: {70%: $1.8M/y, 78%: $2.4M/y}
          cost: $545k/y
          roi: {value: 4.4x, formula: value / cost at 78%}
    """
    roi = prd.business.roi
    stated, formula = _figure(roi.value.value), _formula(roi.formula.value)
    worked = _worked(roi.formula.value)
    if stated is not None and worked is not None and not _close(worked.net, stated):
        yield Finding(
            roi.value.path,
            f"{worked.level} is {_percent(worked.net)}, not {short(roi.value.text, 20)}",
            f"value: {_percent(worked.net)}",
            (Related(roi.formula.path, "the formula"),),
            {"stated": round(stated, 6), "computed": round(worked.net, 6)},
        )
        return
    if stated is None or formula is None or prd.business.cost.value is None:
        return
    readings = list(_returns(prd))
    if not readings or any(_within(stated, returns, formula) for returns in readings):
        return
    returns = readings[0]
    closest = min(returns, key=lambda each: abs(each.by(formula) - stated))
    told = listed([f"{_percent(each.by(formula))} at {each.level}" for each in returns[:4]])
    other = _NET if formula == _GROSS else _GROSS
    swapped = any(_close(each.by(other), stated) for each in returns)
    yield Finding(
        roi.value.path,
        f"{formula} is {told}, not {short(roi.value.text, 20)}" + (f", which is {other}" if swapped else ""),
        f"value: {_percent(closest.by(formula))}\nformula: {formula} at {closest.level}",
        (
            Related(prd.business.value_at.path, "the value"),
            Related(prd.business.cost.path, f"the cost is {prd.business.cost.text}"),
        ),
        {"stated": round(stated, 6), "computed": round(closest.by(formula), 6)},
    )


_AMOUNT = r"([$€£]\s?\d[\d.,]*\s?[kMB]?)"
_WORKED = Pattern(rf"= *(\( *{_AMOUNT} *[-−–] *{_AMOUNT} *\) */ *{_AMOUNT}) *$", holds="=")  # noqa: RUF001


def _worked(formula: str | None) -> Return | None:
    """What the amounts at the end of a formula give: ($7.2M - $1.6M) / $1.6M."""
    match = _WORKED.search(formula or "")
    if match is None:
        return None
    try:
        value, less, cost = (quantity(match[part].replace(" ", "")).amount for part in (2, 3, 4))
    except GrammarError:
        return None
    return Return(match[1], (value - less) / cost) if cost > 0 else None


def _within(stated: float, returns: list[Return], formula: str) -> bool:
    """Whether the figure is that of a level, or of one in between."""
    figures = [each.by(formula) for each in returns]
    return min(figures) <= stated <= max(figures) or any(_close(figure, stated) for figure in figures)


def _close(computed: float, stated: float) -> bool:
    return abs(computed - stated) <= _ROUNDING * abs(computed) + 0.01


def _figure(text: str | None) -> float | None:
    """A return as a factor: 3.4 for `340%` and for `3.4x`."""
    try:
        read = quantity((text or "").removeprefix("+"))
    except GrammarError:
        try:
            return multiple(text or "").amount
        except GrammarError:
            return None
    return read.amount if read.unit is Unit.RATIO else None


def _formula(text: str | None) -> str | None:
    """Which of the two formulas a text is; None where it is neither for certain."""
    if text is None or not _OVER.search(text):
        return None
    return _NET if _MINUS.search(text) else _GROSS


def _returns(prd: Prd) -> Iterator[list[Return]]:
    """The returns of the levels, once for each way to read the periods."""
    business, over = prd.business, prd.business.roi.over.value
    years = over.amount / _YEAR if over is not None else 1.0
    formula = business.roi.formula.value or ""
    named = [level for level in business.value_at if re.search(rf"(?<![\d.]){re.escape(level)}(?!\w)", formula)]
    chosen = {level: answer for level, answer in business.value_at.items() if not named or level in named}
    cost, values = business.cost.value, {level: answer.value for level, answer in chosen.items() if answer.value}
    timed = {_timed(value) for value in values.values()}
    if cost is None or cost.amount <= 0 or years <= 0 or len(values) < len(chosen) or len(timed) != 1:
        return
    if any(value.currency != cost.currency for value in values.values()):
        return
    for cost_period in (1.0, years) if not _timed(cost) else (1.0,):
        for value_period in (1.0, years) if timed == {False} else (1.0,):
            spent = _yearly(cost) / cost_period
            yield [Return(level, _yearly(value) / value_period / spent - 1) for level, value in values.items()]


def _timed(amount: Quantity | None) -> bool:
    return amount is not None and amount.per is not None and amount.per.seconds is not None


def _yearly(amount: Quantity) -> float:
    """The amount of a year; where it names no period, the amount itself."""
    seconds = amount.per.seconds if amount.per is not None else None
    return amount.amount * _YEAR / seconds if seconds else amount.amount


def _percent(share: float) -> str:
    return f"{number(round(100 * share, 1))}%"


@rule("MONE003", severity="I/W/W", references=("33.7",), rows=(123,), fixable=True)
def loss_on_each_case(prd: Prd) -> Findings:
    """Case that costs more than it is worth, in a product that is said to pay.

    What loses money on each case does not earn it back by volume.

    Compares `unit_cost` with `unit_value`, where both are for the same thing and the return is stated net of cost.

    Bad:
        business:
          unit_cost: $0.28  # <- a case costs $0.28 and is worth $0.17
          unit_value: $0.17
          roi: {value: 65%, formula: (value - cost) / cost}
    Good:
        business:
          unit_cost: $0.28
          unit_value: $0.17
          roi: {value: -40%, formula: (value - cost) / cost}
    Good:
        business: {unit_cost: $0.17, unit_value: $0.28, roi: {value: 65%, formula: (value - cost) / cost}}
    """
    business = prd.business
    cost, value, stated = business.unit_cost.value, business.unit_value.value, _figure(business.roi.value.value)
    if cost is None or value is None or cost.currency != value.currency or cost.per != value.per:
        return
    gain = stated is not None and stated > 0 and _formula(business.roi.formula.value) == _NET
    if gain and cost.amount > value.amount:
        yield Finding(
            business.unit_cost.path,
            f"a case costs {business.unit_cost.text} and is worth {business.unit_value.text}, "
            f"yet the whole is said to return {short(business.roi.value.text, 20)} net of cost",
            "unit_cost: …   # below unit_value, or a return below zero",
            (Related(business.unit_value.path, "worth"), Related(business.roi.value.path, "the return")),
            {"unit_cost": cost.amount, "unit_value": value.amount},
        )


@rule("MONE004", severity="I/W/W", references=("33.7",), rows=(123,), fixable=True)
def cases_above_total_cost(prd: Prd) -> Findings:
    """Cost of all cases together above the total cost.

    One of the two budgets was made without the other.

    Compares `unit_cost` times `traffic.volume` with `cost`, a year each, where the unit cost names the thing that the
    volume counts (`$0.17 per session`). A total above the sum is let be: fixed costs come on top.

    Bad:
        traffic: {volume: 200k sessions/mo}
        business:
          unit_cost: $0.25 per session  # <- $599,951 a year, the total is $408k/y
          cost: $408k/y
    Good:
        traffic: {volume: 200k sessions/mo}
        business: {unit_cost: $0.15 per session, cost: $408k/y}
    Good:
        traffic: {volume: 200k sessions/mo}
        business: {unit_cost: $2 per member, cost: $408k/y}
    """
    unit, total, volume = prd.business.unit_cost, prd.business.cost, prd.traffic.volume
    each, cost, rate = unit.value, total.value, volume.value
    if each is None or cost is None or rate is None or each.per is None or not _timed(cost):
        return
    if each.per.seconds is not None or rate.seconds is None or rate.base is not None or each.currency != cost.currency:
        return
    if not each.per.base or not each.per.noun or each.per.noun.rstrip("s") != rate.noun.rstrip("s"):
        return
    together, most = each.amount / each.per.base * rate.amount * _YEAR / rate.seconds, _yearly(cost)
    if together > most * 1.05:
        symbol = unit.text.strip()[0] if not unit.text.strip()[0].isalnum() else f"{each.currency} "
        yield Finding(
            unit.path,
            f"{unit.text} for {volume.text} is {symbol}{number(round(together))} a year, the total is {total.text}",
            f"cost: {symbol}{number(round(together))}/y   # at least, or a lower unit cost",
            (Related(volume.path, volume.text), Related(total.path, f"the total is {total.text}")),
            {"cases_cost_a_year": round(together, 2), "total_cost_a_year": round(most, 2)},
        )
