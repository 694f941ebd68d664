"""Days, months, quarters and times after launch, as product managers type them."""

import re
from datetime import date
from typing import NamedTuple

from aiprd.amount import duration, reader, refusal, tidy, typed
from aiprd.quantity import DAY, Source


class When(NamedTuple):
    """A stretch of the calendar from `first` to `last` (ordinals, `date.toordinal`), as far as it is known.

    Where it is not, `quarter` (1 to 4, year unsaid) or `after_launch` (seconds, negative before launch) is given.
    """

    first: int | None
    last: int | None
    quarter: int | None
    after_launch: float | None
    text: str

    def pinned(self, *, launch: int | None = None, year: int | None = None) -> "When":
        """The same on the calendar, as far as the launch day (an ordinal) and the year of a bare quarter tell."""
        if self.after_launch is not None and launch is not None:
            day = launch + round(self.after_launch / DAY)
            return self._replace(first=day, last=day)
        if self.quarter is not None and year is not None:
            first, last = _months(year, 3 * self.quarter - 2, 3)
            return self._replace(first=first, last=last)
        return self


def order(one: When, other: When) -> int | None:
    """-1 when `one` is wholly before `other`, 1 wholly after, 0 the same time, None when nobody can tell.

    Quarters without a year are taken to be of one year, but for Q4 and Q1, which may be neighbours.
    """
    if one.first and one.last and other.first and other.last:
        same = (one.first, one.last) == (other.first, other.last)
        return 0 if same else -1 if one.last < other.first else 1 if other.last < one.first else None
    if one.after_launch is not None and other.after_launch is not None:
        later = round((one.after_launch - other.after_launch) / DAY)
    elif not one.quarter or not other.quarter or one.first or other.first or abs(one.quarter - other.quarter) == 3:
        return None
    else:
        later = one.quarter - other.quarter
    return (later > 0) - (later < 0)


_YEAR = "(?:19|20|21)[0-9]{2}"
_DATE = rf"({_YEAR})(?:-([0-9]{{1,2}})(?:-([0-9]{{1,2}}))?)?"
_PART = rf"(?:({_YEAR})[ -]?)?([QqHh])([0-9])(?:[ -]({_YEAR}))?"
_LAUNCH = r"(?i:launch(?: ?([+-]) ?(.+))?|(.+) (after|before) launch)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH = rf"(?:([0-9]{{1,2}}) )?(?i:({_MONTHS})[a-z]*) (?:([0-9]{{1,2}}),? )?({_YEAR})"
_DATED = rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}|{_YEAR}-[0-9]{{2}}|{_YEAR}-[QH][0-9]|Q[1-4](?: {_YEAR})?|{_YEAR}"


@reader("launch + 1q")
def when(source: Source) -> When:
    """A date: `2026-02-05`, `2026-09`, `2026-Q2`, `Q2 2026`, `2026`, `Q2`, `launch + 1q`, `6 weeks before launch`."""
    return _when(tidy(source))._replace(text=typed(source))


def _when(text: str) -> When:
    if match := re.fullmatch(_DATE, text):
        return _dated(text, *(int(part or 0) for part in match.groups()))
    if (match := re.fullmatch(_PART, text)) and not (match[1] and match[4]):
        return _parted(text, int(match[1] or match[4] or 0), int(match[3]), 6 if match[2] in "hH" else 3)
    if match := re.fullmatch(_LAUNCH, text):
        length = match[2] or match[3]
        away = duration(length).amount if length else 0.0
        return When(None, None, None, -away if match[1] == "-" or (match[4] or "").lower() == "before" else away, text)
    raise refusal(text, "is not a date", _date_in(text))


def _months(year: int, month: int, length: int) -> tuple[int, int]:
    end = 12 * year + month - 1 + length
    return date(year, month, 1).toordinal(), date(end // 12, end % 12 + 1, 1).toordinal() - 1


def _dated(text: str, year: int, month: int, day: int) -> When:
    whole_year = text == str(year)
    if not (whole_year or 1 <= month <= 12):
        raise refusal(text, "has no such month", f"{year}-12")
    first, last = _months(year, 1, 12) if whole_year else _months(year, month, 1)
    if text.count("-") == 2:
        if not 1 <= day <= last - first + 1:
            raise refusal(text, "is not a day of the calendar", date.fromordinal(last).isoformat())
        first = last = first + day - 1
    return When(first, last, None, None, text)


def _parted(text: str, year: int, part: int, months: int) -> When:
    if not 1 <= part <= 12 // months:
        raise refusal(text, "is not a part of a year", f"{year}-Q4" if year else "Q4")
    if not year and months == 6:
        raise refusal(text, "has no year", f"Q{2 * part}")
    first, last = _months(year, months * (part - 1) + 1, months) if year else (None, None)
    return When(first, last, part if months == 3 else None, None, text)


def _date_in(text: str) -> str:
    if match := re.search(_ENGLISH, text):
        day = match[1] or match[3]
        month = f"{match[4]}-{_MONTHS.split('|').index(match[2].lower()) + 1:02}"
        return f"{month}-{int(day):02}" if day else month
    found = re.search(_DATED, text)
    return found[0] if found and "/" not in text else ""
