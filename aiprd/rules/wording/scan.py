"""From a sentence to the words in it that promise without saying how much: one pass, nothing compiled on import."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from aiprd.rules.wording.percent import changes, told_in
from aiprd.rules.wording.sentence import Token, definite, measures, read, words_of
from aiprd.rules.wording.words import CASES, LISTS, QUALITIES, Words, vocabulary


class Smell(NamedTuple):
    """One word or phrase that leaves open what is promised; `better` is what to write instead."""

    kind: str
    start: int
    end: int
    word: str
    better: str


def smells(sentence: str) -> list[Smell]:
    """The smells of a sentence, in its order; a word beside a number, in quotes or in a name is none."""
    if not sentence or ("%" not in sentence and not _may_tell(words_of(sentence))):
        return []
    tokens = read(sentence)
    if not _FOREIGN.isdisjoint(token.text for token in tokens):
        return []
    spans = [
        (kind, tokens[at].start, tokens[at + length - 1].end, better) for kind, at, length, better in _found(tokens)
    ]
    if told_in(sentence):
        spans += [("percent", change.start, change.end, "… pp, or …% of its baseline") for change in changes(tokens)]
    found = [Smell(kind, start, end, sentence[start:end], better) for kind, start, end, better in spans]
    return sorted(found, key=lambda smell: smell.start)


def _found(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int, str]]:
    """Kind, position, length in tokens and what to write instead, of each phrase that is a fault."""
    measured: frozenset[int] | None = None
    at = 0
    while at < len(tokens):
        length, words = _longest(tokens, at)
        if words is not None and words.kind != "plain":
            measured = measures(tokens) if measured is None else measured
            if not _harmless(words.kind, tokens, at, length, measured):
                yield words.kind, at, length, words.better
        at += max(1, length)
    yield from _bare_numbers(tokens)


_FOREIGN = vocabulary("und der das ist nicht für mit wird les des est une dans pour los las una para che della het een")
"""Words of other languages, in which `fast` may mean nearly; a text with one of them is not judged."""


def _harmless(kind: str, tokens: Sequence[Token], at: int, length: int, measured: frozenset[int]) -> bool:
    """Whether the phrase found promises nothing, or promises something definite."""
    inside = range(at, at + length)
    if kind in _MEASURABLE and definite(tokens, at, measured - frozenset(inside)):
        return True
    if (kind in _DENIABLE and _follows(_NOT, 3, tokens, at)) or (kind == "vague" and _follows(_JUDGES, 5, tokens, at)):
        return True
    if kind == "comparative" and _compared(tokens, at):
        return True
    named = kind in _MEASURABLE and all(tokens[index].name for index in inside)
    return named or any(_plain_beyond(tokens, index, at + length) for index in inside)


_MEASURABLE = frozenset({"vague", "performance", "amount", "time", "comparative", "absolute", "uptime"})
"""Kinds that a number beside them makes definite."""
_DENIABLE = frozenset({"vague", "performance", "time", "comparative"})
_NOT = vocabulary(
    "not no never nothing without n't cannot neither nor off stop stops disable hide instead rather avoid"
)
_JUDGES = vocabulary(
    "rate rates rated call calls called find finds judge judges judged label labelled mark marked flag flagged"
)
"""Somebody says so: `users who rate the answer useful` can be counted."""
_COMPARATORS = vocabulary(
    "versus vs against compared comparing relative baseline previous previously predecessor today"
)


def _follows(words: frozenset[str], within: int, tokens: Sequence[Token], at: int) -> bool:
    """Whether one of the words stands shortly before, in the same clause."""
    before = [token for token in tokens[max(0, at - within) : at] if token.clause == tokens[at].clause]
    return any(token.text in words or (words is _NOT and token.text.endswith("n't")) for token in before)


def _compared(tokens: Sequence[Token], at: int) -> bool:
    clause = tokens[at].clause
    return any(
        token.clause == clause and (token.text in _COMPARATORS or (token.text == "than" and index > at))
        for index, token in enumerate(tokens)
    )


def _plain_beyond(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a plain use begins here and goes on after the phrase: `where applicable law requires`."""
    length, words = _longest(tokens, at)
    return words is not None and words.kind == "plain" and at + length > end


def _bare_numbers(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int, str]]:
    """`within 5`: a time limit without its unit."""
    for at in range(len(tokens) - 1):
        if tokens[at].text != "within" or not tokens[at + 1].text.isdigit():
            continue
        after = [token.text for token in tokens[at + 2 : at + 4]]
        if not after or after[0] in _BREAKS or (after[0] in _JOINS and not after[-1][0].isdigit()):
            yield "unit", at, 2, f"within {tokens[at + 1].text}s, or …min, …h, …d"


_BREAKS = frozenset(".,;:!?)|\n")
_JOINS = vocabulary("and or but then")


class _Phrase(NamedTuple):
    places: tuple[frozenset[str], ...]
    ends_clause: bool
    words: Words


def _longest(tokens: Sequence[Token], at: int) -> tuple[int, Words | None]:
    """The longest phrase that begins at that token, and its length in tokens."""
    first = tokens[at].text
    for phrase in _phrases(first) if first in _by_first() else ():
        if _stands(phrase, tokens, at):
            return len(phrase.places), phrase.words
    if _plural(first):
        for phrase in _phrases("PLURAL"):
            if _stands(phrase, tokens, at):
                return len(phrase.places), phrase.words
    return 0, None


def _stands(phrase: _Phrase, tokens: Sequence[Token], at: int) -> bool:
    end = at + len(phrase.places)
    if end > len(tokens) or (phrase.ends_clause and end < len(tokens) and tokens[end].text not in _BREAKS):
        return False
    for step in range(1, len(phrase.places)):
        text, place = tokens[at + step].text, phrase.places[step]
        if text not in place and not ("PLURAL" in place and _plural(text)):
            return False
    return True


def _plural(word: str) -> bool:
    return len(word) > 3 and word[-1] == "s" and word[-2] not in "s'"


@cache
def _by_first() -> Mapping[str, Sequence[tuple[Sequence[str], Words]]]:
    """The phrases of all lists, as written, by each word they may begin with."""
    index: dict[str, list[tuple[Sequence[str], Words]]] = {}
    for words in LISTS:
        for text in words.phrases.split(","):
            places = text.split()
            may_begin = next(at for at, place in enumerate(places) if not place.endswith("?")) + 1
            for first in frozenset().union(*map(_choices, places[:may_begin])):
                index.setdefault(first, []).append((places, words))
    return index


@cache
def _phrases(first: str) -> Sequence[_Phrase]:
    """The phrases that begin with that word, longest first."""
    phrases = [
        _Phrase(places, ends, words)
        for told, words in _by_first()[first]
        for places, ends in _variants(told)
        if first in places[0]
    ]
    return sorted(phrases, key=lambda phrase: -len(phrase.places))


def _choices(place: str) -> frozenset[str]:
    """The words that one place of a phrase stands for."""
    told = place.removesuffix("?")
    return _wide().get(told) or frozenset("," if told == "COMMA" else word for word in told.split("/"))


@cache
def _wide() -> Mapping[str, frozenset[str]]:
    """What the places in capitals stand for."""
    qualities = frozenset(phrase.strip() for words in QUALITIES for phrase in words.phrases.split(","))
    return {"QUALITY": qualities, "CASES": CASES, "PLURAL": frozenset({"PLURAL"})}


def _may_tell(words: set[str]) -> bool:
    """Whether a sentence of these words is worth scanning: most hold none that could be a fault."""
    return not _telling().isdisjoint(words) or ("within" in words and any(word.isdigit() for word in words))


@cache
def _telling() -> frozenset[str]:
    """Words of which every faulty phrase has at least one: of each phrase the words of the place that says most."""
    told = {"per", "percent"}
    for words in LISTS:
        for text in words.phrases.split(",") if words.kind != "plain" else ():
            places = [_choices(place) for place in text.split() if not place.endswith("?") and place != "END"]
            told |= min(places, key=lambda place: (not place.isdisjoint(_EVERYDAY), len(place)))
    return frozenset(told)


_EVERYDAY = vocabulary(
    "a an the PLURAL , is are be as if in of on to for and or no at any all it its than this that with most other within"
    " their our will when where must should by not some from"
)
"""Words and places that hardly any sentence lacks."""


def _variants(places: Sequence[str]) -> Iterator[tuple[tuple[frozenset[str], ...], bool]]:
    """The phrase with and without each place that may be missing."""
    ends = places[-1] == "END"
    choices: list[list[tuple[frozenset[str], ...]]] = [
        [(_choices(place),), ()] if place.endswith("?") else [(_choices(place),)]
        for place in (places[:-1] if ends else places)
    ]
    for chosen in product(*choices):
        yield tuple(place for part in chosen for place in part), ends
