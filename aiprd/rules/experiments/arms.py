"""What the rules on experiments read alike: arms, comparisons, and how many independent cases stand behind a rate."""

import re
from functools import lru_cache

from aiprd.pattern import Pattern
from aiprd.prd.evidence import Experiment
from aiprd.prd.metric import Metric
from aiprd.sampling import design_effect

_AGAINST = Pattern(r"\s+(?:vs\.?|versus|against|over|and|to)\s+|\s*/\s*", re.IGNORECASE)
_CONTROL = Pattern(r"control|baseline|holdout|current|today|status.?quo", re.IGNORECASE)
_CORRECTED = Pattern(r"bonferroni|holm|[sš]id[aá]k|dunnett|divid", re.IGNORECASE)


def sizes(experiment: Experiment) -> dict[str, float]:
    """The arms whose size is given."""
    amounts = {name: answer.value.amount for name, answer in experiment.arms.items() if answer.value is not None}
    return {name: amount for name, amount in amounts.items() if amount > 0}


def compared(experiment: Experiment, text: str | None) -> tuple[str, str] | None:
    """The two arms that `C vs B` names; None where it names no two arms of the experiment."""
    by_name = _arms(experiment)
    found = [by_name.get(part.strip().lower()) for part in _AGAINST.split(text or "")]
    return (found[0], found[1]) if len(found) == 2 and found[0] and found[1] else None


@lru_cache(maxsize=1)
def _arms(experiment: Experiment) -> dict[str, str]:
    """The arms by their names in small letters."""
    return {name.lower(): name for name in experiment.arms}


def size(experiment: Experiment, arms: tuple[str, str] | None = None) -> float | None:
    """The size of each of two equal arms that show as much as those compared, or else as the two smallest."""
    known = sizes(experiment)
    if arms is not None:
        pair = [known[name] for name in arms if name in known]
    else:
        pair = sorted(known.values())[:2] if len(known) == len(experiment.arms) else []
    return round(2 / (1 / pair[0] + 1 / pair[1]), 6) if len(pair) == 2 else None


@lru_cache(maxsize=1)
def comparisons(experiment: Experiment) -> int:
    """How many chances the experiment has to find something: pairs of arms times primary metrics.

    Each arm is compared with the control alone where one arm is the control and no result compares two others.
    """
    arms = list(experiment.arms)
    said = (experiment.control_is.value or "").lower()
    control = [name for name in arms if _CONTROL.search(name) or re.search(rf"\b{re.escape(name.lower())}\b", said)]
    told = [compared(experiment, result.compare.value) for result in experiment.results]
    among_others = any(pair is not None and control and control[0] not in pair for pair in told)
    every_pair = among_others or not control
    pairs = len(arms) * (len(arms) - 1) // 2 if every_pair else len(arms) - 1
    return max(1, pairs) * max(1, len(experiment.primary))


def alpha(experiment: Experiment) -> float:
    """The chance of a false alarm it accepts; 5% unless it says so."""
    said = experiment.alpha.value
    return said if said is not None and 0 < said < 0.5 else 0.05


def power(experiment: Experiment) -> float:
    """The chance of seeing a real effect; 80% unless it says so."""
    said = experiment.power.value
    return said if said is not None and 0.5 <= said < 1 else 0.8


def shared_by(experiment: Experiment) -> int:
    """Among how many comparisons its correction divides alpha; 1 where it does not, or where alpha is divided already."""
    many = comparisons(experiment)
    divided = _CORRECTED.search(experiment.correction.value or "") is not None
    return many if divided and alpha(experiment) * many > 0.05 * 1.01 else 1


def same(one: str | None, other: str | None) -> bool:
    """Whether two words name one thing: `room_shift` and `room shifts`."""
    return bool(one) and bool(other) and _singular(one or "") == _singular(other or "")


def _singular(word: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", word.lower()).split()).removesuffix("s")


def worth(metric: Metric, *, unit: str | None, counted: str | None) -> float | None:
    """How many independent cases one case of an arm is worth; None where the document does not tell.

    `unit` is what is randomised and `counted` what the size of the arm counts, where that was said.
    """
    per, cluster_size, icc = metric.per.value, metric.cluster_size.value, metric.icc.value
    if per is None or same(per, unit):
        return 1.0
    if cluster_size is None or icc is None or not 1 <= cluster_size < 1e9:
        return None
    inflation = design_effect(cluster_size, icc)
    return 1 / inflation if same(counted, per) else cluster_size / inflation
