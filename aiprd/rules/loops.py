"""LOOP: outputs that shape the data later outputs learn from (catalogue row 135)."""

import math
import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Loop
from aiprd.quantity import Unit, number, percent
from aiprd.rule import Findings, rule, short

_LEARNING = ("ranking", "predictive", "generative")
_LEARNS = Pattern(r"\bre-?train|\btrain(?:s|ed|ing)?\b|\blearn|\bfine-?tun", re.IGNORECASE)
_DENIES = Pattern(r"\bnot\b|\bnever\b|\bno\b|\bwithout\b", re.IGNORECASE)


@rule("LOOP001", severity="I/E/E", since="pilot", kinds=_LEARNING, references=("33.9",), rows=(135,), fixable=True)
def unseen_loop(prd: Prd) -> Findings:
    """Product that learns from its own outputs, with no loop named.

    What is shown is clicked, what is clicked is learned, and what is learned is shown: in a year the range is a dozen items.

    Asked of rankings that are retrained, and of others where a feedback signal says that it is learned from.
    `loops: {na: reason}` answers it.

    Bad:
        product: {kinds: [ranking]}
        change:
          retraining:  # <- learns from what it showed, and no loop is named
            every: 1w
    Bad:
        product: {kinds: [generative]}
        feedback:
          signals:
            - {id: thumbs, effect: good answers are used for fine-tuning}  # <- learns from what it showed
    Good:
        product: {kinds: [ranking]}
        change: {retraining: {every: 1w}}
        feedback:
          loops: [{risk: popular items crowd out the rest, counter: exploration, amount: 10%}]
    Good:
        product: {kinds: [generative]}
        change: {retraining: {na: the model is bought and pinned}}
        feedback: {signals: [{id: thumbs, effect: never used for training}]}
    """
    loops = prd.feedback.loops
    if not (loops.open or (loops.given and not len(loops))) or not (prd.feedback.given or prd.feedback.open):
        return
    place = next(_learning(prd), None)
    if place is not None:
        yield Finding(
            loops.path if loops.unknown else place,
            "the product learns from what it showed, and "
            + (
                "whether that runs in a loop is still unknown"
                if loops.unknown
                else "no loop is named that could run away"
            ),
            "feedback:\n  loops:\n    - {risk: …, counter: …, amount: 10%, slots: …}   # or {na: reason}",
            known_gap=loops.unknown,
        )


def _learning(prd: Prd) -> Iterator[Path]:
    """The places that say that outputs come back as training data."""
    for signal in prd.feedback.signals:
        effect = signal.effect.value or ""
        if _LEARNS.search(effect) and not _DENIES.search(effect):
            yield signal.effect.path
    retraining = prd.change.retraining
    if "ranking" in prd.kinds and retraining.given and retraining.every.given:
        yield retraining.path


_NUMBER = Pattern(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|third|quarter|tenth)\b", re.IGNORECASE
)


@rule("LOOP002", severity="W/E/E", since="pilot", kinds=_LEARNING, references=("33.9",), rows=(135,), fixable=True)
def loop_without_counterweight(prd: Prd) -> Findings:
    """Loop without a counter-measure, or with one that has no number.

    "More diversity" is kept by any ranking; five categories in each row are kept or not.

    A number may stand under `amount`, `slots` or `categories`, or in the words of the counter-measure.

    Bad:
        product: {kinds: [ranking]}
        feedback:
          loops:
            - {risk: popular items crowd out others, counter: diversity constraint}  # <- has no number
            - risk: rare customers vanish from the data  # <- nothing is done against
    Good:
        product: {kinds: [ranking]}
        feedback:
          loops:
            - {risk: popular items crowd out others, counter: exploration, amount: 10%, slots: 20}
            - {risk: one brand takes over, counter: at most two items of a brand}
    """
    for loop in prd.feedback.loops:
        if not loop.given or loop.counter.not_applicable or loop.counter.broken:
            continue
        if loop.counter.value is None:
            unknown = loop.counter.unknown
            yield Finding(
                loop.counter.path if unknown else loop.path,
                f"{'what' if unknown else 'nothing'} is done against `{_risk(loop)}`{' is still unknown' if unknown else ''}",
                "counter: …\namount: 10%   # how much of it",
                known_gap=unknown,
            )
        elif not (
            _NUMBER.search(loop.counter.value) or any(not part.absent for part in (loop.amount, loop.categories))
        ):
            yield Finding(
                loop.counter.path,
                f"the counter-measure `{short(loop.counter.value, 50)}` has no number, so nobody can tell whether it is kept",
                "amount: 10%   # or `categories: 5`: how much of it",
                (Related(loop.risk.path, "the loop that could run away"),),
            )


def _risk(loop: Loop) -> str:
    return short(loop.risk.value or "the loop", 50)


_ONE = 0.98
"""A third of three places, written as 33%, is one place."""


@rule("LOOP003", severity="W/E/E", kinds=_LEARNING, references=("33.9",), rows=(135,), fixable=True)
def impossible_counterweight(prd: Prd) -> Findings:
    """Counter-measure that does not fit into the places there are.

    A tenth of five places is half a place: nothing explores, though everybody believes it does.

    Exploration needs `amount` x `slots` of at least 1, and there cannot be more `categories` than `slots`.

    Bad:
        product: {kinds: [ranking]}
        feedback:
          loops:
            - risk: popular items crowd out others
              counter: exploration
              amount: 5%  # <- 5% of 10 places is 0.5
              slots: 10
            - risk: one category takes over
              counter: variety
              categories: 8  # <- 8 categories do not fit into 5 places
              slots: 5
    Good:
        product: {kinds: [ranking]}
        feedback:
          loops:
            - {risk: popular items crowd out others, counter: exploration, amount: 10%, slots: 10, categories: 5}
            - {risk: popular items crowd out others, counter: exploration, amount: 5%}
    """
    for loop in prd.feedback.loops:
        slots, amount, categories = loop.slots.value, loop.amount.value, loop.categories.value
        if slots is None or slots <= 0:
            continue
        related = (Related(loop.slots.path, f"there are {number(slots)} places"),)
        if amount is not None and amount.unit is Unit.RATIO and 0 < amount.amount * slots < _ONE:
            yield Finding(
                loop.amount.path,
                f"{percent(amount.amount)} of {number(slots)} places is {number(amount.amount * slots)} of a place, so nothing explores",
                f"amount: {math.ceil(1000 / slots) / 10:g}%   # one place, at least; or more slots",
                related,
                {"amount": amount.amount, "slots": slots, "explored_slots": round(amount.amount * slots, 6)},
            )
        if categories is not None and categories > slots:
            yield Finding(
                loop.categories.path,
                f"{number(categories)} categories do not fit into {number(slots)} places",
                f"categories: {number(slots)}   # at most",
                related,
                {"categories": categories, "slots": slots},
            )
