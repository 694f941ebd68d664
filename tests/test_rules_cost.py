"""Cost: tokens times prices, steps and traffic, against the limits the document sets."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.cost import spending


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


WORK = """\
traffic: {volume: %s}
agent: {steps: %s}
llm:
  tokens: {input: 3500, output: 500, price_in: %s, price_out: %s}
  cost: {per_task: %s, monthly: %s}
"""
FIGURES = {
    "volume": "200k sessions/mo",
    "steps": "at most 10",
    "price_in": "$2.5/M",
    "price_out": "$10/M",
    "per_task": "at most $0.03",
    "monthly": "at most $6k",
}


def work(**changed: str) -> str:
    return WORK % tuple((FIGURES | changed).values())


@pytest.mark.parametrize(
    ("changed", "cost"),
    [
        ({}, 0.1375),
        ({"steps": "10"}, 0.1375),
        ({"steps": "at most 2"}, None),
        ({"steps": "at least 10"}, None),
        ({"steps": "unknown"}, None),
        ({"steps": "at least 10", "per_task": "at most $0.01"}, 0.01375),
        ({"per_task": "at most $0.14"}, None),
        ({"per_task": "at most $0.03 per task"}, 0.1375),
        ({"per_task": "at least $0.03"}, None),
        ({"per_task": "at most 0.03 EUR"}, None),
        ({"price_in": "$0.0025 per 1k", "price_out": "$0.01 per 1k"}, 0.1375),
        ({"price_in": "$2.5", "price_out": "$10"}, 0.1375),
        ({"price_in": "2.5 EUR/M"}, None),
        ({"price_out": "unknown"}, None),
        ({"price_in": "$0/M", "price_out": "$0/M"}, None),  # nothing is paid for
    ],
)
def test_task(changed: dict[str, str], cost: float | None) -> None:
    found = told(spending.task_over_its_limit, work(**changed))
    assert [finding.numbers["task_cost"] for finding in found] == ([cost] if cost is not None else [])


@pytest.mark.parametrize(
    ("changed", "cost"),
    [
        ({}, 27500),
        ({"monthly": "at most $27.5k"}, None),
        ({"monthly": "at most $6k/mo"}, 27500),
        ({"monthly": "at most $200/day"}, 27500),
        ({"monthly": "at most $1k/day"}, None),
        ({"volume": "40k sessions/mo"}, None),
        ({"volume": "200k queries/mo"}, 27500),
        ({"volume": "200k/mo"}, 27500),
        ({"volume": "200k members/mo"}, None),
        ({"volume": "12 per 1k turns"}, None),
        ({"volume": "0/mo"}, None),
    ],
)
def test_month(changed: dict[str, str], cost: float | None) -> None:
    found = told(spending.month_over_its_budget, work(**changed))
    assert [finding.numbers["month_cost"] for finding in found] == ([cost] if cost is not None else [])


def test_each_way_out_that_the_fix_offers_fits() -> None:
    (finding,) = told(spending.task_over_its_limit, work())
    limit, steps = finding.fix.split("   # or ")
    assert not told(spending.task_over_its_limit, work(per_task=limit.removeprefix("per_task: ")))
    assert not told(spending.task_over_its_limit, work(steps=steps.removeprefix("steps: ")))
    (finding,) = told(spending.month_over_its_budget, work())
    assert not told(
        spending.month_over_its_budget, work(monthly=finding.fix.split("   #")[0].removeprefix("monthly: "))
    )


@pytest.mark.parametrize(
    ("spend", "month"),
    [
        ("$300/day", 9132.0),
        ("$197/day", None),
        ("$300", None),
        ("300 EUR/day", None),
        ("a lot", None),
        ("$7k/mo", 7000.0),
    ],
)
def test_cap(spend: str, month: float | None) -> None:
    text = "llm: {cost: {monthly: at most $6k}, caps: {spend: %s}}"
    found = told(spending.cap_above_the_budget, text % spend)
    assert [finding.numbers["cap_per_month"] for finding in found] == ([month] if month is not None else [])
    for finding in found:
        assert not told(spending.cap_above_the_budget, text % finding.fix.removeprefix("spend: "))
