"""What holds for every rule: codes, names, pages, and that none is forgotten."""

import importlib
import re
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from conftest import ROOT

from aiprd import sampling
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


@pytest.mark.parametrize(
    "rule", [rule for rule in ALL.values() if rule.family not in {"YAML", "FORM", "WAIV"}], ids=lambda rule: rule.code
)
def test_page_names_its_source(rule: Rule) -> None:
    assert rule.references, "what the rule rests on: a section of the book, a law, a standard"


@pytest.mark.parametrize("rule", [rule for rule in ALL.values() if rule.check], ids=lambda rule: rule.code)
def test_page_of_a_rule_that_computes_names_its_assumptions(rule: Rule) -> None:
    assert rule.check is not None
    if computes(rule.check, set()) or told_numbers(rule) & {"alpha", "power", "confidence"}:
        paragraphs = rule.page.notes.split("\n\n")
        assert any(re.match(r"Assumes\b", part) for part in paragraphs), (
            "an arithmetic of chance without its assumptions"
        )


def test_rules_that_compute_are_found() -> None:
    found = {rule.code for rule in ALL.values() if rule.check is not None and computes(rule.check, set())}
    assert {"FAIR003", "ACCE005", "RELI003", "EXPT010", "COST001"} <= found
    assert not {"PROD001", "FAIL002", "STOR006"} & found


def computes(function: object, seen: set[object]) -> bool:
    """Whether a function of a rule's module calls the arithmetic of `sampling`, itself or through another one."""
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    for name in names_in(function.__code__):
        used = function.__globals__.get(name)
        home = str(getattr(used, "__module__", ""))
        if used is sampling or home == sampling.__name__:
            return True
        parts = vars(used).values() if isinstance(used, type) else (used,)
        if home.startswith("aiprd.rules") and any(computes(getattr(part, "fget", part), seen) for part in parts):
            return True
    return False


def names_in(code: CodeType) -> set[str]:
    inner = (names_in(part) for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*inner)


def told_numbers(rule: Rule) -> set[str]:
    """The figures that the rule's own bad examples give."""
    prds = (load(read(example, "a").data)[0] for example in rule.page.bad)
    return {key for prd in prds for flaw in judge_alone(rule, prd) for key in flaw.finding.numbers}


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
