"""How far a judge agrees with people (LLM practice L4)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import number, percent, tenths
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject
from aiprd.sampling import wilson_interval

KINDS = ("generative", "agent")


_FEW_LABELS = 100
"""Fewer labelled verdicts than this leave a judge's own error rates in the dark."""


UNNAMED_JUDGE = presence(
    "JUDG001",
    "unnamed-judge",
    Ask("judge", "which judge scores it", "judge: j1   # the id of an entry under evaluation.judges"),
    of=lambda prd: (metric for metric in prd.metrics.values() if metric.source.value == "judge"),
    summary="Metric scored by a judge that the document does not name.",
    why="A number from a judge is only as good as the judge, and nobody can look at one without a name.",
    bad="metrics:\n  grounded:  # <- which judge scores it\n    source: judge",
    good="metrics:\n  grounded: {source: judge, judge: j1}\nevaluation:\n  judges: [{id: j1, model: vendor/judge-2026-05}]",
    severity="I/W/E",
    since="pilot",
    kinds=KINDS,
    references=("LLM practice L4",),
)


@rule("JUDG002", severity="I/W/E", kinds=KINDS, since="pilot", references=("LLM practice L4", "Lee 2025"), fixable=True)
def unmeasured_judge(prd: Prd) -> Findings:
    """Judge whose version, or whose agreement with people, is not told.

    A judge that nobody compared with people measures its own taste.

    Wanted are the model, the version of its prompt, how many of its verdicts people labelled, and either `tpr` and `tnr`
    or `kappa`. Raw agreement is none of these: a judge that passes everything agrees with people in 95 of 100 cases when
    95 are good.

    Bad:
        evaluation:
          judges:
            - id: j1  # <- on how many labels of people it was checked and how often it is right on good and on bad answers
              model: vendor-b/judge-2026-05
              prompt_version: 7
    Good:
        evaluation:
          judges:
            - {id: j1, model: vendor-b/judge-2026-05, prompt_version: 7, human_labels: 250, tpr: 97%, tnr: 95%}
            - {id: j2, model: vendor-b/judge-2026-05, prompt_version: 3, human_labels: 250, kappa: 0.8}
    """
    for judge in prd.evaluation.judges:
        asks = [
            Ask("model", "which model it is", "model: …   # the exact version"),
            Ask("prompt_version", "which version of its prompt it uses", "prompt_version: …"),
            Ask(
                "human_labels",
                "on how many labels of people it was checked",
                "human_labels: 200   # good and bad answers",
            ),
        ]
        if judge.kappa.open and (judge.tpr.open or judge.tnr.open):
            key = "tnr" if judge.tnr.open else "tpr"
            asks.append(Ask(key, "how often it is right on good and on bad answers", "tpr: …%\ntnr: …%"))
        if judge.given:
            yield from gaps(judge, asks)


@rule("JUDG003", severity="W/E/E", kinds=KINDS, references=("LLM practice L4",))
def judge_no_better_than_chance(prd: Prd) -> Findings:
    """Judge that passes bad answers as often as good ones.

    Such a judge reports the same whatever the product does.

    Bad:
        evaluation:
          judges:
            - id: j1
              tpr: 60%  # <- passes 60% of the good answers and 60% of the bad ones
              tnr: 40%
    Good:
        evaluation:
          judges: [{id: j1, tpr: 95%, tnr: 90%}, {id: j2, tpr: 95%}]
    """
    for judge in prd.evaluation.judges:
        tpr, tnr = judge.tpr.value, judge.tnr.value
        if tpr is None or tnr is None or tpr + tnr > 1 + 1e-9:
            continue
        yield Finding(
            judge.tpr.path,
            f"{subject(judge)} passes {percent(tpr)} of the good answers and {percent(1 - tnr)} of the bad ones, which tells "
            "nothing",
            "# another model, or another prompt: tpr and tnr must add up to well over 100%",
            (Related(judge.tnr.path, f"it fails {percent(tnr)} of the bad answers"),),
            {"tpr": tpr, "tnr": tnr},
        )


@rule(
    "JUDG004",
    severity="I/W/W",
    kinds=KINDS,
    since="building",
    confidence="likely",
    references=("LLM practice L4",),
    fixable=True,
)
def too_few_labels(prd: Prd) -> Findings:
    """Judge that was compared with people on too few answers.

    The judge's own error rates are estimates too, and a correction by them is no better than they are.

    Asks for 100 labels, 200 are better, of good and of bad answers.

    Assumes, for the range told (95%, Wilson), independent answers, all of them good; with bad ones among them it is
    wider.

    Bad:
        evaluation:
          judges:
            - id: j1
              human_labels: 40  # <- on 40 labels a tpr of 95% may be anything from 83.5% to 98.6%
              tpr: 95%
              tnr: 90%
    Good:
        evaluation:
          judges: [{id: j1, human_labels: 250, tpr: 95%, tnr: 90%}]
    """
    for judge in prd.evaluation.judges:
        labels, tpr = judge.human_labels.value, judge.tpr.value
        if labels is None or labels.amount >= _FEW_LABELS:
            continue
        told = f"{number(labels.amount)} labels of people are too few to know how often {subject(judge)} is wrong"
        numbers: dict[str, float] = {"stated_n": int(labels.amount), "needed_n": _FEW_LABELS}
        if tpr is not None and labels.amount >= 1:
            low, high = wilson_interval(tpr, labels.amount)
            told = f"on {number(labels.amount)} labels a tpr of {percent(tpr)} may be anything from {tenths(low)} to {tenths(high)}"
            numbers |= {"tpr": tpr, "low": round(low, 6), "high": round(high, 6)}
        yield Finding(judge.human_labels.path, told, "human_labels: 200   # half of them bad answers", numbers=numbers)


@rule(
    "JUDG005",
    severity="I/W/W",
    kinds=KINDS,
    since="building",
    confidence="likely",
    references=("LLM practice L4",),
    fixable=True,
)
def judge_of_its_own_family(prd: Prd) -> Findings:
    """Judge from the same family of models as the model it judges.

    A model likes answers in its own style, so its errors are not found by its sister.

    Compares what stands before the slash in `vendor/model`, else the first word of the name. Silent where the judge's
    `model` says so itself ("same family").

    Bad:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}]}
        evaluation:
          judges:
            - id: j1
              model: vendor/judge-2026-05  # <- is of the same family as the model it judges, `vendor/model-2026-06-01`
    Good:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}]}
        evaluation:
          judges:
            - {id: j1, model: vendor-b/judge-2026-05}
            - {id: j2, model: "vendor/judge-2026-05, same family: second opinion only"}
    """
    families = {_family(model.id.value): model for model in reversed(prd.llm.models) if model.id.value}
    for judge in prd.evaluation.judges:
        model = families.get(_family(judge.model.value or ""))
        if model is None or not judge.model.value or not _family(judge.model.value):
            continue
        if re.search(r"\bsame (family|vendor|provider|model)\b", judge.model.value, re.IGNORECASE):
            continue
        yield Finding(
            judge.model.path,
            f"{subject(judge)} is of the same family as the model it judges, `{short(model.id.text)}`",
            "model: …   # of another provider; or add `same family` and what was done about it",
            (Related(model.id.path, "this model is judged"),),
        )


def _family(model: str) -> str:
    vendor, slash, _ = model.strip().lower().partition("/")
    word = re.match(r"[a-z]{3,}", vendor)
    return vendor if slash else word[0] if word else ""
