"""Rule files: found, read and checked, each mistake told with its file and line."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aiprd.custom.effort import values_in
from aiprd.custom.problem import Broken, Problem
from aiprd.custom.spec import Spec, line_of, spec_of
from aiprd.document import Document, read
from aiprd.field import nearest
from aiprd.resources import text_of

if TYPE_CHECKING:
    from jsonschema import ValidationError

ENDINGS = (".rules.yaml", ".rules.yml")
MOST_FILES = 200
MOST_RULES = 500
MOST_VALUES = 10_000
"""Lists, mappings and values in all rule files: each may be a schema, and to check one takes 0.2 ms."""
LARGEST = 512 * 1024
"""Bytes of one rule file."""


def read_all(places: Iterable[str]) -> list[Spec]:
    """The rules of all files in `places`, which are folders or files.

    Raises:
        Broken: something cannot be read or used.
    """
    specs: dict[str, Spec] = {}
    wrong: list[str] = []
    size = 0
    for file in dict.fromkeys(name for place in places for name in _files(place)):
        document = read(_content(file), file)
        size += 0 if document.flaws else values_in(document.data)
        if size > MOST_VALUES:
            raise Broken([f"{file}: with this file there are more than {MOST_VALUES:,} values in rule files"])
        found, mistakes = _read(document)
        wrong += mistakes
        for spec in found:
            other = specs.setdefault(spec.code, spec)
            if other is not spec:
                wrong.append(f"{spec.judge.home}: the code {spec.code} is taken by the rule in {other.judge.home}")
        if len(specs) > MOST_RULES:
            raise Broken([f"{file}: with this file there are more than {MOST_RULES} rules"])
    if wrong:
        raise Broken(wrong)
    return list(specs.values())


def _files(place: str) -> Iterator[str]:
    if not os.path.isdir(place):
        yield place
        return
    found = []
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        found += [os.path.join(folder, name) for name in sorted(names) if name.endswith(ENDINGS)]
    if not found:
        raise Broken([f"{place}: there are no rules here, no file *.rules.yaml"])
    if len(found) > MOST_FILES:
        raise Broken([f"{place}: more than {MOST_FILES} rule files"])
    yield from found


def _read(document: Document) -> tuple[list[Spec], list[str]]:
    """The rules of one file, and all mistakes in it."""
    file = document.file
    if document.flaws:
        flaws = [(document.region(flaw.finding.span), flaw.finding) for flaw in document.flaws if flaw.finding.span]
        return [], [f"{file}:{region.line}: {finding.message}" for region, finding in flaws] or [f"{file}:1: no YAML"]
    problems = _misfits(document.data)
    if problems:
        return [], [_told(problem, document) for problem in problems]
    specs = []
    entries = document.data if isinstance(document.data, list) else []
    for index, entry in enumerate(entries):
        try:
            specs.append(spec_of(entry, (index,), document))
        except Problem as problem:
            problems.append(problem)
    return specs, [_told(problem, document) for problem in problems]


def _content(file: str) -> bytes:
    if os.path.exists(file) and not os.path.isfile(file):
        raise Broken([f"{file}: is not a regular file"])
    try:
        with open(file, "rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Broken([f"{file}: {(error.strerror or str(error)).lower()}"]) from None
    if len(content) > LARGEST:
        raise Broken([f"{file}: larger than {LARGEST // 1024} KiB, which no rule file needs"])
    return content


def _misfits(data: object) -> list[Problem]:
    """Where a file does not fit the schema of rule files."""
    from jsonschema import Draft202012Validator

    schema = json.loads(text_of("schemas", "rules.schema.json"))
    errors = sorted(
        Draft202012Validator(schema).iter_errors(data), key=lambda error: [str(x) for x in error.absolute_path]
    )
    return [Problem(tuple(error.absolute_path), _words(error)) for error in errors[:20]]


def _words(error: "ValidationError") -> str:
    """A misfit in words of our own where the library's would be long or strange."""
    if error.validator == "additionalProperties":
        known = tuple(error.schema["properties"])
        stray = next(key for key in error.instance if key not in known)
        meant = nearest(stray, known)
        return f"there is no key `{stray}` here" + (f"; did you mean `{meant}`?" if meant else f": {', '.join(known)}")
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"{', '.join(f'`{key}`' for key in missing)} missing"
    if error.validator in {"pattern", "enum", "type"} and "description" in error.schema:
        return f"`{str(error.instance)[:60]}` does not fit; {error.schema['description'][0].lower()}{error.schema['description'][1:]}"
    return str(error.message)[:160]


def _told(problem: Problem, document: Document) -> str:
    return f"{document.file}:{line_of(problem.path, document)}: {problem.message}"
