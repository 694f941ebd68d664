"""The texts of a document that act as a criterion or a promise, and the words in them that promise nothing definite."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.prd.promise import Requirement
from aiprd.rule import Findings, listed
from aiprd.rules.wording.scan import Smell, smells
from aiprd.rules.wording.sentence import LONGEST
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


MOST = 200_000
"""Characters of all texts that are read for their words; no PRD comes near."""


def texts(prd: Prd) -> Sequence[Told]:
    """The texts that are looked at, in the order of the format."""
    return _looked_at(prd)[0]


def unread(prd: Prd) -> Told | None:
    """The first text that is not looked at, where there is too much to read."""
    return _looked_at(prd)[1]


@lru_cache(maxsize=1)
def _looked_at(prd: Prd) -> tuple[Sequence[Told], Told | None]:
    kept: list[Told] = []
    left = MOST
    for told in _places(prd):
        if told.answer.value:
            left -= min(len(told.answer.value), LONGEST)
            if left < 0:
                return kept, told
            kept.append(told)
    return kept, None


def _places(prd: Prd) -> Iterator[Told]:
    yield Told(prd.problem.outcome, "outcome")
    for family, entry in prd.requirements.each():
        if entry.text.value:
            yield Told(entry.text, "criterion", family in _NUMBERED or _quantified(entry), entry)
        if entry.definition.value:
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


@lru_cache(maxsize=1)
def smelt(prd: Prd) -> Sequence[tuple[Told, list[Smell]]]:
    """Each text with the smells that are a fault in its role and that the document does not define.

    Kept for the last document, so that its texts are read once for all the rules.
    """
    judged = [(told, found) for told in texts(prd) if (found := [*_faults(told)])]
    if not judged:
        return ()
    known = _Known.of(prd)
    open_ones = ((told, [smell for smell in found if not known.defines(smell)]) for told, found in judged)
    return [(told, found) for told, found in open_ones if found]


def _faults(told: Told) -> Iterator[Smell]:
    """The smells that are a fault in the role of the text."""
    for smell in smells(told.answer.value or ""):
        settled = told.settled and smell.kind in HOW_MUCH
        if smell.kind in KINDS[told.role] and not settled and _of_role(told.role, smell):
            yield smell


def _of_role(role: str, smell: Smell) -> bool:
    word = smell.word.lower()
    if role == "wish" and smell.kind in {"vague", "performance"}:
        return word in OUTPUT or "-" in word or " " in word
    return role == "wish" or word not in {"personalised", "personalized"}


_STEM = 6


class _Known(NamedTuple):
    """What the document explains: the terms of its glossary, and the beginnings of all words in them and in metrics."""

    terms: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, prd: Prd) -> "_Known":
        terms = frozenset(_plain(term) for term in prd.glossary)
        words = {word for name in (*terms, *map(_plain, prd.metrics)) for word in name.split()}
        return cls(terms, frozenset(words | {word[:_STEM] for word in words if len(word) >= _STEM}))

    def defines(self, smell: Smell) -> bool:
        """Whether the glossary explains the word, or a metric measures it: `relevant` where there is `relevance`."""
        word = _plain(smell.word)
        if word in self.terms or smell.kind not in HOW_MUCH or " " in word:
            return word in self.terms
        return word in self.words or (len(word) >= _STEM and word[:_STEM] in self.words)


def _plain(name: str) -> str:
    return name.lower().replace("-", " ").replace("_", " ")


def findings(prd: Prd, *kinds: str, wishes: bool = False) -> Findings:
    """One finding for each text with words of those kinds; `wishes` turns to what is wished instead of what is due.

    Of words that one number mends, the gravest kind speaks and names the others.
    """
    for told, smelt_here in smelt(prd):
        lead = min(smelt_here, key=lambda smell: _rank(smell, kinds))
        if lead.kind not in kinds or (told.role in _WISHED) is not wishes:
            continue
        message = REASONS[lead.kind].format(_words(smelt_here, {lead.kind}))
        others = _words(smelt_here, HOW_MUCH - {lead.kind}) if lead.kind in HOW_MUCH else ""
        more = f" ({others}: no number either)" if others else ""
        yield Finding(told.answer.path, message + more, mended(told, lead))


_GRAVEST = ("vague", "performance", "comparative", "time", "amount")


def _rank(smell: Smell, kinds: Collection[str]) -> tuple[bool, int, int]:
    """The order in which smells of one text are told: those the rule is about, and among these the gravest."""
    about = smell.kind in kinds or (smell.kind in HOW_MUCH and not HOW_MUCH.isdisjoint(kinds))
    return not about, _GRAVEST.index(smell.kind) if smell.kind in _GRAVEST else len(_GRAVEST), smell.start


def _words(found: Sequence[Smell], kinds: Collection[str]) -> str:
    return listed([f"`{word}`" for word in dict.fromkeys(smell.word for smell in found if smell.kind in kinds)])


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
    bare = told.entry is not None and told.entry.path == told.answer.path
    key = "within: …s" if smell.kind == "time" else _bound(smell.better)
    if smell.kind in PERFECT:
        return f"{'- ' * bare}{key}   # in place of {'the sentence' if bare else '`text`'}"
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
