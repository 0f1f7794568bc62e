"""Outlines that many pictures need: polygons, circles, hatched areas."""

from __future__ import annotations

from leanbench.drawing.primitives import Box, Item, Path, Point, Stroke


def polygon(*points: Point, close: bool = True) -> Stroke:
    """A line through points, closed or not."""
    start: list[tuple[str | float, ...]] = [("M", *points[0])]
    start += [("L", *point) for point in points[1:]]
    return tuple([*start, ("Z",)] if close else start)


def circle(x: float, y: float, r: float) -> Stroke:
    """A circle about (x, y)."""
    k = 0.5523 * r  # the handle that makes four cubics a circle
    return (
        ("M", x + r, y),
        ("C", x + r, y + k, x + k, y + r, x, y + r),
        ("C", x - k, y + r, x - r, y + k, x - r, y),
        ("C", x - r, y - k, x - k, y - r, x, y - r),
        ("C", x + k, y - r, x + r, y - k, x + r, y),
        ("Z",),
    )


def hatch(x0: float, y0: float, x1: float, y1: float, gap: float, cut: float = 0.0) -> Stroke:
    """Diagonal lines inside a rectangle, `gap` apart on the level; `cut` keeps clear of two round corners."""
    commands: list[tuple[str | float, ...]] = []
    first = x0 + y0 + cut + gap / 2
    for i in range(int((x1 + y1 - cut - first) / gap) + 1):
        total = first + i * gap  # on a line x + y is constant
        ax, ay = min(x1, total - y0), max(y0, total - x1)
        bx, by = max(x0, total - y1), min(y1, total - x0)
        commands += [("M", ax, ay), ("L", bx, by)]
    return tuple(commands)


def bar(x: float, y: float, w: float, h: float, fill: str) -> list[Item]:
    """One bar. `fill` is "white" or "hatch", told apart by a copier, or a color role."""
    if fill not in ("white", "hatch"):
        return [Box(x, y, w, h, fill)]
    items: list[Item] = [Box(x, y, w, h, "panel", "strong", 0.7)]
    if fill == "hatch" and w > 2.0:
        items.append(Path(hatch(x, y, x + w, y + h, 3.2), "", "strong", 0.5))
    return items
