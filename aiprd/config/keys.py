"""The keys of a configuration: one table from which it is read and its JSON Schema is made."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from aiprd.diagnostic import Path, Severity
from aiprd.field import JsonSchema, kind_of, nearest
from aiprd.presets import STANDARDS
from aiprd.selection import PRESETS
from aiprd.source import MOST_STARS, ends_soon

T = TypeVar("T")

SEVERITIES = {severity.label: severity for severity in reversed(Severity)}
FAIL_ON: Mapping[str, Severity | None] = {**SEVERITIES, "never": None}
"""The words of `fail-on`; None never fails."""

CODE = re.compile(r"[A-Za-z]{1,4}[0-9]{0,3}")


class Told(NamedTuple, Generic[T]):
    """A value and where it was told: `.aiprd.yaml:3`, `--preset`, or `default`."""

    value: T
    place: str


class Misfit(ValueError):  # noqa: N818 - a mistake of the file's author, not an error of ours
    """One mistake at `path` in a configuration."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


class Key(NamedTuple):
    """One key: what it is for, how it is written, how its value is read, and what an editor may offer."""

    help: str
    example: object
    read: Callable[[object, Path], Any]
    schema: JsonSchema


def words(value: object, path: Path) -> tuple[str, ...]:
    """One word, or a list of words."""
    found = []
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(item, str) or not item.strip():
            here = (*path, index) if isinstance(value, list) else path
            raise Misfit(here, f"`{path[-1]}` takes words, one or a list; here stands {kind_of(item)}")
        found.append(item.strip())
    return tuple(found)


def choice(options: Sequence[str]) -> Callable[[object, Path], str]:
    """One of `options`."""

    def read(value: object, path: Path) -> str:
        if isinstance(value, str) and value in options:
            return value
        meant = nearest(value, tuple(options)) if isinstance(value, str) else None
        hint = f"did you mean `{meant}`?" if meant else f"there is {', '.join(options)}"
        raise Misfit(path, f"`{path[-1]}` knows no `{value if isinstance(value, str) else kind_of(value)}`; {hint}")

    return read


def patterns(value: object, path: Path) -> tuple[str, ...]:
    """Patterns of .gitignore, one or a list."""
    from pathspec import GitIgnoreSpec  # wanted only where a configuration speaks of some documents

    found = words(value, path)
    for index, pattern in enumerate(found):
        here = (*path, index) if isinstance(value, list) else path
        if not ends_soon(pattern):
            raise Misfit(here, f"`{pattern}` has more than {MOST_STARS} stars, with which comparing may never end")
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error):
            raise Misfit(here, f"`{pattern}` is no pattern of .gitignore; write one such as `drafts/**`") from None
    return found


def presets(value: object, path: Path) -> tuple[str, ...]:
    """How much to hear, and the standards to report by."""
    found = words(value, path)
    one = choice((*PRESETS, *STANDARDS))
    for name in found:
        one(name, path)
    if sum(name in PRESETS for name in found) > 1:
        raise Misfit(path, f"of {', '.join(PRESETS)} only one can hold")
    return found


def codes(value: object, path: Path) -> tuple[str, ...]:
    """Codes of rules, or beginnings of codes."""
    found = words(value, path)
    for index, code in enumerate(found):
        if not CODE.fullmatch(code):
            here = (*path, index) if isinstance(value, list) else path
            raise Misfit(here, f"`{code}` is no code of a rule, and no beginning of one such as WORD")
    return tuple(code.upper() for code in found)


def reasons(value: object, path: Path) -> Mapping[str, str]:
    """Codes with the reason for each; a list of `{rule: …, why: …}` says the same."""
    if isinstance(value, list) and all(isinstance(item, dict) and set(item) == {"rule", "why"} for item in value):
        value = {str(item["rule"]): item["why"] for item in value}
    if not isinstance(value, dict):
        first = value[0] if isinstance(value, list) and value else value
        raise Misfit(
            path, f"say why, for each rule: `ignore: {{{first if isinstance(first, str) else 'WORD'}: the reason}}`"
        )
    for code, why in value.items():
        here = (*path, code)
        codes(code, here)
        if not isinstance(why, str) or not why.strip():
            raise Misfit(here, f"`{code}` is ignored without a reason: write `{code}: the reason`")
    return {code.upper(): " ".join(why.split()) for code, why in value.items()}


def severities(value: object, path: Path) -> Mapping[str, Severity]:
    """Codes with the severity that their findings have here."""
    if not isinstance(value, dict):
        raise Misfit(path, "`severity` takes codes with a severity each: `severity: {FAIR003: warning}`")
    found = {}
    for code, label in value.items():
        codes(code, (*path, code))
        if label == "off":
            raise Misfit((*path, code), f"to switch {code} off, say why: `ignore: {{{code}: the reason}}`")
        found[code.upper()] = SEVERITIES[choice(tuple(SEVERITIES))(label, (*path, code))]
    return found


def fail_on(value: object, path: Path) -> Severity | None:
    """The least severity that fails a run; None for never."""
    return FAIL_ON[choice(tuple(FAIL_ON))(value, path)]


def per_path(value: object, path: Path) -> tuple[tuple[int, tuple[str, ...], Mapping[str, Any]], ...]:
    """Entries with what they match and what holds there, each with its place in the list."""
    if not isinstance(value, list):
        raise Misfit(path, "`paths` takes a list of entries: `- {match: drafts/**, fail-on: never}`")
    entries = []
    for index, item in enumerate(value):
        here = (*path, index)
        if not isinstance(item, dict) or "match" not in item:
            raise Misfit(here, "this entry does not say which documents it is for: `match: drafts/**`")
        found = read({key: said for key, said in item.items() if key != "match"}, here, PER_PATH)
        entries.append((index, patterns(item["match"], (*here, "match")), found))
    return tuple(entries)


_WORDS: JsonSchema = {"type": ["string", "array"], "items": {"type": "string", "minLength": 1}, "minLength": 1}
_CODE: JsonSchema = {"pattern": f"^{CODE.pattern}$"}

PER_PATH: Mapping[str, Key] = {
    "preset": Key(
        "How much to hear: quiet, default or thorough; and the standards to report by.",
        "thorough",
        presets,
        {
            "type": ["string", "array"],
            "if": {"type": "string"},
            "then": {"enum": [*PRESETS, *STANDARDS]},
            "items": {"enum": [*PRESETS, *STANDARDS]},
        },
    ),
    "select": Key("Only these rules: codes, or beginnings of codes.", ["FAIR", "PERF"], codes, _WORDS),
    "ignore": Key(
        "Not these rules, with the reason for each.",
        {"WORD004": "legal wants these words"},
        reasons,
        {
            "type": ["object", "array"],
            "propertyNames": _CODE,
            "additionalProperties": {"type": "string", "pattern": r"\S"},
            "items": {
                "type": "object",
                "properties": {"rule": {"type": "string", **_CODE}, "why": {"type": "string", "pattern": r"\S"}},
                "required": ["rule", "why"],
                "additionalProperties": False,
            },
        },
    ),
    "severity": Key(
        "What findings of these rules weigh here, wherever they speak.",
        {"FAIR003": "warning"},
        severities,
        {"type": "object", "propertyNames": _CODE, "additionalProperties": {"enum": list(SEVERITIES)}},
    ),
    "fail-on": Key("The least severity that makes the exit code 1.", "warning", fail_on, {"enum": list(FAIL_ON)}),
}
"""What may hold for some documents only."""

KEYS: Mapping[str, Key] = {
    "extends": Key(
        "Configurations that this one builds on, by path from this file.", "../company.aiprd.yaml", words, _WORDS
    ),
    **PER_PATH,
    "rules": Key("Folders, or files, of the team's own rules: *.rules.yaml.", "policies", words, _WORDS),
    "exclude": Key(
        "Documents that a folder's check passes by, as patterns of .gitignore.", ["archive/"], patterns, _WORDS
    ),
    "paths": Key(
        "What holds for some documents only; a later entry wins.",
        [{"match": "drafts/**", "fail-on": "never"}],
        per_path,
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "match": {"description": "Which documents, as patterns of .gitignore from this file.", **_WORDS},
                    **{name: {"description": key.help, **key.schema} for name, key in PER_PATH.items()},
                },
                "required": ["match"],
                "additionalProperties": False,
            },
        },
    ),
}


def read(data: Mapping[str, object], path: Path, keys: Mapping[str, Key] = KEYS) -> dict[str, Any]:
    """What a mapping says, key by key. Raises Misfit at the first mistake."""
    found = {}
    for name, value in data.items():
        key = keys.get(name)
        if key is None:
            meant = nearest(name.lower().replace("_", "-"), tuple(keys))
            hint = f"did you mean `{meant}`?" if meant else f"there is {', '.join(keys)}"
            raise Misfit((*path, name), f"there is no key `{name}` here; {hint}")
        found[name] = key.read(value, (*path, name))
    return found


def schema() -> JsonSchema:
    """The JSON Schema of `.aiprd.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "config.schema.json",
        "title": "Configuration of aiprd",
        "type": ["object", "null"],
        "properties": {
            name: {"title": name, "description": key.help, **key.schema, "examples": [key.example]}
            for name, key in KEYS.items()
        },
        "additionalProperties": False,
    }
