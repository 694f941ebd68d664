"""Which attacks are tried, by whom, how often (OWASP LLM01)."""

import re

from aiprd.diagnostic import Finding
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.prd.metric import Metric
from aiprd.rule import Ask, Findings, presence, rule, short, subject

KINDS = ("generative", "agent")


REFERENCES = ("OWASP LLM01", "AI 600-1 MS-2.7-007", "LLM practice L7")


_INJECTION = Pattern(
    r"inject|jailbreak|hidden (instruction|text|prompt)|instructions? (hidden|inside|in)\b|adversar|red.?team|hostile|attack",
    re.IGNORECASE,
)


@rule("INJE001", severity="I/W/E", kinds=KINDS, since="pilot", references=REFERENCES, fixable=True)
def untested_injection(prd: Prd) -> Findings:
    """Product that reads what others write, and no test with instructions hidden in it.

    Whatever a language model reads it may obey: a ticket, a web page, the output of a tool.

    A threat, an evaluation set of kind security, an adversarial test or a failure mode of type attack answers. Silent
    while the whole of `security` or `evaluation` is missing: other rules ask for these.

    Bad:
        evaluation: {offline: eval_qa}
        security:  # <- no test tries instructions hidden in what the model reads
          secrets: none in prompts
          threats: [{what: flooding, test: load test}]
    Good:
        evaluation: {sets: [{id: attacks, n: 800, kind: security}]}
        security: {secrets: none in prompts}
    Good:
        security: {threats: {na: it reads nothing but a menu choice}}
    """
    security, evaluation = prd.security, prd.evaluation
    if not (security.given and (security.threats.given or security.threats.open)):
        return
    told = [part.value for part in evaluation.adversarial]
    told += [word.value for threat in security.threats for word in (threat.id, threat.what, threat.test)]
    tested = any(text and _INJECTION.search(text) for text in told) or evaluation.adversarial.not_applicable
    sets = any(part.kind.value == "security" for part in evaluation.sets)
    modes = any(mode.type.value == "attack" for mode in prd.failure_modes)
    if not (tested or sets or modes):
        known = security.threats.unknown
        yield Finding(
            security.threats.path if known else security.path,
            "no test tries instructions hidden in what the model reads",
            "threats:\n  - {id: injection, what: instructions hidden in …, test: attacks, bound: attack <= 1%}",
            known_gap=known,
        )


THREAT_PARTS = presence(
    "INJE002",
    "half-a-threat",
    Ask("test", "how it is tested", "test: …   # the id of an evaluation set, or who tries what before each release"),
    Ask("bound", "how rarely it may succeed", 'bound: "attack <= 1%, n >= 473"   # a metric of yours'),
    of=lambda prd: prd.security.threats,
    summary="Threat without a test, or without how rarely it may succeed.",
    why="A threat that is only listed is a worry; with a test and a number it is a requirement.",
    bad="security:\n  threats:\n    - id: injection  # <- how it is tested and how rarely it may succeed\n      what: instructions hidden in a ticket",
    good="metrics: {attack: {better: lower}}\nsecurity:\n  threats: [{id: injection, test: attacks, bound: attack <= 1%}]",
    severity="I/W/E",
    since="pilot",
    kinds=KINDS,
    references=REFERENCES,
)


@rule("INJE003", severity="I/W/W", kinds=KINDS, since="pilot", references=REFERENCES, fixable=True)
def static_attackers(prd: Prd) -> Findings:
    """Attacks that do not adapt to the defence, or nobody knows whether they do.

    A fixed list is passed by learning the list; people who attack read the refusal and try again.

    Looks at sets of kind security that a threat's `test` names or an attack metric is measured on, and that have something
    to adapt to: metrics with `attempts`, or threats that speak of injection.

    Bad:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation:
          sets:
            - id: attacks
              n: 800
              kind: security
              adaptive: false  # <- `attacks` are a fixed list
    Good:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation: {sets: [{id: attacks, n: 800, kind: security, adaptive: true}, {id: toxic, n: 900, kind: security}]}
    """
    used = {attacks_on(prd, metric) for metric in prd.metrics.values() if metric.attempts.given}
    named = {
        threat.test.value
        for threat in prd.security.threats
        if _INJECTION.search(f"{threat.id.value} {threat.what.value}")
    }
    for part in prd.evaluation.sets:
        adaptive, name = part.adaptive, part.id.value
        if part.kind.value != "security" or not (part in used or (name and name in named)):
            continue
        if adaptive.open or adaptive.value is False:
            told = (
                "are a fixed list"
                if adaptive.value is False
                else "do not say whether the attacker adapts to the defence"
            )
            yield Finding(
                part.path if adaptive.absent else adaptive.path,
                f"the attacks of `{short(name or 'the set')}` {told}",
                "adaptive: true   # attackers who see the refusal and try again",
                known_gap=adaptive.unknown,
            )


@rule("INJE004", severity="-/I/W", kinds=KINDS, since="pilot", references=REFERENCES, fixable=True)
def unlimited_attackers(prd: Prd) -> Findings:
    """Attack success rate that does not say how often the attacker may try.

    One try in a hundred and one case in a hundred after fifty tries are different products.

    Looks at metrics that threats bound and that are measured on a set of kind security with an adaptive attacker.

    Bad:
        metrics:
          attack:  # <- does not say how many attempts an attacker has at each case
            better: lower
            launch: 1%
            measured_on: attacks
        evaluation: {sets: [{id: attacks, n: 800, kind: security, adaptive: true}]}
        security: {threats: [{what: instructions hidden in a ticket, test: attacks, bound: attack <= 1%}]}
    Good:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation: {sets: [{id: attacks, n: 800, kind: security, adaptive: true}]}
        security: {threats: [{what: instructions hidden in a ticket, test: attacks, bound: attack <= 1%}]}
    """
    injected = [
        threat for threat in prd.security.threats if _INJECTION.search(f"{threat.id.value} {threat.what.value}")
    ]
    bounded = {threat.bound.value.metric for threat in injected if threat.bound.value is not None}
    for metric in prd.metrics.values():
        attacks = attacks_on(prd, metric)
        if metric.name in bounded and metric.attempts.open and attacks is not None and attacks.adaptive.value:
            yield Finding(
                metric.attempts.path if metric.attempts.unknown else metric.path,
                f"{subject(metric)} does not say how many attempts an attacker has at each case",
                "attempts: 5 per case",
                known_gap=metric.attempts.unknown,
            )


def attacks_on(prd: Prd, metric: Metric) -> EvaluationSet | None:
    """The attacks a lower-is-better metric is measured on; None where the document does not tell."""
    if not metric.given or not metric.lower_is_better:
        return None
    sets = [part for part in prd.evaluation.sets if part.given and part.kind.value == "security"]
    tests = {
        t.test.value for t in prd.security.threats if t.bound.value is not None and t.bound.value.metric == metric.name
    }
    names = {metric.measured_on.value} if metric.measured_on.value else tests
    named = [part for part in sets if part.id.value and part.id.value in names]
    if not named and metric.measured_on.absent and metric.attempts.given and len(sets) == 1:
        named = sets
    return named[0] if named else None
