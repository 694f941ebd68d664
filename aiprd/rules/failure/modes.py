"""FAIL001 to FAIL005: what fails, how it is noticed and where it leads (catalogue rows 125, 126, 128)."""

from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.rule import Ask, Findings, listed, presence, rule, short

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
        "failure_modes:\n  - {id: …, type: model, signal: …, loses: […], goes_to: …, user_sees: …, owner: …, test: …}",
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


@rule("FAIL002", severity="W/E/E", since="building", references=("33.8",), rows=(125,), fixable=True)
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
    plain = next((level.label for level in reversed(prd.degradation) if level.uses_model is False), "…")
    lines = [
        f"- {{id: {_TYPES[kind][0]}, type: {kind}, signal: {_signal(prd, kind)}, goes_to: {plain}, user_sees: …, owner: …, test: …}}"
        for kind in missing
    ]
    seen = ", ".join(kind for kind in _TYPES if kind in treated)
    yield Finding(
        modes.path,
        f"of {len(modes)} failure modes none is of type {listed(missing, 'or')}"
        + (f" (there are {seen})" if seen else ""),
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


@rule("FAIL005", severity="E/E/E", references=("33.8",), rows=(128,), fixable=True)
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
