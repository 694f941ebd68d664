"""The roadmap in its two tracks: features with dates, which are commitments, and performance as ranges, which is a goal."""

import re
from typing import NamedTuple

from aiprd.amount import interval
from aiprd.answer import Answer, Table
from aiprd.documents.markdown import BREAK, Markdown, escaped, joined, linked, table
from aiprd.documents.telling import NOT_SAID, Teller, inline, spoken
from aiprd.documents.wrong import COMPUTED, wrong_between, wrong_told
from aiprd.prd.business import PERFORMANCE_KEYS, Feature
from aiprd.prd.metric import Metric
from aiprd.quantity import GrammarError, Interval, Quantity, number
from aiprd.rules.roadmap.allocation import PARTS, USUAL

_UNTIL = (("early", 6), ("growth", 18), ("mature", 1200))
"""The stages by the months at which they end (source 33.11)."""


class Share(NamedTuple):
    """One kind of effort: its share as planned, and what is usual at this stage."""

    name: str
    planned: Markdown
    usual: str
    apart: str


def features(teller: Teller) -> Markdown:
    """The features with their dates; empty where none is planned."""
    found = [feature for feature in teller.prd.roadmap.features if feature.given]
    rows = [_feature(feature, teller) for feature in found]
    return table(("Feature", "By", "Needed at launch"), rows) or teller.told(teller.prd.roadmap.features)


def _feature(feature: Feature, teller: Teller) -> list[Markdown]:
    told = teller.told
    return [told(feature.what) or NOT_SAID, told(feature.by) or NOT_SAID, told(feature.required_at_launch) or NOT_SAID]


def performance(teller: Teller) -> Markdown:
    """The ranges by date, each with how often it would be wrong, and where the metric stands today."""
    rows = []
    for entry in teller.prd.roadmap.performance:
        names = [name for name in entry if name not in PERFORMANCE_KEYS and not name.startswith("x-")]
        reasons = [
            Markdown(f"{inline(key)}: {teller.told(entry[key])}") for key in ("driver", "outcome") if key in entry
        ]
        by = teller.told(entry["by"]) if "by" in entry else NOT_SAID
        because = joined(reasons, BREAK)
        rows += [[by or NOT_SAID, *_range(entry, name, teller), because] for name in names or [""]]
    columns = ("By", "Metric", "Range", "Today", "Because")
    return table(columns, rows) or teller.told(teller.prd.roadmap.performance)


def _range(entry: Table[Answer[str]], name: str, teller: Teller) -> list[Markdown]:
    if not name:
        return [NOT_SAID, teller.told(entry) if not entry.given else NOT_SAID, Markdown("")]
    base, _, part = (name, "", "") if teller.prd.metric(name) is not None else name.partition(".")
    metric = teller.prd.metric(base)
    link = linked(escaped(name), teller.places.of.get(("metric", base), ""))
    today = _today(metric, part, teller) if metric is not None else Markdown("no such metric")
    return [link, _told(entry[name], metric, teller), today]


def _told(answer: Answer[str], metric: Metric | None, teller: Teller) -> Markdown:
    """A range as typed, with how often it is wrong at its two ends, and a word where it is no range."""
    told = teller.told(answer) or NOT_SAID
    read = read_range(answer)
    if read is None:
        return joined([told, Markdown("one value where a range is due")]) if answer.given else told
    wrong = wrong_between(metric, read.low, read.high)
    return Markdown(f"{told} ({wrong})") if wrong else told


def read_range(answer: Answer[str]) -> Interval | None:
    """The range that is typed there; None for anything else."""
    try:
        return interval(answer.value) if answer.value else None
    except GrammarError:
        return None


def _today(metric: Metric, part: str, teller: Teller) -> Markdown:
    inner = metric.slices.get(part) if part else None
    if part and inner is None:
        return NOT_SAID
    seen = inner.observed if inner is not None else metric.observed
    value: Quantity | None = seen.value.value.value if seen.value.value is not None else None
    wrong = wrong_told(metric, value)
    told = teller.figure(seen.value) or teller.told(seen) or NOT_SAID
    return Markdown(f"{told} ({wrong})") if wrong else told


def allocation(teller: Teller) -> list[Share]:
    """The division of effort beside what is usual; empty where the document gives none."""
    part = teller.prd.roadmap.allocation
    if not part.given:
        return []
    usual = USUAL.get(stage_of(teller.prd.product.stage.value or ""))
    shares = []
    for index, name in enumerate(PARTS):
        answer = part.part(name)
        planned = teller.told(answer) or NOT_SAID
        value = answer.value if isinstance(answer, Answer) else None
        apart = ""
        if usual is not None and isinstance(value, int | float):
            percent = value * 100 if 0 < value < 1 else value
            apart = f"{percent - usual[index]:+g} points{COMPUTED}" if percent != usual[index] else "as usual"
        shares.append(Share(spoken(name), planned, number(usual[index]) if usual else "", apart))
    return shares


def undivided(teller: Teller) -> Markdown:
    """Why there is no division of effort; empty where there is one or nothing is said."""
    part = teller.prd.roadmap.allocation
    return Markdown("") if part.given else teller.told(part)


def stage_of(text: str) -> str:
    """The stage that a stage's name or a number of months belongs to; empty where it is neither."""
    if text in USUAL:
        return text
    months = re.match(r"(\d{1,3})(?: ?(?:mo|months?))?$", text)
    return next((stage for stage, end in _UNTIL if months and int(months[1]) <= end), "")


def research(teller: Teller) -> Markdown:
    """The open questions with their time limits; empty where there are none."""
    rows = [
        [
            teller.told(item.what) or NOT_SAID,
            teller.told(item.timebox) or NOT_SAID,
            teller.told(item.success) or NOT_SAID,
            teller.told(item.kill) or NOT_SAID,
        ]
        for item in teller.prd.roadmap.research
        if item.given
    ]
    return table(("Question", "At most", "Worth it if", "Ended by"), rows) or teller.told(teller.prd.roadmap.research)


def mends(teller: Teller) -> Markdown:
    """The limitations with what will mend them, and when."""
    rows = [
        [teller.told(each.what) or NOT_SAID, teller.told(each.fix) or NOT_SAID, teller.told(each.by) or NOT_SAID]
        for each in teller.prd.limitations
        if each.given
    ]
    return table(("Limitation", "Mended by", "When"), rows) or teller.told(teller.prd.limitations)
