"""Paints a map's display list on a PDF canvas: vectors and real text in the embedded typeface.

The third back end of `leanbench.maps.drawing` beside the screen and SVG. Scene units are points at
scale 1 and grow downwards; here they are turned to PDF's upward page once per coordinate, so that
text needs no mirrored matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leanbench.maps import svg
from leanbench.maps.drawing import Box, Drawing, Group, Icon, Item, Line, Path, Text
from leanbench.maps.symbols import shapes
from leanbench.papers.engine import fonts
from leanbench.papers.engine.fonts import Face
from leanbench.papers.engine.paragraphs import colour

Theme = Mapping[str, str]


@dataclass(slots=True)
class _Pen:
    """The canvas with the placing of the picture: page = (left + scale x, top - scale y)."""

    canvas: Any
    left: float
    top: float
    scale: float
    theme: Theme

    def x(self, value: float) -> float:
        return self.left + self.scale * value

    def y(self, value: float) -> float:
        return self.top - self.scale * value


def draw(
    canvas: Any,
    drawing: Drawing,
    x: float,
    y: float,
    width: float,
    height: float,
    theme: Theme = svg.PRINT,
) -> float:
    """Draw into the box with lower left corner (x, y), centred, as large as fits; the scale used.

    Parameters
    ----------
    canvas : reportlab canvas
    theme : mapping of role to colour
        The print theme unless told otherwise: black, grey, hatch.
    """
    scale = fit(drawing, width, height)
    left = x + (width - drawing.width * scale) / 2
    top = y + height - (height - drawing.height * scale) / 2
    draw_at(canvas, drawing, left, top, scale, theme)
    return scale


def draw_at(
    canvas: Any, drawing: Drawing, left: float, top: float, scale: float, theme: Theme = svg.PRINT
) -> None:
    """Draw with the picture's top left corner at (left, top) and the given scale."""
    pen = _Pen(canvas, left, top, scale, theme)
    canvas.setLineJoin(1)
    for item in drawing.items:
        _PAINTERS[type(item)](pen, item)


def fit(drawing: Drawing, width: float, height: float) -> float:
    """The scale at which the drawing just fits into width x height points."""
    return min(width / max(drawing.width, 1.0), height / max(drawing.height, 1.0))


def painter(drawing: Drawing, theme: Theme = svg.PRINT) -> Callable[[Any, float, float, float, float], None]:
    """The drawing as the `paint` of a `Picture`."""

    def paint(canvas: Any, x: float, y: float, width: float, height: float) -> None:
        draw(canvas, drawing, x, y, width, height, theme)

    return paint


def smallest_text(drawing: Drawing) -> float:
    """The smallest type size in the drawing, in scene units; infinity when it has no text."""
    from leanbench.maps.drawing import walk

    return min((item.size for item in walk(drawing.items) if isinstance(item, Text)), default=float("inf"))


# --- one painter per primitive --------------------------------------------------------------------


def _paint(pen: _Pen, fill: str, edge: str, width: float, dash: tuple[float, ...]) -> tuple[int, int]:
    canvas = pen.canvas
    if fill:
        canvas.setFillColor(colour(pen.theme[fill]))
    if edge:
        canvas.setStrokeColor(colour(pen.theme[edge]))
        canvas.setLineWidth(max(width * pen.scale, 0.25))
        canvas.setDash([part * pen.scale for part in dash] if dash else [])
    return (1 if edge else 0), (1 if fill else 0)


def _box(pen: _Pen, item: Box) -> None:
    stroke, fill = _paint(pen, item.fill, item.edge, item.width, item.dash)
    w, h = item.w * pen.scale, item.h * pen.scale
    x, y = pen.x(item.x), pen.y(item.y) - h
    if item.radius:
        pen.canvas.roundRect(x, y, w, h, item.radius * pen.scale, stroke=stroke, fill=fill)
    else:
        pen.canvas.rect(x, y, w, h, stroke=stroke, fill=fill)


def _commands(pen: _Pen, commands: tuple[tuple[str | float, ...], ...], stroke: int, fill: int) -> None:
    outline = pen.canvas.beginPath()
    for command in commands:
        numbers = [float(value) for value in command[1:]]
        placed = [pen.x(v) if i % 2 == 0 else pen.y(v) for i, v in enumerate(numbers)]
        match command[0]:
            case "M":
                outline.moveTo(*placed)
            case "L":
                outline.lineTo(*placed)
            case "C":
                outline.curveTo(*placed)
            case _:
                outline.close()
    pen.canvas.drawPath(outline, stroke=stroke, fill=fill)


def _line(pen: _Pen, item: Line) -> None:
    points = item.points
    heads = []
    if item.arrow_end:
        points, head = svg.cut_for_arrow(points)
        heads.append(head)
    if item.arrow_start:
        reverse, head = svg.cut_for_arrow(points[::-1])
        points = reverse[::-1]
        heads.append(head)
    _paint(pen, "", item.edge, item.width, item.dash)
    _commands(pen, svg.rounded(points, item.radius), 1, 0)
    if heads:
        pen.canvas.setFillColor(colour(pen.theme[item.edge]))
    for (x1, y1), (x2, y2), (x3, y3) in heads:
        _commands(pen, (("M", x1, y1), ("L", x2, y2), ("L", x3, y3), ("Z",)), 0, 1)


def _path(pen: _Pen, item: Path) -> None:
    stroke, fill = _paint(pen, item.fill, item.edge, item.width, item.dash)
    _commands(pen, item.commands, stroke, fill)


def _text(pen: _Pen, item: Text) -> None:
    face: Face = "italic" if item.italic else item.weight
    text = fonts.one_line(item.text)
    if not text:
        return
    size = item.size * pen.scale
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor] * fonts.width(text, face, size)
    fonts.font(face)
    writer = pen.canvas.beginText(pen.x(item.x) - shift, pen.y(item.y))
    writer.setFont(fonts.NAMES[face], size)
    writer.setFillColor(colour(pen.theme[item.role]))
    writer.textOut(text + " ")  # the space keeps words of neighbouring boxes apart when copied
    pen.canvas.drawText(writer)


def _icon(pen: _Pen, item: Icon) -> None:
    for shape in shapes(item):
        _path(pen, shape)


def _group(pen: _Pen, item: Group) -> None:
    for child in item.children:
        _PAINTERS[type(child)](pen, child)


_PAINTERS: dict[type[Item], Callable[[_Pen, Any], None]] = {
    Box: _box,
    Line: _line,
    Path: _path,
    Text: _text,
    Icon: _icon,
    Group: _group,
}
