"""One graphics item for each group of the drawing, so that one edit repaints one step."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem

from leanbench.drawing.primitives import Group, Line
from leanbench.ui.frame.qt_painter import Ink, compile_items, path_of, play

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

log = logging.getLogger(__name__)
LAYERS = {
    "lane": -10.0,
    "column": -9.0,
    "ladder": -8.0,
    "link": 1.0,
    "seam": 1.5,
    "step": 2.0,
    "label": 3.0,
    "note": 4.0,
}
GRIP = 9.0  # how far from a line, in scene units, a click still takes it


class GroupItem(QGraphicsItem):
    """Paints one group; knows what it stands for by the group's id ("step:s3")."""

    def __init__(self, group: Group, ink: Ink) -> None:
        super().__init__()
        self.kind = group.kind
        self.key = group.id.partition(":")[2]
        self.chosen = False
        self._failed = False
        self.setZValue(LAYERS.get(group.kind, 0.0))
        self.set_group(group, ink)

    def set_group(self, group: Group, ink: Ink) -> None:
        """Show another version of the group."""
        self.prepareGeometryChange()
        self.drawn = group
        self.ink = ink
        self._operations, self._bounds = compile_items(group.children, ink)
        self._outer = self._bounds.adjusted(-6, -6, 6, 6)  # asked for at every repaint
        self._outline: QPainterPath | None = None
        self.setToolTip(group.alt if self.kind == "note" else "")
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as selected."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    def line(self) -> tuple[tuple[float, float], ...]:
        """The points of a connector."""
        for child in self.drawn.children:
            if isinstance(child, Line):
                return child.points
        return ()

    def boundingRect(self) -> QRectF:
        """Room for the outline of the selection."""
        return self._outer

    def shape(self) -> QPainterPath:
        """Where a click takes it: the box, or a band along the line."""
        if self._outline is None:
            if self.kind == "link":
                stroker = QPainterPathStroker()
                stroker.setWidth(2 * GRIP)
                points = self.line()
                commands = [("M" if i == 0 else "L", *point) for i, point in enumerate(points)]
                self._outline = stroker.createStroke(path_of(commands)) if points else QPainterPath()
            else:
                self._outline = QPainterPath()
                self._outline.addRect(self._bounds)
        return self._outline

    def box(self) -> QRectF:
        """The rectangle of a step without outlines."""
        return self._bounds.adjusted(2, 2, -2, -2)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Total: what cannot be painted becomes a small cross, and is told to the log once."""
        try:
            zoom = painter.worldTransform().m11()
            if self.chosen:
                self._paint_chosen(painter)
            play(painter, self._operations, zoom)
        except Exception:  # an exception here would come back at every repaint
            if not self._failed:
                self._failed = True
                log.exception("could not paint %s", self.drawn.id)
            painter.setPen(QPen(Qt.GlobalColor.red, 2))
            painter.drawLine(self._bounds.topLeft(), self._bounds.bottomRight())

    def _paint_chosen(self, painter: QPainter) -> None:
        pen = QPen(self.ink.colour("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.kind == "ladder":
            pen.setWidthF(3.0)
            painter.setPen(pen)
            painter.drawLine(self._bounds.bottomLeft(), self._bounds.bottomRight())
        elif self.kind == "link":
            pen.setColor(self.ink.colour("accent"))
            pen.setWidthF(5.0)
            painter.setPen(pen)
            painter.setOpacity(0.35)
            points = self.line()
            painter.drawPath(path_of([("M" if i == 0 else "L", *point) for i, point in enumerate(points)]))
            painter.setOpacity(1.0)
        else:
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.drawRoundedRect(self._bounds.adjusted(-1.5, -1.5, 1.5, 1.5), 8, 8)


class Handles(QGraphicsItem):
    """The four quick-connect handles around one step: click adds a step there, drag connects."""

    SIDES = ("right", "left", "up", "down")
    RADIUS = 8.0

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.ink = ink
        self.area = QRectF()
        self.step_id = ""
        self.hot = ""
        self.setZValue(8.0)
        self.hide()

    def attach(self, step_id: str, area: QRectF) -> None:
        """Stand around a step."""
        if step_id != self.step_id or area != self.area or not self.isVisible():
            self.prepareGeometryChange()
            self.step_id, self.area = step_id, area
            self.show()
            self.update()

    def centres(self) -> dict[str, QPointF]:
        """Where the handles are."""
        area, off = self.area, 12.0
        return {
            "right": QPointF(area.right() + off, area.center().y()),
            "left": QPointF(area.left() - off, area.center().y()),
            "up": QPointF(area.center().x(), area.top() - off),
            "down": QPointF(area.center().x(), area.bottom() + off),
        }

    def side_at(self, point: QPointF) -> str:
        """The handle under a point of the scene."""
        if not self.isVisible():
            return ""
        for side, centre in self.centres().items():
            gap = centre - point
            if gap.x() ** 2 + gap.y() ** 2 <= (self.RADIUS + 4) ** 2:
                return side
        return ""

    def near(self, point: QPointF) -> bool:
        """Whether the pointer is still about the step."""
        return self.area.adjusted(-26, -26, 26, 26).contains(point)

    def boundingRect(self) -> QRectF:
        """The step and its handles."""
        return self.area.adjusted(-24, -24, 24, 24)

    def shape(self) -> QPainterPath:
        """Never in the way of what lies below: the view asks `side_at`."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Small circles with a plus; the one under the pointer is filled."""
        accent = self.ink.colour("accent")
        for side, centre in self.centres().items():
            hot = side == self.hot
            painter.setPen(QPen(accent, 1.2))
            painter.setBrush(accent if hot else self.ink.colour("accent_soft"))
            radius = self.RADIUS if hot else 6.5
            painter.drawEllipse(centre, radius, radius)
            painter.setPen(QPen(self.ink.colour("on_accent") if hot else accent, 1.4))
            painter.drawLine(QPointF(centre.x() - 3, centre.y()), QPointF(centre.x() + 3, centre.y()))
            painter.drawLine(QPointF(centre.x(), centre.y() - 3), QPointF(centre.x(), centre.y() + 3))


class Rubber(QGraphicsItem):
    """What a gesture shows while it lasts: a selection box, a new link."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.ink = ink
        self.box = QRectF()
        self.path = QPainterPath()
        self.target = QRectF()
        self.setZValue(20.0)

    def show_box(self, box: QRectF) -> None:
        """A selection box."""
        self.prepareGeometryChange()
        self.box = box
        self.update()

    def show_link(self, path: QPainterPath, target: QRectF) -> None:
        """A link on its way, and the step it would go to."""
        self.prepareGeometryChange()
        self.path, self.target = path, target
        self.update()

    def clear(self) -> None:
        """Nothing more to show."""
        self.prepareGeometryChange()
        self.box, self.path, self.target = QRectF(), QPainterPath(), QRectF()
        self.update()

    def boundingRect(self) -> QRectF:
        """All that is shown."""
        area = self.box.united(self.path.boundingRect()).united(self.target)
        return area.adjusted(-6, -6, 6, 6)

    def shape(self) -> QPainterPath:
        """Never hit."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Accent lines."""
        accent = self.ink.colour("accent")
        pen = QPen(accent, 1.2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        if not self.box.isEmpty():
            fill = QColor(accent)
            fill.setAlpha(26)
            painter.setBrush(fill)
            painter.drawRect(self.box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self.path.isEmpty():
            painter.setPen(QPen(accent, 2.0, Qt.PenStyle.DashLine))
            painter.drawPath(self.path)
        if not self.target.isEmpty():
            painter.setPen(QPen(accent, 2.0))
            painter.drawRoundedRect(self.target.adjusted(-4, -4, 4, 4), 8, 8)
