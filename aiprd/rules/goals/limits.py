"""GOAL: thresholds that cannot be met, are met by luck, or are below what the law demands."""

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.quantity import Quantity, Unit, same_unit, show
from aiprd.rule import Findings, rule, subject

GOALS = ("launch", "target", "stretch")


@rule("GOAL007", severity="E/E/E", references=("33.2",), rows=(30,))
def promised_perfection(prd: Prd) -> Findings:
    """A model that is promised to be right always.

    No model reaches 100%; a bar that cannot be met is a bar nobody looks at.

    Behaviour that is programmed may be promised at 100%: `nature: deterministic`, and by default explainability,
    experience, fallback, oversight and privacy. Looked at: bounds in performance, coverage, fairness, safety, security
    and reliability, and launch, target and stretch of metrics.

    Bad:
        metrics:
          accuracy:
            better: higher
            launch: 100%  # <- 100%
    Bad:
        metrics:
          harmful: {better: lower, launch: 1%}
        requirements:
          safety:
            - harmful <= 0%  # <- 0%
    Good:
        metrics:
          accuracy: {better: higher, launch: 92%}
          optout: {better: higher, nature: deterministic, launch: 100%}
        requirements:
          explainability:
            - {text: each item says why it is shown, bound: 100%}
    """
    for metric in prd.metrics.values():
        if metric.nature.value == "deterministic":
            continue
        for rung in metric.ladder:
            if rung.level in GOALS and _perfect(rung.quantity, lower_is_better=metric.lower_is_better):
                yield _perfection(rung.answer, subject(metric), rung.quantity)
                break
    for family, entry in prd.requirements.each():
        bound = entry.bound.value
        if bound is None or bound.value is None or family not in _MODEL_FAMILIES:
            continue
        metric_or_none = prd.metric(bound.metric)
        natures = {entry.nature.value, metric_or_none.nature.value if metric_or_none is not None else None}
        if "deterministic" not in natures and bound.spread == "" and _perfect_bound(bound):
            yield _perfection(entry.bound, subject(entry), bound.value)


_MODEL_FAMILIES = ("performance", "coverage", "fairness", "safety", "security", "reliability")


def _perfect(value: Quantity, *, lower_is_better: bool) -> bool:
    return value.unit is Unit.RATIO and value.amount == (0 if lower_is_better else 1)


def _perfect_bound(bound: Bound) -> bool:
    if bound.value is None or bound.op is None:
        return False
    if bound.op.floor:
        return _perfect(bound.value, lower_is_better=False)
    return bound.value.unit in {Unit.RATIO, Unit.COUNT, Unit.NUMBER} and bound.value.amount == 0


def _perfection(answer: Answer[Bound], what: str, value: Quantity) -> Finding:
    instead = "99%" if value.amount else "0.1%"
    return Finding(
        answer.path,
        f"{what} is promised at {show(value)}, which no model reaches",
        f"a bound such as {instead} with its sample size, or `nature: deterministic` if no model is involved",
    )


@rule("GOAL011", severity="-/W/E", since="building", references=("33.2", "33.5"), rows=(33,), fixable=True)
def gate_on_point_estimate(prd: Prd) -> Findings:
    """Statistical requirement that the estimate alone decides.

    When the truth sits exactly at the bar, an estimate passes half the time by luck.

    Looks at bounds on percentages with a sample size, in performance, fairness and safety. `rule: lower_90` or
    `lower_95` (synonym `worst_95`) answers it, on the entry or in `requirements.defaults`.

    Bad:
        metrics:
          recall: {better: higher, launch: 90%}
        requirements:
          performance:
            - recall >= launch, n >= 2000  # <- the estimate alone
    Good:
        metrics:
          recall: {better: higher, launch: 90%}
        requirements:
          defaults: {rule: lower_95}
          performance:
            - recall >= launch, n >= 2000
    """
    loose = [entry for family, entry in prd.requirements.each() if family in _STATISTICAL and _on_estimate(prd, entry)]
    if loose:
        first = loose[0]
        others = tuple(Related(entry.bound.path, "decided by the estimate alone too") for entry in loose[1:])
        yield Finding(
            first.bound.path,
            f"{subject(first)} is decided by the estimate alone; a truth right at the bar passes half the time",
            "requirements:\n  defaults: {rule: lower_95}   # or lower_90 at medium risk",
            others,
            known_gap=first.rule.unknown,
        )


_STATISTICAL = ("performance", "fairness", "safety")


def _on_estimate(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    if bound is None or entry.sample.value is None or entry.rule.value not in {None, "point"} or entry.rule.broken:
        return False
    value = prd.value_of(bound)
    return value is not None and value.unit in {Unit.RATIO, Unit.POINTS}


@rule("GOAL013", severity="-/E/E", since="building", references=("33.2",), rows=(35,), fixable=True)
def missing_legal_minimum(prd: Prd) -> Findings:
    """Regulated product that does not cite the minimum it has to reach.

    The law's bar comes before the team's own.

    Asked of products that decide about people or are classed high-risk. `minimums: {na: reason}` answers it where no minimum exists.

    Bad:
        regulation:  # <- minimum
          decisions_about_people: true
    Good:
        regulation:
          decisions_about_people: true
          minimums: {na: no numeric minimum exists for this use}
    """
    regulation = prd.regulation
    regulated = regulation.decisions_about_people.value is True or regulation.eu_ai_act.class_.value == "high"
    if regulated and (regulation.minimums.open or (regulation.minimums.given and not len(regulation.minimums))):
        part = regulation.minimums if regulation.minimums.unknown else regulation
        yield Finding(
            part.path,
            "the product is regulated, but no legal minimum is cited",
            "minimums:\n  - {bound: …, citation: …}   # or {na: no numeric minimum exists, because …}",
            known_gap=regulation.minimums.unknown,
        )


@rule("GOAL014", severity="-/E/E", references=("33.2",), rows=(35,), fixable=True)
def launch_below_legal_minimum(prd: Prd) -> Findings:
    """Launch bar below the legal minimum.

    A product that meets its own bar would still not be allowed.

    Bad:
        metrics:
          sensitivity:
            better: higher
            launch: 88%  # <- 90%
        regulation:
          minimums:
            - {bound: sensitivity >= 90%, citation: device guidance 12}
    Good:
        metrics:
          sensitivity: {better: higher, launch: 92%}
        regulation:
          minimums:
            - {bound: sensitivity >= 90%, citation: device guidance 12}
    """
    for minimum in prd.regulation.minimums:
        bound = minimum.bound.value
        metric = prd.metric(bound.metric) if bound is not None else None
        launch = metric.amount("launch") if metric is not None else None
        if bound is None or bound.op is None or bound.value is None or metric is None or launch is None:
            continue
        if same_unit(launch, bound.value) and not bound.op.holds(launch.amount, bound.value.amount):
            yield Finding(
                metric.launch.path,
                f"launch {show(launch)} of {subject(metric)} does not reach the legal minimum of {show(bound.value)}",
                f"launch: {show(bound.value)}",
                (Related(minimum.bound.path, minimum.citation.value or "the minimum"),),
                {"launch": launch.amount, "minimum": bound.value.amount},
            )
