"""What executives hear (source 33.10): the outcome, the performance in context, the limits, the trend and the asks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.documents.claims import figures
from aiprd.documents.markdown import BREAK, Markdown, escaped, joined, table
from aiprd.documents.plan import read_range
from aiprd.documents.shapes import Fact
from aiprd.documents.telling import NOT_SAID, Teller
from aiprd.documents.wrong import COMPUTED, wrong_between, wrong_told
from aiprd.prd.business import PERFORMANCE_KEYS, Limitation
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, show


class Frame(NamedTuple):
    """One honest way to tell the number: as the team words it, and as the document's figures give it."""

    name: str
    told: Markdown
    computed: str


class Point(NamedTuple):
    """One point of the trend."""

    when: Markdown
    metric: Markdown
    value: Markdown
    source: str


def lead(teller: Teller) -> Metric | None:
    """The metric that is told first: the one whose levels have a value in money, else the first primary one."""
    valued = teller.prd.metric(teller.prd.business.value_of.value)
    return valued or next(teller.prd.primary_metrics(), None)


def outcome(teller: Teller) -> list[Fact]:
    """What the product is for and what it is worth, as far as the document says."""
    prd, told = teller.prd, teller.told
    business, stakeholders = prd.business, prd.stakeholders
    facts = [Fact("For users", told(prd.problem.outcome) or NOT_SAID)]
    facts.append(Fact("For the business", told(stakeholders.frames.outcome) or NOT_SAID))
    facts.append(_worth(teller))
    facts.append(Fact("Costs", told(business.cost) or told(business.unit_cost) or NOT_SAID))
    if not business.roi.absent:
        facts.append(Fact("Return", told(business.roi)))
    facts += [Fact(f"For {inner}", told(text)) for inner, text in stakeholders.lead_with.items()]
    return facts


def _worth(teller: Teller) -> Fact:
    business = teller.prd.business
    said = [Markdown(f"{escaped(level)}: {teller.told(worth)}") for level, worth in business.value_at.items()]
    of = teller.told(business.value_of)
    told = Markdown(f"by level of {of}: {joined(said)}") if said and of else joined(said)
    return Fact("Worth", told or teller.told(business.value_at) or NOT_SAID)


def frames(teller: Teller) -> list[Frame]:
    """The four framings of one number, errors included; a figure that cannot be computed says what is missing."""
    metric, said = lead(teller), teller.prd.stakeholders.frames
    told = teller.told
    error = told(said.error) or told(teller.prd.stakeholders.error_rate) or NOT_SAID
    if metric is None:
        missing = "no primary metric"
        return [
            Frame("Outcome", told(said.outcome) or NOT_SAID, missing),
            Frame("Improvement", joined([told(said.improvement), told(said.baseline)], BREAK) or NOT_SAID, missing),
            Frame("Comparison", told(said.benchmark) or NOT_SAID, missing),
            Frame("Error", error, missing),
        ]
    level, now = _now(metric)
    return [
        Frame("Outcome", told(said.outcome) or NOT_SAID, _money(now, teller)),
        Frame(
            "Improvement",
            joined([told(said.improvement), told(said.baseline)], BREAK) or NOT_SAID,
            _against(metric, level, now, "baseline"),
        ),
        Frame("Comparison", told(said.benchmark) or NOT_SAID, _against(metric, level, now, "benchmark")),
        Frame("Error", error, _error(metric, level, now)),
    ]


def _now(metric: Metric) -> tuple[str, Quantity | None]:
    """The value that is told: the measured one, else what it must reach to ship."""
    seen = metric.amount("observed")
    return ("measured", seen) if seen is not None else ("at launch", metric.amount("launch"))


def _money(now: Quantity | None, teller: Teller) -> str:
    """What the document says that level is worth."""
    if now is None:
        return "no value is said for today"
    for level, worth in teller.prd.business.value_at.items():
        if level.strip() in {show(now), now.text} and worth.value is not None:
            return f"{worth.text} at {show(now)}, as the document values that level"
    return f"the document gives no worth for {show(now)}"


def _against(metric: Metric, level: str, now: Quantity | None, other: str) -> str:
    start = metric.amount(other)
    if now is None or start is None:
        return f"no {other} is said" if start is None else "no value is said for today"
    found = figures(start, now)
    told = [found.factor if other == "baseline" else "", found.points, found.lift if other == "baseline" else ""]
    computed = "; ".join(f"{text}{COMPUTED}" for text in told if text)
    return f"{show(now)} {level} against {show(start)}" + (f": {computed}" if computed else "")


def _error(metric: Metric, level: str, now: Quantity | None) -> str:
    if now is None:
        return "no value is said for today"
    wrong = wrong_told(metric, now)
    return f"{wrong} {level}" if wrong else f"{show(now)} {level}; it is no share of right answers"


def limits(teller: Teller) -> list[Markdown]:
    """What it cannot do, with the figure of the slice, what users get instead, and what will mend it."""
    found = [_limit(each, teller) for each in teller.prd.limitations if each.given]
    return found or [teller.told(teller.prd.limitations) or NOT_SAID]


def _limit(limit: Limitation, teller: Teller) -> Markdown:
    told = teller.told
    lead_in = Markdown(f"**{told(limit.what) or NOT_SAID}**") if limit.what.given else (told(limit.what) or NOT_SAID)
    measured = _slice(limit, teller)
    fix, by = told(limit.fix), told(limit.by)
    return joined(
        [
            lead_in,
            measured,
            Markdown(f"users get: {told(limit.fallback) or NOT_SAID}"),
            Markdown(f"mended by: {fix or NOT_SAID}" + (f", {by}" if by else f", by when {NOT_SAID}" if fix else "")),
        ]
    )


def _slice(limit: Limitation, teller: Teller) -> Markdown:
    """What was measured of the slice it concerns, on the metric it names or on the leading one."""
    metric = teller.prd.metric(limit.metric.value) or lead(teller)
    part = metric.slices.get(limit.slice.value or "") if metric is not None else None
    if metric is None or part is None or part.observed.value.value is None:
        return Markdown("")
    return Markdown(f"{escaped(metric.name)} there: {teller.told(part.observed.value)}")


def trend(teller: Teller) -> list[Point]:
    """The trajectory as the team tells it, else the leading metric's own steps; then what the roadmap aims at."""
    said = [
        Point(
            teller.told(each.when) or NOT_SAID,
            teller.told(each.metric) or NOT_SAID,
            teller.told(each.value) or NOT_SAID,
            "as told",
        )
        for each in teller.prd.stakeholders.trajectory
        if each.given
    ]
    metric = lead(teller)
    steps = list(_steps(metric, teller, bool(said))) if metric is not None else []
    return [*said, *steps, *_aims(teller)]


def _steps(metric: Metric, teller: Teller, brief: bool) -> Iterator[Point]:
    """Baseline and measurement with their dates, where no trajectory tells them, and the goals."""
    dated = (("baseline", metric.baseline.date), ("observed", metric.observed.date))
    goals = (("target", metric.target.by), ("stretch", metric.stretch.by))
    for level, when in (*(() if brief else dated), *goals):
        value = metric.amount(level)
        if value is not None:
            wrong = wrong_told(metric, value)
            told = Markdown(f"{teller.figure(metric.rung(level))}{f' ({wrong})' if wrong else ''}")
            yield Point(teller.told(when) or NOT_SAID, escaped(metric.name), told, level)


def _aims(teller: Teller) -> Iterator[Point]:
    metric = lead(teller)
    for entry in teller.prd.roadmap.performance:
        for name, answer in entry.items():
            if metric is not None and name == metric.name and name not in PERFORMANCE_KEYS:
                told = teller.told(answer)
                read = read_range(answer)
                wrong = wrong_between(metric, read.low, read.high) if read is not None else ""
                told = Markdown(f"{told} ({wrong})") if wrong else told
                by = teller.told(entry["by"]) if "by" in entry else NOT_SAID
                yield Point(by, escaped(name), told, "roadmap, a goal and no promise")


def trend_table(points: Sequence[Point]) -> Markdown:
    """The trend as a table."""
    rows = [(each.when, each.metric, each.value, escaped(each.source)) for each in points]
    return table(("When", "Metric", "Value", "Is"), rows)


def asks(teller: Teller) -> list[Markdown]:
    """What the team needs, of whom and by when."""
    found = [each for each in teller.prd.stakeholders.asks if each.given]
    told = teller.told
    lines = [
        Markdown(
            f"**{told(each.of) or 'somebody'}**: {told(each.what) or NOT_SAID} "
            f"(by {told(each.by) or NOT_SAID}; followed up by {told(each.owner) or NOT_SAID})"
        )
        for each in found
    ]
    return lines or [told(teller.prd.stakeholders.asks) or NOT_SAID]
