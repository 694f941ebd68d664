"""Which findings to mend first: by severity, by how sure they are, and by how much hangs on the place."""

from collections.abc import Iterable

from aiprd.diagnostic import Diagnostic

_SURENESS = {"certain": 0, "likely": 1, "possible": 2}


def worst_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings of a document, what puts most at risk first; equals in the order of the document.

    What hangs on a place is how often the document names the metric it concerns: a threshold that a requirement, a
    story, a gate and the kill switch refer to comes before one that nobody uses.
    """
    return sorted(diagnostics, key=_key)


def _key(diagnostic: Diagnostic) -> tuple[int, int, int, int, int]:
    sureness = _SURENESS[diagnostic.confidence]
    return (-diagnostic.severity, sureness, -diagnostic.uses, diagnostic.region.line, diagnostic.region.column)
