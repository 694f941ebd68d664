"""The JSON Schema: current, valid, and of one mind with the reader about every shape."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from conftest import EXAMPLES, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiprd.diagnostic import Flaw
from aiprd.document import read
from aiprd.prd import Prd, load
from aiprd.schema import document_schema, sections
from aiprd.section import Section

SCHEMA = document_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHAPE = {"FORM001", "FORM002", "FORM003", "FORM004", "FORM010", "FORM011", "FORM012"}
"""What the schema can tell too; the grammar of quantities and the names are beyond it."""

DOCUMENTS = {path.name: read(path.read_bytes(), path.name).data for path in sorted(EXAMPLES.glob("*.prd.yaml"))}


def test_shipped_schema_is_current() -> None:
    shipped = json.loads((ROOT / "schemas" / "prd.schema.json").read_text(encoding="utf-8"))
    assert shipped == SCHEMA, "run scripts/generate"


def test_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_fit(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(DOCUMENTS[name])] == []


def test_every_key_has_help() -> None:
    bare = [
        f"{section.__name__}.{key}"
        for section in sections(Prd)
        for key, (_, field) in section.fields.items()
        if not field.help.endswith(".")
    ]
    assert bare == []


def test_every_leaf_has_an_example_that_fits() -> None:
    for section in sections(Prd):
        for key, (_, field) in section.fields.items():
            if field.example is None:
                continue
            shape = {"$defs": SCHEMA["$defs"], **_property(section, key)}
            assert list(jsonschema.Draft202012Validator(shape).iter_errors(field.example)) == [], (section, key)


def test_sections_do_not_hide_keys() -> None:
    own = {name for name in dir(Section) if not name.startswith("__")}
    for section in sections(Prd):
        assert not own & {attribute for attribute, _ in section.fields.values()}, section


def _property(section: type[Section], key: str) -> dict[str, Any]:
    home = SCHEMA if section is Prd else SCHEMA["$defs"][section.__name__]
    found: dict[str, Any] = home["properties"][key]
    return found


def places(data: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from places(value, (*path, index))


SPOTS = [(name, path) for name, data in DOCUMENTS.items() for path in places(data) if path]
JUNK: list[object] = [
    None,
    3,
    0.5,
    True,
    "x",
    "unknown",
    [],
    ["x"],
    {},
    {"x": 1},
    {"na": "reason"},
    {"na": ""},
    [[]],
    [{}],
    "70%",
    "…",
    "at most …%",
]


def mutated(name: str, path: tuple[Any, ...], junk: object, *, rename: bool) -> Any:
    data = copy.deepcopy(DOCUMENTS[name])
    parent: Any = data
    for step in path[:-1]:
        parent = parent[step]
    if rename and isinstance(parent, dict):
        parent["zzz_" + str(path[-1])] = parent.pop(path[-1])
    else:
        parent[path[-1]] = junk
    return data


def _own_phase(flaw: Flaw) -> bool:
    """A timeline takes phases of other names, so only we can tell that one looks misspelt."""
    return flaw.code == "FORM001" and flaw.finding.path[0] == "timeline"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spot=st.sampled_from(SPOTS), junk=st.sampled_from(JUNK), rename=st.booleans())
def test_reader_and_schema_agree_on_mutated_documents(spot: tuple[str, Any], junk: object, rename: bool) -> None:
    data = mutated(*spot, junk, rename=rename)
    _, flaws = load(data)
    told = [flaw for flaw in flaws if flaw.code in SHAPE and not _own_phase(flaw)]
    wrong = [
        error
        for error in VALIDATOR.iter_errors(data)
        if error.validator != "required" or error.validator_value == ["na"]
    ]
    assert bool(told) == bool(wrong), (spot, junk, rename, told, [error.message for error in wrong])
