"""The steps of a metric's ladder, each drawn on the scale of the rendered PRD."""

from collections.abc import Mapping
from typing import NamedTuple

from aiprd.documents.anchors import anchors
from aiprd.documents.drawing import named, scale
from aiprd.documents.ladder import STEPS
from aiprd.documents.telling import spoken
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import show
from aiprd.site.shown import filled


class Track(NamedTuple):
    """One step: where it stands in percent of the scale, and where the stretch that may ship begins and how wide it is."""

    name: str
    level: str
    value: str
    at: float
    begins: float
    wide: float
    scale: str
    ships: str


def drawings(prd: Prd) -> Mapping[tuple[str, str], str]:
    """The drawing of each step that can be drawn, by the metric's place on the page and the step's name."""
    at = anchors(prd).at
    return {
        (at[metric.path], track.name): filled("track.html.j2", track._asdict())
        for metric in prd.metrics.values()
        if metric.path in at
        for track in tracks(metric)
    }


def tracks(metric: Metric) -> list[Track]:
    """The steps of one metric; none where their values cannot stand on one scale."""
    values = {level: value for level in STEPS if (value := metric.amount(level)) is not None}
    ends = scale(list(values.values())) if len(values) > 1 else None
    if ends is None:
        return []
    low, high = ends
    told = named(ends, next(iter(values.values())))
    begins, wide = 0.0, 0.0
    launch = values.get("launch")
    if launch is not None and metric.better.value in {"higher", "lower"}:
        here = _percent(launch.amount, low, high)
        begins, wide = (0.0, here) if metric.lower_is_better else (here, round(100 - here, 2))
    ships = show(launch) if launch is not None and wide else ""
    return [
        Track(spoken(level), level, show(value), _percent(value.amount, low, high), begins, wide, told, ships)
        for level, value in values.items()
    ]


def _percent(amount: float, low: float, high: float) -> float:
    return round((amount - low) / (high - low) * 100, 2)
