"""A sentence as tokens with their clauses, and which of them are measures."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from aiprd.rules.wording.words import vocabulary


class Token(NamedTuple):
    """A word, number or mark, in lower case, with the clause and the sentence it stands in.

    `name` is a capital where no sentence begins: the word belongs to a name.
    """

    text: str
    start: int
    end: int
    clause: int
    sentence: int
    name: bool

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit() or self.text[0] in "$€£+-~±"


def words_of(sentence: str) -> set[str]:
    """The texts of all tokens of a sentence and of what stands in quotes: soon read, to see what is worth reading well."""
    text = sentence[:LONGEST].lower()
    return set(_patterns()[1].findall(text if text.isascii() else text.translate(_TYPED)))


def read(sentence: str) -> list[Token]:
    """The tokens of a sentence; what stands in quotes is left out."""
    told = _patterns()[0].sub(lambda match: " " * len(match[0]), sentence[:LONGEST])
    tokens: list[Token] = []
    clause = number = 0
    opens = True
    for match in _patterns()[1].finditer(told):
        raw = match[0]
        name = raw[0].isupper() and not opens and not raw.isupper()
        text = raw.lower().translate(_TYPED)
        if tokens and text in _TURNS and (tokens[-1].text == "," or text in {"which", "whereas", "while"}):
            clause += 1
        tokens.append(Token(text, match.start(), match.end(), clause, number, name))
        ends = text in _ENDS and not _abbreviated(told, tokens)
        if ends or text in _DASHES or text in "();":
            clause += 1
        number += ends and len(tokens) > 1 and tokens[-2].text not in _ENDS
        opens = ends or text in _DASHES or text in "(|"
    return tokens


LONGEST = 4000
"""Characters that are read of one text; no criterion comes near."""
_DASHES = frozenset("\N{EN DASH}\N{EM DASH}")
_TYPED = {ord("\N{NON-BREAKING HYPHEN}"): "-", ord("\N{RIGHT SINGLE QUOTATION MARK}"): "'"}
_TURNS = frozenset({"and", "but", "or", "which", "while", "whereas", "so", "then"})
_ENDS = frozenset({".", ";", ":", "!", "?", "|", "\n"})


def _abbreviated(told: str, tokens: Sequence[Token]) -> bool:
    """Whether the full stop just read belongs to a word: `e.g.`, `v.2`."""
    stop = tokens[-1]
    if stop.text != ".":
        return False
    inside = stop.end < len(told) and not told[stop.end].isspace() and told[stop.end] not in ".)"
    return inside or (len(tokens) > 1 and tokens[-2].end == stop.start and tokens[-2].end - tokens[-2].start == 1)


def measures(tokens: Sequence[Token]) -> frozenset[int]:
    """The positions of what says how much: `5%`, `two clicks`, `weekly`, `>= launch`; not of `section 3` or `within 5`."""
    return frozenset(index for index in range(len(tokens)) if _measures(tokens, index))


def _measures(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.text in _PERIODS or token.text[0] in "<>≤≥=":
        return True
    if before is not None and (before.text in _NUMBERED or (before.name and token.is_number)):
        return False
    if token.text in _NUMERALS:
        return after is not None and after.is_word and after.text not in {"or", "and", "of", "party", "parties"}
    if token.text in _TIMES:
        return before is not None and before.text in {"a", "an", "per", "each", "every"}
    if not token.is_number or token.text.count(".") > 1:
        return token.text in {"p50", "p90", "p95", "p99"}
    if not token.text.replace(",", "").replace(".", "").isdigit():
        return True
    counts = after is not None and (after.is_word and after.text not in _JOINING)
    return counts or (before is not None and before.text in _BOUNDING)


def definite(tokens: Sequence[Token], index: int, found: frozenset[int]) -> bool:
    """Whether a measure stands beside that token in its clause, or in the sentence right after it."""
    here = tokens[index]
    beside = [at for at in found if tokens[at].clause == here.clause]
    near = any(at > index - _NEAR or tokens[at].text[-1] in "%<>≤≥=" for at in beside)
    return near or any(tokens[at].sentence == here.sentence + 1 for at in found)


_NEAR = 8
"""Words from a length of time or a count to what it measures, where it comes first; a percentage may stand further off."""


_PERIODS = vocabulary("once twice thrice hourly daily weekly monthly quarterly yearly annually half dozen")
_TIMES = vocabulary("second minute hour day week month quarter year sprint")
_NUMERALS = vocabulary(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million"
    " third"
)
_NUMBERED = vocabulary(
    "section version requirement req figure table appendix chapter step phase release level rule design model iso wcag"
    " article annex part page item stage option tier type"
)
_JOINING = vocabulary("and or but then while when shall will must should may can is are to so that if using")
_BOUNDING = vocabulary("least most under over below above than to from between = < > about")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    quoted = r'"[^"]{0,200}"|“[^”]{0,200}”|`[^`]{0,200}`|(?<!\w)\'[^\']{0,200}\'(?!\w)'
    word = r"[^\W\d_][\w'\u2019\u2011-]*"
    number = r"[$€£~±+-]?\d(?:[\w.,:/-]*\w)?%?"
    mark = r"[<>≤≥=]+|[.,;:!?()|\n\u2013\u2014]"
    return re.compile(quoted), re.compile(f"{word}|{number}|{mark}")
