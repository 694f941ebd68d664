"""The wheel, the wheel built from the sdist, an editable install and a plain checkout all lint and render alike."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

TODAY = "2026-11-22"
SITE = "import site; print(site.getsitepackages()[0])"
JOBS = (
    ("lint", "athena-as-told.prd.yaml", "--today", TODAY),
    ("render", "minimal.prd.yaml", "-t", "prd", "--today", TODAY),
    ("schema", "--compact"),
)


def call(*command: str, cwd: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment, check=False)


@pytest.fixture(scope="module")
def dists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel built from it."""
    out = tmp_path_factory.mktemp("dist")
    done = call(sys.executable, "-m", "build", "--outdir", str(out), str(ROOT), cwd=out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a checkout that is not installed prints."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from aiprd.__main__ import main; main()"
    return outputs([sys.executable, "-c", code], work_folder(tmp_path_factory))


def work_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder far from the checkout with the examples in it."""
    folder = factory.mktemp("work")
    for example in EXAMPLES.glob("*.prd.yaml"):
        (folder / example.name).write_bytes(example.read_bytes())
    return folder


def outputs(command: list[str], folder: Path) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": ""}
    results = [call(*command, *job, cwd=folder, environment=environment) for job in JOBS]
    assert [done.returncode for done in results] == [1, 0, 0], [done.stderr for done in results]
    return [done.stdout for done in results]


def installed(factory: pytest.TempPathFactory, *what: str) -> list[str]:
    """What the command prints after `pip install WHAT` into an environment that only borrows the dependencies."""
    room = factory.mktemp("room")
    made = call(sys.executable, "-m", "venv", str(room), cwd=room)
    assert made.returncode == 0, made.stderr
    python = str(room / ("Scripts" if os.name == "nt" else "bin") / "python")
    done = call(python, "-m", "pip", "install", "--quiet", "--no-deps", *what, cwd=room)
    assert done.returncode == 0, done.stderr
    sites = [call(each, "-c", SITE, cwd=room).stdout.strip() for each in (python, sys.executable)]
    (Path(sites[0]) / "borrowed.pth").write_text(sites[1] + "\n", encoding="utf-8")
    return outputs([python, "-m", "aiprd"], work_folder(factory))


def test_wheel_from_the_sdist_prints_the_same(
    dists: Path, plain: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    wheel = next(dists.glob("*.whl"))
    assert installed(tmp_path_factory, str(wheel)) == plain


def test_wheel_from_the_tree_prints_the_same(plain: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert installed(tmp_path_factory, str(ROOT)) == plain


def test_editable_install_prints_the_same(plain: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert installed(tmp_path_factory, "--editable", str(ROOT)) == plain


def test_wheel_carries_schemas_templates_and_types(dists: Path) -> None:
    names = zipfile.ZipFile(next(dists.glob("*.whl"))).namelist()
    for wanted in ("aiprd/schemas/prd.schema.json", "aiprd/templates/prd.md.j2", "aiprd/py.typed"):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests/", "examples/"))]


def test_sdist_carries_what_the_tests_need(dists: Path) -> None:
    with tarfile.open(next(dists.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    for wanted in ("README.md", "LICENSE", "examples/minimal.prd.yaml", "tests/conftest.py", "schemas/prd.schema.json"):
        assert any(name.endswith("/" + wanted) for name in names), wanted
