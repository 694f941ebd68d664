"""ROUT001: one trigger, one destination (catalogue rows 144, 146)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import spoken
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.rule import Findings, rule, short


class _Route(NamedTuple):
    """One place that says: on this trigger, that level."""

    where: str
    identity: str
    trigger: Answer[str]
    leads: Answer[str]
    level: Level
    waits_for: frozenset[object]

    @property
    def to(self) -> str:
        return self.level.label


def _routes(prd: Prd) -> Iterator[_Route]:
    """Fallbacks, failure modes, stories and levels with their triggers, the promises first."""
    for entry in prd.requirements.fallback:
        yield from _route(prd, "a fallback requirement", entry.id.value, entry.when, entry.then)
    lower = {level.path for level in prd.lower_levels}
    for mode in prd.failure_modes:
        leads = prd.level(mode.goes_to.value)
        if leads is None or leads.path not in lower:
            continue  # back to the full product: told by ROUT005
        name = f"failure mode `{short(mode.id.value or '')}`" if mode.id.value else "a failure mode"
        yield from _route(prd, name, mode.id.value, mode.signal, mode.goes_to)
    for story in prd.stories:
        yield from _route(prd, "a story", None, story.fallback.when, story.fallback.then)
    for level in prd.degradation:
        if level.id.value and level.when.value:
            yield _Route(
                f"degradation level `{short(level.id.value)}`",
                "",
                level.when,
                level.when,
                level,
                conditions(level.when.value),
            )


def _route(prd: Prd, where: str, identity: str | None, trigger: Answer[str], leads: Answer[str]) -> Iterator[_Route]:
    level = prd.level(leads.value)
    if level is not None and trigger.value:
        yield _Route(where, identity or "", trigger, leads, level, conditions(trigger.value))


@lru_cache(maxsize=256)  # a trigger stands at its level and in several rules
def conditions(text: str) -> frozenset[object]:
    """The conditions a trigger lists, each in a form in which the same condition is equal."""
    return frozenset(_condition(part) for part in re.split(r"[,;] or |; ", text) if part.strip())


def _condition(text: str) -> object:
    read = spoken(text.strip(" ."))
    if read is not None and (read.metric or (read.value is not None and read.value.noun)):
        return read
    return " ".join(
        word for word in re.findall(r"[\w%<>=.]*[\w%]", text.lower()) if word not in {"a", "an", "the", "is"}
    )


def _shared(one: _Route, other: _Route) -> object:
    """The trigger that two places share: in the same words, or under one id without different figures; None for none."""
    common = one.waits_for & other.waits_for
    if common:
        return frozenset(common)
    if not one.identity or one.identity != other.identity:
        return None
    figures = [set(re.findall(r"\d+(?:\.\d+)?", route.trigger.text)) for route in (one, other)]
    return one.identity if figures[0] == figures[1] or not all(figures) else None


def _alternatives(one: _Route, other: _Route) -> bool:
    """Whether two entries of one level wait for the same: what tells these apart is asked by ROUT003."""
    if one.level.level.value != other.level.level.value:
        return False
    ladder = [conditions(route.level.when.value or "") for route in (one, other)]
    return bool(ladder[0] & ladder[1])


@rule("ROUT001", severity="E/E/E", references=("33.5", "33.8"), rows=(144, 146), fixable=True)
def trigger_with_two_destinations(prd: Prd) -> Findings:
    """One trigger that leads to two different levels.

    Whoever builds it takes the first line, whoever tests it the second, and both are right.

    Compares fallback requirements, failure modes, stories and the `when` of levels, as far as they lead to a level's id.
    A trigger is the same when it is in the same words (or the same bound), alone or after `, or`, or when a requirement
    and a failure mode share an id and give no different figures. Entries of one level that wait for the same are told by
    ROUT003, and failure modes that lead back to the full product by ROUT005.

    Bad:
        requirements:
          fallback:
            - {when: fewer than 3 purchases, then: popular}
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular}
          - {level: 3, id: generic}
        failure_modes:
          - id: cold_start
            signal: under 3 purchases
            goes_to: generic  # <- leads to `generic` here and to `popular`
    Bad:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular}
          - level: 3
            id: generic
            when: stock feed down, or no answer within 10s  # <- leads to `generic` here and to `popular`
        failure_modes:
          - {id: timeout, signal: No answer within 10s, goes_to: popular}
    Good:
        requirements:
          fallback:
            - {id: slow, when: no answer within 10s, then: popular}
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular, when: no answer within 10s}
          - {level: 3, id: generic, when: no answer within 30s}
        failure_modes:
          - {id: slow, signal: no answer within 30s, goes_to: generic}
    """
    seen: list[_Route] = []
    places: dict[object, dict[object, int]] = {}
    told: set[object] = set()
    for route in _routes(prd):
        marks = {*route.waits_for, ("id", route.identity)}
        earlier = {at for mark in marks for at in places.get(mark, {}).values()}
        for other in (seen[at] for at in sorted(earlier)[:_MOST]):
            shared = _shared(other, route) if other.level is not route.level else None
            if shared is None:
                continue
            key = (shared, frozenset((other.level.path, route.level.path)))
            if key not in told and not _alternatives(other, route):
                told.add(key)
                yield _torn(route, other)
                break
        for mark in marks:
            places.setdefault(mark, {}).setdefault(route.level.path, len(seen))
        seen.append(route)


_MOST = 50
"""Earlier places with the same trigger that one is compared with; no ladder has as many steps."""


def _torn(route: _Route, other: _Route) -> Finding:
    fix = "when: …   # another trigger" if route.leads is route.trigger else f"{route.leads.path[-1]}: {other.to}"
    return Finding(
        route.leads.path,
        f"`{short(route.trigger.text)}` leads to `{short(route.to)}` here and to `{short(other.to)}` in {other.where}",
        f"{fix}   # or `{short(route.to)}` in both places",
        (Related(other.leads.path, f"`{short(other.trigger.text)}` leads to `{short(other.to)}`"),),
    )
