"""How often it is wrong, as told to others: levels, counts, and what is let be."""

import pytest

from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import error_rates

METRICS = """
metrics:
  sensitivity: {better: higher, launch: 90%, target: {value: 95%, by: 2027-09}, stretch: 97%, observed: 94.8%}
  specificity: {better: higher, launch: 88%}
"""


def messages(rule: Rule, *lines: str) -> list[str]:
    text = METRICS + "stakeholders:\n" + "".join(f"  {line}\n" for line in lines)
    return [flaw.finding.message for flaw in judge_alone(rule, load(read(text, "a.prd.yaml").data)[0])]


@pytest.mark.parametrize(
    ("rate", "silent"),
    [
        ("At the launch bar 10% of urgent images get no flag, 12% of the others get one", True),
        ("At the launch bar 3% of urgent images get no flag, 12% of the others get one", False),
        ("At the target value 10% get no flag", False),
        ("At the target value 5% get no flag", True),
        ("At launch 5.2% get no flag", True),
        ("At the launch bar 10% get no flag, 3% at the stretch goal", True),
        ("At the launch bar 10% get no flag, 5% fewer than by hand", True),
        ("At the launch bar 12% get a false flag, and 7% of patients wait", True),
    ],
)
def test_a_level_is_told_with_its_own_error(rate: str, silent: bool) -> None:
    assert (messages(error_rates.misstated_error_rate, f'error_rate: "{rate}"') == []) is silent


@pytest.mark.parametrize(
    ("error", "silent"),
    [
        ("144 of 1,440 urgent images a month get no flag", True),
        ("52 of 1,000 urgent images get no flag", True),
        ("36 of 1,440 urgent images a month get no flag", False),
        ("36 of 1,440 patients call", True),
    ],
)
def test_errors_in_the_words_of_the_error_rate_have_its_metric(error: str, silent: bool) -> None:
    rate = "error_rate: At the launch bar 10% of urgent images get no flag"
    assert (messages(error_rates.misstated_error_rate, rate, f'frames: {{error: "{error}"}}') == []) is silent


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("22 of 100 miss, 62,700 of the 2.85M shown", "627,000"),
        ("22 of 100 miss, 6.27M of the 2.85M shown", "627,000"),
        ("22 of 100 miss, 627k of the 2.85M shown", ""),
        ("10 of 100 miss, 1 of 100 harms somebody", ""),
        ("22 of 100 miss, 50,000 of the 2.85M are hidden", ""),
        ("22 of 100 miss", ""),
    ],
)
def test_a_zero_lost_or_too_many(error: str, told: str) -> None:
    prd = load(read(f'stakeholders: {{frames: {{error: "{error}"}}}}\n', "a.prd.yaml").data)[0]
    fixes = [flaw.finding.fix for flaw in judge_alone(error_rates.count_off_by_a_zero, prd)]
    assert len(fixes) == bool(told)
    assert all(told in fix for fix in fixes)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("asks: {na: nothing is needed}", True),
        ("error_rate: 10% of urgent images get no flag", False),
        ("error_rate: {na: told by the hospital}", False),
        ("frames: {error: 1 in 10 gets no flag}", False),
        ("error_rate: unknown", True),
    ],
)
def test_the_error_rate_is_asked_for_once(line: str, asked: bool) -> None:
    found = messages(error_rates.undisclosed_error_rate, line)
    assert found == (["nobody is told how often it is wrong: 10% at the launch bar of metric `sensitivity`"] * asked)
