"""Adopting aiprd where PRDs exist already, as docs/adoption.md tells it, with the real command."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from conftest import EXAMPLES, ROOT

from aiprd.cli.group import aiprd

BASELINE = ".aiprd-baseline.json"
ATHENA = (EXAMPLES / "athena-as-told.prd.yaml").read_text(encoding="utf-8")
MINIMAL = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")


def run(*args: str, source: str | None = None) -> Result:
    return CliRunner().invoke(aiprd, list(args), input=source)


def lint(*args: str) -> Result:
    return run("lint", "--today", "2026-11-22", "--format", "concise", *args)


def codes(result: Result) -> list[str]:
    return re.findall(r": (?:error|warning|info) ([A-Z]{4}\d{3}) ", result.stdout)


def git(*args: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("GIT_")}, **names, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *args], env=env, check=True, capture_output=True, text=True).stdout.strip()


def repository(home: Path, documents: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with that many flawed PRDs, as the working folder."""
    folder = home / "repository"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    sections = ATHENA.split("\n\n")
    for number in range(documents):
        team = folder / f"team{number % 5}"
        team.mkdir(exist_ok=True)
        kept = [part for place, part in enumerate(sections) if place < 3 or (place + number) % 7 < 2]
        (team / f"p{number}.prd.yaml").write_text("\n\n".join(kept), encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "flawed")
    return folder


@pytest.fixture
def pile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return repository(tmp_path, 5, monkeypatch)


@pytest.fixture
def fifty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return repository(tmp_path, 50, monkeypatch)


def flaw(file: Path) -> None:
    """Makes one new error in a document."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\nproduct:\n", "\nproduct:\n  colour: red\n", 1), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text


def test_three_commands_and_only_new_flaws_fail(fifty: Path) -> None:
    """The commands of the page, as the page shows them."""
    page = (ROOT / "docs" / "adoption.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\n(aiprd lint --update-baseline.*?)```", page, re.DOTALL)
    assert block is not None
    write, keep, check = (line.partition("#")[0].strip() for line in block[1].splitlines())
    assert lint().exit_code == 1

    written = run(*shlex.split(write)[1:])
    assert written.exit_code == 0, written.output
    for part in keep.split("&&"):
        git(*shlex.split(part)[1:])
    assert git("status", "--porcelain") == ""

    known = run(*shlex.split(check)[1:])
    assert known.exit_code == 0, known.output
    assert re.search(r"[1-9]\d+ known findings in \.aiprd-baseline\.json", known.stderr)

    flaw(fifty / "team3" / "p33.prd.yaml")
    again = run(*shlex.split(check)[1:], "--format", "concise")
    assert again.exit_code == 1
    assert codes(again) == ["FORM001"]
    assert "team3/p33.prd.yaml:" in again.stdout


def test_moved_lines_are_known(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    for file in pile.rglob("*.prd.yaml"):
        file.write_text("# one more line\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert codes(lint("--baseline", BASELINE)) == []


ENTRIES = """\
aiprd: 1
product: {name: X, kinds: [predictive], owner: A. Lee, stage: early, status: live}
metrics:
  uptime: {means: share of minutes, better: higher}
requirements:
  reliability:
%s    - uptime >= 99.5%%
limitations:
%s  - what: new members
"""


def test_an_entry_put_before_others_leaves_them_known(tmp_path: Path) -> None:
    file, known = tmp_path / "a.prd.yaml", str(tmp_path / BASELINE)
    file.write_text(ENTRIES % ("", ""), encoding="utf-8")
    assert lint(str(file), "--update-baseline", "--baseline", known).exit_code == 0
    before = lint(str(file), "--baseline", known)
    assert codes(before) == []
    file.write_text(ENTRIES % ("    - errors < 1% over 30d\n", "  - what: something rare\n"), encoding="utf-8")
    after = lint(str(file), "--baseline", known)
    lines = file.read_text(encoding="utf-8").splitlines()
    old = {place for place, line in enumerate(lines, 1) if "uptime >=" in line or "new members" in line}
    told, all_told = (
        {int(number) for number in re.findall(r"\.yaml:(\d+):", result.stdout)} for result in (after, lint(str(file)))
    )
    assert old <= all_told
    assert not told & old
    assert told


def test_mended_findings_are_told_and_dropped(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    (pile / "team0" / "p0.prd.yaml").write_text(MINIMAL, encoding="utf-8")
    stale = lint("--baseline", BASELINE, "--fail-on", "error")
    assert stale.exit_code == 0
    assert "--update-baseline" in stale.stderr
    assert stale.stderr.count("\n") == 1
    size = len((pile / BASELINE).read_text(encoding="utf-8").splitlines())
    assert "gone)" in lint("--update-baseline", "--baseline", BASELINE).stderr
    assert len((pile / BASELINE).read_text(encoding="utf-8").splitlines()) < size
    assert "--update-baseline" not in lint("--baseline", BASELINE).stderr


def test_updating_with_a_part_keeps_the_rest(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    whole = (pile / BASELINE).read_text(encoding="utf-8")
    for part in (["team1"], ["--select", "FORM"], ["--preset", "quiet"], ["team1/p1.prd.yaml", "--ignore", "GOAL"]):
        assert lint(*part, "--update-baseline", "--baseline", BASELINE).exit_code == 0
        assert (pile / BASELINE).read_text(encoding="utf-8") == whole, part
    assert lint("--baseline", BASELINE).exit_code == 0


def test_a_document_that_breaks_keeps_its_known_findings(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    whole = (pile / BASELINE).read_text(encoding="utf-8")
    file = pile / "team0" / "p0.prd.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text("Just some words\n", encoding="utf-8")
    broken = lint("--baseline", BASELINE)
    assert broken.exit_code == 1
    assert "no longer" not in broken.stderr
    lint("--update-baseline", "--baseline", BASELINE)
    file.write_text(text, encoding="utf-8")
    lint("--update-baseline", "--baseline", BASELINE)
    assert (pile / BASELINE).read_text(encoding="utf-8") == whole


def test_renamed_and_deleted_documents(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    flaw(pile / "team0" / "p0.prd.yaml")  # so that it differs from its siblings
    lint("--update-baseline", "--baseline", BASELINE)
    (pile / "team0" / "p0.prd.yaml").rename(pile / "team1" / "moved.prd.yaml")
    alone = lint("team1/moved.prd.yaml", "--baseline", BASELINE)
    assert codes(alone) == []
    (pile / "team1" / "moved.prd.yaml").unlink()
    gone = lint("--baseline", BASELINE)
    assert gone.exit_code == 0
    assert "no longer occur" in gone.stderr


def test_from_another_folder(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    monkeypatch.chdir(pile / "team2")
    assert codes(lint("--baseline", f"../{BASELINE}")) == []
    assert codes(lint(str(pile / "team1"), "--baseline", str(pile / BASELINE))) == []
    assert set(json.loads((pile / BASELINE).read_text(encoding="utf-8"))["files"]) >= {"team0/p0.prd.yaml"}


@pytest.mark.parametrize("layout", ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"])
def test_known_findings_are_in_no_report(pile: Path, layout: str) -> None:
    told = ("lint", "--today", "2026-11-22", "team0", "--format", layout)
    lint("team0", "--update-baseline", "--baseline", BASELINE)
    entries = json.loads((pile / BASELINE).read_text(encoding="utf-8"))["files"]["team0/p0.prd.yaml"]
    plain = [entry["message"] for entry in entries if re.fullmatch("[a-z ]+", entry["message"])]
    assert any(message in run(*told).stdout for message in plain)
    assert not any(message in run(*told, "--baseline", BASELINE).stdout for message in plain)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "--update-baseline writes it"),
        ("{", "this is not JSON"),
        ("[]", "this is no baseline"),
        ('{"version": 1, "files": {"a": [{}]}}', "files, `a`, finding 1: `code` is missing"),
    ],
)
def test_a_baseline_that_cannot_be_used(pile: Path, content: str | None, told: str) -> None:
    if content is not None:
        (pile / BASELINE).write_text(content, encoding="utf-8")
    result = lint("--baseline", BASELINE)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    if content is not None:
        assert lint("--update-baseline", "--baseline", BASELINE).exit_code == 2
        assert (pile / BASELINE).read_text(encoding="utf-8") == content


def test_what_is_no_baseline_is_never_overwritten(pile: Path) -> None:
    file = pile / "team0" / "p0.prd.yaml"
    text = file.read_text(encoding="utf-8")
    assert lint("--update-baseline", "--baseline", str(file)).exit_code == 2
    assert file.read_text(encoding="utf-8") == text
    assert lint("--update-baseline").exit_code == 2
    assert lint("nowhere", "--update-baseline", "--baseline", "fresh.json").exit_code == 2
    assert not (pile / "fresh.json").exists()


def test_since_a_revision_only_new_flaws_fail(pile: Path) -> None:
    assert lint("--since", "HEAD").exit_code == 0
    flaw(pile / "team3" / "p3.prd.yaml")
    (pile / "new.prd.yaml").write_text("aiprd: 1\nproduct: {nam: X}\n", encoding="utf-8")
    result = lint("--since", "HEAD")
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stdout.splitlines() if "FORM001" in line] == [
        "new.prd.yaml",
        "team3/p3.prd.yaml",
    ]
    assert set(re.findall(r"^(\S+?):\d+:", result.stdout, re.MULTILINE)) == {"new.prd.yaml", "team3/p3.prd.yaml"}


def test_since_follows_a_rename(pile: Path) -> None:
    git("mv", "team0/p0.prd.yaml", "team1/moved.prd.yaml")
    flaw(pile / "team1" / "moved.prd.yaml")
    assert codes(lint("team1/moved.prd.yaml", "--since", "HEAD")) == ["FORM001"]


def test_since_where_the_branch_began(pile: Path) -> None:
    git("checkout", "-q", "-b", "topic")
    git("checkout", "-q", "main")
    (pile / "team0" / "p0.prd.yaml").write_text(MINIMAL, encoding="utf-8")
    git("commit", "-q", "-a", "-m", "mended on main")
    git("checkout", "-q", "topic")
    assert lint("--since", "main").exit_code == 1
    assert lint("--since", "main...").exit_code == 0


def test_since_for_an_editor(pile: Path) -> None:
    name = "team0/p0.prd.yaml"
    text = (pile / name).read_text(encoding="utf-8").replace("\nproduct:\n", "\nproduct:\n  colour: red\n", 1)
    result = run("lint", "-", "--stdin-filename", name, "--since", "HEAD", "--format", "concise", source=text)
    assert codes(result) == ["FORM001"]


@pytest.mark.usefixtures("pile")
@pytest.mark.parametrize("revision", ["nope", "--help", "-x", "", "\x1b[31m"])
def test_since_an_unknown_revision(revision: str) -> None:
    result = lint(f"--since={revision}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("aiprd: --since: ")
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_since_together_with_a_baseline(pile: Path) -> None:
    file = pile / "team0" / "p0.prd.yaml"
    lint("team1", "--update-baseline", "--baseline", BASELINE)
    assert codes(lint("--baseline", BASELINE))  # team0 is not in it
    both = lint("--baseline", BASELINE, "--since", "HEAD")
    assert codes(both) == []
    assert "no longer occur" not in both.stderr
    flaw(file)
    assert codes(lint("--baseline", BASELINE, "--since", "HEAD")) == ["FORM001"]
    lint("--update-baseline", "--baseline", BASELINE, "--since", "HEAD")
    assert codes(lint("--baseline", BASELINE)) == []


def test_mended_since_is_told_in_markdown(pile: Path) -> None:
    lint("--update-baseline", "--baseline", BASELINE)
    for extra in ([], ["--baseline", BASELINE]):
        same = run("lint", "--format", "markdown", "--since", "HEAD", *extra)
        assert "No change since" in same.stdout, extra
    (pile / "team0" / "p0.prd.yaml").write_text(MINIMAL, encoding="utf-8")
    better = run("lint", "--format", "markdown", "--since", "HEAD")
    assert re.search(r"\d new, [1-9]\d+ mended since", better.stdout)


@pytest.mark.usefixtures("fifty")
def test_statistics_of_fifty_documents() -> None:
    result = lint("--statistics")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert max(map(len, lines)) <= 100
    assert "… 30 more; --format json has all" in lines
    assert "in 50 files; readiness" in lines[-1]


@pytest.mark.usefixtures("pile")
def test_statistics_for_programs() -> None:
    result = run("lint", "--today", "2026-11-22", "--format", "json", "--statistics")
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    report = json.loads(result.stdout)
    jsonschema.validate(report, schema)
    assert len(report["statistics"]["files"]) == 5
    assert sum(rule["error"] for rule in report["statistics"]["rules"]) == report["summary"]["error"]


@pytest.mark.usefixtures("pile")
def test_a_baseline_makes_nothing_ready() -> None:
    def scores(*args: str) -> list[object]:
        found = json.loads(run("lint", "--today", "2026-11-22", "--format", "json", "--statistics", *args).stdout)
        return [file["score"] for file in found["statistics"]["files"]]

    before = scores()
    assert lint("--update-baseline", "--baseline", BASELINE).exit_code == 0
    assert scores("--baseline", BASELINE) == before
    assert scores("--since", "HEAD") == before
