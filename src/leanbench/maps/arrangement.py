"""What a layout is: where every step, lane, column, connector and label of one drawing stands."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from leanbench.drawing.primitives import Point
from leanbench.maps.geometry import Rect


class Lane(Struct, frozen=True):
    """A band of one role, from `y` down to `y + h`; `x` and `w` span header and band."""

    role_id: str
    name: str
    fte: str
    y: float
    h: float
    x: float = 0.0
    w: float = 0.0


class Column(Struct, frozen=True):
    """A numbered column: its heading ("10A–B"), the middle and the width of its boxes, its heading's y."""

    label: str
    x: float
    w: float
    y: float
    steps: tuple[str, ...] = ()


class Ends(Struct, frozen=True):
    """What a connector joins, kept so that it can be routed again without the map."""

    source: str
    target: str
    kind: str = "flow"
    label: str = ""


def strangers(
    source: str, target: str, routes: Mapping[str, tuple[Point, ...]], ends: Mapping[str, Ends]
) -> list[tuple[Point, ...]]:
    """The routes that a connector must not lie upon: all but those from its source or to its target."""
    return [
        route
        for link_id, route in routes.items()
        if ends[link_id].source != source and ends[link_id].target != target
    ]


class Seam(Struct, frozen=True):
    """Where a folded map cuts a connector: the same letter stands at both places.

    On a page that holds only one of the two, the other is None.
    """

    link_id: str
    mark: str
    leave: Point | None
    enter: Point | None


class Layout(Struct, frozen=True):
    """The geometry of one drawing, in scene units.

    Attributes
    ----------
    steps : mapping of step id to Rect
    lanes : tuple of Lane
        Top to bottom; a folded map repeats them, band after band.
    columns : tuple of Column
        Left to right, band after band.
    routes : mapping of link id to polyline
        From the border of the source to the border of the target. Of a connector that a fold has
        cut, the first piece; the others are in `continued`.
    labels : mapping of link id to (x, y)
        The middle of the label of each labeled link.
    pinned : frozenset of step ids
        Steps that stand where a hand has put them.
    unfinished : frozenset of link ids
        Connectors whose end stands on another page.
    band_bottoms : tuple of float
        The y where each band of lanes ends; a ladder goes below it.
    plain : bool
        Steps show number and name alone, to be read from afar; their times stand on the ladder.
    """

    view: str
    width: float
    height: float
    steps: Mapping[str, Rect]
    lanes: tuple[Lane, ...] = ()
    columns: tuple[Column, ...] = ()
    routes: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: Mapping[str, Point] = field(default_factory=dict)
    ends: Mapping[str, Ends] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    band_bottoms: tuple[float, ...] = ()
    continued: Mapping[str, tuple[tuple[Point, ...], ...]] = field(default_factory=dict)
    seams: tuple[Seam, ...] = ()
    unfinished: frozenset[str] = frozenset()
    header_width: float = 0.0
    plain: bool = False


def column_at(layout: Layout, rect: Rect) -> int:
    """The number of the column nearest to a box, in the band of lanes at its height."""
    x, y = rect.centre
    band = next(
        (i for i, bottom in enumerate(layout.band_bottoms) if y < bottom), len(layout.band_bottoms) - 1
    )
    top = layout.band_bottoms[band - 1] if band > 0 else float("-inf")
    bottom = layout.band_bottoms[band]
    here = [i for i, column in enumerate(layout.columns) if top <= column.y < bottom]
    return min(here or range(len(layout.columns)), key=lambda i: abs(layout.columns[i].x - x))


def row_at(layout: Layout, rect: Rect, without: frozenset[str] = frozenset()) -> int:
    """The row of a lane at the height of a box: one that is there, or a new one between or below them."""
    y = rect.centre[1]
    lane = next((lane for lane in layout.lanes if lane.y <= y < lane.y + lane.h), None)
    if lane is None:
        return 0
    inside = (other for key, other in layout.steps.items() if key not in without)
    middles = sorted(
        {round(other.centre[1], 1) for other in inside if lane.y <= other.centre[1] < lane.y + lane.h}
    )
    near = next((row for row, middle in enumerate(middles) if abs(middle - y) <= rect.h / 2), None)
    return near if near is not None else sum(middle < y for middle in middles)
