"""What the headings of a model card in the layout of the Hugging Face Hub ask for."""

from collections.abc import Mapping
from typing import NamedTuple

from aiprd.answer import Part
from aiprd.documents.evidence import record
from aiprd.documents.markdown import BREAK, Markdown, escaped, joined, table
from aiprd.documents.telling import NOT_SAID, Teller
from aiprd.documents.wrong import wrong_told
from aiprd.prd.metric import Metric, Observed
from aiprd.quantity import show


class Said(NamedTuple):
    """One line of the card; what the PRD does not say says so."""

    name: str
    text: Markdown


def details(teller: Teller) -> list[Said]:
    """Who made it, and what it is."""
    prd, told = teller.prd, teller.told
    models = [joined([told(each.role), told(each.id)], ": ") for each in prd.llm.models if each.given]
    people = joined([told(prd.product.org), told(prd.product.owner)], ", ")
    return [
        Said("Developed by", people or NOT_SAID),
        Said("Model type", told(prd.product.kinds) or NOT_SAID),
        Said("Language(s)", _languages(teller) or NOT_SAID),
        Said("License", Markdown(f"{NOT_SAID} in the PRD")),
        Said("Built on", joined(models) or _told(prd.llm.models, teller)),
        Said("Status", told(prd.product.status) or NOT_SAID),
    ]


def _languages(teller: Teller) -> Markdown:
    found = dict.fromkeys(text for each in teller.prd.evaluation.sets for text in teller.entries(each.languages))
    return joined(list(found), ", ")


def _told(part: Part, teller: Teller) -> Markdown:
    return teller.told(part) or NOT_SAID


def uses(teller: Teller) -> Mapping[str, list[Markdown]]:
    """Direct use, further use, and what it is not for."""
    problem, risk = teller.prd.problem, teller.prd.risk
    return {
        "direct": [text for text in (teller.told(problem.user), *teller.entries(problem.in_scope)) if text]
        or [NOT_SAID],
        "out": [
            text
            for text in (
                *teller.entries(problem.out_of_scope),
                *(Markdown(f"misuse: {text}") for text in teller.entries(risk.misuse)),
            )
            if text
        ]
        or [NOT_SAID],
    }


def training(teller: Teller) -> list[Said]:
    """What it learned from."""
    data, told = teller.prd.data, teller.told
    sources = [
        joined([told(each.id), told(each.what)], ": ") + (" (personal)" if each.personal.value else "")
        for each in data.sources
        if each.given
    ]
    return [
        Said("Sources", Markdown(BREAK.join(sources)) if sources else _told(data.sources, teller)),
        Said("History", _told(data.history, teller)),
        Said("Collection", _told(data.collection, teller)),
        Said("Labelling", _told(data.labelling, teller)),
        Said("Renewed", _told(teller.prd.change.retraining, teller)),
    ]


def testing(teller: Teller) -> list[Said]:
    """What it is tested on, and for whom separately."""
    prd = teller.prd
    sets = [
        joined([teller.told(each.id), teller.told(each.n), teller.told(each.from_)], ", ")
        for each in prd.evaluation.sets
        if each.given
    ]
    groups = [
        escaped(f"{name}: {', '.join(text.text for text in part) or 'groups not said'}")
        for entry in prd.requirements.fairness
        if entry.given
        for name, part in entry.across.items()
    ]
    slices = [escaped(f"{metric.name}: {', '.join(metric.slices)}") for metric in prd.metrics.values() if metric.slices]
    return [
        Said("Testing data", joined(sets, BREAK) or _told(prd.evaluation.sets, teller)),
        Said("Split", _told(prd.data.split, teller)),
        Said("Groups", joined(list(dict.fromkeys(groups)), BREAK) or NOT_SAID),
        Said("Slices", joined(slices, BREAK) or NOT_SAID),
    ]


def results(teller: Teller) -> Markdown:
    """Every measured value with its slices; empty where nothing was measured."""
    rows: list[list[Markdown]] = []
    for metric in teller.prd.metrics.values():
        asked = metric.amount("launch")
        promised = escaped(show(asked)) if asked is not None else Markdown("")
        if not metric.observed.absent:
            rows.append([escaped(metric.name), *_seen(metric, metric.observed, teller), promised])
        for name, part in metric.slices.items():
            if not part.observed.absent:
                own = teller.figure(part.launch) if part.launch.given else Markdown("")
                rows.append([escaped(f"{metric.name}, {name}"), *_seen(metric, part.observed, teller), own])
    return table(("Metric", "Measured", "Wrong†", "Must reach"), rows)


def _seen(metric: Metric, seen: Observed, teller: Teller) -> list[Markdown]:
    if not seen.given:
        return [teller.told(seen), Markdown("")]
    value = seen.value.value.value if seen.value.value is not None else None
    return [record(seen, teller), escaped(wrong_told(metric, value).removesuffix(" wrong†"))]
