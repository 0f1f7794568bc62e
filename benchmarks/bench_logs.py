"""Promises of event logs: from coded columns to a map, in time and memory; exits 1 when one is broken.

Text is coded to numbers while a table is read, so the clock starts at the coded table. The floor is what numpy
alone needs to sort case and time and count pairs in the same run: it tells a slow machine from slow code. Where
LEANBENCH_PM4PY names a Python that has pm4py (AGPL, so never one of ours), its answer to the same log stands beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np

from clocks import best_processor
from leanbench.tables.logs.event_log import EventLog, read_log
from leanbench.tables.logs.follows import follows, variants
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.parsed import Table

COLUMNS = {"case": "case", "activity": "activity", "time": "time", "resource": "who"}
PER_CASE, ACTIVITIES, PEOPLE = 14, 15, 20
MEMORY = 6.0  # times the columns


def table(events: int, *, shuffled: bool = False) -> Table:
    """Cases of fourteen activities, some out of order, in the order of time as an export has them, or in none."""
    source = np.random.default_rng(1)
    cases = events // PER_CASE
    case = np.repeat(np.arange(cases, dtype=np.int32), PER_CASE)
    gaps = source.lognormal(9.0, 1.2, case.size).astype(np.int64)
    passed = np.cumsum(gaps).reshape(cases, PER_CASE)
    seconds = (passed - passed[:, :1] + source.integers(0, 3 * 365 * 86400, (cases, 1))).ravel()
    activity = (np.tile(np.arange(PER_CASE), cases) + (source.random(case.size) < 0.2)) % ACTIVITIES
    who = source.integers(0, PEOPLE, case.size, dtype=np.int32)
    order = source.permutation(case.size) if shuffled else np.argsort(seconds, kind="stable")
    moments = np.datetime64("2021-01-01", "s") + seconds[order].astype("timedelta64[s]")
    kinds = {"case": "text", "activity": "text", "time": "date", "who": "text"}
    codes = {
        "case": (tuple(f"C{i:08d}" for i in range(cases)), case[order]),
        "activity": (tuple(f"Step {i:02d}" for i in range(ACTIVITIES)), activity[order].astype(np.int32)),
        "who": (tuple(f"Team {i:02d}" for i in range(PEOPLE)), who),
    }
    return Table(tuple(kinds), case.size, kinds, {}, (), {"time": moments}, {}, {}, codes)


def floor(rows: Table) -> None:
    """Sort case and time, and count which activity follows which: numpy and nothing else."""
    case, activity = rows.codes("case")[1], rows.codes("activity")[1]
    seconds = rows.column("time").astype(np.int64)
    order = np.argsort(case.astype(np.int64) * (int(seconds.max()) + 1) + seconds)
    case, activity = case[order], activity[order]
    same = case[1:] == case[:-1]
    np.bincount((activity[:-1] * ACTIVITIES + activity[1:])[same])


def memory(rows: Table) -> float:
    """Most memory that was in use at once on the way to the map, in multiples of the columns."""
    columns = (
        sum(rows.codes(name)[1].nbytes for name in ("case", "activity", "who")) + rows.column("time").nbytes
    )
    tracemalloc.start()
    to_map(read_log(rows, COLUMNS, clock=OfficeClock()))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / columns


PM4PY = """
import sys, time, numpy, pandas, pm4py
rows = numpy.load(sys.argv[1])
frame = pandas.DataFrame({"case": rows["case"].astype(str), "activity": rows["activity"].astype(str),
                          "time": pandas.to_datetime(rows["time"], utc=True)})
start = time.process_time()
log = pm4py.format_dataframe(frame, case_id="case", activity_key="activity", timestamp_key="time")
pm4py.discover_performance_dfg(log)
print(time.process_time() - start)
"""


def pm4py_text(rows: Table) -> str:
    """What pm4py needs to sort the same log and measure its arcs, as the end of a sentence."""
    python = os.environ.get("LEANBENCH_PM4PY")
    if not python:
        return "pm4py not asked (LEANBENCH_PM4PY)"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "log.npz"
        np.savez(
            kept, case=rows.codes("case")[1], activity=rows.codes("activity")[1], time=rows.column("time")
        )
        ran = subprocess.run(
            [python, "-c", PM4PY, str(kept)], check=True, capture_output=True, text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )  # fmt: skip
    return f"pm4py sorted, with times of arcs {float(ran.stdout.split()[-1]):.2f} s"


def measure(rows: Table, limit: float, times: int, what: str) -> bool:
    """Print what a log takes; whether it is more than `limit` seconds, or six times the memory of its columns."""
    clock = OfficeClock()
    read: list[EventLog] = []

    def mined() -> None:
        read[:] = [read_log(rows, COLUMNS, clock=clock)]
        to_map(read[0])

    took, least = best_processor(mined, times), best_processor(lambda: floor(rows), times)
    arcs, ways = best_processor(lambda: follows(read[0]), 1), best_processor(lambda: variants(read[0]), 1)
    read.clear()
    most = memory(rows)
    broken = took > limit or most > MEMORY
    print(
        f"{rows.rows:>10,} events {what} to a map {took:.3f} s (at most {limit} s), {most:.1f} times the columns (at "
        f"most {MEMORY}) {'SLOW' if broken else 'ok'}; numpy alone to pairs {least:.3f} s; {pm4py_text(rows)}; "
        f"besides: what follows what {arcs:.3f} s, variants {ways:.3f} s",
        flush=True,
    )
    return broken


def main() -> int:
    broken = [
        measure(
            table(events, shuffled=shuffled), limit, times, "in no order" if shuffled else "in order of time"
        )
        for events, limit, times in ((1_000_000, 0.25, 5), (10_000_000, 4.0, 2))
        for shuffled in (False, True)
    ]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
