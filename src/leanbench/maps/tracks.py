"""Gives every piece of a connector its own track in its gutter or channel, and every end its port.

Lines of one step's branching share a track (a trunk); all others that would lie on each other get
tracks of their own, and the gutter grows with the number of its tracks. Symbolic, like
`leanbench.maps.plans`, whose ordinals it uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from leanbench.event.records import Link
from leanbench.maps.plans import Plan, Planner, Run, Side, Spot

SWAP_DY = -14.0  # how far above the middle a flow enters when the middle is taken by another line


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
    planner = Planner(spots, taken, by_column, main, labelled)
    known = [link for link in links if link.source in spots and link.target in spots]
    planner.note_forward(known)
    plans = [planner.plan(link) for link in known]
    _name_trunks(plans, spots)
    _give_gutter_tracks(plans, spots)
    _give_channel_tracks(plans)
    _spread_ports(plans, spots)
    return plans


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
                plan.runs[0].key = f"s:{source}:{shift}"
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


class _Net(Struct):
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
