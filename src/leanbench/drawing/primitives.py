"""What a picture consists of, in scene units, before anybody paints it: the display list.

Frozen primitives with color *roles* instead of colors. A back end (QPainter, SVG text, ReportLab)
walks the items and asks its theme for the color of a role, so one picture serves the screen in
light and dark, the black-and-white copier, and the wall. Building a drawing is pure: the same event
gives the same list, and a drawing can be compared as text.

Scene units are points on paper at 100% and pixels on screen at 100%; y grows downwards; text sits
on its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

Point = tuple[float, float]
Stroke = tuple[tuple[str | float, ...], ...]  # commands as of `Path`
Weight = Literal["regular", "semibold", "bold"]
Anchor = Literal["start", "middle", "end"]


class Box(Struct, frozen=True):
    """A rectangle with its top left corner at (x, y); `radius` rounds the corners."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    edge: str = ""
    width: float = 1.0
    radius: float = 0.0
    dash: tuple[float, ...] = ()


class Line(Struct, frozen=True):
    """An open polyline. `radius` rounds its corners; arrow heads are filled triangles at the ends."""

    points: tuple[Point, ...]
    edge: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    arrow_start: bool = False
    arrow_end: bool = False
    radius: float = 0.0


class Path(Struct, frozen=True):
    """An outline: commands ``("M", x, y)``, ``("L", x, y)``, ``("C", x1, y1, x2, y2, x, y)``, ``("Z",)``."""

    commands: tuple[tuple[str | float, ...], ...]
    fill: str = ""
    edge: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()


class Text(Struct, frozen=True):
    """One line of text; (x, y) is the baseline at its start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 12.0
    role: str = "text"
    weight: Weight = "regular"
    anchor: Anchor = "start"
    italic: bool = False


class Icon(Struct, frozen=True):
    """A symbol in a square of `size` with its top left corner at (x, y).

    Its `strokes` are outlines in a square of 24; they take the icon's role, `fill` is the role inside.
    """

    name: str
    x: float
    y: float
    size: float
    role: str = "text"
    strokes: tuple[Stroke, ...] = ()
    fill: str = ""

    def paths(self) -> tuple[Path, ...]:
        """The strokes at their place and size, for every painter."""
        scale = self.size / 24.0
        return tuple(
            Path(
                tuple(_placed(command, self.x, self.y, scale) for command in stroke),
                self.fill,
                self.role,
                max(1.0, 1.5 * scale),
            )
            for stroke in self.strokes
        )


class Group(Struct, frozen=True):
    """Items that belong to one thing of the map, so that a view can repaint or hit just that.

    `id` is ``step:c3``, ``link:l4``, ``lane:PT``, ``column:2``, ``note:n1``, ``ladder:c3`` ...; `kind` is
    the word before the colon; `alt` is what a screen reader says.
    """

    id: str
    kind: str
    children: tuple[Item, ...]
    alt: str = ""


Item = Box | Line | Path | Text | Icon | Group


def walk(items: Iterable[Item]) -> Iterator[Item]:
    """Every item in painting order, groups before their children."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.children)


def moved(item: Item, dx: float, dy: float) -> Item:
    """The same item shifted by (dx, dy)."""
    match item:
        case Box():
            return Box(
                item.x + dx,
                item.y + dy,
                item.w,
                item.h,
                item.fill,
                item.edge,
                item.width,
                item.radius,
                item.dash,
            )
        case Line():
            points = tuple((x + dx, y + dy) for x, y in item.points)
            return Line(
                points, item.edge, item.width, item.dash, item.arrow_start, item.arrow_end, item.radius
            )
        case Path():
            commands = tuple(_placed(command, dx, dy, 1.0) for command in item.commands)
            return Path(commands, item.fill, item.edge, item.width, item.dash)
        case Text():
            return Text(
                item.x + dx,
                item.y + dy,
                item.text,
                item.size,
                item.role,
                item.weight,
                item.anchor,
                item.italic,
            )
        case Icon():
            return Icon(item.name, item.x + dx, item.y + dy, item.size, item.role, item.strokes, item.fill)
        case Group():
            return Group(item.id, item.kind, tuple(moved(child, dx, dy) for child in item.children), item.alt)


def _placed(command: tuple[str | float, ...], x: float, y: float, scale: float) -> tuple[str | float, ...]:
    values = [float(value) * scale for value in command[1:]]
    return (command[0], *(value + (x if i % 2 == 0 else y) for i, value in enumerate(values)))


# --- lines as every painter draws them --------------------------------------------------------------

ARROW = 7.0  # length of an arrow head; its half width is 3


def arrow_parts(line: Line) -> tuple[tuple[Point, ...], list[tuple[Point, Point, Point]]]:
    """The points of a line, shortened where it has an arrow head, and the triangles of its heads."""
    points, heads = line.points, []
    if line.arrow_end and len(points) > 1:
        points, head = cut_for_arrow(points)
        heads.append(head)
    if line.arrow_start and len(points) > 1:
        reverse, head = cut_for_arrow(points[::-1])
        points = reverse[::-1]
        heads.append(head)
    return points, heads


def cut_for_arrow(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, Point, Point]]:
    """A polyline shortened at its end, and the triangle that takes the place: for every back end."""
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bx, by = x2 - ux * ARROW, y2 - uy * ARROW
    half = ARROW * 3.0 / 7.0
    head = ((x2, y2), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half))
    back = min(length, ARROW - 1.0)
    return (*points[:-1], (x2 - ux * back, y2 - uy * back)), head


def rounded_line(points: tuple[Point, ...], radius: float) -> tuple[tuple[str | float, ...], ...]:
    """The path commands of a polyline with round corners: for every back end."""
    commands: list[tuple[str | float, ...]] = [("M", *points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _toward(corner, before, radius), _toward(corner, after, radius)
        if radius <= 0:
            commands.append(("L", *corner))
            continue
        # A cubic with handles at 0.55 of the way to the corner is a quarter circle to within 0.03%.
        handles = [
            value
            for end in (first, second)
            for value in (end[0] + 0.55 * (corner[0] - end[0]), end[1] + 0.55 * (corner[1] - end[1]))
        ]
        commands += [("L", *first), ("C", *handles, *second)]
    commands.append(("L", *points[-1]))
    return tuple(commands)


def _toward(corner: Point, other: Point, radius: float) -> Point:
    """The point `radius` away from the corner, at most half way to the other point."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    if length == 0:
        return corner
    part = min(radius, length / 2.0) / length
    return (corner[0] + dx * part, corner[1] + dy * part)
