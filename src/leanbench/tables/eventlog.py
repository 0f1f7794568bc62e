"""Event logs: what really happened, case by case. Directly-follows graph, variants, rework, hand-overs.

Sorted once (case, time, original row: equal times keep their order), then everything is counting with numpy.
A directly-follows graph is not the process: parallel work looks like loops, so only an activity that the
same case repeats counts as rework.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.schema import replace
from leanbench.tables.parsed import Table
from leanbench.words.durations import Calendar
from leanbench.words.lists import count_text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_NAMES: dict[str, tuple[str, ...]] = {
    "case": (
        "case:concept:name",
        "case id",
        "case_id",
        "caseid",
        "case",
        "permit number",
        "application",
        "ticket",
        "file",
    ),
    "activity": ("concept:name", "activity", "step", "task", "action", "status", "event"),
    "time": ("time:timestamp", "timestamp", "completed", "complete timestamp", "end", "time", "date"),
    "start": ("start_timestamp", "start timestamp", "started", "start", "begin"),
    "resource": ("org:resource", "resource", "user", "who", "employee", "role", "org:role"),
}


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Events in order of case and time.

    activities, cases, resources : the names behind the numbers.
    case, activity, resource : (n,) numbers (resource -1 when not known). time : (n,) datetime64[ms], when
    the activity was done. start : (n,) datetime64[ms], when it began (NaT when not known). row : (n,) table rows.
    calendar : when given, all durations are business time; `opens` is the hour the office opens.
    """

    activities: tuple[str, ...]
    cases: tuple[str, ...]
    resources: tuple[str, ...]
    case: Ints
    activity: Ints
    resource: Ints
    time: NDArray[np.datetime64]
    start: NDArray[np.datetime64]
    row: Ints
    calendar: Calendar | None = None
    opens: float = 8.0
    notes: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        """Number of events."""
        return int(self.case.size)

    def bounds(self) -> Ints:
        """(cases + 1,) positions at which each case begins, and the end."""
        edges: Ints = np.concatenate(
            [[0], np.flatnonzero(np.diff(self.case)) + 1, [self.case.size]] if self.case.size else [[0]]
        ).astype(np.int64)
        return edges

    def seconds(self, a: NDArray[np.datetime64], b: NDArray[np.datetime64]) -> Floats:
        """Seconds from `a` to `b`: elapsed, or while the office is open when the log has a calendar."""
        if self.calendar is None:
            elapsed: Floats = (b - a) / np.timedelta64(1, "s")
            return elapsed
        return open_seconds(b, self.calendar, self.opens) - open_seconds(a, self.calendar, self.opens)


def open_seconds(moments: NDArray[np.datetime64], calendar: Calendar, opens: float = 8.0) -> Floats:
    """Seconds the office has been open since 1970 at each moment; differences are business time."""
    mask = [1 if i < round(calendar.business_days_per_week) else 0 for i in range(7)]
    holidays = np.array([day[:10] for day in calendar.holidays], dtype="datetime64[D]")
    day = moments.astype("datetime64[D]")
    known = ~np.isnat(moments)
    count = np.zeros(moments.shape)
    works = np.zeros(moments.shape, dtype=bool)
    epoch = np.datetime64("1970-01-01", "D")
    count[known] = np.busday_count(epoch, day[known], weekmask=mask, holidays=holidays)
    works[known] = np.is_busday(day[known], weekmask=mask, holidays=holidays)
    long = calendar.hours_per_business_day * 3600.0
    into = (moments - day) / np.timedelta64(1, "s") - opens * 3600.0
    total = count * long + np.where(works, np.clip(np.where(known, into, 0.0), 0.0, long), 0.0)
    total[~known] = np.nan
    return total


def guess_columns(table: Table) -> dict[str, str]:
    """Which columns are case, activity, time, start and resource, by name and kind; missing keys were not found."""
    found: dict[str, str] = {}
    for role, names in _NAMES.items():
        wanted = ("date",) if role in ("time", "start") else ("text", "number")
        free = [name for name in table.of_kind(*wanted) if name not in found.values()]
        lower = {name.lower().strip(): name for name in reversed(free)}
        exact = next((lower[name] for name in names if name in lower), "")
        inside = next(
            (original for name in names for key, original in lower.items() if name in key.split()), ""
        )
        if exact or inside:
            found[role] = exact or inside
    if "time" not in found and table.of_kind("date"):
        found["time"] = table.of_kind("date")[0]
    return found


def read_log(
    table: Table,
    *,
    case: str,
    activity: str,
    time: str,
    start: str = "",
    resource: str = "",
    calendar: Calendar | None = None,
    opens: float = 8.0,
) -> EventLog:
    """A table as an event log.

    Parameters
    ----------
    case, activity, time : str
        Columns: the case, what was done, when it was done.
    start, resource : str, optional
        Columns: when it began, who did it.
    calendar : Calendar, optional
        Count durations while the office is open only; without one they are elapsed time.

    Raises
    ------
    UserError
        A missing column, a time column that holds no dates, or no usable row.
    """
    when = table.column(time)
    begun = table.column(start) if start else np.full(table.rows, np.datetime64("NaT"), "datetime64[ms]")
    for name, column in ((time, when), (start, begun)):
        if column.dtype.kind != "M":
            raise UserError(
                f"Column {name!r} holds {table.kinds[name]}, not dates. Choose the column of times."
            )
    cases, activities = _texts(table, case), _texts(table, activity)
    people = _texts(table, resource) if resource else np.full(table.rows, "", dtype=object)
    usable = (cases != "") & (activities != "") & ~np.isnat(when)
    notes = []
    left_out = int(np.count_nonzero(~usable))
    if left_out:
        notes.append(f"{count_text(left_out, 'row', 'rows')} without case, activity or time left out")
    if not usable.any():
        raise UserError(f"No row has a case ({case!r}), an activity ({activity!r}) and a time ({time!r}).")
    rows = np.flatnonzero(usable)
    case_names, case_number = _codes(cases[rows])
    names, number = _codes(activities[rows])
    who, who_number = _codes(people[rows])
    if "" in who:
        blank = who.index("")
        who_number = np.where(
            who_number == blank, -1, np.where(who_number > blank, who_number - 1, who_number)
        )
        who = tuple(name for name in who if name)
    stamp = when[rows].astype("datetime64[ms]")
    order = np.lexsort((rows, stamp, case_number))
    backwards = begun[rows].astype("datetime64[ms]") > stamp
    if np.any(backwards):
        notes.append(
            f"{count_text(int(backwards.sum()), 'event', 'events')} end before they start; their start is not used"
        )
    first = np.where(backwards, np.datetime64("NaT"), begun[rows].astype("datetime64[ms]"))
    return EventLog(
        names, case_names, who, case_number[order], number[order], who_number[order], stamp[order], first[order],
        rows[order].astype(np.int64), calendar, opens, tuple(notes),
    )  # fmt: skip


def _texts(table: Table, name: str) -> NDArray[Any]:
    values = table.texts(name)
    return np.array([text.strip() for text in values.tolist()], dtype=object)


def _codes(texts: NDArray[Any]) -> tuple[tuple[str, ...], Ints]:
    """Names in text order, and the number of each entry."""
    names = sorted(set(texts.tolist()))
    at = {name: i for i, name in enumerate(names)}
    return tuple(names), np.fromiter((at[text] for text in texts.tolist()), dtype=np.int64, count=texts.size)


# --- the graph ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arc:
    """One activity directly following another: how often, in how many cases, seconds from done to done."""

    source: str
    target: str
    count: int
    cases: int
    median_s: float
    mean_s: float
    min_s: float
    max_s: float


@dataclass(frozen=True, slots=True)
class Follows:
    """The directly-follows graph.

    arcs : the most frequent first. counts, starts, ends : how often each activity happens, begins, ends a case.
    """

    arcs: tuple[Arc, ...]
    counts: dict[str, int]
    starts: dict[str, int]
    ends: dict[str, int]


def follows(log: EventLog) -> Follows:
    """Count what directly follows what."""
    k = len(log.activities)
    same = log.case[1:] == log.case[:-1]
    key = (log.activity[:-1] * k + log.activity[1:])[same]
    seconds = log.seconds(log.time[:-1], log.time[1:])[same]
    case = log.case[1:][same]
    order = np.lexsort((seconds, key))
    key, seconds, case = key[order], seconds[order], case[order]
    edges = np.flatnonzero(np.diff(key, prepend=-1)) if key.size else np.empty(0, dtype=np.int64)
    ends = np.append(edges[1:], key.size)
    arcs = []
    for a, b in zip(edges.tolist(), ends.tolist(), strict=True):
        source, target = divmod(int(key[a]), k)
        piece = seconds[a:b]
        arcs.append(
            Arc(
                log.activities[source], log.activities[target], b - a, int(np.unique(case[a:b]).size),
                float(np.median(piece)), float(piece.mean()), float(piece[0]), float(piece[-1]),
            )
        )  # fmt: skip
    arcs.sort(key=lambda arc: (-arc.count, arc.source, arc.target))
    bounds = log.bounds()
    return Follows(
        tuple(arcs), _tally(log.activity, log), _tally(log.activity[bounds[:-1]], log),
        _tally(log.activity[bounds[1:] - 1], log),
    )  # fmt: skip


def _tally(numbers: Ints, log: EventLog) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(log.activities))
    return {log.activities[i]: int(counts[i]) for i in np.argsort(-counts, kind="stable") if counts[i]}


# --- cases ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through the process: its activities in order, how many cases took it, how long (median seconds)."""

    trace: tuple[str, ...]
    cases: int
    share: float
    median_s: float


def case_seconds(log: EventLog) -> Floats:
    """(cases,) seconds from the first event of each case (its start where known) to the last."""
    bounds = log.bounds()
    begin = log.time[bounds[:-1]]
    first = log.start[bounds[:-1]]
    return log.seconds(np.where(np.isnat(first), begin, first), log.time[bounds[1:] - 1])


def variants(log: EventLog) -> tuple[Variant, ...]:
    """All ways through the process, the most frequent first."""
    bounds = log.bounds().tolist()
    activity = log.activity.astype(np.int32)
    groups: dict[bytes, list[int]] = {}
    for i, (a, b) in enumerate(itertools.pairwise(bounds)):
        groups.setdefault(activity[a:b].tobytes(), []).append(i)
    seconds = case_seconds(log)
    total = len(log.cases)
    found = [
        Variant(
            tuple(log.activities[j] for j in np.frombuffer(trace, dtype=np.int32)),
            len(cases), len(cases) / total, float(np.median(seconds[cases])),
        )
        for trace, cases in groups.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda v: (-v.cases, v.trace)))


def rework(log: EventLog) -> dict[str, int]:
    """For each activity the number of cases that did it more than once; only those above 0, the most first."""
    k = len(log.activities)
    pairs, counts = np.unique(log.case * k + log.activity, return_counts=True)
    return _tally(pairs[counts > 1] % k, log)


def handovers(log: EventLog) -> tuple[tuple[str, str, int], ...]:
    """(from, to, count) of work passed from one person or role to another, the most frequent first."""
    same = (log.case[1:] == log.case[:-1]) & (log.resource[1:] >= 0) & (log.resource[:-1] >= 0)
    passed = same & (log.resource[1:] != log.resource[:-1])
    k = max(len(log.resources), 1)
    keys, counts = np.unique((log.resource[:-1] * k + log.resource[1:])[passed], return_counts=True)
    rows = [
        (log.resources[int(key) // k], log.resources[int(key) % k], int(n))
        for key, n in zip(keys, counts, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))


def keep_complete(log: EventLog, ends: Iterable[str]) -> EventLog:
    """Only the cases whose last activity is one of `ends`; how many were left out is in the notes.

    Raises UserError when no case ends so.
    """
    wanted = set(ends)
    bounds = log.bounds()
    last = log.activity[bounds[1:] - 1]
    complete = np.array([log.activities[i] in wanted for i in last.tolist()], dtype=bool)
    if not complete.any():
        raise UserError(f"No case ends with {' or '.join(sorted(wanted)) or 'a chosen activity'}.")
    left_out = int((~complete).sum())
    keep = np.repeat(complete, np.diff(bounds))
    kept = np.flatnonzero(complete)
    renumbered = np.searchsorted(kept, log.case[keep]).astype(np.int64)
    note = (f"{count_text(left_out, 'case', 'cases')} not yet complete left out",) if left_out else ()
    return replace(
        log, cases=tuple(log.cases[i] for i in kept), case=renumbered, activity=log.activity[keep],
        resource=log.resource[keep], time=log.time[keep], start=log.start[keep], row=log.row[keep],
        notes=(*log.notes, *note),
    )  # fmt: skip


def fits(log: EventLog, allowed: Iterable[tuple[str, str]]) -> tuple[float, tuple[tuple[str, str, int], ...]]:
    """Share of cases that only use the `allowed` steps from activity to activity, and the other arcs with counts."""
    at = {name: i for i, name in enumerate(log.activities)}
    k = len(log.activities)
    known = {at[a] * k + at[b] for a, b in allowed if a in at and b in at}
    same = log.case[1:] == log.case[:-1]
    key = log.activity[:-1] * k + log.activity[1:]
    strange = same & ~np.isin(key, np.fromiter(known, dtype=np.int64, count=len(known)))
    share = 1.0 - np.unique(log.case[1:][strange]).size / len(log.cases)
    keys, counts = np.unique(key[strange], return_counts=True)
    rows = [
        (log.activities[int(c) // k], log.activities[int(c) % k], int(n))
        for c, n in zip(keys, counts, strict=True)
    ]
    return share, tuple(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))


Statistic = Literal["median", "mean"]
