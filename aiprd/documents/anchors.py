"""Places that links lead to: one for each metric, requirement, failure mode, degradation level and rollout stage."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aiprd.diagnostic import Path
from aiprd.prd import Prd

NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "goes_to": ("level",),
    "then": ("level",),
    "fallback": ("level",),
    "guardrail": ("metric",),
    "guardrails": ("metric",),
    "made_of": ("metric",),
    "metric": ("metric",),
    "measured_by": ("metric",),
    "primary": ("metric",),
    "alerts": ("metric",),
    "daily": ("metric",),
    "weekly": ("metric",),
    "monthly": ("metric",),
    "value_of": ("metric",),
    "gate": ("requirement", "metric"),
    "at": ("stage",),
}
"""Keys whose value is the name of something that has a place, and of what."""

_LONGEST = 60


class Anchors(NamedTuple):
    """The places by the path of what stands there, and by kind and name."""

    at: Mapping[Path, str]
    of: Mapping[tuple[str, str], str]

    def named(self, key: object, name: str) -> str:
        """The place of what `name` stands for under `key`; empty where it stands for nothing that has one."""
        kinds = NAMED_BY.get(key, ()) if isinstance(key, str) else ()
        return next((self.of[kind, name] for kind in kinds if (kind, name) in self.of), "")


def anchors(prd: Prd) -> Anchors:
    """The places of one PRD; no two are the same, and none can be a heading's, which never holds a full stop."""
    at: dict[Path, str] = {}
    of: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for kind, name, path in _places(prd):
        plain = re.sub("[^a-z0-9_-]+", "-", name.lower())[:_LONGEST].strip("-") or "x"
        identity, number = f"{kind}.{plain}", 1
        while identity in taken:
            number += 1
            identity = f"{kind}.{plain}-{number}"
        taken.add(identity)
        at[path] = identity
        if name:
            of.setdefault((kind, name), identity)
    return Anchors(at, of)


def _places(prd: Prd) -> Iterator[tuple[str, str, Path]]:
    yield from (("metric", metric.name, metric.path) for metric in prd.metrics.values())
    for family, entry in prd.requirements.each():
        yield "requirement", entry.id.value or family, entry.path
    yield from (("failure", mode.id.value or mode.type.value or "", mode.path) for mode in prd.failure_modes)
    yield from (("level", level.id.value or "", level.path) for level in prd.degradation)
    yield from (("stage", stage.label, stage.path) for stage in prd.rollout.stages)
