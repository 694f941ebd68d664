"""OVER: people in the loop: what waits for them, and what happens when they do not answer (LLM practice L14)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, exact, number, percent, seconds
from aiprd.rule import Ask, Findings, gaps, rule, short, subject

_KINDS = ("generative", "agent")


@rule("OVER001", severity="-/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L14",), fixable=True)
def waiting_without_end(prd: Prd) -> Findings:
    """Case handed to a person, and nothing that says what happens when nobody comes.

    Whatever the software does then was decided by nobody; the safe default is to do nothing and say so.

    Bad:
        escalation:  # <- what happens when nobody takes over in time
          triggers: [user asks for a person]
          to: second-line support
    Bad:
        escalation:
          timeout:  # <- what happens when it ends
            after: 10min
    Good:
        escalation:
          triggers: [user asks for a person]
          timeout: {after: 10min, default: the request is declined and the customer called back}
    """
    escalation = prd.escalation
    if not escalation.given:
        return
    yield from gaps(
        escalation,
        [
            Ask(
                "timeout",
                "what happens when nobody takes over in time",
                "timeout: {after: 10min, default: the request is declined}",
            )
        ],
    )
    if escalation.timeout.given:
        asks = (
            Ask("after", "how long a case waits", "after: 10min"),
            Ask("default", "what happens when it ends", "default: the request is declined and the user told so"),
        )
        yield from gaps(escalation.timeout, asks)


_GOES_AHEAD = Pattern(
    r"\b(auto(matically)?[- ]?)?(approv(e|es|ed|al)|accept(s|ed)?|allow(s|ed)?|execut(e|es|ed)|proceeds?|goes ahead|go ahead"
    r"|carried out|is sent|sends it|continues?|lets? (it )?through|granted|paid out)\b",
    re.IGNORECASE,
)
_HELD_BACK = Pattern(
    r"\b(not|no|never|nothing|without|un(til|less)|declin|den(y|ies|ied)|reject|refus|cancel|stop|block|hold|held|held back|wait"
    r"|call(ed)? back|person|human|queue|form|ticket|safe|read.only|fallback|paus|discard|drop)",
    re.IGNORECASE,
)


@rule("OVER002", severity="W/E/E", kinds=_KINDS, references=("LLM practice L14",), confidence="likely", fixable=True)
def approval_by_silence(prd: Prd) -> Findings:
    """Case that goes through when nobody looked at it in time.

    An approval that silence gives is no approval: the busiest hour is the least watched one.

    Reads words such as approved, executed or goes ahead in `escalation.timeout.default`, where nothing in it holds back.

    Bad:
        escalation:
          timeout:
            after: 10min
            default: the refund is approved  # <- when nobody answers within 10 min, `the refund is approved`
    Good:
        escalation:
          timeout: {after: 10min, default: the refund is not approved and the customer is called back}
    Good:
        escalation:
          timeout: {after: 10min, default: the request is declined}
    """
    timeout = prd.escalation.timeout
    default = timeout.default.value
    if not default or not _GOES_AHEAD.search(default) or _HELD_BACK.search(default):
        return
    after = f" within {seconds(timeout.after.value.amount)}" if timeout.after.value is not None else ""
    yield Finding(
        timeout.default.path,
        f"when nobody answers{after}, `{short(default)}`",
        "default: the request is declined and the user told so",
        (Related(timeout.after.path, "this long"),) if timeout.after.given else (),
    )


@rule(
    "OVER003",
    severity="-/W/W",
    kinds=("agent",),
    since="pilot",
    references=("LLM practice L14", "OWASP ASI09"),
    fixable=True,
)
def unlimited_approvals(prd: Prd) -> Findings:
    """People asked to approve, and no limit to how often.

    Whoever approves everything all day approves everything.

    Speaks when a tool needs the approval of a person other than the user.

    Bad:
        agent:  # <- how many approvals one person is asked for in an hour
          tools:
            - {id: refund, does: write, reversible: false, approval: human}
    Good:
        agent:
          approvals_per_hour: 20
          tools:
            - {id: refund, does: write, reversible: false, approval: human}
    Good:
        agent: {tools: [{id: send_mail, does: write, approval: user}]}
    """
    if any(tool.approval.value in {"human", "two"} for tool in prd.agent.tools):
        ask = Ask(
            "approvals_per_hour", "how many approvals one person is asked for in an hour", "approvals_per_hour: 20"
        )
        yield from gaps(prd.agent, [ask])


@rule(
    "OVER004",
    severity="I/W/W",
    kinds=("agent",),
    confidence="likely",
    references=("LLM practice L14", "OWASP ASI09"),
    fixable=True,
)
def approvals_nobody_reads(prd: Prd) -> Findings:
    """Approvals that leave a person a few seconds for each.

    In ten seconds one can press a button, not understand what it does.

    Speaks from 120 approvals an hour on, which leaves 30 seconds for each and no pause.

    Bad:
        agent:
          approvals_per_hour: 240  # <- leave a person 15 s for each
    Good:
        agent: {approvals_per_hour: 20}
    """
    asked = prd.agent.approvals_per_hour
    if asked.value is None or not 120 <= asked.value < 1e6:
        return
    yield Finding(
        asked.path,
        f"{number(asked.value)} approvals an hour leave a person {seconds(3600 / asked.value)} for each",
        "approvals_per_hour: 20   # or approve in bulk by a rule, and let people see samples",
        numbers={"approvals_per_hour": asked.value, "seconds_each": round(3600 / asked.value, 3)},
    )


_SETTLED = Pattern(
    r"\b(resolved|closed|contained|deflected|completed|settled|solved|handled|finished|end)\b.*"
    r"\b(no|without(?: an?| any)?|zero) (human|person|agent|people|staff|handover|hand-?off|escalation)",
    re.IGNORECASE,
)


@rule(
    "OVER005",
    severity="I/W/W",
    kinds=_KINDS,
    since="building",
    confidence="likely",
    references=("LLM practice L14",),
    fixable=True,
)
def unaccounted_cases(prd: Prd) -> Findings:
    """Cases that are neither settled nor handed over, and that nothing counts.

    Between what the product solves and what people take over are those who gave up; they are the first to leave.

    Adds the launch of the metric that counts cases settled without a person to `escalation.share`, and speaks when 10% or
    more are left. Silent when any other metric counts the same cases (sessions, tickets, …), so that it may hold the rest.

    Bad:
        traffic: {volume: 200k sessions/mo}
        metrics:
          resolved:
            means: sessions closed with no human
            better: higher
            launch: 45%  # <- 45% resolved and 5% handed over leave 50% of sessions unaccounted for
        escalation: {share: 5%}
    Good:
        traffic: {volume: 200k sessions/mo}
        metrics:
          resolved: {means: sessions closed with no human, better: higher, launch: 45%}
          gave_up: {means: sessions left without an outcome, better: lower, floor: 50%}
        escalation: {share: 5%}
    """
    share, volume = prd.escalation.share, prd.traffic.volume.value
    noun = volume.noun.lower().split()[-1].rstrip("s") if volume is not None and volume.noun else ""
    counting = [metric for metric in prd.metrics.values() if _counts(metric, noun)]
    if share.value is None or share.value.unit is not Unit.RATIO or len(counting) != 1:
        return
    metric, launch = counting[0], counting[0].amount("launch")
    if (
        launch is None
        or launch.unit is not Unit.RATIO
        or metric.lower_is_better
        or not _SETTLED.search(metric.means.value or "")
    ):
        return
    rest = 1 - launch.amount - share.value.amount
    if rest < 0.1 - 1e-9:
        return
    left = percent(round(rest, 6))
    yield Finding(
        metric.rung("launch").path,
        f"{percent(launch.amount)} {short(metric.name)} and {percent(share.value.amount)} handed over leave {left} of {noun}s "
        "unaccounted for",
        f"gave_up: {{means: {noun}s that end unsettled and without a person / {noun}s, dimension: trust, better: lower, role: "
        f"guardrail, per: {noun}, floor: {exact(round(100 * rest, 4))}%}}   # under metrics",
        (
            Related(share.path, f"{percent(share.value.amount)} are handed over"),
            Related(metric.path, f"{subject(metric)} counts the others"),
        ),
        {"settled": launch.amount, "handed_over": share.value.amount, "unaccounted": round(rest, 6)},
    )


def _counts(metric: Metric, noun: str) -> bool:
    return (
        bool(noun)
        and metric.given
        and re.search(rf"\b{re.escape(noun)}s?\b", metric.means.value or "", re.IGNORECASE) is not None
    )
