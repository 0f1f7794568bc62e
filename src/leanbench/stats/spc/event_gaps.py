"""Days between events, from their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.samples import Floats, StatsError, column, count

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days between successive events, with notes on the dates. One fewer than the events."""

    days: Floats
    notes: tuple[str, ...]


def gaps(dates: Iterable[Any], name: str = "dates") -> Gaps:
    """Days between events from dates or date-times (or ISO text: 2024-01-31, 2024-01-31 14:30).

    Dates out of order are put in order and equal dates give a gap of zero; notes say so. Raises StatsError
    for a text that is no date, naming its row, or for fewer than two dates.
    """
    moments: list[dt.datetime] = []
    blank = 0
    for row, item in enumerate(column(dates, "dates")):
        if (
            item is None or item != item or (isinstance(item, str) and not item.strip())
        ):  # NaT differs from itself
            blank += 1
            continue
        moments.append(_moment(item, row, name))
    if len(moments) < 2:
        raise StatsError(f"{name} has {count(len(moments), 'date')}; gaps need at least 2. Add data.")
    notes = [f"{count(blank, 'blank row')} of {name} left out"] if blank else []
    ordered = sorted(moments)
    if ordered != moments:
        notes.append(f"{name} were not in order; they were sorted before the gaps were taken")
    days = np.diff([moment.timestamp() for moment in ordered]) / _DAY
    same = int(np.count_nonzero(days == 0))
    if same:
        notes.append(f"{count(same, 'gap')} of zero because events share a date")
    return Gaps(days, tuple(notes))


def _moment(item: Any, row: int, name: str) -> dt.datetime:
    if hasattr(item, "to_pydatetime"):
        item = item.to_pydatetime()
    if isinstance(item, np.datetime64):
        item = item.astype("datetime64[us]").item()
    if isinstance(item, str):
        try:
            item = dt.datetime.fromisoformat(item.strip())
        except ValueError:
            raise StatsError(
                f"{name}: row {row + 1} ({item[:40]!r}) is not a date such as 2024-01-31. "
                "Correct it, or leave it blank."
            ) from None
    if isinstance(item, dt.date) and not isinstance(item, dt.datetime):
        item = dt.datetime(item.year, item.month, item.day)
    if not isinstance(item, dt.datetime):
        raise StatsError(f"{name}: row {row + 1} ({item!r}) is not a date. Use dates such as 2024-01-31.")
    # All days have 24 hours here: a gap across a clock change is still whole days.
    return item.replace(tzinfo=dt.UTC)
