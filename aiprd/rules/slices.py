"""SLIC: parts of the cases that are worse off than the rest (catalogue row 143)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric, Slice
from aiprd.quantity import Quantity, show
from aiprd.rule import Findings, rule, short


@rule("SLIC001", severity="W/E/E", references=("33.12",), rows=(143,), fixable=True)
def unmentioned_weak_slice(prd: Prd) -> Findings:
    """Slice below the launch bar that no requirement and no limitation speaks of.

    The whole passes while a part of its users gets what would not have been launched.

    Looks at the observed and the target value of a slice. A `launch` of its own, a bound for the slice (a story's too),
    a fairness requirement across it, or a limitation that names it answers.

    Bad:
        metrics:
          relevance:
            better: higher
            launch: 70%
            slices:
              cold_start: {observed: 52%}  # <- stands at 52%, launch asks 70%
    Bad:
        metrics:
          relevance:
            better: higher
            launch: 70%
            slices:
              cold_start:  # <- is to reach 60%, launch asks 70%
                target: {value: 60%, by: 2027-Q1}
    Good:
        metrics:
          relevance:
            better: higher
            launch: 70%
            slices: {cold_start: {observed: 52%}, german: {observed: 61%}, teens: {observed: 66%, launch: 60%}, new: {observed: 74%}}
        limitations:
          - {what: new members see 52%, slice: cold_start}
        stories:
          - {as: German member, bound: relevance >= 60% for german}
    """
    for metric in prd.metrics.values():
        launch = metric.amount("launch")
        if not metric.given or launch is None or metric.better.value not in {"higher", "lower"}:
            continue
        for name, part in metric.slices.items():
            weak = next(_below(metric, part, launch), None)
            if weak is None or part.launch.given or part.launch.broken or _mentioned(prd, metric, name):
                continue
            told, value = weak
            yield Finding(
                part.path,
                f"`{short(name)}` of `{metric.name}` {told} {show(value)}, launch asks {show(launch)}, "
                "and no requirement and no limitation speaks of it",
                f"limitations:\n  - {{what: …, slice: {name}, metric: {metric.name}, fallback: …, fix: …, by: …}}",
                (Related(metric.launch.path, f"launch is {show(launch)}"),),
                {"slice": value.amount, "launch": launch.amount},
            )


def _below(metric: Metric, part: Slice, launch: Quantity) -> Iterator[tuple[str, Quantity]]:
    """The values of a slice that are worse than the launch bar."""
    answers: tuple[tuple[str, Answer[Bound]], ...] = (
        ("stands at", part.observed.value),
        ("is to reach", part.target.value),
    )
    for told, answer in answers:
        value = answer.value.value if answer.value is not None else None
        if value is not None and value.unit is launch.unit and metric.exceeds(launch.amount, value.amount):
            yield told, value


def _mentioned(prd: Prd, metric: Metric, name: str) -> bool:
    """Whether a limitation names the slice, or a requirement or a story has a bound for it."""
    names = {name, f"{metric.name}.{name}"}
    words = f" {_plain(name)} "
    for limitation in prd.limitations:
        if limitation.slice.value in names or words in f" {_plain(limitation.what.value or '')} ":
            return True
        if limitation.metric.value in names or words in f" {_plain(limitation.slice.value or '')} ":
            return True
    for _, entry in prd.requirements.each():
        groups = {group.value for values in entry.across.values() for group in values}
        if name in entry.across or name in groups:
            return True
    bounds = [entry.bound.value for _, entry in prd.requirements.each()] + [story.bound.value for story in prd.stories]
    return any(bound is not None and (bound.slice in names or bound.metric in names) for bound in bounds)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
