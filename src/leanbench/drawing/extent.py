"""How much room painted things take: what lies under a pointer, what a crop keeps, whether anything overflows."""

from __future__ import annotations

from collections.abc import Iterable

from leanbench.drawing.primitives import Box, Group, Icon, Item, Line, Path, Text
from leanbench.drawing.text_width import Measure, standard

Extent = tuple[float, float, float, float]  # left, top, right, bottom in scene units
ASCENT, DESCENT = 0.77, 0.23  # of the typeface's letters, as shares of its size


def extent(items: Iterable[Item], measure: Measure | None = None) -> Extent | None:
    """The rectangle around everything that items paint; None when they paint nothing."""
    ruler = measure or standard()
    found = [box for item in items if (box := _extent(item, ruler)) is not None]
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _extent(item: Item, ruler: Measure) -> Extent | None:
    match item:
        case Box():
            return (item.x, item.y, item.x + item.w, item.y + item.h) if item.fill or item.edge else None
        case Line():
            return _around(list(item.points))
        case Path():
            return _around([(float(c[-2]), float(c[-1])) for c in item.commands if len(c) > 2])
        case Text():
            wide = ruler.width(item.text, item.size, item.weight, item.italic)
            left = item.x - {"start": 0.0, "middle": wide / 2.0, "end": wide}[item.anchor]
            return left, item.y - ASCENT * item.size, left + wide, item.y + DESCENT * item.size
        case Icon():
            return item.x, item.y, item.x + item.size, item.y + item.size
        case Group():
            return extent(item.children, ruler)


def _around(points: list[tuple[float, float]]) -> Extent | None:
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
