"""Completion as users meet it: real shells, a real terminal, the Tab key."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner
from conftest import ROOT

from aiprd.cli.group import COMMANDS, aiprd
from aiprd.rules import ALL, FAMILY_TITLES

SHELLS = ("bash", "zsh", "fish")
START = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "--interactive"]}
LOAD = {
    "bash": 'eval "$(aiprd completion bash)"',
    "zsh": 'bindkey -e; autoload -Uz compinit; compinit -u -D; eval "$(aiprd completion zsh)"',
    "fish": "aiprd completion fish | source",
}
PROMPT = "[$>#] "
COMMAND = f"""#!/bin/sh
PYTHONPATH={ROOT} exec {sys.executable} -c "import sys; sys.argv[0] = 'aiprd'; from aiprd.__main__ import main; main()" "$@"
"""


UNIQUE = next(code for code in ALL if sum(other.startswith(code[:6]) for other in ALL) == 1)
"""A code that six letters tell from all others."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command and some PRDs."""
    tmp_path = tmp_path_factory.mktemp("home")
    command = tmp_path / "bin" / "aiprd"
    command.parent.mkdir()
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)
    work = tmp_path / "work"
    (work / "deep").mkdir(parents=True)
    for name in ("shop.prd.yaml", "notes.yaml", "deep/prd.yaml"):
        (work / name).write_text("aiprd: 1\n", encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, home: Path) -> Iterator["Shell"]:
    if shutil.which(request.param) is None:
        missing = f"{request.param} is not installed: scripts/parts fetches it"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    running = Shell(request.param, home)
    yield running
    running.child.close(force=True)


class Shell:
    """A shell on a pseudo-terminal with completion loaded as the help says."""

    def __init__(self, name: str, home: Path) -> None:
        environment = {
            **os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "TERM": "dumb", "HOME": str(home), "PS1": "$ ",
            "LC_ALL": "C.UTF-8", "BASH_SILENCE_DEPRECATION_WARNING": "1",
        }  # fmt: skip
        self.child = pexpect.spawn(
            name, START[name], cwd=str(home / "work"), env=environment, encoding="utf-8", timeout=15, dimensions=(60, 200),
        )  # fmt: skip
        self.child.sendline(LOAD[name] + "; echo rea''dy")
        self.child.expect(r"ready\r(.|\n)*" + PROMPT)

    def tab(self, line: str) -> str:
        """What the line becomes when Tab is pressed at its end."""
        self.child.send(f"{line}\t")
        self.child.sendcontrol("a")
        self.child.send("echo '<'")
        self.child.sendcontrol("e")
        self.child.sendline(" '>'")
        self.child.expect(r"\n<(.*?) ?>\r")
        assert isinstance(self.child.match, re.Match)
        completed = str(self.child.match[1]).strip()
        self.child.expect(PROMPT)
        return completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("aiprd comp", "aiprd completion"),
        ("aiprd lint --presets-of-none --no-w", "aiprd lint --presets-of-none --no-waivers"),
        ("aiprd lint --preset eu", "aiprd lint --preset eu-ai-act"),
        ("aiprd lint --format conc", "aiprd lint --format concise"),
        ("aiprd lint --select FAIR003,perf00", "aiprd lint --select FAIR003,perf00"),
        ("aiprd completion f", "aiprd completion fish"),
        ("aiprd lnt --pre", "aiprd lnt --pre"),
    ],
)
def test_commands_and_options(shell: Shell, typed: str, completed: str) -> None:
    assert shell.tab(typed) == completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("aiprd explain FAIR003", "aiprd explain FAIR003"),
        ("aiprd explain group-too", "aiprd explain group-too-small-for-gap"),
        ("aiprd explain fair00300", "aiprd explain fair00300"),
        (f"aiprd lint --select FAIR001,{UNIQUE[:6]}", f"aiprd lint --select FAIR001,{UNIQUE}"),
        (f"aiprd lint --ignore {UNIQUE[:6].lower()}", f"aiprd lint --ignore {UNIQUE.lower()}"),
        ("aiprd lint shop", "aiprd lint shop.prd.yaml"),
        ("aiprd lint not", "aiprd lint notes.yaml"),
        ("aiprd lint deep/", "aiprd lint deep/prd.yaml"),
        ("aiprd render shop.prd.yaml -t check", "aiprd render shop.prd.yaml -t checklist"),
        ("aiprd render shop", "aiprd render shop.prd.yaml"),
    ],
)
def test_codes_templates_and_files(shell: Shell, typed: str, completed: str) -> None:
    assert shell.tab(typed) == completed


def told(shell: str, *words: str) -> list[str]:
    """What aiprd tells a shell for the last of `words`, as click's protocol has it."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "_AIPRD_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(words),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }  # fmt: skip
    code = "import sys; sys.argv = ['aiprd']; from aiprd.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_codes_come_with_their_names() -> None:
    lines = told("zsh", "aiprd", "explain", "FAIR")
    codes = lines[1::3]
    assert codes == [code for code in ALL if code.startswith("FAIR")]
    assert lines[2::3] == [ALL[code].name for code in codes]


def test_families_come_before_codes() -> None:
    lines = told("fish", "aiprd", "lint", "--select", "F")
    families = [line.partition(",")[2] for line in lines]
    assert families == [f"{family}\t{title}" for family, title in FAMILY_TITLES.items() if family.startswith("F")]


def test_commands_come_with_what_they_do_and_none_is_imported() -> None:
    lines = told("zsh", "aiprd", "")
    assert dict(zip(lines[1::3], lines[2::3], strict=True)) == dict(COMMANDS)


def test_a_file_name_cannot_forge_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x\nplain,rm -rf.prd.yaml").write_text("", encoding="utf-8")
    (tmp_path / "xy.prd.yaml").write_text("", encoding="utf-8")
    assert told("bash", "aiprd", "lint", "x") == ["plain,xy.prd.yaml"]


@pytest.mark.parametrize("shell", SHELLS)
def test_clicks_own_call_prints_the_script_too(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = CliRunner().invoke(aiprd, ["completion", shell])
    assert printed.exit_code == 0
    monkeypatch.setenv("_AIPRD_COMPLETE", f"{shell}_source")
    clicks = CliRunner().invoke(aiprd, [], prog_name="aiprd").stdout
    assert clicks
    assert clicks.splitlines()[:3] == printed.stdout.splitlines()[:3]
    assert (clicks == printed.stdout) is (shell != "fish")


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (("lint", "--presets", "quiet"), "--preset"),
        (("lint", "--fail_on", "never"), "--fail-on"),
        (("init", "--kinds", "agent"), "--kind"),
        (("render", "x", "--templates", "prd"), "--template"),
        (("complete", "bash"), "completion"),
    ],
)
def test_misspelt_options_and_commands_get_a_suggestion(args: tuple[str, ...], meant: str) -> None:
    result = CliRunner().invoke(aiprd, list(args))
    assert result.exit_code == 2
    assert re.search(rf"[Dd]id you mean[^\n]*{meant}", result.stderr), result.stderr
