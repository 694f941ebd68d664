"""ROUT005 and ROUT006: where a failure must not lead, and what a level stands on (catalogue rows 147, 148)."""

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.field import Guesses
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.rule import Findings, rule, short


@rule("ROUT005", severity="E/E/E", references=("33.8",), rows=(147,), fixable=True)
def failure_back_to_full(prd: Prd) -> Findings:
    """Failure mode that leads back to the full product.

    What has just failed cannot be what users get instead.

    The full product is the entry with the lowest number, or the first where numbers are missing; one without AI is let
    be.

    Bad:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: popular, needs: []}
        failure_modes:
          - id: off_season
            goes_to: full  # <- leads back to `full`
    Good:
        degradation:
          - {level: 1, id: full, needs: [model]}
          - {level: 2, id: popular, needs: []}
        failure_modes:
          - {id: off_season, goes_to: popular}
    """
    lower = prd.lower_levels
    below = next((level.label for level in lower if level.id.value), "…")
    for mode in prd.failure_modes:
        level = prd.level(mode.goes_to.value)
        if level is None or level in lower or level.uses_model is False or not lower:
            continue
        yield Finding(
            mode.goes_to.path,
            f"failure mode `{short(mode.id.value or 'without id')}` leads back to `{short(level.label)}`, the full product",
            f"goes_to: {below}",
            (Related(level.path, "the full product, which is what has failed"),),
        )


@rule("ROUT006", severity="I/W/W", since="building", references=("33.8",), rows=(148,), fixable=True)
def undeclared_need(prd: Prd) -> Findings:
    """Level that stands on something the document does not have.

    A fallback on a feed that nobody declared has no owner, and fails when it is needed.

    What a level needs is `model`, a source under `data.sources`, a name under `components`, a tool, or the index of
    `llm.retrieval`. Silent where the document declares neither sources nor components.

    Bad:
        data: {sources: [{id: purchases}]}
        degradation:
          - {level: 1, id: full, needs: [model, purchases]}
          - level: 2
            id: generic
            needs:
              - editorial  # <- neither a data source nor a component
    Good:
        data: {sources: [{id: purchases}]}
        components: {editorial: picked by hand each morning}
        degradation:
          - {level: 1, id: full, needs: [model, purchases]}
          - {level: 2, id: generic, needs: [editorial]}
    """
    declared = {_same(name) for name in _declared(prd)}
    known = tuple(name for name in _declared(prd) if " " not in name)
    if not (len(prd.data.sources) or len(prd.components)):
        return
    asked: dict[str, list[Answer[str]]] = {}
    guesses = Guesses()
    for level in prd.degradation:
        for need in level.needs:
            if need.value and _same(need.value) not in declared:
                asked.setdefault(_same(need.value), []).append(need)
    for needs in asked.values():
        name = needs[0].value or ""
        meant = guesses.nearest(name, known, 0.8)
        yield Finding(
            needs[0].path,
            f"`{short(name)}` is neither a data source nor a component"
            + (f"; did you mean `{meant}`?" if meant else ""),
            f"- {meant}" if meant else f"components:\n  {'_'.join(_WORD.findall(name)) or '…'}: …   # what it is",
            tuple(Related(need.path, "needed here too") for need in needs[1:5]),
        )


def _declared(prd: Prd) -> list[str]:
    """What levels may stand on."""
    names = [source.id.value for source in prd.data.sources] + [source.what.value for source in prd.data.sources]
    names += [tool.id.value for tool in prd.agent.tools] + [prd.llm.retrieval.index.value, "model", *prd.components]
    return [name for name in names if name]


_WORD = Pattern(r"[^\W_]+")


def _same(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))
