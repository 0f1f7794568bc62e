"""The canvas: pans, zooms, selects, and hands the mouse to gestures and the keys to steps.

Wheel zooms at the pointer, space or the middle button drags the paper, arrows walk the flow, typing
renames, Tab adds the next step, Delete removes, Ctrl+arrows nudge, Ctrl+L connects by name.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

from leanbench.drawing.picture import Picture
from leanbench.event.changes import (
    DuplicateSteps,
    PinSteps,
    Remove,
    RemoveSteps,
    Set,
    Several,
)
from leanbench.event.editing import Change
from leanbench.event.records import KeptPicture, Pin
from leanbench.maps.arrangement import column_at, row_at
from leanbench.maps.ladder_drawing import timeline_picture
from leanbench.schema.addresses import at
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.picture_menu import PictureMenu
from leanbench.ui.map import gestures, lane_edits
from leanbench.ui.map.canvas_overlays import EmptyHint, LaneStrip, LargeMapHint, MiniMap
from leanbench.ui.map.map_camera import MapCamera
from leanbench.ui.map.rename import RenameField
from leanbench.words import _

ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
NUDGE = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}  # columns, rows


class MapView(MapCamera):
    """Signals: `connect_wanted(step_id)`, `decision_wanted(step_id)`."""

    connect_wanted = Signal(str)
    decision_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.gesture: gestures.Gesture | None = None
        self._space = False
        self._pan_from = QPoint()
        self.setAccessibleName("Map")
        self.setAccessibleDescription(
            _("Drawing of the steps. The steps table beside it has the same content for screen readers.")
        )
        self.lanes = LaneStrip(self)
        self.minimap = MiniMap(self)
        self.hint = EmptyHint(self)
        self.large = LargeMapHint(self)
        self.large.draw.clicked.connect(self.map_scene.draw_beside)
        self.timeline_menu = PictureMenu(session, self, self._timeline, self._kept_timeline)
        self.field = RenameField(self)
        self.field.named.connect(self.take_name)
        self.rename_wanted.connect(self.rename)
        self.lane_rename_wanted.connect(self.rename_lane)
        self.lane_marked.connect(self.lanes.mark)
        self.map_scene.laid_out.connect(self._on_laid_out)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        session.touched.connect(self._on_touched)
        session.replaced.connect(self._start)
        session.map_changed.connect(lambda _id: self._start())
        session.selection_changed.connect(self._follow_selection)
        session.look.changed.connect(self._on_look)
        self._on_look()

    # --- following ----------------------------------------------------------------------------

    def _on_touched(self, touched: Touched) -> None:
        self.map_scene.follow(touched)

    def _start(self) -> None:
        self.field.abandon()
        self.map_scene.reset()
        self.fit()

    def _on_look(self) -> None:
        self.setBackgroundBrush(self.session.look.colour("lane"))
        self.map_scene.reset()
        self._place_overlays()

    def _on_laid_out(self) -> None:
        empty = self.map_scene.layout is None
        large = empty and self.map_scene.is_large
        self.hint.setVisible(empty and not large)
        self.large.setVisible(large)
        if large and self.map_scene.map is not None:
            self.large.show_for(len(self.map_scene.map.steps))
        self.lanes.setVisible(bool(self.map_scene.headers) and not empty)
        if self.fitted:
            self.fit()
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        self.moved()

    def covered_left(self) -> int:
        """As far as the lane names reach."""
        return self.lanes.geometry().right() + 1 if self.lanes.isVisible() else 0

    def moved(self) -> None:
        """What lies over the canvas follows it."""
        self.lanes.place()
        self.minimap.refresh()
        self.field.follow()
        super().moved()

    def _follow_selection(self, _items: object) -> None:
        if self.gesture is None:
            self.show_selected()
        self.minimap.update()

    # --- editing ------------------------------------------------------------------------------

    def rename(self, step_id: str, typed: str = "") -> None:
        """Type the name in place."""
        map_ = self.map_scene.map
        if map_ is not None and self.map_scene.step_item(step_id) is not None:
            self.show_area(self.map_scene.step_box(step_id))
            self.field.open(step_id, typed or map_.step(step_id).name, bool(typed))

    def rename_lane(self, role_id: str) -> None:
        """Type the name of a lane, which is that of its role, in place."""
        lane = next((lane for lane in self.map_scene.layout.lanes if lane.role_id == role_id), None)  # type: ignore[union-attr]
        if lane is not None:
            box = QRectF(0.0, lane.y, self.lanes.wide, lane.h)
            self.field.open_over(f"lane:{role_id}", self.session.event.role(role_id).name or role_id, box)

    def take_name(self, step_id: str, name: str) -> None:
        """What the field in place hands over."""
        map_ = self.map_scene.map
        if step_id.startswith("lane:") and name:
            self.session.do(Set(at("roles", step_id.removeprefix("lane:"), "name"), name), by=self)
            return
        if map_ is not None and step_id in {step.id for step in map_.steps}:
            self.session.do(Set(at("maps", map_.id, "steps", step_id, "name"), name), by=self)

    def commit(self) -> None:
        """Hand over what is being typed."""
        self.field.commit()

    def remove(self) -> None:
        """Remove what is selected, as one edit."""
        map_ = self.map_scene.map
        if map_ is None:
            return
        steps, links = self.session.selected("step"), self.session.selected("link")
        changes: list[Change] = []
        if links:
            changes += [Remove(at("maps", map_.id, "links", link)) for link in links]
        if steps:
            changes.append(RemoveSteps(map_.id, steps))
        changes += [Remove(at("maps", map_.id, "notes", note)) for note in self.session.selected("note")]
        if changes:
            change = (
                changes[0] if len(changes) == 1 else Several(_("Remove what was selected"), tuple(changes))
            )
            self.session.do(change, by=self)

    def duplicate(self) -> None:
        """Copy the selected steps behind the last of them."""
        map_, steps = self.map_scene.map, self.session.selected("step")
        if map_ is not None and steps:
            self.session.do(DuplicateSteps(map_.id, steps), by=self)

    def nudge(self, direction: str) -> None:
        """Move the selected steps by a column or a row; several moves after each other are one edit."""
        map_, layout = self.map_scene.map, self.map_scene.layout
        across, down = NUDGE[direction]
        if map_ is None or layout is None or not layout.lanes:
            return
        pins = []
        for key in self.session.selected("step"):
            rect = layout.steps[key]
            pins.append(
                (key, Pin(max(0, column_at(layout, rect) + across), max(0, row_at(layout, rect) + down)))
            )
        if pins:
            self.session.do(PinSteps(map_.id, tuple(pins)), by=self, merge=True)

    def walk(self, direction: str, extend: bool = False) -> None:
        """Go to the next step in a direction."""
        map_, layout = self.map_scene.map, self.map_scene.layout
        if map_ is None or layout is None:
            return
        steps = self.session.selected("step")
        if not steps:
            self.session.select([("step", map_.steps[0].id)])
            return
        boxes = {key: self.map_scene.step_box(key) for key in layout.steps}
        found = gestures.neighbour(map_, boxes, steps[-1], direction)
        if found:
            before = [("step", key) for key in steps] if extend else []
            self.session.select([*before, ("step", found)])

    # --- Qt: mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the gesture by what lies under the pointer."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.field.commit()
        point = self.mapToScene(event.position().toPoint())
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (self._space and event.button() == Qt.MouseButton.LeftButton):
            self.gesture = gestures.Pan(self, point)
            self._pan_from = event.position().toPoint()
            self.viewport().setCursor(gestures.Pan.cursor)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        add = bool(
            event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        )
        lane = lane_edits.lane_under(self, event.position().toPoint())
        if lane is not None:
            self.gesture = lane_edits.DragLane(self, point, lane)
            return
        side = self.map_scene.handles.side_at(point)
        if side:
            self.gesture = gestures.DrawLink(self, point, self.map_scene.handles.step_id, side)
            return
        thing = self.map_scene.thing_at(point)
        if thing is None:
            self.gesture = gestures.BoxSelect(self, point, add)
        elif add:
            rest = [item for item in self.session.selection if item != thing]
            self.session.select(rest if thing in self.session.selection else [*rest, thing])
        elif thing[0] == "step":
            chosen = self.session.selected("step")
            ids = chosen if thing[1] in chosen else (thing[1],)
            if thing[1] not in chosen:
                self.gesture = gestures.DragSteps(self, point, ids, thing[1])  # before it scrolls
                self.session.select([thing])
            else:
                self.gesture = gestures.DragSteps(self, point, ids, thing[1])
        else:
            self.session.select([thing])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Feed the gesture, or show the handles of the step under the pointer."""
        point = self.mapToScene(event.position().toPoint())
        if isinstance(self.gesture, gestures.Pan):
            gap = event.position().toPoint() - self._pan_from
            self._pan_from = event.position().toPoint()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - gap.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - gap.y())
        elif self.gesture is not None:
            self.gesture.move(point)
        else:
            self._hover(point)

    def _hover(self, point: QPointF) -> None:
        handles = self.map_scene.handles
        thing = self.map_scene.thing_at(point)
        if thing is not None and thing[0] == "step":
            handles.attach(thing[1], self.map_scene.step_box(thing[1]))
        elif handles.isVisible() and not handles.near(point):
            self.map_scene.show_selection(self.session.selection)
        side = handles.side_at(point)
        if side != handles.hot:
            handles.hot = side
            handles.update()
            tips = {
                "right": _("the next step"),
                "left": _("a step before"),
                "up": _("a step above"),
                "down": _("a step below"),
            }
            self.viewport().setToolTip(
                _("Click: add {tips}. Drag: connect.").format(tips=tips[side]) if side else ""
            )
        self.viewport().setCursor(
            Qt.CursorShape.CrossCursor
            if side
            else Qt.CursorShape.PointingHandCursor
            if thing
            else Qt.CursorShape.OpenHandCursor
            if self._space
            else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The gesture does its work."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.end(self.mapToScene(event.position().toPoint()))
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename a step or a lane."""
        thing = self.map_scene.thing_at(self.mapToScene(event.position().toPoint()))
        self.gesture = None
        lane = lane_edits.lane_under(self, event.position().toPoint())
        if lane:
            self.rename_lane(lane)
        elif thing is not None and thing[0] == "step":
            self.rename(thing[1])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touch pad or Shift scrolls."""
        touch = not event.pixelDelta().isNull()
        if (touch or event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            gap = event.pixelDelta() if touch else QPoint(event.angleDelta().y() or event.angleDelta().x(), 0)
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - gap.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - gap.y())
        else:
            self.set_zoom(self.zoom() * 1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    # --- Qt: keys -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the canvas."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        steps = self.session.selected("step")
        map_ = self.map_scene.map
        if key == Qt.Key.Key_Space and not steps:
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif key in ARROWS:
            if control:
                self.nudge(ARROWS[key])
            else:
                self.walk(ARROWS[key], bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key == Qt.Key.Key_Escape and self.gesture is not None:
            self.gesture.cancel()
            self.gesture = None
        elif key == Qt.Key.Key_Escape and self.session.selection:
            self.session.select(())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and (control or not steps):
            self.set_zoom(self.zoom() * 1.2)
        elif key == Qt.Key.Key_Minus and (control or not steps):
            self.set_zoom(self.zoom() / 1.2)
        elif key == Qt.Key.Key_0 and control:
            self.fit()
        elif steps and map_ is not None:
            self._step_key(event, key, control, steps[-1])
        else:
            super().keyPressEvent(event)

    def _step_key(self, event: QKeyEvent, key: Qt.Key, control: bool, step_id: str) -> None:
        map_ = self.map_scene.map
        assert map_ is not None
        if key == Qt.Key.Key_F2 or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control):
            self.rename(step_id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.decision_wanted.emit(step_id)
        elif key == Qt.Key.Key_Tab:
            gestures.add_step_beside(self, map_, step_id, "right")
        elif key == Qt.Key.Key_L and control:
            self.connect_wanted.emit(step_id)
        elif event.text().isprintable() and event.text().strip() and not control:
            self.rename(step_id, event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space is up again."""
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds a step while one is selected; otherwise it leaves the canvas."""
        if self.session.selected("step") and forward:
            return False
        return super().focusNextPrevChild(forward)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone: only the selected step keeps its handles."""
        if self.gesture is None:
            self.map_scene.show_selection(self.session.selection)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Overlays keep to their edges; a fitted map stays fitted."""
        super().resizeEvent(event)
        self._place_overlays()
        if self.fitted:
            self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the lane under the pointer, else with the timeline of the map as a picture."""
        role_id = lane_edits.lane_under(self, event.pos())
        menu = lane_edits.lane_menu(self, role_id) if role_id is not None else None
        if menu is not None:
            menu.popup(event.globalPos())
            return
        self.timeline_menu.open(event.globalPos())

    def _timeline(self) -> Picture | None:
        from leanbench.maps.event_pictures import WIDE  # with all that it draws: not needed to start

        map_ = self.session.map
        return None if map_ is None else timeline_picture(self.session.event, map_.id, WIDE[0])

    def _kept_timeline(self) -> KeptPicture | None:
        map_ = self.session.map
        return None if map_ is None else KeptPicture(picture="timeline", map=map_.id)

    def _place_overlays(self) -> None:
        for overlay in (self.lanes, self.minimap, self.hint):
            overlay.place()
        self._on_scrolled()
