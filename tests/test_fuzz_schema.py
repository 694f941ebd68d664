"""Any document of the schema's shape, and any change of an example: rules judge it, every template renders it."""

import json
import sys
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_robustness import WORDS, everything
from test_schema import SCHEMA, VALIDATOR

sys.path.insert(0, str(ROOT))

from aiprd.documents import TEMPLATES, renderer
from aiprd.linter import lint
from fuzz.mutation import tree_changed
from fuzz.promises import OPTIONS, judged, reported

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
Draw = Callable[[st.SearchStrategy[Any]], Any]

DEEPEST = 5
"""Groups within each other; below, single values are preferred."""
NAMES = st.sampled_from(["relevance", "latency", "a b", "x/y~z", "é", "na_", "1", "launch", "", "gap", "…"])
KINDS = {"string": str, "number": float, "boolean": bool, "object": dict, "array": list}


@st.composite
def shaped(draw: Draw) -> Any:
    """A document that fits the schema: some keys of each group, each with a value of its shape."""
    return _value(draw, {**SCHEMA, "type": "object"}, 0, all_of=SCHEMA["required"])


def _value(draw: Draw, schema: dict[str, Any], depth: int, all_of: list[str] | None = None) -> Any:
    schema = _resolved(schema)
    kinds = schema.get("type", list(KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    flat = [kind for kind in kinds if kind not in {"object", "array"}]
    kind = draw(st.sampled_from(flat if depth >= DEEPEST and flat else kinds))
    schema = _met(schema, kind)
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if kind == "object":
        return _group(draw, schema, depth, all_of or [])
    if kind == "array":
        items = schema.get("items", {"type": "string"})
        return [_value(draw, items, depth + 1) for _ in range(draw(st.integers(0, 2)))]
    return draw(_SINGLE[kind] if kind != "string" else _text(schema))


_SINGLE: dict[str, st.SearchStrategy[Any]] = {
    "number": st.one_of(st.integers(-5, 20_000), st.floats(allow_nan=False, allow_infinity=False)),
    "integer": st.integers(-5, 20_000),
    "boolean": st.booleans(),
    "null": st.none(),
}


def _text(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in schema:  # a reason, which is never blank
        return st.sampled_from(["no users there yet", "…"])
    examples = [text for text in schema.get("examples", ()) if isinstance(text, str)]
    return st.one_of(st.sampled_from([*examples, "unknown"]), WORDS)


def _group(draw: Draw, schema: dict[str, Any], depth: int, all_of: list[str]) -> dict[str, Any]:
    known = schema.get("properties", {})
    if schema.get("required") == ["na"] or ("na" in known and not all_of and draw(st.integers(0, 9)) == 0):
        return {"na": "no users there yet"}
    keys = [key for key in known if key != "na"]
    least, most = min(3, len(keys)) if depth < 3 else 0, 12 if depth == 0 else 6
    asked = [
        *all_of,
        *(draw(st.lists(st.sampled_from(keys), min_size=least, max_size=most, unique=True)) if keys else ()),
    ]
    group = {key: _value(draw, known[key], depth + 1) for key in dict.fromkeys(asked)}
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        for key in draw(st.lists(NAMES, max_size=2, unique=True)):
            group.setdefault(key, _value(draw, others, depth + 1))
    return group


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with what it refers to; its own words win."""
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        schema = {**SCHEMA["$defs"][name], **{key: said for key, said in schema.items() if key != "$ref"}}
    return schema


def _met(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    """`schema` with what its conditions ask of a value of that kind."""
    met = {key: said for key, said in schema.items() if key not in {"if", "then", "else", "allOf"}}
    for part in [schema, *schema.get("allOf", ())]:
        if "if" in part and "type" in part["if"]:
            then = part.get("then" if part["if"]["type"] == kind else "else", {})
            met = {**met, **_met(_resolved(then), kind)}
    return met


def judged_and_rendered(source: str | bytes, data: Any) -> None:
    everything(data)
    report = lint(source, "x.prd.yaml", OPTIONS)
    judged(report)
    reported(report, all_formats=False)
    rendered = renderer(report)
    for name in TEMPLATES:
        assert rendered(name).endswith("\n"), name


@settings(RELAXED, max_examples=60)
@given(shaped())
def test_whatever_fits_the_schema_is_judged_and_rendered(data: Any) -> None:
    misfits = [error.message for error in VALIDATOR.iter_errors(data) if error.validator != "required"]
    assert not misfits  # keys that are due may lack, as in drafts
    judged_and_rendered(json.dumps(data), data)


@settings(RELAXED, max_examples=30)
@given(st.sampled_from(sorted(path.name for path in EXAMPLES.glob("*.prd.yaml"))), st.randoms(use_true_random=False))
def test_changed_examples_are_judged_and_rendered(name: str, random: Random) -> None:
    sources = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.prd.yaml"))]
    changed = tree_changed((EXAMPLES / name).read_bytes(), random, ("unknown", "70%", "launch", "x"), sources)
    report = lint(changed, "x.prd.yaml", OPTIONS)
    if not report.prd.broken:
        judged_and_rendered(changed, report.document.data)


@pytest.mark.parametrize("key", sorted(SCHEMA["properties"]))
def test_every_key_is_judged_and_rendered_alone(key: str) -> None:
    values: tuple[Any, ...] = ("unknown", {"na": "no users there yet"}, {}, [], "x", 3, None)
    for value in values:
        data = {"aiprd": 1, key: value}
        judged_and_rendered(json.dumps(data), data)
