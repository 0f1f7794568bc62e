"""Counts by cause and place: check sheets and marks on a picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.plot_panels import axes_in, name_margin, name_rows
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.numbers import number_text

Size = tuple[float, float]


def draw_check_sheet(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """A circle in each cell as large as its count; cells that stand out have a dark edge and bold number."""
    figure = Sheet(size, theme["panel"])
    counts = np.asarray(result.counts, dtype=float)
    axes = axes_in(figure, theme, left=name_margin(result.rows), right=0.75, top=0.75, bottom=0.4, grid=None)
    hot = {(row, column) for row, column, *_rest in result.hot}
    largest = max(float(counts.max()), 1.0)
    cell = min(
        axes.get_window_extent().width / len(result.columns),
        axes.get_window_extent().height / len(result.rows),
    )
    most = 0.86 * cell * 72 / figure.dpi
    for r, row in enumerate(result.rows):
        for c, column in enumerate(result.columns):
            value = counts[r, c]
            if value <= 0:
                continue
            dark = (row, column) in hot
            axes.plot(
                [c],
                [r],
                marker="o",
                markersize=max(most * np.sqrt(value / largest), 3.0),
                markerfacecolor=theme["bad_soft" if dark else "accent_soft"],
                markeredgecolor=theme["bad" if dark else "accent"],
                markeredgewidth=(2.0 if dark else 0.8) * theme.scale,
            )
            axes.annotate(
                number_text(value, 0),
                (c, r),
                ha="center",
                va="center",
                color=theme["text"],
                fontsize=theme.label,
                weight="bold" if dark else "normal",
            )
    for r, total in enumerate(result.row_totals()):
        axes.annotate(
            number_text(total, 0),
            (1.0, r),
            shares=(True, False),
            offset=(8, 0),
            va="center",
            color=theme["muted"],
            fontsize=theme.label,
            weight="semibold",
        )
    name_rows(axes, theme, result.rows)
    axes.set_xlim(-0.6, len(result.columns) - 0.4)
    shown = [name if len(name) <= 14 else f"{name[:13]}…" for name in result.columns]
    axes.set_xticks(
        range(len(result.columns)),
        [
            f"{name}\n{number_text(total, 0)}"
            for name, total in zip(shown, result.column_totals(), strict=True)
        ],
    )
    axes.tick_params("x", labelcolor=theme["text"], side="second", length=0)
    axes.baseline = False
    return figure


def draw_concentration(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Marks where they lie, the grid with its counts, the fullest cell with a dark edge."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=0.3, right=0.3, grid="both")
    counts = np.asarray(result.counts, dtype=float)
    rows, columns = counts.shape
    axes.plot(
        result.x,
        result.y,
        linestyle="none",
        marker="x",
        markersize=theme.point * 1.3,
        color=theme["text"],
        zorder=3,
    )
    axes.set_xlim(-0.015, 1.015)  # marks on the edge are whole
    axes.set_ylim(1.02, -0.02)
    axes.set_xticks(np.linspace(0, 1, columns + 1), [""] * (columns + 1))
    axes.set_yticks(np.linspace(0, 1, rows + 1), [""] * (rows + 1))
    for r in range(rows):
        for c in range(columns):
            hot = (r, c) == tuple(result.hottest)
            words = number_text(counts[r, c], 0)
            place = _free_place(axes, result, theme, (c / columns, r / rows, 1 / columns, 1 / rows), words)
            axes.annotate(
                words,
                place,
                ha="center",
                va="center",
                color=theme["bad" if hot else "muted"],
                fontsize=theme.label,
                zorder=4,
                behind=(theme["panel"], 0.85),
                weight="bold" if hot else "normal",
            )
    return figure


def _free_place(
    axes: Any, result: Any, theme: ChartTheme, cell: tuple[float, float, float, float], words: str
) -> tuple[float, float]:
    """Where in a cell (left, top, width, height) the middle of its number is farthest from the marks."""
    left, top, wide, high = cell
    box, unit = axes.get_window_extent(), axes.sheet.dpi / 72
    half = 0.35 * theme.label * len(words) * unit + 4, 0.6 * theme.label * unit + 4
    aside, rise = half[0] / box.width, half[1] / box.height
    best, farthest = (left + wide / 2, top + high / 2), -1.0
    for down in (0.0, 1.0, 0.5):
        for across in (0.0, 1.0, 0.5):
            x = left + aside + across * max(wide - 2 * aside, 0.0)
            y = top + rise + down * max(high - 2 * rise, 0.0)
            gaps = np.maximum(
                abs(np.asarray(result.x) - x) * box.width / half[0],
                abs(np.asarray(result.y) - y) * box.height / half[1],
            )
            near = min(float(gaps.min(initial=np.inf)), 1.6)  # far enough: the first such place
            if near > farthest:
                best, farthest = (x, y), near
    return best
