"""Folds a long swimlane map into several bands of lanes, one below the other, for a sheet of paper.

Pure geometry on a finished layout: it is cut between columns where few connectors pass, lanes
without anything in a band are left out of it, and every cut connector ends in a lettered circle
that begins it again in the other band.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field

from leanbench.drawing.primitives import Point
from leanbench.maps.arrangement import Lane, Layout, Seam
from leanbench.maps.bands import LANE_PAD, PLAIN
from leanbench.maps.geometry import Rect
from leanbench.schema import replace

_AFTER_BOX = 7.0  # the cut lies this far right of the boxes, before all tracks of the gutter
_MARGIN = 26.0  # from the lane headings to the cut in the next band; the circle stands in it
_HEADING = 19.0  # from the top of a band to the numbers of its columns
_TAIL = 26.0  # room right of the cut for the circle


def fold(
    layout: Layout, width: float = 0.0, below: float = 0.0, *, bands: int = 0, head: float = 0.0
) -> Layout:
    """The layout folded so that no band is wider than `width`, or into about so many bands.

    Parameters
    ----------
    width : float
        The room in scene units; a single column is never cut.
    below : float
        Room to leave under each band, for a ladder.
    bands : int
        Wish for a number of bands, instead of a width.
    head : float
        What stands above the first band alone, so that the others need no room for it.

    Returns
    -------
    Layout
        The same layout when it fits already or is no swimlane layout.
    """
    if not layout.columns or not layout.lanes:
        return layout
    cuts = _choose_cuts(layout, width, bands)
    pieces = {link_id: _pieces(layout, link_id, cuts) for link_id in layout.routes} if cuts else {}
    depths = _depths(layout, cuts, pieces)
    parts = [_Band(layout, cuts, depths, i) for i in range(len(cuts) + 1)]
    top = 0.0
    for part in parts:
        part.settle(top - (head if part.index else 0.0))
        top = part.bottom + below
    return _folded(layout, parts, cuts, pieces) if cuts else layout


def split(folded: Layout) -> tuple[Layout, ...]:
    """The bands of a folded layout as layouts of their own, each with its top at 0: one per page."""
    result = []
    top = 0.0
    for number, bottom in enumerate(folded.band_bottoms):
        following = folded.band_bottoms[number + 1 :]
        start = top

        def inside(y: float, start: float = start, bottom: float = bottom) -> bool:
            return start <= y <= bottom

        def lifted(point: Point, start: float = start) -> Point:
            return (point[0], point[1] - start)

        routes: dict[str, tuple[Point, ...]] = {}
        continued: dict[str, tuple[tuple[Point, ...], ...]] = {}
        unfinished: set[str] = set()
        for link_id, route in folded.routes.items():
            every = [route, *folded.continued.get(link_id, ())]
            mine = [tuple(lifted(point) for point in piece) for piece in every if inside(piece[0][1])]
            if mine:
                routes[link_id] = mine[0]
                continued.update({link_id: tuple(mine[1:])} if mine[1:] else {})
                if not inside(every[-1][0][1]):
                    unfinished.add(link_id)
        result.append(
            replace(
                folded,
                height=bottom - start,
                steps={k: rect.moved(0.0, -start) for k, rect in folded.steps.items() if inside(rect.y)},
                lanes=tuple(replace(lane, y=lane.y - start) for lane in folded.lanes if inside(lane.y)),
                columns=tuple(replace(c, y=c.y - start) for c in folded.columns if inside(c.y)),
                routes=routes,
                continued=continued,
                labels={k: lifted(at) for k, at in folded.labels.items() if inside(at[1])},
                seams=tuple(
                    replace(
                        seam,
                        leave=lifted(seam.leave) if inside(seam.leave[1]) else None,
                        enter=lifted(seam.enter) if inside(seam.enter[1]) else None,
                    )
                    for seam in folded.seams
                    if seam.leave and seam.enter and (inside(seam.leave[1]) or inside(seam.enter[1]))
                ),
                unfinished=frozenset(unfinished),
                band_bottoms=(bottom - start,),
            )
        )
        if following:
            top = min(c.y for c in folded.columns if c.y > bottom) - _HEADING
    return tuple(result)


def _choose_cuts(layout: Layout, width: float, bands: int) -> list[float]:
    """Where to cut: bands as equal as possible, few connectors cut (shortest path over the columns)."""
    rights = [column.x + column.w / 2 + _AFTER_BOX for column in layout.columns]
    first = layout.header_width
    end = layout.width
    total = end - first
    room = width - first - _MARGIN - _TAIL if width else total
    if len(rights) < 2 or (end <= width if width else bands < 2):
        return []
    passing = _passing(layout, rights)
    count = bands or max(2, int(-(-total // max(room, 1.0))))
    while True:
        cuts = _best_cuts(rights, passing, first, end, room, total / count)
        if cuts is not None or count > len(rights):
            return cuts if cuts is not None else rights[:-1]
        count += 1


def _best_cuts(
    rights: Sequence[float], passing: Sequence[int], first: float, end: float, room: float, ideal: float
) -> list[float] | None:
    stops = [first, *rights[:-1], end]
    best: list[tuple[float, int]] = [(0.0, -1)]
    for j in range(1, len(stops)):
        options = []
        for i in range(j - 1, -1, -1):
            size = stops[j] - stops[i]
            if size > room and j - i > 1:
                break
            uneven = ((size - ideal) / ideal) ** 2
            lines = 0.25 * max(0, passing[j - 1] - 1) if j < len(stops) - 1 else 0.0
            options.append((best[i][0] + uneven + lines, i))
        best.append(min(options))
    cuts = []
    at = len(stops) - 1
    while at > 0:
        at = best[at][1]
        if at > 0:
            cuts.append(stops[at])
    return cuts[::-1]


def _passing(layout: Layout, rights: Sequence[float]) -> list[int]:
    """How many connectors cross the upright line at each x of `rights` (ascending)."""
    result = [0] * len(rights)
    for route in layout.routes.values():
        crossed: set[int] = set()
        for (x1, y1), (x2, y2) in pairwise(route):
            if y1 == y2:
                crossed.update(range(bisect_right(rights, min(x1, x2)), bisect_left(rights, max(x1, x2))))
        for index in crossed:
            result[index] += 1
    return result


_Pieces = Mapping[str, Sequence[tuple[int, Sequence[Point]]]]  # of each connector: number of the band, points


class _Band(Struct):
    """One band: which part of the long map it shows and where that part goes."""

    layout: Layout
    cuts: Sequence[float]
    depths: Mapping[tuple[int, str], float]
    index: int
    left: float = 0.0
    right: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    bottom: float = 0.0
    cut: dict[str, float] = field(default_factory=dict)  # height taken out of the bottom of each lane

    def settle(self, top: float) -> None:
        """Fix the place of the band, its empty lanes taken out."""
        layout = self.layout
        self.left = self.cuts[self.index - 1] if self.index else 0.0
        self.right = self.cuts[self.index] if self.index < len(self.cuts) else layout.width
        self.shift_x = layout.header_width + _MARGIN - self.left if self.index else 0.0
        self.shift_y = top
        self.cut = {lane.role_id: self.spare(lane) for lane in layout.lanes}
        self.bottom = top + layout.height - sum(self.cut.values())

    def spare(self, lane: Lane) -> float:
        """How much of the lane's height this band does not need: all of it, or what is empty below."""
        used = self.depths.get((self.index, lane.role_id))
        return lane.h if used is None else max(0.0, lane.y + lane.h - used)

    def place(self, point: Point) -> Point:
        """Where a point of the long map goes in this band."""
        x, y = point
        above = sum(self.cut[lane.role_id] for lane in self.layout.lanes if lane.y + lane.h <= y + 1e-9)
        return (x + self.shift_x, y - above + self.shift_y)


def _depths(layout: Layout, cuts: Sequence[float], cut: _Pieces) -> dict[tuple[int, str], float]:
    """How far down each lane is used in each band; a lane nobody uses at all is whole in the first band."""
    tops = [lane.y for lane in layout.lanes]
    pad = PLAIN.lane_pad if layout.plain else LANE_PAD
    found: dict[tuple[int, str], float] = {}
    taken: set[str] = set()

    def use(band: int, y: float, bottom: float) -> str:
        lane = layout.lanes[max(0, bisect_right(tops, y) - 1)]
        key = (band, lane.role_id)
        found[key] = max(found.get(key, 0.0), bottom + pad)
        return lane.role_id

    for rect in layout.steps.values():
        taken.add(use(bisect_right(cuts, rect.centre[0]), rect.centre[1], rect.bottom))
    for pieces in cut.values():
        for band, points in pieces:
            for (_x1, y1), (_x2, y2) in pairwise(points):
                if y1 == y2:
                    use(band, y1, y1)
    for x, y in layout.labels.values():
        use(bisect_right(cuts, x), y, y)
    for lane in layout.lanes:
        if lane.role_id not in taken:
            found[0, lane.role_id] = lane.y + lane.h
    return found


def _folded(layout: Layout, bands: Sequence[_Band], cuts: Sequence[float], cut: _Pieces) -> Layout:
    def band_of(x: float) -> _Band:
        return bands[bisect_right(cuts, x)]

    steps = {}
    for step_id, rect in layout.steps.items():
        x, y = band_of(rect.centre[0]).place((rect.x, rect.y))
        steps[step_id] = Rect(x, y, rect.w, rect.h)
    width = max(band.right + band.shift_x for band in bands) + _TAIL
    lanes = [
        replace(lane, y=band.place((0.0, lane.y))[1], h=lane.h - band.cut[lane.role_id], w=width)
        for band in bands
        for lane in layout.lanes
        if band.cut[lane.role_id] < lane.h
    ]
    columns = []
    for column in layout.columns:
        band = band_of(column.x)
        columns.append(replace(column, x=column.x + band.shift_x, y=column.y + band.shift_y))
    routes: dict[str, tuple[Point, ...]] = {}
    continued: dict[str, tuple[tuple[Point, ...], ...]] = {}
    seams: list[Seam] = []
    marks: dict[tuple[str, str, str, int], str] = {}
    leaving = Counter(layout.ends[link_id].source for link_id, pieces in cut.items() if len(pieces) > 1)
    for link_id in layout.routes:
        pieces = cut[link_id]
        ends = layout.ends[link_id]
        placed = []
        for k, (index, points) in enumerate(pieces):
            moved = [bands[index].place(point) for point in points]
            if k > 0:
                moved[0] = _stretched(moved[0], moved[1], 12.0)
            if k < len(pieces) - 1:
                moved[-1] = _stretched(moved[-1], moved[-2], 12.0)
            placed.append(tuple(moved))
        for k in range(len(pieces) - 1):
            # The branches of one step, and those that join in one, have one letter.
            joint = (ends.source, "") if leaving[ends.source] > 1 else ("", ends.target)
            mark = marks.setdefault((ends.kind, *joint, k), _letters(len(marks)))
            leave = _stretched(placed[k][-1], placed[k][-2], 8.0)
            enter = _stretched(placed[k + 1][0], placed[k + 1][1], 8.0)
            seams.append(Seam(link_id, mark, leave, enter))
        routes[link_id] = placed[0]
        if len(placed) > 1:
            continued[link_id] = tuple(placed[1:])
    labels = {link_id: band_of(point[0]).place(point) for link_id, point in layout.labels.items()}
    return replace(
        layout,
        width=width,
        height=bands[-1].bottom,
        steps=steps,
        lanes=tuple(lanes),
        columns=tuple(columns),
        routes=routes,
        continued=continued,
        labels=labels,
        seams=tuple(seams),
        band_bottoms=tuple(band.bottom for band in bands),
    )


def _pieces(layout: Layout, link_id: str, cuts: Sequence[float]) -> list[tuple[int, list[Point]]]:
    """A connector in pieces. One that ends at the first step of the next band begins there at the height of that
    step: no lane is kept for it alone."""
    route = layout.routes[link_id]
    pieces = _cut(route, cuts)
    if len(pieces) == 2 and pieces[1][0] == pieces[0][0] + 1 and len(pieces[1][1]) > 2:
        (x, _y), (before, _), (end, level) = pieces[1][1][0], pieces[1][1][-2], route[-1]
        near = all(abs(px - x) < 200.0 for px, _py in pieces[1][1])
        if before < end and near and pieces[0][1][-2][0] < pieces[0][1][-1][0]:
            pieces[1] = (pieces[1][0], [(x, level), (end, level)])
    return pieces


def _cut(route: Sequence[Point], cuts: Sequence[float]) -> list[tuple[int, list[Point]]]:
    """A route in pieces, each with the number of its band; neighboring pieces share the point of the cut."""
    pieces: list[tuple[int, list[Point]]] = []
    current = [route[0]]
    band = bisect_right(cuts, route[0][0])
    for (x1, y1), (x2, y2) in pairwise(route):
        crossed = [x for x in cuts if min(x1, x2) < x < max(x1, x2)]
        for x in crossed if x2 > x1 else reversed(crossed):
            current.append((x, y1))
            pieces.append((band, current))
            band += 1 if x2 > x1 else -1
            current = [(x, y1)]
        current.append((x2, y2))
    pieces.append((band, current))
    return pieces


def _stretched(end: Point, before: Point, by: float) -> Point:
    """The end of a level line moved on by some units."""
    return (end[0] + (by if end[0] > before[0] else -by), end[1])


def _letters(rank: int) -> str:
    """A, B ... Z, AA, AB ..."""
    text = ""
    rank += 1
    while rank > 0:
        rank, rest = divmod(rank - 1, 26)
        text = chr(65 + rest) + text
    return text
