"""What looks at a map: a view that pans, zooms and fits, before anybody draws over it or edits through it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGraphicsView

from leanbench.ui.frame.session import Session
from leanbench.ui.map.map_scene import MapScene

LEAST, MOST = 0.08, 4.0


class MapCamera(QGraphicsView):
    """Signals: `view_changed` after scrolling or zooming; `lane_marked(role id or None)`, the lane into which a
    dragged step would fall; `rename_wanted(step_id, typed)`.
    """

    view_changed = Signal()
    lane_marked = Signal(object)
    rename_wanted = Signal(str, str)

    def __init__(self, session: Session) -> None:
        self.map_scene = MapScene(session)
        super().__init__(self.map_scene)
        self.map_scene.setParent(self)  # goes with the view, never before it
        self.session = session
        self._fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def zoom(self) -> float:
        """Pixels per scene unit."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the point of the viewport `at` stays where it is."""
        zoom = min(max(zoom, LEAST), MOST)
        point = at if at is not None else QPointF(self.viewport().rect().center())
        scene_point = self.mapToScene(point.toPoint())
        self.resetTransform()
        self.scale(zoom, zoom)
        moved = self.mapFromScene(scene_point) - point.toPoint()
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        bars[0].setValue(bars[0].value() + moved.x())
        bars[1].setValue(bars[1].value() + moved.y())
        self._fitted = False
        self.moved()

    def fit(self) -> None:
        """As much of the map as stays legible: the height fits, long maps scroll sideways."""
        area = self.map_scene.sceneRect()
        room = self.viewport().rect()
        if area.isEmpty() or room.width() < 50:
            return
        both = min(room.width() / area.width(), room.height() / area.height())
        least = 0.005 * self.session.look.px(100)  # letters stay legible; in a room larger
        zoom = max(both, min(room.height() / area.height(), 0.74), least) if both < 0.55 else both
        self.set_zoom(min(zoom, 1.25))
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().minimum())
        self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())
        self._fitted = True
        self.show_selected()

    def fit_all(self) -> None:
        """The whole map, however small."""
        area = self.map_scene.sceneRect()
        room = self.viewport().rect()
        if not area.isEmpty() and room.width() > 50:
            self.set_zoom(min(room.width() / area.width(), room.height() / area.height(), 1.5))
            self.centerOn(area.center())

    def show_area(self, box: QRectF) -> None:
        """Scroll only as far as needed to see a step beside the lane names."""
        margin = self.covered_left() + 40
        seen = self.viewport().rect()
        now = self.mapFromScene(box).boundingRect()
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        if now.left() < margin:
            horizontal.setValue(horizontal.value() + now.left() - margin)
        elif now.right() > seen.right() - 40:
            horizontal.setValue(horizontal.value() + now.right() - seen.right() + 40)
        if now.top() < 40:
            vertical.setValue(vertical.value() + now.top() - 40)
        elif now.bottom() > seen.bottom() - 40:
            vertical.setValue(vertical.value() + now.bottom() - seen.bottom() + 40)

    def show_selected(self) -> None:
        """Scroll the one selected step into sight."""
        steps = self.session.selected("step")
        if len(steps) == 1:
            box = self.map_scene.step_box(steps[0])
            if not box.isEmpty():
                self.show_area(box)

    def covered_left(self) -> int:
        """Pixels of the viewport that lie under the names of the lanes."""
        return 0

    def moved(self) -> None:
        """Tell everybody who lies over the view."""
        self.view_changed.emit()
