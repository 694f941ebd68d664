"""The hooks through the real pre-commit, the action's steps through bash, and the snippets of docs/ci.md."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAMPLES, ROOT

from aiprd.cli.files import is_prd

FLAWED = "aiprd: 1\nproduct: {name: Router, kinds: [rankng], owner: A. Lee, stage: early}\n"
FIXABLE = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8").replace("better: higher", "beter: higher", 1)
CLEAN = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")
SHIPPED = (
    "aiprd", "schemas", "standards", "templates", "docs", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml",
    "action.yml",
)  # fmt: skip


def call(*command: str, cwd: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False,
        timeout=600,
    )  # fmt: skip


def git(folder: Path, *args: str) -> str:
    done = call("git", "-c", "user.name=t", "-c", "user.email=t@example.org", *args, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This tree as a repository of its own with one commit, as pre-commit wants it."""
    folder = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    return folder, commit(folder)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment it builds once for all tests."""
    return tmp_path_factory.mktemp("cache")


class Project:
    """A team's repository with hooks of ours in its configuration."""

    def __init__(self, folder: Path, source: tuple[Path, str], cache: Path) -> None:
        self.folder = folder
        self.source = source
        self.cache = cache
        git(folder, "init", "--quiet")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *hooks: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        repo = {"repo": str(self.source[0]), "rev": self.source[1], "hooks": list(hooks)}
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [repo]}))
        git(self.folder, "add", "--all")
        environment = {"PRE_COMMIT_HOME": str(self.cache), "PYTHONPATH": ""}
        command = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose")
        return call(*command, cwd=self.folder, environment=environment)


@pytest.fixture
def project(tmp_path: Path, source: tuple[Path, str], cache: Path) -> Project:
    return Project(tmp_path, source, cache)


def test_lint_hook_fails_with_the_findings_of_a_flawed_prd(project: Project) -> None:
    project.write("specs/shop.prd.yaml", FLAWED)
    project.write("specs/clean.prd.yaml", CLEAN)
    project.write("other.yaml", FLAWED)
    done = project.run({"id": "aiprd-lint", "args": ["--format", "concise", "--today", "2026-11-22"]})
    assert done.returncode == 1, done.stderr
    assert re.search(
        r"^specs/shop\.prd\.yaml:2:\d+: error FORM003 .*did you mean `ranking`\?", done.stdout, re.MULTILINE
    )
    assert "other.yaml" not in done.stdout
    assert "in 2 files" in done.stdout


def test_lint_hook_passes_a_clean_prd_and_skips_where_there_is_none(project: Project) -> None:
    project.write("prd.yml", CLEAN)
    done = project.run({"id": "aiprd-lint", "args": ["--today", "2026-11-22"]})
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    (project.folder / "prd.yml").unlink()
    assert "(no files to check)Skipped" in project.run({"id": "aiprd-lint"}).stdout


def test_render_check_hook_tells_a_stale_document_from_a_current_one(project: Project) -> None:
    project.write("shop.prd.yaml", CLEAN)
    hook = {"id": "aiprd-render-check", "args": ["shop.prd.yaml", "-o", "shop.md", "--today", "2026-11-22"]}
    missing = project.run(hook)
    assert missing.returncode == 1
    assert "shop.md" in missing.stdout
    made = call(
        sys.executable, "-m", "aiprd", "render", "shop.prd.yaml", "-o", "shop.md", "--today", "2026-11-22",
        cwd=project.folder, environment={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    current = project.run(hook)
    assert current.returncode == 0, current.stdout
    project.write("shop.prd.yaml", CLEAN.replace("A. Lee", "B. Osei"))
    stale = project.run(hook)
    assert stale.returncode == 1
    assert "stale" in stale.stdout


def test_fix_hook_mends_and_fails_once(project: Project) -> None:
    assert FIXABLE != CLEAN
    project.write("shop.prd.yaml", FIXABLE)
    first = project.run({"id": "aiprd-fix", "args": ["--today", "2026-11-22"]})
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    mended = (project.folder / "shop.prd.yaml").read_text(encoding="utf-8")
    assert mended.count("better: higher") == CLEAN.count("better: higher")
    assert "beter" not in mended
    again = project.run({"id": "aiprd-fix", "args": ["--today", "2026-11-22"]})
    assert again.returncode == 0, again.stdout
    assert (project.folder / "shop.prd.yaml").read_text(encoding="utf-8") == mended


def test_hooks_are_what_pre_commit_wants() -> None:
    checked = call(sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)
    assert checked.returncode == 0, checked.stdout
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["aiprd-lint", "aiprd-fix", "aiprd-render-check"]


@pytest.mark.parametrize(
    "path",
    ["prd.yaml", "prd.yml", "a/prd.yaml", "a.prd.yaml", "a/b.prd.yml", ".prd.yaml", "aprd.yaml", "prd.yaml.bak", "x.yaml",
     "prd.json", "prd/x.yaml"],
)  # fmt: skip
def test_hooks_take_the_files_that_lint_takes(path: str) -> None:
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        taken = re.search(hook["files"], path) is not None
        assert taken is is_prd(path.rpartition("/")[2]), hook["id"]


ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


class Runner:
    """What a GitHub runner gives an action's shell steps: folders, files for outputs, inputs in the environment."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.work.mkdir()
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in self.files.values():
            file.write_text("", encoding="utf-8")

    def install(self) -> None:
        """A command `aiprd` that runs this tree, where the first step would have installed it."""
        command = self.temp / "aiprd" / "bin" / "aiprd"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m aiprd "$@"\n', encoding="utf-8")
        command.chmod(0o755)

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs one step as composite actions do: `bash --noprofile --norc -eo pipefail FILE`."""
        step = next(step for step in ACTION["runs"]["steps"] if step["name"] == name)
        given = {key: value["default"] for key, value in ACTION["inputs"].items()} | inputs
        values = {f"inputs.{key}": value for key, value in given.items()} | {"github.action_path": str(ROOT)}
        environment = {key: values[text.strip("${} ")] for key, text in step["env"].items()}
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return call(
            "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script), cwd=self.work,
            environment={
                **environment, "RUNNER_TEMP": str(self.temp), **{key: str(file) for key, file in self.files.items()},
            },
        )  # fmt: skip

    def output(self) -> dict[str, str]:
        lines = self.files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    made.install()
    return made


def test_action_annotates_summarises_and_writes_sarif(runner: Runner) -> None:
    (runner.work / "shop.prd.yaml").write_text(FLAWED, encoding="utf-8")
    done = runner.step("Lint", sarif="aiprd.sarif", args="--today 2026-11-22\n--preset default")
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error .*file=shop\.prd\.yaml.*line=2", done.stdout, re.MULTILINE)
    assert "FORM003" in runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    assert runner.output() == {"exit-code": "1", "sarif": "aiprd.sarif"}
    results = json.loads((runner.work / "aiprd.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "FORM003" in {result["ruleId"] for result in results}


def test_action_passes_a_clean_prd(runner: Runner) -> None:
    (runner.work / "my prd.prd.yaml").write_text(CLEAN, encoding="utf-8")
    (runner.work / "bad.prd.yaml").write_text(FLAWED, encoding="utf-8")
    done = runner.step("Lint", paths="my prd.prd.yaml\n\n", args="--today 2026-11-22")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.output() == {"exit-code": "0"}


def test_action_fails_where_there_is_nothing_to_lint(runner: Runner) -> None:
    done = runner.step("Lint")
    assert done.returncode == 2
    assert "nothing to lint" in done.stderr
    assert runner.output()["exit-code"] == "2"


@pytest.mark.parametrize("name", ["paths", "args", "fail-on", "sarif"])
def test_no_input_of_the_action_becomes_a_command(runner: Runner, name: str) -> None:
    (runner.work / "shop.prd.yaml").write_text(CLEAN, encoding="utf-8")
    hostile = "$(touch hacked) `touch hacked`; touch hacked \" ' && touch hacked * \n--output=forged=1"
    runner.step("Lint", **{name: hostile})
    assert not (runner.work / "hacked").exists()
    assert set(runner.output()) <= {"exit-code", "sarif"}


def test_action_writes_no_input_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        checked = subprocess.run(["bash", "-n"], input=step["run"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
    used = {
        text.strip("${} ").removeprefix("inputs.") for step in ACTION["runs"]["steps"] for text in step["env"].values()
    }
    assert used - {"github.action_path"} == set(ACTION["inputs"])


def test_action_installs_itself(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    done = runner.step("Install aiprd")
    assert done.returncode == 0, done.stderr
    version = call(
        str(runner.temp / "aiprd" / "bin" / "aiprd"), "--version", cwd=tmp_path, environment={"PYTHONPATH": ""}
    )
    assert version.stdout.startswith("aiprd, version ")


PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_snippets_of_the_page_parse() -> None:
    parsed = [yaml.safe_load(block) for block in blocks("yaml")]
    assert len(parsed) >= 3
    hooks = [hook["id"] for each in parsed for repo in each.get("repos", ()) for hook in repo["hooks"]]
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert set(hooks) == known
    steps = [step for each in parsed for job in each.get("jobs", {}).values() for step in job["steps"]]
    ours = [step["with"] for step in steps if "aiprd" in step.get("uses", "")]
    assert ours
    assert all(set(given) <= set(ACTION["inputs"]) for given in ours)


@pytest.mark.parametrize(("text", "code"), [(CLEAN, 0), (FLAWED, 1)])
def test_gitlab_and_shell_snippets_run(runner: Runner, text: str, code: int) -> None:
    (runner.work / "shop.prd.yaml").write_text(text, encoding="utf-8")
    path = f"{runner.temp / 'aiprd' / 'bin'}:{os.environ['PATH']}"
    job = next(each for each in map(yaml.safe_load, blocks("yaml")) if "aiprd" in each)["aiprd"]
    lines = [line for line in job["script"] if not line.startswith("pip ")]
    assert call("sh", "-ec", "\n".join(lines), cwd=runner.work, environment={"PATH": path}).returncode == code
    report = runner.work / job["artifacts"]["reports"]["codequality"]
    assert {entry["check_name"] for entry in json.loads(report.read_text(encoding="utf-8"))} >= (
        {"FORM003"} if code else set()
    )
    for block in blocks("sh"):
        lines = [line for line in block.splitlines() if not line.startswith(("pip ", "python3 -m venv", ". "))]
        assert call("sh", "-ec", "\n".join(lines), cwd=runner.work, environment={"PATH": path}).returncode == code
