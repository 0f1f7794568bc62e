"""Dominator trees: what every way to a node must pass. Used to find where parallel work splits and meets."""

from __future__ import annotations

from collections.abc import Sequence


def dominators(following: Sequence[Sequence[int]], root: int) -> list[int]:
    """Immediate dominators (Cooper, Harvey and Kennedy 2001); -2 where the root does not lead."""
    order: list[int] = []
    seen = {root}
    stack = [(root, iter(following[root]))]
    while stack:
        node, rest = stack[-1]
        for target in rest:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(following[target])))
                break
        else:
            order.append(node)
            stack.pop()
    rank = [-1] * len(following)  # by the order in which nodes were left: the root is the last
    for place, node in enumerate(order):
        rank[node] = place
    before: list[list[int]] = [[] for _ in order]
    for place, node in enumerate(order):
        for target in following[node]:
            before[rank[target]].append(place)
    above = [-1] * len(order)  # the dominators, all by rank
    above[-1] = len(order) - 1
    settled = False
    while not settled:
        settled = True
        for place in range(len(order) - 2, -1, -1):
            best = -1
            for source in before[place]:
                if above[source] < 0:  # a way back: look again when its dominator is known
                    settled = False
                    continue
                if best < 0:
                    best = source
                    continue
                one, two = source, best
                while one != two:
                    if one < two:
                        one = above[one]
                    else:
                        two = above[two]
                best = one
            if above[place] != best:
                settled = settled and above[place] < 0
                above[place] = best
    result = [-2] * len(following)
    for place, node in enumerate(order):
        result[node] = order[above[place]]
    return result


def depths(dominator: Sequence[int], root: int) -> list[int]:
    """How deep each node lies in a dominator tree."""
    depth = [-1] * len(dominator)
    depth[root] = 0
    for start in range(len(dominator)):
        trail = []
        node = start
        while depth[node] < 0 and dominator[node] >= 0:
            trail.append(node)
            node = dominator[node]
        for place, passed in enumerate(reversed(trail), start=depth[node] + 1):
            depth[passed] = place
    return depth


def spans(dominator: Sequence[int], root: int) -> list[tuple[int, int]]:
    """Of each node the first and last number in a walk through its part of a dominator tree.

    A node lies behind another when its first number lies inside the other's; (-1, -1) where the root does
    not lead.
    """
    below: list[list[int]] = [[] for _ in dominator]
    for node, above in enumerate(dominator):
        if above >= 0 and node != root:
            below[above].append(node)
    first = [-1] * len(dominator)
    last = [-1] * len(dominator)
    count = 0
    stack = [root]
    while stack:
        node = stack[-1]
        if first[node] < 0:
            first[node] = count
            count += 1
            stack.extend(below[node])
        else:
            stack.pop()
            if last[node] < 0:
                last[node] = count - 1
    return list(zip(first, last, strict=True))
