"""Experiments and the testing phase: which ones belong to it."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.schedule import experiment_that_fills_the_testing_phase as crowded


@pytest.mark.parametrize(
    ("timeline", "experiment", "named", "told"),
    [
        ("testing: 4w", "duration: 4w", True, True),
        ("testing: 4w", "duration: 4w", False, True),
        ("testing: 4w", "duration: 3w", True, False),
        ("testing: 4w, rollout: 8w", "duration: 6w", False, False),
        ("testing: 4w, rollout: 8w", "duration: 6w", True, True),
        ("testing: 4w, rollout: unknown", "duration: 6w", True, True),
        ("testing: 4w", "duration: 6w, question: Does it hold in the holdout?", True, False),
        ("testing: 4w", "duration: 6w, question: Runs at stage canary", True, False),
        ("testing: unknown", "duration: 6w", True, False),
        ("testing: 4w", "duration: unknown", True, False),
    ],
)
def test_time_for_tests(timeline: str, experiment: str, named: bool, told: bool) -> None:
    text = (
        f"timeline: {{{timeline}}}\nexperiments: [{{id: ab_1, {experiment}}}]\n"
        f"evaluation: {{ab: {'ab_1' if named else 'a later test'}}}\nrollout: {{stages: [{{id: canary, share: 5%}}]}}\n"
    )
    assert crowded.check is not None
    assert bool(list(crowded.check(load(read(text, "a.prd.yaml").data)[0]))) is told


def test_time_is_told_in_days_with_their_fraction() -> None:
    text = "timeline: {testing: 36h}\nexperiments: [{id: ab_1, duration: 60h}]\nevaluation: {ab: ab_1}\n"
    assert crowded.check is not None
    (finding,) = crowded.check(load(read(text, "a.prd.yaml").data)[0])
    assert finding.numbers == {"experiment_days": 2.5, "testing_days": 1.5}


@pytest.mark.parametrize(
    ("variant", "testing", "told"),
    [
        ("design B, model 7", "11w", True),
        ("design B, model 7", "13w", False),
        ("model 7", "11w", False),
        ("the control homepage", "11w", False),
    ],
)
def test_one_after_another(variant: str, testing: str, told: bool) -> None:
    text = (
        f"timeline: {{testing: {testing}}}\nexperiments:\n"
        "  - {id: ab_1, duration: 4w, arms: {control: 10, B: 10}}\n"
        f"  - {{id: ab_2, duration: 8w, variant: '{variant}'}}\n"
    )
    assert crowded.check is not None
    assert bool(list(crowded.check(load(read(text, "a.prd.yaml").data)[0]))) is told


def test_two_weeks_more_than_the_experiments_are_offered_in_whole_days() -> None:
    text = "timeline: {testing: 27d}\nexperiments: [{id: ab_1, duration: 27.6d}]\nevaluation: {ab: ab_1}\n"
    assert crowded.check is not None
    (finding,) = crowded.check(load(read(text, "a.prd.yaml").data)[0])
    assert finding.fix.startswith("testing: 42d")
