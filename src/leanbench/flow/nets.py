"""Parallel branches that cross each other, when times vary or ways are chosen: the longest way, drawn many times.

There is no formula for the longest way through a net with shared steps. It is drawn with a stratified
sample: every step goes once through all slices of its distribution, in an order shuffled on its own
(Latin hypercube), so means stay those of the steps and the same map gives the same numbers everywhere. A step
waits for those before it that are done in a case; for a way that is not chosen, until that is clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leanbench.flow.blocks import Region
from leanbench.flow.chains import Spreads

if TYPE_CHECKING:
    import numpy as np

DRAWS = 4096  # the mean is known to about 1/60 of the spread of the total, better with strata


def varies(region: Region, spreads: Spreads) -> bool:
    """Whether a net has to be drawn, and can be: a step varies, or a way is chosen, and every way stays inside."""
    if not region.network:
        return False
    chosen = False
    for row in region.moves:
        if not row or parallel(row):
            continue
        if abs(sum([share for _, share in row]) - 1.0) > 1e-9:
            return False  # some ways lead out of the net or back: what is left is counted by its longest way
        chosen = True
    return chosen or any(spread.variance > 0.0 for i in region.all_steps() for spread in spreads.get(i, ()))


def parallel(row: Sequence[tuple[int, float]]) -> bool:
    """Whether all ways out of a step in a net are taken."""
    return all(share == 1.0 for _, share in row)


def draw_longest(region: Region, times: Sequence[float], spreads: Spreads) -> np.ndarray[Any, Any]:
    """Longest ways through a net, shape (DRAWS,), ascending; step times independent.

    Parameters
    ----------
    region : Region
        A net that `varies`.
    times : sequence of float
        Mean time of one visit per step; used where `spreads` says nothing.
    spreads : mapping of step index to spreads
        Independent parts whose sum is the time of one visit.

    Notes
    -----
    Stratified sampling: McKay, Beckman and Conover, Technometrics 21 (1979) 239-245.
    """
    import numpy as np

    start = np.zeros((len(region.states), DRAWS))
    entered = np.tile(np.array(region.visits)[:, None] == 1.0, (1, DRAWS))  # certain from the beginning
    longest = np.zeros(DRAWS)
    for k, state in enumerate(region.states):
        assert isinstance(state, int)
        finish = start[k] + _times(state, times, spreads)
        row = region.moves[k]
        chosen = np.zeros(DRAWS, dtype=int)
        if row and not parallel(row):
            luck = np.random.Generator(np.random.PCG64([state, 99]))
            chance = luck.permutation((np.arange(DRAWS) + 0.5) / DRAWS)
            chosen = np.minimum(np.searchsorted(np.cumsum([share for _, share in row]), chance), len(row) - 1)
        known = np.where(entered[k], finish, start[k])  # when it is clear which ways are taken
        for way, (target, share) in enumerate(row):
            taken = entered[k] if share == 1.0 else entered[k] & (chosen == way)
            np.maximum(start[target], known, out=start[target])
            entered[target] |= taken
        np.maximum(longest, np.where(entered[k], finish, 0.0), out=longest)
    return np.sort(longest)


def _times(step: int, times: Sequence[float], spreads: Spreads) -> np.ndarray[Any, Any]:
    """`DRAWS` times of one step, each slice of its distribution once, shuffled."""
    import numpy as np

    from leanbench.flow.fitted import slices

    total = np.zeros(DRAWS)
    if step not in spreads:
        return total + times[step]
    for part, spread in enumerate(spreads[step]):
        if spread.variance <= 0.0:
            total += spread.mean
            continue
        values, masses = (np.array(column) for column in zip(*sorted(slices(spread)), strict=True))
        places = np.searchsorted(np.cumsum(masses), (np.arange(DRAWS) + 0.5) / DRAWS)
        luck = np.random.Generator(np.random.PCG64([step, part]))
        total += luck.permutation(values[np.minimum(places, len(values) - 1)])
    return total
