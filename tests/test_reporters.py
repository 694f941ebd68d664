"""What people and programs are shown, held by golden files; what holds for every report."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from runs import CONTROLS, FAILURES, OPTIONS, RUNS, example, waived

from aiprd.linter import lint
from aiprd.reporters import REPORTERS, Failure, Run
from aiprd.reporters.filenames import forward, uri
from aiprd.reporters.machine import dumps
from aiprd.reporters.text import framed

SUFFIX = {
    "text": "txt", "concise": "concise", "json": "json", "sarif": "sarif", "junit": "junit.xml", "github": "github.txt",
    "gitlab": "gitlab.json", "markdown": "md", "html": "html",
}  # fmt: skip
FOR_READERS = ("text", "concise", "json", "markdown")


@pytest.mark.parametrize("name", FOR_READERS)
def test_report_on_athena_as_told(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"reports/athena-as-told.{SUFFIX[name]}", REPORTERS[name](Run([example("athena-as-told.prd.yaml")], ())))


@pytest.mark.parametrize("name", FOR_READERS)
def test_report_on_several_files(name: str, golden: Callable[[str, str], None]) -> None:
    reports = [example("minimal.prd.yaml"), example("athena-repaired.prd.yaml")]
    golden(
        f"reports/several.{SUFFIX[name]}", REPORTERS[name](Run(reports, (Failure("gone.prd.yaml", "no such file"),)))
    )


@pytest.mark.parametrize("name", REPORTERS)
def test_report_on_little(name: str, golden: Callable[[str, str], None]) -> None:
    """Every severity, a waived finding, a clean file, and a file that cannot be read."""
    clean = lint("", "docs/clean.prd.yaml", OPTIONS).replaced(diagnostics=(), pending={})
    run = Run([waived(), clean], FAILURES[:1])
    golden(f"reports/little.{SUFFIX[name]}", REPORTERS[name](run))


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize("which", RUNS)
def test_no_report_holds_what_steers_a_terminal(name: str, which: str) -> None:
    text = REPORTERS[name](RUNS[which])
    harmless = "\t" if name == "html" else ""  # a document's own tabs
    assert not set(text) & CONTROLS - set(harmless)
    assert text == text.encode().decode()
    assert text.endswith("\n")


def test_little_has_all_that_a_report_can_show() -> None:
    found = waived().diagnostics
    assert {d.severity.label for d in found} == {"error", "warning", "info"}
    assert any(d.waived for d in found)
    assert any(d.related for d in found)


def everything_to(folder: Path, *paths: str | bytes, **environment: str) -> dict[str, bytes]:
    """One run of the command that writes all reports into `folder`; each by the name of its format."""
    asked = [word for name in REPORTERS for word in ("--format", name, "--output", str(folder / name))]
    done = subprocess.run(
        [sys.executable, "-m", "aiprd", "lint", *paths, *asked, "--today", "2026-11-22"],
        capture_output=True, cwd=EXAMPLES, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    return {name: (folder / name).read_bytes() for name in REPORTERS}


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    first, *others = (
        everything_to(tmp_path, "athena-as-told.prd.yaml", "gone.prd.yaml", PYTHONHASHSEED=seed)
        for seed in ("0", "1", "4242")
    )
    assert all(first.values())
    assert others == [first, first]


def test_heavy_modules_wait_for_the_report_that_needs_them() -> None:
    code = (
        "import sys, aiprd.reporters as r\nfrom aiprd.reporters.text import framed\n"
        "framed(r.Run([], []))\n"
        "heavy = {'jinja2', 'markupsafe', 'xml.etree.ElementTree', 'urllib.parse', 'hashlib', 'json', 'html'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.skipif(sys.platform == "win32", reason="file names are bytes only elsewhere")
def test_a_file_name_that_is_not_text(tmp_path: Path) -> None:
    odd = os.path.join(os.fsencode(tmp_path), b"odd \xff\x1b.prd.yaml")
    with open(odd, "wb") as file:
        file.write(b"product: {kinds: [rankng]}\n")
    for text in everything_to(tmp_path, odd).values():
        assert "FORM003" in text.decode()
        assert b"\x1b" not in text


@pytest.mark.parametrize(
    ("file", "plain", "encoded"),
    [
        ("a.prd.yaml", "a.prd.yaml", "a.prd.yaml"),
        ("./docs/a.prd.yaml", "docs/a.prd.yaml", "docs/a.prd.yaml"),
        (".//a.prd.yaml", "a.prd.yaml", "a.prd.yaml"),
        (".", ".", "."),
        ("a b%.prd.yaml", "a b%.prd.yaml", "a%20b%25.prd.yaml"),
        ("http://x", "http://x", "http%3A//x"),
        ("Prämie", "Prämie", "Pr%C3%A4mie"),
        ("latin-\udce9", "latin-\udce9", "latin-%E9"),
        ("half-\ud800", "half-\ud800", "half-%3F"),
    ],
)
def test_file_names_for_programs(file: str, plain: str, encoded: str) -> None:
    assert (forward(file), uri(file)) == (plain, encoded)


@pytest.mark.skipif(os.sep != "/", reason="an absolute path of this kind")
def test_absolute_paths_become_file_addresses() -> None:
    assert uri("/srv/a b:c.prd.yaml") == "file:///srv/a%20b:c.prd.yaml"


def test_json_spells_what_cannot_be_seen() -> None:
    text = dumps({"a": "ü\u202e\x9b\U000e0041\ud800"})
    assert text == '{\n  "a": "ü\\u202e\\u009b\\udb40\\udc41\ufffd"\n}\n'
    assert json.loads(text) == {"a": "ü\u202e\x9b\U000e0041\ufffd"}


def frame(source: str, code: str) -> str:
    report = lint(source, "a.prd.yaml", OPTIONS)
    kept = tuple(d for d in report.diagnostics if d.code == code)
    return framed(Run([report.replaced(diagnostics=kept, pending={})], []))


def test_mark_stands_under_wide_and_combining_characters() -> None:
    lines = frame('product: {name: "製品 e\u0301", kinds: [rankng]}\n', "FORM003").splitlines()
    source, mark = lines[3], lines[4]
    assert source.endswith("kinds: [rankng]}")
    wide = 2  # each of the two wide characters fills two columns, the combining accent none
    assert mark.index("^") == source.index("rankng") + wide - 1


def test_mark_on_a_long_line_is_in_view() -> None:
    text = frame(f"product: {{name: {'x' * 400}, kinds: [rankng], owner: {'y' * 400}}}\n", "FORM003")
    source, mark = text.splitlines()[3:5]
    assert len(source) < 140
    assert source[mark.index("^") :].startswith("rankng")


def test_both_sides_of_a_disagreement_are_shown() -> None:
    text = frame("metrics:\n  m:\n    better: higher\n    launch: 80%\n    target: 70%\n", "GOAL002")
    assert "4 |     launch: 80%\n  |             --- launch is 80%" in text
    assert "5 |     target: 70%\n  |             ^^^" in text


def test_a_waived_finding_is_counted_not_shown() -> None:
    report = lint("aiprd: 7  # aiprd: allow FORM015 because on trial\n", "a.prd.yaml", OPTIONS)
    text = framed(Run([report], []))
    assert "[FORM015]" not in text
    assert "1 waived" in text
