"""EXPT006 to EXPT009: whether an experiment is large enough for what it asks (catalogue rows 85, 89, 90)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.prd.metric import Metric
from aiprd.quantity import Change, Unit, number, percent
from aiprd.rule import Ask, Findings, listed, presence, rule, short
from aiprd.rules.experiments import arms
from aiprd.sampling import ab_size_per_arm


class Plan(NamedTuple):
    """What one metric of an experiment must be able to show."""

    metric: Metric
    baseline: float
    treated: float
    needed: int
    """In each arm, as its size is counted."""


@rule("EXPT006", severity="W/E/E", confidence="likely", references=("33.9",), rows=(85,), fixable=True)
def underpowered_experiment(prd: Prd) -> Findings:
    """Experiment too small for the effect it is meant to show.

    It will most likely end without a result, and a lucky one will be too large to be true.

    Assumes a two-sided z test of two rates, alpha 0.05 and power 0.8 unless said otherwise, and the metric's baseline
    in the control arm. A correction such as Bonferroni or Holm divides alpha. Where a member is counted several times,
    `cluster_size` and `icc` are used. Silent for metrics that are not shares, without `mde`, and where cases hang
    together in a way the document does not tell. Of several deciding metrics the easiest counts.

    Bad:
        metrics:
          conversion: {means: members who buy, per: member, baseline: 12.4%}
        experiments:
          - id: ab_1
            unit: member
            primary: [conversion]
            mde: +5%
            arms:  # <- needs 45,306 in each arm, has 40,000
              control: 40000
              treatment: 40000
    Bad:
        metrics:
          resolved: {means: sessions without a person, per: session, cluster: customer, cluster_size: 1.4, icc: 0.3, baseline: 31%}
        experiments:
          - id: ab_1
            unit: customer
            primary: [resolved]
            mde: +3pp
            arms: {control: 2000 customers, treatment: 2000 customers}  # <- needs 3,061 in each arm, has 2,000
    Good:
        metrics:
          conversion: {means: members who buy, per: member, baseline: 12.4%}
          views: {means: pages per session, unit: count, baseline: 3.1}
        experiments:
          - {id: ab_1, unit: member, primary: [conversion], mde: +6%, arms: {control: 40000, treatment: 40000}}
          - {id: ab_2, unit: member, primary: [views], mde: +6%, arms: {control: 40, treatment: 40}}
    """
    for experiment in prd.experiments:
        has, effect = arms.size(experiment), experiment.mde.value
        if has is None or effect is None:
            continue
        plans = [plan for metric in _deciding(prd, experiment) if (plan := _plan(experiment, metric, effect))]
        easiest = min(plans, key=lambda plan: plan.needed, default=None)
        if easiest is None or easiest.needed <= has:
            continue
        metric, alpha, power = easiest.metric, arms.alpha(experiment), arms.power(experiment)
        shared = arms.shared_by(experiment)
        yield Finding(
            experiment.arms.path,
            f"to show `{metric.name}` going from {percent(easiest.baseline)} to {percent(easiest.treated)} "
            f"({effect.text}) it needs {number(easiest.needed)} in each arm, has {_told(experiment, has)}",
            f"arms: {{{', '.join(f'{name}: {easiest.needed}' for name in experiment.arms)}}}   # or a larger mde",
            (
                Related(experiment.mde.path, f"the effect it is meant to show is {effect.text}"),
                Related(metric.baseline.value.path, f"the baseline is {metric.baseline.value.text}"),
            ),
            {
                "needed_n": easiest.needed,
                "stated_n": math.floor(has),
                "alpha": alpha,
                "power": power,
                "comparisons": shared,
            },
        )


def _told(experiment: Experiment, has: float) -> str:
    """The size of the arms; of unequal ones also what they are worth."""
    small, other = sorted(arms.sizes(experiment).values())[:2]
    worth = number(math.floor(has))
    return worth if small == other else f"{number(small)} and {number(other)}, worth {worth} in each"


def _deciding(prd: Prd, experiment: Experiment) -> Iterator[Metric]:
    for name in experiment.primary:
        metric = prd.metric(name.value)
        if metric is not None:
            yield metric


def _plan(experiment: Experiment, metric: Metric, effect: Change) -> Plan | None:
    """The size that the effect needs; None where it cannot be told."""
    baseline = metric.amount("baseline")
    noun = next((answer.value.noun for answer in experiment.arms.values() if answer.value is not None), "")
    worth = arms.worth(metric, unit=experiment.unit.value, counted=noun)
    if baseline is None or baseline.unit is not Unit.RATIO or worth is None or effect.amount == 0:
        return None
    step = effect.amount * baseline.amount if effect.relative else effect.amount / 100
    if metric.lower_is_better and effect.text[:1] not in {"+", "-"}:
        step = -step
    treated = baseline.amount + step
    if not (0 < baseline.amount < 1 and 0 < treated < 1):
        return None
    needed = ab_size_per_arm(
        baseline.amount,
        treated,
        alpha=arms.alpha(experiment),
        power=arms.power(experiment),
        comparisons=arms.shared_by(experiment),
    )
    return Plan(metric, baseline.amount, treated, math.ceil(needed / worth - 1e-9))


SEGMENTS = presence(
    "EXPT007",
    "unsegmented-experiment",
    Ask(
        "segments",
        "which groups of users are looked at apart",
        "segments: [new against returning (exploratory), high against low activity (exploratory)]",
    ),
    of=lambda prd: prd.experiments,
    summary="Experiment that looks at all users as one.",
    why="A gain on average can be a loss for new users, and nobody finds out who was not going to look.",
    bad="""
experiments:
  - id: ab_1  # <- which groups of users are looked at apart
    unit: member
""",
    good="""
experiments:
  - {id: ab_1, unit: member, segments: [new against returning (exploratory)]}
  - {id: ab_2, unit: member, segments: {na: twenty colleagues}}
""",
    severity="I/W/E",
    since="pilot",
    references=("33.9",),
    rows=(89,),
)

_MARKED = Pattern(r"explor|power|descripti|hypothes|not tested|no test|\bn\b|\d{3}|\d ?k\b", re.IGNORECASE)
_ALL_MARKED = Pattern(r"\b(?:all|each|every)\b.*explor|explor.*\b(?:all|each|every)\b", re.IGNORECASE)


@rule("EXPT008", severity="W/W/E", since="pilot", confidence="likely", references=("33.9",), rows=(89,), fixable=True)
def segment_of_unknown_weight(prd: Prd) -> Findings:
    """Segment of an experiment that is neither called exploratory nor known to be large enough.

    Of twenty segments one shows an effect by chance, and that one is presented.

    A size beside the segment, or the word powered, exploratory or hypothesis in it, answers.

    Bad:
        experiments:
          - id: ab_1
            arms: {control: 40000, treatment: 40000}
            segments: [new against returning, age group (exploratory)]  # <- `new against returning`
    Good:
        experiments:
          - {id: ab_1, segments: ["new against returning, n >= 12000 each", age group (exploratory)]}
          - {id: ab_2, segments: [new against returning, age group, all exploratory]}
    """
    for experiment in prd.experiments:
        said = [segment.value for segment in experiment.segments if segment.value]
        bare = [text for text in said if not _MARKED.search(text)]
        if not bare or any(_ALL_MARKED.search(text) for text in said):
            continue
        told = listed([f"`{short(text, 40)}`" for text in bare])
        yield Finding(
            experiment.segments.path,
            f"{told} {'is' if len(bare) == 1 else 'are'} neither called exploratory nor known to be large enough",
            f"segments: [{', '.join(text if _MARKED.search(text) else f'{text} (exploratory)' for text in said)}]",
        )


@rule("EXPT009", severity="W/W/E", since="pilot", references=("33.4", "33.9"), rows=(90,), fixable=True)
def uncorrected_comparisons(prd: Prd) -> Findings:
    """Several comparisons in one experiment that share one alpha.

    Three chances at 5% are 14% for a find that is none.

    Comparisons are pairs of arms times deciding metrics; with a control arm, each other arm against it alone. A
    `correction` answers it, also in words (none, because both metrics must improve), and so does an `alpha` that is
    divided already.

    Assumes, for the chance of a find that is none, independent comparisons and alpha 0.05 unless said otherwise.

    Bad:
        experiments:
          - id: ab_1  # <- 3 comparisons share one alpha of 5%
            arms: {A: 3333, B: 3333, C: 3334}
    Bad:
        metrics: {ctr: {means: clicks per impression}, sales: {means: sales per member}}
        experiments:
          - id: ab_1  # <- 2 comparisons share one alpha of 5%
            arms: {control: 40000, treatment: 40000}
            primary: [ctr, sales]
    Good:
        experiments:
          - {id: ab_1, arms: {control: 40000, treatment: 40000}}
          - {id: ab_2, arms: {A: 17000, B: 17000, C: 17000}, correction: Holm}
          - {id: ab_3, arms: {A: 17000, B: 17000, C: 17000}, alpha: 0.0166}
    """
    for experiment in prd.experiments:
        many, alpha = arms.comparisons(experiment), arms.alpha(experiment)
        if many < 2 or not experiment.correction.open or alpha * many <= 0.05 * 1.01:
            continue
        pairs = [f"{len(experiment.arms)} arms"] if len(experiment.arms) > 2 else []
        goals = [f"{len(experiment.primary)} deciding metrics"] if len(experiment.primary) > 1 else []
        luck = -math.expm1(many * math.log1p(-alpha))
        unknown = experiment.correction.unknown
        yield Finding(
            experiment.correction.path if unknown else experiment.path,
            f"{many} comparisons share one alpha of {percent(alpha)} ({listed(pairs + goals)}): "
            f"the chance that one succeeds by luck is {percent(round(luck, 2))}",
            f"correction: Holm   # or Bonferroni, with p under {alpha / many:.2g} for each",
            numbers={"comparisons": many, "alpha": alpha, "alpha_of_all": round(luck, 4)},
            known_gap=unknown,
        )
