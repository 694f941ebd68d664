"""What one run of `aiprd lint` is asked to do."""

from datetime import date
from typing import NamedTuple

from aiprd.config import Asked


class Request(NamedTuple):
    """The command line, read. `today` is an ordinal day; `formats` and `outputs` are paired in their order."""

    today: int
    paths: tuple[str, ...] = (".",)
    formats: tuple[str, ...] = ("text",)
    outputs: tuple[str, ...] = ()
    asked: Asked = Asked()
    stdin_name: str = "<stdin>"
    waive: bool = True
    fix: bool = False
    diff: bool = False
    since: str | None = None
    baseline: str | None = None
    update_baseline: bool = False
    statistics: bool = False
    jobs: int | None = None
    """Processes; None for as many as pay."""
    cache: bool = True


def today() -> int:
    """The ordinal of the user's day."""
    return date.today().toordinal()  # noqa: DTZ011 - the user's, not the one of a time zone
