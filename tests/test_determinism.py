"""Same input, same bytes out: whatever the machine, the hour, the number of processes or what was linted before."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from aiprd.reporters import REPORTERS

DAY = ("--today", "2026-11-22")

PLACES: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "42", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Adak", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "7", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "COLUMNS": "40"},
    {"PYTHONHASHSEED": "9", "PYTHONIOENCODING": "latin-1", "PYTHONOPTIMIZE": "1", "LANG": "de_DE.UTF-8"},
)
"""Machines as different as can be."""

ALL_FORMATS = tuple(word for name in REPORTERS for word in ("--format", name))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, and enough copies of small documents that several processes are worth it."""
    folder = tmp_path_factory.mktemp("same")
    (folder / ".git").mkdir()
    for path in EXAMPLES.glob("*.prd.yaml"):
        shutil.copy(path, folder)
    for number in range(30):
        (folder / f"{number}.prd.yaml").write_text(
            f"product: {{name: Größe {number}, kinds: [rankng]}}\n", encoding="utf-8"
        )
    return folder


def output(folder: Path, *arguments: str, **environment: str) -> bytes:
    """What the command prints; a run that could not do its job is none."""
    done = subprocess.run(
        [sys.executable, "-m", "aiprd", *arguments], cwd=folder, capture_output=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache"), **environment},
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def test_every_format_on_every_machine(repository: Path) -> None:
    arguments = ("lint", ".", *DAY, "--no-cache", "--jobs", "1", *ALL_FORMATS)
    outputs = [output(repository, *arguments, **place) for place in PLACES]
    assert len(outputs[0]) > 100_000
    assert outputs == [outputs[0]] * len(PLACES)


def test_a_python_that_takes_docstrings_away_is_refused(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "aiprd", "lint", "."], cwd=repository, capture_output=True, check=False,
        env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"docstrings" in done.stderr


def test_number_of_processes_and_what_was_linted_before(repository: Path) -> None:
    arguments = ("lint", ".", *DAY, *ALL_FORMATS)
    one = output(repository, *arguments, "--no-cache", "--jobs", "1")
    for more in (("--no-cache", "--jobs", "2"), ("--no-cache", "--jobs", "4"), ("--jobs", "2"), (), ("--jobs", "4")):
        assert output(repository, *arguments, *more) == one
    assert any((repository / "cache").rglob("*"))


def test_the_order_in_which_files_are_named_or_made(repository: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in repository.glob("*.prd.yaml"))
    for name in reversed(names):  # another order in the folder itself
        shutil.copy(repository / name, tmp_path)
    (tmp_path / ".git").mkdir()
    arguments = ("lint", *DAY, "--no-cache", "--format", "json")
    assert output(tmp_path, *arguments, ".") == output(repository, *arguments, ".")
    assert output(tmp_path, *arguments, *names) == output(repository, *arguments, *names)


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "athena-repaired.prd.yaml", "-t", "prd"),
        ("render", "athena-repaired.prd.yaml", "-t", "checklist"),
        ("lint", "athena-as-told.prd.yaml", "--diff"),
    ],
)
def test_documents_and_diffs(arguments: tuple[str, ...], repository: Path) -> None:
    outputs = [output(repository, *arguments, *DAY, **place) for place in PLACES]
    assert outputs == [outputs[0]] * len(PLACES)
    assert outputs[0]


@pytest.mark.parametrize(
    "arguments",
    [("rules", "--format", "json"), ("rules",), ("schema",), ("schema", "report"), ("explain", "FAIR003"), ("config",)],
)
def test_what_depends_on_no_document(arguments: tuple[str, ...], repository: Path) -> None:
    outputs = [output(repository, *arguments, **place) for place in PLACES[:4]]
    assert outputs == [outputs[0]] * 4


def test_today_takes_the_calendar_out(repository: Path) -> None:
    dated = "timeline: {launch: 2027-01-31}\nproduct: {name: x} # aiprd: allow PROD001 until 2026-12-01 because x\n"
    (repository / "dated.yaml").write_text(dated, encoding="utf-8")
    told = {
        day: output(repository, "lint", "dated.yaml", "--format", "json", "--today", day)
        for day in ("2026-11-22", "2026-12-02", "2027-03-01")
    }
    assert len(set(told.values())) > 1
    for day, text in told.items():
        assert output(repository, "lint", "dated.yaml", "--format", "json", "--today", day, TZ="Asia/Tokyo") == text


def test_baselines_are_the_same_bytes(repository: Path) -> None:
    written = set()
    for number, place in enumerate(PLACES):
        name = f"known-{number}.json"
        output(repository, "lint", ".", *DAY, "--baseline", name, "--update-baseline", **place)
        written.add((repository / name).read_bytes())
        (repository / name).unlink()
    assert len(written) == 1
