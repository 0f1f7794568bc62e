"""Values of one measure: histogram, dots, along time, far values, autocorrelation, and where they vary (multi-vari)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from leanbench.plots.chart_labels import short_label
from leanbench.plots.numerals import exact, number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import (
    DASHED,
    DOTTED,
    MARKERS,
    axes_in,
    box_row,
    heading,
    interval,
    mark_level,
    mark_value,
    name_margin,
    name_rows,
    note,
    widen,
)
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.base.result_words import measure_text
from leanbench.words.language import _
from leanbench.words.numbers import number_text

Size = tuple[float, float]


def axis_text(result: Any) -> str:
    """The measure with its unit, for an axis."""
    return measure_text(str(result.name), result.unit)


def draw_histogram(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Bars, limits with their values, and the normal curve as a comparison."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, top=0.55)
    axes.name_scales(x=axis_text(result), y=_("cases"))
    bars(axes, theme, result.edges, result.counts, result.lsl, result.usl)
    if result.n >= 8 and result.sd > 0:
        x, y = result.curve()
        axes.plot(
            x, y, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, label=_("normal curve")
        )
        axes.legend("best")
    for value, words in ((result.lsl, "Lower"), (result.usl, "Upper")):
        if value is not None:
            given = exact(value)  # a limit as it was given; a computed one with fewer digits
            mark_value(axes, theme, value, f"{words} {given if len(given) <= 6 else number(value)}", "bad")
    ends = [result.edges[0], result.edges[-1], *(v for v in (result.lsl, result.usl) if v is not None)]
    widen(axes, ends, 0.03)
    axes.set_ylim(bottom=0)
    return figure


def bars(
    axes: Plane, theme: ChartTheme, edges: Any, counts: Any, lsl: float | None, usl: float | None
) -> None:
    """Bars of a histogram; what lies beyond a limit hatched."""
    left, right, heights, out = pieces(edges, counts, lsl, usl)
    for chosen, fill, edge, hatch in ((~out, "accent_soft", "accent", ""), (out, "bad_soft", "bad", "////")):
        axes.bar(
            (left[chosen] + right[chosen]) / 2,
            heights[chosen],
            right[chosen] - left[chosen],
            color=theme[fill],
            edgecolor=theme[edge],
            hatch=hatch,
            linewidth=0.8 * theme.scale,
            zorder=2,
        )


def pieces(edges: Any, counts: Any, lsl: float | None, usl: float | None) -> tuple[Any, Any, Any, Any]:
    """Left and right ends, heights, and which lie outside: a bar that a limit crosses is two pieces of one height."""
    air = 0.03 * np.diff(edges)
    found: list[tuple[float, float, float, bool]] = []
    for low, high, count in zip(edges[:-1] + air, edges[1:] - air, counts, strict=True):
        cuts = [low, *(cut for cut in (lsl, usl) if cut is not None and low < cut < high), high]
        for start, end in pairwise(cuts):
            middle = (start + end) / 2
            outside = (usl is not None and middle > usl) or (lsl is not None and middle < lsl)
            found.append((float(start), float(end), float(count), outside))
    left, right, heights, out = (np.array(column) for column in zip(*found, strict=True))
    return left, right, heights, out.astype(bool)


def draw_description(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Histogram above, box below, and the intervals of mean and median on the same scale."""
    from leanbench.stats.explore.value_shapes import histogram

    figure = Sheet(size, theme["panel"])
    made = histogram(result.values, name=result.name, unit=result.unit)
    share = 0.44
    names = [_("All values"), "Mean", "Median"]
    left = name_margin(names)
    top = axes_in(figure, theme, (0, share, 1, 1 - share), left=left, bottom=0.3)
    top.name_scales(y=_("cases"))
    bars(top, theme, made.edges, made.counts, None, None)
    low = axes_in(figure, theme, (0, 0, 1, share), left=left, top=0.05, grid="x")
    box_row(low, theme, 0, result.values)
    widen(low, [made.edges[0], made.edges[-1]], 0.02)
    for at, estimate in ((1, result.mean_estimate), (2, result.median_estimate)):
        interval(low, theme, at, estimate.value, estimate.low, estimate.high, "accent")
    top.set_xlim(*low.get_xlim())
    name_rows(low, theme, names)
    low.name_scales(x=axis_text(result))
    return figure


def draw_dots(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Stacked dots."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=0.3, grid="x")
    axes.name_scales(x=axis_text(result))
    tallest = int(result.height.max())
    inches = 72 / axes.sheet.dpi
    box = axes.get_window_extent()
    room, width = box.height * inches, box.width * inches
    dot = min(
        1.8 * theme.point, room / (1.15 * (tallest + 1)), width / 105
    )  # neighbors touch, none hides another
    axes.plot(
        result.x,
        result.height,
        linestyle="none",
        marker="o",
        markersize=dot,
        color=theme["accent"],
        markeredgecolor="none",
    )
    step = min(max(0.8 * room / (tallest + 1), 1.15 * dot), 2.2 * dot)  # a few dots use the room they have
    axes.set_ylim(0.3, max(room / step, tallest + 0.7))
    note(axes, theme, _("one dot: one value"))
    axes.set_yticks([])
    widen(axes, [float(result.x.min()), float(result.x.max())])
    return figure


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def draw_outliers(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Every value in its order; outliers ringed with their row."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.4)
    axes.name_scales(y=axis_text(result), x=_("in the order of the table"))
    values, rows = np.asarray(result.values), np.asarray(result.rows)
    axes.plot(
        rows + 1,
        values,
        linestyle="none",
        marker="o",
        markersize=theme.point * (1.0 if values.size < 800 else 0.5),
        color=theme["text"],
        markeredgecolor="none",
    )
    found = [at for at, row in enumerate(rows.tolist()) if row in set(result.found)]
    if found:
        axes.plot(
            rows[found] + 1,
            values[found],
            linestyle="none",
            marker="o",
            markersize=theme.point * 2.4,
            markerfacecolor="none",
            markeredgecolor=theme["bad"],
            markeredgewidth=1.5 * theme.scale,
        )
        for at in found[:12]:
            axes.annotate(
                _("row {rows}").format(rows=rows[at] + 1),
                (rows[at] + 1, values[at]),
                offset=(6 * theme.scale, 3 * theme.scale),
                color=theme["bad"],
                fontsize=theme.text,
                weight="semibold",
            )
    widen(axes, values.tolist(), axis="y")
    return figure


def draw_autocorrelation(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Correlation at each lag with the band that chance explains."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.9)
    lags, r = np.asarray(result.lags), np.asarray(result.r)
    axes.axhspan(-result.band, result.band, color=theme["accent_soft"], alpha=0.6, zorder=1)
    out = np.abs(r) > result.band
    for chosen, role in ((~out, "muted"), (out, "bad")):
        axes.vlines(lags[chosen], 0, r[chosen], color=theme[role], linewidth=3 * theme.scale, zorder=3)
        axes.plot(
            lags[chosen],
            r[chosen],
            linestyle="none",
            marker="o" if role == "muted" else "D",
            color=theme[role],
            markersize=theme.point * 1.3,
            zorder=4,
        )
    axes.axhline(0, color=theme["line"], linewidth=theme.line)
    mark_level(axes, theme, result.band, "chance", "bad", DASHED)
    mark_level(axes, theme, -result.band, "chance", "bad", DASHED)
    top = max(float(np.abs(r).max()), result.band) * 1.15
    axes.set_ylim(-min(top, 1.05), min(top, 1.05))
    axes.set_xlim(0.3, float(lags[-1]) + 0.7)
    axes.name_scales(x=_("rows later"), y=_("correlation"))
    return figure


def draw_time(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Lines over order or dates, each with a mark of its own."""
    from leanbench.plots.segments import thin

    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.4)
    x = np.asarray(result.x)
    dates = x.dtype.kind == "M"
    from matplotlib.dates import date2num

    first = 1.0 if x.size and not dates and x[0] == 0 else 0.0
    place = date2num(x) if dates else x.astype(float) + first
    roles = ("accent", "bad", "good", "caution", "text", "muted")
    for at, (name, series) in enumerate(zip(result.names, result.series, strict=True)):
        values = np.asarray(series, dtype=float)
        px, py = (
            thin(np.arange(values.size), values) if values.size > 5000 else (np.arange(values.size), values)
        )
        axes.plot(
            place[px.astype(int)],
            py,
            color=theme[roles[at % len(roles)]],
            linewidth=theme.line,
            linestyle=("-", DASHED, DOTTED)[at % 3],  # apart in gray as well
            marker=MARKERS[at % len(MARKERS)] if values.size <= 400 else "",
            markersize=theme.point,
            label=name,
        )
    if len(result.names) > 1:
        axes.legend("best")
    several = len(result.names) > 1  # the key names them then
    axes.name_scales(
        y=result.unit if several else measure_text(result.names[0], result.unit), x="" if dates else "row"
    )
    if dates:
        from matplotlib.dates import AutoDateLocator, num2date

        ends = [num2date(end) for end in axes.get_xlim()]
        at = AutoDateLocator(maxticks=8).tick_values(*ends)
        axes.set_xticks(at, [short_label(num2date(day).date().isoformat()) for day in at])
    return figure


def draw_multi_vari(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Each combination from lowest to highest with its mean, means joined; shares of variation at the right."""
    figure = Sheet(size, theme["panel"])
    shares = list(result.shares)
    left = axes_in(figure, theme, (0, 0, 0.68, 1), top=0.62, bottom=0.75)
    above = 7 * theme.scale + 1.6 * theme.label  # over the names of the groups
    for words, share in (
        (axis_text(result), 0.0),
        (_("◆ mean   | lowest to highest   dotted: mean of all"), 1.0),
    ):
        left.annotate(
            words,
            (share, 1.0),
            shares=(True, True),
            offset=(0, above),
            ha="right" if share else "left",
            color=theme["muted"],
            fontsize=theme.text,
        )
    outer = [cell.levels[0] for cell in result.cells]
    groups = list(dict.fromkeys(outer))
    for at, cell in enumerate(result.cells):
        left.plot(
            (at, at), (cell.low, cell.high), color=theme["muted"], linewidth=1.6 * theme.scale, zorder=2
        )
        left.plot(
            [at], [cell.mean], marker="D", markersize=theme.point * 1.4, color=theme["accent"], zorder=4
        )
    for name in groups:
        inside = [at for at, level in enumerate(outer) if level == name]
        means = [result.cells[at].mean for at in inside]
        left.plot(inside, means, color=theme["accent"], linewidth=theme.line, zorder=3)
        if inside[0]:
            left.axvline(inside[0] - 0.5, color=theme["line"], linewidth=0.8 * theme.scale)
        left.annotate(
            _cut(name, 16),
            ((inside[0] + inside[-1]) / 2, 1.0),
            shares=(False, True),
            offset=(0, 7 * theme.scale),
            ha="center",
            color=theme["text"],
            fontsize=theme.text,
            weight="semibold",
        )
    left.axhline(result.grand_mean, color=theme["good"], linewidth=theme.limit, linestyle=DOTTED)
    labels = [_cut(" · ".join(cell.levels[1:]) or cell.levels[0], 14) for cell in result.cells]
    left.set_xticks(range(len(labels)), labels, rotation=40 if len(labels) > 6 else 0)
    left.set_xlim(-0.6, len(labels) - 0.4)
    names = [name for name, _share in shares]
    right = axes_in(
        figure, theme, (0.68, 0, 0.32, 1), left=name_margin(names, 14), right=0.55, top=0.62, grid="x"
    )
    values = [100 * share for _name, share in shares]
    right.barh(
        range(len(values)),
        values,
        height=0.55,
        color=theme["accent_soft"],
        edgecolor=theme["accent"],
        linewidth=0.8,
    )
    for at, value in enumerate(values):
        right.annotate(
            f"{number_text(value, 0)}%",
            (value, at),
            offset=(4, 0),
            va="center",
            color=theme["text"],
            fontsize=theme.text,
            weight="semibold",
        )
    name_rows(right, theme, names, 14)
    right.set_xlim(0, 100)
    right.set_xticks([0, 50, 100], ["0%", "50%", "100%"])
    heading(right, theme, _("Share of variation"))
    return figure
