"""Which findings to mend first: by severity, by how sure they are, and by how much hangs on the place."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiprd.diagnostic import Diagnostic
from aiprd.report import Report

if TYPE_CHECKING:
    from aiprd.prd import Prd

_SURENESS = {"certain": 0, "likely": 1, "possible": 2}


def worst_first(diagnostics: Sequence[Diagnostic], report: Report) -> list[Diagnostic]:
    """Findings of a document, what puts most at risk first; equals in the order of the document.

    What hangs on a place is how often the document names the metric it concerns: a threshold that a requirement, a
    story, a gate and the kill switch refer to comes before one that nobody uses.
    """
    if len(diagnostics) < 2:
        return list(diagnostics)
    prd = report.prd
    uses = _uses(prd)
    return sorted(diagnostics, key=lambda d: _key(d, uses, prd))


def _key(diagnostic: Diagnostic, uses: Counter[str], prd: "Prd") -> tuple[int, int, int, int, int]:
    sureness = _SURENESS[diagnostic.confidence]
    hanging = uses[_metric_at(diagnostic.path, prd)]
    return (-diagnostic.severity, sureness, -hanging, diagnostic.region.line, diagnostic.region.column)


def _metric_at(path: str, prd: "Prd") -> str:
    """The metric that a place concerns: its own, or the one its requirement is about; empty when neither."""
    steps = path.split("/")[1:]
    if len(steps) > 1 and steps[0] == "metrics":
        return steps[1]
    if len(steps) > 2 and steps[0] == "requirements" and steps[2].isdigit():
        entries = prd.requirements.part(steps[1]) if steps[1] in prd.requirements.fields else ()
        index = int(steps[2])
        entry = entries[index] if isinstance(entries, Sequence) and index < len(entries) else None
        bound = getattr(entry, "bound", None)
        if bound is not None and bound.value is not None:
            return str(bound.value.metric)
    return ""


def _uses(prd: "Prd") -> Counter[str]:
    """How often the document names each metric."""
    return Counter(name for name in prd.used_names if name in prd.metrics)
