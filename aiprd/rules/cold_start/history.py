"""Cases without a history: what they are, what they get, and how many there are (catalogue rows 112, 113)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import Prd
from aiprd.prd.failure import FailureMode, Level
from aiprd.prd.purpose import Segment
from aiprd.quantity import Quantity, Unit, percent
from aiprd.rule import Findings, rule, subject

_COLD = (
    r"\bcold[ -]?starts?\b|\bno (?:purchase |order |transaction |usage )?history\b"
    r"|\bnew(?:ly \w+)? (?:user|member|customer|item|product|account|listing|seller|client|visitor|subscriber|buyer|merchant"
    r"|shop|store|driver|host|guest|student|player|employee)s?\b"
    r"|\b(?:fewer|less) than [\w.]+ (?:[\w-]+ )?(?:purchase|order|visit|rating|interaction|ticket|view|click|transaction|session"
    r"|event|sale|case|booking|review|play|message|payment)s?\b"
    r"|\b(?:user|member|customer|account|item)s? (?:younger|newer) than\b"
    r"|\b(?:insufficient|too little|not enough) (?:data|history)\b|\bfirst[- ](?:time|visit|purchase|order|session)\b"
)
_COUNTED = r"\d|\b(?:no|zero|without|first|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen)\b"


def _is_cold(*texts: str | None) -> bool:
    return any(re.search(_COLD, text.replace("_", " "), re.IGNORECASE) for text in texts if text)


@rule(
    "COLD001",
    severity="W/W/E",
    kinds=("predictive", "ranking"),
    since="pilot",
    confidence="likely",
    references=("33.6", "33.8"),
    rows=(112,),
    fixable=True,
)
def forgotten_cold_start(prd: Prd) -> Findings:
    """Product that learns from history, and no word on cases that have none.

    On the first day every user is new, and on every later day the new ones decide whether they stay.

    A traffic segment, a failure mode, a slice, a fallback or a limitation that speaks of it answers; so does
    `traffic.segments.cold_start: {na: reason}`. Silent without failure modes.

    Bad:
        failure_modes:  # <- what happens to a case without a history
          - {id: timeout, type: infrastructure, signal: no answer in 200ms}
    Good:
        failure_modes:
          - {id: cold_start, type: edge, signal: fewer than 3 purchases, goes_to: popularity}
    Good:
        traffic: {segments: {cold_start: {na: each case is scored by its own text}}}
        failure_modes:
          - {id: timeout, type: infrastructure, signal: no answer in 200ms}
    """
    if len(prd.failure_modes) and not any(_is_cold(text) for text in _mentions(prd)):
        yield Finding(
            prd.failure_modes.path,
            "nothing says what happens to a case without a history, such as a new user or a new item",
            "- {id: cold_start, type: edge, signal: fewer than 3 …, loses: […], goes_to: …, user_sees: …, owner: …, test: …}",
        )


def _mentions(prd: Prd) -> Iterator[str | None]:
    """Where a document may speak of cold start."""
    yield from prd.traffic.segments
    yield from (segment.when.value for segment in prd.traffic.segments.values())
    yield from (text for mode in prd.failure_modes for text in (mode.id.value, mode.signal.value))
    yield from (name for metric in prd.metrics.values() if metric.given for name in (metric.name, *metric.slices))
    yield from (text for entry in prd.requirements.fallback for text in (entry.id.value, entry.when.value))
    yield from (text for story in prd.stories for text in (story.as_.value, story.fallback.when.value))
    yield from (level.when.value for level in prd.degradation)
    yield from (text for part in prd.limitations for text in (part.what.value, part.slice.value))


@rule(
    "COLD002",
    severity="W/W/E",
    kinds=("predictive", "ranking"),
    since="pilot",
    confidence="likely",
    references=("33.6", "33.8"),
    rows=(112,),
)
def half_a_cold_start(prd: Prd) -> Findings:
    """Cold start without a number that defines it, a goal of its own, or a fallback.

    "New users" are those of today or those of this year; only a number decides who gets the fallback.

    The number may stand in the segment, the failure mode or the fallback; the goal in a slice or a metric of its own, in a
    bound for it, or in the roadmap's ranges. A cold start that only leads to levels without the model needs no goal.
    Asked where a traffic segment or a failure mode is a cold start.

    Bad:
        failure_modes:
          - id: cold_start  # <- from which number on it is over and what it should reach
            signal: a new member
            goes_to: popularity
    Good:
        metrics:
          relevance: {launch: 70%, slices: {cold_start: {target: 60%}}}
        failure_modes:
          - {id: cold_start, signal: fewer than 3 purchases, goes_to: popularity}
    Good:
        degradation: [{level: 1, id: scored, ai: true}, {level: 2, id: rules, ai: false}]
        failure_modes:
          - {id: cold_start, signal: fewer than 5 payments, goes_to: rules}
    """
    where = next((part for part in (*_modes(prd), *_segments(prd).values())), None)
    if where is None:
        return
    asks = {}
    if not any(re.search(_COUNTED, text, re.IGNORECASE) for text in _definitions(prd)):
        key = "signal" if isinstance(where, FailureMode) else "when"
        asks["from which number on it is over"] = f"{key}: fewer than 3 …"
    if not _has_goal(prd) and not _without_model(prd):
        asks["what it should reach"] = "slices: {cold_start: {target: {value: …%, by: launch + 1q}}}   # on a metric"
    if not any(level is not None for level in _levels(prd)) and not any(mode.goes_to.given for mode in _modes(prd)):
        asks["which fallback it gets"] = "goes_to: …   # on its failure mode: the id of a degradation level"
    if asks:
        *first, last = asks
        listed = f"{', '.join(first)} and {last}" if first else last
        yield Finding(where.path, f"{subject(where)} does not say {listed}", "\n".join(asks.values()))


def _without_model(prd: Prd) -> bool:
    """Whether all levels that a cold start leads to are known to work without the model."""
    levels = _levels(prd)
    return bool(levels) and all(level is not None and level.uses_model is False for level in levels)


def _modes(prd: Prd) -> list[FailureMode]:
    return [mode for mode in prd.failure_modes if mode.given and _is_cold(mode.id.value, mode.signal.value)]


def _segments(prd: Prd) -> dict[str, Segment]:
    """The traffic segments that are a cold start: by their name, or by the signal of a failure mode that is one."""
    signals = {mode.signal.value for mode in _modes(prd) if mode.signal.value}
    return {
        name: part
        for name, part in prd.traffic.segments.items()
        if part.given and ("cold" in name.lower() or part.when.value in signals)
    }


def _definitions(prd: Prd) -> Iterator[str]:
    """The words that say when a cold start is over."""
    texts = [part.when.value for part in _segments(prd).values()] + [mode.signal.value for mode in _modes(prd)]
    for entry in prd.requirements.fallback:
        texts += [entry.when.value, entry.until.value] if _is_cold(entry.id.value, entry.when.value) else []
    for level in prd.degradation:  # one condition of several: the numbers of the others do not count
        texts += [part for part in re.split(r"[,;]| or ", level.when.value or "") if _is_cold(part)]
    yield from (text for text in texts if text)


def _has_goal(prd: Prd) -> bool:
    """Whether some value is what the cold start should reach."""
    for metric in prd.metrics.values():
        own = metric.given and _is_cold(metric.name) and (metric.launch.given or metric.target.given)
        parts = [part for name, part in metric.slices.items() if _is_cold(name)]
        if own or any(part.target.given or part.launch.given for part in parts):
            return True
    bounds = [entry.bound.value for _, entry in prd.requirements.each()] + [story.bound.value for story in prd.stories]
    ranges = [key for line in prd.roadmap.performance for key in line]
    return any(_is_cold(bound.slice, bound.metric) for bound in bounds if bound is not None) or _is_cold(*ranges)


def _levels(prd: Prd) -> list[Level | None]:
    """The degradation levels that a cold start leads to."""
    names = [mode.goes_to.value for mode in _modes(prd)]
    names += [entry.then.value for entry in prd.requirements.fallback if _is_cold(entry.id.value, entry.when.value)]
    names += [story.fallback.then.value for story in prd.stories if _is_cold(story.fallback.when.value)]
    return [prd.level(name) for name in names if name] + [
        level for level in prd.degradation if _is_cold(level.when.value)
    ]


@rule(
    "COLD003", severity="W/W/E", kinds=("predictive", "ranking"), references=("33.5", "33.8"), rows=(113,), fixable=True
)
def cold_start_beyond_coverage(prd: Prd) -> Findings:
    """More cases in their cold start than coverage leaves without an answer.

    If 95% must get an answer of the model and 8% cannot get one, the promise is broken on the first day.

    Compares the segment's share (or the failure mode's `expected_share`) with what coverage leaves. Silent unless the
    level that a cold start leads to is known to work without the model.

    Bad:
        traffic:
          segments:
            cold_start:
              when: fewer than 3 purchases
              share: 8%  # <- 8% are in their cold start and get no answer of the model, coverage of 95% leaves 5%
        requirements: {coverage: [coverage >= 95% of members]}
        degradation: [{level: 1, id: full}, {level: 2, id: popularity, ai: false}]
        failure_modes: [{id: cold_start, goes_to: popularity}]
    Good:
        traffic: {segments: {cold_start: {when: fewer than 3 purchases, share: 3%}}}
        requirements: {coverage: [coverage >= 95% of members]}
        degradation: [{level: 1, id: full}, {level: 2, id: popularity, ai: false}]
        failure_modes: [{id: cold_start, goes_to: popularity}]
    """
    left = _uncovered(prd)
    if left is None:
        return
    leaves, bound = left
    for share in _shares(prd):
        amount = share.value
        if amount is not None and amount.unit is Unit.RATIO and amount.amount > leaves + 1e-9:
            yield Finding(
                share.path,
                f"{percent(amount.amount)} are in their cold start and get no answer of the model, "
                f"coverage of {percent(1 - leaves)} leaves {percent(leaves)}",
                f"share: {percent(leaves)}   # or a lower coverage, or a level that uses the model",
                (Related(bound, f"{percent(1 - leaves)} must be covered"),),
                {"cold_start_share": amount.amount, "uncovered_share": round(leaves, 9)},
            )
            return


@rule(
    "COLD004",
    severity="I/W/E",
    kinds=("predictive", "ranking"),
    since="pilot",
    references=("33.5", "33.8"),
    rows=(113,),
    fixable=True,
)
def uncounted_cold_start(prd: Prd) -> Findings:
    """Cold start of which nobody knows how many it meets.

    Whoever is in it gets no answer of the model; whether coverage can hold depends on how many they are.

    Asked where coverage is bound and a cold start leads to a level without the model.

    Bad:
        traffic:
          segments:
            cold_start:
              when: fewer than 3 purchases
              share: unknown  # <- nobody can tell whether they fit into the 5% that coverage leaves
        requirements: {coverage: [coverage >= 95% of members]}
        degradation: [{level: 1, id: full}, {level: 2, id: popularity, ai: false}]
        failure_modes: [{id: cold_start, goes_to: popularity}]
    Good:
        traffic: {segments: {cold_start: {when: fewer than 3 purchases, share: 3%}}}
        requirements: {coverage: [coverage >= 95% of members]}
        degradation: [{level: 1, id: full}, {level: 2, id: popularity, ai: false}]
        failure_modes: [{id: cold_start, goes_to: popularity}]
    """
    left, shares = _uncovered(prd), _shares(prd)
    if left is None or not shares or not all(share.open for share in shares):
        return
    leaves, bound = left
    unknown = next((share for share in shares if share.unknown), None)
    known = next(iter(_segments(prd).values()), None)
    place = known.path if known is not None else next(mode.path for mode in _modes(prd))
    yield Finding(
        unknown.path if unknown is not None else place,
        f"how many are in their cold start is {'still unknown' if unknown is not None else 'not said'}, so nobody can tell whether "
        f"they fit into the {percent(leaves)} that coverage leaves",
        f"{'share' if known is not None else 'expected_share'}: …%   # at most {percent(leaves)}",
        (Related(bound, f"{percent(1 - leaves)} must be covered"),),
        {"uncovered_share": round(leaves, 9)},
        known_gap=unknown is not None,
    )


def _shares(prd: Prd) -> list[Answer[Quantity]]:
    """Where the share of the cold start is said, or would be."""
    return [part.share for part in _segments(prd).values()] + [mode.expected_share for mode in _modes(prd)]


def _uncovered(prd: Prd) -> tuple[float, Path] | None:
    """What coverage leaves without an answer and where that is said; None where cold starts may get one."""
    levels = [level for level in _levels(prd) if level is not None]
    if not any(level.uses_model is False for level in levels) or any(level.uses_model for level in levels):
        return None
    for entry in prd.requirements.coverage:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        plain = bound is not None and not (bound.spread or bound.slice) and (bound.op is None or bound.op.floor)
        if plain and value is not None and value.unit is Unit.RATIO and 0 < value.amount < 1:
            return 1 - value.amount, entry.bound.path
    return None
