"""The distribution of a total on a circular grid, by discrete Fourier transform.

The chain is solved once for all frequencies together: x = Phi (stop + Q x), where Phi holds the
transforms of the states' times. The grid has 1024 places from the least total to far in the tail.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from leanbench.flow.blocks import RAREST, Block, Region
from leanbench.flow.chains import Chain, Spreads, chains_of
from leanbench.flow.fitted import slices
from leanbench.flow.folding import Parallel, longest_path, moments
from leanbench.flow.nets import draw_longest, varies
from leanbench.flow.times import Spread

if TYPE_CHECKING:
    import numpy as np

_GRID = 1024
_MARGIN = _GRID // 16  # splitting over two neighbors spreads a sum a little below its least value
Transform: TypeAlias = "np.ndarray[Any, Any]"


def totals_on_grid(
    region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Totals in ascending order on a grid, and their probabilities."""
    import numpy as np

    variances = {i: sum(s.variance for s in found) for i, found in spreads.items()}
    mean, variance = moments(region, times, variances, parallel)
    grid = Grid(times, spreads, parallel)
    if any(chain.blocks for chain in grid.chains(region)):
        # An upper bound of how far the maximum of branches can vary.
        variance = max(variance, moments(region, times, variances, "sum")[1])
    least = grid.shortest(region)
    width = mean - least + 12.0 * variance**0.5 + grid.beyond(region) + 1e-9
    grid.step = width / (_GRID - 2 * _MARGIN)
    masses, first = grid.line(grid.solve(region), least)
    values = (first + np.arange(_GRID)) * grid.step
    return values, masses


class Grid:
    """A circular grid: totals are taken modulo its length and unrolled from the least total."""

    def __init__(self, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> None:
        import numpy as np

        self.step = 1.0
        self.times = times
        self.spreads = spreads
        self.parallel: Parallel = parallel
        self.known: dict[int, list[Chain]] = {}
        self.nets: dict[int, np.ndarray[Any, Any]] = {}
        self.roots = np.exp(-2j * np.pi / _GRID * np.arange(_GRID))
        self.places = np.arange(_GRID // 2 + 1)
        self.turn = self.roots[: _GRID // 2 + 1]
        self.one = np.ones(_GRID // 2 + 1, dtype=complex)

    def chains(self, region: Region) -> list[Chain]:
        """The chains of a region, made once."""
        if id(region) not in self.known:
            self.known[id(region)] = chains_of(region, self.times, self.spreads, self.parallel)
        return self.known[id(region)]

    def shortest(self, region: Region) -> float:
        """The least total that one pass can take."""
        if not region.states:
            return 0.0
        if region.network:
            if self.parallel == "longest":
                if varies(region, self.spreads):
                    return float(self.draws_of(region)[0])
                return longest_path(region, self.times)[0]
            return sum(
                visits * sum([s.low if s.variance > 0.0 else s.mean for s in self.spreads.get(i, ())])
                if i in self.spreads
                else visits * self.times[i]
                for i, visits in region.steps
            )
        chains = self.chains(region)
        least = []
        for chain in chains:
            value = chain.fixed + sum(spread.low for spread in chain.varying)
            for block in chain.blocks:
                inner = [self.shortest(branch) for branch in block.branches]
                value += sum(inner) if self.parallel == "sum" else max(inner, default=0.0)
            least.append(value)
        seen = set[int]()
        queue = [(0.0, 0)]
        while queue:
            sofar, k = heapq.heappop(queue)
            if k < 0:
                return sofar
            if k in seen:
                continue
            seen.add(k)
            sofar += least[k]
            if sum([share for _, share in chains[k].moves]) < 1.0 - 1e-12:
                heapq.heappush(queue, (sofar, -1))
            for target, _ in chains[k].moves:
                if target not in seen:
                    heapq.heappush(queue, (sofar, target))
        return 0.0

    def point(self, value: float) -> Transform:
        """Transform of a fixed time, split over two neighbors so that the mean is kept."""
        import numpy as np

        if value == 0.0:
            return self.one
        place = value / self.step
        low = int(place)
        upper = place - low
        shift = self.roots[(low % _GRID) * self.places % _GRID]
        return np.asarray(shift * ((1.0 - upper) + upper * self.turn))

    def spread(self, spread: Spread) -> Transform:
        """Transform of a varying time."""
        import numpy as np

        values, masses = (np.array(part) for part in zip(*slices(spread), strict=True))
        return self.atoms(values, masses)

    def atoms(self, values: np.ndarray[Any, Any], masses: np.ndarray[Any, Any] | float) -> Transform:
        """Transform of values with their probabilities, each split over two neighbors."""
        import numpy as np

        places = values / self.step
        low = np.floor(places).astype(int)
        upper = places - low
        line = np.zeros(_GRID)
        np.add.at(line, low % _GRID, masses * (1.0 - upper))
        np.add.at(line, (low + 1) % _GRID, masses * upper)
        return np.fft.rfft(line)

    def line(self, transform: Transform, least: float) -> tuple[np.ndarray[Any, Any], int]:
        """The probabilities on the grid, unrolled from just below the least total; and that place."""
        import numpy as np

        first = int(least / self.step) - _MARGIN
        masses = np.roll(np.clip(np.fft.irfft(transform, _GRID), 0.0, None), -(first % _GRID))
        return masses / masses.sum(), first

    def solve(self, region: Region) -> Transform:
        """Transform of the total over one pass: x = Phi (stop + Q x), eliminated from the last chain."""
        import numpy as np

        if not region.states:
            return self.one
        if region.network:
            return self.net(region)
        chains = self.chains(region)
        rows: list[dict[int, Any]] = []
        rest: list[Any] = []
        for chain in chains:
            own = self.point(chain.fixed)
            for spread in chain.varying:
                own = own * self.spread(spread)
            for block in chain.blocks:
                own = own * self.block(block)
            rows.append({})
            for target, share in chain.moves:
                rows[-1][target] = rows[-1].get(target, 0.0) + share * own
            rest.append(own * max(0.0, 1.0 - sum(share for _, share in chain.moves)))
        for k in range(len(chains) - 1, -1, -1):
            row = rows[k]
            if k in row:
                left = 1.0 - row.pop(k)
                scale = 1.0 / np.where(np.abs(left) < RAREST, RAREST, left)
                rest[k] = rest[k] * scale
                for j in row:
                    row[j] = row[j] * scale
            for i in range(k):
                factor = rows[i].pop(k, None)
                if factor is None:
                    continue
                rest[i] = rest[i] + factor * rest[k]
                for j, share in row.items():
                    rows[i][j] = rows[i].get(j, 0.0) + factor * share
        result: Transform = rest[0]
        return result

    def beyond(self, region: Region) -> float:
        """How much longer crossing branches can take than their longest mean, all nets together."""
        if self.parallel == "sum":
            return 0.0
        if region.network:
            if not varies(region, self.spreads):
                return 0.0
            return max(0.0, float(self.draws_of(region)[-1]) - longest_path(region, self.times)[0])
        return sum([self.beyond(branch) for block, _ in region.blocks for branch in block.branches])

    def draws_of(self, region: Region) -> np.ndarray[Any, Any]:
        """The longest ways through a net of crossing branches, drawn once."""
        if id(region) not in self.nets:
            self.nets[id(region)] = draw_longest(region, self.times, self.spreads)
        return self.nets[id(region)]

    def net(self, region: Region) -> Transform:
        """Transform of crossing branches: the longest way as drawn, or the sum of all steps."""
        if self.parallel == "longest":
            if not varies(region, self.spreads):
                return self.point(self.shortest(region))
            totals = self.draws_of(region)
            return self.atoms(totals, 1.0 / len(totals))
        result = self.one
        for i, visits in region.steps:
            parts = self.spreads.get(i, ())
            if visits != 1.0 or not parts:
                result = result * self.point(visits * self.times[i])
                continue
            for part in parts:
                result = result * (self.spread(part) if part.variance > 0.0 else self.point(part.mean))
        return result

    def block(self, block: Block) -> Transform:
        """Transform of a parallel block: product of the cumulative distributions, or of the transforms."""
        import numpy as np

        branches = [self.solve(branch) for branch in block.branches]
        if self.parallel == "sum" or len(branches) < 2:
            result = self.one
            for transform in branches:
                result = result * transform
            return result
        least = [self.shortest(branch) for branch in block.branches]
        lines = [self.line(transform, low) for transform, low in zip(branches, least, strict=True)]
        first = max(start for _, start in lines)
        within = np.ones(_GRID)
        for masses, start in lines:
            cumulative = np.cumsum(masses)
            ahead = first - start  # what lies below the highest start cannot decide the maximum
            if ahead >= _GRID:
                continue
            within[: _GRID - ahead] *= cumulative[ahead:]
        masses = np.diff(within, prepend=0.0)
        return np.fft.rfft(np.roll(masses, first % _GRID))
