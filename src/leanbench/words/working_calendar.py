"""The two clocks and the working calendar, the only bridge between them.

`BusinessMinutes` run while the office is open; `ElapsedMinutes` run day and night, weekends included.
Both are floats that a type checker keeps apart: a value crosses only by `Calendar.business_minutes` or
`Calendar.elapsed_minutes`.

Counting working days between dates: the working week begins on Monday and has `business_days_per_week`
days; holidays are taken out. The day a count starts from is not counted, the day it ends on is: a permit
received on Monday and issued on Tuesday took one business day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NewType

import msgspec

from leanbench.errors import UserError
from leanbench.words.dates import iso_date
from leanbench.words.language import _

BusinessMinutes = NewType("BusinessMinutes", float)
ElapsedMinutes = NewType("ElapsedMinutes", float)
Unit = Literal["s", "min", "h", "bd", "d", "w"]
ELAPSED_DAY = 1440.0  # minutes


class Calendar(msgspec.Struct, frozen=True):
    """The working calendar of an event.

    `calendar_days_per_business_day` turns elapsed days into business days (7/5 = 1.4 when an office
    works Monday to Friday without holidays). `holidays` are ISO dates.
    """

    hours_per_business_day: float = 8.0
    working_days_per_year: float = 250.0
    minutes_open_per_day: float = 480.0
    productive_hours_per_fte_year: float = 1650.0
    report_unit: str = "bd"
    calendar_days_per_business_day: float = 1.4
    business_days_per_week: float = 5.0
    holidays: tuple[str, ...] = ()
    extra: Mapping[str, Any] = msgspec.field(default_factory=dict)

    def minutes_per(self, unit: str) -> float:
        """Business minutes in one `unit` (s, min, h, bd, d, w). Raises KeyError for another unit."""
        if unit == "min":  # most calls; the engine asks for every step
            return 1.0
        day = 60.0 * self.hours_per_business_day
        if unit == "h":
            return 60.0
        if unit == "bd":
            return day
        if unit == "d":
            return day / self.calendar_days_per_business_day
        if unit == "w":
            return day * self.business_days_per_week
        if unit == "s":
            return 1.0 / 60.0
        raise KeyError(unit)

    def business_minutes(self, elapsed: ElapsedMinutes) -> BusinessMinutes:
        """The open minutes in a stretch of elapsed time: a calendar day holds `minutes_per("d")` of them."""
        return BusinessMinutes(elapsed / ELAPSED_DAY * self.minutes_per("d"))

    def elapsed_minutes(self, business: BusinessMinutes) -> ElapsedMinutes:
        """The elapsed time it takes the office to be open for so many minutes."""
        return ElapsedMinutes(business / self.minutes_per("d") * ELAPSED_DAY)


_HORIZON = 40_000  # days; a count that long is a typing mistake, and add_business_days must end


def is_business_day(day: str | date, calendar: Calendar) -> bool:
    """Whether the office works on this day."""
    when = iso_date(day)
    return when.weekday() < _week(calendar) and when not in _holidays(calendar.holidays)


def business_days_between(start: str | date, end: str | date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first.

    Raises
    ------
    UserError
        One of the two is not a date.
    """
    first, last = iso_date(start), iso_date(end)
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
    day, step = iso_date(start), timedelta(1 if days >= 0 else -1)
    week, holidays = _week(calendar), _holidays(calendar.holidays)
    left = abs(days)
    for _day in range(_HORIZON):
        if left == 0:
            return day
        try:
            day += step
        except OverflowError:
            break
        if day.weekday() < week and day not in holidays:
            left -= 1
    raise UserError(
        _("{days} business days from {start} is more than a century away. Check the number.").format(
            days=abs(days), start=start
        )
    )


def _week(calendar: Calendar) -> int:
    return min(7, max(1, round(calendar.business_days_per_week)))


@lru_cache(maxsize=16)
def _holidays(holidays: tuple[str, ...]) -> frozenset[date]:
    return frozenset(iso_date(day) for day in holidays)
