"""What a result of an experiment shows: two rates, and how many cases stand behind each of them."""

import math
from typing import NamedTuple

from aiprd.amount import change
from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Related
from aiprd.pattern import Pattern
from aiprd.prd.evidence import Experiment, Result
from aiprd.prd.metric import Metric
from aiprd.quantity import GrammarError, Unit
from aiprd.rules.experiments import arms
from aiprd.sampling import design_effect, two_proportion_p

_DIGITS = Pattern(r"\d(?:[\d,_]*\d)?(?:\.(\d+))?")
_EVENTS = 10
"""Fewer events than this, and the normal approximation behind the p-value does not hold."""


class Cases(NamedTuple):
    """How many cases stand behind each of two rates, as the document counts them, and what one is worth."""

    size: float
    worth: float
    stated: bool
    """Whether the result says its own n."""

    @property
    def independent(self) -> float:
        return self.size * self.worth


class Shown(NamedTuple):
    """Two rates, and by how much rounding may have hidden a larger difference."""

    control: float
    treatment: float
    slack: float
    assumed: tuple[Related, ...] = ()

    def few(self, n: float) -> bool:
        """Whether `n` in each arm hold too few events for the normal approximation."""
        return n * min(self.control, self.treatment, 1 - self.control, 1 - self.treatment) < _EVENTS

    def p_of_few(self, n: float) -> float | None:
        """The least p-value that few cases can have: whole events, rounded apart, in a test that is too kind to them."""
        if not 1 <= n < 1e15:
            return None
        low, high = sorted((self.control, self.treatment))
        fewest, most = math.floor(n * max(0.0, low - self.slack)), math.ceil(n * high)
        return two_proportion_p(fewest / n, n, min(1.0, most / n), n)

    def p(self, n: float, *, at_best: bool = False) -> float | None:
        """The p-value of the difference with `n` in each arm; None where it cannot be told."""
        if not 1 <= n < 1e15 or self.few(n):
            return None
        away = math.copysign(self.slack, self.control - self.treatment) if at_best else 0.0
        return two_proportion_p(min(1.0, max(0.0, self.control + away)), n, self.treatment, n)


def shown(result: Result, metric: Metric) -> Shown | None:
    """The two rates of a result: as given, or from its lift and one of them."""
    control, treatment, lift = _rate(result.control), _rate(result.treatment), _lift(result)
    if control is not None and treatment is not None:
        return Shown(control, treatment, _half(result.control.text) + _half(result.treatment.text))
    if lift is None or lift == 0 or not -1 < lift < 100:
        return None
    assumed: tuple[Related, ...] = ()
    from_treatment = treatment is not None
    known, typed = (treatment, result.treatment) if from_treatment else (control, result.control)
    if result.control.absent and result.treatment.absent:
        known, typed = _rate(metric.observed.value), metric.observed.value
        from_treatment = (lift > 0) is not metric.lower_is_better  # what was observed is the better arm
        assumed = (Related(typed.path, "taken for the better arm"),)
    if known is None:
        return None
    other = known / (1 + lift) if from_treatment else known * (1 + lift)
    slack = abs(lift) * _half(typed.text) + known * _half(result.lift.text)
    control, treatment = (other, known) if from_treatment else (known, other)
    return Shown(control, treatment, slack, assumed) if 0 < other < 1 else None


def _rate(answer: Answer[Bound]) -> float | None:
    value = answer.value.value if answer.value is not None else None
    return value.amount if value is not None and value.unit is Unit.RATIO and 0 < value.amount < 1 else None


def _lift(result: Result) -> float | None:
    """The relative change as told."""
    try:
        told = change(result.lift.value or "")
    except GrammarError:
        return None
    return told.amount if told.relative else None


def _half(text: str) -> float:
    """Half of the last digit of a percentage: 4.2% may have been 4.15%."""
    match = _DIGITS.search(text)
    return 0.5 * 10.0 ** -len(match[1] or "") / 100 if match else 0.0


def cases(experiment: Experiment, result: Result, metric: Metric) -> Cases | None:
    """How many cases stand behind each of the two rates."""
    if result.n.value is not None:
        size, icc = metric.cluster_size.value, metric.icc.value
        clustered = size is not None and icc is not None and 1 <= size < 1e9
        apart = arms.same(metric.per.value, experiment.unit.value)
        inflation = design_effect(size, icc) if clustered and not apart and size and icc is not None else 1.0
        return Cases(result.n.value.amount, 1 / inflation, stated=True)
    if not result.n.absent:
        return None
    has = arms.size(experiment, arms.compared(experiment, result.compare.value))
    noun = next((answer.value.noun for answer in experiment.arms.values() if answer.value is not None), "")
    worth = arms.worth(metric, unit=experiment.unit.value, counted=noun)
    return None if has is None else Cases(has, 1.0 if worth is None else worth, stated=False)


def stated_cases(experiment: Experiment, result: Result, metric: Metric) -> float | None:
    """How many cases stand behind each rate at best, each counted as independent."""
    if result.n.value is not None:
        return result.n.value.amount
    per_unit = metric.per.value is None or arms.same(metric.per.value, experiment.unit.value)
    return arms.size(experiment, arms.compared(experiment, result.compare.value)) if per_unit else None
