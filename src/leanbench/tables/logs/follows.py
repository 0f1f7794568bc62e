"""What directly follows what in an event log, how often and after how long; ways through, rework, hand-overs.

A directly-follows graph is not the process: parallel work looks like loops, so only an activity that the same
case repeats counts as rework. All by sorting packed numbers, once for each question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leanbench.tables.logs.event_log import EventLog
from leanbench.tables.logs.office_clock import Floats
from leanbench.tables.logs.packed_numbers import Ints, Numbers, pair_key

_MANY_BITS = np.uint64(0x9E3779B97F4A7C15)  # an odd number whose powers scatter well: 2^64 / golden ratio


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
    same = log.is_same_case()
    key = pair_key(log.activity[:-1], log.activity[1:], k)[same]
    seconds = between_events(log)[same]
    edges, ordered = sort_in_groups(key, seconds)
    pairs = np.sort(pair_key(key, log.case[1:][same], len(log.cases)))
    _keys, cases = np.unique(pairs[np.diff(pairs, prepend=-1) != 0] // len(log.cases), return_counts=True)
    arcs = []
    for (number, a, b), many in zip(edges, cases.tolist(), strict=True):
        source, target = divmod(number, k)
        piece = ordered[a:b]
        arcs.append(
            Arc(log.activities[source], log.activities[target], b - a, many, middle(piece), float(piece.mean()),
                float(piece[0]), float(piece[-1]))
        )  # fmt: skip
    arcs.sort(key=lambda arc: (-arc.count, arc.source, arc.target))
    bounds = log.bounds()
    return Follows(
        tuple(arcs), tally(log.activity, log), tally(log.activity[bounds[:-1]], log),
        tally(log.activity[bounds[1:] - 1], log),
    )  # fmt: skip


def between_events(log: EventLog) -> Floats:
    """(n - 1,) seconds from the end of each activity to the end of the next one in the log, whatever its case."""
    if not log.clocks:
        return np.diff(log.reading(log.time, log.offset))
    who = log.resource[1:]
    return log.reading(log.time[1:], None, who) - log.reading(log.time[:-1], None, who)


def sort_in_groups(key: Ints, values: Floats) -> tuple[list[tuple[int, int, int]], Floats]:
    """Values sorted within each group: (group, from, to) of each group in order, and the values.

    Seconds are packed behind the group to a hundredth, so that one sort of plain numbers does.
    """
    if not key.size:
        return [], np.empty(0)
    finite = np.nan_to_num(values, nan=0.0)
    hundredths = np.rint((finite - finite.min()) * 1000.0).astype(np.int64)
    width = int(hundredths.max()) + 1
    if (int(key.max()) + 1) * width < 2**62:
        packed = np.sort(key * width + hundredths)
        groups, within = packed // width, packed % width
        ordered: Floats = within / 1000.0 + finite.min()
    else:
        order = np.lexsort((finite, key))
        groups, ordered = key[order], finite[order]
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    ends = np.append(begins[1:], groups.size)
    return list(zip(groups[begins].tolist(), begins.tolist(), ends.tolist(), strict=True)), ordered


def middle(ordered: Floats) -> float:
    """The median of sorted values."""
    n = ordered.size
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2.0)


def tally(numbers: Ints | Numbers, log: EventLog) -> dict[str, int]:
    """How often each activity occurs among `numbers`, the most frequent first; those that do not are left out."""
    counts = np.bincount(numbers, minlength=len(log.activities))
    return {log.activities[i]: int(counts[i]) for i in np.argsort(-counts, kind="stable") if counts[i]}


# --- ways through ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through the process: its activities in order, how many cases took it, how long (median seconds)."""

    trace: tuple[str, ...]
    cases: int
    share: float
    median_s: float


def variants(log: EventLog) -> tuple[Variant, ...]:
    """All ways through the process, the most frequent first."""
    bounds = log.bounds()
    length = np.diff(bounds)
    _hashes, first, group = np.unique(_trace_hashes(log), return_index=True, return_inverse=True)
    edges, seconds = sort_in_groups(group.astype(np.int64), log.case_seconds())
    total = len(log.cases)
    found = [
        Variant(
            tuple(log.activities[j] for j in log.activity[bounds[case] : bounds[case] + length[case]].tolist()),
            b - a, (b - a) / total, middle(seconds[a:b]),
        )
        for case, (_number, a, b) in zip(first.tolist(), edges, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda v: (-v.cases, v.trace)))


def _trace_hashes(log: EventLog) -> np.ndarray:
    """(cases,) one number for each sequence of activities.

    Each activity has a random 64-bit number, multiplied by a power of an odd constant for its place in the case,
    and the products are added. Two of a million different ways collide with a chance below one in ten million.
    """
    bounds = log.bounds()
    length = np.diff(bounds)
    numbers = np.random.default_rng(20).integers(1, 2**63, len(log.activities), dtype=np.uint64)
    powers = np.full(int(length.max(initial=0)) + 1, _MANY_BITS, dtype=np.uint64).cumprod(dtype=np.uint64)
    place = np.arange(log.events) - np.repeat(bounds[:-1], length)
    hashes: np.ndarray = np.add.reduceat(numbers[log.activity] * powers[place], bounds[:-1])
    return hashes


def rework(log: EventLog) -> dict[str, int]:
    """For each activity the number of cases that did it more than once; only those above 0, the most first."""
    k = len(log.activities)
    pairs = np.sort(pair_key(log.case, log.activity, k))
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.diff(np.append(begins, pairs.size))
    return tally(pairs[begins][counts > 1] % k, log)


def handovers(log: EventLog) -> tuple[tuple[str, str, int], ...]:
    """(from, to, count) of work passed from one person or role to another, the most frequent first."""
    passed = log.is_same_case() & (log.resource[1:] >= 0) & (log.resource[:-1] >= 0)
    passed &= log.resource[1:] != log.resource[:-1]
    k = max(len(log.resources), 1)
    keys, counts = np.unique(pair_key(log.resource[:-1], log.resource[1:], k)[passed], return_counts=True)
    rows = [
        (log.resources[int(key) // k], log.resources[int(key) % k], int(n))
        for key, n in zip(keys, counts, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))


def fits(log: EventLog, allowed: Iterable[tuple[str, str]]) -> tuple[float, tuple[tuple[str, str, int], ...]]:
    """Share of cases that only use the `allowed` steps from activity to activity, and the other arcs with counts."""
    at = {name: i for i, name in enumerate(log.activities)}
    k = len(log.activities)
    known = np.array([at[a] * k + at[b] for a, b in allowed if a in at and b in at], dtype=np.int64)
    key = pair_key(log.activity[:-1], log.activity[1:], k)
    strange = log.is_same_case() & ~np.isin(key, known)
    share = 1.0 - np.unique(log.case[1:][strange]).size / len(log.cases)
    keys, counts = np.unique(key[strange], return_counts=True)
    rows = [
        (log.activities[int(c) // k], log.activities[int(c) % k], int(n))
        for c, n in zip(keys, counts, strict=True)
    ]
    return share, tuple(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))
