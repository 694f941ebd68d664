"""FALL: what happens when the model cannot answer (catalogue section C)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.rule import Findings, rule, short, subject

_UNSURE = Pattern(
    r"\b(?:low|little|poor|weak|insufficient|not enough) confidence\b|\bconfidence (?:is )?(?:too )?low\b|"
    r"\b(?:not confident|not (?:very |quite |so )?sure|unsure|uncertain|low certainty|low score)\b",
    re.IGNORECASE,
)
_A_TIME = Pattern(r"\d ?(?:ms|s|sec|seconds|min|minutes)\b", re.IGNORECASE)
_A_CONFIDENCE = Pattern(r"confidence[^,;]{0,20}\d|\d[^,;]{0,20}confidence", re.IGNORECASE)
"""Both in one condition: the number of the next one says nothing."""
_HOLLOW = Pattern(
    r"\bsomething (?:sensible|reasonable|suitable|useful|helpful)\b|"
    r"^(?:\w+ ){0,3}(?:falls? back|degrades?|fails?) gracefully[.!]?$",
    re.IGNORECASE,
)
"""Words that stand where the condition and the behaviour are due."""
_SLOW = Pattern(r"\btime[sd]?[ _-]?out\b|\btoo slow\b", re.IGNORECASE)


@rule("FALL001", severity="E/E/E", since="building", references=("33.3",), rows=(55,), fixable=True)
def unfinished_fallback(prd: Prd) -> Findings:
    """Fallback without the condition that sets it off, or without what users get.

    "We fall back gracefully" is not something one can build or test.

    `when` and `then` answer it, or a `text` that holds both; "something sensible happens" holds neither. A bound in this
    family (on the fallback rate, say) needs neither, as long as another entry has them.

    Bad:
        requirements:
          fallback:
            - {id: slow, when: model timeout}  # <- what users get then
    Bad:
        requirements:
          fallback:
            - {id: plain, then: popular}  # <- what sets it off
    Bad:
        requirements:
          fallback:  # <- what sets a fallback off and what users get then
            - fallback_rate <= 8%
    Bad:
        requirements:
          fallback:
            - text: We fall back gracefully  # <- what sets it off and what users get then
    Good:
        requirements:
          fallback:
            - {id: slow, when: model timeout, then: popular, within: 150ms}
            - fallback_rate <= 8%
            - {id: empty, text: an empty basket shows the best-selling items of the week}
    """
    entries = [entry for entry in prd.requirements.fallback if entry.given]
    bare = [
        entry
        for entry in entries
        if entry.bound.given and entry.when.absent and entry.then.absent and not entry.text.given
    ]
    for entry in entries:
        if entry in bare or (entry.text.given and not _HOLLOW.search(entry.text.value or "")):
            continue
        asks = list(_unsaid(entry))
        if asks:
            yield Finding(
                entry.path,
                f"{subject(entry)} does not say {' and '.join(told for told, _ in asks)}",
                "\n".join(line for _, line in asks),
                known_gap=entry.when.unknown or entry.then.unknown,
            )
    if entries and len(bare) == len(entries):
        yield Finding(
            prd.requirements.fallback.path,
            "fallback does not say what sets a fallback off and what users get then",
            "- {when: no answer within …ms, then: …, within: …ms}",
        )


def _unsaid(entry: Requirement) -> Iterator[tuple[str, str]]:
    if entry.when.open:
        yield "what sets it off", "when: confidence < …%   # or a timeout, or data that is missing"
    if entry.then.open:
        yield "what users get then", "then: …   # a degradation level"


@rule("FALL002", severity="W/E/E", since="building", confidence="likely", references=("33.3",), rows=(55,))
def fallback_trigger_without_number(prd: Prd) -> Findings:
    """Fallback at "low confidence" or a "timeout" that no number defines.

    Whoever builds it picks the number, and with it how many users get the lesser product.

    The number may stand in the trigger, in a failure mode or a degradation level, or as `timeout` in the latency
    family; missing data needs none.

    Bad:
        requirements:
          fallback:
            - id: unsure
              when: low confidence  # <- at which confidence
              then: popular
        degradation:
          - {level: 2, id: popular, when: "low confidence, or more than 5% of the items out of season"}
    Bad:
        requirements:
          fallback:
            - id: unsure
              when: the model is not sure  # <- at which confidence
              then: popular
    Bad:
        requirements:
          fallback:
            - id: slow
              when: model timeout  # <- after how long
              then: popular
    Good:
        requirements:
          latency:
            - {id: page, budget: 400ms, timeout: 250ms}
          fallback:
            - {id: unsure, when: confidence < 60%, then: popular}
            - {id: odd, when: the model is not sure (under 60%), then: popular}
            - {id: slow, when: model timeout, then: popular}
            - {id: new, when: no purchases yet, then: popular}
    """
    texts = [mode.signal.text for mode in prd.failure_modes] + [level.when.text for level in prd.degradation]
    timed = any(not entry.timeout.open for entry in prd.requirements.latency) or any(map(_A_TIME.search, texts))
    sure = any(map(_A_CONFIDENCE.search, texts))
    for entry in prd.requirements.fallback:
        trigger = entry.when.value or ""
        if re.search(r"\d", trigger):
            continue
        if _UNSURE.search(trigger) and not sure:
            line = "when: confidence < …%"
            yield Finding(entry.when.path, f"`{short(trigger)}` does not say at which confidence", line)
        elif _SLOW.search(trigger) and not timed:
            line = "timeout: …ms   # in an entry under latency"
            yield Finding(entry.when.path, f"`{short(trigger)}` does not say after how long", line)
