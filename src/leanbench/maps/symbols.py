"""The outlines of the symbols a map uses, drawn in a square of 24 and scaled to the size asked for.

Value stream symbols after the set of Rother & Shook, *Learning to See* (Lean Enterprise Institute),
and the office symbols (in-box, person, system) that government maps need beside them.
"""

from __future__ import annotations

from math import cos, pi, sin

from leanbench.drawing.primitives import Icon, Stroke
from leanbench.drawing.shapes import circle, polygon


def star(points: int = 10, inner: float = 0.62) -> Stroke:
    """The outline of a kaizen burst, a star in the square of 24."""
    corners = []
    for i in range(2 * points):
        r = 11.5 if i % 2 == 0 else 11.5 * inner
        angle = pi * i / points - pi / 2
        corners.append((12 + r * cos(angle), 12 + r * sin(angle)))
    return polygon(*corners)


_SYMBOLS: dict[str, tuple[Stroke, ...]] = {
    "burst": (star(),),
    "inventory": (polygon((12, 2), (23, 22), (1, 22)), polygon((12, 9), (12, 18), close=False)),
    "inbox": (
        polygon((2, 13), (5, 4), (19, 4), (22, 13), (22, 21), (2, 21)),
        polygon((2, 13), (8, 13), (9.5, 16), (14.5, 16), (16, 13), (22, 13), close=False),
    ),
    "factory": (polygon((2, 22), (2, 9), (8.6, 3), (8.6, 9), (15.3, 3), (15.3, 9), (22, 3), (22, 22)),),
    "person": (circle(12, 7, 4.5), (("M", 3, 22), ("C", 3, 10.5, 21, 10.5, 21, 22), ("Z",))),
    "truck": (
        polygon((1, 5), (14, 5), (14, 18), (1, 18)),
        polygon((14, 9), (19, 9), (23, 13), (23, 18), (14, 18)),
        circle(6, 19, 2.4),
        circle(18, 19, 2.4),
    ),
    "system": (polygon((2, 4), (22, 4), (22, 17), (2, 17)), polygon((8, 21), (16, 21), close=False)),
    "clock": (circle(12, 12, 10), polygon((12, 6), (12, 12), (16, 14), close=False)),
    "glasses": (
        circle(6, 14, 4.5),
        circle(18, 14, 4.5),
        polygon((10.5, 13), (13.5, 13), close=False),
    ),
    "question": (
        circle(12, 12, 11),
        (
            ("M", 8.5, 9),
            ("C", 8.5, 4.5, 15.5, 4.5, 15.5, 9),
            ("C", 15.5, 12, 12, 11.5, 12, 15),
        ),
        circle(12, 18.5, 0.8),
    ),
    "document": ((("M", 3, 3), ("L", 21, 3), ("L", 21, 19), ("C", 15, 15, 9, 23, 3, 19), ("Z",)),),
    "data": (
        (
            ("M", 3, 6), ("C", 3, 1, 21, 1, 21, 6), ("L", 21, 18), ("C", 21, 23, 3, 23, 3, 18), ("Z",),
        ),
        (("M", 3, 6), ("C", 3, 11, 21, 11, 21, 6)),
    ),
    "supermarket": (
        polygon((4, 2), (20, 2), (20, 22), (4, 22), close=False),
        polygon((4, 8.7), (20, 8.7), close=False),
        polygon((4, 15.3), (20, 15.3), close=False),
    ),
    "diamond": (polygon((12, 1), (23, 12), (12, 23), (1, 12)),),
}  # fmt: skip

NAMES: tuple[str, ...] = tuple(sorted(_SYMBOLS))


def icon(name: str, x: float, y: float, size: float, role: str = "text") -> Icon:
    """A symbol at its place and size; an unknown name gives an empty diamond. Only bursts are filled."""
    strokes = _SYMBOLS.get(name, _SYMBOLS["diamond"])
    return Icon(name, x, y, size, role, strokes, "burst_fill" if name == "burst" else "")
