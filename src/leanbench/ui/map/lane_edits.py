"""What can be done with a lane: rename, drag, move, merge, remove when empty; all lanes in the order of the flow."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from leanbench.event.changes import Change, Set, Several
from leanbench.event.lanes import lane_order
from leanbench.event.records import Map
from leanbench.maps.order import flow_lanes
from leanbench.schema.addresses import at
from leanbench.ui.map.gestures import Gesture
from leanbench.ui.map.map_camera import MapCamera
from leanbench.words import _


def put_lanes(view: MapCamera, map_: Map, lanes: tuple[str, ...], words: str) -> None:
    """Write the order of the lanes; the lane of nobody has no place of its own."""
    change = Set(at("maps", map_.id, "lanes"), tuple(role for role in lanes if role))
    view.session.do(Several(words, (change,)), by=view)


def order_as_in_flow(view: MapCamera) -> None:
    """Lanes from top to bottom as the flow comes to them; empty ones last."""
    map_ = view.session.map
    if map_ is not None:
        used = flow_lanes(map_)
        rest = [role for role in lane_order(map_) if role not in used]
        put_lanes(view, map_, (*used, *rest), _("order the lanes as in the flow"))


def move_lane(view: MapCamera, map_: Map, role_id: str, by: int) -> None:
    """One lane up or down."""
    lanes = [role for role in lane_order(map_) if role]
    place = lanes.index(role_id)
    lanes.insert(min(max(place + by, 0), len(lanes) - 1), lanes.pop(place))
    put_lanes(view, map_, tuple(lanes), _("move lane {name}").format(name=lane_name(view, role_id)))


def merge_lane(view: MapCamera, map_: Map, role_id: str, into: str) -> None:
    """Give the steps of a lane to another role; the empty lane goes."""
    changes: list[Change] = [
        Set(at("maps", map_.id, "steps", step.id, "role"), into)
        for step in map_.steps
        if step.role == role_id
    ]
    lanes = tuple(role for role in lane_order(map_) if role not in ("", role_id))
    words = _("merge lane {one} into {other}").format(
        one=lane_name(view, role_id), other=lane_name(view, into)
    )
    view.session.do(Several(words, (*changes, Set(at("maps", map_.id, "lanes"), lanes))), by=view)


def remove_lane(view: MapCamera, map_: Map, role_id: str) -> None:
    """Take an empty lane away; the role stays in the list of roles."""
    lanes = tuple(role for role in lane_order(map_) if role != role_id)
    put_lanes(view, map_, lanes, _("remove lane {name}").format(name=lane_name(view, role_id)))


def lane_name(view: MapCamera, role_id: str) -> str:
    """The lane in a sentence."""
    return f"“{view.session.event.role(role_id).name or role_id}”" if role_id else _("of nobody")


def lane_menu(view: MapCamera, role_id: str) -> QMenu | None:
    """The menu of one lane; None for the lane of nobody."""
    map_ = view.session.map
    if map_ is None or not role_id:
        return None
    menu = QMenu(view)
    menu.addAction(_("&Rename the lane"), partial(view.lane_rename_wanted.emit, role_id))
    menu.addAction(_("Move &up"), partial(move_lane, view, map_, role_id, -1))
    menu.addAction(_("Move &down"), partial(move_lane, view, map_, role_id, 1))
    others = [role for role in lane_order(map_) if role not in ("", role_id)]
    if any(step.role == role_id for step in map_.steps):
        merge = menu.addMenu(_("&Merge into"))
        merge.setEnabled(bool(others))
        for role in others:
            merge.addAction(
                view.session.event.role(role).name or role, partial(merge_lane, view, map_, role_id, role)
            )
    else:
        menu.addAction(_("Remove the &empty lane"), partial(remove_lane, view, map_, role_id))
    menu.addSeparator()
    menu.addAction(_("&Order as in the flow"), partial(order_as_in_flow, view))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


class DragLane(Gesture):
    """Drag the name of a lane to where it shall stand: between two others."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, view: MapCamera, start: QPointF, role_id: str) -> None:
        super().__init__(view, start)
        self.role_id = role_id

    def dragged(self, point: QPointF) -> None:
        """The lane it would take the place of is marked."""
        self.view.lane_marked.emit(self.scene.lane_at(point.y()))

    def end(self, point: QPointF) -> None:
        """Put it there."""
        self.view.lane_marked.emit(None)
        map_, there = self.scene.map, self.scene.lane_at(point.y())
        if not self.travelled or map_ is None or not there or there == self.role_id:
            return
        lanes = [role for role in lane_order(map_) if role]
        move_lane(self.view, map_, self.role_id, lanes.index(there) - lanes.index(self.role_id))

    def cancel(self) -> None:
        """Nothing has moved."""
        self.view.lane_marked.emit(None)


def lane_under(view: MapCamera, point: QPoint) -> str | None:
    """The lane whose name is under a point of the viewport, None where no name is."""
    if point.x() >= view.covered_left() or not view.map_scene.headers:
        return None
    return view.map_scene.lane_at(view.mapToScene(point).y())
