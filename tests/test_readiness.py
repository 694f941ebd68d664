"""The score of each pillar: mending never lowers it, no pillar drags another, and the weakest is the headline."""

import json

import pytest
from conftest import EXAMPLES, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.linter import Options, lint
from aiprd.readiness import ASKED_BY, FULL, PILLARS, REQUIRED, SUBJECTS, Pillar, Readiness, readiness
from aiprd.report import Report
from aiprd.reporters import Failure, Run
from aiprd.reporters.statistics import MANY, WIDTH, as_data, statistics
from aiprd.rules import ALL, FAMILY_TITLES
from aiprd.selection import Selection

OPTIONS = Options(today=739_942)  # 2026-11-22


def report_on(text: str, file: str = "a.prd.yaml") -> Report:
    return lint(text, file, OPTIONS)


def example(name: str) -> Report:
    return report_on((EXAMPLES / f"{name}.prd.yaml").read_text(encoding="utf-8"), f"{name}.prd.yaml")


BARE = "aiprd: 1\nproduct: {{name: X, kinds: [{kind}], owner: A. Lee, stage: early, status: {status}}}\n{risk}"
REPORTS = [
    example("athena-as-told"),
    example("minimal"),
    report_on("aiprd: 1\n"),
    report_on(BARE.format(kind="agent", status="live", risk="risk: {tier: high}\n")),
    report_on("a: [\n"),
]


def only(report: Report, *diagnostics: Diagnostic) -> Report:
    return report.replaced(diagnostics=diagnostics)


def pillar(ready: Readiness, name: str) -> Pillar:
    return next(each for each in ready.pillars if each.name == name)


def score(report: Report, name: str) -> int:
    found = pillar(readiness(report), name).score
    assert found is not None
    return found


def copies(code: str, number: int, severity: Severity = Severity.ERROR) -> list[Diagnostic]:
    """Findings of one rule, as many as wanted."""
    one = example("athena-as-told").diagnostics[0]
    rule = ALL[code]
    return [one._replace(code=code, name=rule.name, severity=severity, confidence=rule.confidence)] * number


def test_every_family_stands_under_one_pillar() -> None:
    placed = [family for families in PILLARS.values() for family in families]
    assert sorted(placed) == sorted(FAMILY_TITLES)


def test_every_subject_is_asked_for() -> None:
    """Families with a subject, and the rule that speaks where it is missing."""
    empty = report_on(BARE.format(kind="agent", status="live", risk=""))
    high = report_on(
        BARE.format(kind="agent", status="live", risk="risk: {tier: high}\nrequirements: {cost: [x >= 7]}\n")
    )
    spoken = {d.code for report in (empty, high) for d in report.diagnostics}
    assert {f"{family}001" for family in SUBJECTS} | set(ASKED_BY.values()) <= spoken
    assert set(REQUIRED.values()) <= set(PILLARS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_mending_never_lowers_a_pillar(data: st.DataObject) -> None:
    report = data.draw(st.sampled_from(REPORTS))
    keep = st.lists(st.booleans(), min_size=len(report.diagnostics), max_size=len(report.diagnostics))
    before = [d for d, kept in zip(report.diagnostics, data.draw(keep), strict=True) if kept]
    after = [d for d in before if data.draw(st.booleans())]
    for past, now in zip(
        readiness(only(report, *before)).pillars, readiness(only(report, *after)).pillars, strict=True
    ):
        assert (past.score is None) or (now.score is None) or now.score >= past.score
        assert now.held >= past.held


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_what_weighs_less_never_lowers_a_pillar(data: st.DataObject) -> None:
    """A finding that becomes a known gap, or is waived; and mending one is no worse than waiving it."""
    report = data.draw(st.sampled_from([each for each in REPORTS if each.diagnostics]))
    place = data.draw(st.integers(0, len(report.diagnostics) - 1))
    one, rest = report.diagnostics[place], report.diagnostics[:place] + report.diagnostics[place + 1 :]
    lighter = one._replace(severity=Severity(max(1, one.severity - 1)))
    steps = [one, lighter, one._replace(waived="on trial"), None]
    ladder = [readiness(only(report, *rest, *([step] if step else []))).pillars for step in steps]
    for worse, better in ((0, 1), (0, 2), (2, 3), (1, 3)):
        for past, now in zip(ladder[worse], ladder[better], strict=True):
            assert past.score is None or now.score is None or now.score >= past.score


@pytest.mark.parametrize("name", PILLARS)
def test_a_pile_in_one_pillar_does_not_sink_another(name: str) -> None:
    clean = example("clinical-triage")
    code = next(code for code, rule in ALL.items() if rule.family in PILLARS[name] and rule.confidence == "certain")
    ready = readiness(only(clean, *clean.diagnostics, *copies(code, 500)))
    assert [each.name for each in ready.pillars if each.score is not None and each.score < 100] == [name]
    assert ready.weakest is not None
    assert (ready.weakest.name, ready.score) == (name, pillar(ready, name).score)


def test_the_formula_on_paper() -> None:
    clean = example("clinical-triage")
    one, two, seven, many = (score(only(clean, *copies("FAIR003", n)), "fairness") for n in (1, 2, 7, 700))
    assert (one, two, seven, many) == (50, 40, 35, 33)
    assert score(only(clean, *copies("FAIR003", 1, Severity.WARNING)), "fairness") == 80
    assert score(only(clean, *copies("FAIR003", 1, Severity.INFO)), "fairness") == 98
    waived = copies("FAIR003", 1)[0]._replace(waived="on trial")
    assert score(only(clean, waived), "fairness") == 98
    both = [*copies("FAIR003", 1), *copies("FAIR001", 1), *copies("FAIR002", 1, Severity.WARNING)]
    assert score(only(clean, *both), "fairness") == 100 * FULL // (FULL + 2 * FULL + FULL // 4) == 30


def test_seven_errors_and_seven_hundred_differ() -> None:
    clean = example("clinical-triage")
    codes = [code for code, rule in ALL.items() if rule.family in PILLARS["rollout"] and rule.confidence == "certain"]
    seven = [d for code in codes[:7] for d in copies(code, 1)]
    hundreds = [d for code in codes[:7] for d in copies(code, 100)]
    assert score(only(clean, *seven), "rollout") == 12
    assert score(only(clean, *hundreds), "rollout") == 6


def test_likely_and_possible_findings_and_the_teams_own_do_not_count() -> None:
    clean = example("clinical-triage")
    one = copies("FAIR003", 1)[0]
    for doubtful in (one._replace(confidence="likely"), one._replace(code="TEAM001")):
        assert readiness(only(clean, doubtful)) == readiness(only(clean))


def test_clean_examples_are_ready() -> None:
    for name in ("athena-repaired", "clinical-triage", "support-agent"):
        assert readiness(example(name)).score == 100
    assert 50 < (readiness(example("minimal")).score or 0) < 100
    assert (readiness(example("athena-as-told")).score or 0) < 30


def test_a_document_that_cannot_be_read_is_not_ready() -> None:
    ready = readiness(report_on("a: [\n"))
    assert (ready.score, ready.weakest) == (0, pillar(ready, "form"))
    assert pillar(ready, "fairness").score is None


def test_what_is_not_due_has_no_score() -> None:
    idea = readiness(report_on(BARE.format(kind="predictive", status="idea", risk="")))
    assert pillar(idea, "fairness").score is None
    assert idea.weakest is not None
    assert idea.weakest.name == "problem"


def test_rules_that_were_not_asked_for_do_not_count() -> None:
    ready = readiness(example("athena-as-told"), Selection(select=("FAIR",)))
    assert {each.name for each in ready.pillars if each.due} == {"fairness"}


STUBS = {
    "feasibility": "feasibility: {verdict: go}",
    "stories": "stories: [{as: a}]",
    "metrics": "metrics: {a: {launch: 70%}, b: {launch: 4%}}",
    "ethics": "ethics: {groups: x}",
    "failure_modes": "failure_modes: [{id: x}]",
    "degradation": "degradation: [{id: x}, {id: y}]",
    "escalation": "escalation: {to: x}",
    "monitoring": "monitoring: {detect_within: 1d}",
    "drift": "drift: {test: psi}",
    "evaluation": "evaluation: {offline: x}",
    "data": "data: {history: 3mo}",
    "rollout": "rollout: {took: 4d}",
    "mvp": "mvp: {pilot: x}",
    "experience": "experience: {label: x}",
    "stakeholders": "stakeholders: {error_rate: x}",
    "agent": "agent: {autonomy: x}",
}


@pytest.mark.parametrize("tier", ["low", "medium", "high"])
@pytest.mark.parametrize("family", [family for family in SUBJECTS if family != "RISK"])
def test_beginning_a_missing_section_does_not_lower_its_pillar(family: str, tier: str) -> None:
    name = next(name for name, families in PILLARS.items() if family in families)
    for status in ("building", "pilot", "live"):
        bare = BARE.format(kind="agent", status=status, risk=f"risk: {{tier: {tier}, why: x}}\n")
        before, after = (readiness(report_on(text)) for text in (bare, bare + STUBS[SUBJECTS[family]]))
        past, now = pillar(before, name).score, pillar(after, name).score
        assert past is None or now is None or now >= past


def test_a_missing_family_of_requirements_weighs_on_its_own_pillar() -> None:
    bare = BARE.format(kind="predictive", status="building", risk="risk: {tier: medium, why: x}\n")
    found = readiness(report_on(bare + "requirements: {performance: [x >= 70%]}\n"))
    assert all((pillar(found, name).score or 0) < 50 for name in ("coverage", "latency", "fairness", "explainability"))
    answered = readiness(report_on(bare + "requirements: {performance: [x >= 70%], latency: {na: sent by mail}}\n"))
    assert pillar(answered, "latency").score == 100


# Many documents at a glance


def called(file: str, report: Report) -> Report:
    """The same report under another name."""
    return report.replaced(document=report_on("aiprd: 1\n", file).document)


def many(number: int) -> Run:
    told = example("athena-as-told")
    reports = []
    for place in range(number):
        file = f"teams/a-team-with-a-rather-long-name/products/{'x' * (place % 90)}/{place}.prd.yaml"
        kept = told.diagnostics[: place % len(told.diagnostics)]
        reports.append(called(file, told).replaced(diagnostics=kept))
    return Run(reports, (Failure("gone.prd.yaml", "no such file"),))


def test_five_hundred_documents_fit_a_screen_or_two() -> None:
    text = statistics(many(500))
    lines = text.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) < 75
    assert f"… {500 - MANY} more; --format json has all" in lines
    assert "in 500 files; readiness" in lines[-1]


def test_the_worst_come_first() -> None:
    text = statistics(Run([example("clinical-triage"), example("minimal"), example("athena-as-told")], []))
    assert text.index("athena-as-told") < text.index("minimal") < text.index("clinical-triage")
    assert text.startswith("code ")
    assert text.splitlines()[1].startswith("FAIL004")


def test_one_document_shows_its_pillars() -> None:
    lines = statistics(Run([example("athena-as-told")], [])).splitlines()
    ready = readiness(example("athena-as-told"))
    for each in ready.pillars:
        assert any(
            line.split() == [str(each.score), *each.name.split(), str(each.held), "of", str(each.due)] for line in lines
        )


def test_nothing_found_is_said() -> None:
    text = statistics(Run([example("clinical-triage")], []))
    assert "code " not in text
    assert text.rstrip().endswith("in 1 file; readiness 100")


def test_no_files_at_all() -> None:
    assert "0 errors" in statistics(Run([], [Failure("gone", "no such file")]))


def test_names_cannot_break_the_table() -> None:
    told = example("athena-as-told")
    odd = called("a\n\x1b[31mb\u202e製品" * 20 + ".prd.yaml", told)
    text = statistics(Run([odd], []))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text.splitlines()) == len(statistics(Run([told], [])).splitlines())


def test_the_numbers_for_programs_add_up() -> None:
    run = Run([example("athena-as-told"), example("minimal")], [])
    data = json.loads(json.dumps(as_data(run)))
    counted = {name: sum(rule[name] for rule in data["rules"]) for name in ("error", "warning", "info")}
    told = [d for report in run.reports for d in report.diagnostics if d.waived is None]
    assert sum(counted.values()) == len(told)
    assert [file["file"] for file in data["files"]] == ["athena-as-told.prd.yaml", "minimal.prd.yaml"]
    assert all(set(file["pillars"]) == set(PILLARS) for file in data["files"])
    assert all(file["score"] == file["pillars"][file["weakest"]]["score"] for file in data["files"])


def test_the_page_tells_every_pillar_and_weight() -> None:
    page = (ROOT / "docs" / "readiness.md").read_text(encoding="utf-8")
    for name, families in PILLARS.items():
        assert f"| {name} | {', '.join(families)} |" in page
    assert "100 / (1 + load)" in page
