"""Where each step belongs before anything has a coordinate: its column, its lane, its row in the lane.

The main path (what flow links reach from the start) makes the columns: a step stands one column
after the last step it waits for, so parallel steps share a column. Steps of rework loops, exits and
alternatives get no column of their own; they stand under or beside the part of the path they serve,
a loop in the direction of its return. A step put by hand keeps its column and its row; the others make room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from leanbench.event.lanes import lane_order
from leanbench.event.records import Link, Map, Step

_ROOM = 40  # so far beyond the number of steps a hand can put one; a file may say anything


class Cell(Struct, frozen=True):
    """A place in the grid of a swimlane map: column, lane and row within the lane, all from 0."""

    column: int
    lane: int
    row: int


class Grid(Struct, frozen=True):
    """The order of a map: lanes from top to bottom, a cell per step, rows per lane, the main path."""

    lanes: tuple[str, ...]
    cells: Mapping[str, Cell]
    rows: tuple[int, ...]
    columns: int
    main: frozenset[str]


def flow_lanes(map_: Map) -> tuple[str, ...]:
    """The role ids of the lanes in the order in which the flow comes to them."""
    cells = arrange_grid(map_).cells
    places = {step.id: place for place, step in enumerate(map_.steps)}
    in_flow = sorted(map_.steps, key=lambda step: (cells[step.id].column, places[step.id]))
    return tuple(dict.fromkeys(step.role for step in in_flow if step.role))


def usable_links(map_: Map) -> tuple[Link, ...]:
    """The links whose both ends are on the map, one per id."""
    ids = {step.id for step in map_.steps}
    found: dict[str, Link] = {}
    for link in map_.links:
        if link.source in ids and link.target in ids:
            found.setdefault(link.id, link)
    return tuple(found.values())


def main_path(steps: Sequence[Step], links: Sequence[Link]) -> tuple[list[str], dict[str, int], set[str]]:
    """The steps of the main path, their columns by longest way from a start, and the unlinked steps.

    Flow links that close a circle are ignored for the columns (they are drawn as returns).
    """
    forward: dict[str, list[str]] = {step.id: [] for step in steps}
    entered: set[str] = set()
    anyhow: set[str] = set()
    touched: set[str] = set()
    every: dict[str, list[str]] = {step.id: [] for step in steps}
    for link in links:
        touched.update((link.source, link.target))
        if link.source == link.target:
            continue
        every[link.source].append(link.target)
        anyhow.add(link.target)
        if link.kind == "flow":
            forward[link.source].append(link.target)
        if link.kind != "rework":
            entered.add(link.target)
    loose = {step.id for step in steps if step.id not in touched} if links else set()
    candidates = [step.id for step in steps if step.id not in entered and step.id not in loose]
    starts = [step_id for step_id in candidates if step_id not in anyhow]
    seen = _reached(starts, every)
    for step in [*(step_id for step_id in candidates), *(step.id for step in steps)]:
        if step not in seen and step not in loose:
            starts.append(step)
            seen |= _reached([step], every)
    columns: dict[str, int] = {}
    order = _flow_order(starts, forward, columns)
    return order, columns, loose


def _reached(starts: Sequence[str], ways: Mapping[str, Sequence[str]]) -> set[str]:
    seen = set(starts)
    stack = list(starts)
    while stack:
        for target in ways[stack.pop()]:
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen


def _flow_order(
    starts: Sequence[str], forward: Mapping[str, Sequence[str]], columns: dict[str, int]
) -> list[str]:
    """Depth-first finishing order (sources first) and, into `columns`, the longest distance from a start."""
    state: dict[str, int] = {}
    finished: list[str] = []
    back: set[tuple[str, str]] = set()
    for start in starts:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(forward[start]))]
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if state.get(target) == 1:
                    back.add((node, target))
                elif target not in state:
                    state[target] = 1
                    stack.append((target, iter(forward[target])))
                    break
            else:
                state[node] = 2
                finished.append(node)
                stack.pop()
    finished.reverse()
    for node in finished:
        columns.setdefault(node, 0)
        for target in forward[node]:
            if (node, target) not in back:
                columns[target] = max(columns.get(target, 0), columns[node] + 1)
    return finished


def arrange_grid(map_: Map) -> Grid:
    """The grid of a map. Deterministic: the order of the table decides wherever the links do not."""
    links = usable_links(map_)
    lanes = lane_order(map_)
    lane_of = {step.id: lanes.index(step.role) for step in map_.steps}
    order, columns, loose = main_path(map_.steps, links)
    if not links:
        order = [step.id for step in map_.steps]
        columns = {step_id: position for position, step_id in enumerate(order)}
    else:
        last = max(columns.values(), default=-1)
        for step in map_.steps:
            if step.id in loose:
                last += 1
                columns[step.id] = last
                order.append(step.id)
    place = _Places(len(lanes))
    listed = {step.id: position for position, step in enumerate(map_.steps)}
    for step in map_.steps:
        if step.pin is not None:
            column, row = (
                min(max(value, 0), len(map_.steps) + _ROOM) for value in (step.pin.column, step.pin.row)
            )
            place.put(step.id, column, lane_of[step.id], row)
    for step_id in sorted(order, key=lambda name: (columns[name], listed[name])):
        place.put(step_id, columns[step_id], lane_of[step_id], 0)
    main = frozenset(order)
    for link in links:
        if link.source in main and link.target in main and link.kind == "flow":
            place.reserve(link)
    for source, chain, target in _chains(links, main, sorted(order, key=lambda name: columns[name])):
        start = place.cells[source]
        towards = place.cells[target].column if target else None
        kind_back = target is not None and towards is not None and towards <= start.column
        for position, column in enumerate(_columns_of_chain(start.column, towards, len(chain), kind_back)):
            step_id = chain[position]
            lane = lane_of[step_id]
            place.put(step_id, column, lane, start.row + 1 if lane == start.lane else 0)
    width = 1 + max((cell.column for cell in place.cells.values()), default=-1)
    return Grid(lanes, place.cells, tuple(place.rows), width, main)


def _columns_of_chain(column: int, towards: int | None, size: int, back: bool) -> list[int]:
    """The columns of the steps of a branch: a loop runs back to its target, other branches run forward."""
    if back and towards is not None:
        first = max(towards + size - 1, (column + towards + size - 1) // 2)
        return [first - k for k in range(size)]
    room = 0 if towards is None else max(0, (towards - column - size + 1) // 2)
    return [column + room + k for k in range(size)]


def _chains(
    links: Sequence[Link], main: frozenset[str], order: Sequence[str]
) -> list[tuple[str, list[str], str | None]]:
    """The branches off the placed steps: (where it leaves, its steps, where it comes back or None)."""
    after: dict[str, list[str]] = {}
    for link in links:
        if link.target != link.source:
            after.setdefault(link.source, []).append(link.target)
    placed = set(main)
    found: list[tuple[str, list[str], str | None]] = []
    waiting = list(order)
    while waiting:
        source = waiting.pop(0)
        for head in after.get(source, ()):
            if head in placed:
                continue
            chain = [head]
            placed.add(head)
            while True:
                further = [step for step in after.get(chain[-1], ()) if step not in placed]
                if not further:
                    break
                chain.append(further[0])
                placed.add(further[0])
            backs = [step for step in after.get(chain[-1], ()) if step in placed and step not in chain]
            known = [step for step in backs if step in main or any(step in c for _, c, _ in found)]
            found.append((source, chain, known[0] if known else None))
            waiting.extend(chain)
    return found


class _Places:
    """Which cells are taken, by a step or by a connector that runs straight along a row."""

    def __init__(self, lanes: int) -> None:
        self.cells: dict[str, Cell] = {}
        self.rows = [1] * lanes
        self.taken: set[tuple[int, int, int]] = set()

    def put(self, step_id: str, column: int, lane: int, row: int) -> None:
        """Give the step the first free row of its lane and column from `row` on, unless it has a place."""
        if step_id in self.cells:
            return
        while (column, lane, row) in self.taken:
            row += 1
        self.taken.add((column, lane, row))
        self.cells[step_id] = Cell(column, lane, row)
        self.rows[lane] = max(self.rows[lane], row + 1)

    def reserve(self, link: Link) -> None:
        """Keep the cells between two steps of one row free for the straight connector between them."""
        one, two = self.cells[link.source], self.cells[link.target]
        if one.lane != two.lane or one.row != two.row or two.column - one.column < 2:
            return
        between = [(column, one.lane, one.row) for column in range(one.column + 1, two.column)]
        if not any(cell in self.taken for cell in between):
            self.taken.update(between)
