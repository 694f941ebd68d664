"""The YAML test suite (https://github.com/yaml/yaml-test-suite), case by case.

AIPRD_YAML_SUITE names a checkout of it. A valid case agrees when the data of its first document are the suite's JSON,
numbers compared by value since JSON has one kind of them, and nothing is told but a second document where there is
one, emptiness where there is nothing, and what other tools read differently (YAML009). Where the suite has no JSON,
because a key is no text, nothing else may be told. An invalid case agrees when anything at all is told.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import ROOT

from aiprd.document import read

DEVIATIONS = {
    "A tag that YAML itself does not know is told, because in a PRD it is a slip or an attack; a plain value behind it "
    "is kept as it stands, tag and all": """
        2XXW 52DL 565N 5TYM 6CK3 6WLZ 7FWL 8MK2 9WXW C4HZ CC74 CUP7 J7PZ M5C3 P76L S4JQ UGM3 UKK6/02 Z67P Z9M4
    """,
    "A key that is a list or a group is told, because no PRD and no JSON has one; its value is left out": """
        4FJ6 6BFJ 6PBE 9MMW KK5P LX3P M2N8/01 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D
    """,
    "A colon without a key before it is told: somebody forgot the key": """
        2JQS 6M2F CFD4 FRK4 M2N8/00 NHX8 NKF9 S3PD SM9W/01 UKK6/00
    """,
    "A tab that stands where spaces indent is told, although YAML lets a few pass; it is read past": """
        6BCT 96NN/00 96NN/01 A2M4 DK95/00 Y79Y/10
    """,
    "An anchor before nothing is told, because `&` was meant as a word": "PW8X",
    "A directive that nobody uses (a line with % before the first ---) is told and not passed by": """
        2LFX 6LVF BEC7 MUS6/05 MUS6/06 ZYU8/00 ZYU8/01 ZYU8/02 ZYU8/03
    """,
    "libyaml: a key in brackets ends on the line of its colon; told": """
        4MUZ/00 4MUZ/01 4MUZ/02 5MUD 9SA2 K3WX NJ66 UT92 VJP3/01
    """,
    "libyaml: in brackets no plain word begins with a colon or a question mark, or ends at a colon and a comma; told": """
        4ABK 58MP 5T43 652Z DBG4 HM87/00 HM87/01
    """,
    "libyaml: the name of an anchor is made of ASCII letters, digits, - and _; told": "2SXE 8XYN W5VH Y2GN",
    "libyaml: a whole document that is one block text is indented; told": "DK3J FP8R W4TN",
    "libyaml: an end mark (...) without a document before it is a mistake; told": "HWV9 QT73",
    "libyaml: lines of nothing but spaces and tabs in a block text": "JEF9/02 L24T/01 R4YG Y79Y/01",
    "libyaml reads what should be indented more, or not by a tab, and there is one way to read it": """
        9C9N DK95/01 QB6E S98Z Y79Y/00 Y79Y/03
    """,
}
"""Where the reader and the suite differ: the reason, and the cases."""

REASONS = {case: reason for reason, cases in DEVIATIONS.items() for case in cases.split()}


class Case(NamedTuple):
    """`data` is None also where the suite gives none; `documents` counts those in the text."""

    name: str
    text: str
    valid: bool
    json: str | None
    documents: int


def cases() -> Iterator[Case]:
    """All cases; one of several in a file is told apart by its number, and inherits what it does not say."""
    folder = os.environ.get("AIPRD_YAML_SUITE")
    for file in sorted(Path(folder, "src").glob("*.yaml")) if folder else ():
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
        known: dict[str, Any] = {}
        for number, entry in enumerate(entries):
            known = {**({} if known.get("fail") else known), **entry}
            name = file.stem if len(entries) == 1 else f"{file.stem}/{number:02}"
            documents = known.get("tree", "").count("+DOC")
            yield Case(name, shown(known["yaml"]), not known.get("fail"), known.get("json"), documents)


def shown(text: str) -> str:
    """The text that the suite writes with signs for what nobody sees."""
    text = re.sub("—*»", "\t", text.replace("␣", " "))
    text = text.replace("←", "\r").replace("⇔", "\ufeff").replace("↵", "")
    return re.sub(r"∎\n\Z", "", text)


def disagreement(case: Case) -> str:
    """How the reader differs from the suite; empty where it does not."""
    found = read(case.text, case.name)
    told = {flaw.code for flaw in found.flaws}
    if not case.valid:
        return "" if told else f"nothing is told, and {found.data!r} is read"
    fine = {"YAML009"} | ({"YAML006"} if case.documents > 1 else set()) | ({"YAML011"} if found.data is None else set())
    if told - fine:
        return f"told: {[flaw.finding.message for flaw in found.flaws if flaw.code not in fine]}"
    if case.json is None:
        return ""
    wanted = json.JSONDecoder().raw_decode(case.json.strip())[0] if case.json.strip() else None
    return "" if same(found.data, wanted) else f"{found.data!r} is read, not {wanted!r}"


def same(one: object, other: object) -> bool:
    """Whether two plain values are the same JSON."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


CASES = list(cases())
needed = pytest.mark.skipif(not CASES, reason="AIPRD_YAML_SUITE does not name a checkout of the YAML test suite")


@needed
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    differs = disagreement(case)
    if case.name in REASONS:
        assert differs, f"agrees now, and is still listed: {REASONS[case.name]}"
    else:
        assert not differs


@needed
def test_listed_cases_exist() -> None:
    assert set(REASONS) <= {case.name for case in CASES}


@needed
def test_the_document_tells_how_many_cases_there_are() -> None:
    valid = sum(case.valid for case in CASES)
    agree = len(CASES) - len(REASONS)
    told = f"Of its {len(CASES)} cases ({valid} valid, {len(CASES) - valid} invalid) {agree} agree"
    assert told in " ".join((ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").split())


def test_the_document_counts_the_deviations_by_reason() -> None:
    document = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (\d+) \|$", document, re.MULTILINE)
    assert {reason: int(number) for reason, number in rows} == {
        reason: len(listed.split()) for reason, listed in DEVIATIONS.items()
    }
