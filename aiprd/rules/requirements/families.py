"""REQS001 to REQS005: which requirements there are, and whether something could fail them."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement, pasted
from aiprd.quantity import Unit
from aiprd.rule import Ask, Findings, gaps, presence, rule, subject

_FAMILIES = (
    Ask("performance", "how good it must be (performance)", "performance:\n  - … >= launch, n >= …"),
    Ask("coverage", "for what share of cases it answers (coverage)", "coverage:\n  - coverage >= …% of … over 14d"),
    Ask("latency", "how fast it answers (latency)", "latency:\n  - P95 latency < …ms"),
    Ask(
        "fallback",
        "what happens when the model cannot answer (fallback)",
        "fallback:\n  - {when: no answer within …ms or confidence < …%, then: …, within: …ms}",
    ),
    Ask("monitoring", "what is watched after launch (monitoring)", "monitoring:\n  - {every: 1d, alerts: […, volume]}"),
)
_ROOT = Ask(
    "requirements",
    "what must hold (requirements)",
    "requirements:\n  " + "\n".join(ask.paste for ask in _FAMILIES).replace("\n", "\n  "),
)


@rule("REQS001", severity="E/E/E", since="building", references=("33.3",), rows=(38,), fixable=True)
def missing_requirement_family(prd: Prd) -> Findings:
    """A family of requirements that the document leaves out.

    What is not required is decided later, by whoever builds it, under time pressure.

    Asks for performance, coverage, latency, fallback and monitoring; fairness and explainability have a rule of their
    own. A family that does not apply is answered with its reason: `latency: {na: answers are sent by mail overnight}`.

    Bad:
        requirements:  # <- how fast it answers (latency) and what is watched
          performance: [relevance >= 70%]
          coverage: [95% of members]
          fallback: [{when: model timeout, then: popularity}]
    Bad:
        aiprd: 1  # <- what must hold
        product: {name: Router}
    Good:
        requirements:
          performance: [relevance >= 70%]
          coverage: {na: every ticket is answered}
          latency: [P95 latency < 200ms]
          fallback: [{when: model timeout, then: popularity}]
          monitoring: [{every: 1d, alerts: [relevance, volume]}]
    """
    if prd.requirements.given:
        yield from gaps(prd.requirements, _FAMILIES)
    else:
        yield from gaps(prd, (_ROOT,))


PEOPLE = presence(
    "REQS002",
    "missing-fairness-or-explainability",
    Ask(
        "fairness",
        "how far groups may differ (fairness)",
        "fairness:\n  - {bound: … gap <= …pp, definition: performance parity, across: {…: [… , …]}, n: …}",
    ),
    Ask(
        "explainability",
        "what is explained, and to whom (explainability)",
        "explainability:\n  - {text: …, bound: 100%, nature: deterministic, for: …}",
    ),
    of=lambda prd: (prd.requirements,),
    summary="No word about fairness, or none about explanations.",
    why="Whom it fails more often, and whether anyone can tell why, is found out by users when nobody asked before.",
    bad="requirements:  # <- how far groups may differ\n"
    "  explainability: [{text: each item says why it is shown, bound: 100%, for: members}]",
    good="requirements:\n  fairness: {na: items are ranked for warehouses; no person is affected}\n"
    "  explainability: [{text: each item says why it is shown, bound: 100%, for: members}]",
    severity="W/E/E",
    since="building",
    references=("33.3",),
    rows=(38,),
)


@rule("REQS003", severity="E/E/E", since="building", references=("33.3",), rows=(39, 64), fixable=True)
def requirement_without_number(prd: Prd) -> Findings:
    """A requirement that nothing can be measured against.

    "Relevant" and "fast" are always true to the one who built it.

    Looks at performance, coverage, latency and fairness; a length of time (`budget`, `within`, `every`) is a number
    too, and so is one in the text; programmed behaviour (`nature: deterministic`) needs none. A performance bound
    names its metric, since no other key says what is meant.

    Bad:
        requirements:
          performance:
            - text: suggestions are relevant  # <- no metric and no number
    Bad:
        requirements:
          performance:
            - at least 70%  # <- does not say of which metric
    Good:
        requirements:
          performance:
            - {text: suggestions are relevant, bound: relevance >= 70%}
          latency:
            - {id: page, budget: 400ms, timeout: 250ms}
          experience:
            - {text: members can switch to the plain homepage, nature: deterministic}
    """
    for family, entry in prd.requirements.each():
        if not entry.given or family not in _EXAMPLES:
            continue
        bound = entry.bound.value
        if entry.bound.open and not _numbered(entry):
            yield Finding(
                entry.bound.path if entry.bound.unknown else entry.path,
                f"{subject(entry)} gives no metric and no number, so nothing can show that it fails",
                f"bound: {_EXAMPLES[family]}",
                known_gap=entry.bound.unknown,
            )
        elif family == "performance" and bound is not None and not bound.metric:
            yield Finding(
                entry.bound.path,
                f"`{bound.text}` does not say of which metric",
                f"{pasted(entry.bound, bound._replace(metric='…'))}   # the metric's name first",
            )


def _numbered(entry: Requirement) -> bool:
    """Whether something else than its bound can show that the requirement fails."""
    lengths = (entry.budget, entry.timeout, entry.within, entry.every)
    in_text = any(char.isdigit() for char in entry.text.text)
    return in_text or entry.nature.value == "deterministic" or any(length.given for length in lengths)


_EXAMPLES = {
    "performance": "… >= launch, n >= …",
    "coverage": "coverage >= …% of …",
    "latency": "P95 latency < …ms",
    "fairness": "… gap <= …pp",
}


@rule("REQS004", severity="E/E/E", since="building", references=("33.3",), rows=(39,))
def bound_on_missing_level(prd: Prd) -> Findings:
    """A bound on a level that its metric does not have.

    `relevance >= launch` asks for nothing until the metric says what its launch value is.

    Baseline, rollback and alert level of primary metrics are asked for by other rules.

    Bad:
        metrics:
          relevance: {better: higher, target: 80%}
        requirements:
          performance:
            - relevance >= launch  # <- has no launch value
    Good:
        metrics:
          relevance: {better: higher, launch: 70%}
          recall: {better: higher, launch: unknown}
        requirements:
          performance:
            - relevance >= launch
            - recall >= launch
    """
    users: dict[tuple[str, str], list[Requirement]] = {}
    for _, entry in prd.requirements.each():
        bound = entry.bound.value
        metric = prd.metric(bound.metric) if bound is not None and bound.level else None
        if bound is None or metric is None or not metric.rung(bound.level).absent:
            continue
        if not (metric.is_primary and bound.level in {"baseline", "rollback", "alert"}):
            users.setdefault((bound.metric, bound.level), []).append(entry)
    for (name, level), (first, *others) in users.items():
        more = tuple(Related(entry.bound.path, "asks for it too") for entry in others)
        yield Finding(
            first.bound.path,
            f"asks for the {level} value of `{name}`, but `{name}` has no {level} value",
            f"{level}: …   # under metrics.{name}",
            (Related(prd.metrics[name].path, f"no {level} value here"), *more),
        )


@rule("REQS005", severity="E/E/E", references=("33.3",), rows=(39,))
def bound_in_another_unit(prd: Prd) -> Findings:
    """A bound in a unit that its metric is not measured in.

    Percent cannot be compared with milliseconds, so the requirement can neither hold nor fail.

    Bare numbers and gaps in percent are told by other rules; a metric in a unit of the author's own is left alone.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%}
        requirements:
          performance:
            - relevance >= 200ms  # <- a length of time
    Bad:
        metrics:
          coverage: {means: tickets routed / tickets, better: higher}
        requirements:
          coverage:
            - coverage >= 90ms of tickets over 14d  # <- a length of time, `90ms`, but `coverage` is told as a percentage
    Good:
        metrics:
          relevance: {better: higher, launch: 70%}
          latency: {better: lower, unit: duration}
        requirements:
          performance:
            - relevance >= 65%
          fairness:
            - relevance gap <= 10pp
            - latency ratio <= 120%
    """
    for _, entry in prd.requirements.each():
        bound = entry.bound.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if bound is None or metric is None or bound.value is None or bound.spread == "ratio" or bound.value.per:
            continue
        measure, unit = metric.counted_in, bound.value.unit
        if measure is None or {measure, unit} & {Unit.NUMBER, Unit.MULTIPLE} or unit is measure:
            continue
        if not (bound.spread == "gap" and {measure, unit} <= {Unit.POINTS, Unit.RATIO}):
            yield Finding(
                entry.bound.path,
                f"asks for {_KIND_WORDS[unit]}, `{bound.value.text}`, but `{metric.name}` is told as {_KIND_WORDS[measure]}",
                f"write the value as {_KIND_WORDS[measure]}, or say `unit: …` on the metric",
                (Related(metric.path, f"`{metric.name}` is told as {_KIND_WORDS[measure]}"),),
            )


_KIND_WORDS = {
    Unit.RATIO: "a percentage",
    Unit.POINTS: "points",
    Unit.SECONDS: "a length of time",
    Unit.COUNT: "a count",
    Unit.MONEY: "an amount of money",
}
