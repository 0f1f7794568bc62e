"""The swimlane layout: strict bands of lanes, numbered columns, connectors in the gutters.

Takes the order (`leanbench.maps.order`) and the tracks (`leanbench.maps.tracks`) and gives them
coordinates: a gutter is as wide as its tracks need, a channel between rows as high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from leanbench.drawing.primitives import Point
from leanbench.drawing.text_width import Measure
from leanbench.event.records import Map, Role, Step
from leanbench.maps.arrangement import Column, Ends, Lane, Layout
from leanbench.maps.geometry import Rect, simplified, to_diamonds
from leanbench.maps.labels import LabelPlacer, label_width
from leanbench.maps.order import Grid, arrange_grid, usable_links
from leanbench.maps.plans import Plan, Spot
from leanbench.maps.symbols import GATEWAY, PILL, symbol
from leanbench.maps.tracks import plan_links
from leanbench.maps.wording import column_label, staff, way_labels
from leanbench.words import _

STEP_W, STEP_H = 168.0, 72.0
PAD = 14.0  # from a box to the first track of a gutter
TRACK = 9.0
LANE_PAD = 16.0
ROW_PAD = 14.0
LABEL_TRACK = 22.0


class Sizes(Struct, frozen=True):
    """The measures of a grid drawing: swimlanes by default, a value stream with other figures.

    `reserve` is the part of each gutter kept free for what stands before a step (an inventory);
    `port_y` where flows meet a step, below its upper side.
    """

    step_w: float = STEP_W
    step_h: float = STEP_H
    header_w: float = 120.0
    top: float = 32.0  # room for the column numbers
    gutter: float = 32.0
    first_gutter: float = 24.0
    reserve: float = 0.0
    port_y: float = STEP_H / 2
    heading_up: float = 13.0  # of the column numbers above the first lane
    lane_pad: float = LANE_PAD
    row_pad: float = ROW_PAD


# Cards with number and name alone, three lines high: more of them in a row, the number of the column in each.
PLAIN = Sizes(
    step_w=156.0, step_h=46.0, header_w=108.0, top=10.0, gutter=28.0, first_gutter=16.0, port_y=23.0,
    lane_pad=9.0, row_pad=12.0,
)  # fmt: skip


def step_size(step: Step, sizes: Sizes | None = None) -> tuple[float, float]:
    """Width and height of a step in scene units, by its kind."""
    form = symbol(step.kind).form
    if form != "card":
        return GATEWAY if form == "gateway" else PILL
    return (sizes.step_w, sizes.step_h) if sizes else (STEP_W, STEP_H)


class _Frame(Struct):
    """Coordinates of the gutters and channels of one layout."""

    gutter_x: list[float]  # left side of each gutter
    gutter_w: list[float]
    gutter_tracks: list[int]
    column_x: list[float]  # left side of each column
    row_y: list[float]  # upper side of the boxes of each row
    channel_y: dict[tuple[int, int], float]  # (channel ordinal, track) -> y
    lanes: list[tuple[float, float]]  # y and height
    gaps: list[float]  # the middle between neighboring rows
    width: float
    height: float
    sizes: Sizes

    def track_x(self, gutter: int, track: int) -> float:
        """The x of a track, the tracks of a gutter being centered in its free part."""
        taken = (self.gutter_tracks[gutter] - 1) * TRACK
        free = self.gutter_w[gutter] - self.sizes.reserve
        return self.gutter_x[gutter] + (free - taken) / 2.0 + track * TRACK


def lay_swimlanes(
    map_: Map,
    roles: Sequence[Role],
    measure: Measure,
    numbers: Mapping[str, str],
    sizes: Sizes | None = None,
) -> Layout:
    """The swimlane layout of a map. Deterministic; never raises for a map that is only incomplete."""
    sizes = sizes or Sizes()
    grid = arrange_grid(map_)
    links = usable_links(map_)
    first_row = [sum(grid.rows[:lane]) for lane in range(len(grid.lanes))]
    spots = {
        step_id: Spot(cell.column, first_row[cell.lane] + cell.row) for step_id, cell in grid.cells.items()
    }
    words = way_labels(map_)
    names = {link.id: words[link.id] for link in links}
    labelled = frozenset(link_id for link_id, text in names.items() if text)
    plans = plan_links(links, spots, grid.main, labelled)
    frame = _frame(grid, plans, spots, names, measure, sizes)
    steps: dict[str, Rect] = {}
    for step in map_.steps:
        spot = spots[step.id]
        w, h = step_size(step, sizes)
        y = frame.row_y[spot.row] + (0.0 if h == sizes.step_h else sizes.port_y - h / 2)
        steps[step.id] = Rect(frame.column_x[spot.column] + (sizes.step_w - w) / 2, y, w, h)
    gateways = frozenset(step.id for step in map_.steps if symbol(step.kind).form == "gateway")
    routes = {
        plan.link.id: to_diamonds(
            _polyline(plan, steps, frame), plan.link.source, plan.link.target, steps, gateways
        )
        for plan in plans
    }
    by_id = {role.id: role for role in roles}
    lanes = []
    for role_id, (y, h) in zip(grid.lanes, frame.lanes, strict=True):
        role = by_id.get(role_id) or Role(role_id, role_id or _("Nobody named yet"))
        lanes.append(Lane(role_id, role.name or role.id, staff(role), y, h, 0.0, frame.width))
    return Layout(
        view="swimlane",
        width=frame.width,
        height=frame.height,
        steps=steps,
        lanes=tuple(lanes),
        columns=_columns(map_, grid, frame, numbers),
        routes=routes,
        labels=_labels(routes, steps, names, frame, measure),
        ends={link.id: Ends(link.source, link.target, link.kind, names[link.id]) for link in links},
        pinned=frozenset(step.id for step in map_.steps if step.pin is not None),
        band_bottoms=(frame.height,),
        header_width=sizes.header_w,
        plain=sizes is PLAIN,
    )


def _columns(map_: Map, grid: Grid, frame: _Frame, numbers: Mapping[str, str]) -> tuple[Column, ...]:
    standing: list[list[str]] = [[] for _ in range(grid.columns)]
    for step in map_.steps:
        if step.id in grid.main:
            standing[grid.cells[step.id].column].append(step.id)
    return tuple(
        Column(
            column_label([numbers.get(step_id, "") for step_id in ids]),
            frame.column_x[i] + frame.sizes.step_w / 2,
            frame.sizes.step_w,
            frame.sizes.top - frame.sizes.heading_up,
            tuple(ids),
        )
        for i, ids in enumerate(standing)
    )


def _frame(
    grid: Grid,
    plans: Sequence[Plan],
    spots: Mapping[str, Spot],
    names: Mapping[str, str],
    measure: Measure,
    sizes: Sizes,
) -> _Frame:
    """Sizes from the tracks in use, then coordinates from left to right and top to bottom."""
    tracks = [0] * (grid.columns + 1)
    needed = [0.0] * (grid.columns + 1)
    channels: dict[int, dict[int, bool]] = {}
    crossed: set[int] = set()  # rows below which a labeled line runs down
    roomy: set[int] = set()  # rows below which nothing but a labeled line joins two steps
    for plan in plans:
        for run in plan.runs:
            if run.way == "V":
                tracks[run.place] = max(tracks[run.place], run.track + 1)
            else:
                wide = channels.setdefault(run.place, {})
                wide[run.track] = wide.get(run.track, False) or run.wide
        if names[plan.link.id]:
            crossed.update(_rows_passed(plan))
            if not plan.runs and plan.leave in ("top", "bottom"):
                rows = sorted((spots[plan.link.source].row, spots[plan.link.target].row))
                roomy.update(range(rows[0], rows[1]))
        if plan.label_gutter is not None:
            room = label_width(names[plan.link.id], measure) + 2 * PAD
            needed[plan.label_gutter] = max(needed[plan.label_gutter], room)
    gutter_w = [
        sizes.reserve + max(sizes.gutter - sizes.reserve, 2 * PAD + (count - 1) * TRACK, needed[i])
        for i, count in enumerate(tracks)
    ]
    gutter_w[0] = sizes.first_gutter if tracks[0] == 0 else max(sizes.first_gutter, gutter_w[0])
    x = sizes.header_w
    gutter_x, column_x = [], []
    for i, w in enumerate(gutter_w):
        gutter_x.append(x)
        x += w
        if i < grid.columns:
            column_x.append(x)
            x += sizes.step_w
    y = sizes.top
    row_y: list[float] = []
    lanes: list[tuple[float, float]] = []
    gaps: list[float] = []
    channel_y: dict[tuple[int, int], float] = {}
    row = 0
    for count in grid.rows:
        lane_top = y
        for k in range(count):
            offsets, above = _stack(channels.get(3 * row, {}), sizes.lane_pad if k == 0 else sizes.row_pad)
            if k > 0 and row - 1 in crossed:
                above = max(above, 18.0)
            if row - 1 in roomy:
                above = max(above, 26.0)
            y += above
            channel_y.update({(3 * row, track): y - offset for track, offset in offsets.items()})
            row_y.append(y)
            y += sizes.step_h
            offsets, below = _stack(
                channels.get(3 * row + 2, {}), sizes.lane_pad if k == count - 1 else sizes.row_pad
            )
            channel_y.update({(3 * row + 2, track): y + offset for track, offset in offsets.items()})
            y += below
            gaps.append(y)
            row += 1
        lanes.append((lane_top, y - lane_top))
    return _Frame(gutter_x, gutter_w, tracks, column_x, row_y, channel_y, lanes, gaps, x, y, sizes)


def _rows_passed(plan: Plan) -> range:
    """The rows a plan's vertical pieces pass below."""
    rows = [value // 3 for run in plan.runs if run.way == "V" for value in (run.low, run.high)]
    return range(min(rows), max(rows)) if rows else range(0)


def _stack(wide: Mapping[int, bool], least: float) -> tuple[dict[int, float], float]:
    """Distances of a channel's tracks from the row they belong to, and the height of the channel."""
    offsets: dict[int, float] = {}
    at = 0.0
    for track in sorted(wide):
        half = LABEL_TRACK / 2 if wide[track] else TRACK / 2
        at = max(at + half, 14.0)
        offsets[track] = at
        at += half
    return offsets, max(least, at + 3.0 if offsets else 0.0)


def _port(rect: Rect, side: str, shift: float, sizes: Sizes) -> Point:
    cx, cy = rect.centre
    if side in ("left", "right"):
        if rect.h == sizes.step_h:
            cy = rect.y + sizes.port_y
        room = min(rect.h, 2 * sizes.port_y) / 2 - 8.0
        y = cy + max(-room, min(room, shift))
        return (rect.x if side == "left" else rect.right, y)
    room = rect.w / 2 - 8.0
    x = cx + max(-room, min(room, shift))
    return (x, rect.y if side == "top" else rect.bottom)


def _polyline(plan: Plan, steps: Mapping[str, Rect], frame: _Frame) -> tuple[Point, ...]:
    one, two = steps[plan.link.source], steps[plan.link.target]
    leave, enter = plan.leave_shift, plan.enter_shift
    if not plan.runs and plan.leave in ("top", "bottom"):
        room = min(one.w, two.w) / 2 - 8.0
        leave = enter = max(-room, min(room, leave))
    start, end = (
        _port(one, plan.leave, leave, frame.sizes),
        _port(two, plan.enter, enter, frame.sizes),
    )
    points = [start]
    for run in plan.runs:
        x, y = points[-1]
        if run.way == "V":
            points.append((frame.track_x(run.place, run.track), y))
        else:
            points.append((x, frame.channel_y[run.place, run.track]))
    if plan.runs:
        x, y = points[-1]
        points.append((x, end[1]) if plan.runs[-1].way == "V" else (end[0], y))
    points.append(end)
    return simplified(points)


def _labels(
    routes: Mapping[str, tuple[Point, ...]],
    steps: Mapping[str, Rect],
    names: Mapping[str, str],
    frame: _Frame,
    measure: Measure,
) -> dict[str, Point]:
    placer = LabelPlacer(list(steps.values()), frame.gaps, measure, list(routes.values()))
    return {
        link_id: placer.place(route, names[link_id]) for link_id, route in routes.items() if names[link_id]
    }
