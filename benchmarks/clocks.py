"""How long something takes: one way to measure it for every benchmark."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(
    function: Callable[[], object], times: int = 7, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Shortest of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        start = clock()
        function()
        shortest = min(shortest, clock() - start)
    return shortest


def best_processor(function: Callable[[], object], times: int = 7) -> float:
    """Shortest of several runs, in seconds of the processor: what else the machine does counts little."""
    return best(function, times, time.process_time)
