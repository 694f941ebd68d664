"""JUnit, GitHub and GitLab reports, read by what reads them or as their readers are documented and written."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from conftest import EXAMPLES
from jsonschema import Draft7Validator
from junitparser import Error, Failure, JUnitXml, Skipped
from runs import ATTACK, CONTROLS, FAILURES, RUNS, hostile, waived

from aiprd.cli.group import aiprd
from aiprd.diagnostic import Severity
from aiprd.reporters import Run
from aiprd.reporters.github import as_github
from aiprd.reporters.gitlab import as_gitlab
from aiprd.reporters.junit import as_junit

# What the schema of Jenkins' xUnit plugin (junit-10.xsd) lets stand in the elements we write: attributes, those among
# them that must be there, and children. It refuses a report with anything else.
JENKINS = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package",
         "file", "log", "url"},
        {"name", "tests", "failures", "errors"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "time", "classname", "group"},
        {"name"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
    "skipped": ({"type", "message"}, set(), set()),
    "system-out": (set(), set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("which", RUNS)
def test_junit_is_what_jenkins_accepts(which: str) -> None:
    for element in ET.fromstring(as_junit(RUNS[which])).iter():  # noqa: S314 - our own output
        allowed, required, children = JENKINS[element.tag]
        assert required <= set(element.attrib) <= allowed
        assert {child.tag for child in element} <= children


@pytest.mark.parametrize("which", RUNS)
def test_junit_totals_are_what_a_reader_counts(which: str) -> None:
    told = JUnitXml.fromstring(as_junit(RUNS[which]).encode())
    counted = JUnitXml.fromstring(as_junit(RUNS[which]).encode())
    counted.update_statistics()  # type: ignore[no-untyped-call]
    assert (told.tests, told.failures, told.errors) == (counted.tests, counted.failures, counted.errors)
    for one, other in zip(told, counted, strict=True):
        assert (one.tests, one.failures, one.errors, one.skipped) == (
            other.tests, other.failures, other.errors, other.skipped
        )  # fmt: skip
        assert one.tests == len(list(one)) > 0


@pytest.mark.parametrize("which", RUNS)
def test_junit_tests_have_names_of_their_own(which: str) -> None:
    for suite in JUnitXml.fromstring(as_junit(RUNS[which]).encode()):
        names = [case.name for case in suite]
        assert len(names) == len(set(names))


def outcomes(run: Run) -> dict[str, list[type]]:
    (suite,) = JUnitXml.fromstring(as_junit(run).encode())
    return {case.name.partition(" ")[0]: [type(result) for result in case.result] for case in suite}


def test_junit_fails_where_the_run_does() -> None:
    assert outcomes(RUNS["waived"]) == {
        "FORM003": [Failure], "GOAL002": [Failure], "GOAL005": [], "GOAL017": [], "FORM015": [Skipped]
    }  # fmt: skip
    file = "docs/small.prd.yaml"
    strict = outcomes(Run([waived()], (), fail_on={file: Severity.WARNING}))
    assert (strict["GOAL005"], strict["GOAL017"], strict["FORM015"]) == ([Failure], [], [Skipped])
    never = outcomes(Run([waived()], (), fail_on={file: None}))
    assert Failure not in {kind for kinds in never.values() for kind in kinds}


def test_junit_of_a_clean_and_of_an_unreadable_file() -> None:
    assert outcomes(RUNS["clean"]) == {"no": []}
    suites = list(JUnitXml.fromstring(as_junit(RUNS["only failures"]).encode()))
    assert [suite.errors for suite in suites] == [1] * len(FAILURES)
    (case,) = suites[0]
    assert [(type(result), result.message) for result in case.result] == [(Error, "no such file")]


def test_junit_tells_a_lesser_finding_in_a_test_that_passed() -> None:
    (suite,) = JUnitXml.fromstring(as_junit(RUNS["waived"]).encode())
    (case,) = [case for case in suite if case.name.startswith("GOAL017")]
    assert case.is_passed
    assert case.system_out.startswith("info: metric `hits`")


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def commands(log: str) -> Iterator[Command | str]:
    """A step's log as GitHub's runner takes it line by line: commands, or plain text.

    The order of the replacements is the runner's own. Of the older form, ##[command], any place in a line will do.
    """
    for line in log.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        head, found, data = line.lstrip().removeprefix("::").partition("::")
        if not line.lstrip().startswith("::") or not found:
            assert "##[" not in line
            yield line
            continue
        name, _, rest = head.partition(" ")
        properties = dict(pair.split("=", 1) for pair in rest.strip().split(",") if pair)
        yield Command(name, {key: unescaped(value, ":,") for key, value in properties.items()}, unescaped(data))


def unescaped(text: str, more: str = "") -> str:
    for char in ("\r", "\n", *more, "%"):
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@pytest.mark.parametrize("which", RUNS)
def test_github_has_a_command_for_each_finding_and_no_other(which: str) -> None:
    run = RUNS[which]
    *told, last, end = commands(as_github(run))
    assert end == ""
    assert isinstance(last, str)
    assert last.startswith("aiprd: ")
    found = [d for report in run.reports for d in report.diagnostics if d.waived is None]
    assert len(told) == len(found) + len(run.failures)
    for command in told:
        assert isinstance(command, Command)
        assert command.name in {"error", "warning", "notice"}
        assert set(command.properties) <= {"file", "line", "col", "endLine", "endColumn", "title"}


def test_github_says_where_and_what_the_worst_first() -> None:
    *told, last, _ = commands(as_github(Run([waived()], ())))
    levels = [command.name for command in told if isinstance(command, Command)]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert set(levels) == {"error", "warning", "notice"}
    (form,) = [c for c in told if isinstance(c, Command) and c.properties["title"].startswith("FORM003")]
    assert form.properties == {
        "file": "docs/small.prd.yaml", "line": "2", "col": "32", "endLine": "2", "endColumn": "38",
        "title": form.properties["title"],
    }  # fmt: skip
    assert "rankng" in form.data
    assert last == "aiprd: 2 errors, 1 warning, 1 info, 1 waived in 1 file"


def test_github_shows_an_attack_as_text() -> None:
    told = [c for c in commands(as_github(Run([hostile(ATTACK)], FAILURES))) if isinstance(c, Command)]
    assert any("%0A::error::forged" in command.data for command in told)
    assert {command.name for command in told} <= {"error", "warning", "notice"}
    file = told[-1].properties["file"]
    assert file.startswith("</script>")
    assert "%0A::error::forged" in file


# The properties GitLab's documentation lists for a code quality report, all of them needed; `check_name` has been one
# since its parser began to show it. Its own schema asks for less.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def entries(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(as_gitlab(run))
    return found


@pytest.mark.parametrize("which", RUNS)
def test_gitlab_finds_what_its_documentation_asks_for(which: str) -> None:
    Draft7Validator(CODE_QUALITY).validate(entries(RUNS[which]))
    assert not as_gitlab(RUNS[which]).startswith("\ufeff")


@pytest.mark.parametrize("which", RUNS)
def test_gitlab_fingerprints_are_unique_and_stay(which: str) -> None:
    prints = [entry["fingerprint"] for entry in entries(RUNS[which])]
    assert len(prints) == len(set(prints))
    assert prints == [entry["fingerprint"] for entry in entries(RUNS[which])]


def test_gitlab_texts_hold_nothing_that_steers() -> None:
    found = entries(Run([hostile(ATTACK)], FAILURES))
    assert not set("".join(entry["description"] + entry["location"]["path"] for entry in found)) & CONTROLS


def test_gitlab_keeps_a_fingerprint_while_lines_move() -> None:
    (report,) = RUNS["waived"].reports
    moved = report.replaced(
        diagnostics=tuple(d._replace(region=d.region._replace(line=d.region.line + 5)) for d in report.diagnostics)
    )
    before, after = entries(Run([report], ())), entries(Run([moved], ()))
    assert [entry["fingerprint"] for entry in before] == [entry["fingerprint"] for entry in after]
    assert before != after


def test_gitlab_severities_and_what_it_leaves_out() -> None:
    found = {entry["check_name"]: entry["severity"] for entry in entries(Run([waived()], FAILURES[:1]))}
    assert found == {
        "unreadable": "blocker", "FORM003": "major", "GOAL002": "major", "GOAL005": "minor", "GOAL017": "info"
    }  # fmt: skip


@pytest.mark.parametrize("layout", ["junit", "github", "gitlab", "sarif"])
def test_from_the_command_line(layout: str) -> None:
    result = CliRunner().invoke(aiprd, ["lint", str(EXAMPLES / "athena-as-told.prd.yaml"), "--format", layout])
    assert result.exit_code == 1
    assert "LATE004" in result.stdout
