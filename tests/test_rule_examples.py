"""Every rule's page is run: each bad example reports what its marks say, each good one is silent."""

import copy
import re
from collections.abc import Iterator

import pytest

from aiprd.diagnostic import Flaw, Path
from aiprd.document import read
from aiprd.linter import Options, judge_alone, lint, locate, place, waive
from aiprd.prd import load
from aiprd.profile import Profile
from aiprd.rule import Rule
from aiprd.rules import ALL
from aiprd.selection import Selection

TODAY = 739_000  # 2024-04-25; examples that speak of today use dates far from it
MARK = re.compile(r"\s*# <- (?P<text>.*)$")

Found = list[tuple[int, str]]


def examples(side: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{side}-{index}")
        for rule in ALL.values()
        for index, example in enumerate(getattr(rule.page, side))
    ]


def marks(example: str) -> Found:
    return [
        (number, match["text"].strip())
        for number, line in enumerate(example.splitlines(), 1)
        if (match := MARK.search(line))
    ]


def unmarked(example: str) -> str:
    return visible("\n".join(MARK.sub("", line) for line in example.splitlines()) + "\n")


def visible(example: str) -> str:
    """The example with the characters that a page can only show as symbols."""
    return example.replace("\u2407", "\a").replace("\u2409", "\t")


def waived(code: str, example: str) -> str:
    """The example with each mark replaced by a waiver: on its line, or above where the line has a comment already."""
    lines = []
    for line in example.splitlines():
        bare = MARK.sub("", line)
        if bare == line or "#" not in bare:
            lines.append(bare if bare == line else f"{bare}  # aiprd: allow {code} because tested")
        else:
            lines += [f"# aiprd: allow {code} because tested", bare]
    return visible("\n".join(lines) + "\n")


def found(rule: Rule, source: str) -> list[Flaw]:
    """What this rule alone finds, whatever the tier and status of the fragment."""
    document = read(source, "example.prd.yaml")
    prd, flaws = load(document.data)
    if rule.check is not None:
        return judge_alone(rule, prd)
    return [flaw for flaw in (*document.flaws, *flaws) if flaw.code == rule.code]


def told(rule: Rule, source: str) -> Found:
    """Line and message of each finding of the rule."""
    if rule.family == "WAIV":
        report = lint(source, "example.prd.yaml", Options(today=TODAY))
        return [(d.region.line, d.message) for d in report.diagnostics if d.code == rule.code]
    document = read(source, "example.prd.yaml")
    return [(locate(flaw.finding, document)[0].line, flaw.finding.message) for flaw in found(rule, source)]


@pytest.mark.parametrize("rule", ALL.values(), ids=lambda rule: rule.code)
def test_page_shows_both_sides(rule: Rule) -> None:
    assert rule.page.bad, f"{rule.code} has no bad example"
    assert rule.page.good, f"{rule.code} has no good example"
    assert all(marks(example) for example in rule.page.bad), f"{rule.code} marks nothing in a bad example"


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_bad_example_reports_as_marked(rule: Rule, example: str) -> None:
    expected, actual = marks(example), sorted(told(rule, unmarked(example)))
    assert [line for line, _ in expected] == [line for line, _ in actual], f"{actual}\n{example}"
    for (_, text), (_, message) in zip(expected, actual, strict=True):
        assert text in message


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_good_example_is_silent(rule: Rule, example: str) -> None:
    assert not marks(example)
    assert told(rule, example) == []


OTHERWISE = {
    "EVID006": "a result of an unknown metric may be the one that is asked for",
    "FAIL006": "a source without an id may be the one that is spoken of",
    "TIME003": "a change without its beginning may be the later one",
    "GOAL004": "told at the metric that lacks least, the first of several",
    "ROLL003": "an unknown stage may be the smaller one before",
    "TEST003": "told at the first of all untested modes",
}
"""What an entry put before the others changes, by the rule's own page."""


@pytest.mark.parametrize(("rule", "example"), [p for p in examples("bad") if p.values[0].check is not None])  # type: ignore[attr-defined]
def test_an_entry_put_before_hides_no_other(rule: Rule, example: str) -> None:
    data = read(unmarked(example), "example.prd.yaml").data
    for path in {flaw.finding.path for flaw in judge_alone(rule, load(data)[0])} if rule.code not in OTHERWISE else ():
        for entry, changed, moved in put_before(data, path):
            told_at = {flaw.finding.path for flaw in judge_alone(rule, load(changed)[0])}
            assert moved in told_at, f"{entry} before {path} hides it"


def put_before(data: object, path: Path) -> Iterator[tuple[object, object, Path]]:
    """The document with an entry of which little is said before one that the path leads through, and where that leads."""
    for depth, step in enumerate(path):
        held = at(data, path[:depth])
        if isinstance(held, list) and isinstance(step, int) and step < len(held) and isinstance(held[step], dict):
            for entry in ({}, "unknown", {"na": "not here"}):
                changed = copy.deepcopy(data)
                at(changed, path[:depth]).insert(0, entry)  # type: ignore[attr-defined]
                yield entry, changed, (*path[:depth], step + 1, *path[depth + 1 :])
        elif path[:depth] == ("metrics",) and isinstance(held, dict):
            for entry in ({"means": "something else"}, {"na": "later"}):
                yield entry, {**data, "metrics": {"another_metric": entry, **held}}, path  # type: ignore[dict-item]


def at(data: object, path: Path) -> object:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


@pytest.mark.parametrize(("rule", "example"), [p for p in examples("bad") if not p.id.startswith(("YAML", "WAIV"))])  # type: ignore[attr-defined]
def test_waived_example_is_accepted(rule: Rule, example: str) -> None:
    source = waived(rule.code, example)
    document = read(source, "example.prd.yaml")
    prd, _ = load(document.data)
    profile = Profile("high", "live", rule.kinds)
    diagnostics = [place(flaw, document, profile) for flaw in found(rule, source)]
    options = Options(TODAY, Selection(select=(rule.code, "WAIV")))
    marked = waive(diagnostics, prd, document, profile, options)
    assert [d.code for d in marked if d.waived is None] == []
    assert [d.waived for d in marked] == ["tested"] * len(diagnostics)
