"""Connectors of steps that a hand has placed: through its bends, around all boxes, or over the step itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leanbench.drawing.primitives import Point
from leanbench.event.records import Link
from leanbench.maps.detour import route_around
from leanbench.maps.geometry import Rect, simplified


def bent_or_routed(
    link: Link, steps: Mapping[str, Rect], boxes: Sequence[Rect], lines: Sequence[Sequence[Point]]
) -> tuple[Point, ...]:
    """The connector of a hand-placed step: through its hand-placed bends if it has any, else around."""
    one, two = steps[link.source], steps[link.target]
    if link.bends:
        return through_bends(one, two, link.bends)
    if link.source == link.target:
        return self_loop(one)
    return route_around(one, two, boxes, sideways=link.kind == "rework", lines=lines)


def through_bends(one: Rect, two: Rect, bends: Sequence[Point]) -> tuple[Point, ...]:
    """An orthogonal line from box to box through corners that a hand has placed."""
    points: list[Point] = [_facing(one, bends[0])]
    for corner in [*bends, _facing(two, bends[-1])]:
        x, y = points[-1]
        if x != corner[0] and y != corner[1]:
            points.append((corner[0], y))
        points.append(corner)
    return simplified(points)


def _facing(rect: Rect, corner: Point) -> Point:
    """The middle of the side of a box that looks at a corner."""
    cx, cy = rect.centre
    if rect.y - 4 <= corner[1] <= rect.bottom + 4:
        return (rect.right if corner[0] > cx else rect.x, cy)
    return (cx, rect.bottom if corner[1] > cy else rect.y)


def self_loop(rect: Rect) -> tuple[Point, ...]:
    """A loop over the upper side of one box."""
    cx, top = rect.centre[0], rect.y
    return ((cx + 44.0, top), (cx + 44.0, top - 14.0), (cx - 44.0, top - 14.0), (cx - 44.0, top))
