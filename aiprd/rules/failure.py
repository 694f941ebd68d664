"""FAIL: the ways the product fails, and what users get instead (catalogue rows 125, 126, 128, 131, 132)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Source
from aiprd.prd.promise import FailureMode, Level
from aiprd.quantity import number
from aiprd.rule import Ask, Findings, presence, rule, short

_DAY = 86400
_TYPES = {
    "model": ("wrong_output", "more than 5% of the outputs checked in a day are wrong"),
    "data": ("stale_input", "a source is older than its fresh_within"),
    "infrastructure": ("no_answer", "no answer within the timeout"),
    "drift": ("drift", "{metric} misses its launch value over 7d though every source is sound"),
    "edge": ("unusual_case", "input unlike anything in the training data"),
}
"""The five types every product meets, each with an id and a signal to start from."""

FAILURE_MODES = presence(
    "FAIL001",
    "missing-failure-modes",
    Ask(
        "failure_modes",
        "how it fails",
        "failure_modes:\n  - {id: …, type: model, signal: …, loses: […], goes_to: …, user_sees: …, owner: …}",
    ),
    of=lambda prd: (prd,),
    summary="Document that does not say how the product fails.",
    why="Every AI product fails; what users get then is designed beforehand, or improvised in front of them.",
    bad="product: {status: building}  # <- how it fails\ndegradation: [{level: 1, id: full}]",
    good="product: {status: building}\nfailure_modes: [{id: no_answer, type: infrastructure, signal: no answer in 200ms, goes_to: plain}]",
    severity="W/E/E",
    since="building",
    references=("33.8",),
    rows=(125,),
)


@rule("FAIL002", severity="W/E/E", since="building", references=("33.8",), rows=(125,))
def untreated_failure_type(prd: Prd) -> Findings:
    """Failure modes that leave out one of the five types.

    Teams list the failures they have seen; drift and edge cases are those they have not seen yet.

    The types are model, data, infrastructure, drift and edge; misuse and attack may come on top. A mode without a type
    may be any of them. `drift: {na: reason}` answers for drift.

    Bad:
        failure_modes:  # <- none is of type drift
          - {id: wrong_item, type: model}
          - {id: stale_stock, type: data}
          - {id: timeout, type: infrastructure}
          - {id: cold_start, type: edge}
    Good:
        failure_modes:
          - {id: wrong_item, type: model}
          - {id: stale_stock, type: data}
          - {id: timeout, type: infrastructure}
          - {id: cold_start, type: edge}
          - {id: new_tastes, type: drift}
    """
    modes = prd.failure_modes
    treated = {mode.type.value for mode in modes}
    missing = [kind for kind in _TYPES if kind not in treated and not (kind == "drift" and prd.drift.not_applicable)]
    untold = sum(mode.type.value is None for mode in modes)
    if not len(modes) or untold >= len(missing):
        return
    told = missing[0] if len(missing) == 1 else ", ".join(missing[:-1]) + " or " + missing[-1]
    plain = next((level.label for level in reversed(prd.degradation) if level.uses_model is False), "…")
    lines = [
        f"- {{id: {_TYPES[kind][0]}, type: {kind}, signal: {_signal(prd, kind)}, goes_to: {plain}, user_sees: …, owner: …, test: …}}"
        for kind in missing
    ]
    seen = ", ".join(kind for kind in _TYPES if kind in treated)
    yield Finding(
        modes.path,
        f"of {len(modes)} failure modes none is of type {told}" + (f" (there are {seen})" if seen else ""),
        "\n".join(lines),
    )


def _signal(prd: Prd, kind: str) -> str:
    metric = next((metric.name for metric in prd.primary_metrics()), "quality")
    return _TYPES[kind][1].replace("{metric}", metric)


RESPONSE = presence(
    "FAIL003",
    "failure-without-response",
    Ask("type", "what fails", "type: model   # model, data, infrastructure, drift, edge, misuse or attack"),
    Ask("signal", "how it is noticed", "signal: …   # with a number"),
    Ask("goes_to", "which degradation level it leads to", "goes_to: …   # the id of a degradation level"),
    of=lambda prd: prd.failure_modes,
    summary="Failure mode without a type, a signal or a level it leads to.",
    why="A failure that nothing notices and that leads nowhere is met by users first.",
    bad="failure_modes:\n  - {id: no_answer, type: infrastructure, loses: [model]}  # <- how it is noticed and which degradation level",
    good="failure_modes:\n  - {id: no_answer, type: infrastructure, signal: no answer in 200ms, goes_to: plain}",
    severity="E/E/E",
    since="building",
    references=("33.8",),
    rows=(126,),
)

USER_AND_OWNER = presence(
    "FAIL004",
    "unowned-failure",
    Ask("user_sees", "what users see then", "user_sees: …"),
    Ask("owner", "who deals with it", "owner: …"),
    of=lambda prd: prd.failure_modes,
    summary="Failure mode without what users see, or without somebody who deals with it.",
    why="A failure without an owner is found, discussed and left as it is.",
    bad="failure_modes:\n  - {id: no_answer, signal: no answer in 200ms, goes_to: plain}  # <- what users see then and who deals with it",
    good="failure_modes:\n  - {id: no_answer, signal: no answer in 200ms, goes_to: plain, user_sees: bestsellers, owner: on-call}",
    severity="E/E/E",
    since="pilot",
    references=("33.8",),
    rows=(126,),
)


@rule("FAIL005", severity="E/E/E", references=("33.8",), rows=(128,))
def fallback_on_what_failed(prd: Prd) -> Findings:
    """Failure mode that leads to a level which needs what the failure takes away.

    Bestsellers in the user's favourite category need the very history that a new user does not have.

    Compares the words under `loses` with those under the level's `needs`.

    Bad:
        degradation:
          - {level: 1, id: full, needs: [model, purchases]}
          - {level: 2, id: favourites, needs: [purchases, inventory]}
          - {level: 3, id: plain, needs: [editorial]}
        failure_modes:
          - id: cold_start
            loses: [purchases]
            goes_to: favourites  # <- needs `purchases`, which `cold_start` takes away
    Good:
        degradation:
          - {level: 1, id: full, needs: [model, purchases]}
          - {level: 2, id: favourites, needs: [purchases, inventory]}
          - {level: 3, id: plain, needs: [editorial]}
        failure_modes:
          - {id: cold_start, loses: [purchases], goes_to: plain}
          - {id: timeout, loses: [model], goes_to: favourites}
    """
    for mode in prd.failure_modes:
        level = prd.level(mode.goes_to.value)
        lost = _words(loss.value for loss in mode.loses)
        if level is None:
            continue
        both = [need for need in level.needs if need.value and _words([need.value]) <= lost]
        if not both:
            continue
        names = " and ".join(f"`{short(need.value or '')}`" for need in both)
        yield Finding(
            mode.goes_to.path,
            f"level `{short(level.label)}` needs {names}, which `{short(mode.id.value or 'this failure')}` takes away",
            _escape(prd, level, lost, names),
            (*(Related(need.path, "needed here") for need in both), Related(mode.loses.path, "taken away here")),
        )


def _words(texts: "Iterator[str | None] | list[str]") -> set[str]:
    return {" ".join(text.lower().split()) for text in texts if text}


def _escape(prd: Prd, level: Level, lost: set[str], names: str) -> str:
    """Where the failure could lead instead: the next level down that needs nothing of what is lost."""
    levels = list(prd.degradation)
    below = levels[levels.index(level) + 1 :]
    for other in below:
        if other.id.value and other.needs.given and not _words(need.value for need in other.needs) & lost:
            return f"goes_to: {other.id.value}"
    return f"goes_to: …   # add a level that does without {names}"


_STALE = Pattern(
    r"\b(stale|outdated|out of date|out of stock|too old|older than|no longer fresh|freshness"
    r"|not (been )?(refreshed|updated)|late feed|feed (is )?late)\b",
    re.IGNORECASE,
)
_AGE = Pattern(r"\b(older than|after|for) \d|\d ?(ms|s|min|h|d|w|mo|minutes?|hours?|days?|weeks?) old\b", re.IGNORECASE)
"""An age in numbers: the limit is said, if not where it belongs."""


@rule("FAIL006", severity="I/W/E", since="pilot", references=("33.8",), rows=(131,), confidence="likely")
def unbounded_staleness(prd: Prd) -> Findings:
    """Source that can go stale, without a limit to how old it may be.

    Stale is a matter of minutes for stock and of months for a birth date; without a number nobody can raise the alarm.

    Asks where a failure mode or a level speaks of stale data: for the sources that the mode loses, or that the text names.

    Bad:
        data:
          sources:
            - {id: inventory, what: stock levels}  # <- how old `inventory` may be
        failure_modes:
          - {id: stale_stock, type: data, signal: more than 50% of items out of stock, loses: [inventory]}
    Good:
        data:
          sources:
            - {id: inventory, what: stock levels, fresh_within: 5min}
        failure_modes:
          - {id: stale_stock, type: data, signal: more than 50% of items out of stock, loses: [inventory]}
    """
    for source in prd.data.sources:
        if source.given and source.id.value and source.fresh_within.open:
            where = next(_staleness(prd, source), None)
            if where is not None:
                path, label = where
                yield Finding(
                    source.fresh_within.path if source.fresh_within.unknown else source.path,
                    f"`{label}` speaks of stale data, but nothing says how old `{short(source.id.value)}` may be",
                    "fresh_within: 5min   # the oldest it may be, as a length of time",
                    (Related(path, "depends on how fresh it is"),),
                    known_gap=source.fresh_within.unknown,
                )


def _staleness(prd: Prd, source: Source) -> Iterator[tuple[Path, str]]:
    """Where the document speaks of this source going stale, and what that place is called."""
    name = re.compile(rf"\b{re.escape(_spaced(source.id.value))}\b", re.IGNORECASE)
    for mode in prd.failure_modes:
        told = _spaced(f"{mode.id.value or ''} {mode.signal.value or ''}")
        lost = any(loss.value == source.id.value for loss in mode.loses)
        stale = _STALE.search(told) and not _AGE.search(told)
        if mode.type.value in {None, "data"} and stale and (lost or name.search(told)):
            yield mode.path, short(mode.id.value or mode.signal.value or "")
    for level in prd.degradation:
        told = _spaced(level.when.value)
        if _STALE.search(told) and name.search(told) and not _AGE.search(told):
            yield level.when.path, short(level.label)


def _spaced(text: str | None) -> str:
    return (text or "").replace("_", " ")


@rule("FAIL007", severity="I/W/E", since="pilot", references=("33.8",), rows=(131,), confidence="likely")
def unanswered_staleness(prd: Prd) -> Findings:
    """Limit on a source's age that nothing acts on.

    A limit is a wish until something happens when it is passed.

    Asks only for sources that a degradation level needs. A failure mode answers when it loses the source or names it, or
    speaks of stale data without saying which; so does the `when` of a level, and a fallback requirement's.

    Bad:
        data:
          sources:
            - id: inventory
              fresh_within: 5min  # <- nothing happens when `inventory` is older than 5min
        degradation:
          - {level: 1, id: full, needs: [model, inventory]}
        failure_modes:
          - {id: timeout, type: infrastructure, signal: no answer in 200ms, loses: [model]}
    Good:
        data:
          sources:
            - {id: inventory, fresh_within: 5min}
            - {id: brands, fresh_within: 30d}
        degradation:
          - {level: 1, id: full, needs: [model, inventory]}
        failure_modes:
          - {id: stale_stock, type: data, signal: more than 50% of items out of stock, loses: [inventory]}
    """
    needed = {need.value for level in prd.degradation for need in level.needs}
    for source in prd.data.sources:
        name, limit = source.id.value, source.fresh_within
        if not name or limit.value is None or name not in needed or not len(prd.failure_modes):
            continue
        if any(_answers(mode, name) for mode in prd.failure_modes) or name in _conditions(prd):
            continue
        plain = next((level.label for level in reversed(prd.degradation) if level.uses_model is False), "…")
        yield Finding(
            limit.path,
            f"nothing happens when `{short(name)}` is older than {limit.text}: no failure mode speaks of it",
            f"- {{id: stale_{name}, type: data, signal: {name} older than {limit.text}, loses: [{name}], goes_to: {plain}, "
            "user_sees: …, owner: …, test: …}",
            (Related(prd.failure_modes.path, "none of these loses it"),),
        )


def _answers(mode: FailureMode, source: str) -> bool:
    """Whether a failure mode is about this source being too old or gone."""
    told = f"{mode.id.value or ''} {mode.signal.value or ''}"
    vague = not len(mode.loses) and mode.type.value in {None, "data"} and _STALE.search(_spaced(told))
    return not mode.given or source in told or any(loss.value == source for loss in mode.loses) or bool(vague)


def _conditions(prd: Prd) -> str:
    """The text of every condition that sets off a level or a fallback."""
    texts = [level.when.value for level in prd.degradation] + [entry.when.value for entry in prd.requirements.fallback]
    return " ".join(text for text in texts if text)


_TIME_AWARE = Pattern(
    r"season|time.aware|time.of.(the.)?year|calendar|recency|decay|down.?weight|weighted down|holiday", re.IGNORECASE
)


@rule("FAIL008", severity="I/W/W", kinds=("predictive", "ranking"), references=("33.8",), rows=(132,))
def memory_shorter_than_two_cycles(prd: Prd) -> Findings:
    """Seasonal demand learned from less than two cycles.

    With one winter in the data a model cannot tell winter from growth: twelve months of data put gifts on the page in March.

    Silent where a mitigation, a requirement, a limitation, a component or the plan to collect data speaks of seasons,
    recency, decay or the calendar. Two cycles may fall short by 1%: 104 weeks are two years.

    Bad:
        data:
          history: 12mo  # <- holds 1 yearly cycle
          seasonality: yearly
    Good:
        data: {history: 24mo, seasonality: yearly}
    Good:
        data: {history: 12mo, seasonality: yearly}
        failure_modes:
          - {id: off_season, type: model, mitigation: items of a past season are weighted down}
    Good:
        data: {history: 12mo, seasonality: none}
    """
    season, history = prd.data.seasonality, prd.data.history
    days = {"weekly": 7.0, "yearly": 365.0}.get(season.value or "")
    if days is None or history.value is None or _knows_seasons(prd):
        return
    cycles = history.value.amount / (days * _DAY)
    if cycles >= 2 * 0.99:
        return
    unit = "w" if days == 7 else "mo"
    yield Finding(
        history.path,
        f"`{history.text}` of history holds {number(round(cycles, 1))} {season.value} cycle{'s' if round(cycles, 1) != 1 else ''}, "
        "and two are needed to tell a season from a trend",
        f"history: {2 if days == 7 else 24}{unit}   # or a failure mode with `mitigation: items of a past season are weighted down`",
        (Related(season.path, f"demand follows a {season.value} cycle"),),
        {"history_days": round(history.value.amount / _DAY, 1), "needed_days": 2 * days},
    )


def _knows_seasons(prd: Prd) -> bool:
    """Whether something is done about seasons."""
    texts = [mode.mitigation.value for mode in prd.failure_modes]
    texts += [entry.text.value for _, entry in prd.requirements.each()]
    texts += [limit.fix.value for limit in prd.limitations] + [limit.fallback.value for limit in prd.limitations]
    texts += [f"{name} {part.what.value or ''}" for name, part in prd.components.items()]
    texts += [loop.counter.value for loop in prd.feedback.loops] + [prd.data.collection.value]
    return any(text and _TIME_AWARE.search(text) for text in texts)
