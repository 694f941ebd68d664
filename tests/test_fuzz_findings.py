"""What fuzzing and the YAML test suite have found, each as small as it gets."""

import re
import time
from pathlib import Path

import pytest

from aiprd import baseline
from aiprd.amount import quantity
from aiprd.config import Asked, Configuration, Wrong
from aiprd.custom.regex import objection, reach
from aiprd.document import read, scratch
from aiprd.fixing import Kind, fixed
from aiprd.linter import Options, lint
from aiprd.quantity import show

OPTIONS = Options(today=739_942)


@pytest.mark.parametrize("text", ["2.3M m912k a year", "2.3M m'embers", "5k k2 runs", "3 B-tests"])
def test_a_noun_that_begins_like_a_scale_is_shown_as_it_is_read(text: str) -> None:
    assert quantity(show(quantity(text))) == quantity(text)


@pytest.mark.parametrize("pattern", ["!", "[z-a]", "\\"])
@pytest.mark.parametrize("key", ["exclude: {}", "paths: [{{match: {}, fail-on: never}}]"])
def test_a_pattern_that_git_could_not_read_is_told(pattern: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / ".aiprd.yaml"
    file.write_text("preset: quiet\n" + key.format(f"'{pattern}'") + "\n", encoding="utf-8")
    with pytest.raises(Wrong, match=r"\.aiprd\.yaml:2: .* is no pattern of \.gitignore"):
        Configuration(Asked(config=str(file))).excludes(str(tmp_path / "a.prd.yaml"))


def test_a_baseline_with_half_a_character_can_be_written() -> None:
    entry = (
        r'{"code": "FAIR003", "at": "", "severity": "error", "message": "\ud800", "fingerprint": "0123456789abcdef"}'
    )
    known = baseline.read(f'{{"version": 1, "files": {{"a": [{entry}]}}}}', "x.json")
    text = baseline.write(known)
    assert text.encode()
    assert baseline.read(text, "x.json").files == known.files


def test_any_number_of_control_characters_is_taken_out_at_once() -> None:
    source = "aiprd: 1\nx-no\x01te: a" + "\x06b" * 50 + "  # c\x06d\n"
    found = fixed(source, "a.prd.yaml", OPTIONS, [Kind.SAFE])
    assert found.after == "aiprd: 1\nx-note: a" + "b" * 50 + "  # cd\n"
    assert [diagnostic.code for diagnostic in found.mended] == ["YAML001"]


TORN = '{\n "aip: "2026-13-{"a": [1, 2.5, null, tru0, ["\\ud83d\\3d\\ude001"\n}0"]}'


@pytest.mark.parametrize(
    "text",
    [
        "aiprd: 1\nproduct:\n- name\n  x: 1\n",  # `indent it by 2: …` was written into the document
        TORN,  # a comma was put in and taken out again, twenty times
        "a: [b, c}\nd: 1\n",
    ],
)
def test_advice_is_not_written_into_the_document(text: str) -> None:
    found = fixed(text, "a.prd.yaml", OPTIONS, [Kind.SAFE])
    assert (found.after, found.mended) == (text, ())


def test_no_comma_is_missing_behind_a_bracket() -> None:
    (flaw,) = read(TORN, "x").flaws
    assert "comma" not in flaw.finding.message


@pytest.mark.parametrize("pattern", ["7*.*.*.+7d", "a?a?a?a?a?a?.*.*.*x", "(a|a|a|a)(a|a|a|a)(a|a|a|a).*.*x"])
def test_a_pattern_that_chooses_and_repeats_is_run_on_short_texts(pattern: str) -> None:
    assert objection(pattern) == ""
    begun = time.process_time()
    re.search(pattern, pattern[0] * reach(pattern))
    re.search(pattern, "a" * reach(pattern))
    assert time.process_time() - begun < 2  # each takes less than 0.2 s; the second took 5 s on a text of 200


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_comment_waives_the_next_line_whatever_ends_lines(line_end: str) -> None:
    lines = ["aiprd: 1", "# aiprd: allow YAML009 because the shop has this name", "# and another", "x-shop: no", ""]
    found = [each for each in lint(line_end.join(lines), "a.prd.yaml", OPTIONS).diagnostics if each.code == "YAML009"]
    assert [each.waived for each in found] == ["the shop has this name"]


@pytest.mark.parametrize(
    ("text", "data", "code", "fix"),
    [
        ("a: &an:chor v", {"a": "&an:chor v"}, "YAML003", 'a: "&an:chor v"'),
        ("a: {?b: 1}", {"a": {"?b": 1}}, "YAML003", 'a: {"?b": 1}'),
        ("a: [?b]", {"a": [{"?b": None}]}, "YAML003", 'a: ["?b"]'),
        ("a: [-, 1]", {"a": ["-", 1]}, "YAML009", 'a: ["-", 1]'),
        ('a: "70%"# why', {"a": "70%"}, "YAML002", 'a: "70%" # why'),
        ("a: [1]# why", {"a": [1]}, "YAML002", "a: [1] # why"),
        ("a: [1,# why\n 2]", {"a": [1, 2]}, "YAML002", "a: [1, # why"),
        ("a: >-# why\n  b", {"a": "b"}, "YAML002", "a: >- # why"),
    ],
)
def test_what_libyaml_lets_pass_is_told(text: str, data: object, code: str, fix: str) -> None:
    found = read(text, "x")
    assert found.data == data
    assert [(flaw.code, flaw.finding.fix) for flaw in found.flaws] == [(code, fix)]


@pytest.mark.parametrize(
    "text", ['a: "x]# y"', "a: it's]# b", "a: |\n  x]#y", "a: b # c]# d", "a: x]#y", 'a: "b" # "c"#d']
)
def test_a_number_sign_within_a_value_or_a_comment_is_fine(text: str) -> None:
    assert not read(text, "x").flaws


@pytest.mark.parametrize("parser", [scratch.PARSER, scratch.FallbackParser])
@pytest.mark.parametrize(("text", "data"), [("{? : x}", {"": "x"}), ("{? a: x}", {"a": "x"}), ("[? x]", [{"x": None}])])
def test_a_question_mark_and_a_space_begin_a_key(
    text: str, data: object, parser: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "PARSER", parser)
    found = read(text, "x")
    assert (found.data, found.flaws) == (data, ())
