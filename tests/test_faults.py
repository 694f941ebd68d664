"""Disks that fill, runs that are killed, files that change: a whole file or the old one, and every other file told."""

import contextlib
import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from aiprd.__main__ import main
from aiprd.cli import files, writing
from aiprd.linter import Options, lint

ROOTED = os.geteuid() == 0
SOURCE = (EXAMPLES / "athena-as-told.prd.yaml").read_bytes()
SMALL = b"aiprd: 1\nproduct: {name: x, kinds: [rankng]}\n"
DAY = ("--today", "2026-11-22")


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the real command with a cache of its own."""

    def run(*arguments: str | bytes, **more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [sys.executable, "-m", "aiprd", *arguments], env=environment(tmp_path), check=False,
            **{"timeout": 60, "capture_output": True, "text": True, "errors": "surrogateescape", "cwd": tmp_path, **more},
        )  # fmt: skip

    return run


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home / "cache")}


def well(done: subprocess.CompletedProcess[str], code: int, *says: str) -> None:
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    for part in says:
        assert part in done.stderr
    assert done.returncode == code, done.stderr


# Killed


def forked(arguments: tuple[str, ...], folder: Path, first: Callable[[], object] = lambda: None) -> int:
    """Starts a run as a copy of this process, which has all modules in memory already; its process id."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(folder)
            os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), stream)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            sys.argv = ["aiprd", *arguments]
            first()
            main()
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(str(ended.code or 0)))
        finally:
            os._exit(99)
    return child


def ended(child: int) -> int:
    """The exit code; minus the signal that ended the run."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at_random(arguments: tuple[str, ...], folder: Path, times: int, whole: Callable[[], None]) -> int:
    """Starts a run again and again and kills it at random moments; how often it was still running."""
    ended(forked(arguments, folder))
    whole()
    begun = time.perf_counter()
    ended(forked(arguments, folder))
    lasts = time.perf_counter() - begun
    whole()
    chance, met = random.Random(7), 0  # noqa: S311 - moments, not secrets
    for _ in range(times):
        child = forked(arguments, folder)
        time.sleep(chance.uniform(0, 1.1) * lasts)
        os.kill(child, signal.SIGKILL)
        met += ended(child) < 0
        whole()
    return met


def test_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    prd, page, known = tmp_path / "a.prd.yaml", tmp_path / "a.md", tmp_path / "known.json"
    fix, render = ("lint", "--fix", *DAY, "a.prd.yaml"), ("render", *DAY, "a.prd.yaml", "-o", "a.md")
    update = ("lint", *DAY, "a.prd.yaml", "--baseline", "known.json", "--update-baseline")
    original = b"aiprd: 1\nproduct: {name: x, kinds: [rankng]}\nmetrics: {m: {lanch: 70%}}\n"
    prd.write_bytes(original)

    def fix_is_whole() -> None:
        now = prd.read_bytes()
        assert now in {original, fixed}
        prd.write_bytes(original)

    ended(forked(fix, tmp_path))
    fixed = prd.read_bytes()
    assert fixed != original
    prd.write_bytes(original)
    met = killed_at_random(fix, tmp_path, 25, fix_is_whole)

    prd.write_bytes(SOURCE)
    ended(forked(render, tmp_path))
    text = page.read_bytes()
    met += killed_at_random(render, tmp_path, 25, lambda: same(page, text))

    ended(forked(update, tmp_path))
    text_known = known.read_bytes()
    met += killed_at_random(update, tmp_path, 25, lambda: same(known, text_known))

    def cache_is_whole() -> None:
        for path in (tmp_path / "cache").rglob("*"):
            if path.is_file() and not path.name.endswith(".tmp"):
                json.loads(path.read_bytes())
                path.unlink()

    met += killed_at_random(("lint", *DAY, "a.prd.yaml"), tmp_path, 25, cache_is_whole)
    assert met > 20  # else nothing was tried


def same(path: Path, text: bytes) -> None:
    """The file stands there whole, and is taken away so that the next run writes it again."""
    if path.exists():
        assert path.read_bytes() == text
        path.unlink()


def test_a_kill_between_write_and_rename_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    child = os.fork()
    if child == 0:
        os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        writing.put(str(target), b"new")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert target.read_bytes() == b"old"


# Disks


def test_a_full_disk_leaves_the_old_file_and_says_so(
    tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    prd = tmp_path / "a.prd.yaml"
    prd.write_bytes(SOURCE)
    (tmp_path / "b.prd.yaml").write_bytes(SMALL)

    def few() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = call("lint", "--fix", *DAY, "--no-cache", ".", preexec_fn=few)
    well(done, 2, "a.prd.yaml: not fixed: file too large", "b.prd.yaml: not fixed")
    assert prd.read_bytes() == SOURCE
    done = call("render", str(prd), "-o", "a.md", preexec_fn=few)
    well(done, 2, "a.md: file too large")
    done = call("lint", *DAY, ".", "--baseline", "known.json", "--update-baseline", preexec_fn=few)
    well(done, 2, "known.json: file too large")
    done = call("lint", *DAY, ".", "--format", "json", "--output", "out.json", preexec_fn=few)
    well(done, 2, "out.json")
    done = call("init", "new.prd.yaml", "--yes", preexec_fn=few)
    well(done, 1, "new.prd.yaml cannot be written")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "cache") == ["a.prd.yaml", "b.prd.yaml"]
    well(call("lint", *DAY, ".", preexec_fn=few), 1)  # the cache cannot be written, and nobody need know


@pytest.mark.skipif(not ROOTED, reason="a small disk needs root")
def test_a_really_full_disk(tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no mount here")
    try:
        (disk / "a.prd.yaml").write_bytes(SOURCE)
        (disk / "rest").write_bytes(b"x" * (64 * 1024 - os.stat(disk / "a.prd.yaml").st_blocks * 512 - 4096))
        done = call("lint", "--fix", *DAY, str(disk))
        well(done, 2, "not fixed: no space left on device")
        assert (disk / "a.prd.yaml").read_bytes() == SOURCE
        assert {path.name for path in disk.iterdir()} == {"a.prd.yaml", "rest"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    "arguments", [("lint", "."), ("lint", ".", "--format", "json"), ("rules",), ("schema",), ("explain", "YAML001")]
)
def test_an_output_that_takes_nothing_is_told_by_the_exit_code(
    arguments: tuple[str, ...], tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "a.prd.yaml").write_bytes(SOURCE)
    with open("/dev/full", "w", encoding="utf-8") as full:
        well(call(*arguments, stdout=full, stderr=subprocess.PIPE, capture_output=False), 2, "o space left on device")
        assert call(*arguments, stdout=full, stderr=full, capture_output=False).returncode == 2


def test_a_reader_that_leaves_and_outputs_that_are_closed(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.prd.yaml").write_bytes(SOURCE)
    command = [sys.executable, "-m", "aiprd", "lint", *DAY, "."]
    running = subprocess.Popen(
        command, env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(1)
    running.stdout.close()
    told = running.stderr.read().decode()
    running.stderr.close()
    assert (running.wait(), told) in {(2, "aiprd: Broken pipe\n"), (1, "")}  # the second where all was written before
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(
            ["sh", "-c", f'"$0" -m aiprd lint 1.prd.yaml {closed}', sys.executable],
            env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr == ""
    done = subprocess.run(
        ["sh", "-c", '"$0" -m aiprd lint - <&-', sys.executable],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    well(done, 2, "-: standard input is closed")


# What may not be read or written


@pytest.mark.skipif(not ROOTED, reason="becomes another user; anybody else is one already")
def test_what_may_not_be_read_or_written_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    shut = tmp_path / "shut"
    shut.mkdir()
    for name in ("a.prd.yaml", "b.prd.yaml", "shut/c.prd.yaml"):
        (tmp_path / name).write_bytes(SMALL)
    (tmp_path / "a.prd.yaml").chmod(0)
    shut.chmod(0)

    def nobody() -> None:
        with contextlib.suppress(SystemExit):
            main()  # loads what it needs, as root
        (tmp_path / "b.md").unlink(missing_ok=True)
        (tmp_path / "b.prd.yaml").write_bytes(SMALL)
        for stream in (sys.stdout, sys.stderr):
            stream.seek(0)
            stream.truncate()
        os.setgid(65534)
        os.setuid(65534)

    for arguments, code, says in (
        (("lint", *DAY, ".", "a.prd.yaml", "shut/c.prd.yaml"), 2, ("a.prd.yaml: permission denied", "shut/c.prd.yaml")),
        (("lint", "--fix", *DAY, "b.prd.yaml"), 2, ("b.prd.yaml: not fixed: permission denied",)),
        (("render", *DAY, "b.prd.yaml", "-o", "b.md"), 2, ("b.md: permission denied",)),
        (("lint", *DAY, "b.prd.yaml"), 1, ()),  # without a cache
    ):
        assert ended(forked(arguments, tmp_path, nobody)) == code, (tmp_path / "err").read_text()
        told = (tmp_path / "err").read_text()
        assert all(part in told for part in says), told
        assert "internal error" not in told
        assert (tmp_path / "b.prd.yaml").read_bytes() == SMALL
        assert "b.prd.yaml" in (tmp_path / "out").read_text() or arguments[0] == "render" or "--fix" in arguments
    shut.chmod(0o755)


@pytest.mark.skipif(not ROOTED, reason="needs chattr, and that root")
def test_a_file_that_nobody_may_change(tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    prd = tmp_path / "a.prd.yaml"
    prd.write_bytes(SMALL)
    if subprocess.run(["chattr", "+i", str(prd)], check=False, capture_output=True).returncode:
        pytest.skip("no chattr here")
    try:
        well(call("lint", "--fix", *DAY, "."), 2, "not fixed:")
        assert prd.read_bytes() == SMALL
        assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["a.prd.yaml"]
    finally:
        subprocess.run(["chattr", "-i", str(prd)], check=True)


# Files that are none, or change


def test_pipes_devices_folders_and_loops_are_told_when_named_and_passed_by_when_found(
    tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "good.prd.yaml").write_bytes(SMALL)
    os.mkfifo(tmp_path / "pipe.prd.yaml")
    (tmp_path / "folder.prd.yaml").mkdir()
    (tmp_path / "loop.prd.yaml").symlink_to("loop.prd.yaml")
    (tmp_path / "one.prd.yaml").symlink_to("two.prd.yaml")
    (tmp_path / "two.prd.yaml").symlink_to("one.prd.yaml")
    (tmp_path / "gone.prd.yaml").symlink_to("nowhere")
    (tmp_path / "deep").symlink_to(".")
    (tmp_path / "zero.prd.yaml").symlink_to("/dev/zero")
    done = call("lint", *DAY, ".", "--format", "concise")
    well(done, 1)
    assert "good.prd.yaml:" in done.stdout
    assert "in 1 file" in done.stdout
    odd = ("pipe", "loop", "one", "gone", "zero")
    done = call("lint", *DAY, "good.prd.yaml", *(f"{name}.prd.yaml" for name in odd), "--format", "concise")
    well(done, 2, "pipe.prd.yaml: is not a regular file", "zero.prd.yaml: is not a regular file")
    assert all(f"aiprd: {name}.prd.yaml: " in done.stderr for name in odd)
    assert "good.prd.yaml:" in done.stdout
    for command in (
        ("render", "pipe.prd.yaml"),
        ("lint", ".", "--config", "zero.prd.yaml"),
        ("lint", ".", "--rules", "pipe.prd.yaml"),
    ):
        well(call(*command, timeout=10), 2)


def test_links_out_of_the_repository_are_not_followed_when_found(
    tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    inside, outside = tmp_path / "repo" / "prds", tmp_path / "secret"
    inside.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    outside.write_bytes(b"password: hunter2\n")
    (tmp_path / "repo" / "shared.yaml").write_bytes(SMALL)
    (inside / "a.prd.yaml").symlink_to(outside)
    (inside / "b.prd.yaml").symlink_to("../shared.yaml")
    for command in (("lint", *DAY, str(inside)), ("lint", *DAY, str(inside), "--format", "json")):
        done = call(*command)
        well(done, 2, "a.prd.yaml: is a link that leads out of the repository; name the file itself to have it checked")
        assert "hunter2" not in done.stdout + done.stderr
        assert "b.prd.yaml" in done.stdout


def test_names_with_line_breaks_and_odd_bytes(
    tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    names = (
        b"a\n::error::x.prd.yaml",
        b"\x1b[2J.prd.yaml",
        b"\xff\xfe.prd.yaml",
        b"-.prd.yaml",
        b"--fix.prd.yaml",
        b" .prd.yaml",
    )
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(SMALL)
    for layout in ("text", "concise", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"):
        done = call("lint", *DAY, ".", "--format", layout)
        well(done, 1)
        assert "\x1b" not in done.stdout
        assert layout == "github" or not any(line.strip().startswith("::") for line in done.stdout.splitlines())
    assert len(json.loads(call("lint", *DAY, ".", "--format", "json").stdout)["files"]) == len(names)
    well(call("lint", *DAY, ".", "--fix"), 0)
    well(call("lint", *DAY, ".", "--baseline", "known.json", "--update-baseline"), 0)
    done = call("lint", *DAY, b"\xff.prd.yaml")
    well(done, 2, "no such file")


def test_files_that_change_and_vanish_under_the_run(
    tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.prd.yaml").write_bytes(SMALL)
    stop = threading.Event()

    def churn() -> None:
        chance = random.Random(3)  # noqa: S311 - no secrets
        while not stop.is_set():
            path, now = tmp_path / f"{chance.randrange(40):02}.prd.yaml", chance.choice((SOURCE, b"", None))
            if now is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(now)

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for arguments in (
            ("--format", "json"),
            ("--format", "text"),
            ("--format", "html"),
            ("--fix",),
            ("--jobs", "2"),
        ):
            done = call("lint", *DAY, ".", *arguments)
            assert done.returncode in {1, 2}
            assert "Traceback" not in done.stderr
            assert "internal error" not in done.stderr
            if arguments[1:] == ("json",):
                told = {file["file"] for file in json.loads(done.stdout)["files"]}
                assert {f"{number:02}.prd.yaml" for number in range(40, 60)} <= told
    finally:
        stop.set()
        thread.join()


def test_a_file_changed_since_it_was_read_is_not_fixed(tmp_path: Path) -> None:
    from aiprd.cli import mending
    from aiprd.cli.check import Checker
    from aiprd.config import Asked, Configuration

    file = tmp_path / "a.prd.yaml"
    file.write_bytes(SMALL)
    checker = Checker(Configuration(Asked(isolated=True)), 739_942, waive=True, stdin_name="")
    checked = checker.all([str(file)])
    results = mending.fixes(checked)
    file.write_bytes(b"aiprd: 1 # written by somebody else\n")
    mending.write(checked, results, checker.failures)
    assert file.read_bytes() == b"aiprd: 1 # written by somebody else\n"
    assert [failure.message for failure in checker.failures] == ["changed while it was being linted; it was not fixed"]


def test_two_runs_on_one_cache(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number}.prd.yaml").write_bytes(SMALL + b"# %d\n" % number)
    command = [sys.executable, "-m", "aiprd", "lint", *DAY, ".", "--format", "json"]
    outputs = set()
    for _ in range(2):
        runs = [
            subprocess.Popen(
                command, env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(4)
        ]
        for each in runs:
            out, err = each.communicate(timeout=60)
            assert (each.returncode, err) == (1, b"")
            outputs.add(out)
    assert len(outputs) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"profile": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"profile": ["a","b",["c"]], "pending": 3, "diagnostics": [[1]]}',
    ],
)
def test_a_damaged_cache_is_no_trouble(
    content: bytes, tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "a.prd.yaml").write_bytes(SMALL)
    first = call("lint", *DAY, ".")
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        path.write_bytes(content)
    second = call("lint", *DAY, ".")
    assert (second.returncode, second.stdout, second.stderr) == (first.returncode, first.stdout, first.stderr)


def test_a_cache_that_is_no_folder(tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    (tmp_path / "a.prd.yaml").write_bytes(SMALL)
    (tmp_path / "cache").write_bytes(b"")
    well(call("lint", *DAY, "."), 1)


def test_ten_thousand_files(tmp_path: Path, call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    for number in range(10_000):
        folder = tmp_path / f"{number // 100:03}"
        if number % 100 == 0:
            folder.mkdir()
        (folder / f"{number}.prd.yaml").write_bytes(b"x: %d\n" % (number % 50))
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = call("lint", *DAY, ".", "--format", "concise", "--jobs", "2")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    well(done, 1)
    assert "in 10000 files" in done.stdout
    assert done.stdout.count(": error FORM011 ") == 10_000
    assert after.ru_maxrss < 300 * 1024 or after.ru_maxrss == begun.ru_maxrss


# Modes and links


def test_what_is_written_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    writing.put(str(link), b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_no_more_of_a_file_is_read_than_the_reader_takes(tmp_path: Path) -> None:
    with open(tmp_path / "a.prd.yaml", "wb") as file:
        file.truncate(200 * 1024 * 1024)
    content = files.content(str(tmp_path / "a.prd.yaml"))
    assert len(content) == files.LARGEST + 1
    assert [d.code for d in lint(content, "a", Options(739_942)).diagnostics] == ["YAML007"]
