"""Connectors of a swimlane map through the gutters between columns and rows, each on its own track.

Rules: a flow leaves a step on the right and enters on the left; loops, exits and other branches use
the upper and lower sides, so that they never hide the flow. A line runs only in gutters, or along a
row whose boxes are absent, so it cannot pass through a box. Lines of one step's branching share a
track (a trunk); all others that would lie on each other get tracks of their own, and the gutter
grows with the number of its tracks. Everything here is symbolic: gutters, rows and columns have
numbers, coordinates come in `leanbench.maps.bands`.

Ordinals: row r is 3r+1, the channel above it 3r, below it 3r+2; column c is 2c+1, the gutter left
of it 2c.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from leanbench.event.records import Link

Side = Literal["left", "right", "top", "bottom"]
BRANCH_DY = 20.0  # how far below the middle a branch leaves on the right side of a step
SWAP_DY = -14.0  # how far above the middle a flow enters when the middle is taken by another line


@dataclass(slots=True)
class Run:
    """One piece of a connector in a gutter ("V") or a channel ("H") from ordinal `low` to `high`."""

    way: Literal["V", "H"]
    place: int  # gutter number, or channel ordinal
    low: int
    high: int
    key: str  # runs of one key share a track
    track: int = 0
    wide: bool = False  # carries a label: its track needs room
    nearest: float = 0.0  # order within a channel: small values lie next to the row


@dataclass(slots=True)
class Plan:
    """How one link runs: the sides it uses, its runs in order, shifts of its ends from the middle."""

    link: Link
    leave: Side
    enter: Side
    runs: list[Run] = field(default_factory=list)
    leave_shift: float = 0.0
    enter_shift: float = 0.0
    label_gutter: int | None = None  # a straight link with a label: the gutter that must hold it


@dataclass(frozen=True, slots=True)
class Spot:
    """Column and global row of a step."""

    column: int
    row: int


def plan_links(
    links: Sequence[Link], spots: Mapping[str, Spot], main: frozenset[str], labelled: frozenset[str]
) -> list[Plan]:
    """A plan for every link whose ends have spots, with tracks given. Deterministic."""
    taken = {(spot.column, spot.row) for spot in spots.values()}
    by_row: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for column, row in sorted(taken):
        by_row.setdefault(row, []).append(column)
        by_column.setdefault(column, []).append(row)
    planner = _Planner(spots, taken, by_column, main, labelled)
    known = [link for link in links if link.source in spots and link.target in spots]
    planner.note_forward(known)
    plans = [planner.plan(link) for link in known]
    _name_trunks(plans, spots)
    _give_gutter_tracks(plans, spots)
    _give_channel_tracks(plans)
    _spread_ports(plans, spots)
    return plans


class _Planner:
    """Chooses the shape of each connector."""

    def __init__(
        self,
        spots: Mapping[str, Spot],
        taken: set[tuple[int, int]],
        by_column: Mapping[int, list[int]],
        main: frozenset[str],
        labelled: frozenset[str],
    ) -> None:
        self.spots = spots
        self.taken = taken
        self.by_column = by_column
        self.main = main
        self.labelled = labelled
        self.upright: set[tuple[str, str]] = set()
        self.level: dict[tuple[int, int], list[str]] = {}
        self.entered: set[str] = set()  # steps with a line into their left side
        self.left: set[str] = set()  # steps with a line out of their right side

    def note_forward(self, links: Sequence[Link]) -> None:
        """Remember which left and right sides are in use before any line is planned."""
        for link in links:
            one, two = self.spots[link.source], self.spots[link.target]
            if two.column > one.column and self.runs_forward(link):
                self.entered.add(link.target)
                self.left.add(link.source)

    def plan(self, link: Link) -> Plan:
        one, two = self.spots[link.source], self.spots[link.target]
        if link.source == link.target:
            return self.own_loop(link, one)
        if one.column == two.column:
            upright = self.straight_up(link, one, two)
            return upright or self.around(link, one, two)
        if two.column > one.column and self.runs_forward(link):
            return self.forward(link, one, two)
        beside = self.beside(link, one, two)
        return beside or self.around(link, one, two)

    def runs_forward(self, link: Link) -> bool:
        """Whether the link reads as going on: flow always, branches when they do not hang below."""
        if link.kind == "flow":
            return True
        return link.kind in ("alternative", "exit") or link.source not in self.main

    def free(self, row: int, low: int, high: int) -> bool:
        """Whether no step stands in the row from column `low` to column `high`."""
        return all((column, row) not in self.taken for column in range(low, high + 1))

    def claim(self, row: int, low: int, high: int, key: str) -> bool:
        """Take the middle line of a row for a straight run, unless another link's run lies there."""
        for column in range(low, high + 1):
            if any(other != key for other in self.level.get((row, column), ())):
                return False
        for column in range(low, high + 1):
            self.level.setdefault((row, column), []).append(key)
        return True

    def own_loop(self, link: Link, one: Spot) -> Plan:
        column = 2 * one.column + 1
        run = Run("H", 3 * one.row, column, column, f"l:{link.id}", wide=link.id in self.labelled)
        return Plan(link, "top", "top", [run])

    def straight_up(self, link: Link, one: Spot, two: Spot) -> Plan | None:
        """A vertical line between steps above each other, when nothing stands between."""
        low, high = min(one.row, two.row), max(one.row, two.row)
        pair = (link.source, link.target)
        if pair in self.upright or any(low < row < high for row in self.by_column[one.column]):
            return None
        self.upright.add(pair)
        if two.row > one.row:
            return Plan(link, "bottom", "top", [], 44.0, 44.0)
        return Plan(link, "top", "bottom", [], -44.0, -44.0)

    def forward(self, link: Link, one: Spot, two: Spot) -> Plan:
        shift = 0.0 if link.kind == "flow" else BRANCH_DY
        plan = Plan(link, "right", "left", [], shift, 0.0)
        first, last = one.column + 1, two.column
        own = f"l:{link.id}"
        wide = link.id in self.labelled
        row1, row2 = 3 * one.row + 1, 3 * two.row + 1
        straight = one.row == two.row and (
            first == last
            or (self.free(one.row, first, last - 1) and self.claim(one.row, first, last - 1, own))
        )
        if straight:
            plan.leave_shift = 0.0
            plan.label_gutter = first if wide and first == last else None
            return plan
        if first == last:
            plan.runs = [Run("V", first, min(row1, row2), max(row1, row2), own)]
            return plan
        if self.free(two.row, first, last - 1) and self.claim(two.row, first, last - 1, f"t:{link.target}"):
            plan.runs = [Run("V", first, min(row1, row2), max(row1, row2), own)]
            return plan
        if (
            shift == 0.0
            and self.free(one.row, first, last - 1)
            and self.claim(one.row, first, last - 1, f"s:{link.source}")
        ):
            plan.runs = [Run("V", last, min(row1, row2), max(row1, row2), own)]
            return plan
        channel = self.channel_between(one.row, two.row)
        plan.runs = [
            Run("V", first, min(row1, channel), max(row1, channel), own),
            Run("H", channel, 2 * first, 2 * last, own, wide=wide, nearest=100.0),
            Run("V", last, min(row2, channel), max(row2, channel), own),
        ]
        return plan

    def channel_between(self, row1: int, row2: int) -> int:
        """The channel a line takes between two rows: next to the target, or above a shared row."""
        if row1 == row2:
            return 3 * row1
        return 3 * row2 if row2 > row1 else 3 * row2 + 2

    def beside(self, link: Link, one: Spot, two: Spot) -> Plan | None:
        """A loop's step to the left in the same row: a straight line back, side to side."""
        low, high = two.column + 1, one.column - 1
        if one.row != two.row or link.source in self.main or link.target in self.main:
            return None
        if two.column > one.column or link.source in self.entered or link.target in self.left:
            return None
        if not self.free(one.row, low, high):
            return None
        if not self.claim(one.row, low, high, f"l:{link.id}"):
            return None
        self.left.add(link.target)
        self.entered.add(link.source)
        return Plan(link, "left", "right")

    def around(self, link: Link, one: Spot, two: Spot) -> Plan:
        """By the upper and lower sides: along one channel, or down a gutter between two."""
        own = f"l:{link.id}"
        wide = link.id in self.labelled
        col1, col2 = 2 * one.column + 1, 2 * two.column + 1
        if one.row == two.row:
            span = abs(col2 - col1)
            run = Run("H", 3 * one.row, min(col1, col2), max(col1, col2), own, wide=wide, nearest=float(span))
            return Plan(link, "top", "top", [run])
        down = two.row > one.row
        leave, enter = 3 * one.row + (2 if down else 0), 3 * two.row + (0 if down else 2)
        sides: tuple[Side, Side] = ("bottom", "top") if down else ("top", "bottom")
        if abs(one.row - two.row) == 1:
            run = Run(
                "H", enter, min(col1, col2), max(col1, col2), own, wide=wide, nearest=float(abs(col2 - col1))
            )
            return Plan(link, *sides, [run])
        gutter = self.gutter_for(one, two)
        at = 2 * gutter
        runs = [
            Run("H", leave, min(col1, at), max(col1, at), own, nearest=float(abs(col1 - at))),
            Run("V", gutter, min(leave, enter), max(leave, enter), own),
            Run("H", enter, min(col2, at), max(col2, at), own, wide=wide, nearest=float(abs(col2 - at))),
        ]
        return Plan(link, *sides, runs)

    def gutter_for(self, one: Spot, two: Spot) -> int:
        """The gutter for a line between rows: beside the source, on the side of the target."""
        if two.column > one.column:
            return one.column + 1
        return one.column if two.column < one.column else one.column + 1


def _name_trunks(plans: Sequence[Plan], spots: Mapping[str, Spot]) -> None:
    """Let the branches of one step share a track where they leave it, and joins where they arrive."""
    leaving: dict[tuple[str, int, float], list[Plan]] = {}
    for plan in plans:
        if plan.leave == "right" and plan.runs:
            gutter = spots[plan.link.source].column + 1
            if plan.runs[0].place == gutter:
                leaving.setdefault((plan.link.source, gutter, plan.leave_shift), []).append(plan)
    split: set[int] = set()
    for (source, _, shift), group in leaving.items():
        if len(group) > 1:
            for plan in group:
                plan.runs[0].key = f"s:{source}:{shift:g}"
                split.add(id(plan.runs[0]))
    arriving: dict[tuple[str, int], list[Run]] = {}
    for plan in plans:
        if plan.enter == "left" and plan.runs:
            last = plan.runs[-1]
            if last.place == spots[plan.link.target].column and id(last) not in split:
                arriving.setdefault((plan.link.target, last.place), []).append(last)
    for (target, _), runs in arriving.items():
        if len(runs) > 1:
            for run in runs:
                run.key = f"t:{target}"


@dataclass(slots=True)
class _Net:
    """Runs that share a track, with the rows where they come from the left and go to the right."""

    key: str
    low: int
    high: int
    runs: list[Run]
    left: set[tuple[int, float]] = field(default_factory=set)
    right: set[tuple[int, float]] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    track: int = -1


def _give_gutter_tracks(plans: Sequence[Plan], spots: Mapping[str, Spot]) -> None:
    """Tracks of the vertical runs: no two lie on each other, ends on one height stand in flow order."""
    gutters: dict[int, dict[str, _Net]] = {}
    users: dict[tuple[int, str], list[Plan]] = {}
    for plan in plans:
        for run in plan.runs:
            if run.way == "V":
                nets = gutters.setdefault(run.place, {})
                net = nets.setdefault(run.key, _Net(run.key, run.low, run.high, []))
                net.low, net.high = min(net.low, run.low), max(net.high, run.high)
                net.runs.append(run)
                users.setdefault((run.place, run.key), []).append(plan)
        if plan.leave == "right" and plan.runs:
            row1, row2 = 3 * spots[plan.link.source].row + 1, 3 * spots[plan.link.target].row + 1
            first, last = plan.runs[0], plan.runs[-1]
            gutters[first.place][first.key].left.add((row1, plan.leave_shift))
            gutters[last.place][last.key].right.add((row2, 0.0))
    for gutter, nets in gutters.items():
        ordered = sorted(nets.values(), key=_net_order)
        for earlier in range(len(ordered)):
            for later in range(len(ordered)):
                if earlier != later and ordered[earlier].left & ordered[later].right:
                    ordered[later].after.add(earlier)
        _place_nets(ordered)
        for net in ordered:
            for run in net.runs:
                run.track = net.track
        _shift_swapped(ordered, gutter, users, spots)


def _net_order(net: _Net) -> tuple[int, int, str]:
    """Left to right so that lines nest instead of crossing: downward runs lowest first, then upward ones."""
    start = min((row for row, _ in net.left), default=net.low)
    down = start <= net.low
    return (0, -start, net.key) if down else (1, start, net.key)


def _place_nets(ordered: Sequence[_Net]) -> None:
    """Left-edge rule under the order constraints; a circle of constraints is cut at the first net."""
    waiting = list(range(len(ordered)))
    done: set[int] = set()
    while waiting:
        ready = next((i for i in waiting if ordered[i].after <= done), waiting[0])
        net = ordered[ready]
        track = max((ordered[i].track + 1 for i in net.after if i in done), default=0)
        while any(
            other.track == track and other.low <= net.high and net.low <= other.high
            for other in ordered
            if other.track >= 0
        ):
            track += 1
        net.track = track
        done.add(ready)
        waiting.remove(ready)


def _shift_swapped(
    ordered: Sequence[_Net],
    gutter: int,
    users: Mapping[tuple[int, str], list[Plan]],
    spots: Mapping[str, Spot],
) -> None:
    """Where the order could not be kept, the entering line arrives a little above the middle."""
    for net in ordered:
        for other in net.after:
            if ordered[other].track < net.track:
                continue
            heights = {row for row, _ in ordered[other].left & net.right}
            for plan in users[gutter, net.key]:
                if 3 * spots[plan.link.target].row + 1 in heights and plan.enter == "left":
                    plan.enter_shift = SWAP_DY


def _give_channel_tracks(plans: Sequence[Plan]) -> None:
    """Tracks of the horizontal runs, short loops next to their row, longer ones around them."""
    channels: dict[int, list[Run]] = {}
    for plan in plans:
        for run in plan.runs:
            if run.way == "H":
                channels.setdefault(run.place, []).append(run)
    for runs in channels.values():
        placed: list[Run] = []
        for run in sorted(runs, key=lambda item: (item.nearest, item.low, item.high, item.key)):
            track = 0
            while any(
                other.track == track and other.low <= run.high and run.low <= other.high for other in placed
            ):
                track += 1
            run.track = track
            placed.append(run)


def _spread_ports(plans: Sequence[Plan], spots: Mapping[str, Spot]) -> None:
    """Give every end on an upper or lower side its own place, in the order of where the lines go."""
    used: dict[tuple[str, Side], list[float]] = {}
    ends: dict[tuple[str, Side], list[tuple[float, int, Plan, bool]]] = {}
    for number, plan in enumerate(plans):
        if plan.leave in ("top", "bottom"):
            if not plan.runs:
                used.setdefault((plan.link.source, plan.leave), []).append(plan.leave_shift)
                used.setdefault((plan.link.target, plan.enter), []).append(plan.enter_shift)
                continue
            one, two = spots[plan.link.source].column, spots[plan.link.target].column
            if plan.link.source == plan.link.target:
                leaves, enters = 0.5, -0.5
            else:
                leaves, enters = float(two - one), float(one - two)
            ends.setdefault((plan.link.source, plan.leave), []).append((leaves, number, plan, True))
            ends.setdefault((plan.link.target, plan.enter), []).append((enters, number, plan, False))
    for place, wanting in ends.items():
        busy = used.get(place, [])
        pool = [x for x in (0.0, -22.0, 22.0, -66.0, 66.0, -44.0, 44.0) if x not in busy]
        loop = any(plan.link.source == plan.link.target for _, _, plan, _ in wanting)
        if loop and len(wanting) == 2 and -44.0 in pool and 44.0 in pool:
            pool = [-44.0, 44.0]
        while len(pool) < len(wanting):
            pool.append(pool[-1] + (5.0 if pool[-1] < 0 else -5.0))
        chosen = sorted(pool[: len(wanting)])
        for shift, (_, _, plan, leaving) in zip(chosen, sorted(wanting, key=lambda e: e[:2]), strict=True):
            if leaving:
                plan.leave_shift = shift
            else:
                plan.enter_shift = shift
