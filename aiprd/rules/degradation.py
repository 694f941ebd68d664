"""DEGR: the steps from the full product down to its last state (catalogue rows 127, 129, 130)."""

import re
from itertools import pairwise

from aiprd.bound import spoken
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.quantity import close
from aiprd.rule import Ask, Findings, listed, presence, rule, short, subject

DEGRADATION = presence(
    "DEGR001",
    "missing-degradation",
    Ask(
        "degradation",
        "what users get when the model fails",
        "degradation:   # best to worst\n"
        "  - {level: 1, id: full, shows: …, needs: [model]}\n"
        "  - {level: 2, id: reduced, shows: …, when: …, recover: …, needs: [model], starts_within: 100ms}\n"
        "  - {level: 3, id: plain, shows: …, when: …, recover: …, needs: [], starts_within: 100ms}",
    ),
    of=lambda prd: (prd,),
    summary="Document that does not say what users get when the model fails.",
    why="Without steps in between, a product that is not perfect is broken.",
    bad="product: {status: building}  # <- what users get when the model fails\nfailure_modes: [{id: no_answer, type: infrastructure}]",
    good="product: {status: building}\ndegradation: [{level: 1, id: full}, {level: 2, id: reduced}, {level: 3, id: plain}]",
    severity="W/E/E",
    since="building",
    references=("33.8",),
    rows=(127,),
)


def _levels(prd: Prd) -> list[Level]:
    return [level for level in prd.degradation if level.given]


def _height(prd: Prd) -> int:
    """How many levels there are; entries of one number are one level."""
    numbers = {level.level.value for level in prd.degradation if level.level.value is not None}
    return len(numbers) + sum(level.level.value is None for level in prd.degradation)


def _another(prd: Prd) -> str:
    """One more level to paste, below all others."""
    numbers = [level.level.value for level in prd.degradation if level.level.value is not None]
    place = int(max(numbers, default=_height(prd))) + 1
    return f"- {{level: {place}, id: plain_{place}, shows: …, when: …, recover: …, needs: [], starts_within: 100ms}}"


@rule("DEGR002", severity="W/E/E", since="building", references=("33.8",), rows=(127,), fixable=True)
def too_few_levels(prd: Prd) -> Findings:
    """Degradation with fewer than three levels.

    With nothing between full and off, every small trouble takes the whole product away.

    Entries with the same number are one level.

    Bad:
        degradation:  # <- has 2 levels
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: hidden, needs: []}
    Good:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: rules, needs: [purchases]}
          - {level: 3, id: hidden, needs: []}
    """
    height = _height(prd)
    if 0 < height < 3:
        yield Finding(
            prd.degradation.path,
            f"degradation has {height} level{'s' if height > 1 else ''}, and needs 3: the full product, something less, a last state",
            _another(prd),
            numbers={"levels": height, "needed_levels": 3},
        )


@rule("DEGR003", severity="-/-/E", since="building", references=("33.8",), rows=(127,), fixable=True)
def too_few_levels_for_the_stakes(prd: Prd) -> Findings:
    """Degradation with fewer than four levels where errors can do great harm.

    Where much is at stake, doubt, failure and outage are three different situations and need three different answers.

    Speaks of three levels; fewer are told by DEGR002.

    Bad:
        degradation:  # <- has 3 levels
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: rules, needs: [purchases]}
          - {level: 3, id: hidden, needs: []}
    Good:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: reduced, needs: [model]}
          - {level: 3, id: rules, needs: [purchases]}
          - {level: 4, id: hidden, needs: []}
    """
    if _height(prd) == 3:
        yield Finding(
            prd.degradation.path,
            "degradation has 3 levels, and a product of this risk needs 4",
            _another(prd),
            numbers={"levels": 3, "needed_levels": 4},
        )


@rule("DEGR004", severity="W/E/E", references=("33.8",), rows=(127,))
def levels_out_of_order(prd: Prd) -> Findings:
    """Degradation levels whose numbers do not go up from entry to entry.

    Whoever is called at night reads the list from the top and takes the next line.

    Entries with the same number are alternatives.

    Bad:
        degradation:
          - {level: 1, id: full}
          - {level: 3, id: generic}
          - level: 2  # <- level 2 comes after level 3
            id: rules
    Good:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: rules}
          - {level: 2, id: popularity}
          - {level: 3, id: hidden}
    """
    numbered = [level for level in _levels(prd) if level.level.value is not None]
    for above, level in pairwise(numbered):
        before, here = above.level.value, level.level.value
        if before is not None and here is not None and here < before:
            yield Finding(
                level.level.path,
                f"level {here:g} comes after level {before:g}, though the list goes from best to worst",
                f"# move `{short(level.label)}` before `{short(above.label)}`, or number it {before + 1:g}",
                (Related(above.path, f"this is level {before:g}"),),
            )


@rule("DEGR005", severity="W/E/E", since="building", references=("33.8",), rows=(127,), fixable=True)
def no_level_without_ai(prd: Prd) -> Findings:
    """Degradation in which every level still uses AI.

    When the model is down, all of them are down with it.

    A level uses AI when it says so (`ai`), or else when it needs `model`; the first of several is the full product and
    uses it where it says nothing. Silent when another level tells neither.

    Bad:
        degradation:  # <- each of the 3 levels uses the model
          - {level: 1, id: full, needs: [model, purchases]}
          - {level: 2, id: reduced, needs: [model]}
          - {level: 3, id: small_model, ai: true}
    Bad:
        degradation:  # <- each of the 2 levels uses the model
          - {level: 1, id: routed, shows: the ticket in one team's queue}
          - {level: 2, id: suggest, shows: 2 suggested teams, ai: true}
    Good:
        degradation:
          - {level: 1, id: full, needs: [model, purchases]}
          - {level: 2, id: reduced, needs: [model]}
          - {level: 3, id: generic, needs: [editorial]}
    """
    levels = _levels(prd)
    first = levels[0].uses_model if levels else None
    full = first is True or (first is None and len(levels) > 1)
    if full and all(level.uses_model is True for level in levels[1:]):
        told = f"each of the {len(levels)} levels uses" if len(levels) > 1 else "the only level uses"
        yield Finding(prd.degradation.path, f"{told} the model, so none is left when it fails", _another(prd))


@rule("DEGR006", severity="W/E/E", since="building", references=("33.8",), rows=(127,))
def last_state_with_ai(prd: Prd) -> Findings:
    """Last level that can still fail with the model.

    The last state is what is left when everything else has failed, so it must not need what fails first.

    Told where a level above does without AI; where none does, see DEGR005.

    Bad:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: generic, needs: [editorial]}
          - {level: 3, id: chat, needs: [model]}  # <- uses the model
    Good:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: generic, needs: [editorial]}
          - {level: 3, id: hidden, needs: []}
    """
    levels = _levels(prd)
    above = next((level for level in levels if level.uses_model is False), None)
    if len(levels) > 1 and levels[-1].uses_model is True and above is not None:
        yield Finding(
            levels[-1].path,
            f"`{short(levels[-1].label)}` is the last level, yet it uses the model",
            f"# move it above `{short(above.label)}`, or add below it:\n{_another(prd)}",
            (Related(above.path, "does without the model"),),
        )


SHOWS = presence(
    "DEGR007",
    "undescribed-level",
    Ask("shows", "what users see", "shows: …"),
    of=_levels,
    summary="Degradation level that does not say what users see.",
    why="What is not designed is an empty space, or a spinner that never stops.",
    bad="degradation:\n  - {level: 1, id: full, shows: personal items}\n  - {level: 2, id: generic}  # <- what users see",
    good="degradation:\n  - {level: 1, id: full, shows: personal items}\n  - {level: 2, id: generic, shows: editorial picks}",
    severity="W/E/E",
    since="building",
    references=("33.8",),
    rows=(129,),
)

_EMPTY = Pattern(
    r"(an? |the )?(nothing( at all)?|empty|blank|loading|((endless|loading) )*spinner|loading (indicator|animation|screen)"
    r"|(empty|blank|white) (page|screen|space|area|widget))\.?",
    re.IGNORECASE,
    holds="nothing|empty|blank|load|spinner|white",
)


@rule(
    "DEGR008", severity="W/E/E", since="building", references=("33.8",), rows=(129,), confidence="likely", fixable=True
)
def empty_level(prd: Prd) -> Findings:
    """Degradation level that leaves users with an empty space or a spinner.

    A hole in the page tells everybody that something broke; a plainer page tells nobody.

    Speaks only when this is all that is shown: a widget that is removed so that the page closes the gap is a good last state.

    Bad:
        degradation:
          - {level: 1, id: full, shows: personal items}
          - level: 2
            id: off
            shows: a loading spinner  # <- leaves users with
    Good:
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: off, shows: nothing; the widget is removed and the page closes the gap}
    """
    for level in _levels(prd):
        shows = level.shows.value
        if shows and _EMPTY.fullmatch(shows.strip()):
            yield Finding(
                level.shows.path,
                f"{subject(level)} leaves users with `{short(shows)}`",
                "shows: …   # what stands there instead, such as the page with the gap closed",
            )


@rule("DEGR009", severity="W/E/E", since="pilot", references=("33.8",), rows=(129,))
def undated_level(prd: Prd) -> Findings:
    """Degradation level that does not say how soon it shows.

    A fallback that takes ten seconds is an outage of ten seconds.

    The full product needs no such time. A fallback requirement with `within` answers for the level it leads to, or for
    all levels when it names none.

    Bad:
        degradation:  # <- how long until `generic` shows
          - {level: 1, id: full}
          - {level: 2, id: rules, starts_within: 100ms}
          - {level: 3, id: generic}
    Good:
        requirements:
          fallback:
            - {when: model timeout, then: generic, within: 100ms}
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: rules, starts_within: 100ms}
          - {level: 3, id: generic}
    """
    timed = {entry.then.value for entry in prd.requirements.fallback if entry.within.given}
    late = [level for level in prd.lower_levels if level.starts_within.open and level.id.value not in timed]
    if not late or None in timed:
        return
    unknown = all(level.starts_within.unknown for level in late)
    yield Finding(
        late[0].starts_within.path if unknown else prd.degradation.path,
        f"nothing says how long until {_names(late)} show{'s' if len(late) == 1 else ''}",
        "starts_within: 100ms   # on each of them",
        tuple(Related(level.path, "within what time?") for level in late),
        known_gap=unknown,
    )


def _names(levels: list[Level]) -> str:
    names = [f"`{short(level.label, 30)}`" for level in levels[:4]]
    if len(levels) > 4:
        names[3:] = [f"{len(levels) - 3} more"]
    return listed(names)


@rule("DEGR010", severity="I/W/W", since="building", references=("33.8",), rows=(130,))
def no_way_back(prd: Prd) -> Findings:
    """Degradation level that does not say what leads back.

    Without a way back somebody has to notice that the trouble is over, and users keep the lesser product until then.

    The full product needs none. `until` on a fallback requirement answers for the level it leads to.

    Bad:
        degradation:  # <- what leads back from `rules`
          - {level: 1, id: full}
          - {level: 2, id: rules, when: no answer in 200ms}
    Good:
        requirements:
          fallback:
            - {when: fewer than 3 purchases, then: popular, until: 3 purchases}
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: rules, when: no answer in 200ms, recover: 5 minutes of answers within 150ms}
          - {level: 3, id: popular}
    """
    ended = {entry.then.value for entry in prd.requirements.fallback if entry.until.given and entry.then.value}
    stuck = [level for level in prd.lower_levels if level.recover.open and level.id.value not in ended]
    if not stuck:
        return
    unknown = all(level.recover.unknown for level in stuck)
    yield Finding(
        stuck[0].recover.path if unknown else prd.degradation.path,
        f"nothing says what leads back from {_names(stuck)}",
        "recover: …   # on each of them, such as 5 minutes without a failure; not the same as what led there",
        tuple(Related(level.path, "when is this over?") for level in stuck),
        known_gap=unknown,
    )


@rule("DEGR011", severity="I/W/W", references=("33.8",), rows=(130,), fixable=True)
def recovery_on_its_own_trigger(prd: Prd) -> Findings:
    """Degradation level that is left on the same condition on which it is entered.

    At the threshold the product then flaps: users see it change with every request.

    Told when both say the same, or when both are bounds on one metric at one value and neither has a window of its own;
    also where such a bound is one of several conditions, unless the way back takes its time.

    Bad:
        degradation:
          - {level: 1, id: full}
          - level: 2
            id: reduced
            when: confidence < 60%
            recover: confidence >= 60%  # <- entered and left at the same point
    Bad:
        degradation:
          - {level: 1, id: full}
          - level: 2
            id: reduced
            when: confidence < 60%, or more than 5% of the items out of season
            recover: confidence >= 60% and under 2% out of season  # <- entered and left at the same point
    Good:
        degradation:
          - {level: 1, id: full}
          - {level: 2, id: reduced, when: confidence < 60%, recover: confidence >= 70%}
          - {level: 3, id: generic, when: confidence < 40%, recover: confidence >= 40% over 10min}
          - {level: 4, id: none, when: confidence < 20% or no picks, recover: "confidence >= 20% and picks, in the next session"}
    """
    for level in _levels(prd):
        when, recover = level.when.value, level.recover.value
        if when and recover and (_same(when, recover) or _opposite(when, recover) or _shared_point(when, recover)):
            yield Finding(
                level.recover.path,
                f"`{short(level.label)}` is entered and left at the same point: `{short(when)}`, `{short(recover)}`",
                "recover: …   # a better value than the one that led there, or the same value for some minutes",
                (Related(level.when.path, f"entered when {short(when)}"),),
            )


def _same(one: str, other: str) -> bool:
    words = [" ".join(re.findall(r"[\w%<>=]+", text.lower())) for text in (one, other)]
    return words[0] == words[1] != ""


def _opposite(one: str, other: str) -> bool:
    entered, left = spoken(one), spoken(other)
    if entered is None or left is None or entered.value is None or left.value is None:
        return False
    if entered.metric != left.metric or not entered.metric or entered.statistic != left.statistic:
        return False
    windows = (entered.over, entered.within, left.over, left.within)
    same = entered.value.unit is left.value.unit and close(entered.value.amount, left.value.amount)
    return same and not any(windows)


_SLOWLY = Pattern(r"\b(?:for|next|row|after|until|over|within|since)\b|\d ?(?:s|min|h|d|w)\b", re.IGNORECASE)


def _shared_point(when: str, recover: str) -> bool:
    """Whether one of several conditions is the same point both ways, and the way back takes no time."""
    entered, left = (re.split(r",? (?:or|and) |[,;]", text) for text in (when, recover))
    return not _SLOWLY.search(recover) and any(
        _opposite(one.strip(), other.strip()) for one in entered for other in left
    )
