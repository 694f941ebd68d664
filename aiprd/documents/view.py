"""What templates see: the PRD turned into titles, facts, tables and charts, so that a template needs loops and no more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.answer import Answer, Part, State
from aiprd.diagnostic import Severity
from aiprd.documents import brief, card, charts, front, gaps, launch, plan, scenarios, watching
from aiprd.documents.acceptance import checklist, unsaid
from aiprd.documents.asides import accepted, places
from aiprd.documents.claims import claims
from aiprd.documents.evidence import standings, verdicts
from aiprd.documents.ladder import MetricView, metric_view
from aiprd.documents.markdown import BREAK, NOTHING, Markdown, anchor, code, escaped, joined, plain
from aiprd.documents.promises import families, gate
from aiprd.documents.shapes import Block, Column, Fact, Grid
from aiprd.documents.telling import NOT_SAID, Teller, rows_of
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.prd.rollout import Stage
from aiprd.report import Report, count
from aiprd.rules import ALL
from aiprd.section import Section

SECTIONS = {
    "feasibility": "Feasibility",
    "approaches": "Approaches",
    "ethics": "Ethics",
    "regulation": "Regulation",
    "traffic": "Traffic",
    "data": "Data",
    "components": "Components",
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
    "limitations": "Known limitations",
    "roadmap": "Roadmap",
    "stakeholders": "Stakeholders",
    "timeline": "Timeline",
    "glossary": "Glossary",
}
"""The sections that are told key by key, and their titles."""

FAILURES = (
    Column("Failure", ("id", "type")),
    Column("Noticed by", ("signal",)),
    Column("Leads to", ("goes_to", "user_sees")),
    Column("Owner", ("owner",)),
    Column("Test", ("test",)),
)
LEVELS = (
    Column("Level", ("level", "id")),
    Column("Users see", ("shows", "explanation")),
    Column("When", ("when",)),
    Column("Back when", ("recover",)),
    Column("Stands on", ("needs",)),
)


class Heading(NamedTuple):
    """An entry of the table of contents."""

    title: str
    link: Markdown


def view(report: Report, known: Iterable[str] = ALL) -> Mapping[str, object]:
    """Everything a template can use; the names are documented in docs/documents.md and stay.

    `known` are the codes of all rules, a team's own included: waivers of other codes are not told.
    """
    prd = report.prd
    teller = Teller.of(prd)
    groups = checklist(teller)
    standing = standings(teller)
    unknowns = list(places(prd, State.UNKNOWN))
    context: dict[str, object] = {
        "source": source_of(report),
        "title": plain(prd.product.name.value or "A product without a name", 200),
        "summary": teller.told(prd.product.summary),
        "status": _status(report, teller),
        "facts": teller.facts(prd.product, skip=("name", "summary", "status", "kinds", "owner", "stage")),
        "metrics": _metrics(prd, teller),
        "problem": teller.block(prd.problem, "Problem"),
        "risk": teller.block(prd.risk, "Risk"),
        "families": families(teller),
        "stories": [_story(story, teller) for story in rows_of(prd.stories)],
        "failures": _listed(prd.failure_modes, FAILURES, teller),
        "levels": _levels(teller),
        "degradation_chart": charts.degradation(teller),
        "rollout": teller.block(prd.rollout, "Rollout", skip=("stages",)),
        "stages": _stages(prd, teller),
        "rollout_chart": charts.rollout(teller),
        "blocks": [
            part for part in (teller.block(prd.part(key), title) for key, title in SECTIONS.items()) if not part.empty
        ],
        "unknowns": unknowns,
        "exclusions": list(places(prd, State.NOT_APPLICABLE)),
        "waivers": accepted(report, teller, known),
        "findings": [d for d in report.diagnostics if d.waived is None and d.severity > Severity.INFO],
        "verdict": verdict(report),
        "command": code(f"aiprd lint {source_of(report)}"),
        "groups": groups,
        "unsaid": unsaid(groups),
        "not_said": NOT_SAID,
        "standing": standing,
        "verdicts": verdicts(standing),
        "missing": gaps.missing(report, standing, [each.where for each in unknowns], unsaid(groups), teller),
        "changes": gaps.changes(teller),
        "points": gaps.points(report),
        "claims": claims(teller),
        "escalation": teller.block(prd.escalation, "Escalation"),
        "escalation_chart": charts.escalation(teller),
        **_documents(report, teller),
    }
    return {**context, "contents": _contents(context)}


def _documents(report: Report, teller: Teller) -> Mapping[str, object]:
    """What one template each needs."""
    prd = report.prd
    points, watches = brief.trend(teller), watching.watches(teller)
    return {
        "brief": {
            "outcome": brief.outcome(teller),
            "frames": brief.frames(teller),
            "limits": brief.limits(teller),
            "trend": brief.trend_table(points),
            "asks": brief.asks(teller),
        },
        "gates": launch.gates(teller),
        "kill_switch": launch.kill_switch(teller),
        "tiers": watching.tiers(teller),
        "watches": watches,
        "undetected": watching.undetected(watches),
        "runbooks": watching.runbooks(teller),
        "service_levels": watching.service_levels(teller),
        "roadmap": {
            "features": plan.features(teller),
            "performance": plan.performance(teller),
            "allocation": plan.allocation(teller),
            "undivided": plan.undivided(teller),
            "stage": plan.stage_of(prd.product.stage.value or ""),
            "research": plan.research(teller),
            "mends": plan.mends(teller),
        },
        "card": {
            "front_matter": front.front_matter(prd),
            "details": card.details(teller),
            "uses": card.uses(teller),
            "training": card.training(teller),
            "testing": card.testing(teller),
            "results": card.results(teller),
        },
        "scenarios": scenarios.rules(teller),
        "rows": scenarios.rows(teller),
    }


def source_of(report: Report) -> str:
    """The document's file name, without folders, so that a rendered file is the same on every machine."""
    return plain(report.file.replace("\\", "/").rpartition("/")[2] or "a PRD", 200)


def verdict(report: Report) -> str:
    """The findings in one line: `3 errors and 5 warnings`."""
    totals = count(report.diagnostics)
    told = [f"{totals[key] or 'no'} {key}{'s' * (totals[key] != 1)}" for key in ("error", "warning")]
    accepted_too = f", {totals['waived']} accepted" if totals["waived"] else ""
    return " and ".join(told).capitalize() + accepted_too


def _status(report: Report, teller: Teller) -> list[Fact]:
    product, prd = report.prd.product, report.prd
    told = (
        ("Status", teller.told(product.status)),
        ("Risk", teller.told(prd.risk.tier) or teller.told(prd.risk)),
        ("Kinds", teller.told(product.kinds)),
        ("Stage", teller.told(product.stage)),
        ("Owner", teller.told(product.owner)),
    )
    return [Fact(name, text or NOT_SAID) for name, text in told]


def _metrics(prd: Prd, teller: Teller) -> list[MetricView]:
    """Primary metrics first."""
    return [
        metric_view(metric, teller) for metric in sorted(prd.metrics.values(), key=lambda metric: not metric.is_primary)
    ]


def _listed(part: Part, columns: Sequence[Column], teller: Teller) -> Markdown:
    """A list of sections as a table, each row with the place that links to it lead to."""
    if not rows_of(part):
        return teller.told(part)
    grid = teller.gathered(part, columns)
    rows = [_placed(row, entry, teller) for row, entry in zip(grid.rows, rows_of(part), strict=True)]
    return grid._replace(rows=rows).markdown


def _placed(row: Sequence[Markdown], entry: Part, teller: Teller) -> list[Markdown]:
    """The row with the place of its entry in front of the first cell that says something."""
    cells = list(row)
    first = next((index for index, cell in enumerate(cells) if cell), 0)
    cells[first] = Markdown(teller.mark(entry) + cells[first])
    return cells


def _levels(teller: Teller) -> Markdown:
    """The degradation levels, each with the failures and the fallbacks that lead there."""
    part = teller.prd.degradation
    if not rows_of(part):
        return teller.told(part)
    grid = teller.gathered(part, LEVELS)
    when, lower = grid.columns.index("When"), teller.prd.lower_levels
    rows = []
    for row, level in zip(grid.rows, rows_of(part), strict=True):
        leading = joined(list(_leading(level, teller)), ", ")
        said = row[when] or (Markdown("not said") if level in lower else Markdown(""))
        cells = _placed(row, level, teller)
        cells[when] = joined([said, Markdown(f"led to by: {leading}") if leading else leading], BREAK) or NOTHING
        rows.append(cells)
    return grid._replace(rows=rows).markdown


def _leading(level: Section, teller: Teller) -> Iterator[Markdown]:
    """The failure modes and the requirements that lead to a level."""
    name = level.id.value if isinstance(level, Level) else None
    for mode in teller.prd.failure_modes:
        if name and mode.goes_to.value == name:
            yield teller.link(escaped(mode.id.value or mode.type.value or "a failure"), mode)
    for family, entry in teller.prd.requirements.each():
        if name and entry.then.value == name:
            yield teller.link(escaped(entry.id.value or family), entry)


def _stages(prd: Prd, teller: Teller) -> Markdown:
    """The stages as a table; their gates with the numbers of the levels they name."""
    said = prd.rollout.stages
    if not rows_of(said):
        return teller.told(said)
    grid = teller.gathered(
        said,
        (
            Column("Stage", ("id", "kind")),
            Column("Share", ("share", "traffic")),
            Column("At least", ("min_time",)),
            Column("Gate to the next", ("gate",)),
            Column("Decides", ("decides",)),
        ),
    )
    rows = []
    for row, stage in zip(grid.rows, said, strict=True):
        cells = _placed(row, stage, teller)
        if isinstance(stage, Stage) and stage.given:
            cells[3] = Markdown(BREAK.join(gate(stage, teller)))
        rows.append(cells)
    return Grid("", grid.columns, rows).markdown


def _story(story: Section, teller: Teller) -> Block:
    """A story under a title that says who wants what."""
    words = {key: story.part(key) for key in ("as", "want")}
    titled = {key: part.text for key, part in words.items() if isinstance(part, Answer) and part.given}
    return teller.block(story, plain(": ".join(titled.values()) or "a story", 200), skip=tuple(titled))


def _contents(context: Mapping[str, object]) -> list[Heading]:
    """The headings of the template `prd` that have something below them, with the fragments GitHub gives them."""
    blocks = context["blocks"]
    assert isinstance(blocks, list)  # noqa: S101 - built above
    told: list[tuple[str, object]] = [
        ("At a glance", True),
        ("Product", context["facts"]),
        ("Problem", _filled(context["problem"])),
        ("Risk", _filled(context["risk"])),
        ("Metrics", context["metrics"]),
        ("Requirements", context["families"]),
        ("Stories", context["stories"]),
        ("When it fails", context["failures"] or context["levels"]),
        ("Escalation", _filled(context["escalation"])),
        ("Rollout", _filled(context["rollout"]) or context["stages"]),
        ("Claims", context["claims"]),
        *((part.title, True) for part in blocks),
        ("Open questions", context["unknowns"]),
        ("Set aside", context["exclusions"]),
        ("Waivers", context["waivers"]),
    ]
    taken = [anchor(str(context["title"]))]  # GitHub numbers a fragment that is used already
    return [Heading(title, Markdown(f"#{_fragment(title, taken)}")) for title, something in told if something]


def _fragment(title: str, taken: Sequence[str]) -> str:
    return anchor(title) + ("-1" if anchor(title) in taken else "")


def _filled(block: object) -> bool:
    return isinstance(block, Block) and not block.empty
