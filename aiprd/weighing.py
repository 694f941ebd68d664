"""How much hangs on the place of a finding: by that, equals are told in an order."""

from collections import Counter
from collections.abc import Sequence

from aiprd.diagnostic import Diagnostic
from aiprd.prd import Prd


def weighed(diagnostics: Sequence[Diagnostic], prd: Prd) -> list[Diagnostic]:
    """The findings with how much hangs on the place of each."""
    if len(diagnostics) < 2:
        return list(diagnostics)
    uses = Counter(name for name in prd.used_names if name in prd.metrics)
    return [diagnostic._replace(uses=uses[_metric_at(diagnostic.path, prd)]) for diagnostic in diagnostics]


def _metric_at(path: str, prd: Prd) -> str:
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
