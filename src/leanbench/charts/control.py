"""Control charts and run charts: points, centre line, limits with their values, signals, stages.

What a reader must never lose: a signal. Above `MANY` points the line is thinned to the lowest and
highest point of each pixel column, and every signal and excluded point is drawn all the same.
Meaning never rests on colour alone: limits are dashed, the target dotted, a signal is a ring with the
number of its test, an excluded point a cross.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from leanbench.charts.presentation import in_chart_units, presented, suffix
from leanbench.charts.theme import ChartTheme, axis_label, font, new_figure, style_axes

MANY = 5_000
RINGS = 800  # beyond this many, rings closer than SQUARE pixels are drawn as one
SQUARE = 4.0
SIGNALS_NAMED = 40  # beyond this many the numbers would cover the points
TICKS = 9
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Notes = Sequence[tuple[int, str]]


def draw(
    chart: Any,
    theme: ChartTheme,
    size: tuple[float, float],
    *,
    target: float | None = None,
    notes: Notes = (),
) -> Figure:
    """A figure with one panel above the other, sharing the order of the points.

    notes : (point, text) written beside points of the first panel.
    """
    target = in_chart_units(chart, target)
    chart = presented(chart)
    figure = new_figure(theme, size)
    pictures = _pictures(chart)
    heights = [1.0 if index == 0 else 0.5 for index in range(len(pictures))]
    width, height = size
    margin = {"left": 0.62, "right": 1.05, "top": 0.5, "bottom": 0.38}  # inches, whatever the size
    grid = figure.add_gridspec(
        len(pictures),
        1,
        height_ratios=heights,
        hspace=0.42 * len(pictures) / max(height - 0.9, 1.0),
        left=margin["left"] * theme.scale / width,
        right=1 - margin["right"] * theme.scale / width,
        top=1 - margin["top"] * theme.scale / height,
        bottom=margin["bottom"] * theme.scale / height,
    )
    first: Axes | None = None
    for index, panels in enumerate(pictures):
        axes = figure.add_subplot(grid[index], sharex=first)
        first = first or axes
        for order, panel in enumerate(panels):
            goal = target if index + order == 0 else None
            first_one = index + order == 0
            own = notes if first_one else ()
            draw_panel(axes, chart, panel, theme, target=goal, names=first_one, notes=own)
        axes.panel_names = tuple(panel.name for panel in panels)  # type: ignore[attr-defined] # for pointing at points
        label_points(axes, chart, theme, shown=index == len(pictures) - 1)
    return figure


def _pictures(chart: Any) -> list[list[Any]]:
    """The panels of each picture: both sides of a CUSUM share one, all others stand alone."""
    if chart.method == "cusum":
        return [list(chart.panels)]
    return [[panel] for panel in chart.panels]


def draw_panel(
    axes: Axes,
    chart: Any,
    panel: Any,
    theme: ChartTheme,
    *,
    target: float | None = None,
    names: bool = True,
    notes: Notes = (),
) -> None:
    """One panel on `axes`: used by the chart itself and by the six-panel capability page."""
    style_axes(axes, theme)
    axis_label(axes, theme, y=panel.label)
    n = len(panel.points)
    x = np.arange(1, n + 1)
    stretches = stretches_of(panel)
    for first, last in stretches:
        _draw_stage(axes, panel, x, first, last, theme)
    if target is not None:
        axes.axhline(target, color=theme["accent"], linewidth=theme.limit, linestyle=(0, (1, 2)), zorder=2)
    _draw_points(axes, panel, x, theme)
    _draw_signals(axes, panel, x, theme)
    _draw_stage_names(axes, chart, panel, theme, names)
    _set_range(axes, panel, n, target)
    for first, last in stretches[:-1]:
        _label_inside(axes, chart, panel, first, last, theme)
    _label_limits(axes, chart, panel, theme, target)
    _write_notes(axes, panel, x, theme, notes)


# --- the parts ----------------------------------------------------------------------------------


def stretches_of(panel: Any) -> list[tuple[int, int]]:
    """(first, last) point of each run of equal stage numbers."""
    stages = np.asarray(panel.stage)
    if stages.size == 0:
        return []
    if stages.strides == (0,) or stages[0] == stages[-1] == stages.max() == stages.min():
        return [(0, stages.size - 1)]
    cuts = np.flatnonzero(stages[1:] != stages[:-1]) + 1
    firsts = [0, *cuts.tolist()]
    lasts = [*(cut - 1 for cut in cuts.tolist()), stages.size - 1]
    return list(zip(firsts, lasts, strict=True))


def _draw_stage(axes: Axes, panel: Any, x: Any, first: int, last: int, theme: ChartTheme) -> None:
    """Centre and limits of one stage; steps where the limits follow the sample size."""
    lines = [
        _steps(np.asarray(line)[first : last + 1], first) for line in (panel.center, panel.lcl, panel.ucl)
    ]
    center, lower, upper = lines
    plain = len(lower[0]) == 2 == len(upper[0])
    if theme.name != "print" and (plain or last - first < MANY) and np.isfinite(lower[1]).any():
        if plain:
            axes.fill_between(
                lower[0], lower[1], upper[1], color=theme["accent_soft"], alpha=0.45, linewidth=0, zorder=1
            )
        else:
            edges = np.arange(first + 0.5, last + 2)
            low, high = (_ends(np.asarray(line)[first : last + 1]) for line in (panel.lcl, panel.ucl))
            soft = theme["accent_soft"]
            axes.fill_between(edges, low, high, step="pre", color=soft, alpha=0.45, linewidth=0, zorder=1)
    for (places, values), role, style in (
        (center, "good", "-"),
        (lower, "bad", (0, (5, 3))),
        (upper, "bad", (0, (5, 3))),
    ):
        if np.isfinite(values).any():
            axes.plot(places, values, color=theme[role], linewidth=theme.limit, linestyle=style, zorder=2)


def _steps(line: Any, first: int) -> tuple[Any, Any]:
    """A line as corners: two where it is constant, stairs where it varies, thinned where it has very many."""
    n = line.size
    if line.strides == (0,) or np.all(line == line[0]) or not np.isfinite(line).any():
        return np.array([first + 0.5, first + n + 0.5]), np.array([line[0], line[0]], dtype=float)
    if n > MANY:
        return thin(np.arange(first + 1, first + n + 1), line)
    edges = np.arange(first + 0.5, first + n + 1)
    return np.repeat(edges, 2)[1:-1], np.repeat(line, 2)


def _ends(values: Any) -> Any:
    """Values for a step drawing "pre": the first one twice."""
    return np.concatenate((values[:1], values))


def _draw_points(axes: Axes, panel: Any, x: Any, theme: ChartTheme) -> None:
    points = np.asarray(panel.points, dtype=float)
    excluded = np.asarray(panel.excluded, dtype=bool)
    many = len(points) > MANY
    for first, last in stretches_of(panel):
        span = slice(first, last + 1)
        shown_x, shown = thin(x[span], points[span]) if many else (x[span], points[span])
        axes.plot(
            shown_x,
            shown,
            color=theme["muted"],
            linewidth=theme.line * (0.6 if many else 1.0),
            marker="" if len(points) > 400 else "o",
            markersize=theme.point,
            markerfacecolor=theme["text"],
            markeredgecolor="none",
            zorder=3,
        )
    if excluded.any():
        axes.plot(
            x[excluded],
            points[excluded],
            linestyle="none",
            marker="x",
            markersize=theme.point * 2,
            markeredgewidth=1.4 * theme.scale,
            color=theme["caution"],
            zorder=5,
        )


def thin(x: Any, y: Any, columns: int = 1_600) -> tuple[Any, Any]:
    """For very many points: the lowest and the highest of each of `columns` pixel columns, in order."""
    size = len(y) // columns
    if size < 2:
        return x, y
    whole = size * columns
    blocks = y[:whole].reshape(columns, size)
    starts = np.arange(columns) * size
    pick = np.unique(
        np.concatenate((starts + blocks.argmin(1), starts + blocks.argmax(1), np.arange(whole, len(y))))
    )
    return x[pick], y[pick]


def _draw_signals(axes: Axes, panel: Any, x: Any, theme: ChartTheme) -> None:
    """A ring on every point that fails a test, with the tests' numbers beside it while there is room."""
    if not panel.signals:
        return
    at = np.unique(np.fromiter((signal.point for signal in panel.signals), dtype=np.int64))
    points = np.asarray(panel.points, dtype=float)
    ringed = at if at.size <= RINGS else _apart(axes, x, points, at)
    axes.plot(
        x[ringed],
        points[ringed],
        linestyle="none",
        marker="o",
        markersize=theme.point * (2.2 if at.size <= RINGS else 1.6),
        markerfacecolor="none",
        markeredgecolor=theme["bad"],
        markeredgewidth=(1.5 if at.size <= RINGS else 1.0) * theme.scale,
        zorder=6,
    )
    room = axes.get_window_extent().width / axes.figure.dpi / (0.16 * theme.scale)
    if at.size > min(SIGNALS_NAMED, room):
        return
    tests: dict[int, list[str]] = {}
    for signal in panel.signals:
        tests.setdefault(signal.point, []).append(str(signal.test))
    center = np.asarray(panel.center, dtype=float)
    taken: list[tuple[float, float, float]] = []
    for point, names in tests.items():
        up = points[point] >= center[point]
        # Where rings crowd, a number that would lie on another is left to hovering and the table.
        spot = axes.transData.transform((x[point], points[point])) * (72 / axes.figure.dpi)
        left, base = spot[0] + 5 * theme.scale, spot[1] + (4 if up else -11) * theme.scale
        right = left + theme.text * 0.62 * len(", ".join(names))
        if any(
            left < end + 2 and right > begin - 2 and abs(base - row) < theme.text + 1
            for begin, end, row in taken
        ):
            continue
        taken.append((left, right, base))
        axes.annotate(
            ", ".join(names),
            (x[point], points[point]),
            xytext=(5 * theme.scale, (4 if up else -11) * theme.scale),
            textcoords="offset points",
            color=theme["bad"],
            fontsize=theme.text,
            zorder=7,
            **font("bold"),
        )


def _apart(axes: Axes, x: Any, points: Any, at: Any) -> Any:
    """Of very many signals one for each small square of the picture: rings there would lie on each other."""
    box = axes.get_window_extent()
    wide, high = max(box.width / SQUARE, 1.0), max(box.height / SQUARE, 1.0)
    low, top = float(np.nanmin(points)), float(np.nanmax(points))
    column = (x[at] * (wide / max(len(points), 1))).astype(np.int64)
    row = ((points[at] - low) * (high / ((top - low) or 1.0))).astype(np.int64)
    return at[np.unique(column * 100_000 + row, return_index=True)[1]]


def _write_notes(axes: Axes, panel: Any, x: Any, theme: ChartTheme, notes: Notes) -> None:
    """The team's words beside points, muted; on the side of the point that has room."""
    n = len(panel.points)
    left, right = 0.5, n + 0.5
    for point, text in notes:
        if not (0 <= point < n) or not np.isfinite(panel.points[point]):
            continue
        ends_right = (x[point] - left) / (right - left) > 0.66
        signal = any(signal.point == point for signal in panel.signals)
        aside = (16 if signal and not ends_right else 8) * theme.scale
        axes.annotate(
            "\n".join(textwrap.wrap(text, 34)[:2]),
            (x[point], panel.points[point]),
            xytext=(-aside if ends_right else aside, 5 * theme.scale),
            textcoords="offset points",
            ha="right" if ends_right else "left",
            va="bottom",
            color=theme["muted"],
            fontsize=theme.text,
            zorder=7,
            bbox={"facecolor": theme["panel"], "edgecolor": "none", "alpha": 0.75, "pad": 0.8},
            **font(),
        )


def _draw_stage_names(axes: Axes, chart: Any, panel: Any, theme: ChartTheme, names: bool) -> None:
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
                ((first + last) / 2 + 1, 1.0),
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


def _set_range(axes: Axes, panel: Any, n: int, target: float | None) -> None:
    """All points and limits in view with a little air; the x axis from the first point to the last."""
    ends = [
        end for part in (panel.points, panel.lcl, panel.ucl) for end in _range(np.asarray(part, dtype=float))
    ]
    if target is not None:
        ends.append(target)
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    air = 0.08 * (high - low) or max(abs(high), 1.0) * 0.1
    bottom = 0.0 if low >= 0 and low - air < 0 else low - air
    axes.set_ylim(bottom, high + air)
    axes.set_xlim(0.5, max(n, 1) + 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))


def _range(values: Any) -> tuple[float, ...]:
    """Smallest and largest finite value; a constant line is looked at once."""
    if values.size and values.strides == (0,):
        values = values[:1]
    if values.size == 0:
        return ()
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else ()


def _label_limits(axes: Axes, chart: Any, panel: Any, theme: ChartTheme, target: float | None) -> None:
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


def _label_inside(axes: Axes, chart: Any, panel: Any, first: int, last: int, theme: ChartTheme) -> None:
    """The values of an earlier stage's lines, on the line at its right end, where it has room."""
    if last - first + 1 < 0.12 * len(panel.points):
        return
    spots = _pixels(axes, panel, first, last) if last - first < MANY else np.empty((0, 2))
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


def _pixels(axes: Axes, panel: Any, first: int, last: int) -> Any:
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
        shown_labels = [_short(str(label)) for label in (labels[0], labels[n // 2], labels[-1])]
        wide = (
            0.6 * theme.text * max(map(len, shown_labels)) + 14 * theme.scale
        )  # points that one label needs
        room = axes.get_window_extent().width * 72 / axes.figure.dpi
        step = max(1, -(-n // min(TICKS, max(int(room / wide), 2))))
        at = list(range(0, n, step))
        axes.set_xticks([index + 1 for index in at], [_short(str(labels[index])) for index in at])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(TICKS, integer=True))


def _short(label: str) -> str:
    """An ISO date as people write it on an axis, 6 Jan 25; other labels cut to what fits."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})(.*)$", label)
    if match:
        year, month, day, rest = match.groups()
        return f"{int(day)} {MONTHS[int(month) - 1]} {year[2:]}{rest}" if 1 <= int(month) <= 12 else label
    return label if len(label) <= 14 else f"{label[:13]}…"


def center_name(chart: Any, panel: Any) -> str:
    """What the centre line is: a median on run, G and T charts, a mean elsewhere."""
    return "Median" if chart.method in {"run", "g", "t"} else "Mean"


def exact(value: float) -> str:
    """A number that people gave, as they gave it: a limit of 25 is 25, not 25.0."""
    return f"{float(value):,.6g}".replace("-", "−")


def number(value: float) -> str:
    """Three to four significant digits, as a facilitator would say them: 93.9, 0.231, 1,204."""
    value = float(value)
    if not np.isfinite(value):
        return "–"
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    text = f"{value:,.{digits}f}"
    if "." in text and size < 10:
        text = text.rstrip("0").rstrip(".") if float(text) == round(float(text)) else text
    return text.replace("-", "−")
