"""TELL: what is told to others, and what stands behind it (catalogue rows 137, 138)."""

import re

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.dates import When, order, when
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.business import Claim
from aiprd.prd.metric import Metric, same_figure
from aiprd.quantity import GrammarError, Quantity, show
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject

STAKEHOLDERS = presence(
    "TELL001",
    "missing-stakeholders",
    Ask(
        "stakeholders",
        "what is told to whom",
        "stakeholders:\n  error_rate: …\n  frames: {outcome: …, baseline: … against …}\n"
        "  trajectory:\n    - {when: …, metric: …, value: …}\n  asks:\n    - {of: …, what: …, owner: …, by: …}",
    ),
    of=lambda prd: (prd,),
    summary="Live product, and nothing on how its results are told.",
    why="Whoever does not say what the numbers mean leaves it to those who did not read them.",
    bad="product: {status: live}  # <- what is told to whom",
    good="product: {status: live}\nstakeholders: {frames: {outcome: 230 more patients a month are read within the hour}}",
    severity="I/W/W",
    since="live",
    references=("33.10",),
    rows=(137,),
)

PARTS = presence(
    "TELL002",
    "half-told-results",
    Ask("frames", "what the outcome is", "frames: {outcome: …, baseline: … against …}"),
    Ask("trajectory", "how the numbers move", "trajectory:\n  - {when: …, metric: …, value: …}"),
    Ask("asks", "what is needed from whom", "asks:\n  - {of: …, what: …, owner: …, by: …}"),
    of=lambda prd: (prd.stakeholders,),
    summary="Communication without the outcome, the trend or the asks.",
    why="One number without its trend says neither where it came from nor what would move it.",
    bad="stakeholders:  # <- how the numbers move and what is needed from whom\n  frames: {outcome: $2.4M a year, baseline: 78% against 12%}",
    good="""
stakeholders:
  frames: {outcome: $2.4M a year, baseline: 78% against 12%}
  trajectory: [{when: 2026-07, metric: relevance, value: 72%}, {when: 2026-11, metric: relevance, value: 78%}]
  asks: {na: nothing is needed}
""",
    severity="I/W/W",
    since="live",
    references=("33.10",),
    rows=(137,),
)

FRAMES = presence(
    "TELL003",
    "result-without-frame",
    Ask("outcome", "what it means for the business or its users", "outcome: …"),
    Ask("baseline", "how it compares with today", "baseline: … against …"),
    of=lambda prd: (prd.stakeholders.frames,),
    summary="Result told without the outcome, or without what it is compared with.",
    why="78% is good news against 12% and bad news against a promise of 100%, so say which one it is.",
    bad="stakeholders:\n  frames:  # <- how it compares with today\n    outcome: $2.4M a year",
    good="stakeholders:\n  frames: {outcome: $2.4M a year, baseline: 78% against 12%}",
    severity="I/W/W",
    since="live",
    references=("33.10",),
    rows=(137,),
)

ASKS = presence(
    "TELL004",
    "unowned-ask",
    Ask("owner", "who follows it up", "owner: …"),
    of=lambda prd: prd.stakeholders.asks,
    summary="Ask that nobody follows up.",
    why="What was asked of everybody in a meeting was asked of nobody.",
    bad="stakeholders:\n  asks:\n    - {of: merchandising, what: calendar feed}  # <- who follows it up",
    good="stakeholders:\n  asks:\n    - {of: merchandising, what: calendar feed, owner: A. Lee, by: 2027-01-31}",
    severity="I/W/W",
    since="pilot",
    references=("33.10",),
    rows=(137,),
)

LIMITATIONS = presence(
    "TELL005",
    "limitation-without-plan",
    Ask("fallback", "what users get instead", "fallback: …"),
    Ask("by", "when it will be mended", "by: …"),
    of=lambda prd: prd.limitations,
    summary="Limitation without what users get meanwhile, or without a date.",
    why="A weakness with a workaround and a date is a plan; without them it is a surprise that has been announced.",
    bad="limitations:\n  - {what: new members, fix: style quiz}  # <- what users get instead and when it will be mended",
    good="limitations:\n  - {what: new members, fallback: popularity, fix: style quiz, by: 2027-Q1}\n"
    "  - {what: gifts, fallback: Not for me, by: {na: will not be mended}}",
    severity="I/W/W",
    since="pilot",
    references=("33.10",),
    rows=(137,),
)

_LENGTH = (
    r"\b(\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"[ -]?(days?|d|weeks?|w|months?|mo|quarters?|q)\b"
)
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DAYS = {"d": 1, "w": 7, "m": 30.44, "q": 91.31}
_DATED = Pattern(r"\b(19|20)\d\d\b|\bQ[1-4]\b", re.IGNORECASE)


@rule("TELL006", severity="I/W/E", since="building", references=("33.10", "33.12"), rows=(138,), fixable=True)
def claim_without_basis(prd: Prd) -> Findings:
    """Figure told to others without what it rests on.

    A figure travels further than its footnotes, and the first who asks for them decides whether the rest is believed.

    Asks for `basis` (measured or modelled, annualised or not), `period` and `attribution`. An experiment's id under
    `evidence` answers for the attribution; a length of time or a date in the basis answers for the period.

    Bad:
        claims:
          - text: 78% relevance  # <- what it rests on, which period it covers and how the effect is told from chance
            metric: relevance
    Good:
        experiments: [{id: ab_2}]
        claims:
          - {text: 16% more purchases, basis: measured, evidence: ab_2, period: 2026-06 to 2026-07}
          - {text: $2.4M a year, basis: six weeks after launch, annualised, attribution: 5% holdout}
    """
    tests = {experiment.id.value for experiment in prd.experiments if experiment.id.value}
    for claim in prd.claims:
        if not claim.given:
            continue
        cited = set(re.findall(r"[\w.-]*\w", claim.evidence.value or ""))
        asks = [
            Ask("basis", "what it rests on", "basis: …   # measured or modelled, annualised or not"),
            Ask("period", "which period it covers", "period: …"),
            Ask("attribution", "how the effect is told from chance and season", "attribution: …   # 5% holdout, ab_2"),
        ]
        basis = claim.basis.value or ""
        answered = {
            "basis": False,
            "period": bool(_DATED.search(basis) or re.search(_LENGTH, basis, re.IGNORECASE)),
            "attribution": bool(cited & tests),
        }
        yield from gaps(claim, [ask for ask in asks if not answered[ask.key]])


_YEARLY = Pattern(
    r"\b(annual|annually|yearly|(a|per|each|every) (full |whole )?year(?! (ago|before|earlier|later|after|over))|per annum|p\.a\.)(?!\w)"
    r"|\d[ \w]{0,9}/(y|yr|year)\b",
    re.IGNORECASE,
)
_SCALED = Pattern(
    r"annuali[sz]|extrapolat|project(ed|ion)|modell?ed|\bmodel\b|estimat|forecast|run.?rate|scaled|\btimes \d|\d ?/ ?\d",
    re.IGNORECASE,
)
_SEASON = Pattern(r"season|holiday|christmas|winter|summer|peak|time of (the )?year|calendar", re.IGNORECASE)
_ALMOST = 330
"""Days from which a stretch of time stands for a year."""


@rule("TELL007", severity="W/W/E", confidence="likely", references=("33.10", "33.12"), rows=(138,), fixable=True)
def weeks_told_as_a_year(prd: Prd) -> Findings:
    """Yearly figure that rests on a few weeks.

    Six weeks over Christmas times 52/6 is a year of Christmases.

    Speaks when the claim tells a year's figure and its `period` or `basis` a shorter time. It is answered by saying how
    the one becomes the other (annualised, modelled, projected) and, where `data.seasonality` is yearly, what was done
    about the season.

    Bad:
        claims:
          - text: $2.4M incremental annual revenue
            basis: measured over six weeks  # <- rests on 42 days
    Bad:
        data: {seasonality: yearly}
        claims:
          - text: $2.4M a year
            basis: the first 6 weeks, annualised  # <- though demand follows a yearly season
    Good:
        data: {seasonality: yearly}
        claims:
          - {text: $2.4M a year, basis: six weeks, annualised without the holiday season}
          - {text: $277k more, basis: measured over six weeks}
          - {text: $2.4M a year, basis: measured, period: 2026-01-01 to 2026-12-31}
          - {text: 20% more than a year ago, basis: measured over six weeks}
    """
    for claim in prd.claims:
        days = _covered(claim)
        if days is None or days >= _ALMOST or not _YEARLY.search(claim.text.value or ""):
            continue
        told = " ".join(part.value or "" for part in (claim.text, claim.basis, claim.period, claim.attribution))
        scaled, seasonal = _SCALED.search(told), prd.data.seasonality.value == "yearly"
        if scaled and (not seasonal or _SEASON.search(told)):
            continue
        place = claim.basis if claim.basis.given else claim.period
        length = f"{days:.0f} day{'' if round(days) == 1 else 's'}"
        yield Finding(
            place.path,
            f"`{short(claim.text.value or '')}` is told as a year's figure but rests on {length}"
            + (", though demand follows a yearly season" if seasonal else ", and nothing says how they become a year"),
            f"basis: modelled; {length} times {365 / days:.1f}, annualised without the season's peak"
            + ("" if seasonal else "   # or: the season makes no difference, because …"),
            (Related(prd.data.seasonality.path, "demand follows a yearly season"),) if seasonal else (),
            {"covered_days": round(days, 1)},
        )


def _covered(claim: Claim) -> float | None:
    """How many days a claim looks back on; None where neither its period nor its basis tells."""
    ends = re.split(r" to | until | [-\u2013] |\.\.|\u2013", claim.period.value or "")
    first, last = _date(ends[0]), _date(ends[-1])
    if first is not None and last is not None and first.first and last.last and last.last >= first.first:
        return float(last.last - first.first + 1)
    lengths = []
    for part in (claim.period.value, claim.basis.value):
        for match in re.finditer(_LENGTH, part or "", re.IGNORECASE):
            said = match[1].lower()
            count = _NUMBERS.index(said) if said in _NUMBERS else int(said)
            lengths.append(count * _DAYS[match[2][0].lower()])
    return max(lengths) if lengths and max(lengths) > 0 else None


def _date(text: str) -> When | None:
    try:
        return when(text) if text.strip() else None
    except GrammarError:
        return None


@rule("TELL008", severity="W/W/E", references=("33.10",), rows=(138,), fixable=True)
def trajectory_off_the_record(prd: Prd) -> Findings:
    """Trend line with another value than was measured on that date.

    Two numbers for one day: whoever has seen both asks which one was made for the slide.

    Compares the points of `stakeholders.trajectory` with the metric's `observed` and `baseline` of the same date. A month
    against a day in it counts when the two are more than 5% apart; within that, both may have been measured. A point on
    the very date of the target or stretch goal may fall short of it, but not promise more.

    Bad:
        metrics:
          relevance:
            observed: {value: 78%, date: 2026-11}
        stakeholders:
          trajectory:
            - when: 2026-11
              metric: relevance
              value: 81%  # <- 78%
    Bad:
        metrics:
          relevance:
            better: higher
            target: {value: 80%, by: 2027-09-30}
        stakeholders:
          trajectory:
            - when: 2027-09-30
              metric: relevance
              value: 92%  # <- promises 92% at 2027-09-30, but the target of metric `relevance` for that date is 80%
    Good:
        metrics:
          relevance:
            observed: {value: 78.3%, date: 2026-11}
        stakeholders:
          trajectory:
            - {when: 2026-08, metric: relevance, value: 72%}
            - {when: 2026-11, metric: relevance, value: 78%}
            - {when: 2027-Q1, metric: relevance, value: 81%}
    """
    for point in prd.stakeholders.trajectory:
        metric, date = prd.metric(point.metric.value), _date(point.when.value or "")
        told = point.value.value.value if point.value.value is not None else None
        if metric is None or date is None or told is None:
            continue
        for level in ("observed", "baseline"):
            value = metric.amount(level)
            if value is not None and _off(metric, level, date, told, value):
                yield Finding(
                    point.value.path,
                    f"the trajectory says {show(told)} at {short(point.when.text, 30)}, "
                    f"but the {level} value of {subject(metric)} is {show(value)} at that time",
                    f"value: {show(value)}",
                    (Related(metric.rung(level).path, f"{level}: {show(value)}"),),
                    {"told": told.amount, level: value.amount},
                )
        yield from _overpromised(metric, date, point.value, told)


def _overpromised(metric: Metric, date: When, place: Answer[Bound], told: Quantity) -> Findings:
    """A point that promises more than the goal which the metric has for that very date."""
    for level, goal in (("target", metric.target), ("stretch", metric.stretch)):
        value, by = metric.amount(level), goal.by.value
        if value is None or by is None or order(by, date) != 0 or by.first is None or metric.better.value is None:
            continue
        if told.unit is value.unit and not same_figure(told, value) and metric.exceeds(told.amount, value.amount):
            yield Finding(
                place.path,
                f"the trajectory promises {show(told)} at {short(goal.by.text, 30)}, "
                f"but the {level} of {subject(metric)} for that date is {show(value)}",
                f"value: {show(value)}",
                (Related(metric.rung(level).path, f"{level}: {show(value)}"),),
                {"told": told.amount, level: value.amount},
            )


_DRIFT = 0.05
"""How far two measurements of one month may be apart, as a part of the larger one."""


def _off(metric: Metric, level: str, date: When, told: Quantity, value: Quantity) -> bool:
    """Whether a point of the trend line contradicts what was measured at that time."""
    measured = (metric.observed.date if level == "observed" else metric.baseline.date).value
    if measured is None or told.unit is not value.unit or same_figure(told, value):
        return False
    if order(measured, date) == 0:
        return True
    spans = ((measured, date), (date, measured))
    inside = any(_within(one, other) for one, other in spans)
    return inside and abs(told.amount - value.amount) > _DRIFT * max(abs(told.amount), abs(value.amount))


def _within(one: When, other: When) -> bool:
    """Whether `one` lies in `other`, which is a month at most."""
    if not (one.first and one.last and other.first and other.last):
        return False
    return other.first <= one.first and one.last <= other.last and other.last - other.first <= 31
