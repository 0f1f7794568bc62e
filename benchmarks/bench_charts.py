"""Promises of speed of leanbench.charts: from data to a painted picture; exits 1 when one is broken.

Each figure is the best of several runs in this process, after the first use has loaded matplotlib. A bare
matplotlib figure of the same points is printed beside them, to tell a slow machine from slow drawing; it
changes no limit.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

MANY, FEW = 1_000_000, 2_000
SIZE = (9.0, 5.0)


def best(function: Callable[[], object], times: int = 7) -> float:
    """Shortest of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        function()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def painted(result: Any) -> bytes:
    """Draw a result as the window does; the pixels."""
    from leanbench.charts import figures

    figure = figures.figure(result, theme="light", size=SIZE, dpi=96.0)
    figure.canvas.draw()
    return bytes(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]


def bare(values: Any) -> bytes:
    """What matplotlib alone needs for two panels of these points."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=96.0)
    canvas = FigureCanvasAgg(figure)
    for axes in figure.subplots(2, 1):
        axes.plot(values, linewidth=0.6)
    canvas.draw()
    return bytes(canvas.buffer_rgba())


def drawing_memory(result: Any, data: int) -> float:
    """Peak memory while drawing, as a multiple of the data."""
    tracemalloc.start()
    painted(result)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / data


def main() -> int:
    """Measure and print. Returns 1 when a promise is broken."""
    from leanbench.stats.attributes import p
    from leanbench.stats.variables import i_mr, xbar_r

    generator = np.random.default_rng(20_240_101)
    many, few = generator.normal(100.0, 5.0, MANY), generator.normal(100.0, 5.0, FEW)
    counts = generator.binomial(40, 0.3, MANY)
    sizes = np.full(MANY, 40)
    painted(i_mr(few))
    plain = best(lambda: bare(few))
    chart = i_mr(many, tests=(1, 2, 5))
    figures = [
        (
            "I-MR of 1,000,000 points, data to painted",
            best(lambda: painted(i_mr(many, tests=(1, 2, 5))), 3),
            0.6,
            "s",
        ),
        ("Xbar-R of 1,000,000 points, data to painted", best(lambda: painted(xbar_r(many, 5)), 3), 0.6, "s"),
        (
            "p chart of 1,000,000 points, data to painted",
            best(lambda: painted(p(counts, sizes)), 3),
            0.6,
            "s",
        ),
        (
            "I-MR of 2,000 points, data to painted",
            best(lambda: painted(i_mr(few)), 15),
            0.04,
            "s",
        ),
        ("memory to draw 1,000,000 points", drawing_memory(chart, many.nbytes), 4.0, "x data"),
    ]
    broken = 0
    for name, value, limit, unit in figures:
        good = value <= limit
        broken += not good
        print(f"{'ok  ' if good else 'SLOW'} {name:48} {value:8.3f} {unit} (at most {limit:g})")
    print(f"     bare matplotlib, two panels of 2,000 points        {plain:8.3f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
