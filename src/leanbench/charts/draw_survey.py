"""Survey items: all answers as bars about the middle, good answers with their interval; importance and performance."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from leanbench.charts.panels import DASHED, axes_in, heading, interval, name_margin, rows_named, widen
from leanbench.charts.theme import ChartTheme, axis_label, font, new_figure

Size = tuple[float, float]


def draw_survey(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Left: share of each answer, low ones to the left of the middle. Right: share of the top boxes with interval."""
    figure = new_figure(theme, size)
    items = list(result.ranked())
    names = [item.name for item in items]
    left = axes_in(figure, theme, (0, 0, 0.62, 1), left=name_margin(names), top=0.62, grid="x")
    k = len(result.scale)
    half = k // 2
    extent = 0.0
    for at, item in enumerate(items):
        shares = 100 * np.array(item.counts, dtype=float) / max(item.n, 1)
        middle = shares[half] / 2 if k % 2 else 0.0
        start = -(shares[:half].sum() + middle)
        for point, share in enumerate(shares):
            low, neutral = point < half, k % 2 == 1 and point == half
            edge = "muted" if neutral else "bad" if low else "good"
            fill = "chip" if neutral else "bad_soft" if low else "good_soft"
            hatch = "////" if low else "" if neutral else "...." if point == k - 1 else ""
            left.barh(
                at,
                share,
                left=start,
                height=0.62,
                color=theme[fill],
                edgecolor=theme[edge],
                hatch=hatch,
                linewidth=0.7 * theme.scale,
            )
            if share >= 7:
                left.annotate(
                    f"{share:.0f}",
                    (start + share / 2, at),
                    ha="center",
                    va="center",
                    color=theme["text"],
                    fontsize=theme.text,
                    bbox={"facecolor": theme["panel"], "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
                    **font(),
                )
            start += share
            extent = max(extent, abs(start), abs(start - share))
    left.axvline(0, color=theme["line"], linewidth=theme.limit, zorder=3)
    reach = 20 * np.ceil(extent * 1.02 / 20)
    left.set_xlim(-reach, reach)
    ticks = np.linspace(-reach, reach, 5)
    left.set_xticks(ticks, [f"{abs(tick):.0f} %" for tick in ticks])
    rows_named(left, theme, names)
    heading(left, theme, f"Answers {result.scale[0]} (left, striped) to {result.scale[-1]} (right, dotted)")
    right = axes_in(figure, theme, (0.62, 0, 0.38, 1), left=0.25, top=0.62, right=0.3, grid="x")
    right.set_xlim(0, 100)
    for at, item in enumerate(items):
        interval(right, theme, at, 100 * item.top.value, 100 * item.top.low, 100 * item.top.high, "accent")
    rows_named(right, theme, [""] * len(items))
    right.set_xticks([0, 25, 50, 75, 100], [f"{tick} %" for tick in (0, 25, 50, 75, 100)])
    heading(right, theme, f"Top {result.boxes} answers, {100 * result.level:.4g} % interval")
    return figure


def draw_importance(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Items by performance and importance, with the four quarters named."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, right=0.4, grid=None)
    x = [item[2] for item in result.items]
    y = [item[1] for item in result.items]
    widen(axes, [*x, result.cut_performance], 0.12)
    widen(axes, [*y, result.cut_importance], 0.12, axis="y")
    axes.axvline(result.cut_performance, color=theme["line"], linewidth=theme.limit, linestyle=DASHED)
    axes.axhline(result.cut_importance, color=theme["line"], linewidth=theme.limit, linestyle=DASHED)
    for words, place, ha, va in (
        ("improve first", (0.01, 0.99), "left", "top"),
        ("keep up", (0.99, 0.99), "right", "top"),
        ("low priority", (0.01, 0.01), "left", "bottom"),
        ("possible overkill", (0.99, 0.01), "right", "bottom"),
    ):
        axes.text(
            *place,
            words,
            transform=axes.transAxes,
            ha=ha,
            va=va,
            color=theme["muted"],
            fontsize=theme.text,
            **font("normal", "italic"),
        )
    for item in result.items:
        weak = item[4] == "improve first"
        axes.plot(
            [item[2]],
            [item[1]],
            marker="D" if weak else "o",
            markersize=theme.point * 1.8,
            color=theme["bad" if weak else "accent"],
        )
        axes.annotate(
            item[0],
            (item[2], item[1]),
            xytext=(6 * theme.scale, 4 * theme.scale),
            textcoords="offset points",
            color=theme["text"],
            fontsize=theme.text,
            **font("semibold" if weak else "normal"),
        )
    axis_label(axes, theme, x="performance", y="importance")
    return figure
