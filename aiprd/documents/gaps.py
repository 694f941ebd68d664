"""What is missing and what changed: the two things a reviewer otherwise has to search for."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Severity
from aiprd.documents.evidence import MET, MISSED, OPEN, Standing
from aiprd.documents.markdown import Markdown, code, escaped, joined
from aiprd.documents.telling import Teller, inline
from aiprd.prd.promise import FAMILIES
from aiprd.report import Report, count

_NAMED = 6
"""Open questions that a summary names; all of them stand in the list of open questions."""


class Changed(NamedTuple):
    """One change of a threshold, as the document records it."""

    date: Markdown
    metric: Markdown
    text: Markdown
    why: Markdown


class Point(NamedTuple):
    """A finding as a point that is still open; `place` is its JSON Pointer and its line."""

    code: Markdown
    severity: str
    message: str
    fix: Markdown
    place: Markdown


def missing(
    report: Report, standing: Sequence[Standing], unknowns: Sequence[str], unsaid: int, teller: Teller
) -> list[Markdown]:
    """Everything a reader should miss, each in a sentence; empty where nothing is."""
    lines = [*_unproven(standing), *_unanswered(unknowns, unsaid, teller), _reported(report)]
    return [line for line in lines if line]


def _unproven(standing: Sequence[Standing]) -> Iterator[Markdown]:
    for verdict, told in (
        (MISSED, "measured, and short of what is promised"),
        (MET, "measured, and not on enough cases to prove it"),
        (OPEN, "promised without any measurement"),
    ):
        names = [each.link for each in standing if each.verdict == verdict]
        yield Markdown(f"{joined(names, ', ')}: {told}") if names else Markdown("")
    if not standing:
        yield Markdown("no metric has a launch value, so nothing is promised in numbers")


def _unanswered(unknowns: Sequence[str], unsaid: int, teller: Teller) -> Iterator[Markdown]:
    silent = [inline(key) for key in FAMILIES if teller.prd.requirements.of_family(key).absent]
    yield escaped(f"no word on {', '.join(silent)}") if silent else Markdown("")
    if unknowns:
        are = "question is" if len(unknowns) == 1 else "questions are"
        shown = "; ".join(unknowns[:_NAMED]) + (
            f"; and {len(unknowns) - _NAMED} more" if len(unknowns) > _NAMED else ""
        )
        yield Markdown(f"{len(unknowns)} {are} answered with **unknown**: {escaped(shown)}")
    if unsaid:
        yield escaped(f"the acceptance checklist lacks {unsaid} {'answer' if unsaid == 1 else 'answers'}")


def _reported(report: Report) -> Markdown:
    totals = count(report.diagnostics)
    found = [f"{totals[key]} {key}{'s' * (totals[key] != 1)}" for key in ("error", "warning") if totals[key]]
    return escaped(f"the linter reports {' and '.join(found)}") if found else Markdown("")


def changes(teller: Teller) -> list[Changed]:
    """The changes of thresholds, latest first as far as their dates tell."""
    found = [
        (note.date.value.last or 0 if note.date.value is not None else 0, metric, note)
        for metric in teller.prd.metrics.values()
        for note in metric.changes
        if note.given
    ]
    ranked = sorted(found, key=lambda each: -each[0])
    told = teller.told
    return [
        Changed(
            told(note.date) or Markdown("date **not said**"),
            teller.link(escaped(metric.name), metric),
            Markdown(f"{told(note.from_) or '**not said**'} → {told(note.to) or '**not said**'}"),
            told(note.why) or Markdown("why is **not said**"),
        )
        for _, metric, note in ranked
    ]


def points(report: Report) -> list[Point]:
    """Errors, then warnings, that nobody has accepted."""
    heard = [d for d in report.diagnostics if d.waived is None and d.severity > Severity.INFO]
    return [
        Point(
            code(each.code),
            each.severity.label,
            each.message,
            code(each.fix.replace("\n", " / ")) if each.fix else Markdown(""),
            Markdown(f"{code(each.path or '/')}, line {each.region.line}"),
        )
        for each in sorted(heard, key=lambda d: -d.severity)
    ]
