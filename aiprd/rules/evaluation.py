"""EVAL: the cases a product is measured on, and what they can show (LLM practice L1 to L3, L19; GMLP; model cards)."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, number, percent, pp
from aiprd.rule import Ask, Findings, presence, rule, short, subject
from aiprd.sampling import effective_size, pass_mark, zero_failure_bound, zero_failure_size

_KINDS = ("generative", "agent")

SETS = presence(
    "EVAL001",
    "missing-evaluation-sets",
    Ask(
        "sets",
        "on which cases it is measured",
        "sets:\n  - {id: eval_qa, n: …, from: …, sampled: 2026-…, refresh: 3mo, kind: regression}",
    ),
    of=lambda prd: (prd.evaluation,),
    summary="Evaluation of a language model without a set of cases.",
    why="Without fixed cases every change is judged by the last conversation somebody remembers.",
    bad="evaluation:  # <- on which cases it is measured\n  offline: manual tests",
    good="evaluation:\n  sets: [{id: eval_qa, n: 600, from: sampled tickets, sampled: 2026-09, refresh: 3mo}]",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L1", "AI 600-1 MS-2.5-001"),
)

SET_PARTS = presence(
    "EVAL002",
    "evaluation-set-of-unknown-origin",
    Ask("n", "how many cases it has", "n: …"),
    Ask("from", "where they come from", "from: …   # real cases, how they were chosen"),
    Ask("sampled", "when they were sampled", "sampled: 2026-…   # later than the model's training data"),
    Ask("refresh", "how often it is renewed", "refresh: 3mo"),
    of=lambda prd: prd.evaluation.sets,
    summary="Evaluation set without its size, its origin, its date or its renewal.",
    why="A model may have learned an old public set by heart, and a set nobody renews measures last year's users.",
    bad="evaluation:\n  sets:\n    - id: eval_qa  # <- when they were sampled and how often it is renewed\n      n: 600\n      from: sampled tickets",
    good="evaluation:\n  sets: [{id: eval_qa, n: 600, from: sampled tickets, sampled: 2026-09, refresh: 3mo}]",
    severity="I/W/E",
    since="pilot",
    kinds=("generative", "agent", "perception"),
    references=("LLM practice L1", "GMLP 3", "AI 600-1 MS-2.11-002"),
)


@rule("EVAL003", severity="I/W/W", kinds=_KINDS, since="pilot", confidence="likely", references=("LLM practice L1",))
def handful_of_cases(prd: Prd) -> Findings:
    """Evaluation set of fewer than 20 cases.

    A dozen cases can show that something is broken, never that it works.

    The range told is exact, at 95% confidence, for a run without a single failure.

    Bad:
        evaluation:
          sets:
            - id: eval_qa
              n: 12  # <- even if all 12 cases of `eval_qa` succeed, the true rate may be as low as 77.9%
    Good:
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    for part in prd.evaluation.sets:
        size = part.n.value
        if size is None or not 1 <= size.amount < 20:
            continue
        low = 1 - zero_failure_bound(size.amount)
        yield Finding(
            part.n.path,
            f"even if all {number(size.amount)} cases of `{_name(part)}` succeed, the true rate may be as low as {_tenths(low)}",
            "n: 50   # to begin with: real cases, some that should succeed and some that should be refused",
            numbers={"stated_n": int(size.amount), "shown": round(low, 6), "confidence": 0.95},
        )


@rule("EVAL004", severity="W/E/E", kinds=_KINDS, references=("LLM practice L3", "Miller 2024"))
def bar_beyond_the_set(prd: Prd) -> Findings:
    """Evaluation set on which not even a faultless run shows the bar.

    Thirty of thirty right is still compatible with nine in ten.

    Exact, at 95% confidence, for independent cases. Looks at launch and floor of metrics in percent that are `measured_on`
    a set. Silent for sets of kind security, which INJE003 weighs, and where a requirement on the metric gives its own sample
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
            f"{level} {percent(bar.amount)} needs {number(needed)} cases without a failure, `{_name(part)}` has {number(cases)}, "
            f"which show {_tenths(shown)} at best",
            f"n: {2 * needed}   # of `{_name(part)}`; {number(needed)} only if not one case fails",
            (Related(part.n.path, f"{number(cases)} cases"),),
            {"needed_n": needed, "stated_n": cases, "bar": bar.amount, "shown": round(shown, 6), "confidence": 0.95},
        )


@rule("EVAL005", severity="I/W/W", kinds=_KINDS, since="pilot", references=("LLM practice L2",))
def no_regression_set(prd: Prd) -> Findings:
    """Evaluation sets of which none guards what already works.

    Hard cases show progress; only easy ones that always pass show that a change broke something.

    Speaks when every set says its kind and none is regression.

    Bad:
        evaluation:
          sets:  # <- none of the 2 sets guards what already works
            - {id: eval_hard, kind: capability}
            - {id: attacks, kind: security}
    Good:
        evaluation: {sets: [{id: eval_qa, kind: regression}, {id: attacks, kind: security}]}
    """
    kinds = [part.kind.value for part in prd.evaluation.sets]
    if kinds and all(kinds) and "regression" not in kinds:
        count = "the one set does not guard" if len(kinds) == 1 else f"none of the {len(kinds)} sets guards"
        yield Finding(
            prd.evaluation.sets.path,
            f"{count} what already works",
            "- {id: …, n: …, from: …, sampled: 2026-…, refresh: 3mo, kind: regression}",
        )


class _Noise(NamedTuple):
    """How often chance alone moves a metric by the step of a gate."""

    metric: Metric
    part: EvaluationSet
    cases: float
    rate: float
    chance: float


_PAIRED = re.compile(
    r"\bpair|same (cases|tasks|questions|set|items|claims)|noise|significan|confidence|interval|standard error|mcnemar|beyond chance|\bp ?<",
    re.IGNORECASE,
)


@rule(
    "EVAL006",
    severity="I/W/W",
    kinds=_KINDS,
    confidence="likely",
    references=("LLM practice L2", "LLM practice L3", "Miller 2024"),
)
def gate_within_noise(prd: Prd) -> Findings:
    """Gate that asks for a smaller difference between releases than the set can show.

    Such a gate stops good releases by chance, and after the third time nobody believes it.

    Two releases that do not differ, each measured on all cases of the set, unpaired; effective cases where the metric gives
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
        f"{_tenths(noisy.chance)} of unchanged releases fall {pp(step)} by chance on {number(round(noisy.cases))} "
        f"{'effective ' if round(noisy.cases) < _cases(noisy.part) else ''}cases of `{_name(noisy.part)}`",
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


@rule("EVAL007", severity="-/W/E", kinds=_KINDS, references=("LLM practice L19",))
def untested_language(prd: Prd) -> Findings:
    """Language the product promises and no evaluation set covers.

    A model that is good in English can be poor in another language, and nobody on the team may notice.

    Compares `experience.languages` with the languages of all sets; silent where no set names any.

    Bad:
        experience:
          languages: [en, de, fr]  # <- promises `fr`, which no evaluation set covers
        evaluation: {sets: [{id: eval_qa, languages: [en, de]}]}
    Good:
        experience: {languages: [English, de]}
        evaluation: {sets: [{id: eval_qa, languages: [en]}, {id: eval_de, languages: [German]}]}
    """
    promised, sets = prd.experience.languages, prd.evaluation.sets
    covered = {_language(word.value) for part in sets for word in part.languages if word.value}
    missing = [word for word in promised if word.value and _language(word.value) not in covered]
    if not covered or not missing or "all" in covered:
        return
    listing = ", ".join(f"`{short(word.text)}`" for word in missing[:6])
    yield Finding(
        promised.path,
        f"the product promises {listing}, which no evaluation set covers",
        f"languages: […, {', '.join(word.text for word in missing)}]   # on an evaluation set with cases in {'it' if len(missing) == 1 else 'them'}",
        tuple(Related(part.languages.path, "covers these") for part in sets if part.languages.given)[:3],
    )


@rule("EVAL008", severity="-/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L19",))
def languages_left_out(prd: Prd) -> Findings:
    """Product in several languages whose evaluation sets name none.

    Whatever the sets show, it is not known for whom.

    Bad:
        experience: {languages: [en, de]}
        evaluation:
          sets:  # <- the product speaks 2 languages, no evaluation set says which it covers
            - {id: eval_qa, n: 600}
    Good:
        experience: {languages: [en]}
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    promised, sets = prd.experience.languages, prd.evaluation.sets
    if len(promised) > 1 and len(sets) and all(part.languages.absent for part in sets):
        yield Finding(
            sets.path,
            f"the product speaks {len(promised)} languages, no evaluation set says which it covers",
            f"languages: [{', '.join(word.text for word in promised)}]   # on each set",
            (Related(promised.path, f"{len(promised)} languages are promised"),),
        )


SPLIT = presence(
    "EVAL009",
    "unseparated-test-data",
    Ask(
        "split",
        "how training and test data are kept apart",
        "split: {kind: by …, test_n: …}   # by time, patient, site or customer",
    ),
    of=lambda prd: (prd.data,),
    summary="Model whose test data may have been seen in training.",
    why="A model remembers; tested on what it was trained on, it is as good as its memory.",
    bad="data:  # <- how training and test data are kept apart\n  sources: [images]",
    good="data:\n  sources: [images]\n  split: {kind: by patient, test_n: 6000}",
    severity="-/W/E",
    since="pilot",
    kinds=("predictive", "perception"),
    references=("GMLP 4",),
)


@rule(
    "EVAL010",
    severity="-/W/E",
    kinds=("perception", "predictive", "generative"),
    since="pilot",
    references=("Model cards", "GMLP 3"),
)
def unsliced_evaluation(prd: Prd) -> Findings:
    """Evaluation that looks at the average alone.

    Devices, light, topics and groups change how well a model works; an average hides the one where it fails.

    A slice on any evaluation set or metric answers, and so does a set of kind fairness.

    Bad:
        evaluation:  # <- no evaluation set or metric looks at a part of the cases
          sets: [{id: eval_qa, n: 600}]
    Good:
        evaluation: {sets: [{id: eval_qa, n: 600, slices: [night, portable_camera]}]}
    Good:
        metrics: {recall: {slices: {portable: {observed: 93%}}}}
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    sets = prd.evaluation.sets
    sliced = any(not part.slices.absent or part.kind.value == "fairness" for part in sets)
    if not len(sets) or sliced or any(not metric.slices.absent for metric in prd.metrics.values()):
        return
    yield Finding(
        prd.evaluation.path,
        "no evaluation set or metric looks at a part of the cases",
        "slices: […]   # on an evaluation set: the devices, places, topics or groups that change how well it works",
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


def _name(part: EvaluationSet) -> str:
    return short(part.id.value or "the set")


_CODES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "turkish": "tr",
    "japanese": "ja", "korean": "ko", "chinese": "zh", "mandarin": "zh", "arabic": "ar", "hindi": "hi", "russian": "ru",
    "ukrainian": "uk", "greek": "el", "hebrew": "he", "hungarian": "hu", "romanian": "ro", "deutsch": "de", "any": "all",
}  # fmt: skip


def _language(word: str) -> str:
    """A language as one code, whether its name or a code with a region was written."""
    plain = word.strip().lower()
    first = plain.replace("_", "-").split("-")[0].split(" ")[0]
    return _CODES.get(plain) or _CODES.get(first) or first


def _tenths(share: float) -> str:
    """A share to a tenth of a percent, or finer where that would be 0 or 100."""
    rounded = math.floor(1000 * share + 0.5 + 1e-9) / 1000
    return percent(rounded if 0 < rounded < 1 else share)
