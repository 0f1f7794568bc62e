"""Promises of speed of leanbench.plots: from data to a painted picture; exits 1 when one is broken.

Each figure is the best of several runs in this process, after the first use has loaded matplotlib: the
computation, the drawing into the window's chart and the painting of that widget. A bare matplotlib figure
of the same points is printed beside them, to tell a slow machine from slow drawing; it changes no limit.
"""

from __future__ import annotations

import gc
import os
import sys
import tracemalloc
from functools import cache
from typing import Any

import numpy as np

from clocks import best
from leanbench.schema import replace

MANY, FEW = 1_000_000, 2_000
SIZE = (9.0, 5.0)  # inches at 96 pixels each


@cache
def view() -> Any:
    """The chart of the window, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from leanbench.app import GARBAGE
    from leanbench.ui.charts.chart_view import ChartView
    from leanbench.ui.frame import theme

    gc.set_threshold(*GARBAGE)  # as in the program

    app = QApplication.instance() or QApplication([])
    theme.load_fonts()
    made = ChartView(theme.Look("light"))
    made.application = app  # kept while the chart lives
    made.resize(int(96 * SIZE[0]), int(96 * SIZE[1]))
    made.show()
    return made


def painted(result: Any) -> Any:
    """Draw a result and paint it as the window does; the pixels."""
    view().show_result(result)
    return view().grab()


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
    from leanbench.stats.capability.normal_capability import capability_normal
    from leanbench.stats.distributions.identification import probability_plot
    from leanbench.stats.explore.value_shapes import boxplot, dotplot, histogram
    from leanbench.stats.spc.attributes import p
    from leanbench.stats.spc.multivariate import t2
    from leanbench.stats.spc.runchart import run
    from leanbench.stats.spc.shortrun import z_mr
    from leanbench.stats.spc.variables import i_mr, xbar_r
    from leanbench.stats.spc.weighted import cusum, ewma

    generator = np.random.default_rng(20_240_101)
    many, few = generator.normal(100.0, 5.0, MANY), generator.normal(100.0, 5.0, FEW)
    counts = generator.binomial(40, 0.3, MANY)
    sizes = np.full(MANY, 40)
    parts = np.array(["door", "window"])[generator.integers(0, 2, MANY)]
    painted(i_mr(few))
    plain = best(lambda: bare(few))
    chart = i_mr(many, tests=(1, 2, 5))
    groups = generator.integers(0, 4, FEW).astype(str).tolist()
    limits = {"lsl": 80.0, "usl": 120.0}

    def six_panels() -> Any:
        study = capability_normal(few, **limits)
        chart = i_mr(few, tests=(1, 2, 3, 4, 5, 6, 7, 8))
        return replace(study, details={**study.details, "values": few, "chart": chart})

    figures: list[tuple[str, float, float, str]] = [
        (f"{name} of {MANY:,} points", best(lambda make=make: painted(make()), 3), 0.6, "s")
        for name, make in (
            ("I-MR", lambda: i_mr(many, tests=(1, 2, 5))),
            ("Xbar-R", lambda: xbar_r(many, 5)),
            ("p chart", lambda: p(counts, sizes)),
            ("EWMA", lambda: ewma(many)),
            ("CUSUM", lambda: cusum(many)),
            ("run chart", lambda: run(many)),
            ("Z-MR", lambda: z_mr(many, parts)),
            ("T2", lambda: t2({"a": many, "b": many[::-1]})),
            ("histogram", lambda: histogram(many)),
            ("boxplot of two groups", lambda: boxplot(many, parts)),
            ("dot plot", lambda: dotplot(many)),
            ("probability plot", lambda: probability_plot(many, "normal")),
        )
    ]
    figures += [
        (f"{name} of {FEW:,} points", best(lambda make=make: painted(make()), 15), 0.04, "s")
        for name, make in (
            ("I-MR", lambda: i_mr(few)),
            ("I-MR, all tests", lambda: i_mr(few, tests=(1, 2, 3, 4, 5, 6, 7, 8))),
            ("Xbar-R", lambda: xbar_r(few, 5)),
            ("p chart, unequal sizes", lambda: p(counts[:FEW], generator.integers(40, 60, FEW))),
            ("CUSUM", lambda: cusum(few)),
            ("run chart", lambda: run(few)),
            ("histogram", lambda: histogram(few, **limits)),
            ("boxplot of four groups", lambda: boxplot(few, groups)),
            ("six-panel capability", six_panels),
        )
    ]
    figures.append(("memory to draw 1,000,000 points", drawing_memory(chart, many.nbytes), 4.0, "x data"))
    broken = 0
    for name, value, limit, unit in figures:
        good = value <= limit
        broken += not good
        print(f"{'ok  ' if good else 'SLOW'} {name:48} {value:8.3f} {unit} (at most {limit:g})")
    print(f"     bare matplotlib, two panels of 2,000 points        {plain:8.3f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
