"""RETR: models that change while they are measured, and change by themselves (catalogue section E)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Part
from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import Quantity, number, seconds
from aiprd.rule import Findings, rule, short, subject

_RETRAINED = ("predictive", "ranking", "perception")
_OF_THE_MODEL = ("performance", "fairness", "safety")
_VERSIONS = Pattern(
    r"\b(?:model|one|each|per|same|single) (?:model )?versions?\b|\bversions? apart\b|\bfrozen\b", re.IGNORECASE
)


@rule("RETR001", severity="W/W/W", kinds=_RETRAINED, references=("33.5",), rows=(71,), fixable=True)
def window_over_several_models(prd: Prd) -> Findings:
    """Window that is longer than the time between two retrainings.

    A 30-day mean over a model retrained weekly belongs to none of the four or five models behind it.

    Looks at windows in performance, fairness and safety that are measured in use, and at those of the rollout's gates on
    the same metrics. All of them are told in one finding.
    `change.retraining.versions`, or the words of the requirement, may say how versions are kept apart.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
        change:
          retraining:
            every: 1w  # <- mixes about 4 models
    Bad:
        metrics:
          recall: {launch: 58%}
        requirements:
          performance:
            - {bound: "recall >= launch, n >= 2600", verify: offline}
        rollout:
          stages:
            - {id: half, share: 50%, gate: ["recall >= launch over 28d, n >= 2600"]}
        change:
          retraining:
            every: 1w  # <- the 28 d window of the gate of `half` mixes about 4 models
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch over 30d, n >= 10000
        change:
          retraining: {every: 1w, versions: each criterion is computed for one model version}
    Good:
        metrics:
          relevance: {launch: 70%}
          uptime: {better: higher}
        requirements:
          performance:
            - relevance >= launch over 7d, n >= 10000
          reliability:
            - uptime >= 99.5% over 30d
        change: {retraining: {every: 1w}}
    """
    retraining = prd.change.retraining
    every = retraining.every.value
    if every is None or every.amount <= 0 or not retraining.versions.absent:
        return
    mixed = [each for each in (*_required(prd), *_gated(prd)) if each.window.amount > every.amount * 1.02]
    if mixed:
        longest = max(mixed, key=lambda each: each.window.amount)
        window = longest.window
        models = window.amount / every.amount
        yield Finding(
            retraining.every.path,
            f"the model changes every {seconds(every.amount)}, so the {seconds(window.amount)} window of {longest.of} "
            f"mixes about {number(max(2, round(models)))} models",
            "versions: each criterion is computed for one model version",
            tuple(Related(each.path, f"looks back {seconds(each.window.amount)}") for each in mixed[:6]),
            {"window_days": round(window.amount / 86400, 3), "retrained_every_days": round(every.amount / 86400, 3)},
        )


class _Window(NamedTuple):
    """A stretch of time over which the model is judged, whose it is and where it stands."""

    window: Quantity
    of: str
    path: Path


def _required(prd: Prd) -> Iterator[_Window]:
    """The windows of requirements on the model that are measured in use."""
    for family, entry in prd.requirements.each():
        window = entry.window.value
        if family not in _OF_THE_MODEL or window is None or prd.offline(entry):
            continue
        if not _VERSIONS.search(f"{entry.text.value} {entry.definition.value}"):
            yield _Window(window, subject(entry), entry.window.path)


def _gated(prd: Prd) -> Iterator[_Window]:
    """The windows of the rollout's gates on what these requirements are about."""
    bounds = ((family, entry.bound.value) for family, entry in prd.requirements.each())
    names = {bound.metric for family, bound in bounds if bound is not None and bound.metric and family in _OF_THE_MODEL}
    for stage in prd.rollout.stages:
        for entry, bound in stage.bounds():
            if bound.metric in names and bound.over is not None and not _VERSIONS.search(entry.text):
                yield _Window(bound.over, f"the gate of `{short(stage.label)}`", entry.path)


_RETRAIN = Pattern(r"\bre-?train", re.IGNORECASE)
_ALONE = Pattern(
    r"\bwithout (?:any )?(?:manual|human)|\bunattended\b|\bautomatic|\bby itself\b|\bno (?:manual|human)\b",
    re.IGNORECASE,
)
_GATED = Pattern(r"\bgate|\bvalidat|\bapprov|\bsign(?:ed)?[ -]?off|\bmust (?:pass|beat)\b|\bonly if\b", re.IGNORECASE)
_BACK = Pattern(r"\broll(?:s|ed)?[ -]?back|\brevert", re.IGNORECASE)
_MODEL = Pattern(r"model|retrain", re.IGNORECASE)


@rule("RETR002", severity="W/E/E", since="pilot", kinds=_RETRAINED, references=("33.5",), rows=(75,), fixable=True)
def unguarded_retraining(prd: Prd) -> Findings:
    """Retraining without a person, a gate or a way back.

    One bad batch of data is enough: the new model serves everybody before anyone has looked at it.

    Unattended is `automatic: true`, or a requirement that says so in words. The gate of `evaluation.gate` counts where
    it guards the model.

    Bad:
        change:
          retraining:  # <- nothing checks a new model before it serves, and nothing says how fast the old one is back
            every: 1w
            automatic: true
    Bad:
        requirements:
          reliability:
            - text: Retraining runs weekly without manual intervention  # <- nothing checks a new model before it serves
    Good:
        change:
          retraining: {every: 1w, automatic: true, gate: relevance >= launch on the last 7 days, rollback_within: 1h}
    Good:
        requirements:
          reliability:
            - text: Retraining runs weekly without manual intervention
        evaluation: {gate: {on: [model], rule: no metric below launch}}
        change: {retraining: {every: 1w, rollback_within: 1h}}
    Good:
        change: {retraining: {every: 1mo, automatic: false}}
    """
    retraining = prd.change.retraining
    said = [entry for _, entry in prd.requirements.each() if _unattended(entry.text.value or "")]
    if not retraining.automatic.value and (retraining.automatic.given or not said):
        return
    words = " ".join(entry.text.value or "" for entry in said)
    guards = [change.value or "" for change in prd.evaluation.gate.on]
    missing: list[tuple[Part, str, str]] = []
    if retraining.gate.open and not _GATED.search(words) and not any(_MODEL.search(guard) for guard in guards):
        missing.append((retraining.gate, "nothing checks a new model before it serves", "gate: … >= launch, n >= …"))
    if retraining.rollback_within.open and not _BACK.search(words):
        missing.append((retraining.rollback_within, "nothing says how fast the old one is back", "rollback_within: 1h"))
    if missing:
        known = all(part.unknown for part, _, _ in missing)
        place = retraining.path if retraining.automatic.value else said[0].path
        yield Finding(
            missing[0][0].path if known else place,
            f"retraining runs without a person, and {', and '.join(told for _, told, _ in missing)}",
            "change:\n  retraining:\n" + "\n".join(f"    {paste}" for _, _, paste in missing),
            tuple(Related(entry.path, "without a person, it says") for entry in said if entry.path != place),
            known_gap=known,
        )


def _unattended(text: str) -> bool:
    return bool(_RETRAIN.search(text) and _ALONE.search(text))
