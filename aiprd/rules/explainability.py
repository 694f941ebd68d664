"""EXPL: what is explained, to whom, and on which outputs (catalogue section C)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.failure import Level
from aiprd.prd.promise import Requirement
from aiprd.quantity import Unit
from aiprd.rule import Findings, listed, rule, subject

_MODEL_ONLY = Pattern(r"\b(?:model|personali[sz]ed|ai|except|exclud\w+|without fallbacks?)\b", re.IGNORECASE)
_SHOWS_NOTHING = Pattern(
    r"\b(?:hidden|hides?|removed?|nothing|empty|disappears?|(?:is|are) gone|closed|switched off|turned off|"
    r"no \w+ shown|not shown)\b",
    re.IGNORECASE,
)


@rule("EXPL001", severity="W/E/E", since="building", references=("33.3", "33.4"), rows=(53,), fixable=True)
def unfinished_explanation(prd: Prd) -> Findings:
    """Explanations promised to nobody in particular, about nothing in particular, or on an unknown share of outputs.

    An explanation that helps a user mystifies an auditor, and one that is there for half of the outputs is trusted
    for none.

    Asked once for the family: `for` says for whom, `text` (or `definition`, or the metric's `means`, or
    `experience.why_shown`) about what and in which form, the bound on what share.

    Bad:
        requirements:
          explainability:  # <- for whom and on what share of outputs
            - text: each item says why it is shown
    Bad:
        requirements:
          explainability:  # <- what is explained, and in which form
            - {bound: 100%, nature: deterministic, for: members}
    Good:
        requirements:
          explainability:
            - {text: each item says why it is shown, bound: 100%, nature: deterministic, for: members}
    Good:
        metrics:
          explained: {means: share of decisions with a reason code that names the three strongest inputs}
        requirements:
          explainability:
            - {bound: explained >= 99%, for: applicants}
    """
    entries = [entry for entry in prd.requirements.explainability if entry.given]
    if not entries:
        return
    asks = {
        "for whom": ("for: …", any(not entry.for_.open for entry in entries)),
        "what is explained, and in which form": ("text: …", any(_says_what(prd, entry) for entry in entries)),
        "on what share of outputs": (
            "bound: 100%\nnature: deterministic",
            any(not entry.bound.open for entry in entries),
        ),
    }
    missing = [told for told, (_, answered) in asks.items() if not answered]
    if missing:
        yield Finding(
            prd.requirements.explainability.path,
            f"explainability does not say {listed(missing)}",
            "\n".join(line for line, answered in asks.values() if not answered),
            known_gap=any(part.unknown for entry in entries for part in (entry.for_, entry.text, entry.bound)),
        )


def _says_what(prd: Prd, entry: Requirement) -> bool:
    metric = prd.metric(entry.bound.value.metric) if entry.bound.value is not None else None
    said = (entry.text, entry.definition, prd.experience.why_shown)
    return any(not part.open for part in said) or (metric is not None and metric.means.given)


@rule("EXPL002", severity="W/W/E", references=("33.5",), rows=(54,))
def unexplained_fallback(prd: Prd) -> Findings:
    """Explanations promised on every output, and fallback levels without one.

    "Because you bought running shoes" is a lie under a list of bestsellers, so each level needs its own words.

    Looks at the levels below the first. A level that shows nothing (hidden, removed) needs no explanation, and a
    promise for the outputs of the model alone binds no fallback.

    Bad:
        requirements:
          explainability:
            - {text: each item says why it is shown, bound: 100%}  # <- `popular` and `generic` show something
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: reduced, shows: fewer items, explanation: Picked for you}
          - {level: 3, id: popular, shows: popular items}
          - {level: 4, id: generic, shows: editorial picks}
          - {level: 5, id: hidden, shows: widget removed}
    Good:
        requirements:
          explainability:
            - {id: why, text: each item says why it is shown, bound: 100%}
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: popular, shows: popular items, explanation: Popular this week}
          - {level: 3, id: hidden, shows: widget removed}
    Good:
        requirements:
          explainability:
            - {id: why, text: each item says why it is shown, bound: 100% of personalized items}
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: popular, shows: popular items}
    """
    promise = next((entry for entry in prd.requirements.explainability if _on_everything(prd, entry)), None)
    if promise is None:
        return
    silent = [level for level in _fallbacks(prd) if level.explanation.absent]
    if silent:
        names = [f"`{level.label}`" for level in silent]
        yield Finding(
            promise.path,
            f"every output is to be explained, but {listed(names)} {'show' if len(names) > 1 else 'shows'} something without one",
            "explanation: …   # on each of these levels, such as `Popular this week`",
            tuple(Related(level.path, f"{subject(level)} has no explanation") for level in silent),
        )
    for level in _fallbacks(prd):
        if level.explanation.unknown:
            message = f"every output is to be explained, but the words of `{level.label}` are still unknown"
            related = (Related(promise.path, "every output is to be explained"),)
            yield Finding(level.explanation.path, message, "explanation: …", related, known_gap=True)


def _on_everything(prd: Prd, entry: Requirement) -> bool:
    bound = entry.bound.value
    value = prd.value_of(bound) if bound is not None else None
    if bound is None or value is None or value.unit is not Unit.RATIO or value.amount < 1:
        return False
    metric = prd.metric(bound.metric)
    whole = f"{bound.population} {bound.slice} {entry.of.text} {metric.means.text if metric is not None else ''}"
    return not whole.strip() or not _MODEL_ONLY.search(whole)


def _fallbacks(prd: Prd) -> Iterator[Level]:
    """The levels below the first that show something."""
    for place, level in enumerate(prd.degradation):
        first = level.level.value == 1 if level.level.value is not None else place == 0
        if level.given and not first and not _SHOWS_NOTHING.search(f"{level.id.text} {level.shows.text}"):
            yield level
