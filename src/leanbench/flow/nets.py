"""Parallel branches that cross each other, when their times vary: the longest way through them, drawn many times.

There is no formula for the longest way through a net with shared steps. It is drawn with a stratified
sample: every step goes once through all slices of its distribution, in an order shuffled on its own
(Latin hypercube), so means stay those of the steps and the same map gives the same numbers everywhere.
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
    """Whether a net can be drawn: some step in it varies, and every step is passed once (no choices inside)."""
    return (
        region.network
        and all(visits == 1.0 for visits in region.visits)
        and any(spread.variance > 0.0 for i in region.all_steps() for spread in spreads.get(i, ()))
    )


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
    longest = np.zeros(DRAWS)
    for k, state in enumerate(region.states):
        assert isinstance(state, int)
        finish = start[k] + _times(state, times, spreads)
        for target, _ in region.moves[k]:
            np.maximum(start[target], finish, out=start[target])
        np.maximum(longest, finish, out=longest)
    return np.sort(longest)


def _times(step: int, times: Sequence[float], spreads: Spreads) -> np.ndarray[Any, Any]:
    """`DRAWS` times of one step, each slice of its distribution once, shuffled."""
    import numpy as np

    from leanbench.flow.grid import slices

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
