"""What looks at a map: a view that pans, zooms and fits, before anybody draws over it or edits through it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGraphicsView

from leanbench.maps.stepcard import distance_at
from leanbench.maps.wall import Wall
from leanbench.ui.frame.session import Session
from leanbench.ui.map.map_scene import MapScene

LEAST, MOST = 0.08, 4.0
# The smallest name, in pixels, and the largest zoom of a fitted map: at the desk, and in a room of ten people.
DESK, ROOM = (11.0, 1.25), (16.0, 2.0)


class MapCamera(QGraphicsView):
    """Signals: `view_changed` after scrolling or zooming; `lane_marked(role id or None)`, the lane into which a
    dragged step would fall; `rename_wanted(step_id, typed)`; `lane_rename_wanted(role id)`.
    """

    view_changed = Signal()
    lane_marked = Signal(object)
    rename_wanted = Signal(str, str)
    lane_rename_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        self.map_scene = MapScene(session)
        super().__init__(self.map_scene)
        self.map_scene.setParent(self)  # goes with the view, never before it
        self.session = session
        self.fitted = True  # until somebody zooms, the map fills the room it has
        self._last_box = QRectF()  # of the selected step, before it was laid out anew
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def zoom(self) -> float:
        """Pixels per scene unit."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the point of the viewport `at` stays where it is."""
        point = at if at is not None else QPointF(self.viewport().rect().center())
        scene_point = self.mapToScene(point.toPoint())
        self.fitted = False
        self._scale_to(min(max(zoom, LEAST), MOST))
        moved = self.mapFromScene(scene_point) - point.toPoint()
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        bars[0].setValue(bars[0].value() + moved.x())
        bars[1].setValue(bars[1].value() + moved.y())
        self.moved()

    def _scale_to(self, zoom: float) -> None:
        self.resetTransform()
        self.scale(zoom, zoom)
        self.map_scene.read_from(distance_at(zoom))

    def wall(self) -> Wall:
        """The room a fitted map has: the view without the bar that scrolls it."""
        least, most = ROOM if self.session.look.room else DESK
        room = self.contentsRect()
        return Wall(room.width() - self.verticalScrollBar().sizeHint().width(), room.height(), least, most)

    def fit(self) -> None:
        """Fill the room with the map, in as many rows as give the largest letters. Holds until somebody zooms.

        What was acted on stays where the eye is: the selected step keeps its height in the view while it can.
        """
        self.fitted = True
        wall, scene = self.wall(), self.map_scene
        if wall.width < 50 or wall.height < 50:
            return
        chosen = self.session.selected("step")
        seen = self.mapFromScene(self._last_box).boundingRect() if chosen else None
        if wall != scene.wall:
            scene.wall = wall
            scene.rebuild()
            return  # it comes here again once it is laid out
        self._scale_to(scene.wall_zoom)
        if chosen and seen is not None and self.viewport().rect().intersects(seen):
            now = self.mapFromScene(scene.step_box(chosen[-1])).boundingRect()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + now.top() - seen.top())
        self.show_selected()
        self.moved()

    def show_area(self, box: QRectF) -> None:
        """Scroll only as far as needed to see a step beside the lane names; one that is seen stays where it is."""
        margin = self.covered_left()
        seen = self.viewport().rect()
        now = self.mapFromScene(box).boundingRect()
        if seen.adjusted(margin, 0, 0, 0).contains(now):
            return
        margin += 12
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        if now.left() < margin:
            horizontal.setValue(horizontal.value() + now.left() - margin)
        elif now.right() > seen.right() - 12:
            horizontal.setValue(horizontal.value() + now.right() - seen.right() + 12)
        if now.top() < 16:
            vertical.setValue(vertical.value() + now.top() - 16)
        elif now.bottom() > seen.bottom() - 48:
            vertical.setValue(vertical.value() + now.bottom() - seen.bottom() + 48)

    def show_selected(self) -> None:
        """Scroll the one selected step into sight."""
        steps = self.session.selected("step")
        if len(steps) == 1:
            box = self.map_scene.step_box(steps[0])
            if not box.isEmpty():
                self.show_area(box)
                self._last_box = box

    def covered_left(self) -> int:
        """Pixels of the viewport that lie under the names of the lanes."""
        return 0

    def moved(self) -> None:
        """Tell everybody who lies over the view."""
        self.view_changed.emit()
