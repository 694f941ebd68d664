"""EXPT010 to EXPT012: what an experiment is said to have shown (catalogue rows 85, 92)."""

import math
import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment, Result
from aiprd.prd.metric import Metric
from aiprd.quantity import number, percent
from aiprd.rule import Findings, rule, short, subject
from aiprd.rules.experiments import arms, rates
from aiprd.sampling import ab_size_per_arm, z


@rule("EXPT010", severity="W/W/W", confidence="likely", references=("33.4", "33.9"), rows=(85, 92))
def lift_within_chance(prd: Prd) -> Findings:
    """Lift of a deciding metric that chance alone explains as well.

    A difference that one test in eight shows when nothing has changed decides nothing.

    Assumes a two-sided z test of two rates and alpha 0.05 unless said otherwise; recomputes p from the rates and the
    sizes, giving rounding the benefit of the doubt. Where a result gives a lift alone, the `observed` value of the metric is taken
    for the better arm; where it gives no `n`, each unit of an arm counts once, unless the metric tells its clusters.
    Silent where the result says its own p, for metrics that are not shares, and for metrics that do not decide. Where
    the `n` of a result holds fewer than ten events, whole events are compared, rounded in the result's favour.

    Bad:
        metrics:
          ctr: {means: members who click, per: member}
        experiments:
          - id: ab_1
            unit: member
            primary: [ctr]
            results:
              - metric: ctr
                control: 9.3%
                treatment: 11.4%
                n: 12  # <- may be chance (1.1 against 1.4 of 12 cases); it needs 3,302 in each arm, has 12
    Bad:
        metrics:
          ctr: {means: members who click, per: member, observed: 11.8%}
        experiments:
          - id: ab_1
            arms: {A: 3333, B: 3333, C: 3334}
            primary: [ctr]
            results:
              - {metric: ctr, compare: C vs A, lift: +23%}
              - metric: ctr
                compare: C vs B
                lift: +11%  # <- needs 11,430 in each arm (15,246 with 3 comparisons), has 3,333
    Good:
        metrics:
          ctr: {means: members who click, per: member, observed: 11.8%}
          latency_ok: {means: answers within 1s, role: guardrail, observed: 96%}
        experiments:
          - id: ab_1
            arms: {A: 17000, B: 17000}
            primary: [ctr]
            results:
              - {metric: ctr, compare: B vs A, lift: +11%}
              - {metric: latency_ok, control: 96.0%, treatment: 96.1%}
          - id: ab_2
            arms: {A: 3000, B: 3000}
            primary: [ctr]
            results:
              - {metric: ctr, compare: B vs A, lift: +11%, p: 0.13}
    """
    for experiment in prd.experiments:
        deciding = {name.value for name in experiment.primary}
        for result in experiment.results:
            metric = prd.metric(result.metric.value)
            if metric is None or not (result.p.absent or result.p.unknown) or metric.name not in deciding:
                continue
            shown, cases = rates.shown(result, metric), rates.cases(experiment, result, metric)
            if shown is None or cases is None or shown.control == shown.treatment:
                continue
            few = cases.stated and shown.few(cases.size)
            best = shown.p_of_few(cases.size) if few else shown.p(cases.independent, at_best=True)
            if best is not None and best >= arms.alpha(experiment):
                yield _by_chance(experiment, result, shown, cases)


def _by_chance(experiment: Experiment, result: Result, shown: rates.Shown, cases: rates.Cases) -> Finding:
    many, n, p = arms.comparisons(experiment), math.floor(cases.size), shown.p(cases.independent)
    needed, with_all = (_needed(experiment, shown, cases, comparisons) for comparisons in (1, many))
    span = f"{percent(shown.control)} to {percent(shown.treatment)}"
    more = f" ({number(with_all)} with {many} comparisons)" if many > 1 else ""
    told = short(result.compare.value or f"`{result.metric.value}`", 40)
    told += f", {short(result.lift.value, 20)} ({span})" if result.lift.value else f": {span}"
    if p is None:
        place, fix = (
            result.n.path,
            f"n: {with_all}   # in each arm, from a new test; until then it is told as not shown",
        )
        events = [number(round(n * rate, 1)) for rate in (shown.control, shown.treatment)]
        grounds = f"{events[0]} against {events[1]} of {number(n)} cases"
    else:
        place = result.lift.path if result.lift.given else result.path
        fix = f"p: {p:.2g}   # and told as not shown; or a new test with {number(with_all)} in each arm"
        grounds = f"p = {p:.2g}"
    return Finding(
        place,
        f"{told} may be chance ({grounds}); it needs {number(needed)} in each arm{more}, has {number(n)}",
        fix,
        (Related(experiment.arms.path, "the arms"), *shown.assumed),
        {
            **({} if p is None else {"p": float(f"{p:.4g}")}),
            "needed_n": needed,
            "needed_n_corrected": with_all,
            "stated_n": n,
            "alpha": arms.alpha(experiment),
            "power": arms.power(experiment),
            "comparisons": many,
        },
    )


def _needed(experiment: Experiment, shown: rates.Shown, cases: rates.Cases, comparisons: int) -> int:
    """How many cases in each arm would show the difference, counted as the document counts them."""
    alpha, power = arms.alpha(experiment), arms.power(experiment)
    size = ab_size_per_arm(shown.control, shown.treatment, alpha=alpha, power=power, comparisons=comparisons)
    return math.ceil(size / cases.worth - 1e-9)


@rule("EXPT011", severity="W/W/W", confidence="likely", references=("33.9",), rows=(92,), fixable=True)
def p_value_beyond_its_numbers(prd: Prd) -> Findings:
    """Stated p-value that the rates and sizes beside it cannot give.

    One of the four numbers is wrong, and nobody knows which.

    Assumes that every case is independent, and rounding in the document's favour; recomputes p as in EXPT010. What a
    one-sided test or a moderate reduction of variance explains is let be.

    Bad:
        metrics: {conversion: {means: members who buy, per: member}}
        experiments:
          - id: ab_1
            unit: member
            results:
              - metric: conversion
                control: 12.4%
                treatment: 13.1%
                n: 4000
                p: < 0.001  # <- give p = 0.35
    Good:
        metrics: {conversion: {means: members who buy, per: member}}
        experiments:
          - id: ab_1
            unit: member
            results:
              - {metric: conversion, control: 12.4%, treatment: 16.1%, n: 40000, p: < 0.001}
              - {metric: conversion, control: 12.4%, treatment: 13.1%, n: 4000, p: 0.35}
    """
    for experiment in prd.experiments:
        for result in experiment.results:
            metric, stated = prd.metric(result.metric.value), result.p.value
            if metric is None or stated is None or not 1e-12 < stated < 1:
                continue
            shown, n = rates.shown(result, metric), rates.stated_cases(experiment, result, metric)
            p = shown.p(n) if shown is not None and not shown.assumed and n is not None else None
            best = shown.p(n, at_best=True) if p is not None and shown is not None and n is not None else None
            if p is None or best is None or shown is None or n is None:
                continue
            if best > 2 * stated and -z(stated / 2) > 1.5 * _score(best) + 0.1:
                yield Finding(
                    result.p.path,
                    f"{percent(shown.control)} and {percent(shown.treatment)} on {number(math.floor(n))} each "
                    f"give p = {p:.2g}, not {result.p.text}",
                    f"p: {p:.2g}",
                    (Related(result.path, "the result"),),
                    {"p": float(f"{p:.4g}"), "stated_p": stated, "stated_n": math.floor(n)},
                )


def _score(p: float) -> float:
    return -z(p / 2) if p < 1 else 0.0


_SURVEYED = Pattern(r"survey|\bnps\b|net promoter|questionnaire|respondent|interview", re.IGNORECASE)


@rule("EXPT012", severity="W/W/W", references=("33.9",), rows=(92,), fixable=True)
def result_without_size(prd: Prd) -> Findings:
    """Result of a survey, or of an unknown number of people, without its n.

    Eight points mean a lot from 1,500 answers and nothing from 60.

    The arms tell how many were assigned; only the result tells how many answered. Asked of metrics from surveys, and
    wherever n is `unknown`.

    Bad:
        metrics: {nps: {means: net promoter score, unit: points, source: survey}}
        experiments:
          - id: ab_1
            arms: {control: 40000, treatment: 40000}
            results:
              - {metric: nps, control: 42, treatment: 50, lift: +8 points}  # <- how many answered
    Bad:
        metrics: {conversion: {means: members who buy}}
        experiments:
          - id: ab_1
            results:
              - metric: conversion
                lift: +8%
                n: unknown  # <- still unknown
    Good:
        metrics:
          nps: {means: net promoter score, unit: points, source: survey}
          conversion: {means: members who buy}
        experiments:
          - id: ab_1
            results:
              - {metric: nps, control: 42, treatment: 50, n: 1500}
              - {metric: conversion, lift: +8%}
    """
    for experiment in prd.experiments:
        for result in experiment.results:
            metric = prd.metric(result.metric.value)
            if metric is None or not result.n.open:
                continue
            surveyed = metric.source.value == "survey" or _SURVEYED.search(f"{metric.name} {metric.means.value}")
            told = f"{subject(experiment)} reports {_told(result)} for `{metric.name}`"
            who = "answered in each arm" if surveyed else "were measured in each arm"
            fix = "n: …   # in each arm"
            related = (Related(experiment.arms.path, "the arms tell how many were assigned"),)
            if result.n.unknown:
                message = f"{told}, and how many {who} is still unknown"
                yield Finding(result.n.path, message, fix, related, known_gap=True)
            elif surveyed and (result.lift.given or result.treatment.given) and not _asked(experiment, metric):
                yield Finding(result.path, f"{told}, but not how many {who}", fix, related)


def _asked(experiment: Experiment, metric: Metric) -> bool:
    """Whether EVID006 asks for the n of a metric that decides, since not even the arms tell it."""
    return experiment.arms.absent and any(name.value == metric.name for name in experiment.primary)


def _told(result: Result) -> str:
    if result.lift.given:
        return f"`{short(result.lift.text, 30)}`"
    return f"`{short(result.treatment.text, 30)}`" if result.treatment.given else "a result"
