"""A place for a picture with two scales, quick enough to follow a hand that drags the boundary of a stage.

matplotlib's `Axes` keeps an artist for every tick, its grid line and its words, and lays them out several
times over: a control chart of two panels takes it 80 ms. A `Plane` understands the same words (`plot`,
`annotate`, `set_xlim` ...) as far as our pictures use them, and draws itself with a few calls of any
matplotlib renderer: on the screen, in a report, into a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from leanbench.plots.marks import Line, Shape, Style, Words, draw_lines, face
from leanbench.plots.numerals import tick_words
from leanbench.plots.plot_key import Key
from leanbench.plots.plot_theme import FAMILY, ChartTheme
from leanbench.plots.ruler import Ruler
from leanbench.plots.sheet import Sheet

Grid = Literal["x", "y", "both"] | None
FIRST, SECOND = 2.0, 3.0  # how near the eye lines and words lie when nothing else is said


class Plane:
    """See the module text.

    Parameters
    ----------
    figure : the sheet it becomes a part of.
    place : left, bottom, width and height as shares of the figure.
    theme : its colors and sizes.
    grid : which ticks have a line across the plane.
    panel_names : names of the panels of a control chart whose points one can point at here.
    """

    def __init__(self, figure: Sheet, place: Sequence[float], theme: ChartTheme, *, grid: Grid = "y") -> None:
        self.sheet = figure
        figure.planes.append(self)
        self.place, self.theme, self.grid_lines = tuple(place), theme, grid
        self.grid_color = theme["hairline_soft" if theme.name == "print" else "grid"]
        self.grid_width = 0.6 * theme.scale
        self.xaxis = Ruler(theme["muted"], theme.text, length=3 * theme.scale)
        self.yaxis = Ruler(theme["muted"], theme.text, most=5)
        self.baseline = True
        self.panel_names: tuple[str, ...] = ()
        self.marks: list[Line | Shape | Words | Key] = []
        self._limits: list[tuple[float, float] | None] = [None, None]

    # --- scales -------------------------------------------------------------------------------

    @property
    def box(self) -> Bbox:
        """Where it lies in the figure, in pixels."""
        width, height = self.sheet.width, self.sheet.height
        left, bottom, wide, high = self.place
        return Bbox.from_bounds(left * width, bottom * height, wide * width, high * height)

    def get_window_extent(self, _renderer: Any = None) -> Bbox:
        """Where it lies in the figure, in pixels."""
        return self.box

    def pixels(self, x: Any, y: Any, shares: tuple[bool, bool] = (False, False)) -> Any:
        """Places in pixels, shape (n, 2); `shares` says which coordinates are shares of the plane."""
        box = self.box
        spots = np.empty((len(x), 2))
        for axis, values in enumerate((x, y)):
            start, extent = ((box.x0, box.width), (box.y0, box.height))[axis]
            numbers = np.asarray(values, dtype=float)
            if not shares[axis]:
                if (self.xaxis, self.yaxis)[axis].log:
                    numbers = np.log10(numbers)
                low, high = self._ends(axis)
                numbers = (numbers - low) / ((high - low) or 1.0)
            spots[:, axis] = start + numbers * extent
        return spots

    def _ends(self, axis: int) -> tuple[float, float]:
        """Ends of a scale; their logarithms where it is logarithmic."""
        low, high = self._limits[axis] or self._seen(axis)
        if (self.xaxis, self.yaxis)[axis].log:
            return float(np.log10(max(low, 1e-300))), float(np.log10(max(high, 1e-300)))
        return low, high

    def _seen(self, axis: int) -> tuple[float, float]:
        """Ends that show all marks, with a little air; none under bars that stand on zero."""
        low, high = np.inf, -np.inf
        for mark in self.marks:
            if isinstance(mark, Words | Key) or mark.shares[axis]:
                continue
            values = np.asarray((mark.x, mark.y)[axis], dtype=float)
            values = values[np.isfinite(values)]
            if values.size:
                low, high = min(low, float(values.min())), max(high, float(values.max()))
        if low > high:
            return 0.0, 1.0
        air = 0.05 * (high - low) or max(abs(high), 1.0) * 0.05
        stands = low == 0.0 and any(isinstance(mark, Shape) for mark in self.marks)
        return (low if stands else low - air), high + air

    def get_xlim(self) -> tuple[float, float]:
        """Left and right end of the scale."""
        return self._limits[0] or self._seen(0)

    def get_ylim(self) -> tuple[float, float]:
        """Bottom and top end of the scale."""
        return self._limits[1] or self._seen(1)

    def set_xlim(self, left: float | None = None, right: float | None = None) -> None:
        """Ends of the scale; the left may be the larger."""
        self._set(0, left, right)

    def set_ylim(self, bottom: float | None = None, top: float | None = None) -> None:
        """Ends of the scale; the bottom may be the larger."""
        self._set(1, bottom, top)

    def _set(self, axis: int, low: float | None, high: float | None) -> None:
        old = self._limits[axis] or self._seen(axis)
        new = (float(old[0] if low is None else low), float(old[1] if high is None else high))
        self._limits[axis] = new if new[0] != new[1] else (new[0] - 0.5, new[1] + 0.5)

    def set_xscale(self, kind: str) -> None:
        """ "linear" or "log"."""
        self.xaxis.set_scale(kind)

    def set_yscale(self, kind: str) -> None:
        """ "linear" or "log"."""
        self.yaxis.set_scale(kind)

    # --- ticks --------------------------------------------------------------------------------

    def set_xticks(self, at: Any, words: Sequence[str] | None = None, *, rotation: float = 0.0) -> None:
        """Ticks at given places with given words; turned words end at their tick."""
        self.xaxis.fixed = (at, tick_words(at) if words is None else words)
        self.xaxis.turned = rotation

    def set_yticks(self, at: Any, words: Sequence[str] | None = None) -> None:
        """Ticks at given places with given words."""
        self.yaxis.fixed = (at, tick_words(at) if words is None else words)

    def tick_params(self, axis: str, **looks: Any) -> None:
        """Looks of a scale: labelcolor, labelsize, length, shown, side, most, whole."""
        ruler = self.xaxis if axis == "x" else self.yaxis
        for name, value in looks.items():
            setattr(ruler, name, value)

    def set_axis_off(self) -> None:
        """Neither scales nor grid."""
        self.xaxis.shown = self.yaxis.shown = self.baseline = False
        self.xaxis.length = self.yaxis.length = 0.0
        self.grid_lines = None

    def twinx(self) -> Plane:
        """A second plane on the same place, its scale of y at the right."""
        other = Plane(self.sheet, self.place, self.theme, grid=None)
        other.set_axis_off()
        other.yaxis.shown, other.yaxis.side = True, "second"
        other.set_xlim(*self.get_xlim())
        return other

    # --- marks --------------------------------------------------------------------------------

    def plot(
        self,
        x: Any,
        y: Any,
        *,
        color: str = "none",
        linewidth: float = 1.0,
        linestyle: Style = "-",
        marker: str = "",
        markersize: float = 4.0,
        markerfacecolor: str | None = None,
        markeredgecolor: str | None = None,
        markeredgewidth: float = 1.0,
        alpha: float | None = None,
        solid_capstyle: str = "projecting",
        zorder: float = FIRST,
        label: str = "",
        shares: tuple[bool, bool] = (False, False),
    ) -> None:
        """A line, markers, or both; dashes are (offset, (on, off ...)) in line widths."""
        self.marks.append(
            Line(
                np.asarray(x, dtype=float), np.asarray(y, dtype=float), color, linewidth, linestyle, marker,
                markersize, color if markerfacecolor is None else markerfacecolor,
                color if markeredgecolor is None else markeredgecolor, markeredgewidth, alpha, solid_capstyle,
                zorder, label, shares,
            )
        )  # fmt: skip

    def axhline(self, y: float, **looks: Any) -> None:
        """A line across the plane at a value."""
        self.plot((0.0, 1.0), (y, y), shares=(True, False), solid_capstyle="butt", **looks)

    def axvline(self, x: float, **looks: Any) -> None:
        """A line up the plane at a value."""
        self.plot((x, x), (0.0, 1.0), shares=(False, True), solid_capstyle="butt", **looks)

    def vlines(self, x: Any, low: Any, high: Any, **looks: Any) -> None:
        """Lines up the plane, each from a low to a high value."""
        x, low, high = np.broadcast_arrays(np.asarray(x, dtype=float), low, high)
        gaps = np.full(x.shape, np.nan)
        rows = np.column_stack((low, high, gaps)).ravel()
        self.plot(np.repeat(x, 3), rows, solid_capstyle="butt", **looks)

    def fill_between(self, x: Any, low: Any, high: Any, **looks: Any) -> None:
        """A band between two lines."""
        x, low, high = np.broadcast_arrays(np.asarray(x, dtype=float), low, high)
        known = np.isfinite(low) & np.isfinite(high)
        x, low, high = x[known], low[known], high[known]
        self._shape(np.concatenate((x, x[::-1])), np.concatenate((low, high[::-1])), None, **looks)

    def axhspan(self, low: float, high: float, **looks: Any) -> None:
        """A band across the plane."""
        self._shape((0.0, 1.0, 1.0, 0.0), (low, low, high, high), None, shares=(True, False), **looks)

    def axvspan(self, low: float, high: float, **looks: Any) -> None:
        """A band up the plane."""
        self._shape((low, low, high, high), (0.0, 1.0, 1.0, 0.0), None, shares=(False, True), **looks)

    def bar(
        self, x: Any, height: Any, width: Any = 0.8, *, bottom: Any = 0.0, align: str = "center", **looks: Any
    ) -> None:
        """Upright bars, all with one look."""
        x, height, width, bottom = np.broadcast_arrays(np.asarray(x, dtype=float), height, width, bottom)
        left = x - width / 2 if align == "center" else x
        self._bars(left, left + width, bottom, bottom + height, **looks)

    def barh(self, y: Any, width: Any, height: Any = 0.8, *, left: Any = 0.0, **looks: Any) -> None:
        """Bars lying down, all with one look."""
        y, width, height, left = np.broadcast_arrays(np.asarray(y, dtype=float), width, height, left)
        self._bars(left, left + width, y - height / 2, y + height / 2, **looks)

    def _bars(self, x0: Any, x1: Any, y0: Any, y1: Any, **looks: Any) -> None:
        x = np.column_stack((x0, x1, x1, x0, x0)).ravel()
        y = np.column_stack((y0, y0, y1, y1, y0)).ravel()
        codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], np.size(x0))
        self._shape(x, y, codes.astype(np.uint8), **looks)

    def _shape(
        self,
        x: Any,
        y: Any,
        codes: Any,
        *,
        color: str,
        edgecolor: str = "none",
        linewidth: float = 1.0,
        hatch: str = "",
        alpha: float | None = None,
        zorder: float = 1.0,
        label: str = "",
        shares: tuple[bool, bool] = (False, False),
    ) -> None:
        if len(x):
            self.marks.append(
                Shape(x, y, codes, color, edgecolor, linewidth, hatch, alpha, zorder, label, shares)
            )

    def annotate(
        self,
        text: str,
        xy: Sequence[Any],
        *,
        shares: tuple[bool, bool] = (False, False),
        offset: tuple[float, float] = (0.0, 0.0),
        color: str,
        fontsize: float,
        weight: str = "normal",
        style: str = "normal",
        ha: str = "left",
        va: str = "baseline",
        zorder: float = SECOND,
        behind: tuple[str, float] | None = None,
        pointing: tuple[str, float] | None = None,
    ) -> Words:
        """Words at a place, moved by `offset` points; see `marks.Words`."""
        words = Words(
            text, (float(xy[0]), float(xy[1])), shares, offset, ha, va, color,
            face(FAMILY, fontsize, weight, style), zorder, pointing, behind, self,
        )  # fmt: skip
        self.marks.append(words)
        return words

    def name_scales(self, *, x: str = "", y: str = "") -> Words | None:
        """Names of the scales, both lying: x below the middle, y above its scale. Returns the words of y."""
        theme = self.theme
        looks: dict[str, Any] = {"color": theme["muted"], "fontsize": theme.label, "shares": (True, True)}
        if x:
            below = theme.text * 1.35 + 9 * theme.scale
            self.annotate(x, (0.5, 0.0), offset=(0.0, -below), ha="center", va="top", **looks)
        if not y:
            return None
        return self.annotate(y, (0.0, 1.0), offset=(-2.0, 7 * theme.scale), va="bottom", **looks)

    def legend(self, place: str = "best", columns: int = 1) -> None:
        """What the labeled marks are: "best", "upper left" ... "center right", or "above" the plane."""
        theme = self.theme
        rows, sides = {"lower": 0.0, "center": 0.5, "upper": 1.0}, {"left": 0.0, "right": 1.0}
        corner = None
        if place not in ("best", "above"):
            row, side = place.split()
            corner = (sides[side], rows[row])
        type_face = face(FAMILY, theme.text)
        self.marks.append(Key(corner, place == "above", columns, theme["muted"], type_face))

    @property
    def texts(self) -> list[Words]:
        """All words but those of the ticks."""
        return [mark for mark in self.marks if isinstance(mark, Words)]

    # --- drawing ------------------------------------------------------------------------------

    def draw(self, renderer: Any) -> None:
        """Grid and ticks, then all marks from the back to the front."""
        x_ticks, x_words = self.xaxis.ticks(*self.get_xlim(), room=self.box.width * 72 / self.sheet.dpi)
        y_ticks, y_words = self.yaxis.ticks(*self.get_ylim())
        box = self.box
        across = self.pixels(x_ticks, np.zeros(len(x_ticks)), (False, True))[:, 0]
        up = self.pixels(np.zeros(len(y_ticks)), y_ticks, (True, False))[:, 1]
        if self.grid_lines in ("x", "both"):
            draw_lines(renderer, across, (box.y0, box.y1), self.grid_color, self.grid_width, upright=True)
        if self.grid_lines in ("y", "both"):
            draw_lines(renderer, up, (box.x0, box.x1), self.grid_color, self.grid_width, upright=False)
        ordered = sorted(self.marks, key=lambda mark: mark.zorder)
        line_drawn = not self.baseline
        for mark in ordered:
            if not line_drawn and mark.zorder >= 2.5:
                self._draw_baseline(renderer, box)
                line_drawn = True
            mark.draw(self, renderer)
        if not line_drawn:
            self._draw_baseline(renderer, box)
        self.xaxis.draw(renderer, across, x_words, box, self.theme, below=True)
        self.yaxis.draw(renderer, up, y_words, box, self.theme, below=False)

    def _draw_baseline(self, renderer: Any, box: Bbox) -> None:
        width = 0.8 * self.theme.scale
        draw_lines(renderer, np.array([box.y0]), (box.x0, box.x1), self.theme["line"], width, upright=False)
