"""How often the product is wrong, as it is told to others: RISK004, CLAI002, TELL009 (catalogue rows 18, 19)."""

import re
from collections.abc import Iterable, Iterator

from aiprd.amount import quantity
from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import GrammarError, Unit, number, percent, show
from aiprd.rule import Findings, rule, subject

_PERCENT = Pattern(r"(\d{1,3}(?:\.\d{1,4})?)\s?%")
_ONE_IN = Pattern(r"\b(\d{1,9}) (?:in|of|out of) (?:every )?(\d[\d,]{0,12})\b")


@rule("RISK004", severity="W/E/E", references=("33.2",), rows=(18, 19), fixable=True)
def misstated_error_rate(prd: Prd) -> Findings:
    """Error rate that does not belong to any headline metric.

    A model that is right 78% of the time is wrong 22% of the time; any other figure hides errors.

    Compared with one minus each value (observed, baseline, launch, target, stretch) of the metrics that are percentages,
    and with the values themselves where lower is better, within half a point. Silent when the text holds no figure.
    A figure "at the launch bar" (or target, or stretch) must not be that of another level. `stakeholders.frames.error` is
    compared where it stands alone, with all metrics that are percentages, or where it says in the error rate's own words
    what happens to what.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%}
        stakeholders:
          lead_with: {finance: cost per case}
          error_rate: 12% of items miss  # <- 12%
    Bad:
        metrics:
          sensitivity: {better: higher, launch: 90%, stretch: 97%}
        stakeholders:
          error_rate: At the launch bar 3% of urgent images get no flag  # <- is what the stretch value 97% of metric `sensitivity` leaves; launch 90% leaves 10%
    Bad:
        metrics:
          sensitivity: {better: higher, launch: 90%}
        stakeholders:
          frames:
            error: 36 of 1,440 urgent images a month get no flag  # <- 2.5%
    Bad:
        metrics:
          sensitivity: {better: higher, launch: 90%}
          uptime: {better: higher, launch: 97.5%}
        stakeholders:
          error_rate: At the launch bar 10% of urgent images get no flag
          frames:
            error: 36 of 1,440 urgent images a month get no flag  # <- 2.5%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%}
        stakeholders:
          error_rate: 22% of items miss
          frames: {error: "22 of 100 items miss, 627,000 of the 2.85M shown in a day"}
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%}
        stakeholders:
          error_rate: 22% of items miss
          frames: {error: 1 in 40 sessions needs a person}
    Good:
        metrics:
          sensitivity: {better: higher, launch: 90%, stretch: 97%}
        stakeholders:
          error_rate: At the launch bar 10% of urgent images get no flag, at the stretch goal 3%
    """
    every = [metric for metric in prd.metrics.values() if metric.given and metric.measure is Unit.RATIO]
    headline = [metric for metric in every if metric.is_primary]
    rate, frames = prd.stakeholders.error_rate, prd.stakeholders.frames.error
    either = [*headline, *(metric for metric in every if metric not in headline)] if headline else []
    framed = _meant(frames.value or "", rate.value, every) if rate.value else either
    for answer, metrics in ((rate, headline), (frames, framed)):
        told = list(_shares(answer.value or ""))
        slack = _slack(answer.value or "", told) if metrics is framed and rate.value else _ROUNDED
        possible = [share for metric in metrics for share in _error_shares(metric)]
        if told and possible and not any(_close(one, metrics, slack) for one in told):
            yield from _misstated(answer, told[0], metrics[0])
        elif told:
            yield from _of_another_level(answer, told, every)


_NO_THINGS = frozenset({"of", "in", "out", "the", "an", "and", "every", "day", "week", "month", "year"})


def _meant(text: str, rate: str, metrics: list[Metric]) -> list[Metric]:
    """The metrics whose error rate a text tells: those of a clause of `rate` that holds all its words; none without one."""
    words = _things(text)
    for clause in re.split(r"[,;]", rate):
        shares = list(_shares(clause))
        if len(words) > 2 and words <= _things(clause) and shares:
            return [one for one in metrics if any(abs(shares[0] - share) < _ROUNDED for share in _error_shares(one))]
    return []


def _things(text: str) -> set[str]:
    """The words of a text that tell what happens to what: no figures, no periods."""
    return set(re.findall(r"[^\W\d_]{2,}", text.lower())) - _NO_THINGS


_ROUNDED = 0.0051
"""How far a told error rate may be from the one that a metric leaves."""


def _slack(text: str, told: list[float]) -> float:
    """The same for a count out of a thousand or more, which is told more exactly than a percentage: a twentieth of it."""
    wholes = [float(match[2].replace(",", "")) for match in _ONE_IN.finditer(text)]
    return min(_ROUNDED, 0.05 * told[0]) if len(told) == 1 and wholes and wholes[0] >= 1000 else _ROUNDED


def _close(told: float, metrics: list[Metric], slack: float) -> bool:
    """Whether a told error rate may be that of a metric; what was measured may have been rounded to whole percent."""
    exact = (share for metric in metrics for share in _error_shares(metric))
    measured = (share for metric in metrics for share in _error_shares(metric, ("observed", "baseline")))
    return any(abs(told - share) < slack for share in exact) or any(abs(told - share) < _ROUNDED for share in measured)


def _misstated(answer: Answer[str], told: float, metric: Metric) -> Findings:
    level = "observed" if metric.amount("observed") is not None else "launch"
    value = metric.amount(level)
    if value is None:
        return
    wrong = value.amount if metric.lower_is_better else 1 - value.amount
    yield Finding(
        answer.path,
        f"the error rate is told as {percent(told)}, but {subject(metric)} at {percent(value.amount)} leaves {percent(wrong)}",
        f"{answer.path[-1]}: {percent(wrong)} of …",
        (Related(metric.rung(level).path, f"{percent(value.amount)} right is {percent(1 - value.amount)} wrong"),),
        {"stated_error": round(told, 6), "implied_error": round(wrong, 6)},
    )


_AT_A_LEVEL = Pattern(r"\bat (?:the |our )?(launch|target|stretch) (?:bar|value|level|threshold|goal)\b", re.IGNORECASE)
_ANOTHER = Pattern(
    r"\b(?:launch|target|stretch|baseline|observed|measured|today|now|later|fewer|less|more|higher|lower|points?|against|from|was"
    r"|were|half|compared|instead)\b",
    re.IGNORECASE,
)
"""Words after which a figure may belong to another moment, or be a difference."""


def _of_another_level(answer: Answer[str], told: list[float], metrics: list[Metric]) -> Findings:
    """A figure said to be that of one level, which is exactly that of another."""
    text = answer.value or ""
    said = _AT_A_LEVEL.search(text)
    if said is None or _ANOTHER.search(text[: said.start()] + text[said.end() :]):
        return
    named = said[1].lower()
    right = [share for metric in metrics for share in _error_shares(metric, (named,))]
    stray = [share for share in told if not any(abs(share - other) < _ROUNDED for other in right)]
    mixed = (
        (share, metric, level)
        for share in stray
        for metric in metrics
        for level in ("observed", "launch", "target", "stretch")
        if any(abs(share - other) < _EXACT for other in _error_shares(metric, (level,)))
    )
    share, metric, level = next(mixed, (0.0, None, ""))
    value, meant = (metric.amount(one) if metric is not None else None for one in (level, named))
    if metric is None or value is None or meant is None or meant.unit is not Unit.RATIO:
        return
    wrong = meant.amount if metric.lower_is_better else 1 - meant.amount
    yield Finding(
        answer.path,
        f"the error rate at {named} is told as {percent(share)}, which is what the {level} value {percent(value.amount)} of "
        f"{subject(metric)} leaves; {named} {percent(meant.amount)} leaves {percent(wrong)}",
        f"{answer.path[-1]}: {said[0].lower()} {percent(wrong)} of …",
        (Related(metric.rung(level).path, f"the {level} value"),),
        {"stated_error": round(share, 6), "implied_error": round(wrong, 6)},
    )


_EXACT = 0.0006
"""A figure as near as that to another level's is no rounding of this one's."""


def _shares(text: str) -> Iterator[float]:
    """The shares a sentence tells: `22%`, `22 of 100`, `1 in 8`."""
    for match in _PERCENT.finditer(text):
        yield float(match[1]) / 100
    for match in _ONE_IN.finditer(text):
        whole = float(match[2].replace(",", ""))
        if whole:
            yield float(match[1]) / whole


_LEVELS = ("observed", "launch", "target", "stretch", "baseline")


def _error_shares(metric: Metric, levels: Iterable[str] = _LEVELS) -> Iterator[float]:
    """The error rates that a percentage metric's values stand for."""
    for level in levels:
        value = metric.amount(level)
        if value is not None and value.unit is Unit.RATIO:
            yield value.amount if metric.lower_is_better else 1 - value.amount


_OUT_OF = Pattern(
    r"(?<![\d.,$€£])(\d[\d,]*(?:\.\d+)? ?(?:[kM]\b)?) (?:of|in|out of) (?:the |every |each |all )?"
    r"(\d[\d,]*(?:\.\d+)?(?: ?[kM]\b)?)(?![\d%])"
)
_ZEROS = (0.01, 0.1, 10, 100)


@rule("CLAI002", severity="I/W/W", references=("33.2",), rows=(19,), fixable=True)
def count_off_by_a_zero(prd: Prd) -> Findings:
    """Number of errors that is a zero off the rate beside it.

    22 of 100 and 62,700 of 2.85M look alike, and one of them tells a tenth of the errors.

    Looks at `stakeholders.error_rate` and `stakeholders.frames.error`, where one text tells two shares as counts. Speaks
    only where they have the same digits and differ ten or a hundred times; other differences may be of other cases.

    Bad:
        stakeholders:
          frames:
            error: 22 of 100 items miss, 62,700 of the 2.85M shown in a day  # <- 22 of 100 is 22%, 62,700 of 2.85M is 2.2%
    Good:
        stakeholders:
          error_rate: 1 of 10 alerts is false, and 1 of 100 stops somebody
          frames: {error: "22 of 100 items miss, 627,000 of the 2.85M shown in a day"}
    """
    for answer in (prd.stakeholders.error_rate, prd.stakeholders.frames.error):
        text = answer.value or ""
        told = list(_OUT_OF.finditer(text))
        if len(told) != 2:
            continue
        (part, whole), (count, total) = ([_count(match[1]), _count(match[2])] for match in told)
        if not (part and whole and count and total) or len(str(round(part)).rstrip("0")) < 2:
            continue
        true = part / whole * total
        if any(abs(count / true - zeros) <= 0.02 * zeros for zeros in _ZEROS):
            mended = text[: told[1].start(1)] + number(round(true)) + text[told[1].end(1) :]
            yield Finding(
                answer.path,
                f"{told[0][1]} of {told[0][2]} is {percent(round(part / whole, 4))}, "
                f"{told[1][1]} of {told[1][2]} is {percent(round(count / total, 5))}: a zero is lost or too many",
                f'{answer.path[-1]}: "{mended.replace(chr(34), chr(39))}"',
                numbers={"stated": count, "computed": round(true, 4)},
            )


def _count(text: str) -> float | None:
    try:
        return quantity(text.replace(" ", "")).amount
    except GrammarError:
        return None


@rule("TELL009", severity="I/E/E", since="pilot", references=("33.2", "33.10"), rows=(18,), fixable=True)
def undisclosed_error_rate(prd: Prd) -> Findings:
    """Results told to others without how often the product is wrong.

    Who hears 78% pictures a product that works; who hears that 22 of 100 are wrong asks what happens to them.

    Asked where the document says what is told to whom and a primary metric is a percentage with a launch value.
    `stakeholders.frames.error` answers it too.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%}
        stakeholders:  # <- how often it is wrong
          frames: {outcome: $2.4M a year, baseline: 78% against 12%}
    Good:
        metrics:
          relevance: {better: higher, launch: 70%}
        stakeholders:
          frames: {outcome: $2.4M a year, baseline: 78% against 12%, error: 30 of 100 items miss at the launch bar}
    Good:
        metrics:
          wait: {better: lower, launch: 2min}
        stakeholders: {asks: {na: nothing is needed}}
    """
    stakeholders = prd.stakeholders
    headline = ((metric, metric.amount("launch")) for metric in prd.primary_metrics())
    shares = ((metric, launch) for metric, launch in headline if launch is not None and launch.unit is Unit.RATIO)
    metric, launch = next(shares, (None, None))
    if metric is None or launch is None or not stakeholders.frames.error.open:
        return
    if stakeholders.given and stakeholders.error_rate.open:
        wrong = percent(launch.amount if metric.lower_is_better else 1 - launch.amount)
        unknown = stakeholders.error_rate.unknown
        yield Finding(
            stakeholders.error_rate.path if unknown else stakeholders.path,
            f"nobody is told how often it is wrong: {wrong} at the launch bar of {subject(metric)}",
            f"error_rate: At the launch bar {wrong} of … are wrong",
            (Related(metric.launch.path, f"launch {show(launch)}"),),
            known_gap=unknown,
        )
