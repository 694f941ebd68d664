"""What a set of attacks can show (LLM practice L7)."""

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
from aiprd.rule import Findings, rule, short
from aiprd.rules.injection.threats import KINDS, REFERENCES, attacks_on
from aiprd.sampling import pass_mark, zero_failure_bound, zero_failure_size


class _Trial(NamedTuple):
    """A metric that may succeed only rarely, and the attacks that are to show it."""

    metric: Metric
    limit: float
    said: Answer[Bound]
    attacks: EvaluationSet
    cases: int


@rule("INJE005", severity="W/E/E", kinds=KINDS, references=REFERENCES)
def too_few_attacks(prd: Prd) -> Findings:
    """Set of attacks so small that not even a faultless result shows the bound.

    After 100 attacks without a success the true rate may still be 3%.

    Assumes independent cases; exact, at 95% confidence. The attacks are the evaluation set the metric is `measured_on`, the one
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


@rule("INJE006", severity="I/W/W", kinds=KINDS, references=REFERENCES)
def all_or_nothing_attacks(prd: Prd) -> Findings:
    """Set of attacks that shows the bound only if not one of them succeeds.

    A bound of 1% that a single success in 300 breaks is a bound of zero, and sooner or later one attack succeeds.

    Assumes independent cases; exact, at 95% confidence. Several attempts at one case are not independent cases. The same sets
    as INJE005. Silent where a requirement states what it expects, or a target or an observed value of 0% does.

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


@rule("INJE007", severity="W/E/E", kinds=KINDS, references=REFERENCES)
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
        attempts, attacks = _attempts(metric), attacks_on(prd, metric)
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


def _trials(prd: Prd) -> Iterator[_Trial]:
    """The bounds on attacks that a set of kind security is to show; one for each metric, the strictest."""
    for metric in prd.metrics.values():
        attacks = attacks_on(prd, metric)
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
