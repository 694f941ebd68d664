"""What people and programs are shown, held by golden files."""

from collections.abc import Callable

import pytest
from conftest import EXAMPLES

from aiprd.linter import Options, lint
from aiprd.reporters import REPORTERS, Failure, Run
from aiprd.reporters.text import framed

OPTIONS = Options(today=739_942)  # 2026-11-22
SUFFIX = {"text": "txt", "concise": "concise", "json": "json", "markdown": "md"}


def run_on(*names: str, failures: tuple[Failure, ...] = ()) -> Run:
    reports = [lint((EXAMPLES / name).read_bytes(), f"examples/{name}", OPTIONS) for name in names]
    return Run(reports, failures)


@pytest.mark.parametrize("name", REPORTERS)
def test_report_on_athena_as_told(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"reports/athena-as-told.{SUFFIX[name]}", REPORTERS[name](run_on("athena-as-told.prd.yaml")))


@pytest.mark.parametrize("name", REPORTERS)
def test_report_on_several_files(name: str, golden: Callable[[str, str], None]) -> None:
    run = run_on("minimal.prd.yaml", "athena-repaired.prd.yaml", failures=(Failure("gone.prd.yaml", "no such file"),))
    golden(f"reports/several.{SUFFIX[name]}", REPORTERS[name](run))


def frame(source: str, code: str) -> str:
    report = lint(source, "a.prd.yaml", OPTIONS)
    kept = tuple(d for d in report.diagnostics if d.code == code)
    return framed(Run([report._replace(diagnostics=kept, pending={})], []))


def test_mark_stands_under_wide_and_combining_characters() -> None:
    lines = frame('product: {name: "製品 e\u0301", kinds: [rankng]}\n', "FORM003").splitlines()
    source, mark = lines[3], lines[4]
    assert source.endswith("kinds: [rankng]}")
    wide = 2  # each of the two wide characters fills two columns, the combining accent none
    assert mark.index("^") == source.index("rankng") + wide - 1


def test_mark_on_a_long_line_is_in_view() -> None:
    text = frame(f"product: {{name: {'x' * 400}, kinds: [rankng], owner: {'y' * 400}}}\n", "FORM003")
    source, mark = text.splitlines()[3:5]
    assert len(source) < 140
    assert source[mark.index("^") :].startswith("rankng")


def test_both_sides_of_a_disagreement_are_shown() -> None:
    text = frame("metrics:\n  m:\n    better: higher\n    launch: 80%\n    target: 70%\n", "GOAL002")
    assert "4 |     launch: 80%\n  |             --- launch is 80%" in text
    assert "5 |     target: 70%\n  |             ^^^" in text


def test_a_waived_finding_is_counted_not_shown() -> None:
    report = lint("aiprd: 7  # aiprd: allow FORM015 because on trial\n", "a.prd.yaml", OPTIONS)
    text = framed(Run([report], []))
    assert "[FORM015]" not in text
    assert "1 waived" in text
