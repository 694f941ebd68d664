"""Which metrics count as one side of an error, and when the rules say nothing."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rules import ALL


def found(code: str, source: str) -> list[Finding]:
    prd, _ = load(read(source, "prd.yaml").data)
    return [flaw.finding for flaw in judge_alone(ALL[code], prd)]


def performance(metrics: dict[str, str], more: str = "") -> str:
    defined = "".join(f"  {name}: {{means: {means}, launch: 90%}}\n" for name, means in metrics.items())
    entries = "".join(f"    - {name} >= launch\n" for name in metrics)
    return f"metrics:\n{defined}requirements:\n  performance:\n{entries}{more}"


RECALL = {"recall": "urgent tickets found / urgent tickets"}


@pytest.mark.parametrize(
    ("sets", "fix"),
    [
        ("[]", "measured_on: …"),
        ("[{id: tickets, n: 2000}]", "measured_on: tickets"),
        ("[{id: tickets, n: 2000}, {id: mails, n: 2000}]", "measured_on: …"),
    ],
)
def test_the_only_set_is_offered(sets: str, fix: str) -> None:
    source = performance(RECALL).replace("- recall >= launch", "- {bound: recall >= launch, verify: offline}")
    (finding,) = found("PERF002", f"{source}evaluation: {{sets: {sets}}}\n")
    assert finding.fix.startswith(f"{fix} ")


@pytest.mark.parametrize(
    ("errors", "asked"),
    [
        ("[]", True),
        ("[{what: missed, severity: high}]", True),
        ("[{what: missed, severity: high}, {what: false alarm, severity: high}]", True),
        ("[{what: missed, severity: high}, {what: false alarm, severity: low}]", False),
    ],
)
def test_errors_of_different_weight_tell_which_side_counts(errors: str, asked: bool) -> None:
    assert (found("PERF001", performance(RECALL, f"risk: {{errors: {errors}}}\n")) != []) is asked


@pytest.mark.parametrize(
    ("metrics", "told"),
    [
        (RECALL, True),
        ({"caught": "sensitivity on the archive"}, True),
        ({"precision": "flags that are right / flags"}, True),
        ({"f1": "harmonic mean of precision and recall"}, False),
        ({"auc": "area under the curve, from sensitivity at each threshold"}, False),
        ({"accuracy": "tickets routed right / tickets"}, False),
        ({**RECALL, "ppv": "positive predictive value"}, False),
        ({**RECALL, "accuracy": "tickets routed right / tickets"}, False),
        ({"precision": "flags that are right / flags", "missed_urgent": "urgent tickets read late"}, False),
        ({"filled": "missing addresses completed / missing addresses"}, False),
    ],
)
def test_only_a_side_that_stands_alone_is_told(metrics: dict[str, str], told: bool) -> None:
    assert (found("PERF001", performance(metrics)) != []) is told


@pytest.mark.parametrize(
    "more",
    [
        "  safety:\n    - false_alarms <= 5%\n",
        "risk: {errors: [{type: miss, severity: major}, {type: false alarm, severity: minor}]}\n",
    ],
)
def test_another_family_or_another_rule_answers(more: str) -> None:
    metrics = {**RECALL, "false_alarms": "flags that are wrong / flags"}
    source = performance(metrics).replace("    - false_alarms >= launch\n", "") + more
    assert found("PERF001", source) == []


@pytest.mark.parametrize(
    ("entry", "metric", "told"),
    [
        ("verify: offline", "", True),
        ("verify: offline, measured_on: test_2026", "", False),
        ("verify: offline, on: test_2026", "", False),
        ("verify: offline", "measured_on: test_2026", False),
        ("verify: monitor", "", False),
        ("n: 400", "source: offline", True),
        ("n: 400", "source: online", False),
        ("verify: monitor", "source: offline", False),
        ("over: 14d, verify: offline", "", False),
        ("n: 400", "", False),
    ],
)
def test_a_set_is_asked_of_offline_criteria(entry: str, metric: str, told: bool) -> None:
    source = f"metrics: {{recall: {{{metric or 'launch: 90%'}}}}}\nrequirements: {{performance: [{{bound: recall >= 90%, {entry}}}]}}"
    assert (found("PERF002", source) != []) is told


def test_the_first_of_several_on_one_side_is_named() -> None:
    text = (
        "metrics: {recall: {launch: 90%}, sensitivity: {launch: 95%}}\n"
        "requirements: {performance: [recall >= launch, sensitivity >= launch]}"
    )
    (finding,) = found("PERF001", text)
    assert finding.message.startswith("`recall` bounds misses")
    assert [related.path for related in finding.related] == [("metrics", "recall")]
