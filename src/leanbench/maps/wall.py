"""A map on a wall: folded into the number of rows that gives the largest letters in the room there is.

Paper shrinks a drawing to its sheet; a wall never goes below the letters a team can read. What does not fit then
goes on below, where it is scrolled to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from leanbench.drawing.text_width import standard
from leanbench.event.records import Map, Role
from leanbench.maps.arrangement import Layout
from leanbench.maps.bands import PLAIN, lay_swimlanes
from leanbench.maps.fold import fold
from leanbench.maps.ladder_drawing import WALL
from leanbench.maps.layout import View, arrange
from leanbench.maps.stepcard import NAME
from leanbench.maps.stream import BAND_HEAD, BESIDE, STREAM_NAME, lay_stream

MARGIN = 10.0
BELOW = WALL.height + 4.0  # the ladder under a row, and the room before the next row
MOST_ROWS = 6
MANY = 60  # steps from which only one fold is tried: the letters are at their smallest then anyway
_COMFORT = 1.15  # full cards are worth it when their letters are this much larger than the smallest
_WELL = 1.08  # one row is kept when its letters are this much larger than the smallest
_SEEN = 1.04  # a row more must make them this much larger
_SHAPES = (1.6, 1.0, 0.6, 0.35, 0.2, 0.1)  # of a flowchart, against the shape of the wall

_Folder = Callable[[int, float], Layout]  # (rows wished for or 0, width or 0) -> layout


class Wall(Struct, frozen=True):
    """The room of a wall: its size, the smallest size of a name and the largest zoom, in pixels."""

    width: float
    height: float
    least_name: float = 11.0
    most_zoom: float = 1.25

    def zoom_for(self, layout: Layout) -> float:
        """The zoom at which all of a layout, ladder included, is on the wall."""
        high = layout.height + (BELOW if layout.columns else 0.0)
        both = min(self.width / (layout.width + 2 * MARGIN), self.height / (high + 2 * MARGIN))
        return min(both, self.most_zoom)


def wall_layout(
    map_: Map, roles: Sequence[Role], numbers: Mapping[str, str], wall: Wall, view: View = "swimlane"
) -> tuple[Layout, float]:
    """The layout of a map for a wall, and the zoom that fills the wall with it.

    Names are never smaller than the wall asks for; the layout may then be higher than the wall, and wider only where
    a single column is.
    """
    if view == "flowchart":
        return _flowchart(map_, roles, numbers, wall)
    if view == "value-stream":
        return _rows(
            partial(_stream, map_, roles, numbers), wall, wall.least_name / STREAM_NAME, len(map_.steps)
        )
    least = wall.least_name / NAME
    if len(map_.steps) < MANY:
        whole, zoom = _rows(
            partial(_lanes, lay_swimlanes(map_, roles, standard(), numbers)), wall, least * _COMFORT, 0
        )
        if wall.zoom_for(whole) >= zoom:
            return whole, zoom
    plain = lay_swimlanes(map_, roles, standard(), numbers, PLAIN)
    return _rows(partial(_lanes, plain), wall, least, len(map_.steps))


def _rows(folded: _Folder, wall: Wall, least: float, steps: int) -> tuple[Layout, float]:
    """The largest of a few folds, or the one that is as wide as the wall at the smallest zoom.

    A map that is read well in one row is not folded, and a row more must give letters that are seen to be larger.
    """
    best: tuple[Layout, float] | None = None
    for rows in range(1, MOST_ROWS + 1) if steps < MANY else ():
        layout = folded(rows, 0.0)
        zoom = wall.zoom_for(layout)
        if best is None or zoom > best[1] * _SEEN:
            best = layout, zoom
        if (rows == 1 and zoom >= wall.least_name * _WELL / NAME) or len(layout.band_bottoms) < rows:
            break
    if best is not None and best[1] >= least:
        return best
    return folded(0, wall.width / least - 2 * MARGIN), least


def _lanes(layout: Layout, rows: int, width: float) -> Layout:
    return fold(layout, width, BELOW, bands=rows)


def _stream(map_: Map, roles: Sequence[Role], numbers: Mapping[str, str], rows: int, width: float) -> Layout:
    return lay_stream(
        map_,
        roles,
        standard(),
        numbers,
        lambda row: fold(row, max(width - BESIDE, 1.0) if width else 0.0, BELOW, bands=rows, head=BAND_HEAD),
    )


def _flowchart(
    map_: Map, roles: Sequence[Role], numbers: Mapping[str, str], wall: Wall
) -> tuple[Layout, float]:
    least, shape = wall.least_name / NAME, wall.width / max(wall.height, 1.0)
    shapes = _SHAPES if len(map_.steps) < MANY else (1.0,)
    tried: list[Layout] = []
    for plain in (False, True):
        tried = [
            arrange(map_, roles, view="flowchart", numbers=numbers, aspect=shape * factor, plain=plain)
            for factor in shapes
        ]
        best = max(tried, key=wall.zoom_for)
        if wall.zoom_for(best) >= least * (1.0 if plain else _COMFORT):
            return best, wall.zoom_for(best)
    narrow = [layout for layout in tried if (layout.width + 2 * MARGIN) * least <= wall.width]
    return (max(narrow, key=lambda layout: layout.width) if narrow else tried[-1]), least
