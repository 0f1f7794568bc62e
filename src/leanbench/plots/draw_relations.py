"""One measure against others: fitted line with bands, residuals, scatter and its matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.numerals import number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import DASHED, MARKERS, axes_in, heading, note, widen
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _
from leanbench.words.numbers import number_text

Size = tuple[float, float]
ROLES = ("accent", "bad", "good", "caution", "text", "muted")
MOST_COLUMNS = 6


def draw_regression(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """With one predictor the line and its bands; the residuals beside it tell whether to believe it."""
    figure = Sheet(size, theme["panel"])
    simple = len(result.predictors) == 1
    if simple:
        _line(axes_in(figure, theme, (0, 0, 0.6, 1)), result, theme)
        _against_fit(axes_in(figure, theme, (0.6, 0.5, 0.4, 0.5)), result, theme)
        _normal_scores(axes_in(figure, theme, (0.6, 0, 0.4, 0.5)), result, theme)
        return figure
    _observed(axes_in(figure, theme, (0, 0, 0.5, 1)), result, theme)
    _against_fit(axes_in(figure, theme, (0.5, 0.5, 0.5, 0.5)), result, theme)
    _normal_scores(axes_in(figure, theme, (0.5, 0, 0.5, 0.5)), result, theme)
    return figure


def _dots(axes: Plane, theme: ChartTheme, x: Any, y: Any) -> None:
    axes.plot(
        x, y, linestyle="none", marker="o", markersize=theme.point * (1.0 if len(x) < 500 else 0.6),
        color=theme["text"], markeredgecolor="none", alpha=1.0 if len(x) < 500 else 0.5, zorder=3,
    )  # fmt: skip


def _line(axes: Plane, result: Any, theme: ChartTheme) -> None:
    from leanbench.stats.base.tails import t_quantile

    x = np.asarray(result.x, dtype=float).reshape(len(result.y), -1)[:, -1]
    _dots(axes, theme, x, result.y)
    grid = np.linspace(x.min(), x.max(), 120)
    line = result.intercept + result.slope * grid
    t = t_quantile(0.5 + result.confidence / 2, result.df)
    spread = float(((x - x.mean()) ** 2).sum())
    mean_se = result.residual_sd * np.sqrt(1 / len(x) + (grid - x.mean()) ** 2 / spread)
    case_se = result.residual_sd * np.sqrt(1 + 1 / len(x) + (grid - x.mean()) ** 2 / spread)
    axes.fill_between(
        grid,
        line - t * mean_se,
        line + t * mean_se,
        color=theme["accent_soft"],
        zorder=1,
        label=_("the line"),
    )
    axes.plot(grid, line, color=theme["accent"], linewidth=theme.limit, zorder=4)
    for sign in (-1, 1):
        words = _("single cases") if sign < 0 else ""
        axes.plot(
            grid,
            line + sign * t * case_se,
            color=theme["muted"],
            linewidth=0.9 * theme.scale,
            linestyle=DASHED,
            zorder=2,
            label=words,
        )
    axes.name_scales(x=result.predictors[0], y=result.response)
    axes.legend("best")
    note(axes, theme, f"R² {number_text(100 * result.r_squared, 0)}%")


def _observed(axes: Plane, result: Any, theme: ChartTheme) -> None:
    _dots(axes, theme, result.fitted, result.y)
    ends = (float(np.min(result.fitted)), float(np.max(result.fitted)))
    axes.plot(ends, ends, color=theme["accent"], linewidth=theme.limit)
    axes.name_scales(x=_("predicted"), y=f"{result.response}, seen")
    note(axes, theme, f"R² {number_text(100 * result.r_squared, 0)}%")


def _against_fit(axes: Plane, result: Any, theme: ChartTheme) -> None:
    _dots(axes, theme, result.fitted, result.residuals)
    axes.axhline(0.0, color=theme["line"], linewidth=theme.limit)
    heading(axes, theme, _("Residuals against prediction"))


def _normal_scores(axes: Plane, result: Any, theme: ChartTheme) -> None:
    from leanbench.stats.base.tails import normal_quantile

    ordered = np.sort(np.asarray(result.residuals))
    n = ordered.size
    scores = np.array([normal_quantile((at + 0.7) / (n + 0.4)) for at in range(n)])
    _dots(axes, theme, ordered, scores)
    axes.plot(scores * ordered.std(ddof=1), scores, color=theme["accent"], linewidth=theme.limit)
    widen(axes, ordered.tolist())
    heading(axes, theme, _("Residuals against normal"))


def draw_scatter(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Two columns large; more as a matrix with the correlation of every pair."""
    figure = Sheet(size, theme["panel"])
    k = min(len(result.names), MOST_COLUMNS)
    if k == 2:
        axes = axes_in(figure, theme, right=0.4, grid="both")
        _marked(axes, result, theme, 0, 1, legend_wanted=True)
        axes.name_scales(x=result.names[0], y=result.names[1])
        found = result.correlations[0][2]
        if found is not None:
            note(
                axes,
                theme,
                _("r = {value} ({low} to {high})").format(
                    value=number(found.r.value), low=number(found.r.low), high=number(found.r.high)
                ),
            )
        return figure
    pairs = {(i, j): found for i, j, found in result.correlations}
    groups = _groups(result)
    high = 1.0 - (_key_above(figure, theme, size, groups) if groups else 0.0)
    for row in range(k):
        for column in range(k):
            box = (column / k, high * (1 - (row + 1) / k), 1 / k, high / k)
            axes = axes_in(figure, theme, box, left=0.4, right=0.08, top=0.14, bottom=0.28, grid="both")
            if row == column:
                axes.set_axis_off()
                axes.annotate(_wrap(result.names[row]), (0.5, 0.5), shares=(True, True), ha="center", va="center",
                          color=theme["text"], fontsize=theme.label, weight="semibold")  # fmt: skip
            elif row > column:
                _marked(axes, result, theme, column, row)
            else:
                axes.set_axis_off()
                found = pairs.get((row, column))
                words = "–" if found is None else f"r = {number_text(found.r.value, 2, fixed=True)}"
                axes.annotate(words, (0.5, 0.5), shares=(True, True), ha="center", va="center", color=theme["muted"],
                          fontsize=theme.label)  # fmt: skip
    return figure


def _groups(result: Any) -> list[Any]:
    """The groups that have marks of their own; none where there are too many to tell apart."""
    names = list(dict.fromkeys(result.groups)) if result.groups else []
    return names if len(names) <= len(MARKERS) else []


def _mark(theme: ChartTheme, at: int) -> dict[str, Any]:
    """The mark of a group: its shape, its color, and every second one hollow, so that gray tells them apart."""
    color = theme[ROLES[at % len(ROLES)]]
    return {
        "linestyle": "none",
        "marker": MARKERS[at],
        "markersize": theme.point * 1.1,
        "color": color,
        "markerfacecolor": theme["panel"] if at % 2 else color,
        "markeredgecolor": color,
    }


def _key_above(figure: Sheet, theme: ChartTheme, size: Size, names: list[Any]) -> float:
    """What the marks are, in a strip over the matrix; returns its share of the height."""
    strip = 0.26 * theme.scale / size[1]
    axes = axes_in(figure, theme, (0, 1 - strip, 1, strip), left=0.4, right=0.1, top=0.02, bottom=0.02)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for at, name in enumerate(names):
        axes.plot([2.0], [2.0], label=str(name), **_mark(theme, at))
    axes.legend("center left", columns=min(len(names), 6))
    return strip


def _wrap(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 14)[:3])


def _marked(axes: Plane, result: Any, theme: ChartTheme, i: int, j: int, legend_wanted: bool = False) -> None:
    x, y = result.columns[i], result.columns[j]
    names = _groups(result)
    if not names:
        _dots(axes, theme, x, y)
        return
    groups = np.array(result.groups, dtype=object)
    for at, name in enumerate(names):
        inside = groups == name
        axes.plot(x[inside], y[inside], alpha=0.85, label=str(name), **_mark(theme, at))
    if legend_wanted:
        axes.legend("best")
