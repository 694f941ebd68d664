"""EVID001 to EVID003: references that lead to what they promise (catalogue row 141)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.field import Guesses
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.prd.metric import Metric, same_figure
from aiprd.quantity import Quantity, show
from aiprd.rule import Findings, listed, rule, short, subject


class Citation(NamedTuple):
    """A place that says where a figure comes from."""

    source: Answer[str]
    metric: Metric | None
    figure: Quantity | None
    place: Answer[Bound]
    what: str


def _citations(prd: Prd) -> Iterator[Citation]:
    """What observed values and claims give as their source; slices without their figure."""
    for metric in prd.metrics.values():
        if not metric.given:
            continue
        observed = metric.observed
        yield Citation(observed.from_, metric, metric.amount("observed"), observed.value, f"`{metric.name}`")
        for name, part in metric.slices.items():
            seen = part.observed
            yield Citation(seen.from_, None, None, seen.value, f"slice `{short(name)}` of `{metric.name}`")
    for claim in prd.claims:
        bound = claim.to.value
        figure = bound.value if bound is not None else None
        yield Citation(claim.evidence, prd.metric(claim.metric.value), figure, claim.to, subject(claim))


def _known(prd: Prd) -> set[str]:
    """The ids of everything that can be the source of a figure."""
    named = [part.id for part in prd.evaluation.judges] + [part.id for part in prd.rollout.stages]
    named += [part.id for part in prd.data.sources] + [part.id for part in prd.feedback.signals]
    return {answer.value for answer in named if answer.value} | set(prd.components) | set(_sources(prd))


def _sources(prd: Prd) -> list[str]:
    """The ids of the experiments and evaluation sets."""
    ids = [part.id.value for part in prd.experiments] + [part.id.value for part in prd.evaluation.sets]
    return [name for name in ids if name]


_ID = Pattern(r"[A-Za-z][\w.-]*[_\d][\w.-]*")
_NO_ID = Pattern(
    r"[QqHh]\d|v\d[\w.]*|.*(log|prod|dashboard|monitor|survey|analytics|telemetry|study|pilot).*", re.IGNORECASE
)
"""Words that look like an id and speak of another kind of source."""


@rule("EVID001", severity="W/E/E", confidence="likely", references=("33.9",), rows=(141,), fixable=True)
def evidence_that_leads_nowhere(prd: Prd) -> Findings:
    """Figure whose source the document does not have.

    A reference that nobody can follow is a footnote to an empty page.

    Looks at `observed.from` (slices too) and at the `evidence` of claims: a single name, such as ab_2, must be the id of
    an experiment or an evaluation set (or of a stage, a source, a judge, a signal, a component). Words are let be, and
    so is a document with no experiment and no evaluation set.

    Bad:
        metrics:
          relevance:
            observed:
              value: 78%
              from: ab_3  # <- no experiment and no evaluation set is called `ab_3`
        experiments: [{id: ab_1}, {id: ab_2}]
    Good:
        metrics:
          relevance: {observed: {value: 78%, from: ab_2}}
          nps: {observed: {value: 50, from: survey of 2026}}
        experiments: [{id: ab_1}, {id: ab_2}]
        claims:
          - {text: 16% more purchases, evidence: ab_1 and ab_2}
    """
    known = _known(prd)
    defined, guesses = tuple(_sources(prd)), Guesses()
    for cited in _citations(prd) if defined else ():
        for name in re.split(r"[,;+&]| and ", cited.source.value or ""):
            word = name.strip()
            if not _ID.fullmatch(word) or _NO_ID.fullmatch(word) or word in known:
                continue
            meant = guesses.nearest(word, defined, 0.8)
            yield Finding(
                cited.source.path,
                f"the source of {cited.what}: no experiment and no evaluation set is called `{short(word)}`"
                + (f"; did you mean `{meant}`?" if meant else ""),
                f"{cited.source.path[-1]}: {meant or defined[0]}"
                + ("" if meant else f"   # one of {', '.join(defined)}"),
                (Related(prd.experiments.path, f"there are {listed([f'`{name}`' for name in defined[:6]])}"),)
                if len(prd.experiments)
                else (),
            )


def _tests(prd: Prd, cited: Citation) -> list[Experiment] | None:
    """The experiments that a citation names; None where it names an evaluation set, or nothing that is defined."""
    words = set(re.findall(r"[\w.-]*\w", cited.source.value or ""))
    if words & {part.id.value for part in prd.evaluation.sets}:
        return None
    return [part for part in prd.experiments if part.id.value in words] or None


@rule("EVID002", severity="W/E/E", references=("33.9", "33.12"), rows=(141,))
def evidence_about_something_else(prd: Prd) -> Findings:
    """Figure that is said to come from an experiment which reports no such metric.

    Whoever looks it up finds other numbers, and trusts none of them.

    Speaks where the experiment has results and none is for the metric, nor for all the parts it is made of. A metric that
    was to decide the experiment is told by EVID006. An evaluation set is told where the metric is measured on another one,
    no requirement on it names this set, and other metrics are measured there.

    Bad:
        metrics:
          relevance:
            observed:
              value: 78%
              from: ab_2  # <- reports nothing on `relevance`
          ctr: {means: clicks per impression}
        experiments:
          - {id: ab_2, results: [{metric: ctr, control: 4.2%, treatment: 11.8%}]}
    Bad:
        metrics:
          sensitivity: {measured_on: urgent_images}
          specificity: {measured_on: other_images}
        evaluation: {sets: [{id: urgent_images, n: 640}, {id: other_images, n: 6000}]}
        claims:
          - text: Flags 95% of urgent images
            metric: sensitivity
            evidence: other_images  # <- is measured on `urgent_images`
    Good:
        metrics:
          relevance: {measured_on: judged_monthly, observed: {value: 78%, from: judged_weekly}}
          ctr: {observed: {value: 11.8%, from: ab_2}}
          nps: {observed: {value: 50, from: ab_3}}
        experiments:
          - {id: ab_2, results: [{metric: ctr, control: 4.2%, treatment: 11.8%}]}
          - {id: ab_3}
        evaluation: {sets: [{id: judged_weekly, n: 2000}, {id: judged_monthly, n: 2000}]}
    """
    for cited in _citations(prd):
        yield from _on_another_set(prd, cited)
        tests = _tests(prd, cited)
        if cited.metric is None or tests is None or not all(len(test.results) for test in tests):
            continue
        reported = {result.metric.value for test in tests for result in test.results}
        parts = {part.value for part in cited.metric.made_of}
        unread = any(not result.metric.given for test in tests for result in test.results)
        deciding = {name.value for test in tests for name in test.primary}
        if cited.metric.name in reported | deciding or (parts and parts <= reported) or unread:
            continue
        names = listed([f"`{short(test.id.value or '')}`" for test in tests])
        figure = f" {show(cited.figure)}" if cited.figure is not None else ""
        yield Finding(
            cited.source.path,
            f"{cited.what}{figure} is said to come from {names}, which reports nothing on `{cited.metric.name}`",
            f"- {{metric: {cited.metric.name}, control: …, treatment: {figure.strip() or '…'}, n: …}}"
            f"   # under results of {names}; or another source here",
            (Related(tests[0].results.path, "these are its results"),),
        )


def _on_another_set(prd: Prd, cited: Citation) -> Findings:
    """A figure said to come from the evaluation set of other metrics."""
    metric, name = cited.metric, (cited.source.value or "").strip()
    if metric is None or metric.measured_on.value in {None, name}:
        return
    elsewhere = [one for one in prd.metrics.values() if one.given and one.measured_on.value == name]
    sets = [part for part in prd.evaluation.sets if part.id.value == name]
    here = {entry.evaluation.value for _, entry in prd.requirements_on(metric.name)}
    if elsewhere and sets and name not in here:
        others = listed([f"`{one.name}`" for one in elsewhere[:4]])
        yield Finding(
            cited.source.path,
            f"{cited.what} is said to come from `{short(name)}`, the set of {others}, "
            f"but `{metric.name}` is measured on `{short(metric.measured_on.text)}`",
            f"{cited.source.path[-1]}: {metric.measured_on.text}",
            (Related(metric.measured_on.path, f"`{metric.name}` is measured here"), Related(sets[0].path, "the set")),
        )


@rule("EVID003", severity="W/E/E", references=("33.9", "33.12"), rows=(141,), fixable=True)
def figure_unlike_its_evidence(prd: Prd) -> Findings:
    """Figure that differs from what its own source reports.

    One of the two was rounded up, or is from another day.

    Compares observed values and the `to` of claims with the results of the experiment they name, and a claim that names
    the metric's own source with the observed value. Rounding is let be.

    Bad:
        metrics:
          ctr: {means: clicks per impression}
        experiments:
          - {id: ab_2, results: [{metric: ctr, control: 4.2%, treatment: 11.8%}]}
        claims:
          - text: Members click three times as often
            metric: ctr
            to: 12.6%  # <- `ab_2` reports 4.2% and 11.8%
            evidence: ab_2
    Good:
        metrics:
          ctr: {observed: {value: 11.8%, from: ab_2}}
        experiments:
          - {id: ab_2, results: [{metric: ctr, control: 4.2%, treatment: 11.8%}]}
        claims:
          - {text: Members click 2.8 times as often, metric: ctr, to: 12%, evidence: ab_2}
    """
    for cited in _citations(prd):
        values = list(_reported(prd, cited))
        if cited.figure is None or not values or any(same_figure(cited.figure, value) for value, _ in values):
            continue
        source = short(cited.source.value or "")
        there = listed(list(dict.fromkeys(show(value) for value, _ in values)))
        yield Finding(
            cited.place.path,
            f"{cited.what} stands at {show(cited.figure)}, but its source `{source}` reports {there}",
            f"{cited.place.path[-1]}: {show(values[-1][0])}   # or another source",
            tuple(Related(answer.path, f"reports {show(value)}") for value, answer in values[:4]),
            {"told": cited.figure.amount, "reported": values[-1][0].amount},
        )


def _reported(prd: Prd, cited: Citation) -> Iterator[tuple[Quantity, Answer[Bound]]]:
    """What the source says of the metric: control first, treatment last."""
    metric = cited.metric
    if metric is None:
        return
    for test in _tests(prd, cited) or ():
        for result in test.results:
            for answer in (result.control, result.treatment) if result.metric.value == metric.name else ():
                if answer.value is not None and answer.value.value is not None:
                    yield answer.value.value, answer
    observed, source = metric.amount("observed"), metric.observed.from_.value
    own = source and source.strip() == (cited.source.value or "").strip()
    if observed is not None and own and cited.source is not metric.observed.from_:
        yield observed, metric.observed.value
