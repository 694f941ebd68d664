"""ESCA: when and how a person takes over (catalogue rows 133, 134)."""

import math
import re

from aiprd.amount import rate
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import GrammarError, Rate, Unit, exact, number, percent, seconds
from aiprd.rule import Ask, Findings, gaps, listed, presence, rule, short
from aiprd.sampling import review_hours

_MONTH = 30.44 * 86400
_ESCALATION = Ask(
    "escalation",
    "when and to whom a person takes over",
    "escalation:\n"
    "  triggers: [confidence < 60%, user asks for a person, sensitive topic, 2 failed attempts]\n"
    "  to: …\n  context: …\n  handoff: …\n  log: …\n  review: …",
)

ESCALATION = presence(
    "ESCA001",
    "missing-escalation",
    _ESCALATION,
    of=lambda prd: (prd,),
    summary="High-risk product that never hands over to a person.",
    why="Where an error can do great harm, somebody has to be able to take over before it does.",
    bad="risk: {tier: high}  # <- when and to whom a person takes over",
    good="risk: {tier: high}\nescalation: {triggers: [confidence < 60%], to: radiologist on duty}",
    severity="-/-/E",
    since="pilot",
    references=("33.8", "EU AI Act Art. 14"),
    rows=(133,),
)

ESCALATION_OF_TALK = presence(
    "ESCA002",
    "no-person-to-turn-to",
    _ESCALATION,
    of=lambda prd: (prd,),
    summary="Product that answers or acts, and never hands over to a person.",
    why="Somebody who is stuck with a machine and cannot reach a person leaves, or does what it says.",
    bad="risk: {tier: medium}  # <- when and to whom a person takes over",
    good="risk: {tier: medium}\nescalation: {triggers: [user asks for a person], to: second-line support}",
    severity="I/W/-",
    kinds=("generative", "agent"),
    since="pilot",
    references=("33.8", "NIST MANAGE 2.4"),
    rows=(133,),
)


@rule("ESCA003", severity="I/W/E", since="pilot", references=("33.8", "EU AI Act Art. 14"), rows=(133,), fixable=True)
def half_an_escalation(prd: Prd) -> Findings:
    """Escalation that leaves open what hands over, to whom, with what, and what is learned from it.

    A person who starts from nothing makes the user tell everything twice.

    A `log` that says it is reviewed answers for `review`.

    Bad:
        escalation:  # <- what they are given, what the user sees in between, what is written down and who reads that how often
          triggers: [user asks for a person]
          to: second-line support
    Good:
        escalation:
          triggers: [user asks for a person]
          to: second-line support
          context: transcript and the last three answers
          handoff: a colleague joins within 2 minutes
          log: every handover, reviewed weekly
    """
    escalation = prd.escalation
    asks = [
        Ask(
            "triggers",
            "what hands a case over",
            "triggers: [confidence < 60%, user asks for a person, 2 failed attempts]",
        ),
        Ask("to", "who takes over", "to: …"),
        Ask("context", "what they are given", "context: …"),
        Ask("handoff", "what the user sees in between", "handoff: …"),
        Ask("log", "what is written down", "log: …"),
        Ask("review", "who reads that how often", "review: …"),
    ]
    if re.search(r"review|read by|looked at", escalation.log.value or "", re.IGNORECASE):
        asks.pop()
    if escalation.given:
        yield from gaps(escalation, asks)


_VAGUE = Pattern(
    r"\b(as|if|when|where|whenever) (it is )?(needed|necessary|appropriate|required|applicable|possible)\b"
    r"|\b(low|poor|weak|insufficient|not enough) (model )?confidence\b|\bconfidence (is |too )*(low|poor|weak|insufficient)\b"
    r"|\b(unsure|uncertain|not (sure|certain|confident))\b"
    r"|\b(too )?(complex|complicated|difficult|hard|tricky) (case|question|request|query|issue|problem|ticket|situation)s?\b",
    re.IGNORECASE,
)


@rule(
    "ESCA004",
    severity="-/W/E",
    since="pilot",
    kinds=("generative", "agent", "predictive"),
    references=("33.8",),
    rows=(134,),
    confidence="likely",
    fixable=True,
)
def unmeasurable_trigger(prd: Prd) -> Findings:
    """Escalation trigger that no system can measure.

    "When the model is unsure" hands over nothing until somebody turns it into a number.

    A number or an event that can be seen (the user asks, a topic is touched, two failed attempts) is enough. Speaks only of
    a few phrases that need a number, where the trigger holds none.

    Bad:
        escalation:
          triggers:
            - low confidence  # <- `low confidence` cannot be measured
            - user asks for a person
    Good:
        escalation:
          triggers: [confidence < 60%, user asks, sensitive topic, 2 failed attempts, low confidence (under 60%)]
    """
    for trigger in prd.escalation.triggers:
        text = trigger.value
        if text and _VAGUE.search(text) and not re.search(r"\d", text):
            confidence = re.search(r"confiden|sure|certain", text, re.IGNORECASE)
            yield Finding(
                trigger.path,
                f"`{short(text)}` cannot be measured: it names neither a number nor an event",
                "- confidence < 60%"
                if confidence
                else "- …   # an event the system can see, such as 2 failed attempts",
            )


_COVERS = {
    "low confidence": r"confiden|uncertain|unsure|not sure|\bsure\b|scor|probab|threshold|entropy|margin|disagree|no answer|unknown|[<>%]",
    "a user who asks or is frustrated": r"\bask|request|frustrat|angr|anger|sentiment|complain|dissatisf|upset|\bwants?\b|\bwish"
    r"|human|person|agent|operator|thumb|feedback|appeal|dispute|contest|object|opt|swear|insult|user|customer|patient|member|button",
    "a sensitive topic": r"sensitiv|topic|legal|lawyer|medic|health|safety|harm|suicid|abus|fraud|vulnerab|emergenc|crisis"
    r"|threat|privacy|personal data|bereave|death|minor|child|complaint|refund|payment|money|amount|[$€£]|high.(risk|value|stake)"
    r"|protected|discriminat|critical|severe|urgent|regulat|policy",
    "repeated failure": r"fail|repeat|attempt|retr(y|ies)|\bagain|\btimes\b|twice|loop|in a row|consecutive|times? ?out|error"
    r"|rephras|unresolved|\bturns?\b|steps?\b",
}


@rule(
    "ESCA005",
    severity="-/W/E",
    since="pilot",
    kinds=("generative", "agent", "predictive"),
    references=("33.8",),
    rows=(134,),
    confidence="likely",
    fixable=True,
)
def uncovered_escalation(prd: Prd) -> Findings:
    """Escalation triggers that leave out one of the four situations that need a person.

    Each of the four is missed by the other three: a confident model can frustrate, and a calm user can be in danger.

    The four are low confidence, a user who asks or is frustrated, a sensitive topic, and repeated failure. Silent when the
    triggers are written in letters other than a to z.

    Bad:
        escalation:
          triggers:  # <- nothing hands over on a sensitive topic or repeated failure
            - confidence < 60%
            - user asks for a person
    Good:
        escalation:
          triggers: [confidence < 60%, user asks, sensitive topic, 2 failed attempts]
    """
    triggers = prd.escalation.triggers
    told = " | ".join(trigger.value for trigger in triggers if trigger.value)
    readable = all(trigger.value is not None for trigger in triggers) and not re.search(r"[^\W\d_a-zA-Z]", told)
    missing = [name for name, words in _COVERS.items() if not re.search(words, told, re.IGNORECASE)]
    if not len(triggers) or not readable or not missing:
        return
    examples = {
        "low confidence": "confidence < 60%",
        "a user who asks or is frustrated": "user asks for a person",
        "a sensitive topic": "sensitive topic",
        "repeated failure": "2 failed attempts",
    }
    yield Finding(
        triggers.path,
        f"nothing hands over on {listed(missing, 'or')}",
        "\n".join(f"- {examples[name]}" for name in missing),
    )


@rule(
    "ESCA006",
    severity="-/W/E",
    kinds=("generative", "agent", "predictive"),
    references=("33.8",),
    rows=(134,),
    fixable=True,
)
def handovers_beyond_capacity(prd: Prd) -> Findings:
    """More cases handed over than the staff can handle.

    Those who do not fit wait, and the product that promised a person gives them a queue.

    Assumes that cases come evenly: hours are `traffic.volume` times `share` times `handling`, in a month of 30.44 days, against `capacity`. Silent when
    one of the four is missing or counts something else.

    Bad:
        traffic: {volume: 200k sessions/mo}
        escalation:
          share: 5%
          handling: 6min
          capacity: 700 h/mo  # <- takes 1,000 h a month, 700 h are staffed
    Good:
        traffic: {volume: 200k sessions/mo}
        escalation: {share: 5%, handling: 6min, capacity: 1000 h/mo}
    """
    escalation, volume = prd.escalation, prd.traffic.volume
    share, handling, staff = escalation.share.value, escalation.handling.value, _staff(escalation.capacity.value)
    if share is None or share.unit is not Unit.RATIO or handling is None or staff is None or staff.seconds is None:
        return
    if volume.value is None or volume.value.seconds is None or volume.value.base is not None:
        return
    cases, minutes = volume.value.amount / volume.value.seconds * _MONTH, handling.amount / 60
    staffed = staff.amount / staff.seconds * _MONTH
    try:
        needed = review_hours(cases, share.amount, minutes)
    except ValueError:
        return
    if needed <= staffed * 1.005:
        return
    share_fits, minutes_fit = share.amount * staffed / needed, minutes * staffed / needed
    yield Finding(
        escalation.capacity.path,
        f"{percent(share.amount)} of {volume.text} at {seconds(handling.amount)} each takes {_hours(needed)} a month, "
        f"{_hours(staffed)} are staffed",
        f"capacity: {exact(math.ceil(needed - 1e-9)).replace(',', '')} h/mo   # or share: {_floored(100 * share_fits)}%, or handling: "
        f"{_floored(minutes_fit)}min",
        (
            Related(volume.path, f"{volume.text} come in"),
            Related(escalation.share.path, f"{percent(share.amount)} of them are handed over"),
            Related(escalation.handling.path, f"{seconds(handling.amount)} each"),
        ),
        {"needed_hours": round(needed, 2), "staffed_hours": round(staffed, 2), "fitting_share": round(share_fits, 6)},
    )


def _staff(text: str | None) -> Rate | None:
    """Hours of work in a time; None where the text is anything else."""
    try:
        read = rate(text) if text else None
    except GrammarError:
        return None
    return read if read is not None and read.noun == "h" and read.base is None else None


def _hours(hours: float) -> str:
    return f"{number(round(hours))} h"


def _floored(amount: float) -> str:
    """`amount` with three digits, never rounded up, so that what is pasted fits."""
    scale = 10 if amount >= 1 else 1000
    return exact(int(amount * scale) / scale)
