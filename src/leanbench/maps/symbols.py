"""The outlines of the symbols a map uses, drawn in a square of 24 and scaled to the size asked for.

Value stream symbols after the set of Rother & Shook, *Learning to See* (Lean Enterprise Institute),
and the office symbols (in-box, person, system) that government maps need beside them.
"""

from __future__ import annotations

from math import cos, pi, sin

from leanbench.maps.drawing import Icon, Path

_Stroke = tuple[tuple[str | float, ...], ...]


def _poly(*points: tuple[float, float], close: bool = True) -> _Stroke:
    start: list[tuple[str | float, ...]] = [("M", *points[0])]
    start += [("L", *point) for point in points[1:]]
    return tuple([*start, ("Z",)] if close else start)


def _circle(x: float, y: float, r: float) -> _Stroke:
    k = 0.5523 * r  # the handle that makes four cubics a circle
    return (
        ("M", x + r, y),
        ("C", x + r, y + k, x + k, y + r, x, y + r),
        ("C", x - k, y + r, x - r, y + k, x - r, y),
        ("C", x - r, y - k, x - k, y - r, x, y - r),
        ("C", x + k, y - r, x + r, y - k, x + r, y),
        ("Z",),
    )


def star(points: int = 10, inner: float = 0.62) -> _Stroke:
    """The outline of a kaizen burst, a star in the square of 24."""
    corners = []
    for i in range(2 * points):
        r = 11.5 if i % 2 == 0 else 11.5 * inner
        angle = pi * i / points - pi / 2
        corners.append((12 + r * cos(angle), 12 + r * sin(angle)))
    return _poly(*corners)


_SYMBOLS: dict[str, tuple[_Stroke, ...]] = {
    "burst": (star(),),
    "inventory": (_poly((12, 2), (23, 22), (1, 22)), _poly((12, 9), (12, 18), close=False)),
    "inbox": (
        _poly((2, 13), (5, 4), (19, 4), (22, 13), (22, 21), (2, 21)),
        _poly((2, 13), (8, 13), (9.5, 16), (14.5, 16), (16, 13), (22, 13), close=False),
    ),
    "factory": (_poly((2, 22), (2, 9), (8.6, 3), (8.6, 9), (15.3, 3), (15.3, 9), (22, 3), (22, 22)),),
    "person": (_circle(12, 7, 4.5), (("M", 3, 22), ("C", 3, 10.5, 21, 10.5, 21, 22), ("Z",))),
    "truck": (
        _poly((1, 5), (14, 5), (14, 18), (1, 18)),
        _poly((14, 9), (19, 9), (23, 13), (23, 18), (14, 18)),
        _circle(6, 19, 2.4),
        _circle(18, 19, 2.4),
    ),
    "system": (_poly((2, 4), (22, 4), (22, 17), (2, 17)), _poly((8, 21), (16, 21), close=False)),
    "clock": (_circle(12, 12, 10), _poly((12, 6), (12, 12), (16, 14), close=False)),
    "glasses": (
        _circle(6, 14, 4.5),
        _circle(18, 14, 4.5),
        _poly((10.5, 13), (13.5, 13), close=False),
    ),
    "question": (
        _circle(12, 12, 11),
        (
            ("M", 8.5, 9),
            ("C", 8.5, 4.5, 15.5, 4.5, 15.5, 9),
            ("C", 15.5, 12, 12, 11.5, 12, 15),
        ),
        _circle(12, 18.5, 0.8),
    ),
    "document": ((("M", 3, 3), ("L", 21, 3), ("L", 21, 19), ("C", 15, 15, 9, 23, 3, 19), ("Z",)),),
    "data": (
        (
            ("M", 3, 6), ("C", 3, 1, 21, 1, 21, 6), ("L", 21, 18), ("C", 21, 23, 3, 23, 3, 18), ("Z",),
        ),
        (("M", 3, 6), ("C", 3, 11, 21, 11, 21, 6)),
    ),
    "supermarket": (
        _poly((4, 2), (20, 2), (20, 22), (4, 22), close=False),
        _poly((4, 8.7), (20, 8.7), close=False),
        _poly((4, 15.3), (20, 15.3), close=False),
    ),
    "diamond": (_poly((12, 1), (23, 12), (12, 23), (1, 12)),),
}  # fmt: skip

NAMES: tuple[str, ...] = tuple(sorted(_SYMBOLS))


def shapes(icon: Icon) -> tuple[Path, ...]:
    """The paths of a symbol at its place and size. An unknown name draws an empty diamond.

    The outline takes the icon's role; the inside stays empty except for bursts, which are filled.
    """
    strokes = _SYMBOLS.get(icon.name, _SYMBOLS["diamond"])
    scale = icon.size / 24.0
    fill = "burst_fill" if icon.name == "burst" else ""
    return tuple(
        Path(
            tuple(_placed(command, icon.x, icon.y, scale) for command in stroke),
            fill,
            icon.role,
            max(1.0, 1.5 * scale),
        )
        for stroke in strokes
    )


def _placed(command: tuple[str | float, ...], x: float, y: float, scale: float) -> tuple[str | float, ...]:
    values = [float(value) * scale for value in command[1:]]
    return (command[0], *(value + (x if i % 2 == 0 else y) for i, value in enumerate(values)))
