"""Promises of speed of leanbench.stats, measured here and printed with their limit; exits 1 when one is broken.

Each figure is the best of several runs in this process, after the first use has loaded scipy.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc

import numpy as np
import pandas as pd

from clocks import best

ROWS = 1_000_000


def import_seconds() -> float:
    """Import of the chart functions in a fresh interpreter, less the start of Python and numpy's import."""
    code = "import time; import numpy; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
    modules = "import leanbench.stats, leanbench.stats.spc.charts_index, leanbench.stats.capability.normal_capability"
    runs = [
        float(
            subprocess.run(
                [sys.executable, "-c", code.format(modules)], capture_output=True, check=True
            ).stdout
        )
        for _ in range(3)
    ]
    return min(runs)


def main() -> int:
    """Measure and print. Returns 1 when a promise is broken."""
    from leanbench.stats.capability.normal_capability import capability_normal
    from leanbench.stats.distributions.identification import distribution_id
    from leanbench.stats.explore.pareto_counts import pareto
    from leanbench.stats.msa.gage import gage_rr_crossed
    from leanbench.stats.spc.rules import RULES, find_signals
    from leanbench.stats.spc.variables import i_mr, xbar_r
    from leanbench.stats.spc.weighted import ewma

    generator = np.random.default_rng(20_240_101)
    values = generator.normal(100.0, 5.0, ROWS)
    z = generator.standard_normal(ROWS)

    def chart_and_capability() -> None:
        xbar_r(values, 5)
        capability_normal(values, subgroup=5, lsl=80.0, usl=120.0, target=100.0)

    chart_and_capability()
    labels = [f"case {number}" for number in generator.integers(0, 100_000, ROWS)]
    jumping = np.where(np.arange(ROWS) // 500 % 2 == 0, 0.0, 100.0) + z
    part, operator = np.repeat(np.arange(400), 6), np.tile(np.repeat(np.arange(3), 2), 400)
    measured = 3.0 * generator.standard_normal(400)[part] + generator.standard_normal(part.size)
    figures = [
        ("Xbar-R and normal capability, 1,000,000 rows", best(chart_and_capability), 0.1),
        (
            "I-MR and its summary, 1,000,000 points that all signal",
            best(lambda: i_mr(jumping).summary()),
            1.0,
        ),
        ("Pareto, 1,000,000 rows, 100,000 labels", best(lambda: pareto(labels)), 0.5),
        ("gage study, 400 parts", best(lambda: gage_rr_crossed(measured, part, operator)), 0.1),
        ("distribution identification, 1,000,000 values", best(lambda: distribution_id(np.exp(z)), 2), 3.0),
        ("eight tests, 1,000,000 points", best(lambda: find_signals(z, 0.0, 1.0, RULES["nelson"])), 0.5),
        ("I-MR with eight tests, 1,000,000 points", best(lambda: i_mr(values, tests="nelson"), 3), 1.0),
        ("import of leanbench.stats after numpy", import_seconds(), 0.3),
    ]
    broken = 0
    for name, seconds, limit in figures:
        broken += seconds > limit
        verdict = "ok" if seconds <= limit else "BROKEN"
        print(f"{name:50} {seconds * 1000:8.1f} ms   promise {limit * 1000:6.0f} ms   {verdict}")
    ewma(z[:200_000])  # what is imported once is not memory of a chart
    # The same work by others, in the same run: a loaded machine slows both.
    counted = best(lambda: pd.Series(labels).value_counts(), 3)
    weighted = best(lambda: pd.Series(values).ewm(alpha=0.2, adjust=False).mean(), 3)
    for name, ours, theirs, other in (
        ("Pareto", best(lambda: pareto(labels), 3), counted, "pandas value_counts"),
        ("EWMA chart", best(lambda: ewma(values), 3), weighted, "pandas ewm, no limits"),
    ):
        print(f"{name:50} {ours / theirs:8.2f} x    {other} ({theirs * 1000:.1f} ms)")
    tracemalloc.start()
    xbar_r(values, 5)
    peak = tracemalloc.get_traced_memory()[1] / values.nbytes
    tracemalloc.reset_peak()
    i_mr(values)
    peak_single = tracemalloc.get_traced_memory()[1] / values.nbytes
    megabytes = []
    for name, values_of, chart, limit in (
        ("memory of an I-MR of 1,000,000 points that all signal", jumping, i_mr, 200.0),
        ("memory of an EWMA of 10,000,000 points", np.tile(z, 10), ewma, 300.0),
    ):
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        chart(values_of).summary()
        megabytes.append((name, (tracemalloc.get_traced_memory()[1] - before) / 1e6, limit))
    tracemalloc.stop()
    for name, size, limit in megabytes:
        broken += size > limit
        print(f"{name:50} {size:8.0f} MB   promise {limit:6.0f} MB   {'ok' if size <= limit else 'BROKEN'}")
    for name, ratio in (("memory of an Xbar-R chart", peak), ("memory of an I-MR chart", peak_single)):
        broken += ratio > 4
        print(f"{name:50} {ratio:8.2f} x    promise      4 x    {'ok' if ratio <= 4 else 'BROKEN'}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
