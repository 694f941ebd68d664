"""EXPT001 to EXPT005 and EXPT018: what an experiment says of itself (catalogue rows 83, 84, 87, 88, 91)."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.rule import Ask, Findings, listed, presence, rule, short, subject

_LONG = 90 * 86400
"""Seconds from which an experiment sees the long run by itself."""

DESIGN = presence(
    "EXPT001",
    "unfinished-experiment",
    Ask("question", "which question it answers", "question: …   # does … lead to more …?"),
    Ask("primary", "which metric decides", "primary: […]"),
    Ask("control_is", "what the control arm sees", "control_is: …   # the present experience"),
    Ask("unit", "what is randomised", "unit: …   # member, session, …"),
    Ask("arms", "which arms it has and how large they are", "arms: {control: …, treatment: …}"),
    Ask("duration", "how long it runs", "duration: 4w"),
    of=lambda prd: prd.experiments,
    summary="Experiment without a question, a deciding metric, a control, a unit, arms or a duration.",
    why="What is left open until the data are seen is settled by the data that please.",
    bad="""
metrics: {ctr: {means: clicks per impression}}
experiments:
  - id: ab_1  # <- what the control arm sees and how long it runs
    question: Does an explanation earn more clicks?
    unit: member
    arms: {A: 17000, B: 17000}
    primary: [ctr]
""",
    good="""
metrics: {ctr: {means: clicks per impression}}
experiments:
  - id: ab_1
    question: Does an explanation earn more clicks?
    unit: member
    arms: {A: 17000, B: 17000}
    control_is: design A, the present homepage
    primary: [ctr]
    duration: 4w
""",
    severity="I/E/E",
    since="pilot",
    references=("33.9",),
    rows=(83, 84),
)


@rule("EXPT002", severity="W/E/E", references=("33.9",), rows=(83,), fixable=True)
def experiment_without_comparison(prd: Prd) -> Findings:
    """Experiment with one arm.

    Without a second arm the season, a campaign or the news takes the credit.

    Bad:
        experiments:
          - id: ab_1
            arms:  # <- only the arm `treatment`
              treatment: 40000
    Good:
        experiments:
          - {id: ab_1, arms: {control: 40000, treatment: 40000}}
          - {id: ab_2, arms: unknown}
    """
    for experiment in prd.experiments:
        for name, answer in experiment.arms.items() if len(experiment.arms) == 1 else ():
            yield Finding(
                experiment.arms.path,
                f"{subject(experiment)} has only the arm `{short(name)}`, so there is nothing to compare it with",
                f"arms: {{control: {answer.text or '…'}, {name}: {answer.text or '…'}}}",
            )


GUARDRAILS = presence(
    "EXPT003",
    "unguarded-experiment",
    Ask(
        "guardrails",
        "which metrics must not get worse",
        "guardrails: […]   # such as latency, opt-out rate, fairness gap and fallback rate",
    ),
    of=lambda prd: prd.experiments,
    summary="Experiment without guardrail metrics.",
    why="A metric that decides alone can be bought with whatever it does not measure.",
    bad="""
metrics: {ctr: {means: clicks per impression}}
experiments:
  - id: ab_1  # <- which metrics must not get worse
    primary: [ctr]
""",
    good="""
metrics: {ctr: {means: clicks per impression}, latency: {means: time to the first item}}
experiments:
  - {id: ab_1, primary: [ctr], guardrails: [latency]}
  - {id: ab_2, primary: [ctr], guardrails: {na: only the colour of a line differs}}
""",
    severity="I/W/E",
    since="pilot",
    references=("33.9",),
    rows=(91,),
)

INTERFERENCE = presence(
    "EXPT004",
    "leaking-arms",
    Ask(
        "interference",
        "how it keeps what is learned in one arm out of the other",
        "interference: …   # one frozen model, a model for each arm, …",
    ),
    of=lambda prd: prd.experiments,
    summary="Experiment that does not say whether its arms influence each other.",
    why="One model that learns from both arms carries the treatment into the control, and the effect shrinks or vanishes.",
    bad="""
product: {kinds: [ranking]}
experiments:
  - id: ab_1  # <- how it keeps what is learned in one arm out of the other
    unit: member
""",
    good="""
product: {kinds: [ranking]}
experiments:
  - {id: ab_1, unit: member, interference: the model stays frozen while the test runs}
""",
    severity="I/W/W",
    since="pilot",
    kinds=("ranking", "agent"),
    references=("33.9",),
    rows=(87,),
)


@rule("EXPT005", severity="I/I/W", since="pilot", references=("33.9",), rows=(88,))
def unseen_long_run(prd: Prd) -> Findings:
    """Experiments that nobody follows up, and no holdout.

    Some effects come late: novelty wears off in weeks, and trust that was lost shows when people leave.

    A `followup` on one experiment (also `{na: reason}`), one that runs for 90 days, or `rollout.holdout` answers it. The
    reason for no holdout does not: who keeps nobody without the product has to look longer at the test.

    Bad:
        experiments:  # <- no experiment is followed up and no holdout remains
          - {id: ab_1, duration: 4w}
          - {id: ab_2, duration: 4w}
    Bad:
        experiments:  # <- no experiment is followed up and no holdout remains
          - {id: ab_1, duration: 4w}
        rollout: {holdout: {na: withholding it would harm patients}}
    Good:
        experiments: [{id: ab_1, duration: 4w}]
        rollout: {holdout: 5%}
    Good:
        experiments: [{id: ab_1, duration: 4w, followup: {na: an outcome is known the same day}}]
        rollout: {holdout: {na: withholding it would harm patients}}
    Good:
        experiments: [{id: ab_1, duration: 4w}, {id: ab_2, duration: 4w, followup: 30d}]
    """
    listed = [experiment for experiment in prd.experiments if experiment.given]
    long = any(one.duration.value is not None and one.duration.value.amount >= _LONG for one in listed)
    holdout = prd.rollout.holdout
    if not listed or long or holdout.given or holdout.broken or not all(one.followup.open for one in listed):
        return
    yield Finding(
        prd.experiments.path,
        "no experiment is followed up and no holdout remains, so effects that come late are never seen",
        "followup: 30d   # on the experiment that decides, or `holdout: 5%` under rollout",
        (Related(holdout.path, "the holdout is unknown"),) if holdout.unknown else (),
    )


@rule("EXPT018", severity="I/W/E", since="pilot", confidence="likely", references=("33.9",), rows=(91,), fixable=True)
def forgotten_guardrail(prd: Prd) -> Findings:
    """Experiment that guards less than the product itself does.

    More clicks can be bought with slower pages, with users who leave, or with one group that fares worse.

    Looks at four kinds of metric: speed, opting out, fairness and fallbacks. Speaks of a kind where the document has a
    metric with `role: guardrail` for it that live use shows (`source: online`, on no evaluation set), and the experiment
    neither guards, decides by nor reports any of that kind. Silent where a guardrail is no known metric.

    Bad:
        metrics:
          ctr: {means: clicks per impression}
          latency: {means: time to the first item, unit: duration, role: guardrail, floor: 200ms, source: online}
          opt_out_rate: {means: share of members who left, role: guardrail, floor: 3%, source: online}
        experience: {opt_out: {metric: opt_out_rate, level: plain}}
        degradation: [{level: 1, id: full}, {level: 2, id: plain}]
        experiments:
          - id: ab_1
            primary: [ctr]
            guardrails: [latency]  # <- guards `latency`, but not opting out (`opt_out_rate`)
    Good:
        metrics:
          ctr: {means: clicks per impression}
          latency: {means: time to the first item, unit: duration, role: guardrail, floor: 200ms, source: online}
          wait: {means: time in the queue, unit: duration, role: guardrail, floor: 2min, source: online}
          gap: {means: gap between groups, dimension: fairness, role: guardrail, source: offline}
        experiments:
          - {id: ab_1, primary: [ctr], guardrails: [latency]}
          - {id: ab_2, primary: [ctr], guardrails: {na: only the colour of a line differs}}
    """
    kept = _guardrails(prd)
    for experiment in prd.experiments:
        guards = [prd.metric(name.value) for name in experiment.guardrails]
        if not guards or None in guards:
            continue
        used = [*experiment.guardrails, *experiment.primary, *(result.metric for result in experiment.results)]
        names = {name.value for name in used}
        covered = {_kind(prd, metric) for name in names if (metric := prd.metric(name)) is not None}
        missing = {kind: metric for kind, metric in kept.items() if kind not in covered}
        if missing:
            told = listed([f"{kind} (`{short(metric.name)}`)" for kind, metric in missing.items()])
            guarded = [name.value or "" for name in experiment.guardrails]
            yield Finding(
                experiment.guardrails.path,
                f"{subject(experiment)} guards {listed([f'`{short(name)}`' for name in guarded])}, but not {told}",
                f"guardrails: [{', '.join([*guarded, *(metric.name for metric in missing.values())])}]",
                tuple(Related(metric.role.path, "a guardrail of the product") for metric in missing.values()),
            )


def _guardrails(prd: Prd) -> dict[str, Metric]:
    """For each kind, the first guardrail of the product that a live experiment can see."""
    found: dict[str, Metric] = {}
    for metric in prd.metrics.values():
        seen = metric.given and metric.source.value == "online" and metric.measured_on.absent
        if seen and metric.role.value == "guardrail" and (kind := _kind(prd, metric)):
            found.setdefault(kind, metric)
    return found


def _kind(prd: Prd, metric: Metric) -> str:
    """Which of the four kinds of guardrail a metric is; empty where it is none."""
    if metric.name == prd.experience.opt_out.metric.value:
        return "opting out"
    if metric.dimension.value == "fairness":
        return "fairness"
    if "fallback" in metric.name.lower():
        return "fallbacks"
    return "speed" if metric.unit.value == "duration" else ""
