"""Bounds as a product manager types them: `P95 latency < 200ms over 30d, n >= 10000`.

    [P50|P90|P95|P99|mean] metric [gap|ratio] op value [over duration] [, n >= count] [of population]
    [for slice] [within value]

The metric may be left out where the key implies it, and the operator where the direction is known. The clauses
come in any order. A value is an amount or the name of a level.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from aiprd.amount import count, duration, quantity, reader, starts_with_amount, tidy
from aiprd.quantity import GrammarError, Quantity, Source, Unit, close, quoted, show

LEVELS = ("baseline", "rollback", "launch", "alert", "target", "stretch", "floor")
"""The names a value may have instead of an amount; each stands for a step of the metric's ladder."""


class Op(Enum):
    """Which side of its value a bound allows."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="

    @property
    def floor(self) -> bool:
        """Whether it bounds from below."""
        return self in {Op.AT_LEAST, Op.MORE}

    @property
    def ceiling(self) -> bool:
        """Whether it bounds from above."""
        return self in {Op.AT_MOST, Op.LESS}

    def holds(self, measured: float, value: float) -> bool:
        """Whether `measured` is on the allowed side of `value`, both in one unit, whatever the last float digits."""
        if close(measured, value):
            return self in {Op.AT_LEAST, Op.AT_MOST, Op.EQUAL}
        return (self.floor and measured > value) or (self.ceiling and measured < value)


class Bound(NamedTuple):
    """What is allowed of a metric. Two are equal when they mean the same, however they were typed.

    `op` is None for a bare value. Exactly one of `value` and `level` is given. `over` is in seconds, `n` counts what
    the metric is measured per, `within` is in the unit it names.
    """

    statistic: str = ""  # P95, mean, median
    metric: str = ""
    spread: str = ""  # gap, ratio
    op: Op | None = None
    value: Quantity | None = None
    level: str = ""
    over: Quantity | None = None
    n: Quantity | None = None
    population: str = ""
    slice: str = ""
    within: Quantity | None = None
    text: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bound) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])

    def show(self) -> str:
        """The canonical text; reading it gives an equal bound. It never begins with `>`, which YAML takes for a block."""
        subject = " ".join(part for part in (self.statistic, self.metric, self.spread) if part)
        op = "" if self.op is None else self.op.value if subject else _IN_WORDS[self.op]
        value = self.level if self.value is None else show(self.value)
        clauses = (
            ("of", self.population),
            ("for", self.slice),
            ("over", show(self.over) if self.over else ""),
            ("within", show(self.within) if self.within else ""),
        )
        told = [part for part in (subject, op, value) if part] + [f"{key} {text}" for key, text in clauses if text]
        return " ".join(told) + (f", n >= {show(self.n)}" if self.n else "")


_IN_WORDS = {Op.AT_LEAST: "at least", Op.MORE: "above", Op.AT_MOST: "at most", Op.LESS: "under", Op.EQUAL: "exactly"}
_SPOKEN = {
    Op.AT_LEAST: ">=|=>|at least|no less than|not less than|no fewer than|not fewer than|not below|not under",
    Op.MORE: ">|over|above|more than|greater than|higher than",
    Op.AT_MOST: "<=|=<|within|at most|up to|no more than|not more than|not above|not over",
    Op.LESS: "<|under|below|less than|fewer than|lower than",
    Op.EQUAL: "=|==|exactly",
}
_EXTREMES = {"minimum": Op.AT_LEAST, "min": Op.AT_LEAST, "maximum": Op.AT_MOST, "max": Op.AT_MOST}
_OPS = {word.replace(" ", ""): op for op, words in _SPOKEN.items() for word in words.split("|")} | _EXTREMES
_WINDOWS = ("over", "within")  # operators before a value, clauses after one


def _operators() -> re.Pattern[str]:
    words = sorted((word for said in _SPOKEN.values() for word in said.split("|") if word[0].isalpha()), key=len)
    spoken = "|".join(reversed(words))
    extremes = "|".join(_EXTREMES)  # `max` is an operator only before a number: `max latency < 2s` is not one
    return re.compile(
        rf"[<>] ?=|= ?[<>=]|[<>=]|(?<![\w.-])(?:{spoken}|(?:{extremes})(?=(?: of)? [~$€£]?[0-9]))(?![\w-])",
        re.IGNORECASE,
    )


_OP = _operators()
_SEPARATOR = r"[ ,;]+(?:(?:and|with) )?"
_CLAUSE = re.compile(
    rf"{_SEPARATOR}(?:(over|within|of|for)(?![\w.-]) ?|(n) ?(>=|=>|==?|:|of|at least|<=?|>|)(?= ?\.?[0-9]))",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"(?:^|.*[ ,;])n", re.IGNORECASE)  # what stands before the operator of a clause `n >= 600`
_LATELY = re.compile(r"(?:(?:the|a|any) )?(?:(?:last|past|trailing|rolling) )?")
_STATISTIC = re.compile(r"[Pp]([0-9]{2}(?:\.[0-9]{1,3})?)")
_AVERAGES = {"mean": "mean", "average": "mean", "avg": "mean", "median": "median"}
_NAME = re.compile(r"[^\W\d][\w.-]*")
_WORDS = re.compile(r"\w[\w.'&/+-]*(?: [\w&+][\w.'&/+-]*)*")
_FILLERS = frozenset({"the", "of", "for", "in", "a", "an", "is", "are", "be", "must", "should", "shall", "stays", "to"})
_DENIALS = frozenset({"not", "never", "no", "!"})


@reader("relevance >= 70%")
def bound(source: Source) -> Bound:
    """A bound with or without its metric; an amount alone is a bound without operator.

    Refuses, with a corrected line, what leaves something over: a second operator, a missing value, free words where
    the metric's name is due, a level that does not exist.
    """
    return _read(source)


@lru_cache(maxsize=1024)  # a trigger is looked at by several rules
def spoken(text: str) -> Bound | None:
    """The bound that a text is, operator and all; None for any other sentence, which is no mistake."""
    found = _OP.search(text)
    if found is None or len(text[: found.start()].split()) > 3:  # more than statistic, metric and spread
        return None
    try:
        read = _read(text)
    except GrammarError:
        return None
    return read if read.op is not None else None


@reader("at least 70%")
def threshold(source: Source) -> Bound:
    """A step of a metric's own ladder: `70%`, `at least 70%`, `under 200 ms`, `P95 < 1.5s`, `42`; it names no metric."""
    read = _read(source)
    if read.metric:
        raise GrammarError(
            f"{quoted(read.text)} names a metric, `{read.metric}`, where its own value is due",
            read._replace(metric="").show(),
        )
    return read


class _Line(NamedTuple):
    """A line taken apart; subject, value and clauses are the line again."""

    subject: str  # with the operator
    op: Op | None
    value: str
    clauses: str

    def with_value(self, value: str) -> str:
        """The line corrected; it never begins with `>`, which YAML takes for a block."""
        subject = _IN_WORDS[self.op] if self.op and self.subject[0] == ">" else self.subject
        return f"{subject} {value}{self.clauses}".lstrip()


def _read(source: Source) -> Bound:
    if not isinstance(source, str):
        return Bound(value=quantity(source), text=str(source))
    text = tidy(source).rstrip(" ,;")
    left, op, right = _split(text)
    clause = _CLAUSE.search(right)
    cut = clause.start() if clause else len(right)
    line = _Line(text[: len(text) - len(right)], op, right[:cut].strip(), right[cut:])
    statistic, metric, spread = _subject(left, line)
    value, level = _value(line)
    clauses = _clauses(line)
    return Bound(
        statistic,
        metric,
        spread,
        op,
        value,
        level,
        over=_amount("over", line, clauses),
        n=_amount("n", line, clauses),
        population=_words("of", line, clauses),
        slice=_words("for", line, clauses),
        within=_amount("within", line, clauses),
        text=source.strip(),
    )


def _split(text: str) -> tuple[str, Op | None, str]:
    """What stands before the operator, the operator, and the rest with its leading space; no operator, all is rest."""
    match = _OP.search(text)
    if match is None:
        return "", None, text
    left, said = text[: match.start()].rstrip(), match[0].lower()
    valued = starts_with_amount(left) or left.partition(" ")[0].rstrip(",;").lower() in LEVELS
    if (said in _WINDOWS and valued) or (_SAMPLE.fullmatch(left) and len(left) > 1):
        return "", None, text  # `100% over 30d`, `100%, n >= 600`: a value and its clauses
    right = text[match.end() :]
    if said in _EXTREMES and right.startswith(" of "):
        right = right[3:]
    return left, _OPS[said.replace(" ", "")], right


def _subject(left: str, line: _Line) -> tuple[str, str, str]:
    """The statistic, the metric and the spread, in any order."""
    statistic = metric = spread = ""
    for word in left.split():
        percentile = _STATISTIC.fullmatch(word)
        if not statistic and (percentile or word.lower() in _AVERAGES):
            statistic = f"P{percentile[1]}" if percentile else _AVERAGES[word.lower()]
        elif not spread and word in {"gap", "ratio"}:
            spread = word
        elif not metric and _NAME.fullmatch(word):
            metric = word
        else:
            raise _no_subject(left, line)
    if metric in LEVELS:
        raise GrammarError(f"`{metric}` is a level, not a metric", _plain(line))
    if metric in {"n", "N"}:
        raise GrammarError(f"`{metric}` is the number of cases, not a metric", f"at least launch, n >= {line.value}")
    return statistic, metric, spread


def _plain(line: _Line) -> str:
    """The bound without its subject."""
    words = f"{_IN_WORDS[line.op]} " if line.op else ""
    return f"{words}{line.value}{line.clauses}"


def _no_subject(left: str, line: _Line) -> GrammarError:
    left = re.sub(r"([0-9]{2})th percentile", r"P\1", left)
    if starts_with_amount(left):
        return _reversed(left, line)
    words = left.replace(":", " ").split()
    if _DENIALS.intersection(words) or "!" in left:
        return GrammarError(f"{quoted(left)} denies something; a bound says what is allowed")
    kept = [word for word in words if word.lower() not in _FILLERS]
    if any(starts_with_amount(word) for word in kept):  # uptime 99.5% over 30d
        said = line.subject[len(left) :].strip()
        return _no_operator(" ".join(kept), f" {said} {line.value}{line.clauses}")
    ahead = [word for word in kept if _STATISTIC.fullmatch(word) or word.lower() in _AVERAGES][:1]
    spread = [word for word in kept[-1:] if word in {"gap", "ratio"}]
    name = "_".join(word for word in kept if word not in (*ahead, *spread))
    subject = " ".join(part for part in (*ahead, name, *spread) if part)
    fix = f"{subject} {line.op.value} {line.value}{line.clauses}" if subject and line.op else _plain(line)
    return GrammarError(f"{quoted(left)} is not the name of a metric, which is one word", fix)


def _no_operator(text: str, rest: str) -> GrammarError:
    """`uptime 99.5%`: a name and an amount with nothing between them."""
    words = text.split()
    place = next(place for place, word in enumerate(words) if starts_with_amount(word))
    value = _readable(" ".join(words[place:]))
    op = "<=" if quantity(value).unit in {Unit.SECONDS, Unit.MONEY} else ">="
    return GrammarError(f"{quoted(text)} has no operator", f"{' '.join(words[:place])} {op} {value}{rest}")


def _reversed(left: str, line: _Line) -> GrammarError:
    """`70% <= relevance`, or two values, or `95% of requests under 200ms`."""
    op = line.op or Op.EQUAL
    if share := re.match(r"([0-9.]+) ?% of ", left):
        fix = f"P{share[1]} {op.value} {line.value}{line.clauses}"
        return GrammarError(f"{quoted(left)} says for how many cases, which is a percentile", fix)
    turned = op.value.translate(str.maketrans("<>", "><"))
    name = _NAME.match(line.value)
    fix = f"{name[0]} {turned} {left}" if name else f"{_IN_WORDS[op]} {left}"
    return GrammarError(f"{quoted(left)} stands before the operator, where the metric is due", fix)


def _readable(text: str) -> str:
    try:
        quantity(text)
    except GrammarError as error:
        return error.suggestion
    return text


def _value(line: _Line) -> tuple[Quantity | None, str]:
    level = line.value.lower()
    if level in LEVELS:
        return None, level
    try:
        return quantity(line.value), ""
    except GrammarError as error:
        raise _no_value(line, error) from None


def _no_value(line: _Line, error: GrammarError) -> GrammarError:
    value, words = line.value, line.value.split()
    if not value:
        return GrammarError(f"{quoted(line.subject + line.clauses)} has no value", line.with_value("launch"))
    if match := _OP.search(value):
        return _second_operator(line, match)
    if not line.op and _NAME.fullmatch(words[0]) and any(starts_with_amount(word) for word in words[1:]):
        return _no_operator(value, line.clauses)
    if words[0].lower() in LEVELS:
        rest = quoted(" ".join(words[1:]))
        return GrammarError(f"`{words[0]}` was read, {rest} was not understood", line.with_value(words[0]))
    if not starts_with_amount(value):
        return _no_level(line)
    metric = value.removeprefix(error.suggestion + " ")
    if line.op and _OP.fullmatch(line.subject) and _NAME.fullmatch(metric):  # at least 70% relevance
        return GrammarError(error.message, f"{metric} {line.op.value} {error.suggestion}{line.clauses}")
    return GrammarError(error.message, line.with_value(error.suggestion))


def _second_operator(line: _Line, match: re.Match[str]) -> GrammarError:
    first, second = line.value[: match.start()].strip(), line.value[match.start() :]
    message = f"{quoted(f'{line.subject} {line.value}'.strip())} has two operators where one is due"
    said = line.subject.rpartition(" ")
    if said[2].lower() in _WINDOWS and first:  # relevance over 30d >= 70%
        return GrammarError(message, f"{said[0]} {second} {said[2]} {first}{line.clauses}")
    value = _readable(first) if first else line.value[match.end() :].strip()
    return GrammarError(message, line.with_value(value))


def _no_level(line: _Line) -> GrammarError:
    import difflib

    near = difflib.get_close_matches(line.value.lower(), LEVELS, 1)
    if near or line.op:
        meant = f"; did you mean `{near[0]}`?" if near else ""
        said = f"{quoted(line.value)} is neither an amount nor a level ({', '.join(LEVELS)}){meant}"
        return GrammarError(said, line.with_value(near[0] if near else "launch"))
    return GrammarError(f"{quoted(line.value)} has no operator and no value", f"{line.value} >= launch{line.clauses}")


def _clauses(line: _Line) -> dict[str, str]:
    """Key to text, in the order written."""
    found: dict[str, str] = {}
    last = ""
    marks = list(_CLAUSE.finditer(line.clauses))
    ends = [mark.start() for mark in marks[1:]] + [len(line.clauses)]
    for mark, end in zip(marks, ends, strict=False):
        key, text = (mark[1] or mark[2]).lower(), line.clauses[mark.end() : end].strip(" ,;")
        if key == "for" and _is_duration(text):  # nobody names a slice `30d`
            key = "over"
        if key == "of" and "of" in found and last in {"of", "for"}:  # of items out of stock
            found[last] += f" of {text}"
            continue
        if key in found:
            raise GrammarError(f"`{key}` is said twice", line._replace(clauses="").with_value(line.value))
        found[key], last = text, key
        if mark[3] in {"<", "<=", ">"}:
            said = quoted(f"n {mark[3]} {text}")
            raise GrammarError(f"{said} does not say how many cases are enough", _amended(line, found, "n", text))
    return found


def _is_duration(text: str) -> bool:
    try:
        duration(text)
    except GrammarError:
        return False
    return True


def _amended(line: _Line, clauses: Mapping[str, str], key: str, text: str) -> str:
    """The line with another text for one clause, or without it."""
    told = {**clauses, key: text}
    said = "".join(f", n >= {text}" if name == "n" else f" {name} {text}" for name, text in told.items() if text)
    return line._replace(clauses=said).with_value(line.value)


def _amount(key: str, line: _Line, clauses: Mapping[str, str]) -> Quantity | None:
    if key not in clauses:
        return None
    text = clauses[key]
    try:
        if key == "over":
            return duration(_LATELY.sub("", text, count=1))
        if key == "within":
            return quantity(text)
        read = quantity(text)
        return read if read.unit is Unit.COUNT and read.per and not read.per.seconds else count(text)  # 200 per group
    except GrammarError as error:
        said = f"{quoted(f'{key} {text}'.strip())} was not understood: {error.message}"
        raise GrammarError(said, _amended(line, clauses, key, error.suggestion)) from None


def _words(key: str, line: _Line, clauses: Mapping[str, str]) -> str:
    if key not in clauses:
        return ""
    text = clauses[key]
    if text.lower() in LEVELS and key == "of" and line.op:
        bare = line.subject.removesuffix("within").strip()
        fix = f"{bare} >= {text} within {line.value}"
        raise GrammarError(f"`of {text}` names a level where the cases counted are due", fix)
    if not _WORDS.fullmatch(text) or _OP.search(text) or text.lower().endswith((" and", " with")):
        said = quoted(f"{key} {text}".strip())
        raise GrammarError(
            f"{said} was not understood", _amended(line, clauses, key, "_".join(re.findall(r"\w+", text)))
        )
    return text
