"""Lays a map out: the one door to all layouts, and the only module that may import graphlay.

`arrange` gives the geometry of a view; `reroute` leads the connectors again after boxes have moved,
within a frame. Both are pure: the same map gives the same layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from leanbench.event.records import Map, Role
from leanbench.maps.arrangement import Column, Ends, Lane, Layout, Seam
from leanbench.maps.bands import lay_swimlanes, self_loop
from leanbench.maps.detour import route_around
from leanbench.maps.drawing import Point
from leanbench.maps.geometry import Rect
from leanbench.maps.labels import LabelPlacer
from leanbench.maps.measure import Measure, standard

View = Literal["swimlane", "flowchart", "value-stream"]
Direction = Literal["right", "down"]

__all__ = ["Column", "Ends", "Lane", "Layout", "Seam", "arrange", "reroute"]


def arrange(
    map_: Map,
    roles: Sequence[Role] = (),
    *,
    view: View = "swimlane",
    measure: Measure | None = None,
    direction: Direction = "right",
    numbers: Mapping[str, str] | None = None,
) -> Layout:
    """The layout of one view of a map."""
    ruler = measure or standard()
    return lay_swimlanes(map_, roles, ruler, numbers or {})


def reroute(layout: Layout, moved: Mapping[str, Rect], measure: Measure | None = None) -> Layout:
    """The layout with some boxes elsewhere: their own connectors, and those now in their way, led anew."""
    steps = {**layout.steps, **{step_id: rect for step_id, rect in moved.items() if step_id in layout.steps}}
    routes = dict(layout.routes)
    stale = []
    for link_id, ends in layout.ends.items():
        if link_id not in routes:
            continue
        own = ends.source in moved or ends.target in moved
        if own or any(rect.grown(4.0).crossed_by(routes[link_id]) for rect in moved.values()):
            stale.append(link_id)
            del routes[link_id]
    boxes = list(steps.values())
    for link_id in stale:
        ends = layout.ends[link_id]
        one, two = steps[ends.source], steps[ends.target]
        if ends.source == ends.target:
            routes[link_id] = self_loop(one)
        else:
            routes[link_id] = route_around(
                one, two, boxes, sideways=ends.kind == "rework", lines=list(routes.values())
            )
    placer = LabelPlacer(boxes, [], measure or standard())
    labels: dict[str, Point] = dict(layout.labels)
    for link_id in stale:
        if layout.ends[link_id].label:
            labels[link_id] = placer.place(routes[link_id], layout.ends[link_id].label)
    ordered = {link_id: routes[link_id] for link_id in layout.routes}
    return replace(layout, steps=steps, routes=ordered, labels=labels)
