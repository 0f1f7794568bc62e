"""Shapes of one measure: histogram, dots, probability plots, transforms, outliers, autocorrelation, multi-vari."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from leanbench.charts.chart_labels import short_label
from leanbench.charts.numerals import exact
from leanbench.charts.panels import (
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
    note,
    rows_named,
    widen,
)
from leanbench.charts.plane import Plane
from leanbench.charts.theme import ChartTheme, new_figure

Size = tuple[float, float]
PROBABILITIES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


def named(result: Any) -> str:
    """The measure with its unit, for an axis."""
    return f"{result.name} ({result.unit})" if result.unit else str(result.name)


def draw_histogram(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Bars, limits with their values, and the normal curve as a comparison."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, top=0.55)
    axes.name_scales(x=named(result), y="cases")
    bars(axes, theme, result.edges, result.counts, result.lsl, result.usl)
    if result.n >= 8 and result.sd > 0:
        x, y = result.curve()
        axes.plot(x, y, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, label="normal curve")
        axes.legend("best")
    for value, words in ((result.lsl, "Lower"), (result.usl, "Upper")):
        if value is not None:
            mark_value(axes, theme, value, f"{words} {exact(value)}", "bad")
    ends = [result.edges[0], result.edges[-1], *(v for v in (result.lsl, result.usl) if v is not None)]
    widen(axes, ends, 0.03)
    axes.set_ylim(bottom=0)
    return figure


def bars(
    axes: Plane, theme: ChartTheme, edges: Any, counts: Any, lsl: float | None, usl: float | None
) -> None:
    """Bars of a histogram; those beyond a limit hatched."""
    middle = (edges[1:] + edges[:-1]) / 2
    out = np.zeros(len(middle), dtype=bool)
    if usl is not None:
        out |= middle > usl
    if lsl is not None:
        out |= middle < lsl
    for chosen, fill, edge, hatch in ((~out, "accent_soft", "accent", ""), (out, "bad_soft", "bad", "////")):
        axes.bar(
            middle[chosen],
            np.asarray(counts)[chosen],
            np.diff(edges)[chosen] * 0.94,
            color=theme[fill],
            edgecolor=theme[edge],
            hatch=hatch,
            linewidth=0.8 * theme.scale,
            zorder=2,
        )


def draw_description(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Histogram above, box below, and the intervals of mean and median on the same scale."""
    from leanbench.stats.shapes import histogram

    figure = new_figure(theme, size)
    made = histogram(result.values, name=result.name, unit=result.unit)
    share = 0.44
    names = ["All values", "Mean", "Median"]
    left = name_margin(names)
    top = axes_in(figure, theme, (0, share, 1, 1 - share), left=left, bottom=0.3)
    top.name_scales(y="cases")
    bars(top, theme, made.edges, made.counts, None, None)
    low = axes_in(figure, theme, (0, 0, 1, share), left=left, top=0.05, grid="x")
    box_row(low, theme, 0, result.values)
    widen(low, [made.edges[0], made.edges[-1]], 0.02)
    for at, estimate in ((1, result.mean_interval), (2, result.median_interval)):
        interval(low, theme, at, estimate.value, estimate.low, estimate.high, "accent")
    top.set_xlim(*low.get_xlim())
    rows_named(low, theme, names)
    low.name_scales(x=named(result))
    return figure


def draw_dots(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Stacked dots."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, left=0.3, grid="x")
    axes.name_scales(x=named(result))
    tallest = int(result.height.max())
    axes.plot(
        result.x,
        result.height,
        linestyle="none",
        marker="o",
        markersize=theme.point * min(1.6, max(0.5, 40 / max(tallest, 1))),
        color=theme["accent"],
        markeredgecolor="none",
    )
    axes.set_ylim(0, max(tallest * 1.1, 8))
    axes.set_yticks([])
    widen(axes, [float(result.x.min()), float(result.x.max())])
    return figure


def probability_axes(axes: Plane, theme: ChartTheme, plot: Any) -> None:
    """Points, line and bands of one probability plot on prepared axes."""
    x = np.asarray(plot.x, dtype=float)
    lower, upper, line_x = np.asarray(plot.lower), np.asarray(plot.upper), np.asarray(plot.line_x)
    if plot.log_axis:
        axes.set_xscale("log")
    axes.plot(line_x, plot.line_z, color=theme["accent"], linewidth=theme.limit, zorder=3)
    for band in (lower, upper):
        axes.plot(
            band, plot.line_z, color=theme["accent"], linewidth=0.8 * theme.scale, linestyle=DASHED, zorder=2
        )
    inner = np.isfinite(lower) & np.isfinite(upper)
    outside = np.zeros(x.size, dtype=bool)
    if inner.any():
        at_z = np.asarray(plot.line_z)[inner]
        outside = (x < np.interp(plot.z, at_z, lower[inner])) | (x > np.interp(plot.z, at_z, upper[inner]))
    axes.plot(
        x,
        plot.z,
        linestyle="none",
        marker="o",
        markersize=theme.point * (0.9 if x.size < 500 else 0.6),
        color=theme["text"],
        markeredgecolor="none",
        zorder=4,
    )
    if outside.any():
        axes.plot(
            x[outside],
            np.asarray(plot.z)[outside],
            linestyle="none",
            marker="o",
            markersize=theme.point * 1.8,
            markerfacecolor="none",
            markeredgecolor=theme["bad"],
            zorder=5,
        )
    z, p = np.asarray(plot.z, dtype=float), np.asarray(plot.p, dtype=float)
    wanted = [q for q in PROBABILITIES if p.min() * 0.5 <= q <= 1 - (1 - p.max()) * 0.5]
    at = np.interp(_logit(np.array(wanted)), _logit(np.asarray(plot.line_p)), np.asarray(plot.line_z))
    room = axes.get_window_extent().height * 72 / axes.figure.dpi
    least = (theme.text + 2.0) * float(z.max() - z.min() or 1.0) / max(room, 1.0)
    kept: list[int] = []
    for index in sorted(range(len(wanted)), key=lambda k: abs(wanted[k] - 0.5)):  # the middle first
        if all(abs(at[index] - at[other]) >= least for other in kept):
            kept.append(index)
    kept.sort()
    axes.set_yticks(at[kept], [f"{100 * wanted[index]:g} %" for index in kept])
    pad = 0.04 * (z.max() - z.min() or 1.0)
    axes.set_ylim(z.min() - pad, z.max() + pad)
    ends = np.array([x.min(), x.max()])
    if plot.log_axis:
        axes.set_xlim(ends[0] / 1.08, ends[1] * 1.08)
    else:
        widen(axes, ends.tolist())


def _logit(p: Any) -> Any:
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.log(p / (1 - p))


def draw_probability(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """One probability plot with its bands."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, left=0.72, grid="both")
    probability_axes(axes, theme, result)
    heading(axes, theme, f"{result.fit.describe()}")
    axes.name_scales(x="value")
    note(axes, theme, f"bands: {100 * result.confidence:.4g} % at each point")
    return figure


def draw_identification(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Probability plots of the four best fits."""
    from leanbench.stats.identification import probability_plot

    figure = new_figure(theme, size)
    for at, fit in enumerate(result.fits[:4]):
        box = (0.5 * (at % 2), 0.5 * (1 - at // 2), 0.5, 0.5)
        axes = axes_in(figure, theme, box, left=0.72, bottom=0.32, top=0.36, grid="both")
        probability_axes(axes, theme, probability_plot(result.values, fit.family.key))
        heading(axes, theme, f"{at + 1}. {fit.family.label}")
        p = (
            ""
            if fit.p_value is None
            else f"p {'<' if fit.p_value < 0.005 else '='} {max(fit.p_value, 0.005):.3f}"
        )
        note(axes, theme, p)
    return figure


def draw_transform(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Before and after, and for Box-Cox the curve that chose the power."""
    from leanbench.stats.shapes import histogram

    figure = new_figure(theme, size)
    curved = len(result.curve_x) > 0
    share = 1 / 3 if curved else 0.5
    texts = [(result.values, "As measured", result.before)]
    if result.transform is not None:
        texts.append((result.transformed, result.transform.describe(), result.after))
    for at, (values, words, test) in enumerate(texts):
        axes = axes_in(figure, theme, (share * at, 0, share, 1))
        made = histogram(values)
        bars(axes, theme, made.edges, made.counts, None, None)
        x, y = made.curve()
        axes.plot(x, y, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=3)
        heading(axes, theme, _cut(words, 30))
        if test is not None:
            said = test.p_text
            axes.name_scales(x=f"normal? p {said if said[:1] in '<>' else '= ' + said}")
    if curved:
        axes = axes_in(figure, theme, (share * 2, 0, share, 1))
        axes.plot(result.curve_x, result.curve_y, color=theme["accent"], linewidth=theme.limit)
        for low_high in result.interval or ():
            axes.axvline(low_high, color=theme["bad"], linewidth=theme.limit, linestyle=DASHED)
        heading(axes, theme, "Choice of the power")
        axes.name_scales(x="lambda")
    return figure


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def draw_outliers(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Every value in its order; outliers ringed with their row."""
    figure = new_figure(theme, size)
    axes = axes_in(figure, theme, right=0.4)
    axes.name_scales(y=named(result), x="in the order of the table")
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
                f"row {rows[at] + 1}",
                (rows[at] + 1, values[at]),
                offset=(6 * theme.scale, 3 * theme.scale),
                color=theme["bad"],
                fontsize=theme.text,
                weight="semibold",
            )
    widen(axes, values.tolist(), axis="y")
    return figure


def draw_autocorrelation(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Correlation at each lag with the band that chance explains."""
    figure = new_figure(theme, size)
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
    axes.name_scales(x="rows later", y="correlation")
    return figure


def draw_time(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Lines over order or dates, each with a mark of its own."""
    from leanbench.charts.segments import thin

    figure = new_figure(theme, size)
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
            marker=MARKERS[at % len(MARKERS)] if values.size <= 400 else "",
            markersize=theme.point,
            label=name,
        )
    if len(result.names) > 1:
        axes.legend("best")
    axes.name_scales(y=", ".join(result.names[:1]) + (f" ({result.unit})" if result.unit else ""))
    if dates:
        from matplotlib.dates import AutoDateLocator, num2date

        ends = [num2date(end) for end in axes.get_xlim()]
        at = AutoDateLocator(maxticks=8).tick_values(*ends)
        axes.set_xticks(at, [short_label(num2date(day).date().isoformat()) for day in at])
    return figure


def draw_multi_vari(result: Any, theme: ChartTheme, size: Size) -> Figure:
    """Each combination from lowest to highest with its mean, means joined; shares of variation at the right."""
    figure = new_figure(theme, size)
    shares = list(result.shares)
    left = axes_in(figure, theme, (0, 0, 0.68, 1), bottom=0.75)
    left.name_scales(y=named(result))
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
    left.set_xticks(
        range(len(labels)),
        labels,
        rotation=40 if len(labels) > 6 else 0,
    )
    left.set_xlim(-0.6, len(labels) - 0.4)
    names = [name for name, _share in shares]
    right = axes_in(figure, theme, (0.68, 0, 0.32, 1), left=name_margin(names, 14), right=0.55, grid="x")
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
            f"{value:.0f} %",
            (value, at),
            offset=(4, 0),
            va="center",
            color=theme["text"],
            fontsize=theme.text,
            weight="semibold",
        )
    rows_named(right, theme, names, 14)
    right.set_xlim(0, 100)
    heading(right, theme, "Share of variation")
    return figure
