"""The words on a control chart: limits with their values, names of stages, notes of the team, labels of points."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from leanbench.charts.numerals import exact, number
from leanbench.charts.presentation import suffix
from leanbench.charts.segments import MANY, stretches_of
from leanbench.charts.theme import ChartTheme, font

TICKS = 9
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Notes = Sequence[tuple[int, str]]


def name_stages(axes: Axes, chart: Any, panel: Any, theme: ChartTheme, names: bool) -> None:
    """Hairlines between stages, and above the first panel the name of each with its n."""
    stretches = stretches_of(panel)
    if len(stretches) < 2:
        return
    for index, (first, last) in enumerate(stretches):
        if index:
            axes.axvline(first + 0.5, color=theme["line"], linewidth=1.0 * theme.scale, zorder=1.5)
        if names:
            info = chart.stages[int(panel.stage[first])]
            axes.annotate(
                f"{info.name} · n = {last - first + 1}",
                (_stage_middle(axes, panel, theme, first, last), 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 7 * theme.scale),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color=theme["text"],
                fontsize=theme.label,
                annotation_clip=False,
                **font("semibold"),
            )


def _stage_middle(axes: Axes, panel: Any, theme: ChartTheme, first: int, last: int) -> float:
    """The middle of a stage; of the first one moved right where the words of the axis stand."""
    middle = (first + last) / 2 + 1
    if first > 0:
        return middle
    unit = axes.figure.dpi / 72
    words = (0.53 * theme.label * (len(str(panel.label)) + 8) + 12) * unit  # the axis words and half a name
    left = axes.get_window_extent().x0
    return max(middle, float(axes.transData.inverted().transform((left + words, 0))[0]))


def write_notes(axes: Axes, panel: Any, x: Any, theme: ChartTheme, notes: Notes) -> None:
    """The team's words beside points, muted; on the side of the point where the fewest points lie."""
    n = len(panel.points)
    if not notes:
        return
    spots = pixels(axes, panel, 0, n - 1) if n < MANY else np.empty((0, 2))
    unit = axes.figure.dpi / 72
    for point, text in notes:
        if not (0 <= point < n) or not np.isfinite(panel.points[point]):
            continue
        lines = textwrap.wrap(text, 34)[:2]
        size = (0.56 * theme.text * max(map(len, lines)) * unit, 1.35 * theme.text * len(lines) * unit)
        at = axes.transData.transform((x[point], panel.points[point]))
        lines_at = [float(line[point]) for line in (panel.lcl, panel.center, panel.ucl)]
        rows = axes.transData.transform([(0.0, value) for value in lines_at if np.isfinite(value)])
        dx, dy = _free_side(axes, spots, rows[:, 1] if len(rows) else rows, at, size, 9 * theme.scale * unit)
        axes.annotate(
            "\n".join(lines),
            (x[point], panel.points[point]),
            xytext=(dx / unit, dy / unit),
            textcoords="offset points",
            ha="left",
            va="bottom",
            color=theme["muted"],
            fontsize=theme.text,
            zorder=7,
            arrowprops={
                "arrowstyle": "-",
                "color": theme["line"],
                "linewidth": 0.7 * theme.scale,
                "shrinkB": 3,
            },
            **font(),
        )


def _free_side(
    axes: Axes, spots: Any, rows: Any, at: Any, size: tuple[float, float], gap: float
) -> tuple[float, float]:
    """Offset in pixels of a note's lower left corner: inside the axes, over the fewest points and no line."""
    width, height = size
    box = axes.get_window_extent()
    best, least = (gap, gap), np.inf
    for rise in (0.4 * gap, 2.5 * gap, 5 * gap, -height - 0.4 * gap, -height - 2.5 * gap, -height - 5 * gap):
        for aside in (gap, -width / 2, -width - gap):
            left, bottom = at[0] + aside, at[1] + rise
            outside = left < box.x0 or left + width > box.x1 or bottom < box.y0 or bottom + height > box.y1
            inside = (spots[:, 0] > left - 3) & (spots[:, 0] < left + width + 3)
            inside &= (spots[:, 1] > bottom - 3) & (spots[:, 1] < bottom + height + 3)
            crossed = np.count_nonzero((rows > bottom - 2) & (rows < bottom + height + 2))
            cost = float(np.count_nonzero(inside)) + 1.5 * crossed + 100.0 * outside + 0.02 * abs(rise) / gap
            if cost < least:
                best, least = (aside, rise), cost
    return best


def mark_frozen(axes: Axes, theme: ChartTheme, frozen: int, *, words: bool) -> None:
    """Where the points end that set the limits for all."""
    axes.axvline(
        frozen + 0.5, color=theme["line"], linewidth=1.0 * theme.scale, linestyle=(0, (2, 2)), zorder=1.5
    )
    if words:
        axes.annotate(
            f"limits set by the first {frozen}",
            (frozen + 0.5, 0.0),
            xycoords=("data", "axes fraction"),
            xytext=(5 * theme.scale, 4 * theme.scale),
            textcoords="offset points",
            color=theme["muted"],
            fontsize=theme.text,
            zorder=4.5,
            **font(),
        )


def label_limits(axes: Axes, chart: Any, panel: Any, theme: ChartTheme, target: float | None) -> None:
    """The values of the last stage's lines at the right end, moved apart where they would touch."""
    if len(panel.points) == 0:
        return
    end = suffix(chart)
    lines = [
        (float(panel.ucl[-1]), f"UCL {number(panel.ucl[-1])}{end}", "bad"),
        (float(panel.center[-1]), f"{center_name(chart, panel)} {number(panel.center[-1])}{end}", "good"),
        (float(panel.lcl[-1]), f"LCL {number(panel.lcl[-1])}{end}", "bad"),
    ]
    if target is not None:
        lines.append((target, f"Target {exact(target)}{end}", "accent"))
    lines = sorted((line for line in lines if np.isfinite(line[0])), key=lambda line: line[0])
    bottom, top = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.figure.dpi
    gap = (theme.label + 3 * theme.scale) * (top - bottom) / max(height, 1)
    places = spread([line[0] for line in lines], gap)
    for (_value, text, role), place in zip(lines, places, strict=True):
        axes.annotate(
            text,
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(6 * theme.scale, 0),
            textcoords="offset points",
            va="center",
            ha="left",
            color=theme[role],
            fontsize=theme.label,
            annotation_clip=False,
            **font("semibold"),
        )


def label_inside(axes: Axes, chart: Any, panel: Any, first: int, last: int, theme: ChartTheme) -> None:
    """The values of an earlier stage's lines, on the line at its right end, where it has room."""
    if last - first + 1 < 0.12 * len(panel.points):
        return
    spots = pixels(axes, panel, first, last) if last - first < MANY else np.empty((0, 2))
    for values, word, role in (
        (panel.ucl, "UCL", "bad"),
        (panel.center, center_name(chart, panel), "good"),
        (panel.lcl, "LCL", "bad"),
    ):
        value = float(values[last])
        if not np.isfinite(value) or (word == "LCL" and value == 0):
            continue  # a lower limit of zero lies on the axis and says nothing
        axes.annotate(
            f"{word} {number(value)}{suffix(chart)}",
            (_free_place(axes, spots, value, first, last, theme), value),
            xytext=(-5 * theme.scale, 2 * theme.scale),
            textcoords="offset points",
            ha="right",
            va="bottom",
            color=theme[role],
            fontsize=theme.text,
            zorder=4.5,  # over the line between points, below the rings of signals
            bbox={"facecolor": theme["panel"], "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
            **font("semibold"),
        )


def pixels(axes: Axes, panel: Any, first: int, last: int) -> Any:
    """Where the points of a stage lie, in pixels, with the middles of the lines between them."""
    x = np.arange(first + 1, last + 2, dtype=float)
    at = axes.transData.transform(
        np.column_stack((x, np.asarray(panel.points, dtype=float)[first : last + 1]))
    )
    at = at[np.isfinite(at[:, 1])]
    return np.concatenate((at, (at[1:] + at[:-1]) / 2)) if len(at) > 1 else at


def _free_place(axes: Axes, spots: Any, value: float, first: int, last: int, theme: ChartTheme) -> float:
    """The right end of a label on a line where the fewest points lie behind it; the right end of the stage if free."""
    unit = axes.figure.dpi / 72
    width, height = 58 * theme.scale * unit, 15 * theme.scale * unit
    left, base = axes.transData.transform((first + 0.5, value))
    right = axes.transData.transform((last + 1.5, value))[0]
    if len(spots) == 0 or right - left < 2 * width:
        return last + 1.5
    near = np.sort(spots[(spots[:, 1] > base - 2 * unit) & (spots[:, 1] < base + height), 0])
    ends = np.linspace(right, left + width, 24)
    behind = np.searchsorted(near, ends) - np.searchsorted(near, ends - width)
    best = ends[int(np.argmin(behind))]
    return float(axes.transData.inverted().transform((best, base))[0])


def spread(values: list[float], gap: float) -> list[float]:
    """Rising positions at least `gap` apart, each as near its value as that allows."""
    places = list(values)
    for _ in range(20):
        moved = False
        for index in range(1, len(places)):
            lack = gap - (places[index] - places[index - 1])
            if lack > 1e-12:
                places[index - 1] -= lack / 2
                places[index] += lack / 2
                moved = True
        if not moved:
            break
    return places


def label_points(axes: Axes, chart: Any, theme: ChartTheme, *, shown: bool) -> None:
    """The points' own labels (dates, subgroups) where the chart has them, else their numbers."""
    labels = chart.labels
    n = len(chart.panels[0].points)
    if not shown:
        axes.tick_params(axis="x", labelbottom=False)
        return
    if labels and len(labels) == n:
        shown_labels = [short_label(str(label)) for label in (labels[0], labels[n // 2], labels[-1])]
        wide = (
            0.6 * theme.text * max(map(len, shown_labels)) + 14 * theme.scale
        )  # points that one label needs
        room = axes.get_window_extent().width * 72 / axes.figure.dpi
        step = max(1, -(-n // min(TICKS, max(int(room / wide), 2))))
        at = list(range(0, n, step))
        axes.set_xticks([index + 1 for index in at], [short_label(str(labels[index])) for index in at])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(TICKS, integer=True))


def short_label(label: str) -> str:
    """An ISO date as people write it on an axis, 6 Jan 25; other labels cut to what fits."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})(.*)$", label)
    if match:
        year, month, day, rest = match.groups()
        return f"{int(day)} {MONTHS[int(month) - 1]} {year[2:]}{rest}" if 1 <= int(month) <= 12 else label
    return label if len(label) <= 14 else f"{label[:13]}…"


def center_name(chart: Any, panel: Any) -> str:
    """What the centre line is: a median on run, G and T charts, a mean elsewhere."""
    return "Median" if chart.method in {"run", "g", "t"} else "Mean"
