"""The shape of each connector of a swimlane map: which sides it uses, which gutters and rows it takes.

Rules: a flow leaves a step on the right and enters on the left; loops, exits and other branches use
the upper and lower sides, so that they never hide the flow. A line runs only in gutters, or along a
row whose boxes are absent, so it cannot pass through a box. Everything here is symbolic: gutters,
rows and columns have numbers, tracks come in `leanbench.maps.tracks`, coordinates in
`leanbench.maps.bands`.

Ordinals: row r is 3r+1, the channel above it 3r, below it 3r+2; column c is 2c+1, the gutter left
of it 2c.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from leanbench.event.records import Link

Side = Literal["left", "right", "top", "bottom"]
BRANCH_DY = 20.0  # how far below the middle a branch leaves on the right side of a step


class Run(Struct):
    """One piece of a connector in a gutter ("V") or a channel ("H") from ordinal `low` to `high`."""

    way: Literal["V", "H"]
    place: int  # gutter number, or channel ordinal
    low: int
    high: int
    key: str  # runs of one key share a track
    track: int = 0
    wide: bool = False  # carries a label: its track needs room
    nearest: float = 0.0  # order within a channel: small values lie next to the row


class Plan(Struct):
    """How one link runs: the sides it uses, its runs in order, shifts of its ends from the middle."""

    link: Link
    leave: Side
    enter: Side
    runs: list[Run] = field(default_factory=list)
    leave_shift: float = 0.0
    enter_shift: float = 0.0
    label_gutter: int | None = None  # a straight link with a label: the gutter that must hold it


class Spot(Struct, frozen=True):
    """Column and global row of a step."""

    column: int
    row: int


class Planner:
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
        low, high = min(col1, col2), max(col1, col2)
        span = float(high - low)
        if one.row == two.row:
            return Plan(link, "top", "top", [Run("H", 3 * one.row, low, high, own, wide=wide, nearest=span)])
        down = two.row > one.row
        leave, enter = 3 * one.row + (2 if down else 0), 3 * two.row + (0 if down else 2)
        sides: tuple[Side, Side] = ("bottom", "top") if down else ("top", "bottom")
        channel = self.shared_channel(one, two, leave, enter)
        if channel is not None:
            return Plan(link, *sides, [Run("H", channel, low, high, own, wide=wide, nearest=span)])
        gutter = self.gutter_for(one, two)
        at = 2 * gutter
        runs = [
            Run("H", leave, min(col1, at), max(col1, at), own, nearest=float(abs(col1 - at))),
            Run("V", gutter, min(leave, enter), max(leave, enter), own),
            Run("H", enter, min(col2, at), max(col2, at), own, wide=wide, nearest=float(abs(col2 - at))),
        ]
        return Plan(link, *sides, runs)

    def shared_channel(self, one: Spot, two: Spot, leave: int, enter: int) -> int | None:
        """One channel for both ends of neighboring rows, where no other box hangs its lines into it."""
        if abs(one.row - two.row) != 1:
            return None
        if (one.column, two.row) not in self.taken:
            return enter
        return leave if (two.column, one.row) not in self.taken else None

    def gutter_for(self, one: Spot, two: Spot) -> int:
        """The gutter for a line between rows: beside the source, on the side of the target."""
        if two.column > one.column:
            return one.column + 1
        return one.column if two.column < one.column else one.column + 1
