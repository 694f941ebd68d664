"""`aiprd server`, the real process over its pipes, and Neovim as one of its editors."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT
from language_client import Client, Refusal, aiprd_server

from aiprd.fixing import applied
from aiprd.linter import Options, lint
from aiprd.prd import load
from aiprd.rules import ALL
from aiprd.server.analysis import Analysis
from aiprd.server.rename import renamed
from aiprd.server.text import Text

PRD = """\
# 😀 a PRD with characters that some editors count twice
aiprd: 1
product: {name: Helper 😀, kinds: [ranking], owner: B. Osei, stage: growth, status: building}
risk: {tier: low, why: annoyance only, wrong_looks_like: an odd suggestion}
metrics:
  relevance:
    means: share of shown items that two of three raters call useful
    dimension: quality
    better: higher
    measured_on: eval_home
    judge: j1
    baseline: {value: 12%, of: editorial homepage}
    launch: 70%
    target: {value: 80%, by: launch + 1q}
  ctr: {means: clicks per impression, dimension: engagement, better: higher, observed: {value: 4%, from: ab_2}}
requirements:
  performance:
    - relevance >= launch over 14d, n >= 10000
  fallback:
    - {when: model timeout 😀, then: popularity, within: 100ms}
  monitoring:
    - {every: 1d, alerts: [relevance, volume]}
stories:
  - as: member
    want: suggestions
    so_that: I find things
    inputs: [purchases]
    bound: relevance >= launch
    measured_by: relevance
    fallback: {when: new member, then: popularity}
data: {sources: [{id: purchases, what: purchase history}]}
components: {editorial: daily feed}
degradation:
  - {level: 1, id: full, shows: suggestions, needs: [model, purchases]}
  - {level: 2, id: popularity, shows: best sellers, needs: [editorial]}
failure_modes:
  - {id: stale, type: data, loses: [purchases], goes_to: popularity}
evaluation:
  sets: [{id: eval_home, n: 600}]
  judges: [{id: j1, model: vendor/judge-1}]
experiments:
  - {id: ab_2, primary: [ctr], guardrails: [relevance]}
rollout:
  stages: [{id: canary, share: 5%, gate: [relevance >= launch]}, {share: 100%}]
  kill_switch: {trigger: relevance < rollback over 1d, then: popularity}
monitoring: {tiers: {daily: [ctr], weekly: [relevance]}, detect_within: {relevance: 7d}}
waivers:
  - {rule: ROLL001, at: /metrics/relevance, why: agreed, until: 2030-01-01}
"""
URI = "file:///home/b/prd.yaml"


def needs(found: object, how: str) -> None:
    """A test that misses a part fails in CI and is skipped elsewhere."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"missing; get it with: {how}")


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with aiprd_server(tmp_path_factory.mktemp("work")) as client:
        client.initialize()
        yield client
    assert client.errors == ""


@pytest.fixture
def prd(editor: Client) -> Iterator[Client]:
    editor.open(URI, PRD)
    yield editor
    editor.notify("textDocument/didClose", textDocument={"uri": URI})


def units(text: str, encoding: str = "utf-16") -> int:
    """How long an editor with that encoding counts a text; the codecs of Python know."""
    return len(text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding)) // {"utf-8": 1, "utf-16": 2}.get(
        encoding, 4
    )


def position(text: str, words: str, inside: str = "", *, encoding: str = "utf-16") -> dict[str, int]:
    """Where `words` begin in the text, or where `inside` begins within them."""
    offset = text.index(words) + words.index(inside)
    line = text.count("\n", 0, offset)
    return {"line": line, "character": units(text[text.rfind("\n", 0, offset) + 1 : offset], encoding)}


def words_at(text: str, where: dict[str, Any], encoding: str = "utf-16") -> str:
    """The words that a range marks, on one line."""
    assert where["start"]["line"] == where["end"]["line"]
    line: str = text.split("\n")[where["start"]["line"]]
    counted = [units(line[:index], encoding) for index in range(len(line) + 1)]
    return line[counted.index(where["start"]["character"]) : counted.index(where["end"]["character"])]


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after a workspace edit, as an editor makes it."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: list(edit["range"]["start"].values()), reverse=True):
        start, end = edit["range"]["start"], edit["range"]["end"]
        before = lines[start["line"]].encode("utf-16-le")[: 2 * start["character"]].decode("utf-16-le")
        after = lines[end["line"]].encode("utf-16-le")[2 * end["character"] :].decode("utf-16-le")
        lines[start["line"] : end["line"] + 1] = (before + edit["newText"] + after).split("\n")
    return "\n".join(lines)


def codes(found: list[dict[str, Any]]) -> set[str]:
    return {diagnostic["code"] for diagnostic in found}


def insert(at: dict[str, int], text: str) -> dict[str, Any]:
    return {"range": {"start": at, "end": at}, "text": text}


# Findings


def test_findings_are_those_of_the_command(editor: Client, tmp_path: Path) -> None:
    example = EXAMPLES / "athena-as-told.prd.yaml"
    uri = example.as_uri()
    editor.open(uri, example.read_text(encoding="utf-8"))
    shown = editor.diagnostics(uri)
    command = [sys.executable, "-m", "aiprd", "lint", str(example), "--format", "json", "--isolated"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    told = [each for each in json.loads(done.stdout)["files"][0]["findings"] if each["waived"] is None]
    assert [(each["code"], each["range"]["start"]["line"] + 1) for each in shown] == [
        (each["code"], each["line"]) for each in told
    ]
    severities = {"error": 1, "warning": 2, "info": 3}
    assert [each["severity"] for each in shown] == [severities[each["severity"]] for each in told]
    assert [each["message"].partition("\n")[0] for each in shown] == [each["message"] for each in told]
    related = [len(each.get("relatedInformation", ())) for each in shown]
    assert related == [len(each["related"]) for each in told]
    assert max(related) > 1
    assert all(each["source"] == "aiprd" for each in shown)
    page = shown[0]["codeDescription"]["href"].partition("#")[2]
    assert page == f"{shown[0]['code'].lower()}-{ALL[shown[0]['code']].name}"


def test_waived_findings_are_not_shown_and_useless_waivers_fade(prd: Client) -> None:
    line = "    launch: 70%\n"
    assert "GOAL004" in codes(prd.diagnostics(URI)), "this test needs a finding on the launch line or its metric"
    prd.change(URI, {"text": PRD.replace("  relevance:\n", "  relevance:  # aiprd: allow GOAL004 because a pilot\n")})
    assert "GOAL004" not in codes(prd.diagnostics(URI))
    prd.change(URI, {"text": PRD.replace(line, "    launch: 70%  # aiprd: allow FORM001 because of nothing\n")})
    useless = [each for each in prd.diagnostics(URI) if each["code"] == "WAIV003"]
    assert [each["tags"] for each in useless if "FORM001" in each["message"]] == [[1]]


def test_incremental_edits_are_followed(prd: Client) -> None:
    at = position(PRD, "then: popularity, within", "larity")
    version = prd.change(URI, insert(at, "😀x"), insert({**at, "character": at["character"] + 3}, "y"))
    found = [each for each in prd.diagnostics(URI, version) if each["code"] == "FORM007"]
    text = PRD.replace("then: popularity, within", "then: popu😀xylarity, within")
    assert [words_at(text, each["range"]) for each in found] == ["popu😀xylarity"]
    prd.change(URI, {"range": {"start": at, "end": {**at, "character": at["character"] + 4}}, "text": ""})
    assert "FORM007" not in codes(prd.diagnostics(URI))


@pytest.mark.parametrize("char", ["\u2028", "\x0c", "\x85", "\x0b", "\x1c"])
def test_lines_end_where_editors_end_them(prd: Client, char: str) -> None:
    text = PRD.replace("# 😀 a PRD", f"# a{char}PRD").replace("then: popularity, within", "then: popularitx, within")
    prd.change(URI, {"text": text})
    at = position(text, "then: popularitx", "x")
    prd.change(URI, {"range": {"start": at, "end": {**at, "character": at["character"] + 1}}, "text": "z"})
    found = [each for each in prd.diagnostics(URI) if each["code"] == "FORM007"]
    assert [words_at(text.replace("popularitx", "popularitz"), each["range"]) for each in found] == ["popularitz"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_in_the_editors_units(tmp_path: Path, encoding: str) -> None:
    text = PRD.replace("timeout 😀, then: popularity", "timeout 😀é, then: popularitx")
    with aiprd_server(tmp_path) as client:
        offered = [encoding, "utf-16"] if encoding != "utf-16" else ["utf-7", "utf-16"]
        assert client.initialize(general={"positionEncodings": offered})["positionEncoding"] == encoding
        client.open(URI, text)
        found = [each for each in client.diagnostics(URI) if each["code"] == "FORM007"]
        assert [words_at(text, each["range"], encoding) for each in found] == ["popularitx"]
        at = position(text, "then: popularitx", "x", encoding=encoding)
        client.change(URI, {"range": {"start": at, "end": {**at, "character": at["character"] + 1}}, "text": "y"})
        assert "FORM007" not in codes(client.diagnostics(URI))


def test_only_prds_are_judged(editor: Client) -> None:
    bad = "aiprd: 1\nproduct: {nam: x}\n"
    for uri, language, text, judged in (
        ("file:///x/prd.yml", "yaml", bad, True),
        ("file:///x/a.prd.yaml", "plaintext", bad, True),
        ("file:///x/values.yaml", "yaml", bad, True),
        ("untitled:Untitled-1", "yaml", bad, True),
        ("file:///x/values.json", "json", bad, False),
        ("file:///x/deploy.yaml", "yaml", "kind: Pod\nspec: {aiprd: 1}\n", False),
    ):
        editor.open(uri, text, language)
        if judged:
            assert "FORM001" in codes(editor.diagnostics(uri)), uri
        else:
            assert editor.at("hover", uri, {"line": 0, "character": 1}) is None
            assert not any(message["params"].get("uri") == uri for message in editor.told), uri


def test_what_is_no_prd_any_more_is_cleared_away(editor: Client) -> None:
    uri = "file:///x/notes.yaml"
    editor.open(uri, "aiprd: 1\nproduct: {nam: x}\n")
    assert editor.diagnostics(uri)
    editor.change(uri, {"text": "product: {nam: x}\n"})
    assert editor.diagnostics(uri) == []
    editor.open(uri, "aiprd: 1\nproduct: {nam: x}\n")
    assert editor.diagnostics(uri)
    editor.told.clear()
    editor.notify("textDocument/didClose", textDocument={"uri": uri})
    editor.listen(lambda: bool(editor.told), "the clearing")
    assert editor.told[-1]["params"] == {"uri": uri, "diagnostics": []}


def test_only_the_newest_text_is_judged(prd: Client) -> None:
    for count in range(30):
        prd.change(URI, {"text": PRD.replace("popularity, within", f"popularity_{count}, within")})
    found = [each["message"] for each in prd.diagnostics(URI) if each["code"] == "FORM007"]
    assert "popularity_29" in found[0]


# Help


def test_hover_on_a_metric_shows_its_ladder_wherever_it_is_used(prd: Client) -> None:
    for words, inside in (
        ("  relevance:", "relevance"),
        ("- relevance >= launch", "relevance"),
        ("alerts: [relevance", "relevance"),
        ("trigger: relevance <", "relevance"),
        ("measured_by: relevance", "relevance"),
        ("detect_within: {relevance", "relevance"),
        ("- relevance >= launch", "launch"),
    ):
        told = prd.at("hover", URI, position(PRD, words, inside))["contents"]
        assert told["kind"] == "markdown"
        for expected in (
            "two of three raters",
            "higher is better",
            "| Baseline | 12%",
            "| Launch | 70%",
            "| Target | 80%",
        ):
            assert expected in told["value"], (words, expected)


def test_hover_on_a_key_shows_its_help(prd: Client) -> None:
    told = prd.at("hover", URI, position(PRD, "goes_to: popularity"))["contents"]["value"]
    assert "The degradation level it leads to." in told
    assert prd.at("hover", URI, position(PRD, "relevance:\n    means: share", "share")) is None


def test_hover_on_a_finding_shows_the_rules_page(prd: Client) -> None:
    text = PRD.replace("then: popularity, within", "then: popularitx, within")
    prd.change(URI, {"text": text})
    told = prd.at("hover", URI, position(text, "then: popularitx", "x"))["contents"]["value"]
    assert "FORM007" in told
    assert ALL["FORM007"].page.summary in told
    assert ALL["FORM007"].page.bad[0].rstrip() in told


def test_hover_holds_no_markup_of_the_documents_own(prd: Client) -> None:
    text = PRD.replace("two of three raters call useful", "<script> ![x](http://evil) raters call useful")
    prd.change(URI, {"text": text})
    told = prd.at("hover", URI, position(text, "- relevance >= launch", "relevance"))["contents"]["value"]
    assert "raters call useful" in told
    assert "<script" not in told
    assert "![x](" not in told


# Quick fixes


def fixes(client: Client, at: dict[str, int]) -> list[dict[str, Any]]:
    document, where = {"uri": URI}, {"start": at, "end": at}
    found: list[dict[str, Any]] = client.request(
        "textDocument/codeAction", textDocument=document, range=where, context={"diagnostics": []}
    )
    return found


def test_a_misspelt_name_is_mended(prd: Client) -> None:
    text = PRD.replace("timeout 😀, then: popularity", "timeout 😀, then: popularitx")
    prd.change(URI, {"text": text})
    actions = fixes(prd, position(text, "popularitx"))
    mend = next(action for action in actions if action["title"].startswith("FORM007: popularity"))
    assert mend["kind"] == "quickfix"
    assert codes(mend["diagnostics"]) == {"FORM007"}
    assert edited(text, mend["edit"]["changes"][URI]) == PRD


def test_a_missing_answer_is_added_or_said_to_be_unknown(prd: Client) -> None:
    text = PRD.replace("baseline: {value: 12%, of: editorial homepage}\n    ", "")
    prd.change(URI, {"text": text})
    missing = next(each for each in prd.diagnostics(URI) if each["code"] == "BASE001")
    titles = {action["title"]: action for action in fixes(prd, missing["range"]["start"])}
    unknown = titles["BASE001: write down that it is still unknown"]
    after = edited(text, unknown["edit"]["changes"][URI])
    assert "baseline: unknown" in after
    prd.change(URI, {"text": after})
    weights = [each["severity"] for each in prd.diagnostics(URI) if each["code"] == "BASE001"]
    assert all(weight > missing["severity"] for weight in weights)


def test_a_finding_is_accepted_in_a_comment(prd: Client) -> None:
    found = next(each for each in prd.diagnostics(URI) if each["code"] == "GOAL004")
    action = next(each for each in fixes(prd, found["range"]["start"]) if each["title"].startswith("GOAL004: accept"))
    after = edited(PRD, action["edit"]["changes"][URI])
    assert "# aiprd: allow GOAL004 because …" in after
    prd.change(URI, {"text": after.replace("because …", "because we pilot first")})
    assert "GOAL004" not in codes(prd.diagnostics(URI))


def test_the_comment_stands_above_where_the_line_cannot_take_one(prd: Client) -> None:
    text = PRD.replace("  relevance:\n", "  relevance:  # see the report\n")
    prd.change(URI, {"text": text})
    found = next(each for each in prd.diagnostics(URI) if each["code"] == "GOAL004")
    action = next(each for each in fixes(prd, found["range"]["start"]) if each["title"].startswith("GOAL004: accept"))
    after = edited(text, action["edit"]["changes"][URI])
    assert "  # aiprd: allow GOAL004 because …\n  relevance:  # see the report\n" in after


# Names


@pytest.mark.parametrize(
    ("words", "inside", "definition"),
    [
        ("- relevance >= launch", "relevance", "  relevance:"),
        ("- relevance >= launch", "launch", "    launch: 70%"),
        (
            "timeout 😀, then: popularity",
            "popularity",
            "  - {level: 2, id: popularity, shows: best sellers, needs: [editorial]}",
        ),
        (
            "goes_to: popularity",
            "popularity",
            "  - {level: 2, id: popularity, shows: best sellers, needs: [editorial]}",
        ),
        ("inputs: [purchases]", "purchases", "data: {sources: [{id: purchases, what: purchase history}]}"),
        ("needs: [editorial]", "editorial", "components: {editorial: daily feed}"),
        ("measured_on: eval_home", "eval_home", "  sets: [{id: eval_home, n: 600}]"),
        ("judge: j1", "j1", "  judges: [{id: j1, model: vendor/judge-1}]"),
        ("from: ab_2", "ab_2", "  - {id: ab_2, primary: [ctr], guardrails: [relevance]}"),
    ],
)
def test_go_to_definition(prd: Client, words: str, inside: str, definition: str) -> None:
    (found,) = prd.at("definition", URI, position(PRD, words, inside))
    assert found["uri"] == URI
    assert PRD.split("\n")[found["range"]["start"]["line"]] == definition
    assert words_at(PRD, found["range"]) == inside


def test_find_all_references(prd: Client) -> None:
    asked = position(PRD, "goes_to: popularity", "popularity")
    for definitions, count in ((True, 5), (False, 4)):
        found = prd.at("references", URI, asked, context={"includeDeclaration": definitions})
        assert [words_at(PRD, each["range"]) for each in found] == ["popularity"] * count
    assert prd.at("references", URI, position(PRD, "I find things"), context={"includeDeclaration": True}) is None


def test_rename_reaches_every_use(prd: Client) -> None:
    for words, inside, name in (
        ("- relevance >= launch", "relevance", "usefulness"),
        ("id: popularity", "popularity", "best_sellers"),
        ("inputs: [purchases]", "purchases", "orders"),
        ("measured_on: eval_home", "eval_home", "eval_2"),
        ("from: ab_2", "ab_2", "ab_3"),
        ("id: canary", "canary", "first"),
    ):
        edits = prd.at("rename", URI, position(PRD, words, inside), newName=name)["changes"][URI]
        assert edited(PRD, edits) == PRD.replace(inside, name), inside
        prepared = prd.at("prepareRename", URI, position(PRD, words, inside))
        assert prepared["placeholder"] == words_at(PRD, prepared["range"]) == inside


@pytest.mark.parametrize("example", ["athena-repaired", "support-agent"])
def test_nothing_dangles_when_every_name_is_changed(example: str) -> None:
    """In this process: as many renames as there are names, one upon the other."""
    text, file = (EXAMPLES / f"{example}.prd.yaml").read_text(encoding="utf-8"), f"{example}.prd.yaml"
    before = Analysis(Text(text), file)
    count = sum(mention.defines for mention in before.mentions)
    assert count > 50
    for index in range(count):
        analysis = Analysis(Text(text), file)
        definition = [mention for mention in analysis.mentions if mention.defines][index]
        if not definition.name.startswith("name_"):  # a slice is defined in several places
            text = applied(text, renamed(analysis, definition.span.start, f"name_{index}"))
    after = Analysis(Text(text), file)
    assert all(mention.name.startswith("name_") for mention in after.mentions)
    assert len(after.mentions) == len(before.mentions)
    _, flaws = load(after.document.data)
    assert flaws == []
    found = {flaw.code for flaw in lint(text, file, Options(739942)).diagnostics}
    assert not found & {"EVID001", "EVID002", "FAIR002", "ROUT001"}


@pytest.mark.parametrize(
    ("words", "name", "why"),
    [
        ("better: higher", "worse", "`better` is a key of the format"),
        ("I find things", "x", "no name that this document defines"),
        ("relevance >= launch", "ctr", "something is called `ctr` already"),
        ("relevance >= launch", "target", "means something else"),
        ("relevance >= launch", "P95", "means something else"),
        ("relevance >= launch", "yes", "means something else"),
        ("relevance >= launch", "two words", "cannot be a name"),
        ("relevance >= launch", "a: b", "cannot be a name"),
        ("relevance >= launch", "", "cannot be a name"),
    ],
)
def test_rename_is_refused_with_a_reason(prd: Client, words: str, name: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        prd.at("rename", URI, position(PRD, words), newName=name)


def test_outline(prd: Client) -> None:
    found = prd.request("textDocument/documentSymbol", textDocument={"uri": URI})
    tree = {section["name"]: [entry["name"] for entry in section["children"]] for section in found}
    assert list(tree)[:4] == ["aiprd", "product", "risk", "metrics"]
    assert tree["metrics"] == ["relevance", "ctr"]
    assert tree["degradation"] == ["full", "popularity"]
    rollout = next(section for section in found if section["name"] == "rollout")
    stages = next(entry for entry in rollout["children"] if entry["name"] == "stages")
    assert [entry["name"] for entry in stages["children"]] == ["canary", "100%"]
    assert words_at(PRD, stages["selectionRange"]) == "stages"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("business: {value_of: |}", {"relevance", "ctr"}),
        ("business:\n  value_of: |", {"relevance", "ctr"}),
        ("business:\n  value_of: rel|", {"relevance", "ctr"}),
        ("limitations:\n  - {what: new members, fallback: |}", {"full", "popularity"}),
        ("drift:\n  watch: [relevance, |]", {"relevance", "ctr"}),
        ("drift:\n  watch:\n    - |", {"relevance", "ctr"}),
        ("change: {envelope: [{what: retraining, bound: |}]}", {"relevance", "ctr"}),
        ("change: {envelope: [{what: retraining, bound: relevance >= |}]}", {"baseline", "launch", "target"}),
        ("change: {envelope: [{what: retraining, bound: relevance >= la|}]}", {"baseline", "launch", "target"}),
        ("change: {envelope: [{what: retraining, bound: relevance >= launch over |}]}", set()),
        ("change: {envelope: [{what: retraining, bound: relevance |}]}", set()),
        ("ethics: {groups: |}", set()),
        ("# a comment |", set()),
    ],
)
def test_completion(prd: Client, line: str, offered: set[str]) -> None:
    text = PRD + line.replace("|", "") + "\n"
    prd.change(URI, {"text": text})
    at = position(PRD + line, line, "|")
    items = prd.at("completion", URI, at)
    assert {item["label"] for item in items} == offered
    for item in items:
        after = edited(text, [item["textEdit"]])
        assert item["label"] in after
        assert "re" + item["label"] not in after, "what was typed is replaced"


def test_completion_of_sets_judges_and_components(prd: Client) -> None:
    for words, inside, offered in (
        ("measured_on: eval_home", "eval_home", {"eval_home"}),
        ("judge: j1", "j1", {"j1"}),
        ("needs: [editorial]", "editorial", {"purchases", "editorial", "model"}),
        ("alerts: [relevance", "relevance", {"relevance", "ctr", "volume"}),
    ):
        assert {item["label"] for item in prd.at("completion", URI, position(PRD, words, inside))} == offered


# Configuration


def test_a_changed_configuration_judges_anew(tmp_path: Path) -> None:
    with aiprd_server(tmp_path) as client:
        client.initialize(tmp_path, workspace={"didChangeWatchedFiles": {"dynamicRegistration": True}})
        uri = (tmp_path / "prd.yaml").as_uri()
        client.open(uri, PRD)
        assert "GOAL004" in codes(client.diagnostics(uri))
        (asked,) = (each for each in client.asked if each["method"] == "client/registerCapability")
        (watched,) = asked["params"]["registrations"]
        assert watched["method"] == "workspace/didChangeWatchedFiles"
        globs = {each["globPattern"] for each in watched["registerOptions"]["watchers"]}
        assert {"**/.aiprd.yaml", "**/pyproject.toml"} <= globs

        configuration = tmp_path / ".aiprd.yaml"
        configuration.write_text("ignore: {GOAL004: we plan no further}\n", encoding="utf-8")
        client.told.clear()
        changed = {"uri": configuration.as_uri(), "type": 1}
        client.notify("workspace/didChangeWatchedFiles", changes=[changed])
        assert "GOAL004" not in codes(client.diagnostics(uri))

        configuration.unlink()
        client.told.clear()
        client.notify("textDocument/didSave", textDocument={"uri": configuration.as_uri()})
        assert "GOAL004" in codes(client.diagnostics(uri))


def test_a_broken_configuration_is_told_once_and_the_defaults_hold(tmp_path: Path) -> None:
    (tmp_path / ".aiprd.yaml").write_text("ignroe: {}\n", encoding="utf-8")
    with aiprd_server(tmp_path) as client:
        client.initialize(tmp_path)
        uri = (tmp_path / "prd.yaml").as_uri()
        client.open(uri, PRD)
        assert "GOAL004" in codes(client.diagnostics(uri))
        client.change(uri, {"text": PRD + "\n"})
        assert "GOAL004" in codes(client.diagnostics(uri))
        told = [each["params"]["message"] for each in client.told if each["method"] == "window/showMessage"]
        assert len(told) == 1
        assert ".aiprd.yaml" in told[0]
        assert "ignroe" in told[0]


# Whatever comes


STRANGE = (
    "'",
    '"',
    "[",
    "{",
    ": ",
    "- ",
    "\t",
    "&a ",
    "*a ",
    "!x ",
    "\x00",
    "\u2028",
    "😀",
    ">",
    "|",
    "#",
    "\r",
    "<<: ",
)


def refused(client: Client, method: str, at: dict[str, int], **more: Any) -> int | None:
    """The code of the refusal that a request about a place meets; None when it is granted."""
    try:
        client.at(method, URI, at, **more)
    except Refusal as refusal:
        return int(refusal.code)
    return None


def test_half_typed_texts_are_answered(editor: Client) -> None:
    editor.open(URI, PRD)
    editor.told.clear()
    for index, offset in enumerate(range(0, len(PRD), len(PRD) // 60)):
        text = PRD[:offset] + STRANGE[index % len(STRANGE)] + (PRD[offset:] if index % 2 else "")
        editor.change(URI, {"text": text})
        at = {"line": PRD.count("\n", 0, offset), "character": offset - PRD.rfind("\n", 0, offset) - 1}
        for method in ("hover", "completion", "definition"):
            editor.at(method, URI, at)
        editor.at("references", URI, at, context={"includeDeclaration": True})
        editor.request("textDocument/documentSymbol", textDocument={"uri": URI})
        fixes(editor, at)
        assert refused(editor, "prepareRename", at) in {None, -32803}
        assert refused(editor, "rename", at, newName="other") in {None, -32803}
        editor.diagnostics(URI)
    assert [message for message in editor.told if message["method"] == "window/logMessage"] == []


def test_strange_uris(editor: Client) -> None:
    for uri in (
        "",
        "prd.yaml",
        "http://[::1",
        "file:///%00/prd.yaml",
        "file:///c%3A/x/prd.yaml",
        "file://host/x/prd.yaml",
        "git:/x/prd.yaml?{}",
        "file:///%zz.prd.yaml",
        f"file:///{'x' * 5000}.prd.yaml",
    ):
        editor.open(uri, PRD)
        assert editor.diagnostics(uri), uri
        assert editor.at("hover", uri, position(PRD, "goes_to")), uri
    assert editor.at("hover", "file:///etc/passwd", {"line": 0, "character": 0}) is None, "only what is open is read"


def test_messages_that_are_none(editor: Client) -> None:
    for body in (
        b"{not json",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"jsonrpc":"2.0","id":"?","method":"textDocument/hover","params":{"x":1}}',
    ):
        editor.write(body)
    editor.notify("textDocument/didChange", textDocument={"uri": "never opened", "version": 2}, contentChanges=[])
    editor.notify("textDocument/didClose", textDocument={"uri": "never opened"})
    with pytest.raises(Refusal):
        editor.request("textDocument/nonsense")
    editor.open(URI, PRD)
    assert editor.diagnostics(URI)
    for far in ({"line": 10**6, "character": 10**6}, {"line": 0, "character": 10**6}):
        assert editor.at("definition", URI, far) is None


def test_a_huge_document_holds_nobody_up(editor: Client) -> None:
    metric = "  m{0}:\n    means: share of the cases that count for step {0}\n    dimension: quality\n    better: higher\n    launch: 70%\n"
    huge = PRD.replace("metrics:\n", "metrics:\n" + "".join(metric.format(index) for index in range(10_000)))
    assert len(huge) > 1_000_000
    uri = "file:///x/huge.prd.yaml"
    editor.open(URI, PRD)
    editor.diagnostics(URI)
    editor.open(uri, huge)
    started = time.perf_counter()
    assert editor.at("hover", URI, position(PRD, "goes_to"))
    waited = time.perf_counter() - started
    number = editor.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": 9, "character": 4})
    editor.notify("$/cancelRequest", id=number)
    with pytest.raises(Refusal) as refused:
        editor.answer(number)
    assert refused.value.code == -32800
    assert editor.diagnostics(uri)
    assert waited < (time.perf_counter() - started) / 4, "answered while the huge one is judged"
    editor.notify("textDocument/didClose", textDocument={"uri": uri})


def test_an_edit_is_answered_at_once(editor: Client, record_property: Any) -> None:
    """8 KB, each edit through the real protocol; ten times what it takes on an idle machine, for busy ones."""
    text = (ROOT / "benchmarks" / "detection" / "prds" / "docs-search.prd.yaml").read_text(encoding="utf-8")
    text = text[: text.rindex("\n", 0, 8192) + 1]
    uri = "file:///x/speed.prd.yaml"
    editor.open(uri, text)
    editor.diagnostics(uri)
    at = position(text, "means: ", ": ")
    took = []
    for index in range(40):
        editor.told.clear()
        started = time.perf_counter()
        editor.change(uri, insert({**at, "character": at["character"] + 2}, "abc "[index % 4]))
        editor.diagnostics(uri)
        took.append(time.perf_counter() - started)
    record_property("median_ms", round(1000 * statistics.median(took), 1))
    assert statistics.median(took) < 0.15


# The command


def test_without_the_extra_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['pygls'] = None; import importlib.util as u; find = u.find_spec; u.find_spec = lambda name, *more: None if name == 'pygls' else find(name, *more)"
    code = f"{hide}; from aiprd.__main__ import main; sys.argv = ['aiprd', 'server']; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "aiprd: the language server needs an extra: pip install 'aiprd[server]'\n"


def test_it_leaves_when_the_editor_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aiprd", "server"],
        cwd=tmp_path,
        input=b"",
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


# Editors


def test_neovim(tmp_path: Path) -> None:
    """Findings, go to definition and a quick fix, as Neovim's own client asks for them and carries them out."""
    needs(shutil.which("nvim"), "apt-get install neovim")
    text = PRD.replace("timeout 😀, then: popularity", "timeout 😀, then: popularitx")
    (tmp_path / "prd.yaml").write_text(text, encoding="utf-8")
    seen = tmp_path / "seen.json"
    server = [sys.executable, "-m", "aiprd", "server"]
    told = {
        "SERVER": json.dumps(server),
        "SEEN": str(seen),
        "MISSPELT": "popularitx",
        "FIX": "FORM007: popularity",
        "CODE": "FORM007",
    }
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **{f"AIPRD_{name}": value for name, value in told.items()}}
    session = ROOT / "tests" / "nvim" / "session.lua"
    done = subprocess.run(
        ["nvim", "--headless", "--clean", "-n", "prd.yaml", "-c", f"luafile {session}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert seen.exists(), done.stderr
    result = json.loads(seen.read_text(encoding="utf-8"))
    assert "problem" not in result, (result, done.stderr)
    assert {"code": "FORM007", "words": "popularitx"} in result["findings"]
    assert result["definition"] == "  relevance:"
    assert result["text"] == PRD.rstrip("\n")
