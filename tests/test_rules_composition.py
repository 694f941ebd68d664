"""Composed metrics: what parts allow their whole, in numbers."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules import ALL
from aiprd.rules.composition import whole_beyond_its_parts


def told(how: str, whole: str, one: str, other: str, *, level: str = "observed", better: str = "higher") -> list[str]:
    parts = f"per: item, better: {better}, {level}"
    return run(
        f"metrics:\n  whole: {{per: items, made_of: [one, other], how: {how}, better: {better}, {level}: {whole}}}\n"
        f"  one: {{{parts}: {one}}}\n  other: {{{parts}: {other}}}\n"
    )


def run(text: str) -> list[str]:
    assert whole_beyond_its_parts.check is not None
    return [finding.message for finding in whole_beyond_its_parts.check(load(read(text, "a.prd.yaml").data)[0])]


@pytest.mark.parametrize(
    ("how", "whole", "one", "other", "limit"),
    [
        ("any", "78%", "11.8%", "3.4%", "at most 15.2%"),
        ("any", "15.2%", "11.8%", "3.4%", ""),
        ("any", "15.3%", "11.8%", "3.4%", ""),
        ("any", "16%", "11.8%", "3.4%", "at most 15.2%"),
        ("any", "11.8%", "11.8%", "3.4%", ""),
        ("any", "9.1%", "11.8%", "3.4%", "at least 11.8%"),
        ("any", "100%", "70%", "60%", ""),
        ("any", "104%", "70%", "60%", ""),  # no share
        ("all", "3.4%", "11.8%", "3.4%", ""),
        ("all", "5.1%", "11.8%", "3.4%", "at most 3.4%"),
        ("all", "0%", "11.8%", "3.4%", ""),
        ("weighted", "78%", "11.8%", "3.4%", ""),
        ("any", "78%", "11.8", "3.4%", ""),
        ("any", "78%", "unknown", "3.4%", ""),
    ],
)
def test_limits(how: str, whole: str, one: str, other: str, limit: str) -> None:
    for level in ("observed", "baseline"):
        messages = told(how, whole, one, other, level=level)
        assert len(messages) == bool(limit)
        assert not limit or limit in messages[0]


@pytest.mark.parametrize(
    ("one", "three", "limit"),
    [
        ("11%", "10%", ""),  # 10.5% of each
        ("11%", "9%", "the largest alone holds 11%"),
        ("11%", "11%", ""),
        ("11%", "33%", ""),
        ("11%", "34%", ""),  # 11.4% of three
        ("11%", "36%", ""),
        ("11%", "37%", "hold 33% at most"),
        ("11.0%", "33.5%", "hold 33% at most"),
        ("11%", "9.9%", "the largest alone holds 11%"),
    ],
)
def test_the_largest_few_hold_no_more_than_so_many_times_the_largest(one: str, three: str, limit: str) -> None:
    text = (
        "metrics:\n"
        "  top: {means: largest share of shown items that one category holds, better: lower, observed: %s}\n"
        "  top3: {means: share of shown items that the three largest categories hold, better: lower, observed: %s}\n"
    )
    rule = ALL["COMP002"]
    assert rule.check is not None
    messages = [finding.message for finding in rule.check(load(read(text % (one, three), "a.prd.yaml").data)[0])]
    assert len(messages) == bool(limit)
    assert not limit or limit in messages[0]


WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "11")


@pytest.mark.parametrize(("several", "word"), list(enumerate(WORDS, 2)))
def test_the_largest_few_are_counted(several: int, word: str) -> None:
    def found(share: int) -> int:
        means = f"share of shown items that the {word} largest categories hold"
        text = (
            "metrics:\n"
            "  top: {means: largest share of shown items that one category holds, better: lower, observed: 5%}\n"
            f"  few: {{means: {means}, better: lower, observed: {share}%}}\n"
        )
        rule = ALL["COMP002"]
        assert rule.check is not None
        return len(list(rule.check(load(read(text, "a.prd.yaml").data)[0])))

    assert [found(6 * several), found(6 * several + 1)] == [0, 1]  # what rounding may hide


def test_each_part_must_be_reported_once() -> None:
    results = "{metric: whole, control: 78%%}, {metric: one, control: 10%%}, {metric: other, control: 5%%}%s"
    text = (
        "metrics:\n  whole: {per: item, made_of: [one, other], how: any}\n  one: {per: item}\n  other: {per: item}\n"
        f"experiments: [{{id: ab_1, results: [{results}]}}]"
    )
    assert len(run(text % "")) == 1
    assert run(text % ", {metric: one, control: 12%}") == []
    assert run(text % ", {metric: third, control: 12%}") == run(text % "")


def test_launch_bars_are_floors() -> None:
    assert told("any", "70%", "12%", "3%", level="launch")
    assert told("any", "10%", "12%", "3%", level="launch") == []  # met as soon as the parts are
    assert told("any", "70%", "12%", "3%", level="launch", better="lower") == []
    assert told("all", "90%", "95%", "85%", level="launch")


@pytest.mark.parametrize(
    "change",
    [("per: items, ", ""), ("per: items", "per: member"), ("made_of: [one, other]", "made_of: [one, another_one]")],
)
def test_silent_without_one_unit_or_all_parts(change: tuple[str, str]) -> None:
    text = "metrics:\n  whole: {per: items, made_of: [one, other], how: any, observed: 78%}\n  one: {per: item, observed: 2%}\n  other: {per: item, observed: 3%}\n"
    assert run(text)
    assert run(text.replace(*change)) == []


def test_silent_where_the_values_come_from_different_sources() -> None:
    text = (
        "metrics:\n  whole: {per: item, made_of: [one], how: any, observed: {value: 78%, from: judged}}\n"
        "  one: {per: item, observed: {value: 2%, from: %s}}\n"
    )
    assert run(text.replace("%s", "judged"))
    assert run(text.replace("%s", "ab_1")) == []


def test_both_arms_of_an_experiment() -> None:
    text = (
        "metrics:\n  whole: {per: item, made_of: [one], how: any}\n  one: {per: item}\n"
        "experiments:\n  - id: ab_1\n    results:\n"
        "      - {metric: whole, control: 12%, treatment: 9%}\n      - {metric: one, control: 4%, treatment: 9%}\n"
    )
    (message,) = run(text)
    assert "in the control arm of `ab_1`" in message
    assert run(text.replace("control: 12%", "control: 4.2%")) == []


@pytest.mark.parametrize(
    ("one", "few", "compared"),
    [
        ("baseline: {value: 27%, date: 2026-03, of: shop}", "baseline: {value: 23%, date: 2026-03, of: shop}", True),
        ("baseline: {value: 27%, date: 2026-03, of: shop}", "baseline: {value: 23%, date: 2026-04, of: shop}", False),
        ("baseline: {value: 27%, date: 2026-03, of: shop}", "baseline: {value: 23%, date: 2026-03, of: app}", False),
        ("baseline: {value: 27%}", "baseline: {value: 23%}", True),
        ("observed: {value: 27%, date: 2026-03}", "observed: {value: 23%, date: 2026-04}", False),
        ("observed: {value: 27%, from: ab_1}", "observed: {value: 23%, from: ab_2}", False),
    ],
)
def test_shares_of_different_days_or_sources_are_not_compared(one: str, few: str, compared: bool) -> None:
    text = (
        f"metrics:\n  top: {{means: largest share of shown items that one category holds, {one}}}\n"
        f"  top3: {{means: share of shown items that the three largest categories hold, {few}}}\n"
    )
    rule = ALL["COMP002"]
    assert rule.check is not None
    assert bool(list(rule.check(load(read(text, "a.prd.yaml").data)[0]))) is compared


def test_an_experiment_that_reports_nothing_hides_no_other() -> None:
    text = (
        "metrics:\n  whole: {per: item, made_of: [one], how: any}\n  one: {per: item}\n"
        "experiments:\n  - {id: ab_0}\n  - id: ab_1\n    results:\n"
        "      - {metric: whole, control: 12%}\n      - {metric: one, control: 4%}\n"
    )
    assert len(run(text)) == 1
