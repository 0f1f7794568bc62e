"""Folding step values over the regions of a flow: means, the critical path, yields.

All functions take a region and plain sequences indexed by step; sums over visits, so an edited
time costs one pass.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from leanbench.flow.blocks import Block, Region

Parallel = Literal["longest", "sum"]


def mean_time(region: Region, times: Sequence[float]) -> float:
    """Mean time of one pass through a region; a parallel block takes its longest mean ("planned")."""
    if region.network:
        return longest_path(region, times)[0]
    total = sum([visits * times[position] for position, visits in region.steps])
    for block, visits in region.blocks:
        total += visits * block_time(block, times)
    return total


def block_time(block: Block, times: Sequence[float]) -> float:
    """The longest branch mean of a parallel block, 0 without branches."""
    return max([mean_time(branch, times) for branch in block.branches], default=0.0)


def longest_path(region: Region, times: Sequence[float]) -> tuple[float, list[int]]:
    """The longest way through an irreducible parallel net, and its states."""
    size = len(region.states)
    finish = [0.0] * size
    came_from = [-1] * size
    start = [0.0] * size
    for k in range(size):
        state = region.states[k]
        assert isinstance(state, int)
        finish[k] = start[k] + region.visits[k] * times[state]
        for target, _ in region.moves[k]:
            if finish[k] > start[target] or came_from[target] < 0:
                start[target] = max(start[target], finish[k])
                came_from[target] = k
    last = max(range(size), key=finish.__getitem__, default=-1)
    path = []
    while last >= 0:
        path.append(last)
        last = came_from[last]
    return max(finish, default=0.0), path[::-1]


def critical_path(
    region: Region, times: Sequence[float], visits: list[float], weight: float = 1.0
) -> list[int]:
    """The steps of the critical path in flow order: longest branch in parallel, likeliest way in a choice.

    Adds to `visits` those of every step on it, all ways of a choice included, for `weight` entries.
    """
    if region.network:
        path = longest_path(region, times)[1]
        found = [state for state in (region.states[k] for k in path) if isinstance(state, int)]
        for k, position in zip(path, found, strict=True):
            visits[position] += weight * region.visits[k]
        return found
    for position, times_passed in region.steps:
        visits[position] += weight * times_passed
    inside: dict[int, list[int]] = {}
    for block, times_passed in region.blocks:
        means = [mean_time(branch, times) for branch in block.branches]
        if means:
            longest = block.branches[means.index(max(means))]
            inside[id(block)] = critical_path(longest, times, visits, weight * times_passed)
    found = []
    for stretch in region.likeliest:
        found.extend(stretch.steps)
        if stretch.block is not None:
            found.extend(inside.get(id(stretch.block), ()))
    return found


def rolled_share(region: Region, shares: Sequence[float]) -> float:
    """Product of the shares along a pass without loops; ways of a choice weighted, all parallel branches."""
    if region.network:
        return math.prod([shares[position] for position, _ in region.steps])
    values = [1.0] * len(region.stretches)
    for k in range(len(values) - 1, -1, -1):
        stretch = region.stretches[k]
        onward = 0.0
        for target, share in stretch.ahead:
            onward += share * values[target]
        value = onward + stretch.ending
        if stretch.block is not None:
            value *= math.prod([rolled_share(branch, shares) for branch in stretch.block.branches])
        values[k] = math.prod([shares[position] for position in reversed(stretch.steps)], start=value)
    return values[0] if values else 1.0


def reaching(region: Region, shares: Sequence[float], right: float, found: list[float]) -> float:
    """The share of passes without loops that reach each step while everything before it was right.

    Adds to `found` for `right` entries; parallel branches are taken one after the other. Returns what is
    right at the end: `rolled`, as 1 less the sum of found x (1 - share).
    """
    if region.network or not region.stretches:
        for position, _ in region.steps:
            found[position] += right
            right *= shares[position]
        return right
    entering = [0.0] * len(region.stretches)
    entering[0] = right
    ended = 0.0
    for k, stretch in enumerate(region.stretches):
        here = entering[k]
        for position in stretch.steps:
            found[position] += here
            here *= shares[position]
        if stretch.block is not None:
            for branch in stretch.block.branches:
                here = reaching(branch, shares, here, found)
        for target, share in stretch.ahead:
            entering[target] += here * share
        ended += here * stretch.ending
    return ended


def moments(
    region: Region, times: Sequence[float], variances: Mapping[int, float], parallel: Parallel = "longest"
) -> tuple[float, float]:
    """Mean and variance of the total over one pass through a region.

    With m = (I - Q)^-1 t and S = (I - Q)^-1 (s2 + t^2 + 2 t (Q m)), all products elementwise, the
    variance is S - m^2 (second moment of a Markov reward process with independent step times).
    `parallel` is "longest" for elapsed time (a block counts as its branch with the longest mean)
    or "sum" for labor (branches add up).
    """
    if region.network:
        if parallel == "sum":
            mean = sum(visits * times[i] for i, visits in region.steps)
            return mean, sum(visits * variances.get(i, 0.0) for i, visits in region.steps)
        total, path = longest_path(region, times)
        return total, sum(
            variances.get(i, 0.0) for i in (region.states[k] for k in path) if isinstance(i, int)
        )
    if not region.states:
        return 0.0, 0.0
    reward: list[float] = []
    spread: list[float] = []
    for state in region.states:
        if isinstance(state, Block):
            inner = [moments(branch, times, variances, parallel) for branch in state.branches]
            if parallel == "longest":
                inner = [max(inner, default=(0.0, 0.0))]
            reward.append(sum(mean for mean, _ in inner))
            spread.append(sum(variance for _, variance in inner))
        else:
            reward.append(times[state])
            spread.append(variances.get(state, 0.0))
    mean_from = region.solve(reward)
    second = []
    for k, own in enumerate(reward):
        onward = 0.0
        for target, share in region.moves[k]:
            onward += share * mean_from[target]
        second.append(spread[k] + own * (own + 2.0 * onward))
    total = mean_from[0]
    return total, max(0.0, region.solve(second)[0] - total * total)
