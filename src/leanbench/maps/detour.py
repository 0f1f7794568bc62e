"""A connector between two boxes that stand anywhere: the shortest orthogonal way around all others.

Used where the gutters of the grid do not help: steps placed by hand, and the box under the mouse
while it is dragged. A* over the lines that run beside the boxes, with a price on every bend, on
leaving by an unusual side and on lying upon another connector.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from leanbench.drawing.primitives import Point
from leanbench.maps.geometry import Rect, simplified

CLEAR = 12.0  # distance of a line from a box it passes
KEEP_OFF = 8.0  # no line comes nearer to a box than this
BEND = 40.0
OVERLAP = 4.0  # price per unit of lying on another connector
_SIDES: tuple[tuple[float, float], ...] = ((1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0))
_LEAVE = {(1.0, 0.0): 0.0, (0.0, 1.0): 90.0, (0.0, -1.0): 90.0, (-1.0, 0.0): 300.0}
_ENTER = {(-1.0, 0.0): 0.0, (0.0, 1.0): 90.0, (0.0, -1.0): 90.0, (1.0, 0.0): 300.0}


def route_around(
    source: Rect,
    target: Rect,
    others: Iterable[Rect],
    *,
    sideways: bool = False,
    lines: Iterable[Sequence[Point]] = (),
) -> tuple[Point, ...]:
    """The polyline from the border of `source` to the border of `target`, clear of all boxes.

    Parameters
    ----------
    others : iterable of Rect
        The boxes to stay away from; `source` and `target` may be among them.
    sideways : bool
        Prefer the upper and lower sides, as loops do.
    lines : iterable of polylines
        Connectors already drawn, not to lie upon. Leave out those from the same source or to the
        same target: branches may share their trunk.

    Returns
    -------
    tuple of points
        When the boxes leave no way (one lies on the other), a plain line with one bend.
    """
    boxes = [box for box in others if box not in (source, target)]
    polylines = [tuple(line) for line in lines]
    for reach in (120.0, 600.0, 1e9):
        left, right = min(source.x, target.x) - reach, max(source.right, target.right) + reach
        top, bottom = min(source.y, target.y) - reach, max(source.bottom, target.bottom) + reach
        near = [
            box for box in boxes if box.right > left and box.x < right and box.bottom > top and box.y < bottom
        ]
        found = _search(source, target, [*near, source, target], sideways, polylines)
        if found and not _crosses(found, boxes):
            return found
        if len(near) == len(boxes):
            break
    (x1, y1), (x2, y2) = source.centre, target.centre
    middle = (x1 + x2) / 2.0
    return simplified(((x1, y1), (middle, y1), (middle, y2), (x2, y2)))


def _crosses(route: Sequence[Point], boxes: Sequence[Rect]) -> bool:
    """Whether a route passes through a box; most boxes stand clear of its bounds altogether."""
    left, right = min(x for x, _ in route), max(x for x, _ in route)
    top, bottom = min(y for _, y in route), max(y for _, y in route)
    return any(
        box.crossed_by(route)
        for box in boxes
        if box.x < right and left < box.x + box.w and box.y < bottom and top < box.y + box.h
    )


def _port(box: Rect, side: tuple[float, float]) -> Point:
    x, y = box.centre
    return (x + side[0] * box.w / 2.0, y + side[1] * box.h / 2.0)


def _search(
    source: Rect, target: Rect, boxes: Sequence[Rect], sideways: bool, lines: Sequence[Sequence[Point]]
) -> tuple[Point, ...]:
    xs, ys = _grid_lines(source, target, boxes)
    barred = _barred(boxes, xs, ys)
    busy = _busy(lines, xs, ys)
    column, row = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}
    goals: dict[tuple[int, int], tuple[tuple[float, float], float]] = {}
    for side in _SIDES:
        x, y = _port(target, side)
        price = _ENTER[side] if not sideways else (0.0 if side[0] == 0 else 60.0)
        goals[column[x + side[0] * CLEAR], row[y + side[1] * CLEAR]] = (side, price)
    gx, gy = target.centre
    reach_x, reach_y = target.w / 2.0 + CLEAR, target.h / 2.0 + CLEAR

    def left_over(i: int, j: int) -> float:
        return max(0.0, abs(xs[i] - gx) - reach_x) + max(0.0, abs(ys[j] - gy) - reach_y)

    heap: list[tuple[float, float, int, int, int]] = []
    best: dict[tuple[int, int, int], float] = {}
    came: dict[tuple[int, int, int], tuple[int, int, int] | None] = {}
    for number, side in enumerate(_SIDES):
        x, y = _port(source, side)
        i, j = column[x + side[0] * CLEAR], row[y + side[1] * CLEAR]
        price = _LEAVE[side] if not sideways else (0.0 if side[0] == 0 else 60.0)
        best[i, j, number], came[i, j, number] = price, None
        heappush(heap, (price + left_over(i, j), price, i, j, number))
    finish: tuple[float, tuple[int, int, int], tuple[float, float]] | None = None
    while heap:
        guess, cost, i, j, heading = heappop(heap)
        if finish and guess >= finish[0]:
            break
        if cost > best[i, j, heading]:
            continue
        if (i, j) in goals:
            side, price = goals[i, j]
            inward = (-side[0], -side[1])
            total = cost + price + (0.0 if _SIDES[heading] == inward else BEND)
            if _SIDES[heading] != side and (finish is None or total < finish[0]):
                finish = (total, (i, j, heading), side)
        for number, (dx, dy) in enumerate(_SIDES):
            if number == 3 - heading:  # never straight back
                continue
            i2, j2 = i + int(dx), j + int(dy)
            if not (0 <= i2 < len(xs) and 0 <= j2 < len(ys)):
                continue
            edge = ("H", min(i, i2), j) if dx else ("V", i, min(j, j2))
            if edge in barred:
                continue
            step = abs(xs[i2] - xs[i]) + abs(ys[j2] - ys[j])
            price = cost + step * (OVERLAP if edge in busy else 1.0) + (0.0 if number == heading else BEND)
            if price < best.get((i2, j2, number), 1e18):
                best[i2, j2, number], came[i2, j2, number] = price, (i, j, heading)
                heappush(heap, (price + left_over(i2, j2), price, i2, j2, number))
    if finish is None:
        return ()
    points: list[Point] = [_port(target, finish[2])]
    node: tuple[int, int, int] | None = finish[1]
    side = (0.0, 0.0)
    while node:
        points.append((xs[node[0]], ys[node[1]]))
        side, node = _SIDES[node[2]], came[node]
    points.append(_port(source, side))
    return simplified(points[::-1])


def _grid_lines(source: Rect, target: Rect, boxes: Sequence[Rect]) -> tuple[list[float], list[float]]:
    xs, ys = set[float](), set[float]()
    for box in boxes:
        xs.update((box.x - CLEAR, box.right + CLEAR))
        ys.update((box.y - CLEAR, box.bottom + CLEAR))
    for box in (source, target):
        for side in _SIDES:
            x, y = _port(box, side)
            xs.add(x + side[0] * CLEAR)
            ys.add(y + side[1] * CLEAR)
    return sorted(xs), sorted(ys)


def _barred(boxes: Sequence[Rect], xs: Sequence[float], ys: Sequence[float]) -> set[tuple[str, int, int]]:
    """The pieces of the grid lines that come too near to a box."""
    barred: set[tuple[str, int, int]] = set()
    for box in boxes:
        near = box.grown(KEEP_OFF)
        left, right = bisect_right(xs, near.x), bisect_left(xs, near.right)
        top, bottom = bisect_right(ys, near.y), bisect_left(ys, near.bottom)
        barred.update(("H", i, j) for i in range(max(0, left - 1), right) for j in range(top, bottom))
        barred.update(("V", i, j) for i in range(left, right) for j in range(max(0, top - 1), bottom))
    return barred


def _busy(
    lines: Sequence[Sequence[Point]], xs: Sequence[float], ys: Sequence[float]
) -> set[tuple[str, int, int]]:
    """The pieces of the grid lines on which (or hard beside which) another connector lies."""
    busy: set[tuple[str, int, int]] = set()
    left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            if (x1 < left and x2 < left) or (x1 > right and x2 > right):
                continue
            if (y1 < top and y2 < top) or (y1 > bottom and y2 > bottom):
                continue
            if y1 == y2:
                low, high = min(x1, x2), max(x1, x2)
                span = range(max(0, bisect_right(xs, low) - 1), bisect_left(xs, high))
                near = range(bisect_left(ys, y1 - 5.0), bisect_right(ys, y1 + 5.0))
                busy.update(("H", i, j) for j in near for i in span)
            else:
                low, high = min(y1, y2), max(y1, y2)
                span = range(max(0, bisect_right(ys, low) - 1), bisect_left(ys, high))
                near = range(bisect_left(xs, x1 - 5.0), bisect_right(xs, x1 + 5.0))
                busy.update(("V", i, j) for i in near for j in span)
    return busy
