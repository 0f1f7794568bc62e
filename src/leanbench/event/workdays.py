"""Counting working days between dates, by the calendar of the event.

The working week begins on Monday and has `business_days_per_week` days; holidays are taken out.
The day a count starts from is not counted, the day it ends on is: a permit received on Monday and
issued on Tuesday took one business day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from leanbench.errors import UserError

if TYPE_CHECKING:
    from leanbench.event.units import Calendar

_HORIZON = 40_000  # days; a count that long is a typing mistake, and add_business_days must end


def parse_date(text: str | date) -> date:
    """A date from its ISO form ``2026-03-02``. Raises UserError for anything else."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise UserError(f"“{text}” is not a date. Write it as year-month-day, like 2026-03-02.") from None


def is_business_day(day: str | date, calendar: Calendar) -> bool:
    """Whether the office works on this day."""
    when = parse_date(day)
    return when.weekday() < _week(calendar) and when not in _holidays(calendar.holidays)


def business_days_between(start: str | date, end: str | date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first.

    Raises
    ------
    UserError
        One of the two is not a date.
    """
    first, last = parse_date(start), parse_date(end)
    if last < first:
        return -business_days_between(last, first, calendar)
    week = _week(calendar)
    weeks, days = divmod((last - first).days, 7)
    count = weeks * week + sum((first.weekday() + 1 + k) % 7 < week for k in range(days))
    return count - sum(first < day <= last and day.weekday() < week for day in _holidays(calendar.holidays))


def add_business_days(start: str | date, days: int, calendar: Calendar) -> date:
    """The working day that is `days` working days after (before, when negative) `start`.

    ``business_days_between(start, add_business_days(start, n, c), c) == n`` for every n >= 0.
    With 0 the start itself, working day or not.

    Raises
    ------
    UserError
        `start` is not a date, or there is no such day within a century.
    """
    day, step = parse_date(start), timedelta(1 if days >= 0 else -1)
    week, holidays = _week(calendar), _holidays(calendar.holidays)
    left = abs(days)
    for _ in range(_HORIZON):
        if left == 0:
            return day
        try:
            day += step
        except OverflowError:
            break
        if day.weekday() < week and day not in holidays:
            left -= 1
    raise UserError(f"{abs(days)} business days from {start} is more than a century away. Check the number.")


def _week(calendar: Calendar) -> int:
    return min(7, max(1, round(calendar.business_days_per_week)))


@lru_cache(maxsize=16)
def _holidays(holidays: tuple[str, ...]) -> frozenset[date]:
    return frozenset(parse_date(day) for day in holidays)
