"""SCHE: whether the tests fit into the time for tests (catalogue row 157)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.quantity import seconds
from aiprd.rule import Findings, listed, rule, short, subject

_IN_ROLLOUT = Pattern(r"roll-?out|hold-?out|holdback|after launch|post-?launch|canary", re.IGNORECASE)
_EXACT = 1.000001
_DAY = 86400
_ARMS = ("control", "treatment", "baseline", "model", "new", "old", "on", "off")
"""Names of arms that name no design."""


@rule("SCHE001", severity="I/W/W", confidence="likely", references=("33.3",), rows=(157,), fixable=True)
def experiment_that_fills_the_testing_phase(prd: Prd) -> Findings:
    """Experiment that takes the whole testing phase, or more.

    What is squeezed out are the tests that find harm: fairness, failure modes, attacks.

    Looks at the longest experiment, and at those before it whose winner it tests (its `variant` names one of their arms);
    others may run side by side. One that speaks of the rollout or a holdout is left alone, and so is one that fits into
    the rollout and that `evaluation.ab` does not name.

    Bad:
        timeline: {testing: 4w}
        evaluation: {ab: ab_2}
        experiments:
          - id: ab_2
            duration: 4w  # <- runs 28 d; the testing phase has 28 d
    Bad:
        timeline: {testing: 10w}
        experiments:
          - {id: ab_1, duration: 4w, arms: {A: 4000, B: 4000}}
          - id: ab_2
            duration: 8w  # <- runs 56 d, after 28 d of `ab_1`; the testing phase has 70 d
            variant: design B
    Good:
        timeline: {testing: 6w, rollout: 16w}
        evaluation: {ab: ab_2}
        experiments:
          - {id: ab_2, duration: 4w}
          - {id: ab_3, duration: 8w}
          - {id: ab_4, duration: 30w, question: Does the lift last in the holdout?}
    """
    testing = prd.timeline.testing.value
    tests = [test for test in prd.experiments if test.duration.value is not None and _before_rollout(prd, test)]
    if testing is None or not tests:
        return
    armed, lengths = _armed(tests), [_length(test) for test in tests]
    totals = [
        lengths[index] + sum(lengths[other] for other in _before(armed, tests, index)) for index in range(len(tests))
    ]
    total = max(totals)
    index = totals.index(total)
    longest, before = tests[index], [tests[other] for other in sorted(_before(armed, tests, index))]
    if total * _EXACT >= testing.amount:
        after = f", after {seconds(sum(map(_length, before)))} of {_names(before)}" if before else ""
        yield Finding(
            longest.duration.path,
            f"{subject(longest)} runs {seconds(_length(longest))}{after}; the testing phase has {seconds(testing.amount)}, "
            "so no time is left for fairness and failure tests",
            f"testing: {round(total / _DAY) + 14}d   # under timeline: two weeks more than the experiments take",
            (
                Related(prd.timeline.testing.path, f"testing takes {short(prd.timeline.testing.text)}"),
                *(Related(test.duration.path, f"takes {short(test.duration.text)} before") for test in before),
            ),
            {"experiment_days": round(total / _DAY, 2), "testing_days": round(testing.amount / _DAY, 2)},
        )


def _length(test: Experiment) -> float:
    return test.duration.value.amount if test.duration.value is not None else 0.0


def _armed(tests: list[Experiment]) -> dict[str, set[int]]:
    """The positions of the experiments by the names of their arms, those aside that every experiment has."""
    armed: dict[str, set[int]] = {}
    for index, test in enumerate(tests):
        for arm in test.arms:
            if arm not in _ARMS:
                armed.setdefault(arm, set()).add(index)
    return armed


def _before(armed: dict[str, set[int]], tests: list[Experiment], index: int) -> set[int]:
    """The positions of the experiments whose winner this one tests."""
    told = re.findall(r"[\w-]+", tests[index].variant.value or "")
    return set[int]().union(*(armed[arm] for arm in told if arm in armed)) - {index}


def _names(tests: list[Experiment]) -> str:
    return listed([f"`{short(test.id.value or 'another test', 30)}`" for test in tests])


def _before_rollout(prd: Prd, test: Experiment) -> bool:
    """Whether an experiment surely belongs to the testing phase."""
    told = " ".join(part.value or "" for part in (test.question, test.variant, test.control_is, test.interference))
    stages = {stage.id.value for stage in prd.rollout.stages if stage.id.value}
    if _IN_ROLLOUT.search(told) or stages & set(re.findall(r"[\w-]+", told)):
        return False
    named = {word for entry in prd.evaluation.ab for word in re.findall(r"[\w-]+", entry.value or "")}
    rollout = prd.timeline.rollout.value or prd.rollout.took.value
    lasts = test.duration.value
    fits = rollout is not None and lasts is not None and lasts.amount <= rollout.amount * _EXACT
    return test.id.value in named or (not fits and not (rollout is None and prd.timeline.rollout.given))
