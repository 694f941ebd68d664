"""Units: which of two words holds many of the other."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.units import metric_without_its_cluster


@pytest.mark.parametrize(
    ("per", "unit", "more", "apart"),
    [
        ("impression", "member", "", True),
        ("recommendation", "session", "", True),
        ("sessions", "customers", "", True),
        ("urgent image", "room_shift", "", True),
        ("member", "store", "", True),
        ("payment", "member", "", True),
        ("purchase", "shopper", "", True),
        ("payment", "order", "", False),
        ("member", "member", "", False),
        ("active member", "member", "", False),
        ("buyer", "member", "", False),
        ("member", "session", "", False),
        ("week", "member", "", False),
        ("impression", "cookie jar", "", False),
        ("member session", "member", "", True),  # the last known word counts: a session
        ("survey answer", "member", "", False),
        ("answer", "member", "source: survey, ", False),
        ("impression", "member", "cluster: member, ", False),
        ("impression", "member", "cluster: {na: one for each member}, ", False),
    ],
)
def test_counted_and_drawn(per: str, unit: str, more: str, apart: bool) -> None:
    text = f"metrics: {{ctr: {{{more}per: {per}}}}}\nexperiments: [{{id: ab_1, unit: {unit}, primary: [ctr]}}]\n"
    assert metric_without_its_cluster.check is not None
    findings = list(metric_without_its_cluster.check(load(read(text, "a.prd.yaml").data)[0]))
    assert bool(findings) is apart


def test_only_what_decides_is_asked() -> None:
    text = "metrics: {ctr: {per: impression}}\nexperiments: [{id: ab_1, unit: member, guardrails: [ctr]}]\n"
    assert metric_without_its_cluster.check is not None
    assert list(metric_without_its_cluster.check(load(read(text, "a.prd.yaml").data)[0])) == []


def test_the_first_experiment_is_named_and_the_others_stand_beside_it() -> None:
    text = (
        "metrics: {ctr: {per: impression}}\n"
        "experiments: [{id: ab_1, unit: member, primary: [ctr]}, {id: ab_2, unit: store, primary: [ctr]}]\n"
    )
    assert metric_without_its_cluster.check is not None
    (finding,) = metric_without_its_cluster.check(load(read(text, "a.prd.yaml").data)[0])
    assert "`ab_1` draws each member" in finding.message
    assert finding.fix.startswith("cluster: member\n")
    assert [related.message for related in finding.related] == ["draws each member", "draws each store"]
