"""Working days and open hours between two columns of dates, by one gather from a table of days."""

from __future__ import annotations

import numpy as np

from leanbench.tables.logs.office_clock import Floats, Moments, OfficeClock
from leanbench.words.working_calendar import Calendar


def business_days(start: Moments, end: Moments, calendar: Calendar | None) -> Floats:
    """Working days after `start` up to and including `end`, negative when `end` comes first; NaN where one is missing.

    As `words.working_calendar.business_days_between`, for whole columns; the time of day does not count.
    """
    days = [np.asarray(moments).astype("datetime64[D]") for moments in (start, end)]
    first, last = np.broadcast_arrays(*days)
    known = ~(np.isnat(first) | np.isnat(last))
    found = np.full(first.shape, np.nan)
    if not known.any():
        return found
    a, b = first[known].astype(np.int64), last[known].astype(np.int64)
    low = int(min(a.min(), b.min()))
    works = OfficeClock(calendar or Calendar()).working_days(low, int(max(a.max(), b.max())))
    until = np.cumsum(works)
    found[known] = until[b - low] - until[a - low]
    return found


def open_hours(start: Moments, end: Moments, calendar: Calendar | None, opens: float) -> Floats:
    """Hours the office was open between two moments, as the clock on its wall showed them; NaN where one is missing."""
    clock = OfficeClock(calendar or Calendar(), opens)
    a, b = np.broadcast_arrays(np.asarray(start), np.asarray(end))
    found: Floats = (clock.open_seconds(b) - clock.open_seconds(a)) / 3600.0
    return found
