"""What is asked of users, and whether their trust is followed over time (catalogue rows 106, 107)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.practice import Study
from aiprd.rule import Ask, Findings, presence, rule, short

_ERROR_REACTION = "- {method: error-reaction interviews, when: during the pilot, measures: trust after a wrong output}"

RESEARCH = presence(
    "TRUS010",
    "missing-research",
    Ask("research", "what users are asked, and when", f"research:\n  {_ERROR_REACTION}"),
    of=lambda prd: (prd,),
    summary="Product without research with its users.",
    why="Whether people trust it too much or too little cannot be read from clicks.",
    bad="product: {status: pilot}  # <- what users are asked, and when",
    good="product: {status: pilot}\nresearch: [{method: expectation probe, when: discovery, measures: what 12 members expect}]",
    severity="I/W/E",
    since="pilot",
    references=("33.4",),
    rows=(106,),
)

_ERRORS = r"error|mistake|\bwrong|fail|\bmiss(?:es|ed)?\b|false|bad (?:answer|output|suggestion)"
_ABOUT_AI = (
    rf"{_ERRORS}|expect|probe|diar(?:y|ies)|compar|versus|\bvs\b|against|with and without|trust|relian|\brely|confiden"
    r"|mental model|wizard|expla(?:in|nation)|overr|over time|longitudinal|\bA/B\b"
)


@rule("TRUS011", severity="I/W/E", since="pilot", confidence="likely", references=("33.4",), rows=(106,), fixable=True)
def research_as_for_any_product(prd: Prd) -> Findings:
    """Research plan that asks nothing an AI product has to know.

    A usability test shows whether the button is found, and not what people do after the third wrong answer.

    One study is enough that probes expectations, keeps a diary, watches the reaction to errors, compares, or measures
    trust; read from the words of method and measures.

    Bad:
        research:  # <- expectations, errors or trust
          - {method: usability test, when: before launch, measures: time to complete three tasks}
    Good:
        research:
          - {method: usability test, when: before launch, measures: time to complete three tasks}
          - {method: interviews, when: during the pilot, measures: what users do after a wrong suggestion}
    """
    studies = [_words(study) for study in prd.research if study.given]
    if studies and len(studies) == len(prd.research) and not any(_about(_ABOUT_AI, words) for words in studies):
        yield Finding(prd.research.path, "no study is about expectations, errors or trust", _ERROR_REACTION)


@rule("TRUS012", severity="-/-/E", since="pilot", confidence="likely", references=("33.4",), rows=(106,), fixable=True)
def unseen_reaction_to_errors(prd: Prd) -> Findings:
    """High-risk product of which nobody has seen how users react to its errors.

    Some people stop trusting it altogether and some do not notice; where errors harm, both are dangerous.

    Silent where no study is about AI at all: one that watches the reaction to errors answers both.

    Bad:
        research:  # <- reaction to an error
          - {method: expectation probe, when: discovery, measures: what 12 radiologists think it can find}
    Good:
        research:
          - {method: reading lab, when: 2026-08, measures: trust after a planted miss and a planted false alarm}
    """
    studies = [_words(study) for study in prd.research if study.given]
    about = any(_about(_ABOUT_AI, words) for words in studies)
    if about and len(studies) == len(prd.research) and not any(_about(_ERRORS, words) for words in studies):
        yield Finding(prd.research.path, "no study watches the reaction to an error", _ERROR_REACTION)


def _words(study: Study) -> str:
    return f"{study.method.value or ''} / {study.measures.value or ''} / {study.when.value or ''}"


def _about(pattern: str, words: str) -> bool:
    return re.search(pattern, words, re.IGNORECASE) is not None


_REPEATED = (
    r"\b(?:each|every|daily|weekly|monthly|quarterly|yearly|continuous\w*|over time|longitudinal|diar(?:y|ies))\b"
)


@rule("TRUS013", severity="I/W/W", since="pilot", references=("33.4", "33.7"), rows=(107,), fixable=True)
def trust_measured_once(prd: Prd) -> Findings:
    """Trust that is measured, but not followed.

    Trust falls before use does; a single figure cannot fall.

    Followed means: in a review tier, with an alert, under the drift watch, or in a study that is repeated. Silent where
    the document has neither tiers nor alerts, or no metric of dimension trust.

    Bad:
        metrics:
          ctr: {dimension: engagement}
          trust: {means: share who rate it 4 or 5, dimension: trust}  # <- in no review tier
        monitoring: {tiers: {daily: [ctr]}}
    Good:
        metrics:
          trust: {means: share who rate it 4 or 5, dimension: trust}
        monitoring: {tiers: {monthly: [trust]}}
    """
    metrics = [metric for metric in prd.metrics.values() if metric.given]
    trust = [metric for metric in metrics if metric.dimension.value == "trust"]
    tiers = prd.monitoring.tiers
    watched = {name.value for tier in (tiers.daily, tiers.weekly, tiers.monthly, prd.drift.watch) for name in tier}
    watched |= {name.value for _, entry in prd.requirements.each() for name in entry.alerts}
    repeated = any(_about(_REPEATED, _words(study)) and _about("trust", _words(study)) for study in prd.research)
    told = tiers.given or any(metric.alert.given for metric in metrics)
    if not trust or not told or repeated or any(metric.alert.given or metric.name in watched for metric in trust):
        return
    first = trust[0]
    yield Finding(
        first.path,
        f"`{short(first.name)}` measures trust, but is in no review tier and has no alert",
        f"monthly: [{first.name}]   # under monitoring.tiers",
        (Related(tiers.path, "these are watched"),) if tiers.given else (),
    )
