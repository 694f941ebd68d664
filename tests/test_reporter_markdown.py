"""The Markdown report as a comment on a pull request: what is read first, what is folded, what changed."""

from markdown_it import MarkdownIt
from runs import ATTACK, FAILURES, RUNS, example, hostile, waived

from aiprd.reporters import Changes, Run
from aiprd.reporters.markdown import as_markdown

READER = MarkdownIt("commonmark").enable("table")


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def test_verdict_comes_first_then_what_to_begin_with() -> None:
    title, verdict, begin, first, *_ = paragraphs(as_markdown(Run([example("athena-as-told.prd.yaml")], ())))
    assert title == "# Lint report"
    assert verdict.startswith("**")
    assert verdict.endswith(" in 1 file.**")
    assert begin == "Begin with:"
    assert [line[:8] for line in first.splitlines()] == ["1. line ", "2. line ", "3. line "]
    assert all(": error `" in line for line in first.splitlines())


def test_what_to_begin_with_names_the_file_where_there_are_several() -> None:
    text = as_markdown(Run([example("minimal.prd.yaml"), example("athena-as-told.prd.yaml")], ()))
    assert "1. `examples/athena-as-told.prd.yaml` line " in text


def test_little_needs_no_advice() -> None:
    assert "Begin with" not in as_markdown(RUNS["waived"])
    assert "**No findings in 1 file.**" in as_markdown(RUNS["clean"])


def test_infos_and_waived_are_folded() -> None:
    text = as_markdown(Run([waived()], ()))
    open_, _, folded = text.partition("<details>")
    assert "| error | 2 | `FORM003` |" in open_
    assert "| warning | 7 | `GOAL005` |" in open_
    assert "GOAL017" not in open_
    infos, accepted = folded.split("<details>")
    assert infos.startswith("<summary>1 info</summary>\n\n| Severity |")
    assert "`GOAL017`" in infos
    assert accepted.startswith("<summary>1 waived</summary>\n\n- waived, line 1: `FORM015`")
    assert accepted.count("</details>") == infos.count("</details>") == 1


def test_changes_come_before_the_verdict() -> None:
    report = waived()
    by_code = {d.code: d for d in report.diagnostics}
    changes = Changes("main", (by_code["GOAL002"],), (by_code["FORM003"], by_code["GOAL005"]))
    parts = paragraphs(as_markdown(Run([report], ()), changes=changes))
    assert parts[1] == "**1 new, 2 mended since `main`.**"
    assert parts[2].startswith("- new: `docs/small.prd.yaml` line 7: error `GOAL002` target 70%")
    assert parts[3:5][0] == "<details><summary>2 mended</summary>"
    assert [line.split(": ")[1][:9] for line in parts[4].splitlines()] == ["`FORM003`", "`GOAL005`"]
    assert parts[6].startswith("**2 errors")


def test_no_changes_are_said_to_be_none() -> None:
    assert paragraphs(as_markdown(RUNS["clean"], changes=Changes("v1.2", (), ())))[1] == "**No change since `v1.2`.**"


def test_what_to_write_can_be_copied_with_its_indentation() -> None:
    text = READER.render(as_markdown(Run([example("athena-as-told.prd.yaml")], ())))
    assert "<pre>ethics:<br>  groups: …<br>  bias: …" in text


def test_an_attack_is_shown_as_text() -> None:
    report = hostile(ATTACK)
    text = as_markdown(Run([report], FAILURES), changes=Changes(ATTACK, report.diagnostics, report.diagnostics))
    html = READER.render(text)
    for forbidden in ("<script", "<img", "<a ", "<strong>bold", "<!--"):
        assert forbidden not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert html.count("<table>") == 3
