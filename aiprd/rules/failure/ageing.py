"""FAIL006 to FAIL008: data that has grown too old, or does not reach back far enough (catalogue rows 131, 132)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.evidence import Source
from aiprd.prd.failure import FailureMode
from aiprd.quantity import number
from aiprd.rule import Findings, listed, rule, short

_DAY = 86400

_STALE = Pattern(
    r"\b(stale|outdated|out of date|out of stock|too old|older than|no longer fresh|freshness"
    r"|not (been )?(refreshed|updated)|late feed|feed (is )?late)\b",
    re.IGNORECASE,
)
_AGE = Pattern(r"\b(older than|after|for) \d|\d ?(ms|s|min|h|d|w|mo|minutes?|hours?|days?|weeks?) old\b", re.IGNORECASE)
"""An age in numbers: the limit is said, if not where it belongs."""
_DOWN = Pattern(r"\b(?:un)?reachable\b|\bdown\b|\bunavailable\b|\boffline\b", re.IGNORECASE)
"""A source that does not answer: how long that lasts says nothing of the age of what came before."""


@rule("FAIL006", severity="I/W/E", since="pilot", references=("33.8",), rows=(131,), confidence="likely")
def unbounded_staleness(prd: Prd) -> Findings:
    """Source that can go stale, without a limit to how old it may be.

    Stale is a matter of minutes for stock and of months for a birth date; without a number nobody can raise the alarm.

    Asks where a failure mode or a level speaks of stale data: for the sources that the mode loses, or that the text names.
    Asks also for sources that the product answers from (a level with the model needs them, or a story reads them), where
    no source has a limit, or each other one has. An age in the signal of a failure mode is a limit too; how long a source
    may be out of reach is none.

    Bad:
        data:
          sources:
            - {id: inventory, what: stock levels}  # <- how old `inventory` may be
        failure_modes:
          - {id: stale_stock, type: data, signal: more than 50% of items out of stock, loses: [inventory]}
    Bad:
        data:
          sources:  # <- nothing says how old `tasks` and `calendar` may be
            - {id: tasks, what: open tasks}
            - {id: calendar, what: meetings of the day}
            - {id: profile, what: working time}
        degradation:
          - {level: 1, id: sorted, needs: [model, tasks, calendar]}
    Bad:
        data:
          sources:
            - {id: images, what: X-rays of the day}  # <- nothing says how old `images` may be
            - {id: requests, what: order messages, fresh_within: 60s}
        degradation:
          - {level: 1, id: sorted, needs: [model, images, requests]}
        failure_modes:
          - {id: archive_down, type: infrastructure, signal: archive not reachable for 60s, loses: [images]}
    Good:
        data:
          sources:
            - {id: inventory, what: stock levels, fresh_within: 5min}
        failure_modes:
          - {id: stale_stock, type: data, signal: more than 50% of items out of stock, loses: [inventory]}
    Good:
        data:
          sources:
            - {id: calendar, what: meetings of the day}
        degradation:
          - {level: 1, id: sorted, needs: [model, calendar]}
        failure_modes:
          - {id: no_sync, type: data, signal: the calendar not synced for 1h, loses: [calendar]}
    """
    told = set()
    for source in prd.data.sources:
        if source.given and source.id.value and source.fresh_within.open:
            where = next(_staleness(prd, source), None)
            if where is not None:
                path, label = where
                told.add(source.path)
                yield Finding(
                    source.fresh_within.path if source.fresh_within.unknown else source.path,
                    f"`{label}` speaks of stale data, but nothing says how old `{short(source.id.value)}` may be",
                    "fresh_within: 5min   # the oldest it may be, as a length of time",
                    (Related(path, "depends on how fresh it is"),),
                    known_gap=source.fresh_within.unknown,
                )
    forgotten = [source for source in _forgotten(prd) if source.path not in told]
    if forgotten:
        names = listed([f"`{short(source.id.value or '')}`" for source in forgotten])
        alone = len(forgotten) == 1
        yield Finding(
            forgotten[0].path if alone else prd.data.sources.path,
            f"nothing says how old {names} may be, which the product answers from",
            "fresh_within: 24h   # the oldest it may be, as a length of time; or {na: it does not age, because …}",
            () if alone else tuple(Related(source.path, "no limit here") for source in forgotten[:6]),
            known_gap=all(source.fresh_within.unknown for source in forgotten),
        )


def _forgotten(prd: Prd) -> list[Source]:
    """The sources that the product answers from and nothing limits; none where some have a limit and several have not."""
    sources = [source for source in prd.data.sources if source.given and source.id.value]
    unlimited = [source for source in sources if source.fresh_within.open]
    read = {name.value for story in prd.stories for name in story.inputs}
    read |= {need.value for level in prd.degradation if level.uses_model for need in level.needs}
    if len(unlimited) not in {1, len(sources)} or len(sources) < len(prd.data.sources):
        return []
    signals = ((mode, mode.signal.value or "") for mode in prd.failure_modes)
    aged = [mode for mode, signal in signals if _AGE.search(signal) and not _DOWN.search(signal)]
    return [part for part in unlimited if part.id.value in read and not any(_about(mode, part) for mode in aged)]


def _about(mode: FailureMode, source: Source) -> bool:
    named = _spaced(source.id.value) in _spaced(f"{mode.id.value or ''} {mode.signal.value or ''}")
    return named or any(loss.value == source.id.value for loss in mode.loses)


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

    Asks only for sources that a degradation level needs. A failure mode answers when it loses the source, when it is of
    type data and names it, or when it says that the source, or data at large, is stale or gone; so does the `when` of a
    level, and a fallback requirement's.

    Bad:
        data:
          sources:
            - id: inventory
              fresh_within: 5min  # <- nothing happens when `inventory` is older than 5min
        degradation:
          - {level: 1, id: full, needs: [model, inventory]}
        failure_modes:
          - {id: timeout, type: infrastructure, signal: no answer in 200ms, loses: [model]}
    Bad:
        data:
          sources:
            - id: payments
              fresh_within: 1min  # <- nothing happens when `payments` is older than 1min
        degradation:
          - {level: 1, id: scored, needs: [model, payments]}
          - {level: 2, id: rules, when: fewer than 5 payments}
        failure_modes:
          - {id: new_card, type: edge, signal: fewer than 5 payments}
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
        if any(_answers(mode, name) for mode in prd.failure_modes) or any(
            _gone(name, text) for text in _conditions(prd)
        ):
            continue
        plain = next((level.label for level in reversed(prd.degradation) if level.uses_model is False), "…")
        yield Finding(
            limit.path,
            f"nothing happens when `{short(name)}` is older than {limit.text}: no failure mode speaks of it",
            f"- {{id: stale_{name}, type: data, signal: {name} older than {limit.text}, loses: [{name}], goes_to: {plain}, "
            "user_sees: …, owner: …, test: …}   # under failure_modes",
            (Related(prd.failure_modes.path, "none of these loses it"),),
        )


def _answers(mode: FailureMode, source: str) -> bool:
    """Whether a failure mode is about this source being too old or gone."""
    told = f"{mode.id.value or ''} {mode.signal.value or ''}"
    data = mode.type.value in {None, "data"}
    vague = not len(mode.loses) and data and _STALE.search(_spaced(told))
    named = (data and source in told) or _gone(source, told)
    return not mode.given or named or any(loss.value == source for loss in mode.loses) or bool(vague)


_GONE = Pattern(
    r"\bnot\b|\bno\b|\bunreachable\b|\bunavailable\b|\bdown\b|\bmissing\b|\bempty\b|\bdelay|\blate\b|\bgaps?\b"
    r"|\bsync|\bfails?\b|\bbroken\b|\bstops?\b|\bage\b|\bold(?:er)?\b",
    re.IGNORECASE,
)


def _gone(source: str, text: str) -> bool:
    """Whether a condition says of this source that it is stale or gone: `payments older than 1min`, not `5 payments`."""
    parts = re.split(r"[,;]| or ", _spaced(text))
    return any(_spaced(source) in part and (_STALE.search(part) or _GONE.search(part)) for part in parts)


def _conditions(prd: Prd) -> Iterator[str]:
    """The text of every condition that sets off a level or a fallback."""
    texts = [level.when.value for level in prd.degradation] + [entry.when.value for entry in prd.requirements.fallback]
    yield from (text for text in texts if text)


_TIME_AWARE = Pattern(
    r"season|time.aware|time.of.(the.)?year|calendar|recency|decay|down.?weight|weighted down|holiday", re.IGNORECASE
)


@rule("FAIL008", severity="I/W/W", kinds=("predictive", "ranking"), references=("33.8",), rows=(132,), fixable=True)
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
    days, needed = {"weekly": (7.0, "2w"), "yearly": (365.0, "24mo")}.get(season.value or "", (None, ""))
    if days is None or history.value is None or _knows_seasons(prd):
        return
    cycles = history.value.amount / (days * _DAY)
    if cycles >= 2 * 0.99:
        return
    yield Finding(
        history.path,
        f"`{history.text}` of history holds {number(round(cycles, 1))} {season.value} cycle{'s' if round(cycles, 1) != 1 else ''}, "
        "and two are needed to tell a season from a trend",
        f"history: {needed}   # or a failure mode with `mitigation: items of a past season are weighted down`",
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
