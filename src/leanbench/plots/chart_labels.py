"""The words on a control chart: limits with their values, names of stages, notes of the team, labels of points."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from leanbench.plots.chart_display import percent_suffix
from leanbench.plots.numerals import exact, number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import end_words, spread
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.segments import MANY, places_of, stretches_of
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.words.dates import date_text, iso_start
from leanbench.words.language import _

TICKS = 9
RINGS = 200  # signals looked at for room
MOST_HIDDEN = 1  # points that the words of an earlier stage's center may cover
Notes = Sequence[tuple[int, str]]


def name_stages(
    axes: Plane, chart: Any, panel: Any, theme: ChartTheme, names: bool, axis_words: Any = None
) -> None:
    """Hairlines between stages, and above the first panel the name of each with its n.

    axis_words : the name of the y axis above the panel; it goes a line higher where a stage's name needs its place.
    """
    stretches = stretches_of(panel)
    if len(stretches) < 2:
        return
    unit = axes.sheet.dpi / 72
    box = axes.get_window_extent()
    named = []
    x = places_of(panel)
    for index, (first, last) in enumerate(stretches):
        if index:
            axes.axvline(x[first] - 0.5, color=theme["line"], linewidth=1.0 * theme.scale, zorder=1.5)
        left, right = axes.pixels((x[first] - 0.5, x[last] + 0.5), (0.0, 0.0))[:, 0] / unit
        # The last name may reach over the words of the limits, which stand lower.
        room = right - left + (60 * theme.scale if index == len(stretches) - 1 else 0) - 4 * theme.scale
        info = chart.stages[int(panel.stage[first])]
        named.append([*_fitting(info.name, last - first + 1, room, theme), left, right])
    if not names:
        return
    used = 0.0 if axis_words is None else box.x0 / unit + 0.55 * theme.label * len(str(panel.label)) + 10
    text, wide, left, right = named[0]
    lifted = used + wide > right  # beside the axis words there is no room for the first name
    for place, (text, wide, left, right) in enumerate(named):
        middle = (left + right) / 2
        if place == 0 and not lifted:
            middle = max(middle, used + wide / 2)
        elif wide > right - left:
            middle = left + wide / 2 + 2 * theme.scale
        axes.annotate(
            text,
            ((middle * unit - box.x0) / box.width, 1.0),
            shares=(True, True),
            offset=(0, 7 * theme.scale),
            ha="center",
            va="bottom",
            color=theme["text"],
            fontsize=theme.label,
            weight="semibold",
        )
    if lifted and axis_words is not None:
        axis_words.offset = (-2, 7 * theme.scale + 1.5 * theme.label)


def _fitting(name: str, n: int, room: float, theme: ChartTheme) -> tuple[str, float]:
    """The name of a stage with its n, shortened until it has room, and its width in points; empty at the last."""
    letter = 0.58 * theme.label
    for text in (f"{name} · n = {n}", name, f"{name[: max(int(room / letter) - 1, 0)].rstrip()}…"):
        if letter * len(text) <= room:
            return text, letter * len(text)
    return "", 0.0


def write_notes(axes: Plane, panel: Any, x: Any, theme: ChartTheme, notes: Notes) -> None:
    """The team's words beside points, muted; on the side of the point where the fewest points lie."""
    n = len(panel.points)
    if not notes:
        return
    spots = pixels(axes, panel, 0, n - 1) if n < MANY else np.empty((0, 2))
    unit = axes.sheet.dpi / 72
    for point, text in notes:
        if not (0 <= point < n) or not np.isfinite(panel.points[point]):
            continue
        lines = textwrap.wrap(text, 34)[:2]
        size = (0.56 * theme.text * max(map(len, lines)) * unit, 1.35 * theme.text * len(lines) * unit)
        at = axes.pixels((x[point],), (panel.points[point],))[0]
        lines_at = [float(line[point]) for line in (panel.lcl, panel.center, panel.ucl)]
        rows = axes.pixels((0.0, 0.0, 0.0), lines_at)
        rows = rows[np.isfinite(rows[:, 1])]
        dx, dy = _free_side(axes, spots, rows[:, 1] if len(rows) else rows, at, size, 9 * theme.scale * unit)
        axes.annotate(
            "\n".join(lines),
            (x[point], panel.points[point]),
            offset=(dx / unit, dy / unit),
            ha="left",
            va="bottom",
            color=theme["muted"],
            fontsize=theme.text,
            zorder=7,
            behind=(theme["panel"], 0.8),
            pointing=(theme["line"], 0.7 * theme.scale),
        )


def _free_side(
    axes: Plane, spots: Any, rows: Any, at: Any, size: tuple[float, float], gap: float
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


def mark_frozen(axes: Plane, theme: ChartTheme, frozen: int, at: float, *, words: bool) -> None:
    """Where on the axis the points end that set the limits for all."""
    axes.axvline(at, color=theme["line"], linewidth=1.0 * theme.scale, linestyle=(0, (2, 2)), zorder=1.5)
    if words:
        axes.annotate(
            _("limits set by the first {frozen}").format(frozen=frozen),
            (at, 0.0),
            shares=(False, True),
            offset=(5 * theme.scale, 4 * theme.scale),
            color=theme["muted"],
            fontsize=theme.text,
            zorder=4.5,
        )


def label_limits(axes: Plane, chart: Any, panel: Any, theme: ChartTheme, target: float | None) -> None:
    """The values of the last stage's lines at the right end, moved apart where they would touch."""
    if len(panel.points) == 0:
        return
    end = percent_suffix(chart)
    lines = [
        (float(panel.ucl[-1]), _("UCL {ucl}{end}").format(ucl=number(panel.ucl[-1]), end=end), "bad"),
        (float(panel.center[-1]), f"{CHARTS[chart.method].center} {number(panel.center[-1])}{end}", "good"),
        (float(panel.lcl[-1]), _("LCL {lcl}{end}").format(lcl=number(panel.lcl[-1]), end=end), "bad"),
    ]
    if target is not None:
        lines.append((target, _("Target {target}{end}").format(target=exact(target), end=end), "accent"))
    lines = sorted((line for line in lines if np.isfinite(line[0])), key=lambda line: line[0])
    bottom, top = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.sheet.dpi
    gap = (theme.label + 3 * theme.scale) * (top - bottom) / max(height, 1)
    places = spread([line[0] for line in lines], gap)
    for (_value, text, role), place in zip(lines, places, strict=True):
        end_words(axes, theme, place, text, role, theme.label, 6)


def label_inside(axes: Plane, chart: Any, panel: Any, first: int, last: int, theme: ChartTheme) -> None:
    """The values of an earlier stage's lines, on the line at its right end, where it has room."""
    if last - first + 1 < 0.12 * len(panel.points):
        return
    spots = pixels(axes, panel, first, last) if last - first < MANY else np.empty((0, 2))
    spots = np.concatenate((spots, _rings(axes, panel, first, last, theme)))
    upper: tuple[float, float, float] | None = (
        None  # end of the words of the upper limit, its value, room left
    )
    upper_wide = 0.0
    x = places_of(panel)
    begin, finish = float(x[first]) - 0.5, float(x[last]) + 0.5
    for values, word, role in (
        (panel.ucl, "UCL", "bad"),
        (panel.center, CHARTS[chart.method].center, "good"),
        (panel.lcl, "LCL", "bad"),
    ):
        value = float(values[last])
        if not np.isfinite(value) or (word == "LCL" and value == 0):
            continue  # a lower limit of zero lies on the axis and says nothing
        text = f"{word} {number(value)}{percent_suffix(chart)}"
        wide = 0.58 * theme.text * len(text) + 4 * theme.scale
        place, above, hidden = _free_place(axes, spots, value, begin, finish, wide, theme)
        aside = 5 * theme.scale
        if role == "good" and hidden > MOST_HIDDEN and upper is not None and wide <= upper[2]:
            # No place on the line is free: the words stand beside those of the upper limit, not over points.
            place, value, above, aside = upper[0], upper[1], True, aside + upper_wide
        elif word == "UCL":
            unit = axes.sheet.dpi / 72
            start, end = axes.pixels((begin, place), (value, value))[:, 0]
            upper_wide = wide + 6 * theme.scale
            upper = (place, value, (end - start) / unit - upper_wide) if above else None
        axes.annotate(
            text,
            (place, value),
            offset=(-aside, (2 if above else -2) * theme.scale),
            ha="right",
            va="bottom" if above else "top",
            color=theme[role],
            fontsize=theme.text,
            zorder=4.5,  # over the line between points, below the rings of signals
            behind=(theme["panel"], 0.8),
            weight="semibold",
        )


def pixels(axes: Plane, panel: Any, first: int, last: int) -> Any:
    """Where the points of a stage lie, in pixels, with the middles of the lines between them."""
    at = axes.pixels(places_of(panel)[first : last + 1].astype(float), panel.points[first : last + 1])
    at = at[np.isfinite(at[:, 1])]
    return np.concatenate((at, (at[1:] + at[:-1]) / 2)) if len(at) > 1 else at


def _rings(axes: Plane, panel: Any, first: int, last: int, theme: ChartTheme) -> Any:
    """The edges of the rings around signals in pixels: words must keep clear of them too."""
    at = panel.signaling()
    at = at[(at >= first) & (at <= last)][:RINGS]
    middle = axes.pixels(places_of(panel)[at], np.asarray(panel.points, dtype=float)[at])
    radius = 1.4 * theme.point * axes.sheet.dpi / 72
    ways = ((-1, 0), (1, 0), (0, -1), (0, 1))
    return np.concatenate([middle + radius * np.array(way) for way in ways]) if at.size else np.empty((0, 2))


def _free_place(
    axes: Plane, spots: Any, value: float, begin: float, finish: float, wide: float, theme: ChartTheme
) -> tuple[float, bool, int]:
    """Where a label on a line hides the fewest points: its right end, is it above the line, how many it hides.

    wide : the width of the label in points. Middles of the lines between points count like points.
    """
    unit = axes.sheet.dpi / 72
    width, height = (wide + 5 * theme.scale) * unit, 15 * theme.scale * unit
    (left, base), (right, _base) = axes.pixels((begin, finish), (value, value))
    if len(spots) == 0 or right - left < 2 * width:
        return finish, True, 0
    ends = np.linspace(right, left + width, 24)
    found = []
    box = axes.get_window_extent()
    for above in (True, False):
        low, high = (base - 2 * unit, base + height) if above else (base - height, base + 2 * unit)
        if not above and low < box.y0:
            continue
        near = np.sort(spots[(spots[:, 1] > low) & (spots[:, 1] < high), 0])
        behind = np.searchsorted(near, ends) - np.searchsorted(near, ends - width)
        best = int(np.argmin(behind))
        found.append((int(behind[best]), not above, float(ends[best])))
    hidden, below, best_end = min(found)
    per_point = (right - left) / (finish - begin)
    return begin + (best_end - left) / per_point, not below, hidden


def label_points(axes: Plane, chart: Any, theme: ChartTheme, *, shown: bool) -> None:
    """The points' own labels (dates, subgroups) where the chart has them, else their numbers."""
    labels = chart.labels
    n = len(chart.panels[0].points)
    x = places_of(chart.panels[0])
    if not shown:
        axes.tick_params("x", shown=False, length=0)
        return
    if labels and len(labels) == n:
        shown_labels = [short_label(str(label)) for label in (labels[0], labels[n // 2], labels[-1])]
        wide = (
            0.6 * theme.text * max(map(len, shown_labels)) + 14 * theme.scale
        )  # points that one label needs
        room = axes.get_window_extent().width * 72 / axes.sheet.dpi
        step = max(1, -(-n // min(TICKS, max(int(room / wide), 2))))
        at = list(range(0, n, step))
        axes.set_xticks(x[at].tolist(), [short_label(str(labels[index])) for index in at])
    elif chart.panels[0].places is not None:
        at = list(range(0, n, max(1, -(-n // TICKS))))
        axes.set_xticks(x[at].tolist(), [str(index + 1) for index in at])
    else:
        axes.tick_params("x", most=TICKS, whole=True)


def short_label(label: str) -> str:
    """An ISO date as people write it on an axis, Jan 6 ’25; other labels cut to what fits."""
    day = iso_start(label) if _ISO_DAY.match(label) else None
    if day is not None:
        month_and_day, _ignored, year = date_text(day, short=True).rpartition(", ")
        return f"{month_and_day} ’{year[2:]}{label[10:]}" if month_and_day else f"{year}{label[10:]}"
    return label if len(label) <= 14 else f"{label[:13]}…"


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
