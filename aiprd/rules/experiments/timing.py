"""EXPT013 to EXPT016: how long experiments run (catalogue rows 84, 86)."""

from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import Experiment
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, number, seconds
from aiprd.rule import Findings, listed, rule, subject

_DAY = 86400.0
_WEEK = 7 * _DAY
_LEAST, _USUAL = 2 * _WEEK, 4 * _WEEK
_CLOSE = 1.02
"""A month of 30 days against one of 30.44 is no difference."""


@rule("EXPT013", severity="E/E/E", references=("33.9",), rows=(84,), fixable=True)
def experiment_under_two_weeks(prd: Prd) -> Findings:
    """Experiment that runs for less than 14 days.

    In the first days people try what is new, and one week has one weekend: both look like an effect.

    Bad:
        experiments:
          - id: ab_1
            duration: 10d  # <- runs 10 d
    Good:
        experiments:
          - {id: ab_1, duration: 2w}
    """
    for experiment, lasts in _lasting(prd):
        if lasts.amount * _CLOSE < _LEAST:
            yield Finding(
                experiment.duration.path,
                f"{subject(experiment)} runs {seconds(lasts.amount)}; under 14 d a passing novelty or one odd week decides",
                "duration: 4w   # 2w at least",
                numbers={"duration_days": _days(lasts), "least_days": 14},
            )


@rule("EXPT014", severity="W/W/W", references=("33.9",), rows=(84,), fixable=True)
def experiment_in_broken_weeks(prd: Prd) -> Findings:
    """Experiment that does not run for whole weeks.

    People behave differently at weekends, so a test of 17 days counts three weekdays once more than the others.

    Lengths in months and quarters are left alone, and so is what runs for less than 14 days and is told for that.

    Bad:
        experiments:
          - id: ab_1
            duration: 30d  # <- 4 weeks and 2 days
    Good:
        experiments: [{id: ab_1, duration: 28d}, {id: ab_2, duration: 1mo}, {id: ab_3, duration: 10d}]
    """
    for experiment, lasts in _lasting(prd):
        weeks, rest = divmod(lasts.amount, _WEEK)
        days = round(rest / _DAY)
        if lasts.approximate or lasts.amount < _LEAST or days in {0, 7}:
            continue
        yield Finding(
            experiment.duration.path,
            f"{subject(experiment)} runs {number(weeks)} weeks and {days} day{'s' * (days > 1)}, "
            "so some weekdays count once more than others",
            f"duration: {number(max(4, weeks + 1))}w",
            numbers={"duration_days": _days(lasts)},
        )


@rule("EXPT015", severity="I/I/I", references=("33.9",), rows=(84,), fixable=True)
def experiment_under_four_weeks(prd: Prd) -> Findings:
    """Experiment that runs for less than four weeks.

    Four weeks hold a pay day, a month's end and the time in which novelty wears off.

    Bad:
        experiments:
          - id: ab_1
            duration: 3w  # <- runs 21 d
    Good:
        experiments: [{id: ab_1, duration: 4w}, {id: ab_2, duration: 30d}, {id: ab_3, duration: 1w}]
    """
    for experiment, lasts in _lasting(prd):
        whole = lasts.approximate or round(lasts.amount / _DAY) % 7 == 0
        if whole and lasts.amount * _CLOSE >= _LEAST and lasts.amount * _CLOSE < _USUAL:
            yield Finding(
                experiment.duration.path,
                f"{subject(experiment)} runs {seconds(lasts.amount)}; under 28 d it may miss a month's end, and novelty lasts",
                "duration: 4w",
                numbers={"duration_days": _days(lasts), "usual_days": 28},
            )


@rule("EXPT016", severity="W/E/E", references=("33.9",), rows=(86,), fixable=True)
def outcome_after_the_end(prd: Prd) -> Findings:
    """Experiment that ends before the outcomes of its metrics are known.

    In a test of four weeks nobody was observed for 30 days, so a 30-day metric is cut off for everybody in it.

    Compares the `horizon` of each metric that decides, guards or is reported with `duration` and `followup` together.

    Bad:
        metrics:
          conversion_30d: {means: members who buy within 30 days, horizon: 30d}
        experiments:
          - id: ab_1
            primary: [conversion_30d]
            duration: 4w  # <- `conversion_30d` is known only after 30 d
    Good:
        metrics:
          conversion_30d: {means: members who buy within 30 days, horizon: 30d}
        experiments:
          - {id: ab_1, primary: [conversion_30d], duration: 4w, followup: 30d}
          - {id: ab_2, primary: [conversion_30d], duration: 4w, followup: unknown}
    """
    for experiment, lasts in _lasting(prd):
        followed = experiment.followup.value.amount if experiment.followup.value is not None else 0.0
        if not (experiment.followup.given or experiment.followup.absent):
            continue
        known = lasts.amount + followed
        late = [(metric, horizon) for metric, horizon in _horizons(prd, experiment) if horizon.amount > known * _CLOSE]
        if not late:
            continue
        longest = max(horizon.amount for _, horizon in late)
        observed = f"runs {seconds(lasts.amount)}" + (f" and follows up for {seconds(followed)}" if followed else "")
        names = listed([f"`{metric.name}`" for metric, _ in late])
        verb = "is" if len(late) == 1 else "are"
        place: Answer[Quantity] = experiment.followup if experiment.followup.given else experiment.duration
        yield Finding(
            place.path,
            f"{subject(experiment)} {observed}, but {names} {verb} known only after {seconds(longest)}",
            f"followup: {max((h for _, h in late), key=lambda h: h.amount).text}",
            tuple(Related(metric.horizon.path, f"known after {seconds(span.amount)}") for metric, span in late),
            {"observed_days": round(known / _DAY, 3), "horizon_days": round(longest / _DAY, 3)},
        )


def _lasting(prd: Prd) -> Iterator[tuple[Experiment, Quantity]]:
    for experiment in prd.experiments:
        if experiment.duration.value is not None:
            yield experiment, experiment.duration.value


def _horizons(prd: Prd, experiment: Experiment) -> Iterator[tuple[Metric, Quantity]]:
    """The metrics of the experiment whose outcomes are known only later."""
    used = [*experiment.primary, *experiment.guardrails, *(result.metric for result in experiment.results)]
    for name in dict.fromkeys(answer.value for answer in used):
        metric = prd.metric(name)
        if metric is not None and metric.horizon.value is not None:
            yield metric, metric.horizon.value


def _days(lasts: Quantity) -> float:
    return round(lasts.amount / _DAY, 3)
