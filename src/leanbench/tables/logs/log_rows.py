"""The usable rows of a log, column by column: starts paired with completions, in order of case and time, each once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.tables.logs.office_clock import Moments, Truths
from leanbench.tables.logs.packed_numbers import Ints, Numbers, by_number, order_within, pair_key
from leanbench.tables.parsed import Table
from leanbench.words import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

NEVER = np.datetime64("NaT", "ms")
_STARTS = frozenset({"start", "started", "begin", "begun", "resume"})
_ENDS = frozenset({"complete", "completed", "end", "ended", "finish", "finished", "done", "stop"})
LIFECYCLE_WORDS = (
    _STARTS
    | _ENDS
    | {"schedule", "scheduled", "assign", "assigned", "suspend", "suspended", "resumed", "withdraw", "skip", "autoskip",
       "manualskip", "ate_abort", "pi_abort", "abort", "reassign", "enable", "enabled", "unknown"}
)  # fmt: skip
_MOST_ONE_WAY = 0.05  # rows against the order of the file that may still be a slip


@dataclass(frozen=True, slots=True, eq=False)
class LogRows:
    """Rows with case, activity and time; `start` is None when no row has one, `who` when nobody is known."""

    case: Numbers
    activity: Numbers
    who: Numbers | None
    time: Moments
    start: Moments | None
    row: Numbers
    offset: Ints | None
    start_offset: Ints | None

    def take(self, at: NDArray[Any]) -> LogRows:
        """Some of the rows, in this order."""
        return replace(self, **{name: column[at] for name, column in self._columns().items()})

    def only(self, keep: Truths) -> LogRows:
        """The rows where `keep`; the same columns when that is all of them."""
        return self if keep.all() else self.take(np.flatnonzero(keep))

    def instants(self) -> Ints:
        """(n,) milliseconds in UTC when each row was done, to be compared with each other."""
        return in_utc(self.time, self.offset).view(np.int64)

    def _columns(self) -> dict[str, NDArray[Any]]:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: column for name, column in found.items() if column is not None}


def in_utc(moments: Moments, offset: Ints | None) -> Moments:
    """The moments of a clock on the wall in UTC; as they are when no offset is known."""
    return moments if offset is None else moments - (offset * 60_000).astype("timedelta64[ms]")


def note(notes: list[str], count: int, text: str) -> None:
    """Add the sentence about so many rows, when there are any."""
    if count:
        notes.append(text.format(count=number_text(count, 0)))


def pair_rows(
    log: LogRows, table: Table, lifecycle: str, instance: str, notes: list[str]
) -> tuple[LogRows, Numbers]:
    """One row for each activity done, its start beside it; and the cases in which something is begun and not done.

    Raises UserError when no row says either.
    """
    words, said = table.codes(lifecycle)
    states = np.array(
        [0 if w.casefold() in _STARTS else 1 if w.casefold() in _ENDS else 2 for w in words] + [1]
    )
    state = states[said[log.row]]
    other = [word for i, word in enumerate(words) if states[i] == 2]
    if not np.any(state < 2):
        raise UserError(
            _(
                "No cell of “{column}” says that an activity starts or is complete; it says {words}. Choose another "
                "column, or none."
            ).format(column=lifecycle, words=list_text(other[:6]))
        )
    if other:
        count = int(np.count_nonzero(state == 2))
        text = ngettext(
            "{count} row says neither start nor complete ({words}) and is left out.",
            "{count} rows say neither start nor complete ({words}) and are left out.", count,
        )  # fmt: skip
        notes.append(text.format(count=number_text(count, 0), words=list_text(other[:6])))
    if not np.any(state == 1):  # a log of starts only: they are all there is
        return log.take(np.flatnonzero(state == 0)), np.empty(0, dtype=np.int32)
    belongs = table.codes(instance)[1][log.row] if instance else np.zeros(log.case.size, dtype=np.int32)
    of_case = pair_key(log.case, log.activity, int(log.activity.max()) + 1)
    _names, group = np.unique(pair_key(of_case, belongs + 1, int(belongs.max()) + 2), return_inverse=True)
    instants = log.instants()
    starts = np.flatnonzero(state == 0)
    ends = np.flatnonzero(state == 1)
    starts = starts[np.lexsort((log.row[starts], instants[starts], group[starts]))]
    ends = ends[np.lexsort((log.row[ends], instants[ends], group[ends]))]
    start_key = _numbered(group[starts], log.case.size)
    end_key = _numbered(group[ends], log.case.size)
    place = np.searchsorted(start_key, end_key)
    found = place < starts.size
    found[found] = start_key[place[found]] == end_key[found]
    partner = starts[place[found]]
    done = log.take(ends)
    begun = np.full(ends.size, NEVER)
    begun[found] = log.time[partner]
    offset = None
    if log.offset is not None:
        offset = log.offset[ends]
        offset[found] = log.offset[partner]
    unused = np.ones(starts.size, dtype=bool)
    unused[place[found]] = False
    note(
        notes, int(unused.sum()),
        ngettext("{count} activity is begun and not done; its case counts as open.",
                 "{count} activities are begun and not done; their cases count as open.", int(unused.sum())),
    )  # fmt: skip
    return replace(done, start=begun, start_offset=offset), np.unique(log.case[starts[unused]])


def _numbered(group: Ints, room: int) -> Ints:
    """A key for the first, second, third ... entry of each group; `group` is sorted."""
    firsts = np.flatnonzero(np.diff(group, prepend=-1))
    lengths = np.diff(np.append(firsts, group.size))
    return group * (room + 1) + np.arange(group.size) - np.repeat(firsts, lengths)


def in_order(log: LogRows, notes: list[str], keep_equal_rows: bool) -> LogRows:
    """By case and time; equal times in the order of the file, from below when its cases run back in time."""
    instants = log.instants()
    order, case = by_number(log.case)
    now, same = instants[order], case[1:] == case[:-1]
    back = int(np.count_nonzero((now[1:] < now[:-1]) & same))
    newest_first = False
    if back:
        newest_first = int(np.count_nonzero((now[1:] > now[:-1]) & same)) <= _MOST_ONE_WAY * back
        if newest_first:
            order = by_number(log.case, from_below=True)[0]
            now = instants[order]
        if not newest_first or np.any((now[1:] < now[:-1]) & same):
            sorted_ = order_within(case, now)
            order, now = order[sorted_], now[sorted_]
    equal = same & (now[1:] == now[:-1])
    if equal.any():
        kept = _each_once(log, order, equal, keep_equal_rows, newest_first, notes)
        if kept is not None:
            order, case, now = order[kept], case[kept], now[kept]
    return LogRows(
        case, log.activity[order], None if log.who is None else log.who[order],
        now.view("datetime64[ms]") if log.offset is None else log.time[order],
        None if log.start is None else log.start[order], log.row[order],
        None if log.offset is None else log.offset[order],
        None if log.start_offset is None else log.start_offset[order],
    )  # fmt: skip


def _each_once(
    log: LogRows, order: Numbers, equal: Truths, keep_equal_rows: bool, newest_first: bool, notes: list[str]
) -> Truths | None:
    """(n,) which rows in `order` are no repetition of another (None: all); says what is left out and what is a tie."""
    keep = None
    if not keep_equal_rows:
        in_tie = np.concatenate([[False], equal]) | np.concatenate([equal, [False]])
        places = np.flatnonzero(in_tie)
        group = np.cumsum(np.concatenate([[True], ~equal]))[places]
        again = _equal_rows(log.take(order[places]), group)
        if again.any():
            keep = np.ones(order.size, dtype=bool)
            keep[places[again]] = False
        note(
            notes, int(again.sum()),
            ngettext("{count} row is equal to another and counted once.",
                     "{count} rows are equal to others and counted once.", int(again.sum())),
        )  # fmt: skip
    ties = int(np.count_nonzero(equal if keep is None else equal[keep[1:]]))
    if ties:
        text = ngettext(
            "{count} tie of time within a case is decided by the order of the file{newest}.",
            "{count} ties of time within a case are decided by the order of the file{newest}.", ties,
        )  # fmt: skip
        newest = _(", read from below because it has its newest row on top") if newest_first else ""
        notes.append(text.format(count=number_text(ties, 0), newest=newest))
    return keep


def _equal_rows(log: LogRows, group: Ints) -> Truths:
    """Which of the rows say the same as an earlier one of their group (one case and time)."""
    start = None if log.start is None else log.start.view(np.int64)
    said: list[NDArray[Any]] = [
        column for column in (group, log.activity, log.who, start) if column is not None
    ]
    order = np.lexsort((np.arange(group.size), *reversed(said)))
    same = np.ones(max(group.size - 1, 0), dtype=bool)
    for column in said:
        same &= column[order[1:]] == column[order[:-1]]
    again = np.zeros(group.size, dtype=bool)
    again[order[1:][same]] = True
    return again
