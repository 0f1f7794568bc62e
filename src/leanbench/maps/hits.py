"""What lies under a point or in a frame: pure geometry on a layout, so that gestures can be tested
without a window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from leanbench.maps.arrangement import Layout
from leanbench.maps.drawing import Point
from leanbench.maps.geometry import Rect
from leanbench.maps.labels import LABEL_H, label_width
from leanbench.maps.measure import Measure, standard

Side = Literal["left", "right", "top", "bottom"]
HANDLE_OUT = 4.0  # the handles stand on the outline of a selected step
HANDLE_R = 7.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing under the pointer.

    `part` tells more: the side of a handle, the number of a link's segment, "source" or "target" at
    the ends of a link, "header" or "band" of a lane.
    """

    kind: Literal["handle", "label", "step", "link", "lane"]
    id: str
    part: str = ""
    distance: float = 0.0


def handles(rect: Rect) -> Mapping[Side, Point]:
    """Where the four connecting handles of a step stand."""
    x, y = rect.centre
    return {
        "right": (rect.right + HANDLE_OUT, y),
        "bottom": (x, rect.bottom + HANDLE_OUT),
        "left": (rect.x - HANDLE_OUT, y),
        "top": (x, rect.y - HANDLE_OUT),
    }


def hit(
    layout: Layout,
    point: Point,
    *,
    tolerance: float = 6.0,
    active: Sequence[str] = (),
    measure: Measure | None = None,
) -> Hit | None:
    """The thing under a point; handles before labels, steps, links, lanes.

    Parameters
    ----------
    tolerance : float
        How far a thin thing may be missed, in scene units (divide by the zoom of the view).
    active : sequence of step ids
        The steps that show their handles now (hovered or selected).
    """
    for step_id in active:
        rect = layout.steps.get(step_id)
        if rect is None:
            continue
        for side, spot in handles(rect).items():
            away = _between(spot, point)
            if away <= HANDLE_R + tolerance / 2:
                return Hit("handle", step_id, side, away)
    ruler = measure or standard()
    for link_id, (x, y) in reversed(list(layout.labels.items())):
        w = label_width(layout.ends[link_id].label, ruler)
        if Rect(x - w / 2, y - LABEL_H / 2, w, LABEL_H).contains(point):
            return Hit("label", link_id)
    for step_id in reversed(list(layout.steps)):
        if layout.steps[step_id].contains(point):
            return Hit("step", step_id)
    return link_at(layout, point, tolerance) or lane_at(layout, point)


def link_at(layout: Layout, point: Point, tolerance: float = 6.0) -> Hit | None:
    """The nearest link within the tolerance; of equally near ones the last drawn."""
    best: Hit | None = None
    for link_id, route in layout.routes.items():
        for piece in (route, *layout.continued.get(link_id, ())):
            for number, (start, end) in enumerate(pairwise(piece)):
                away = _from_segment(point, start, end)
                if away <= tolerance and (best is None or away <= best.distance):
                    best = Hit("link", link_id, _part(piece, number, point, tolerance), away)
    return best


def _part(piece: Sequence[Point], number: int, point: Point, tolerance: float) -> str:
    reach = max(10.0, tolerance)
    if number == 0 and _between(point, piece[0]) <= reach:
        return "source"
    if number == len(piece) - 2 and _between(point, piece[-1]) <= reach:
        return "target"
    return str(number)


def lane_at(layout: Layout, point: Point) -> Hit | None:
    """The lane at a point, with the part "header" over its heading; steps dropped there join it."""
    for lane in layout.lanes:
        if lane.y <= point[1] < lane.y + lane.h:
            inside = point[0] < lane.x + layout.header_width - 12.0
            return Hit("lane", lane.role_id, "header" if inside else "band")
    return None


def nearest_lane(layout: Layout, y: float) -> str | None:
    """The role of the lane at a height; above and below all lanes the first and the last one."""
    if not layout.lanes:
        return None
    lane = min(layout.lanes, key=lambda item: max(item.y - y, y - item.y - item.h, 0.0))
    return lane.role_id


def inside(layout: Layout, frame: Rect) -> tuple[str, ...]:
    """The steps that a selection frame touches, in the order of the map."""
    return tuple(step_id for step_id, rect in layout.steps.items() if rect.overlaps(frame))


def neighbour(layout: Layout, step_id: str, towards: Side) -> str | None:
    """The step that an arrow key reaches: along the flow to the right and left, else the nearest by eye.

    Right follows the first link out, left the first link in; up and down go to the nearest box of
    that half, sideways distance counting double.
    """
    if step_id not in layout.steps:
        return next(iter(layout.steps), None)
    if towards in ("right", "left"):
        for ends in layout.ends.values():
            here, there = (ends.source, ends.target) if towards == "right" else (ends.target, ends.source)
            if here == step_id and there != step_id and ends.kind == "flow" and there in layout.steps:
                return there
    cx, cy = layout.steps[step_id].centre
    best: tuple[float, str] | None = None
    for other_id, rect in layout.steps.items():
        dx, dy = rect.centre[0] - cx, rect.centre[1] - cy
        ahead = {"right": dx, "left": -dx, "bottom": dy, "top": -dy}[towards]
        if other_id == step_id or ahead <= 1.0:
            continue
        across = abs(dy) if towards in ("right", "left") else abs(dx)
        price = ahead + 2.0 * across
        if best is None or price < best[0]:
            best = (price, other_id)
    return best[1] if best else None


def _between(one: Point, two: Point) -> float:
    return float(((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2) ** 0.5)


def _from_segment(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from an orthogonal segment."""
    x = min(max(point[0], min(start[0], end[0])), max(start[0], end[0]))
    y = min(max(point[1], min(start[1], end[1])), max(start[1], end[1]))
    return _between(point, (x, y))
