"""People in the loop: silence that approves, and cases that nothing counts."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import oversight


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("default", "speaks"),
    [
        ("the refund is approved", True),
        ("auto-approve", True),
        ("the agent proceeds", True),
        ("the action is executed", True),
        ("the refund is not approved", False),
        ("decline", False),
        ("deny, and do not proceed", False),
        ("the case goes to the queue; the assistant continues", False),
        ("approved only by the shift lead, until then it waits", False),
    ],
)
def test_silence(default: str, speaks: bool) -> None:
    text = f"escalation: {{timeout: {{after: 10min, default: '{default}'}}}}"
    assert bool(told(oversight.approval_by_silence, text)) is speaks


CASES = """\
traffic: {volume: %s}
escalation: {share: %s}
metrics:
  resolved: {means: %s, better: higher, launch: %s}
"""


@pytest.mark.parametrize(
    ("volume", "share", "means", "launch", "left"),
    [
        ("200k sessions/mo", "5%", "sessions closed with no human", "45%", 0.5),
        ("200k sessions/mo", "5%", "sessions resolved without a person", "86%", None),
        ("200k sessions/mo", "5%", "sessions with a smile", "45%", None),
        ("200k sessions/mo", "unknown", "sessions closed with no human", "45%", None),
        ("200k tickets/mo", "5%", "sessions closed with no human", "45%", None),
        ("200k/mo", "5%", "sessions closed with no human", "45%", None),
        ("200k sessions/mo", "5%", "sessions closed with no human", "45 points", None),
    ],
)
def test_unaccounted(volume: str, share: str, means: str, launch: str, left: float | None) -> None:
    found = told(oversight.unaccounted_cases, CASES % (volume, share, means, launch))
    assert [finding.numbers["unaccounted"] for finding in found] == ([left] if left is not None else [])
    for finding in found:
        metric = "  " + finding.fix.split("   #")[0]
        assert not told(oversight.unaccounted_cases, CASES % (volume, share, means, launch) + metric)


@pytest.mark.parametrize(
    ("volume", "better", "means", "speaks"),
    [
        ("200k support sessions/mo", "higher", "sessions closed with no human", True),
        ("200k support sessions/mo", "higher", "support calls closed with no human", False),  # counts something else
        ("200k sessions/mo", "lower", "sessions not closed with no human", False),
        ("200k sessions/mo", "higher", "sessions with a smile", False),
        ("unknown", "higher", "sessions closed with no human", False),
    ],
)
def test_what_is_left_unaccounted(volume: str, better: str, means: str, speaks: bool) -> None:
    text = (
        f"traffic: {{volume: {volume}}}\nescalation: {{share: 5%}}\n"
        f"metrics: {{resolved: {{means: {means}, better: {better}, launch: 45%}}}}"
    )
    assert bool(told(oversight.unaccounted_cases, text)) is speaks
