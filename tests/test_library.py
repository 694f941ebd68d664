"""aiprd as a library: the names that are promised, what they take, and that importing costs nothing."""

import json
import os
import re
import subprocess
import sys
import typing
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from conftest import EXAMPLES, ROOT
from nbclient import NotebookClient

import aiprd
from aiprd import Finding, Prd, Related, Result, TemplateError, lint, load, render
from aiprd.cli.group import aiprd as command

DAY = date(2026, 11, 22)
TOLD = EXAMPLES / "athena-as-told.prd.yaml"
CLEAN = EXAMPLES / "minimal.prd.yaml"
FLAWED = "aiprd: 1\nproduct: {name: Router, kinds: [rankng], owner: A. Lee, stage: early}\n"


def reported(*args: str) -> Any:
    return json.loads(
        CliRunner()
        .invoke(command, ["lint", str(TOLD), "--format", "json", "--today", str(DAY), "--isolated", *args])
        .stdout
    )


def test_public_names() -> None:
    """Taken out or renamed, and somebody's notebook breaks."""
    assert aiprd.__all__ == [
        "Finding", "Prd", "Related", "Result", "TemplateError", "__version__", "lint", "load", "render",
    ]  # fmt: skip
    assert set(aiprd.__all__) <= set(dir(aiprd))
    with pytest.raises(AttributeError, match="has no attribute 'lnt'"):
        _ = aiprd.lnt


def test_fields_of_a_finding_are_those_of_the_report() -> None:
    findings = reported()["files"][0]["findings"]
    result = lint(TOLD, today=DAY)
    assert json.loads(json.dumps([plain(finding) for finding in result.findings])) == findings
    assert any(finding["related"] for finding in findings)
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    finding = next(part for part in schema["$defs"].values() if "fingerprint" in part.get("properties", {}))
    assert set(Finding._fields) == set(finding["properties"])


def plain(finding: Finding) -> dict[str, Any]:
    return finding._asdict() | {"related": [related._asdict() for related in finding.related]}


def test_json_is_what_the_command_writes() -> None:
    assert json.loads(lint(TOLD, today=DAY).to_json()) == reported()


@pytest.mark.parametrize(
    ("options", "args"),
    [
        ({"select": "fair, GOAL"}, ("--select", "FAIR,GOAL")),
        ({"select": ["FAIR", "GOAL"], "ignore": "FAIR002"}, ("--select", "FAIR,GOAL", "--ignore", "FAIR002")),
        ({"preset": "thorough"}, ("--preset", "thorough")),
        ({"preset": "quiet"}, ("--preset", "quiet")),
        ({"waivers": False}, ("--no-waivers",)),
    ],
)
def test_options_mean_what_they_mean_on_the_command_line(options: dict[str, Any], args: tuple[str, ...]) -> None:
    found = [(finding.code, finding.line) for finding in lint(TOLD, today=DAY, **options).findings]
    assert found == [(finding["code"], finding["line"]) for finding in reported(*args)["files"][0]["findings"]]
    assert found


def test_errors_and_exit_code() -> None:
    result = lint(FLAWED)
    assert isinstance(result, Result)
    assert "FORM003" in [finding.code for finding in result.errors]
    assert result.exit_code == 1
    assert result.prd.product.name.value == "Router"
    waived = lint(FLAWED.replace("early}", "early}  # aiprd: allow FORM003 because it is a trial"), select="FORM003")
    assert [finding.waived for finding in waived.findings] == ["it is a trial"]
    assert (waived.errors, waived.exit_code) == ((), 0)
    clean = lint(CLEAN, today=DAY)
    assert (clean.errors, clean.exit_code, clean.file) == ((), 0, str(CLEAN))


def test_text_is_text_and_a_path_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.prd.yaml").write_text(FLAWED, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"pass pathlib\.Path"):
        assert [finding.code for finding in lint("a.prd.yaml").errors] == ["FORM011"]
    assert "FORM003" in [finding.code for finding in lint(Path("a.prd.yaml")).errors]
    assert [f.code for f in lint(FLAWED).findings] == [f.code for f in lint(FLAWED.encode()).findings]
    assert lint(FLAWED).file == "text"
    with pytest.raises(FileNotFoundError):
        lint(Path("gone.prd.yaml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize("use", ["lint", "load", "render"])
def test_what_is_no_regular_file_is_refused_and_not_waited_for(use: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.prd.yaml")
    code = f"import aiprd, sys; from pathlib import Path; aiprd.{use}(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.prd.yaml"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )
    assert "OSError: [Errno 22] is not a regular file" in done.stderr
    with pytest.raises(IsADirectoryError):
        getattr(aiprd, use)(tmp_path)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"select": "FAIR03"}, "did you mean FAIR003"),
        ({"ignore": ["X"]}, "no rule's code begins with X"),
        ({"preset": "loud"}, "there are quiet, default, thorough"),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        lint(FLAWED, **options)


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "\x00", b"\xff\xfe\x00", "a: &x [*x]", "aiprd: 1\nmetrics: 3\n"])
def test_whatever_a_document_holds_is_never_raised(text: str | bytes) -> None:
    assert lint(text).exit_code in {0, 1}
    assert isinstance(load(text), Prd)


def test_a_loaded_prd_is_typed() -> None:
    launch = load(TOLD).metrics["relevance"].launch
    assert launch.text == "70%"
    assert launch.value is not None
    assert launch.value.value is not None
    assert launch.value.value.amount == pytest.approx(0.7)
    assert launch.path == ("metrics", "relevance", "launch")
    assert load(TOLD).metrics["relevance"].floor.absent


@pytest.mark.parametrize("template", ["prd", "checklist"])
def test_render_takes_whatever_names_a_document(template: str) -> None:
    written = CliRunner().invoke(command, ["render", str(TOLD), "-t", template, "--today", str(DAY)]).stdout
    assert written
    for source in (TOLD, load(TOLD), lint(TOLD, today=DAY), lint(TOLD, today=DAY).prd):
        assert render(source, template, today=DAY) == written
    from_text = render(TOLD.read_bytes(), template, today=DAY)
    assert from_text.partition("\n")[2] == written.partition("\n")[2].replace(
        "lint athena-as-told.prd.yaml", "lint text"
    )


def test_what_render_cannot_do_is_told() -> None:
    with pytest.raises(TemplateError, match="did you mean checklist"):
        render(TOLD, "cheklist")
    with pytest.raises(ValueError, match="could not be read as a PRD"):
        render("- a\n")
    with pytest.raises(ValueError, match="only a PRD that"):
        render(Prd((), load(FLAWED).state))


def test_everything_public_is_typed() -> None:
    for function in (lint, load, render, Result.to_json):
        hints = typing.get_type_hints(function)
        assert "return" in hints
        assert object not in hints.values()
        assert Any not in hints.values()
    assert set(Related.__annotations__) == set(Related._fields)


def test_import_alone_loads_nothing() -> None:
    code = "import sys; import aiprd; print(*(name for name in sys.modules if name.startswith(('aiprd', 'yaml', 'click'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["aiprd"]


def test_linting_imports_no_command_line_and_no_templates() -> None:
    code = "import sys; from aiprd import lint; lint('aiprd: 1'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {"click", "jinja2", "jsonschema", "aiprd.cli"} & set(done.stdout.split()) == set()


def test_examples_of_the_page_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(block, {})  # noqa: S102 - our own page
    told = capsys.readouterr().out
    assert "# Acceptance checklist" in told
    assert "did you mean `ranking`?" in told


@pytest.mark.filterwarnings("ignore")  # what Jupyter warns of is not ours
def test_notebook_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Runs the notebook in a kernel; --update-golden stores what it shows."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    file = EXAMPLES / "notebook.ipynb"
    stored = notebook(file)
    fresh = notebook(file)
    NotebookClient(fresh, timeout=120, record_timing=False, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    if request.config.getoption("--update-golden"):
        fresh.metadata = stored.metadata
        file.write_text(nbformat.writes(fresh) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]
        stored = fresh
    assert [shown(cell) for cell in fresh.cells] == [shown(cell) for cell in stored.cells]
    assert sum(bool(shown(cell)) for cell in stored.cells) >= 4


def notebook(file: Path) -> Any:
    return nbformat.reads(file.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]


def shown(cell: Any) -> list[str]:
    data = [output["data"] for output in cell.get("outputs", [])]
    return [each.get("text/markdown") or each["text/plain"] for each in data]
