"""Bounds: any text is read, or refused with a corrected line that is read."""

from aiprd.bound import bound, threshold
from aiprd.quantity import GrammarError
from fuzz.material import phrases
from fuzz.target import holds, text_of

TREES = False
WORDS = (
    " over 30d", ", n >= 10000", " within 5pp", " of members", " for region=north", "P95 ", "mean ", " gap", " ratio",
    ">=", "<=", "=", "at least ", "under ", "at most ", "no more than ", "max ", "exactly ", "launch", "baseline",
    "70%", "200ms", "$5/mo", "not ", "!", "95% of ", " and ", "latency", "99th percentile ",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Texts from the examples that a bound could be."""
    return [text.encode("utf-8", "surrogateescape") for text in phrases() if len(text) < 120]


def check(data: bytes) -> None:
    """Reads one text as a bound, with and without a metric."""
    text = text_of(data)
    for read in (bound, threshold):
        try:
            found = read(text)
        except GrammarError as error:
            holds(error.message.isprintable(), f"{error.message!r} is not fit for a message")
            holds(read(error.suggestion) is not None, "what is suggested is refused")
        else:
            holds((found.value is None) != (not found.level), f"{found} has not one value")
            shown = found.show()
            holds(read(shown) == found, f"{shown!r} is not read as what it shows")
            holds(not shown.startswith(">"), f"{shown!r} begins with >")
