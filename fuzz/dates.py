"""Dates: any text is read, or refused with a date that is read."""

from aiprd.dates import order, when
from aiprd.quantity import GrammarError
from fuzz.material import phrases
from fuzz.target import holds, text_of

TREES = False
WORDS = (
    *("2026-02-05", "2026-09", "2026-Q2", "Q2 2026", "2026", "Q2", "H1 ", "launch", " + ", " - ", "1q", "6 weeks"),
    *(" after launch", " before launch", "March ", "5 Mar 2026", "9999", "1900", "2199-12-31", "0", "-", "/", "-00"),
)
OTHERS = tuple(when(text) for text in ("2026-02-05", "Q4", "launch + 1q", "2026"))


def seeds() -> list[bytes]:
    """Short texts from the examples."""
    return [text.encode("utf-8", "surrogateescape") for text in (*phrases(), *WORDS) if len(text) < 40]


def check(data: bytes) -> None:
    """Reads one text as a date, pins it to the calendar and sets it beside others."""
    text = text_of(data)
    try:
        found = when(text)
    except GrammarError as error:
        holds(error.message.isprintable(), f"{error.message!r} is not fit for a message")
        holds(when(error.suggestion) is not None, "what is suggested is refused")
        return
    for date in (found, found.pinned(launch=739_942, year=2026)):
        holds((date.first is None) == (date.last is None), f"{date} has one end")
        holds(date.first is None or date.last is None or date.first <= date.last, f"{date} ends before it begins")
    for other in OTHERS:
        one, two = order(found, other), order(other, found)
        holds(one is None or one == -(two or 0), f"{found} stands {one} to {other} and the other way {two}")
