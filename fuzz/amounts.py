"""Amounts: every reader takes any text, or refuses it with a suggestion that it takes."""

from aiprd import amount
from aiprd.quantity import GrammarError, exact, show
from fuzz.material import phrases
from fuzz.target import holds, text_of

TREES = False
WORDS = (
    "70%", "10pp", "200ms", "1h 30m", "2.3M members", "$10/M", "40k/day", "12 per 1k turns", "1e308", "~", "±", "+/-",
    "per ", " to ", "..", "-", "x", "a week", "monthly", " relative", "0", "9", "e15", ",000", "_", "m", "€", "USD",
    "\u2212", "\u00a0", "\u200b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"),
)  # fmt: skip
READERS = (
    *(amount.quantity, amount.ratio, amount.points, amount.duration, amount.count, amount.rate, amount.money),
    *(amount.probability, amount.multiple, amount.change, amount.interval),
)


def seeds() -> list[bytes]:
    """Short texts from the examples."""
    return [text.encode("utf-8", "surrogateescape") for text in (*phrases(), *WORDS) if len(text) < 40]


def check(data: bytes) -> None:
    """Reads one text as every kind of amount."""
    text = text_of(data)
    for read in READERS:
        try:
            found = read(text)
        except GrammarError as error:
            holds(error.message.isprintable(), f"{error.message!r} is not fit for a message")
            holds(
                not error.suggestion or _taken(read, error.suggestion), f"{error.suggestion!r} is suggested and refused"
            )
        else:
            holds(read(text) == found, "read otherwise the second time")
    _shown(text)


def _taken(read: object, text: str) -> bool:
    try:
        read(text)  # type: ignore[operator]
    except GrammarError:
        return False
    return True


def _shown(text: str) -> None:
    try:
        found = amount.quantity(text)
    except GrammarError:
        return
    holds(exact(found.amount), "an amount without digits")
    holds(amount.quantity(show(found)) == found, f"{show(found)!r} is not read as what it shows")
