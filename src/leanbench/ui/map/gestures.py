"""What the mouse does on the canvas: each gesture is one object with start, move, end and cancel.

The view has at most one gesture at a time and hands it scene points. A gesture shows what it would do
in the scene's rubber item and changes the document once, at its end; `cancel` leaves no trace.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

from leanbench.event.changes import AddStep, Connect, PinSteps, Set, Several
from leanbench.event.editing import Change
from leanbench.event.records import Link, LinkKind, Map, Pin, Step
from leanbench.maps.arrangement import column_at, row_at
from leanbench.maps.geometry import Rect
from leanbench.maps.layout import reroute
from leanbench.schema.addresses import at
from leanbench.ui.map.map_camera import MapCamera
from leanbench.words import _

FEW = 4.0  # pixels of travel that still count as a click


class Gesture:
    """Does nothing: the base of the others."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: MapCamera, start: QPointF) -> None:
        self.view = view
        self.scene = view.map_scene
        self.start = start
        self.travelled = False

    def move(self, point: QPointF) -> None:
        """The pointer is at a point of the scene."""
        gap = (point - self.start) * self.view.zoom()
        if abs(gap.x()) + abs(gap.y()) > FEW:
            self.travelled = True
        if self.travelled:
            self.dragged(point)

    def dragged(self, point: QPointF) -> None:
        """Show what would be done."""

    def end(self, point: QPointF) -> None:
        """Do it."""

    def cancel(self) -> None:
        """Leave no trace."""
        self.scene.rubber.clear()


class BoxSelect(Gesture):
    """Drag over empty canvas: select the steps inside."""

    def __init__(self, view: MapCamera, start: QPointF, add: bool) -> None:
        super().__init__(view, start)
        self.before = tuple(view.session.selection) if add else ()
        if not add:
            view.session.select(())

    def dragged(self, point: QPointF) -> None:
        """The steps inside so far are selected."""
        area = QRectF(self.start, point).normalized()
        self.scene.rubber.show_box(area)
        inside = [("step", key) for key in self.scene.steps_in(area)]
        self.view.session.select(dict.fromkeys([*self.before, *inside]))

    def end(self, point: QPointF) -> None:
        """Keep the selection."""
        self.scene.rubber.clear()


class DragSteps(Gesture):
    """Drag steps: into another lane changes who does them, along a lane pins them to a column and a row.

    Other drawings than the swimlane have no places of their own: there a drag leaves no trace.
    """

    def __init__(self, view: MapCamera, start: QPointF, ids: tuple[str, ...], grabbed: str) -> None:
        super().__init__(view, start)
        self.ids = ids
        self.grabbed = grabbed
        layout = self.scene.layout
        assert layout is not None
        self.layout = layout
        self.homes = {key: layout.steps[key] for key in ids if key in layout.steps}
        self.offset = (0.0, 0.0)

    def dragged(self, point: QPointF) -> None:
        """Steps and their lines follow the pointer; the lane they would fall into is marked."""
        dx, dy = self.offset = (point.x() - self.start.x(), point.y() - self.start.y())
        moved = {key: home.moved(dx, dy) for key, home in self.homes.items()}
        self.scene.preview(reroute(self.layout, moved), moved)
        self.view.lane_marked.emit(self._lane(moved[self.grabbed]) if self.layout.lanes else None)

    def _lane(self, rect: Rect) -> str | None:
        return self.scene.lane_at(rect.centre[1])

    def end(self, point: QPointF) -> None:
        """A new lane, a new column or row, or (without travel) just the selection."""
        self.view.lane_marked.emit(None)
        if not self.travelled:
            self.view.session.select([("step", self.grabbed)])
            return
        changes = self._changes()
        self.scene.end_preview()
        if changes:
            count = len(self.ids)
            name = self.scene.map.step(self.grabbed).name if self.scene.map else ""
            words = (
                _("Move “{name}”").format(name=name)
                if count == 1
                else _("Move {count} steps").format(count=count)
            )
            self.view.session.do(changes[0] if len(changes) == 1 else Several(words, changes), by=self.view)

    def _changes(self) -> tuple[Change, ...]:
        map_, layout = self.scene.map, self.layout
        if map_ is None or not layout.lanes:
            return ()
        home = self.homes[self.grabbed]
        there = home.moved(*self.offset)
        lane = self._lane(there)
        column = column_at(layout, there)
        across = column - column_at(layout, home)
        changes: list[Change] = []
        if lane is not None and lane != self._lane(home):
            changes += [Set(at("maps", map_.id, "steps", key, "role"), lane) for key in self.homes]
            if not across:  # straight up or down: only the lane was meant, the layout goes on
                return tuple(changes)
        others = frozenset(self.homes)
        down = row_at(layout, there, others) - row_at(layout, home)
        if not changes and not across and not down:
            return ()
        pins = []
        for key, rect in self.homes.items():
            own = (column_at(layout, rect) + across, row_at(layout, rect) + down)
            pins.append((key, Pin(*(max(0, place) for place in own))))
        return (*changes, PinSteps(map_.id, tuple(pins)))

    def cancel(self) -> None:
        """Everything goes back."""
        self.view.lane_marked.emit(None)
        self.scene.end_preview()


class DrawLink(Gesture):
    """From a handle: a click adds a step on that side, a drag connects with the step it ends on."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: MapCamera, start: QPointF, step_id: str, side: str) -> None:
        super().__init__(view, start)
        self.step_id = step_id
        self.side = side
        self.target = ""

    def dragged(self, point: QPointF) -> None:
        """A dashed line to the pointer; the step under it is outlined."""
        thing = self.scene.thing_at(point)
        self.target = thing[1] if thing and thing[0] == "step" and thing[1] != self.step_id else ""
        path = QPainterPath(self.scene.handles.centres()[self.side])
        path.lineTo(point)
        box = self.scene.step_box(self.target) if self.target else QRectF()
        self.scene.rubber.show_link(path, box)

    def end(self, point: QPointF) -> None:
        """Connect, or add a step and name it."""
        self.scene.rubber.clear()
        map_ = self.scene.map
        if map_ is None:
            return
        if not self.travelled:
            add_step_beside(self.view, map_, self.step_id, self.side)
        elif self.target:
            connect(self.view, map_, self.step_id, self.target)
        else:
            lane = self.scene.lane_at(point.y())
            add_step_beside(self.view, map_, self.step_id, "right", lane)


class Pan(Gesture):
    """Space or middle button: move the paper."""

    cursor = Qt.CursorShape.ClosedHandCursor


def reaches(map_: Map, start: str, goal: str) -> bool:
    """Whether the flow leads from one step to another."""
    seen, queue = {start}, [start]
    while queue:
        here = queue.pop()
        if here == goal:
            return True
        for link in map_.links:
            if link.source == here and link.kind == "flow" and link.target not in seen:
                seen.add(link.target)
                queue.append(link.target)
    return False


def connect(view: MapCamera, map_: Map, source: str, target: str) -> None:
    """A flow link; one that leads back is rework. The new link is selected, so that its share can be typed."""
    back = reaches(map_, target, source)
    others = [link for link in map_.links if link.source == source and link.kind == "flow"]
    kind: LinkKind = "rework" if back else "flow"
    if view.session.do(Connect(map_.id, source, target, kind), by=view) is not None:
        return
    now = view.session.map
    if now is None:
        return
    known = {link.id for link in map_.links}
    new = [link for link in now.links if link.id not in known]
    view.session.select([("link", link.id) for link in new])
    if back:
        view.session.say(
            _("This link leads back, so it is rework. Type its share of cases in the inspector.")
        )
    elif others:
        view.session.say(
            _("Several ways on: parallel work as it stands. Give each a share to make it a decision.")
        )


def add_step_beside(view: MapCamera, map_: Map, step_id: str, side: str, role: str | None = None) -> None:
    """A new step on one side of another: right after, left before, up and down in the lane there."""
    step = map_.step(step_id)
    if role is None:
        role = step.role
        lanes = [lane.role_id for lane in view.map_scene.layout.lanes] if view.map_scene.layout else []
        if side in ("up", "down") and role in lanes:
            at = lanes.index(role) + (1 if side == "down" else -1)
            role = lanes[at] if 0 <= at < len(lanes) else role
    new = Step(role=role)
    left = side == "left"
    change = AddStep(map_.id, new, before=step_id) if left else AddStep(map_.id, new, after=step_id)
    if view.session.do(change, by=view) is None:
        view.session.select([("step", new.id)])
        view.rename_wanted.emit(new.id, "")


def neighbour(map_: Map, boxes: dict[str, QRectF], step_id: str, direction: str) -> str:
    """The step an arrow key leads to: along the flow to the sides, by position up and down."""
    here = boxes.get(step_id)
    if here is None:
        return ""
    links: list[Link] = []
    if direction in ("left", "right"):
        out = direction == "right"
        links = [link for link in map_.links if (link.source if out else link.target) == step_id]
        links.sort(key=lambda link: link.kind != "flow")
        for link in links:
            other = link.target if out else link.source
            if other != step_id and other in boxes:
                return other
        return ""
    sign = 1 if direction == "down" else -1
    best, far = "", 1e18
    for key, box in boxes.items():
        gap = (box.center().y() - here.center().y()) * sign
        if key == step_id or gap < 10:
            continue
        distance = gap + 2.0 * abs(box.center().x() - here.center().x())
        if distance < far:
            best, far = key, distance
    return best
