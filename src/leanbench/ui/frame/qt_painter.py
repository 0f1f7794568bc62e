"""Paints primitives with QPainter: one `Ink` per look, compiled operations per group.

A group is compiled once into flat operations and played at every repaint. Colors, pens and fonts
are shared; text sizes may be fractions of a pixel, as in the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen

from leanbench.drawing.primitives import Box, Group, Icon, Item, Line, Path, Text, arrow_parts, rounded_line
from leanbench.ui.frame.theme import FAMILY, Look

Operation = tuple[Any, ...]
RECT, ROUND, PATH, TEXT = range(4)
WEIGHTS = {
    "regular": QFont.Weight.Normal,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}
SMALL_TEXT_ZOOM = 0.28  # below this zoom letters are specks: lines and boxes tell enough


class Ink:
    """Pens, brushes and fonts of one look, made when first needed."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.line_scale = 1.3 if look.room else 1.0
        self._pens: dict[tuple[str, float, tuple[float, ...]], QPen] = {}
        self._brushes: dict[str, QBrush] = {}
        self._fonts: dict[tuple[float, str, bool], tuple[QFont, QFontMetricsF]] = {}
        screen = QGuiApplication.primaryScreen()
        self._points = 72.0 / (screen.logicalDotsPerInchY() if screen else 96.0)

    def colour(self, role: str) -> QColor:
        """The color of a role."""
        return self.look.colour(role)

    def pen(self, role: str, width: float = 1.0, dash: tuple[float, ...] = ()) -> QPen:
        """The pen of a role; hairlines stay one pixel at any zoom."""
        if not role:
            return QPen(Qt.PenStyle.NoPen)
        key = (role, width, dash)
        found = self._pens.get(key)
        if found is None:
            found = QPen(self.look.colour(role))
            found.setWidthF(width * self.line_scale)
            found.setCapStyle(Qt.PenCapStyle.FlatCap)
            found.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if width <= 1.0:
                found.setCosmetic(True)
            if dash:
                found.setDashPattern([part / max(width, 0.1) for part in dash])
            self._pens[key] = found
        return found

    def brush(self, role: str) -> QBrush:
        """The brush of a role; nothing for an empty one."""
        if not role:
            return QBrush(Qt.BrushStyle.NoBrush)
        found = self._brushes.get(role)
        if found is None:
            found = self._brushes[role] = QBrush(self.look.colour(role))
        return found

    def font(self, size: float, weight: str = "regular", italic: bool = False) -> tuple[QFont, QFontMetricsF]:
        """The bundled face at a size in scene units."""
        key = (size, weight, italic)
        found = self._fonts.get(key)
        if found is None:
            font = QFont([FAMILY, "Noto Sans", "Segoe UI", "sans-serif"])
            font.setPointSizeF(size * self._points)
            font.setWeight(WEIGHTS[weight])
            font.setItalic(italic)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            found = self._fonts[key] = (font, QFontMetricsF(font))
        return found


def compile_items(items: Iterable[Item], ink: Ink) -> tuple[list[Operation], QRectF]:
    """Flat operations and the rectangle they paint in."""
    operations: list[Operation] = []
    bounds = QRectF()
    for item in items:
        bounds = bounds.united(_compile(item, ink, operations))
    return operations, bounds


def _compile(item: Item, ink: Ink, operations: list[Operation]) -> QRectF:
    match item:
        case Box():
            area = QRectF(item.x, item.y, item.w, item.h)
            kind = ROUND if item.radius else RECT
            pen = ink.pen(item.edge, item.width, item.dash)
            operations.append((kind, pen, ink.brush(item.fill), area, item.radius))
            return _around(area, item.width if item.edge else 0.0)
        case Line():
            return _compile_line(item, ink, operations)
        case Path():
            path = path_of(item.commands)
            operations.append((PATH, ink.pen(item.edge, item.width, item.dash), ink.brush(item.fill), path))
            return _around(path.boundingRect(), item.width if item.edge else 0.0)
        case Text():
            return _compile_text(item, ink, operations)
        case Icon():
            bounds = QRectF()
            for shape in item.paths():
                bounds = bounds.united(_compile(shape, ink, operations))
            return bounds
        case Group():
            bounds = QRectF()
            for child in item.children:
                bounds = bounds.united(_compile(child, ink, operations))
            return bounds


def _compile_line(item: Line, ink: Ink, operations: list[Operation]) -> QRectF:
    points, heads = arrow_parts(item)
    path = path_of(rounded_line(points, item.radius))
    operations.append((PATH, ink.pen(item.edge, item.width, item.dash), ink.brush(""), path))
    bounds = _around(path.boundingRect(), item.width)
    for head in heads:
        triangle = QPainterPath(QPointF(*head[0]))
        triangle.lineTo(*head[1])
        triangle.lineTo(*head[2])
        triangle.closeSubpath()
        operations.append((PATH, ink.pen(""), ink.brush(item.edge), triangle))
        bounds = bounds.united(triangle.boundingRect())
    return bounds


def _compile_text(item: Text, ink: Ink, operations: list[Operation]) -> QRectF:
    font, metrics = ink.font(item.size, item.weight, item.italic)
    wide = metrics.horizontalAdvance(item.text)
    x = item.x - {"start": 0.0, "middle": wide / 2.0, "end": wide}[item.anchor]
    operations.append((TEXT, font, ink.colour(item.role), QPointF(x, item.y), item.text))
    return QRectF(x - 1.0, item.y - item.size * 1.15, wide + 2.0, item.size * 1.5)


def path_of(commands: Iterable[tuple[Any, ...]]) -> QPainterPath:
    """A QPainterPath of drawing commands (M, L, C, Z)."""
    path = QPainterPath()
    for command in commands:
        match command[0]:
            case "M":
                path.moveTo(command[1], command[2])
            case "L":
                path.lineTo(command[1], command[2])
            case "C":
                path.cubicTo(*command[1:])
            case _:
                path.closeSubpath()
    return path


def _around(area: QRectF, width: float) -> QRectF:
    grow = width / 2.0 + 1.0
    return area.adjusted(-grow, -grow, grow, grow)


def play(painter: QPainter, operations: list[Operation], zoom: float = 1.0) -> None:
    """Paint compiled operations; letters are left out where they would be specks."""
    letters = zoom >= SMALL_TEXT_ZOOM
    for operation in operations:
        kind = operation[0]
        if kind == TEXT:
            if letters:
                painter.setFont(operation[1])
                painter.setPen(operation[2])
                painter.drawText(operation[3], operation[4])
            continue
        painter.setPen(operation[1])
        painter.setBrush(operation[2])
        if kind == PATH:
            painter.drawPath(operation[3])
        elif kind == ROUND:
            painter.drawRoundedRect(operation[3], operation[4], operation[4])
        else:
            painter.drawRect(operation[3])
