"""The steps of the rollout: that there are some, and in which order they stand (catalogue rows 94, 100)."""

import re
from collections.abc import Iterable

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.rollout import Stage
from aiprd.quantity import percent
from aiprd.rule import Ask, Findings, presence, rule, short

ROLLOUT = presence(
    "ROLL001",
    "missing-rollout",
    Ask(
        "rollout",
        "how it reaches its users and how it is taken back",
        "rollout:\n  stages:\n    - {share: 5%, min_time: 7d, gate: […], decides: …}\n"
        "    - {share: 25%, min_time: 7d, gate: […], decides: …}\n    - {share: 100%}\n"
        "  kill_switch: {trigger: …, owner: …, within: 15min, then: …}",
    ),
    of=lambda prd: (prd,),
    summary="Product without a rollout plan.",
    why="What tests miss, users find; a rollout in steps decides how many of them.",
    bad="product: {status: pilot}  # <- how it reaches its users\ntraffic: {volume: 40k/day}",
    good="product: {status: pilot}\nrollout: {stages: [5%, 25%, 100%]}",
    severity="I/E/E",
    since="pilot",
    references=("33.3", "ML Test Score Infra 6"),
    rows=(94,),
)


STAGES = presence(
    "ROLL002",
    "missing-stages",
    Ask(
        "stages",
        "in which steps",
        "stages:\n  - {share: 5%, min_time: 7d, gate: […], decides: …}\n  - {share: 25%, min_time: 7d, gate: […], decides: …}\n  - {share: 100%}",
    ),
    of=lambda prd: (prd.rollout,),
    summary="Rollout that does not name its stages.",
    why="Without named steps the first step is everybody.",
    bad="rollout:  # <- in which steps\n  took: 6w",
    good="rollout:\n  took: 6w\n  stages: [5%, 25%, 100%]",
    severity="I/E/E",
    since="pilot",
    references=("33.3",),
    rows=(94,),
)


@rule("ROLL003", severity="W/E/E", since="pilot", references=("33.3",), rows=(94,))
def everyone_at_once(prd: Prd) -> Findings:
    """Rollout whose first step reaches everybody.

    With one step there is no moment at which a fault has met only a few people.

    A stage inside the company counts as a step before; a shadow stage does not, because nobody sees it.

    Bad:
        rollout:
          stages:
            - {kind: shadow, traffic: 100%, min_time: 14d}
            - {share: 100%}  # <- exposes 100% of them, with no smaller one before it
    Good:
        rollout:
          stages:
            - {kind: internal, min_time: 14d}
            - {share: 100%}
    """
    steps, held = prd.rollout.steps, prd.rollout.held_out
    first = steps[0].exposure if steps else None
    inside = any(stage.given and stage.kind.value == "internal" for stage in prd.rollout.stages)
    if first is not None and not inside and first + held > 0.999:
        yield Finding(
            steps[0].path,
            f"the first stage that users see exposes {percent(first)} of them, with no smaller one before it",
            "# before it:\n" + step_lines(prd, (0.05, 0.25)),
            numbers={"first_share": first},
        )


def step_lines(prd: Prd, shares: Iterable[float]) -> str:
    """Stages to paste, in the document's own terms."""
    owner = prd.product.owner.value or ""
    decides = owner if re.fullmatch(r"[^\W\d_][\w .-]*", owner) else "…"
    return "\n".join(
        f"- {{share: {percent(share)}, min_time: 7d, gate: [{gate_line(prd)}], decides: {decides}}}" for share in shares
    )


def gate_line(prd: Prd) -> str:
    """A gate that a stage of any length can meet: the launch value of the first metric that has one."""
    metric = next((metric for metric in prd.primary_metrics() if metric.amount("launch") is not None), None)
    return f"{metric.name} {'<=' if metric.lower_is_better else '>='} launch" if metric is not None else "…"


_ORDER = {"shadow": 0, "internal": 1, "percent": 2, "segment": 2, "full": 3}


@rule("ROLL004", severity="W/E/E", references=("33.3",), rows=(94,))
def stages_out_of_order(prd: Prd) -> Findings:
    """Stage that comes after one that risks more.

    A shadow or an internal stage protects users only while they have not yet seen the product.

    The order is shadow, internal, a share or segment of users, everybody; ROLL005 compares the shares.

    Bad:
        rollout:
          stages:
            - {share: 5%}
            - {kind: shadow, traffic: 100%}  # <- the shadow stage comes after `5%`
            - {kind: full}
    Good:
        rollout:
          stages: [{kind: shadow, traffic: 100%}, {kind: internal}, {kind: segment, share: 20%}, {kind: full}]
    """
    furthest: Stage | None = None
    for stage in prd.rollout.stages:
        rank, before = _rank(stage), _rank(furthest) if furthest is not None else 0
        if rank is None or before is None:
            continue
        if rank >= before or furthest is None:
            furthest = stage
        elif rank < 2 or stage.exposure is None:
            label = short(furthest.label)
            message = f"the {stage.kind.value} stage comes after `{label}`, where more is at stake"
            related = (Related(furthest.path, "users see the product from here on" if before > 1 else "comes first"),)
            yield Finding(stage.path, message, f"# move it before `{label}`", related)


def _rank(stage: Stage) -> int | None:
    if stage.kind.value is not None:
        return _ORDER[stage.kind.value]
    return 2 if stage.exposure else None


@rule("ROLL015", severity="-/I/E", since="pilot", references=("33.3",), rows=(100,))
def no_shadow_stage(prd: Prd) -> Findings:
    """Rollout without a shadow stage.

    Only a shadow stage shows the product on real cases before anybody is touched by its errors.

    Bad:
        rollout:
          stages:  # <- no shadow stage
            - {kind: internal}
            - {share: 100%}
    Good:
        rollout:
          stages: [{kind: shadow, traffic: 100%, min_time: 14d}, {kind: internal}, {share: 100%}]
    """
    stages = prd.rollout.stages
    hidden = (
        stage.kind.value == "shadow" or stage.traffic.given or stage.exposure == 0 for stage in stages if stage.given
    )
    if len(stages) and not any(hidden):
        paste = f"- {{kind: shadow, share: 0%, traffic: 100%, min_time: 14d, gate: [{gate_line(prd)}], decides: …}}   # first"
        yield Finding(
            stages.path, "the rollout has no shadow stage: real cases first meet the product in front of users", paste
        )
