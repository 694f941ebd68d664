"""Words in stories and criteria that promise a quality without saying how much of it."""

import re
from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.rule import Findings, rule

VAGUE = {
    "accurate accurately precise": "bound: accuracy >= …, n >= …",
    "relevant": "bound: relevance >= …, n >= …",
    "personalised personalized": "bound: relevance >= …, n >= …",
    "fast quick quickly rapid rapidly promptly swiftly timely": "bound: P95 latency < …",
    "reliable reliably robust stable": "bound: uptime >= … over 30d",
    "easy easily simple intuitive seamless seamlessly user-friendly easy-to-use": "bound: task_success >= …, n >= …",
    "good great excellent high-quality helpful useful meaningful human-like": "bound: rated_useful >= …, n >= …",
    "smart intelligent state-of-the-art world-class best-in-class": "bound: … >= baseline, n >= …",
    "appropriate appropriately adequate adequately sufficient reasonable acceptable": "bound: … >= …, n >= …",
    "efficient efficiently scalable": "bound: cost_per_case <= …",
}
"""Words that promise a quality without saying how much, and the bound that says it."""

FIXES = {word: fix for words, fix in VAGUE.items() for word in words.split()}
OF_OUTPUT = frozenset(FIXES) - frozenset(
    word
    for words in VAGUE
    if "easy" in words or "appropriate" in words or "efficient" in words
    for word in words.split()
)
"""The words that, in a story's want, describe what the model gives."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_QUOTED = re.compile(r'"[^"]{0,200}"|“[^”]{0,200}”|`[^`]{0,200}`|(?<!\w)\'[^\']{0,200}\'(?!\w)')
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|third|quarter|once|twice"
    r"|hourly|daily|weekly|monthly)\b",
    re.IGNORECASE,
)
_PLAIN_USE = re.compile(
    r"\b(?:the|all|any|each|every|no|other) (?:relevant|appropriate)\b"
    r"|\brelevant to\b|\b(?:relevant|appropriate) (?:laws?|regulat\w+|legislation|authorit\w+|standards?|teams?|stakeholders?|polic\w+|articles?)\b"
    r"|\b(?:smart|fast|good) (?:watch|phone|card|meter|contract|speaker|tv|device|home|food|fashion|track|lane|forward|faith)\w*\b"
    r"|\b(?:turn|switch|opt|hide|stop|without|instead|no|disable|leave)\b.{0,60}\bpersonali[sz]ed\b",
    re.IGNORECASE,
)
"""Uses in which such a word promises nothing: `the relevant team`, `a smart meter`."""


@rule("STOR007", severity="W/W/W", confidence="likely", references=("33.1", "33.5", "GtWR R7"), rows=(64,))
def quality_without_number(prd: Prd) -> Findings:
    """Quality word where a number is due.

    Whether an answer is accurate, relevant or fast is an opinion until somebody says how much of it is enough.

    Looked at: the `text` of a requirement that has no bound, no time and no behaviour (in performance, coverage, latency
    and fairness another rule asks for the bound itself), a story's `measured_by`, and the `want` of a story without a
    bound. Not vague: a word beside a number, in quotes, in a compound (fast-moving), defined
    in `glossary`, or kin to a metric of the document.

    Bad:
        requirements:
          experience:
            - text: Reports are accurate and shown quickly  # <- `accurate` and `quickly`
        stories:
          - as: member
            want: helpful answers  # <- `helpful`
    Good:
        metrics:
          relevance: {launch: 70%}
        glossary: {useful: rated 4 or 5 by the member}
        requirements:
          experience:
            - text: 9 of 10 suggestions are accurate
            - text: Fast-moving goods stay read-only
            - text: Suggestions are useful
            - text: Suggestions are relevant
            - text: The relevant team is told
            - text: 'Each item has a "How accurate is this?" link'
        stories:
          - {as: member, want: accurate answers, bound: relevance >= launch}
    """
    defined = _defined(prd)
    for answer, words in _criteria(prd):
        vague = [word for word in _vague(answer.value or "", words) if not _known(word, defined)]
        if vague:
            listed = " and ".join(f"`{word}`" for word in dict.fromkeys(vague))
            yield Finding(answer.path, f"{listed} without a number: how much of it is enough?", FIXES[vague[0].lower()])


_STEM = 6
_NUMBERED = ("performance", "coverage", "latency", "fairness")


def _criteria(prd: Prd) -> Iterator[tuple[Answer[str], frozenset[str]]]:
    """The texts that act as a criterion, each with the words that count there."""
    everywhere = frozenset(FIXES)
    for family, entry in prd.requirements.each():
        if family in _NUMBERED:
            continue
        others = (entry.bound, entry.within, entry.every, entry.budget, entry.timeout, entry.margin, entry.then)
        if not any(part.given or part.broken for part in others):
            yield entry.text, everywhere - {"personalised", "personalized"}
    for story in prd.stories:
        yield story.measured_by, everywhere
        if story.given and story.bound.open:
            yield story.want, OF_OUTPUT


def _vague(text: str, words: frozenset[str]) -> Iterator[str]:
    told = _QUOTED.sub(" ", text)
    if not _NUMBER.search(told):
        yield from (word for word in _WORD.findall(_PLAIN_USE.sub(" ", told)) if word.lower() in words)


def _defined(prd: Prd) -> frozenset[str]:
    """The words of the glossary and of the metrics' names, and their stems."""
    words = {word for name in (*prd.glossary, *prd.metrics) for word in re.findall(r"[^\W_]+", name.lower())}
    return frozenset(words | {word[:_STEM] for word in words if len(word) >= _STEM})


def _known(word: str, defined: frozenset[str]) -> bool:
    """Whether the document defines the word, or one of the same stem: `relevant` where there is `relevance`."""
    return word.lower() in defined or (len(word) >= _STEM and word.lower()[:_STEM] in defined)
