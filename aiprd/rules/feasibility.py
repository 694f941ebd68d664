"""FEAS: whether it can be done at all, and what is tried if not (catalogue rows 3, 4, 5, 9, 10)."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.rule import Ask, Findings, gaps, presence, rule

FEASIBILITY = presence(
    "FEAS001",
    "missing-feasibility",
    Ask(
        "feasibility",
        "whether it can be done at all",
        "feasibility: {verdict: conditional, date: …, data: …, gaps: […], readiness: …}",
    ),
    of=lambda prd: (prd,),
    summary="Product promised before anybody found out whether it can be done.",
    why="What the data cannot show, no model will learn; finding out takes weeks before development and months after.",
    bad="product: {status: building}  # <- whether it can be done at all",
    good="product: {status: building}\nfeasibility: {verdict: go, date: 2026-02-05, data: yes}",
    severity="I/E/E",
    since="building",
    references=("33.3",),
    rows=(3, 5),
)

DATA = presence(
    "FEAS002",
    "unknown-data",
    Ask("data", "whether the data to train and evaluate exists", "data: …   # yes, partly or no"),
    of=lambda prd: (prd.feasibility,),
    summary="Feasibility that does not say whether the data exists.",
    why="A model cannot learn what was never recorded, and that is found out in a week or after a year.",
    bad="feasibility:  # <- whether the data to train and evaluate exists\n  verdict: go\n  date: 2026-02-05",
    good="feasibility: {verdict: go, date: 2026-02-05, data: yes}",
    severity="W/E/E",
    since="building",
    references=("33.3",),
    rows=(3,),
)


@rule("FEAS003", severity="I/W/E", since="building", references=("33.3",), rows=(5,), fixable=True)
def half_a_feasibility_assessment(prd: Prd) -> Findings:
    """Feasibility assessment without a verdict, a date, its gaps or the organisation's readiness.

    An assessment that decides nothing is not remembered when its gaps come back as delays.

    Gaps are not asked for where `data` is yes.

    Bad:
        feasibility:  # <- when that was decided, what is missing and whether the organisation can run it
          verdict: go
          data: partly
    Good:
        feasibility:
          verdict: go
          date: 2026-02-05
          data: partly
          gaps: [no labels before 2025]
          readiness: Support leads agreed to weekly reviews
    """
    asks = [
        Ask("verdict", "the verdict", "verdict: conditional   # go, no or conditional"),
        Ask("date", "when that was decided", "date: …"),
        Ask("gaps", "what is missing", "gaps: […]"),
        Ask("readiness", "whether the organisation can run it", "readiness: …"),
    ]
    if prd.feasibility.given:
        complete = prd.feasibility.data.value == "yes"
        yield from gaps(prd.feasibility, [ask for ask in asks if ask.key != "gaps" or not complete])


@rule("FEAS004", severity="I/E/E", since="building", confidence="likely", references=("33.3",), rows=(3,), fixable=True)
def unmeasured_data(prd: Prd) -> Findings:
    """Data that is there, though nobody says how much.

    "We have data" has meant forty rows in a spreadsheet and ten years of orders.

    Any figure will do: `data.history`, `data.labelling.n`, `data.split.test_n`, the size of an evaluation set, a number
    in the words about a source, the collection, the gaps or the readiness.

    Bad:
        feasibility:
          verdict: go
          data: yes  # <- nothing says how much
    Good:
        feasibility: {verdict: go, data: yes}
        data: {history: 24mo}
    Good:
        feasibility: {verdict: go, data: partly, gaps: [of 4000 German tickets 270 are labelled]}
    Good:
        feasibility: {verdict: no, data: no}
    """
    there = prd.feasibility.data
    if there.value in {"yes", "partly"} and not any(re.search(r"\d", told) for told in _amounts(prd)):
        yield Finding(
            there.path,
            f"the data is there (`{there.text}`), but nothing says how much",
            "data:\n  history: 12mo\n  labelling: {by: …, n: …}",
        )


def _amounts(prd: Prd) -> Iterator[str]:
    """Every place that may say how much data there is."""
    data, feasibility = prd.data, prd.feasibility
    single: list[Answer[str]] = [data.collection, feasibility.readiness, *feasibility.gaps]
    single += [part for source in data.sources for part in (source.what, source.provenance)]
    yield from (answer.value for answer in single if answer.value)
    counted = [data.history, data.labelling.n, data.split.test_n, *(part.n for part in prd.evaluation.sets)]
    yield from (answer.text for answer in counted if answer.given)


_GATHERS = r"by hand|curat|label|annotat|collect|record|gather"


@rule("FEAS005", severity="E/E/E", since="building", references=("33.3", "33.6"), rows=(4,), fixable=True)
def data_gap_without_plan(prd: Prd) -> Findings:
    """Missing data, and no plan to gather it.

    A model cannot be trained on data that is hoped for.

    A plan is `data.collection`, or a first version of type wizard_of_oz or data_first whose `pilot` tells of curating,
    labelling or collecting. Silent where the verdict is no.

    Bad:
        feasibility:
          data: partly  # <- nothing says how it is gathered
    Good:
        feasibility: {data: partly}
        data: {collection: 200 labelled cases a week from March}
    Good:
        feasibility: {data: partly}
        mvp: {type: [wizard_of_oz, transfer], pilot: 500 members curated by merchandisers}
    Good:
        feasibility: {verdict: no, data: no}
    """
    there, collection = prd.feasibility.data, prd.data.collection
    made = any(kind.value in {"wizard_of_oz", "data_first"} for kind in prd.mvp.type)
    by_hand = made and re.search(_GATHERS, prd.mvp.pilot.value or "", re.IGNORECASE)
    if _missing(prd) and collection.open and not by_hand:
        yield Finding(
            there.path,
            f"{_missing(prd)}, and nothing says how it is gathered",
            "data:\n  collection: …   # who gathers how much by when",
            tuple(Related(gap.path, "missing") for gap in prd.feasibility.gaps if gap.given),
            known_gap=collection.unknown,
        )


@rule("FEAS006", severity="E/E/E", since="building", references=("33.3", "33.6"), rows=(4, 110))
def first_version_in_need_of_data(prd: Prd) -> Findings:
    """Missing data, and no first version that does without it.

    Rules, people behind a screen or a borrowed model serve from the first day and make the data for what comes after.

    `mvp.type` answers with wizard_of_oz, rules, transfer or data_first. Silent where the verdict is no.

    Bad:
        feasibility:
          data: partly  # <- nothing says which first version does without it
    Bad:
        feasibility: {data: no}
        mvp:
          type: [model]  # <- the first version is a model
    Good:
        feasibility: {data: partly}
        mvp: {type: [rules, model]}
    """
    kinds = prd.mvp.type
    fix = "type: [rules]   # or wizard_of_oz, transfer, data_first"
    if not _missing(prd) or prd.mvp.not_applicable:
        return
    if kinds.open or (kinds.given and not len(kinds)):
        message = f"{_missing(prd)}, and nothing says which first version does without it"
        yield Finding(prd.feasibility.data.path, message, f"mvp:\n  {fix}", known_gap=kinds.unknown)
    elif kinds.given and all(kind.value == "model" for kind in kinds):
        related = (Related(prd.feasibility.data.path, _missing(prd)),)
        yield Finding(kinds.path, f"{_missing(prd)}, and the first version is a model, which needs it", fix, related)


def _missing(prd: Prd) -> str:
    """What is missing, in words; empty where nothing is, or where the answer was not to build it."""
    if prd.feasibility.verdict.value == "no":
        return ""
    return {"no": "there is no data", "partly": "part of the data is missing"}.get(prd.feasibility.data.value or "", "")


APPROACHES = presence(
    "FEAS007",
    "missing-approaches",
    Ask(
        "approaches",
        "which other ways to solve it there are",
        "approaches:\n  - {id: …, what: …, switch_if: …}\n  - {id: …, what: …}",
    ),
    of=lambda prd: (prd,),
    summary="Product with a single way to succeed.",
    why="Where only one idea was written down, its failure is the product's; with two, changing over is a decision.",
    bad="product: {status: building}  # <- which other ways to solve it there are",
    good="product: {status: building}\napproaches:\n  - {what: keyword rules, switch_if: recall under 60%}\n  - {what: a small classifier}",
    severity="I/I/W",
    since="building",
    references=("33.11",),
    rows=(9,),
)


@rule("FEAS008", severity="I/I/W", since="building", references=("33.11",), rows=(9,))
def only_one_approach(prd: Prd) -> Findings:
    """Portfolio with one approach, or without a reason to switch.

    An approach that nothing can end is followed until the money does.

    One `switch_if` among the approaches is enough.

    Bad:
        approaches:  # <- one approach
          - {what: a small classifier, switch_if: recall under 60% after two iterations}
    Bad:
        approaches:  # <- what would make the team switch
          - {what: a small classifier}
          - {what: keyword rules}
    Good:
        approaches:
          - {what: a small classifier, switch_if: recall under 60% after two iterations}
          - {what: keyword rules}
    """
    approaches = prd.approaches
    if len(approaches) == 1:
        yield Finding(
            approaches.path, "there is one approach and none to switch to", "- {id: …, what: …, switch_if: …}"
        )
    elif len(approaches) > 1 and all(approach.switch_if.open for approach in approaches):
        yield Finding(
            approaches.path,
            f"none of the {len(approaches)} approaches says what would make the team switch",
            "switch_if: …   # a number and a date, such as recall under 60% after two iterations",
            known_gap=any(approach.switch_if.unknown for approach in approaches),
        )


@rule("FEAS009", severity="W/W/W", since="building", references=("33.11",), rows=(10,), fixable=True)
def open_ended_research(prd: Prd) -> Findings:
    """Research item without a time limit, a success criterion or an end.

    Research that cannot fail cannot finish: there is always one more thing to try.

    Bad:
        roadmap:
          research:
            - what: Do embeddings help new members?  # <- how long it may take and what would end it
              success: cold-start relevance >= 60% offline
    Good:
        roadmap:
          research:
            - {what: Do embeddings help?, timebox: 4w, success: relevance >= 60%, kill: under 55% after 4 weeks}
    """
    asks = (
        Ask("timebox", "how long it may take", "timebox: 4w"),
        Ask("success", "what would count as success", "success: …"),
        Ask("kill", "what would end it", "kill: …"),
    )
    for item in prd.roadmap.research:
        if item.given:
            yield from gaps(item, asks)
