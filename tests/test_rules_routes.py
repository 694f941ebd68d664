"""Routes: what counts as one trigger, as a way into a level, and as declared."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import routes
from aiprd.rules.routes import ends
from aiprd.rules.routes import levels as levels_


def found(text: str) -> list[tuple[str, str]]:
    prd = load(read(text, "a.prd.yaml").data)[0]
    rules = [part for module in routes.MODULES for part in vars(module).values() if isinstance(part, Rule)]
    return [(rule.code, finding.message) for rule in rules if rule.check is not None for finding in rule.check(prd)]


def codes(text: str) -> set[str]:
    return {code for code, _ in found(text)}


LEVELS = "degradation: [{level: 1, id: full}, {level: 2, id: popular}, {level: 3, id: generic}]\n"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fewer than 3 purchases", "Fewer than 3 purchases.", True),
        ("fewer than 3 purchases", "under 3 purchases", True),
        ("fewer than 3 purchases", "fewer than 5 purchases", False),
        ("confidence < 60%", "confidence below 60%", True),
        ("confidence < 60%", "confidence < 40%", False),
        ("confidence < 60%", "stock feed down, or confidence < 60%", True),
        ("no answer within 10s", "no answer within 30s", False),
        ("the model is down", "model down", True),
        ("model timeout", "model unavailable", False),
        ("under 60%", "under 60%", True),
    ],
)
def test_one_trigger(one: str, other: str, same: bool) -> None:
    text = (
        LEVELS + f"requirements: {{fallback: [{{when: '{one}', then: popular}}]}}\n"
        f"failure_modes: [{{id: x, signal: '{other}', goes_to: generic}}]\n"
    )
    assert ("ROUT001" in codes(text)) is same


@pytest.mark.parametrize(
    "other",
    [
        "stories: [{fallback: {when: fewer than 3 purchases, then: generic}}]",
        "failure_modes: [{id: back, signal: all well, goes_to: full}, {signal: under 3 purchases, goes_to: generic}]",
    ],
)
def test_one_trigger_wherever_it_stands(other: str) -> None:
    text = LEVELS + "requirements: {fallback: [{when: fewer than 3 purchases, then: popular}]}\n"
    assert "ROUT001" not in codes(text)
    assert "ROUT001" in codes(text + other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("model timeout", "no answer", True),
        ("no answer within 10s", "no answer within 30s", False),
        ("model timeout", "no answer within 30s", True),
    ],
)
def test_one_id(one: str, other: str, same: bool) -> None:
    text = (
        LEVELS + f"requirements: {{fallback: [{{id: slow, when: {one}, then: popular}}]}}\n"
        f"failure_modes: [{{id: slow, signal: {other}, goes_to: generic}}]\n"
    )
    assert ("ROUT001" in codes(text)) is same


def test_one_finding_for_one_trigger() -> None:
    text = (
        LEVELS + "requirements: {fallback: [{when: model down, then: popular}]}\n"
        "failure_modes: [{id: a, signal: model down, goes_to: generic}, {id: b, signal: model down, goes_to: generic}]\n"
        "stories: [{as: x, fallback: {when: model down, then: popular}}]\n"
    )
    assert [code for code, _ in found(text)].count("ROUT001") == 1


def test_alternatives_on_one_level_are_told_once() -> None:
    text = (
        "degradation: [{level: 1, id: full}, {level: 2, id: popular, when: model down}, {level: 2, id: rules, when: model down}]\n"
        "failure_modes: [{signal: x, goes_to: popular}, {signal: y, goes_to: rules}]\n"
    )
    assert codes(text) == {"ROUT003"}
    assert codes(text.replace("level: 2, id: rules", "level: 3, id: rules")) == {"ROUT001"}


@pytest.mark.parametrize(
    "way",
    [
        "failure_modes: [{signal: slow, goes_to: popular}, {signal: x, goes_to: generic}]",
        "failure_modes: [{signal: slow, goes_to: popular}]\nrequirements: {experience: [{text: one tap, then: generic}]}",
        "failure_modes: [{signal: slow, goes_to: popular}]\nstories: [{as: x, fallback: {when: new, then: generic}}]",
        "failure_modes: [{signal: slow, goes_to: popular}]\nexperience: {opt_out: {level: generic}}",
        "failure_modes: [{signal: slow, goes_to: popular}]\nrollout: {kill_switch: {then: generic}}",
        "failure_modes: [{signal: slow, goes_to: popular}]\nescalation: {to: the generic desk}",
    ],
)
def test_ways_into_a_level(way: str) -> None:
    text = "degradation: [{level: 1, id: full}, {level: 2, id: popular, when: slow}, {level: 3, id: generic, when: down}]\n"
    assert codes(text) == set()
    assert codes(text + "failure_modes: [{signal: slow, goes_to: popular}]\n") == {"ROUT004"}
    assert codes(text + way) == set()


def test_a_missing_trigger_is_taken_from_what_leads_there() -> None:
    text = (
        "degradation: [{level: 1, id: full}, {level: 2, id: popular}, {level: 3, id: generic}, {level: 4, id: hidden, when: x}]\n"
        "failure_modes: [{signal: 'no answer, at last', goes_to: popular}, {signal: x, goes_to: hidden}]\n"
    )
    prd = load(read(text, "a.prd.yaml").data)[0]
    assert routes.levels.level_without_trigger.check is not None
    (finding,) = routes.levels.level_without_trigger.check(prd)
    assert finding.fix.splitlines() == [
        'when: "no answer, at last"   # on `popular`',
        "when: …   # on each of the others",
    ]
    assert [related.path for related in finding.related] == [
        ("degradation", 1),
        ("degradation", 2),
        ("failure_modes", 0, "signal"),
    ]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("{level: 3, id: b, when: y}", set()),
        ("{level: 2, id: b}", {"ROUT002"}),
        ("{level: 2, id: b}, {level: 2, id: c}", {"ROUT003"}),
        ("{level: 2, id: b, when: unknown}, {level: 2, id: c, when: unknown}", {"ROUT003"}),
        ("{level: 2, id: b, when: {na: chosen by hand}}", set()),
        ("{level: 3, id: b, when: {na: chosen by hand}}", set()),
    ],
)
def test_entries_of_one_level(level: str, expected: set[str]) -> None:
    text = f"degradation: [{{level: 1, id: full}}, {{level: 2, id: a, when: x}}, {level}]\n"
    modes = ", ".join(f"{{signal: {name}, goes_to: {name}}}" for name in "abc" if f"id: {name}" in text)
    assert codes(f"{text}failure_modes: [{modes}]\n") == expected


@pytest.mark.parametrize(
    ("full", "goes_to", "back"),
    [
        ("{level: 1, id: full, needs: [model]}", "full", True),
        ("{level: 1, id: full}", "full", True),
        ("{id: full}", "full", True),
        ("{level: 1, id: full, ai: false}", "full", False),
        ("{level: 1, id: full}", "plain", False),
    ],
)
def test_back_to_full(full: str, goes_to: str, back: bool) -> None:
    text = f"degradation: [{full}, {{level: 2, id: plain}}]\nfailure_modes: [{{id: x, goes_to: {goes_to}}}]\n"
    assert ("ROUT005" in codes(text)) is back


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ("model", ""),
        ("purchases", ""),
        ("purchase history", ""),
        ("editorial", ""),
        ("refund", ""),
        ("help-centre", ""),
        ("purchase", "did you mean `purchases`?"),
        ("weather", "neither a data source nor a component"),
    ],
)
def test_what_a_level_stands_on(need: str, told: str) -> None:
    text = (
        "data: {sources: [{id: purchases, what: purchase history}]}\ncomponents: {editorial: by hand}\n"
        "agent: {tools: [{id: refund}]}\nllm: {retrieval: {index: help-centre}}\n"
        f"degradation: [{{level: 1, id: full, needs: [{need}]}}]\n"
    )
    messages = [message for code, message in found(text) if code == "ROUT006"]
    assert len(messages) == bool(told)
    assert not told or told in messages[0]
    assert not told or f"{need}" in messages[0]


def test_nothing_is_declared_nothing_is_looked_up() -> None:
    assert codes("degradation: [{level: 1, id: full, needs: [weather]}]\n") == set()


def test_one_cause_is_told_once() -> None:
    ladder = "degradation: [{level: 1, id: full}, {level: 2, id: a, when: slow}, {level: 3, id: b, when: down}]\n"
    modes = "failure_modes: [{signal: slow, goes_to: a}, {signal: down, goes_to: %s}]\n"
    assert codes(ladder + modes % "b") == set()
    assert codes(ladder + modes % "a") == {"ROUT001"}  # and not that nothing leads to b
    assert codes(ladder + modes % "full") == {"ROUT005"}  # and not that `down` leads to two levels


def test_a_need_is_told_as_it_was_first_written() -> None:
    levels = ", ".join(
        f"{{level: {n}, id: l{n}, needs: [{need}]}}" for n, need in enumerate(("Feed x", "feed_x", "feed x"), 1)
    )
    assert ends.undeclared_need.check is not None
    (finding,) = ends.undeclared_need.check(
        load(read(f"data: {{sources: [{{id: stock}}]}}\ndegradation: [{levels}]", "a.prd.yaml").data)[0]
    )
    assert finding.message.startswith("`Feed x` is neither")
    places = [("degradation", 1, "needs", 0), ("degradation", 2, "needs", 0)]
    assert [related.path for related in finding.related] == places


@pytest.mark.parametrize(
    ("whens", "place"),
    [
        (("unknown", "unknown"), ("degradation", 1, "when")),
        (("unknown", "{na: }"), ("degradation", 1, "when")),
    ],
)
def test_the_first_level_of_unknown_occasion_is_the_place(whens: tuple[str, str], place: tuple[object, ...]) -> None:
    levels = ", ".join(f"{{level: {n}, id: l{n}, when: {when}}}" for n, when in enumerate(whens, 2))
    assert levels_.level_without_trigger.check is not None
    prd = load(read(f"degradation: [{{level: 1, id: l1}}, {levels}]", "a.prd.yaml").data)[0]
    assert [finding.path for finding in levels_.level_without_trigger.check(prd)] == [place]


def test_a_trigger_is_quoted_so_that_it_can_be_pasted() -> None:
    text = (
        "degradation: [{level: 1, id: full}, {level: 2, id: plain}]\n"
        "requirements: {fallback: [{when: 'no \"good\" answer, #1!', then: plain}]}"
    )
    assert levels_.level_without_trigger.check is not None
    (finding,) = levels_.level_without_trigger.check(load(read(text, "a.prd.yaml").data)[0])
    assert finding.fix.startswith('when: "no good answer, #1!"   #')


def test_all_that_share_a_number_are_named() -> None:
    levels = ", ".join(f"{{level: 2, id: l{n}, shows: a list}}" for n in range(3))
    assert levels_.levels_not_told_apart.check is not None
    prd = load(read(f"degradation: [{{level: 1, id: full}}, {levels}]", "a.prd.yaml").data)[0]
    (finding,) = levels_.levels_not_told_apart.check(prd)
    assert finding.path[:2] == ("degradation", 3)
    assert [related.path[:2] for related in finding.related] == [("degradation", 1), ("degradation", 2)]
