"""Control charts and run charts: points, center line, limits with their values, signals, stages.

What a reader must never lose: a signal. Above `MANY` points the line is thinned to the lowest and
highest point of each pixel column, and every signal and excluded point is drawn all the same.
Meaning never rests on color alone: limits are dashed, the target dotted, a signal is a ring with the
number of its test, an excluded point a cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from leanbench.plots.chart_display import display_chart, in_chart_units
from leanbench.plots.chart_labels import (
    Notes,
    label_inside,
    label_limits,
    label_points,
    mark_frozen,
    name_stages,
    write_notes,
)
from leanbench.plots.plane import Plane
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.segments import MANY, broken, places_of, stretches_of, thin
from leanbench.plots.sheet import Sheet

Box = tuple[float, float, float, float]
RINGS = 800  # beyond this many, rings closer than SQUARE pixels are drawn as one
SQUARE = 4.0
MOST_RINGS = 10_000  # beyond this many there is no room for any name, whatever they are
SIGNALS_NAMED = 40  # beyond this many the numbers would cover the points


def draw(
    chart: Any,
    theme: ChartTheme,
    size: tuple[float, float],
    *,
    target: float | None = None,
    notes: Notes = (),
    frozen: int = 0,
) -> Sheet:
    """A figure with one panel above the other, sharing the order of the points.

    notes : (point, text) written beside points of the first panel.
    frozen : how many first points set the limits for all; 0 when all do.
    """
    target = in_chart_units(chart, target)
    chart = display_chart(chart)
    figure = Sheet(size, theme["panel"])
    pictures = _pictures(chart)
    places = _places(len(pictures), size, theme.scale)
    for index, panels in enumerate(pictures):
        axes = Plane(figure, places[index], theme)
        for order, panel in enumerate(panels):
            goal = target if index + order == 0 else None
            first_one = index + order == 0
            own = notes if first_one else ()
            draw_panel(axes, chart, panel, theme, target=goal, names=first_one, notes=own, beside=panels)
            if 0 < frozen < len(panel.points):
                mark_frozen(axes, theme, frozen, float(places_of(panel)[frozen]) - 0.5, words=first_one)
        axes.panel_names = tuple(panel.name for panel in panels)
        label_points(axes, chart, theme, shown=index == len(pictures) - 1)
    return figure


def _places(pictures: int, size: tuple[float, float], scale: float) -> list[Box]:
    """Where the pictures stand, the first twice as high as each other; margins in inches, whatever the size."""
    width, height = size
    left, right, top, bottom = (inches * scale for inches in (0.62, 1.05, 0.5, 0.38))
    gap = 0.36 * scale
    unit = max(height - top - bottom - gap * (pictures - 1), 0.1) / (pictures + 1)
    found: list[Box] = []
    base = height - top
    for index in range(pictures):
        high = 2 * unit if index == 0 else unit
        base -= high
        found.append((left / width, base / height, (width - left - right) / width, high / height))
        base -= gap
    return found


def _pictures(chart: Any) -> list[list[Any]]:
    """The panels of each picture: those on the same axis share one."""
    axes = dict.fromkeys(panel.axis for panel in chart.panels)
    return [[panel for panel in chart.panels if panel.axis == axis] for axis in axes]


def draw_panel(
    axes: Plane,
    chart: Any,
    panel: Any,
    theme: ChartTheme,
    *,
    target: float | None = None,
    names: bool = True,
    notes: Notes = (),
    beside: Sequence[Any] = (),
) -> None:
    """One panel on `axes`: used by the chart itself and by the six-panel capability page.

    beside : the other panels on the same axes, which the scale has room for; the first names the scale.
    """
    second = any(axes.texts)
    axis_words = None if second else axes.name_scales(y=panel.label)
    x = places_of(panel)
    stretches = stretches_of(panel)
    for first, last in stretches:
        _draw_stage(axes, panel, x, first, last, theme)
    if target is not None:
        axes.axhline(target, color=theme["accent"], linewidth=theme.limit, linestyle=(0, (1, 2)), zorder=2)
    _draw_points(axes, panel, x, theme)
    _set_range(
        axes, (panel, *beside), x, target
    )  # before the words: they look for free room on the finished scale
    _draw_signals(axes, panel, x, theme)
    name_stages(axes, chart, panel, theme, names, axis_words)
    for first, last in stretches[:-1]:
        label_inside(axes, chart, panel, first, last, theme)
    label_limits(axes, chart, panel, theme, target)
    write_notes(axes, panel, x, theme, notes)


# --- the parts ----------------------------------------------------------------------------------


def _draw_stage(axes: Plane, panel: Any, x: Any, first: int, last: int, theme: ChartTheme) -> None:
    """Center and limits of one stage; steps where the limits follow the sample size."""
    # Over an empty place the limits go on as they were before it.
    edges = np.append(x[first : last + 1] - 0.5, x[last] + 0.5)
    lines = [
        _steps(np.asarray(line)[first : last + 1], edges) for line in (panel.center, panel.lcl, panel.ucl)
    ]
    center, lower, upper = lines
    plain = len(lower[0]) == 2 == len(upper[0])
    if theme.name != "print" and (plain or last - first < MANY) and np.isfinite(lower[1]).any():
        if plain:
            axes.fill_between(lower[0], lower[1], upper[1], color=theme["accent_soft"], alpha=0.45, zorder=1)
        else:
            axes.fill_between(
                *_stairs(np.asarray(panel.lcl)[first : last + 1], edges),
                _stairs(np.asarray(panel.ucl)[first : last + 1], edges)[1],
                color=theme["accent_soft"],
                alpha=0.45,
                zorder=1,
            )
    for (places, values), role, style in (
        (center, "good", "-"),
        (lower, "bad", (0, (5, 3))),
        (upper, "bad", (0, (5, 3))),
    ):
        if np.isfinite(values).any():
            axes.plot(places, values, color=theme[role], linewidth=theme.limit, linestyle=style, zorder=2)


def _steps(line: Any, edges: Any) -> tuple[Any, Any]:
    """A line as corners: two where it is constant, stairs where it varies, thinned where it has very many.

    edges : where each value begins, and the end of the last.
    """
    if line.strides == (0,) or np.all(line == line[0]) or not np.isfinite(line).any():
        return np.array([edges[0], edges[-1]]), np.array([line[0], line[0]], dtype=float)
    if line.size > MANY:
        return thin(edges[:-1] + 0.5, line)
    return _stairs(line, edges)


def _stairs(line: Any, edges: Any) -> tuple[Any, Any]:
    """A step from edge to edge for each value."""
    return np.repeat(edges, 2)[1:-1], np.repeat(line, 2)


def _draw_points(axes: Plane, panel: Any, x: Any, theme: ChartTheme) -> None:
    points = np.asarray(panel.points, dtype=float)
    excluded = np.asarray(panel.excluded, dtype=bool)
    many = len(points) > MANY
    for first, last in stretches_of(panel):
        span = slice(first, last + 1)
        shown_x, shown = thin(x[span], points[span]) if many else (x[span], points[span])
        shown_x, shown = broken(shown_x, shown, panel)
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


def _draw_signals(axes: Plane, panel: Any, x: Any, theme: ChartTheme) -> None:
    """A ring on every point that fails a test, with the tests' numbers beside it while there is room; words once."""
    if not panel.signals:
        return
    at = panel.signaling()
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
    if at.size > MOST_RINGS:
        return
    room = axes.get_window_extent().width / axes.sheet.dpi / (0.16 * theme.scale)
    tests, before = _names_of(panel.signals)
    if len(tests) > min(SIGNALS_NAMED, room):
        return
    center = np.asarray(panel.center, dtype=float)
    unit = 72 / axes.sheet.dpi
    ends = {last for _first, last in stretches_of(panel)}
    box = axes.get_window_extent()
    begin_of_plane, edge = box.x0 * unit - theme.text, box.x1 * unit
    spots = axes.pixels(x[at], points[at]) * unit
    every = axes.pixels(x, points) * unit
    taken: list[tuple[float, float, float]] = []
    waiting = list(tests.items())
    while waiting:
        point, names = waiting.pop(0)
        up = points[point] >= center[point]
        # Where rings crowd, a number that would lie on another is left to hovering and the table; at the
        # end of a stage it stands left of its point, where neither the boundary nor a limit's words are.
        spot = axes.pixels((x[point],), (points[point],))[0] * unit
        wide = theme.text * 0.62 * len(", ".join(names))
        aside = 5 * theme.scale
        if point in ends or spot[0] + aside + wide > edge:
            aside = -aside - wide
        rise = (4 if up else -11) * theme.scale
        sides = [(aside, rise)]
        if not names[
            0
        ].isdigit():  # a word is long: it looks for a side without any point, not only without rings
            sides += [(a, r) for r in (rise, -7 * theme.scale - rise) for a in (aside, -wide - aside)][1:]
        near = spots if names[0].isdigit() else every
        ring = 1.6 * theme.point if names[0].isdigit() else theme.point
        others = (abs(near[:, 0] - spot[0]) > 0.1) | (abs(near[:, 1] - spot[1]) > 0.1)
        for aside, rise in sides:
            left, base = spot[0] + aside, spot[1] + rise
            right = left + wide
            covered = (near[:, 0] > left - ring) & (near[:, 0] < right + ring)
            covered &= abs(near[:, 1] - base - 0.4 * theme.text) < 0.4 * theme.text + ring
            beside = any(
                left < end + 2 and right > begin - 2 and abs(base - row) < theme.text + 1
                for begin, end, row in taken
            )
            if not (beside or (covered & others).any() or left < begin_of_plane or right > edge):
                break
        else:
            earlier = before.get((names[0], point))
            if earlier is not None and earlier not in tests:  # the word of a run finds another of its rings
                waiting.append((earlier, names))
            continue
        taken.append((left, right, base))
        axes.annotate(
            ", ".join(names),
            (x[point], points[point]),
            offset=(aside, rise),
            color=theme["bad"],
            fontsize=theme.text,
            weight="bold",
            zorder=7,
        )


def _names_of(signals: Sequence[Any]) -> tuple[dict[int, list[str]], dict[tuple[str, int], int]]:
    """The tests to write at each ring, and for a test and a ring of a run the ring before it.

    A number stands at every ring. A word such as shift would lie beside itself all along a run: it stands once,
    at the last ring, from where the run can be seen to its end.
    """
    before: dict[tuple[str, int], int] = {}
    at = {(str(signal.test), signal.side, signal.point) for signal in signals}
    for signal in signals:
        test = str(signal.test)
        if test.isdigit():
            continue
        ringed = [
            point for point in signal.points if (test, signal.side, point) in at and point < signal.point
        ]
        if ringed:
            before[test, signal.point] = max(ringed)
    later = {(test, point) for (test, _last), point in before.items()}
    tests: dict[int, list[str]] = {}
    for signal in signals:
        if (str(signal.test), signal.point) not in later:
            tests.setdefault(signal.point, []).append(str(signal.test))
    return tests, before


def _apart(axes: Plane, x: Any, points: Any, at: Any) -> Any:
    """Of very many signals one for each small square of the picture: rings there would lie on each other."""
    box = axes.get_window_extent()
    wide, high = max(box.width / SQUARE, 1.0), max(box.height / SQUARE, 1.0)
    low, top = float(np.nanmin(points)), float(np.nanmax(points))
    column = (x[at] * (wide / max(float(x[-1]), 1.0))).astype(np.int64)
    row = ((points[at] - low) * (high / ((top - low) or 1.0))).astype(np.int64)
    return at[np.unique(column * 100_000 + row, return_index=True)[1]]


def _set_range(axes: Plane, panels: Sequence[Any], x: Any, target: float | None) -> None:
    """All points and limits in view with a little air; the x axis from the first place to the last."""
    ends = [
        end
        for panel in panels
        for part in (panel.points, panel.lcl, panel.ucl)
        for end in _range(np.asarray(part, dtype=float))
    ]
    if target is not None:
        ends.append(target)
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    air = 0.08 * (high - low) or max(abs(high), 1.0) * 0.1
    bottom = 0.0 if low >= 0 and low - air < 0 else low - air
    axes.set_ylim(bottom, high + air)
    axes.set_xlim(0.5, (float(x[-1]) if len(x) else 1.0) + 0.5)


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
