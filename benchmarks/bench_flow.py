"""Promises of speed of leanbench.flow, measured here and printed with their limit; exits 1 when one is broken.

One edit of a step on a map of 400 and of 5,000 steps, with parallel work and rework loops, then every
metric of the map (figures that need a whole distribution are measured beside): each field of the step that
a metric depends on is edited by turns, and the slowest of them is what is printed. Beside it the ladder,
the edit of a link's share, the first reading of a map, and the import. Each figure is
the best of several runs.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leanbench import flow
from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.flow.measures import METRICS
from leanbench.schema import replace
from leanbench.words.durations import Duration

LATE = ("p50", "p85", "p95", "sd", "mean_of_max")
ASKED = [name for name in METRICS if not any(word in name for word in LATE)]


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


# What a facilitator edits in a step, with a new value for every run.
EDITS: Mapping[str, Callable[[int], object]] = {
    "process_time": lambda run: Duration(20.0 + run, "min"),
    "wait": lambda run: Duration(2.0 + run, "h"),
    "ca_pct": lambda run: 50.0 + 0.5 * run,
    "value": lambda run: ("VA", "BNVA", "NVA")[run % 3],
    "role": lambda run: f"R{1 + run % 5}",
    "wip": lambda run: 1.0 + run,
    "name": lambda run: f"Another name {run}",
}


def edited(event: Event, field: str, run: int) -> Event:
    """The event after one edit of one step."""
    drawn = event.maps[0]
    steps = list(drawn.steps)
    change: dict[str, Any] = {field: EDITS[field](run)}
    steps[10] = replace(steps[10], **change)
    return replace(event, maps=(replace(drawn, steps=tuple(steps)),))


def relinked(event: Event, run: int) -> Event:
    """The event after one edit of the share of a rework link."""
    drawn = event.maps[0]
    links = list(drawn.links)
    place = next(i for i, link in enumerate(links) if link.kind == "rework")
    links[place] = replace(links[place], probability=0.11 + 0.001 * run)
    return replace(event, maps=(replace(drawn, links=tuple(links)),))


def shortest(events: Iterable[Event], function: Callable[[Event], object]) -> float:
    """Shortest time of a function over events that differ by one edit each, in seconds."""
    best = float("inf")
    for event in events:
        start = time.perf_counter()
        function(event)
        best = min(best, time.perf_counter() - start)
    return best


def after_edits(event: Event, function: Callable[[Event], object], times: int = 25) -> float:
    """Shortest time of a function after an edit of a step's time, in seconds."""
    return shortest((edited(event, "process_time", run) for run in range(times)), function)


def slowest_edit(event: Event, function: Callable[[Event], object], times: int) -> tuple[float, str]:
    """The field whose edit costs most, best of several runs each."""
    return max(
        (shortest((edited(event, field, run) for run in range(times)), function), field) for field in EDITS
    )


def every_metric(event: Event) -> None:
    """All metrics with their quantities, but those of the whole distribution: all of the strip and more."""
    found = flow.metrics(event, "current").quantities
    for name in ASKED:
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
    worst, field = slowest_edit(small, every_metric, 40)
    worst_large, field_large = slowest_edit(large, every_metric, 8)
    rows = (
        (f"every metric, 400 steps, after one edit (slowest: {field})", worst, 0.002),
        (f"every metric, 5,000 steps, after one edit (slowest: {field_large})", worst_large, 0.050),
        (
            "every metric, 400 steps, after the edit of the share of a link",
            shortest((relinked(small, run) for run in range(25)), every_metric),
            0.005,
        ),
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
