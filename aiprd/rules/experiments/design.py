"""EXPT001 to EXPT005: what an experiment must say of itself (catalogue rows 83, 84, 87, 88, 91)."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import seconds
from aiprd.rule import Ask, Findings, presence, rule, short, subject

_LONG = 90 * 86400
"""Seconds after which an experiment sees the long run by itself."""

DESIGN = presence(
    "EXPT001",
    "unfinished-experiment",
    Ask("question", "which question it answers", "question: …   # the hypothesis: does … lead to …?"),
    Ask("primary", "which metric decides", "primary: […]"),
    Ask("control_is", "what the control arm sees", "control_is: …   # the present experience"),
    Ask("unit", "what is randomised", "unit: …   # member, session, …"),
    Ask("arms", "which arms it has, and of which size", "arms: {control: …, treatment: …}"),
    Ask("duration", "how long it runs", "duration: 4w"),
    of=lambda prd: prd.experiments,
    summary="Experiment without a question, a deciding metric, a control, a unit, arms or a duration.",
    why="What is decided after the data are seen is decided by the data that please.",
    bad="experiments:\n  - id: ab_1  # <- what the control arm sees and how long it runs\n    question: Does an explanation earn more clicks?\n    primary: [ctr]\n    unit: member\n    arms: {A: 17000, B: 17000}\nmetrics: {ctr: {means: clicks per impression}}",
    good="experiments:\n  - id: ab_1\n    question: Does an explanation earn more clicks?\n    primary: [ctr]\n    unit: member\n    arms: {A: 17000, B: 17000}\n    control_is: design A, the present homepage\n    duration: 4w\nmetrics: {ctr: {means: clicks per impression}}",
    severity="W/E/E",
    since="pilot",
    references=("33.9",),
    rows=(83, 84),
)


@rule("EXPT002", severity="W/E/E", references=("33.9",), rows=(83,))
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
        if len(experiment.arms) == 1:
            (name,) = experiment.arms
            size = experiment.arms[name]
            yield Finding(
                experiment.arms.path,
                f"{subject(experiment)} has only the arm `{short(name)}`, so there is nothing to compare it with",
                f"arms: {{control: {size.text or '…'}, {name}: {size.text or '…'}}}",
            )


GUARDRAILS = presence(
    "EXPT003",
    "unguarded-experiment",
    Ask(
        "guardrails",
        "which metrics must not get worse",
        "guardrails: […]   # latency, opt-out, fairness gap, fallback rate",
    ),
    of=lambda prd: prd.experiments,
    summary="Experiment without guardrail metrics.",
    why="A metric that decides alone can always be bought with what it does not measure.",
    bad="metrics: {ctr: {means: clicks per impression}}\nexperiments:\n  - id: ab_1  # <- which metrics must not get worse\n    primary: [ctr]",
    good="metrics: {ctr: {means: clicks per impression}, latency: {means: time to the row}}\nexperiments:\n  - {id: ab_1, primary: [ctr], guardrails: [latency]}",
    severity="I/W/E",
    since="pilot",
    references=("33.9",),
    rows=(91,),
)._replace(severities=presence.__kwdefaults__ and ())  # type: ignore[arg-type]
