"""How many users each step reaches (catalogue row 95)."""

from itertools import pairwise

from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.rollout import Stage
from aiprd.quantity import Unit, number, percent
from aiprd.rule import Findings, rule
from aiprd.rules.rollout.plan import step_lines

_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""
_LARGEST_STEP = 5
"""More than this many times as many users at once is a jump."""


@rule("ROLL005", severity="E/E/E", references=("33.3",), rows=(95,))
def exposure_that_does_not_rise(prd: Prd) -> Findings:
    """Stage that exposes no more users than the one before it.

    A step that reaches nobody new tests nothing new.

    Shadow and internal stages are left out.

    Bad:
        rollout:
          stages:
            - {share: 20%}
            - share: 10%  # <- 10% after 20%
            - {share: 50%}
            - {share: 100%}
    Good:
        rollout:
          stages: [{kind: internal, share: 100%}, 5%, 25%, 100%]
    """
    known = [(stage, stage.exposure) for stage in prd.rollout.steps if stage.exposure is not None]
    for (earlier, low), (later, high) in pairwise(known):
        if high <= low * _EXACT:
            yield Finding(
                _share_path(later),
                f"{percent(high)} after {percent(low)}: exposure has to rise with each stage",
                f"# take the stage out, or give it more than {percent(low)}",
                (Related(earlier.path, f"exposes {percent(low)} already"),),
                {"before_share": low, "share": high},
            )


@rule("ROLL006", severity="E/E/E", references=("33.3",), rows=(95,), fixable=True)
def rollout_that_ends_elsewhere(prd: Prd) -> Findings:
    """Rollout that ends neither at 100% nor at its ceiling.

    Those who are never reached were forgotten, or kept out for a reason that belongs in the document.

    A `holdout` counts towards the end. Silent when the last stage gives no share.

    Bad:
        rollout:
          stages:
            - {share: 10%}
            - share: 50%  # <- ends at 50% of users
    Bad:
        rollout:
          ceiling: 80%
          stages:
            - {share: 20%}
            - share: 100%  # <- the ceiling is 80%
    Good:
        rollout:
          holdout: 5%
          stages: [5%, 25%, 95%]
    Good:
        rollout:
          ceiling: 30%
          stages: [10%, 30%]
    """
    ceiling, held = prd.rollout.ceiling, prd.rollout.held_out
    last = prd.rollout.steps[-1] if prd.rollout.steps else None
    limit = ceiling.value.amount if ceiling.value is not None and ceiling.value.unit is Unit.RATIO else None
    if last is None or last.exposure is None or not last.share.given or not (limit or ceiling.absent):
        return
    share, end = last.exposure, limit or 1.0
    if end - held - 0.0005 <= share <= end + 0.0005:
        return
    over = share > end
    yield Finding(
        last.share.path,
        f"the rollout ends at {percent(share)} of users; "
        + (f"the ceiling is {percent(end)}" if limit else "it should end at 100%, or at a ceiling that is stated"),
        f"share: {percent(end)}"
        if over
        else f"ceiling: {percent(share + held)}   # or one more stage, at {percent(end - held)}",
        (Related(ceiling.path, f"the ceiling is {percent(end)}"),) if limit else (),
        {"last_share": share, "end_share": end, "holdout": held},
    )


@rule("ROLL007", severity="E/E/E", references=("33.3", "ML Test Score Infra 6"), rows=(95,))
def jump_in_exposure(prd: Prd) -> Findings:
    """Stage that exposes more than five times as many users as the one before it.

    A fault too rare to be seen at 5% meets twenty times as many people at 100%, all on one day.

    The first stage that users see has no jump before it.

    Bad:
        rollout:
          stages:
            - {share: 5%}
            - share: 100%  # <- 20 times as many at once
    Good:
        rollout:
          stages: [{kind: internal}, 5%, 25%, 100%]
    """
    for earlier, later in pairwise(prd.rollout.steps):
        low, high = earlier.exposure, later.exposure
        if low is None or high is None or low <= 0 or high <= low * _LARGEST_STEP * _EXACT:
            continue
        between = [low * _LARGEST_STEP]
        while high > between[-1] * _LARGEST_STEP * _EXACT:
            between.append(between[-1] * _LARGEST_STEP)
        yield Finding(
            _share_path(later),
            f"from {percent(low)} to {percent(high)} of users in one step is {number(round(high / low, 1))} times as many at once",
            "# between the two:\n" + step_lines(prd, between),
            (Related(earlier.path, f"the stage before exposes {percent(low)}"),),
            {"from_share": low, "to_share": high, "factor": round(high / low, 4), "largest_factor": _LARGEST_STEP},
        )


def _share_path(stage: Stage) -> Path:
    return stage.share.path if stage.share.given else stage.path
