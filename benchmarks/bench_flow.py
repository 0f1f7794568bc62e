"""Promises of speed of leanbench.flow, measured here and printed with their limit; exits 1 when one is broken.

One edit of a step's time on a map of 400 and of 5,000 steps, with parallel work and rework loops,
then every metric of the map (figures that need a whole distribution are measured beside), the
ladder, the comparison, the first reading of a map, and the import. Each figure is the best of several runs.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from leanbench import flow
from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.event.units import Duration

LATE = ("p50", "p85", "p95", "sd", "mean_of_max")


def process(count: int) -> Event:
    """A map of `count` steps in seven lanes; every 40th splits in three, every 10th may be sent back."""
    steps = tuple(
        Step(
            f"s{i}", f"Step {i}", role=f"R{i % 7}", process_time=Duration(5.0 + i % 9, "min"),
            wait=Duration(1.0 + i % 5, "h"), ca_pct=90.0 + i % 10, value=("VA", "BNVA", "NVA")[i % 3],
        )
        for i in range(count)
    )  # fmt: skip
    links: list[Link] = []

    def join(source: int, target: int, kind: str = "flow", share: float | None = None) -> None:
        links.append(Link(f"l{len(links)}", f"s{source}", f"s{target}", kind, share))  # type: ignore[arg-type]

    i = 0
    while i < count - 1:
        if i % 40 == 20 and i < count - 6:
            for branch in (1, 2, 3):
                join(i, i + branch)
                join(i + branch, i + 4)
            i += 4
            continue
        if i % 10 == 5:
            join(i, max(0, i - 3), "rework", 0.1)
        join(i, i + 1)
        i += 1
    return Event(
        demand=Demand("case", 2400.0),
        delay_threshold_min=240.0,
        roles=tuple(Role(f"R{i}", f"Role {i}", False, 40.0, 3.0) for i in range(7)),
        maps=(Map("current", steps=steps, links=tuple(links)),),
    )


def edited(event: Event, minutes: float) -> Event:
    """The event after one edit of one step's time."""
    drawn = event.maps[0]
    steps = list(drawn.steps)
    steps[10] = replace(steps[10], process_time=Duration(minutes, "min"))
    return replace(event, maps=(replace(drawn, steps=tuple(steps)),))


def after_edits(event: Event, function: Callable[[Event], object], times: int = 25) -> float:
    """Shortest time of a function over events that differ by one edit each, in seconds."""
    shortest = float("inf")
    for number in range(times):
        changed = edited(event, 20.0 + number)
        start = time.perf_counter()
        function(changed)
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def every_metric(event: Event) -> None:
    """All metrics with their quantities, but those of the whole distribution."""
    found = flow.metrics(event, "current").quantities
    for name in found:
        if not any(word in name for word in LATE):
            found[name]


def percentiles(event: Event) -> None:
    """Lead-time percentiles of a map, from its whole distribution."""
    found = flow.metrics(event, "current")
    found.value("lead_time_p50_min")
    found.value("lead_time_p85_min")


def import_seconds() -> float:
    """Import of leanbench.flow in a fresh interpreter."""
    code = "import time; t = time.perf_counter(); import leanbench.flow; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)
        for _ in range(9)
    ]
    return min(runs)


def main() -> int:
    """Print every figure beside its limit; 1 when one is over."""
    small, large = process(400), process(5000)
    start = time.perf_counter()
    flow.metrics(large, "current")
    first = time.perf_counter() - start
    flow.metrics(small, "current")
    rows = (
        ("every metric, 400 steps, after one edit", after_edits(small, every_metric, 60), 0.002),
        ("every metric, 5,000 steps, after one edit", after_edits(large, every_metric, 20), 0.050),
        (
            "ladder, 400 steps, after one edit",
            after_edits(small, lambda e: flow.timeline(e, "current")),
            0.004,
        ),
        ("lead-time percentiles, 400 steps, after one edit", after_edits(small, percentiles), 0.012),
        ("first reading of 5,000 steps", first, 1.0),
        ("import leanbench.flow", import_seconds(), 0.15),
    )
    broken = 0
    for what, seconds, limit in rows:
        broken += seconds > limit
        print(
            f"{what}: {1000 * seconds:.2f} ms (at most {1000 * limit:.0f} ms){' BROKEN' * (seconds > limit)}"
        )
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
