"""ROAD001 and ROAD002: how effort is divided (catalogue row 139)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import number
from aiprd.rule import Findings, rule

PARTS = ("model", "feature", "infrastructure")
USUAL = {"early": (40, 30, 30), "growth": (25, 50, 25), "mature": (15, 35, 50)}
"""How effort is usually divided at each stage, in percent (source 33.11)."""
_MONTHS = {"early": (0, 6), "growth": (6, 18), "mature": (18, 1200)}
_AWAY = 15
"""Percentage points beyond which a division is unusual."""


@rule("ROAD001", severity="E/E/E", references=("33.11",), rows=(139,), fixable=True)
def allocation_off_the_whole(prd: Prd) -> Findings:
    """Shares of effort that do not add up to 100.

    What is promised to one track twice is missing from another.

    A share that is left out counts as none; shares may be written as parts of one, and may be off by one in rounding.

    Bad:
        roadmap:
          allocation: {model: 50, feature: 30, infrastructure: 30}  # <- add up to 110
    Good:
        roadmap:
          allocation: {model: 40, feature: 30, infrastructure: 30}
    Good:
        roadmap:
          allocation: {model: 0.4, feature: 0.3, infrastructure: 0.3}
    """
    allocation = prd.roadmap.allocation
    shares = [allocation.part(name) for name in PARTS]
    given = _shares(prd)
    total = sum(given.values())
    if not given or abs(total - 100) <= 1 or abs(total - 1) <= 0.01:
        return
    if total > 101 or not any(part.unknown or part.broken for part in shares):
        told = ", ".join(f"{name} {number(share)}" for name, share in given.items())
        yield Finding(
            allocation.path,
            f"the shares of effort add up to {number(round(total, 4))}, not to 100: {told}",
            "allocation: {model: 40, feature: 30, infrastructure: 30}   # or other shares that add up to 100",
            numbers={"total_percent": round(total, 4)},
        )


def _shares(prd: Prd) -> dict[str, float]:
    """The shares that are given, in percent."""
    allocation = prd.roadmap.allocation
    parts = {"model": allocation.model, "feature": allocation.feature, "infrastructure": allocation.infrastructure}
    return {name: part.value for name, part in parts.items() if part.value is not None}


@rule("ROAD002", severity="I/I/I", confidence="possible", references=("33.11",), rows=(139,), fixable=True)
def unusual_allocation(prd: Prd) -> Findings:
    """Effort divided unlike most products of that age.

    Young products gain most from a better model, growing ones from features, old ones from what keeps them running.

    Usual are model, feature, infrastructure 40, 30, 30 in the first six months, then 25, 50, 25, and 15, 35, 50 from
    the 18th month on. More than 15 points away counts. It is a start of the conversation and not a rule: drift or a
    strong competitor are good reasons for another division.

    Bad:
        product: {stage: mature}
        roadmap:
          allocation: {model: 60, feature: 20, infrastructure: 20}  # <- usual at this stage are 15, 35 and 50
    Good:
        product: {stage: mature}
        roadmap:
          allocation: {model: 25, feature: 35, infrastructure: 40}
    Good:
        product: {stage: 18 months}
        roadmap:
          allocation: {model: 25, feature: 50, infrastructure: 25}
    """
    shares, stages = _shares(prd), _stages(prd.product.stage.value or "")
    if len(shares) < len(PARTS) or abs(sum(shares.values()) - 100) > 1 or not stages:
        return
    told = list(shares.values())
    far = [max(abs(one - other) for one, other in zip(told, USUAL[stage], strict=True)) > _AWAY for stage in stages]
    if all(far):
        model, feature, infrastructure = USUAL[stages[0]]
        listed = ", ".join(number(share) for share in told)
        yield Finding(
            prd.roadmap.allocation.path,
            f"effort is divided {listed} between model, features and infrastructure; "
            f"usual at this stage are {model}, {feature} and {infrastructure}",
            f"allocation: {{model: {model}, feature: {feature}, infrastructure: {infrastructure}}}"
            "   # or a waiver that says why this product needs another division",
            (Related(prd.product.stage.path, f"the stage is {prd.product.stage.text}"),),
            {f"{name}_percent": share for name, share in shares.items()},
        )


def _stages(text: str) -> list[str]:
    """The stages that a stage's name or a number of months belongs to."""
    if text in USUAL:
        return [text]
    months = re.match(r"(\d{1,3})(?: ?(?:mo|months?))?$", text)
    return [stage for stage, (low, high) in _MONTHS.items() if months and low <= int(months[1]) <= high]
