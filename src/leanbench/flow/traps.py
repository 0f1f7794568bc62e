"""Loops that no case can leave: named, and opened so that the rest of the map can be computed."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.flow.blocks import END, Ways, depth_first_order, following
from leanbench.flow.links import Reader
from leanbench.words import _

NEVER = 1e-9  # a loop left more rarely would drown in rounding
_LISTED = 12  # steps of a loop that a message names


def open_traps(reader: Reader, ways: list[Ways], start: int) -> tuple[list[Ways], set[int]]:
    """Report loops that no case can leave, and open them.

    First the rework links inside are left out; a loop of flow links is cut where it leads back.
    Returns the ways that can all be left, and the steps reached as drawn or after opening.
    """
    follows = following(ways)
    order, _unused = depth_first_order(follows, start)
    reached = set(order)
    follows = _likely(ways)
    trapped = _trapped_steps(follows, order)
    if not trapped:
        return ways, reached
    loop = _one_loop(follows, trapped)
    names = ", ".join([reader.name(position) for position in loop[:_LISTED]])
    if len(loop) > _LISTED:
        names += _(" and {count} more").format(count=len(loop) - _LISTED)
    reader.say(
        loop[0],
        _(
            "This loop never ends: {names}. No way out of it has a probability above 0. It is counted as "
            "passed once; give one of its steps a way on."
        ).format(names=names),
    )
    ways = list(ways)
    for position in sorted(trapped):
        ways[position] = reader.ways(position, without_rework=True)
    order, back = depth_first_order(following(ways), start)
    trapped = _trapped_steps(_likely(ways), order)
    if trapped:
        for source, target in back:
            if source in trapped:
                ways[source] = _without(ways[source], target)
        order, _unused = depth_first_order(following(ways), start)
    return ways, reached | set(order)


def _likely(ways: Sequence[Ways]) -> list[tuple[int, ...]]:
    """Who follows each step with a chance that is worth the name: what is rarer is no way out of a loop."""
    return [(*[target for target, share in way.exclusive if share > NEVER], *way.parallel) for way in ways]


def _without(way: Ways, target: int) -> Ways:
    """The ways out of a step but one, scaled to 1."""
    kept = tuple((t, p) for t, p in way.exclusive if t != target)
    total = sum(p for _, p in kept) + way.parallel_share
    scale = 1.0 / total if total > 0 else 0.0
    return Ways(
        tuple((t, p * scale) for t, p in kept),
        tuple(t for t in way.parallel if t != target),
        way.parallel_share * scale,
    )


def _before(follows: Sequence[Sequence[int]], order: Sequence[int]) -> dict[int, list[int]]:
    """Who comes before each step, among the steps of an order."""
    before: dict[int, list[int]] = {position: [] for position in order}
    for source in order:
        for target in follows[source]:
            if target != END:
                before[target].append(source)
    return before


def _trapped_steps(follows: Sequence[Sequence[int]], order: Sequence[int]) -> set[int]:
    """Of the steps that a case can reach those from which it cannot reach an end."""
    before = _before(follows, order)
    leaving = [position for position in order if not follows[position] or END in follows[position]]
    free = set(leaving)
    while leaving:
        for source in before[leaving.pop()]:
            if source not in free:
                free.add(source)
                leaving.append(source)
    return {position for position in order if position not in free}


def _one_loop(follows: Sequence[Sequence[int]], trapped: set[int]) -> list[int]:
    """The steps of a loop that cannot be left, in flow order.

    Trapped are also the steps that only lead into such a loop, and loops among them that can be left; the
    guilty one is the smallest set of steps that all lead to each other and nowhere else.
    """
    groups = _groups(follows, trapped)
    closed = [group for group in groups if all(group.issuperset(follows[step]) for step in group)]
    guilty = min(closed, key=lambda group: (len(group), min(group)))
    walk = [min(guilty)]
    place = {walk[0]: 0}
    while True:
        ahead = follows[walk[-1]][0]
        if ahead in place:
            return walk[place[ahead] :]
        place[ahead] = len(walk)
        walk.append(ahead)


def _groups(follows: Sequence[Sequence[int]], trapped: set[int]) -> list[set[int]]:
    """Sets of steps that all lead to each other (strongly connected components, Kosaraju and Sharir 1981)."""
    left: dict[int, None] = {}  # in the order in which the walk leaves them for good
    for start in sorted(trapped):
        if start not in left:
            seen = {start}
            stack = [(start, iter(follows[start]))]
            while stack:
                for target in stack[-1][1]:
                    if target not in seen and target not in left:
                        seen.add(target)
                        stack.append((target, iter(follows[target])))
                        break
                else:
                    left[stack.pop()[0]] = None
    before = _before(follows, list(left))
    groups: list[set[int]] = []
    grouped = set[int]()
    for start in reversed(left):
        if start in grouped:
            continue
        group, open_ends = {start}, [start]
        while open_ends:
            for source in before[open_ends.pop()]:
                if source not in group and source not in grouped:
                    group.add(source)
                    open_ends.append(source)
        grouped |= group
        groups.append(group)
    return groups
