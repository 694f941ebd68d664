"""Runs over many documents: what is remembered, several processes, watching; always the same output."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from aiprd.cli.remembered import MOST, Memory
from aiprd.linter import Options, lint

CLEAN = (EXAMPLES / "minimal.prd.yaml").read_text(encoding="utf-8")
TOLD = (EXAMPLES / "athena-as-told.prd.yaml").read_text(encoding="utf-8")
OPTIONS = Options(739_942)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder with 130 documents, each different; every tenth is flawed."""
    for index in range(130):
        text = (TOLD if index % 10 == 9 else CLEAN) + f"# No. {index}\n"
        (tmp_path / f"{index:03}.prd.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def run(*args: str, cwd: Path | None = None, cache: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **({"XDG_CACHE_HOME": str(cache)} if cache is not None else {})}
    command = [sys.executable, "-m", "aiprd", "lint", "--today", "2026-11-22", *args]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)


@pytest.mark.parametrize("layout", ["text", "json"])
def test_processes_and_memory_change_no_byte(many: Path, layout: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    alone = run("--format", layout, "--no-cache", "--jobs", "1", cwd=many)
    assert alone.returncode == 1
    for how in (["--jobs", "3", "--no-cache"], [], []):
        told = run("--format", layout, *how, cwd=many, cache=cache)
        assert (told.returncode, told.stdout, told.stderr) == (1, alone.stdout, b"")
    assert sum(len(files) for _, _, files in os.walk(cache)) == 130


def test_what_is_remembered_depends_on_document_settings_and_day(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    file = tmp_path / "a.prd.yaml"
    file.write_text(TOLD, encoding="utf-8")
    first = run(str(file), "--format", "concise", cache=cache)
    for change in (
        ["--preset", "thorough"],
        ["--select", "FAIR"],
        ["--ignore", "FAIR"],
        ["--no-waivers"],
        ["--today", "2031-01-01"],
    ):
        expected = run(str(file), "--format", "concise", "--no-cache", *change)
        assert run(str(file), "--format", "concise", *change, cache=cache).stdout == expected.stdout
    assert sum(len(files) for _, _, files in os.walk(cache)) == 6
    file.write_text(TOLD.replace("launch: 70%", "launch: 71%"), encoding="utf-8")
    assert run(str(file), "--format", "concise", cache=cache).stdout != first.stdout


def test_own_rules_are_never_remembered(tmp_path: Path) -> None:
    own = EXAMPLES / "rules"
    cache = tmp_path / "cache"
    run(str(EXAMPLES / "minimal.prd.yaml"), "--rules", str(own), cache=cache)
    assert not cache.exists()


def test_a_damaged_or_foreign_result_is_linted_again(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path))
    report = lint(TOLD.encode(), "a.prd.yaml", OPTIONS)
    key = "ab" * 32
    memory.keep(key, report)
    recalled = memory.recall(key, "b.prd.yaml", TOLD.encode())
    assert recalled is not None
    assert recalled.diagnostics == tuple(d._replace(file="b.prd.yaml") for d in report.diagnostics)
    assert (recalled.profile, recalled.pending) == (report.profile, report.pending)
    (path,) = [Path(folder) / name for folder, _, names in os.walk(tmp_path) for name in names]
    whole = path.read_bytes()
    for damaged in (b"", whole[:100], b"[]", b"{}", b'{"profile": 1}', b"\xff", whole.replace(b'"low"', b"3", 1)[:-2]):
        path.write_bytes(damaged)
        assert memory.recall(key, "a.prd.yaml", b"") is None


def test_the_memory_is_bounded(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path))
    report = lint(CLEAN.encode(), "a.prd.yaml", OPTIONS)
    for number in range(MOST + 5):
        memory.keep(f"ab{number:062}", report)
    (folder,) = Path(memory.folder).iterdir()
    assert MOST // 2 <= len(list(folder.iterdir())) <= MOST


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = run(str(EXAMPLES / "minimal.prd.yaml"), cache=tmp_path / "file")
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    processes = []

    def start(*args: str, **how: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "aiprd", "lint", *args]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=tmp_path, env=env, **how)  # type: ignore[call-overload]
        processes.append(process)
        return process  # type: ignore[no-any-return]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def test_watch_lints_again_when_a_document_or_a_configuration_changes(
    tmp_path: Path, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    file = tmp_path / "a.prd.yaml"
    file.write_text(CLEAN, encoding="utf-8")
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = started("--watch", "--format", "concise", "--select", "FORM", stdout=out, stderr=out)
        wait_for(lambda: log.read_bytes().count(b"Waiting") == 1)
        assert b"no findings in 1 file" in log.read_bytes()
        file.write_text(CLEAN.replace("better: higher", "better: highr"), encoding="utf-8")
        wait_for(lambda: log.read_bytes().count(b"Waiting") == 2)
        assert b"FORM003" in log.read_bytes()
        (tmp_path / ".aiprd.yaml").write_text("ignore: {FORM003: tested}\n", encoding="utf-8")
        wait_for(lambda: log.read_bytes().count(b"Waiting") == 3)
        assert log.read_bytes().count(b"no findings in 1 file") == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def wait_for(done: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def test_progress_is_for_terminals_only(many: Path) -> None:
    assert b"linted" not in run("--format", "concise", cwd=many).stderr
    code = (
        "import aiprd.cli.crowd as crowd, time; clock = iter(range(100_000)); crowd.time.monotonic = lambda: next(clock);"
        "import sys; sys.argv = ['aiprd', 'lint', '--jobs', '1', '--no-cache', '.']; from aiprd.__main__ import main; main()"
    )
    parent, child = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=many, env=env, stdout=subprocess.DEVNULL, stderr=child
    ) as done:
        os.close(child)
        told = b""
        while True:
            try:
                told += os.read(parent, 4096)
            except OSError:
                break
    os.close(parent)
    assert done.returncode == 1
    assert b"130 of 130 linted" in told or b"129 of 130 linted" in told
    assert told.endswith(b"\r")
