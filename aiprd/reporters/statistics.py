"""Many documents at a glance: which rules speak most, which documents and which pillars are the weakest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiprd.readiness import PILLARS, Readiness, readiness
from aiprd.report import Report, count
from aiprd.reporters import Run
from aiprd.reporters.text import printable

WIDTH = 100
"""Columns of the widest line."""

MANY = 20
"""Rows of a table before the rest is one line."""

_SEVERITIES = ("error", "warning", "info")


class _Rule(NamedTuple):
    """How often one rule speaks, and in how many files."""

    code: str
    name: str
    totals: Mapping[str, int]
    files: int


def statistics(run: Run, ready: Sequence[Readiness] | None = None) -> str:
    """Rules, documents and pillars in a table each, the worst first.

    `ready` has an entry for each report of the run; it is wanted where the reports lack what a baseline knows, or where
    some rules were left out. Without it the reports are taken as they are.
    """
    ready = _ready(run) if ready is None else ready
    parts = [_rules(run), _files(run, ready), _pillars(ready), _totals(run, ready)]
    return "\n".join(part for part in parts if part)


def as_data(run: Run, ready: Sequence[Readiness] | None = None) -> dict[str, object]:
    """The same for programs, whole: the `statistics` of the JSON report."""
    ready = _ready(run) if ready is None else ready
    return {
        "rules": [{"code": r.code, "name": r.name, **r.totals, "files": r.files} for r in _by_rule(run)],
        "files": [
            {
                "file": each.file,
                "score": each.score,
                "weakest": each.weakest.name if each.weakest is not None else None,
                "pillars": {
                    p.name: {"score": p.score, "held": p.held, "due": p.due, "waived": p.waived} for p in each.pillars
                },
            }
            for each in ready
        ],
    }


def _ready(run: Run) -> list[Readiness]:
    return [readiness(report) for report in run.reports]


def _by_rule(run: Run) -> list[_Rule]:
    """Every rule that speaks, most errors first."""
    totals: dict[str, Counter[str]] = {}
    names: dict[str, str] = {}
    files: Counter[str] = Counter()
    for report in run.reports:
        told = [d for d in report.diagnostics if d.waived is None]
        files.update({d.code for d in told})
        for diagnostic in told:
            names[diagnostic.code] = diagnostic.name
            totals.setdefault(diagnostic.code, Counter())[diagnostic.severity.label] += 1
    rules = [
        _Rule(code, names[code], {name: totals[code][name] for name in _SEVERITIES}, files[code]) for code in totals
    ]
    return sorted(rules, key=lambda r: (*(-r.totals[name] for name in _SEVERITIES), r.code))


def _rules(run: Run) -> str:
    rules = _by_rule(run)
    rows = [
        (printable(r.code), printable(r.name), *(str(r.totals[name]) for name in _SEVERITIES), str(r.files))
        for r in rules
    ]
    return _table(("code", "rule", "errors", "warnings", "infos", "files"), rows, "<<>>>>")


def _files(run: Run, ready: Sequence[Readiness]) -> str:
    """A line for each document, the least ready first."""
    pairs = sorted(zip(run.reports, ready, strict=True), key=lambda pair: _rank(*pair))
    rows = []
    for report, each in pairs:
        totals = count(report.diagnostics)
        pillar = each.weakest.name if each.weakest is not None and each.score != 100 else "-"
        numbers = (str(totals[name]) for name in _SEVERITIES)
        rows.append((_score(each.score), printable(report.file), pillar, *numbers))
    return _table(("ready", "file", "weakest pillar", "errors", "warnings", "infos"), rows, "><<>>>")


def _rank(report: Report, each: Readiness) -> tuple[int, int, int, str]:
    totals = count(report.diagnostics)
    return (101 if each.score is None else each.score, -totals["error"], -totals["warning"], report.file)


def _pillars(ready: Sequence[Readiness]) -> str:
    """Of each pillar the lowest score, the middle one, and how many documents it holds back."""
    if len(ready) < 2:
        return _table(
            ("ready", "pillar", "checks that hold"),
            [(_score(p.score), p.name, f"{p.held} of {p.due}") for each in ready for p in each.pillars],
            "><<",
        )
    rows = []
    weakest = Counter(each.weakest.name for each in ready if each.weakest is not None and each.score != 100)
    for place, name in enumerate(PILLARS):
        scores = [score for each in ready if (score := each.pillars[place].score) is not None]
        if scores:
            rows.append((_score(min(scores)), name, str(_median(scores)), str(weakest[name])))
    rows.sort(key=lambda row: (-int(row[3]), int(row[2])))
    return _table(("lowest", "pillar", "median", "weakest in files"), rows, "><>>")


def _totals(run: Run, ready: Sequence[Readiness]) -> str:
    totals = count(d for report in run.reports for d in report.diagnostics)
    told = ", ".join(
        f"{totals[name]} {name}{'s' if totals[name] != 1 and name != 'info' else ''}" for name in _SEVERITIES
    )
    waived = f", {totals['waived']} waived" if totals["waived"] else ""
    scores = [each.score for each in ready if each.score is not None]
    middle = f"; readiness {min(scores)} to {max(scores)}, median {_median(scores)}" if len(scores) > 1 else ""
    one = f"; readiness {scores[0]}" if len(scores) == 1 else ""
    return f"{told}{waived} in {len(run.reports)} file{'s' if len(run.reports) != 1 else ''}{middle}{one}\n"


def _median(scores: Sequence[int]) -> int:
    """The middle one; of two the lower."""
    return sorted(scores)[(len(scores) - 1) // 2]


def _score(score: int | None) -> str:
    return "-" if score is None else str(score)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], sides: str, wide: int = 1) -> str:
    """The first rows in columns, to the left or right as `sides` says; column `wide` gives way where a line is too long."""
    if not rows:
        return ""
    shown = [heads, *rows[:MANY]]
    widths = [max(_columns(row[place]) for row in shown) for place in range(len(heads))]
    widths[wide] = min(widths[wide], WIDTH - 2 * (len(heads) - 1) - sum(widths) + widths[wide])
    lines = ["  ".join(_cell(*cell) for cell in zip(row, widths, sides, strict=True)).rstrip() for row in shown]
    left = len(rows) - MANY
    more = [f"… {left} more; --format json has all"] if left > 0 else []
    return "\n".join([*lines, *more]) + "\n"


def _cell(text: str, width: int, side: str) -> str:
    text = _cut(text, width)
    gap = " " * (width - _columns(text))
    return text + gap if side == "<" else gap + text


def _cut(text: str, width: int) -> str:
    """The end of a text that is too long: of a path it is the telling part."""
    if _columns(text) <= width:
        return text
    while _columns(text) >= width:
        text = text[1:]
    return "…" + text


def _columns(text: str) -> int:
    """How many terminal columns `text` fills."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
