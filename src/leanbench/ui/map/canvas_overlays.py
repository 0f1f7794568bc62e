"""What lies over the canvas and does not scroll with it: lane names, the minimap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from leanbench.drawing.primitives import Box, Group
from leanbench.ui.frame.qt_painter import compile_items, play
from leanbench.ui.frame.style import set_role
from leanbench.ui.map.map_camera import MapCamera
from leanbench.words import _
from leanbench.words.lists import count_text


def _bounds(group: Group) -> QRectF:
    area = QRectF()
    for child in group.children:
        if isinstance(child, Box):
            area = area.united(QRectF(child.x, child.y, child.w, child.h))
    return area


class LaneStrip(QWidget):
    """The names of the lanes, always at the left edge of what is seen, at the height and zoom of their lanes."""

    def __init__(self, view: MapCamera) -> None:
        super().__init__(view)
        self.view = view
        self.marked: str | None = None
        self.wide = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def place(self) -> None:
        """As wide as the lane names at this zoom."""
        layout = self.view.map_scene.layout
        headers = self.view.map_scene.headers
        self.wide = _bounds(headers[0]).width() if headers and layout else 0.0
        wide = self.wide * self.view.zoom()
        viewport = self.view.viewport().geometry()
        left = max(
            0, self.view.mapFromScene(QPointF(0, 0)).x()
        )  # a map narrower than the view stands in its middle
        self.setGeometry(viewport.left() + left, viewport.top(), round(wide), viewport.height())
        self.update()

    def mark(self, role_id: str | None) -> None:
        """Fill one lane name with the accent."""
        if role_id != self.marked:
            self.marked = role_id
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The header groups of the drawing, moved to the left edge."""
        scene, view = self.view.map_scene, self.view
        layout = scene.layout
        if layout is None or not scene.headers:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        origin = view.mapFromScene(QPointF(0, 0))
        painter.translate(0, origin.y())
        painter.scale(view.zoom(), view.zoom())
        for group in scene.headers:
            area = _bounds(group)
            painter.save()
            painter.translate(-area.left(), 0)
            operations, _area = compile_items(group.children, scene.ink)
            play(painter, operations, view.zoom())
            if group.id == f"header:{self.marked}":
                soft = QColor(scene.ink.colour("accent"))
                soft.setAlpha(40)
                painter.fillRect(area, soft)
                painter.fillRect(
                    QRectF(area.left(), area.top(), 4, area.height()), scene.ink.colour("accent")
                )
            painter.restore()


class MiniMap(QWidget):
    """The whole map small, with what is seen as a frame; shown while somebody zooms. Drag to move."""

    def __init__(self, view: MapCamera) -> None:
        super().__init__(view)
        self.view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Overview of the map"))
        self.setToolTip(_("Drag to move what you see"))
        self.hide()

    def place(self) -> None:
        """In the lower right corner."""
        px = self.view.session.look.px
        viewport = self.view.viewport().geometry()
        self.resize(px(190), px(76))
        self.move(viewport.right() - self.width() - 12, viewport.bottom() - self.height() - 12)

    def refresh(self) -> None:
        """Show it only where there is more than the window shows."""
        scene = self.view.map_scene
        shown = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        whole = scene.layout is None or shown.adjusted(-30, -30, 30, 30).contains(scene.sceneRect())
        small = self.view.viewport().height() < 3.4 * self.height()  # it would cover what it shows
        self.setVisible(
            not whole and not small and not self.view.fitted
        )  # rows that scroll are never covered
        if not whole:
            self.update()

    def _scale(self) -> tuple[float, QPointF]:
        area = self.view.map_scene.sceneRect()
        scale = min((self.width() - 10) / area.width(), (self.height() - 10) / area.height())
        left = (self.width() - area.width() * scale) / 2 - area.left() * scale
        top = (self.height() - area.height() * scale) / 2 - area.top() * scale
        return scale, QPointF(left, top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Steps as small blocks, the selected in the accent, the view as a frame."""
        scene = self.view.map_scene
        if scene.layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(scene.ink.colour("line"))
        painter.setBrush(scene.ink.colour("panel"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        scale, origin = self._scale()
        painter.translate(origin)
        painter.scale(scale, scale)
        chosen = set(self.view.session.selected("step"))
        painter.setPen(Qt.PenStyle.NoPen)
        for key, rect in scene.layout.steps.items():
            painter.setBrush(scene.ink.colour("accent" if key in chosen else "line"))
            painter.drawRect(QRectF(rect.x, rect.y, rect.w, rect.h))
        pen = QPen(scene.ink.colour("accent"), 1.2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        painter.drawRect(seen.intersected(scene.sceneRect()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        scale, origin = self._scale()
        point = (event.position() - origin) / scale
        self.view.centerOn(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)


class EmptyHint(QWidget):
    """What to do while the map has no steps."""

    def __init__(self, view: MapCamera) -> None:
        super().__init__(view)
        self.view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        title = set_role(QLabel(_("The map draws itself")), "h3")
        words = set_role(
            QLabel(
                _(
                    "Type the first step in the table: a verb and a noun, who does it, how long it takes, how long it "
                    "waits before. Or paste rows from a spreadsheet: Step, Who, Process, Wait, %C&A."
                )
            ),
            "muted",
        )
        words.setWordWrap(True)
        example = set_role(
            QLabel(_("For example:  Check packet · Permit technician · 15 min · 6 h · 62% · R")),
            "small-muted",
        )
        example.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setSpacing(8)
        box.addStretch(2)
        for label in (title, words, example):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(label)
        box.addStretch(3)

    def place(self) -> None:
        """In the middle."""
        viewport = self.view.viewport().geometry()
        wide = min(self.view.session.look.px(420), viewport.width() - 40)
        self.setGeometry(viewport.center().x() - wide // 2, viewport.top(), wide, viewport.height())


class LargeMapHint(QWidget):
    """Why a large map is not drawn, and the button that draws it."""

    def __init__(self, view: MapCamera) -> None:
        super().__init__(view)
        self.view = view
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.draw = QPushButton(_("&Draw it once"))
        box = QVBoxLayout(self)
        box.setSpacing(8)
        box.addStretch(2)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.words)
        box.addWidget(self.draw, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.hide()

    def show_for(self, steps: int) -> None:
        """Say how many steps there are, and be there."""
        self.words.setText(
            _(
                "This map has {steps}, more than are drawn while you type. The table and all figures are complete. "
                "A map people can read has fewer: make a map for each part of the work."
            ).format(steps=count_text(steps, "step", "steps"))
        )
        viewport = self.view.viewport().geometry()
        wide = min(self.view.session.look.px(420), viewport.width() - 40)
        self.setGeometry(viewport.center().x() - wide // 2, viewport.top(), wide, viewport.height())
        self.show()
