"""The texts of a document that act as a criterion or a promise, and the words in them that promise nothing definite."""

from collections.abc import Iterator
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.rule import Findings, listed
from aiprd.rules.wording.scan import Smell, smells
from aiprd.rules.wording.words import OUTPUT, REASONS

HOW_MUCH = frozenset({"vague", "performance", "amount", "time", "comparative"})
"""Kinds that are mended by a number, and so are no fault where the number stands beside the text."""
LOOSE = frozenset({"escape", "open-ended"})
PERFECT = frozenset({"absolute", "uptime"})
UNIT = frozenset({"unit"})

KINDS = {
    "criterion": HOW_MUCH | LOOSE | PERFECT | UNIT,
    "definition": HOW_MUCH | LOOSE,
    "gate": HOW_MUCH | LOOSE,
    "shows": LOOSE | {"time"},
    "recover": HOW_MUCH | LOOSE | UNIT,
    "trigger": HOW_MUCH | UNIT,
    "measure": {"vague", "comparative"},
    "wish": {"vague", "performance", "time", "comparative", "absolute"},
    "outcome": {"vague", "performance", "time", "comparative", "absolute"},
}
"""What is looked for in each role; a description of a fallback is not held to the words of a promise."""


class Told(NamedTuple):
    """One text, the role it plays, and the requirement it stands in. `settled`: a number stands beside it."""

    answer: Answer[str]
    role: str
    settled: bool = False
    entry: Requirement | None = None


def texts(prd: Prd) -> Iterator[Told]:
    """The texts that are looked at, in the order of the format."""
    yield Told(prd.problem.outcome, "outcome")
    for family, entry in prd.requirements.each():
        yield Told(entry.text, "criterion", _quantified(entry) or family in _NUMBERED, entry)
        yield Told(entry.definition, "definition")
    for story in prd.stories:
        if story.given and story.bound.open:
            yield Told(story.want, "wish")
            yield Told(story.so_that, "wish")
        yield Told(story.measured_by, "measure")
    for level in prd.degradation:
        yield Told(level.shows, "shows")
        yield Told(level.recover, "recover")
    for trigger in prd.escalation.triggers:
        yield Told(trigger, "trigger")
    yield Told(prd.evaluation.gate.rule, "gate")


_NUMBERED = ("performance", "coverage", "latency", "fairness")
"""Families in which another rule asks for the bound itself."""


def _quantified(entry: Requirement) -> bool:
    parts = (entry.bound, entry.within, entry.every, entry.budget, entry.timeout, entry.margin, entry.then)
    return any(part.given or part.broken for part in parts)


def smelt(prd: Prd, told: Told) -> list[Smell]:
    """The smells of that text that are a fault in its role, and that the document does not define."""
    kinds = KINDS[told.role] - (HOW_MUCH if told.settled else frozenset())
    return [
        smell
        for smell in smells(told.answer.value or "")
        if smell.kind in kinds and _of_role(told.role, smell) and not _defined(prd, smell)
    ]


def _of_role(role: str, smell: Smell) -> bool:
    word = smell.word.lower()
    if role == "wish" and smell.kind in {"vague", "performance"}:
        return word in OUTPUT or "-" in word or " " in word
    return role == "wish" or word not in {"personalised", "personalized"}


_STEM = 6


def _defined(prd: Prd, smell: Smell) -> bool:
    """Whether the glossary explains the word, or a metric measures it: `relevant` where there is `relevance`."""
    plain = smell.word.lower().replace("-", " ")
    if any(plain == term.lower().replace("-", " ").replace("_", " ") for term in prd.glossary):
        return True
    if smell.kind not in HOW_MUCH or " " in plain:
        return False
    names = (*prd.glossary, *prd.metrics)
    words = {word for name in names for word in name.lower().replace("-", " ").replace("_", " ").split()}
    return any(word == plain or (len(plain) >= _STEM and word.startswith(plain[:_STEM])) for word in words)


def findings(prd: Prd, *kinds: str, wishes: bool = False) -> Findings:
    """One finding for each text with words of those kinds; `wishes` turns to what is wished instead of what is due."""
    for told in texts(prd):
        found = [smell for smell in smelt(prd, told) if smell.kind in kinds]
        if found and (told.role in _WISHED) is wishes:
            same = [smell.word for smell in found if smell.kind == found[0].kind]
            words = listed([f"`{word}`" for word in dict.fromkeys(same)])
            yield Finding(told.answer.path, REASONS[found[0].kind].format(words), mended(told, found[0]))


_WISHED = frozenset({"wish", "outcome"})


def mended(told: Told, smell: Smell) -> str:
    """What to write instead: the bound that is missing, or the text without the words."""
    if smell.kind in LOOSE | UNIT:
        return line(told.answer, without(told.answer.value or "", smell))
    if told.role == "criterion":
        return _beside(told, smell)
    if told.role == "wish":
        return _bound(smell.better if smell.better.startswith("bound") else "bound: … >= launch")
    return f"{line(told.answer, '…')}   # {_INSTEAD[told.role]}"


_INSTEAD = {
    "definition": "what is counted, of what",
    "gate": "a metric with its value, such as no metric under launch",
    "shows": "what stands there, and after how many seconds",
    "recover": "a metric with its value, such as tool errors < 1% over 15min",
    "trigger": "a number or an event the system can see, such as 2 failed attempts",
    "measure": "a metric's name",
    "outcome": "what falls or rises, from how much to how much",
}


def _beside(told: Told, smell: Smell) -> str:
    """The key that settles a requirement in words, or its text with room for the number."""
    text = told.answer.value or ""
    if smell.kind == "amount":
        return f"{line(told.answer, text[: smell.start] + '…' + text[smell.end :])}   # … is the number"
    if smell.kind == "comparative" and not smell.better.startswith("bound"):
        end = min((at for at in (text.find(mark, smell.end) for mark in ".,;:!?") if at >= 0), default=len(text))
        return line(told.answer, f"{text[:end]} than … by …{text[end:]}")
    key = "within: …s" if smell.kind == "time" else _bound(smell.better)
    bare = told.entry is not None and told.entry.path == told.answer.path
    return f"- text: {_quoted(text)}\n  {key}" if bare else key


def _bound(better: str) -> str:
    """A bound to paste; quoted where a comma could cut it in two."""
    key, _, said = better.partition(": ")
    return f'{key}: "{said}"' if "," in said else better


def without(text: str, smell: Smell) -> str:
    """The sentence without its loose words; what they leave of the grammar is kept."""
    said = smell.word.lower().split()
    instead = ""
    if smell.kind == "unit":
        instead = f"{smell.word}s"
    elif said[-2:] == ["such", "as"]:
        instead = smell.word[: smell.word.lower().rindex("such")].rstrip(" ,") + ", namely"
    elif said[0].startswith("includ") or said[0] in _MODALS:
        instead = smell.word.split()[0]
    elif said[0] in {"tbd", "tbc", "to"}:
        instead = "…"
    rest = text[smell.end :].removeprefix(".") if said[-1] == "etc" else text[smell.end :]
    cut = " ".join((text[: smell.start].rstrip(" ,") * (not instead) or text[: smell.start]).split(" "))
    joined = f"{cut.rstrip()} {instead}".strip() + (rest if rest[:1] in ".,;:!?)" else f" {rest.lstrip()}")
    tidy = " ".join(joined.split()).lstrip(",;. ").rstrip(" ,(")
    return (tidy[:1].upper() + tidy[1:] if text[:1].isupper() else tidy) or "…"


_MODALS = frozenset({"shall", "should", "must", "will", "may"})


def line(answer: Answer[str], text: str) -> str:
    """`text` as the line to paste where `answer` stands."""
    key = answer.path[-1] if answer.path else ""
    return f"{key}: {_quoted(text)}" if isinstance(key, str) else f"- {_quoted(text)}"


def _quoted(text: str) -> str:
    risky = ": " in text or " #" in text or text[:1] in "\"'`@%&*!|>?-[]{},#" or text.endswith(":")
    return "'" + text.replace("'", "''") + "'" if risky else text
