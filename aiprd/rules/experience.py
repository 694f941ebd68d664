"""EXPE: what users see, control and give back (catalogue section E)."""

import re

from aiprd.diagnostic import Finding
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.rule import Findings, rule

_EXPLAINS = Pattern(r"\bexplain|\bexplanation|\bwhy\b", re.IGNORECASE)
_FEEDBACK = Pattern(
    r"\bfeedback\b|\bnot[ -]for[ -]me\b|\bthumb|\b(?:dis)?likes?\b|\brat(?:e|es|ed|ing|ings)\b|\bcorrect(?:s|ed|ion|ions)\b"
    r"|\b(?:hide|hides|hidden|reported|flagged|overrul\w+|overrid\w+)\b"
    r"|(?<!\ba )(?<!\bthe )(?<!\bno )(?<!\beach )\b(?:report|flag)s?\b",  # what users do, not what they are shown
    re.IGNORECASE,
)
_LEAVES = Pattern(
    r"\bopt(?:s|ed|ing)?[ -]?outs?\b|\b(?:turn|switch)(?:s|es|ed)?\b.{0,60}\b(?:off|to)\b|\bwithout (?:the )?(?:ai|model)\b|\bdisable"
    r"|\bnon[ -]?personali[sz]ed\b|\bplain\b|\bask(?:s|ed)? for a (?:person|human)\b|\breach(?:es)? a (?:person|human)\b",
    re.IGNORECASE,
)


@rule("EXPE001", severity="I/E/E", since="pilot", references=("33.5",), rows=(76,), fixable=True)
def incomplete_experience(prd: Prd) -> Findings:
    """User experience without an explanation, an answer to feedback, or a way out.

    Users forgive a wrong answer that they can understand, correct or switch off.

    Explanations may stand under `explainability`, feedback in `feedback.signals` with its `effect`, the way out in
    `experience.opt_out`, or as the degradation level (`then`) that an entry leads to. Silent without
    `requirements.experience`.

    Bad:
        requirements:
          experience:  # <- when feedback takes effect and how users leave it
            - text: Each item says why it is shown
    Bad:
        requirements:
          explainability: [{text: each flag names its finding, bound: 100%}]
          experience:  # <- when feedback takes effect
            - text: Radiologists see the reason of a flag with one key and can switch to the request order
    Good:
        requirements:
          explainability: [{text: each item says why it is shown, bound: 100%}]
          experience:
            - text: Not-for-me is processed within 1s and applies from the next session
            - text: Members can choose the non-personalized homepage
    Good:
        requirements:
          explainability: {na: the ranking is not shown to anyone}
          experience:
            - {text: One tap leads to the editors' list, then: editorial}
        feedback: {signals: [{id: not_for_me, effect: hidden from the next session on}]}
    """
    family = prd.requirements.experience
    entries = [entry for entry in family if entry.given]
    if not entries or len(entries) < len(family):
        return
    words = [
        f"{entry.id.value or ''} {entry.text.value or ''} {entry.bound.text}".replace("_", " ") for entry in entries
    ]
    metrics = (prd.metric(entry.bound.value.metric) for entry in entries if entry.bound.value is not None)
    told = " / ".join([*words, *(metric.means.value or "" for metric in metrics if metric is not None)])
    signals, effects = prd.feedback.signals, [signal.effect for signal in prd.feedback.signals]
    asks = {}
    if prd.requirements.explainability.absent and not _EXPLAINS.search(told):
        asks["what share of outputs is explained"] = "- {text: …, bound: 100%, nature: deterministic, for: …}"
    if not signals.not_applicable and not any(effect.given for effect in effects) and not _FEEDBACK.search(told):
        asks["when feedback takes effect"] = "- text: Feedback is processed within …s and applies from …"
    leaves = _LEAVES.search(told) or any(entry.then.given for entry in entries)  # a level that users can choose
    if prd.experience.opt_out.open and not leaves:
        asks["how users leave it"] = "- {text: … can switch to …, nature: deterministic}"
    if asks:
        *first, last = asks
        listed = f"{', '.join(first)} and {last}" if first else last
        yield Finding(family.path, f"experience does not say {listed}", "experience:\n  " + "\n  ".join(asks.values()))
