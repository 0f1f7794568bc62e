"""All totals of a case with fixed step times, with their probabilities, by following walks in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from leanbench.flow.blocks import Block, Region
from leanbench.flow.chains import chains_of
from leanbench.flow.folding import Parallel, longest_path
from leanbench.flow.nets import varies

_TAIL = 1e-7  # walks that together are less likely than this are not followed

Atoms = list[tuple[float, float]]


def enumerate_totals(
    region: Region, times: Sequence[float], parallel: Parallel, budget: list[int]
) -> Atoms | None:
    """All totals with their probabilities, or None when there are too many."""
    if not region.states:
        return [(0.0, 1.0)]
    if region.network:
        if parallel == "longest" and varies(region, {}):
            return None  # ways are chosen in it: drawn
        if parallel == "longest":
            return [(longest_path(region, times)[0], 1.0)]
        return [(sum(visits * times[i] for i, visits in region.steps), 1.0)]
    chains = chains_of(region, times, {}, parallel)
    own: list[Atoms] = []
    for chain in chains:
        atoms: Atoms | None = [(chain.fixed, 1.0)]
        for block in chain.blocks:
            inner = enumerate_block(block, times, parallel, budget)
            atoms = None if inner is None or atoms is None else _add(atoms, inner, budget)
        if atoms is None:
            return None
        own.append(atoms)
    done: dict[float, float] = {}
    waiting: dict[tuple[float, int], float] = {(0.0, 0): 1.0}
    queue: list[tuple[float, int]] = [(0.0, 0)]
    left = 1.0
    while queue and left > _TAIL:
        key = heapq.heappop(queue)
        mass = waiting.pop(key, 0.0)
        if mass <= 0.0:
            continue
        time, place = key
        chain = chains[place]
        stay = 1.0 - sum(share for _, share in chain.moves)
        for length, chance in own[place]:
            budget[0] -= 1
            if budget[0] < 0:
                return None
            after = round(time + length, 7)
            if stay > 1e-15:
                done[after] = done.get(after, 0.0) + mass * chance * stay
                left -= mass * chance * stay
            for target, share in chain.moves:
                following = (after, target)
                if following in waiting:
                    waiting[following] += mass * chance * share
                else:
                    waiting[following] = mass * chance * share
                    heapq.heappush(queue, following)
    return sorted(done.items())


def enumerate_block(
    block: Block, times: Sequence[float], parallel: Parallel, budget: list[int]
) -> Atoms | None:
    result: Atoms = [(0.0, 1.0)]
    for branch in block.branches:
        atoms = enumerate_totals(branch, times, parallel, budget)
        if atoms is None:
            return None
        joined = _longest(result, atoms) if parallel == "longest" else _add(result, atoms, budget)
        if joined is None:
            return None
        result = joined
    return result


def _longest(one: Atoms, two: Atoms) -> Atoms:
    """The maximum of two independent times: the product of their cumulative distributions."""
    values = sorted({value for value, _ in one} | {value for value, _ in two})
    chances = (dict(one), dict(two))
    before = first = second = 0.0
    result: Atoms = []
    for value in values:
        first += chances[0].get(value, 0.0)
        second += chances[1].get(value, 0.0)
        both = first * second
        if both > before:
            result.append((value, both - before))
        before = both
    return result


def _add(one: Atoms, two: Atoms, budget: list[int]) -> Atoms | None:
    """The sum of two independent times."""
    if len(one) > 1 or len(two) > 1:
        budget[0] -= len(one) * len(two)
        if budget[0] < 0:
            return None
    total: dict[float, float] = {}
    for a, p in one:
        for b, q in two:
            key = round(a + b, 7)
            total[key] = total.get(key, 0.0) + p * q
    return sorted(total.items())
