"""The same histogram for each group, one above the other on one scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.draw_shapes import axis_text, bars
from leanbench.plots.numerals import exact, number
from leanbench.plots.plot_panels import DASHED, DOTTED, axes_in, mark_value, widen
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _
from leanbench.words.numbers import number_text

MOST = 12  # groups drawn; the table has them all


def draw_panels(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Bars of each group with its mean; limits go through all of them, so that groups compare at a glance."""
    figure = Sheet(size, theme["panel"])
    shown = list(zip(result.groups, result.histograms, strict=True))[:MOST]
    inches = size[1]
    below, above = 0.5 * theme.scale / inches, 0.42 * theme.scale / inches
    each = (1.0 - below - above) / len(shown)
    tallest = max(int(np.max(drawn.counts)) for _name, drawn in shown)
    for at, (name, drawn) in enumerate(shown):
        box = (0.0, 1.0 - above - (at + 1) * each, 1.0, each)
        axes = axes_in(figure, theme, box, top=0.06, bottom=0.04, right=0.35)
        bars(axes, theme, drawn.edges, drawn.counts, drawn.lsl, drawn.usl)
        axes.axvline(drawn.mean, color=theme["good"], linewidth=theme.limit, linestyle=DOTTED, zorder=3)
        axes.set_ylim(0, 1.12 * tallest)
        axes.tick_params("y", most=2, whole=True)
        axes.annotate(
            _("{name}\nn = {n}, mean {mean}").format(
                name=name, n=number_text(drawn.n), mean=number(drawn.mean)
            ),
            (1.0, 0.94),
            shares=(True, True),
            ha="right",
            va="top",
            color=theme["text"],
            fontsize=theme.text,
            behind=(theme["panel"], 0.85),
            zorder=5,
            weight="semibold",
        )
        limits = [(drawn.lsl, "Lower"), (drawn.usl, "Upper")]
        for value, words in limits:
            if value is None:
                continue
            if at == 0:
                mark_value(axes, theme, value, f"{words} {exact(value)}", "bad")
            else:
                axes.axvline(value, color=theme["bad"], linewidth=theme.limit, linestyle=DASHED, zorder=3)
        last = at == len(shown) - 1
        axes.tick_params("x", shown=last)
        ends = [drawn.edges[0], drawn.edges[-1], *(value for value, _words in limits if value is not None)]
        widen(axes, [float(end) for end in ends], 0.03)
        if last:
            axes.name_scales(x=axis_text(result))
        if at == 0:
            axes.name_scales(y=_("cases"))
    return figure
