"""Where each step leads in the event loop: a step, the end, a choice, or parallel work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leanbench.flow.blocks import END, Block, Region
from leanbench.flow.graph import Flow
from leanbench.flow.nets import parallel

CHOICE = -2
FORK = -10  # fork number k is the target FORK - k


@dataclass(frozen=True, slots=True)
class Fork:
    """Parallel work: branches start together and meet at `join`.

    A branch is a step index, a nested fork (its target code), or END for an empty branch. `inside`
    are the steps between; leaving them for another step ends the branch there.
    """

    branches: tuple[int, ...]
    join: int
    inside: frozenset[int]
    needs: Mapping[int, int] = field(default_factory=dict)  # crossing branches: arrivals needed per step
    onward: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    certain: frozenset[int] = frozenset()  # steps of crossing branches that every case passes
    choices: frozenset[int] = frozenset()  # steps of crossing branches after which one way is chosen


class Group:
    """Branches of parallel work of one case that have not met yet."""

    __slots__ = ("alive", "fork", "leave", "missing", "parent", "waiting")

    def __init__(self, fork: Fork, parent: Any, missing: int) -> None:
        self.fork = fork
        self.parent = parent
        self.missing = missing
        self.leave: int | None = None
        self.waiting: dict[int, int] = dict(fork.needs)
        self.alive = set(fork.certain)


def onward_of(
    flow: Flow, forks: list[Fork]
) -> tuple[tuple[int, ...], tuple[tuple[tuple[float, int], ...], ...]]:
    """Where each step leads: a step, the end, a choice or a fork."""
    blocks: dict[int, Block] = {}
    if flow.expected is not None:
        _collect(flow.expected, blocks)
    onward: list[int] = []
    cuts: list[tuple[tuple[float, int], ...]] = []
    for position, way in enumerate(flow.ways):
        shares = [(share, target) for target, share in way.exclusive]
        if len(way.parallel) == 1:
            shares.append((way.parallel_share, way.parallel[0]))
        elif way.parallel and position in blocks:
            shares.append((way.parallel_share, _fork(blocks[position], forks)))
        if len(shares) < 2:
            onward.append(shares[0][1] if shares else END)
            cuts.append(())
            continue
        running = 0.0
        steps = []
        for share, target in shares:
            running += share
            steps.append((running, target))
        steps[-1] = (2.0, steps[-1][1])  # whatever rounding left belongs to the last way
        onward.append(CHOICE)
        cuts.append(tuple(steps))
    return tuple(onward), tuple(cuts)


def _collect(region: Region, found: dict[int, Block]) -> None:
    """The blocks of a region by the step that splits: the state whose way leads to the block."""
    for k, row in enumerate(region.moves):
        source = region.states[k]
        for target, _ in row:
            follower = region.states[target]
            if isinstance(follower, Block) and isinstance(source, int) and not region.network:
                found[source] = follower
    for block, _ in region.blocks:
        for branch in block.branches:
            _collect(branch, found)


def _fork(block: Block, forks: list[Fork]) -> int:
    """The target code of the fork of a block; nested forks are made first."""
    branches: list[int] = []
    needs: dict[int, int] = {}
    onward: dict[int, tuple[int, ...]] = {}
    for branch in block.branches:
        if not branch.states:
            branches.append(END)
        elif branch.network:
            branches.append(_network_fork(branch, forks))
        else:
            head = branch.states[0]
            branches.append(_fork(head, forks) if isinstance(head, Block) else head)
    inside = frozenset(block.labour_steps())
    forks.append(Fork(tuple(branches), block.join, inside, needs, onward))
    return FORK - (len(forks) - 1)


def _network_fork(region: Region, forks: list[Fork]) -> int:
    """Crossing parallel branches: a step starts when all steps that lead to it in this case are done."""
    states = [state for state in region.states if isinstance(state, int)]
    needs: dict[int, int] = dict.fromkeys(states, 0)
    onward: dict[int, tuple[int, ...]] = {}
    certain = frozenset(state for state, visits in zip(states, region.visits, strict=True) if visits == 1.0)
    choices = frozenset(states[k] for k, row in enumerate(region.moves) if row and not parallel(row))
    for k, row in enumerate(region.moves):
        onward[states[k]] = tuple(states[target] for target, _ in row)
        for target, _ in row:
            needs[states[target]] += 1
    heads = tuple(state for state in states if needs[state] == 0)
    forks.append(Fork(heads, END, frozenset(states), needs, onward, certain, choices))
    return FORK - (len(forks) - 1)
