"""Histograms against limits: where the values lie, what falls outside, what a model expects.

Bars outside a limit are hatched, so that the picture says the same in gray. Limits carry their value.
The scale always holds both the values and the limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from leanbench.plots.numerals import exact, number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import (
    axes_in,
    interval,
    mark_level,
    mark_value,
    name_margin,
    name_rows,
    widen,
)
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.base.result_words import measure_text
from leanbench.words.language import _
from leanbench.words.numbers import significant_text

Curve = tuple[str, Any, Any, Any]  # words, x, density, line style


def draw_normal(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Histogram with limits and the normal curves of the overall and the within spread."""
    values = result.details.get("values", np.empty(0))
    limits = result.limits
    span = _span(values, (limits.lsl, limits.usl, limits.target, result.mean - 3 * result.sd_overall))
    x = np.linspace(*span, 300)
    curves: list[Curve] = [("overall", x, _bell(x, result.mean, result.sd_overall), "-")]
    if result.within is not None:
        curves.append(("within", x, _bell(x, result.mean, result.sd_within), (0, (5, 3))))
    return _histogram(values, theme, size, result.measure, limits, curves, span)


def draw_nonnormal(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Histogram with limits and the fitted curve."""
    limits = result.limits
    span = _span(result.values, (limits.lsl, limits.usl, limits.target))
    curves: list[Curve] = []
    if result.fit is not None:
        x = np.linspace(*span, 400)
        density = result.fit.pdf(x)
        curves.append((result.fit.describe().split("(")[0].strip(), x, density, "-"))
    return _histogram(
        result.values, theme, size, measure_text(result.name, result.unit), limits, curves, span
    )


def draw_deadline(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Histogram of the finished cases with the deadline."""
    from leanbench.stats.capability.capability_result import Limits

    limits = Limits(usl=result.deadline)
    span = _span(result.values, (result.deadline, 0.0))
    return _histogram(result.values, theme, size, result.unit, limits, [], span, upper="Deadline")


def draw_shares(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Share of each point in its order against the whole with its interval."""
    sizes = np.asarray(result.sizes, dtype=float)
    share = 100 * np.asarray(result.counts, dtype=float) / sizes
    target = None if result.target is None else 100 * result.target if result.target <= 1 else result.target
    return _in_order(
        share,
        100 * result.share,
        [100 * end for end in result.interval],
        target,
        _("share defective, %"),
        theme,
        size,
    )


def draw_rates(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Defects per unit of each point in its order against the whole with its interval."""
    rate = np.asarray(result.counts, dtype=float) / np.asarray(result.sizes, dtype=float)
    return _in_order(
        rate, result.dpu, list(result.interval), result.target, _("defects per unit"), theme, size
    )


def _in_order(
    points: Any,
    whole: float,
    ends: list[float],
    target: float | None,
    words: str,
    theme: ChartTheme,
    size: tuple[float, float],
) -> Sheet:
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=1.15)
    x = np.arange(1, points.size + 1)
    axes.axhspan(ends[0], ends[1], color=theme["accent_soft"], zorder=1)
    axes.plot(
        x,
        points,
        color=theme["muted"],
        linewidth=theme.line,
        marker="o" if points.size <= 400 else "",
        markersize=theme.point,
        markerfacecolor=theme["text"],
        markeredgecolor="none",
        zorder=3,
    )
    mark_level(
        axes,
        theme,
        whole,
        _("All {whole}{sign}").format(whole=number(whole), sign="%" if "%" in words else ""),
        "good",
        "-",
    )
    if target is not None:
        mark_level(
            axes, theme, target, _("Target {target}").format(target=exact(target)), "accent", (0, (1, 2))
        )
    widen(axes, [*points.tolist(), *ends, *([] if target is None else [target])], axis="y")
    axes.set_xlim(0.5, points.size + 0.5)
    axes.name_scales(x=_("points in their order"), y=words)
    return figure


def draw_many(result: Any, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Ppk of each measure with its interval, the worst first, against the wanted one."""
    figure = Sheet(size, theme["panel"])
    names = [name for name, _study in result.studies]
    axes = axes_in(figure, theme, left=name_margin(names), right=0.4, grid="x")
    rows = []
    for _name, study in result.studies:
        low, high = study.ppk_interval or (study.ppk, study.ppk)
        rows.append((study.ppk or 0.0, low or 0.0, high or 0.0))
    widen(axes, [*(value for row in rows for value in row), result.wanted, 0.0])
    for at, (value, low, high) in enumerate(rows):
        interval(axes, theme, at, value, low, high, "bad" if value < result.wanted else "good")
    mark_value(
        axes,
        theme,
        result.wanted,
        _("Wanted {wanted}").format(wanted=significant_text(result.wanted, 6)),
        "accent",
    )
    name_rows(axes, theme, names)
    axes.name_scales(x=_("Ppk with its interval"))
    return figure


# --- the parts ----------------------------------------------------------------------------------


def _span(values: Any, marks: Sequence[float | None]) -> tuple[float, float]:
    """Low and high end of the axis: all values and marks with a little air; times never below zero."""
    known = [float(mark) for mark in marks if mark is not None]
    low, high = min([*known, *values.tolist()]), max([*known, *values.tolist()])
    air = 0.06 * (high - low) or 1.0
    floor = 0.0 if values.size and float(values.min()) >= 0 else low - air
    return max(low - air, floor), high + air


def _bell(x: Any, mean: float, sd: float) -> Any:
    if not sd > 0:
        return np.zeros_like(x)
    return np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))


def _edges(values: Any, span: tuple[float, float], limits: Any) -> Any:
    """Bin edges by Freedman-Diaconis, between 8 and 60 bins, with an edge on the upper (or lower) limit
    so that no bar mixes good and bad values."""
    quarter = float(np.subtract(*np.percentile(values, [75, 25])))
    width = 2 * quarter / len(values) ** (1 / 3) if quarter > 0 else 0.0
    reach = span[1] - span[0]
    bins = int(np.clip(reach / width if width > 0 else 12, 8, 60))
    width = reach / bins
    anchor = limits.usl if limits.usl is not None else limits.lsl if limits.lsl is not None else span[0]
    first = anchor - width * np.ceil((anchor - span[0]) / width)
    return first + width * np.arange(int(np.ceil((span[1] - first) / width)) + 1)


def _histogram(
    values: Any,
    theme: ChartTheme,
    size: tuple[float, float],
    name: str,
    limits: Any,
    curves: list[Curve],
    span: tuple[float, float],
    upper: str = "Upper",
) -> Sheet:
    figure = Sheet(size, theme["panel"])
    width, height = size
    below, left, above = 0.62 * theme.scale, 0.62 * theme.scale, 0.55 * theme.scale
    box = (left / width, below / height, 1 - (left + 0.5) / width, 1 - (below + above) / height)
    axes = Plane(figure, box, theme)
    axes.name_scales(x=name, y=_("cases") if values.size else "")
    axes.set_xlim(*span)
    bin_width = 1.0
    if values.size:
        edges = _edges(values, span, limits)
        bin_width = float(edges[1] - edges[0])
        _bars(axes, values, edges, limits, theme)
    for words, x, density, style in curves:
        scale = (values.size or 1) * bin_width
        axes.plot(
            x, density * scale, color=theme["text"], linewidth=1.1 * theme.scale, linestyle=style, label=words
        )
    axes.set_ylim(0, axes.get_ylim()[1] * (1.28 if curves else 1.08))  # room for the key over the curves
    axes.tick_params("y", whole=True)
    for value, word, role, style in (
        (limits.lsl, "Lower", "bad", (0, (5, 3))),
        (limits.usl, upper, "bad", (0, (5, 3))),
        (limits.target, "Target", "accent", (0, (1, 2))),
    ):
        if value is not None:
            mark_value(axes, theme, value, f"{word} {exact(value)}", role, style)
    if curves:
        axes.legend(_free_corner(span, limits))
    return figure


def _free_corner(span: tuple[float, float], limits: Any) -> str:
    """Where the key of the curves crosses no limit: "best" unless one lies in the third where it would stand."""
    third = (span[1] - span[0]) / 3
    taken = [value for value in (limits.lsl, limits.usl, limits.target) if value is not None]
    if not any(value > span[1] - third for value in taken):
        return "best"
    return "upper left" if not any(value < span[0] + third for value in taken) else "center right"


def _bars(axes: Plane, values: Any, edges: Any, limits: Any, theme: ChartTheme) -> None:
    """Bars inside the limits plain, bars outside hatched."""
    counts, _ignored = np.histogram(values, edges)
    middle = (edges[1:] + edges[:-1]) / 2
    outside = np.zeros(len(middle), dtype=bool)
    if limits.usl is not None:
        outside |= middle > limits.usl
    if limits.lsl is not None:
        outside |= middle < limits.lsl
    width = (edges[1] - edges[0]) * 0.94
    axes.bar(
        middle[~outside],
        counts[~outside],
        width,
        color=theme["accent_soft"],
        edgecolor=theme["accent"],
        linewidth=0.8,
    )
    axes.bar(
        middle[outside],
        counts[outside],
        width,
        color=theme["bad_soft"],
        edgecolor=theme["bad"],
        hatch="////",
        linewidth=0.8,
    )
