"""What templates see: the PRD turned into titles, tables and charts, so that a template needs loops and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.answer import Answer, Entries, Part, State, Table
from aiprd.diagnostic import Severity
from aiprd.documents import charts
from aiprd.documents.acceptance import Group, checklist
from aiprd.documents.markdown import Markdown, anchor, code, escape
from aiprd.documents.ladder import MetricView, metric_view
from aiprd.documents.promises import Family, families
from aiprd.field import Section
from aiprd.linter import Report, count
from aiprd.prd import Prd


class Fact(NamedTuple):
    """A key and what the document says under it."""

    name: str
    text: Markdown


class Grid(NamedTuple):
    """Entries of one kind as a table; empty columns are left out."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Markdown]]


class Block(NamedTuple):
    """Part of a document: facts, then tables under titles of their own."""

    title: str
    facts: Sequence[Fact]
    grids: Sequence[tuple[str, Grid]]


class Place(NamedTuple):
    """A place of the document in words, and what is said there."""

    where: str
    text: str


def view(report: Report, template_name: str) -> Mapping[str, object]:
    """Everything a template can use; the names are documented in docs/documents.md and stay."""
    prd = report.prd
    totals = count(report.diagnostics)
    context: dict[str, object] = {
        "source": report.document.file.replace("\\", "/").rpartition("/")[2],
        "template": template_name,
        "title": prd.product.name.value or "A product without a name",
        "summary": told(prd.product.summary),
        "facts": _facts_of_product(prd, report),
        "metrics": _metrics(prd),
        "families": families(prd),
        "problem": block(prd.problem, "Problem"),
        "risk": block(prd.risk, "Risk"),
        "stories": [block(story, f"{_story_title(story)}") for story in prd.stories],
        "failures": grid(prd.failure_modes, skip=("mitigation",)),
        "levels": grid(prd.degradation),
        "degradation_chart": charts.degradation(prd),
        "rollout": block(prd.rollout, "Rollout"),
        "rollout_chart": charts.rollout(prd),
        "blocks": _other_blocks(prd),
        "unknowns": list(_places(prd, State.UNKNOWN)),
        "exclusions": list(_places(prd, State.NOT_APPLICABLE)),
        "waivers": _waivers(report),
        "totals": totals,
        "errors": [d for d in report.diagnostics if d.waived is None and d.severity is Severity.ERROR],
        "groups": checklist(prd),
    }
    context["contents"] = _contents(context)
    return context


TITLES = {
    "feasibility": "Feasibility",
    "approaches": "Approaches",
    "ethics": "Ethics",
    "regulation": "Regulation",
    "traffic": "Traffic",
    "data": "Data",
    "escalation": "Escalation",
    "evaluation": "Evaluation",
    "experiments": "Experiments",
    "monitoring": "Monitoring",
    "feedback": "Feedback",
    "drift": "Drift",
    "change": "Change",
    "experience": "Experience",
    "research": "Research",
    "mvp": "First version",
    "llm": "Language models",
    "agent": "Agent",
    "security": "Security",
    "business": "Business",
    "claims": "Claims",
    "limitations": "Known limitations",
    "roadmap": "Roadmap",
    "stakeholders": "Stakeholders",
    "timeline": "Timeline",
    "components": "Components",
    "glossary": "Glossary",
}
"""The sections that are told key by key, in the document's order, and their titles."""


def _other_blocks(prd: Prd) -> list[Block]:
    made = (block(prd.part(key), title) for key, title in TITLES.items())
    return [part for part in made if part.facts or part.grids]


def block(part: Part, title: str) -> Block:
    """Facts for single answers, a table for each list of sections."""
    if isinstance(part, Entries | Table) or not isinstance(part, Section):
        return _block_of_list(part, title)
    facts, grids = [], []
    for key, inner in part.parts().items():
        if _is_list_of_sections(inner):
            grids.append((spoken(key), grid(inner)))
        elif inner.given or inner.unknown or inner.not_applicable:
            facts.append(Fact(spoken(key), told(inner)))
    if part.not_applicable:
        facts.append(Fact("Not applicable", escaped(part.reason)))
    return Block(title, facts, grids)


def _block_of_list(part: Part, title: str) -> Block:
    if part.not_applicable:
        return Block(title, [Fact("Not applicable", escaped(part.reason))], [])
    if part.unknown:
        return Block(title, [Fact("State", Markdown("**unknown**"))], [])
    if isinstance(part, Entries) and not _is_list_of_sections(part):
        return Block(title, [Fact(str(index), told(item)) for index, item in enumerate(part, 1)], [])
    if isinstance(part, Table):
        return Block(title, [Fact(name, told(item)) for name, item in part.items()], [])
    found = grid(part)
    return Block(title, [], [("", found)] if found.rows else [])


def grid(part: Part, skip: Sequence[str] = ()) -> Grid:
    """A list of sections as a table with the keys that any of them uses."""
    if not isinstance(part, Entries) or not part.given:
        return Grid((), ())
    rows = [dict(item.parts()) if isinstance(item, Section) else {} for item in part]
    keys = [key for key in dict.fromkeys(key for row in rows for key in row) if key not in skip]
    cells = [[told(row[key]) if key in row else Markdown("") for key in keys] for row in rows]
    return Grid([spoken(key) for key in keys], cells)


def _is_list_of_sections(part: Part) -> bool:
    return isinstance(part, Entries) and len(part) > 0 and isinstance(part[0], Section)


def told(part: Part) -> Markdown:
    """What the document says at one place, in Markdown, on one line."""
    if part.unknown:
        return Markdown("**unknown**")
    if part.not_applicable:
        return Markdown(f"*not applicable: {escape(part.reason)}*")
    if isinstance(part, Answer):
        return escaped(part.text)
    if isinstance(part, Entries):
        return Markdown(", ".join(told(item) for item in part))
    if isinstance(part, Table):
        return Markdown("; ".join(f"{escape(name)}: {told(item)}" if name else told(item) for name, item in part.items()))
    if isinstance(part, Section):
        parts = [(key, told(item)) for key, item in part.parts().items()]
        if [key for key, _ in parts] == [part.shorthand]:
            return parts[0][1]
        return Markdown("; ".join(f"{escape(spoken(key).lower())} {text}" for key, text in parts))
    return Markdown("")


def escaped(text: str) -> Markdown:
    return Markdown(escape(text))


def spoken(key: str) -> str:
    """A key as a heading: `user_sees` is User sees."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _facts_of_product(prd: Prd, report: Report) -> list[Fact]:
    facts = [
        Fact("Status", escaped(report.profile.status)),
        Fact("Risk", escaped(prd.risk.tier.value or "not said")),
        Fact("Kind", escaped(", ".join(prd.kinds) or "not said")),
        Fact("Owner", told(prd.product.owner) or Markdown("**not said**")),
    ]
    for key in ("stage", "domain", "org", "team", "links"):
        part = prd.product.part(key)
        if not part.absent and not part.broken:
            facts.append(Fact(spoken(key), told(part)))
    return facts


def _metrics(prd: Prd) -> list[MetricView]:
    given = [metric for metric in prd.metrics.values() if metric.given]
    return [metric_view(metric, prd) for metric in sorted(given, key=lambda metric: not metric.is_primary)]


def _story_title(story: Section) -> str:
    words = [story.part(key) for key in ("as", "want")]
    texts = [part.text for part in words if isinstance(part, Answer) and part.given]
    return ": ".join(texts) or "A story"


def _places(section: Section, state: State) -> Iterator[Place]:
    """Every place of that state below `section`, in the document's order."""
    for key, part in section.parts().items():
        yield from _places_of(part, spoken(key), state)


def _places_of(part: Part, where: str, state: State) -> Iterator[Place]:
    if part.state is state:
        yield Place(where, part.reason)
    if isinstance(part, Section):
        for key, inner in part.parts().items():
            yield from _places_of(inner, f"{where}, {spoken(key).lower()}", state)
    elif isinstance(part, Table):
        for name, inner in part.items():
            yield from _places_of(inner, f"{where}, {name}", state)
    elif isinstance(part, Entries):
        for number, inner in enumerate(part, 1):
            identity = getattr(inner, "id", None)
            name = identity.value if isinstance(identity, Answer) and identity.value else str(number)
            yield from _places_of(inner, f"{where}, {name}", state)


class WaiverRow(NamedTuple):
    """One accepted finding."""

    code: Markdown
    message: str
    why: str
    where: Markdown


def _waivers(report: Report) -> list[WaiverRow]:
    return [
        WaiverRow(code(d.code), d.message, d.waived, code(d.path or "/"))
        for d in report.diagnostics
        if d.waived is not None
    ]


def _contents(context: Mapping[str, object]) -> list[tuple[str, Markdown]]:
    """Headings of the PRD with the fragments GitHub gives them."""
    blocks = context["blocks"]
    assert isinstance(blocks, list)  # noqa: S101 - built above
    titles = ["At a glance", "Problem", "Risk", "Metrics", "Requirements", "Stories", "When it fails", "Rollout"]
    titles += [part.title for part in blocks]
    present = {
        "Stories": context["stories"], "Metrics": context["metrics"], "Requirements": context["families"],
        "When it fails": context["failures"] or context["levels"],
    }  # fmt: skip
    titles += [name for name, key in (("Open questions", "unknowns"), ("Set aside", "exclusions"), ("Waivers", "waivers")) if context[key]]
    return [(title, Markdown("#" + anchor(title))) for title in titles if present.get(title, True)]


__all__ = ["Group", "Family", "view"]
