"""Durations, working calendars, money and percent: what people type, what the engine computes with.

Two kinds of time never mix silently: *business time* (`s`, `min`, `h`, `bd`, `w`: counted only while
the office is open) and *calendar time* (`d`: elapsed days, nights and weekends included). A `Calendar`
converts between them; every conversion goes through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Unit = Literal["s", "min", "h", "bd", "d", "w"]


@dataclass(frozen=True, slots=True)
class Calendar:
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
    extra: Mapping[str, Any] = field(default_factory=dict)

    def minutes_per(self, unit: str) -> float:
        """Business minutes in one `unit` (s, min, h, bd, d, w). Raises KeyError for another unit."""
        day = 60.0 * self.hours_per_business_day
        return {
            "s": 1.0 / 60.0,
            "min": 1.0,
            "h": 60.0,
            "bd": day,
            "d": day / self.calendar_days_per_business_day,
            "w": day * self.business_days_per_week,
        }[unit]


@dataclass(frozen=True, slots=True)
class Duration:
    """A time as it was said: an amount in a unit, a range, or three points.

    `amount` is the value, or the most likely one; `low` and `high` are both None (a fixed value),
    or both given. A range typed without a middle has `amount` None. The mean is the amount, the
    middle of a range, or (low + 4 amount + high) / 6 for three points (PERT).
    """

    amount: float | None
    unit: Unit = "min"
    low: float | None = None
    high: float | None = None

    def mean(self) -> float:
        """The mean in the duration's own unit."""
        if self.low is None or self.high is None:
            return 0.0 if self.amount is None else self.amount
        if self.amount is None:
            return (self.low + self.high) / 2.0
        return (self.low + 4.0 * self.amount + self.high) / 6.0

    def variance(self) -> float:
        """The variance in the unit squared: 0, uniform (high-low)^2/12, or PERT ((high-low)/6)^2."""
        if self.low is None or self.high is None:
            return 0.0
        width = self.high - self.low
        return width * width / 12.0 if self.amount is None else (width / 6.0) ** 2

    def minutes(self, calendar: Calendar) -> float:
        """The mean in business minutes."""
        return self.mean() * calendar.minutes_per(self.unit)
