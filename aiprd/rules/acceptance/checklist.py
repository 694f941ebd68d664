"""What the acceptance checklist must hold, and who works it off."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.rule import Ask, Findings, listed, presence, rule, short

CATEGORIES = presence(
    "ACCE001",
    "missing-acceptance-category",
    Ask("reliability", "how often it must be up and how it recovers", "reliability:\n  - uptime >= 99.5% over 30d"),
    Ask("experience", "what users must see and control", "experience:\n  - {text: …, nature: deterministic}"),
    of=lambda prd: (prd.requirements,),
    summary="Acceptance criteria without reliability or without user experience.",
    why="A product can pass every quality bar and still be down, unexplained or impossible to leave.",
    bad="requirements:  # <- what users must see and control\n  reliability:\n    - uptime >= 99.5% over 30d",
    good="requirements:\n  reliability:\n    - uptime >= 99.5% over 30d\n  experience:\n"
    "    - {text: Members can switch to the plain homepage, nature: deterministic}",
    severity="I/E/E",
    since="building",
    references=("33.5",),
    rows=(65,),
)


CHECKS = {"verify": "how", "owner": "by whom", "at": "when"}


@rule("ACCE002", severity="I/W/E", since="pilot", references=("33.5",), rows=(77,), fixable=True)
def unassigned_criteria(prd: Prd) -> Findings:
    """Criteria that nobody has been asked to check.

    A criterion without a method, a person and a moment is checked by whoever remembers it.

    `requirements.defaults` answers for every entry that does not say otherwise. All entries are told in one finding.

    Bad:
        requirements:  # <- 2 of 2 requirements do not say how, by whom and when they are checked
          performance:
            - relevance >= 70% over 14d, n >= 1000
          latency:
            - P95 latency < 200ms
    Bad:
        requirements:  # <- 1 of 2 requirements does not say by whom it is checked: `P95 latency < 200ms`
          performance:
            - {bound: relevance >= 70% over 14d, verify: ab, owner: B. Osei, at: launch}
          latency:
            - {bound: P95 latency < 200ms, verify: monitor, at: launch}
    Good:
        requirements:
          defaults: {verify: monitor, owner: B. Osei, at: launch}
          performance:
            - relevance >= 70% over 14d, n >= 1000
            - {bound: recall >= 90%, owner: {na: decided by the test itself}}
    """
    entries = [entry for _, entry in prd.requirements.each() if entry.given]
    unknown = {
        entry.part(key).path: asked for entry in entries for key, asked in CHECKS.items() if entry.part(key).unknown
    }
    for path, asked in unknown.items():
        yield Finding(path, f"{asked} it is checked is still unknown", f"{path[-1]}: …", known_gap=True)
    lacking = [entry for entry in entries if any(entry.part(key).absent for key in CHECKS)]
    if not lacking:
        return
    missing = {key: sum(entry.part(key).absent for entry in lacking) for key in CHECKS}
    asks = [asked for key, asked in CHECKS.items() if missing[key]]
    said = ", ".join(f"{key}: {_EXAMPLES[key]}" for key in CHECKS if missing[key])
    does, it_is = ("does", "it is") if len(lacking) == 1 else ("do", "they are")
    yield Finding(
        prd.requirements.path,
        f"{len(lacking)} of {len(entries)} requirements {does} not say {listed(asks)} {it_is} checked: {_named(lacking)}",
        f"requirements:\n  defaults: {{{said}}}",
        tuple(Related(entry.path, "not said here") for entry in lacking[:8]),
        {f"without_{key}": count for key, count in missing.items() if count},
    )


_EXAMPLES = {"verify": "monitor", "owner": "…", "at": "launch"}


def _named(entries: list[Requirement]) -> str:
    names = ", ".join(f"`{short(entry.label, 40)}`" for entry in entries[:3])
    return names + (f" and {len(entries) - 3} more" if len(entries) > 3 else "")


_CRITERIA = {
    "fallback": "{when: …, then: …, within: …ms}",
    "monitoring": "{every: 1d, alerts: [… , volume]}",
    "safety": "… <= …%, n >= …",
    "security": "… <= …%, n >= …",
    "cost": "… <= $… over 30d",
}
_CHECKABLE = Pattern(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|each|every|all|any|no|none|never|always|only"
    r"|hourly|daily|nightly|weekly|monthly|quarterly|if|when|whenever|once|until|unless|before|after|without|empty|missing"
    r"|fails?|fewer|more|less|than)\b",
    re.IGNORECASE,
)


@rule(
    "ACCE003", severity="W/W/E", since="building", confidence="likely", references=("33.5",), rows=(78,), fixable=True
)
def uncheckable_family(prd: Prd) -> Findings:
    """Requirement family with nothing in it that can pass or fail.

    Good intentions survive every review and are missing from the acceptance checklist.

    Checkable is a bound, a trigger with its behaviour, a cadence, a list of alerts, a time limit, a programmed
    behaviour (`nature: deterministic`), or a text with a number or a condition in it. Looks at fallback, monitoring,
    safety, security and cost; the other families have rules that ask for their numbers one by one.

    Bad:
        requirements:
          monitoring:  # <- `monitoring` has no criterion that can pass or fail
            - text: The team keeps an eye on quality
          cost:  # <- `cost` has no criterion
            - text: Answers stay cheap
    Good:
        requirements:
          performance: [relevance >= 70%]
          monitoring:
            - text: The team keeps an eye on quality
            - {every: 1d, alerts: [volume]}
          fallback:
            - text: An empty basket shows the best-selling items of the week
          safety:
            - {text: Sensitive categories are filtered, nature: deterministic}
            - text: Harmful answers are rare
    Good:
        requirements:
          fallback: {na: the model is never on the path of a request}
          monitoring: unknown
    """
    for family, criterion in _CRITERIA.items():
        entries = prd.requirements.of_family(family)
        stated = [entry for entry in entries if entry.given]
        if stated and len(stated) == len(entries) and not any(_decidable(entry) for entry in stated):
            yield Finding(
                entries.path,
                f"`{family}` has no criterion that can pass or fail: no bound, no trigger, no number",
                f"{family}:\n  - {criterion}",
            )


def _decidable(entry: Requirement) -> bool:
    alone = (entry.bound, entry.every, entry.alerts, entry.within, entry.budget, entry.timeout, entry.when, entry.then)
    if any(part.given or part.broken for part in alone) or entry.nature.value == "deterministic":
        return True
    return bool(_CHECKABLE.search(entry.text.value or ""))
