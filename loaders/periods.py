"""Periods: ISO 8601 dates and intervals of any precision, and back."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inclusive; ``None`` is an open end."""

    start: date | None
    end: date | None

    @property
    def year(self) -> int | None:
        """The year, where the period lies within one."""
        if self.start and self.end and self.start.year == self.end.year:
            return self.start.year
        return None


def parse(text: str) -> Period:
    """Reads ``2021``, ``2021-06``, ``2021-06-14``, ``2016/2020``, ``2020/..`` (ISO 8601-1, and -2 for open ends).

    Raises ValueError where it is none of these, or ends before it starts.

    >>> parse("2016/2020")
    Period(start=datetime.date(2016, 1, 1), end=datetime.date(2020, 12, 31))
    >>> parse("2021-06").year
    2021
    >>> parse("2020/..").end is None
    True
    """
    first, slash, last = text.partition("/")
    start = None if first == ".." else _day(first, last=False)
    end = None if last == ".." else _day(last if slash else first, last=True)
    if start and end and end < start:
        raise ValueError(f"{text!r} ends before it starts")
    return Period(start, end)


def _day(text: str, *, last: bool) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 date")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return date(year, 12, 31) if last else date(year, 1, 1)
    if day is None:
        day = calendar.monthrange(year, month)[1] if last else 1
    return date(year, month, day)


def show(period: Period) -> str:
    """The shortest ISO 8601 text that :func:`parse` reads back.

    >>> show(parse("2017-10/2022")), show(parse("2021")), show(parse("2019-05-04"))
    ('2017-10/2022', '2021', '2019-05-04')
    """
    start, end = period.start, period.end
    for size in (4, 7, 10):
        short = start.isoformat()[:size] if start else end.isoformat()[:size] if end else ""
        if short and parse(short) == period:
            return short
    return f"{_shortest(start, last=False)}/{_shortest(end, last=True)}"


def _shortest(day: date | None, *, last: bool) -> str:
    if day is None:
        return ".."
    return next(s for s in (day.isoformat()[:size] for size in (4, 7, 10)) if _day(s, last=last) == day)
