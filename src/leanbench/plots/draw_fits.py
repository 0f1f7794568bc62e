"""Does a distribution fit? Probability plots with their bands, the best fits, and transforms to the normal."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.draw_shapes import bars
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import DASHED, axes_in, heading, note, widen
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.base.result_words import measure_text
from leanbench.words.language import _
from leanbench.words.numbers import number_text, significant_text

Size = tuple[float, float]
PROBABILITIES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


def probability_axes(axes: Plane, theme: ChartTheme, plot: Any) -> None:
    """Points, line and bands of one probability plot on prepared axes."""
    x = np.asarray(plot.x, dtype=float)
    lower, upper, line_x = np.asarray(plot.lower), np.asarray(plot.upper), np.asarray(plot.line_x)
    on_log = (
        plot.log_axis and x.min() > 0
    )  # a distribution with a threshold fits zeros, which that axis has not
    if on_log:
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
    z, p = np.asarray(plot.z, dtype=float), np.asarray(plot.ranks, dtype=float)
    wanted = [q for q in PROBABILITIES if p.min() * 0.5 <= q <= 1 - (1 - p.max()) * 0.5]
    at = np.interp(_logit(np.array(wanted)), _logit(np.asarray(plot.line_ranks)), np.asarray(plot.line_z))
    room = axes.get_window_extent().height * 72 / axes.sheet.dpi
    least = (theme.text + 2.0) * float(z.max() - z.min() or 1.0) / max(room, 1.0)
    kept: list[int] = []
    for index in sorted(range(len(wanted)), key=lambda k: abs(wanted[k] - 0.5)):  # the middle first
        if all(abs(at[index] - at[other]) >= least for other in kept):
            kept.append(index)
    kept.sort()
    axes.set_yticks(at[kept], [f"{significant_text(100 * wanted[index], 6)}%" for index in kept])
    pad = 0.04 * (z.max() - z.min() or 1.0)
    axes.set_ylim(z.min() - pad, z.max() + pad)
    ends = np.array([x.min(), x.max()])
    if on_log:
        axes.set_xlim(ends[0] / 1.08, ends[1] * 1.08)
    else:
        widen(axes, ends.tolist())


def _logit(p: Any) -> Any:
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.log(p / (1 - p))


def draw_probability(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """One probability plot with its bands."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=0.72, grid="both")
    probability_axes(axes, theme, result)
    heading(axes, theme, f"{result.fit.describe()}")
    axes.name_scales(x=measure_text(result.name, result.unit), y="")
    ring = _("   ring: outside them") if result.outside else ""
    note(
        axes,
        theme,
        _("bands: {confidence}% at each point{ring}").format(
            confidence=significant_text(100 * result.confidence, 4), ring=ring
        ),
    )
    return figure


def draw_identification(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Probability plots of the four best fits."""
    from leanbench.stats.distributions.identification import probability_plot

    figure = Sheet(size, theme["panel"])
    for at, fit in enumerate(result.fits[:4]):
        box = (0.5 * (at % 2), 0.5 * (1 - at // 2), 0.5, 0.5)
        lowest = at >= min(len(result.fits), 4) - 2
        bottom = 0.48 if lowest else 0.32
        axes = axes_in(figure, theme, box, left=0.72, bottom=bottom, top=0.36, grid="both")
        if lowest:
            axes.name_scales(x=measure_text(result.name, result.unit))
        probability_axes(axes, theme, probability_plot(result.values, fit.family.key))
        heading(axes, theme, f"{at + 1}. {fit.family.label}")
        p = (
            ""
            if fit.p is None
            else f"p {'<' if fit.p < 0.005 else '='} {number_text(max(fit.p, 0.005), 3, fixed=True)}"
        )
        note(axes, theme, p)
    return figure


def draw_transform(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Before and after, and for Box-Cox the curve that chose the power."""
    from leanbench.stats.explore.value_shapes import histogram

    figure = Sheet(size, theme["panel"])
    curved = len(result.curve_x) > 0
    share = 1 / 3 if curved else 0.5
    texts = [(result.values, _("As measured"), result.before)]
    if result.transform is not None:
        texts.append((result.transformed, result.transform.describe(), result.after))
    for at, (values, words, test) in enumerate(texts):
        axes = axes_in(figure, theme, (share * at, 0, share, 1))
        made = histogram(values)
        bars(axes, theme, made.edges, made.counts, None, None)
        x, y = made.curve()
        axes.plot(x, y, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=3)
        heading(axes, theme, words.partition(" (")[0])
        if test is not None:
            said = test.p_text
            axes.name_scales(x=_("normal? p {p}").format(p=said if said[:1] in "<>" else "= " + said))
    if curved:
        axes = axes_in(figure, theme, (share * 2, 0, share, 1))
        axes.plot(result.curve_x, result.curve_y, color=theme["accent"], linewidth=theme.limit)
        for low_high in result.interval or ():
            axes.axvline(low_high, color=theme["bad"], linewidth=theme.limit, linestyle=DASHED)
        heading(axes, theme, _("Choice of the power"))
        axes.name_scales(x=_("λ; dashed: 95% interval") if result.interval else "λ")
    return figure
