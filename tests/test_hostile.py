"""What strangers may send: findings with a place or one clear line, within limits, and nothing that breaks out."""

import json
import os
import re
import resource
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hostile import documents
from hostile.documents import MB, Hostile, all_documents
from hostile.settings import EXPLOSIVE, PRD, SETTINGS, SLOW_RULES, Setting, slow_rule
from runs import CONTROLS

from aiprd.__main__ import main
from aiprd.cli.files import find
from aiprd.custom.files import read_all
from aiprd.custom.regex import objection
from aiprd.diagnostic import Diagnostic
from aiprd.document import limits, read
from aiprd.linter import Options, lint
from aiprd.reporters import REPORTERS, Run

OPTIONS = Options(today=739_942)  # 2026-11-22
TESTS = Path(__file__).parent
MEMORY = 300 * MB
"""Bytes that one document may take at most."""
SECONDS = 2
"""Of processor time for one document: each took less than one on a shared machine, and a busier one may be twice as slow."""
COMMAND = re.compile(r"##\w*\[")
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"}

small = [case for case in all_documents() if not case.large]
GROUPS = {
    name: [case for case in getattr(documents, name) if not case.large]
    for name in ("BYTES", "SIGNS", "YAML", "INJECTIONS", "SHAPES", "NUMBERS")
}


def missing(case: Hostile, codes: set[str]) -> set[str]:
    """The expected codes, or families, of which nothing was found."""
    return {code for code in case.codes if not any(found.startswith(code) for found in codes)}


def obeyed(text: str) -> list[str]:
    """The lines that a build server would take for a command."""
    lines = re.split(r"[\r\n]", text)
    return [line for line in lines if line.strip().startswith("::") or COMMAND.search(line)]


def test_there_are_enough_of_them() -> None:
    assert len(small) > 900
    assert len(SETTINGS) > 90
    assert sum(case.large for case in all_documents()) > 90


@pytest.mark.parametrize("group", GROUPS)
def test_small_documents_end_in_findings_with_a_place(group: str) -> None:
    for case in GROUPS[group]:
        source = case.make()
        begun = time.process_time()
        report = lint(source, "a.prd.yaml", OPTIONS)
        assert time.process_time() - begun < 1, case.name
        assert not missing(case, {d.code for d in report.diagnostics}), case.name
        assert all(stands(d, report.document.text) for d in report.diagnostics), case.name


def stands(found: Diagnostic, text: str) -> bool:
    return 1 <= found.region.line <= len(re.split(r"\r\n?|\n", text)) + 1 and found.region.column >= 1


@pytest.mark.parametrize("layout", REPORTERS)
def test_no_report_lets_a_document_steer_what_reads_it(layout: str) -> None:
    names = ("::error::x.prd.yaml", " ::warning::x.prd.yaml", "##[error]x.prd.yaml", "\x1b[2J\n::error::x.prd.yaml")
    cases = [*GROUPS["INJECTIONS"], *GROUPS["SIGNS"]]
    reports = [lint(case.make(), names[index % len(names)], OPTIONS) for index, case in enumerate(cases)]
    text = REPORTERS[layout](Run(reports, []))
    assert not CONTROLS.intersection(text) - {"\t"}
    if layout != "github":  # its own commands have a test of their own
        assert not obeyed(text)


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS"), reason="needs limits of processes")
def test_large_documents_stay_within_time_and_memory() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "hostile.run", str(worker), "2"], stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=TESTS
        )
        for worker in range(2)
    ]
    told: dict[str, dict[str, Any]] = {}
    for each in running:
        output, _ = each.communicate(timeout=600)
        told |= {line["name"]: line for line in map(json.loads, output.splitlines())}
    for case in (case for case in all_documents() if case.large):
        fact = told[case.name]
        assert fact["status"] == 0, case.name
        assert not missing(case, set(fact["codes"])), case.name
        assert fact["seconds"] < SECONDS, fact
        assert fact["peak"] < MEMORY, fact
        assert fact["inside"], case.name


def run(*arguments: str, given: bytes | None = None, where: Path | None = None) -> tuple[int, str, str]:
    """The real command, with little memory: its exit code and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "aiprd", *arguments], input=given, capture_output=True, timeout=60, check=False,
        cwd=where or ROOT, env={**ENVIRONMENT, "GITHUB_ACTIONS": "true"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY)),
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_command_takes_a_sample_in_one_run(tmp_path: Path) -> None:
    sample = [
        *small[::40],
        *(case for case in all_documents() if case.name in {"alias bomb", "deep brackets", "too many keys"}),
    ]
    for number, case in enumerate(sample):
        (tmp_path / f"{number:03}.prd.yaml").write_bytes(case.make())
    code, out, err = run("lint", str(tmp_path), "--format", "json", "--no-cache")
    assert code == 1
    assert err == ""
    found = {
        os.path.basename(file["file"]): {each["code"] for each in file["findings"]} for file in json.loads(out)["files"]
    }
    for number, case in enumerate(sample):
        assert not missing(case, found[f"{number:03}.prd.yaml"]), case.name


@pytest.mark.parametrize("layout", ["text", "concise", "json", "markdown"])
def test_the_command_takes_the_worst_words_from_standard_input(layout: str) -> None:
    source = b"".join(case.make() for case in GROUPS["INJECTIONS"][:60] if case.make().startswith(b"product"))
    code, out, err = run("lint", "-", "--format", layout, given=source)
    assert (code, err) == (1, "")
    assert not obeyed(out)


def test_a_file_of_200_mb_is_one_finding_and_is_not_read_whole(tmp_path: Path) -> None:
    with open(tmp_path / "a.prd.yaml", "wb") as file:
        file.truncate(200 * MB)
    (tmp_path / "b.prd.yaml").write_text(PRD)
    code, out, err = run("lint", str(tmp_path), "--format", "concise", "--no-cache")
    assert code == 1
    assert err == ""
    assert "a.prd.yaml:1:1: error YAML007 this file is larger than 16 MB" in out
    assert "b.prd.yaml:" in out


def test_the_diff_of_a_document_is_no_command(tmp_path: Path) -> None:
    file = tmp_path / "a.prd.yaml"
    text = "aiprd: 1\nproduct:\n  name: |\n    x\n  ::error: forged\n  ##[error]: forged\n  kinds: rankng\n"
    file.write_text(text)
    code, out, _ = run("lint", str(file), "--diff", "--isolated")
    assert code == 1
    first, *lines, last = out.splitlines()
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{64}", first)
    assert last == f"::{first.rpartition('::')[2]}::"
    assert first.rpartition("::")[2] not in "".join(lines)
    patched = subprocess.run(["git", "apply", "-"], input=out.encode(), cwd="/", check=False, capture_output=True)
    assert patched.returncode == 0, patched.stderr
    assert file.read_text() != text


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_hostile_settings_end_in_one_clear_line(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()  # no configuration from above
    (tmp_path / "a.prd.yaml").write_text(PRD)
    for name, text in setting.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["aiprd", *setting.command])
    begun = time.process_time()
    with pytest.raises(SystemExit) as ended:
        main()
    took = time.process_time() - begun
    out, err = capfd.readouterr()
    assert took < SECONDS
    assert setting.says in err
    assert "Traceback" not in err
    assert "internal error" not in err
    assert ended.value.code == setting.code
    assert not CONTROLS.intersection(out + err)
    assert not obeyed(out + err)


@pytest.mark.parametrize("pattern", EXPLOSIVE)
def test_patterns_that_explode_are_refused(pattern: str) -> None:
    assert objection(pattern)


@pytest.mark.parametrize("name", SLOW_RULES)
def test_a_rule_of_a_team_stops_looking_and_says_so(name: str, tmp_path: Path) -> None:
    given, must, document = SLOW_RULES[name]
    file = tmp_path / "own.rules.yaml"
    file.write_text(slow_rule(given, must))
    begun = time.process_time()
    (spec,) = read_all([str(file)])
    found = list(spec.judge.on(read(document, "a").data).findings())
    assert time.process_time() - begun < SECONDS
    assert "does not look" in found[-1].message


@pytest.mark.parametrize("ignored", ["*a*a*a*a*a*a*a*a*a*b\n", "x*y\n" * 300_000, None], ids=["stars", "lines", "pipe"])
def test_an_ignore_file_that_takes_for_ever_is_passed_by(ignored: str | None, tmp_path: Path) -> None:
    (tmp_path / ("a" * 200 + ".prd.yaml")).write_text(PRD)
    if ignored is None:
        os.mkfifo(tmp_path / ".gitignore")
    else:
        (tmp_path / ".gitignore").write_text(ignored)
    (tmp_path / ".git").mkdir()
    begun = time.process_time()
    assert len(list(find(str(tmp_path)))) == 1
    assert time.process_time() - begun < SECONDS


def test_every_limit_is_a_finding_with_a_place() -> None:
    over = {
        "size": "x" * (limits.MAX_SIZE + 1),
        "lines": "\n" * (limits.MAX_LINES + 1) + "a: 1",
        "depth": "[" * (limits.MAX_DEPTH + 1),
        "values": "".join(f"k{n}: [{'1,' * 99}]\n" for n in range(limits.MAX_VALUES // 99)),
        "entries": "a:\n" + "- 1\n" * (limits.MAX_ENTRIES + 1),
        "keys": "".join(f"k{n}: 1\n" for n in range(limits.MAX_ENTRIES + 1)),
        "key": "? '" + "k" * (limits.MAX_KEY + 1) + "'\n: 1\n",
        "copies": "a: &a [" + "1," * 1500 + "]\nb: [" + "*a," * 40 + "]\n",
        "waivers": "product: {}\nwaivers:\n" + "- {rule: PROD001, why: x}\n" * (limits.MAX_WAIVERS + 1),
    }
    for name, text in over.items():
        report = lint(text, "a.prd.yaml", OPTIONS)
        found = next((d for d in report.diagnostics if d.code == "YAML007"), None)
        assert found is not None, name
        assert found.region.line >= 1, name
        assert found.severity.label == "error", name


@pytest.mark.parametrize("number", [limits.MAX_ENTRIES, limits.MAX_ENTRIES + 5])
def test_entries_beyond_the_limit_are_told_at_the_first_of_them(number: int) -> None:
    for text in ("a:\n" + "- 1\n" * number, "a:\n" + "".join(f"  k{n}: 1\n" for n in range(number))):
        document = read(text, "a")
        assert isinstance(document.data, dict)
        assert len(document.data["a"]) == limits.MAX_ENTRIES
        lines = [document.region(flaw.finding.span).line for flaw in document.flaws if flaw.finding.span]
        assert lines == ([limits.MAX_ENTRIES + 2] if number > limits.MAX_ENTRIES else [])


def test_a_file_that_says_nothing_is_no_success() -> None:
    for text in ("~\n", "null\n", "--- ~\n...\n", "# x\nNull # y\n"):
        assert [d.code for d in lint(text, "a.prd.yaml", OPTIONS).diagnostics] == ["YAML011"]


def test_what_a_hundred_thousand_slips_bring_about_is_bounded() -> None:
    slips = "".join(
        f"  {family}: [{'fast, ' * 1999}]\n" for family in ("performance", "coverage", "latency", "fairness")
    )
    report = lint("requirements:\n" + slips, "a.prd.yaml", OPTIONS)
    told = [d for d in report.diagnostics if d.code == "FORM006"]
    assert len(told) <= 1001
    assert "more like" in told[-1].message


def test_names_of_cases_are_their_own() -> None:
    names = sorted(setting.name for setting in SETTINGS)
    assert [name for name, same in groupby(names) if len(list(same)) > 1] == []
