"""What stands in which order: activities whose order does not matter, and each event's place among them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leanbench.tables.logs.event_log import EventLog
from leanbench.tables.logs.office_clock import Truths
from leanbench.tables.logs.packed_numbers import Ints, Numbers, by_number, pair_key

_BALANCE = 0.6  # of two activities done side by side, neither comes first in more than 80% of the cases: |a-b| / (a+b)
_TOGETHER = 0.8  # share of the cases with one of them that have both
_ADJACENT = 0.25  # share of the cases with both in which one directly follows the other
_REPEATED = 0.05  # share of the cases that may do one of them again
_FEWEST = 5  # cases in each order
_ASKED = 10_000  # cases, spread over the log, that are asked which of two activities they do first


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """Which case does which activity, found by one sort.

    order : (events,) the events by activity, and within one by case and time. edges : (activities + 1,) where each
    activity begins in it. cases : (activities,) how many cases do each. again : (events,) whether the case has done
    this activity before. bounds : where each case begins in the log.
    """

    order: Numbers
    edges: Ints
    cases: Ints
    again: Truths
    bounds: Ints

    def events(self, activity: int) -> Numbers:
        """The events of one activity."""
        return self.order[self.edges[activity] : self.edges[activity + 1]]


def passes(log: EventLog) -> Passes:
    """Which case does which activity."""
    k = len(log.activities)
    order, activity = by_number(log.activity)
    case = log.case[order]
    repeats = np.flatnonzero((activity[1:] == activity[:-1]) & (case[1:] == case[:-1])) + 1
    again = np.zeros(log.events, dtype=bool)
    again[order[repeats]] = True
    counts = np.bincount(activity, minlength=k)
    cases = counts - np.bincount(activity[repeats], minlength=k)
    return Passes(order, np.concatenate([[0], np.cumsum(counts)]), cases, again, log.bounds())


def parallel_groups(log: EventLog, passed: Passes) -> list[list[int]]:
    """Activities whose order does not matter, as groups of numbers.

    Two belong together when cases do them in either order, about equally often, nearly always both and each once:
    a loop would repeat them, a choice would leave one out. A group holds only activities that all belong together.
    """
    k = len(log.activities)
    key = pair_key(log.activity[:-1], log.activity[1:], k)
    direct = np.bincount(key, minlength=k * k) - np.bincount(key[passed.bounds[1:-1] - 1], minlength=k * k)
    direct = direct.reshape(k, k)
    either_way = (np.minimum(direct, direct.T) >= _FEWEST) & (
        np.abs(direct - direct.T) <= _BALANCE * (direct + direct.T)
    )
    beside: dict[int, set[int]] = {}
    near = np.argwhere(np.triu(either_way, 1)).tolist()
    cases, again = {}, {}
    for a in set(itertools.chain.from_iterable(near)):
        events = passed.events(a)
        cases[a] = log.case[events[~passed.again[events]]]
        twice = np.unique(log.case[events[passed.again[events]]]).size
        again[a] = twice / cases[a].size
    for a, b in near:
        both = np.intersect1d(cases[a], cases[b], assume_unique=True).size
        either = cases[a].size + cases[b].size - both
        adjacent = int(direct[a, b] + direct[b, a])
        if (
            both >= _TOGETHER * either
            and adjacent >= _ADJACENT * both
            and max(again[a], again[b]) <= _REPEATED
        ):
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    groups: list[list[int]] = []
    free = set(beside)
    for a in sorted(beside, key=lambda item: (-len(beside[item]), item)):
        if a not in free:
            continue
        group = [a]
        for b in sorted(beside[a] & free):
            if all(b in beside[member] for member in group):
                group.append(b)
        if len(group) > 1:
            groups.append(sorted(group))
            free -= set(group)
    return groups


def usual_order(log: EventLog, passed: Passes) -> list[int]:
    """Activities by the mean place, 0 to 1, of their first time in a case, put right by the cases that do both.

    The place alone puts a detour before the step it starts from, because the cases that take it are longer.
    """
    first, begin, further = _first_times(log, passed)
    has = first >= 0
    place = np.where(has, (first - begin) / further, 0.0).sum(axis=1) / np.maximum(has.sum(axis=1), 1)
    unseen = np.flatnonzero(~has.any(axis=1) & (passed.cases > 0))  # in none of the cases asked
    for rare in unseen.tolist():
        event = int(passed.events(rare)[0])
        start, end = passed.bounds[log.case[event] : log.case[event] + 2].tolist()
        place[rare] = (event - start) / max(end - start - 1, 1)
    order: list[int] = []
    for b in [int(i) for i in np.argsort(place, kind="stable") if passed.cases[i]]:
        to = len(order)
        for at in range(len(order) - 1, -1, -1):  # back past all that come later in the cases that do both
            both = has[order[at]] & has[b]
            later = np.count_nonzero(both & (first[b] < first[order[at]])) - 0.5 * np.count_nonzero(both)
            if later < 0:
                break
            to = at if later > 0 else to
        order.insert(to, b)
    return order


def _first_times(log: EventLog, passed: Passes) -> tuple[NDArray[np.int32], Ints, Ints]:
    """(activities, cases) where each case does each activity first, -1 where not; of cases spread over the log.

    With (cases,) where each begins, and how many events follow its first, at least 1.
    """
    cases = len(log.cases)
    asked = np.unique(np.linspace(0, cases - 1, min(cases, _ASKED)).astype(np.int64))
    begin, length = passed.bounds[asked], np.diff(passed.bounds)[asked]
    column = np.repeat(np.arange(asked.size), length)
    events = np.arange(column.size) - np.repeat(np.cumsum(length) - length, length) + np.repeat(begin, length)
    is_first = ~passed.again[events]
    first = np.full((len(log.activities), asked.size), -1, dtype=np.int32)
    first[log.activity[events[is_first]], column[is_first]] = events[is_first]
    return first, begin, np.maximum(length - 1, 1)


def done_before(log: EventLog, passed: Passes, group: Ints) -> Ints:
    """(events,) the event that had to be done first: the last one of another group in the case, -1 for none.

    group : (activities,) the number of each activity's group, an own number for those without one.
    """
    before = np.arange(-1, log.events - 1)
    before[passed.bounds[:-1]] = -1
    single = np.bincount(group, minlength=int(group.max()) + 1) == 1
    if single[group].all():
        return before
    own = group[log.activity]
    while True:
        beside = (before >= 0) & (own[before] == own) & ~single[own] & (log.activity[before] != log.activity)
        if not beside.any():
            return before
        earlier = before[beside] - 1
        before[beside] = np.where(
            (earlier >= 0) & (log.case[earlier] == log.case[before[beside]]), earlier, -1
        )
