"""Personal data: one finding for what several sources lack."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.privacy import baseless_personal_data, missing_privacy_requirement


def test_one_source_is_the_place_and_several_share_it() -> None:
    def places(sources: str) -> list[tuple[object, ...]]:
        prd = load(read(f"data: {{sources: [{sources}]}}", "a.prd.yaml").data)[0]
        assert baseless_personal_data.check is not None
        return [finding.path for finding in baseless_personal_data.check(prd)]

    one, other = "{id: a, personal: true}", "{id: b, personal: true}"
    assert places(one) == [("data", "sources", 0)]
    assert places(f"{{id: c}}, {one}") == [("data", "sources", 1)]
    assert places(f"{one}, {other}") == [("data", "sources")]


def messages(text: str) -> list[str]:
    prd = load(read(text, "a.prd.yaml").data)[0]
    rules = (baseless_personal_data, missing_privacy_requirement)
    return [finding.message for rule in rules if rule.check is not None for finding in rule.check(prd)]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ("{id: a, personal: true, basis: contract, retention: 1y}", []),
        ("{id: a, personal: false}", []),
        ("{id: a}", []),
        ("{id: a, personal: true, retention: 1y}", ["nothing says on which lawful basis `a` is used"]),
        ("{id: a, personal: true}, {id: b, personal: true}", ["nothing says on which lawful basis `a` and `b` are used and how long they are kept"]),
        ("{id: a, personal: true}, {id: b, personal: true, basis: x}", ["nothing says on which lawful basis `a` is used and how long it is kept", "nothing says how long `b` is kept"]),
        ("{id: a, personal: true, basis: {na: pseudonymous}, retention: 1y}", []),
        ("{id: a, personal: true, basis: unknown, retention: 1y}", ["on which lawful basis `a` is used is still unknown"]),
    ],
)  # fmt: skip
def test_basis_and_retention(sources: str, told: list[str]) -> None:
    assert messages(f"data: {{sources: [{sources}]}}\n") == told


@pytest.mark.parametrize(
    ("privacy", "asked"),
    [
        ("performance: [a >= 1%]", True),
        ("privacy: []", True),
        ("privacy: unknown", True),
        ("privacy: [{text: deleted within 30d}]", False),
        ("privacy: {na: kept by another system}", False),
    ],
)
def test_a_requirement_on_privacy(privacy: str, asked: bool) -> None:
    source = "data: {sources: [{id: a, personal: true, basis: contract, retention: 1y}]}\n"
    assert bool(messages(f"{source}requirements: {{{privacy}}}\n")) is asked
    assert messages(source) == []  # the section itself is asked for elsewhere
