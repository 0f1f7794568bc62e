"""What stands in which order: activities whose order does not matter, and each event's place among them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from leanbench.tables.logs.event_log import EventLog, Ints
from leanbench.tables.logs.office_clock import Truths

_BALANCE = 0.6  # of two activities done side by side, neither comes first in more than 80% of the cases: |a-b| / (a+b)
_TOGETHER = 0.8  # share of the cases with one of them that have both
_ADJACENT = 0.25  # share of the cases with both in which one directly follows the other
_REPEATED = 0.05  # share of the cases that may do one of them again
_FEWEST = 5  # cases in each order


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """One entry for each activity in each case that does it, in order of activity and case.

    activity, case, times : (m,) numbers and how often. first : (m,) the event that did it first.
    """

    activity: Ints
    case: Ints
    first: Ints
    times: Ints

    def cases(self, activities: int) -> Ints:
        """(activities,) how many cases do each activity."""
        return np.bincount(self.activity, minlength=activities)


def passes(log: EventLog) -> Passes:
    """Which case does which activity how often, and first when. One sort of packed numbers."""
    n, cases = max(log.events, 1), max(len(log.cases), 1)
    key = log.activity * cases + log.case
    if len(log.activities) * cases * n < 2**62:
        packed = np.sort(key * n + np.arange(log.events))
        key, position = packed // n, packed % n
    else:
        position = np.argsort(key, kind="stable")
        key = key[position]
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    times = np.diff(np.append(begins, key.size))
    return Passes(key[begins] // cases, key[begins] % cases, position[begins], times)


def parallel_groups(log: EventLog, passed: Passes) -> list[list[int]]:
    """Activities whose order does not matter, as groups of numbers.

    Two belong together when cases do them in either order, about equally often, nearly always both and each once:
    a loop would repeat them, a choice would leave one out. A group holds only activities that all belong together.
    """
    k = len(log.activities)
    key = (log.activity[:-1] * k + log.activity[1:])[log.is_same_case()]
    direct = np.bincount(key, minlength=k * k).reshape(k, k)
    edges = np.searchsorted(passed.activity, np.arange(k + 1))
    cases = [passed.case[a:b] for a, b in itertools.pairwise(edges.tolist())]
    again = [
        float(np.mean(passed.times[a:b] > 1)) if b > a else 0.0 for a, b in itertools.pairwise(edges.tolist())
    ]
    either_way = (np.minimum(direct, direct.T) >= _FEWEST) & (
        np.abs(direct - direct.T) <= _BALANCE * (direct + direct.T)
    )
    beside: dict[int, set[int]] = {}
    for a, b in np.argwhere(np.triu(either_way, 1)).tolist():
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
    """Activities by the mean place, 0 to 1, of their first time in a case."""
    bounds = log.bounds()
    length = np.diff(bounds)[passed.case]
    place = (passed.first - bounds[passed.case]) / np.maximum(length - 1, 1)
    k = len(log.activities)
    total = np.bincount(passed.activity, weights=place, minlength=k)
    count = passed.cases(k)
    mean = total / np.maximum(count, 1)
    return [int(i) for i in np.argsort(mean, kind="stable") if count[i]]


def is_repeat(log: EventLog, passed: Passes) -> Truths:
    """(events,) whether the case has done this activity before."""
    again = np.ones(log.events, dtype=bool)
    again[passed.first] = False
    return again


def done_before(log: EventLog, group: Ints) -> Ints:
    """(events,) the event that had to be done first: the last one of another group in the case, -1 for none.

    group : (activities,) the number of each activity's group, an own number for those without one.
    """
    before = np.arange(-1, log.events - 1)
    before[log.bounds()[:-1]] = -1
    own = group[log.activity]
    single = np.bincount(group, minlength=int(group.max()) + 1) == 1
    if single.all() or single[own].all():
        return before
    while True:
        beside = (before >= 0) & (own[before] == own) & ~single[own] & (log.activity[before] != log.activity)
        if not beside.any():
            return before
        earlier = before[beside] - 1
        before[beside] = np.where(
            (earlier >= 0) & (log.case[earlier] == log.case[before[beside]]), earlier, -1
        )
