"""Configurations, rule files and baselines that mean harm, with the command, its exit code and a part of what it says."""

from typing import NamedTuple

ESCAPES = "\x1b[2J\x1b]0;t\x07"
PRD = "aiprd: 1\nproduct: {name: x}\n"
LINT = ("lint", ".")
BASED = ("lint", ".", "--baseline", "known.json")
RULED = ("lint", ".", "--rules", "own.rules.yaml")


class Setting(NamedTuple):
    """Files beside a PRD, a command, its exit code, and a part of what it says on stderr."""

    name: str
    files: dict[str, str | bytes]
    command: tuple[str, ...]
    code: int
    says: str


def _config(name: str, text: str | bytes, says: str) -> Setting:
    return Setting(f"config {name}", {".aiprd.yaml": text}, LINT, 2, says)


def _toml(name: str, text: str, says: str) -> Setting:
    return Setting(f"toml {name}", {"pyproject.toml": text}, LINT, 2, says)


def _baseline(name: str, text: str | bytes, says: str) -> Setting:
    return Setting(f"baseline {name}", {"known.json": text}, BASED, 2, says)


def _rules(name: str, text: str | bytes, says: str) -> Setting:
    return Setting(f"rules {name}", {"own.rules.yaml": text}, RULED, 2, says)


_ENTRY = '{"code": "PROD001", "at": "", "severity": "error", "message": "x", "fingerprint": "0123456789abcdef"}'
_CHAIN = {f"c{n}.yaml": f"extends: c{n + 1}.yaml\n" for n in range(12)} | {"c12.yaml": "preset: quiet\n"}

CONFIGS = [
    _config("list", "[1, 2]\n", "made of keys and values"),
    _config("text", "quiet\n", "made of keys and values"),
    _config("unknown key", "preest: quiet\n", "did you mean `preset`?"),
    _config("steering key", f'"{ESCAPES!s}::error::x": 1\n'.replace("\x1b", "\\e").replace("\x07", "\\a"), "there is no key"),
    _config("steering value", 'preset: "\\e[2J\\n::error::x"\n', "knows no"),
    _config("number", "preset: 1e308\n", "takes words"),
    _config("null bytes", b"preset: \0\n", "not a text file"),
    _config("latin", b"preset: \xe9\n", "not in UTF-8"),
    _config("large", "# x\n" * 100_000, "which no configuration needs"),
    _config("deep", "[" * 5000, "within each other"),
    _config("bomb", "a: &a [x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)), "would be repeated"),
    _config("python", "preset: !!python/object/apply:os.system [id]\n", "there is no such kind"),
    _config("address", "extends: https://e.example/x.yaml\n", "is not fetched"),
    _config("file address", "extends: file:///etc/passwd\n", "is not fetched"),
    _config("itself", "extends: .aiprd.yaml\n", "builds on itself"),
    _config("device", "extends: /dev/zero\n", "there is no file"),
    _config("folder", "extends: .\n", "there is no file"),
    _config("not there", "extends: ../../../../../nowhere.yaml\n", "there is no file"),
    Setting("config chain", {".aiprd.yaml": "extends: c0.yaml\n", **_CHAIN}, LINT, 2, "build on each other"),
    Setting("config ring", {".aiprd.yaml": "extends: b.yaml\n", "b.yaml": "extends: .aiprd.yaml\n"}, LINT, 2, "builds on itself"),
    Setting("config of a binary", {".aiprd.yaml": "extends: b\n", "b": b"\x7fELF\x02\0\0"}, LINT, 2, "not a text file"),
    _config("ignore all", "ignore: [PROD]\n", "say why"),
    _config("ignore without reason", "ignore: {PROD: ''}\n", "without a reason"),
    _config("no code", "ignore: {'../..': x}\n", "no code of a rule"),
    _config("unknown code", "select: ZZZZ\n", "no rule's code begins with"),
    _config("severity", "severity: {PROD: off}\n", "say why"),
    _config("fail-on", "fail-on: sometimes\n", "knows no"),
    _config("rules not there", "rules: nowhere\n", "no such file"),
    _config("rules of a device", "rules: /dev/zero\n", "not a regular file"),
    _config("rules of a binary", "rules: .aiprd.yaml\n", "aiprd.yaml"),
    _config("paths", "paths: {a: b}\n", "takes a list"),
    _config("paths for nothing", "paths: [{preset: quiet}]\n", "which documents"),
    _config("pattern", "exclude: [1]\n", "takes words"),
    _config("pattern of stars", 'exclude: "*a*a*a*a*a*a*a*a*a*b"\n', "more than 4 stars"),
    _config("same key", "preset: quiet\npreset: thorough\n", "stands here again"),
    _config("two", "preset: quiet\n---\npreset: thorough\n", "second document"),
    _toml("broken", "[tool.aiprd\n", "pyproject.toml"),
    _toml("deep", "[tool.aiprd]\nx = " + "[" * 3000 + "]" * 3000 + "\n", "nested"),
    _toml("list", "[[tool.aiprd]]\npreset = 'quiet'\n", "made of keys and values"),
    _toml("unknown", "[tool.aiprd]\npreest = 1\n", "did you mean `preset`?"),
    _toml("steering", '[tool.aiprd]\npreset = "\\u001b[2J\\n::error::x"\n', "knows no"),
    _toml("large", "[tool.aiprd]\n" + "#" * 300_000, "which no configuration needs"),
]  # fmt: skip

BASELINES = [
    _baseline("empty", "", "not JSON"),
    _baseline("list", "[]", "no baseline"),
    _baseline("text", '"x"', "no baseline"),
    _baseline("no version", "{}", "no `version`"),
    _baseline("later version", '{"version": 2, "files": {}}', "version 2"),
    _baseline("steering version", '{"version": "\\u001b[2J::error::x", "files": {}}', "version"),
    _baseline("true version", '{"version": true, "files": {}}', "version"),
    _baseline("no files", '{"version": 1}', "no mapping"),
    _baseline("files of lists", '{"version": 1, "files": []}', "no mapping"),
    _baseline("number", '{"version": 1, "files": {"a": 1}}', "no list"),
    _baseline("steering file", '{"version": 1, "files": {"\\u001b[2J\\n::error::x": 1}}', "no list"),
    _baseline("steering key", '{"version": 1, "files": {}, "\\u001b[2J": 1, "\\u001b[2J": 2}', "stands there twice"),
    _baseline("no finding", '{"version": 1, "files": {"a": [1]}}', "is no mapping"),
    _baseline("no code", '{"version": 1, "files": {"a": [{}]}}', "`code` is missing"),
    _baseline("no severity", '{"version": 1, "files": {"a": [' + _ENTRY.replace("error", "fatal") + "]}}", "is none of"),
    _baseline("no fingerprint", '{"version": 1, "files": {"a": [' + _ENTRY.replace("0123456789abcdef", "../../x") + "]}}", "hex"),
    _baseline("deep", "[" * 200_000, "nested too deeply"),
    _baseline("deep objects", '{"a":' * 200_000, "nested too deeply"),
    _baseline("number of many digits", '{"version": ' + "9" * 100_000 + "}", "known.json"),
    _baseline("not a number", '{"version": NaN, "files": {}}', "version"),
    _baseline("half a character", b'{"version": 1, "files": {"\xed\xa0\x80": []}}', "UTF-8"),
    _baseline("nul", b"\0\0\0", "not JSON"),
    _baseline("conflict", '{\n<<<<<<< HEAD\n"version": 1,\n=======\n>>>>>>> x\n"files": {}}', "merge conflict"),
    _baseline("large", " " * (32 * 1024 * 1024 + 1), "larger than"),
    Setting("baseline not there", {}, ("lint", ".", "--baseline", f"{ESCAPES}\n::error::x"), 2, "there is no file"),
    Setting("baseline folder", {}, ("lint", ".", "--baseline", "."), 2, "directory"),
]  # fmt: skip

_RULE = """\
- code: TEAM001
  name: a-rule
  why: x
  severity: error
  given: metrics.*
  must: %s
  message: "{value} is wrong"
  fix: x
  bad: "metrics: {m: {launch: 70%%}}  # <- wrong"
  good: "metrics: {m: {target: 80%%}}"
"""

EXPLOSIVE = (
    "(a+)+$", "(a*)*b", "(a|aa)+$", "(a|a?)+$", "(.*a){20}", "(a+){10}b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(?:a?){30}a{30}",
    "([a-zA-Z]+)*$", "(\\w+\\s?)*$", "(.*)*$", "((a*)*)*b", "(a?){50}a{50}", "(?=(a+)+)b", ".*.*.*.*.*.*=", "(?P<x>a+)+b", "(a{1,100}){1,100}",
    "(?x)(a+) +b", "(?x:(a+) +)b", "(a+)(?#x)+b", "(a+)(?#){9}b",
)  # fmt: skip
"""Patterns that take a backtracking search for ever."""

_MANY = range(1900)
_WORDS = "w" * 490
SLOW_RULES = {
    "a pattern": ("metrics.*", r"{properties: {means: {pattern: '\w+\w+y'}}}", "metrics:\n" + "".join(f"  m{n}: {{means: {_WORDS}}}\n" for n in _MANY)),
    "a pattern of three": ("metrics.*", r"{properties: {means: {pattern: '\w+\w+\w+y'}}}", "metrics:\n" + "".join(f"  m{n}: {{means: {_WORDS[:140]}}}\n" for n in _MANY)),
    "patterns of keys": ("metrics", "{patternProperties: {'w+y': {type: string}}}", "metrics:\n" + "".join(f"  {_WORDS * 2}{n}: {{means: x}}\n" for n in _MANY)),
    "entries that differ": ("problem.*", "{uniqueItems: true}", "problem: {in_scope: [" + ", ".join(f"{{a: {n}, b: [x]}}" for n in _MANY) + "]}\n"),
    "parts": ("metrics.*", "{allOf: [" + "{properties: {launch: {type: string}}}, " * 490 + "]}", "metrics:\n" + "".join(f"  m{n}: {{launch: 70%}}\n" for n in _MANY)),
    "words to choose from": ("metrics.*", "{enum: [" + ", ".join(f"{{a: {n}}}" for n in _MANY) + "]}", "metrics:\n" + "".join(f"  m{n}: {{launch: 70%}}\n" for n in _MANY)),
}  # fmt: skip
"""Where rules look, what they ask, and documents for which that would take minutes."""


def slow_rule(given: str, must: str) -> str:
    """A rule file with one rule."""
    return (_RULE % must).replace("given: metrics.*", f"given: {given}")


RULES = [
    Setting("rules by the thousand", {f"own/{n}.rules.yaml": "".join((_RULE % "{required: [target]}").replace("TEAM001", f"TE{chr(65 + n)}M{m:03}") for m in range(200)) for n in range(3)}, ("lint", ".", "--rules", "own"), 2, "more than 500 rules"),
    Setting("rules of many parts", {"own.rules.yaml": "".join((_RULE % ("{allOf: [" + "{properties: {a: {}}}, " * 480 + "]}")).replace("TEAM001", f"TEAM{n:03}") for n in range(12))}, RULED, 2, "more than 10,000 values"),
    _rules("text", "x\n", "own.rules.yaml"),
    _rules("no keys", "- {}\n", "missing"),
    _rules("unknown key", "- {cod: x}\n", "no key `cod`"),
    _rules("steering key", '- {"\\e[2J\\n::error::x": 1}\n', "no key"),
    _rules("python", "- !!python/object/apply:os.system [id]\n", "no such kind"),
    _rules("bomb", "a: &a [x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)), "repeated"),
    _rules("deep", "[" * 5000, "within each other"),
    _rules("large", "# x\n" * 200_000, "which no rule file needs"),
    _rules("latin", b"\xe9\n", "not in UTF-8"),
    _rules("family of ours", (_RULE % "{required: [target]}").replace("TEAM001", "PROD001"), "a family PROD of its own"),
    _rules("address", _RULE % '{$ref: "https://e.example/schema.json"}', "may only name a part"),
    _rules("file", _RULE % '{$ref: "file:///etc/passwd"}', "may only name a part"),
    _rules("dynamic", _RULE % '{$dynamicRef: "#x"}', "not used here"),
    _rules("endless", _RULE % '{$ref: "#/$defs/a", $defs: {a: {$ref: "#/$defs/a"}}}', "refers to itself"),
    _rules("endless through two", _RULE % '{$ref: "#/$defs/a", $defs: {a: {$ref: "#/$defs/b"}, b: {$ref: "#/$defs/a"}}}', "refers to itself"),
    _rules("multiplying", _RULE % ('{$ref: "#/$defs/a0", $defs: {' + ", ".join(f'a{n}: {{allOf: [{{$ref: "#/$defs/a{n + 1}"}}, {{$ref: "#/$defs/a{n + 1}"}}]}}' for n in range(30)) + ", a30: {}}}"), "parts"),
    _rules("placeholder", (_RULE % "{required: [target]}").replace("{value}", "{value.__class__}{__class__}"), "nothing fills"),
    _rules("path", (_RULE % "{required: [target]}").replace("metrics.*", "../../etc"), "no path"),
    Setting("rules not there", {}, ("lint", ".", "--rules", f"{ESCAPES}\n::error::x"), 2, "no such file"),
    *(_rules(f"pattern {pattern}", _RULE % f"{{properties: {{means: {{pattern: '{pattern}'}}}}}}", "the pattern") for pattern in EXPLOSIVE),
]  # fmt: skip

CALLS = [
    Setting(f"call {' '.join(command)[:40]!r}", {}, command, 2, says)
    for command, says in (
        (("lint", ".", f"{ESCAPES}\n::error::x"), "no such file"),
        (("lint", ".", "a\0b"), "null"),
        (("lint", f"--{ESCAPES}"), "No such option"),
        (("lint", "--format", f"{ESCAPES}\n::error::x"), "not one of"),
        (("lint", "--select", f"{ESCAPES}"), "no rule's code"),
        (("lint", "--today", f"{ESCAPES}"), "does not match"),
        (("lint", "--jobs", "-1"), "range"),
        (("lint", "--config", f"{ESCAPES}::error::x"), "no such file"),
        (("lint", "--since", f"{ESCAPES}\n::error::x"), "--since"),
        (("lint", "--since", "--upload-pack=touch x"), "--since"),
        (("lint", ".", "--output", "a.prd.yaml"), "is a PRD"),
        (("lint", ".", "--output", "nowhere/a/b"), "nowhere"),
        (("explain", f"{ESCAPES}\n::error::x"), "No rule is called"),
        (("render", f"{ESCAPES}\n::error::x"), "no such file"),
        (("render", "a.prd.yaml", "-t", f"{ESCAPES}\n::error::x"), "aiprd"),
        (("render", "a.prd.yaml", "-o", "a.prd.yaml"), "the PRD itself"),
        (("schema", f"{ESCAPES}"), "not one of"),
        (("rules", "--test", f"{ESCAPES}\n::error::x"), "no such file"),
        (("config", "--config", f"{ESCAPES}\n::error::x"), "no such file"),
        ((f"{ESCAPES}\n::error::x",), "There is no command"),
    )
]

SETTINGS = [*CONFIGS, *BASELINES, *RULES, *CALLS]
