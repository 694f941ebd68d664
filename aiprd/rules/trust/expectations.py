"""What users are told: that it is AI, how sure it is, what it cannot do (catalogue rows 102 to 104, 109)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.rule import Ask, Findings, presence, rule, short

EXPERIENCE = presence(
    "TRUS001",
    "missing-experience",
    Ask(
        "experience",
        "what users see of the AI and what they control",
        "experience:\n  label: …\n  confidence: …\n  onboarding: …\n  why_shown: …\n  opt_out: {level: …, metric: …}",
    ),
    of=lambda prd: (prd,),
    summary="Document that does not say what users see of the AI.",
    why="Users who do not know that a model speaks trust it like a colleague, and after its first error like nobody.",
    bad="product: {status: pilot}  # <- what users see of the AI",
    good='product: {status: pilot}\nexperience: {label: "\\"Your Picks\\", because 19 of 24 members then expected errors"}',
    severity="I/E/E",
    since="pilot",
    references=("33.4",),
    rows=(102, 103, 104),
)

LABEL = presence(
    "TRUS002",
    "unlabelled-ai",
    Ask("label", "how AI output is labelled", "label: …   # the words users see, and why these"),
    of=lambda prd: (prd.experience,),
    summary="AI output without a label.",
    why="An error that is labelled is an error of the software; one that is not looks like a lie.",
    bad="experience:  # <- how AI output is labelled\n  why_shown: a line under each item",
    good='experience:\n  label: "\\"Your Picks\\", chosen over \\"Recommended\\" because members then expected errors"',
    severity="I/E/E",
    since="pilot",
    references=("33.4", "EU AI Act Art. 50"),
    rows=(102,),
)


@rule(
    "TRUS003", severity="I/I/W", since="pilot", confidence="possible", references=("33.4",), rows=(102,), fixable=True
)
def unreasoned_label(prd: Prd) -> Findings:
    """Label whose wording has no reason.

    "AI suggestion", "Your Picks" and "For you" promise different things; which one was meant should be on record.

    Taken to have none where the label is four words or shorter.

    Bad:
        experience:
          label: Your Picks  # <- not why
    Good:
        experience:
          label: Your Picks, chosen over "Recommended" because 19 of 24 members then took errors lightly
    """
    label = prd.experience.label
    if label.value and len(label.value.split()) < 5:
        told = short(label.value)
        yield Finding(
            label.path,
            f"says how AI output is labelled (`{told}`), but not why in these words",
            f"label: {told}, chosen over … because …",
        )


EXPECTATIONS = presence(
    "TRUS004",
    "unset-expectations",
    Ask("confidence", "how sureness is shown (or why it is not)", "confidence: …"),
    Ask("onboarding", "what new users are told it can and cannot do", "onboarding: …"),
    of=lambda prd: (prd.experience,),
    summary="Users who are told neither how sure it is nor what it cannot do.",
    why="People forgive the errors they were told to expect.",
    bad="experience:  # <- what new users are told it can and cannot do\n  label: Your Picks\n  confidence: below 60% two options are offered",
    good="experience:\n  confidence: below 60% two options are offered\n  onboarding: Learns from your purchases; wrong about 2 in 10 times",
    severity="I/W/E",
    since="pilot",
    references=("33.4", "HAX G1, G2"),
    rows=(103, 104),
)

_SURENESS = (
    r"confiden|\bun(?:sure|certain)|\bcertain(?:ty)?\b|\bsure\b|(?<!\bno )\bscores?\b|\bscored\b|probab|likelihood"
    r"|threshold|ambigu"
)
_SORTED = r"\b(?:by|order of|ordered by|sorted by)(?: (?:the|its|their|a))?(?: \w+)? scores?\b|\bscore order\b"
"""A list that is sorted by score looks the same at any score."""


@rule(
    "TRUS005",
    severity="I/W/E",
    since="pilot",
    confidence="likely",
    references=("33.4", "HAX G10"),
    rows=(109,),
    fixable=True,
)
def same_face_at_any_confidence(prd: Prd) -> Findings:
    """Product that looks the same whether it is sure or not.

    At 51% and at 99% users see one answer in one voice, and learn to believe neither.

    Any behaviour tied to confidence answers it: the `when` of a level, a fallback or a story, a failure mode's signal, an
    escalation trigger, or a figure under `experience.confidence`. A list sorted by score looks the same at any score.
    Silent without degradation levels.

    Bad:
        degradation:  # <- how sure the model is
          - {level: 1, id: full, shows: one answer}
          - {level: 2, id: plain, shows: a list, when: no answer within 2s}
    Bad:
        degradation:  # <- how sure the model is
          - {level: 1, id: full, shows: the worklist in the order of the score}
          - {level: 2, id: plain, shows: a list by time, when: no score within 60s}
    Good:
        degradation:
          - {level: 1, id: full, shows: one answer}
          - {level: 2, id: choice, shows: two options, when: confidence < 60%}
    Good:
        degradation:
          - {level: 1, id: full, shows: one answer}
        experience: {confidence: from 40 to 60% no flag is shown}
    """
    confidence = prd.experience.confidence
    shown = confidence.not_applicable or (confidence.value and re.search(r"\d", confidence.value))
    if not len(prd.degradation) or shown or any(map(_speaks_of_sureness, _triggers(prd))):
        return
    yield Finding(
        prd.degradation.path,
        "nothing that users see depends on how sure the model is",
        "- {level: …, id: …, shows: two options instead of one, when: confidence < 60%, recover: …}",
    )


def _speaks_of_sureness(told: str) -> bool:
    return re.search(_SURENESS, re.sub(_SORTED, "", told, flags=re.IGNORECASE), re.IGNORECASE) is not None


def _triggers(prd: Prd) -> Iterator[str]:
    """What sets another behaviour off, wherever the document says it."""
    answers = [part for level in prd.degradation for part in (level.when, level.shows)]
    answers += [part for entry in prd.requirements.fallback for part in (entry.when, entry.text)]
    answers += [entry.text for entry in prd.requirements.experience]
    answers += [story.fallback.when for story in prd.stories]
    answers += [mode.signal for mode in prd.failure_modes]
    answers += list(prd.escalation.triggers)
    yield from (answer.value for answer in answers if answer.value)
