"""A metric as reviewers weigh it: its ladder step by step, and how often it is wrong at each step."""

from collections.abc import Sequence
from typing import NamedTuple

from aiprd.answer import Answer, Part
from aiprd.bound import Bound
from aiprd.documents.drawing import drawn, named, scale
from aiprd.documents.markdown import BREAK, Markdown, escaped, joined, table
from aiprd.documents.shapes import Block, Fact
from aiprd.documents.telling import Teller, inline, spoken
from aiprd.documents.wrong import COMPUTED, in_hundred, wrong_share
from aiprd.prd.metric import LADDER, Metric
from aiprd.prd.promise import Requirement
from aiprd.quantity import Rate, number
from aiprd.section import Section

STEPS = (*LADDER, "floor", "observed", "benchmark")
_DAY = 86_400.0
_PERIODS = ((1.0, "a day"), (30.44, "a month"), (365.25, "a year"))


class Step(NamedTuple):
    """One step of a ladder: its value, how many cases of how many are wrong there, how many a day at most, and more."""

    level: str
    value: Markdown
    wrong: str
    daily: str
    more: Markdown
    drawn: Markdown = Markdown("")


class MetricView(NamedTuple):
    """A metric with its ladder; `block` tells everything the ladder does not."""

    name: str
    means: Markdown
    role: str
    character: Markdown
    primary: bool
    steps: Sequence[Step]
    block: Block
    measured: Markdown
    mark: Markdown
    scale: str
    promised: Markdown

    @property
    def ladder(self) -> Markdown:
        """The ladder as a table."""
        columns = ("Step", "Value", self.scale, f"Wrong{COMPUTED}", f"Wrong, up to{COMPUTED}", "More")
        rows = [
            (escaped(step.level), step.value, step.drawn, escaped(step.wrong), escaped(step.daily), step.more)
            for step in self.steps
        ]
        return table(columns, rows)

    @property
    def levels(self) -> Markdown:
        """The ladder in one cell of a table."""
        cells = []
        for step in self.steps:
            asides = joined(
                [escaped(f"{step.wrong} wrong{COMPUTED}") if step.wrong and self.primary else Markdown(""), step.more]
            )
            cells.append(Markdown(f"{escaped(step.level.lower())} {step.value}" + (f" ({asides})" if asides else "")))
        return joined(cells, BREAK)


def metric_view(metric: Metric, teller: Teller) -> MetricView:
    """One metric, told in full."""
    told_elsewhere = (*STEPS, "means", "role")
    character = ("dimension", "better")
    measured = [
        Markdown(f"{escaped(inline(key))}: {teller.told(part)}")
        for key, part in metric.parts().items()
        if key not in (*told_elsewhere, *character) and not part.absent
    ]
    promised = joined([_named(entry, teller) for _, entry in teller.prd.requirements_on(metric.name)], ", ")
    levels = [level for level in STEPS if not metric.part(level).absent]
    values = [value for level in levels if (value := metric.amount(level)) is not None]
    ends = scale(values) if len(values) > 1 else None
    return MetricView(
        name=metric.name,
        means=teller.told(metric.means) or teller.told(metric),
        role=metric.effective_role,
        character=_character(metric, teller),
        primary=metric.is_primary,
        steps=[_step(metric, level, teller)._replace(drawn=drawn(metric.amount(level), ends)) for level in levels],
        block=_block(metric, promised, told_elsewhere, teller),
        measured=joined(measured),
        mark=teller.mark(metric),
        scale=named(ends, values[0]) if values else "",
        promised=promised,
    )


def _block(metric: Metric, promised: Markdown, skip: Sequence[str], teller: Teller) -> Block:
    """Everything else the metric says, after where it is promised."""
    block = teller.block(metric, metric.name, skip=skip)
    return block._replace(facts=[Fact("Promised in", promised), *block.facts]) if promised else block


def _named(entry: Requirement, teller: Teller) -> Markdown:
    """A requirement by its id, or its family, as a link."""
    return teller.link(escaped(entry.id.value or f"a {spoken(entry.family).lower()} requirement"), entry)


def _character(metric: Metric, teller: Teller) -> Markdown:
    """Its role, its side of the product, and which way is better."""
    better = teller.told(metric.better)
    direction = Markdown(f"{better} is better") if metric.better.value in {"higher", "lower"} else better
    return joined([escaped(metric.effective_role), teller.told(metric.dimension), direction], ", ")


def _step(metric: Metric, level: str, teller: Teller) -> Step:
    part = metric.part(level)
    value = metric.amount(level)
    wrong = wrong_share(metric, value)
    return Step(
        level=spoken(level),
        value=teller.figure(metric.rung(level)) or teller.told(part),
        wrong=in_hundred(wrong) if wrong is not None else "",
        daily=_daily(metric, wrong, teller) if wrong is not None else "",
        more=_more(part, metric.rung(level), teller),
    )


def _more(part: Part, rung: Answer[Bound], teller: Teller) -> Markdown:
    """What a step says besides its value."""
    if not isinstance(part, Section):
        return Markdown("")
    said = [(key, inner) for key, inner in part.parts().items() if inner is not rung and not inner.absent]
    lead = {"of": "", "from": "from ", "over": "over ", "by": "by ", "date": ""}
    return joined([Markdown(lead.get(key, f"{inline(key)}: ") + teller.told(inner)) for key, inner in said], ", ")


def _daily(metric: Metric, wrong: float, teller: Teller) -> str:
    """How many wrong cases a day at most, where the document says how many cases of that kind there are."""
    prd = teller.prd
    for rate in (prd.traffic.volume.value, prd.risk.exposure.value):
        if rate is not None and rate.seconds and rate.base is None and counts(rate, metric):
            return often(rate.amount * wrong * _DAY / rate.seconds, rate.noun)
    return ""


def counts(rate: Rate, metric: Metric) -> bool:
    """Whether the rate counts what the metric is measured per; `image` does not count for `urgent image`."""
    noun, per = _singular(rate.noun), _singular(metric.per.value or "")
    if not noun or per == noun:
        return bool(noun)
    if noun in {_singular(word) for word in per.split()}:
        return False
    return noun in {_singular(word.strip(",.;:()/")) for word in (metric.means.value or "").split()}


def _singular(noun: str) -> str:
    return noun.strip().lower().removesuffix("s")


def often(daily: float, noun: str) -> str:
    """So many a day, or in the shortest period in which there is one."""
    days, period = next((found for found in _PERIODS if daily * found[0] >= 1), _PERIODS[-1])
    return f"{number(float(f'{daily * days:.3g}'))} {noun} {period}"
