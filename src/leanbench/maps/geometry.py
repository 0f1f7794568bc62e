"""Rectangles and orthogonal lines: the small geometry that layout, routing and hit-testing share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from leanbench.drawing.primitives import Point


class Rect(Struct, frozen=True):
    """A rectangle in scene units, top left corner at (x, y)."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.h

    @property
    def centre(self) -> Point:
        """The middle."""
        return (self.x + self.w / 2.0, self.y + self.h / 2.0)

    def grown(self, by: float) -> Rect:
        """The rectangle with `by` added on every side (taken away when negative)."""
        return Rect(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)

    def moved(self, dx: float, dy: float) -> Rect:
        """The rectangle shifted."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the border."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def overlaps(self, other: Rect) -> bool:
        """Whether the insides of two rectangles meet (touching borders do not)."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def crossed_by(self, points: Sequence[Point]) -> bool:
        """Whether an orthogonal polyline passes through the inside."""
        left, top, right, bottom = self.x, self.y, self.x + self.w, self.y + self.h
        for (x1, y1), (x2, y2) in pairwise(points):
            if min(x1, x2) < right and left < max(x1, x2) and min(y1, y2) < bottom and top < max(y1, y2):
                return True
        return False


def simplified(points: Sequence[Point]) -> tuple[Point, ...]:
    """An orthogonal polyline without repeated points and without corners on a straight line."""
    result: list[Point] = []
    for point in points:
        if result and abs(result[-1][0] - point[0]) < 1e-9 and abs(result[-1][1] - point[1]) < 1e-9:
            continue
        if len(result) >= 2:
            (x0, y0), (x1, y1) = result[-2], result[-1]
            straight = (x0 == x1 == point[0] and (y1 - y0) * (point[1] - y1) >= 0) or (
                y0 == y1 == point[1] and (x1 - x0) * (point[0] - x1) >= 0
            )
            if straight:
                result[-1] = point
                continue
        result.append(point)
    return tuple(result)


def to_diamonds(
    route: Sequence[Point], source: str, target: str, boxes: Mapping[str, Rect], diamonds: Collection[str]
) -> tuple[Point, ...]:
    """A route whose ends reach the outline of a diamond, where one stands in the box it ends at."""
    points = list(route)
    if source in diamonds:
        points[0] = _on_diamond(boxes[source], points[0], points[1:2])
    if target in diamonds:
        points[-1] = _on_diamond(boxes[target], points[-1], points[-2:-1])
    return tuple(points)


def _on_diamond(rect: Rect, end: Point, before: Sequence[Point]) -> Point:
    """The point of a diamond's outline straight on from the border of its box."""
    (x, y), (cx, cy) = end, rect.centre
    half_w, half_h = rect.w / 2, rect.h / 2
    level = before[0][1] == y if before and before[0] != end else abs(abs(x - cx) - half_w) < 0.5
    if level:
        reach = half_w * max(0.0, 1.0 - abs(y - cy) / half_h)
        return (cx + (reach if x > cx else -reach), y)
    reach = half_h * max(0.0, 1.0 - abs(x - cx) / half_w)
    return (x, cy + (reach if y > cy else -reach))


class RectIndex:
    """Finds the rectangles near a line without asking all of them: they are sorted into upright strips."""

    def __init__(self, rects: Mapping[str, Rect], strip: float = 256.0) -> None:
        self._strip = strip
        self._strips: dict[int, list[tuple[str, Rect]]] = {}
        for name, rect in rects.items():
            for number in range(int(rect.x // strip), int(rect.right // strip) + 1):
                self._strips.setdefault(number, []).append((name, rect))

    def crossed_by(self, points: Sequence[Point]) -> set[str]:
        """The names of the rectangles through whose inside an orthogonal polyline passes."""
        found: set[str] = set()
        for piece in pairwise(points):
            (x1, _), (x2, _) = piece
            for number in range(int(min(x1, x2) // self._strip), int(max(x1, x2) // self._strip) + 1):
                found.update(
                    name
                    for name, rect in self._strips.get(number, ())
                    if name not in found and rect.crossed_by(piece)
                )
        return found
