"""Where on the page a finding belongs: at the metric or the requirement it speaks of, else at its section's heading."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Diagnostic, pointer
from aiprd.documents.anchors import anchors
from aiprd.documents.markdown import anchor
from aiprd.documents.telling import spoken
from aiprd.documents.view import SECTIONS
from aiprd.report import Report

HEADINGS = {
    "product": "Product",
    "problem": "Problem",
    "risk": "Risk",
    "metrics": "Metrics",
    "requirements": "Requirements",
    "stories": "Stories",
    "failure_modes": "When it fails",
    "degradation": "When it fails",
    "escalation": "Escalation",
    "rollout": "Rollout",
    "claims": "Claims",
    "waivers": "Waivers",
    **SECTIONS,
}
"""The heading under which the rendered PRD tells each section."""


class Found(NamedTuple):
    """A finding with its number on the page."""

    number: int
    found: Diagnostic


class Places:
    """The names that places of one page may have, for any path of its document."""

    def __init__(self, report: Report) -> None:
        found = anchors(report.prd)
        self._at: Mapping[str, str] = {pointer(path): name for path, name in found.at.items()}

    def names(self, path: str) -> Sequence[str]:
        """The places that a finding at `path` may stand at, the nearest first; the page need not have any of them."""
        steps = path.split("/")[1:]
        told = [self._at[here] for end in range(len(steps), 0, -1) if (here := "/" + "/".join(steps[:end])) in self._at]
        return [*told, *_headings(steps)]


def _headings(steps: Sequence[str]) -> list[str]:
    """The fragments of the headings over a path, the lowest first."""
    if not steps or steps[0] not in HEADINGS:
        return []
    title = anchor(HEADINGS[steps[0]])
    if steps[0] == "requirements" and len(steps) > 1:
        return [anchor(f"{spoken(steps[1])} requirements"), title]
    if steps[0] == "stories" and len(steps) > 1 and steps[1].isdecimal():
        return [f"story-{int(steps[1]) + 1}", title]
    return [title]


def placed(report: Report, findings: Sequence[Found], there: Sequence[str]) -> Mapping[str, list[Found]]:
    """The findings by the place they stand at; under no name those that the page has no place for."""
    places, known = Places(report), frozenset(there)
    told: dict[str, list[Found]] = {}
    for each in findings:
        name = next((name for name in places.names(each.found.path) if name in known), "")
        told.setdefault(name, []).append(each)
    return told
