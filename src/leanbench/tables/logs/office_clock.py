"""When the office is open, for whole columns of moments: the clock on the wall decides, never UTC."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from leanbench.words.working_calendar import Calendar

Moments = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
_DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """A working calendar and the hour of the day at which it opens (8.0: eight o'clock)."""

    calendar: Calendar = field(default_factory=Calendar)
    opens: float = 8.0

    def open_seconds(self, moments: Moments) -> Floats:
        """Seconds the office has been open at each moment, counted from 1970.

        Parameters
        ----------
        moments : datetime64, any shape
            As the clock on the office's wall showed them.

        Returns
        -------
        float, the same shape
            NaN for NaT. Only differences mean something: they are business time.
        """
        unknown = np.isnat(moments)
        if unknown.any():
            total = np.full(moments.shape, np.nan)
            if not unknown.all():
                total[~unknown] = self.open_seconds(moments[~unknown])
            return total
        if not moments.size:
            return np.empty(moments.shape)
        millis = moments.astype("datetime64[ms]", copy=False).view(np.int64)
        day = millis // _DAY
        first, last = int(day.min()), int(day.max())
        works = self.working_days(first, last)
        epoch, begin = np.datetime64(0, "D"), np.datetime64(first, "D")
        earlier = int(np.busday_count(epoch, begin, weekmask=self._week(), holidays=self._holidays()))
        long = self.calendar.hours_per_business_day * 3600.0
        before = (earlier + np.cumsum(works) - works) * long
        found: Floats = (millis - day * _DAY) / 1000.0
        found -= self.opens * 3600.0
        np.clip(found, 0.0, long, out=found)
        day -= first
        found *= works[day]
        found += before[day]
        return found

    def working_days(self, first: int, last: int) -> Floats:
        """1 for each day from `first` to `last` (days since 1970) on which the office works, else 0."""
        days = np.arange(first, last + 1).astype("datetime64[D]")
        return np.is_busday(days, weekmask=self._week(), holidays=self._holidays()).astype(np.float64)

    def _week(self) -> list[int]:
        week = min(7, max(1, round(self.calendar.business_days_per_week)))
        return [1 if i < week else 0 for i in range(7)]

    def _holidays(self) -> Moments:
        return np.array([text[:10] for text in self.calendar.holidays], dtype="datetime64[D]")
