"""RISK: what an error is, what it costs, and how often it happens (catalogue section B)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, percent
from aiprd.rule import Ask, Findings, presence, rule, subject

_PERCENT = Pattern(r"(\d{1,3}(?:\.\d{1,4})?)\s?%")
_ONE_IN = Pattern(r"\b(\d{1,9}) (?:in|of|out of) (?:every )?(\d[\d,]{0,12})\b")


RISK = presence(
    "RISK001",
    "missing-risk",
    Ask("risk", "what an error costs", "risk:\n  tier: low   # low, medium or high\n  why: …\n  wrong_looks_like: …"),
    of=lambda prd: (prd,),
    summary="Document that does not say what an error costs.",
    why="How good is good enough depends on what a wrong answer does to somebody.",
    bad="aiprd: 1  # <- what an error costs\nproduct: {name: Router}",
    good="aiprd: 1\nrisk: {tier: low, why: a wrong route costs 4 minutes and is undone with a click}",
    severity="E/E/E",
    references=("33.2",),
    rows=(16,),
)

TIER = presence(
    "RISK002",
    "unreasoned-risk-tier",
    Ask("tier", "its tier", "tier: low   # low, medium or high"),
    Ask("why", "who is harmed by an error, how much, and whether it can be undone", "why: …"),
    of=lambda prd: (prd.risk,),
    summary="Risk tier missing, or given without its reasons.",
    why="The tier decides how deep every other question goes, so a wrong one makes the whole document too light.",
    bad="risk:  # <- who is harmed by an error\n  tier: low",
    good="risk:\n  tier: low\n  why: a wrong route costs 4 minutes and is undone with a click",
    severity="E/E/E",
    references=("33.2", "EU AI Act Art. 9"),
    rows=(16,),
)

_TRAIT = r"(?:internal|small|simple|minor|normal|new|early|pilot|beta|experimental|low[- ]risk|low|medium|high|limited)"
_ONLY_A_TRAIT = Pattern(
    r"(?:because )?(?:(?:it|this|(?:the|our) \w+) (?:is|has|will be) |it's |we are )?(?:only |just |merely )?"
    rf"(?:an? |for |in )?{_TRAIT}(?:[ -](?:{_TRAIT}|tool|product|feature|app|assistant|system|service|model|use|users?"
    r"|audience|project|prototype|experiment|stage|phase|risk|tier|stakes))*(?: only)?[.!]?",
    re.IGNORECASE,
)
"""Says what kind of product it is, and of an error nothing."""


@rule("RISK008", severity="W/E/E", confidence="likely", references=("33.2", "EU AI Act Art. 9"), rows=(16,), fixable=True)
def risk_tier_without_harm(prd: Prd) -> Findings:
    """Risk tier whose reason tells what the product is, and nothing about an error.

    An internal tool can send the wrong part to a site; what it does to somebody decides, not who opens it.

    Told only where the whole reason is a trait of the product, such as "it is an internal tool" or "low risk".

    Bad:
        risk:
          tier: low
          why: It is only an internal tool  # <- nothing about what an error does to somebody
    Good:
        risk:
          tier: low
          why: Internal tool; a wrong answer costs an engineer 20 minutes and is undone with a click
    Good:
        risk: {tier: low, why: mild annoyance}
    """
    why = prd.risk.why
    if why.value and _ONLY_A_TRAIT.fullmatch(why.value.strip()):
        yield Finding(
            why.path,
            f"`{short(why.value)}` says nothing about what an error does to somebody",
            "why: …   # who is harmed by an error, how much, and whether it can be undone",
        )


PICTURE = presence(
    "RISK003",
    "unpictured-error",
    Ask(
        "wrong_looks_like",
        "what a wrong output looks like",
        "wrong_looks_like: …   # one example and what it does to the user",
    ),
    of=lambda prd: (prd.risk,),
    summary="No picture of a wrong output.",
    why="People agree to an error rate in the abstract and are shocked by the first real error.",
    bad="risk:  # <- what a wrong output looks like\n  tier: low\n  why: annoyance",
    good="risk:\n  tier: low\n  why: annoyance\n  wrong_looks_like: running shoes shown to a member who buys only children's clothes",
    severity="W/E/E",
    references=("33.2",),
    rows=(17,),
)


_OUTPUT = (
    r"(?:answers?|outputs?|results?|predictions?|responses?|suggestions?|recommendations?|classifications?|labels?|scores?"
    r"|decisions?|summar(?:y|ies)|texts?|model|system|assistant|product|ai|it)"
)
_BAD = (
    r"(?:wrong|incorrect|inaccurate|false|bad|poor|irrelevant|unhelpful|misleading|low[- ]quality|mistaken|an error|a mistake"
    r"|not (?:right|correct|accurate|relevant|helpful|good|useful))"
)
_ONLY_WRONG = Pattern(
    rf"(?:when |if )?(?:the |an? |its |our )?(?:model'?s? |ai )?{_OUTPUT} (?:is|are|was|were|can be|may be|could be|would be) "
    rf"(?:simply |just )?{_BAD}(?: or {_BAD})*[.!]?"
    rf"|(?:an? |the )?{_BAD} {_OUTPUT}[.!]?"
    r"|(?:(?:the )?(?:model|system|assistant|ai|it) )?(?:hallucinates?|errs|is wrong|makes (?:a |an )?(?:mistakes?|errors?))[.!]?",
    re.IGNORECASE,
)


@rule("RISK009", severity="W/E/E", confidence="likely", references=("33.2",), rows=(17,), fixable=True)
def wrong_told_as_wrong(prd: Prd) -> Findings:
    """Picture of a wrong output that only says it is wrong.

    Nobody can picture "incorrect"; everybody can picture a customer who is told 60 days where the rule says 30.

    Told only where the whole text says no more than that.

    Bad:
        risk:
          wrong_looks_like: The answer is incorrect  # <- shows no example
    Bad:
        risk:
          wrong_looks_like: wrong or irrelevant recommendations  # <- shows no example
    Good:
        risk:
          wrong_looks_like: The answer is wrong about the return period; the customer comes too late
    """
    picture = prd.risk.wrong_looks_like
    if picture.value and _ONLY_WRONG.fullmatch(picture.value.strip()):
        yield Finding(
            picture.path,
            f"`{short(picture.value)}` shows no example of a wrong output, nor what it does to the user",
            "wrong_looks_like: …   # one example and what it does to the user",
        )


@rule("RISK004", severity="W/E/E", references=("33.2",), rows=(18,), fixable=True)
def misstated_error_rate(prd: Prd) -> Findings:
    """Error rate that does not belong to any headline metric.

    A model that is right 78% of the time is wrong 22% of the time; any other figure hides errors.

    Compared with one minus each value (observed, baseline, launch, target, stretch) of the metrics that are percentages,
    and with the values themselves where lower is better, within half a point. Silent when the text holds no figure.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%}
        stakeholders:
          lead_with: {finance: cost per case}
          error_rate: 12% of items miss  # <- 12%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, observed: 78%}
        stakeholders:
          error_rate: 22% of items miss
    """
    answer = prd.stakeholders.error_rate
    if answer.value is None:
        return
    told = list(_shares(answer.value))
    headline = [metric for metric in prd.primary_metrics() if metric.measure is Unit.RATIO]
    possible = [(metric, share) for metric in headline for share in _error_shares(metric)]
    if not told or not possible or any(abs(one - share) < 0.0051 for one in told for _, share in possible):
        return
    metric = headline[0]
    level = "observed" if metric.amount("observed") is not None else "launch"
    value = metric.amount(level)
    if value is None:
        return
    wrong = value.amount if metric.lower_is_better else 1 - value.amount
    yield Finding(
        answer.path,
        f"the error rate is told as {percent(told[0])}, but {subject(metric)} at {percent(value.amount)} leaves {percent(wrong)}",
        f"error_rate: {percent(wrong)} of …",
        (Related(metric.rung(level).path, f"{percent(value.amount)} right is {percent(1 - value.amount)} wrong"),),
        {"stated_error": round(told[0], 6), "implied_error": round(wrong, 6)},
    )


@rule("RISK005", severity="I/W/E", since="building", references=("33.2",), rows=(19,), fixable=True)
def uncounted_errors(prd: Prd) -> Findings:
    """Error rate that nobody can turn into a number of errors.

    One error in 10,000 decisions means nothing until one knows how many decisions there are in an hour.

    Silent unless a primary metric is a percentage. With `traffic.volume` or `risk.exposure` the rendered PRD shows the count.

    Bad:
        metrics:
          relevance:  # <- of how many
            better: higher
            launch: 70%
    Good:
        metrics:
          relevance: {better: higher, launch: 70%}
        traffic: {volume: 40k/day}
    """
    if not (prd.traffic.volume.open and prd.risk.exposure.open):
        return
    for metric in prd.primary_metrics():
        value = metric.amount("launch")
        if metric.measure is Unit.RATIO and value is not None and value.unit is Unit.RATIO:
            wrong = value.amount if metric.lower_is_better else 1 - value.amount
            part = prd.traffic if prd.traffic.given else metric
            message = f"{subject(metric)} allows {percent(wrong)} errors, but of how many? The document gives no volume"
            yield Finding(part.path, message, "traffic:\n  volume: …/day", known_gap=prd.traffic.volume.unknown)
            return


@rule(
    "RISK006",
    severity="I/W/E",
    since="building",
    kinds=("predictive", "perception"),
    references=("33.2",),
    rows=(20,),
    fixable=True,
)
def unsplit_errors(prd: Prd) -> Findings:
    """False alarms and misses told as one kind of error.

    They cost different people different things, and one threshold trades them against each other.

    Bad:
        risk:
          tier: medium
          errors:  # <- one kind of error
            - {type: wrong route, cost: 4 minutes}
    Good:
        risk:
          errors:
            - {type: false alarm, cost: 4 minutes of a specialist, severity: minor}
            - {type: miss, cost: a customer waits 2 days, severity: major}
    """
    risk = prd.risk
    if not risk.given or risk.errors.not_applicable or risk.errors.broken:
        return
    if len(risk.errors) < 2:
        told = "one kind of error" if len(risk.errors) else "no kinds of error"
        yield Finding(
            risk.errors.path if risk.errors.given else risk.path,
            f"risk tells {told}; a false alarm and a miss cost different things",
            "errors:\n  - {type: false alarm, cost: …, severity: minor}\n  - {type: miss, cost: …, severity: major}",
            known_gap=risk.errors.unknown,
        )


@rule(
    "RISK007",
    severity="I/W/E",
    since="building",
    kinds=("predictive", "perception"),
    references=("33.2",),
    rows=(20, 40),
    confidence="likely",
)
def one_sided_bounds(prd: Prd) -> Findings:
    """Errors of unequal cost guarded on one side only.

    With a bound on recall alone, a model that raises every alarm passes; with one on precision alone, one that raises none.

    A bound counts as precision-like or recall-like by the name and definition of its metric (precision, specificity,
    false alarms, PPV; recall, sensitivity, misses); a bound on the gap between groups bounds neither. Silent unless the
    error types have different severities and exactly one side is bounded.

    Bad:
        risk:
          errors:
            - {type: false alarm, severity: minor}
            - {type: miss, severity: major}
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
        requirements:
          performance:  # <- false alarms
            - recall >= launch
          fairness:
            - specificity gap <= 5pp
    Good:
        risk:
          errors:
            - {type: false alarm, severity: minor}
            - {type: miss, severity: major}
        metrics:
          recall: {means: share of urgent tickets found, launch: 90%}
          precision: {means: share of alarms that are right, launch: 60%}
        requirements:
          performance:
            - recall >= launch
            - precision >= launch
    """
    severities = {error.severity.value for error in prd.risk.errors if error.severity.value}
    if len(severities) < 2:
        return
    sides = {
        side
        for _, entry in prd.requirements.each()
        for side in _sides(prd, entry.bound.value.metric if entry.bound.value and not entry.bound.value.spread else "")
    }
    if len(sides) != 1:
        return
    missing, has = ("misses", "false alarms") if "alarm" in sides else ("false alarms", "misses")
    example = "recall >= …" if missing == "misses" else "precision >= …"
    yield Finding(
        prd.requirements.performance.path,
        f"requirements bound {has} but not {missing}, though the two cost different things",
        f"performance:\n  - {example}, n >= …",
        (Related(prd.risk.errors.path, f"severities differ: {', '.join(sorted(severities))}"),),
    )


_ALARM = Pattern(r"precision|specific|false.?(alarm|positive)|\bppv\b|\bfpr\b|\btnr\b", re.IGNORECASE)
_MISS = Pattern(r"recall|sensitiv|\bmiss|false.?negative|\bfnr\b|\btpr\b", re.IGNORECASE)
_BOTH = Pattern(r"\bf1\b|\bauc\b|auroc|balanced|\bmcc\b", re.IGNORECASE)


def _sides(prd: Prd, name: str) -> Iterator[str]:
    """Which kinds of error a metric guards against: `alarm`, `miss` or both."""
    metric = prd.metric(name)
    words = f"{name.replace('_', ' ')} {metric.means.value or ''}" if metric is not None else name.replace("_", " ")
    if _BOTH.search(words):
        yield from ("alarm", "miss")
    if _ALARM.search(words):
        yield "alarm"
    if _MISS.search(words):
        yield "miss"


def _shares(text: str) -> Iterator[float]:
    """The shares a sentence tells: `22%`, `22 of 100`, `1 in 8`."""
    for match in _PERCENT.finditer(text):
        yield float(match[1]) / 100
    for match in _ONE_IN.finditer(text):
        whole = float(match[2].replace(",", ""))
        if whole:
            yield float(match[1]) / whole


def _error_shares(metric: Metric) -> Iterator[float]:
    """The error rates that a percentage metric's values stand for."""
    for level in ("observed", "launch", "target", "stretch", "baseline"):
        value = metric.amount(level)
        if value is not None and value.unit is Unit.RATIO:
            yield value.amount if metric.lower_is_better else 1 - value.amount
