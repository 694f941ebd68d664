"""INJE: attacks, and how few successes a set of attacks can show (OWASP LLM01, LLM practice L7)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit, number, percent
from aiprd.rule import Ask, Findings, presence, rule, short, subject
from aiprd.sampling import pass_mark, zero_failure_bound, zero_failure_size

_KINDS = ("generative", "agent")
_REFERENCES = ("OWASP LLM01", "AI 600-1 MS-2.7-007", "LLM practice L7")
_INJECTION = re.compile(
    r"inject|jailbreak|hidden (instruction|text|prompt)|instructions? (hidden|inside|in)\b|adversar|red.?team|hostile|attack",
    re.IGNORECASE,
)


@rule("INJE001", severity="I/W/E", kinds=_KINDS, since="pilot", references=_REFERENCES)
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
    kinds=_KINDS,
    references=_REFERENCES,
)


class _Trial(NamedTuple):
    """A metric that may succeed only rarely, and the attacks that are to show it."""

    metric: Metric
    limit: float
    said: Answer[Bound]
    attacks: EvaluationSet
    cases: int


@rule("INJE003", severity="W/E/E", kinds=_KINDS, references=_REFERENCES)
def too_few_attacks(prd: Prd) -> Findings:
    """Set of attacks so small that not even a faultless result shows the bound.

    After 100 attacks without a success the true rate may still be 3%.

    Exact, at 95% confidence, for independent cases. The attacks are the evaluation set the metric is `measured_on`, the one
    a threat's `test` names, or the only set of kind security where the metric gives `attempts`. Silent where a requirement
    states what it expects: ACCE005 weighs those.

    Bad:
        metrics:
          attack:
            better: lower
            launch: 1%  # <- needs 299 attacks without a success, `attacks` has 100, which show 2.96%
            measured_on: attacks
        evaluation: {sets: [{id: attacks, n: 100, kind: security}]}
    Good:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks}
        evaluation: {sets: [{id: attacks, n: 800, kind: security}]}
    """
    for trial in _trials(prd):
        needed = zero_failure_size(trial.limit)
        if trial.cases >= needed:
            continue
        shown = zero_failure_bound(trial.cases)
        yield Finding(
            trial.said.path,
            f"{percent(trial.limit)} needs {number(needed)} attacks without a success, {_named(trial)} has "
            f"{number(trial.cases)}, which show {percent(_up(shown))} at best",
            f"n: {_forgiving(trial.limit)}   # for {_named(trial)}; then one success still passes",
            (Related(trial.attacks.n.path, f"{number(trial.cases)} attacks"),),
            {
                "needed_n": needed,
                "stated_n": trial.cases,
                "limit": trial.limit,
                "shown": round(shown, 6),
                "confidence": 0.95,
            },
        )


@rule("INJE004", severity="I/W/W", kinds=_KINDS, references=_REFERENCES)
def all_or_nothing_attacks(prd: Prd) -> Findings:
    """Set of attacks that shows the bound only if not one of them succeeds.

    A bound of 1% that a single success in 300 breaks is a bound of zero, and sooner or later one attack succeeds.

    Exact, at 95% confidence, for independent cases; several attempts at one case are not independent cases. The same sets
    as INJE003. Silent where a requirement states what it expects, or a target or an observed value of 0% does.

    Bad:
        metrics:
          attack:
            better: lower
            launch: 1%  # <- on 300 attacks passes only if none succeeds, which shows under 0.994%; the 5 attempts at each do not make them 1,500
            attempts: 5 per case
        evaluation: {sets: [{id: attacks, n: 300, kind: security}]}
    Good:
        metrics:
          attack: {better: lower, launch: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation: {sets: [{id: attacks, n: 473, kind: security}]}
    """
    for trial in _trials(prd):
        mark = pass_mark(trial.limit, trial.cases, higher_is_better=False)
        if mark is None or mark > 0:
            continue
        shown, attempts = zero_failure_bound(trial.cases), _attempts(trial.metric)
        repeated = f"; the {number(attempts)} attempts at each do not make them {number(attempts * trial.cases)}"
        yield Finding(
            trial.said.path,
            f"{percent(trial.limit)} on {number(trial.cases)} attacks passes only if none succeeds, which shows under "
            f"{percent(_up(shown))}{repeated if attempts else ''}",
            f"n: {_forgiving(trial.limit)}   # for {_named(trial)}: the fewest attacks of which one may succeed",
            (
                Related(trial.attacks.n.path, f"{number(trial.cases)} attacks"),
                *([Related(trial.metric.attempts.path, "attempts at one case hang together")] if attempts else []),
            ),
            {"stated_n": trial.cases, "limit": trial.limit, "shown_by_none": round(shown, 6),
             "needed_n": _forgiving(trial.limit), "confidence": 0.95},
        )  # fmt: skip


@rule("INJE005", severity="W/E/E", kinds=_KINDS, references=_REFERENCES)
def attempts_counted_as_cases(prd: Prd) -> Findings:
    """Sample size that counts every attempt at one case as a case.

    Five attempts with one text fail or succeed together, so they show little more than one.

    Speaks when a bound asks for more cases than the metric's evaluation set holds, and no more than its cases times its
    attempts.

    Bad:
        metrics:
          attack: {better: lower, floor: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation: {sets: [{id: attacks, n: 300, kind: security}]}
        requirements:
          security:
            - attack <= 1%, n >= 1500  # <- asks for 1,500 cases, `attacks` has 300 with 5 attempts at each
    Good:
        metrics:
          attack: {better: lower, floor: 1%, measured_on: attacks, attempts: 5 per case}
        evaluation: {sets: [{id: attacks, n: 300, kind: security}]}
        requirements:
          security:
            - attack <= 1%, n >= 300
    """
    for metric in prd.metrics.values():
        attempts, attacks = _attempts(metric), _attacks(prd, metric)
        held = attacks.n.value if attacks is not None else None
        if not attempts or attacks is None or held is None:
            continue
        for said, asked in _asked(prd, metric):
            if held.amount < asked.amount <= held.amount * attempts:
                name = short(attacks.id.value or "the set")
                yield Finding(
                    said.path,
                    f"asks for {number(asked.amount)} cases, `{name}` has {number(held.amount)} with {number(attempts)} "
                    "attempts at each, which are not independent",
                    f"n >= {number(held.amount).replace(',', '')}   # or {number(asked.amount)} different cases in `{name}`",
                    (Related(attacks.n.path, f"{number(held.amount)} cases"),
                     Related(metric.attempts.path, f"{number(attempts)} attempts at each")),
                    {"asked_n": asked.amount, "stated_n": held.amount, "attempts": attempts},
                )  # fmt: skip


@rule("INJE006", severity="I/W/W", kinds=_KINDS, since="pilot", references=_REFERENCES)
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
    used = {_attacks(prd, metric) for metric in prd.metrics.values() if metric.attempts.given}
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


@rule("INJE007", severity="-/I/W", kinds=_KINDS, since="pilot", references=_REFERENCES)
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
        attacks = _attacks(prd, metric)
        if metric.name in bounded and metric.attempts.open and attacks is not None and attacks.adaptive.value:
            yield Finding(
                metric.attempts.path if metric.attempts.unknown else metric.path,
                f"{subject(metric)} does not say how many attempts an attacker has at each case",
                "attempts: 5 per case",
                known_gap=metric.attempts.unknown,
            )


def _trials(prd: Prd) -> Iterator[_Trial]:
    """The bounds on attacks that a set of kind security is to show; one for each metric, the strictest."""
    for metric in prd.metrics.values():
        attacks = _attacks(prd, metric)
        cases = attacks.n.value if attacks is not None else None
        if attacks is None or cases is None or not 1 <= cases.amount <= 1e9 or _expectation(prd, metric):
            continue
        limits = [
            (value.amount, said)
            for said, value in _limits(prd, metric)
            if value.unit is Unit.RATIO and 1e-6 <= value.amount <= 0.5
        ]
        if limits:
            limit, said = min(limits, key=lambda pair: pair[0])
            yield _Trial(metric, limit, said, attacks, int(cases.amount))


def _limits(prd: Prd, metric: Metric) -> Iterator[tuple[Answer[Bound], Quantity]]:
    """What a metric may not exceed: its launch and floor, and what threats and requirements say in numbers."""
    own = [(metric.rung(level), metric.amount(level)) for level in ("launch", "floor")]
    bounds = [threat.bound for threat in prd.security.threats] + [
        entry.bound for _, entry in prd.requirements_on(metric.name)
    ]
    for said in bounds:
        bound = said.value
        if bound is not None and bound.metric == metric.name and not bound.spread and not bound.slice:
            own.append((said, bound.value))
    return ((said, value) for said, value in own if value is not None)


def _asked(prd: Prd, metric: Metric) -> Iterator[tuple[Answer[Bound], Quantity]]:
    """The sample sizes that bounds on a metric state."""
    bounds = [entry.bound for _, entry in prd.requirements_on(metric.name)] + [
        part.bound for part in prd.security.threats
    ]
    for said in bounds:
        if said.value is not None and said.value.metric == metric.name and said.value.n is not None:
            yield said, said.value.n


def _attacks(prd: Prd, metric: Metric) -> EvaluationSet | None:
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


def _expectation(prd: Prd, metric: Metric) -> bool:
    """Whether the document says what it expects to see, so that another rule weighs the sample or zero is the plan."""
    expected = [metric.amount("target"), metric.amount("observed")]
    return any(entry.margin.given for _, entry in prd.requirements_on(metric.name)) or any(
        value is not None and value.amount < 1e-9 for value in expected
    )


def _attempts(metric: Metric) -> int:
    """How many attempts there are at one case; 0 where the document does not say, or only one."""
    match = re.match(r"\s*(?:up to |at most )?([0-9]{1,4})\b", metric.attempts.value or "")
    return int(match[1]) if match and int(match[1]) > 1 else 0


def _forgiving(limit: float) -> int:
    """The fewest cases of which one may fail and still show, at 95%, that the rate is below `limit`."""
    low, high = 1, math.ceil(10 / limit)
    while high - low > 1:
        middle = (low + high) // 2
        one = math.exp(middle * math.log1p(-limit)) * (1 + middle * limit / (1 - limit))
        low, high = (low, middle) if one <= 0.05 else (middle, high)
    return high


def _up(share: float) -> float:
    """A share with three digits, never rounded down, so that what is told is true."""
    scale = 10.0 ** (2 - math.floor(math.log10(share)))
    return math.ceil(share * scale - 1e-9) / scale


def _named(trial: _Trial) -> str:
    return f"`{short(trial.attacks.id.value or 'the set')}`"
