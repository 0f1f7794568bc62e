"""The distribution of the total time (or labor) of one case, for percentiles and the mean of the maximum.

Fixed step times are enumerated exactly. When that grows too large, or times vary, single times that many cases take
stay exact and the rest is put on grids, fine enough for the percentiles that are printed (`grid.NEAR`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.flow.blocks import Region
from leanbench.flow.chains import Spreads
from leanbench.flow.enumeration import Atoms, enumerate_totals
from leanbench.flow.folding import Parallel, block_time, longest_path
from leanbench.flow.nets import draw_longest, varies

_LIMIT = 6000  # walks followed before the grid takes over
_CHOICES = 6  # with more steps that have a choice the number of walks explodes
PRINTED = (0.50, 0.85, 0.95)  # percentiles with places of their own on the grid
_ROUNDING = 1e-7  # shares of a grid come out of a transform


@dataclass(frozen=True, slots=True)
class Distribution:
    """Times in ascending order with the share of cases within each; `exact` when enumerated, else on a grid.

    `heavy` are the single times on a grid that many cases take and that are kept as they are.
    """

    times: tuple[float, ...]
    cumulative: tuple[float, ...]
    mean: float
    variance: float
    exact: bool
    heavy: frozenset[float] = frozenset()

    def percentile(self, percent: float) -> float:
        """The smallest time within which `percent` of cases finish."""
        return self.times[self.place(percent)] if self.times else 0.0

    def place(self, percent: float) -> int:
        """The place in `times` of a percentile."""
        place = bisect_right(self.cumulative, percent / 100.0 - (1e-12 if self.exact else _ROUNDING))
        return max(0, min(place, len(self.times) - 1))

    def is_exact_at(self, percent: float) -> bool:
        """Whether a percentile is a time that cases take, not a place of the grid near it."""
        return self.exact or not self.times or self.times[self.place(percent)] in self.heavy

    def share_within(self, time: float) -> float:
        """The share of cases, 0 to 1, that finish within a time."""
        place = bisect_right(self.times, time + 1e-9)
        return self.cumulative[place - 1] if place else 0.0


def distribution_of(
    region: Region,
    times: Sequence[float],
    spreads: Spreads | None = None,
    parallel: Parallel = "longest",
) -> Distribution:
    """The distribution of the total over one pass through a region.

    Parameters
    ----------
    region : Region
        `Flow.expected`.
    times : sequence of float
        Mean time of one visit per step; used where `spreads` says nothing.
    spreads : mapping of step index to Spreads, optional
        Independent parts whose sum is the time of one visit.
    parallel : {"longest", "sum"}
        Elapsed time takes the longest branch of parallel work, labor adds them.

    Returns
    -------
    Distribution
    """
    spreads = spreads or {}
    varying = any(any(s.variance > 0.0 for s in spreads.get(i, ())) for i in set(region.all_steps()))
    if not varying and sum(len(row) > 1 for row in region.moves) <= _CHOICES:
        atoms = enumerate_totals(region, times, parallel, [_LIMIT])
        if atoms is not None:
            return _from_atoms(atoms)
    return on_grid(region, times, spreads, parallel)


def mean_longest(region: Region, times: Sequence[float], spreads: Spreads) -> float:
    """Mean total of one pass where parallel work takes the mean of its longest branch."""
    return sum([visits * mean for _, visits, mean in longest_means(region, times, spreads)])


def longest_means(
    region: Region, times: Sequence[float], spreads: Spreads
) -> list[tuple[tuple[int, ...], float, float]]:
    """What one pass is made of: (steps, visits, mean minutes) of each step, and of each parallel block as a whole.

    For independent branches E[max] = integral of 1 - prod F_k(t); it is never below the longest mean.
    """
    inside = tuple(region.all_steps())
    if varies(region, spreads):
        return [(inside, 1.0, float(draw_longest(region, times, spreads).mean()))]
    if region.network:
        return [(inside, 1.0, longest_path(region, times)[0])]
    parts: list[tuple[tuple[int, ...], float, float]] = []
    parts += [((i,), visits, times[i]) for i, visits in region.steps if visits > 0.0 and times[i] > 0.0]
    for block, visits in region.blocks:
        found = [distribution_of(branch, times, spreads) for branch in block.branches]
        moving = [one for one in found if len(one.times) > 1]
        least = max((one.times[0] for one in found if len(one.times) == 1), default=0.0)
        if not moving:
            parts.append((tuple(block.labour_steps()), visits, least))
            continue
        points = sorted({least, *(time for one in moving for time in one.times if time > least)})
        before = mean = 0.0
        for point in points:
            within = 1.0
            for one in moving:
                within *= one.share_within(point)
            mean += point * (within - before)
            before = within
        mean += points[-1] * (1.0 - before)
        # What the enumeration cut off (1e-7) must not put the mean below its bound (none with choices in nets).
        bound = 0.0 if any(varies(branch, {}) for branch in block.branches) else block_time(block, times)
        parts.append((tuple(block.labour_steps()), visits, max(mean, bound)))
    return parts


def _from_atoms(atoms: Atoms) -> Distribution:
    mass = sum(chance for _, chance in atoms)
    mean = sum(value * chance for value, chance in atoms) / mass
    variance = sum(chance * (value - mean) ** 2 for value, chance in atoms) / mass
    running = 0.0
    cumulative = []
    for _, chance in atoms:
        running += chance
        cumulative.append(running / mass)
    return Distribution(tuple(value for value, _ in atoms), tuple(cumulative), mean, variance, True)


def on_grid(
    region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel = "longest"
) -> Distribution:
    """The distribution on a grid, whatever the number of walks."""
    from leanbench.flow.grid import totals_on_grid

    times_, within, heavy, mean, variance = totals_on_grid(region, times, spreads, parallel, PRINTED)
    return Distribution(tuple(times_.tolist()), tuple(within.tolist()), mean, variance, False, heavy)
