"""Changes by so many percent of a figure that is itself told in percent: `improve relevance by 5%`."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from aiprd.rules.wording.sentence import Token
from aiprd.rules.wording.words import vocabulary


class PercentChange(NamedTuple):
    """`improve relevance by 5%`: its place, the amount as a share, its direction and the words that name what changes."""

    start: int
    end: int
    at: int
    amount: float
    rises: bool
    named: tuple[str, ...]


def told_in(sentence: str) -> bool:
    """Whether a sentence tells anything in percent, as far as a glance can tell."""
    return "%" in sentence or "per" in sentence.lower()


def is_rate(words: Sequence[str]) -> bool:
    """Whether the last of the words is a figure that is told in percent."""
    return bool(words) and words[-1] in _RATES and (len(words) < 2 or words[-2] not in _OTHER_RATES)


def changes(tokens: Sequence[Token], counts: Callable[[Sequence[str]], bool] = is_rate) -> Iterator[PercentChange]:
    """The changes by a percentage of what `counts` says is told in percent."""
    for at, token in enumerate(tokens):
        amount = _amount(tokens, at)
        if amount is None or _settled(tokens, at):
            continue
        for verb, named in _readings(tokens, at):
            if counts(named):
                start, end = min(verb, at), max(verb, at)
                rises = tokens[verb].text not in _FALLS
                last = tokens[end + 1] if end == at and token.text[-1] != "%" else tokens[end]
                yield PercentChange(tokens[start].start, last.end, token.start, amount, rises, named)
                break


def _amount(tokens: Sequence[Token], at: int) -> float | None:
    text = tokens[at].text
    spelt = at + 1 < len(tokens) and tokens[at + 1].text in {"percent", "per"}
    figure = text.rstrip("%").lstrip("+-~±")
    if not (text.endswith("%") or spelt) or not figure.replace(".", "", 1).isdigit():
        return None
    return float(figure) / 100


def _settled(tokens: Sequence[Token], at: int) -> bool:
    """Whether the sentence tells which of the two is meant."""
    same = [token for token in tokens if token.sentence == tokens[at].sentence]
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return (
        after == "of"
        or sum(token.text.endswith("%") for token in same) > 1
        or any(token.text in _SETTLING or token.text.endswith("pp") for token in same)
    )


def _readings(tokens: Sequence[Token], at: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where the change is told, and the words that may name what changes."""
    clause = [index for index, token in enumerate(tokens) if token.clause == tokens[at].clause]
    by = next((index for index in range(at - 1, max(-1, at - 4), -1) if tokens[index].text == "by"), None)
    if by is not None:
        for verb in (index for index in clause if index < by and tokens[index].text in _CHANGES):
            yield verb, _words(tokens, verb + 1, by) or _words(tokens, clause[0], _before_helpers(tokens, verb))
        return
    after = next((index for index in clause if index > at and tokens[index].text in _CHANGES), None)
    if after is not None and after <= at + 2:
        begin = after + 1 + (after + 1 < len(tokens) and tokens[after + 1].text in {"in", "of"})
        named = _words(tokens, begin, clause[-1] + 1)
        for length in range(len(named), 0, -1):
            yield after, named[:length]
        if not named:
            yield after, _words(tokens, clause[0], _before_helpers(tokens, at))


def _before_helpers(tokens: Sequence[Token], verb: int) -> int:
    while verb > 0 and tokens[verb - 1].text in _HELPERS:
        verb -= 1
    return verb


def _words(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(
        part for token in tokens[start:end] if token.is_word for part in token.text.replace("-", "_").split("_")
    )


_FALLS = vocabulary(
    "reduce reduces reduced reduction lower lowers lowered cut cuts decrease decreases decreased drop drops dropped fall"
    " falls fell decline declines shrink shrinks less fewer worse"
)
_CHANGES = _FALLS | vocabulary(
    "improve improves improved improvement increase increases increased raise raises raised boost boosts rise rises rose"
    " grow grows grew growth lift lifts gain gains better higher more uplift exceed exceeds beat beats outperform"
    " outperforms"
)
_HELPERS = vocabulary("is are be been was were has have had will would shall should must can may to")
_SETTLING = vocabulary("relative relatively points point percentage pp")
_RATES = vocabulary(
    "accuracy precision recall coverage relevance conversion retention churn ctr rate share sensitivity specificity"
    " groundedness faithfulness f1 adoption uptime"
)
"""Figures that are told in percent."""
_OTHER_RATES = vocabulary("frame heart sample sampling bit refresh pulse respiratory exchange interest data")
