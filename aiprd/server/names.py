"""Every name in a PRD: where it is defined, and where it is used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Path, Span
from aiprd.document import Document
from aiprd.prd import Prd
from aiprd.prd.evidence import (
    Drift,
    Evaluation,
    EvaluationSet,
    Experiment,
    Judge,
    Monitoring,
    Retraining,
    Signal,
    Source,
)
from aiprd.prd.metric import Observed, Proxy
from aiprd.prd.practice import PERFORMANCE_KEYS, Claim, Limitation, Roadmap, Threat, Tool
from aiprd.prd.promise import Defaults, Escalation, FailureMode, Level, Requirement, Stage, Story
from aiprd.prd.purpose import Approach, Waiver
from aiprd.scalar import BoundText, Name
from aiprd.section import Section
from aiprd.server.keys import Leaf, leaves

IDS: Mapping[type[Section], str] = {
    Level: "degradation level",
    Source: "data source",
    EvaluationSet: "evaluation set",
    Judge: "judge",
    Experiment: "experiment",
    Requirement: "requirement",
    Stage: "rollout stage",
    FailureMode: "failure mode",
    Approach: "approach",
    Signal: "feedback signal",
    Threat: "threat",
    Tool: "tool",
}
"""What the `id` of a section is the name of."""

TABLES = {"metrics": "metric", "components": "component"}
"""Tables of the document whose keys define names."""

WORDS: Mapping[tuple[type[Section], str], tuple[str, ...]] = {
    (Level, "needs"): ("data source", "component"),
    (FailureMode, "loses"): ("data source", "component"),
    (Story, "measured_by"): ("metric",),
    (Drift, "watch"): ("metric",),
    (Proxy, "metric"): ("metric",),
    (Observed, "from"): ("experiment", "evaluation set"),
    (Claim, "evidence"): ("experiment", "evaluation set"),
    (Limitation, "fallback"): ("degradation level",),
    (Evaluation, "ab"): ("experiment",),
    **{(Evaluation, key): ("evaluation set",) for key in ("offline", "fairness", "adversarial", "failure_mode", "uat")},
    (Requirement, "at"): ("rollout stage",),
    (Defaults, "at"): ("rollout stage",),
}
"""Fields that take words, and names of these kinds among them."""

BOUNDS: Mapping[tuple[type[Section], str], tuple[str, ...]] = {
    (Stage, "gate"): ("metric", "requirement"),
    (Escalation, "triggers"): ("metric",),
    (Requirement, "when"): ("metric",),
    (Retraining, "gate"): ("metric",),
}
"""Fields that take words, and bounds on metrics, or names of these kinds, among them."""

METRIC_KEYS: Mapping[tuple[type[Section], str], tuple[str, ...]] = {
    (Monitoring, "detect_within"): (),
    (Roadmap, "performance"): PERFORMANCE_KEYS,
}
"""Tables by the names of metrics, with the keys that are none."""

TOGETHER = (("metric", "requirement"), ("data source", "component"), ("experiment", "evaluation set"))
"""Kinds that are looked up in the same places, so that no two may share a name."""

TOKEN = re.compile(r"[^\W\d][\w.-]*")
_POINTER = re.compile(r"""^["']?/metrics/([^/"']+)""")
_SEPARATOR = re.compile(r"\s*(?:[,;+&]|\band\b)\s*")


class Mention(NamedTuple):
    """One place where a name stands: `kinds` says of what it may be the name."""

    kinds: tuple[str, ...]
    name: str
    span: Span
    defines: bool
    path: Path

    def same(self, other: "Mention") -> bool:
        """Whether both are the name of one thing."""
        return self.name == other.name and any(kind in other.kinds for kind in self.kinds)


def mentions(document: Document) -> tuple[Mention, ...]:
    """Every name that the document defines, and every place that uses it, in the order of the text."""
    found = list(leaves(document.data))
    defined = [mention for leaf in found for mention in _definition(leaf, document)]
    names: dict[str, set[str]] = {}
    for mention in defined:
        names.setdefault(mention.kinds[0], set()).add(mention.name)
    used = [mention for leaf in found for mention in _uses(leaf, document, names)]
    by_place = {mention.span: mention for mention in (*used, *defined)}  # what an alias repeats is written once
    return tuple(sorted(by_place.values(), key=lambda mention: mention.span))


def kinds_of(leaf: Leaf) -> tuple[str, ...]:
    """What the names are the names of that the leaf may hold; empty when it holds none."""
    if isinstance(leaf.field, Name):
        return leaf.field.kinds
    if bounds(leaf):
        return BOUNDS.get((leaf.owner, leaf.key), ("metric",))
    return WORDS.get((leaf.owner, leaf.key), ())


def bounds(leaf: Leaf) -> bool:
    """Whether the leaf holds a bound."""
    return isinstance(leaf.field, BoundText) or (leaf.owner, leaf.key) in BOUNDS


def _definition(leaf: Leaf, document: Document) -> Iterator[Mention]:
    kind = None
    if leaf.on_key and leaf.owner is Prd and len(leaf.path) == 2:
        kind = TABLES.get(leaf.key)
    elif not leaf.on_key and leaf.key == "id":
        kind = IDS.get(leaf.owner)
    span = _written(leaf, document)
    at = document.text.find(leaf.value, *span) if kind and leaf.value.strip() else -1
    if kind and at >= 0:
        yield Mention((kind,), leaf.value, Span(at, at + len(leaf.value)), defines=True, path=leaf.path)


def _uses(leaf: Leaf, document: Document, names: Mapping[str, set[str]]) -> Iterator[Mention]:
    if leaf.on_key:
        none = METRIC_KEYS.get((leaf.owner, leaf.key))
        kinds: tuple[str, ...] = ("metric",) if none is not None and leaf.value not in none else ()
    else:
        kinds = kinds_of(leaf)
    if (leaf.owner, leaf.key) == (Waiver, "at"):
        kinds = ("metric",)
    known = set().union(*(names.get(kind, ()) for kind in kinds))
    if not known:
        return
    for name, span in _found(leaf, _written(leaf, document), document.text, known):
        fitting = tuple(kind for kind in kinds if name in names.get(kind, ()))
        yield Mention(fitting, name, span, defines=False, path=leaf.path)


def _found(leaf: Leaf, span: Span, text: str, known: set[str]) -> Iterator[tuple[str, Span]]:
    """The names in a leaf: that in its pointer, the metric of its bound, the whole, or the words of a list."""
    source = text[slice(*span)]
    if leaf.owner is Waiver:
        pieces = [(found.start(1), found[1]) for found in _POINTER.finditer(source)]
    elif bounds(leaf):
        pieces = [(found.start(), found[0]) for found in TOKEN.finditer(source)]
    else:
        pieces = list(_listed(source))
    read = ((at, name) for at, word in pieces for name in _readings(word) if name in known)
    here = {at: (name, Span(span.start + at, span.start + at + len(name))) for at, name in read}
    yield from list(here.values())[: 1 if bounds(leaf) else None]


def _readings(word: str) -> tuple[str, ...]:
    """A word as a name: without the slice of a metric after its dot, and as it stands; the last that is known counts."""
    return (word.partition(".")[0], word.rstrip("."), word)


def _listed(source: str) -> Iterator[tuple[int, str]]:
    """The words between commas, and the whole, without quotes, each with its place."""
    inner = source.strip("\"' ")
    yield source.find(inner), inner
    position = 0
    for found in (*_SEPARATOR.finditer(source), None):
        end = found.start() if found else len(source)
        word = source[position:end].strip("\"' \t")
        if word and word != inner:
            yield source.find(word, position), word
        position = found.end() if found else end


def _written(leaf: Leaf, document: Document) -> Span:
    """Where the leaf's text is written, which for an alias is where its anchor stands."""
    place = document.place(leaf.path)
    if leaf.on_key:
        return place.key or Span(0, 0)
    return place.defined or place.value


def definitions_of(mention: Mention, all_: Sequence[Mention]) -> list[Mention]:
    return [other for other in all_ if other.defines and other.same(mention)]


def taken(name: str, mention: Mention, all_: Sequence[Mention]) -> bool:
    """Whether something that could be mistaken for what `mention` names is called `name` already."""
    near = {kind for group in TOGETHER if any(kind in group for kind in mention.kinds) for kind in group}
    near.update(mention.kinds)
    return any(other.defines and other.name == name and other.kinds[0] in near for other in all_)
