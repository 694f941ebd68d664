"""Standards: their data holds together, and the report says what a document answers, where, and what is missing."""

import json
import re
import subprocess
import sys
from datetime import date
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from conftest import EXAMPLES, ROOT
from markdown_it import MarkdownIt

from aiprd.cli.group import aiprd
from aiprd.document import read
from aiprd.linter import Options, lint
from aiprd.presets import FOLDER, STANDARDS
from aiprd.presets.coverage import Coverage, State, _reply, cover
from aiprd.presets.paths import fields
from aiprd.presets.standard import Ask, Clause, Standard, parse
from aiprd.report import Report
from aiprd.reporters import Run
from aiprd.reporters.markdown import as_markdown
from aiprd.rules import ALL
from aiprd.scalar import Choice

TODAY = date(2026, 11, 22)
OPTIONS = Options(today=TODAY.toordinal())
TEXTS = {name: (ROOT / FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in STANDARDS}
PARSED = {name: parse(text, name) for name, text in TEXTS.items()}
CLAUSES = [pytest.param(clause, id=f"{name}-{clause.id}") for name, found in PARSED.items() for clause in found.clauses]
ASKS = [
    pytest.param(ask, id=f"{name}-{clause.id}-{ask.paths[0]}")
    for name, found in PARSED.items()
    for clause in found.clauses
    for ask in clause.asks
]


def run(*args: str) -> Result:
    return CliRunner().invoke(aiprd, ["lint", *args, "--today", "2026-11-22"])


def report(source: str) -> Report:
    return lint(source, "a.prd.yaml", OPTIONS)


def example(name: str, standard: str) -> Coverage:
    source = (EXAMPLES / f"{name}.prd.yaml").read_bytes()
    return cover(PARSED[standard], lint(source, f"{name}.prd.yaml", OPTIONS))


def eu(source: str) -> dict[str, str]:
    """State by clause of the EU AI Act."""
    return {found.clause.id: found.state.value for found in cover(PARSED["eu-ai-act"], report(source)).clauses}


def test_every_data_file_is_a_preset() -> None:
    assert {path.stem for path in (ROOT / FOLDER).iterdir()} == set(STANDARDS)
    assert {name: found.name for name, found in PARSED.items()} == {name: name for name in STANDARDS}


@pytest.mark.parametrize("name", STANDARDS)
def test_data_fits_its_schema(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / "preset.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = read(TEXTS[name], name)
    assert not document.flaws
    jsonschema.validate(document.data, schema)


@pytest.mark.parametrize("name", STANDARDS)
def test_ids_are_unique_and_dates_exist(name: str) -> None:
    standard = PARSED[name]
    ids = [clause.id for clause in standard.clauses]
    assert len(ids) == len(set(ids))
    assert "advice" in standard.note or "not law" in standard.note
    for day in (standard.as_of, *(duty.date for clause in standard.clauses for duty in clause.duties)):
        date.fromisoformat(day)


@pytest.mark.parametrize("clause", CLAUSES)
def test_clause_names_rules_and_answers_that_exist(clause: Clause) -> None:
    assert set(clause.rules) <= set(ALL)
    for condition in (*clause.when, *(part for duty in clause.duties for part in duty.when)):
        field = fields(condition.at.split("."))[-1]
        if isinstance(field, Choice):
            assert set(condition.values) <= set(field.options)


@pytest.mark.parametrize("clause", CLAUSES)
def test_what_is_from_memory_carries_no_clause_number(clause: Clause) -> None:
    if clause.checked == "memory":
        assert not re.search(r"Art|§|\d\.\d|\b[A-Z]\.\d", clause.ref + clause.title)


@pytest.mark.parametrize("ask", ASKS)
def test_path_exists_and_what_is_to_paste_answers_it(ask: Ask) -> None:
    for path in ask.paths:
        assert fields(path.split("."))[-1].help
    empty = _reply(ask, report("aiprd: 1\n"))
    assert (empty.state, len(empty.missing), bool(empty.tells)) == (State.MISSING, 1, True)
    pasted = report(f"aiprd: 1\n{empty.missing[0].write}\n")
    misread = [d for d in pasted.diagnostics if d.code.startswith(("YAML", "FORM")) and d.code != "FORM007"]
    assert [d.message for d in misread] == []
    assert _reply(ask, pasted).state is State.ANSWERED


@pytest.mark.parametrize(
    ("name", "standard", "asked", "open_ones"),
    [
        ("clinical-triage", "eu-ai-act", 17, {}),
        ("clinical-triage", "nist-ai-rmf", 12, {"N8": State.MISSING}),
        ("clinical-triage", "iso-42001", 12, {}),
        ("clinical-triage", "owasp-llm", 0, {}),
        ("clinical-triage", "fda-gmlp", 7, {}),
        ("clinical-triage", "sre", 4, {}),
        ("support-agent", "eu-ai-act", 7, {}),
        ("support-agent", "nist-ai-rmf", 18, {"N12": State.PARTLY}),
        ("support-agent", "iso-42001", 10, {}),
        ("support-agent", "owasp-llm", 10, {}),
        ("support-agent", "fda-gmlp", 5, {}),
        ("support-agent", "sre", 5, {}),
    ],
)
def test_examples(name: str, standard: str, asked: int, open_ones: dict[str, State]) -> None:
    coverage = example(name, standard)
    states = {found.clause.id: found.state for found in coverage.clauses if found.state is not State.EXCLUDED}
    assert len(states) == asked
    assert {clause: state for clause, state in states.items() if state is not State.ANSWERED} == open_ones


def test_annex_i_product_hears_of_its_own_date_only() -> None:
    duties = {found.clause.id: found.duties for found in example("clinical-triage", "eu-ai-act").clauses}
    assert [duty.date for duty in duties["EU9"]] == ["2028-08-02"]


def test_what_is_not_said_decides_nothing() -> None:
    states = eu("product: {kinds: [ranking]}\nrisk: high\n")
    assert states["EU9"] == "answer unknown"
    assert states["EU13b"] == "does not apply"
    assert eu("product: {kinds: [ranking]}\nregulation: {eu: false}\n")["EU9"] == "does not apply"
    assert eu("product: {kinds: [ranking]}\nregulation: {na: offered in Chile alone}\n")["EU9"] == "does not apply"


def test_states_of_a_clause() -> None:
    head = "product: {kinds: [ranking]}\nregulation: {eu: true, eu_ai_act: {class: high}}\nmonitoring:\n  logs: "
    said = {
        "{events: [each answer], retention: 12mo}": "answered",
        "{events: [each answer]}": "partly answered",
        "{events: [each answer], retention: unknown}": "partly answered",
        "unknown": "answer unknown",
        "{events: []}": "not answered",
        "{na: nothing runs yet}": "does not apply",
    }
    assert {text: eu(f"{head}{text}\n")["EU7"] for text in said} == said


def test_each_entry_counts_where_each_is_asked() -> None:
    found = report("risk:\n  harms:\n    - {who: a, mitigation: b}\n    - {who: c}\n")
    reply = _reply(Ask(("risk.harms.*.mitigation",), each=True), found)
    assert reply.state is State.PARTLY
    assert [(place.path, place.line) for place in reply.answered] == [("risk.harms.0.mitigation", 3)]
    assert [(place.path, place.near, place.line) for place in reply.missing] == [
        ("risk.harms.1.mitigation", "risk.harms.1", 4)
    ]


@pytest.mark.parametrize(
    ("source", "path", "write"),
    [
        ("risk: low\n", "risk.tolerance", "risk:\n  tier: low\n  tolerance: missed_urgent <= 0.5%"),
        ("risk: unknown\n", "risk.tolerance", "risk:\n  tolerance: missed_urgent <= 0.5%"),
        ("data: {sources: [crm]}\n", "data.sources.*.owner", "- id: crm\n  owner: data platform team"),
    ],
)
def test_where_a_word_stands_for_a_group_it_is_kept(source: str, path: str, write: str) -> None:
    place = _reply(Ask((path,)), report(source)).missing[0]
    assert (place.instead, place.write) == (True, write)


def test_a_gap_in_many_places_is_told_three_times() -> None:
    found = report("risk:\n  harms:\n" + "    - {who: a}\n" * 5)
    reply = _reply(Ask(("risk.harms.*.mitigation",), each=True), found)
    assert (len(reply.missing), reply.more) == (3, 2)


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize(
    "source",
    ["", "[]", "risk: [1]", "metrics: 5", "metrics: {a: 70%}", "regulation:", "data: {sources: {a: b}}", "llm: {models: [x]}",
     "monitoring: {detect_within: 7d}", "requirements: {safety: [never rude at all]}", "x: [", "a: &a [*a]",
     "risk: {harms: [{na: none}, unknown, null, 5]}"],
)  # fmt: skip
def test_any_document_gets_a_report(name: str, source: str) -> None:
    kinds = "" if source[:1] in {"", "["} else "product: {kinds: [generative, agent, perception], status: live}\n"
    for whole in (source, f"{kinds}{source}\n"):
        found = report(whole)
        assert as_markdown(Run([found], []), [cover(PARSED[name], found)], TODAY).startswith("# Lint report\n")


def tiny() -> Standard:
    when: list[Any] = [{"at": "regulation.eu", "is": [True]}]
    clauses = [
        {"id": "A1", "ref": "Art. 1", "title": "Told", "checked": "text", "when": when, "note": "Mind this.",
         "applies_from": [{"date": "2026-11-22"}, {"date": "2026-11-23", "for": "old ones"}],
         "asks": ["regulation.disclosure", "regulation.marking"], "rules": ["PROD002"]},
        {"id": "A2", "ref": "Logs", "title": "Logged", "checked": "memory", "kinds": ["agent"], "asks": ["drift"]},
    ]  # fmt: skip
    head = {"name": "tiny", "title": "Tiny", "as_of": "2026-11-01", "source": "A page", "note": "No legal advice."}
    return parse(json.dumps({**head, "clauses": clauses}), "tiny")


TINY = """\
## Tiny: a.prd.yaml

As of 2026-11-01. Source: A page.

*No legal advice.*

**tiny: 0 of 1 clause answered** (partly answered 1, does not apply 1)

| Clause | State | Applies |
| --- | --- | --- |
| A1 Art. 1 | partly answered | from 2026-11-22 (in force); from 2026-11-23 (not yet: 1 day to go) |
| A2 Logs | does not apply | no: it is asked of agent products |

### A1 Art. 1: Told

**partly answered**

Mind this.

- applies from 2026-11-22 (in force)
- applies from 2026-11-23 for old ones (not yet: 1 day to go)
- answered: What users are told about dealing with AI, and when. `regulation.disclosure` (line 4)
- not answered: How generated content is marked.
  - missing: `regulation.marking`; write, below `regulation` (line 2), something like:

    ```yaml
    marking: A visible label and metadata
    ```

- warning `PROD002`, line 1: product does not say <WHAT>
"""


def test_markdown_of_a_standard() -> None:
    found = report(
        "product: {kinds: [ranking], owner: A. Lee, stage: early}\nregulation:\n  eu: true\n  disclosure: yes\n"
    )
    kept = tuple(d for d in found.diagnostics if d.code == "PROD002")
    found = found.replaced(diagnostics=kept, pending={})
    text = as_markdown(Run([found], []), [cover(tiny(), found)], TODAY)
    section = text[text.index("## Tiny") :]
    told = kept[0]
    expected = TINY.replace("product does not say <WHAT>", told.message).replace(
        "warning `", f"{told.severity.label} `"
    )
    assert section == expected


def test_markdown_without_a_standard_has_the_findings() -> None:
    found = report("product: {kinds: [rankng]}  # aiprd: allow FORM003 because on trial\n")
    text = as_markdown(Run([found], []))
    assert "| Severity | Line | Rule | Finding | Write |" in text
    assert "- waived, line 1: `FORM003`" in text


HOSTILE = "<img src=x onerror=alert(1)> | **b** [c](http://d) `e` ```"


def test_text_of_the_document_stays_text() -> None:
    quoted = json.dumps(HOSTILE)
    source = f"""product: {{name: {quoted}, kinds: [generative]}}
metrics: {{{quoted}: {{launch: 70%, better: {quoted}}}}}
regulation: {{eu: true, disclosure: {{na: {quoted}}}, eu_ai_act: {{class: high}}}}
risk: {{harms: [{{what: {quoted}}}]}}
data: {{sources: {{na: {quoted}}}}}
"""
    found = lint(source, f"{HOSTILE}.prd.yaml", OPTIONS)
    text = as_markdown(Run([found], []), [cover(PARSED["eu-ai-act"], found)], TODAY)
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<img" not in html
    assert "<a " not in html
    assert "<strong>b" not in html


def test_text_format_gets_a_line_for_each_standard() -> None:
    file = str(EXAMPLES / "support-agent.prd.yaml")
    result = run(file, "--preset", "owasp-llm", "--preset", "eu-ai-act")
    lines = result.stdout.splitlines()[-2:]
    assert lines == ["eu-ai-act: 7 of 7 clauses answered", "owasp-llm: 10 of 10 clauses answered"]
    several = run(file, str(EXAMPLES / "minimal.prd.yaml"), "--preset", "owasp-llm")
    assert several.stdout.endswith("minimal.prd.yaml: owasp-llm: no clause applies\n")


def test_a_standard_changes_neither_findings_nor_exit_code() -> None:
    file = str(EXAMPLES / "athena-as-told.prd.yaml")
    plain, asked = run(file, "--format", "json"), run(file, "--format", "json", "--preset", "sre")
    assert (plain.stdout, plain.exit_code) == (asked.stdout, asked.exit_code)
    quiet = run(file, "--format", "json", "--preset", "sre", "--preset", "quiet")
    assert quiet.stdout == run(file, "--format", "json", "--preset", "quiet").stdout


def test_markdown_from_the_command_line() -> None:
    result = run(str(EXAMPLES / "minimal.prd.yaml"), "--preset", "eu-ai-act", "--format", "markdown")
    assert result.exit_code == 0
    assert "Before one can tell what applies:\n\n- missing: `regulation.eu`" in result.stdout


def test_no_verdict_is_ever_given() -> None:
    texts = [*TEXTS.values(), (ROOT / "docs" / "presets.md").read_text(encoding="utf-8")]
    texts += [run(str(EXAMPLES), "--preset", name, "--format", "markdown").stdout for name in STANDARDS]
    for text in texts:
        assert not re.search(r"complian|conform|certif", text, re.IGNORECASE)


def test_a_plain_run_loads_nothing_of_the_standards() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom aiprd.cli.group import aiprd\n"
        f"CliRunner().invoke(aiprd, ['lint', {str(EXAMPLES / 'minimal.prd.yaml')!r}])\n"
        "print([name for name in sys.modules if name.startswith('aiprd.presets.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
