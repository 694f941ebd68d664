"""GROU: whether answers rest on their sources (LLM practice L5, OWASP LLM09)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, rule, subject

_GROUNDED = Pattern(
    r"ground|halluc|faithful|factual|confabul|citation|\bcited?\b|attribut"
    r"|support(ed|s)? (by|in|for)\b|\bsupports it\b|\bunsupported\b|passage|without (a )?source",
    re.IGNORECASE,
)


@rule(
    "GROU001",
    severity="I/W/E",
    kinds=("generative",),
    since="pilot",
    references=("LLM practice L5", "OWASP LLM09"),
    fixable=True,
)
def unmeasured_grounding(prd: Prd) -> Findings:
    """Answers drawn from sources, and no metric that says how often they rest on them.

    A fluent answer without support looks exactly like one with it, to users and to testers.

    Speaks when `llm.retrieval` is given. A metric of any name that speaks of grounding, hallucination, support, citations
    or passages answers; so does `grounded: {na: reason}`.

    Bad:
        llm:
          retrieval:  # <- no metric says how often answers are supported by what is found
            index: help-centre
        metrics:
          resolved: {means: sessions closed with no human}
    Good:
        llm: {retrieval: {index: help-centre}}
        metrics:
          grounded: {means: claims supported by retrieved text}
    Good:
        llm: {retrieval: {index: products}}
        metrics:
          grounded: {na: it returns the found items themselves and writes nothing about them}
    """
    if not (prd.llm.retrieval.given and prd.metrics.given):
        return
    if any(_GROUNDED.search(_words(metric, name)) for name, metric in prd.metrics.items()):
        return
    yield Finding(
        prd.llm.retrieval.path,
        "no metric says how often answers are supported by what is found",
        "grounded: {means: claims in answers that the retrieved text supports / claims in answers, per: claim, dimension: "
        "quality, better: higher, role: guardrail, source: offline, floor: …%}   # under metrics",
    )


@rule(
    "GROU002", severity="I/W/E", kinds=("generative",), since="building", references=("LLM practice L5",), fixable=True
)
def grounding_without_unit(prd: Prd) -> Findings:
    """Groundedness that does not say whether claims, answers or sessions are counted.

    At six claims a session, 95% of claims means that one session in four holds something made up.

    Bad:
        metrics:
          grounded:  # <- does not say what one case is: a claim, an answer or a session
            means: supported by retrieved text
            launch: 95%
    Good:
        metrics:
          grounded: {means: claims supported by retrieved text, per: claim, launch: 95%}
          resolved: {means: sessions closed with no human, launch: 45%}
    """
    for name, metric in prd.metrics.items():
        if (
            metric.given
            and metric.per.open
            and re.search(r"ground|halluc|faithful", _words(metric, name), re.IGNORECASE)
        ):
            yield Finding(
                metric.per.path if metric.per.unknown else metric.path,
                f"{subject(metric)} does not say what one case is: a claim, an answer or a session",
                "per: claim   # or answer, or session; the same 95% is a different promise in each",
                known_gap=metric.per.unknown,
            )


_ANSWERS = Pattern(
    r"\b(answers?|questions?|replies|responses)\b.*\b((correct|right|accurate)(ly)?|complete)\b"
    r"|\b(correct|right|accurate)(ly)?\b.*\b(answers?|answered|questions?|replies|responses)\b",
    re.IGNORECASE,
)


@rule(
    "GROU003",
    severity="W/W/E",
    kinds=("generative",),
    confidence="likely",
    references=("LLM practice L5",),
    fixable=True,
)
def answers_beyond_retrieval(prd: Prd) -> Findings:
    """More answers promised correct than retrieval finds the passage for.

    What is not found cannot be answered from the sources; what is right all the same was guessed.

    Compares `llm.retrieval.recall` with the launch of metrics whose `means` counts correct answers or questions.

    Bad:
        llm: {retrieval: {index: help-centre, recall: 82%}}
        metrics:
          correct_answers:
            means: questions answered correctly / questions
            launch: 90%  # <- 90% of answers are to be correct, and for 82% the passage is found
    Good:
        llm: {retrieval: {index: help-centre, recall: 92%}}
        metrics:
          correct_answers: {means: questions answered correctly / questions, launch: 90%}
          resolved: {means: sessions closed with no human, launch: 95%}
    """
    recall = prd.llm.retrieval.recall
    for metric in prd.metrics.values():
        launch = metric.amount("launch") if metric.given else None
        if recall.value is None or launch is None or launch.unit is not Unit.RATIO or metric.lower_is_better:
            continue
        if launch.amount <= recall.value + 1e-9 or not _ANSWERS.search(metric.means.value or ""):
            continue
        yield Finding(
            metric.rung("launch").path,
            f"{percent(launch.amount)} of answers are to be correct, and for {percent(recall.value)} the passage is found",
            f"launch: {percent(recall.value)}   # or a recall of more than {percent(launch.amount)}",
            (Related(recall.path, f"recall is {percent(recall.value)}"),),
            {"launch": launch.amount, "recall": recall.value},
        )


def _words(metric: Metric, name: str) -> str:
    return f"{name} {metric.means.value or ''}"
