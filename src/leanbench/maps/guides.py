"""Alignment guides: where a dragged box would line up with others, and the lines that show it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from leanbench.drawing.primitives import Point
from leanbench.maps.geometry import Rect


class Snap(Struct, frozen=True):
    """How far to move a box so that it lines up, and the guides to show (pairs of points)."""

    dx: float
    dy: float
    guides: tuple[tuple[Point, Point], ...] = ()


def snap(rect: Rect, others: Iterable[Rect], tolerance: float = 6.0) -> Snap:
    """Line a box up with the nearest center or side of others, level and upright independently.

    Equal centers win over equal sides at the same distance: a connector between equal centers is straight.
    """
    boxes = list(others)
    dx = _nearest([(b.centre[0] - rect.centre[0], 0) for b in boxes] + [
        (side - own, 1) for b in boxes for side, own in ((b.x, rect.x), (b.right, rect.right))
    ], tolerance)  # fmt: skip
    dy = _nearest([(b.centre[1] - rect.centre[1], 0) for b in boxes] + [
        (side - own, 1) for b in boxes for side, own in ((b.y, rect.y), (b.bottom, rect.bottom))
    ], tolerance)  # fmt: skip
    there = rect.moved(dx or 0.0, dy or 0.0)
    guides: list[tuple[Point, Point]] = []
    if dx is not None:
        guides += _upright_guides(there, boxes)
    if dy is not None:
        guides += _level_guides(there, boxes)
    return Snap(dx or 0.0, dy or 0.0, tuple(guides))


def _nearest(offsets: list[tuple[float, int]], tolerance: float) -> float | None:
    close = [(abs(offset), rank, offset) for offset, rank in offsets if abs(offset) <= tolerance]
    return min(close)[2] if close else None


def _upright_guides(rect: Rect, boxes: list[Rect]) -> list[tuple[Point, Point]]:
    result = []
    for x, own in ((rect.centre[0], "centre"), (rect.x, "left"), (rect.right, "right")):
        same = [
            b for b in boxes if abs({"centre": b.centre[0], "left": b.x, "right": b.right}[own] - x) < 0.01
        ]
        if same:
            top = min([rect.y, *(b.y for b in same)])
            bottom = max([rect.bottom, *(b.bottom for b in same)])
            result.append(((x, top), (x, bottom)))
            break
    return result


def _level_guides(rect: Rect, boxes: list[Rect]) -> list[tuple[Point, Point]]:
    result = []
    for y, own in ((rect.centre[1], "centre"), (rect.y, "top"), (rect.bottom, "bottom")):
        same = [
            b for b in boxes if abs({"centre": b.centre[1], "top": b.y, "bottom": b.bottom}[own] - y) < 0.01
        ]
        if same:
            left = min([rect.x, *(b.x for b in same)])
            right = max([rect.right, *(b.right for b in same)])
            result.append(((left, y), (right, y)))
            break
    return result
