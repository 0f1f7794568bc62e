"""An event log as arrays: from a table of rows to activities done, in order of case and time.

What counts, said once: the clock on the wall decides about opening hours, offsets only about how much time
has passed; a start row and a complete row are one activity; equal rows are one; equal times keep the order of
the file (read from below when the file has its newest row on top). Whatever was decided is in `notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.schema import replace
from leanbench.tables.logs.log_roles import ROLES
from leanbench.tables.logs.office_clock import Floats, Moments, OfficeClock, Truths
from leanbench.tables.parsed import Table
from leanbench.words import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

Ints = NDArray[np.int64]
_NEVER = np.datetime64("NaT", "ms")
_STARTS = frozenset({"start", "started", "begin", "begun", "resume"})
_ENDS = frozenset({"complete", "completed", "end", "ended", "finish", "finished", "done", "stop"})
LIFECYCLE_WORDS = (
    _STARTS
    | _ENDS
    | {"schedule", "scheduled", "assign", "assigned", "suspend", "suspended", "resumed", "withdraw", "skip", "autoskip",
       "manualskip", "ate_abort", "pi_abort", "abort", "reassign", "enable", "enabled", "unknown"}
)  # fmt: skip
_CLOSING = 0.5  # share of an activity's events that are the last of their case, from which it closes cases
_QUIET = 0.95  # a case is open while its silence is no longer than this share of the waits in the log
_MOST_ONE_WAY = 0.05  # rows against the order of the file that may still be a slip


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
    case: Ints
    activity: Ints
    resource: Ints
    time: Moments
    start: Moments
    row: Ints
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

    def begun(self) -> tuple[Moments, Ints | None]:
        """(n,) when each activity began, the time it was done where that is not known, with the offset."""
        unknown = np.isnat(self.start)
        offset = None
        if self.offset is not None:
            offset = (
                self.offset
                if self.start_offset is None
                else np.where(unknown, self.offset, self.start_offset)
            )
        return np.where(unknown, self.time, self.start), offset

    def reading(self, moments: Moments, offset: Ints | None = None, who: Ints | None = None) -> Floats:
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
        begun, offset = self.begun()
        ends = (None, None) if offset is None or self.offset is None else (offset[first], self.offset[last])
        return self.reading(self.time[last], ends[1]) - self.reading(begun[first], ends[0])

    def only_cases(self, keep: Truths) -> EventLog:
        """The log with the cases where `keep`, shape (cases,), is true. Raises UserError when there are none."""
        if not keep.any():
            raise UserError(_("No case of the log is left. Choose fewer conditions."))
        events = keep[self.case]
        numbers = np.cumsum(keep) - 1
        return replace(
            self, cases=tuple(self.cases[i] for i in np.flatnonzero(keep)), case=numbers[self.case[events]],
            activity=self.activity[events], resource=self.resource[events], time=self.time[events],
            start=self.start[events], row=self.row[events], is_open=self.is_open[keep],
            offset=None if self.offset is None else self.offset[events],
            start_offset=None if self.start_offset is None else self.start_offset[events],
        )  # fmt: skip


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
    begun, begun_offset = _moments(table, start, zone) if start else (np.full(table.rows, _NEVER), None)
    case_names, cases = table.codes(case)
    activity_names, activities = _rename(*table.codes(activity), names or {})
    who_names, who = table.codes(resource) if resource else ((), np.full(table.rows, -1, dtype=np.int64))
    moved = when if lifecycle else np.where(np.isnat(when), begun, when)
    usable = (cases >= 0) & (activities >= 0) & ~np.isnat(moved)
    _note(
        notes, int(np.count_nonzero(~usable)),
        ngettext("{count} row has no case, activity or time and is left out.",
                 "{count} rows have no case, activity or time and are left out.", int(np.count_nonzero(~usable))),
    )  # fmt: skip
    if not usable.any():
        raise UserError(
            _(
                "No row has a case (“{case}”), an activity (“{activity}”) and a time (“{time}”). Choose other columns."
            ).format(case=case, activity=activity, time=time)
        )
    rows = np.flatnonzero(usable)
    log = _Rows(
        cases[rows], activities[rows], who[rows], when[rows], begun[rows], rows,
        None if offset is None else offset[rows], None if begun_offset is None else begun_offset[rows], bool(start),
    )  # fmt: skip
    unfinished: Ints = np.empty(0, dtype=np.int64)
    if lifecycle:
        log, unfinished = _pair_rows(log, table, lifecycle, instance, notes)
    log = _in_order(log, notes, keep_equal_rows)
    backwards = np.zeros(log.row.size, dtype=bool)
    if log.has_starts:
        backwards = log.instant(log.start, log.start_offset) > log.instant(log.time, log.offset)
    _note(
        notes, int(backwards.sum()),
        ngettext("{count} activity ends before it starts; its start is not used.",
                 "{count} activities end before they start; their starts are not used.", int(backwards.sum())),
    )  # fmt: skip
    begin = np.where(backwards, _NEVER, log.start)
    future = int(np.count_nonzero(log.time > np.datetime64("now", "ms") + np.timedelta64(1, "D")))
    _note(
        notes, future,
        ngettext("{count} time lies in the future; it is kept as it stands.",
                 "{count} times lie in the future; they are kept as they stand.", future),
    )  # fmt: skip
    changes = np.diff(log.case, prepend=-1) != 0  # `log` is in order of cases
    used, case_number = log.case[changes], np.cumsum(changes) - 1
    made = EventLog(
        activity_names, tuple(case_names[i] for i in used), who_names, case_number, log.activity, log.who,
        log.time, begin, log.row, np.zeros(used.size, dtype=bool), log.offset, log.start_offset, clock,
        dict(clocks or {}), tuple(notes),
    )  # fmt: skip
    return replace(made, is_open=_open_cases(made, frozenset(closed_by), np.isin(used, unfinished)))


# --- rows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The usable rows, column by column; `take` picks some in an order."""

    case: Ints
    activity: Ints
    who: Ints
    time: Moments
    start: Moments
    row: Ints
    offset: Ints | None
    start_offset: Ints | None
    has_starts: bool

    def take(self, at: Ints) -> _Rows:
        return _Rows(
            self.case[at], self.activity[at], self.who[at], self.time[at], self.start[at], self.row[at],
            None if self.offset is None else self.offset[at],
            None if self.start_offset is None else self.start_offset[at], self.has_starts,
        )  # fmt: skip

    @staticmethod
    def instant(moments: Moments, offset: Ints | None) -> Moments:
        """The moments in UTC, to be compared with each other."""
        return moments if offset is None else moments - (offset * 60_000).astype("timedelta64[ms]")


def _moments(table: Table, name: str, zone: str) -> tuple[Moments, Ints | None]:
    column = table.column(name)
    if column.dtype.kind != "M":
        raise UserError(
            _("Column “{name}” holds {kind}, not dates. Choose the column of times.").format(
                name=name, kind=table.kinds[name]
            )
        )
    wall = column.astype("datetime64[ms]")
    offset = table.offsets(name)
    if not zone:
        return wall, offset
    return _in_zone(_Rows.instant(wall, offset), zone)


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


def _rename(names: tuple[str, ...], numbers: Ints, new: Mapping[str, str]) -> tuple[tuple[str, ...], Ints]:
    if not new:
        return names, numbers
    wanted = [new.get(name, name) for name in names]
    merged = tuple(dict.fromkeys(wanted))
    place = {name: i for i, name in enumerate(merged)}
    turn = np.array([*(place[name] for name in wanted), -1], dtype=np.int64)
    return merged, turn[numbers]  # -1, no activity, stays -1: the last entry of `turn`


def _note(notes: list[str], count: int, text: str) -> None:
    if count:
        notes.append(text.format(count=number_text(count, 0)))


def _pair_rows(
    log: _Rows, table: Table, lifecycle: str, instance: str, notes: list[str]
) -> tuple[_Rows, Ints]:
    """One row for each activity done, its start beside it; and the cases in which something is begun and not done."""
    words, said = table.codes(lifecycle)
    states = np.array(
        [0 if w.casefold() in _STARTS else 1 if w.casefold() in _ENDS else 2 for w in words] + [1]
    )
    state = states[said[log.row]]
    other = [word for i, word in enumerate(words) if states[i] == 2]
    if other:
        count = int(np.count_nonzero(state == 2))
        text = ngettext(
            "{count} row says neither start nor complete ({words}) and is left out.",
            "{count} rows say neither start nor complete ({words}) and are left out.", count,
        )  # fmt: skip
        notes.append(text.format(count=number_text(count, 0), words=list_text(other[:6])))
    if not np.any(state == 1):  # a log of starts only: they are all there is
        return log.take(np.flatnonzero(state == 0)), np.empty(0, dtype=np.int64)
    belongs = table.codes(instance)[1][log.row] if instance else np.zeros(log.case.size, dtype=np.int64)
    k = int(log.activity.max()) + 1
    _names, group = np.unique(
        (log.case * k + log.activity) * (int(belongs.max()) + 2) + belongs + 1, return_inverse=True
    )
    instants = log.instant(log.time, log.offset)
    starts = np.flatnonzero(state == 0)
    ends = np.flatnonzero(state == 1)
    starts = starts[np.lexsort((log.row[starts], instants[starts], group[starts]))]
    ends = ends[np.lexsort((log.row[ends], instants[ends], group[ends]))]
    start_key = _numbered(group[starts], log.case.size)
    place = np.searchsorted(start_key, _numbered(group[ends], log.case.size))
    found = place < starts.size
    found[found] = start_key[place[found]] == _numbered(group[ends], log.case.size)[found]
    partner = starts[place[found]]
    begun = np.full(ends.size, _NEVER)
    begun[found] = log.time[partner]
    offset = None
    if log.offset is not None:
        offset = log.offset[ends].copy()
        offset[found] = log.offset[partner]
    unused = np.ones(starts.size, dtype=bool)
    unused[place[found]] = False
    _note(
        notes, int(unused.sum()),
        ngettext("{count} activity is begun and not done; its case counts as open.",
                 "{count} activities are begun and not done; their cases count as open.", int(unused.sum())),
    )  # fmt: skip
    done = log.take(ends)
    return (
        _Rows(done.case, done.activity, done.who, done.time, begun, done.row, done.offset, offset, True),
        np.unique(log.case[starts[unused]]),
    )


def _numbered(group: Ints, room: int) -> Ints:
    """A key for the first, second, third ... entry of each group; `group` is sorted."""
    firsts = np.flatnonzero(np.diff(group, prepend=-1))
    lengths = np.diff(np.append(firsts, group.size))
    return group * (room + 1) + np.arange(group.size) - np.repeat(firsts, lengths)


def _in_order(log: _Rows, notes: list[str], keep_equal_rows: bool) -> _Rows:
    """By case and time. The pair is packed into one number, which sorts several times faster than two columns."""
    instants = log.instant(log.time, log.offset).astype(np.int64)
    low = int(instants.min())
    width = int(instants.max()) - low + 1
    if (int(log.case.max()) + 1) * width < 2**62:
        key = log.case * width + (instants - low)
        order = np.argsort(key) if np.any(key[1:] < key[:-1]) else np.arange(key.size)
        packed = key[order]
        equal = packed[1:] == packed[:-1]
        if not equal.any():
            return _unpack(log, order, packed // width, packed % width + low)
    else:  # times ten thousand years apart
        order = np.lexsort((instants, log.case))
        equal = (np.diff(instants[order]) == 0) & (np.diff(log.case[order]) == 0)
    if not equal.any():
        return log.take(order)
    in_tie = np.concatenate([[False], equal]) | np.concatenate([equal, [False]])
    newest_first = _is_newest_first(log, instants)
    places = np.flatnonzero(in_tie)
    group = np.cumsum(np.concatenate([[True], ~equal]))[places]
    members = order[places]
    order[places] = members[np.lexsort((-log.row[members] if newest_first else log.row[members], group))]
    keep = np.ones(order.size, dtype=bool)
    if not keep_equal_rows:
        again = _equal_rows(log, order[places], group)
        keep[places[again]] = False
        _note(
            notes, int(again.sum()),
            ngettext("{count} row is equal to another and counted once.",
                     "{count} rows are equal to others and counted once.", int(again.sum())),
        )  # fmt: skip
    ties = int(np.count_nonzero(equal[keep[1:]]))
    if ties:
        text = ngettext(
            "{count} tie of time within a case is decided by the order of the file{newest}.",
            "{count} ties of time within a case are decided by the order of the file{newest}.", ties,
        )  # fmt: skip
        newest = _(", read from below because it has its newest row on top") if newest_first else ""
        notes.append(text.format(count=number_text(ties, 0), newest=newest))
    return log.take(order[keep])


def _unpack(log: _Rows, order: Ints, case: Ints, instants: Ints) -> _Rows:
    """The rows in order; cases and times stand in the packed numbers already, so they need not be fetched again."""
    if log.offset is not None:
        return log.take(order)
    return _Rows(
        case, log.activity[order], log.who[order], instants.view("datetime64[ms]"),
        log.start[order] if log.has_starts else log.start, log.row[order], None, None, log.has_starts,
    )  # fmt: skip


def _is_newest_first(log: _Rows, instants: Ints) -> bool:
    """Whether the rows of a case go back in time down the file."""
    order = np.argsort(log.case, kind="stable")  # `row` ascends in `log`: the order of the file stays
    step = np.diff(instants[order])[np.diff(log.case[order]) == 0]
    back, forth = int(np.count_nonzero(step < 0)), int(np.count_nonzero(step > 0))
    return back > 0 and forth <= _MOST_ONE_WAY * back


def _equal_rows(log: _Rows, at: Ints, group: Ints) -> Truths:
    """Which of the rows `at` say the same as an earlier one of their group (one case and time)."""
    start = log.start[at].astype(np.int64)
    order = np.lexsort((np.arange(at.size), start, log.who[at], log.activity[at], group))
    columns = (group[order], log.activity[at][order], log.who[at][order], start[order])
    same = np.ones(max(at.size - 1, 0), dtype=bool)
    for column in columns:
        same &= column[1:] == column[:-1]
    again = np.zeros(at.size, dtype=bool)
    again[order[1:][same]] = True
    return again


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
    instants = _Rows.instant(log.time, log.offset).astype(np.int64)
    gaps = np.diff(instants)[log.is_same_case()]
    if not gaps.size:
        return unfinished.copy()
    patience = float(np.quantile(gaps, _QUIET))
    quiet = instants.max() - instants[last]
    is_moving: Truths = ~closing[final] & (quiet <= patience)
    return is_moving | unfinished
