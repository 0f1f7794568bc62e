"""Draws a chart on a PDF canvas as vectors with real text in the embedded typeface.

matplotlib's own PDF backend would embed a second copy of every font and could not take part in the
tagged page. This renderer emits the same few operations as the map painter; hatches become lines
(a pattern prints jagged on many office printers), colors with transparency are mixed with white,
because a copier knows no transparency.
"""

from __future__ import annotations

from math import ceil, cos, radians, sin
from typing import Any

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_fonts import Face

_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}


class CanvasRenderer(RendererBase):
    """The renderer of one figure; its unit is the point, origin at the figure's lower left corner.

    Parameters
    ----------
    canvas : reportlab canvas
    x, y : float
        Where the lower left corner of the figure stands on the page.
    width, height : float
        The figure's size in points.
    """

    def __init__(self, canvas: Any, x: float, y: float, width: float, height: float) -> None:
        super().__init__()
        self.canvas = canvas
        self.width = width
        self.height = height
        self._shift = Affine2D().translate(x, y)
        self._x = x
        self._y = y

    # --- sizes -----------------------------------------------------------------------------------

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        size = prop.get_size_in_points()
        text = fonts.one_line(s)
        return fonts.width(text, _face(prop), size), 0.95 * size, 0.21 * size

    # --- drawing ---------------------------------------------------------------------------------

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        fill = _mixed(rgbFace, gc.get_alpha() if gc.get_forced_alpha() else None)
        width = gc.get_linewidth()
        edge = _mixed(gc.get_rgb(), None) if width > 0 else None
        if fill is None and edge is None:
            return
        canvas = self.canvas
        canvas.saveState()
        self._clip(gc)
        placed = transform + self._shift
        if fill is not None or gc.get_hatch():
            outline = self._outline(path, placed, clip=False)
            if fill is not None:
                canvas.setFillColorRGB(*fill)
                canvas.drawPath(outline, stroke=0, fill=1)
            if gc.get_hatch():
                self._hatch(gc, path, placed)
        if edge is not None:
            self._stroke_style(gc, edge, width)
            canvas.drawPath(self._outline(path, placed, clip=fill is None), stroke=1, fill=0)
        canvas.restoreState()

    def draw_markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None
    ) -> None:
        fill = _mixed(rgbFace, gc.get_alpha() if gc.get_forced_alpha() else None)
        width = gc.get_linewidth()
        edge = _mixed(gc.get_rgb(), None) if width > 0 else None
        if fill is None and edge is None:
            return
        canvas = self.canvas
        canvas.saveState()
        self._clip(gc)
        if edge is not None:
            self._stroke_style(gc, edge, width)
        if fill is not None:
            canvas.setFillColorRGB(*fill)
        shape = list(marker_path.iter_segments(marker_trans, simplify=False))
        centres = [points[-2:] for points, _ in path.iter_segments(trans, simplify=False)]
        for centre in centres:
            if not np.isfinite(centre).all():
                continue
            dx, dy = self._x + float(centre[0]), self._y + float(centre[1])
            outline = _trace(canvas, shape, dx, dy)
            canvas.drawPath(outline, stroke=edge is not None, fill=fill is not None)
        canvas.restoreState()

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        text = fonts.one_line(s)
        if not text.strip():
            return
        face = _face(prop)
        fonts.font(face)
        canvas = self.canvas
        canvas.saveState()
        self._clip(gc)
        writer = canvas.beginText()
        turn = radians(angle)
        writer.setTextTransform(cos(turn), sin(turn), -sin(turn), cos(turn), self._x + x, self._y + y)
        writer.setFont(fonts.NAMES[face], prop.get_size_in_points())
        writer.setFillColorRGB(*(_mixed(gc.get_rgb(), None) or (0.0, 0.0, 0.0)))
        writer.textOut(text + " ")
        canvas.drawText(writer)
        canvas.restoreState()

    # --- helpers ---------------------------------------------------------------------------------

    def _outline(self, path: Any, placed: Any, *, clip: bool) -> Any:
        window = (
            (self._x - 1, self._y - 1, self._x + self.width + 1, self._y + self.height + 1) if clip else None
        )
        segments = path.iter_segments(placed, clip=window, simplify=path.should_simplify)
        return _trace(self.canvas, list(segments), 0.0, 0.0)

    def _stroke_style(self, gc: Any, edge: tuple[float, float, float], width: float) -> None:
        canvas = self.canvas
        canvas.setStrokeColorRGB(*edge)
        canvas.setLineWidth(width)
        canvas.setLineCap(_CAPS[str(getattr(gc.get_capstyle(), "value", gc.get_capstyle()))])
        canvas.setLineJoin(_JOINS[str(getattr(gc.get_joinstyle(), "value", gc.get_joinstyle()))])
        offset, dashes = gc.get_dashes()
        if dashes is not None and len(dashes):
            canvas.setDash([float(part) for part in dashes], float(offset or 0.0))

    def _clip(self, gc: Any) -> None:
        box = gc.get_clip_rectangle()
        if box is not None:
            outline = self.canvas.beginPath()
            outline.rect(self._x + box.x0, self._y + box.y0, box.width, box.height)
            self.canvas.clipPath(outline, stroke=0, fill=0)
        path, transform = gc.get_clip_path()
        if path is not None:
            self.canvas.clipPath(self._outline(path, transform + self._shift, clip=False), stroke=0, fill=0)

    def _hatch(self, gc: Any, path: Any, placed: Any) -> None:
        """The hatch pattern as lines across the area, clipped to it."""
        canvas = self.canvas
        box = path.get_extents(placed)
        canvas.saveState()
        canvas.clipPath(self._outline(path, placed, clip=False), stroke=0, fill=0)
        canvas.setStrokeColorRGB(*(_mixed(gc.get_hatch_color(), None) or (0.0, 0.0, 0.0)))
        canvas.setLineWidth(0.5)  # the strokes are 2 points apart: wider ones print black
        canvas.setDash([])
        lines = _hatch_lines(gc.get_hatch(), box.x0, box.y0, box.x1, box.y1)
        if lines:
            canvas.lines(lines)
        canvas.restoreState()


def _hatch_lines(
    pattern: str, x0: float, y0: float, x1: float, y1: float
) -> list[tuple[float, float, float, float]]:
    """The strokes of a matplotlib hatch over a box: one letter more often means denser."""
    lines: list[tuple[float, float, float, float]] = []
    height = y1 - y0

    def count(char: str, extra: str) -> int:
        return pattern.count(char) + pattern.count(extra)

    def positions(start: float, end: float, dense: int) -> list[float]:
        step = 8.0 / dense
        return [start + step * i for i in range(ceil((end - start) / step) + 1)]

    if dense := count("/", "x"):
        lines += [(x, y0, x + height, y1) for x in positions(x0 - height, x1, dense)]
    if dense := count("\\", "x"):
        lines += [(x, y1, x + height, y0) for x in positions(x0 - height, x1, dense)]
    if dense := count("-", "+"):
        lines += [(x0, y, x1, y) for y in positions(y0, y1, dense)]
    if dense := count("|", "+"):
        lines += [(x, y0, x, y1) for x in positions(x0, x1, dense)]
    if dense := pattern.count(".") + pattern.count("o") + pattern.count("O") + pattern.count("*"):
        for y in positions(y0, y1, dense):
            lines += [(x, y, x + 0.6, y) for x in positions(x0, x1, dense)]
    return lines


def _trace(canvas: Any, segments: list[tuple[Any, Any]], dx: float, dy: float) -> Any:
    """matplotlib's path segments as a ReportLab path, shifted by (dx, dy)."""
    outline = canvas.beginPath()
    last = (0.0, 0.0)
    for points, code in segments:
        at = [float(v) + (dx if i % 2 == 0 else dy) for i, v in enumerate(points)]
        if code == Path.MOVETO:
            outline.moveTo(*at)
        elif code == Path.LINETO:
            outline.lineTo(*at)
        elif code == Path.CURVE3:  # PDF has cubics only
            (x0, y0), (cx, cy, x1, y1) = last, at
            outline.curveTo(
                x0 + 2 / 3 * (cx - x0),
                y0 + 2 / 3 * (cy - y0),
                x1 + 2 / 3 * (cx - x1),
                y1 + 2 / 3 * (cy - y1),
                x1,
                y1,
            )
        elif code == Path.CURVE4:
            outline.curveTo(*at)
        elif code == Path.CLOSEPOLY:
            outline.close()
            continue
        last = (at[-2], at[-1])
    return outline


def _face(prop: Any) -> Face:
    """The face nearest to matplotlib's font properties."""
    if prop.get_style() in ("italic", "oblique"):
        return "italic"
    weight = prop.get_weight()
    names = {"semibold": 600, "demibold": 600, "demi": 600, "bold": 700, "heavy": 800, "black": 900}
    number = weight if isinstance(weight, int) else names.get(str(weight), 400)
    return "bold" if number >= 700 else "semibold" if number >= 550 else "regular"


def _mixed(colour: Any, alpha: float | None) -> tuple[float, float, float] | None:
    """An RGBA color mixed with white by its transparency; None when it is fully transparent."""
    if colour is None:
        return None
    parts = [float(value) for value in colour]
    share = parts[3] if len(parts) > 3 else 1.0
    if alpha is not None:
        share = float(alpha)
    if share <= 0.0:
        return None
    red, green, blue = (1.0 - share * (1.0 - value) for value in parts[:3])
    return red, green, blue


def draw_sheet(canvas: Any, sheet: Any, x: float, y: float, width: float, height: float) -> None:
    """Draw a chart into the box with lower left corner (x, y), in points.

    The sheet is set to the size of the box, so that its type keeps the sizes it was given.
    """
    before = sheet.size, sheet.dpi
    try:
        # One dpi for everything makes pixels our points.
        sheet.size, sheet.dpi = (width / 72.0, height / 72.0), 72.0
        sheet.draw(CanvasRenderer(canvas, x, y, width, height))
    finally:
        sheet.size, sheet.dpi = before
