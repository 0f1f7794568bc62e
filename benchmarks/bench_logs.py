"""Promises of speed of event logs: from coded columns to a map; exits 1 when one is broken.

Text is coded to numbers while a table is read, so the clock starts at the coded table. The floor is what numpy
alone needs to sort case and time and count pairs in the same run: it tells a slow machine from slow code.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from leanbench.tables.logs.event_log import EventLog, read_log
from leanbench.tables.logs.follows import follows, variants
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.parsed import Table

COLUMNS = {"case": "case", "activity": "activity", "time": "time", "resource": "who"}
PER_CASE, ACTIVITIES, PEOPLE = 14, 15, 20


def table(events: int) -> Table:
    """Cases of fourteen activities, some out of order, in the order of time as an export has them."""
    source = np.random.default_rng(1)
    cases = events // PER_CASE
    case = np.repeat(np.arange(cases), PER_CASE)
    gaps = source.lognormal(9.0, 1.2, case.size).astype(np.int64)
    passed = np.cumsum(gaps).reshape(cases, PER_CASE)
    seconds = (passed - passed[:, :1] + source.integers(0, 3 * 365 * 86400, (cases, 1))).ravel()
    activity = (np.tile(np.arange(PER_CASE), cases) + (source.random(case.size) < 0.2)) % ACTIVITIES
    order = np.argsort(seconds, kind="stable")
    moments = np.datetime64("2021-01-01", "s") + seconds[order].astype("timedelta64[s]")
    kinds = {"case": "text", "activity": "text", "time": "date", "who": "text"}
    codes = {
        "case": (tuple(f"C{i:08d}" for i in range(cases)), case[order]),
        "activity": (tuple(f"Step {i:02d}" for i in range(ACTIVITIES)), activity[order].astype(np.int64)),
        "who": (tuple(f"Team {i:02d}" for i in range(PEOPLE)), source.integers(0, PEOPLE, case.size)),
    }
    return Table(tuple(kinds), case.size, kinds, {}, (), {"time": moments}, {}, {}, codes)


def floor(rows: Table) -> None:
    """Sort case and time, and count which activity follows which: numpy and nothing else."""
    case, activity = rows.codes("case")[1], rows.codes("activity")[1]
    seconds = rows.column("time").astype(np.int64)
    order = np.argsort(case * (int(seconds.max()) + 1) + seconds)
    case, activity = case[order], activity[order]
    same = case[1:] == case[:-1]
    np.bincount((activity[:-1] * ACTIVITIES + activity[1:])[same])


def best(function: Callable[[], object], times: int) -> float:
    """Shortest processor time of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        start = time.process_time()
        function()
        shortest = min(shortest, time.process_time() - start)
    return shortest


def measure(events: int, limit: float, times: int) -> bool:
    """Print what a log of this size takes; whether it is more than `limit` seconds."""
    rows, clock = table(events), OfficeClock()
    read: list[EventLog] = []

    def mined() -> None:
        read[:] = [read_log(rows, COLUMNS, clock=clock)]
        to_map(read[0])

    took, least = best(mined, times), best(lambda: floor(rows), times)
    arcs, ways = best(lambda: follows(read[0]), 1), best(lambda: variants(read[0]), 1)
    print(
        f"{events:>10,} events to a map {took:.3f} s (at most {limit} s) {'ok' if took <= limit else 'SLOW'}; "
        f"numpy alone to pairs {least:.3f} s; what follows what {arcs:.3f} s, variants {ways:.3f} s"
    )
    return took > limit


def main() -> int:
    broken = [measure(1_000_000, 0.25, 5), measure(10_000_000, 4.0, 2)]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
