"""Looks up every name that one part of a PRD uses and another defines."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from aiprd.answer import State
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Flaw, Related
from aiprd.field import NameUse, Reading

if TYPE_CHECKING:
    from aiprd.prd import Prd

ALERT_SIGNALS = ("volume",)
"""What an alert may watch besides metrics."""


def definitions(prd: "Prd") -> Mapping[str, tuple[str, ...]]:
    """The names the document defines, by what they are names of."""
    return {
        "metric": tuple(prd.metrics),
        "slice": tuple(f"{name}.{part}" for name, metric in prd.metrics.items() for part in metric.slices),
        "degradation level": _ids(level.id.value for level in prd.degradation),
        "data source": _ids(source.id.value for source in prd.data.sources),
        "component": (*prd.components, "model"),
        "evaluation set": _ids(part.id.value for part in prd.evaluation.sets),
        "judge": _ids(judge.id.value for judge in prd.evaluation.judges),
        "experiment": _ids(experiment.id.value for experiment in prd.experiments),
        "signal": ALERT_SIGNALS,
        "requirement": _ids(entry.id.value for _, entry in prd.requirements.each()),
        "words": (),
    }


def resolve(prd: "Prd", reading: Reading) -> None:
    """Adds a flaw for each name that nothing defines; a misspelt one is read as what was meant.

    A kind of which the document defines nothing is not looked up: that the whole part is missing is told elsewhere.
    Where words may stand too, only a misspelt name is told.
    """
    defined = definitions(prd)
    nameless = {"degradation level"} if len(prd.degradation) else set()  # levels without ids can be led to by no name
    nowhere: dict[tuple[str, str], list[NameUse]] = {}
    known = cache(lambda kinds: dict.fromkeys(option for kind in kinds for option in defined[kind]))
    for use in reading.names:
        value = use.answer.value
        name = used_name(value)
        kinds = (*use.kinds, "slice") if use.kinds[0] == "metric" else use.kinds
        options = known(kinds)
        if name in options or not (defined[kinds[0]] or kinds[0] in nameless):
            continue
        if " " in name and kinds[0] == "degradation level":  # prose, told by the rules on fallbacks
            continue
        meant = reading.guesses.nearest(name, options)
        if "words" in use.kinds and (meant is None or meant.startswith(name)):
            continue
        if meant is None:
            use.answer.state, use.answer.value = State.BROKEN, None
            nowhere.setdefault((kinds[0], name), []).append(use)
            continue
        use.answer.value = value._replace(metric=meant) if isinstance(value, Bound) else meant
        message = f"no {kinds[0]} is called `{_short(name)}`; did you mean `{meant}`?"
        reading.flaws.append(Flaw("FORM007", Finding(use.answer.path, message, meant)))
    for (kind, name), uses in nowhere.items():
        reading.flaws.append(Flaw("FORM007", _undefined(kind, name, uses, defined[kind])))


def used_name(value: object) -> str:
    """The name that an answer holds: itself, or the metric of a bound."""
    return value.metric if isinstance(value, Bound) else str(value or "")


def _undefined(kind: str, name: str, uses: list[NameUse], options: tuple[str, ...]) -> Finding:
    """One finding for a name, however often it is used."""
    known = ", ".join(options[:12])
    return Finding(
        uses[0].answer.path,
        f"no {kind} is called `{_short(name)}`",
        f"define `{_short(name)}` under `{HOMES[kind]}`" + (f", or use one of: {known}" if known else ""),
        tuple(Related(use.answer.path, "used here too") for use in uses[1:4]),
    )


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "…"


HOMES = {
    "metric": "metrics",
    "degradation level": "degradation",
    "data source": "data.sources",
    "component": "components",
    "evaluation set": "evaluation.sets",
    "judge": "evaluation.judges",
    "experiment": "experiments",
}
"""Where a name of each kind is defined."""


def _ids(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(value for value in values if value)
