"""The flowchart layout: a layered graph without lanes.

Kept apart from `leanbench.maps.layout` only in what does not touch the engine: sizes, and the
engine's answer turned into our records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from leanbench.drawing.primitives import Point
from leanbench.drawing.text_width import Measure
from leanbench.event.records import Link, Map, Step
from leanbench.maps.arrangement import Ends, Layout
from leanbench.maps.bands import PLAIN, STEP_H, step_size
from leanbench.maps.detour import route_around
from leanbench.maps.geometry import Rect, RectIndex, simplified, to_diamonds
from leanbench.maps.labels import LABEL_H, LabelPlacer, label_width
from leanbench.maps.order import usable_links
from leanbench.maps.symbols import symbol
from leanbench.maps.wording import choices, way_labels

MARGIN = 24.0
CARD_H = 88.0


DIAMOND, PLAIN_DIAMOND = (232.0, 132.0), (208.0, 96.0)


def chart_size(step: Step, is_choice: bool, plain: bool = False) -> tuple[float, float]:
    """Width and height of a step in a flowchart: a choice is a wide diamond, a box has a line for the role."""
    if is_choice:
        return PLAIN_DIAMOND if plain else DIAMOND
    if plain:
        return step_size(step, PLAIN)
    w, h = step_size(step)
    return (w, CARD_H if h == STEP_H else h)


def chart_request(map_: Map, measure: Measure, plain: bool = False) -> dict[str, Any]:
    """The graph as the layout engine takes it: nodes with sizes, links with the sizes of their labels."""
    place = {step.id: position for position, step in enumerate(map_.steps)}
    nodes = []
    parting = choices(map_)
    names = way_labels(map_, every=True)
    for step in map_.steps:
        w, h = chart_size(step, step.id in parting, plain)
        nodes.append({"key": step.id, "size": {"width": w, "height": h}, "shape": "box"})
    edges: list[dict[str, Any]] = []
    for link in usable_links(map_):
        edge: dict[str, Any] = {"source": place[link.source], "target": place[link.target], "weight": 1.0}
        text = names[link.id]
        if text:
            edge["label_size"] = {"width": label_width(text, measure), "height": LABEL_H}
        edges.append(edge)
    return {"nodes": nodes, "edges": edges}


def chart_layout(
    map_: Map,
    boxes: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    measure: Measure,
    plain: bool = False,
) -> Layout:
    """Our layout from the engine's nodes and edges (dicts with `center`, `size`, `points`)."""
    links = usable_links(map_)
    corners = [
        (box["center"]["x"] - box["size"]["width"] / 2, box["center"]["y"] - box["size"]["height"] / 2)
        for box in boxes
    ]
    points = [(point["x"], point["y"]) for line in lines for point in line["points"]]
    left = min([x for x, _ in [*corners, *points]], default=0.0) - MARGIN
    top = min([y for _, y in [*corners, *points]], default=0.0) - MARGIN
    steps: dict[str, Rect] = {}
    parting = choices(map_)
    diamonds = parting | {step.id for step in map_.steps if symbol(step.kind).form == "gateway"}
    for step, (x, y) in zip(map_.steps, corners, strict=True):
        w, h = chart_size(step, step.id in parting, plain)
        steps[step.id] = Rect(round(x - left, 2), round(y - top, 2), w, h)
    index = RectIndex(steps)
    routes: dict[str, tuple[Point, ...]] = {}
    hints: dict[str, Point | None] = {}
    for link, line in zip(links, lines, strict=True):
        routes[link.id] = squared([(round(p["x"] - left, 2), round(p["y"] - top, 2)) for p in line["points"]])
        if index.crossed_by(routes[link.id]) - {link.source, link.target}:
            one, two = steps[link.source], steps[link.target]
            routes[link.id] = route_around(one, two, steps.values(), lines=list(routes.values()))
        if len(routes[link.id]) > 1:
            routes[link.id] = to_diamonds(routes[link.id], link.source, link.target, steps, diamonds)
        anchor = line.get("label_anchor")
        hints[link.id] = (anchor["x"] - left, anchor["y"] - top) if anchor else None
    right = max([rect.right for rect in steps.values()] + [x - left for x, _ in points], default=0.0)
    bottom = max([rect.bottom for rect in steps.values()] + [y - top for _, y in points], default=0.0)
    gaps = _free_strips(list(steps.values()))
    solid = [rect.grown(-0.2 * rect.h) if step_id in parting else rect for step_id, rect in steps.items()]
    placer = LabelPlacer(solid, gaps, measure, list(routes.values()))
    words = way_labels(map_, every=True)
    names = {link.id: words[link.id] for link in links}
    return Layout(
        view="flowchart",
        width=right + MARGIN,
        height=bottom + MARGIN,
        steps=steps,
        routes=routes,
        labels={
            link.id: placer.place(routes[link.id], names[link.id], hints[link.id])
            for link in links
            if names[link.id] and len(routes[link.id]) > 1
        },
        ends=_ends(links, names),
        band_bottoms=(bottom + MARGIN,),
        plain=plain,
    )


def squared(points: Sequence[Point]) -> tuple[Point, ...]:
    """An orthogonal polyline: where the engine leaves a short slant between two ports, a step instead."""
    result = [points[0]]
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 != x2 and y1 != y2:
            middle = (x1 + x2) / 2
            result += [(middle, y1), (middle, y2)]
        result.append((x2, y2))
    return simplified(result)


def _ends(links: Sequence[Link], names: Mapping[str, str]) -> dict[str, Ends]:
    return {link.id: Ends(link.source, link.target, link.kind, names[link.id]) for link in links}


def _free_strips(boxes: Sequence[Rect]) -> list[float]:
    """The middles of the level strips in which no box stands."""
    strips = []
    reached = float("-inf")
    for box in sorted(boxes, key=lambda item: item.y):
        if box.y > reached + LABEL_H:
            strips.append((box.y + reached) / 2 if reached > float("-inf") else box.y - LABEL_H)
        reached = max(reached, box.bottom)
    return strips
