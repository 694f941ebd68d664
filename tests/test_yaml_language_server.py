"""The JSON Schema in yaml-language-server, the one inside the YAML extensions of VS Code, Neovim, Helix and others."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT
from language_client import Client

SERVER = ROOT / "tests" / "npm" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
MODELINE = "# yaml-language-server: $schema=./prd.schema.json\n"
PRDS = [*sorted(EXAMPLES.glob("*.prd.yaml")), *sorted((ROOT / "benchmarks" / "detection" / "prds").glob("*.prd.yaml"))]
METRIC = """\
metrics:
  relevance:
    means: share of shown items that are useful
    dimension: quality
    |
"""


def aiprd(*arguments: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "aiprd", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `aiprd init` leaves it, with the schema as `aiprd schema` prints it."""
    folder = tmp_path_factory.mktemp("product")
    aiprd("init", "new.prd.yaml", "--yes", "--name", "Helper", folder=folder)
    assert (folder / "new.prd.yaml").read_text(encoding="utf-8").startswith(MODELINE)
    (folder / "prd.schema.json").write_text(aiprd("schema", folder=folder), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Client]:
    with started(folder) as client:
        yield client


@contextmanager
def started(folder: Path, **settings: object) -> Iterator[Client]:
    """The server in a folder, with the settings that its extensions give it."""
    if not (SERVER.exists() and shutil.which("node")):
        how = "missing; get it with: npm ci --prefix tests/npm"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(how)
    with Client(["node", str(SERVER), "--stdio"], folder) as client:
        client.unversioned = True
        client.settings = {"validate": True, "hover": True, "completion": True, **settings}
        items = {"snippetSupport": True, "documentationFormat": ["markdown"]}
        client.initialize(
            folder,
            textDocument={"completion": {"completionItem": items}, "hover": {"contentFormat": ["markdown"]}},
            workspace={"configuration": True},
        )
        yield client


def opened(client: Client, folder: Path, text: str, name: str = "some.prd.yaml") -> str:
    """Opens a PRD that has the modeline; a bar in it only marks a place."""
    uri = (folder / name).as_uri()
    client.told.clear()
    client.open(uri, MODELINE + text.replace("|", ""))
    return uri


def marked(text: str) -> dict[str, int]:
    """Where the bar stands in the opened text."""
    before = (MODELINE + text).partition("|")[0]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def completed(client: Client, uri: str, at: dict[str, int]) -> dict[str, dict[str, Any]]:
    found = client.at("completion", uri, at, context={"triggerKind": 1})
    return {item["label"]: item for item in (found["items"] if isinstance(found, dict) else found)}


@pytest.mark.parametrize("path", PRDS, ids=lambda path: str(path.name))
def test_no_false_error_on_real_prds(editor: Client, folder: Path, path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    modeline = lines[0].startswith("# yaml-language-server:")
    uri = opened(editor, folder, "".join(lines[1:] if modeline else lines).replace("|", "/"), path.name)
    assert editor.diagnostics(uri) == []


def test_a_new_prd_only_lacks_what_is_still_to_be_written(editor: Client, folder: Path) -> None:
    text = (folder / "new.prd.yaml").read_text(encoding="utf-8")
    found = editor.diagnostics(opened(editor, folder, text.removeprefix(MODELINE)))
    assert [each["message"] for each in found if not each["message"].startswith("Missing property")] == []


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("aiprd: 1\nmetrics:\n  m: {means: share, bettr: higher}\n", "Property bettr is not allowed.", 3),
        ("aiprd: 1\nmetricks: {}\n", "Property metricks is not allowed.", 2),
        ("aiprd: 1\nrisk:\n  tier: huge\n", "Value is not accepted.", 3),
        ("aiprd: 1\nfeasibility: {na: ''}\n", "String does not match the pattern", 2),
        ("aiprd: 1\nmetrics: {m: {launch: {n: x}}}\n", "Property n is not allowed.", 2),
    ],
)
def test_mistakes_are_reported(editor: Client, folder: Path, text: str, message: str, line: int) -> None:
    found = editor.diagnostics(opened(editor, folder, text))
    assert [each["range"]["start"]["line"] for each in found if each["message"].startswith(message)] == [line], found


def test_the_keys_of_the_format_are_offered(editor: Client, folder: Path) -> None:
    root = completed(editor, opened(editor, folder, "aiprd: 1\n|"), marked("aiprd: 1\n|"))
    assert {"product", "problem", "metrics", "requirements", "degradation", "waivers"} <= set(root)
    assert "aiprd" not in root, "a key that is there is not offered again"
    metric = completed(editor, opened(editor, folder, METRIC), marked(METRIC))
    assert {"better", "baseline", "launch", "target", "made_of", "guardrail"} <= set(metric)
    assert not {"means", "dimension", "metrics"} & set(metric)


def test_a_key_is_written_ready_to_be_filled_in(editor: Client, folder: Path) -> None:
    """Neither an example's figure nor `na` comes into the document by itself."""
    metric = completed(editor, opened(editor, folder, METRIC), marked(METRIC))
    assert metric["launch"]["insertText"] == "launch: "
    assert metric["better"]["insertText"] == "better: "
    assert metric["made_of"]["insertText"] == "made_of:\n  - "
    root = completed(editor, opened(editor, folder, "aiprd: 1\n|"), marked("aiprd: 1\n|"))
    assert root["approaches"]["insertText"] == "approaches:\n  - "
    assert root["metrics"]["insertText"].rstrip("\n ") == "metrics:"


def test_words_to_choose_from_are_offered(editor: Client, folder: Path) -> None:
    text = METRIC.replace("|", "better: |")
    assert set(completed(editor, opened(editor, folder, text), marked(text))) == {
        "higher",
        "lower",
        "watch",
        "range",
        "unknown",
    }
    text = METRIC.replace("|", "launch: |")
    assert set(completed(editor, opened(editor, folder, text), marked(text))) == {"70%", "unknown"}


def test_hover_shows_the_keys_help(editor: Client, folder: Path) -> None:
    for words, key, told in (
        (METRIC, "means", "so that two people would compute the same number"),
        (METRIC, "dimension", "Which side of the product it measures."),
        (METRIC, "metrics", "The numbers it is judged by, each with its ladder."),
        (
            "aiprd: 1\nrollout:\n  kill_switch: {within: 15min}\n",
            "within",
            "How long the way back takes once triggered.",
        ),
    ):
        uri = opened(editor, folder, words)
        at = marked(words.replace("|", "").replace(key, f"|{key}", 1))
        assert told in editor.at("hover", uri, at)["contents"]["value"]


def test_the_settings_of_the_guide_find_the_schema(folder: Path) -> None:
    """`yaml.schemas` as docs/editors.md has it, in place of the first line."""
    guide = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    settings = json.loads(guide.partition("```json\n")[2].partition("```")[0])
    with started(folder, schemas=settings["yaml.schemas"]) as client:
        for name, wrong in (("prd.yaml", True), ("shop.prd.yml", True), ("values.yaml", False)):
            uri = (folder / name).as_uri()
            client.open(uri, "aiprd: 1\nproduct: {nam: x}\n")
            told = [each["message"] for each in client.diagnostics(uri)]
            assert any("Property nam is not allowed" in message for message in told) is wrong, name
