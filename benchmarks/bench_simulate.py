"""Speed of the simulation, measured here and printed with its limit; exits 1 when a promise is broken.

Services per second of one core (processor time), the ratio to SimPy on the same model in the same run, 30 replications
of the permit sample's year, and the memory they take.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import simpy

from leanbench import resources
from leanbench.event.event_file import open_event
from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.flow.simulation import simulate
from leanbench.words.durations import Calendar, Duration

DAY = 480.0
STEPS, PEOPLE, PER_DAY, REWORK = 12, 3, 40.0, {3, 6, 9}
MINUTES = 30.0


def office() -> Event:
    """Twelve steps in a row, three people each, 40 cases a day, 8 % done again at three steps."""
    steps = tuple(Step(f"s{i}", role=f"r{i}", process_time=Duration(MINUTES)) for i in range(STEPS))
    links = [Link(f"f{i}", f"s{i}", f"s{i + 1}") for i in range(STEPS - 1)]
    links += [Link(f"b{i}", f"s{i}", f"s{i}", "rework", 0.08) for i in sorted(REWORK)]
    return Event(
        calendar=Calendar(8.0, 250.0, DAY),
        demand=Demand("case", PER_DAY * 250.0),
        roles=tuple(Role(f"r{i}", f"r{i}", False, 40.0, PEOPLE) for i in range(STEPS)),
        maps=(Map("current", steps=steps, links=tuple(links)),),
    )


def simpy_services(days: int, seed: int) -> int:
    """The same office in SimPy; the number of services done."""
    luck = random.Random(seed)
    env = simpy.Environment()
    pools = [simpy.Resource(env, capacity=PEOPLE) for _ in range(STEPS)]
    done = 0

    def case() -> Iterator[Any]:
        nonlocal done
        step = 0
        while step < STEPS:
            with pools[step].request() as turn:
                yield turn
                yield env.timeout(luck.expovariate(1.0 / MINUTES))
            done += 1
            if step in REWORK and luck.random() < 0.08:
                continue
            step += 1

    def source() -> Iterator[Any]:
        while True:
            yield env.timeout(luck.expovariate(PER_DAY / DAY))
            env.process(case())

    env.process(source())
    env.run(until=days * DAY)
    return done


def rates(rounds: int = 3) -> tuple[float, float]:
    """Services per second of our engine and of SimPy, the best of alternating rounds."""
    event = office()
    ours = theirs = 0.0
    for number in range(rounds):
        start = time.process_time()
        found = simulate(event, replications=2, seed=number, days=250, warm_up=0)
        ours = max(ours, found.services / (time.process_time() - start))
        start = time.process_time()
        count = simpy_services(125, number)
        theirs = max(theirs, count / (time.process_time() - start))
    return ours, theirs


def main() -> int:
    """Print every figure beside its limit; 1 when one is broken."""
    ours, theirs = rates()
    sample = open_event(resources.path("samples") / "permit-issuance.lean").root
    start = time.process_time()
    found = simulate(sample, "current", replications=30)
    seconds = time.process_time() - start
    tracemalloc.start()
    simulate(sample, "current", replications=3)
    peak = tracemalloc.get_traced_memory()[1] / 1e6 + found.lead_times.nbytes / 1e6
    tracemalloc.stop()
    rows = (
        ("services per second, one core", ours, 500_000.0, True, "{:,.0f}"),
        ("ratio to SimPy on the same model", ours / theirs, 4.0, True, "{:.1f}"),
        ("30 replications of the permit sample's year, seconds", seconds, 5.0, False, "{:.2f}"),
        ("memory of the simulation, MB", peak, 300.0, False, "{:.0f}"),
    )
    broken = 0
    for what, value, limit, least, form in rows:
        bad = value < limit if least else value > limit
        broken += bad
        words = "at least" if least else "at most"
        print(f"{what}: {form.format(value)} ({words} {form.format(limit)}){' BROKEN' * bad}")
    print(f"SimPy did {theirs:,.0f} services per second.")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
