"""What aiprd brings along: no network, few dependencies with known licences, the same wheel from the same source."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PINNED: dict[str, str] = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^(\S+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
}

WATCH = """\
import os, sys

def seen(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")) and event != "socket.__new__":
        os.write(2, b"NETWORK " + event.encode() + b"\\n")
        os._exit(77)
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"):
        program = os.path.basename(os.fsdecode(arguments[0]))
        if program != "git":
            os.write(2, b"RUNS " + program.encode() + b"\\n")
            os._exit(78)

sys.addaudithook(seen)
"""
"""A hook that ends the process where anything asks for the network, or starts another program than git."""

COMMANDS = (
    ("init", "new.prd.yaml", "--yes"),
    ("lint", "."),
    ("lint", "a.prd.yaml", "--rules", "rules", "--statistics", "--plugins"),
    ("lint", ".", "--since", "HEAD"),
    ("lint", ".", "--baseline", "known.json", "--update-baseline"),
    ("lint", ".", "--jobs", "2", "--preset", "eu-ai-act"),
    ("lint", "a.prd.yaml", *(word for name in ("json", "sarif", "junit", "github", "gitlab", "markdown", "html") for word in ("--format", name))),
    ("lint", "a.prd.yaml", "--diff"),
    ("lint", "a.prd.yaml", "--fix"),
    ("render", "a.prd.yaml", "-t", "all", "-o", "rendered"),
    ("report", ".", "-o", "site"),
    ("explain", "FAIR003"),
    ("rules", "--test", "rules"),
    ("config",),
    ("schema", "report"),
    ("completion", "zsh"),
    ("server",),
)  # fmt: skip


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a document and rules, and beside it the hook."""
    home = tmp_path_factory.mktemp("alone")
    (home / "hook").mkdir()
    (home / "hook" / "sitecustomize.py").write_text(WATCH)
    folder = home / "repository"
    shutil.copytree(EXAMPLES / "rules", folder / "rules")
    shutil.copy(EXAMPLES / "athena-as-told.prd.yaml", folder / "a.prd.yaml")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def watched(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{folder.parent / 'hook'}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, input=b"", capture_output=True, check=False, timeout=60
    )


def test_no_command_asks_for_the_network_or_runs_anything_but_git(repository: Path) -> None:
    assert watched(repository, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))").returncode == 77
    assert watched(repository, "-c", "import subprocess; subprocess.run(['true'])").returncode == 78
    for command in COMMANDS:
        if command == ("server",) and not installed("pygls"):
            continue
        done = watched(repository, "-m", "aiprd", *command)
        assert done.returncode in {0, 1}, (command, done.stderr)
        assert b"NETWORK" not in done.stderr
        assert b"RUNS" not in done.stderr


def test_every_command_is_among_them() -> None:
    from aiprd.cli.group import COMMANDS as ALL

    assert {command[0] for command in COMMANDS} == set(ALL)


# Dependencies


def installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def needed(told: list[str]) -> set[str]:
    """The packages with all that they need in turn here, as they are installed here."""
    found: dict[str, set[str]] = {}
    queue = [Requirement(text) for text in told]
    while queue:
        wanted = queue.pop()
        name = canonicalize_name(wanted.name)
        extras = {"", *wanted.extras} - found.get(name, set())
        if not extras or not installed(name):
            continue
        found[name] = found.get(name, set()) | extras
        queue += [
            inner
            for inner in map(Requirement, distribution(name).requires or [])
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras)
        ]
    return set(found)


def licence(name: str) -> str:
    """What a package's metadata say of its licence, by its short name."""
    told = metadata(name)
    spelled = [*told.get_all("License-Expression", []), *told.get_all("License", []), *told.get_all("Classifier", [])]
    text = " ".join(line for line in spelled if "License" in line or "::" not in line)
    for short, sign in (
        ("BSD-3-Clause", "BSD"),
        ("MPL-2.0", "Mozilla"),
        ("Apache-2.0", "Apache"),
        ("PSF-2.0", "PSF"),
        ("MIT", "MIT"),
    ):
        if sign in text:
            return short
    raise AssertionError(f"{name}: {text}")


def test_the_page_lists_every_dependency_with_the_licence_it_states() -> None:
    listed = dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([\w.-]+) \|", PAGE.partition("## Dependencies")[2], re.MULTILINE))
    always = needed(list(PROJECT["dependencies"]))
    server = needed(list(PROJECT["optional-dependencies"]["server"]))
    assert set(listed) >= always
    if "pygls" in server:
        assert set(listed) == always | server
    for name in sorted(set(listed) & (always | server)):
        assert listed[name] == licence(name), name


def test_dependencies_are_few_and_say_their_least_version() -> None:
    assert len(PROJECT["dependencies"]) <= 8
    assert all(re.fullmatch(r"[a-z0-9-]+>=\d+(\.\d+)*", wanted) for wanted in PROJECT["dependencies"])


def test_what_development_brings_is_pinned() -> None:
    told = [wanted for extra in PROJECT["optional-dependencies"].values() for wanted in extra] + PROJECT["dependencies"]
    for wanted in map(Requirement, told):
        assert wanted.name == "aiprd" or wanted.specifier.contains(PINNED[canonicalize_name(wanted.name)]), wanted
    here = needed(told) - {"aiprd"}
    assert len(here) > 50
    assert here <= set(PINNED), f"not pinned: {here - set(PINNED)}; run scripts/renew-constraints"
    if "CI" in os.environ:
        assert {name: PINNED[name] for name in here} == {name: distribution(name).version for name in here}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_those_who_follow_the_page_get_what_is_pinned(page: str) -> None:
    (line,) = (line for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if "'.[test]'" in line)
    assert "PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt" in line


@pytest.mark.skipif(
    not {"CI", "AIPRD_NETWORK"} & set(os.environ), reason="installs packages; AIPRD_NETWORK=1 allows it, as does CI"
)
def test_the_oldest_dependencies_and_the_newest_do_the_same() -> None:
    done = subprocess.run(
        [ROOT / "scripts" / "oldest-and-newest"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


# The wheel


def test_the_same_source_makes_the_same_wheel(tmp_path: Path) -> None:
    wheels = []
    for number, (mask, zone) in enumerate(((0o022, "UTC"), (0o077, "Asia/Tokyo"))):
        copy = tmp_path / str(number)
        copy.mkdir()
        for name in ("aiprd", "schemas", "standards", "templates", "docs"):
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
            )
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(ROOT / name, copy / name)
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")], cwd=copy, check=False,
            capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": zone}, umask=mask,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (wheel,) = (copy / "dist").glob("*.whl")
        wheels.append((wheel.name, hashlib.sha256(wheel.read_bytes()).hexdigest()))
    assert wheels[0] == wheels[1]


def test_nothing_in_the_package_can_run_what_it_reads() -> None:
    """No pickle, no eval, no shell, no unsafe YAML: what is not there cannot be reached."""
    signs = re.compile(
        r"\b(?:import pickle|import marshal|import shelve|eval\(|exec\(|os\.system\(|os\.popen\(|shell=True|yaml\.(?:load|unsafe_load|full_load|Loader|UnsafeLoader)\b)"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "aiprd").rglob("*.py"))
        for match in [signs.search(path.read_text(encoding="utf-8"))]
        if match
    ]
    assert found == []
