"""ROUT002 to ROUT004: how each level is reached (catalogue rows 145, 146)."""

import re
from collections.abc import Iterator
from itertools import groupby

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.rule import Findings, listed, rule, short
from aiprd.rules.routes.triggers import conditions

_PERSON = Pattern(r"\b(person|people|human|agents?|specialist|colleague|staff|operator|desk|queue)\b", re.IGNORECASE)


def _used(prd: Prd) -> set[str | None]:
    """The ids of the levels that something leads to."""
    names = {entry.then.value for _, entry in prd.requirements.each()}
    names |= {mode.goes_to.value for mode in prd.failure_modes}
    names |= {story.fallback.then.value for story in prd.stories}
    names |= {prd.rollout.kill_switch.then.value, prd.experience.opt_out.level.value}
    if prd.escalation.given:
        told = " ".join(part.value or "" for part in (prd.escalation.to, prd.escalation.timeout.default))
        for level in prd.degradation:
            if level.id.value and (
                level.id.value in told or _PERSON.search(f"{level.id.value} {level.shows.value or ''}")
            ):
                names.add(level.id.value)
    return names


def _by_number(prd: Prd) -> list[list[Level]]:
    """The entries that share a number, level by level."""
    numbered = [level for level in prd.lower_levels if level.level.value is not None]
    ordered = sorted(numbered, key=lambda level: level.level.value or 0)
    return [list(group) for _, group in groupby(ordered, key=lambda level: level.level.value)]


def _indistinct(entries: list[Level]) -> list[Level]:
    """Of the entries of one level, those that nothing on the level tells apart; empty where it is one at most."""
    bare = [level for level in entries if level.when.open]
    if len(bare) > 1:
        return bare
    by_trigger: dict[str, list[Level]] = {}
    for level in entries:
        if level.when.value:
            by_trigger.setdefault(" ".join(level.when.value.lower().split()), []).append(level)
    return next((same for same in by_trigger.values() if len(same) > 1), [])


@rule("ROUT002", severity="W/W/E", since="building", references=("33.8",), rows=(145,))
def level_without_trigger(prd: Prd) -> Findings:
    """Level that does not say when it is shown.

    Whoever is called at night reads the ladder, not the whole document, and has to know which step is due.

    The full product needs no `when`. Where a fallback requirement, a failure mode or a story leads to the level, its
    trigger is what to write. Entries on one level that nothing tells apart are told by ROUT003.

    Bad:
        degradation:  # <- nothing on the ladder says when `generic` is shown
          - {level: 1, id: full}
          - {level: 2, id: popular, when: no answer within 200ms}
          - {level: 3, id: generic}
    Good:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular, when: no answer within 200ms}
          - {level: 3, id: generic, when: editorial feed down, or the kill switch}
    """
    told_elsewhere = [level for entries in _by_number(prd) for level in _indistinct(entries)]
    lost = [
        level for level in prd.lower_levels if level.when.open and not any(level is other for other in told_elsewhere)
    ]
    if lost:
        unknown = all(level.when.unknown for level in lost)
        known = {level.label: trigger for level in lost if (trigger := _trigger(prd, level))}
        lines = [f"when: {_quoted(trigger.text)}   # on `{short(name)}`" for name, trigger in known.items()]
        rest = len(lost) - len(lines)
        yield Finding(
            lost[0].when.path if unknown else prd.degradation.path,
            f"nothing on the ladder says when {_names(lost)} {'is' if len(lost) == 1 else 'are'} shown",
            "\n".join(
                [*lines, *(["when: …" + ("   # on each of the others" if lines or rest > 1 else "")] if rest else [])]
            ),
            (
                *(Related(level.path, "when is this shown?") for level in lost),
                *(Related(trigger.path, f"leads to `{short(name)}`") for name, trigger in known.items()),
            ),
            known_gap=unknown,
        )


def _trigger(prd: Prd, level: Level) -> Answer[str] | None:
    """What leads to a level by another part of the document."""
    routes = [(entry.then, entry.when) for entry in prd.requirements.fallback]
    routes += [(mode.goes_to, mode.signal) for mode in prd.failure_modes]
    routes += [(story.fallback.then, story.fallback.when) for story in prd.stories]
    return next((when for to, when in routes if to.value and to.value == level.id.value and when.value), None)


def _names(levels: list[Level]) -> str:
    return listed([f"`{short(level.label, 30)}`" for level in levels])


@rule("ROUT003", severity="W/W/E", since="building", references=("33.8",), rows=(145,))
def levels_not_told_apart(prd: Prd) -> Findings:
    """Two entries on one level, and nothing that decides between them.

    Two pages for one situation: which of them users get depends on who wrote the code.

    Speaks where two entries with one number have no `when`, or the same; failure modes that lead to them decide only for
    whoever has read all of these.

    Bad:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular}
          - {level: 2, id: category}  # <- `popular` and `category` have no `when`
    Bad:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular, when: model unavailable}
          - {level: 2, id: category, when: Model unavailable}  # <- have the same `when`
    Good:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: popular, when: fewer than 3 purchases}
          - {level: 2, id: category, when: more than 50% of items out of stock}
          - {level: 2, id: rules}
    """
    for entries in _by_number(prd):
        same = _indistinct(entries)
        if same:
            unknown = all(level.when.unknown for level in same)
            last = same[-1]
            have = "have no `when`" if same[0].when.open else f"have the same `when` ({short(last.when.text)})"
            yield Finding(
                last.when.path if unknown else last.path,
                f"on level {last.level.text} {_names(same)} {have}, so the list does not say which of them is shown",
                "when: …   # on each of them, and not the same",
                tuple(Related(level.path, f"level {last.level.text} too") for level in same[:-1]),
                known_gap=unknown,
            )


@rule("ROUT004", severity="I/W/W", since="building", references=("33.8",), rows=(146,), fixable=True)
def level_nothing_leads_to(prd: Prd) -> Findings:
    """Level with a trigger that no failure mode, fallback or escalation knows.

    A situation that is no failure mode has no owner and no test, so its level is first seen on the day it is needed.

    The kill switch, the opt-out, a story and any requirement that leads to the level answer too. Silent while nothing leads
    to any level; a level without a trigger is told by ROUT002, and one whose trigger leads elsewhere by ROUT001.

    Bad:
        degradation:  # <- no failure mode, fallback or escalation leads to `rules`
          - {level: 1, id: full}
          - {level: 2, id: rules, when: model unavailable}
          - {level: 3, id: generic, when: editorial feed down}
        failure_modes:
          - {id: no_feed, signal: editorial feed down, goes_to: generic}
    Good:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: rules, when: model unavailable}
        requirements:
          fallback:
            - {when: model timeout, then: rules}
    """
    used = _used(prd)
    routed = any(mode.goes_to.value for mode in prd.failure_modes) or any(
        entry.then.value for entry in prd.requirements.fallback
    )
    known = {one for text in _signals(prd) for one in conditions(text)}
    lost = [
        level
        for level in prd.lower_levels
        if level.when.value
        and level.id.value
        and level.id.value not in used
        and not conditions(level.when.value) & known
    ]
    if lost and routed:
        yield Finding(
            prd.degradation.path,
            f"no failure mode, fallback or escalation leads to {_names(lost)}",
            "\n".join(
                f"- {{id: …, type: …, signal: {_quoted(level.when.value or '')}, goes_to: {level.id.value}, user_sees: …, owner: …}}"
                for level in lost[:4]
            )
            + "   # under failure_modes",
            tuple(Related(level.path, f"shown when {short(level.when.value or '')}") for level in lost),
        )


def _signals(prd: Prd) -> Iterator[str]:
    """The triggers of fallbacks, failure modes and stories."""
    answers = [entry.when for entry in prd.requirements.fallback] + [mode.signal for mode in prd.failure_modes]
    yield from (answer.value for answer in (*answers, *(story.fallback.when for story in prd.stories)) if answer.value)


def _quoted(text: str) -> str:
    """The text as it can stand between braces."""
    return f'"{text.replace(chr(34), "")}"' if re.search(r"[,:{}#\[\]\"]", text) else text
