"""Context: how long it is kept, beside what it is made of."""

import pytest

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import context


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("sources", "kept", "days"),
    [
        ("{id: orders, personal: true, retention: 36h}", "90d", (90.0, 1.5)),
        ("{id: orders, personal: true, retention: 12h}", "36h", (1.5, 0.5)),
        (
            "{id: orders, personal: true, retention: 30d}, {id: visits, personal: true, retention: 60d}",
            "90d",
            (90.0, 60.0),
        ),
        ("{id: orders, personal: true, retention: 30d}, {id: visits, personal: true}", "90d", None),  # it may be longer
        ("{id: orders, personal: true, retention: 30d}, {id: prices, retention: 10d}", "30d", None),
        ("{id: prices, retention: 30d}", "90d", None),
        ("{id: orders, personal: true, retention: 90d}", "90d", None),
    ],
)
def test_context_and_its_sources(sources: str, kept: str, days: tuple[float, float] | None) -> None:
    text = f"data: {{sources: [{sources}]}}\nllm: {{context: {{retention: {kept}}}}}"
    found = told(context.context_outliving_its_source, text)
    numbers = [(finding.numbers["context_days"], finding.numbers["source_days"]) for finding in found]
    assert numbers == ([days] if days else [])


def test_the_source_that_is_kept_longest_is_named() -> None:
    sources = "{id: orders, personal: true, retention: 30d}, {id: visits, personal: true, retention: 60d}"
    text = f"data: {{sources: [{sources}]}}\nllm: {{context: {{retention: 90d}}}}"
    (finding,) = told(context.context_outliving_its_source, text)
    assert finding.fix == "retention: 60d"
    assert [pointer(related.path) for related in finding.related] == ["/data/sources/1/retention"]


def test_two_lengths_of_memory_are_told_in_days() -> None:
    text = "agent: {memory: {kind: notes, expiry: 36h}}\nllm: {context: {memory_expiry: 12h}}"
    (finding,) = told(context.memory_of_two_lengths, text)
    assert finding.numbers == {"agent_days": 1.5, "context_days": 0.5}
    assert not told(context.memory_of_two_lengths, text.replace("36h", "12h"))
