"""EVID004 to EVID007: what was measured, and what is known to be missing (catalogue rows 142, 151, 153, 159)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment, Result
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity
from aiprd.rule import Ask, Findings, gaps, listed, rule, short, subject


@rule("EVID004", severity="W/E/E", since="live", references=("33.12",), rows=(142,))
def unobserved_metric(prd: Prd) -> Findings:
    """Live product with a requirement on a number that nobody has looked up.

    A promise made to users is kept or broken by now; without the figure nobody can say which.

    Asks each metric under a requirement for `observed` with value, n and date. The n of the evaluation set or of the
    experiment's result that `from` names counts too.

    Bad:
        metrics:  # <- ask for `uptime`, and nothing says where it stands now
          uptime: {better: higher}
        requirements:
          reliability:
            - uptime >= 99.5% over 30d
    Bad:
        metrics:
          relevance:
            observed:  # <- on how many cases it was measured and when it was measured
              value: 78%
        requirements:
          performance:
            - relevance >= 70%
    Good:
        metrics:
          relevance: {observed: {value: 78%, n: 2000, date: 2026-11}}
          uptime: {observed: {na: counted from next month on}}
          ctr: {means: clicks per impression}
        requirements:
          performance:
            - relevance >= 70%
          reliability:
            - uptime >= 99.5% over 30d
    """
    metrics = list(_promised(prd))
    absent = [metric for metric in metrics if metric.observed.absent]
    if absent:
        names = listed([f"`{metric.name}`" for metric in absent])
        yield Finding(
            prd.metrics.path,
            f"requirements ask for {names}, and nothing says where {'it stands' if len(absent) == 1 else 'they stand'} now",
            "observed: {value: …, n: …, date: …}   # " + ("on it" if len(absent) == 1 else "on each of them"),
            tuple(Related(metric.path, "not observed") for metric in absent[:8]),
        )
    for metric in metrics:
        observed = metric.observed
        if observed.unknown:
            message = f"what {subject(metric)} stands at is still unknown"
            yield Finding(observed.path, message, "observed: {value: …, n: …, date: …}", known_gap=True)
        elif observed.given:
            asks = [
                Ask("value", "its value", "value: …"),
                Ask("n", "on how many cases it was measured", "n: …"),
                Ask("date", "when it was measured", "date: …"),
            ]
            counted = _counted(prd, metric)
            yield from gaps(observed, [ask for ask in asks if ask.key != "n" or not counted])


def _promised(prd: Prd) -> Iterator[Metric]:
    """The metrics under a requirement, each once, in the document's order."""
    bounds = (entry.bound.value for _, entry in prd.requirements.each())
    names = {bound.metric.partition(".")[0] for bound in bounds if bound is not None and bound.metric}
    return (metric for name, metric in prd.metrics.items() if name in names and metric.given)


def _counted(prd: Prd, metric: Metric) -> bool:
    """Whether the source of the observed value says how many cases it has."""
    words = set(re.findall(r"[\w.-]*\w", metric.observed.from_.value or ""))
    sizes: list[Answer[Quantity]] = [part.n for part in prd.evaluation.sets if part.id.value in words]
    for experiment in prd.experiments:
        if experiment.id.value in words:
            sizes += [result.n for result in experiment.results if result.metric.value == metric.name]
    return any(size.given for size in sizes)


@rule("EVID005", severity="I/W/W", since="pilot", references=("33.12",), rows=(151,), fixable=True)
def limitation_on_no_metric(prd: Prd) -> Findings:
    """Limitation whose figure belongs to no metric and no slice.

    A weakness that no metric shows is not seen getting worse, nor known to be mended.

    Speaks where the limitation tells a figure; one without is told by another rule.

    Bad:
        limitations:
          - {what: 2 of 100 items are gifts mistaken for taste, fallback: Not for me}  # <- neither a metric nor a slice
    Good:
        metrics: {relevance: {observed: 78%}}
        limitations:
          - {what: 2 of 100 items are gifts mistaken for taste, metric: relevance, fallback: Not for me}
          - {what: new members see 52%, slice: cold_start}
    """
    for limitation in prd.limitations:
        told = limitation.what.value
        if told and re.search(r"\d", told) and limitation.metric.open and limitation.slice.open:
            yield Finding(
                limitation.path,
                f"limitation `{short(told)}` names neither a metric nor a slice that shows it",
                "metric: …   # or slice: …",
                known_gap=limitation.metric.unknown or limitation.slice.unknown,
            )


@rule("EVID006", severity="W/E/E", references=("33.9",), rows=(92, 153), fixable=True)
def experiment_without_its_answer(prd: Prd) -> Findings:
    """Finished experiment that does not report the metric it was to decide by.

    Of twenty metrics one improves by chance; that is why the one that decides is named beforehand, and reported.

    An experiment is finished when it reports results. Of a primary metric it must also tell the n, by the result or,
    where the metric counts what is randomised, by the sizes of its arms.

    Bad:
        metrics: {ctr: {means: clicks per impression}, conversion: {means: members who buy}}
        experiments:
          - id: ab_2
            primary: [conversion]
            results:  # <- nothing on `conversion`
              - {metric: ctr, control: 4.2%, treatment: 11.8%}
    Bad:
        metrics: {conversion: {means: members who buy}}
        experiments:
          - id: ab_2
            primary: [conversion]
            results:
              - {metric: conversion, lift: +30%}  # <- on how many
    Bad:
        metrics: {ctr: {means: clicks per impression, per: impression}}
        experiments:
          - id: ab_2
            unit: member
            arms: {control: 4000, treatment: 4000}
            primary: [ctr]
            results:
              - {metric: ctr, lift: +30%}  # <- its arms count each member, the metric each impression
    Good:
        metrics: {conversion: {means: members who buy}}
        experiments:
          - {id: ab_1, primary: [conversion], arms: {control: 4000, treatment: 4000}, results: [{metric: conversion, lift: +30%}]}
          - {id: ab_2, primary: [conversion], results: [{metric: conversion, lift: +30%, n: 4000}]}
          - {id: ab_3, primary: [conversion]}
    """
    for experiment in prd.experiments:
        results = list(experiment.results)
        if not results or any(not result.metric.given for result in results):
            continue
        reported = {result.metric.value for result in results}
        missing = [name for name in experiment.primary if name.value and name.value not in reported]
        if missing:
            names = listed([f"`{name.value}`" for name in missing])
            yield Finding(
                experiment.results.path,
                f"{subject(experiment)} was to be decided by {names}, and its results say nothing on {names}",
                "\n".join(f"- {{metric: {name.value}, control: …, treatment: …, n: …}}" for name in missing),
                tuple(Related(name.path, "to be decided by this") for name in missing),
            )
        primary = {name.value for name in experiment.primary}
        unsized = [part for part in results if part.metric.value in primary and part.n.absent]
        for name in dict.fromkeys(part.metric.value or "" for part in unsized if not _sized(prd, experiment, part)):
            first, *others = (part for part in unsized if part.metric.value == name)
            yield Finding(
                first.path,
                f"{subject(experiment)} does not say on how many `{short(name)}` was measured{_counts(prd, experiment, name)}",
                "n: …   # in each arm",
                tuple(Related(part.path, "nor here") for part in others[:4]),
            )


def _sized(prd: Prd, experiment: Experiment, result: Result) -> bool:
    """Whether the arms tell how many cases stand behind a result; surveys are asked for their n by another rule."""
    metric = prd.metric(result.metric.value)
    per = metric.per.value if metric is not None else None
    surveyed = metric is not None and metric.source.value == "survey"
    return surveyed or (not experiment.arms.absent and (per is None or _one_word(per, experiment.unit.value)))


def _one_word(per: str, unit: str | None) -> bool:
    return unit is None or not {*_singular(per)}.isdisjoint(_singular(unit))


def _singular(text: str) -> list[str]:
    return [word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", text.lower())]


def _counts(prd: Prd, experiment: Experiment, name: str) -> str:
    metric = prd.metric(name)
    if metric is None or not metric.per.value or experiment.arms.absent:
        return ""
    return f": its arms count each {short(experiment.unit.text, 30)}, the metric each {short(metric.per.value, 30)}"


_OWNED = Pattern(
    r"\bowner\b|\bowned\b|\bresponsible\b|\bsee (the )?(limitation|roadmap|ask)",
    re.IGNORECASE,
    holds="own|respons|see ",
)
_COMMON_WORDS = (
    "after about again before being could data does each every from have into less missing model more most never none only"
    " other over product same some still than that their them then there these they this those under until user users were"
    " what when where which while will with without would case cases enough number available yet"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@rule(
    "EVID007", severity="I/W/W", confidence="likely", since="building", references=("33.3",), rows=(159,), fixable=True
)
def gap_without_owner(prd: Prd) -> Findings:
    """Gap found by the feasibility assessment that nobody took up.

    A "go" with a gap is a bet; somebody has to hold it, or it is lost without anybody noticing.

    Speaks where the verdict is go, and neither the gap's own words (an owner, a person of the team) answer, nor a failure
    mode of that name with an owner, nor any of its words in the limitations, roadmap, asks, or the plans to
    collect and label data. What the approaches would build answers by two of its words, or by the only one it has.

    Bad:
        feasibility:
          verdict: go
          gaps:
            - no merchandising calendar  # <- nobody
            - cold start
        limitations:
          - {what: new members, slice: cold_start}
    Bad:
        feasibility:
          verdict: go
          gaps:
            - two of six hospitals have not signed the data agreement  # <- nobody
        approaches:
          - {id: own_model, what: a classifier that runs on hospital servers}
    Good:
        feasibility:
          verdict: go
          gaps: [no merchandising calendar, cold start, "German labels: owner D. Marin"]
        limitations:
          - {what: new members, slice: cold_start}
        roadmap: {features: [{what: calendar feed, by: 2027-Q2}]}
    Good:
        feasibility: {verdict: go, gaps: [two of six hospitals have not signed the data agreement]}
        stakeholders: {asks: [{of: legal, what: signatures of both hospitals under the agreement, owner: K. Lee}]}
    Good:
        feasibility: {verdict: conditional, gaps: [no labels before 2025]}
    """
    feasibility = prd.feasibility
    if feasibility.verdict.value != "go":
        return
    taken = {word for text in _taken_up(prd) for word in _stems(text)}
    approaches = [_stems(approach.what.value or "") for approach in prd.approaches]
    people = [name for name in (prd.product.owner.value, *(part.value for part in prd.product.team.values())) if name]
    for gap in feasibility.gaps:
        told = gap.value or ""
        owned = _OWNED.search(told) or any(name.lower() in told.lower() for name in people)
        stems = _stems(told)
        owned = owned or any(stems <= _stems(mode.id.value or "") for mode in prd.failure_modes if mode.owner.given)
        owned = owned or any(len(stems & words) >= min(2, len(stems)) for words in approaches)
        if stems and not owned and not stems & taken:
            yield Finding(
                gap.path,
                f"the verdict is go, and nobody has taken up the gap `{short(told)}`",
                f'- "{short(told).replace(chr(34), "")}: owner …"   # or a limitation, a roadmap feature or an ask that names it',
                (Related(feasibility.verdict.path, "the verdict"),),
            )


def _taken_up(prd: Prd) -> Iterator[str]:
    """Every text that may answer for a gap."""
    texts: list[Answer[str]] = [prd.data.collection, prd.data.labelling.by, *prd.mvp.improves_by]
    texts += [part for entry in prd.limitations for part in (entry.what, entry.slice, entry.fix, entry.fallback)]
    texts += [feature.what for feature in prd.roadmap.features] + [item.what for item in prd.roadmap.research]
    texts += [ask.what for ask in prd.stakeholders.asks]
    yield from (text.value for text in texts if text.value)


def _stems(text: str) -> set[str]:
    """The words that carry a meaning, cut to what inflection leaves alone."""
    words = re.findall(r"[^\W\d_]{4,}", text.lower())
    return {word[:5] for word in words if word not in _COMMON}
