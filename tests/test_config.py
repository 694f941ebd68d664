"""Configuration: found upwards, merged with reasons and places, told by `aiprd config`, refused with a place."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from aiprd.cli.group import aiprd
from aiprd.config import Asked, Configuration, Wrong
from aiprd.config.keys import KEYS, Misfit, read, schema
from aiprd.document import read as read_yaml

VAGUE = """\
aiprd: 1
product: {name: Ticket routing, kinds: [ranking], owner: A. Owner, stage: early, status: pilot}
problem: {user: agents, outcome: faster answers, without_ai: rules, why_ai: rules miss half}
risk: {tier: medium, why: late answers, wrong_looks_like: a ticket in the wrong queue}
metrics: {relevance: {means: share routed right, better: higher, baseline: 61%, launch: 70%}}
requirements: {experience: [{text: The page loads quickly and is user-friendly}]}
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file below a fresh current folder."""
    monkeypatch.chdir(tmp_path)

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    put("a.prd.yaml", VAGUE)
    return put


def run(*args: str) -> Result:
    return CliRunner().invoke(aiprd, args, catch_exceptions=False)


def codes(*args: str) -> set[str]:
    report = json.loads(run("lint", "--format", "json", "--today", "2026-11-22", *args).stdout)
    return {finding["code"] for file in report["files"] for finding in file["findings"]}


def test_ignored_rules_and_families_are_silent(write: Write) -> None:
    assert "WORD001" in codes()
    write(".aiprd.yaml", "ignore: {WORD: legal wants these words}\n")
    assert not any(code.startswith("WORD") for code in codes())
    assert codes()


def test_a_reason_is_wanted_for_each_ignored_rule(write: Write) -> None:
    for said in ("ignore: [WORD001]", "ignore: {WORD001: ''}", "ignore: {WORD001: }", "ignore: WORD001"):
        write(".aiprd.yaml", said + "\n")
        result = run("lint")
        assert result.exit_code == 2
        assert ".aiprd.yaml:1: " in result.stderr
        assert "reason" in result.stderr


def test_severity_and_fail_on_decide_the_exit_code(write: Write) -> None:
    write(".aiprd.yaml", "select: WORD001\n")
    assert run("lint").exit_code == 0
    write(".aiprd.yaml", "select: WORD001\nseverity: {WORD: error}\n")
    assert run("lint").exit_code == 1
    write(".aiprd.yaml", "select: WORD001\nseverity: {WORD: error, WORD001: info}\n")
    assert run("lint").exit_code == 0
    write(".aiprd.yaml", "select: WORD001\nfail-on: info\n")
    assert run("lint").exit_code == 1
    assert run("lint", "--fail-on", "never").exit_code == 0


def test_severity_does_not_wake_a_rule_that_is_off(write: Write) -> None:
    write(".aiprd.yaml", "severity: {FAIR: error, PERF: error, TEST: error}\n")
    write("a.prd.yaml", VAGUE.replace("tier: medium", "tier: low"))
    before = codes("--isolated")
    assert codes() == before


def test_nearest_file_upwards_wins_and_stops_at_the_repository(write: Write) -> None:
    write(".aiprd.yaml", "ignore: {WORD: above}\n")
    write("repo/team/a.prd.yaml", VAGUE)
    assert "WORD001" not in codes("repo/team")
    (Path("repo") / ".git").mkdir()
    assert "WORD001" in codes("repo/team")
    write("repo/.aiprd.yaml", "fail-on: never\n")
    assert Configuration().of("repo/team/a.prd.yaml").files == ("repo/.aiprd.yaml",)
    assert "WORD001" not in codes("a.prd.yaml")


def test_each_document_has_its_own_nearest_file_wherever_the_command_runs(write: Write) -> None:
    write("one/.aiprd.yaml", "ignore: {WORD: one}\n")
    write("one/a.prd.yaml", VAGUE)
    write("two/a.prd.yaml", VAGUE)
    os.remove("a.prd.yaml")
    report = json.loads(run("lint", "--format", "json").stdout)
    told = {file["file"]: {finding["code"] for finding in file["findings"]} for file in report["files"]}
    assert "WORD001" not in told["one/a.prd.yaml"]
    assert "WORD001" in told["two/a.prd.yaml"]


def test_standard_input_is_settled_by_its_name(write: Write) -> None:
    write("one/.aiprd.yaml", "ignore: {WORD: one}\n")
    args = ("lint", "-", "--format", "concise", "--stdin-filename")
    here = CliRunner().invoke(aiprd, [*args, "x.prd.yaml"], input=VAGUE)
    there = CliRunner().invoke(aiprd, [*args, "one/x.prd.yaml"], input=VAGUE)
    assert "WORD001" in here.stdout
    assert "WORD001" not in there.stdout


def test_extends_is_built_upon_from_its_own_folder(write: Write) -> None:
    write("shared/company.yaml", "ignore: {WORD: company}\npreset: quiet\nrules: own\nseverity: {GOAL: info}\n")
    write("shared/own/a.rules.yaml", OWN)
    write(".aiprd.yaml", "extends: shared/company.yaml\npreset: thorough\nignore: {BASE: team}\n")
    settings = Configuration().of("a.prd.yaml")
    assert settings.preset.value == ("thorough",)
    assert {code: (told.value, told.place) for code, told in settings.ignore.items()} == {
        "WORD": ("company", "shared/company.yaml:1"),
        "BASE": ("team", ".aiprd.yaml:3"),
    }
    assert "ACME001" in codes()


OWN = """\
- code: ACME001
  name: unnamed-sponsor
  given: product
  must: {required: [sponsor]}
  severity: warning
  message: nobody sponsors it
  fix: "x-sponsor: …"
  why: Without a sponsor it is not funded.
  bad: |
    product: {name: X}  # <- nobody sponsors it
  good: |
    product: {name: X, sponsor: Y}
"""


def test_later_entries_of_paths_win(write: Write) -> None:
    write("drafts/old/a.prd.yaml", VAGUE)
    text = """\
    fail-on: info
    paths:
      - match: drafts/
        fail-on: never
        ignore: {WORD: drafts are rough}
      - {match: ["old/", "!new/"], fail-on: error}
    """
    write(".aiprd.yaml", "\n".join(line[4:] for line in text.splitlines()))
    settled = {name: Configuration().of(name) for name in ("a.prd.yaml", "drafts/x.prd.yaml", "drafts/old/a.prd.yaml")}
    assert [told.fail_on.place for told in settled.values()] == [".aiprd.yaml:1", ".aiprd.yaml:4", ".aiprd.yaml:6"]
    assert list(settled["a.prd.yaml"].ignore) == []
    assert list(settled["drafts/old/a.prd.yaml"].ignore) == ["WORD"]
    assert "WORD001" not in codes("drafts")


def test_excluded_documents_are_passed_by_unless_named(write: Write) -> None:
    write("archive/a.prd.yaml", VAGUE)
    write(".aiprd.yaml", "exclude: archive/\n")
    report = json.loads(run("lint", "--format", "json").stdout)
    assert [file["file"] for file in report["files"]] == ["a.prd.yaml"]
    assert "WORD001" in codes("archive/a.prd.yaml")
    assert run("lint", "archive").exit_code == 2


def test_pyproject_serves_too_and_the_own_file_goes_first(write: Write) -> None:
    write("pyproject.toml", '[tool.aiprd]\nignore = {WORD = "pyproject"}\n')
    assert "WORD001" not in codes()
    write(".aiprd.yaml", "preset: thorough\n")
    assert "WORD001" in codes()
    os.remove(".aiprd.yaml")
    write("pyproject.toml", '[tool.aiprd]\npreset = "lout"\n')
    result = run("lint")
    assert result.exit_code == 2
    assert "pyproject.toml [tool.aiprd.preset]: `preset` knows no `lout`" in result.stderr
    write("pyproject.toml", "[tool.aiprd\n")
    assert run("lint").exit_code == 2


def test_a_pyproject_of_another_tool_is_passed_by(write: Write) -> None:
    write(".aiprd.yaml", "ignore: {WORD: above}\n")
    write("sub/pyproject.toml", "[tool.ruff]\n")
    write("sub/a.prd.yaml", VAGUE)
    assert "WORD001" not in codes("sub")


MISTAKES = {
    "presett: quiet": "1: there is no key `presett` here; did you mean `preset`?",
    "fail_on: error": "did you mean `fail-on`?",
    "preset: quite": "did you mean `quiet`?",
    "preset: [quiet, thorough]": "only one can hold",
    "preset: {a: b}": "a group of keys",
    "select: [PERF001, 7]": "here stands a number",
    "select: FAIR033": "1: no rule's code begins with FAIR033. Did you mean FAIR003?",
    "\n\nignore: {XXXX: because}": "3: no rule's code begins with XXXX",
    "select: performance": "`performance` is no code",
    "severity: {FAIR003: off}": "`ignore: {FAIR003: the reason}`",
    "severity: {FAIR003: warn}": "did you mean `warning`?",
    "severity: [FAIR003]": "codes with a severity each",
    "fail-on: always": "there is error, warning, info, never",
    "extends: nowhere.yaml": "there is no file nowhere.yaml",
    "extends: https://example.com/x.yaml": "is not fetched",
    "extends: .aiprd.yaml": "builds on itself",
    "rules: nowhere": "nowhere",
    "paths: {match: drafts}": "takes a list",
    "paths: [{fail-on: never}]": "does not say which documents",
    "paths: [{match: a, extends: b}]": "there is no key `extends` here",
    "- preset": "made of keys and values",
    "preset: [quiet": "opened with [",
    "preset: quiet\npreset: default": "2: ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_nothing_is_linted(write: Write, text: str) -> None:
    write(".aiprd.yaml", text + "\n")
    result = run("lint")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "aiprd: .aiprd.yaml:" in result.stderr or "aiprd: nowhere" in result.stderr
    assert MISTAKES[text] in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_command_line_wins(write: Write) -> None:
    write(".aiprd.yaml", "preset: [thorough, sre]\nselect: FAIR\nignore: {FAIR001: file}\nfail-on: never\n")
    asked = Asked(presets=("quiet",), select=("WORD",), ignore=("WORD002",), fail_on="info")
    settings = Configuration(asked).of("a.prd.yaml")
    assert settings.preset == (("quiet", "sre"), "--preset")
    assert settings.select == (("WORD",), "--select")
    assert list(settings.ignore) == ["FAIR001", "WORD002"]
    assert settings.fail_on.place == "--fail-on"
    assert Configuration(Asked(isolated=True)).of("a.prd.yaml").files == ()


def test_one_file_for_all_when_asked(write: Write) -> None:
    write("near/.aiprd.yaml", "preset: quiet\n")
    write("far/team.yaml", "preset: thorough\n")
    assert Configuration(Asked(config="far/team.yaml")).of("near/a.prd.yaml").preset.value == ("thorough",)
    assert run("lint", "--config", "far/none.yaml").exit_code == 2
    assert run("lint", "--config", "far/team.yaml", "--isolated").exit_code == 2
    with pytest.raises(Wrong, match="larger than"):
        Configuration(Asked(config=str(write("big.yaml", "#" * 300_000)))).of("a.prd.yaml")


def test_config_tells_what_is_in_force_and_where_from(write: Write) -> None:
    write("company.yaml", "ignore: {WORD: legal wants these words}\n")
    write(".aiprd.yaml", "extends: company.yaml\nfail-on: warning\n")
    text = run("config", "a.prd.yaml", "--preset", "quiet").stdout
    assert ".aiprd.yaml, which builds on company.yaml" in text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "preset quiet --preset" in lines
    assert "ignore WORD: legal wants these words company.yaml:1" in lines
    assert "fail-on warning .aiprd.yaml:2" in lines
    told = json.loads(run("config", "--format", "json").stdout)
    assert told["files"] == ["company.yaml", ".aiprd.yaml"]
    assert {"key": "fail-on", "value": "warning", "from": ".aiprd.yaml:2"} in told["values"]


def test_every_keys_example_is_taken_and_documented() -> None:
    page = Path(__file__).parent.parent.joinpath("docs", "configuration.md").read_text(encoding="utf-8")
    for name, key in KEYS.items():
        assert read({name: key.example}, ()).keys() == {name}
        assert f"`{name}`" in page


SHAPES = [text for text in MISTAKES if not text.startswith(("extends", "rules", "preset: [quiet", "preset: quiet\n"))]


@pytest.mark.parametrize(
    "text", [*SHAPES, "preset: [quiet, sre]", "select: [WORD]", "ignore: [{rule: WORD, why: x}]", ""]
)
def test_schema_and_reader_agree_on_shapes(text: str) -> None:
    data = read_yaml(text, "c").data
    by_schema = Draft202012Validator(schema()).is_valid(data)
    try:
        by_reader = isinstance(data, dict | None) and read(data or {}, ()) is not None
    except Misfit:
        by_reader = False
    told_late = text in {"select: FAIR033", "\n\nignore: {XXXX: because}"}  # the shape is right, the code is not
    told_by_reader_alone = text in {"preset: [quiet, thorough]", "select: performance"}
    assert by_schema is (by_reader or told_by_reader_alone), told_late


def test_config_schema_is_printed() -> None:
    assert json.loads(run("schema", "config").stdout) == schema()


def test_git_is_not_needed(write: Write) -> None:
    write(".aiprd.yaml", "ignore: {WORD: x}\n")
    subprocess.run(["git", "init", "-q", "."], check=True)
    assert "WORD001" not in codes()
