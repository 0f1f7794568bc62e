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
    rank = {node: position for position, node in enumerate(order)}
    before: dict[int, list[int]] = {node: [] for node in order}
    for node in order:
        for target in following[node]:
            before[target].append(node)
    result = [-2] * len(following)
    result[root] = root
    changed = True
    while changed:
        changed = False
        for node in reversed(order):
            if node == root:
                continue
            best = -2
            for source in before[node]:
                if result[source] == -2:
                    continue
                if best == -2:
                    best = source
                    continue
                one, two = source, best
                while one != two:
                    while rank[one] < rank[two]:
                        one = result[one]
                    while rank[two] < rank[one]:
                        two = result[two]
                best = one
            if result[node] != best:
                result[node] = best
                changed = True
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
