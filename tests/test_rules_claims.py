"""Claims: which figures follow from the values beside them."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


@pytest.mark.parametrize(
    ("base", "told", "computed"),
    [
        ("45% against 31%", "14 points better", None),
        ("45% against 31%", "15.5 points better", None),  # within what two rounded percentages may hide
        ("45% against 31%", "15.6 points better", 14),
        ("31% against 45%", "12.4 points better", 14),
        ("1% against 0.5%", "twice", None),
        ("60% against 20%", "3 times as many", None),
        ("60% against 20%", "2 times more", None),
        ("60% against 20%", "5 times as many", 3),
        ("60% against 0%", "5 times as many", None),
        ("60% against 20% and 10%", "5 times as many", None),
        ("60% against 20%", "5 times as many of 100", None),
    ],
)
def test_one_number_told_in_two_ways(base: str, told: str, computed: float | None) -> None:
    source = f"stakeholders: {{frames: {{baseline: {base}, improvement: {told}}}}}"
    numbers = [finding.numbers["computed"] for finding in found("CLAI001", source)]
    assert numbers == ([computed] if computed is not None else [])


def test_the_fix_keeps_the_words_and_no_quotation_marks() -> None:
    source = "stakeholders: {frames: {baseline: 60% against 20%, improvement: '\"Recall\" is 5 times as high'}}"
    (finding,) = found("CLAI001", source)
    assert finding.fix == "improvement: \"'Recall' is 3 times as high\""


@pytest.mark.parametrize(
    ("start", "end", "figure", "right"),
    [
        ("12%", "78%", "factor: 6.5x", True),
        ("12%", "78%", "factor: 5x", False),
        ("12%", "78%", "points: 66pp", True),
        ("12%", "78%", "points: 60pp", False),
        ("0%", "78%", "factor: 5x", True),  # nobody can tell
        ("3.4%", "4.2%", "lift: +23.5%", True),
        ("3.4%", "4.2%", "lift: +30%", False),
        ("50%", "51%", "lift: +3%", True),  # 2% and 1 more
        ("50%", "51%", "lift: +2.1%", True),
        ("50%", "51%", "lift: +2.3%", False),  # told to a tenth
        ("50%", "51%", "lift: +2.09%", False),  # told to a hundredth
        ("50%", "51%", "lift: +2.06%", True),
    ],
)
def test_figures_of_a_claim(start: str, end: str, figure: str, right: bool) -> None:
    claim = f"text: better, metric: recall, from: {start}, to: {end}, {figure}"
    assert (found("CLAI001", f"claims: [{{{claim}}}]") == []) is right


@pytest.mark.parametrize(
    ("figure", "true"), [("points: 60pp", "is 66 points"), ("lift: +30%", "is +550%"), ("factor: 5x", "is 6.5x")]
)
def test_the_true_figure_is_told(figure: str, true: str) -> None:
    (finding,) = found("CLAI001", f"claims: [{{text: better, metric: recall, from: 12%, to: 78%, {figure}}}]")
    assert f"12% to 78% {true}, not" in finding.message
