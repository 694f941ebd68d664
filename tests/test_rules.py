"""What holds for every rule: codes, names, pages, and that none is forgotten."""

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

from aiprd.document import read
from aiprd.linter import judge_alone
from aiprd.prd import load
from aiprd.prd.purpose import KINDS, STATUSES
from aiprd.rule import Rule
from aiprd.rules import ALL, FAMILY_TITLES

HOME = ROOT / "aiprd" / "rules"
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted(HOME.rglob("*.py"))
    if path.name != "__init__.py"
]


def rules_of(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]


@pytest.mark.parametrize("name", MODULES)
def test_every_rule_of_every_module_is_in_the_catalogue(name: str) -> None:
    for rule in rules_of(importlib.import_module(name)):
        assert ALL.get(rule.code) is rule, f"{rule.code} in {name} is missing, or its code is taken"


def test_every_family_has_a_title_and_rules() -> None:
    assert list(dict.fromkeys(rule.family for rule in ALL.values())) == list(FAMILY_TITLES)


def test_names_are_unique() -> None:
    names = [rule.name for rule in ALL.values()]
    assert sorted(names) == sorted(set(names))


def test_every_row_of_the_catalogue_has_a_rule() -> None:
    assert {row for rule in ALL.values() for row in rule.rows} == set(range(1, 161))


@pytest.mark.parametrize("rule", ALL.values(), ids=lambda rule: rule.code)
def test_rule_is_well_formed(rule: Rule) -> None:
    page = rule.page
    assert re.fullmatch(r"[A-Z]{4}[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert page.summary.endswith(".")
    assert not page.summary.startswith("This rule")
    assert page.why, "a page says why it matters"
    assert len(rule.why) < 200, rule.why
    assert set(rule.kinds) <= set(KINDS)
    assert rule.since in STATUSES
    assert any(rule.severities)
    assert rule.confidence in {"certain", "likely", "possible"}
    levels = [severity for severity in rule.severities if severity is not None]
    assert levels == sorted(levels), "a higher tier never weighs less"


@pytest.mark.parametrize("rule", [rule for rule in ALL.values() if rule.check], ids=lambda rule: rule.code)
def test_messages_read_alike(rule: Rule) -> None:
    for example in rule.page.bad:
        prd, _ = load(read(example, "a").data)
        for flaw in judge_alone(rule, prd):
            message = flaw.finding.message
            assert not message.endswith("."), message
            assert "\n" not in message
            assert message[0] == "`" or not message[0].isupper() or message.split()[0].isupper() or "`" in message
            assert "invalid" not in message.lower()


def test_codes_named_in_the_documents_exist() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *Path(ROOT / "docs").glob("*.md")):
        for code in re.findall(r"\b[A-Z]{4}\d{3}\b", page.read_text(encoding="utf-8")):
            assert code in ALL or code == "RISK999" or code[:4] not in FAMILY_TITLES, f"{page.name} names {code}"
