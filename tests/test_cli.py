"""The commands as users call them: output, exit codes, and what they leave alone."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from conftest import EXAMPLES, ROOT

from aiprd.cli.group import COMMANDS, aiprd
from aiprd.rules import ALL

FLAWED = "aiprd: 1\nproduct: {name: Router, kinds: [rankng], owner: A. Lee, stage: early}\n"


def run(*args: str, source: bytes | None = None) -> Result:
    return CliRunner().invoke(aiprd, list(args), input=source)


def write(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_findings_exit_one_and_name_line_and_code(tmp_path: Path) -> None:
    result = run("lint", write(tmp_path, "a.prd.yaml", FLAWED), "--format", "concise")
    assert result.exit_code == 1
    assert "a.prd.yaml:2:" in result.stdout
    assert "FORM003" in result.stdout
    assert "did you mean `ranking`?" in result.stdout


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(tmp_path: Path, level: str, code: int) -> None:
    assert run("lint", write(tmp_path, "a.prd.yaml", FLAWED), "--fail-on", level).exit_code == code


@pytest.mark.parametrize("layout", ["text", "concise", "json"])
def test_clean_example_exits_zero_in_every_format(layout: str) -> None:
    assert run("lint", str(EXAMPLES / "minimal.prd.yaml"), "--format", layout).exit_code == 0


def test_json_report_fits_its_schema() -> None:
    result = run("lint", str(EXAMPLES), "--format", "json", "--today", "2026-11-22")
    report = json.loads(result.stdout)
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    assert [Path(file["file"]).name for file in report["files"]] == sorted(p.name for p in EXAMPLES.glob("*.prd.yaml"))
    assert report["summary"]["files"] == len(report["files"])


def test_json_paths_exist_in_the_file() -> None:
    import yaml

    for path in sorted(EXAMPLES.glob("*.prd.yaml")):
        report = json.loads(run("lint", str(path), "--format", "json").stdout)
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - builds text only
        lines = path.read_text(encoding="utf-8").splitlines()
        for finding in report["files"][0]["findings"]:
            here = data
            for step in finding["path"].split("/")[1:]:
                key = step.replace("~1", "/").replace("~0", "~")
                here = here[int(key)] if isinstance(here, list) else here[key]
            assert 1 <= finding["line"] <= len(lines)
            assert finding["column"] <= len(lines[finding["line"] - 1]) + 1


def test_nothing_to_lint_is_an_error(tmp_path: Path) -> None:
    result = run("lint", str(tmp_path))
    assert result.exit_code == 2
    assert "nothing to lint" in result.stderr


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    result = run("lint", str(tmp_path / "gone.prd.yaml"), write(tmp_path, "a.prd.yaml", FLAWED), "--format", "concise")
    assert result.exit_code == 2
    assert "FORM003" in result.stdout
    assert "gone.prd.yaml" in result.stderr


def test_folder_is_searched_and_gitignore_honoured(tmp_path: Path) -> None:
    for name in (
        "one.prd.yaml",
        "deep/prd.yaml",
        "deep/prd.yml",
        "build/out.prd.yaml",
        "notes.yaml",
        "deep/old.prd.yml",
    ):
        write(tmp_path, name, FLAWED)
    write(tmp_path, ".gitignore", "build/\n")
    write(tmp_path, "deep/.gitignore", "old.*\n")
    report = json.loads(run("lint", str(tmp_path), "--format", "json").stdout)
    names = [os.path.relpath(file["file"], tmp_path) for file in report["files"]]
    assert names == ["deep/prd.yaml", "deep/prd.yml", "one.prd.yaml"]


def test_named_file_is_linted_whatever_its_name(tmp_path: Path) -> None:
    assert "FORM003" in run("lint", write(tmp_path, "notes.txt", FLAWED), "--format", "concise").stdout


def test_standard_input() -> None:
    result = run("lint", "-", "--stdin-filename", "shop.prd.yaml", "--format", "concise", source=FLAWED.encode())
    assert "shop.prd.yaml:2:" in result.stdout


def test_several_formats_go_to_their_outputs(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    result = run(
        "lint", write(tmp_path, "a.prd.yaml", FLAWED), "--format", "json", "--output", str(out), "--format", "concise"
    )
    assert "FORM003" in result.stdout
    assert json.loads(out.read_text(encoding="utf-8"))["version"] == 1


def test_a_report_never_overwrites_a_prd(tmp_path: Path) -> None:
    file = write(tmp_path, "a.prd.yaml", FLAWED)
    result = run("lint", file, "--format", "json", "--output", file)
    assert result.exit_code == 2
    assert "would overwrite it" in result.stderr
    assert Path(file).read_text(encoding="utf-8") == FLAWED


def test_select_and_ignore_take_codes_and_prefixes(tmp_path: Path) -> None:
    file = write(tmp_path, "a.prd.yaml", FLAWED)
    only = json.loads(run("lint", file, "--select", "FORM", "--format", "json").stdout)["files"][0]["findings"]
    assert {finding["code"] for finding in only} == {"FORM003"}
    without = json.loads(run("lint", file, "--ignore", "form003,PROD", "--format", "json").stdout)["files"][0][
        "findings"
    ]
    assert not {finding["code"] for finding in without} & {"FORM003", "PROD001"}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("lnt",), "Did you mean `lint`?"),
        (("lint", "--select", "FAIR999"), "FAIR"),
        (("explain", "FAIR03"), "Did you mean FAIR003?"),
        (("lint", "--format", "yaml"), "yaml"),
    ],
)
def test_misspelt_calls_exit_two_with_a_suggestion(args: tuple[str, ...], told: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr


def test_today_decides_when_a_waiver_runs_out(tmp_path: Path) -> None:
    file = write(tmp_path, "a.prd.yaml", "aiprd: 7  # aiprd: allow FORM015 until 2027-01-31 because on trial\n")
    before = json.loads(run("lint", file, "--today", "2027-01-31", "--format", "json").stdout)["files"][0]["findings"]
    after = json.loads(run("lint", file, "--today", "2027-02-01", "--format", "json").stdout)["files"][0]["findings"]
    assert [f["waived"] for f in before if f["code"] == "FORM015"] == ["on trial"]
    assert [f["waived"] for f in after if f["code"] == "FORM015"] == [None]
    assert "WAIV004" in {f["code"] for f in after}


def test_init_scaffolds_what_lint_reads_and_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "prd.yaml"
    made = run(
        "init", str(file), "--name", "no: yes", "--kind", "ranking", "--risk", "low", "--owner", "A. Lee", "--yes"
    )
    assert made.exit_code == 0, made.output
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert (tmp_path / "prd.schema.json").exists()
    report = json.loads(run("lint", str(file), "--format", "json").stdout)["files"][0]
    assert {finding["severity"] for finding in report["findings"]} <= {"info", "warning"}
    assert len(report["findings"]) <= 12
    assert report["pending"]
    again = run("init", str(file), "--yes")
    assert again.exit_code == 1
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("code", ["FAIR003", "fair003", "group-too-small-for-gap"])
def test_explain_shows_the_page(code: str) -> None:
    result = run("explain", code)
    assert result.exit_code == 0
    assert "FAIR003 group-too-small-for-gap" in result.stdout
    assert "Bad:" in result.stdout
    assert "Good:" in result.stdout


def test_rules_lists_every_field_of_the_contract() -> None:
    entries = json.loads(run("rules", "--format", "json").stdout)
    assert [entry["code"] for entry in entries] == list(ALL)
    for entry in entries:
        assert {
            "code", "name", "family", "summary", "severity", "kinds", "since", "confidence", "fixable", "references",
            "presets",
        } <= set(entry)  # fmt: skip
        assert set(entry["severity"]) == {"low", "medium", "high"}


def test_schema_is_printed_as_it_ships() -> None:
    assert run("schema").stdout == (ROOT / "schemas" / "prd.schema.json").read_text(encoding="utf-8")
    assert json.loads(run("schema", "report", "--compact").stdout)["$id"] == "report.schema.json"


@pytest.mark.parametrize("command", [*COMMANDS])
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


IMPORTS = """
import atexit, sys
sys.argv = ["aiprd", "lint", sys.argv[1]]
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
from aiprd.__main__ import main
main()
"""

HEAVY = {
    "jinja2",
    "rich",
    "importlib.metadata",
    "jsonschema",
    "dataclasses_json",
    "statistics",
    "pathspec",
    "click",
    "tempfile",
    "inspect",
}


@pytest.mark.parametrize("example", ["minimal.prd.yaml", "athena-as-told.prd.yaml"])
def test_lint_imports_nothing_heavy(example: str) -> None:
    """The lint path stays light: counted in imports, not in seconds."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, str(EXAMPLES / example)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout
    assert HEAVY & set(done.stderr.split()) == set()


@pytest.mark.parametrize("example", ["minimal.prd.yaml", "athena-as-told.prd.yaml"])
def test_what_was_linted_before_is_told_without_rules_or_yaml(example: str, tmp_path: Path) -> None:
    file = write(tmp_path, "a.prd.yaml", (EXAMPLES / example).read_text(encoding="utf-8"))
    told = [
        subprocess.run(
            [sys.executable, "-c", IMPORTS, file],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        for _ in range(2)
    ]
    assert told[0].stdout == told[1].stdout
    assert told[0].returncode == told[1].returncode
    assert "aiprd.rules" in told[0].stderr.split()
    late = {"aiprd.rules", "aiprd.prd", "aiprd.document", "yaml", "hashlib", "tempfile", "multiprocessing"}
    assert not late & set(told[1].stderr.split())


def test_many_that_were_linted_before_start_no_process(tmp_path: Path) -> None:
    for number in range(50):
        write(tmp_path, f"{number}.prd.yaml", f"# {number}\n" + FLAWED)
    told = [
        subprocess.run(
            [sys.executable, "-c", IMPORTS, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        for _ in range(2)
    ]
    assert told[0].stdout == told[1].stdout
    assert told[0].stdout.count("-->") >= 50
    assert not {"aiprd.rules", "aiprd.document", "yaml", "multiprocessing"} & set(told[1].stderr.split())


def test_colour_only_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "a.prd.yaml", FLAWED)
    assert "\x1b[" not in run("lint", file).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = CliRunner().invoke(aiprd, ["lint", file], color=True)
    assert "\x1b[31m" in coloured.stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(aiprd, ["lint", file], color=True).stdout


def test_ctrl_c_is_no_finding(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "aiprd", "lint", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"#" * 100_000)  # more than a pipe holds: once it is taken, the command is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
    assert process.returncode == 130
    assert error.split() == [b"aiprd:", b"interrupted"]
