"""Answers that stand at their place and say nothing: told only where the whole text is such a phrase, in English.

RISK008 and RISK009 (catalogue rows 16, 17), METR008 (row 116), DRIF004 (row 136), TRUS014 (row 104).
"""

import re

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.rule import Findings, rule, short, subject

_TRAIT = r"(?:internal|small|simple|minor|normal|new|early|pilot|beta|experimental|low[- ]risk|low|medium|high|limited)"
_ONLY_A_TRAIT = Pattern(
    r"(?:because )?(?:(?:it|this|(?:the|our) \w+) (?:is|has|will be) |it's |we are )?(?:only |just |merely )?"
    rf"(?:an? |for |in )?{_TRAIT}(?:[ -](?:{_TRAIT}|tool|product|feature|app|assistant|system|service|model|use|users?"
    r"|audience|project|prototype|experiment|stage|phase|risk|tier|stakes))*(?: only)?[.!]?",
    re.IGNORECASE,
    holds="internal|small|simple|minor|normal|new|early|pilot|beta|experimental|low|medium|high|limited",
)
"""Says what kind of product it is, and of an error nothing."""


@rule(
    "RISK008",
    severity="W/E/E",
    confidence="likely",
    references=("33.2", "EU AI Act Art. 9"),
    rows=(16,),
    fixable=True,
)
def risk_tier_without_harm(prd: Prd) -> Findings:
    """Risk tier whose reason tells what the product is, and nothing about an error.

    An internal tool can send the wrong part to a building site; what an error does to somebody decides.

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


_OUTPUT = (
    r"(?:answers?|outputs?|results?|predictions?|responses?|suggestions?|recommendations?|classifications?|labels?|scores?"
    r"|decisions?|summar(?:y|ies)|texts?|model|system|assistant|product|ai|it)"
)
_WRONG = (
    r"(?:wrong|incorrect|inaccurate|false|bad|poor|irrelevant|unhelpful|low[- ]quality|mistaken|an error|a mistake"
    r"|not (?:right|correct|accurate|relevant|helpful|good|useful))"
)
_ONLY_WRONG = Pattern(
    rf"(?:when |if )?(?:the |an? |its |our )?(?:model'?s? |ai )?{_OUTPUT} (?:is|are|was|were|can be|may be|could be|would be) "
    rf"(?:simply |just )?{_WRONG}(?: or {_WRONG})*[.!]?"
    rf"|(?:an? |the )?{_WRONG}(?: or {_WRONG})* {_OUTPUT}[.!]?"
    r"|(?:(?:the )?(?:model|system|assistant|ai|it) )?(?:hallucinates?|errs|makes (?:a |an )?(?:mistakes?|errors?))[.!]?",
    re.IGNORECASE,
    holds="wrong|incorrect|inaccurate|false|bad|poor|irrelevant|unhelpful|quality|mistake|error|not |hallucinate|errs|makes",
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


_ONLY_HOW_GOOD = Pattern(
    r"(?:how (?:good|well|right|correct|accurate|useful|helpful|relevant|reliable|precise|trustworthy|happy|satisfied|bad|wrong)"
    r"|(?:overall |general )?(?:quality|goodness|usefulness|helpfulness) of)"
    r"(?: (?:the|our|its|all))?(?: [^\W\d]+){1,3}[.!]?",
    re.IGNORECASE,
    holds="how |quality|goodness|usefulness|helpfulness",
)
_COUNTED = Pattern(
    r"[/%\d]|\b(?:per|share|rates?|rated|rating|scores?|scored|judged?|survey\w*|asked|number|mean|average|median|who|that|by)\b",
    re.IGNORECASE,
)


@rule("METR008", severity="W/E/E", confidence="likely", references=("33.7",), rows=(116,), fixable=True)
def definition_that_counts_nothing(prd: Prd) -> Findings:
    """Metric whose definition only says how good something is.

    From "how right the flags are" two people compute two numbers, and both can show that theirs is meant.

    Told only where the whole definition is such a phrase: nothing is counted, over nothing, and by nobody.

    Bad:
        metrics:
          precision:
            means: how right the flags are  # <- does not say what is counted
            launch: 60%
    Bad:
        metrics:
          quality:
            means: quality of the answers  # <- does not say what is counted
    Good:
        metrics:
          precision: {means: flagged images with an urgent finding / flagged images}
          quality: {means: quality of the answers as rated by two editors}
          wait: {means: how long a customer waits}
          helpful: {means: how helpful users say an answer is}
    """
    for metric in prd.metrics.values():
        told = (metric.means.value or "").strip()
        if _ONLY_HOW_GOOD.fullmatch(told) and not _COUNTED.search(told) and not len(metric.made_of):
            yield Finding(
                metric.means.path,
                f"`{short(told)}` does not say what is counted in {subject(metric)}, and over what",
                "means: …   # share of …, or … / …: so that two people would compute the same number",
            )


_ONLY_ODD = Pattern(
    r"(?:when|if|once|as soon as|whenever) (?:it|they|this|that|something|things|the \w+(?: \w+)?|anything|someone|somebody|we"
    r"|anyone) (?:looks?|seems?|feels?|appears?|gets?|becomes?|is|are|notices?|thinks?|behaves?)\b[^\d]*",
    re.IGNORECASE,
)
_MEASURED = Pattern(
    r"\d|[<>=≤≥%]|\b(?:below|under|above|over|beyond|outside|baseline|launch|rollback|alert|target|significan\w+|deviations?|sigma"
    r"|half|double|twice|third|quarter|one|two|three|four|five|ten|percentile|limit|bound|p[- ]value|tests?|metrics?|statistic\w*)\b",
    re.IGNORECASE,
)


@rule("DRIF004", severity="W/E/E", since="pilot", confidence="likely", references=("33.9",), rows=(136,), fixable=True)
def drift_by_feeling(prd: Prd) -> Findings:
    """Drift threshold that is a feeling.

    What looks odd on Monday looks normal on Friday, so the alarm is raised by whoever is new.

    Told only where the threshold is a phrase such as "when it looks odd", without a number, a level or a test in it.

    Bad:
        drift:
          threshold: when it looks odd  # <- no value that could be passed
    Good:
        drift: {threshold: PSI of 0.2}
    Good:
        drift: {threshold: when relevance is below its alert}
    """
    threshold = prd.drift.threshold
    told = (threshold.value or "").strip()
    names = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) for name in prd.metrics)
    if _ONLY_ODD.fullmatch(told) and not _MEASURED.search(told) and not names:
        yield Finding(
            threshold.path,
            f"`{short(told)}` is no value that could be passed",
            "threshold: …   # such as PSI of 0.2",
            (Related(prd.drift.test.path, "the test"),) if prd.drift.test.given else (),
        )


_ONLY_A_WELCOME = Pattern(
    r"(?:a (?:warm |friendly )?welcome|welcome(?: (?:to|aboard|back)\b[^.;:!?\d]{0,60})?|(?:hello|hi)\b[^.;:!?\d]{0,60})[.!]*",
    re.IGNORECASE,
)
_TELLS = Pattern(
    r"\b(?:not|no|never|only|can|cannot|can't|may|might|could|will|wrong|mistakes?|errors?|check|learns?|knows?|ai|model|computer"
    r"|automatic\w*|suggest\w*|helps?|answers?|finds?|sorts?|that|which|from|based|with|who)\b|,",
    re.IGNORECASE,
)


@rule(
    "TRUS014",
    severity="I/W/E",
    since="pilot",
    confidence="likely",
    references=("33.4", "HAX G1, G2"),
    rows=(104,),
    fixable=True,
)
def welcome_without_limits(prd: Prd) -> Findings:
    """Onboarding that welcomes users and tells them nothing.

    People forgive the errors they were told to expect, and a welcome tells them of none.

    Told only where the whole text is a greeting: no verb for what it does, no limit, no number.

    Bad:
        experience:
          onboarding: Welcome to your new homepage  # <- neither what it can do nor what it cannot
    Good:
        experience: {onboarding: "Welcome! It learns from your purchases and is wrong about 2 times in 10"}
    Good:
        experience: {onboarding: a card on first sight}
    """
    onboarding = prd.experience.onboarding
    told = (onboarding.value or "").strip()
    if _ONLY_A_WELCOME.fullmatch(told) and not _TELLS.search(told):
        yield Finding(
            onboarding.path,
            f"`{short(told)}` tells neither what it can do nor what it cannot",
            "onboarding: …   # what it learns from, how often it is wrong, what it does not know",
        )
