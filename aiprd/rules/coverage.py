"""COVR: for what share of what the product answers, and what happens to the rest (catalogue section C)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement, pasted
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, rule, subject

_WHOLE = Pattern(r"\b(?:of|per|out of|who|that|which|whose|divided by|with|where|for)\b|/", re.IGNORECASE)
_ITSELF = Pattern(r"\bof (?:the|our|this) (?:model|algorithm|assistant)(?=\s*(?:[;,.]|$))", re.IGNORECASE)
"""Says whose coverage it is, and not of what."""
_VAGUE = Pattern(
    r"\b(active|engaged|regular|frequent|qualified|loyal) (?:\w+ )?"
    r"(?:users?|members?|customers?|accounts?|subscribers?|buyers?|sellers?|drivers?|patients?|readers?|players?)\b",
    re.IGNORECASE,
    holds="active|engaged|regular|frequent|qualified|loyal",
)
_OPTED_OUT = Pattern(r"\bopt(?:ed|ing|s)?[ _-]?outs?\b|\b(?:ex|in)clud(?:ed|ing|es?)\b|\bleft out\b", re.IGNORECASE)


@rule("COVR001", severity="W/E/E", since="building", references=("33.3",), rows=(42,), fixable=True)
def coverage_of_undefined_whole(prd: Prd) -> Findings:
    """Coverage that does not say of what it is a share.

    95% of users and 95% of requests are different promises, and "active" can be stretched until any number is met.

    The whole may be said in the bound, in `of`, `definition` or `text`, or in the metric's `means`. Words such as
    active, engaged or regular count as defined by a figure beside them, a traffic segment of that name, or an entry
    in the glossary.

    Bad:
        metrics:
          coverage: {means: recommendation coverage, launch: 95%}
        requirements:
          coverage:
            - coverage >= launch  # <- does not say of what
    Bad:
        metrics:
          coverage: {means: coverage of the model, launch: 95%}
        requirements:
          coverage:
            - coverage >= launch  # <- does not say of what
    Bad:
        metrics:
          coverage: {means: members who get a recommendation, launch: 95%}
        requirements:
          coverage:
            - coverage >= launch of active members  # <- `active` is not defined
    Good:
        metrics:
          coverage: {means: members who get a recommendation, launch: 95%}
        requirements:
          coverage:
            - coverage >= launch of active members
        glossary: {active: signed in within 30 days}
    Good:
        metrics:
          coverage: {means: share of requests answered by the model, launch: 95%}
        requirements:
          coverage:
            - coverage >= launch
            - {bound: coverage >= 90%, of: members active in the last 30 days}
    """
    for entry in prd.requirements.coverage:
        bound = entry.bound.value
        if bound is None:
            continue
        words = _words(prd, entry)
        if not (bound.population or entry.of.given or entry.definition.given or _WHOLE.search(_ITSELF.sub("", words))):
            yield Finding(
                entry.of.path if entry.of.unknown else entry.bound.path,
                f"{subject(entry)} does not say of what it is a share",
                f"{pasted(entry.bound, bound._replace(population='…'))}   # requests, or users who …",
                known_gap=entry.of.unknown,
            )
            continue
        vague = next((word for word in _vague_words(words) if not _defined(prd, word)), None)
        if vague is not None:
            yield Finding(
                entry.bound.path,
                f"`{vague}` is not defined, so the share can be met by counting fewer",
                f"glossary:\n  {vague}: … within 30 days",
            )


def _words(prd: Prd, entry: Requirement) -> str:
    """Everything the document says about the whole that an entry is a share of."""
    bound = entry.bound.value
    metric = prd.metric(bound.metric) if bound is not None else None
    said = (
        entry.of.value,
        entry.definition.value,
        entry.text.value,
        metric.means.value if metric is not None else None,
    )
    return "; ".join((bound.population if bound is not None else "", *(text for text in said if text)))


def _vague_words(words: str) -> Iterator[str]:
    if not re.search(r"\d", words):
        yield from dict.fromkeys(match[1].lower() for match in _VAGUE.finditer(words))


def _defined(prd: Prd, word: str) -> bool:
    names = (*prd.glossary, *prd.traffic.segments)
    return any(word in name.lower() for name in names)


@rule("COVR002", severity="E/E/E", confidence="likely", references=("33.3",), rows=(43,), fixable=True)
def uncovered_share_without_fallback(prd: Prd) -> Findings:
    """Cases the model will not answer, and no fallback that is meant for them.

    Whoever is outside the covered share still opens the page and has to see something.

    Fires where every trigger of a fallback, a failure mode, a story, a degradation level or an escalation is a timeout
    or an outage: a slow model is not a model without an answer. With no trigger at all the rules that ask for
    fallbacks speak.

    Bad:
        requirements:
          coverage:
            - coverage >= 95% of members  # <- leaves 5% without an answer
          fallback:
            - {when: model timeout, then: popular}
    Good:
        requirements:
          coverage:
            - coverage >= 95% of members
          fallback:
            - {when: model timeout, then: popular}
            - {when: fewer than 3 purchases, then: popular}
    Good:
        requirements:
          coverage:
            - coverage >= 95% of members
          fallback:
            - {when: model timeout, then: popular}
        failure_modes:
          - {id: new_member, type: edge, signal: fewer than 3 purchases, goes_to: popular}
    """
    triggers = list(_triggers(prd))
    if not triggers or not all(_outage_only(text) for text in triggers):
        return
    for entry in prd.requirements.coverage:
        bound = entry.bound.value
        value = prd.value_of(bound) if bound is not None else None
        if bound is None or value is None or value.unit is not Unit.RATIO or bound.spread or not 0 < value.amount < 1:
            continue
        if bound.op is None or bound.op.floor:
            yield Finding(
                entry.bound.path,
                f"leaves {percent(1 - value.amount)} without an answer of the model, "
                "but every fallback is for a timeout or an outage",
                "fallback:\n  - {when: no answer or confidence < …%, then: …}",
                tuple(Related(part.path, "for a timeout or an outage") for part in prd.requirements.fallback),
                {"uncovered_share": round(1 - value.amount, 9)},
            )
            return


_OUTAGE = Pattern(
    r"\btime[sd]?[ -]?out|\boutage|\bdown\b|unavailable|\bno (?:model )?(?:answer|response|reply) (?:with)?in\b|"
    r"\b(?:too slow|crash|http|5\d\d|unreachable|error rate)",
    re.IGNORECASE,
    holds="out|down|unavailable|no |slow|crash|http|5|unreach|error",
)


_NO_ANSWER = Pattern(
    r"confiden|certain|unsure|\b(?:or|new|cold|first|fewer|few|less|missing|insufficient|without|unsupported|unknown|"
    r"data|history)\b",
    re.IGNORECASE,
)


def _outage_only(trigger: str) -> bool:
    """Whether the trigger is a slow or broken model and nothing else."""
    words = trigger.replace("_", " ")
    return _OUTAGE.search(words) is not None and not _NO_ANSWER.search(words)


def _triggers(prd: Prd) -> Iterator[str]:
    """What sets a fallback off, wherever the document says it; an infrastructure failure is an outage by its type."""
    for entry in prd.requirements.fallback:
        yield from (part.value for part in (entry.when, entry.text) if part.value)
    for mode in prd.failure_modes:
        if mode.given and mode.goes_to.given:
            yield "outage" if mode.type.value == "infrastructure" else mode.signal.value or mode.id.value or "other"
    for story in prd.stories:
        if story.fallback.when.value:
            yield story.fallback.when.value
    for level in prd.degradation:
        if level.when.value:
            yield level.when.value
    yield from (trigger.value for trigger in prd.escalation.triggers if trigger.value)


@rule("COVR003", severity="I/I/W", since="pilot", references=("33.5",), rows=(44,), fixable=True)
def uncounted_opt_outs(prd: Prd) -> Findings:
    """Users who opted out, neither counted in coverage nor left out of it.

    If they count as uncovered, each one who leaves breaks the promise; if they do not, the promise holds when all
    have left.

    Asked where `experience.opt_out` is offered. Said in the bound, in `of`, `definition` or `text`, in the metric's
    `means` or in the glossary.

    Bad:
        requirements:
          coverage:
            - coverage >= 95% of members  # <- does not say whether members who opted out count
        experience: {opt_out: true}
    Good:
        requirements:
          coverage:
            - {bound: coverage >= 95%, of: "members, opted-out members excluded"}
        experience: {opt_out: true}
    Good:
        requirements:
          coverage:
            - coverage >= 95% of members
        experience: {opt_out: false}
    """
    opt_out = prd.experience.opt_out
    offered = opt_out.offered.value is True or opt_out.level.given or opt_out.metric.given
    entries = [entry for entry in prd.requirements.coverage if entry.bound.value is not None]
    if not offered or not entries:
        return
    glossary = "; ".join(f"{term}: {meaning.text}" for term, meaning in prd.glossary.items())
    if any(_OPTED_OUT.search(_words(prd, entry)) for entry in entries) or _OPTED_OUT.search(glossary):
        return
    entry = entries[0]
    bound = entry.bound.value
    population = entry.of.value or (bound.population if bound is not None else "") or "users"
    what = population if len(population.split()) < 3 else "users"
    of = f'of: "{population}, opted-out {what.split()[-1]} excluded"'
    plain = bound._replace(population="").show() if bound is not None else ""
    yield Finding(
        entry.bound.path,
        f"{subject(entry)} does not say whether {what} who opted out count",
        f'- {{bound: "{plain}", {of}}}' if entry.path == entry.bound.path else of,
        (Related(opt_out.path, "opting out is offered"),),
    )
