"""Rendered documents: what reviewers read, that nothing a PRD holds becomes markup, and that no file of theirs is lost."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import EXAMPLES
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aiprd.cli.group import aiprd
from aiprd.diagnostic import Finding, Severity
from aiprd.documents import MARK, TEMPLATES, TemplateError, extension, locate, render, renderer
from aiprd.documents.ladder import often
from aiprd.documents.markdown import anchor, code, commented, escape, escaped, label, linked, plain, settled, unmarked
from aiprd.documents.view import SECTIONS, view
from aiprd.documents.wrong import in_hundred
from aiprd.linter import Options, lint
from aiprd.prd import Prd
from aiprd.report import Report, count
from aiprd.rule import Rule
from aiprd.rules import ALL
from aiprd.section import Section

TODAY = 739_942  # 2026-11-22
NAMES = sorted(path.name.removesuffix(".prd.yaml") for path in EXAMPLES.glob("*.prd.yaml"))
MINIMAL = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")

ATTACKS = (
    "{{ 7 * 7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![image](https://example.com/a.png)",
    "https://example.com and www.example.com",
    "a | b | c",
    "`code` and ``more``",
    "```mermaid",
    "\u202etxt.exe\u200b",
    "# heading",
    "1. list",
    "- [x] done",
    "> quote",
    "**bold** _em_ ~~no~~ $x$",
    "--> <!-- rendered by aiprd from x",
    "---",
    "===",
    "&lt;b&gt; &#60;",
    "<br>",
    "`<b>|",
    "[label]: https://example.com",
    "C #",
    "two\nlines\n\n# three",
)


def report(source: object, file: str = "a.prd.yaml") -> Report:
    return lint(source if isinstance(source, str) else json.dumps(source, ensure_ascii=False), file, Options(TODAY))


def example(name: str) -> Report:
    return report((EXAMPLES / f"{name}.prd.yaml").read_text(encoding="utf-8"), f"{name}.prd.yaml")


def run(*args: str, source: bytes | None = None) -> Result:
    return CliRunner().invoke(aiprd, ["render", *args], input=source)


def html_of(markdown: str) -> str:
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True}).enable("table")
    return str(parser.render(markdown))


@pytest.mark.parametrize("template", list(TEMPLATES))
@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str, template: str, golden: Callable[[str, str], None]) -> None:
    told = example(name).replaced(diagnostics=())  # a new rule changes the number of findings, not the documents
    golden(f"documents/{name}.{template}{extension(template)}", render(told, template))


def test_last_line_counts_the_findings() -> None:
    flawed = report({"product": {"name": "A", "kinds": ["rankng"]}})
    totals = count(flawed.diagnostics)
    last = render(flawed, "prd").splitlines()[-1]
    assert last.startswith(f"{totals['error']} error")
    assert f" and {totals['warning'] or 'no'} warning" in last
    assert last.endswith(": run `aiprd lint a.prd.yaml`.")
    assert render(flawed.replaced(diagnostics=()), "prd").splitlines()[-1] == "No errors and no warnings."


def test_waived_findings_stay_visible() -> None:
    waiver = {
        "rule": "FORM003",
        "at": "/product/kinds/0",
        "why": "a new kind",
        "owner": "A. Lee",
        "until": "2027-01-31",
    }
    text = render(report({"product": {"name": "A", "kinds": ["rankng"]}, "waivers": [waiver]}), "prd")
    assert "| `FORM003` | a new kind | A. Lee | 2027-01-31 | \\`rankng\\` is not one of" in text


def test_waivers_of_a_teams_own_rules_are_told() -> None:
    def check(prd: Prd) -> Iterator[Finding]:
        yield Finding(prd.product.path, "the product has no cost centre")

    own = {"TEAM001": ALL["PROD001"]._replace(code="TEAM001", name="no-cost-centre", check=check)}
    text = "aiprd: 1\nproduct: {name: A}\nwaivers: [{rule: TEAM001, why: booked later, until: 2027-01-31}]\n"
    judged = lint(text, "a.prd.yaml", Options(739_000, extra=own))

    def told(*known: Mapping[str, Rule]) -> list[tuple[str, str, list[str]]]:
        waivers = view(judged, *known)["waivers"]
        assert isinstance(waivers, list)
        return [(each.code, each.why, list(each.findings)) for each in waivers]

    assert told({**ALL, **own}) == [("`TEAM001`", "booked later", ["the product has no cost centre"])]
    assert told() == []


# --- nothing is lost -------------------------------------------------------------------------------------------------


def test_every_section_of_the_format_is_told() -> None:
    special = {
        "aiprd", "product", "problem", "risk", "metrics", "requirements", "stories", "degradation", "failure_modes",
        "rollout", "waivers", "escalation", "claims",
    }  # fmt: skip
    assert set(Prd.fields) == special | set(SECTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_an_example_is_told(name: str) -> None:
    told = words(html_of(render(example(name), "prd")))
    missing = {text for text in texts(example(name).document.data) if not words(text) <= told}
    assert missing == set()


def texts(data: object) -> set[str]:
    """The sentences of a document; numbers and bounds are told in another spelling."""
    if isinstance(data, dict):
        return {text for key, value in data.items() if key != "aiprd" for text in texts(value)}
    if isinstance(data, list):
        return {text for value in data for text in texts(value)}
    return {data} if isinstance(data, str) and data.count(" ") > 3 and not re.search("[<>=]", data) else set()


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def test_links_of_the_contents_lead_to_headings() -> None:
    for name in NAMES:
        text = render(example(name), "prd")
        headings = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
        contents = next(line for line in text.splitlines() if line.startswith("**Contents**"))
        links = re.findall(r"\]\(#(.*?)\)", contents)
        assert links
        for link in links:
            assert [anchor(heading) for heading in headings].count(link) == 1


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_places_that_stand_once(name: str) -> None:
    made = renderer(example(name))
    for template in TEMPLATES:
        text = made(template)
        places = re.findall(r'<a id="(.*?)"></a>', text)
        assert len(places) == len(set(places))
        assert set(re.findall(r"\]\(#(\w+\.[^)]*)\)", text)) <= set(places)
        assert not re.search("[\x02-\x04]", text)
    assert re.search(r"\]\(#metric\.", made("prd"))


def test_metrics_requirements_failures_and_fallbacks_know_each_other() -> None:
    text = render(example("athena-repaired"), "prd")
    assert (
        "- **Promised in**: [a performance requirement](#requirement.performance), [parity](#requirement.parity)"
        in text
    )
    assert "[`relevance gap <= 10 pp`](#metric.relevance)" in text
    assert "when no answer within 300ms → [top\\_category](#level.top_category)" in text
    assert "| [half](#stage.half) |" in text
    assert "led to by: [timeout](#failure.timeout), [timeout](#requirement.timeout)" in text


def test_title_that_is_a_heading_too_moves_the_link() -> None:
    text = render(report({"product": {"name": "Risk"}, "risk": {"tier": "low"}}), "prd")
    assert "[Risk](#risk-1)" in text


def test_levels_are_shown_with_their_numbers_and_error_rates() -> None:
    text = render(example("minimal"), "prd")
    assert "`routed_right >= launch (80%)`" in text
    assert "20 in 100" in text


def test_incomplete_checklist_looks_incomplete() -> None:
    text = render(
        report({"metrics": {"recall": {"launch": "80%"}}, "requirements": {"performance": ["recall >= launch"]}}),
        "checklist",
    )
    assert "  - Window: **not said**" in text
    assert "  - Sample size: **not said**" in text
    assert "- Fairness: **not said**" in text


def test_what_does_not_apply_is_not_asked() -> None:
    entry = {"text": "Each ticket shows why", "bound": "100%", "nature": "deterministic"}
    text = render(report({"requirements": {"explainability": [entry]}}), "checklist")
    box = text[text.index("Each ticket") :]
    assert not re.search("Window|Sample|Decided|Pass mark", box)


def test_pass_mark_is_exact() -> None:
    metrics = {"recall": {"launch": "90%"}}
    proved = report({"metrics": metrics, "requirements": {"performance": ["recall >= launch over 7d, n >= 100"]}})
    assert "Pass mark: at least 96%† (96 of 100) observed proves it at 95%" in render(proved, "checklist")
    small = report({"metrics": metrics, "requirements": {"performance": ["recall >= launch over 7d, n >= 20"]}})
    assert "not even a perfect run on 20 cases" in render(small, "checklist")


def test_what_was_not_understood_is_told_as_such() -> None:
    text = render(report({"product": {"name": "A"}, "traffic": {"volume": "many a day"}}), "prd")
    assert "many a day **not understood**" in text


def test_error_rates_in_cases() -> None:
    assert [in_hundred(share) for share in (0.22, 0.045, 0.0, 1.0, 1 / 3)] == [
        "22 in 100", "45 in 1,000", "0 in 100", "100 in 100", "33.33 in 100",
    ]  # fmt: skip
    assert often(33_000.4, "sessions") == "33,000 sessions a day"
    assert often(0.1, "images") == "3.04 images a month"


# --- injection -------------------------------------------------------------------------------------------------------


def everywhere(text: str) -> dict[str, Any]:
    """A document with `text` in a title, a fact, a table, a list, a chart, and as a name."""
    return {
        "product": {"name": text, "owner": text, "summary": text, "team": {text: text}},
        "problem": {"user": text, "in_scope": [text, text], "why_ai": {"na": text}},
        "metrics": {
            text: {"means": text, "launch": "70%", "dimension": "quality", "alert": {"at": "71%", "owner": text}},
            "m": {"means": text},
        },
        "requirements": {
            "performance": [{"id": text, "text": text, "when": text, "owner": text}],
            "fairness": {"na": text},
        },
        "stories": [{"as": text, "want": text}],
        "degradation": [
            {"level": 1, "id": text, "shows": text},
            {"level": 2, "id": "b", "when": text, "recover": text},
        ],
        "failure_modes": [{"id": text, "signal": text, "goes_to": "b"}],
        "escalation": {"triggers": [text], "to": text, "timeout": {"after": "1h", "default": text}, "log": text},
        "claims": [{"text": text, "metric": text, "from": "10%", "to": "20%", "factor": text, "basis": text}],
        "evaluation": {"sets": [{"id": text, "from": text, "languages": [text]}]},
        "roadmap": {
            "features": [{"what": text}],
            "performance": [{"by": "Q2", "m": text, text: "80-83%", "driver": text}],
            "research": [{"what": text, "kill": text}],
        },
        "stakeholders": {"frames": {"outcome": text}, "lead_with": {text: text}, "asks": [{"of": text, "what": text}]},
        "monitoring": {"tiers": {"daily": [text]}, "owners": {"daily": text}},
        "rollout": {"stages": [{"id": text, "gate": [text]}, {"id": "all"}], "kill_switch": {"then": text}},
        "limitations": [{"what": text, "fix": text}],
        "glossary": {text: text},
        "waivers": [{"rule": "FAIR003", "why": f"agreed: {text}"}],
    }


@pytest.mark.parametrize("template", list(TEMPLATES))
@pytest.mark.parametrize("attack", ATTACKS)
def test_text_stays_text(attack: str, template: str) -> None:
    markdown = render(with_finding(attack), template)
    if extension(template) != ".md":
        return  # tests/test_documents_formats.py
    calm = html_of(body(render(with_finding("calm"), template)))
    html = html_of(body(markdown))
    assert tags(html) == tags(calm)
    assert re.findall('<a href="[^#].*?>', html) == []
    assert re.findall(r"\b49\b", html) == []
    linkable = re.sub("(?s)```.*?```|`+[^`\n]*`+", "", markdown)  # viewers make no links inside code
    assert re.findall("(?i)(?:https?|javascript):|www[.]", body(linkable)) == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", markdown)
    assert html.count("<!--") == (template != "model-card")  # which says where it is from in its front matter


def body(markdown: str) -> str:
    """The document without its front matter, which viewers show apart."""
    return markdown.split("\n---\n", 1)[1] if markdown.startswith("---\n") else markdown


def with_finding(text: str) -> Report:
    """The document of `everywhere`, with one finding that holds the text too, whatever the rules say of it."""
    judged = report(everywhere(text))
    finding = judged.diagnostics[0]._replace(message=text, fix=text, path=f"/{text}", severity=Severity.ERROR)
    return judged.replaced(diagnostics=(finding._replace(waived=None),))


def tags(html: str) -> dict[str, int]:
    """How often each kind of element that an attack could add stands there; `code` and `br` are ours."""
    found = re.findall(r"<([a-z0-9]+)", html)
    kinds = set(found) - {"code", "br"}
    return {kind: found.count(kind) for kind in sorted(kinds)}


def test_endless_title_is_cut() -> None:
    made = renderer(report(everywhere("x" * 10_000)))
    for template in TEMPLATES:
        titles = [line for line in made(template).splitlines() if line.startswith(("# ", "Feature:"))]
        assert all(len(line) < 300 for line in titles)


@pytest.mark.parametrize("attack", ATTACKS)
def test_chart_labels_hold_no_syntax(attack: str) -> None:
    text = render(report(everywhere(attack)), "prd")
    charts = re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    assert len(charts) == 3
    for chart in charts:
        for quoted in re.findall(r'"(.*?)"', chart):
            assert re.fullmatch(r"(?:[\w .,%+=/()…-]|#\d+;|<br>)*", quoted), quoted
        assert chart.count('"') % 2 == 0


def test_label_escapes_and_cuts() -> None:
    assert label('say "hi"; end') == "say #34;hi#34;#59; end"
    assert len(label("x" * 500)) == 80


def test_escape_leaves_plain_words_and_numbers_alone() -> None:
    for text in ("2.3M members", "+5%", "-3pp", "a-b: c (d)", "P95 under 200ms", "data: yes"):
        assert escape(text) == text


def test_code_keeps_back_ticks_and_tags_apart() -> None:
    assert code("a`b") == "``a`b``"
    assert code("a|b") == "`a\\|b`"
    assert code("<br>") == "<code>&lt;br&gt;</code>"


@given(st.text(max_size=60))
def test_what_is_marked_up_can_be_read_again(text: str) -> None:
    assert unmarked(escaped(text)) == plain(text)
    assert unmarked(code(text)) == plain(text)
    assert unmarked(linked(escaped(text), "metric.x")) == plain(text)


def test_links_without_a_place_are_text() -> None:
    link = linked(escaped("a"), "metric.a")
    assert settled(link) == "a"
    assert settled(f'<a id="metric.a"></a>{link}') == '<a id="metric.a"></a>[a](#metric.a)'


def test_comment_cannot_be_ended() -> None:
    assert "-->" not in commented("x --> y")[:-3]


# --- any document ----------------------------------------------------------------------------------------------------

SHAPES: tuple[object, ...] = (
    None,
    "",
    "text",
    1,
    True,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"na": "x"},
    {"na": 1},
    {"": ""},
    "unknown",
    [1, "a", {"id": None}],
    {"id": {"x": [1]}},
    1e400,
)


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
@pytest.mark.parametrize("key", list(Prd.fields))
def test_any_shape_renders(key: str, shape: object) -> None:
    some_render({key: shape}, TEMPLATES)


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_any_shape_one_level_down_renders(shape: object) -> None:
    turn = cycle(TEMPLATES)  # the model behind all of them is made each time
    for key, (_, field) in Prd.fields.items():
        section = getattr(field, "section", None) or getattr(getattr(field, "item", None), "section", None)
        if section is None or not issubclass(section, Section):
            continue
        filled = dict.fromkeys(section.fields, shape)
        for data in (filled, [filled], {"name": filled}):
            some_render({key: data}, [next(turn)])


@pytest.mark.parametrize("source", ["", "- a", "text", "a: [", "\x00", "&a [*a]", "? {a: b}\n: c"])
def test_broken_yaml_renders(source: str) -> None:
    some_render(source, TEMPLATES)


def some_render(source: object, templates: Iterable[str]) -> None:
    made = renderer(report(source))
    for template in templates:
        text = made(template)
        assert template == "csv" or MARK in text[:300]
        assert text.endswith("\n")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80))
def test_any_text_keeps_the_outline(text: str) -> None:
    read = report(everywhere(text))
    assume(not read.prd.broken)  # a control character makes the whole document unreadable
    markdown = render(read, "prd")
    headings = [line for line in markdown.splitlines() if line.startswith("## ")]
    assert "## Risk" not in headings
    assert markdown.count("```") in {4, 6}  # no chart of an escalation that nothing sets off
    assert markdown.encode("utf-8")


# --- templates of one's own ------------------------------------------------------------------------------------------


def own(folder: Path, text: str, name: str = "mine.md.j2") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_own_template_by_file_and_by_folder(tmp_path: Path) -> None:
    file = own(tmp_path, "# {{ title }}\n{% for metric in metrics %}\n- {{ metric.name }}\n{% endfor %}\n")
    for template in (file, str(tmp_path)):
        text = render(example("minimal"), template)
        assert text.startswith("<!-- rendered by aiprd from minimal.prd.yaml with the template mine;")
        assert "# Ticket routing\n- routed\\_right\n" in text


def test_own_template_may_include_one_that_ships(tmp_path: Path) -> None:
    assert "Acceptance checklist" in render(example("minimal"), own(tmp_path, '{% include "checklist.md.j2" %}'))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ title.__init__.__globals__ }}", "unsafe"),
        ("{{ nothing }}", "undefined"),
        ("{{ metrics[0].nothing }}", "no attribute"),
        ("one\n{% if %}", "line 2"),
        ("{{ 1 / 0 }}", "division"),
        ("{% for x in range(10 ** 9) %}{% endfor %}", "too much of too little"),
        ("{% for x in range(1000000000) %}{% endfor %}", "Range"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion"),
        ('{% include "../pyproject.toml" %}', "pyproject"),
        ('{% include "/etc/hostname" %}', "hostname"),
        ("{{ metrics.append(1) }}", "append"),
    ],
)
def test_bad_template_is_told(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        render(example("minimal"), own(tmp_path, text))


def test_template_that_is_not_there(tmp_path: Path) -> None:
    for name, says in (("prdd", "did you mean prd"), ("zzzz", "there are prd"), (str(tmp_path), "holds no")):
        with pytest.raises(TemplateError, match=says):
            locate(name)
    own(tmp_path, "a", "a.md.j2")
    own(tmp_path, "b", "b.md.j2")
    with pytest.raises(TemplateError, match=r"holds a\.md\.j2, b\.md\.j2"):
        locate(str(tmp_path))


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def prd(tmp_path: Path) -> Path:
    file = tmp_path / "a.prd.yaml"
    file.write_text(MINIMAL, encoding="utf-8")
    return file


def test_writes_to_standard_output(prd: Path) -> None:
    result = run(str(prd))
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "<!-- rendered by aiprd from a.prd.yaml with the template prd; edit a.prd.yaml instead -->\n"
    )


def test_reads_standard_input() -> None:
    result = run("-", "-t", "checklist", source=MINIMAL.encode())
    assert result.exit_code == 0
    assert "from standard input" in result.stdout


def test_check_follows_the_file(prd: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out.md")
    args = (str(prd), "-o", out)
    missing = run(*args, "--check")
    assert (missing.exit_code, missing.stdout, missing.stderr.count("\n")) == (1, "", 1)
    assert not os.path.exists(out)
    assert run(*args).exit_code == 0
    assert run(*args, "--check").exit_code == 0
    Path(out).write_bytes(Path(out).read_bytes().replace(b"\n", b"\r\n"))
    assert run(*args, "--check").exit_code == 0
    prd.write_text(MINIMAL.replace("Ticket routing", "Routing"), encoding="utf-8")
    stale = run(*args, "--check")
    assert stale.exit_code == 1
    assert "stale" in stale.stderr
    assert "Ticket routing" in Path(out).read_text(encoding="utf-8")
    assert run(*args).exit_code == 0
    assert "# Routing" in Path(out).read_text(encoding="utf-8")
    assert sorted(os.listdir(tmp_path)) == ["a.prd.yaml", "out.md"]


@pytest.mark.parametrize("text", ["# Mine\n", "", "\n<!-- rendered by aiprd from a -->\n", "aiprd: 1\n"])
def test_what_a_person_wrote_is_never_overwritten(prd: Path, tmp_path: Path, text: str) -> None:
    out = tmp_path / "notes.md"
    out.write_text(text, encoding="utf-8")
    result = run(str(prd), "-o", str(out))
    assert result.exit_code == 2
    assert "not written by aiprd" in result.stderr
    assert out.read_text(encoding="utf-8") == text


def test_the_prd_itself_is_never_the_output(prd: Path, tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(prd)
    for out in (str(prd), str(tmp_path / "link.md")):
        assert run(str(prd), "-o", out).exit_code == 2
    assert prd.read_text(encoding="utf-8") == MINIMAL


@pytest.mark.parametrize(
    "args",
    [
        ("missing.yaml",),
        (".",),
        ("{prd}", "-t", "nothing"),
        ("{prd}", "-o", "{dir}/no/folder/out.md"),
        ("{prd}", "-o", "{dir}"),
        ("{dir}/empty.yaml",),
        ("{dir}/list.yaml",),
        ("{dir}/broken.yaml",),
        ("{dir}/nul\0.yaml",),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_two(prd: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    for name, text in (("empty", ""), ("list", "- a\n"), ("broken", "a: [\n")):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    result = run(*(arg.format(prd=prd, dir=tmp_path) for arg in args))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("aiprd: ")


def test_check_without_output_is_a_mistake(prd: Path) -> None:
    assert run(str(prd), "--check").exit_code == 2


def test_lint_does_not_load_jinja() -> None:
    program = (
        "import sys; from aiprd.cli.group import aiprd\n"
        "try: aiprd(['lint', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "sys.exit('jinja2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(EXAMPLES / "minimal.prd.yaml")], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
