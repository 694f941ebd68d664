"""The questions of `aiprd init`: seven at most, each checked as it is typed by what reads the file later."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import click

from aiprd.amount import quantity
from aiprd.cli.scaffold import Answers, FirstMetric, complaint
from aiprd.quantity import GrammarError, Unit, percent
from aiprd.scalar import Choice

KINDS: Mapping[str, str] = {
    "predictive": "estimates, or sorts into classes: which tickets are urgent",
    "ranking": "puts things in order: search results, recommendations",
    "generative": "writes or draws: answers, summaries, pictures",
    "agent": "acts on its own: looks things up, books, refunds",
    "perception": "sees or hears: scans, photos, speech",
}
STATUSES: Mapping[str, str] = {
    "idea": "nothing is built yet",
    "building": "a team works on it",
    "pilot": "some users have it",
    "live": "all users have it",
}
TIERS: Mapping[str, str] = {
    "low": "it annoys, and is undone at once: a film nobody likes is suggested",
    "medium": "it costs money, work or trust: a complaint waits a day with the wrong team",
    "high": "it hurts people, their rights or their living, or cannot be undone: an urgent scan is read too late",
}
BETTER: Mapping[str, str] = {"higher": "more is better", "lower": "less is better"}

Fields = Mapping[str, object]


class Interview:
    """Asks what the flags leave open; `answers` is what is known so far."""

    def __init__(self, answers: Answers, given: frozenset[str]) -> None:
        self.answers = answers
        self.questions = [question for question in QUESTIONS if question.flag not in given]

    def run(self) -> Answers:
        """What is known after all questions; click.Abort, EOFError or KeyboardInterrupt where the user stops."""
        _edit_lines()
        click.echo("Enter skips a line, and the PRD says `unknown` there. Ctrl-C stops, and nothing is written.")
        for number, question in enumerate(self.questions, 1):
            click.echo(f"\n{number} of {len(self.questions)}  {question.asks}")
            question.put(self)
        return self.answers

    def words(self, field: str, asks: str, at: str) -> None:
        """A line in one's own words, for the field of the answers that stands at `at` in the document."""
        self.line(asks, at, lambda text: {field: text})

    def line(self, asks: str, at: str, read: Callable[[str], Fields]) -> None:
        """Asks until `read` can read the answer and the document has no error at `at` because of it."""
        while typed := _typed(asks):
            try:
                answers = self.answers._replace(**read(typed))  # type: ignore[arg-type] # each caller names its fields
            except GrammarError as error:
                _object(error.message)
                continue
            wrong = complaint(answers, at)
            if wrong is None:
                self.answers = answers
                return
            _object(f"{wrong.message}; Enter leaves it open")

    def metric(self, asks: str, key: str, read: Callable[[str], Fields]) -> None:
        """A line about the first metric."""

        def fields(text: str) -> Fields:
            metric = self.answers.metric
            return {"metric": metric._replace(**read(text)) if metric is not None else None}  # type: ignore[arg-type]

        self.line(asks, f"/metrics/{self.answers.metric.id}/{key}" if self.answers.metric else "/metrics", fields)


def _name(interview: Interview) -> None:
    interview.words("name", "Name", "/product/name")


def _kinds(interview: Interview) -> None:
    _show(KINDS)

    def read(text: str) -> Fields:
        words = (word for word in re.split(r"[\s,]+", text) if word)
        return {"kinds": tuple(dict.fromkeys(_option(word, KINDS) for word in words))}

    interview.line("Numbers or words, with commas", "/product/kinds", read)


def _owner(interview: Interview) -> None:
    interview.words("owner", "Name", "/product/owner")


def _status(interview: Interview) -> None:
    _show(STATUSES)
    interview.line("Number or word (Enter: idea)", "/product/status", lambda text: {"status": _option(text, STATUSES)})


def _risk(interview: Interview) -> None:
    _show(TIERS)
    interview.line("Number or word", "/risk/tier", lambda text: {"risk": _option(text, TIERS)})
    interview.words("harmed", "Who is harmed, how much, and can it be undone", "/risk/why")


def _problem(interview: Interview) -> None:
    interview.words("user", "Who has which problem", "/problem/user")
    interview.words("outcome", "What will be better for them", "/problem/outcome")
    interview.words("without_ai", "The simplest way without AI", "/problem/without_ai")


def _metric(interview: Interview) -> None:
    interview.line("Its name, in a word or two", "/metrics", lambda text: {"metric": FirstMetric(_identifier(text))})
    if interview.answers.metric is None:
        return
    interview.metric("What is counted, of what", "means", lambda text: {"means": text})
    _show(BETTER)
    interview.metric("Number or word", "better", lambda text: {"better": _option(text, BETTER)})
    for key, asks in (("baseline", "What it is today, such as 12%"), ("launch", "What it must be to ship")):
        interview.metric(asks, key, lambda text, key=key: _level(key, text, interview.answers))  # type: ignore[misc]


class Question(NamedTuple):
    """One question: the option that answers it beforehand, what it asks, and how its lines are put."""

    flag: str
    asks: str
    put: Callable[[Interview], None]


QUESTIONS = (
    Question("name", "What is the product called?", _name),
    Question("kinds", "What does its model do?", _kinds),
    Question("owner", "Which one person answers for it?", _owner),
    Question("status", "How far along is it?", _status),
    Question("risk", "What happens when it is wrong?", _risk),
    Question("problem", "Which problem does it solve?", _problem),
    Question("metric", "Which number will tell that it works? Enter skips the question.", _metric),
)


def _level(key: str, text: str, answers: Answers) -> Fields:
    """A step of the metric's ladder; a bare number is asked for its unit, and never given one in silence."""
    if answers.metric is not None and answers.metric.unit is not None:
        return {key: text}
    try:
        read = quantity(text)
    except GrammarError:
        return {key: text}  # words such as `at least 70%`; the document's own reader judges them
    if read.unit is not Unit.NUMBER:
        return {key: text}
    meant = percent(read.amount if 0 < read.amount < 1 else read.amount / 100)
    if click.confirm(f"  {meant}?", default=True):
        return {key: meant}
    unit = _typed("A number of what (points, stars, tickets), or the value with its unit")
    if unit[:1].isdigit():
        return _level(key, unit, answers)
    if not unit:
        raise GrammarError(f"`{text}` has no unit; write 70%, 200ms, 70 points")
    return {key: text, "unit": unit}


def _option(text: str, options: Mapping[str, str]) -> str:
    """The option of that number or word, as the format reads it. Raises GrammarError, with a guess."""
    words = tuple(options)
    if text.isdecimal() and 1 <= int(text) <= len(words):
        return words[int(text) - 1]
    return Choice(words).parse(text)


def _identifier(text: str) -> str:
    name = re.sub(r"\W+", "_", text.lower()).strip("_")[:40]
    if not name or name[0].isdigit():
        raise GrammarError(f"`{text}` cannot be a name in formulas; begin with a letter, such as recall")
    return name


def _show(options: Mapping[str, str]) -> None:
    width = max(map(len, options))
    for number, (word, told) in enumerate(options.items(), 1):
        click.echo(f"  {number} {word.ljust(width)}  {told}")


def _typed(asks: str) -> str:
    """What is typed on one line; empty for Enter alone."""
    while True:
        text = str(click.prompt(f"  {asks}", default="", show_default=False)).strip()
        if text.isprintable():
            return text
        _object("this holds characters one cannot see; type it again")


def _object(message: str) -> None:
    click.echo(f"  ! {message}")


def _edit_lines() -> None:
    """Lets arrow keys move in the line, where Python was built with that."""
    from contextlib import suppress

    with suppress(ImportError):
        import readline  # noqa: F401 - its import is what does it
