"""The distribution of the total time (or labour) of one case, for percentiles and the mean of the maximum.

Fixed step times are enumerated exactly: walks are followed in order of time and equal times merged.
When that grows too large, or times vary, the distribution is put on a grid and the chain solved
once per frequency (discrete Fourier transform); the grid is 1/1024 of the range.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from leanbench.flow.blocks import Block, Region
from leanbench.flow.folding import Parallel, block_time, longest_path, moments
from leanbench.flow.times import Spread

if TYPE_CHECKING:
    import numpy as np

_LIMIT = 6000  # walks followed before the grid takes over
_CHOICES = 6  # with more steps that have a choice the number of walks explodes
_TAIL = 1e-7
_GRID = 1024
_MARGIN = _GRID // 16  # splitting over two neighbours spreads a sum a little below its least value


@dataclass(frozen=True, slots=True)
class Distribution:
    """Times in ascending order with their probabilities; `exact` when enumerated, else on a grid."""

    times: tuple[float, ...]
    cumulative: tuple[float, ...]
    mean: float
    variance: float
    exact: bool

    def percentile(self, percent: float) -> float:
        """The smallest time within which `percent` of cases finish."""
        if not self.times:
            return 0.0
        place = bisect_right(self.cumulative, percent / 100.0 - 1e-12)
        return self.times[min(place, len(self.times) - 1)]

    def share_within(self, time: float) -> float:
        """The share of cases, 0 to 1, that finish within a time."""
        place = bisect_right(self.times, time + 1e-9)
        return self.cumulative[place - 1] if place else 0.0


@dataclass(frozen=True, slots=True)
class _Chain:
    """States that follow each other with certainty, as one: fixed time, varying members, ways on."""

    fixed: float
    varying: tuple[Spread, ...]
    blocks: tuple[Block, ...]
    moves: tuple[tuple[int, float], ...]


Spreads = Mapping[int, tuple[Spread, ...]]


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
        Elapsed time takes the longest branch of parallel work, labour adds them.

    Returns
    -------
    Distribution
    """
    spreads = spreads or {}
    varying = any(any(s.variance > 0.0 for s in spreads.get(i, ())) for i in set(region.all_steps()))
    if not varying and sum(len(row) > 1 for row in region.moves) <= _CHOICES:
        atoms = _enumerate(region, times, parallel, [_LIMIT])
        if atoms is not None:
            return _from_atoms(atoms)
    return _on_grid(region, times, spreads, parallel)


def mean_longest(region: Region, times: Sequence[float], spreads: Spreads) -> float:
    """Mean total of one pass where parallel work takes the mean of its longest branch.

    For independent branches E[max] = integral of 1 - prod F_k(t); it is never below the longest mean.
    """
    if region.network:
        return longest_path(region, times)[0]
    total = sum([visits * times[i] for i, visits in region.steps])
    for block, visits in region.blocks:
        found = [distribution_of(branch, times, spreads) for branch in block.branches]
        moving = [one for one in found if len(one.times) > 1]
        least = max((one.times[0] for one in found if len(one.times) == 1), default=0.0)
        if not moving:
            total += visits * least
            continue
        points = sorted({least, *(time for one in moving for time in one.times if time > least)})
        before = mean = 0.0
        for point in points:
            within = 1.0
            for one in moving:
                within *= one.share_within(point)
            mean += point * (within - before)
            before = within
        # What the enumeration cut off (1e-7) must not put the mean below its bound.
        total += visits * max(mean + points[-1] * (1.0 - before), block_time(block, times))
    return total


# --- exact --------------------------------------------------------------------------------------

Atoms = list[tuple[float, float]]
Transform: TypeAlias = "np.ndarray[Any, Any]"


def _certain(block: Block, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> float | None:
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


def _chains(
    region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel = "longest"
) -> list[_Chain]:
    """Merge runs of states with one certain way on and one way in; state 0 heads chain 0."""
    entered = [0] * len(region.states)
    entered[0] += 1
    for row in region.moves:
        for target, _ in row:
            entered[target] += 1
    heads = [0]
    place = {0: 0}
    chains: list[_Chain] = []
    raw: list[tuple[float, tuple[Spread, ...], tuple[Block, ...], tuple[tuple[int, float], ...]]] = []
    for head in heads:  # grows while chains name their followers
        k = head
        moves = region.moves[k]
        fixed, varying, blocks = 0.0, list[Spread](), list[Block]()
        while True:
            state = region.states[k]
            if isinstance(state, Block):
                certain = _certain(state, times, spreads, parallel)
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
        chains.append(_Chain(fixed, found, inside, tuple((place[target], share) for target, share in moves)))
    return chains


def _enumerate(region: Region, times: Sequence[float], parallel: Parallel, budget: list[int]) -> Atoms | None:
    """All totals with their probabilities, or None when there are too many."""
    if not region.states:
        return [(0.0, 1.0)]
    if region.network:
        if parallel == "longest":
            return [(longest_path(region, times)[0], 1.0)]
        return [(sum(visits * times[i] for i, visits in region.steps), 1.0)]
    chains = _chains(region, times, {}, parallel)
    own: list[Atoms] = []
    for chain in chains:
        atoms: Atoms | None = [(chain.fixed, 1.0)]
        for block in chain.blocks:
            inner = _enumerate_block(block, times, parallel, budget)
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


def _enumerate_block(
    block: Block, times: Sequence[float], parallel: Parallel, budget: list[int]
) -> Atoms | None:
    result: Atoms = [(0.0, 1.0)]
    for branch in block.branches:
        atoms = _enumerate(branch, times, parallel, budget)
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


# --- on a grid ----------------------------------------------------------------------------------


def _on_grid(region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> Distribution:
    import numpy as np

    variances = {i: sum(s.variance for s in found) for i, found in spreads.items()}
    mean, variance = moments(region, times, variances, parallel)
    grid = _Grid(times, spreads, parallel)
    if any(chain.blocks for chain in grid.chains(region)):
        # An upper bound of how far the maximum of branches can vary.
        variance = max(variance, moments(region, times, variances, "sum")[1])
    least = grid.shortest(region)
    grid.step = (mean - least + 12.0 * variance**0.5 + 1e-9) / (_GRID - 2 * _MARGIN)
    masses, first = grid.line(grid.solve(region), least)
    values = (first + np.arange(_GRID)) * grid.step
    found_mean = float(values @ masses)
    found_variance = float(((values - found_mean) ** 2) @ masses)
    return Distribution(
        tuple(values.tolist()), tuple(np.cumsum(masses).tolist()), found_mean, found_variance, False
    )


class _Grid:
    """A circular grid: totals are taken modulo its length and unrolled from the least total."""

    def __init__(self, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> None:
        import numpy as np

        self.step = 1.0
        self.times = times
        self.spreads = spreads
        self.parallel: Parallel = parallel
        self.known: dict[int, list[_Chain]] = {}
        self.roots = np.exp(-2j * np.pi / _GRID * np.arange(_GRID))
        self.places = np.arange(_GRID // 2 + 1)
        self.turn = self.roots[: _GRID // 2 + 1]
        self.one = np.ones(_GRID // 2 + 1, dtype=complex)

    def chains(self, region: Region) -> list[_Chain]:
        """The chains of a region, made once."""
        if id(region) not in self.known:
            self.known[id(region)] = _chains(region, self.times, self.spreads, self.parallel)
        return self.known[id(region)]

    def shortest(self, region: Region) -> float:
        """The least total that one pass can take."""
        if not region.states:
            return 0.0
        if region.network:
            if self.parallel == "longest":
                return longest_path(region, self.times)[0]
            return sum(visits * self.times[i] for i, visits in region.steps)
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
        """Transform of a fixed time, split over two neighbours so that the mean is kept."""
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
        if not region.states:
            return self.one
        if region.network:
            return self.point(self.shortest(region))
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
                scale = 1.0 / (1.0 - row.pop(k))
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


def beta_shape(spread: Spread) -> tuple[float, float]:
    """The beta shape parameters of a three-point time with the PERT mean and variance ((high-low)/6)^2."""
    width = spread.high - spread.low
    centre = (spread.mean - spread.low) / width
    both = centre * (1.0 - centre) * width * width / spread.variance - 1.0
    return centre * both, (1.0 - centre) * both


def slices(spread: Spread, count: int = 400) -> list[tuple[float, float]]:
    """A varying time as `count` atoms of equal width with the spread's mean."""
    import numpy as np

    if spread.shape == "data" and spread.values:
        return [(value, 1.0 / len(spread.values)) for value in spread.values]
    if spread.variance <= 0.0:
        return [(spread.mean, 1.0)]
    if spread.shape in ("range", "three-point"):
        edges = np.linspace(spread.low, spread.high, count + 1)
        middle = (edges[1:] + edges[:-1]) / 2.0
        weights = np.ones(count)
        if spread.shape == "three-point":
            a, b = beta_shape(spread)
            unit = (middle - spread.low) / (spread.high - spread.low)
            weights = unit ** (a - 1.0) * (1.0 - unit) ** (b - 1.0)
    else:
        from leanbench.flow.fitted import frozen

        law = frozen(spread)
        chances = (np.arange(count) + 0.5) / count
        middle = np.maximum(0.0, law.ppf(chances))
        weights = np.ones(count)
    weights = weights / weights.sum()
    shift = spread.mean - float(middle @ weights)
    return list(zip(np.maximum(0.0, middle + shift).tolist(), weights.tolist(), strict=True))
