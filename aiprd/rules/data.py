"""DATA: data work as a product requirement: who owns it, how good it must be, who labels it (catalogue rows 3, 15)."""

from aiprd.answer import Entries
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import Source
from aiprd.rule import Ask, Findings, presence, rule, short

DATA = presence(
    "DATA001",
    "missing-data",
    Ask(
        "data",
        "what it learns from and works on",
        "data:\n  sources:\n    - {id: …, what: …, personal: false, owner: …, quality: […]}\n  labelling: {by: …, n: …, agreement: …}",
    ),
    of=lambda prd: (prd,),
    summary="Document that does not say what data the product uses.",
    why="Most of the work on a model is work on its data, and work that is not planned is done last.",
    bad="product: {status: pilot}  # <- what it learns from and works on",
    good="product: {status: pilot}\ndata: {sources: [{id: tickets, what: tickets of two years}]}",
    severity="I/W/E",
    since="pilot",
    references=("33.3",),
    rows=(15,),
)


SOURCES = presence(
    "DATA002",
    "missing-data-sources",
    Ask("sources", "which sources it uses", "sources:\n  - {id: …, what: …, personal: false, owner: …, quality: […]}"),
    of=lambda prd: (prd.data,),
    summary="Data without its sources.",
    why="Each source has an owner who can change it, and a quality that limits the model's.",
    bad="data:  # <- which sources it uses\n  history: 12mo",
    good="data:\n  history: 12mo\n  sources: [{id: tickets, what: tickets of two years, owner: support, quality: [missing_text <= 2%]}]",
    severity="I/W/E",
    since="pilot",
    references=("33.3",),
    rows=(15,),
)


@rule("DATA003", severity="I/E/E", since="pilot", references=("33.3",), rows=(3, 15))
def unowned_source(prd: Prd) -> Findings:
    """Data source without an owner.

    Access, fields and meaning are changed by whoever keeps the data; without a name nobody tells you before.

    Bad:
        data:
          sources:  # <- who owns `orders`
            - {id: tickets, owner: support platform}
            - {id: orders, what: orders of the last year}
    Good:
        data: {sources: [{id: tickets, owner: support platform}]}
    """
    yield from _open(prd, "owner", "who owns {}", "owner: …   # who gives access and keeps it sound")


@rule("DATA004", severity="I/W/E", since="pilot", references=("33.3", "ML Test Score Data 1"), rows=(15,), fixable=True)
def unmeasured_source(prd: Prd) -> Findings:
    """Data source without a number for how good it must be.

    A feed that loses a tenth of its rows raises no error; the model only gets a little worse each week.

    Bad:
        data:
          sources:  # <- how good `tickets` must be
            - {id: tickets, what: tickets of two years}
    Good:
        data: {sources: [{id: tickets, quality: [missing_category <= 2%]}]}
    Good:
        data: {sources: [{id: calendar, quality: {na: twelve lines kept by hand}}]}
    """
    yield from _open(prd, "quality", "how good {} must be", "quality: [… <= 2%]   # such as missing_category <= 2%")


def _open(prd: Prd, key: str, question: str, fix: str) -> Findings:
    """One finding for all sources that leave a key out; each that calls it unknown is told at its own place."""
    silent = []
    for source in prd.data.sources:
        part = source.part(key)
        if source.given and part.unknown:
            yield Finding(part.path, f"{question.format(_name(source))} is still unknown", fix, known_gap=True)
        elif source.given and (part.absent or (isinstance(part, Entries) and part.given and not len(part))):
            silent.append(source)
    if silent:
        more = f" and {len(silent) - 3} more" if len(silent) > 3 else ""
        yield Finding(
            prd.data.sources.path,
            f"nothing says {question.format(', '.join(_name(source) for source in silent[:3]) + more)}",
            fix,
            tuple(Related(source.path, f"has no `{key}`") for source in silent[:3]),
        )


def _name(source: Source) -> str:
    return f"`{short(source.id.value or source.what.value or 'a source')}`"


LABELLING = presence(
    "DATA005",
    "unplanned-labelling",
    Ask("labelling", "who labels how much, and how well they agree", "labelling: {by: …, n: …, agreement: …}"),
    of=lambda prd: (prd.data,),
    summary="Data without a plan for its labels.",
    why="Labels are the definition of right; where people disagree about them, no model can be right.",
    bad="data:  # <- who labels how much\n  sources: [{id: tickets}]",
    good="data:\n  sources: [{id: clicks}]\n  labelling: {na: clicks are the labels}",
    severity="I/W/E",
    since="pilot",
    references=("33.3",),
    rows=(15,),
)

LABELS = presence(
    "DATA006",
    "half-planned-labelling",
    Ask("by", "who labels", "by: …"),
    Ask("n", "how many cases", "n: …"),
    Ask("agreement", "how well the labellers agree", "agreement: kappa …"),
    of=lambda prd: (prd.data.labelling,),
    summary="Labelling without the people, the amount or their agreement.",
    why="Without agreement nobody knows how much of the error is the model's and how much the labels'.",
    bad="data:\n  labelling:  # <- how well the labellers agree\n    by: two support leads\n    n: 4000",
    good="data:\n  labelling: {by: two support leads, n: 4000, agreement: kappa 0.78}",
    severity="I/W/E",
    since="pilot",
    references=("33.3",),
    rows=(15,),
)
