"""The six-panel capability page: chart, spread chart, last 25 points, histogram, probability plot, capability plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots import draw_control as control
from leanbench.plots.chart_labels import label_points
from leanbench.plots.draw_fits import probability_axes
from leanbench.plots.draw_shapes import bars
from leanbench.plots.numerals import exact
from leanbench.plots.plot_panels import DASHED, axes_in, heading, interval, mark_value, name_rows, widen
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _
from leanbench.words.numbers import number_text

Size = tuple[float, float]
LAST = 25


def draw(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Left column in the order of time, right column the shape."""
    figure = Sheet(size, theme["panel"])
    chart = result.details["chart"]
    third = 1 / 3
    for at, panel in enumerate(chart.panels[:2]):
        axes = axes_in(
            figure, theme, (0, 1 - (at + 1) * third, 0.56, third), right=1.05, top=0.36, bottom=0.26
        )
        control.draw_panel(axes, chart, panel, theme, names=False)
        axes.panel_names = (panel.name,)
        label_points(axes, chart, theme, shown=True)
    _last(
        axes_in(figure, theme, (0, 0, 0.56, third), right=1.05, top=0.36, bottom=0.26), result, chart, theme
    )
    _shape(
        axes_in(figure, theme, (0.56, 2 * third, 0.44, third), top=0.36, bottom=0.26, left=0.45),
        result,
        theme,
    )
    _normal(
        axes_in(figure, theme, (0.56, third, 0.44, third), top=0.36, bottom=0.26, left=0.62, grid="both"),
        result,
        theme,
    )
    _capability(
        axes_in(
            figure, theme, (0.56, 0, 0.44, third), top=0.36, bottom=0.26, left=0.85, right=0.85, grid="x"
        ),
        result,
        theme,
    )
    return figure


def _last(axes: Any, result: Any, chart: Any, theme: ChartTheme) -> None:
    """The values of the last 25 points, each subgroup above its place."""
    values = np.asarray(result.details["values"])
    subgroup = result.details.get("subgroup")
    if isinstance(subgroup, list):
        names = np.unique(np.array(subgroup, dtype=object).astype(str), return_inverse=True)[1]
        order = list(dict.fromkeys(names.tolist()))
        place = np.array([order.index(name) for name in names.tolist()]) if len(order) < 2000 else names
    elif isinstance(subgroup, int):
        place = np.arange(values.size) // subgroup
    else:
        place = np.arange(values.size)
    first = max(int(place.max()) - LAST + 1, 0) if values.size else 0
    shown = place >= first
    axes.plot(
        place[shown] + 1, values[shown], linestyle="none", marker="o", markersize=theme.point, color=theme["text"],
        markeredgecolor="none",
    )  # fmt: skip
    axes.axhline(result.mean, color=theme["good"], linewidth=theme.limit)
    widen(axes, values[shown].tolist(), axis="y")
    axes.set_xlim(first + 0.3, place.max() + 1.7)
    kind = "subgroups" if subgroup is not None and subgroup != 1 else "values"
    heading(axes, theme, _("Last {last} {kind}").format(last=min(LAST, int(place.max()) + 1), kind=kind))


def _shape(axes: Any, result: Any, theme: ChartTheme) -> None:
    from leanbench.stats.explore.value_shapes import histogram

    limits = result.limits
    made = histogram(result.details["values"])
    bars(axes, theme, made.edges, made.counts, limits.lsl, limits.usl)
    x, y = made.curve()
    axes.name_scales(y=_("values"))
    axes.plot(x, y, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=3)
    marks = [(limits.lsl, "Lower"), (limits.usl, "Upper")]
    for value, words in marks:
        if value is not None:
            mark_value(axes, theme, value, f"{words} {exact(value)}", "bad")
    widen(axes, [made.edges[0], made.edges[-1], *(v for v, _w in marks if v is not None)], 0.03)
    axes.set_ylim(bottom=0)


def _normal(axes: Any, result: Any, theme: ChartTheme) -> None:
    from leanbench.stats.distributions.identification import probability_plot
    from leanbench.stats.distributions.normality_tests import anderson_darling

    values = result.details["values"]
    probability_axes(axes, theme, probability_plot(values, "normal"))
    said = anderson_darling(values).p_text
    heading(axes, theme, _("Normal? p {p}").format(p=said if said[:1] in "<>" else "= " + said))


def _capability(axes: Any, result: Any, theme: ChartTheme) -> None:
    """Six sigma, within and overall, against the limits."""
    limits = result.limits
    rows: list[tuple[str, float, float]] = []
    if result.within is not None:
        rows.append(("Within", result.mean - 3 * result.sd_within, result.mean + 3 * result.sd_within))
    rows.append(("Overall", result.mean - 3 * result.sd_overall, result.mean + 3 * result.sd_overall))
    marks = [value for value in (limits.lsl, limits.usl, limits.target) if value is not None]
    widen(axes, [*(end for row in rows for end in row[1:]), *marks], 0.08)
    for at, (_name, low, high) in enumerate(rows):
        interval(axes, theme, at, result.mean, low, high, "accent")
    for value, words in ((limits.lsl, "Lower"), (limits.usl, "Upper")):
        if value is not None:
            mark_value(axes, theme, value, words, "bad")
    name_rows(axes, theme, [name for name, _l, _h in rows])
    indices = [("Cp", result.cp), ("Cpk", result.cpk), ("Pp", result.pp), ("Ppk", result.ppk)]
    text = "\n".join(
        f"{name} {number_text(value, 2, fixed=True)}" for name, value in indices if value is not None
    )
    axes.annotate(
        text, (1.0, 0.5), shares=(True, True), offset=(8 * theme.scale, 0),
        va="center", color=theme["text"], fontsize=theme.label, weight="semibold",
    )  # fmt: skip
