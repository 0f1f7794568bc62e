"""Folding step values over the regions of a flow: means, the critical path, yields.

All functions take a region and plain sequences indexed by step; sums over visits, so an edited
time costs one pass.
"""

from __future__ import annotations

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
    return max((mean_time(branch, times) for branch in block.branches), default=0.0)


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
    if not size:
        return 0.0, []
    last = max(range(size), key=finish.__getitem__)
    path = []
    while last >= 0:
        path.append(last)
        last = came_from[last]
    return max(finish), path[::-1]


def critical_weights(region: Region, times: Sequence[float], weight: float, totals: list[float]) -> None:
    """Add the visits of the steps on the critical path: in each parallel block the longest branch."""
    if region.network:
        for k in longest_path(region, times)[1]:
            state = region.states[k]
            assert isinstance(state, int)
            totals[state] += weight * region.visits[k]
        return
    for position, visits in region.steps:
        totals[position] += weight * visits
    for block, visits in region.blocks:
        if block.branches:
            longest = max(block.branches, key=lambda branch: mean_time(branch, times))
            critical_weights(longest, times, weight * visits, totals)


def critical_steps(region: Region, times: Sequence[float], found: list[int]) -> None:
    """The steps of the critical path in flow order: longest branch in parallel, likeliest way in a choice."""
    if region.network:
        found.extend(
            s for s in (region.states[k] for k in longest_path(region, times)[1]) if isinstance(s, int)
        )
        return
    k = 0
    while region.states:
        state = region.states[k]
        if isinstance(state, Block):
            if state.branches:
                longest = max(state.branches, key=lambda branch: mean_time(branch, times))
                critical_steps(longest, times, found)
        else:
            found.append(state)
        forward = [(share, -target) for target, share in region.moves[k] if target > k]
        if not forward:
            return
        k = -max(forward)[1]


def rolled(region: Region, shares: Sequence[float]) -> float:
    """Product of the shares along a pass without loops; ways of a choice weighted, all parallel branches."""
    size = len(region.states)
    if region.network:
        result = 1.0
        for position, _ in region.steps:
            result *= shares[position]
        return result
    values = [1.0] * size
    for k in range(size - 1, -1, -1):
        state = region.states[k]
        own = 1.0
        if isinstance(state, Block):
            for branch in state.branches:
                own *= rolled(branch, shares)
        else:
            own = shares[state]
        staying = 0.0
        onward = 0.0
        for target, share in region.moves[k]:
            if target > k:
                onward += share * values[target]
                staying += share
        values[k] = own * (onward + max(0.0, 1.0 - staying))
    return values[0] if size else 1.0


def moments(
    region: Region, times: Sequence[float], variances: Mapping[int, float], parallel: Parallel = "longest"
) -> tuple[float, float]:
    """Mean and variance of the total over one pass through a region.

    With m = (I - Q)^-1 t and S = (I - Q)^-1 (s2 + t^2 + 2 t (Q m)), all products elementwise, the
    variance is S - m^2 (second moment of a Markov reward process with independent step times).
    `parallel` is "longest" for elapsed time (a block counts as its branch with the longest mean)
    or "sum" for labour (branches add up).
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
