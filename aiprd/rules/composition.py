"""COMP: metrics made of other metrics (catalogue row 156)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric, rounding
from aiprd.quantity import Quantity, Unit, percent, show
from aiprd.rule import Findings, listed, rule


class _Value(NamedTuple):
    """One metric's value at one moment."""

    name: str
    quantity: Quantity
    answer: Answer[Bound]


class _Moment(NamedTuple):
    """A whole and its parts at one moment: the baseline, the launch bar, what was observed, one arm of a test."""

    told: str
    whole: _Value
    parts: list[_Value]
    measured: bool

    @property
    def slack(self) -> float:
        """What rounding may hide."""
        return sum(rounding(value.quantity) for value in (self.whole, *self.parts)) * 1.000001


@rule("COMP001", severity="E/E/E", references=("33.7",), rows=(156,), fixable=True)
def whole_beyond_its_parts(prd: Prd) -> Findings:
    """Metric that its own parts cannot add up to.

    If 12 of 100 items are clicked and 3 put into the cart, at most 15 can be one or the other; a figure of 78 counts
    something else.

    Any of several things is at most as frequent as all of them added, and at least as frequent as each; all of them at
    once are at most as frequent as the rarest. Checked for baseline and observed values and the arms of an experiment,
    and for launch bars where higher is better. Only where `made_of` and `how` are given, everything is a percentage
    `per` the same unit, and the values do not come from different sources. Rounding is let be.

    Bad:
        metrics:
          relevance:
            means: shown items clicked or put into the cart
            per: item
            better: higher
            made_of: [ctr, add_to_cart]
            how: any
            launch: 70%  # <- at most 15%
            observed: 78%  # <- at most 15.2%
          ctr: {per: item, better: higher, launch: 12%, observed: 11.8%}
          add_to_cart: {per: item, better: higher, launch: 3%, observed: 3.4%}
    Bad:
        metrics:
          solved:
            per: task
            better: higher
            made_of: [found, correct]
            how: all
            observed: 91%  # <- at most 88%
          found: {per: task, observed: 95%}
          correct: {per: task, observed: 88%}
    Good:
        metrics:
          engaged: {per: item, better: higher, made_of: [ctr, add_to_cart], how: any, launch: 13%, observed: 13.5%}
          ctr: {per: item, better: higher, launch: 12%, observed: 11.8%}
          add_to_cart: {per: items, better: higher, launch: 3%, observed: 3.4%}
          bought: {per: member, better: higher, made_of: [ctr, add_to_cart], how: any, observed: 78%}
          errors: {per: item, better: lower, made_of: [ctr, add_to_cart], how: any, launch: 90%}
    """
    for metric in prd.metrics.values():
        parts = [prd.metric(name.value) for name in metric.made_of]
        whole_of = [part for part in parts if part is not None]
        if not whole_of or len(whole_of) < len(parts) or metric.how.value not in {"any", "all"}:
            continue
        if len({_unit(part) for part in (metric, *whole_of)}) == 1 and _unit(metric):
            for moment in (*_ladder(metric, whole_of), *_arms(prd, metric, whole_of)):
                yield from _judge(metric.how.value or "", moment)


def _unit(metric: Metric) -> str:
    return " ".join((metric.per.value or "").lower().split()).removesuffix("s")


def _ladder(whole: Metric, parts: list[Metric]) -> Iterator[_Moment]:
    """The whole and its parts today, at launch and as observed."""
    for level, told in (("baseline", "at baseline"), ("launch", "at launch"), ("observed", "as observed")):
        if level == "launch" and any(metric.better.value != "higher" for metric in (whole, *parts)):
            continue
        if level == "observed" and len({name for name in map(_source, (whole, *parts)) if name}) > 1:
            continue
        values = [_value(metric.name, metric.rung(level)) for metric in (whole, *parts)]
        yield from _moment(told, values, measured=level != "launch")


def _source(metric: Metric) -> str:
    return (metric.observed.from_.value or "").strip()


def _arms(prd: Prd, whole: Metric, parts: list[Metric]) -> Iterator[_Moment]:
    """The whole and its parts in the arms of each experiment that reports all of them, once each."""
    names = [whole.name, *(part.name for part in parts)]
    for experiment in prd.experiments:
        results = {name: [one for one in experiment.results if one.metric.value == name] for name in names}
        if any(len(found) != 1 for found in results.values()):
            continue
        place = f"of `{experiment.id.value}`" if experiment.id.value else "of the test"
        yield from _moment(f"in the control arm {place}", [_value(name, results[name][0].control) for name in names])
        yield from _moment(
            f"in the treatment arm {place}", [_value(name, results[name][0].treatment) for name in names]
        )


def _value(name: str, answer: Answer[Bound]) -> _Value | None:
    quantity = answer.value.value if answer.value is not None else None
    fits = quantity is not None and quantity.unit is Unit.RATIO and 0 <= quantity.amount <= 1
    return _Value(name, quantity, answer) if fits and quantity is not None else None


def _moment(told: str, values: list[_Value | None], *, measured: bool = True) -> Iterator[_Moment]:
    known = [value for value in values if value is not None]
    if len(known) == len(values):
        yield _Moment(told, known[0], known[1:], measured)


def _judge(how: str, moment: _Moment) -> Findings:
    whole, amounts = moment.whole, [part.quantity.amount for part in moment.parts]
    most = min(1.0, sum(amounts)) if how == "any" else min(amounts)
    if whole.quantity.amount > most + moment.slack:
        bare = f"at most {percent(round(most, 9))} can be {'one of them' if how == 'any' else 'all of them'}"
        yield _broken(moment, f"{bare}, not {show(whole.quantity)}", most)
    elif how == "any" and moment.measured and whole.quantity.amount < max(amounts) - moment.slack:
        least = max(amounts)
        yield _broken(moment, f"at least {percent(round(least, 9))} are one of them, not {show(whole.quantity)}", least)


def _broken(moment: _Moment, told: str, limit: float) -> Finding:
    parts = listed([f"`{part.name}` {show(part.quantity)}" for part in moment.parts])
    whole = moment.whole
    return Finding(
        whole.answer.path,
        f"`{whole.name}` is made of {parts} {moment.told}, so {told}",
        f"{whole.answer.path[-1]}: {percent(round(limit, 9))}   # or define what is counted: its own `means`, without `made_of`",
        tuple(Related(part.answer.path, f"`{part.name}` {show(part.quantity)}") for part in moment.parts),
        {"whole": whole.quantity.amount, "limit": round(limit, 9)},
    )


_KINDS = r"(categor(?:y|ies)|genres?|brands?|sellers?|suppliers?|departments?|topics?|artists?|authors?)"
_COUNTED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_ONE = Pattern(
    rf"\b(?:largest|biggest|highest) share of (?P<of>[^,;()]+?) (?:that|which) (?:one|a single|any one) {_KINDS} (?:holds?|has|takes?)\b",
    re.IGNORECASE,
    holds="share of",
)
_SEVERAL = Pattern(
    rf"(?<!largest )(?<!biggest )(?<!highest )\bshare of (?P<of>[^,;()]+?) (?:that|which) the (?P<n>{'|'.join(_COUNTED)}|\d{{1,2}}) "
    rf"(?:largest|biggest|top) {_KINDS} (?:holds?|have|takes?)\b",
    re.IGNORECASE,
    holds="largest|biggest|top",
)


@rule("COMP002", severity="E/E/E", confidence="likely", references=("33.7",), rows=(156,))
def one_beyond_several(prd: Prd) -> Findings:
    """Share of the largest that the largest few together do not reach, or cannot have.

    The three largest categories hold at least what the largest one holds, and at most three times that.

    Reads definitions such as "largest share of shown items that one category holds" and "share of shown items that the
    three largest categories hold", where both speak of the same things, `per` the same unit. Compares baseline and
    observed values, where these are not of different dates or sources. Rounding is let be.

    Bad:
        metrics:
          top_share: {means: largest share of shown items that one category holds, better: lower, observed: 27%}
          top3_share:
            means: share of shown items that the three largest categories hold
            better: lower
            observed: 23%  # <- the largest alone holds 27%
    Bad:
        metrics:
          top_share: {means: largest share of shown items that one category holds, better: lower, observed: 6%}
          top3_share:
            means: share of shown items that the three largest categories hold
            better: lower
            observed: 23%  # <- three of at most 6% hold 18% at most
    Good:
        metrics:
          top_share: {means: largest share of shown items that one category holds, better: lower, observed: 11%}
          top3_share: {means: share of shown items that the three largest categories hold, better: lower, observed: 23%}
          top3_brands: {means: share of shown items that the three largest brands hold, better: lower, observed: 9%}
    """
    for first, several in _largest(prd):
        for level in ("baseline", "observed"):
            one, few = (_value(part.metric.name, part.metric.rung(level)) for part in (first, several))
            if one is None or few is None or _apart(first.metric, several.metric, level):
                continue
            top, slack = one.quantity.amount, rounding(one.quantity) + rounding(few.quantity)
            if few.quantity.amount < top - slack * 1.000001:
                told, limit = f"the largest alone holds {show(one.quantity)}", top
            elif few.quantity.amount > several.most * top + (several.most * slack) * 1.000001:
                limit = several.most * top
                told = f"{several.word} of at most {show(one.quantity)} hold {percent(round(limit, 9))} at most"
            else:
                continue
            yield Finding(
                few.answer.path,
                f"`{few.name}` stands at {show(few.quantity)}, but {told} (`{one.name}`)",
                "check the two figures",
                (Related(one.answer.path, f"`{one.name}` {show(one.quantity)}"),),
                {"several": few.quantity.amount, "limit": round(limit, 9)},
            )


class _Top(NamedTuple):
    """A metric that tells the share of the largest, or of the largest few: of what, and of how many at most."""

    metric: Metric
    of: tuple[str, str, str]
    most: int
    word: str


def _largest(prd: Prd) -> Iterator[tuple[_Top, _Top]]:
    """Each share of the largest one with each of the largest few of the same kind."""
    ones: list[_Top] = []
    severals: list[_Top] = []
    for metric in prd.metrics.values():
        means = metric.means.value or ""
        for pattern, found in ((_ONE, ones), (_SEVERAL, severals)):
            match = pattern.search(means)
            if match is not None:
                kind = re.sub(r"(?:y|ies|s)$", "", match.groups()[-1].lower())
                word = match.groupdict().get("n") or "one"
                count = 1 if found is ones else _COUNTED.get(word.lower()) or int(word)
                found.append(_Top(metric, (match["of"].lower(), kind, _unit(metric)), count, word))
    yield from ((one, few) for few in severals for one in ones if one.of == few.of and few.most > 1)


def _apart(one: Metric, other: Metric, level: str) -> bool:
    """Whether two values may be of different days or sources."""
    if level == "observed":
        return one.observed.date.text != other.observed.date.text or _source(one) != _source(other)
    return one.baseline.date.text != other.baseline.date.text or one.baseline.of.text != other.baseline.of.text
