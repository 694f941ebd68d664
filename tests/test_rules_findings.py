"""What every rule tells of the examples of its family, whole: where, in which words and numbers, and what mends it.

The marks on a page pin the line and a part of the message of one rule. These golden files pin the rest: the numbers,
the fix, the other side, the answers without which the judgement differs, what the rules beside it say of the same
fragment, and what is told when all examples of a rule stand in one document, the sound ones first or last. Their diff is to be read: a changed number is a changed judgement.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import yaml
from test_rule_examples import found, unmarked

from aiprd.diagnostic import Finding, Flaw, Path, pointer
from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import ALL, FAMILY_TITLES

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
FAMILIES = [family for family in FAMILY_TITLES if family not in {"WAIV", "YAML"}]  # told by the engine and the reader


class Dumper(yaml.SafeDumper):
    """Writes what has several lines as a block, so that a diff of it can be read."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, _block)


def whole(finding: Finding) -> dict[str, Any]:
    """A finding, without the parts it leaves empty."""
    parts = {
        "path": pointer(finding.path),
        "message": finding.message,
        "known_gap": finding.known_gap,
        "on_key": finding.on_key,
        "numbers": dict(finding.numbers),
        "related": [f"{pointer(other.path)} {other.message}" for other in finding.related],
        "fix": finding.fix,
    }
    return {key: value for key, value in parts.items() if value}


def short(flaws: Iterable[Flaw]) -> list[str]:
    return [f"{flaw.code} {pointer(flaw.finding.path)}" for flaw in flaws]


def rest(rules: list[Rule], rule: Rule | None, data: Any) -> list[str]:
    """What the checks of the family say of a document, but for one rule's."""
    prd, _ = load(data)
    return short(flaw for other in rules if other.check and other is not rule for flaw in judge_alone(other, prd))


def merged(one: Any, other: Any) -> Any:
    """Both in one document: the items of each list one after the other, the keys of each mapping together."""
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: merged(one[key], value) if key in one else value for key, value in other.items()}}
    return one


def varied(value: Any) -> Iterator[tuple[str, Any]]:
    """A value, left unknown, or with one of its numbers one more or less, doubled or halved, nought or one."""
    if isinstance(value, bool):
        yield str(not value).lower(), not value
    elif isinstance(value, str | int | float):
        text = str(value)
        for match in NUMBER.finditer(text):
            amount = float(match[0].replace(",", ""))
            for other in sorted({amount - 1, amount + 1, amount / 2, amount * 2, 0.0, 1.0} - {amount}):
                new = f"{text[: match.start()]}{other:.12g}{text[match.end() :]}"
                yield new, new if isinstance(value, str) else other
        yield "unknown", "unknown"


def changes(data: Any, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """The document without each of its keys and items in turn, the innermost first, and with each value varied."""
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        rest, there = (data.copy(), (*path, key))
        if isinstance(data[key], dict | list):
            inner = changes(data[key], there)
        else:
            inner = ((there, text, new) for text, new in varied(data[key]))
        for place, text, new in inner:
            rest[key] = new
            yield place, text, rest
        del rest[key]
        yield there, "", rest


def turns(rule: Rule, data: Any) -> list[str]:
    """The values and their changes that change how many findings the rule has."""
    count = len(judge_alone(rule, load(data)[0]))
    told: list[str] = []
    for path, text, other in changes(data):
        found_there = len(judge_alone(rule, load(other)[0]))
        inside = f"{pointer(path)}/"
        if found_there != count and not any(line.startswith(inside) for line in told):
            told.append(f"{pointer(path)} {text or 'left out'}: {found_there} for {count}")
    return told


def findings(family: str) -> str:
    """All that the rules of a family tell of its examples, as YAML."""
    rules = [rule for rule in ALL.values() if rule.family == family]
    told: dict[str, Any] = {}
    for rule in rules:
        together: Any = {}
        reverse: Any = {}
        for side, examples in (("good", rule.page.good), ("bad", rule.page.bad)):
            for number, source in enumerate(map(unmarked, examples), 1):
                name, data = f"{rule.code} {side} {number}", read(source, "example.prd.yaml").data
                told[name] = [whole(flaw.finding) for flaw in found(rule, source)]
                if rule.check:
                    told[f"{name} turns with"] = turns(rule, data)
                told[f"{name}, others"] = rest(rules, rule, data)
                together, reverse = merged(together, data), merged(data, reverse)
        told[f"{rule.code} together"] = rest(rules, None, together)
        told[f"{rule.code} together, in reverse"] = rest([rule], None, reverse)
    told = {name: lines for name, lines in told.items() if lines}
    return yaml.dump(told, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1000)


@pytest.mark.parametrize("family", FAMILIES)
def test_findings_of_the_pages(family: str, golden: Callable[[str, str], None]) -> None:
    golden(f"findings/{family}.yaml", findings(family))
