"""Runs of states as one: what the distribution of a total is computed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leanbench.flow.blocks import Block, Region
from leanbench.flow.folding import Parallel
from leanbench.flow.times import Spread

# Independent parts whose sum is the time of one visit, per step index.
Spreads = Mapping[int, tuple[Spread, ...]]


@dataclass(frozen=True, slots=True)
class Chain:
    """States that follow each other with certainty, as one: fixed time, varying members, ways on."""

    fixed: float
    varying: tuple[Spread, ...]
    blocks: tuple[Block, ...]
    moves: tuple[tuple[int, float], ...]


def certain_time(block: Block, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> float | None:
    """The time of a block in which nothing varies and nothing is chosen; None for another block."""
    totals = []
    for branch in block.branches:
        if branch.blocks or branch.network or any(len(row) > 1 for row in branch.moves) or branch.leaving:
            return None
        total = 0.0
        for k, (state, visits) in enumerate(branch.steps):
            if visits != 1.0 or (k < len(branch.steps) - 1 and branch.moves[k][0][1] < 1.0):
                return None
            if any(s.variance > 0.0 for s in spreads.get(state, ())):
                return None
            total += times[state]
        totals.append(total)
    return sum(totals) if parallel == "sum" else max(totals, default=0.0)


def chains_of(
    region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel = "longest"
) -> list[Chain]:
    """Merge runs of states with one certain way on and one way in; state 0 heads chain 0."""
    entered = [0] * len(region.states)
    entered[0] += 1
    for row in region.moves:
        for target, _ in row:
            entered[target] += 1
    heads = [0]
    place = {0: 0}
    chains: list[Chain] = []
    raw: list[tuple[float, tuple[Spread, ...], tuple[Block, ...], tuple[tuple[int, float], ...]]] = []
    for head in heads:  # grows while chains name their followers
        k = head
        moves = region.moves[k]
        fixed, varying, blocks = 0.0, list[Spread](), list[Block]()
        while True:
            state = region.states[k]
            if isinstance(state, Block):
                certain = certain_time(state, times, spreads, parallel)
                if certain is None:
                    blocks.append(state)
                else:
                    fixed += certain
            elif state in spreads and any(s.variance > 0.0 for s in spreads[state]):
                varying.extend(s for s in spreads[state] if s.variance > 0.0)
                fixed += sum(s.mean for s in spreads[state] if s.variance <= 0.0)
            else:
                fixed += times[state]
            moves = region.moves[k]
            if len(moves) == 1 and moves[0][1] > 1.0 - 1e-15 and entered[moves[0][0]] == 1:
                k = moves[0][0]
                continue
            break
        for target, _ in moves:
            if target not in place:
                place[target] = len(heads)
                heads.append(target)
        raw.append((fixed, tuple(varying), tuple(blocks), moves))
    for fixed, found, inside, moves in raw:
        chains.append(Chain(fixed, found, inside, tuple((place[target], share) for target, share in moves)))
    return chains
