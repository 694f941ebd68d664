"""What is told to others: how long a claim looks back, and trend lines against the record."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules import telling


def codes(text: str) -> list[str]:
    prd = load(read(text, "a.prd.yaml").data)[0]
    rules = (telling.claim_without_basis, telling.weeks_told_as_a_year, telling.trajectory_off_the_record)
    return [rule.code for rule in rules if rule.check is not None and list(rule.check(prd))]


def claim(**parts: str) -> list[str]:
    told = {"attribution": "5% holdout", **parts}
    seasonal = told.pop("seasonality", "none")
    lines = "\n".join(f'    {key}: "{value}"' for key, value in told.items())
    return codes(f"data: {{seasonality: {seasonal}}}\nclaims:\n  - x-note: none\n{lines}\n")


@pytest.mark.parametrize(
    ("period", "basis", "days"),
    [
        ("2026-10-05 to 2026-11-15", "measured", 42),
        ("2026-10-05", "measured", 1),
        ("2026-11", "measured", 30),
        ("2026-Q4", "measured", 92),
        ("spring", "measured over six weeks", 42),
        ("spring", "measured over 10 days", 10),
        ("4 weeks", "measured over 10 days", 28),
        ("3 months", "measured", 91.32),
        ("2 quarters", "measured", 182.62),
        ("0 weeks", "measured", None),
        ("spring", "measured", None),
        ("2026-11-15 to 2026-10-05", "measured", None),
    ],
)
def test_how_long_a_claim_looks_back(period: str, basis: str, days: float | None) -> None:
    text = f"claims: [{{text: more, period: {period}, basis: {basis}}}]"
    (one,) = load(read(text, "a.prd.yaml").data)[0].claims
    assert telling._covered(one) == (None if days is None else pytest.approx(days))


@pytest.mark.parametrize(
    ("text", "basis", "period", "stretched"),
    [
        ("$2.4M a year", "measured over six weeks", "2026", False),
        ("$2.4M a year", "measured over six weeks", "spring", True),
        ("$2.4M annual revenue", "measured over 6-weeks", "spring", True),
        ("$2.4M/y", "two quarters of sales", "spring", True),
        ("$2.4M a year", "measured", "2026-10-05 to 2026-11-15", True),
        ("$2.4M a year", "measured", "2026-01 to 2026-12", False),
        ("$2.4M a year", "measured over 12 months", "spring", False),
        ("$2.4M a year", "six weeks, annualised", "spring", False),
        ("$2.4M a year", "modelled on six weeks", "spring", False),
        ("$2.4M a year", "what finance expects", "spring", False),
        ("12% more than a year ago", "measured over six weeks", "spring", False),
        ("12% more orders", "measured over six weeks", "spring", False),
        ("12% more, year over year", "measured over six weeks", "spring", False),
    ],
)
def test_a_year_from_weeks(text: str, basis: str, period: str, stretched: bool) -> None:
    assert ("TELL007" in claim(text=text, basis=basis, period=period)) is stretched


@pytest.mark.parametrize(
    ("basis", "silent"),
    [("six weeks, annualised", False), ("six weeks, annualised without the holidays", True)],
)
def test_a_season_has_to_be_spoken_of(basis: str, silent: bool) -> None:
    found = claim(text="$2.4M a year", basis=basis, seasonality="yearly")
    assert ("TELL007" not in found) is silent


def test_the_fix_of_a_stretched_claim_silences_it() -> None:
    text = "data: {seasonality: %s}\nclaims:\n  - {text: $2M a year, %s, attribution: 5%% holdout}\n"
    for seasonal in ("yearly", "none"):
        prd = load(read(text % (seasonal, "basis: six weeks"), "a.prd.yaml").data)[0]
        assert telling.weeks_told_as_a_year.check is not None
        (finding,) = telling.weeks_told_as_a_year.check(prd)
        fix = finding.fix.partition("   #")[0].replace(", ", " and ")
        assert codes(text % (seasonal, fix)) == []


def trend(when: str, value: str, observed: str = "value: 78%, date: 2026-11") -> list[str]:
    return codes(
        f"metrics: {{relevance: {{observed: {{{observed}}}, baseline: {{value: 12%, date: 2026-02-01}}}}}}\n"
        f"stakeholders: {{trajectory: [{{when: '{when}', metric: relevance, value: {value}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("when", "value", "off"),
    [
        ("2026-11", "81%", True),
        ("2026-11", "78%", False),
        ("2026-11", "78.3%", False),
        ("2026-11", "78.6%", True),
        ("2026-11-16", "81%", False),
        ("2026-11-16", "91%", True),
        ("2026-11-01", "91%", True),
        ("2026-11-30", "91%", True),
        ("2026-12-16", "91%", False),
        ("2026-Q4", "91%", False),
        ("2026-10", "81%", False),
        ("2026-02-01", "14%", True),
        ("launch", "81%", False),
        ("last autumn", "81%", False),
        ("2026-11", "81 points", False),
    ],
)
def test_a_trend_line_against_the_record(when: str, value: str, off: bool) -> None:
    assert trend(when, value) == (["TELL008"] if off else [])


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        ("", "what it rests on, which period it covers and how"),
        ("basis: measured over six weeks", "how the effect"),
        ("evidence: ab_2", "what it rests on and which period"),
        ("evidence: judged, basis: measured, period: 2026", "how the effect"),
        ("evidence: ab_2, basis: measured, period: 2026", ""),
        ("basis: {na: a quotation}, period: 2026, attribution: holdout", ""),
    ],
)
def test_what_a_claim_must_say(parts: str, asked: str) -> None:
    prd = load(
        read(f"experiments: [{{id: ab_2}}]\nclaims: [{{text: 12% more, {parts}}}]\n".replace(", }", "}"), "a").data
    )[0]
    assert telling.claim_without_basis.check is not None
    messages = [finding.message for finding in telling.claim_without_basis.check(prd)]
    assert len(messages) == bool(asked)
    assert not asked or asked in messages[0]


def test_a_point_that_cannot_be_placed_hides_no_other() -> None:
    text = (
        "metrics: {relevance: {better: higher, observed: {value: 78%, date: 2026-11}}}\n"
        "stakeholders: {trajectory: [{when: last autumn, metric: relevance, value: 70%}, "
        "{when: 2026-11, metric: relevance, value: 91%}]}\n"
    )
    assert codes(text) == ["TELL008"]


@pytest.mark.parametrize(
    ("goals", "value", "off"),
    [
        ("target: {value: 80%, by: 2027-09-30}", "92%", True),
        ("target: {value: 80%, by: 2027-09-30}", "80%", False),
        ("target: {value: 80%, by: 2027-09-29}", "92%", False),
        ("target: 70%, stretch: {value: 80%, by: 2027-09-30}", "92%", True),  # the target has no date
        ("stretch: {value: 95%, by: 2027-09-30}", "92%", False),
    ],
)
def test_a_trend_line_against_the_goals(goals: str, value: str, off: bool) -> None:
    text = (
        f"metrics: {{relevance: {{better: higher, {goals}}}}}\n"
        f"stakeholders: {{trajectory: [{{when: 2027-09-30, metric: relevance, value: {value}}}]}}\n"
    )
    assert codes(text) == (["TELL008"] if off else [])
