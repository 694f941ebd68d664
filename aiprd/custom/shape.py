"""JSON Schemas in rule files: checked before they are used, and run without fetching anything."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from aiprd.custom.effort import Effort, steps_of_word
from aiprd.custom.problem import Problem
from aiprd.custom.regex import cost_of, objection, reach
from aiprd.diagnostic import Path
from aiprd.field import nearest

MOST_PARTS = 1_000
"""Schemas within one, counted as often as they are referred to."""
_TOO_MANY = f"this schema has more than {MOST_PARTS:,} parts, counted as often as they are referred to"
MOST = 20
"""Places told for one value."""

_LOCAL = "#/$defs/"
_ONE = frozenset(
    ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems")
) | {"unevaluatedProperties"}
_LIST = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_NAMED = frozenset(("properties", "patternProperties", "$defs", "dependentSchemas"))
_NOTES = frozenset(("title", "description", "examples", "default", "$comment", "deprecated", "then", "else", "$defs"))
_NOTES |= {"minContains", "maxContains"}
_KNOWN = (frozenset(Draft202012Validator.VALIDATORS) | _NOTES) - {"$dynamicRef", "$recursiveRef", "format"}


def check(schema: object, path: Path) -> None:
    """Raises Problem, with its place, where the schema is not valid, leads elsewhere, or could run for ever."""
    for count, (place, part) in enumerate(_parts(schema, path)):
        if count == MOST_PARTS:
            raise Problem(path, _TOO_MANY)
        _check_part(place, part)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise Problem((*path, *error.absolute_path), f"this is no JSON Schema: {_cut(error.message)}") from None
    _check_references(schema, path)


def _parts(schema: object, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The schema and all schemas inside it."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key, value in schema.items():
        inner: Iterator[tuple[str | int, object]] = iter(())
        if key in _ONE:
            yield from _parts(value, (*path, key))
        elif key in _LIST and isinstance(value, list):
            inner = iter(enumerate(value))
        elif key in _NAMED and isinstance(value, dict):
            inner = iter(value.items())
        for step, part in inner:
            yield from _parts(part, (*path, key, step))


def _check_part(path: Path, part: Mapping[str, Any]) -> None:
    for key in part:
        if key not in _KNOWN:
            meant = nearest(key, tuple(sorted(_KNOWN)))
            raise Problem((*path, key), f"`{key}` is not used here" + (f"; did you mean `{meant}`?" if meant else ""))
    reference = part.get("$ref")
    if reference is not None and not (isinstance(reference, str) and reference.startswith(_LOCAL)):
        raise Problem((*path, "$ref"), f"`$ref` may only name a part of this schema: `{_LOCAL}NAME`")
    named = part.get("patternProperties")
    patterns = [(path, part.get("pattern"), "pattern")]
    patterns += [((*path, "patternProperties"), key, key) for key in (named if isinstance(named, dict) else ())]
    for place, pattern, key in patterns:
        why = objection(pattern) if isinstance(pattern, str) else ""
        if not why and key != "pattern" and cost_of(str(pattern)).repeats > 1:
            why = "a pattern of keys may repeat once"
        if why:
            raise Problem((*place, key), why)


def _check_references(schema: object, path: Path) -> None:
    """Every reference must lead to a definition, none back to where it came from, and all together not too far."""
    if not isinstance(schema, dict):
        return
    defined = schema.get("$defs", {})
    size = _sizes(defined, path)
    whole = {key: value for key, value in schema.items() if key != "$defs"}
    if _size(whole, path, lambda name, place: size(name, place, ())) > MOST_PARTS:
        raise Problem(path, _TOO_MANY)


def _sizes(defined: Mapping[str, object], path: Path) -> Callable[[str, Path, tuple[str, ...]], int]:
    """The sizes of definitions with all that they refer to, each counted once and remembered."""
    known: dict[str, int] = {}

    def size(name: str, place: Path, through: tuple[str, ...]) -> int:
        if name not in defined:
            raise Problem(place, f"there is no `{_LOCAL}{name}`")
        if name in through:
            raise Problem(place, f"`{name}` refers to itself")
        if name not in known:
            home = (*path, "$defs", name)
            known[name] = _size(defined[name], home, lambda other, here: size(other, here, (*through, name)))
        return known[name]

    for name in defined:
        size(name, (*path, "$defs", name), ())
    return size


def _size(schema: object, path: Path, of: Callable[[str, Path], int]) -> int:
    """How many schemas there are in `schema`; `of` tells it of a definition referred to at a place."""
    total = 1
    for place, part in _parts(schema, path):
        total += 1
        if "$ref" in part:
            total += of(part["$ref"].removeprefix(_LOCAL), (*place, "$ref"))
    return total


def stored(schema: object) -> str:
    """The schema as text, which can be compared, kept and sent between processes."""
    return json.dumps(schema)


def faults(schema: str, value: object, effort: Effort) -> list[tuple[Path, object]]:
    """Where `value` does not match, and what stands there; each place once. Empty where nothing can be said.

    Raises:
        Exhausted: it takes more than is left of `effort`.
    """
    found: dict[Path, object] = {}
    _effort.set(effort)
    try:
        for error in _validator(schema).iter_errors(value):
            found.setdefault(tuple(error.absolute_path), error.instance)
            if len(found) == MOST:
                break
    except (RecursionError, ArithmeticError, ValueError, TypeError):
        return []
    return sorted(found.items(), key=lambda item: tuple(map(str, item[0])))


def matches(schema: str, value: object, effort: Effort) -> bool:
    return not faults(schema, value, effort)


def _pattern(_: object, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    if isinstance(instance, str) and len(instance) <= reach(pattern) and not re.search(pattern, instance):
        yield ValidationError("does not match")


_Word = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]
_effort: ContextVar[Effort] = ContextVar("effort")


def _counted(word: str, judged: _Word) -> _Word:
    """A word of JSON Schema that counts what it takes before it begins."""

    def counted(validator: Any, told: Any, value: Any, schema: Any) -> Iterable[ValidationError] | None:  # noqa: ANN401 - as the library calls it
        _effort.get().spend(steps_of_word(word, told, value))
        return judged(validator, told, value, schema)

    return counted


_WORDS = {**Draft202012Validator.VALIDATORS, "pattern": _pattern}
_Validator = extend(Draft202012Validator, {word: _counted(word, judged) for word, judged in _WORDS.items()})


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Validator:
    return _Validator(json.loads(schema), registry=Registry())  # an empty registry: nothing is ever fetched


def _cut(message: str) -> str:
    return message if len(message) <= 160 else message[:159] + "…"
