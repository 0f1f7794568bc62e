"""Paints primitives on a PDF canvas: vectors and real text in the embedded typeface.

Scene units are points at scale 1 and grow downwards; here they are turned to PDF's upward page once per
coordinate, so that text needs no mirrored matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.colours import Theme
from leanbench.drawing.pdf_fonts import Face
from leanbench.drawing.primitives import Box, Group, Icon, Item, Line, Path, Text, arrow_parts, rounded_line


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


def paint_items(
    canvas: Any, items: Iterable[Item], left: float, top: float, scale: float, theme: Theme
) -> None:
    """Paint with the picture's top left corner at (left, top) and the given scale, on a reportlab canvas."""
    pen = _Pen(canvas, left, top, scale, theme)
    canvas.setLineJoin(1)
    for item in items:
        _PAINTERS[type(item)](pen, item)


@cache
def colour(name: str) -> Any:
    """The ReportLab color of ``#RRGGBB``, read once."""
    from reportlab.lib.colors import HexColor

    return HexColor(name)


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
    points, heads = arrow_parts(item)
    _paint(pen, "", item.edge, item.width, item.dash)
    _commands(pen, rounded_line(points, item.radius), 1, 0)
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
    writer.textOut(text + " ")  # the space keeps words of neighboring boxes apart when copied
    pen.canvas.drawText(writer)


def _icon(pen: _Pen, item: Icon) -> None:
    for shape in item.paths():
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
