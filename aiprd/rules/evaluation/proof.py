"""What the cases can show (LLM practice L2, L3)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, number, percent, pp, tenths
from aiprd.rule import Findings, rule, subject
from aiprd.rules.evaluation.sets import KINDS, name_of
from aiprd.sampling import effective_size, pass_mark, zero_failure_bound, zero_failure_size


@rule("EVAL005", severity="W/E/E", kinds=KINDS, references=("LLM practice L3", "Miller 2024"))
def bar_beyond_the_set(prd: Prd) -> Findings:
    """Evaluation set on which not even a faultless run shows the bar.

    Thirty of thirty right is still compatible with nine in ten.

    Assumes independent cases; exact, at 95% confidence. Looks at launch and floor of metrics in percent that are `measured_on`
    a set. Silent for sets of kind security, which INJE005 weighs, and where a requirement on the metric gives its own sample
    or what it expects.

    Bad:
        metrics:
          grounded:
            better: higher
            launch: 95%  # <- needs 59 cases without a failure, `eval_qa` has 30, which show 90.5% at best
            measured_on: eval_qa
        evaluation: {sets: [{id: eval_qa, n: 30}]}
    Good:
        metrics:
          grounded: {better: higher, launch: 95%, measured_on: eval_qa}
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    for metric, part, cases in _measured(prd):
        entries = [entry for _, entry in prd.requirements_on(metric.name)]
        if part.kind.value == "security" or any(entry.sample.given or entry.margin.given for entry in entries):
            continue
        if entries and (metric.amount("observed") or metric.amount("target")):
            continue
        level = "launch" if metric.launch.given else "floor"
        bar, higher = metric.amount(level), not metric.lower_is_better
        if (
            bar is None
            or bar.unit is not Unit.RATIO
            or not 1e-6 <= bar.amount <= 1 - 1e-6
            or metric.nature.value == "deterministic"
        ):
            continue
        if pass_mark(bar.amount, cases, higher_is_better=higher) is not None or metric.better.value not in {
            "higher",
            "lower",
        }:
            continue
        needed = zero_failure_size(1 - bar.amount if higher else bar.amount)
        shown = 1 - zero_failure_bound(cases) if higher else zero_failure_bound(cases)
        yield Finding(
            metric.rung(level).path,
            f"{level} {percent(bar.amount)} needs {number(needed)} cases without a failure, `{name_of(part)}` has {number(cases)}, "
            f"which show {tenths(shown)} at best",
            f"n: {2 * needed}   # of `{name_of(part)}`; {number(needed)} only if not one case fails",
            (Related(part.n.path, f"{number(cases)} cases"),),
            {"needed_n": needed, "stated_n": cases, "bar": bar.amount, "shown": round(shown, 6), "confidence": 0.95},
        )


class _Noise(NamedTuple):
    """How often chance alone moves a metric by the step of a gate."""

    metric: Metric
    part: EvaluationSet
    cases: float
    rate: float
    chance: float


_PAIRED = Pattern(
    r"\bpair|same (cases|tasks|questions|set|items|claims)|noise|significan|confidence|interval|standard error|mcnemar|beyond chance|\bp ?<",
    re.IGNORECASE,
)


@rule(
    "EVAL006",
    severity="I/W/W",
    kinds=KINDS,
    confidence="likely",
    references=("LLM practice L2", "LLM practice L3", "Miller 2024"),
    fixable=True,
)
def gate_within_noise(prd: Prd) -> Findings:
    """Gate that asks for a smaller difference between releases than the set can show.

    Such a gate stops good releases by chance, and after the third time nobody believes it.

    Assumes two releases that do not differ, each measured on all cases of the set, unpaired; effective cases where the metric gives
    its clusters. The rate is the observed one, else launch. Speaks when more than one unchanged release in ten would fail.
    Silent when the gate compares the same cases in pairs, or speaks of noise, confidence or significance.

    Bad:
        metrics:
          grounded: {better: higher, launch: 95%, measured_on: eval_qa}
        evaluation:
          sets: [{id: eval_qa, n: 600}]
          gate:
            rule: no metric below launch or 1pp under the last release  # <- 21.3% of unchanged releases fall 1 pp by chance on 600 cases of `eval_qa`
    Good:
        metrics:
          grounded: {better: higher, launch: 95%, measured_on: eval_qa}
        evaluation:
          sets: [{id: eval_qa, n: 600}]
          gate: {rule: none more than 3pp under the last release}
    Good:
        metrics:
          grounded: {better: higher, launch: 95%, measured_on: eval_qa}
        evaluation:
          sets: [{id: eval_qa, n: 600}]
          gate: {rule: none 1pp under the last release on the same cases}
    """
    said = prd.evaluation.gate.rule
    match = re.search(r"([0-9]+(?:\.[0-9]+)?) ?(?:pp|percentage points?|points?)\b", said.value or "")
    if match is None or _PAIRED.search(said.value or "") or not 0 < float(match[1]) < 50:
        return
    step = float(match[1]) / 100
    noisy = max(_noises(prd, step), key=lambda noise: noise.chance, default=None)
    if noisy is None or noisy.chance <= 0.1:
        return
    clear = math.ceil(1000 * 1.645 * _spread(noisy.rate, noisy.cases)) / 10
    yield Finding(
        said.path,
        f"{tenths(noisy.chance)} of unchanged releases fall {pp(step)} by chance on {number(round(noisy.cases))} "
        f"{'effective ' if round(noisy.cases) < _cases(noisy.part) else ''}cases of `{name_of(noisy.part)}`",
        f"rule: …, none more than {clear:g}pp under the last release   # or {match[0]} on the same cases, compared in pairs",
        (Related(noisy.part.n.path, f"measures {subject(noisy.metric)}, at {percent(noisy.rate)}"),),
        {
            "step_pp": 100 * step,
            "effective_n": round(noisy.cases, 1),
            "rate": noisy.rate,
            "chance": round(noisy.chance, 6),
            "clear_pp": clear,
        },
    )


def _measured(prd: Prd) -> Iterator[tuple[Metric, EvaluationSet, int]]:
    """The metrics that are measured on a set of known size."""
    sets = {part.id.value: part for part in prd.evaluation.sets if part.id.value}
    for metric in prd.metrics.values():
        part = sets.get(metric.measured_on.value) if metric.given and metric.measured_on.value else None
        if part is not None and 1 <= _cases(part) <= 1e9:
            yield metric, part, _cases(part)


def _noises(prd: Prd, step: float) -> Iterator[_Noise]:
    for metric, part, cases in _measured(prd):
        value = metric.amount("observed") or metric.amount("launch")
        if value is None or value.unit is not Unit.RATIO or not 0 < value.amount < 1 or metric.launch.absent:
            continue
        size, icc, worth = metric.cluster_size.value, metric.icc.value, float(cases)
        if size is not None and icc is not None and 1 <= size <= 1e6:
            worth = effective_size(cases, size, icc)
        chance = 0.5 * math.erfc(step / _spread(value.amount, worth) / math.sqrt(2))
        yield _Noise(metric, part, worth, value.amount, chance)


def _spread(rate: float, cases: float) -> float:
    """The standard deviation of the difference between two releases that are alike."""
    return math.sqrt(2 * rate * (1 - rate) / cases)


def _cases(part: EvaluationSet) -> int:
    return int(part.n.value.amount) if part.n.value is not None and part.n.value.amount < 1e12 else 0
