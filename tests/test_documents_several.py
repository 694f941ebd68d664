"""`aiprd render` for many: every document of every PRD with one command, fresh or told to be stale."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_documents import MINIMAL

from aiprd.cli.group import aiprd
from aiprd.documents import TEMPLATES


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with two PRDs, one of them in a folder of its own."""
    folder = tmp_path / "team"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.prd.yaml").write_text(MINIMAL, encoding="utf-8")
    (folder / "deep" / "prd.yaml").write_text(MINIMAL, encoding="utf-8")
    return folder


def run(*args: object) -> Result:
    return CliRunner().invoke(aiprd, ["render", *map(str, args)])


def below(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_all_documents_of_all_prds(team: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(team, "-t", "all", "-o", out)
    assert (result.exit_code, result.output) == (0, "")
    files = below(out)
    assert len(files) == 2 * len(TEMPLATES)
    for name in ("a.prd.md", "a.brief.md", "a.csv", "a.gherkin.feature", "deep/prd.md", "deep/csv.csv"):
        assert name in files
    assert run(team, "-t", "all", "-o", out, "--check").exit_code == 0
    assert run(team, "-t", "all", "-o", out).exit_code == 0


def test_what_is_stale_or_missing_is_named(team: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(team, "-t", "prd", "-t", "brief", "-t", "csv", "-o", out).exit_code == 0
    (team / "a.prd.yaml").write_text(MINIMAL.replace("Ticket routing", "Routing"), encoding="utf-8")
    (out / "deep" / "brief.md").unlink()
    result = run(team, "-t", "prd", "-t", "brief", "-o", out, "--check")
    assert result.exit_code == 1
    told = [line.split()[1:] for line in result.stderr.splitlines()]
    assert sorted((os.path.relpath(path, out), state) for path, _, state in told) == [
        ("a.brief.md", "stale"),
        ("a.prd.md", "stale"),
        ("deep/brief.md", "missing"),
    ]
    assert "Ticket" in (out / "a.prd.md").read_text(encoding="utf-8")


def test_one_bad_prd_does_not_stop_the_others(team: Path, tmp_path: Path) -> None:
    (team / "b.prd.yaml").write_text("a: [\n", encoding="utf-8")
    result = run(team, "-t", "all", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "b.prd.yaml could not be read as a PRD" in result.stderr
    assert len(below(tmp_path / "out")) == 2 * len(TEMPLATES)


def test_what_a_person_wrote_is_spared_and_named(team: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.csv").write_text('"Mine"\n', encoding="utf-8")
    result = run(team, "-t", "all", "-o", out)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert (out / "a.csv").read_text(encoding="utf-8") == '"Mine"\n'
    assert (out / "a.brief.md").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("{team}",), "need a folder"),
        (("{team}", "-t", "all", "-o", "{team}/a.prd.yaml"), "is a file"),
        (("{team}/a.prd.yaml", "-", "-o", "{out}"), "standard input is one document"),
        (("{empty}", "-o", "{out}"), "no prd.yaml and no"),
        (("{team}/a.prd.yaml", "{other}/a.prd.yaml", "-o", "{out}"), "would both be written to"),
        (("{team}", "-t", "prdd", "-o", "{out}"), "did you mean prd"),
    ],
)
def test_what_cannot_be_done_is_one_line(team: Path, tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    (tmp_path / "empty").mkdir()
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.prd.yaml").write_text(MINIMAL, encoding="utf-8")
    named = {"team": team, "out": tmp_path / "out", "empty": tmp_path / "empty", "other": other}
    result = run(*(arg.format(**named) for arg in args))
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert (team / "a.prd.yaml").read_text(encoding="utf-8") == MINIMAL


def test_a_prd_named_twice_is_made_once(team: Path, tmp_path: Path) -> None:
    assert run(team / "a.prd.yaml", team / "a.prd.yaml", "-o", tmp_path / "out").exit_code == 0
    assert below(tmp_path / "out") == ["a.prd.md"]
