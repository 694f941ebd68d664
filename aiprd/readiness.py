"""How ready a document is, pillar by pillar, and which pillar holds it back. docs/readiness.md tells the formula."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.prd import Prd
from aiprd.profile import Profile
from aiprd.report import Report
from aiprd.rule import Rule
from aiprd.rules import ALL
from aiprd.selection import Selection

PILLARS = {
    "problem": ("PROD", "RISK", "FEAS", "STOR"),
    "performance": ("PERF", "GOAL", "BASE", "METR", "COMP", "UNIT", "SCOR", "GROU"),
    "coverage": ("COVR", "COLD", "SLIC", "REFU"),
    "latency": ("LATE", "SPED"),
    "fairness": ("FAIR", "ETHI"),
    "explainability": ("EXPL",),
    "fallback": ("FALL", "FAIL", "DEGR", "ROUT", "ESCA", "RELI"),
    "monitoring": ("MONI", "WATC", "DRIF", "RETR", "LOOP", "TIER"),
    "evidence": ("REQS", "ACCE", "TEST", "EVAL", "JUDG", "EXPT", "EVID", "DATA", "CLAI"),
    "rollout": ("ROLL", "ROAD", "TIME", "SCHE", "MVPS"),
    "people": ("EXPE", "TRUS", "OVER", "TELL"),
    "cost and safety": ("COST", "MONE", "INJE", "AGEN", "CTXT", "PRIV", "PINN"),
    "form": ("YAML", "FORM", "WAIV", "WORD"),
}
"""Each pillar with the families of rules that judge it; every family stands under one."""

SUBJECTS = {
    "RISK": "risk",
    "FEAS": "feasibility",
    "STOR": "stories",
    "GOAL": "metrics",
    "ETHI": "ethics",
    "FAIL": "failure_modes",
    "DEGR": "degradation",
    "ESCA": "escalation",
    "WATC": "monitoring",
    "DRIF": "drift",
    "TEST": "evaluation",
    "DATA": "data",
    "ROLL": "rollout",
    "MVPS": "mvp",
    "TRUS": "experience",
    "TELL": "stakeholders",
    "AGEN": "agent",
}
"""Families about one section of the document; the first rule of each asks for the section."""

REQUIRED = {
    "PERF": "performance",
    "COVR": "coverage",
    "LATE": "latency",
    "FAIR": "fairness",
    "EXPL": "explainability",
    "FALL": "fallback",
    "MONI": "monitoring",
}
"""Families about one family of requirements."""

ASKED_BY = {family: "REQS002" if family in {"FAIR", "EXPL"} else "REQS001" for family in REQUIRED}
"""The rule that asks for each family of requirements; REQS001 asks where there are no requirements at all."""

FULL = 1000
"""The load that halves a score: what one error weighs."""

WEIGHTS = {Severity.ERROR: FULL, Severity.WARNING: FULL // 4, Severity.INFO: FULL // 50}
"""What one finding weighs: four warnings weigh as much as an error, and so do fifty infos."""

MOST = 2
"""What a rule weighs at most, however often it speaks: as much as two findings."""


class Pillar(NamedTuple):
    """One pillar: its score from 0 to 100, how many of the checks due hold, and how many findings are waived.

    The score is None where no check is due yet.
    """

    name: str
    score: int | None
    held: int
    due: int
    waived: int


class Readiness(NamedTuple):
    """How ready one document is; `pillars` in the order of PILLARS."""

    file: str
    pillars: tuple[Pillar, ...]

    @property
    def weakest(self) -> Pillar | None:
        """The pillar with the lowest score, the first of equals; None where no check is due."""
        return min((p for p in self.pillars if p.score is not None), key=lambda p: p.score or 0, default=None)

    @property
    def score(self) -> int | None:
        """The headline: the score of the weakest pillar."""
        return self.weakest.score if self.weakest is not None else None


def readiness(report: Report, selection: Selection = Selection()) -> Readiness:  # noqa: B008 - immutable
    """How ready the document is; `report` holds all of its findings, those a baseline knows included.

    Rules that the selection does not name are left out, and so are rules that may be wrong: only certain ones count.
    """
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in report.diagnostics:
        if diagnostic.code in ALL and diagnostic.confidence == "certain":
            found.setdefault(diagnostic.code[:4], []).append(diagnostic)
    due = _due(report.profile, selection)
    missing = _missing(report.prd, {d.code for each in found.values() for d in each if d.waived is None})
    pillars = [
        _pillar(name, [_family(family, found, due, missing, report.profile) for family in families])
        for name, families in PILLARS.items()
    ]
    if report.prd.broken:
        pillars = [Pillar(p.name, 0 if p.name == "form" else None, 0, 0, 0) for p in pillars]
    return Readiness(report.file, tuple(pillars))


class _Family(NamedTuple):
    """What one family of rules says: its load, the checks that hold and those due, the findings waived."""

    load: int
    held: int
    due: int
    waived: int


@lru_cache(maxsize=64)
def _due(profile: Profile, selection: Selection) -> Mapping[str, Sequence[Rule]]:
    """The certain rules that are due, by family."""
    due: dict[str, list[Rule]] = {}
    for rule in ALL.values():
        counts = rule.confidence == "certain" and selection.names(rule.code)
        if counts and profile.concerns(rule) and profile.due(rule):
            due.setdefault(rule.family, []).append(rule)
    return due


def _missing(prd: Prd, spoken: Collection[str]) -> frozenset[str]:
    """The families whose whole subject is missing, as far as a rule asks for it."""
    sections = {family for family, key in SUBJECTS.items() if f"{family}001" in spoken and prd.part(key).absent}
    none = prd.requirements.absent and "REQS001" in spoken
    promises = {
        family
        for family, key in REQUIRED.items()
        if none or (ASKED_BY[family] in spoken and prd.requirements.part(key).absent)
    }
    return frozenset(sections | promises)


def _pillar(name: str, families: Sequence[_Family]) -> Pillar:
    load, held, due, waived = (sum(numbers) for numbers in zip(*families, strict=True))
    score = 100 * FULL // (FULL + load) if due or load else None
    return Pillar(name, score, held, due, waived)


def _family(
    family: str,
    found: Mapping[str, Sequence[Diagnostic]],
    due: Mapping[str, Sequence[Rule]],
    missing: Collection[str],
    profile: Profile,
) -> _Family:
    here, rules = found.get(family, ()), due.get(family, ())
    open_ = {d.code for d in here if d.waived is None}
    lacks = _lack(family, rules, profile) if family in missing else 0
    held = 0 if lacks else sum(rule.code not in open_ for rule in rules)
    return _Family(max(_load(here), lacks), held, len(rules), sum(d.waived is not None for d in here))


def _load(found: Sequence[Diagnostic]) -> int:
    """What the findings weigh: of each rule its heaviest, and up to as much again for those that repeat it."""
    by_rule: dict[str, list[int]] = {}
    for diagnostic in found:
        # A waived finding is accepted, not mended: it weighs as an info.
        severity = Severity.INFO if diagnostic.waived is not None else diagnostic.severity
        by_rule.setdefault(diagnostic.code, []).append(WEIGHTS[severity])
    return sum(max(weights) * (MOST * len(weights) - MOST + 1) // len(weights) for weights in by_rule.values())


def _lack(family: str, due: Sequence[Rule], profile: Profile) -> int:
    """What a missing subject weighs: as though all checks of its family failed, none heavier than the lack itself."""
    asking = ALL[ASKED_BY.get(family, f"{family}001")]
    rules = {rule.code: rule for rule in due} | {asking.code: asking}
    heaviest = _weight(asking, profile)
    return MOST * sum(min(heaviest, _weight(rule, profile)) for rule in rules.values())


def _weight(rule: Rule, profile: Profile) -> int:
    return WEIGHTS[profile.severity(rule) or Severity.INFO]
