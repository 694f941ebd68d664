"""Trust: who counts those who leave, which research is about AI, and when trust is followed."""

import pytest
from conftest import EXAMPLES

from aiprd.diagnostic import Finding, pointer
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules.trust import answers, expectations, research


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(("label", "bare"), [("Picked for you today", True), ("Picked for you, since ours", False)])
def test_a_label_of_five_words_may_give_its_reason(label: str, bare: bool) -> None:
    assert bool(told(expectations.unreasoned_label, f'experience: {{label: "{label}"}}')) is bare


RATE = "metrics: {opt_out_rate: {means: share who left, alert: {at: 3%}}}"
LEVELS = "degradation: [{level: 1, id: full, needs: [model]}, {level: 2, id: generic, needs: [editorial]}]"


@pytest.mark.parametrize(
    ("experience", "rest", "places"),
    [
        ("opt_out: true", "", ["/experience/opt_out"]),
        ("opt_out: false", "", []),
        ("opt_out: unknown", "", []),
        ("opt_out: {na: prescribed by the employer}", "", []),
        ("label: x", "", []),
        ("opt_out: {level: generic, metric: opt_out_rate}", f"{RATE}\n{LEVELS}", []),
        ("opt_out: {level: generic}", f"{RATE}\n{LEVELS}", []),  # the metric is found by its name
        ("opt_out: {level: generic}", LEVELS, ["/experience/opt_out"]),
        ("opt_out: {metric: opt_out_rate}", f"{RATE}\n{LEVELS}", ["/experience/opt_out"]),
        ("opt_out: {level: generic, metric: {na: they are known by name}}", LEVELS, []),
        ("opt_out: {level: generic, metric: left}", f"metrics: {{left: {{means: members who left}}}}\n{LEVELS}", ["/metrics/left"]),
        (
            "opt_out: {level: generic, metric: left}",
            f"metrics: {{left: {{means: members}}}}\nmonitoring: {{slo: [left <= 3%]}}\n{LEVELS}",
            [],
        ),
        (
            "opt_out: {level: generic, metric: left}",
            f"metrics: {{left: {{means: members}}}}\nrequirements: {{monitoring: [{{alerts: [left]}}]}}\n{LEVELS}",
            [],
        ),
        ("opt_out: true", f"{RATE}\ndegradation: [{{level: 1, id: full}}, {{level: 2, id: plain, when: a member opted out}}]", []),
        ("opt_out: true", f"{RATE}\n{LEVELS}\nrequirements: {{experience: [{{id: opt_out, text: one tap, then: generic}}]}}", []),
    ],
)  # fmt: skip
def test_opt_out(experience: str, rest: str, places: list[str]) -> None:
    findings = told(answers.uncounted_opt_out, f"experience: {{{experience}}}\n{rest}")
    assert [pointer(finding.path) for finding in findings] == places


def test_opt_out_is_mended_by_its_fix() -> None:
    (finding,) = told(answers.uncounted_opt_out, f"experience: {{opt_out: true}}\n{LEVELS}")
    line, _, metrics = finding.fix.partition("\n")
    assert told(answers.uncounted_opt_out, f"experience:\n  {line}\n{metrics}\n{LEVELS}") == []
    assert "level: generic" in line


def test_unknown_way_out_is_a_known_gap() -> None:
    (finding,) = told(
        answers.uncounted_opt_out, "experience: {opt_out: {offered: true, level: unknown, metric: unknown}}"
    )
    assert finding.known_gap
    (finding,) = told(answers.uncounted_opt_out, "experience: {opt_out: {offered: true, level: unknown}}")
    assert not finding.known_gap


def test_athena_as_told_counts_nobody_who_leaves() -> None:
    text = (EXAMPLES / "athena-as-told.prd.yaml").read_text(encoding="utf-8")
    (finding,) = told(answers.uncounted_opt_out, text)
    assert pointer(finding.path) == "/experience/opt_out"
    assert "level: generic" in finding.fix  # the first level that does without personal data


@pytest.mark.parametrize(
    ("studies", "about_ai", "errors"),
    [
        ("[{method: usability test, measures: time on task}]", 1, 0),
        ("[{method: expectation probe}]", 0, 1),
        ("[{method: diary study}]", 0, 1),
        ("[{method: trust scale, when: monthly}]", 0, 1),
        ("[{method: error-reaction interviews}]", 0, 0),
        ("[{method: lab, measures: trust after a planted miss}]", 0, 0),
        ("[{method: unknown}]", 1, 0),
        ("unknown", 0, 0),
        ("{na: no user sees it}", 0, 0),
    ],
)
def test_research(studies: str, about_ai: int, errors: int) -> None:
    assert len(told(research.research_as_for_any_product, f"research: {studies}")) == about_ai
    assert len(told(research.unseen_reaction_to_errors, f"research: {studies}")) == errors


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("", 0),  # nothing is watched at all, which is told elsewhere
        ("monitoring: {tiers: {daily: [ctr]}}", 1),
        ("monitoring: {tiers: {daily: [ctr], monthly: [trust]}}", 0),
        ("monitoring: {tiers: {daily: [ctr]}}\nresearch: [{method: trust scale, when: monthly}]", 0),
        ("monitoring: {tiers: {daily: [ctr]}}\nresearch: [{method: trust scale, when: in the pilot}]", 1),
        ("monitoring: {tiers: {daily: [ctr]}}\ndrift: {watch: [trust]}", 0),
        ("monitoring: {tiers: {daily: [ctr]}}\nrequirements: {monitoring: [{alerts: [trust]}]}", 0),
    ],
)
def test_trust_over_time(rest: str, found: int) -> None:
    metrics = "metrics: {ctr: {dimension: engagement}, trust: {means: rated 4 or 5, dimension: trust}}"
    assert len(told(research.trust_measured_once, f"{metrics}\n{rest}")) == found


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("degradation: [{level: 1}, {level: 2, when: timeout}]", 1),
        ("degradation: [{level: 1}, {level: 2, when: low confidence}]", 0),
        ("degradation: [{level: 1}]\nescalation: {triggers: [the classifier is unsure]}", 0),
        ("degradation: [{level: 1}]\nfailure_modes: [{signal: score under 0.6}]", 0),
        ("degradation: [{level: 1}]\nexperience: {confidence: not shown}", 1),
        ("degradation: [{level: 1}]\nexperience: {confidence: below 60% two options}", 0),
        ("degradation: [{level: 1}]\nexperience: {confidence: {na: the order alone is shown}}", 0),
        ("metrics: {recall: {launch: 70%}}", 0),
    ],
)
def test_behaviour_by_confidence(rest: str, found: int) -> None:
    assert len(told(expectations.same_face_at_any_confidence, rest)) == found


@pytest.mark.parametrize(
    ("feedback", "missing", "unasked"),
    [
        ("unknown", 1, 0),
        ("{na: nobody sees the output}", 0, 0),
        ("{signals: []}", 1, 0),
        ("{signals: [{id: clicks, kind: implicit}]}", 0, 1),
        ("{signals: [{id: clicks, kind: implicit}, {id: thumbs}]}", 0, 0),
    ],
)
def test_feedback(feedback: str, missing: int, unasked: int) -> None:
    assert len(told(answers.missing_feedback, f"feedback: {feedback}")) == missing
    assert len(told(answers.feedback_without_control, f"feedback: {feedback}")) == unasked


@pytest.mark.parametrize(
    ("means", "counts"),
    [
        ("share of members who opted out", True),
        ("members with no purchases who opted out / members", True),
        ("opted-out members / members, staff excluded", True),
        ("lists sorted / lists of users who did not opt out", False),
        ("share of active members, opted-out members excluded, who see items", False),
        ("members who never opted out / members", False),
    ],
)
def test_metrics_of_those_who_stay_do_not_count_those_who_leave(means: str, counts: bool) -> None:
    text = f"metrics: {{m: {{means: '{means}', alert: {{at: 3%}}}}}}\n{LEVELS}\nexperience: {{opt_out: {{level: generic}}}}"
    assert bool(told(answers.uncounted_opt_out, text)) is not counts


@pytest.mark.parametrize(
    ("shows", "when", "count"),
    [
        ("the list in the order of its score", "no score within 60s", 1),
        ("a decision by score", "x", 1),
        ("the 8 surest items", "x", 1),
        ("an answer with its score", "x", 0),
        ("one answer", "match score < 0.5", 0),
        ("one answer, or two when unsure", "x", 0),
    ],
)
def test_what_is_tied_to_confidence(shows: str, when: str, count: int) -> None:
    text = (
        f"degradation: [{{level: 1, id: full, shows: '{shows}'}}, {{level: 2, id: plain, shows: a list, when: {when}}}]"
    )
    assert len(told(expectations.same_face_at_any_confidence, text)) == count


def test_the_way_out_leads_to_a_level_without_the_model() -> None:
    levels = LEVELS[:-1] + ", {level: 3, id: small, needs: [model]}, {level: 4, needs: [editorial]}]"
    (finding,) = told(answers.uncounted_opt_out, f"experience: {{opt_out: true}}\n{levels}")
    assert "level: generic" in finding.fix


def test_the_first_measure_of_trust_is_the_one_to_follow() -> None:
    metrics = "metrics: {trust: {dimension: trust}, belief: {dimension: trust}, ctr: {alert: {at: 3%}}}"
    (finding,) = told(research.trust_measured_once, metrics)
    assert pointer(finding.path) == "/metrics/trust"
    assert finding.fix.startswith("monthly: [trust]")
    assert not finding.related
