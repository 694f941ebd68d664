"""Documents as strangers may send them. Small ones stand here as they are, large ones are made when they are wanted."""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

MB = 1024 * 1024


class Hostile(NamedTuple):
    """One document; `codes` are those that must be among its findings. `large` ones are run by themselves."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str]
    large: bool = False


def _case(name: str, source: str | bytes, *codes: str) -> Hostile:
    raw = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return Hostile(name, lambda: raw, frozenset(codes))


def _large(name: str, make: Callable[[], str], *codes: str) -> Hostile:
    return Hostile(name, lambda: make().encode(), frozenset(codes), large=True)


def _quoted(text: str) -> str:
    """`text` as YAML, with an escape for whatever moves a cursor."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f").replace("\x9b", "\\x9b")


# Bytes

BYTES = [
    *(
        _case(f"byte {byte:02x}", b"product: {name: a" + bytes([byte]) + b"b}\n", "YAML001")
        for byte in (*range(1, 9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0x100))
    ),
    _case("nul", b"product:\0 {}\n", "YAML001"),
    _case("only a nul", b"\0", "YAML001"),
    _case("utf-16", "product: {name: x}\n".encode("utf-16"), "PROD"),
    _case("utf-16 without an end", b"\xff\xfep\0r", "FORM"),
    _case("utf-16 cut", b"\xff\xfep\0r\0o", "YAML001"),
    _case("utf-32", "product: {name: x}\n".encode("utf-32"), "PROD"),
    _case("utf-32 of no character", b"\xff\xfe\0\0\xff\xff\xff\x7f", "YAML001"),
    _case("utf-16 without a mark", "product: {name: x}\n".encode("utf-16-le"), "YAML001"),
    _case("utf-7", b"+AHA-roduct: {}\n", "FORM"),
    _case("overlong slash", b"product: {name: \xc0\xaf}\n", "YAML001"),
    _case("half a character", b"product: {name: \xed\xa0\x80}\n", "YAML001"),
    _case("five bytes for one character", b"product: {name: \xf8\x88\x80\x80\x80}\n", "YAML001"),
    _case("beyond unicode", b"product: {name: \xf4\x90\x80\x80}\n", "YAML001"),
    _case("an image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "YAML001"),
    _case("a zip", b"PK\x03\x04\x14\0\0\0", "YAML001"),
    _case("gzip", b"\x1f\x8b\x08\0\0\0\0\0", "YAML001"),
    _case("a pickle", b"\x80\x04\x95\x1a\0\0\0cposix\nsystem\n", "YAML001"),
    _case("two marks", b"\xef\xbb\xbf\xef\xbb\xbfproduct: {}\n", "FORM"),
    _case("only a mark", b"\xef\xbb\xbf", "YAML011"),
    _case("nothing", b"", "YAML011"),
    _case("carriage returns", b"product:\r  name: x\rrisk: {}\r", "PROD"),
]

_SIGNS = {
    "next line": "\x85", "line separator": "\u2028", "paragraph separator": "\u2029", "right to left": "\u202e",
    "left to right isolate": "\u2066", "zero width space": "\u200b", "zero width joiner": "\u200d", "soft hyphen": "\xad",
    "word joiner": "\u2060", "no character": "\ufffe", "another": "\uffff", "private": "\ue000", "tag letter": "\U000e0041",
    "last": "\U0010ffff", "variation": "\ufe0f", "combining": "e" + "\u0301" * 50, "zalgo": "Z" + "\u0489" * 200,
    "mark inside": "\ufeff", "fullwidth colon": "a\uff1a b", "greek question mark": "\u037e", "cyrillic": "\u0440roduct",
    "turkish": "İ\u0131I", "sharp s": "ẞß", "ligature": "ﬀ", "digits": "٣٤", "superscript": "²", "roman": "Ⅷ", "fraction": "½",
    "minus": "\u2212", "thin space": "1\u2009000", "emoji": "👩‍👩‍👧‍👦", "flag": "🇩🇪", "hangul": "\u1100\u1161", "khmer": "\u17d2\u17d2",
}  # fmt: skip

SIGNS = [
    *(_case(f"{name} in a value", f"product: {{name: 'x{sign}y'}}\n", "PROD") for name, sign in _SIGNS.items()),
    *(_case(f"{name} in a key", f"product: {{'x{sign}y': 1}}\n", "FORM001") for name, sign in _SIGNS.items()),
    *(
        _case(f"{name} in an amount", f"metrics: {{m: {{launch: '7{sign}0%'}}}}\n", "GOAL")
        for name, sign in _SIGNS.items()
    ),
]

# YAML

_TAGS = (
    "!!python/object/apply:os.system ['id']", "!!python/object/new:os.system [id]", "!!python/object:os.system {}",
    "!!python/name:os.system ''", "!!python/module:os ''", "!!python/object/apply:subprocess.Popen [[id]]",
    "!!python/object/new:type {args: [x, [], {}]}", "!!python/tuple [1, 2]", "!!python/unicode x", "!!python/bytes eA==",
    "!!binary aGk=", "!!set {a, b}", "!!omap [a: 1]", "!!pairs [a: 1]", "!!timestamp 2001-01-01", "!!merge <<", "!!value =",
    "!<tag:yaml.org,2002:python/object/apply:os.system> [id]", "!ruby/object:Gem::Requirement {}", "!!java.net.URL [x]",
    "!!javax.script.ScriptEngineManager [x]", "!include /etc/passwd", "!ENV ${HOME}", "!vault x", "!Ref x", "!!int x",
    "!!float x", "!!bool x", "!!null x", "!!map [1]", "!!seq {a: 1}", "!!str [1]",
)  # fmt: skip

_ALIASES = {
    "endless list": ("a: &a [*a]\n", "YAML008"),
    "endless group": ("a: &a {b: *a}\n", "YAML008"),
    "endless through two": ("a: &a [&b [*a, *b]]\n", "YAML008"),
    "merge of itself": ("a: &a\n  <<: *a\n", "YAML008"),
    "merge of what is above": ("a: &a\n  b:\n    <<: *a\n", "YAML008"),
    "merge of text": ("<<: x\n", "YAML002"),
    "merge of a list of text": ("<<: [x, y]\n", "YAML002"),
    "merge of nothing": ("<<:\n", "FORM011"),
    "no anchor": ("product: *nowhere\n", "YAML003"),
    "alias as a key": ("a: &a x\n*a : y\n", "FORM011"),
    "endless key": ("&a [*a]: x\n", "YAML003"),
    "list as a key": ("[a, b]: x\n", "YAML003"),
    "group as a key": ("{a: b}: x\n", "YAML003"),
    "question key": ("? [a]\n: x\n", "YAML003"),
    "same anchor twice": ("product: {name: &a x, owner: &a y, kinds: [*a]}\n", "FORM003"),
    "same key twice": ("product: {name: x}\nproduct: {name: y}\n", "YAML005"),
    "same key thrice": ("product: {name: x, name: y, name: z}\n", "YAML005"),
    "two documents": ("product: {}\n---\nproduct: {}\n", "YAML006"),
    "a hundred documents": ("---\nproduct: {}\n" * 100, "YAML006"),
    "other version": ("%YAML 3.0\n---\nproduct: {}\n", "YAML003"),
    "directive of tags": ("%TAG ! tag:yaml.org,2002:python/\n---\nproduct: {name: !name:os.system x}\n", "YAML010"),
    "open bracket": ("product: {name: x\n", "YAML002"),
    "open brackets": ("product: {{{[[[\n", "YAML002"),
    "open quote": ("product: {name: 'x}\n", "YAML002"),
    "open double quote": ('product: {name: "x}\n', "YAML002"),
    "odd escape": ('product: {name: "\\q"}\n', "YAML002"),
    "escape of no character": ('product: {name: "\\U00110000"}\n', "YAML002"),
    "escape of half a character": ('product: {name: "\\ud800"}\n', "YAML002"),
    "escaped nul": ('product: {name: "\\0"}\n', "PROD"),
    "tab": ("product:\n\tname: x\n", "YAML004"),
    "tabs and spaces": ("product:\n \tname: x\n  owner: y\n", "YAML"),
    "wrong depth": ("product:\n    name: x\n  owner: y\n", "YAML002"),
    "reserved": ("product: {name: @x}\n", "YAML003"),
    "back-tick": ("product: {name: `id`}\n", "YAML003"),
    "percent": ("product: %x\n", "YAML003"),
    "template": ("product: {name: {{ 7 * 7 }}}\n", "YAML003"),
    "template alone": ("product: {{ config.items() }}\n", "YAML003"),
    "only an alias": ("*a\n", "YAML003"),
    "only an anchor": ("&a\n", "YAML"),
    "only a tag": ("!!python/none\n", "YAML010"),
    "only a bracket": ("[", "YAML002"),
    "closing bracket": ("]", "YAML003"),
    "block without an end": ("product: |", "FORM"),
    "block of depth 10": ("product: |10\n x\n", "YAML003"),
    "merge key in quotes": ("product: {'<<': {name: x}}\n", "FORM001"),
    "proto": ("product: {__proto__: {admin: true}, constructor: {prototype: x}}\n", "FORM001"),
    "dunder": (
        "product: {__class__: x, __init__: y, __dict__: z, fields: 1, path: /, data: 2, given: no}\n",
        "FORM001",
    ),
    "conflict": ("<<<<<<< HEAD\nproduct: {}\n=======\nrisk: {}\n>>>>>>> x\n", "YAML"),
    "not yaml": ("#!/bin/sh\nrm -rf / && curl x | sh\n", "FORM011"),
    "tag of a handle": ("odd: !x!y z\n", "YAML003"),
    "tag of nothing": ("odd: !<> x\n", "YAML002"),
    "xml": ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>\n', "FORM011"),
    "json": ('{"product": {"name": "x"}}', "PROD"),
    "list": ("- product\n", "FORM011"),
    "text": ("product\n", "FORM011"),
    "number": ("1\n", "FORM011"),
    "nothing": ("~\n", "YAML011"),
    "true": ("true\n", "FORM011"),
}

YAML = [
    *(_case(f"tag {tag}", f"product: {{name: x}}\nodd: {tag}\n", "YAML010") for tag in _TAGS),
    *(_case(name, source, code) for name, (source, code) in _ALIASES.items()),
]

# Words that break out of what shows them

WORDS = (
    "::error::forged", " ::warning file=x::forged", "\n::error::forged", "\r::stop-commands::x", "##[error]forged",
    "x ##[add-mask]y", "##vso[task.setvariable variable=x]y", "##teamcity[buildStatus status='SUCCESS']", "%0A::error::x",
    "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;https://e.example\x1b\\link\x1b]8;;\x1b\\", "\x9b31m", "\x1b[?1049h",
    "\b\b\b\b\b", "\r                     \rno findings", "a\x00b", "\u202etxt.exe", "\u2066\u2069", "\u200b",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "' onfocus='alert(1)",
    "javascript:alert(1)", "[x](javascript:alert(1))", "![x](https://e.example/p.png)", "| a | b |", "```\nx\n```", "`x`",
    "<!-- -->", "]]>", "<![CDATA[x]]>", "&lt;b&gt;", "&#x1b;[2J", "<details open ontoggle=alert(1)>", "@everyone #1",
    "{{ 7 * 7 }}", "{% for x in y %}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{0.__class__}", "%s%n%x", "${HOME}",
    "$(id)", "`id`", "; id", "| id", "&& id", "=cmd|' /C calc'!A0", "@SUM(1)", "../../../../etc/passwd", "file:///etc/passwd",
    "\\\\e.example\\share", "${jndi:ldap://e.example/a}", "' OR 1=1 --", "# aiprd: allow FORM001 because x", "--help", "-",
    "%%{init: {'x': 1}}%%", "graph TD; a-->b", "$\\href{javascript:alert(1)}{x}$", "https://e.example/?q=<>", "A" * 300,
)  # fmt: skip

_PLACES = {
    "name": "product: {{name: {0}, owner: {0}, kinds: [{0}]}}\n",
    "key": "product: {{{0}: 1}}\n{0}: 2\n",
    "metric": "metrics: {{{0}: {{launch: 80%, target: 70%, better: higher, unit: {0}}}}}\n",
    "requirement": "requirements: {{performance: [{0}, {{id: {0}, bound: {0}}}]}}\n",
    "waiver": "waivers: [{{rule: {0}, why: {0}, at: {0}}}, {{rule: PROD, why: {0}}}]\n",
    "date": "timeline: {{launch: {0}}}\nroadmap: {{features: [{{what: {0}, by: {0}}}]}}\n",
}

INJECTIONS = [
    _case(
        f"{word!r} as {place}",
        text.format(_quoted(word)),
        "PROD" if place in {"name", "key"} else "GOAL001" if place != "metric" else "GOAL",
    )
    for place, text in _PLACES.items()
    for word in WORDS
]

# Shapes that do not belong

SECTIONS = (
    "product", "problem", "feasibility", "approaches", "risk", "ethics", "regulation", "traffic", "data", "metrics",
    "requirements", "stories", "degradation", "failure_modes", "escalation", "evaluation", "experiments", "rollout",
    "monitoring", "feedback", "drift", "change", "experience", "research", "mvp", "llm", "agent", "security", "business",
    "claims", "limitations", "roadmap", "stakeholders", "timeline", "waivers", "components", "glossary",
)  # fmt: skip

_SHAPES = {
    "text": "words",
    "number": "1e308",
    "flag": "true",
    "lists": "[[[[1]]]]",
    "groups": "{a: {b: {c: {d: 1}}}}",
    "mixed": "[1, {a: 1}, [2], ~, x]",
}

_ONE_FOR_A_LIST = ("approaches", "experiments", "research", "claims", "limitations")
"""Sections in which one entry may stand without its list."""

SHAPES = [
    _case(
        f"{section} as {name}",
        f"aiprd: 1\n{section}: {shape}\n",
        "PROD" if section in _ONE_FOR_A_LIST and name in {"text", "number"} else "FORM",
    )
    for section in SECTIONS
    for name, shape in _SHAPES.items()
    if (section, name) != ("glossary", "groups")
]

# Numbers and dates

_AMOUNTS = (
    "9" * 300, "9" * 301, "9" * 5000, "-" + "9" * 400, "1e308", "1e309", "-1e309", "1e-400", ".inf", "-.inf", ".nan", "0x" + "f" * 400,
    "0o777", "0b1", "1_000", "1,000,000,000,000,000", "1.2.3.4", "1e5%", "100%%", "-5%", "1e308%", "0%", "1 in 0", "0 per 0", "5% to 1%",
    "1/0", "0/0", "$1e308", "1e308ms", "-1s", "0s", "1y1y1y", "1,2,3,4", ".", "-", "+", "%", "e", "1e", "1e+", "--1", "1 000 000", "٣٤%",
)  # fmt: skip
_DATES = (
    "0000-00-00", "9999-99-99", "9999-12-31", "10000-01-01", "-1-01-01", "2026-02-30", "2026-13", "Q5", "Q0", "Q9999999999", "2026-Q99",
    "launch + 1e308q", "launch + 999999999999y", "launch - 99999d", "launch + 0q", "launch + -1q", "9" * 400, "2026-02-29", "1y", "W54",
)  # fmt: skip

NUMBERS = [
    *(
        _case(f"amount {text[:20]} {len(text)}", f"metrics: {{m: {{launch: {text}, baseline: {{value: {text}, n: {text}}}, slo: {text}}}}}\ntraffic: {{eligible: {text}}}\n", "GOAL")
        for text in _AMOUNTS
        if text not in {"-", "%"}
    ),
    *(
        _case(f"sample {text[:20]} {len(text)}", f"metrics: {{m: {{launch: 70%}}}}\nrequirements: {{performance: ['m >= launch over 14d, n >= {text}', 'm >= {text} over {text}'], fairness: [{{bound: 'm gap <= {text}', n: '{text}'}}]}}\n", "REQS")
        for text in _AMOUNTS
    ),
    *(
        _case(f"date {text[:20]}", f"timeline: {{launch: '{text}'}}\nroadmap: {{features: [{{what: x, by: '{text}'}}]}}\nwaivers: [{{rule: PROD001, why: x, until: '{text}'}}]\nproduct: {{name: x}} # aiprd: allow PROD002 until {text} because x\n", "PROD")
        for text in _DATES
    ),
]  # fmt: skip

# Much of something

_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
_WIDE = "a: &a [" + "x," * 4000 + "]\nb: &b [" + "*a," * 4000 + "]\nc: [" + "*b," * 4000 + "]\n"
_MERGES = "a0: &a0 {k: 1}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 20)}]\n  k{n}: 1\n" for n in range(1, 400)
)
_LINE = 1_000_000


def _long(unit: str, length: int = _LINE) -> str:
    return unit * (length // len(unit))


MUCH = [
    _large("alias bomb", lambda: _BOMB, "YAML007"),
    _large("wide aliases", lambda: _WIDE, "YAML007"),
    _large("merges of merges", lambda: _MERGES, "FORM011"),
    _large("deep brackets", lambda: "[" * 100_000, "YAML007"),
    _large("deep braces", lambda: "{a: " * 100_000, "YAML007"),
    _large("deep blocks", lambda: "".join("  " * depth + "a:\n" for depth in range(2000)), "YAML007"),
    _large("deep dashes", lambda: "- " * 100_000, "YAML007"),
    _large("deep questions", lambda: "? " * 100_000, "YAML007"),
    _large("deep mixed", lambda: "[{a: " * 50_000, "YAML007"),
    _large("16 MB of one word", lambda: "product: {name: " + "x" * (16 * MB - 30) + "}\n", "PROD"),
    _large("16 MB of lines", lambda: "problem: |\n" + "  some words here and there\n" * (16 * MB // 28 - 9), "FORM"),
    _large("16 MB of comments", lambda: "# some words here and there\n" * (16 * MB // 28), "YAML011"),
    _large("16 MB of waivers", lambda: "# aiprd: allow FORM001 because x\n" * (16 * MB // 33 - 10) + "product: {}\n", "YAML007"),
    _large("16 MB of blank lines", lambda: "\n" * (16 * MB - 30) + "product: {}\n", "YAML007"),
    _large("16 MB of spaces", lambda: " " * (16 * MB - 30) + "product: {}\n", "PROD"),
    _large("16 MB of carriage returns", lambda: "\r" * (16 * MB - 30) + "product: {}\n", "YAML007"),
    _large("16 MB of tabs", lambda: "product:\n" + "\tname: x\n" * (16 * MB // 10), "YAML007"),
    _large("a million blank lines", lambda: "\n" * 999_000 + "product: {}\n", "PROD"),
    _large("blank lines of Windows", lambda: "product: {}\r\n" + "\r\n" * 400_000, "PROD"),
    _large("comments of Windows", lambda: "product: {}\r\n" + "# aiprd: allow FORM001 because x\r\n" * 300_000, "YAML007"),
    _large("a million tabs", lambda: "product:\n" + "\tname: x\n" * 900_000, "YAML004"),
    _large("a million carriage returns", lambda: "product:\r" + "\r" * 900_000 + "  name: x", "PROD"),
    _large("16 MB of control characters", lambda: "\x01" * (16 * MB), "YAML001"),
    _large("16 MB of halves", lambda: "a: '" + "\u0301" * (8 * MB - 100) + "'\n", "FORM011"),
    _large("a byte more than 16 MB", lambda: "x" * (16 * MB + 1), "YAML007"),
    _large("many keys", lambda: "".join(f"k{n}: 1\n" for n in range(60_000)), "YAML007"),
    _large("too many keys", lambda: "".join(f"k{n}: 1\n" for n in range(500_000)), "YAML007"),
    _large("many entries", lambda: "metrics:\n" + "- 1\n" * 60_000, "YAML007"),
    _large("too many entries", lambda: "metrics:\n" + "- 1\n" * 1_000_000, "YAML007"),
    _large("many empty lists", lambda: "a: [" + "[]," * 60_000 + "]\n", "YAML007"),
    _large("same key", lambda: "k: 1\n" * 40_000, "YAML005"),
    _large("same anchor", lambda: "- &a 1\n" * 40_000, "YAML007"),
    _large("no anchors", lambda: "- *x\n" * 40_000, "YAML003"),
    _large("many tags", lambda: "- !x y\n" * 40_000, "YAML010"),
    _large("many slips", lambda: "a: >= 1\n" * 40_000, "YAML003"),
    _large("many documents", lambda: "---\na: 1\n" * 200_000, "YAML006"),
    _large("open brackets", lambda: "a: [b\n" * 100_000, "YAML002"),
    _large("open quotes", lambda: "a: '" + "'\n'" * 300_000, "YAML002"),
    _large("backslashes", lambda: '"' + "\\q" * 500_000 + '"', "YAML002"),
    _large("questions", lambda: "a: [" + "b?," * 60_000 + "]", "YAML009"),
    _large("waivers of nothing", lambda: "waivers:\n" + "  - {rule: NONE999, why: x}\n" * 4900, "WAIV002", "YAML007"),
    _large("waivers of all", lambda: "waivers:\n" + "  - {rule: FORM001, why: x}\n" * 4900 + "".join(f"k{n}: 1\n" for n in range(4000)), "YAML007"),
    _large("waivers on lines", lambda: "".join(f"k{n}: 1 # aiprd: allow FORM001 because x\n" for n in range(4000)), "YAML007"),
    _large("waivers that are none", lambda: "".join(f"k{n}: 1 # aiprd: allow\n" for n in range(4000)), "WAIV005"),
    _large("a waiver without an end", lambda: "product: {} # aiprd: allow FORM001 because " + _long("x "), "WAIV"),
    _large("a waiver of a long code", lambda: "product: {} # aiprd: allow " + _long("F") + " because x", "WAIV002"),
    _large("a long key", lambda: "product: {" + _long("k") + ": 1}\n", "YAML002"),
    _large("a long quoted key", lambda: '? "' + _long("k") + '"\n: 1\nproduct: {}\n', "YAML007"),
    _large("16 MB of a key", lambda: "metrics:\n  ? '" + "k" * (16 * MB - 100) + "'\n  : {launch: 70%, target: 60%}\n", "YAML007"),
    _large("a long anchor", lambda: "product: {name: &" + _long("a") + " x}\n", "PROD"),
    _large("a long tag", lambda: "product: {name: !" + _long("a") + " x}\n", "YAML010"),
    _large("a long number", lambda: "aiprd: " + _long("9") + "\n", "FORM002"),
    _large("a long hex number", lambda: "aiprd: 0x" + _long("f") + "\n", "FORM002"),
    _large("a long base 60", lambda: "aiprd: 1" + _long(":59") + "\n", "FORM002"),
]  # fmt: skip

_TEXTS = (
    "a", "9", " ", ".", ",", "-", "(", ")", "`", "_", "%", "a ", "9 ", "1,", "1.", "1-", "9%", "5% to ", "1 in ", "1e", ">=", ">= ", "<",
    "P95 ", "n >= ", " over 1d", "and ", "or ", "should ", "fast and robust ", "user-", "e.g. ", "etc. ", "a.b", "a@b.c ", "https://a.b/", "[x](y)",
    "2026-01-01 ", "launch + ", "Q1 ", "$1", "€1 ", "\u2009", "not ", "if a then ", "(a ", "\u201ca\u201d ", "é", "😀", "\u0301", "x\\n",
)  # fmt: skip

LINES = [
    _large(
        f"a line of {unit!r}",
        lambda unit=unit: (  # type: ignore[misc] # bound now, not when it runs
            "aiprd: 1\nproduct: {name: N, owner: N}\n"
            f"problem: {{user: {_quoted(_long(unit, 250_000))}}}\n"
            f"requirements: {{performance: [{_quoted(_long(unit, 250_000))}]}}\n"
            f"metrics: {{m: {{means: {_quoted(_long(unit, 125_000))}, launch: {_quoted(_long(unit, 125_000))}}}}}\n"
            f"timeline: {{launch: {_quoted(_long(unit, 125_000))}}}\nstories: [{_quoted(_long(unit, 125_000))}]\n"
        ),
        "PROD",
    )
    for unit in _TEXTS
]


# Many of each other

_MANY = range(1900)
_SERIES = (
    "metrics: {"
    + ", ".join(f"relevance_of_shown_items_{n}: {{launch: 70%, slices: {{a: 70%, b: 60%}}}}" for n in _MANY)
    + "}\n"
)


def _promises(bound: str, families: str = "performance") -> str:
    lists = (f"{family}: [" + ", ".join(bound.format(n) for n in _MANY) + "]" for family in families.split())
    return "requirements: {" + ", ".join(lists) + "}\n"


def _entries(key: str, entry: str) -> str:
    return f"{key}:\n" + "".join(f"  - {entry.format(n)}\n" for n in _MANY)


CROWDS = [
    _large("names misspelt", lambda: _SERIES + _promises("relevance_of_shown_itemz_{0} >= 70%"), "FORM007"),
    _large("names of parts misspelt", lambda: _SERIES + _promises("relevance_of_shown_itemz_{0}.c >= 70%"), "FORM007"),
    _large("names of nothing", lambda: _SERIES + _promises("q{0} >= 70%", "performance coverage latency"), "FORM007"),
    _large("names that are right", lambda: _SERIES + _promises("relevance_of_shown_items_{0} >= 70%", "performance coverage latency"), "GOAL"),
    _large("keys misspelt", lambda: "metrics:\n" + "".join(f"  m{n}: {{lunch{n}: 1, targit{n}: 1, observd{n}: 1, baselin{n}: 1}}\n" for n in _MANY), "FORM001"),
    _large("words misspelt", lambda: "metrics:\n" + "".join(f"  m{n}: {{dimension: qualiti{n}, better: hihger{n}, unit: proprtion{n}}}\n" for n in _MANY), "FORM003"),
    _large("codes misspelt", lambda: "waivers:\n" + "".join(f"  - {{rule: FORM{n:04}X, why: x}}\n" for n in range(999)), "WAIV002"),
    _large("evidence misspelt", lambda: _entries("experiments", "{{id: ab_test_of_arms_{0}}}") + _entries("claims", "{{text: x, evidence: ab_tezt_of_arms_{0}}}"), "EVID"),
    _large("experiments on each other", lambda: "timeline: {testing: 6w}\n" + _entries("experiments", "{{id: ab{0}, duration: 2w, arms: {{A: 100, B{0}: 100}}, variant: design A}}"), "SCHE001"),
    _large("needs misspelt", lambda: "components: {" + ", ".join(f"component_number_{n}: x" for n in _MANY) + "}\n" + _entries("degradation", "{{level: {0}, id: l{0}, needs: [componet_numbr_{0}]}}"), "ROUT006"),
    _large("levels misspelt", lambda: _entries("degradation", "{{level: {0}, id: level_number_{0}}}") + "requirements:\n  fallback:\n" + "".join(f"    - {{when: x{n}, then: levl_nmber_{n}}}\n" for n in _MANY), "FORM007"),
    _large("levels and failures", lambda: _entries("degradation", "{{level: {0}, id: l{0}, when: a{0}}}") + _entries("failure_modes", "{{id: f{0}, signal: a{0}, goes_to: l{0}}}"), "DEGR"),
    _large("15 MB of loose words", lambda: "requirements:\n  experience:\n" + "".join(f"    - {{text: '{'etc. ' * 1600}{n}'}}\n" for n in _MANY), "WORD001"),
    _large("bounds in words", lambda: _promises("relevance of the answers {0} should be 70% or so over 30d", "performance coverage latency fairness"), "FORM006"),
    _large("steps and tasks", lambda: "product: {kinds: [agent]}\nagent: {steps: at most 10}\nmetrics:\n" + "".join(f"  t{n}: {{per: task, better: higher, launch: 85%}}\n  s{n}: {{per: tool call, better: higher, floor: 99.{n:03}%}}\n" for n in range(950)), "GOAL"),
]  # fmt: skip


def all_documents() -> Iterator[Hostile]:
    """Every document of this folder."""
    for group in (BYTES, SIGNS, YAML, INJECTIONS, SHAPES, NUMBERS, MUCH, LINES, CROWDS):
        yield from group
