"""Mistakes in YAML: each is told once, in plain words, at its place, and hides nothing that comes after it."""

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aiprd.diagnostic import Finding, Span
from aiprd.document import Document, limits, read, reader, repair, scratch
from aiprd.document.scratch import Event, Scratch

FIRST, LAST = "first: 1\n", "last: 2\n"

REPAIRED: list[tuple[str, object, str, tuple[int, int, int, int], str]] = [
    # lines between two others, what they are read as, the code, its region with these lines alone, and the fix
    # A symbol at the beginning
    ("x: >= 70%", ">= 70%", "YAML003", (1, 4, 1, 10), '`x: ">= 70%"` or `x: at least 70%`'),
    ("x: > 70%  # c", "> 70%", "YAML003", (1, 4, 1, 9), '`x: "> 70%"  # c` or `x: over 70%  # c`'),
    ("x: >70%", ">70%", "YAML003", (1, 4, 1, 8), '`x: ">70%"` or `x: over 70%`'),
    ("x: > $5", "> $5", "YAML003", (1, 4, 1, 8), '`x: "> $5"` or `x: over $5`'),
    ("x: > 30 d", "> 30 d", "YAML003", (1, 4, 1, 10), 'x: "> 30 d"'),
    ("x: > usual: 5%", "> usual: 5%", "YAML003", (1, 4, 1, 15), 'x: "> usual: 5%"'),
    ("x:\n  >= 70%", ">= 70%", "YAML003", (2, 3, 2, 9), '`">= 70%"` or `at least 70%`'),
    ("x:\n  - a\n  - >= 5", ["a", ">= 5"], "YAML003", (3, 5, 3, 9), '`- ">= 5"` or `- at least 5`'),
    ("x: [>= 3, p q]", [">= 3", "p q"], "YAML003", (1, 5, 1, 9), '`x: [">= 3", p q]` or `x: [at least 3, p q]`'),
    ("x: {at: >= 5%, n: 1}", {"at": ">= 5%", "n": 1}, "YAML003", (1, 9, 1, 14), '`x: {at: ">= 5%", n: 1}` or `x: {at: at least 5%, n: 1}`'),
    ("x: {\n  at: >= 5%,\n  n: 1}", {"at": ">= 5%", "n": 1}, "YAML003", (2, 7, 2, 12), '`at: ">= 5%",` or `at: at least 5%,`'),
    ("x: | p", "| p", "YAML003", (1, 4, 1, 7), 'x: "| p"'),
    ("x: %5", "%5", "YAML003", (1, 4, 1, 6), 'x: "%5"'),
    ("x: @pm", "@pm", "YAML003", (1, 4, 1, 7), 'x: "@pm"'),
    ("x: `p`", "`p`", "YAML003", (1, 4, 1, 7), 'x: "`p`"'),
    ("x: *p q", "*p q", "YAML003", (1, 4, 1, 8), 'x: "*p q"'),
    ("x: **p**", "**p**", "YAML003", (1, 4, 1, 9), 'x: "**p**"'),
    ("x: & p", "& p", "YAML003", (1, 4, 1, 7), 'x: "& p"'),
    ("x: &p, q", "&p, q", "YAML003", (1, 4, 1, 9), 'x: "&p, q"'),
    ("x: !p!q a", "!p!q a", "YAML003", (1, 4, 1, 10), 'x: "!p!q a"'),
    ("x: , p", ", p", "YAML003", (1, 4, 1, 7), 'x: ", p"'),
    ("x: ] p", "] p", "YAML003", (1, 4, 1, 7), 'x: "] p"'),
    ("x: - p", "- p", "YAML003", (1, 4, 1, 7), 'x: "- p"'),
    ("x: ? p", "? p", "YAML003", (1, 4, 1, 7), 'x: "? p"'),
    ('x: @"p\\', '@"p\\', "YAML003", (1, 4, 1, 8), "x: '@\"p\\'"),
    ("x: >é 😀: p", ">é 😀: p", "YAML003", (1, 4, 1, 11), 'x: ">é 😀: p"'),
    ("x: @p\n  q", "@p q", "YAML003", (1, 4, 1, 6), ""),
    # A second colon
    ("x: p: 70%", "p: 70%", "YAML003", (1, 4, 1, 10), 'x: "p: 70%"'),
    ("x: p: q: a  # c", "p: q: a", "YAML003", (1, 4, 1, 11), 'x: "p: q: a"  # c'),
    ("x: 'p': q", "'p': q", "YAML003", (1, 4, 1, 10), "x: \"'p': q\""),
    ("x:\n  - p: q: a", [{"p": "q: a"}], "YAML003", (2, 8, 2, 12), '- p: "q: a"'),
    ("x: {p: q: a, b: c}", {"p": "q: a", "b": "c"}, "YAML003", (1, 8, 1, 12), 'x: {p: "q: a", b: c}'),
    # More after a closing quote or bracket
    ('x: "p" q', '"p" q', "YAML003", (1, 4, 1, 9), "x: '\"p\" q'"),
    ('x: "p" and "q"', '"p" and "q"', "YAML003", (1, 4, 1, 15), "x: '\"p\" and \"q\"'"),
    ("x: 'it's so'", "it's so", "YAML003", (1, 4, 1, 13), 'x: "it\'s so"'),
    ("x: [p, 'it's so', q]", ["p", "it's so", "q"], "YAML003", (1, 8, 1, 17), 'x: [p, "it\'s so", q]'),
    ('x: {p: "q, a" b, c: d}', {"p": '"q, a" b', "c": "d"}, "YAML003", (1, 8, 1, 16), "x: {p: '\"q, a\" b', c: d}"),
    ("x:\n- [ ] p", ["[ ] p"], "YAML003", (2, 3, 2, 8), '- "[ ] p"'),
    ("x: [p] q", "[p] q", "YAML003", (1, 4, 1, 9), 'x: "[p] q"'),
    ("x: {p} q", "{p} q", "YAML003", (1, 4, 1, 9), 'x: "{p} q"'),
    ("x: {{p}} q", "{{p}} q", "YAML003", (1, 4, 1, 11), 'x: "{{p}} q"'),
    ("x: {p: a [b] c, d: e}", {"p": "a [b] c", "d": "e"}, "YAML003", (1, 8, 1, 15), 'x: {p: "a [b] c", d: e}'),
    ("x: |\n  'tis [\n@pm: a", "'tis [\n", "YAML003", (3, 1, 3, 4), '"@pm": a'),
    ("x:\n  >-\n    'tis [\n@pm: a", "'tis [", "YAML003", (4, 1, 4, 4), '"@pm": a'),
    ("x: p\n  'tis [\n@pm: a", "p 'tis [", "YAML003", (3, 1, 3, 4), '"@pm": a'),
    ("x:\n  - |\n    'tis [\n  - @pm", ["'tis [\n", "@pm"], "YAML003", (4, 5, 4, 8), '- "@pm"'),
    # Backslashes
    (r'x: "\d+"', r"\d+", "YAML002", (1, 5, 1, 7), r"x: '\d+'"),
    (r'x: "a\n\m \w"', "a\n\\m \\w", "YAML002", (1, 8, 1, 10), ""),
    (r'x: "\x4g"', r"\x4g", "YAML002", (1, 5, 1, 7), r"x: '\x4g'"),
    # Tabs
    ("x:\n\tp: 1", {"p": 1}, "YAML004", (2, 1, 2, 2), "indent with spaces: `  p: 1`"),
    ("x:\n  p: 1\n\tq: 2", {"p": 1, "q": 2}, "YAML004", (3, 1, 3, 2), "indent with spaces: `  q: 2`"),
    ("x:\n    p: 1\n\tq: 2", {"p": 1, "q": 2}, "YAML004", (3, 1, 3, 2), "indent with spaces: `  q: 2`"),
    ("x:\n        p: 1\n\tq: 2", {"p": 1, "q": 2}, "YAML004", (3, 1, 3, 2), "indent with spaces: `  q: 2`"),
    ("x:\n\tp:\n\t\tq: |\n\t\t\ta\n\t\t\t b\n\ta: 2", {"p": {"q": "a\n b\n"}, "a": 2}, "YAML004", (2, 1, 2, 2), ""),
    ("x:\n  - p\n  -\tq", ["p", "q"], "YAML004", (3, 4, 3, 5), "- q"),
    ("x:\n\xa0\xa0p: 1\n  q: 2\n\xa0 a: 3", {"p": 1, "q": 2, "a": 3}, "YAML004", (2, 1, 2, 3), "indent with spaces: `  p: 1`"),
    ("x:\xa0\xa0p\na: 1", "p", "YAML002", (1, 3, 1, 5), "x: p"),
    # Brackets, quotes and commas without their other half
    ("x: [p, q", ["p", "q"], "YAML002", (1, 4, 1, 5), "x: [p, q]"),
    ("x: [p, {q: a  # c", ["p", {"q": "a"}], "YAML002", (1, 8, 1, 9), "x: [p, {q: a}]  # c"),
    ("x: [\n  p,\n  q\n", ["p", "q"], "YAML002", (1, 4, 1, 5), "q]"),
    ("x: {p: 1, q: 2", {"p": 1, "q": 2}, "YAML002", (1, 4, 1, 5), "x: {p: 1, q: 2}"),
    ("x:\n- [p\n- q", [["p"], "q"], "YAML002", (2, 3, 2, 4), "- [p]"),
    ("x: {p: q}}", {"p": "q"}, "YAML002", (1, 10, 1, 11), "delete this }"),
    ("x: [p,, q]", ["p", "q"], "YAML002", (1, 7, 1, 8), "delete this comma"),
    ("x: {p: 1\n    q: 2}", {"p": 1, "q": 2}, "YAML002", (1, 8, 1, 9), "x: {p: 1,"),
    ('x: "p', "p", "YAML002", (1, 4, 1, 6), 'x: "p"'),
    ("x: 'p: q  # c", "p: q", "YAML002", (1, 4, 1, 9), 'x: "p: q"  # c'),
    ("x: 'p\na: don't", "p", "YAML002", (1, 4, 1, 6), 'x: "p"'),
    # No space after a colon
    ("x:70%", "70%", "YAML002", (1, 2, 1, 3), "x: 70%"),
    ("x:\n  p:70%\n  q: 80%", {"p": "70%", "q": "80%"}, "YAML002", (2, 4, 2, 5), "p: 70%"),
]  # fmt: skip


@pytest.mark.parametrize("parser", ["libyaml", "Python"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("lines", "value", "code", "region", "fix"), REPAIRED)
def test_what_is_repaired(
    lines: str,
    value: object,
    code: str,
    region: tuple[int, int, int, int],
    fix: str,
    newline: str,
    parser: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if parser == "Python":
        monkeypatch.setattr(scratch, "PARSER", scratch.FallbackParser)
    found = read((FIRST + lines + "\n" + LAST).replace("\n", newline), "x")
    assert isinstance(found.data, dict)
    assert (found.data["first"], found.data["x"], found.data["last"]) == (1, value, 2)
    assert [flaw.code for flaw in found.flaws] == [code]
    finding = found.flaws[0].finding
    assert finding.span is not None
    line, start, end_line, end = found.region(finding.span)
    assert (line - 1, start, end_line - 1, end) == region
    assert not fix or finding.fix == fix


@pytest.mark.parametrize(("lines", "value", "fix"), [(lines, value, fix) for lines, value, *_, fix in REPAIRED])
def test_the_fix_mends_it(lines: str, value: object, fix: str) -> None:
    """Pasted over its line, the fix leaves no flaw, and the value that was read anyway or the same in words."""
    choices = re.findall("`(.+?)`(?: or |$)", fix) if " or " in fix else [fix]
    for line in choices:
        if not fix or fix.startswith(("delete", "indent")):
            continue
        found = read(FIRST + pasted(lines, line) + "\n" + LAST, "x")
        assert not found.flaws
        assert isinstance(found.data, dict)
        assert found.data["x"] == value or line != choices[0]


def pasted(lines: str, fix: str) -> str:
    """`lines` with `fix` in the place of the line that has the same letters."""
    letters = re.compile("[^a-z0-9é]|at least|over")
    mended = lines.split("\n")
    number = next(n for n, line in enumerate(mended) if letters.sub("", line) == letters.sub("", fix))
    mended[number] = mended[number][: len(mended[number]) - len(mended[number].lstrip())] + fix
    return "\n".join(mended)


STOPPED: list[tuple[str, tuple[int, int, int, int], str, str]] = [
    # text, region, message, fix
    ("a: 1\n  b: 2", (2, 3, 2, 7), "`b: 2` is indented under `a: 1`, which already has its value", "do not indent it: `b: 2`"),
    ("- a: 1\n    b: 2", (2, 5, 2, 9), "`b: 2` is indented under `- a: 1`, which already has its value", "indent it by 2: `  b: 2`"),
    ("a:\n  b: 1\n c: 2", (3, 2, 3, 6), "`c: 2` is indented by 1, where the lines above allow 0 or 2", "indent it by 2: `  c: 2`"),
    ("a: 1\nbcd\ne: 2", (2, 1, 2, 4), "`bcd` has no colon, so it is neither a key nor the value of one", "bcd: …"),
    ("a: 1\nbcd", (2, 1, 2, 4), "`bcd` has no colon, so it is neither a key nor the value of one", "bcd: …"),
    ("a: 1\n- b", (2, 1, 2, 4), "`- b` stands beside `a: 1`, but a list and a key do not mix", "put the list under a key of its own"),
    ("- a\nb: 1", (2, 1, 2, 5), "`b: 1` stands beside `- a`, but a list and a key do not mix", "put the list under a key of its own"),
    ("a: [1, 2}\nb: 3", (1, 9, 1, 10), "this } stands where a ] should close what [ opened", "write ]"),
    ("a: &x *x", (1, 1, 1, 9), "`a: &x *x` does not fit what stands before it", ""),
    ("# Goals\n\n**Win** it: all\n* a\n", (3, 1, 3, 16), "this reads like Markdown, not like lines of `key: value`", "put each text behind a key, as in `summary: …`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "region", "message", "fix"), STOPPED)
def test_where_reading_stops(text: str, region: tuple[int, int, int, int], message: str, fix: str) -> None:
    found = read(text, "x")
    assert found.data is None
    assert [flaw.code for flaw in found.flaws] == ["YAML002"]
    finding = found.flaws[0].finding
    assert finding.span is not None
    assert tuple(found.region(finding.span)) == region
    assert (finding.message, finding.fix) == (message, fix)


def test_mistakes_do_not_hide_each_other() -> None:
    text = """\
a: >= 70%
b: {c: @pm, d: [%5, 'it's']}
e:
\tf: no
\tg: x: y
h:3
i: [1, 2
a: "4
"""
    found = read(text, "x")
    assert found.data == {
        "a": "4",
        "b": {"c": "@pm", "d": ["%5", "it's"]},
        "e": {"f": "no", "g": "x: y"},
        "h": 3,
        "i": [1, 2],
    }
    assert [(flaw.code, *found.region(flaw.finding.span or Span(0, 0))[:2]) for flaw in found.flaws] == [
        ("YAML003", 1, 4),
        ("YAML003", 2, 8),
        ("YAML003", 2, 17),
        ("YAML003", 2, 21),
        ("YAML004", 4, 1),
        ("YAML009", 4, 5),
        ("YAML003", 5, 5),
        ("YAML002", 6, 2),
        ("YAML002", 7, 4),
        ("YAML005", 8, 1),
        ("YAML002", 8, 4),
    ]


def test_repairs_have_an_end() -> None:
    mistakes = [f"k{number}: >= 5\n" for number in range(limits.MAX_REPAIRS + 5)]
    assert read("".join(mistakes[: limits.MAX_REPAIRS]), "x").data is not None
    found = read("".join(mistakes), "x")
    assert found.data is None
    assert len(found.flaws) == limits.MAX_REPAIRS + 1


@pytest.mark.parametrize(("text", "code"), [("a: [!", "YAML002"), ("a: b\n\tc: d\n", "YAML004")])
def test_a_repair_in_vain_is_one_finding(text: str, code: str) -> None:
    found = read(text, "x")
    assert found.data is None
    assert [flaw.code for flaw in found.flaws] == [code]


def test_two_mistakes_in_one_value() -> None:
    found = read('a: >= \x015\nb: "\\d" e\n', "x")
    assert found.data == {"a": ">= \x015", "b": '"\\d" e'}
    assert [flaw.code for flaw in found.flaws] == ["YAML003", "YAML001", "YAML003", "YAML002"]


def test_large_documents_are_read_anew_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: >= 5\nb: >= 5\n"
    monkeypatch.setattr(reader, "MAX_REREAD", 2 * len(text))
    assert read(text, "x").data == {"a": ">= 5", "b": ">= 5"}
    monkeypatch.setattr(reader, "MAX_REREAD", 2 * len(text) - 1)
    found = read(text, "x")
    assert found.data is None
    assert [flaw.code for flaw in found.flaws] == ["YAML003", "YAML003"]


def test_letters_of_private_use_are_left_alone() -> None:
    words = "".join(map(chr, range(0xE000, 0xE020)))
    assert read(f"a: {words}\nb: >= 5\n", "x").data == {"a": words, "b": ">= 5"}


def test_a_text_that_uses_every_letter_is_read_all_the_same() -> None:
    words = "".join(map(chr, range(0xE000, 0xF900)))
    found = read(f"a: {words}\nb: >= 5\n", "x")
    assert isinstance(found.data, dict)
    assert found.data["a"] == words


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"[ -~é😀]{1,20}", fullmatch=True))
def test_any_words_as_a_value_leave_the_other_lines_alone(words: str) -> None:
    """A line of its own never takes its neighbours with it, unless it opens something or is no value at all."""
    found = read(f"first: 1\nx: .{words}\nlast: 2\n", "x")
    assert isinstance(found.data, dict)
    assert (found.data["first"], found.data["last"]) == (1, 2)
    rest = words.partition(" #")[0].rstrip()
    assert found.data["x"] == f".{rest}" or not isinstance(found.data["x"], str)


JARGON = re.compile(r"invalid|scalar|mapping|sequence|token|flow|node|alias|parse", re.IGNORECASE)


def findings() -> list[Finding]:
    texts = [
        *(lines for lines, *_ in REPAIRED),
        *(text for text, *_ in STOPPED),
        "a: 1\na: 2",
        "a: no",
        "a: !x y",
        "",
        "<<: 5",
    ]
    texts += ["a: &a [*a]", "--- 1\n--- 2", "[" * 200, "a: \x01", "a: \udce9", "\0", "{[a]: 1}", "[a?]"]
    return [flaw.finding for text in texts for flaw in read(text, "x").flaws]


def test_messages_are_plain_words() -> None:
    assert len(findings()) > 60
    for finding in findings():
        assert finding.message
        assert not finding.message.endswith(".")
        assert not finding.message[0].isupper()
        assert not JARGON.search(finding.message + finding.fix), finding


# ---------------------------------------------------------------------------------------------------------------------
# The scratch copy


def test_what_is_shown_leads_back_to_the_text() -> None:
    scratch = Scratch("a: bc\nd:e\nf: @g\nh: i")
    scratch.hide([3])
    scratch.add({8: "  "})
    scratch.add({6: "x", 0: "i: j\n"})
    scratch.replace(Span(13, 15), "😀")
    events: list[Event] = [event for event in iter(scratch.events(), None) if isinstance(event, yaml.ScalarEvent)]
    assert [(event.value, event.start_mark.index, event.end_mark.index) for event in events] == [
        ("i", 0, 0),
        ("j", 0, 0),
        ("a", 0, 1),
        ("bc", 3, 5),
        ("xd", 6, 7),
        ("e", 8, 9),
        ("f", 10, 11),
        ("😀", 13, 15),
        ("h", 16, 17),
        ("i", 19, 20),
    ]
    assert len(scratch.shown) == 20


def test_the_longer_way_wins() -> None:
    scratch = Scratch("a:\n    b: 1\n c: 2\n")
    assert scratch.reach({}) < scratch.reach({12: "   "}) == len(scratch.shown)


def test_words_are_quoted_so_that_they_stay_as_they_are() -> None:
    for words in ("a", 'a "b"', "it's", 'it\'s "b"', "a\\b", ""):
        assert read(repair.quoted(words), "x").data == words


def test_long_lines_are_not_repeated_in_a_fix() -> None:
    text = f"a: {{{'b: c, ' * 30}d: >= 5%, e: {'f' * 50}: g}}"
    fixes = [flaw.finding.fix for flaw in read(text, "x").flaws if flaw.code == "YAML003"]
    assert fixes == ['`">= 5%"` or `at least 5%`', f'"{"f" * 50}: g"']


def test_a_document_is_not_changed_by_being_mended() -> None:
    text = "a: >= 5\n\tb: [1\n"
    found: Document = read(text, "x")
    assert found.text == text
