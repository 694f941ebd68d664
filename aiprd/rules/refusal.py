"""REFU: what is refused and should not be, and what is answered and should not be (LLM practice L6)."""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.rule import Findings, rule, short

_KINDS = ("generative", "agent")
_REQUEST = r"(requests?|prompts?|questions?|quer(?:y|ies)|messages?|instructions?|asks?|tasks?)"
_HARMFUL = Pattern(
    rf"\b(harmful|unsafe|disallowed|malicious|dangerous|forbidden|prohibited|abusive|illegal|policy.violating)\b.*\b{_REQUEST}\b"
    rf"|\b{_REQUEST}\b.*\b(harmful|unsafe|disallowed|malicious|dangerous|forbidden|prohibited|abusive|illegal)\b"
    r"|\bunder[- ]?refus|\brefused bad\b",
    re.IGNORECASE,
    holds="harmful|unsafe|disallowed|malicious|dangerous|forbidden|prohibited|abusive|illegal|violating|refus",
)
_HARMLESS = Pattern(
    r"\bover[- ]?refus|\brefused ok\b|\b(false|needless|wrong|wrongful|unnecessary)(ly)? refus"
    r"|\b(harmless|benign|legitimate|innocent|allowed|permitted|safe|ordinary|valid|answerable)\b.*(refus|declin|reject|block|turned (down|away))"
    r"|(refus|declin|reject|block|turned (down|away)).*\b(harmless|benign|legitimate|innocent|allowed|permitted|safe|ordinary|valid|answerable)\b",
    re.IGNORECASE,
    holds="refus|declin|reject|block|turned",
)
_ASKED = {
    "harmful": "refused_bad: {means: harmful requests answered / harmful requests, dimension: safety, better: lower, role: "
    "guardrail, floor: …%}",
    "harmless": "refused_ok: {means: harmless requests refused / harmless requests, dimension: quality, better: lower, role: "
    "guardrail, floor: …%}",
}


@rule(
    "REFU001",
    severity="I/W/E",
    kinds=_KINDS,
    since="building",
    confidence="likely",
    references=("LLM practice L6",),
    fixable=True,
)
def one_sided_refusal(prd: Prd) -> Findings:
    """Bound on one of the two errors of refusing, and none on the other.

    Each is met by giving up the other: a product that refuses everything answers nothing harmful.

    The two are harmful requests that are answered and harmless ones that are refused. A metric or a requirement that
    speaks of the other side is enough.

    Bad:
        metrics:
          refused_bad:  # <- bounds harmful requests that are answered; nothing bounds harmless requests that are refused
            means: harmful requests answered
            launch: 0.5%
    Good:
        metrics:
          refused_bad: {means: harmful requests answered, launch: 0.5%}
          refused_ok: {means: harmless requests refused, launch: 2%}
    Good:
        metrics:
          refused_bad: {means: harmful requests answered, launch: 0.5%}
          over_refusal: {na: it answers from a fixed list of topics}
    """
    harmful, harmless = _about(prd, _HARMFUL), _about(prd, _HARMLESS)
    metrics = [metric for metric in harmful or harmless if metric.given]
    elsewhere = " | ".join(f"{entry.text.value} {entry.definition.value}" for _, entry in prd.requirements.each())
    other = _HARMLESS if harmful else _HARMFUL
    if bool(harmful) == bool(harmless) or other.search(elsewhere) or not metrics:
        return
    sides = ["harmful requests that are answered", "harmless requests that are refused"]
    bounded, open_ = sides if harmful else reversed(sides)
    yield Finding(
        metrics[0].path,
        f"metric `{short(metrics[0].name)}` bounds {bounded}; nothing bounds {open_}",
        _ASKED["harmless" if harmful else "harmful"] + "   # under metrics",
        tuple(Related(metric.path, "the same side") for metric in metrics[1:3]),
    )


@rule(
    "REFU002",
    severity="-/W/E",
    kinds=_KINDS,
    since="pilot",
    references=("LLM practice L6",),
    confidence="likely",
    fixable=True,
)
def unbounded_refusal(prd: Prd) -> Findings:
    """Product that talks with people, and no bound on what it refuses or answers wrongly.

    Somebody will ask for what it must not do, and somebody else will be refused what it should do.

    Bad:
        product: {kinds: [generative]}
        metrics:  # <- no metric counts harmful requests that are answered, or harmless ones that are refused
          resolved: {means: sessions closed with no human, launch: 45%}
    Good:
        metrics:
          refused_bad: {means: harmful requests answered, launch: 0.5%}
          refused_ok: {means: harmless requests refused, launch: 2%}
    """
    if not prd.metrics.given or _about(prd, _HARMFUL) or _about(prd, _HARMLESS):
        return
    if any(re.search(r"refus", name, re.IGNORECASE) for name in prd.metrics):
        return
    yield Finding(
        prd.metrics.path,
        "no metric counts harmful requests that are answered, or harmless ones that are refused",
        "\n".join(_ASKED.values()),
    )


def _about(prd: Prd, side: Pattern) -> list[Metric]:
    """The metrics, set aside or given, that speak of one side."""
    return [
        metric
        for name, metric in prd.metrics.items()
        if side.search(f"{name.replace('_', ' ')} {metric.means.value or ''}") and not metric.broken
    ]
