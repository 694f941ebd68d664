"""DRIF: how changes in the world are noticed and answered (catalogue row 136)."""

import re

from aiprd.amount import quantity
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import GrammarError, Unit, number
from aiprd.rule import Ask, Findings, gaps, presence, rule, short
from aiprd.sampling import psi_expected

DRIFT = presence(
    "DRIF001",
    "missing-drift-plan",
    Ask(
        "drift",
        "how drift is noticed and answered",
        "drift:\n  watch: […]\n  threshold: …\n  every: 1w\n  stable: …\n  declining: …\n  never_good: …",
    ),
    of=lambda prd: (prd,),
    summary="Product that does not say how drift is noticed.",
    why="A model is trained on yesterday; the world moves on without raising an alarm.",
    bad="product: {status: pilot}  # <- how drift is noticed and answered\ntraffic: {volume: 40k/day}",
    good="product: {status: pilot}\ndrift: {watch: [share of each category]}",
    severity="I/E/E",
    since="pilot",
    references=("33.3", "33.9"),
    rows=(136,),
)

_ASKS = (
    Ask("watch", "what is watched", "watch: […]   # inputs and outcomes"),
    Ask("threshold", "which value raises an alarm", "threshold: …"),
    Ask("every", "how often it is checked", "every: 1w"),
)
_SITUATIONS = (
    Ask("stable", "what is done while all is stable", "stable: …"),
    Ask("declining", "what is done when it declines", "declining: …   # data fault, drift, or a changed problem?"),
    Ask("never_good", "what is done if it never gets good", "never_good: …"),
)


@rule("DRIF002", severity="I/E/E", since="pilot", references=("33.3", "33.9"), rows=(136,), fixable=True)
def unanswered_drift(prd: Prd) -> Findings:
    """Drift without what is watched, a threshold, a rhythm, or an answer to each of three situations.

    Retraining mends drift, makes a data fault permanent, and does nothing for a problem that has changed.

    The situations are stable, declining and never good. One `response` for all of them does not tell them apart.

    Bad:
        drift:  # <- which value raises an alarm, what is done while all is stable and what is done if it never gets good
          watch: [share of each category]
          every: 1w
          declining: check the feeds, then retrain, then rethink
    Bad:
        drift:
          watch: [share of each category]
          threshold: PSI of 0.2
          every: 1w
          response: retrain or fix data or rethink  # <- which of it is done while stable, when declining and if never good
    Good:
        drift:
          watch: [share of each category]
          threshold: PSI of 0.2
          every: 1w
          stable: nothing; reviewed each quarter
          declining: check the feeds, then retrain, then rethink
          never_good: return to the editorial homepage
    """
    drift = prd.drift
    if not drift.given:
        return
    lumped = drift.response.given and all(drift.part(ask.key).absent for ask in _SITUATIONS)
    yield from gaps(drift, _ASKS if lumped else (*_ASKS, *_SITUATIONS))
    if lumped:
        yield Finding(
            drift.response.path,
            f"`{short(drift.response.text, 50)}` does not say which of it is done while stable, when declining and if never good",
            "\n".join(ask.paste for ask in _SITUATIONS),
        )


_BINS = Pattern(
    r"\b(\d{1,3}) (?:equal |quantile )?(?:bins|buckets|bands|deciles)\b", re.IGNORECASE, holds="bin|bucket|band|decile"
)
_COUNTS = Pattern(r"\b\d[\d,_]*(?:\.\d+)?(?: ?[kKM]\b)?")
_EACH = Pattern(r"\b(?:each|both|either|per|every) (?:side|sample|window|period)s?\b|\ba side\b", re.IGNORECASE)
_PART = 0.5
"""A threshold under twice the mean that no drift gives is crossed by chance every few checks."""


@rule("DRIF003", severity="W/W/W", confidence="likely", references=("33.9",), rows=(136,), fixable=True)
def drift_alarm_by_chance(prd: Prd) -> Findings:
    """PSI threshold that sampling noise alone comes near.

    With 20 bins and 500 cases on each side PSI averages 0.076 when nothing has changed, most of the customary 0.1.

    Assumes bins that hold equal shares, and cases that are independent. Reads bins and cases from `drift.test` (PSI over 20 bins, 500 cases on each side) and the number in `threshold`. The
    mean without drift is (bins - 1) x (1/n + 1/m); fires where that is more than half of the threshold.

    Bad:
        drift:
          test: PSI over 20 bins, 500 cases on each side
          threshold: 0.1  # <- averages 0.076 when nothing has changed
    Good:
        drift: {test: "PSI over 10 bins, 5,000 sessions of the week against 50,000 of the training months", threshold: 0.1}
    Good:
        drift: {test: Kolmogorov-Smirnov with 500 cases on each side, threshold: 0.1}
    """
    test, threshold = prd.drift.test.value or "", _threshold(prd)
    bins = _BINS.search(test)
    if threshold is None or bins is None or not re.search(r"\bPSI\b|population stability", test, re.IGNORECASE):
        return
    rest = test[: bins.start()] + test[bins.end() :]
    sides = [count for text in _COUNTS.findall(rest) if (count := _count(text)) is not None and count >= 30]
    if len(sides) == 1 and _EACH.search(rest):
        sides *= 2
    if len(sides) != 2 or int(bins[1]) < 2:
        return
    mean = psi_expected(int(bins[1]), *sides)
    if mean > _PART * threshold:
        enough = 4 * (int(bins[1]) - 1) / threshold
        yield Finding(
            prd.drift.threshold.path,
            f"with {bins[1]} bins on {number(sides[0])} and {number(sides[1])} cases PSI averages {mean:.2g} "
            f"when nothing has changed, near the threshold of {threshold:g}",
            f"test: PSI over {bins[1]} bins, {number(-(-enough // 100) * 100)} cases on each side",
            (Related(prd.drift.test.path, "the test"),),
            {"psi_without_drift": round(mean, 5), "threshold": threshold, "bins": int(bins[1])},
        )


def _threshold(prd: Prd) -> float | None:
    """The one number of the threshold, where it is a PSI value."""
    numbers = re.findall(r"(?<![\d.])\d?\.\d+(?!\d|%|\.)", prd.drift.threshold.value or "")
    return float(numbers[0]) if len(numbers) == 1 and 0 < float(numbers[0]) < 2 else None


def _count(text: str) -> float | None:
    try:
        read = quantity(text)
    except GrammarError:
        return None
    return read.amount if read.unit in {Unit.NUMBER, Unit.COUNT} else None
