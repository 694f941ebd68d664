"""SARIF, held to the official schema, to what GitHub's code scanning asks for, and to what the standard says of links."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator, FormatChecker
from runs import ATTACK, CONTROLS, FAILURES, NAMES, OPTIONS, RUNS, SMALL, hostile, waived

from aiprd.diagnostic import Diagnostic, Span
from aiprd.document import Document
from aiprd.linter import lint
from aiprd.reporters import Run
from aiprd.reporters.filenames import forward
from aiprd.reporters.sarif import SCHEMA, as_sarif

OFFICIAL = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(OFFICIAL, format_checker=FormatChecker())

URI = re.compile(r"[A-Za-z0-9._~/%:-]+")


def log_of(run: Run) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(as_sarif(run))
    return log


def run_of(run: Run) -> dict[str, Any]:
    (only,) = log_of(run)["runs"]
    assert isinstance(only, dict)
    return only


def errors(log: object) -> list[str]:
    return [f"{list(error.path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(log)]


@pytest.mark.parametrize("which", RUNS)
def test_official_schema(which: str) -> None:
    assert errors(log_of(RUNS[which])) == []


def test_schema_is_the_one_the_log_names_and_refuses_what_is_wrong() -> None:
    assert OFFICIAL["id"] == SCHEMA
    log = log_of(RUNS["waived"])
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert errors(log)


@pytest.mark.parametrize("which", RUNS)
def test_demands_of_code_scanning(which: str) -> None:
    """The properties that its documentation calls required; an empty string counts as missing."""
    only = run_of(RUNS[which])
    assert only["tool"]["driver"]["name"]
    for rule in only["tool"]["driver"]["rules"]:
        assert rule["id"]
        assert len(rule["name"]) <= 255
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
    for result in only["results"]:
        assert result["message"]["text"].strip()
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        region = location["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        assert all(result["partialFingerprints"].values())


@pytest.mark.parametrize("which", RUNS)
def test_rules_are_those_that_occur(which: str) -> None:
    only = run_of(RUNS[which])
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    assert rules == sorted({result["ruleId"] for result in only["results"]})
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in only["results"])


def test_help_of_an_address_is_only_given_where_it_is_one() -> None:
    report = waived()
    (first, *_) = report.diagnostics
    for url, wanted in (("https://prd.example/rules#x", True), ("docs/rules.md#x", False), ("https://x\ny", False)):
        linked = report.replaced(diagnostics=(first._replace(url=url),))
        (rule,) = run_of(Run([linked], ()))["tool"]["driver"]["rules"]
        assert (rule.get("helpUri") == url) is wanted


def test_region_marks_the_text_in_code_points() -> None:
    source = 'product: {name: "製品 😀", kinds: [rankng]}\n'
    report = lint(source, "a.prd.yaml", OPTIONS)
    only = run_of(Run([report], ()))
    assert only["columnKind"] == "unicodeCodePoints"
    (result,) = [result for result in only["results"] if result["ruleId"] == "FORM003"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == region["endLine"] == 1
    assert source[region["startColumn"] - 1 : region["endColumn"] - 1] == "rankng"
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "/product/kinds/0", "name": "0"}]


@pytest.mark.parametrize("name", NAMES)
def test_address_of_a_file(name: str) -> None:
    only = run_of(Run([lint(SMALL, name, OPTIONS)], ()))
    addresses = {
        *(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in only["results"]),
        *(artifact["location"]["uri"] for artifact in only["artifacts"]),
    }
    (address,) = addresses
    assert URI.fullmatch(address)
    assert ":" not in address.removeprefix("file:").partition("/")[0]
    path = forward(name)
    raw = path.encode("utf-8", "replace" if "\ud800" in path else "surrogateescape")
    assert unquote_to_bytes(address.removeprefix("file://")) == raw


def test_other_side_is_a_place_that_the_message_links_to() -> None:
    only = run_of(RUNS["waived"])
    (result,) = [result for result in only["results"] if result["ruleId"] == "GOAL002"]
    (other,) = result["relatedLocations"]
    assert other["message"]["text"] == "launch is 80%"
    assert other["physicalLocation"]["region"]["startLine"] == 6
    assert "See line 6: [launch is 80%](1)." in result["message"]["text"]


def test_a_document_makes_no_link() -> None:
    report = hostile()
    assert "](https://e.example)" in ATTACK
    text = as_sarif(Run([report], ()))
    messages = [result["message"]["text"] for result in json.loads(text)["runs"][0]["results"]]
    assert any("[link] (https://e.example)" in message for message in messages)
    for message in messages:
        assert set(re.findall(r"\]\(([^)]*)\)", message)) <= {"1", "2", "3", "4"}


def test_texts_hold_nothing_that_steers() -> None:
    only = run_of(Run([hostile(ATTACK)], FAILURES))
    texts = [note["message"]["text"] for note in only["invocations"][0]["toolExecutionNotifications"]]
    for result in only["results"]:
        texts += [result["message"]["text"], result["properties"]["fix"]]
        texts += [other["message"]["text"] for other in result.get("relatedLocations", ())]
    assert not set("".join(texts)) & CONTROLS


def test_waived_findings_are_suppressed_with_the_reason() -> None:
    results = run_of(RUNS["waived"])["results"]
    found = {result["ruleId"]: result.get("suppressions") for result in results}
    assert found.pop("FORM015") == [{"kind": "inSource", "status": "accepted", "justification": "on trial"}]
    assert set(found.values()) == {None}


def test_failures_are_told_and_the_run_did_not_succeed() -> None:
    (invocation,) = run_of(RUNS["failures"])["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["error"] * len(FAILURES)
    assert notes[0]["message"]["text"] == "gone.prd.yaml: no such file"
    assert notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone.prd.yaml"
    (invocation,) = run_of(RUNS["clean"])["invocations"]
    assert (invocation["executionSuccessful"], invocation["toolExecutionNotifications"]) == (True, [])


def test_fixes_of_the_caller_are_told_exactly() -> None:
    def fixes(document: Document, found: Diagnostic) -> list[tuple[Span, str]]:
        start = document.text.index("rankng")
        return [(Span(start, start + len("rankng")), "ranking")] if found.code == "FORM003" else []

    log = json.loads(as_sarif(RUNS["waived"], fixes))
    assert errors(log) == []
    fixed = {result["ruleId"]: result["fixes"] for result in log["runs"][0]["results"] if "fixes" in result}
    assert list(fixed) == ["FORM003"]
    (change,) = fixed["FORM003"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "docs/small.prd.yaml"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 32, "endLine": 2, "endColumn": 38},
            "insertedContent": {"text": "ranking"},
        }
    ]
