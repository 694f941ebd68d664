"""EXPT017: what was tested, and what is rolled out (catalogue row 93)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.rule import Findings, rule, short, subject


@rule("EXPT017", severity="W/E/E", since="pilot", confidence="likely", references=("33.4", "33.9"), rows=(93,))
def untested_variant(prd: Prd) -> Findings:
    """Variant that is rolled out, but was not the one tested.

    The figures of a test belong to the design and the model that were in it; another design starts from nothing.

    Compares `rollout.variant` with the `variant` of the experiments that speak for the launch: those under
    `evaluation.ab`, or named by an observed value or a claim, or else all. One that says at least the same words is
    enough.

    Bad:
        experiments:
          - {id: ab_1, variant: "design B, model 7"}  # <- rolls out `design C, model 7`
        rollout: {variant: "design C, model 7"}
    Bad:
        experiments:
          - id: ab_1  # <- nothing shows that it tested `design C`
            arms: {control: 40000, treatment: 40000}
        rollout: {variant: design C}
    Bad:
        experiments:
          - {id: ab_1, variant: design C}
        rollout:  # <- which variant it rolls out
          stages: [5%, 25%, 100%]
    Good:
        experiments:
          - {id: ab_1, variant: "designs A, B and C"}
        rollout: {variant: design C}
    """
    rollout = prd.rollout
    speaking = list(_speaking(prd))
    if not rollout.given or not speaking:
        return
    shipped = rollout.variant
    tested = [experiment for experiment in speaking if experiment.variant.value]
    if shipped.value is None:
        if tested and shipped.open:
            last = tested[-1].variant
            yield Finding(
                shipped.path if shipped.unknown else rollout.path,
                f"the test was of `{short(last.text, 40)}`; the rollout does not say which variant it rolls out",
                f"variant: {last.text}",
                (Related(last.path, "what was tested"),),
                known_gap=shipped.unknown,
            )
        return
    if any(_same_variant(experiment.variant.value or "", shipped.value) for experiment in tested):
        return
    if any(experiment.variant.not_applicable or experiment.variant.broken for experiment in speaking):
        return
    yield _other_variant((tested or speaking)[-1], shipped)


def _other_variant(experiment: Experiment, shipped: Answer[str]) -> Finding:
    related = (Related(shipped.path, f"rolls out `{short(shipped.text, 40)}`"),)
    if experiment.variant.given:
        return Finding(
            experiment.variant.path,
            f"{subject(experiment)} tested `{short(experiment.variant.text, 40)}`, "
            f"and the product rolls out `{short(shipped.text, 40)}`",
            f"# roll out what was tested, or test it again: under rollout, variant: {experiment.variant.text}",
            related,
        )
    unknown = experiment.variant.unknown
    return Finding(
        experiment.variant.path if unknown else experiment.path,
        f"the product rolls out `{short(shipped.text, 40)}`, and nothing shows that it is what {subject(experiment)} tested"
        if unknown
        else f"{subject(experiment)} speaks for the launch, but nothing shows that it tested `{short(shipped.text, 40)}`",
        f"variant: {shipped.text}   # if that is what was tested",
        related,
        known_gap=unknown,
    )


def _speaking(prd: Prd) -> Iterator[Experiment]:
    """The experiments that the launch rests on."""
    cited = [entry.value for entry in prd.evaluation.ab]
    cited += [metric.observed.from_.value for metric in prd.metrics.values()]
    cited += [claim.evidence.value for claim in prd.claims]
    words = {word for text in cited for word in re.findall(r"[\w-]+", text or "")}
    given = [experiment for experiment in prd.experiments if experiment.given]
    named = [experiment for experiment in given if experiment.id.value in words]
    yield from named or given


def _same_variant(tested: str, shipped: str) -> bool:
    """Whether one of the two says at least what the other says."""
    one, other = ({_stem(word) for word in re.findall(r"[a-z0-9.]+", text.lower())} for text in (tested, shipped))
    return bool(one) and bool(other) and (one <= other or other <= one)


def _stem(word: str) -> str:
    return word.strip(".").removesuffix("s").removeprefix("v") if len(word) > 1 else word
