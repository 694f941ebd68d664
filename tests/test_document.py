"""YAML as it is read: values, places, comments, limits; the same with libyaml and without."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiprd.diagnostic import Path as Steps
from aiprd.diagnostic import Region, Span
from aiprd.document import Document, composer, limits, read, scratch

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))


def codes(found: Document) -> list[str]:
    return [flaw.code for flaw in found.flaws]


def where(found: Document, number: int = 0) -> tuple[int, ...]:
    """The region of one flaw."""
    span = found.flaws[number].finding.span
    assert span is not None
    return tuple(found.region(span))


# ---------------------------------------------------------------------------------------------------------------------
# Values

VALUES: list[tuple[str, object]] = [
    ("", None),
    ("~", None),
    ("null", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("true", True),
    ("TRUE", True),
    ("tRUE", "tRUE"),
    ("False", False),
    ("yes", "yes"),
    ("No", "No"),
    ("on", "on"),
    ("0", 0),
    ("12", 12),
    ("-12", -12),
    ("+12", 12),
    ("010", 10),
    ("0o17", 15),
    ("0o18", "0o18"),
    ("0x1F", 31),
    ("1_000", "1_000"),
    ("10,000", "10,000"),
    ("12:30", "12:30"),
    ("2026-02-05", "2026-02-05"),
    ("1.5", 1.5),
    ("1.", 1.0),
    (".5", 0.5),
    ("-.5", -0.5),
    ("1e3", 1000.0),
    ("1.5E-3", 0.0015),
    (".", "."),
    ("1.2.3", "1.2.3"),
    ("-", None),
    ("-.inf", -math.inf),
    (".INF", math.inf),
    ("inf", "inf"),
    ("1e999", "1e999"),
    ("9" * 300, int("9" * 300)),
    ("9" * 301, "9" * 301),
    ("70%", "70%"),
    ("30d", "30d"),
    ("3e", "3e"),
    ('"12"', "12"),
    ("'true'", "true"),
    ('""', ""),
    ('"\\u00e9\\n\\x41"', "é\nA"),
    ('"\\ud83d\\ude00!"', "😀!"),
    ("'it''s'", "it's"),
    ("two\n  lines\n\n  more", "two lines\nmore"),
    ('"two\n  lines"', "two lines"),
    ("|\n  two\n  lines\n", "two\nlines\n"),
    (">-\n  two\n  lines\n", "two lines"),
    ("|+\n  a\n", "a\n\n"),
    ("!!str 12", "12"),
    ('!!int "12"', 12),
    ("!!float 3", 3.0),
    ("!!bool true", True),
    ("!!null ''", None),
    ("!!map {a: 1}", {"a": 1}),
    ("!!seq [1]", [1]),
    ('! "12"', "12"),
    ("&x 12", 12),
    ("&x !!str 12", "12"),
    ("[1, [2], {a: }]", [1, [2], {"a": None}]),
    ("{a: 1, 'b': 2, 70%: 3, 12: 4}", {"a": 1, "b": 2, "70%": 3, "12": 4}),
    ("\n  - 1\n  -\n    - 2", [1, [2]]),
    ("\u2028x\x85y", "\u2028x\x85y"),
]


@pytest.mark.parametrize(("words", "value"), VALUES)
def test_values_are_those_of_yaml_1_2(words: str, value: object) -> None:
    found = read(f"key: {words}\n" if words != "-" else "key:\n  -\n", "x")
    expected = [value] if words == "-" else value
    assert found.data == {"key": expected}
    assert repr(found.data) == repr({"key": expected})  # 1 is not True, and 1.0 is not 1


def test_not_a_number() -> None:
    data = read("[.nan, .NaN]", "x").data
    assert isinstance(data, list)
    assert all(math.isnan(number) for number in data)


@pytest.mark.parametrize("key", ["on", "no", "1", "1.5", "true", "null", "~", "70%", "2026-02-05", "0x1F", "n >= 5"])
def test_keys_are_text(key: str) -> None:
    assert read(f"{key}: 1", "x").data == {key: 1}
    assert read(f"{{{key}: 1}}", "x").data == {key: 1}


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from([None, 2]),
)
def test_json_is_read_as_json_reads_it(data: object, indent: int | None) -> None:
    found = read(json.dumps(data, indent=indent), "x")
    assert found.data == data
    assert "YAML011" in codes(found) or not found.flaws
    assert (data is None) or not found.flaws


# ---------------------------------------------------------------------------------------------------------------------
# Places

FLOW = "m: {a: 1, 'b': [x, \"y\"], c: }\n"
BLOCK = "m:\n  a: one\n    two\n  b:\n    - x\n    - y: 1\n      z:\n\n# note\nlast: |\n  text\n\n\nend: 1\n"
PLACES: list[tuple[str, Steps, tuple[int, ...] | None, tuple[int, ...]]] = [
    # text, path, the key's region, the value's region
    ("a: 1", (), None, (1, 1, 1, 5)),
    ("a: 1", ("a",), (1, 1, 1, 2), (1, 4, 1, 5)),
    ("a:\nb: 1", ("a",), (1, 1, 1, 2), (1, 3, 1, 3)),
    ("- 1\n- é: 😀 x\n", (1, "é"), (2, 3, 2, 4), (2, 6, 2, 9)),
    ("- 1\n- é: 😀 x\n", (1,), None, (2, 3, 2, 9)),
    ("\ufeffa: 1", ("a",), (1, 1, 1, 2), (1, 4, 1, 5)),
    ('a: 1\r\nb: "x\r\n  y"\r\nc: z', ("b",), (2, 1, 2, 2), (2, 4, 3, 5)),
    ('a: 1\r\nb: "x\r\n  y"\r\nc: z', ("c",), (4, 1, 4, 2), (4, 4, 4, 5)),
    ("a: 1\rb: 2", ("b",), (2, 1, 2, 2), (2, 4, 2, 5)),
    ("a: x\u2028y\nb: z\x85", ("b",), (2, 1, 2, 2), (2, 4, 2, 6)),
    ("'a b' : 'c''d'  # e", ("a b",), (1, 1, 1, 6), (1, 9, 1, 15)),
    (FLOW, ("m",), (1, 1, 1, 2), (1, 4, 1, 30)),
    (FLOW, ("m", "b"), (1, 11, 1, 14), (1, 16, 1, 24)),
    (FLOW, ("m", "b", 1), None, (1, 20, 1, 23)),
    (FLOW, ("m", "c"), (1, 26, 1, 27), (1, 28, 1, 28)),
    (BLOCK, ("m",), (1, 1, 1, 2), (2, 3, 7, 9)),
    (BLOCK, ("m", "a"), (2, 3, 2, 4), (2, 6, 3, 8)),
    (BLOCK, ("m", "b"), (4, 3, 4, 4), (5, 5, 7, 9)),
    (BLOCK, ("m", "b", 1), None, (6, 7, 7, 9)),
    (BLOCK, ("m", "b", 1, "z"), (7, 7, 7, 8), (7, 9, 7, 9)),
    (BLOCK, ("last",), (10, 1, 10, 5), (10, 7, 11, 7)),
    ("a:\n- x\n-\nb: 1", ("a",), (1, 1, 1, 2), (2, 1, 3, 2)),
    ("a: &x !!str  b\n", ("a",), (1, 1, 1, 2), (1, 14, 1, 15)),
    ("a: &x  # c\n  b: 1\n", ("a",), (1, 1, 1, 2), (2, 3, 2, 7)),
    ("&k a: &x {b: 1}", ("a",), (1, 4, 1, 5), (1, 10, 1, 16)),
    ("- [a: 1, b]", (0, 0), None, (1, 4, 1, 8)),
    ("? a\n: b\n", ("a",), (1, 3, 1, 4), (2, 3, 2, 4)),
    ("# x\n---\na: 1\n", ("a",), (3, 1, 3, 2), (3, 4, 3, 5)),
    ("a: 1\na: 22\n", ("a",), (2, 1, 2, 2), (2, 4, 2, 6)),
]


@pytest.mark.parametrize(("text", "path", "key", "value"), PLACES)
def test_places(text: str, path: Steps, key: tuple[int, ...] | None, value: tuple[int, ...]) -> None:
    found = read(text, "x")
    place = found.place(path)
    assert place.path == path
    assert place.defined is None
    assert (None if place.key is None else tuple(found.region(place.key))) == key
    assert tuple(found.region(place.value)) == value


@pytest.mark.parametrize(
    ("path", "block"), [(("m",), True), (("m", "b"), True), (("m", "a"), False), (("last",), False)]
)
def test_a_block_is_a_list_or_group_on_lines_of_its_own(path: Steps, block: bool) -> None:
    assert read(BLOCK, "x").place(path).block is block
    assert read(FLOW, "x").place(("m",)).block is False


@pytest.mark.parametrize(
    ("path", "real"),
    [
        (("m", "b", "1"), ("m", "b", 1)),
        (("m", "b", 2), ("m", "b")),
        (("m", "b", -1), ("m", "b")),
        (("m", "b", "01"), ("m", "b")),
        (("m", "b", "x", "y"), ("m", "b")),
        (("m", "nowhere", "a"), ("m",)),
        (("m", "a", "b"), ("m", "a")),
        ((0,), ()),
        (("",), ()),
        ((10**5000,), ()),
    ],
)
def test_a_place_is_the_nearest_that_exists(path: Steps, real: Steps) -> None:
    found = read(BLOCK, "x")
    assert found.place(path) == found.place(real)
    assert found.place(path).path == real


def test_digits_name_a_key_too() -> None:
    assert read("{1: {2: x}}", "x").place((1, "2")).path == ("1", "2")


ALIASES = """\
base: &base
  a: 1
  b: {c: 2}
use: *base
merged:
  b: mine
  <<: *base
both:
  <<: [*base, {a: 9, d: 3}]
deep:
  <<: *base
  <<: {e: 4}
list: [*base, *base]
"""


def test_aliases_and_merge_keys() -> None:
    found = read(ALIASES, "x")
    assert isinstance(found.data, dict)
    assert found.data["use"] == {"a": 1, "b": {"c": 2}}
    assert found.data["use"] is found.data["base"]
    assert found.data["merged"] == {"b": "mine", "a": 1}
    assert found.data["both"] == {"a": 1, "b": {"c": 2}, "d": 3}
    assert found.data["deep"] == {"a": 1, "b": {"c": 2}, "e": 4}
    assert not found.flaws


@pytest.mark.parametrize(
    ("path", "value", "defined"),
    [
        (("use",), (4, 6, 4, 11), (2, 3, 3, 12)),
        (("use", "b", "c"), (4, 6, 4, 11), (3, 10, 3, 11)),
        (("merged", "a"), (7, 7, 7, 12), (2, 6, 2, 7)),
        (("merged", "b"), (6, 6, 6, 10), None),
        (("both", "a"), (9, 8, 9, 13), (2, 6, 2, 7)),
        (("both", "d"), (9, 25, 9, 26), None),
        (("list", 1, "a"), (13, 15, 13, 20), (2, 6, 2, 7)),
    ],
)
def test_what_an_alias_repeats_stands_where_it_is_used(
    path: Steps, value: tuple[int, ...], defined: tuple[int, ...] | None
) -> None:
    found = read(ALIASES, "x")
    place = found.place(path)
    assert place.path == path
    assert tuple(found.region(place.value)) == value
    assert (None if place.defined is None else tuple(found.region(place.defined))) == defined
    assert place.key is None or path in {("use",), ("merged", "b"), ("both", "d")}


def test_an_anchor_may_be_given_anew() -> None:
    assert read("[&a 1, *a, &a 2, *a]", "x").data == [1, 1, 2, 2]


def test_lines_end_as_in_an_editor() -> None:
    found = read("a: 1\r\n\rb: x\x0bé\u2028y\n", "x")
    assert [found.line(number) for number in range(6)] == ["", "a: 1", "", "b: x\x0bé\u2028y", "", ""]


def test_regions_are_drawn_into_the_text() -> None:
    found = read("ab\ncd", "x")
    assert found.region(Span(-3, 99)) == Region(1, 1, 2, 3)
    assert found.region(Span(4, 2)) == Region(2, 2, 2, 2)
    assert read("", "x").region(Span(5, 9)) == Region(1, 1, 1, 1)


# ---------------------------------------------------------------------------------------------------------------------
# Comments

COMMENTS: list[tuple[str, list[tuple[str, int, int, int]]]] = [
    # text, then for each comment its words, line, column and end column
    ("a: 1", []),
    ("# one\na: 1  #  two \n#\n#three", [("one", 1, 1, 6), ("two", 2, 7, 13), ("", 3, 1, 2), ("three", 4, 1, 7)]),
    ("a: x#y\nb: '# z'\nc: \"\n  # no\"  # yes", [("yes", 4, 10, 15)]),
    ("a: |  # head\n  # text\n  more # text\n# tail\nb: 1", [("head", 1, 7, 13), ("tail", 4, 1, 7)]),
    ("a: [x,  # one\n  # two\n  y#z] # three", [("one", 1, 9, 14), ("two", 2, 3, 8), ("three", 3, 8, 15)]),
    ("a: &x  # c\n  b", [("c", 1, 8, 11)]),
    ("a: #5\n", [("5", 1, 4, 6)]),
    ("a #b: c # d", [("b: c # d", 1, 3, 12)]),
    ("a: 1 # x\r\nb: 2\t# y\r", [("x", 1, 6, 9), ("y", 2, 6, 9)]),
    ("a: 1 # x\n---\nb: 2 # y", [("x", 1, 6, 9)]),
    ("a: >= 5 # x\nb: [%y, z] # é", [("x", 1, 9, 12), ("é", 2, 12, 15)]),
    ("a:\n\tb: 1 # x\n  # y\n", [("x", 2, 7, 10), ("y", 3, 3, 6)]),
    ("# only\n", [("only", 1, 1, 7)]),
]


@pytest.mark.parametrize(("text", "comments"), COMMENTS)
def test_comments(text: str, comments: list[tuple[str, int, int, int]]) -> None:
    found = read(text, "x")
    regions = [(comment.text, found.region(comment.span)) for comment in found.comments]
    assert [(words, region.line, region.column, region.end_column) for words, region in regions] == comments
    assert found.comments is found.comments


# ---------------------------------------------------------------------------------------------------------------------
# Flaws of a document that can be read

FLAWS: list[tuple[str, object, list[str], tuple[int, ...]]] = [
    # text, data, codes, the first flaw's region
    ("", None, ["YAML011"], (1, 1, 1, 1)),
    ("# x\n\n", None, ["YAML011"], (1, 1, 1, 1)),
    ("---\n...\n", None, ["YAML011"], (1, 1, 1, 1)),
    ("a: 1\nb: 2\na: 3\n", {"a": 3, "b": 2}, ["YAML005"], (3, 1, 3, 2)),
    ("{a: 1, 'a': 2}", {"a": 2}, ["YAML005"], (1, 8, 1, 11)),
    ("a: 1\n--- # x\nb: 2\n", {"a": 1}, ["YAML006"], (2, 1, 2, 4)),
    ("a: |\n  x\n\n---\n@ [\n", {"a": "x\n"}, ["YAML006"], (4, 1, 4, 4)),
    ("a: 1\n...\nb: [\n", {"a": 1}, ["YAML006"], (2, 1, 2, 4)),
    ("a: &x [1, *x]", {"a": [1, None]}, ["YAML008"], (1, 11, 1, 13)),
    ("a: &x {b: {c: *x}}", {"a": {"b": {"c": None}}}, ["YAML008"], (1, 15, 1, 17)),
    ("a: no", {"a": "no"}, ["YAML009"], (1, 4, 1, 6)),
    ("a: [en, y]", {"a": ["en", "y"]}, ["YAML009"], (1, 9, 1, 10)),
    ("on: 1", {"on": 1}, ["YAML009"], (1, 1, 1, 3)),
    ("n: 1\ny: 2", {"n": 1, "y": 2}, [], ()),
    ("a: 12:30", {"a": "12:30"}, ["YAML009"], (1, 4, 1, 9)),
    ("a: 1:90", {"a": "1:90"}, [], ()),
    ("a: 017", {"a": 17}, ["YAML009"], (1, 4, 1, 7)),
    ("a: 007", {"a": 7}, [], ()),
    ("a: 2026-02-05", {"a": "2026-02-05"}, [], ()),
    ("a: {b: Why?, c: 1}", {"a": {"b": "Why?", "c": 1}}, ["YAML009"], (1, 8, 1, 12)),
    ("a: Why?\nb: ['Why?']", {"a": "Why?", "b": ["Why?"]}, [], ()),
    ("a: !x y z", {"a": "!x y z"}, ["YAML010"], (1, 4, 1, 10)),
    ('a: !x "y"', {"a": "y"}, ["YAML010"], (1, 4, 1, 6)),
    ("a: !x\n  b: 1", {"a": {"b": 1}}, ["YAML010"], (1, 4, 1, 6)),
    ("a: !!int three", {"a": "!!int three"}, ["YAML010"], (1, 4, 1, 15)),
    ("a: !!map [1]", {"a": [1]}, ["YAML010"], (1, 4, 1, 9)),
    ("a: *x", {"a": "*x"}, ["YAML003"], (1, 4, 1, 6)),
    ("a: &x", {"a": "&x"}, ["YAML003"], (1, 4, 1, 6)),
    ("a: &x\nb: *x", {"a": None, "b": None}, [], ()),
    ("a: {{owner}}", {"a": "{{owner}}"}, ["YAML003"], (1, 4, 1, 13)),
    ("{[a]: 1, b: 2}", {"b": 2}, ["YAML003"], (1, 2, 1, 5)),
    ("a: &x {b: 1}\n? *x\n: 1", {"a": {"b": 1}}, ["YAML003"], (2, 3, 2, 5)),
    ("<<: 5\na: 1", {"a": 1}, ["YAML002"], (1, 5, 1, 6)),
    ("<<: [*x]\na: 1", {"a": 1}, ["YAML003"], (1, 6, 1, 8)),
    ("a: &x {<<: *x, b: 1}", {"a": {"b": 1}}, ["YAML008"], (1, 12, 1, 14)),
    ("'<<': 5", {"<<": 5}, [], ()),
]


@pytest.mark.parametrize(("text", "data", "flaws", "region"), FLAWS)
def test_flaws(text: str, data: object, flaws: list[str], region: tuple[int, ...]) -> None:
    found = read(text, "x")
    assert found.data == data
    assert codes(found) == flaws
    assert not flaws or where(found) == region


def test_a_second_key_names_the_first() -> None:
    flaw = read("a: 1\nb: 2\na: 3\na: 4\n", "x").flaws[1]
    assert [related.span for related in flaw.finding.related] == [Span(0, 1)]
    assert flaw.finding.related[0].message == "first said here"


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("country: no  # c", "other YAML tools read `no` as false", 'country: "no"  # c'),
        ("  ratio: 40:30:30", "other YAML tools read `40:30:30` as the number 145830", 'ratio: "40:30:30"'),
        ("a: -1:30", "other YAML tools read `-1:30` as the number -90", 'a: "-1:30"'),
        ("a: 1:30.5", "other YAML tools read `1:30.5` as the number 90.5", 'a: "1:30.5"'),
        ("on: {a: 1, b: {}}", "other YAML tools read `on` as true", '"on": {a: 1, b: {}}'),
        ("a: {b: no, c: {}}", "other YAML tools read `no` as false", 'a: {b: "no", c: {}}'),
        ("x: " + "word " * 30 + "\nb: 0o8\nc: 010", "other YAML tools read `010` as the number 8", 'c: "010"'),
    ],
)
def test_what_other_tools_read(text: str, message: str, fix: str) -> None:
    finding = read(text, "x").flaws[0].finding
    assert (finding.message, finding.fix) == (message, fix)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a:\n  - b: >= 5", ("a", 0, "b")),
        ("a: {b: [1, no]}", ("a", "b", 1)),
        ("a:\n  on: 1", ("a", "on")),
        ("a:\n  b: [1", ("a", "b")),
        ("- x\n- !y z", (1,)),
        ("a: 1\nb", ()),
    ],
)
def test_a_flaw_knows_its_path(text: str, path: Steps) -> None:
    assert read(text, "x").flaws[0].finding.path == path


# ---------------------------------------------------------------------------------------------------------------------
# Bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-32-be"])
def test_encodings_with_a_mark(encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("-be") else ""
    found = read(f"{mark}é: 😀\n".encode(encoding), "x")
    assert found.data == {"é": "😀"}
    assert found.text == "é: 😀\n"
    assert not found.flaws


@pytest.mark.parametrize(
    ("source", "text", "region", "words"),
    [
        (b"a: 1\nb: caf\xe9\n", "a: 1\nb: café\n", (2, 7, 2, 8), "byte E9 stands here, which Windows-1252 shows as é"),
        ("ü: 1\n".encode() + b"b: \x93x\x94\n", "ü: 1\nb: “x”\n", (2, 4, 2, 5), "byte 93"),
        (b"a: \x81\n", "a: \ufffd\n", (1, 4, 1, 5), "byte 81 stands here"),
        (b"\xff\xfea\0:\0 \0\0\xd8\n\0", "a: \ufffd\n", (1, 4, 1, 5), "half a character"),
        (b"\xff\xfea\0:\0 \0b", "a: \ufffd", (1, 4, 1, 5), "half a character"),
        ("a: \udce9", "a: é", (1, 4, 1, 5), "byte E9"),
        ("a: \ud800", "a: \ufffd", (1, 4, 1, 5), "half a character"),
    ],
)
def test_bytes_that_are_not_utf_8(source: bytes | str, text: str, region: tuple[int, ...], words: str) -> None:
    found = read(source, "x")
    assert found.text == text
    assert isinstance(found.data, dict)
    assert codes(found) == ["YAML001"]
    assert where(found) == region
    assert words in found.flaws[0].finding.message
    assert found.flaws[0].finding.fix == "save the file as UTF-8"


def test_control_characters_are_told_once_and_read_past() -> None:
    found = read("a: 1\x01\nb: >= 5\x1b[0m\n", "x")
    assert found.data == {"a": "1\x01", "b": ">= 5\x1b[0m"}
    assert codes(found) == ["YAML001", "YAML003"]
    assert where(found) == (1, 5, 1, 6)


@pytest.mark.parametrize("source", [b"\x89PNG\r\n\x1a\n\0\0", "a: \0", bytes(range(256)) * 40])
def test_no_text_at_all(source: bytes | str) -> None:
    found = read(source, "x")
    assert (found.data, found.text, codes(found)) == (None, "", ["YAML001"])


# ---------------------------------------------------------------------------------------------------------------------
# Limits


def bomb(width: int = 9) -> str:
    lines = ["a: &a [" + ", ".join("x" * width) + "]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * width)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines)


HOSTILE: list[tuple[str, Callable[[], str], str]] = [
    ("alias bomb", bomb, "YAML007"),
    ("deep brackets", lambda: "[" * 3000, "YAML007"),
    ("deep braces", lambda: "{a: " * 3000, "YAML007"),
    ("deep dashes", lambda: "- " * 3000, "YAML007"),
    ("deep lines", lambda: "\n".join(" " * depth + "a:" for depth in range(3000)), "YAML007"),
    ("many merges", lambda: "a: &a {b: 1, c: 2}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(20_000)), "YAML007"),
    ("merge chain", lambda: "m0: &m0 {}\n" + "".join(f"m{n}: &m{n} {{<<: *m{n - 1}, k{n}: }}\n" for n in range(1, 900)), "YAML007"),
    ("same key", lambda: "a: 1\n" * 20_000, "YAML005"),
    ("no anchor", lambda: "- *x\n" * 20_000, "YAML003"),
    ("many mistakes", lambda: "".join(f"k{n}: >= 5\n" for n in range(20_000)), "YAML003"),
    ("quotes", lambda: "a: '" + "'\n'" * 50_001, "YAML002"),
    ("backslashes", lambda: '"' + "\\q" * 100_000 + '"', "YAML002"),
    ("question marks", lambda: "a: [" + "b?," * 20_000 + "]", "YAML009"),
    ("tabs", lambda: "a:\n" + "\tb: 1\n" * 20_000, "YAML004"),
    ("control characters", lambda: "\x01" * 200_000, "YAML001"),
    ("open brackets", lambda: "a: [b\n" * 20_000, "YAML002"),
    ("too long", lambda: " " * (limits.MAX_SIZE + 1), "YAML007"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"), [(make, code) for _, make, code in HOSTILE], ids=[name for name, *_ in HOSTILE]
)
def test_hostile_documents_end_soon(text: Callable[[], str], code: str) -> None:
    source = text()
    begun = time.perf_counter()
    found = read(source, "x")
    assert time.perf_counter() - begun < 3  # each takes some 0.2 s; what is quadratic takes minutes
    assert code in codes(found)
    assert len(found.flaws) <= 2 * limits.MAX_FLAWS


def test_an_alias_bomb_ends_at_once_and_shares_its_values() -> None:
    begun = time.perf_counter()
    found = read(bomb(), "x")
    assert time.perf_counter() - begun < 0.5
    assert codes(found) == ["YAML007"]
    assert isinstance(found.data, dict)
    assert found.data["b"][0] is found.data["b"][8] is found.data["a"]
    assert found.data["i"] == [None] * 9


@pytest.mark.parametrize(("depth", "flaws"), [(limits.MAX_DEPTH, []), (limits.MAX_DEPTH + 1, ["YAML007"])])
def test_depth(depth: int, flaws: list[str]) -> None:
    found = read("[" * depth + "]" * depth, "x")
    assert codes(found) == flaws
    assert (found.data is None) == bool(flaws)


def test_the_number_of_values_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "MAX_VALUES", 10)
    assert codes(read("- 1\n" * 10, "x")) == []
    for text in ("- 1\n" * 11, "- []\n" * 11, "".join(f"k{n}: \n" for n in range(6))):
        found = read(text, "x")
        assert (found.data, codes(found)) == (None, ["YAML007"])


def test_what_aliases_repeat_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "MAX_COPIES", 6)
    assert read("[&a [1, 2], *a, *a]", "x").data == [[1, 2]] * 3  # a list and its two values, twice
    found = read("[&a [1, 2], *a, *a, *a, &b 3, *a]", "x")
    assert found.data == [[1, 2], [1, 2], [1, 2], None, 3, None]
    assert codes(found) == ["YAML007"]


def test_flaws_of_one_code_have_an_end() -> None:
    found = read("a: 1\n" * 1001 + "b: no\n", "x")
    assert codes(found) == ["YAML005"] * (limits.MAX_FLAWS + 1) + ["YAML009"]
    assert found.flaws[limits.MAX_FLAWS].finding.message == "and 900 more like the 100 before"


# ---------------------------------------------------------------------------------------------------------------------
# Whatever comes in

PIECES = [
    "a", "b: ", "- ", "  ", "\n", "\n  ", "\n- ", "\t", '"', "'", "[", "]", "{", "}", ", ", ": ", ":", "# c", " #", "&x ",
    "*x", "!t ", "!!str ", "!", "|", ">", "|\n  ", ">= 70%", "%5", "@", "`", "?", "? ", "<<: ", "~", "12", "yes", "12:30",
    "\\n", "\\q", "\\ud83d\\ude00", "é", "😀", "\u2028", "\x85", "\x01", "\ufeff", "---\n", "...\n", "\r\n", "\r", "{{x}}",
    "key: value\n", "k:\n  - x\n  - y: z\n", "text: |\n  foo\n", "\ue000", "launch:70%\n", "\0", "\ud800",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60)


def inside(found: Document, span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(found.text)
    region = found.region(span)
    assert (1, 1) <= (region.line, region.column) <= (region.end_line, region.end_column)
    assert region.column <= len(found.line(region.line)) + 3  # a line and its break


def paths(value: object, path: Steps = ()) -> Iterator[Steps]:
    """The path of every value in plain data."""
    yield path
    assert value is None or isinstance(value, dict | list | str | int | float)
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in inner:
        yield from paths(child, (*path, step))


def check(found: Document) -> None:
    """Every place and every region lies in the text, and leads where it should."""
    for path in paths(found.data):
        place = found.place(path)
        assert place.path == path
        for span in (place.key, place.value, place.defined):
            inside(found, span or Span(0, 0))
    for flaw in found.flaws:
        assert flaw.finding.span is not None
        inside(found, flaw.finding.span)
        assert found.place(flaw.finding.path).path == flaw.finding.path
    for comment in found.comments:
        inside(found, comment.span)
        assert found.text[slice(*comment.span)].removeprefix("#").strip() == comment.text


@settings(max_examples=800, deadline=None)
@given(TEXTS, st.lists(st.text(max_size=2) | st.integers(), max_size=3))
def test_any_text_is_read(text: str, path: list[str | int]) -> None:
    found = read(text, "x")
    check(found)
    nearest = found.place(tuple(path)).path
    assert found.place(nearest).path == nearest
    assert found.data is not None or found.flaws or re.search("null|~", text, re.IGNORECASE)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read(source: bytes) -> None:
    check(read(source, "x"))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_libyaml(text: str) -> None:
    before, scratch.PARSER = scratch.PARSER, scratch.FallbackParser
    try:
        check(read(text, "x"))
    finally:
        scratch.PARSER = before


# ---------------------------------------------------------------------------------------------------------------------
# Without libyaml

ALIKE = [
    *(f"key: {words}\n" for words, _ in VALUES if words != "-"),
    *(text for text, *_ in PLACES),
    *(text for text, _ in COMMENTS),
    *(text for text, *_ in FLAWS),
    ALIASES,
    '{"a": 1,\n\t"b": [\n\t\t"\\ud83d\\ude00",\n\t\tnull\n\t]\n}',
    "a:\tb\nc:\t\t[d,\te]\t# f\n",
    "a: b\tc\n",
    "a: {what: Why was this?, by: Q2}\n",
    'a: "\\U00110000"\nb: 1\n',
    'a: "\\ud800"\nb: 1\n',
    "a: x\n \t\n\t\nb: 1\n",
]


@pytest.mark.skipif(scratch.PARSER is scratch.FallbackParser, reason="there is no libyaml to compare with")
@pytest.mark.parametrize("text", [*ALIKE, *(file.read_text(encoding="utf-8") for file in EXAMPLES)])
def test_without_libyaml_everything_is_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(text, "x")
    monkeypatch.setattr(scratch, "PARSER", scratch.FallbackParser)
    slow = read(text, "x")
    assert repr(slow.data) == repr(fast.data)
    assert slow.flaws == fast.flaws
    assert slow.comments == fast.comments
    assert [slow.place(path) for path in paths(slow.data)] == [fast.place(path) for path in paths(fast.data)]


def test_examples_are_without_flaw() -> None:
    assert EXAMPLES
    assert [codes(read(file.read_bytes(), "x")) for file in EXAMPLES] == [[]] * len(EXAMPLES)
