"""Speed: the first token, the others at their pace, and as many calls as the agent may make."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import speed


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("amount", "pasted", "shown"),
    [
        (0.2, "200ms", "200 ms"),
        (0.2001, "201ms", "200.1 ms"),
        (0.999, "999ms", "999 ms"),
        (1, "1s", "1 s"),
        (1.01, "1.1s", "1 s"),
        (1.55, "1.6s", "1.6 s"),
        (99.9, "99.9s", "99.9 s"),
        (100.2, "101s", "100.2 s"),
        (599, "599s", "599 s"),
        (600, "600s", "10 min"),
    ],
)
def test_lengths_of_time(amount: float, pasted: str, shown: str) -> None:
    assert (speed._up(amount), speed._time(amount)) == (pasted, shown)


CALL = """\
llm:
  tokens: {output: %s, per_second: %s}
  latency: {ttft: %s, total: %s}
"""


@pytest.mark.parametrize(
    ("output", "pace", "first", "total", "whole"),
    [
        ("500", "50", "P95 < 1.5s", "P95 < 12s", None),
        ("500", "50", "P95 < 1.5s", "P95 < 11.5s", None),
        ("500", "50", "P95 < 1.5s", "P95 < 5s", 11.5),
        ("500", "0", "P95 < 1.5s", "P95 < 5s", None),
        ("unknown", "50", "P95 < 1.5s", "P95 < 5s", None),
        ("500", "50", "P95 < 1.5s", "unknown", None),
        ("500", "50", "70%", "P95 < 5s", None),
    ],
)
def test_call(output: str, pace: str, first: str, total: str, whole: float | None) -> None:
    found = told(speed.answer_slower_than_promised, CALL % (output, pace, first, total))
    assert [finding.numbers["call_seconds"] for finding in found] == ([whole] if whole is not None else [])
    for finding in found:
        fixed = finding.fix.split("   #")[0].removeprefix("total: ")
        assert not told(speed.answer_slower_than_promised, CALL % (output, pace, first, fixed))


@pytest.mark.parametrize(
    ("agent", "limit"),
    [
        ("{steps: at most 10}", 12.0),
        ("{steps: at most 1}", None),
        ("{steps: unknown}", None),
        ("{steps: at most 10, budget: {time: 60s}}", 60.0),
        ("{steps: at most 10, budget: {time: 115s}}", None),
        ("{steps: at most 10, budget: {time: soon}}", None),
    ],
)
def test_loop(agent: str, limit: float | None) -> None:
    text = CALL % ("500", "50", "P95 < 1.5s", "P95 < 12s") + f"agent: {agent}"
    found = told(speed.loop_slower_than_promised, text)
    assert [f.numbers["promised_seconds"] for f in found] == ([limit] if limit is not None else [])
    assert [f.numbers["loop_seconds"] for f in found] == ([115.0] if limit is not None else [])


def test_a_single_call_too_slow_is_told_once() -> None:
    text = CALL % ("500", "50", "P95 < 1.5s", "P95 < 5s") + "agent: {steps: at most 10}"
    assert told(speed.answer_slower_than_promised, text)
    assert not told(speed.loop_slower_than_promised, text)


@pytest.mark.parametrize(
    ("total", "fix"),
    [("P99 < 5s", "total: P99 < 11.6s"), ("under 5s", "total: P95 < 11.6s"), ("P95 < 5s", "total: P95 < 11.6s")],
)
def test_the_percentile_that_is_promised_is_kept(total: str, fix: str) -> None:
    (finding,) = told(speed.answer_slower_than_promised, CALL % ("500", "50", "P95 < 1.5s", total))
    assert finding.fix.startswith(fix)


@pytest.mark.parametrize(
    ("first", "speaks"),
    [("under 1.5s", True), ("median < 1.5s", True), ("P95 < 1.5s", False), ("at least launch", False), ("70%", False)],
)
def test_a_speed_says_for_how_many(first: str, speaks: bool) -> None:
    assert bool(told(speed.speed_without_percentile, CALL % ("500", "50", first, "P95 < 12s"))) is speaks
