"""Rendered documents before those who read them for real: GitHub's Markdown, markdownlint, Mermaid, Gherkin, CSV, YAML."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from conftest import EXAMPLES, ROOT
from test_documents import ATTACKS, body, everywhere, report, with_finding

from aiprd.documents import TEMPLATES, extension, renderer
from aiprd.documents.formats import cell, format_of, line, ours
from aiprd.documents.markdown import Markdown, code, escaped, plain
from aiprd.report import Report

NPM = ROOT / "tests" / "npm"
MARKDOWN = [template for template in TEMPLATES if extension(template) == ".md"]
MORE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    '"quoted", and, commas',
    "Feature: x",
    "Scenario: y",
    '"""',
    "@tag",
    "| a | b |",
    "# language: no",
    "Given x",
    "---",
    "key: value",
    "[x]: y",
    "end",
    "%% comment",
    "subgraph",
    "click a href",
    "x --> y",
    '"];',
    "javascript:alert(1)",
    "]]>",
    "\u2028line",
    "a" * 10_000,
)


def missing(what: str, how: str) -> NoReturn:
    """Fails in CI, where every part has to be there; skips elsewhere, saying how to get it."""
    told = f"{what} is missing; get it with: {how}"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def part(package: str, how: str = "pip install -e '.[test]'") -> Any:
    try:
        return __import__(package, fromlist=["_"])
    except ImportError:
        missing(package, how)


def npm(*command: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs what is installed in tests/npm."""
    if shutil.which("node") is None or not (NPM / "node_modules" / "mermaid").is_dir():
        missing("node with the packages of tests/npm", "npm ci --prefix tests/npm")
    return subprocess.run(["node", *command], input=text, capture_output=True, text=True, check=False, cwd=NPM)


def prds() -> Iterator[Path]:
    """The examples, the PRDs of the detection benchmark, and those of a corpus that are in the format."""
    yield from sorted(EXAMPLES.glob("*.prd.yaml"))
    yield from sorted((ROOT / "benchmarks" / "detection" / "prds").glob("*.prd.yaml"))
    corpus = os.environ.get("AIPRD_CORPUS")
    if corpus:
        yield from sorted(Path(corpus, "prds-yaml").glob("*.yaml"))


@cache
def reports() -> Sequence[tuple[str, Report]]:
    found = [(file.stem, report(file.read_text(encoding="utf-8"), file.name)) for file in prds()]
    return [(name, judged) for name, judged in found if not judged.prd.broken]


@cache
def hostile() -> Sequence[tuple[str, Report]]:
    found = [(f"attack{number}", with_finding(text)) for number, text in enumerate((*ATTACKS, *MORE))]
    return [(name, judged) for name, judged in found if not judged.prd.broken]


def documents(some: Sequence[tuple[str, Report]], templates: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for name, judged in some:
        made = renderer(judged)
        for template in templates:
            yield name, template, made(template)


@pytest.mark.parametrize("some", [reports, hostile], ids=["prds", "attacks"])
def test_markdownlint_has_nothing_to_say(some: Any, tmp_path: Path) -> None:
    for name, template, text in documents(some(), MARKDOWN):
        (tmp_path / f"{name}.{template}.md").write_text(text, encoding="utf-8")
    config = str(NPM / "documents.markdownlint-cli2.jsonc")
    tool = "node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs"
    done = npm(tool, "--config", config, "--no-globs", *(f":{file}" for file in sorted(tmp_path.iterdir())))
    assert done.returncode == 0, done.stderr[-4000:]
    assert re.search("Linting: [1-9][0-9]* file", done.stdout), done.stdout


def test_mermaid_draws_every_chart() -> None:
    charts = [
        (name, chart)
        for some in (reports(), hostile())
        for name, _, text in documents(some, ("prd", "launch-review"))
        for chart in re.findall(r"^```mermaid\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
    ]
    assert len(charts) > 100
    told = npm("mermaid.mjs", text=json.dumps([chart for _, chart in charts] + ["flowchart TD\n  a --> ["]))
    assert told.returncode == 0, told.stderr[-2000:]
    *verdicts, nonsense = json.loads(told.stdout)
    assert nonsense, "the parser takes anything"
    assert [(name, verdict) for (name, _), verdict in zip(charts, verdicts, strict=True) if verdict] == []


def html_of(text: str) -> str:
    cmark = part("cmarkgfm")
    unsafe = part("cmarkgfm.cmark").Options.CMARK_OPT_UNSAFE
    return str(cmark.github_flavored_markdown_to_html(body(text), unsafe))


def test_github_shows_text_as_text() -> None:
    calm = dict(zip(MARKDOWN, map(outline, renderings("calm")), strict=True))
    for attack in (*ATTACKS, *MORE):
        if attack != attack.strip() or report(everywhere(attack)).prd.broken:
            continue  # a name with space around it is another name, so fewer things know each other
        for template, text in zip(MARKDOWN, renderings(attack), strict=True):
            assert outline(text) == calm[template], (template, attack)


def renderings(text: str) -> list[str]:
    made = renderer(with_finding(text))
    return [made(template) for template in MARKDOWN]


def outline(text: str) -> dict[str, int]:
    """How often each element stands in the page as GitHub draws it; `code`, `br` and links within the page may differ."""
    html = html_of(text)
    assert not re.search(r'<a href="(?!#)', html), html[:200]
    assert "<!--" not in html.removeprefix("<!--")
    found = re.findall(r"<([a-z0-9]+)", html)
    return {tag: found.count(tag) for tag in sorted(set(found) - {"a", "code", "br"})}


def test_lists_are_tight() -> None:
    for name, template, text in documents(reports(), MARKDOWN):
        assert "<li>\n<p>" not in html_of(text), (name, template)


def test_github_draws_tables_and_boxes() -> None:
    made = renderer(report((EXAMPLES / "support-agent.prd.yaml").read_text(encoding="utf-8")))
    html = html_of(made("prd"))
    assert html.count("<table>") > 20
    assert '<a id="metric.grounded"></a>' in html
    assert '<a href="#metric.grounded">' in html
    assert html_of(made("checklist")).count('type="checkbox"') > 20


# --- Gherkin ---------------------------------------------------------------------------------------------------------


def scenarios(text: str) -> list[str]:
    """The scenarios as the real parser sees them."""
    feature = part("gherkin.parser").Parser().parse(text)["feature"]
    rules = [child["rule"] for child in feature["children"]]
    return [child["scenario"]["name"] for rule in rules for child in rule["children"] if "scenario" in child]


def test_gherkin_takes_every_feature() -> None:
    for name, judged in reports():
        promised = [entry for _, entry in judged.prd.requirements.each()]
        assert len(scenarios(renderer(judged)("gherkin"))) == len(promised), name


def test_gherkin_takes_any_text_as_text() -> None:
    calm = shape(renderer(with_finding("calm"))("gherkin"))
    for name, judged in hostile():
        assert shape(renderer(judged)("gherkin")) == calm, name


def shape(text: str) -> list[tuple[int, int]]:
    feature = part("gherkin.parser").Parser().parse(text)["feature"]
    assert feature["language"] == "en"
    found = [
        child["scenario"] for each in feature["children"] for child in each["rule"]["children"] if "scenario" in child
    ]
    return [(len(each["steps"]), len(each["examples"])) for each in found]


def test_scenario_says_what_proves_it() -> None:
    text = renderer(report((EXAMPLES / "support-agent.prd.yaml").read_text(encoding="utf-8")))("gherkin")
    start = text.index("Scenario: tasks")
    told = [row.strip() for row in text[start : text.index("\n\n", start)].splitlines()]
    assert told[:4] == [
        "Scenario: tasks",
        "Given the sample size is 900",
        "When the evaluation is run",
        "Then task_ok >= launch (85%) (15 in 100 wrong†)",
    ]
    assert told[-1].startswith("And at least 86.67%† (780 of 900) observed proves it at 90%")


# --- CSV -------------------------------------------------------------------------------------------------------------


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), strict=True))


def test_rows_are_the_requirements() -> None:
    for name, judged in (*reports(), *hostile()):
        head, *found = rows(renderer(judged)("csv"))
        assert len(found) == len(list(judged.prd.requirements.each())), name
        assert {len(row) for row in found} <= {len(head)}, name
        assert all(text for row in found for text in row), name


def test_no_cell_is_a_formula() -> None:
    for _, judged in hostile():
        for row in rows(renderer(judged)("csv")):
            assert not [text for text in row if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\uff1d1"])
def test_formula_is_shown_as_typed(text: str) -> None:
    assert rows(cell(text)) == [["'" + text]]
    assert rows(cell(escaped(text))) == [["'" + text]]
    assert rows(cell(code(text))) == [["'" + text]]


def test_cell_holds_commas_and_quotes() -> None:
    assert rows(cell('a, "b"; c')) == [['a, "b"; c']]


# --- model card ------------------------------------------------------------------------------------------------------


def front(text: str) -> dict[str, Any]:
    """The front matter, found as the Hub's own library finds it."""
    match = re.match(r"^(\s*---[\r\n]+)([\S\s]*?)([\r\n]+---(\r\n|\n|$))", text)
    assert match is not None
    found = yaml.safe_load(match[2])
    assert isinstance(found, dict)
    return found


def test_card_says_what_was_measured() -> None:
    found = front(renderer(report((EXAMPLES / "support-agent.prd.yaml").read_text(encoding="utf-8")))("model-card"))
    assert found["language"] == ["de", "en"]
    results = found["model-index"][0]["results"]
    assert [(each["dataset"]["name"], each["metrics"][0]["value"]) for each in results] == [
        ("eval_qa", 96.4),
        ("eval_tasks", 88.0),
    ]


@pytest.mark.parametrize("attack", [*ATTACKS, *MORE])
def test_front_matter_is_text(attack: str) -> None:
    judged = with_finding(attack)
    if not judged.prd.broken:
        text = renderer(judged)("model-card")
        assert front(text)["model_name"] == (plain(attack, 200) or "A product without a name")
        assert not re.search("[<>]", text.split("\n---\n")[0].split("\n", 2)[2])


# --- formats ---------------------------------------------------------------------------------------------------------


def test_words_without_markup() -> None:
    assert line(Markdown("**unknown**<br>`a|b` [x](#y)".replace("[x](#y)", ""))) == "unknown; a|b"
    assert line("a\nb") == "a b"


def test_what_is_ours_is_known_by_its_first_lines() -> None:
    for template in TEMPLATES:
        text = renderer(report(everywhere("calm")))(template)
        assert ours(text[:4096], text)
        assert not ours("# Mine\n" + text[:4000], text)
        assert not ours("", text)
    assert format_of("a.txt") is None
