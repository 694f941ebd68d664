"""The HTML report as a browser's parser reads it: well-formed, self-contained, complete, deaf to what a PRD tries."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from runs import ATTACK, FAILURES, OPTIONS, RUNS, example, hostile, waived

from aiprd.linter import lint
from aiprd.report import Report
from aiprd.reporters import Run
from aiprd.reporters.html import AROUND, LONGEST, as_html


def page(run: Run) -> Any:
    """The parsed page; whatever the HTML standard calls an error fails here."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(as_html(run))


def text_of(element: Any) -> str:
    return "".join(element.itertext())


def having(element: Any, tag: str, name: str) -> Iterator[Any]:
    return (each for each in element.iter(tag) if name in each.get("class", "").split())


def lines_of(element: Any) -> Iterator[tuple[Any, Any]]:
    """Each line of the page: its list item and the line's own text."""
    for listing in having(element, "ol", "lines"):
        for item in listing.findall("li"):
            yield item, item.find("code")


@pytest.mark.parametrize("which", RUNS)
def test_page_is_valid_and_needs_nothing_but_itself(which: str) -> None:
    root = page(RUNS[which])
    assert root.get("lang") == "en"
    assert text_of(root.find("head/title")).startswith("aiprd: ")
    assert not [
        each.tag for each in root.iter() if each.tag in {"script", "img", "link", "iframe", "object", "base", "form"}
    ]
    for each in root.iter():
        assert not [name for name in each.attrib if name.startswith("on") or name in {"src", "style", "srcset"}]
        assert each.get("href", "#").startswith("#")
    (style,) = root.iter("style")
    assert not re.search(r"url\(|@import", text_of(style))


@pytest.mark.parametrize("which", RUNS)
def test_links_and_labels_lead_somewhere(which: str) -> None:
    root = page(RUNS[which])
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    assert set(ids.values()) <= {1}
    targets = {each.get(name, "").removeprefix("#") for each in root.iter() for name in ("href", "aria-labelledby")}
    assert targets <= {"", *ids}
    assert list(root.iter("input")) == [field for label in root.iter("label") for field in label.iter("input")]
    levels = [int(each.tag[1]) for each in root.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_filter_is_a_matter_of_style() -> None:
    root = page(RUNS["waived"])
    (style,) = root.iter("style")
    for field in list(root.iter("input"))[1:]:
        assert f"#{field.get('id')}:checked" in text_of(style)


def test_an_attack_is_shown_as_text() -> None:
    root = page(Run([hostile(ATTACK)], FAILURES))
    (heading,) = [each for each in root.iter("h2") if "</script>" in text_of(each)]
    shown = text_of(heading)
    for part in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;", "<!-- -->"):
        assert part in shown
    unseen = {text_of(each) for each in having(root, "span", "unseen")}
    assert unseen >= {"U+202E", "U+2066", "U+001B", "U+009B", "U+0000", "U+D800", "U+2028", "U+0085"}


@pytest.mark.parametrize("name", ["athena-as-told.prd.yaml", "minimal.prd.yaml"])
def test_every_line_of_the_document_is_there(name: str) -> None:
    report = example(name)
    shown = [text_of(code) for _, code in lines_of(page(Run([report], ())))]
    assert shown == report.document.text.split("\n")


@pytest.mark.parametrize("name", ["athena-as-told.prd.yaml", "minimal.prd.yaml"])
def test_findings_stand_under_their_line(name: str) -> None:
    report = example(name)
    root = page(Run([report], ()))
    told = Counter(
        (int(item.get("id").partition("-")[2]), text_of(found.find("h3/bdi")))
        for item, _ in lines_of(root)
        for found in item.findall("article")
    )
    assert told == Counter((d.region.line, d.message) for d in report.diagnostics)


def test_lines_near_a_finding_are_open() -> None:
    report = example("athena-as-told.prd.yaml")
    root = page(Run([report], ()))
    folded = {item.get("id") for details in root.iter("details") for item, _ in lines_of(details)}
    near = {d.region.line + step for d in report.diagnostics for step in range(-AROUND, AROUND + 1)}
    assert folded
    assert not folded & {f"f1-{line}" for line in near}


def marks(report: Report) -> list[tuple[str, str]]:
    root = page(Run([report], ()))
    return [(mark.get("class"), text_of(mark)) for _, code in lines_of(root) for mark in code.iter("mark")]


def test_marks_stand_where_the_finding_is() -> None:
    source = 'product: {name: "製品 😀", kinds: [rankng]}\n'
    report = lint(source, "a.prd.yaml", OPTIONS)
    only = report.replaced(diagnostics=tuple(d for d in report.diagnostics if d.code == "FORM003"))
    assert marks(only) == [("error", "rankng")]


def test_marks_over_each_other_show_the_worst() -> None:
    (two, *_) = [d for d in waived().diagnostics if d.code == "GOAL002"]
    wide = two._replace(severity=type(two.severity)(1), region=two.region._replace(column=5))
    report = waived().replaced(diagnostics=(wide, two))
    assert marks(report) == [("info", "target: "), ("error", "70%")]


def test_a_waived_finding_has_its_reason_and_no_mark() -> None:
    report = waived()
    only = report.replaced(diagnostics=tuple(d for d in report.diagnostics if d.waived))
    root = page(Run([only], ()))
    (found,) = having(root, "article", "finding")
    assert "Waived because on trial" in text_of(found)
    assert marks(only) == []


def test_an_endless_line_is_cut() -> None:
    report = lint(f"product: {{name: {'x' * 3 * LONGEST}, kinds: [rankng]}}\n", "a.prd.yaml", OPTIONS)
    ((_, line), _) = lines_of(page(Run([report], ())))
    assert text_of(line) == report.document.text[:LONGEST] + "…"
    assert any("rankng" in text_of(found) for found in having(page(Run([report], ())), "article", "finding"))
