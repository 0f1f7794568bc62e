"""What a picture is made of: lines with markers, bands, bars and words, each drawn straight onto a renderer.

A mark is a record in the units of its plane; `draw` places it and gives the renderer one path, one set of
markers or one text. Nothing is measured before that but the width of words that are not left aligned.
Sizes are in points; the renderer turns them into its own unit, so the same marks fill a screen, a page of
a report and a picture file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from leanbench.plots.plot_theme import ChartTheme

# Heights of the bundled typeface as shares of its size: of capitals, of the tallest and below the line.
CAPITAL, ASCENT, DESCENT = 0.714, 0.77, 0.23
MARKERS = 20_000  # beyond this many, markers on the screen that cover each other are drawn once
CROWDED = 1.5  # points per pixel beyond which a line on the screen is drawn column by column
LEADING = 1.25  # from line to line
AS_IS = IdentityTransform()
Style = str | tuple[float, Sequence[float]]


class Ground(Protocol):
    """What a mark needs of the plane it stands on."""

    marks: list[Any]
    theme: ChartTheme

    @property
    def box(self) -> Bbox: ...
    def pixels(self, x: Any, y: Any, shares: tuple[bool, bool] = (False, False)) -> Any: ...


@cache
def face(family: str, size: float, weight: str = "normal", style: Any = "normal") -> FontProperties:
    """The type of words; looked up once."""
    return FontProperties(family=family, size=size, weight=weight, style=style)


@cache
def _marker(name: str) -> tuple[Any, Any]:
    """Outline of a marker of size one, and how it is placed."""
    made = MarkerStyle(name)
    return made, made.get_path()


def pen(renderer: Any, colour: Any, width: float, alpha: float | None = None) -> Any:
    """A drawing state with a line of `width` points; no line for color "none"."""
    state = renderer.new_gc()
    rgba = to_rgba(colour, alpha)
    if alpha is not None:
        state.set_alpha(alpha)
    state.set_foreground(rgba, isRGBA=True)
    state.set_linewidth(width if rgba[3] else 0.0)
    return state


def _fill(colour: Any, alpha: float | None) -> tuple[float, float, float, float] | None:
    rgba = to_rgba(colour, alpha)
    return rgba if rgba[3] else None


def _dashed(state: Any, style: Style, width: float) -> None:
    """Dashes in multiples of the line's width, as (offset, (on, off ...)); "-" is a whole line."""
    if not isinstance(style, str):
        offset, pattern = style
        state.set_dashes(offset * width, [part * width for part in pattern])
        state.set_capstyle("butt")


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, markers on them, or both; gaps where a value is missing.

    shares : (x, y) are shares of the plane's width and height, not data.
    """

    x: Any
    y: Any
    color: str
    linewidth: float
    linestyle: Style
    marker: str
    markersize: float
    markerfacecolor: str
    markeredgecolor: str
    markeredgewidth: float
    alpha: float | None
    capstyle: str
    zorder: float
    label: str
    shares: tuple[bool, bool] = (False, False)

    def draw(self, plane: Ground, renderer: Any) -> None:
        """The line first, then the markers."""
        spots = plane.pixels(self.x, self.y, self.shares)
        if len(spots) == 0:
            return
        path = None
        if len(spots) > CROWDED * plane.box.width and hasattr(renderer, "buffer_rgba"):
            path = columns(spots)
        self._draw_line(renderer, path or Path(spots), plane.box)
        self._draw_markers(renderer, spots, plane.box)

    def draw_sample(self, renderer: Any, box: Bbox) -> None:
        """A short piece with the same look, for a key."""
        middle = (box.y0 + box.y1) / 2
        self._draw_line(renderer, Path([(box.x0, middle), (box.x1, middle)]), None)
        self._draw_markers(renderer, np.array([[(box.x0 + box.x1) / 2, middle]]), None)

    def _draw_line(self, renderer: Any, path: Path, clip: Bbox | None) -> None:
        if self.linestyle == "none" or self.linewidth <= 0:
            return
        state = pen(renderer, self.color, self.linewidth, self.alpha)
        if clip is not None:
            state.set_clip_rectangle(clip)
        state.set_capstyle(self.capstyle)
        _dashed(state, self.linestyle, self.linewidth)
        renderer.draw_path(state, path, AS_IS)
        state.restore()

    def _draw_markers(self, renderer: Any, spots: Any, clip: Bbox | None) -> None:
        if not self.marker:
            return
        made, outline = _marker(self.marker)
        edge = self.markeredgecolor if made.is_filled() else self.color
        state = pen(renderer, edge, self.markeredgewidth, self.alpha)
        size = renderer.points_to_pixels(self.markersize)
        if clip is not None:
            state.set_clip_rectangle(clip.padded(size))
        state.set_joinstyle(made.get_joinstyle())
        state.set_capstyle(made.get_capstyle())
        fill = _fill(self.markerfacecolor, self.alpha) if made.is_filled() else None
        if len(spots) > MARKERS and hasattr(renderer, "buffer_rgba"):
            spots = apart(spots)
        renderer.draw_markers(state, outline, made.get_transform().scale(size), Path(spots), AS_IS, fill)
        state.restore()


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline in data units: a band, or several bars at once. `codes` as of a matplotlib path."""

    x: Any
    y: Any
    codes: Any
    color: str
    edgecolor: str
    linewidth: float
    hatch: str
    alpha: float | None
    zorder: float
    label: str
    shares: tuple[bool, bool] = (False, False)

    def draw(self, plane: Ground, renderer: Any) -> None:
        """One path."""
        spots = plane.pixels(self.x, self.y, self.shares)
        if len(spots) == 0:
            return
        state = pen(renderer, self.edgecolor, self.linewidth, self.alpha)
        state.set_clip_rectangle(plane.box)
        state.set_joinstyle("miter")
        if self.hatch:
            state.set_hatch(self.hatch)
            state.set_hatch_color(to_rgba(self.edgecolor))
        renderer.draw_path(state, Path(spots, self.codes), AS_IS, _fill(self.color, self.alpha))
        state.restore()

    def draw_sample(self, renderer: Any, box: Bbox) -> None:
        """A small area with the same look, for a key."""
        state = pen(renderer, self.edgecolor, self.linewidth, self.alpha)
        if self.hatch:
            state.set_hatch(self.hatch)
            state.set_hatch_color(to_rgba(self.edgecolor))
        outline = Path(box.corners()[[0, 1, 3, 2, 0]])
        renderer.draw_path(state, outline, AS_IS, _fill(self.color, self.alpha))
        state.restore()


@dataclass(slots=True)
class Words:
    """Text at a point of the plane, moved by an offset in points. Several lines are told apart by line breaks.

    shares : (x, y) of `xy` are shares of the plane, not data. pointing : a thin line leads to `xy`, in this
    (color, width in points). behind : (color, alpha) of a patch under the words.
    """

    text: str
    xy: tuple[float, float]
    shares: tuple[bool, bool]
    offset: tuple[float, float]
    ha: str
    va: str
    color: str
    face: FontProperties
    zorder: float
    pointing: tuple[str, float] | None
    behind: tuple[str, float] | None
    plane: Ground

    def get_text(self) -> str:
        """What it says."""
        return self.text

    def get_window_extent(self, renderer: Any) -> Bbox:
        """The box of the words in pixels."""
        return words_box(renderer, self.text, self._spot(renderer), self.ha, self.va, self.face)

    def draw(self, _plane: Ground, renderer: Any) -> None:
        """The patch, the pointing line, then the text."""
        spot = self._spot(renderer)
        if not self.text or not np.isfinite(spot).all():
            return
        if self.behind is not None or self.pointing is not None:
            self._draw_under(renderer)
        draw_words(renderer, self.text, spot, self.ha, self.va, self.color, self.face)

    def _spot(self, renderer: Any) -> tuple[float, float]:
        """Where the words hang, in pixels."""
        unit = renderer.points_to_pixels(1.0)
        x, y = self.plane.pixels(self.xy[:1], self.xy[1:], self.shares)[0].tolist()
        return x + self.offset[0] * unit, y + self.offset[1] * unit

    def _draw_under(self, renderer: Any) -> None:
        box, unit = self.get_window_extent(renderer), renderer.points_to_pixels(1.0)
        if self.behind is not None:
            draw_patch(renderer, box.padded(0.6 * unit), *self.behind)
        if self.pointing is not None:
            colour, width = self.pointing
            end = self.plane.pixels(self.xy[:1], self.xy[1:], self.shares)[0]
            start = np.clip(end, box.min, box.max)
            reach = float(np.hypot(*(end - start)))
            if reach > 5 * unit:
                end = end - (end - start) * (3 * unit / reach)
                state = pen(renderer, colour, width)
                renderer.draw_path(state, Path(np.array([start, end])), AS_IS)
                state.restore()


def columns(spots: Any) -> Path | None:
    """A line of very many points as one upright stroke for each column of pixels: from the lowest to the highest
    place it reaches there, half way to its neighbors included. None where the line runs back or has gaps.
    """
    known = np.flatnonzero(np.isfinite(spots[:, 1]))
    spots = spots[known[0] : known[-1] + 1] if known.size else spots
    x, y = spots[:, 0], spots[:, 1]
    if not np.isfinite(spots).all() or (np.diff(x) < 0).any():
        return None
    column = np.floor(x)
    firsts = np.concatenate(([0], np.flatnonzero(np.diff(column)) + 1))
    low, high = np.minimum.reduceat(y, firsts), np.maximum.reduceat(y, firsts)
    middle = (y[firsts[1:] - 1] + y[firsts[1:]]) / 2
    for side in (slice(1, None), slice(None, -1)):
        low[side], high[side] = np.minimum(low[side], middle), np.maximum(high[side], middle)
    strokes = np.empty((2 * len(firsts), 2))
    strokes[:, 0] = np.repeat(column[firsts] + 0.5, 2)
    strokes[0::2, 1], strokes[1::2, 1] = low, high
    return Path(strokes, np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=np.uint8), len(firsts)))


def apart(spots: Any) -> Any:
    """Of spots within the same half pixel one: markers there would cover each other."""
    places = np.rint(2 * spots[np.isfinite(spots).all(axis=1)]).astype(np.int64)
    if len(places) == 0:
        return spots[:0]
    corner = places.min(axis=0)
    wide, high = places.max(axis=0) - corner + 1
    if wide * high > 100_000_000:  # far outside the picture: nothing to gain
        return spots
    taken = np.zeros(wide * high, dtype=bool)
    taken[(places[:, 1] - corner[1]) * wide + places[:, 0] - corner[0]] = True
    found = np.flatnonzero(taken)
    return np.column_stack((found % wide + corner[0], found // wide + corner[1])) / 2


# --- straight onto a renderer, in its own unit ----------------------------------------------------


def draw_lines(
    renderer: Any, at: Any, ends: tuple[float, float], colour: str, width: float, *, upright: bool
) -> None:
    """Parallel lines at the places `at`, all from one end to the other, as one path."""
    n = len(at)
    if n == 0:
        return
    spots = np.empty((2 * n, 2))
    along, across = (1, 0) if upright else (0, 1)
    spots[:, across] = np.repeat(at, 2)
    spots[0::2, along], spots[1::2, along] = ends
    state = pen(renderer, colour, width)
    state.set_capstyle("butt")
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=np.uint8), n)
    renderer.draw_path(state, Path(spots, codes), AS_IS)
    state.restore()


def draw_patch(renderer: Any, box: Bbox, colour: str, alpha: float) -> None:
    """An area without an edge, to read words on."""
    state = pen(renderer, "none", 0.0, alpha)
    renderer.draw_path(state, Path(box.corners()[[0, 1, 3, 2]]), AS_IS, to_rgba(colour, alpha))
    state.restore()


def words_box(
    renderer: Any, text: str, spot: tuple[float, float], ha: str, va: str, face: FontProperties
) -> Bbox:
    """Where words stand that hang at a spot."""
    lines = text.split("\n")
    width = max(renderer.get_text_width_height_descent(line, face, False)[0] for line in lines)
    size = renderer.points_to_pixels(face.get_size_in_points())
    height = (ASCENT + DESCENT + LEADING * (len(lines) - 1)) * size
    top = _top(spot[1], va, len(lines), size)
    return Bbox.from_bounds(spot[0] - _ASIDE[ha] * width, top - height, width, height)


def draw_words(
    renderer: Any,
    text: str,
    spot: tuple[float, float],
    ha: str,
    va: str,
    colour: str,
    face: FontProperties,
    turned: float = 0.0,
) -> None:
    """Words that hang at a spot, line by line, turned about it by so many degrees."""
    lines = text.split("\n")
    size = renderer.points_to_pixels(face.get_size_in_points())
    top = _top(spot[1], va, len(lines), size)
    state = pen(renderer, colour, 0.0)
    for row, line in enumerate(lines):
        width = 0.0 if ha == "left" else renderer.get_text_width_height_descent(line, face, False)[0]
        x, y = spot[0] - _ASIDE[ha] * width, top - (ASCENT + LEADING * row) * size
        if turned:
            angle = np.deg2rad(turned)
            across, up = x - spot[0], y - spot[1]
            x = spot[0] + across * np.cos(angle) - up * np.sin(angle)
            y = spot[1] + across * np.sin(angle) + up * np.cos(angle)
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        renderer.draw_text(state, x, y, line, face, turned, ismath=False)
    state.restore()


_ASIDE = {"left": 0.0, "center": 0.5, "right": 1.0}


def _top(y: float, va: str, lines: int, size: float) -> float:
    """Top of the first line of words that hang at height y."""
    below = LEADING * (lines - 1)
    if va == "top":
        return y
    if va == "bottom":
        return y + (ASCENT + DESCENT + below) * size
    if va == "baseline":
        return y + (ASCENT + below) * size
    return y + (ASCENT - CAPITAL / 2 + below / 2) * size  # the middle of the capitals
