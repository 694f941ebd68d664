"""Money: which returns follow from value and cost, and which figures cannot be compared."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.rule import Rule
from aiprd.rules import money


def prd(text: str) -> Prd:
    return load(read(text, "example.prd.yaml").data)[0]


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(prd(text)))


@pytest.mark.parametrize(
    ("business", "place", "known"),
    [
        ("{roi: {value: 340%, formula: unknown}}", "/business/roi/formula", False),
        ("{roi: {value: 340%, formula: unknown}, cost: $1M/y}", "/business/roi/formula", True),
        ("{roi: {value: 340%}, cost: $1M/y}", "/business/roi", False),
        ("{roi: 340%, cost: unknown}", "/business/cost", False),
        ("{roi: {value: 340%, formula: value / cost}}", "/business/roi", False),
        ("{roi: {value: 340%, formula: value / cost}, cost: {na: nothing is bought}}", None, False),
        ("{roi: {value: unknown}}", None, False),
        ("{cost: $1M/y}", None, False),
    ],
)
def test_formula(business: str, place: str | None, known: bool) -> None:
    found = told(money.return_without_formula, f"business: {business}")
    assert [(pointer(finding.path), finding.known_gap) for finding in found] == ([(place, known)] if place else [])


@pytest.mark.parametrize(
    ("each", "volume", "cost", "cases"),
    [
        ("$0.25 per session", "200k sessions/mo", "$408k/y", 599_950.59),
        ("$250 per 1000 sessions", "200k sessions/mo", "$408k/y", 599_950.59),
        ("$0.25 per session", "200k sessions/mo", "$599k/y", None),
        ("$0.25 per session", "200k sessions/mo", "$572k/y", None),  # within 5%
        ("$0.25 per session", "200k sessions/mo", "$571k/y", 599_950.59),
        ("$0.25 per session", "200k sessions", "$408k/y", None),
        ("0.25 EUR per session", "200k sessions/mo", "$408k/y", None),
        ("$0.25 per session", "200k members/mo", "$408k/y", None),
        ("$0.25", "200k sessions/mo", "$408k/y", None),
        ("$0.25 per session", "200k sessions/mo", "$408k", None),
    ],
)
def test_cost_of_all_cases(each: str, volume: str, cost: str, cases: float | None) -> None:
    found = told(
        money.cases_above_total_cost, f"traffic: {{volume: {volume}}}\nbusiness: {{unit_cost: {each}, cost: {cost}}}"
    )
    assert [finding.numbers["cases_cost_a_year"] for finding in found] == ([pytest.approx(cases)] if cases else [])


BUSINESS = "business: {value_at: {70%%: $1.8M/y, 78%%: $2.4M/y}, cost: %s, roi: {value: %s, over: 3y, formula: '%s'}}"
NET, GROSS = "(value - cost) / cost", "value / cost"


@pytest.mark.parametrize(
    ("cost", "value", "formula", "computed"),
    [
        ("$545k/y", "340%", NET, None),
        ("$545k/y", "340%", f"{NET} at 78%", None),
        ("$545k/y", "440%", GROSS, None),
        ("$545k/y", "4.4x", GROSS, None),
        ("$545k/y", "280%", NET, None),  # at a level in between
        ("$545k/y", "280%", f"{NET} at 78%", 3.403670),
        ("$545k/y", "440%", NET, 3.403670),
        ("$1.6/y", "440%", NET, 1_124_999.0),
        ("$2.4/h", "440%", NET, 84.557837),
        ("$545k/y", "200%", NET, 2.302752),
        ("$1.635M", "340%", NET, None),  # a cost for all three years
        ("$545k", "340%", NET, None),  # a cost for one of them
        ("$545k/y", "440%", "our own", None),
        ("$545k/y", "440%", "return on investment", None),
        ("545k EUR/y", "440%", NET, None),
        ("$0/y", "440%", NET, None),
        ("$545k/y", "much", NET, None),
        ("$45k/mo", "340%", NET, None),
    ],
)
def test_return(cost: str, value: str, formula: str, computed: float | None) -> None:
    text = BUSINESS % (cost, value, formula)
    found = told(money.miscounted_return, text)
    assert [finding.numbers["computed"] for finding in found] == ([pytest.approx(computed)] if computed else [])
    for finding in found:
        pasted = dict(line.split(": ", 1) for line in finding.fix.splitlines())
        assert not told(money.miscounted_return, BUSINESS % (cost, pasted["value"], pasted["formula"]))


def test_swapped_formula_is_named() -> None:
    (finding,) = told(money.miscounted_return, BUSINESS % ("$545k/y", "440%", NET))
    assert finding.message.endswith("not 440%, which is value / cost")
    (finding,) = told(money.miscounted_return, BUSINESS % ("$545k/y", "900%", NET))
    assert finding.message.endswith("not 900%")


@pytest.mark.parametrize(
    ("keys", "fires"),
    [
        ("unit_cost: $0.28, unit_value: $0.17, roi: {value: 65%, formula: (value - cost) / cost}", True),
        ("unit_cost: $0.28, unit_value: $0.17, roi: {value: 65%, formula: value / cost}", False),  # a loss, and said so
        ("unit_cost: $0.28, unit_value: $0.17, roi: 65%", False),
        ("unit_cost: $0.28, unit_value: $0.28, roi: {value: 65%, formula: (value - cost) / cost}", False),
        ("unit_cost: $0.28 per item, unit_value: $0.17 per member, roi: {value: 65%, formula: net / cost}", False),
        ("unit_cost: 0.28 EUR, unit_value: $0.17, roi: {value: 65%, formula: net / cost}", False),
    ],
)
def test_loss_on_each_case(keys: str, fires: bool) -> None:
    assert bool(told(money.loss_on_each_case, f"business: {{{keys}}}")) is fires


@pytest.mark.parametrize(
    ("volume", "unit_cost", "cost", "fires"),
    [
        ("200k sessions/mo", "$0.25 per session", "$408k/y", True),
        ("200k sessions/mo", "$0.25 per session", "$52k/mo", False),
        ("200k sessions/mo", "$0.17 per session", "$408k/y", False),
        ("200k sessions/mo", "$0.25", "$408k/y", False),
        ("200k sessions/mo", "$25 per 100 sessions", "$408k/y", True),
        ("200k sessions/mo", "$0.25 per member", "$408k/y", False),
        ("200k sessions/mo", "0.25 EUR per session", "$408k/y", False),
        ("200k sessions/mo", "$0.25 per session", "$408k", False),
        ("12 per 1k sessions", "$0.25 per session", "$408k/y", False),
    ],
)
def test_all_cases_together(volume: str, unit_cost: str, cost: str, fires: bool) -> None:
    text = f"traffic: {{volume: {volume}}}\nbusiness: {{unit_cost: {unit_cost}, cost: {cost}}}"
    found = told(money.cases_above_total_cost, text)
    assert bool(found) is fires
    for finding in found:
        mended = text.replace(
            f", cost: {cost}", f', "{finding.fix.partition("   #")[0].replace(": ", chr(34) + ": " + chr(34))}"'
        )
        assert not told(money.cases_above_total_cost, mended), mended


@pytest.mark.parametrize("value", ["5", "[1]", "{}", "null", "unknown", "{na: none}", "0%", "$0", "$1e14/y", "0d"])
def test_nothing_raises(value: str) -> None:
    for rule in (part for part in vars(money).values() if isinstance(part, Rule)):
        told(
            rule,
            f"business: {{value_at: {{70%: {value}}}, cost: {value}, roi: {{value: {value}, over: {value}, formula: a / b}}}}",
        )
        told(
            rule,
            f"business: {{value_at: {{}}, cost: $1, roi: {{value: 5%, over: 0d, formula: {value}}}, unit_cost: {value}}}",
        )
        told(
            rule, f"traffic: {{volume: {value}}}\nbusiness: {{unit_cost: $1 per item, unit_value: {value}, cost: $1/y}}"
        )
