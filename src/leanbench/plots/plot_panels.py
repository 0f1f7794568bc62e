"""What many pictures share: a place for axes with margins in inches, headings, boxes, intervals, marked values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from leanbench.plots.plane import Grid, Plane
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.numbers import significant_text

Box = tuple[float, float, float, float]  # left, bottom, width, height as shares of the figure
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
DASHED = (0, (5, 3))
DOTTED = (0, (1, 2))
MANY = 3_000  # dots of one group beyond which only the box and the far values are drawn
# Fills that differ in gray as well: plain, striped, tinted, dotted ...
FILLS = (
    ("accent_soft", ""), ("panel", "////"), ("panel", ""), ("panel", "...."), ("accent_soft", "\\\\\\\\"),
    ("panel", "xxxx"),
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


def axes_in(
    figure: Sheet,
    theme: ChartTheme,
    box: Box = WHOLE,
    *,
    left: float = 0.62,
    right: float = 0.25,
    top: float = 0.42,
    bottom: float = 0.5,
    grid: Grid = "y",
) -> Plane:
    """A plane inside a part of the figure, with margins in inches that grow with the type."""
    width, height = figure.size
    s = theme.scale
    place = (
        box[0] + left * s / width,
        box[1] + bottom * s / height,
        max(box[2] - (left + right) * s / width, 0.05),
        max(box[3] - (top + bottom) * s / height, 0.05),
    )
    return Plane(figure, place, theme, grid=grid)


def heading(axes: Plane, theme: ChartTheme, text: str) -> None:
    """What a panel shows, above its left corner."""
    axes.annotate(
        text,
        (0.0, 1.0),
        shares=(True, True),
        offset=(0, 7 * theme.scale),
        color=theme["text"],
        fontsize=theme.label,
        ha="left",
        va="bottom",
        weight="semibold",
    )


def name_rows(axes: Plane, theme: ChartTheme, names: Sequence[str], width: int = 22) -> None:
    """Names at the left of horizontal rows, the first on top."""
    shown = ["\n".join(_wrapped(name, width)) or " " for name in names]
    axes.set_yticks(range(len(names)), shown)
    axes.tick_params(axis="y", labelcolor=theme["text"], labelsize=theme.label)
    axes.set_ylim(len(names) - 0.4, -0.6)


def name_margin(names: Sequence[str], width: int = 22) -> float:
    """Inches that the names at the left need."""
    longest = max((len(line) for name in names for line in _wrapped(name, width)), default=4)
    return 0.22 + 0.072 * longest


def _wrapped(name: str, width: int) -> list[str]:
    """At most two lines of a name; a line break of its own is kept."""
    return [line for part in name.split("\n") for line in textwrap.wrap(part, width)[:2]][:3]


def mark_value(
    axes: Plane, theme: ChartTheme, value: float, text: str, role: str, style: Any = DASHED, lift: int = 0
) -> None:
    """A vertical line with its words above the picture, `lift` lines higher where others are near."""
    unit = 72 / axes.sheet.dpi
    middle = (axes.pixels((value,), (0.0,))[0, 0] - axes.box.x0) * unit
    named = [words for words in axes.texts if words.xy == (0.0, 1.0)]
    rise = (4 + 11 * lift) * theme.scale
    if any(middle - 0.3 * theme.text * len(text) < 0.6 * theme.label * len(words.text) for words in named):
        rise += 4 * theme.scale + 1.2 * theme.label  # over the name of the scale
    axes.axvline(value, color=theme[role], linewidth=theme.limit, linestyle=style, zorder=2)
    axes.annotate(
        text,
        (value, 1.0),
        shares=(False, True),
        offset=(0, rise),
        ha="center",
        va="bottom",
        color=theme[role],
        fontsize=theme.text,
        weight="semibold",
    )


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


def end_words(
    axes: Plane, theme: ChartTheme, at: float, text: str, role: str, size: float, gap: float = 5
) -> None:
    """Words of a level beside its right end; `gap` in points of an unscaled theme."""
    axes.annotate(
        text,
        (1.0, at),
        shares=(True, False),
        offset=(gap * theme.scale, 0),
        ha="left",
        va="center",
        color=theme[role],
        fontsize=size,
        weight="semibold",
    )


def mark_level(
    axes: Plane, theme: ChartTheme, value: float, text: str, role: str, style: Any = DASHED
) -> None:
    """A horizontal line with its words at the right end."""
    axes.axhline(value, color=theme[role], linewidth=theme.limit, linestyle=style, zorder=2)
    end_words(axes, theme, value, text, role, theme.text)


def interval(
    axes: Plane, theme: ChartTheme, at: float, value: float, low: float, high: float, role: str
) -> None:
    """A value with its interval on a horizontal row; an arrow where the interval has no end."""
    left, right = axes.get_xlim()
    ends = (low if np.isfinite(low) else left, high if np.isfinite(high) else right)
    axes.plot(ends, (at, at), color=theme[role], linewidth=2.0 * theme.scale, solid_capstyle="butt", zorder=4)
    for end, open_end, marker in (
        (ends[0], not np.isfinite(low), "<"),
        (ends[1], not np.isfinite(high), ">"),
    ):
        axes.plot(
            [end],
            [at],
            marker=marker if open_end else "|",
            markersize=theme.point * (1.5 if open_end else 2.0),
            color=theme[role],
            markeredgewidth=1.4 * theme.scale,
            zorder=4,
        )
    axes.plot(
        [value],
        [at],
        marker="D",
        markersize=theme.point * 1.5,
        color=theme[role],
        markeredgecolor=theme["panel"],
        zorder=5,
    )


def box_row(axes: Plane, theme: ChartTheme, at: float, values: Any, *, half: float = 0.27) -> None:
    """One horizontal box: dots of all values (far ones only when there are very many), quartiles, median, mean."""
    x = np.sort(np.asarray(values, dtype=float))
    if x.size == 0:
        return
    q1, median, q3 = np.quantile(x, [0.25, 0.5, 0.75])
    reach = 1.5 * (q3 - q1)
    inside = x[(x >= q1 - reach) & (x <= q3 + reach)]
    far = (x < q1 - reach) | (x > q3 + reach)
    shown = x if x.size <= MANY else x[far]
    if shown.size:
        jitter = _jitter(shown.size) * half * 0.9
        axes.plot(
            shown,
            at + jitter,
            linestyle="none",
            marker="o",
            markersize=theme.point * (0.8 if shown.size < 300 else 0.55),
            markerfacecolor=theme["muted"],
            markeredgecolor="none",
            alpha=0.75 if shown.size < 300 else 0.45 if shown.size < 1000 else 0.2,
            zorder=2,
        )
    if x.size >= 4:
        axes.fill_between(
            [q1, q3],
            at - half,
            at + half,
            color=theme["accent_soft"],
            edgecolor=theme["accent"],
            alpha=0.75,
            linewidth=1.0 * theme.scale,
            zorder=1.5,
        )
        for one, other in ((inside[0], q1), (q3, inside[-1])):
            axes.plot((one, other), (at, at), color=theme["accent"], linewidth=1.0 * theme.scale, zorder=1.6)
        axes.plot(
            (median, median),
            (at - half, at + half),
            color=theme["accent"],
            linewidth=2.2 * theme.scale,
            solid_capstyle="butt",
            zorder=3,
        )
    axes.plot(
        [float(x.mean())],
        [at],
        marker="D",
        markersize=theme.point * 1.5,
        color=theme["text"],
        markeredgecolor=theme["panel"],
        zorder=4,
    )


def _jitter(n: int) -> Any:
    """Places between -1 and 1 that spread evenly and are the same every time."""
    return 2.0 * ((np.arange(n) * 0.6180339887498949) % 1.0) - 1.0


def mark_levels(axes: Plane, theme: ChartTheme, lines: Sequence[tuple[float, str, str, Any]]) -> None:
    """Several horizontal lines (value, words, role, style) with their words moved apart; the range must be set."""
    rows = sorted(lines, key=lambda line: line[0])
    bottom, top = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.sheet.dpi
    gap = (theme.text + 2.5 * theme.scale) * (top - bottom) / max(height, 1.0)
    for (value, words, role, style), place in zip(rows, spread([row[0] for row in rows], gap), strict=True):
        axes.axhline(value, color=theme[role], linewidth=theme.limit, linestyle=style, zorder=2)
        end_words(axes, theme, place, words, role, theme.text)


def widen(axes: Plane, values: Sequence[float], share: float = 0.06, axis: str = "x") -> None:
    """Set the range so that all finite values have a little air."""
    known = np.array([value for value in values if np.isfinite(value)], dtype=float)
    if known.size == 0:
        return
    low, high = float(known.min()), float(known.max())
    air = share * (high - low) or max(abs(high), 1.0) * 0.1
    if axis == "x":
        axes.set_xlim(low - air, high + air)
    else:
        axes.set_ylim(low - air, high + air)


def note(
    axes: Plane, theme: ChartTheme, text: str, x: float = 1.0, y: float = 1.0, ha: str = "right"
) -> None:
    """A few muted words in a corner of a panel."""
    axes.annotate(
        text,
        (x, y),
        shares=(True, True),
        offset=(0, 7 * theme.scale),
        ha=ha,
        va="bottom",
        color=theme["muted"],
        fontsize=theme.text,
    )


def percent_ticks(axes: Plane, axis: str = "x") -> None:
    """Ticks with a percent sign."""
    which = axes.xaxis if axis == "x" else axes.yaxis
    which.set_major_formatter(lambda value: f"{significant_text(value, 6)}%")
