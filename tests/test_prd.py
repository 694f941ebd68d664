"""The model: five states, paths, shorthand, defaults, and names that are looked up."""

import pytest

from aiprd.answer import State
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.quantity import Unit


def prd(text: str) -> Prd:
    return load(read(text, "a.prd.yaml").data)[0]


def codes(text: str) -> list[str]:
    return [flaw.code for flaw in load(read(text, "a.prd.yaml").data)[1]]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("product: {name: Router}", State.ABSENT),
        ("product: {owner: A. Lee}", State.GIVEN),
        ("product: {owner: unknown}", State.UNKNOWN),
        ("product: {owner: TBD}", State.UNKNOWN),
        ('product: {owner: "?"}', State.UNKNOWN),
        ("product: {owner: {na: a committee answers for it}}", State.NOT_APPLICABLE),
        ("product: {owner: [A, B]}", State.BROKEN),
        ("product: {owner: }", State.BROKEN),
        ("product: {owner: n/a}", State.BROKEN),
        ("product: unknown", State.UNKNOWN),
        ("product: 3", State.BROKEN),
        ("metrics: {}", State.ABSENT),
    ],
)
def test_states_are_told_apart(text: str, state: State) -> None:
    owner = prd(text).product.owner
    assert owner.state is state
    assert owner.path == ("product", "owner")
    assert (owner.value is not None) == (state is State.GIVEN)


def test_an_absent_section_answers_like_an_empty_one() -> None:
    rollout = prd("aiprd: 1").rollout
    assert rollout.absent
    assert rollout.kill_switch.within.path == ("rollout", "kill_switch", "within")
    assert list(rollout.stages) == []


def test_a_shorthand_stands_for_its_field_at_its_own_path() -> None:
    metric = prd("metrics: {recall: {baseline: 61%, alert: 74%, launch: at least 80%}}").metrics["recall"]
    assert metric.baseline.value.path == ("metrics", "recall", "baseline")
    assert [(rung.level, rung.quantity.amount) for rung in metric.ladder] == [
        ("baseline", 0.61), ("launch", 0.8), ("alert", 0.74),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("relevance >= 70%", "bound"),
        ("P95 latency < 200ms", "bound"),
        ("Each item says why it is shown", "text"),
        ("relevance at least high", "bound"),
        ("100%", "bound"),
    ],
)
def test_a_bare_requirement_is_a_bound_or_a_sentence(line: str, means: str) -> None:
    data = {"metrics": {"relevance": {"launch": "70%"}, "latency": {}}, "requirements": {"performance": [line]}}
    entry = load(data)[0].requirements.performance[0]
    assert list(entry.parts()) == [means] or (means == "bound" and not entry.text.given)


def test_defaults_count_as_said_on_each_entry() -> None:
    document = prd(
        "requirements: {defaults: {owner: B. Osei, n: 500}, performance: [{bound: x >= 1%, n: 20}, x >= 2%]}"
    )
    first, second = document.requirements.performance
    assert (first.owner.value, second.owner.value) == ("B. Osei", "B. Osei")
    assert first.owner.path == ("requirements", "defaults", "owner")
    assert [entry.sample.value.amount for entry in (first, second) if entry.sample.value] == [20, 500]


def test_a_level_is_resolved_to_its_number() -> None:
    document = prd(
        "metrics: {recall: {launch: 80%, slices: {cold: {launch: 60%}}}}\n"
        "requirements: {performance: [recall >= launch, recall >= launch for cold, recall >= target]}"
    )
    values = [document.value_of(entry.bound.value) for entry in document.requirements.performance if entry.bound.value]
    assert [value.amount if value is not None else None for value in values] == [0.8, 0.6, None]


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ("launch: 70%", Unit.RATIO),
        ("baseline: 3.1, unit: count", Unit.COUNT),
        ("unit: duration", Unit.SECONDS),
        ("unit: stars", Unit.NUMBER),
        ("baseline: 3, launch: 200ms", Unit.SECONDS),
        ("means: something", None),
    ],
)
def test_the_unit_is_said_or_follows_from_the_values(fields: str, unit: Unit | None) -> None:
    assert prd(f"metrics: {{m: {{{fields}}}}}").metrics["m"].measure is unit


def test_a_misspelt_name_is_told_once_and_read_as_meant() -> None:
    text = "metrics: {relevance: {launch: 70%}}\nrequirements: {performance: [relevence >= launch]}"
    assert codes(text) == ["FORM007"]
    bound = prd(text).requirements.performance[0].bound.value
    assert bound is not None
    assert bound.metric == "relevance"


def test_an_undefined_name_is_one_finding_however_often_it_is_used() -> None:
    text = "metrics: {relevance: {launch: 70%}}\nrequirements: {performance: [mood >= 1%, mood <= 9%], safety: [mood > 2%]}"
    [flaw] = load(read(text, "a").data)[1]
    assert flaw.code == "FORM007"
    assert len(flaw.finding.related) == 2


def test_names_of_a_kind_that_is_nowhere_defined_are_left_alone() -> None:
    assert codes("stories: [{inputs: [tickets], fallback: {then: queue}}]") == []


def test_keys_of_your_own_begin_with_x() -> None:
    assert codes("aiprd: 1\nx-ticket: 204\nproduct: {x-note: [1, 2]}") == []


def test_a_key_in_the_wrong_place_is_shown_its_home() -> None:
    [flaw] = load(read("aiprd: 1\nkill_switch: {owner: A}", "a").data)[1]
    assert "it belongs to rollout" in flaw.finding.message


@pytest.mark.parametrize(
    ("metric", "unit"),
    [
        ("means: share of tickets routed", Unit.RATIO),
        ("means: the percentage of tickets routed", Unit.RATIO),
        ("means: lists sorted by the model / lists of users", Unit.RATIO),
        ("means: share of promoters less share of detractors", None),
        ("means: clicks / sessions", None),
        ("means: fraud loss of a month / thousand payments", None),
        ("means: share of tickets routed, unit: points", Unit.POINTS),
        ("means: share of tickets routed, launch: 3s", Unit.SECONDS),
        ("means: share price", None),
    ],
)
def test_unit_of_a_metric_that_only_its_meaning_tells(metric: str, unit: Unit | None) -> None:
    assert prd(f"metrics: {{m: {{{metric}}}}}").metrics["m"].counted_in is unit
