"""Lays a map out: the one door to all layouts, and the only module that may import graphlay.

`arrange` gives the geometry of a view; `reroute` leads the connectors again after boxes have moved,
within a frame. Both are pure: the same map gives the same layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from leanbench.drawing.primitives import Point
from leanbench.drawing.text_width import Measure, standard
from leanbench.event.records import Map, Role
from leanbench.maps.arrangement import Column, Ends, Lane, Layout, Seam, strangers
from leanbench.maps.bands import PLAIN, lay_swimlanes
from leanbench.maps.detour import route_around
from leanbench.maps.flowchart import chart_layout, chart_request
from leanbench.maps.geometry import Rect
from leanbench.maps.labels import LabelPlacer
from leanbench.maps.stream import lay_stream
from leanbench.schema import replace

View = Literal["swimlane", "flowchart", "value-stream", "sipoc"]
Direction = Literal["right", "down"]

__all__ = ["Column", "Direction", "Ends", "Lane", "Layout", "Seam", "View", "arrange", "reroute"]


def arrange(
    map_: Map,
    roles: Sequence[Role] = (),
    *,
    view: View = "swimlane",
    measure: Measure | None = None,
    direction: Direction = "right",
    numbers: Mapping[str, str] | None = None,
    aspect: float = 0.0,
    plain: bool = False,
) -> Layout:
    """The layout of one view of a map.

    Parameters
    ----------
    roles : sequence of Role
        For the names and staff in the lane headings.
    direction : {"right", "down"}
        Where a flowchart runs; the other views run to the right.
    numbers : mapping of step id to number
        For the column headings (`leanbench.flow.numbering`).
    aspect : float
        For a flowchart: fold it towards this width : height; 0 leaves it as long as it is.
        Swimlanes are folded by `leanbench.maps.fold`.
    plain : bool
        Steps show number and name alone, so that more of them stand in a row (not in a value stream).

    Raises
    ------
    ValueError
        The view has no layout ("sipoc" is drawn from the event, not from a map).
    """
    ruler = measure or standard()
    match view:
        case "swimlane":
            return lay_swimlanes(map_, roles, ruler, numbers or {}, PLAIN if plain else None)
        case "value-stream":
            return lay_stream(map_, roles, ruler, numbers or {})
        case "flowchart":
            return _lay_flowchart(map_, ruler, direction, aspect, plain)
        case _:
            raise ValueError(f"there is no layout for the view {view!r}")


def _lay_flowchart(map_: Map, measure: Measure, direction: Direction, aspect: float, plain: bool) -> Layout:
    if not map_.steps:
        return Layout("flowchart", 0.0, 0.0, {}, band_bottoms=(0.0,))
    import graphlay  # a native library of 4 MB that the swimlane, shown first, does not need

    options = {
        "direction": "leftright" if direction == "right" else "topbottom",
        "spacing": {"layer_gap": 44.0 if plain else 56.0, "node_gap": 24.0 if plain else 36.0},
        "wrap": {"viewport_aspect": aspect},
        "effort": "fast",  # half the time of "balanced" for one crossing more in 500 steps
    }
    answer = graphlay.layout(chart_request(map_, measure, plain), options=options).to_dict()
    return chart_layout(map_, answer["nodes"], answer["edges"], measure, plain)


def reroute(layout: Layout, moved: Mapping[str, Rect], measure: Measure | None = None) -> Layout:
    """The layout with some boxes elsewhere: their own connectors, and those now in their way, led anew.

    Meant for every mouse move of a drag: only what the moved boxes touch is computed again.

    Parameters
    ----------
    moved : mapping of step id to Rect
        Where the boxes are now; ids that the layout does not know are ignored.
    """
    steps = {**layout.steps, **{step_id: rect for step_id, rect in moved.items() if step_id in layout.steps}}
    routes = dict(layout.routes)
    near = [rect.grown(4.0) for rect in moved.values()]
    stale = []
    for link_id, ends in layout.ends.items():
        if link_id not in routes:
            continue
        own = ends.source in moved or ends.target in moved
        if own or any(rect.crossed_by(routes[link_id]) for rect in near):
            stale.append(link_id)
            del routes[link_id]
    boxes = list(steps.values())
    for link_id in stale:
        ends = layout.ends[link_id]
        one, two = steps[ends.source], steps[ends.target]
        if ends.source == ends.target:
            routes[link_id] = _own_loop(one)
        else:
            lines = strangers(ends.source, ends.target, routes, layout.ends)
            routes[link_id] = route_around(one, two, boxes, sideways=ends.kind == "rework", lines=lines)
    ordered = {link_id: routes[link_id] for link_id in layout.routes}
    labels: dict[str, Point] = dict(layout.labels)
    if any(layout.ends[link_id].label for link_id in stale):
        placer = LabelPlacer(boxes, [], measure or standard(), list(routes.values()))
        for link_id in stale:
            if layout.ends[link_id].label:
                labels[link_id] = placer.place(routes[link_id], layout.ends[link_id].label)
    return replace(layout, steps=steps, routes=ordered, labels=labels)


def _own_loop(rect: Rect) -> tuple[Point, ...]:
    """A loop over the upper side of one box."""
    cx, top = rect.centre[0], rect.y
    return ((cx + 44.0, top), (cx + 44.0, top - 14.0), (cx - 44.0, top - 14.0), (cx - 44.0, top))
