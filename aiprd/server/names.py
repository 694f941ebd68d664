"""Every name in a PRD: where it is defined, and where it is used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.diagnostic import Span
from aiprd.document import Document
from aiprd.prd import Prd
from aiprd.prd.assistant import Retrieval, Threat, Tool
from aiprd.prd.business import PERFORMANCE_KEYS, Claim, Limitation, Roadmap
from aiprd.prd.evidence import (
    Data,
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
from aiprd.prd.failure import Escalation, FailureMode, Level
from aiprd.prd.metric import Metric, Observed, Proxy
from aiprd.prd.promise import Defaults, Requirement, Story
from aiprd.prd.purpose import Approach, Traffic, Waiver
from aiprd.prd.rollout import Stage
from aiprd.scalar import BoundText, Name, Text
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

TABLES: Mapping[tuple[type[Section], str], str] = {
    (Prd, "metrics"): "metric",
    (Prd, "components"): "component",
    (Metric, "slices"): "slice",
    (Traffic, "segments"): "slice",
}
"""Tables whose keys define names. Slices of one name are one thing, whichever metric has them."""

WORDS: Mapping[tuple[type[Section], str], tuple[str, ...]] = {
    (Level, "needs"): ("data source", "component"),
    (FailureMode, "loses"): ("data source", "component"),
    (Story, "measured_by"): ("metric",),
    (Drift, "watch"): ("metric",),
    (Proxy, "metric"): ("metric",),
    (Observed, "from"): ("experiment", "evaluation set"),
    (Claim, "evidence"): ("experiment", "evaluation set"),
    (Limitation, "fallback"): ("degradation level",),
    (Limitation, "slice"): ("slice",),
    (EvaluationSet, "slices"): ("slice",),
    (Evaluation, "ab"): ("experiment",),
    **{(Evaluation, key): ("evaluation set",) for key in ("offline", "fairness", "adversarial", "failure_mode", "uat")},
    (Data, "groups"): ("data source",),
    (Retrieval, "index"): ("data source",),
    (Threat, "test"): ("evaluation set",),
    (Waiver, "at"): ("metric",),
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

Names = dict[str, set[str]]
"""The names that a document defines, by kind."""

TOKEN = re.compile(r"[^\W\d][\w.-]*")
_POINTER = re.compile(r"""^["']?/metrics/([^/"']+)""")
_DOTTED = re.compile(r"\.([^\W\d][\w-]*)")
_FOR = re.compile(r"\bfor\s+([^\W\d][\w-]*)")
_PROSE = re.compile(r"(?P<quote>`)?\b(?P<name>[^\W\d](?:[\w-]*\w)?)(?(quote)`)(?P<compared>\s*[<>=])?")
_SEPARATOR = re.compile(r"\s*(?:[,;+&]|\band\b)\s*")


class Mention(NamedTuple):
    """One place where a name stands; `kind` says of what it is the name."""

    kind: str
    name: str
    span: Span
    defines: bool

    def same(self, other: "Mention") -> bool:
        """Whether both are the name of one thing."""
        return (self.kind, self.name) == (other.kind, other.name)


def mentions(document: Document) -> tuple[Mention, ...]:
    """Every name that the document defines, and every place that uses it, in the order of the text."""
    found = list(leaves(document.data))
    defined = [mention for leaf in found for mention in _definition(leaf, document)]
    names: Names = {}
    for mention in defined:
        names.setdefault(mention.kind, set()).add(mention.name)
    used = [mention for leaf in found for mention in _uses(leaf, document, names)]
    by_place = {mention.span: mention for mention in (*used, *defined)}  # what an alias repeats is written once
    return tuple(sorted(by_place.values(), key=lambda mention: mention.span))


def kinds_of(leaf: Leaf) -> tuple[str, ...]:
    """What the names are the names of that the leaf may hold; empty when it holds none."""
    if leaf.on_key:
        none = METRIC_KEYS.get((leaf.owner, leaf.key))
        return ("metric",) if none is not None and leaf.value not in none else ()
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
    if leaf.on_key:
        kind = TABLES.get((leaf.owner, leaf.key))
    elif not leaf.on_key and leaf.key == "id":
        kind = IDS.get(leaf.owner)
    span = _written(leaf, document)
    at = document.text.find(leaf.value, *span) if kind and leaf.value.strip() else -1
    if kind and at >= 0:
        yield Mention(kind, leaf.value, Span(at, at + len(leaf.value)), defines=True)


def _uses(leaf: Leaf, document: Document, names: Names) -> Iterator[Mention]:
    kinds = [kind for kind in kinds_of(leaf) if kind in names]
    prose = isinstance(leaf.field, Text) and not leaf.on_key and leaf.key != "id"
    if not kinds and not prose:
        return
    span = _written(leaf, document)
    source = document.text[slice(*span)]
    pieces = list(_pieces(leaf, source)) if kinds else []
    found = [piece for at, word in pieces for piece in _known(at, word, kinds, names)]
    if bounds(leaf):
        found = found[:1]
    found += [piece for metric in found for piece in _slice(metric, source, names)]
    for at, name, kind in (*(_in_prose(source, names) if prose else ()), *found):
        yield Mention(kind, name, Span(span.start + at, span.start + at + len(name)), defines=False)


def _slice(metric: tuple[int, str, str], source: str, names: Names) -> Iterator[tuple[int, str, str]]:
    """The slice that is said with a metric: `relevance.cold_start`, `relevance >= 45% for cold_start`."""
    at, name, _ = metric
    found = _DOTTED.match(source, at + len(name)) or _FOR.search(source, at + len(name))
    if found and found[1] in names.get("slice", ()):
        yield found.start(1), found[1], "slice"


def _pieces(leaf: Leaf, source: str) -> Iterator[tuple[int, str]]:
    """The words of a leaf that may be names, each with its place."""
    if leaf.owner is Waiver:
        return ((found.start(1), found[1]) for found in _POINTER.finditer(source))
    if bounds(leaf):
        return ((found.start(), found[0]) for found in TOKEN.finditer(source))
    return _listed(source)


def _listed(source: str) -> Iterator[tuple[int, str]]:
    """The whole without its quotes, and the words between commas."""
    whole = source.strip("\"' ")
    yield source.find(whole), whole
    position = 0
    for found in (*_SEPARATOR.finditer(source), None):
        word = source[position : found.start() if found else len(source)].strip("\"' \t")
        if word and word != whole:
            yield source.find(word, position), word
        position = found.end() if found else position


def _known(at: int, word: str, kinds: Sequence[str], names: Names) -> Iterator[tuple[int, str, str]]:
    """The name that a word is, the slice of a metric after a dot left out; the first kind that has it counts."""
    for name in dict.fromkeys((word, word.rstrip("."), word.partition(".")[0])):
        kind = next((kind for kind in kinds if name in names[kind]), None)
        if kind is not None:
            yield at, name, kind
            return


def _in_prose(source: str, names: Names) -> Iterator[tuple[int, str, str]]:
    """Names in a sentence, where nothing else can be meant: `reduced`, task_ok, relevance < 60%."""
    for found in _PROSE.finditer(source):
        name = found["name"]
        if found["compared"] or found["quote"] or "_" in name or any(char.isdigit() for char in name):
            kinds = [kind for kind in names if name in names[kind] and (kind == "metric" or not found["compared"])]
            if len(kinds) == 1:
                yield found.start("name"), name, kinds[0]


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
    near = {mention.kind, *(kind for group in TOGETHER if mention.kind in group for kind in group)}
    return any(other.defines and other.name == name and other.kind in near for other in all_)
