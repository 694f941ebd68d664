"""Escalation: which triggers can be measured, which situations they cover, and whether the staff suffices."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import escalation


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(("volume", "asked"), [("200k", 1000), ("200.2k", 1001), ("200.02k", 1001)])
def test_the_capacity_asked_for_is_the_work_in_whole_hours(volume: str, asked: int) -> None:
    (finding,) = told(escalation.handovers_beyond_capacity, WORK % (f"{volume} sessions/mo", "5%", "6min", "700 h/mo"))
    assert finding.fix.startswith(f"capacity: {asked} h/mo ")


@pytest.mark.parametrize(
    ("triggers", "missing"),
    [
        ("confidence < 60%, user asks, sensitive topic", "nothing hands over on repeated failure"),
        ("confidence < 60%, user asks", "on a sensitive topic or repeated failure"),
        ("confidence < 60%", "on a user who asks or is frustrated, a sensitive topic or repeated failure"),
        ("confidence < 60%, user asks, sensitive topic, 2 failed attempts", ""),
    ],
)
def test_situations_that_nothing_covers_are_listed(triggers: str, missing: str) -> None:
    found = told(escalation.uncovered_escalation, f"escalation: {{triggers: [{triggers}]}}")
    assert len(found) == bool(missing)
    assert not missing or missing in found[0].message


@pytest.mark.parametrize(
    ("amount", "text"), [(700, "700"), (12.37, "12.3"), (1, "1"), (0.99999, "0.999"), (0.0347, "0.034")]
)
def test_what_is_pasted_is_never_rounded_up(amount: float, text: str) -> None:
    assert escalation._floored(amount) == text


WORK = "traffic: {volume: %s}\nescalation: {share: %s, handling: %s, capacity: %s}"


@pytest.mark.parametrize(
    ("volume", "share", "handling", "capacity", "hours"),
    [
        ("200k sessions/mo", "5%", "6min", "700 h/mo", (1000, 700)),
        ("200k sessions/mo", "5%", "6min", "1000 h/mo", None),
        ("200k sessions/mo", "3.5%", "6min", "700 h/mo", None),
        ("200k sessions/mo", "5%", "4.2min", "700 h/mo", None),
        ("1k/day", "10%", "30min", "40 h/day", (1522, 1217.6)),
        ("200k sessions/mo", "5%", "6min", "8 people", None),
        ("200k sessions/mo", "5%", "6min", "40 tickets/day", None),
        ("200k sessions/mo", "unknown", "6min", "1 h/mo", None),
        ("12 per 1k turns", "5%", "6min", "1 h/mo", None),
        ("200k sessions/mo", "5pp", "6min", "1 h/mo", None),
        ("200k sessions/mo", "500%", "6min", "1 h/mo", None),
        ("200k sessions/mo", "5%", "6min", "0 h/mo", (1000, 0)),
    ],
)
def test_staff(volume: str, share: str, handling: str, capacity: str, hours: tuple[float, float] | None) -> None:
    found = told(escalation.handovers_beyond_capacity, WORK % (volume, share, handling, capacity))
    assert [(f.numbers["needed_hours"], f.numbers["staffed_hours"]) for f in found] == ([hours] if hours else [])


def test_each_way_out_that_the_fix_offers_fits() -> None:
    (finding,) = told(escalation.handovers_beyond_capacity, WORK % ("190k sessions/mo", "5.3%", "6.5min", "700 h/mo"))
    capacity, share, handling = (
        part.partition(": ")[2] for part in finding.fix.replace("   # or", ", or").split(", or")
    )
    for changed in (("5.3%", "6.5min", capacity), (share, "6.5min", "700 h/mo"), ("5.3%", handling, "700 h/mo")):
        assert not told(escalation.handovers_beyond_capacity, WORK % ("190k sessions/mo", *changed))


@pytest.mark.parametrize(
    ("trigger", "vague"),
    [
        ("low confidence", True),
        ("when necessary", True),
        ("the model is not sure", True),
        ("complex questions", True),
        ("confidence < 60%", False),
        ("low confidence (under 60%)", False),
        ("user asks for a person", False),
        ("sensitive topic", False),
        ("hardship case declared by the customer", False),
        ("required document is missing", False),
    ],
)
def test_measurable(trigger: str, vague: bool) -> None:
    assert bool(told(escalation.unmeasurable_trigger, f"escalation: {{triggers: ['{trigger}']}}")) is vague


@pytest.mark.parametrize(
    ("triggers", "missing"),
    [
        ("confidence < 60%, user asks, sensitive topic, 2 failed attempts", None),
        ("score under 0.4, angry customer, suspected fraud, third re-route again", None),
        ("confidence < 60%, user asks, sensitive topic", "repeated failure"),
        ("Kunde bittet um Rückruf", None),
        ("unknown", None),
    ],
)
def test_four_situations(triggers: str, missing: str | None) -> None:
    found = told(escalation.uncovered_escalation, f"escalation: {{triggers: [{triggers}]}}")
    assert [str(missing) in finding.message for finding in found] == ([True] if missing else [])
