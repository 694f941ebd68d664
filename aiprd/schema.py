"""The JSON Schema of the document, generated from the model's fields; and the schemas of what the tool writes."""

from collections.abc import Iterator
from typing import Any

from aiprd.field import GAP, NOT_APPLICABLE, PLACEHOLDERS, Field, JsonSchema
from aiprd.prd import Prd
from aiprd.rule import read_page
from aiprd.scalar import Choice, Scalar
from aiprd.section import Many, Map, One, Section

DIALECT = "https://json-schema.org/draft/2020-12/schema"

REASON: JsonSchema = {
    "type": "string",
    "title": "Why the question does not apply",
    "description": "Considered and excluded; printed in the rendered PRD.",
    "pattern": r"\S",
}


UNKNOWN = PLACEHOLDERS[0]


def document_schema() -> JsonSchema:
    """The schema of a PRD: shape only. What depends on tier, status or kind is left to the rules."""
    everything = list(sections(Prd))
    definitions = {section.__name__: _section_schema(section) for section in everything}
    root = definitions.pop(Prd.__name__)
    leaves = {_name(leaf): leaf for section in everything for leaf in _leaves(section)}
    return {
        "$schema": DIALECT,
        "$id": "prd.schema.json",
        **root,
        "title": "AI product requirements document",
        "$defs": {
            "reason": REASON,
            "notApplicable": {"title": "not applicable", "description": "Considered, and set aside.", **NOT_APPLICABLE},
            **{name: {"description": leaves[name].expects, **_plain(leaves[name].schema())} for name in sorted(leaves)},
            **dict(sorted(definitions.items())),
        },
    }


def sections(root: type[Section]) -> Iterator[type[Section]]:
    """`root` and every section reachable from it, each once."""
    seen = {root}
    pending = [root]
    while pending:
        section = pending.pop(0)
        yield section
        for _, field in section.fields.values():
            for inner in _inner_sections(field):
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)


def _inner_sections(field: Field[Any]) -> Iterator[type[Section]]:
    if isinstance(field, One):
        yield field.section
    elif isinstance(field, Many | Map):
        yield from _inner_sections(field.item)


def _leaves(section: type[Section]) -> Iterator[Scalar[Any]]:
    """The fields with one shape wherever they stand; lists of words are spelled out at each key."""
    for _, field in section.fields.values():
        inner: Field[Any] = field
        while isinstance(inner, Many | Map):
            inner = inner.item
        if isinstance(inner, Scalar) and not isinstance(inner, Choice):
            yield inner


def _name(leaf: Scalar[Any]) -> str:
    return type(leaf).__name__[0].lower() + type(leaf).__name__[1:]


def _shape(field: Field[Any]) -> JsonSchema:
    """The schema of a value, by reference where the shape has a name."""
    if isinstance(field, Scalar) and not isinstance(field, Choice):
        return {"$ref": f"#/$defs/{_name(field)}"}
    alone = _alone(field.item) if isinstance(field, Many) else {}
    words = {key: value for key, value in alone.items() if key in _OWN}
    schema = _plain({**field.schema(), **words})
    if isinstance(field, Many):
        schema["items"] = _shape(field.item)
        schema["type"] = ["array", "object", *(kind for kind in alone["type"] if kind != "object")]
    if type(field) is Map:  # a kind of its own says itself what it takes
        schema["additionalProperties"] = _shape(field.item)
    return schema


def _section_schema(section: type[Section]) -> JsonSchema:
    """The keywords for keys speak of mappings alone, so a shorthand's type stands beside them without a union."""
    required = [key for key, (_, field) in section.fields.items() if field.required]
    keys: JsonSchema = {
        "properties": {key: _property(key, field) for key, (_, field) in section.fields.items()},
        "patternProperties": {"^x-": True},
        "additionalProperties": _shape(section.others) if section.others is not None else False,
    }
    described: JsonSchema = {"title": section.noun, "description": read_page(section.__doc__ or "").summary}
    if section is Prd:
        return {**described, "type": "object", **keys, "required": required}
    keys["properties"]["na"] = {"$ref": "#/$defs/reason"}
    bare = _bare(section)
    conditions = [_only_words(bare)] if "enum_of_strings" in bare else []
    if required:
        conditions.append({"if": {"required": ["na"]}, "else": {"required": required}})
    types = ["object", *(kind for kind in bare["type"] if kind != "object")]
    return {**described, "type": types, **keys, **({"allOf": conditions} if conditions else {})}


def _bare(section: type[Section]) -> JsonSchema:
    """The schema of what may stand in place of the section's keys: its shorthand, or only a placeholder."""
    if not section.shorthand:
        return {"type": ["string"], "enum_of_strings": ()}
    field = section.fields[section.shorthand][1]
    return _bare(field.section) if isinstance(field, One) else field.schema()


def _alone(item: Field[Any]) -> JsonSchema:
    """What may stand in place of a list: one bare entry, where entries can be bare at all."""
    return _bare(item.section) if isinstance(item, One) else item.schema()


def _only_words(schema: JsonSchema) -> JsonSchema:
    """Text must be one of the words of `schema` or a placeholder; other types are left alone."""
    text: JsonSchema = {"type": "string", **({"not": {"pattern": GAP}} if schema.get("or_gap") else {})}
    return {"if": text, "then": {"enum": list(dict.fromkeys((*schema["enum_of_strings"], *PLACEHOLDERS)))}}


def _property(key: str, field: Field[Any]) -> JsonSchema:
    """A key's schema with what an editor shows on hover and offers on completion."""
    schema: JsonSchema = {"title": key}
    if field.help:
        schema["description"] = field.help
    schema.update(_shape(field))
    examples = _examples(field)
    if examples:
        schema["examples"] = examples
    return schema


def _examples(field: Field[Any]) -> list[object]:
    """What an editor offers for the value: the example, or all there is to choose from, and that it is not known.

    With more than one, no editor writes an example into the document by itself.
    """
    if isinstance(field, Choice):
        return [*field.options, UNKNOWN]
    return [] if field.example is None else [field.example, UNKNOWN]


_OWN = frozenset({"enum_of_strings", "or_gap"})


def _plain(schema: JsonSchema) -> JsonSchema:
    """Standard keywords in place of our own: `enum_of_strings` lists the words allowed among other types, and `or_gap`
    says that a word to fill in is allowed too. What keys may stand is said apart: editors write them out otherwise.
    """
    keyed = all(schema.get(key) == value for key, value in NOT_APPLICABLE.items())
    ours = {*_OWN, *NOT_APPLICABLE} if keyed else _OWN
    excluded: JsonSchema = {"if": {"type": "object"}, "then": {"$ref": "#/$defs/notApplicable"}} if keyed else {}
    plain = {key: value for key, value in schema.items() if key not in ours}
    if "enum_of_strings" not in schema:
        return {**plain, **excluded}
    return {**plain, **_only_words(schema), **({"else": excluded} if excluded else {})}
