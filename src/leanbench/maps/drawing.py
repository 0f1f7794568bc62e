"""The display list: what a picture consists of, in scene units, before anybody paints it.

Frozen primitives with colour *roles* instead of colours. A back end (QPainter, SVG text, ReportLab)
walks the items and asks its theme for the colour of a role, so one picture serves the screen in
light and dark, the black-and-white copier, and the wall. Building a drawing is pure: the same event
gives the same list, and a drawing can be compared as text.

Scene units are points on paper at 100 % and pixels on screen at 100 %; y grows downwards; text sits
on its baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

Point = tuple[float, float]
Weight = Literal["regular", "semibold", "bold"]
Anchor = Literal["start", "middle", "end"]

# Every role a drawing may use. A theme must give a colour for each; "" paints nothing.
ROLES: tuple[str, ...] = (
    "window",
    "panel",
    "raised",
    "hairline",
    "strong",
    "text",
    "muted",
    "disabled",
    "accent",
    "accent_soft",
    "good",
    "caution",
    "bad",
    "va",
    "va_fill",
    "bnva",
    "bnva_fill",
    "nva",
    "nva_fill",
    "hatch",
    "lane",
    "lane_alt",
    "header",
    "connector",
    "burst",
    "burst_fill",
    "note",
    "note_fill",
)


@dataclass(frozen=True, slots=True)
class Box:
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


@dataclass(frozen=True, slots=True)
class Line:
    """An open polyline. `radius` rounds its corners; arrow heads are filled triangles at the ends."""

    points: tuple[Point, ...]
    edge: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    arrow_start: bool = False
    arrow_end: bool = False
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """An outline: commands ``("M", x, y)``, ``("L", x, y)``, ``("C", x1, y1, x2, y2, x, y)``, ``("Z",)``."""

    commands: tuple[tuple[str | float, ...], ...]
    fill: str = ""
    edge: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; (x, y) is the baseline at its start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 12.0
    role: str = "text"
    weight: Weight = "regular"
    anchor: Anchor = "start"
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Icon:
    """A symbol by name in a square of `size` with its top left corner at (x, y).

    `leanbench.maps.symbols.shapes(icon)` gives its outline, so that a back end needs no icon files.
    """

    name: str
    x: float
    y: float
    size: float
    role: str = "text"


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong to one thing of the map, so that a view can repaint or hit just that.

    `id` is ``step:c3``, ``link:l4``, ``lane:PT``, ``column:2``, ``note:n1``, ``ladder:c3`` ...; `kind` is
    the word before the colon; `alt` is what a screen reader says.
    """

    id: str
    kind: str
    children: tuple[Item, ...]
    alt: str = ""


Item = Box | Line | Path | Text | Icon | Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture of `width` x `height` scene units with a title and a text alternative."""

    width: float
    height: float
    items: tuple[Item, ...]
    title: str = ""
    alt: str = ""


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item in painting order, groups before their children."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.children)


def groups(drawing: Drawing) -> dict[str, Group]:
    """The groups of a drawing by id (of equal ids the last one painted)."""
    return {item.id: item for item in walk(drawing.items) if isinstance(item, Group)}


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
            commands = tuple(_shifted(command, dx, dy) for command in item.commands)
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
            return Icon(item.name, item.x + dx, item.y + dy, item.size, item.role)
        case Group():
            return Group(item.id, item.kind, tuple(moved(child, dx, dy) for child in item.children), item.alt)


def _shifted(command: tuple[str | float, ...], dx: float, dy: float) -> tuple[str | float, ...]:
    numbers = [float(value) for value in command[1:]]
    return (command[0], *(value + (dx if i % 2 == 0 else dy) for i, value in enumerate(numbers)))


def as_text(drawing: Drawing) -> str:
    """The drawing as indented lines, one item each, for comparing and for golden tests."""
    lines = [f"drawing {drawing.width:g} x {drawing.height:g} {drawing.title!r}"]

    def write(items: tuple[Item, ...], depth: int) -> None:
        for item in items:
            lines.append("  " * depth + _described(item))
            if isinstance(item, Group):
                write(item.children, depth + 1)

    write(drawing.items, 1)
    return "\n".join(lines) + "\n"


def _described(item: Item) -> str:
    name = type(item).__name__.lower()
    words = []
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == "children" or value == field.default or value == "":
            continue
        words.append(f"{field.name}={_plain(value)}")
    return " ".join([name, *words])


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    if isinstance(value, tuple):
        return "(" + " ".join(_plain(part) for part in value) + ")"
    return repr(value) if isinstance(value, str) and " " in value else str(value)
