"""SCHE: whether the tests fit into the time for tests (catalogue row 157)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.quantity import seconds
from aiprd.rule import Findings, rule, short, subject

_IN_ROLLOUT = Pattern(r"roll-?out|hold-?out|holdback|after launch|post-?launch|canary", re.IGNORECASE)
_EXACT = 1.000001


@rule("SCHE001", severity="I/W/W", confidence="likely", references=("33.3",), rows=(157,))
def experiment_that_fills_the_testing_phase(prd: Prd) -> Findings:
    """Experiment that takes the whole testing phase, or more.

    What is squeezed out are the tests that find harm: fairness, failure modes, attacks.

    Looks at the longest experiment alone, since nothing says which run one after another. One that speaks of the rollout or
    a holdout is left alone, and so is one that fits into the rollout and that `evaluation.ab` does not name.

    Bad:
        timeline: {testing: 4w}
        evaluation: {ab: ab_2}
        experiments:
          - id: ab_2
            duration: 4w  # <- runs 28 d, the testing phase has 28 d
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
    longest = max(tests, key=lambda test: test.duration.value.amount if test.duration.value else 0)
    lasts = longest.duration.value
    if lasts is not None and lasts.amount * _EXACT >= testing.amount:
        days = round(lasts.amount / 86400) + 14
        yield Finding(
            longest.duration.path,
            f"{subject(longest)} runs {seconds(lasts.amount)}, the testing phase has {seconds(testing.amount)}: "
            "no time is left for fairness and failure tests",
            f"testing: {days}d   # under timeline: the experiment and two weeks more",
            (Related(prd.timeline.testing.path, f"testing takes {short(prd.timeline.testing.text)}"),),
            {"experiment_days": round(lasts.amount / 86400, 2), "testing_days": round(testing.amount / 86400, 2)},
        )


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
