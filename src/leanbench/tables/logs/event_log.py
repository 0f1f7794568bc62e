"""An event log as arrays: from a table of rows to activities done, in order of case and time.

What counts, said once: the clock on the wall decides about opening hours, offsets only about how much time
has passed; a start row and a complete row are one activity; equal rows are one; equal times keep the order of
the file (read from below when the file has its newest row on top). Whatever was decided is in `notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from leanbench.errors import UserError
from leanbench.schema import replace
from leanbench.tables.logs.log_roles import ROLES
from leanbench.tables.logs.log_rows import NEVER, LogRows, in_order, in_utc, note, pair_rows
from leanbench.tables.logs.office_clock import Floats, Moments, OfficeClock, Truths
from leanbench.tables.logs.packed_numbers import Ints, Numbers, quantile
from leanbench.tables.parsed import Table
from leanbench.words import _, ngettext
from leanbench.words.lists import list_text

_CLOSING = 0.5  # share of an activity's events that are the last of their case, from which it closes cases
_QUIET = 0.95  # a case is open while its silence is no longer than this share of the waits in the log


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Activities done, in order of case and time.

    activities, cases, resources : the names behind the numbers.
    case, activity, resource : (n,) numbers (resource -1 when not known).
    time, start : (n,) datetime64[ms], when it was done and when it began, on the clock of the wall (`start` NaT when
    not known). offset, start_offset : (n,) minutes east of UTC, or None when the file gives none or one for all.
    row : (n,) rows of the table, from 0. is_open : (cases,) whether the case is still on its way.
    clock : when given, all durations are business time; `clocks` are those of single resources.
    """

    activities: tuple[str, ...]
    cases: tuple[str, ...]
    resources: tuple[str, ...]
    case: Numbers
    activity: Numbers
    resource: Numbers
    time: Moments
    start: Moments
    row: Numbers
    is_open: Truths
    offset: Ints | None = None
    start_offset: Ints | None = None
    clock: OfficeClock | None = None
    clocks: Mapping[str, OfficeClock] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        """Number of activities done."""
        return int(self.case.size)

    def bounds(self) -> Ints:
        """(cases + 1,) positions at which each case begins, and the end."""
        if not self.case.size:
            return np.zeros(1, dtype=np.int64)
        inner = np.flatnonzero(self.case[1:] != self.case[:-1]) + 1
        return np.concatenate([[0], inner, [self.case.size]]).astype(np.int64)

    def is_same_case(self) -> Truths:
        """(n - 1,) whether an event and the next one are of one case."""
        same: Truths = self.case[1:] == self.case[:-1]
        return same

    def has_starts(self) -> bool:
        """Whether the log tells of any activity when it began."""
        return not bool(np.isnat(self.start).all())

    def begun(self, at: Ints | slice = slice(None)) -> tuple[Moments, Ints | None]:
        """When the activities `at` began, the time they were done where that is not known, with the offset."""
        start, time = self.start[at], self.time[at]
        unknown = np.isnat(start)
        offset = None
        if self.offset is not None:
            offset = (
                self.offset[at]
                if self.start_offset is None
                else np.where(unknown, self.offset[at], self.start_offset[at])
            )
        return np.where(unknown, time, start), offset

    def reading(self, moments: Moments, offset: Ints | None = None, who: Numbers | None = None) -> Floats:
        """The moments in seconds on the log's clock; the difference of two readings is the time between them.

        With a clock that is time while the office is open, else elapsed time, for which offsets (minutes east of UTC)
        count. `who` are resources whose own clocks, where `clocks` names them, count instead of the office's: both
        readings of a difference must then have the same.
        """
        if self.clock is None:
            passed: Floats = moments.astype("datetime64[ms]").astype(np.float64) / 1000.0
            passed[np.isnat(moments)] = np.nan
            return passed if offset is None else passed - offset * 60.0
        found = self.clock.open_seconds(moments)
        if who is not None:
            for name, clock in self.clocks.items():
                if name in self.resources:
                    own = who == self.resources.index(name)
                    found[own] = clock.open_seconds(moments[own])
        return found

    def case_seconds(self) -> Floats:
        """(cases,) seconds from the beginning of each case's first activity to the end of its last."""
        bounds = self.bounds()
        first, last = bounds[:-1], bounds[1:] - 1
        begun, offset = self.begun(first)
        ended = None if self.offset is None else self.offset[last]
        return self.reading(self.time[last], ended) - self.reading(begun, offset)

    def only_cases(self, keep: Truths) -> EventLog:
        """The log with the cases where `keep`, shape (cases,), is true. Raises UserError when there are none."""
        if not keep.any():
            raise UserError(_("No case of the log is left. Choose fewer conditions."))
        return self.only_events(keep[self.case])

    def only_events(self, keep: Truths) -> EventLog:
        """The log with the events where `keep`, shape (events,), is true; cases left without any are gone."""
        left = np.flatnonzero(np.bincount(self.case[keep], minlength=len(self.cases)))
        return replace(
            self, cases=_names_at(self.cases, left), case=_new_numbers(self.case[keep], left, len(self.cases)),
            activity=self.activity[keep], resource=self.resource[keep], time=self.time[keep],
            start=self.start[keep], row=self.row[keep], is_open=self.is_open[left],
            offset=None if self.offset is None else self.offset[keep],
            start_offset=None if self.start_offset is None else self.start_offset[keep],
        )  # fmt: skip

    def only_activities(self, keep: Truths) -> EventLog:
        """The log with the activities where `keep`, shape (activities,), is true, and no others in its list."""
        made = self if keep[self.activity].all() else self.only_events(keep[self.activity])
        left, k = np.flatnonzero(keep), len(self.activities)
        return replace(
            made, activities=_names_at(self.activities, left), activity=_new_numbers(made.activity, left, k)
        )


def _names_at(names: tuple[str, ...], at: Ints | Numbers) -> tuple[str, ...]:
    return names if at.size == len(names) else tuple(names[i] for i in at.tolist())


def _new_numbers(numbers: Numbers, left: Ints | Numbers, size: int) -> Numbers:
    """The numbers without those that are not `left`."""
    if left.size == size:
        return numbers
    turn = np.full(size, -1, dtype=np.int32)
    turn[left] = np.arange(left.size)
    return turn[numbers]


def read_log(
    table: Table,
    columns: Mapping[str, str],
    *,
    clock: OfficeClock | None = None,
    clocks: Mapping[str, OfficeClock] | None = None,
    zone: str = "",
    names: Mapping[str, str] | None = None,
    closed_by: Iterable[str] = (),
    keep_equal_rows: bool = False,
) -> EventLog:
    """A table as an event log.

    Parameters
    ----------
    columns : mapping of `ROLES` to columns
        "case", "activity" and "time" (when it was done) are needed; "start" (when it began) and "resource" (who did
        it) may be there. "lifecycle" tells what a row says of an activity (start, complete ...) and "instance" which
        rows belong together; without it the first start of an activity in a case belongs to its first completion, and
        so on.
    clock : OfficeClock, optional
        Count durations while the office is open only; without one they are elapsed time.
    clocks : mapping of resource to OfficeClock, optional
        Opening hours of single people or teams.
    zone : str, optional
        The office's time zone ("America/Denver"): moments with an offset are turned to its wall clock.
    names : mapping, optional
        Activities to rename; two with the same new name become one.
    closed_by : iterable of str, optional
        Activities that close a case. Without them: activities after which cases rarely go on, and a case whose
        silence is longer than nearly all waits in the log is taken as ended too.
    keep_equal_rows : bool
        Count rows that are the same in every column used.

    Raises
    ------
    UserError
        A missing column, a time column that holds no dates, an unknown time zone, or no usable row.
    """
    case, activity, time, start, lifecycle, instance, resource = (columns.get(role, "") for role in ROLES)
    notes: list[str] = []
    when, offset = _moments(table, time, zone)
    begun, begun_offset = _moments(table, start, zone) if start else (None, None)
    case_names, cases = table.codes(case)
    activity_names, activities = _rename(*table.codes(activity), names or {})
    who_names, who = table.codes(resource) if resource else ((), None)
    moved = when if lifecycle or begun is None else np.where(np.isnat(when), begun, when)
    usable = (cases >= 0) & (activities >= 0) & ~np.isnat(moved)
    lost = table.rows - int(np.count_nonzero(usable))
    note(
        notes, lost,
        ngettext("{count} row has no case, activity or time and is left out.",
                 "{count} rows have no case, activity or time and are left out.", lost),
    )  # fmt: skip
    if lost == table.rows:
        raise UserError(
            _(
                "No row has a case (“{case}”), an activity (“{activity}”) and a time (“{time}”). Choose other columns."
            ).format(case=case, activity=activity, time=time)
        )
    every = np.arange(table.rows, dtype=np.int32)
    rows = LogRows(cases, activities, who, when, begun, every, offset, begun_offset).only(usable)
    unfinished: Numbers = np.empty(0, dtype=np.int32)
    if lifecycle:
        rows, unfinished = pair_rows(rows, table, lifecycle, instance, notes)
    rows = in_order(rows, notes, keep_equal_rows)
    begin = _begun_before(rows, notes)
    now = np.datetime64("now", "ms") + np.timedelta64(1, "D")
    future = int(np.count_nonzero(rows.time > now))
    note(
        notes, future,
        ngettext("{count} time lies in the future; it is kept as it stands.",
                 "{count} times lie in the future; they are kept as they stand.", future),
    )  # fmt: skip
    used = rows.case[np.flatnonzero(np.diff(rows.case, prepend=-1))]  # `rows` are in order of cases
    made = EventLog(
        activity_names, _names_at(case_names, used), who_names, _new_numbers(rows.case, used, len(case_names)),
        rows.activity, _of_all(-1, np.int32, rows) if rows.who is None else rows.who, rows.time, begin, rows.row,
        np.zeros(used.size, dtype=bool), rows.offset, rows.start_offset, clock, dict(clocks or {}), tuple(notes),
    )  # fmt: skip
    return replace(made, is_open=_open_cases(made, frozenset(closed_by), np.isin(used, unfinished)))


def _of_all(value: Any, kind: Any, rows: LogRows) -> Any:
    """One value for every row; it takes no room."""
    return np.broadcast_to(np.array(value, dtype=kind), rows.case.shape)


def _begun_before(rows: LogRows, notes: list[str]) -> Moments:
    """(n,) when each activity began, NaT where that is not known or after it was done."""
    if rows.start is None:
        return cast(Moments, _of_all(NEVER, "datetime64[ms]", rows))
    backwards = in_utc(rows.start, rows.start_offset) > in_utc(rows.time, rows.offset)
    note(
        notes, int(backwards.sum()),
        ngettext("{count} activity ends before it starts; its start is not used.",
                 "{count} activities end before they start; their starts are not used.", int(backwards.sum())),
    )  # fmt: skip
    return np.where(backwards, NEVER, rows.start)


def _moments(table: Table, name: str, zone: str) -> tuple[Moments, Ints | None]:
    column = table.column(name)
    if column.dtype.kind != "M":
        raise UserError(
            _("Column “{name}” holds {kind}, not dates. Choose the column of times.").format(
                name=name, kind=table.kinds[name]
            )
        )
    wall = column.astype("datetime64[ms]", copy=False)
    offset = table.offsets(name)
    if not zone:
        return wall, offset
    return _in_zone(in_utc(wall, offset), zone)


def _in_zone(instants: Moments, zone: str) -> tuple[Moments, Ints]:
    """Moments in UTC as a wall of `zone` shows them, with its offset at each."""
    import zoneinfo

    import pandas as pd

    try:
        there = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(
            _(
                "“{zone}” is not a time zone. Write it as area and city: America/New_York, America/Denver."
            ).format(zone=zone)
        ) from None
    local = pd.DatetimeIndex(instants).tz_localize("UTC").tz_convert(there).tz_localize(None)
    wall = local.to_numpy().astype("datetime64[ms]")
    passed = (wall - instants).astype("timedelta64[m]").astype(np.int64)
    return wall, np.where(np.isnat(instants), 0, passed)


def _rename(
    names: tuple[str, ...], numbers: Numbers, new: Mapping[str, str]
) -> tuple[tuple[str, ...], Numbers]:
    if not new:
        return names, numbers
    wanted = [new.get(name, name) for name in names]
    merged = tuple(dict.fromkeys(wanted))
    place = {name: i for i, name in enumerate(merged)}
    turn = np.array([*(place[name] for name in wanted), -1], dtype=np.int32)
    return merged, turn[numbers]  # -1, no activity, stays -1: the last entry of `turn`


def _open_cases(log: EventLog, closed_by: frozenset[str], unfinished: Truths) -> Truths:
    """(cases,) which cases are still on their way; see `read_log`, `closed_by`."""
    bounds = log.bounds()
    last = bounds[1:] - 1
    final = log.activity[last]
    if closed_by:
        closing = np.array([name in closed_by for name in log.activities], dtype=bool)
        if not closing.any():
            raise UserError(
                _("The log has no activity {names}. It has: {known}.").format(
                    names=list_text(sorted(closed_by)), known=list_text(log.activities[:12])
                )
            )
        found: Truths = ~closing[final] | unfinished
        return found
    k = len(log.activities)
    ends, all_of = np.bincount(final, minlength=k), np.bincount(log.activity, minlength=k)
    closing = ends >= _CLOSING * np.maximum(all_of, 1)
    if not closing.any():
        return unfinished.copy()
    instants = in_utc(log.time, log.offset).view(np.int64)
    gaps = np.diff(instants)[log.is_same_case()]
    if not gaps.size:
        return unfinished.copy()
    patience = quantile(gaps, _QUIET)
    quiet = instants.max() - instants[last]
    is_moving: Truths = ~closing[final] & (quiet <= patience)
    return is_moving | unfinished
