"""How many cases: the chance to see the difference grows with them."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from leanbench.charts.answers import PowerCurve
from leanbench.charts.panels import DASHED, axes_in, percent_ticks
from leanbench.charts.theme import ChartTheme, axis_label, font, new_figure


def draw_power(picture: PowerCurve, theme: ChartTheme, size: tuple[float, float]) -> Figure:
    """The curve, the chance asked for, and the number that reaches it."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, right=0.5)
    n, power = np.asarray(picture.n), 100 * np.asarray(picture.power)
    axes.plot(n, power, color=theme["accent"], linewidth=2.0 * theme.scale, zorder=3)
    axes.axhline(100 * picture.asked, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=2)
    axes.plot(
        (picture.planned, picture.planned),
        (0, 100 * picture.reached),
        color=theme["good"],
        linewidth=theme.limit,
    )
    axes.plot(
        [picture.planned],
        [100 * picture.reached],
        marker="o",
        markersize=theme.point * 2,
        color=theme["good"],
        zorder=4,
    )
    axes.annotate(
        f"{picture.planned:,} cases {picture.each}".strip(),
        (picture.planned, 100 * picture.reached),
        xytext=(8 * theme.scale, -14 * theme.scale),
        textcoords="offset points",
        color=theme["good"],
        fontsize=theme.label,
        **font("semibold"),
    )
    axes.set_ylim(0, 104)
    axes.set_xlim(0, float(n[-1]))
    percent_ticks(axes, "y")
    axis_label(axes, theme, x=f"cases {picture.each}".strip(), y="chance to see the difference")
    return figure
