"""The distribution of a total: heavy single times as they are, everything else on grids finer where it is read.

The chain is solved once for all frequencies together: x = Phi (stop + Q x), where Phi holds the transforms of the
states' times. Times are taken above the shortest way on (the reduced lengths of Johnson 1977), so a grid
starts at the least total and the likely ways lie on its first place. A grid may end before the longest totals: the
transforms are tilted, which keeps what lies beyond from coming round (Grübel and Hermesmeier, ASTIN Bulletin 29
(1999) 197-214). A first grid covers everything; where a percentile falls among its first places, a finer grid that
ends just above replaces it.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from leanbench.flow.blocks import RAREST, Block, Region
from leanbench.flow.chains import Chain, Spreads, chains_of
from leanbench.flow.fitted import chance_within
from leanbench.flow.folding import Parallel, longest_path, moments
from leanbench.flow.nets import draw_longest, varies
from leanbench.flow.times import Spread

if TYPE_CHECKING:
    import numpy as np

HEAVY = 0.005  # a single time that takes at least this share of the cases is kept as it is
NEAR = 2e-4  # a place of the grid that a percentile is read from is at most this share of the time wide
_COARSE, _MOST = 1024, 6400
_WALKS = 3000  # ways followed in search of heavy times
_TILT = 16.0  # what lies beyond a grid comes round e^-16 of its weight
Array: TypeAlias = "np.ndarray[Any, Any]"
# A single time above the least: what it is above, its share, and the sums of times it is made of.
Atom = tuple[float, float, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A total above its least value: heavy atoms (above the least, share), and what each place takes else."""

    least: float
    atoms: tuple[tuple[float, float], ...]
    rest: Array
    step: float

    def within(self, above: Array, *, strictly: bool = False) -> Array:
        """The shares of cases that take at most (or less than) so much more than the least."""
        import numpy as np

        cumulative = np.concatenate((np.cumsum(self.rest), [0.0]))
        cumulative[-1] = cumulative[-2]
        place = np.clip(above / self.step, 0.0, len(self.rest) - 1.0)
        low = np.floor(place + 1e-9).astype(int)
        found = cumulative[low] + (place - low).clip(0.0) * (cumulative[low + 1] - cumulative[low])
        found = np.where(above < -1e-9, 0.0, found)
        for value, share in self.atoms:
            found = found + share * (above > value + 1e-9 if strictly else above >= value - 1e-9)
        return np.asarray(found)

    def points(self) -> tuple[Array, Array]:
        """All times in ascending order with the share of cases within each."""
        import numpy as np

        values = np.concatenate(
            (np.arange(len(self.rest)) * self.step, np.array([value for value, _ in self.atoms]))
        )
        shares = np.concatenate((self.rest, np.array([share for _, share in self.atoms])))
        order = np.argsort(values, kind="stable")
        return self.least + values[order], np.cumsum(shares[order])


def totals_on_grid(
    region: Region, times: Sequence[float], spreads: Spreads, parallel: Parallel, exactly: Sequence[float]
) -> tuple[Array, Array, frozenset[float], float, float]:
    """Totals in ascending order with the share of cases within each, the heavy single times, mean and variance.

    At the percentiles `exactly` (ascending, as shares) the places are at most `NEAR` of the time apart.
    """
    import numpy as np

    grids = Grids(times, spreads, parallel)
    width = grids.width(region)
    lines = [grids.line(region, width / (_COARSE - 4), _COARSE)]
    pieces = [lines[0].points()]
    ends = [math.inf]
    for share in reversed(exactly):
        for _unused in range(3):
            values, within = pieces[-1]
            place = min(int(np.searchsorted(within, share)), len(values) - 1)
            line = lines[-1]
            if line.step <= NEAR * values[place]:
                break
            above = values[place] - line.least + 4.0 * line.step
            wanted = above / (0.8 * NEAR * values[place]) if values[place] else math.inf
            count = 256 * math.ceil(min(wanted, _MOST) / 256.0)
            lines.append(grids.line(region, above / (count - 4), count))
            pieces.append(lines[-1].points())
            ends.append(line.least + above)
    all_values, all_within, below = [], [], -math.inf
    for (values, within), end in zip(reversed(pieces), reversed(ends), strict=True):
        taken = (values > below) & (values <= end)
        all_values.append(values[taken])
        all_within.append(within[taken])
        below = end
    values, within = np.concatenate(all_values), np.maximum.accumulate(np.concatenate(all_within))
    within = np.minimum(within, 1.0)
    within[-1] = 1.0
    masses = np.diff(within, prepend=0.0)
    counted = masses > 1e-13
    mean = float((values * masses).sum())
    variance = float(((values - mean) ** 2 * masses).sum())
    heavy = frozenset(float(line.least + value) for line in lines for value, _ in line.atoms)
    return values[counted], within[counted], heavy, mean, variance


class Grids:
    """Lines of regions on grids of any step; chains, shortest ways and drawn nets are found once."""

    def __init__(self, times: Sequence[float], spreads: Spreads, parallel: Parallel) -> None:
        self.times = times
        self.spreads = spreads
        self.parallel: Parallel = parallel
        self.known: dict[int, tuple[list[Chain], list[float], list[float]]] = {}
        self.nets: dict[int, Array] = {}

    def width(self, region: Region) -> float:
        """How far totals can lie above the least, as good as all."""
        variances = {i: sum(s.variance for s in found) for i, found in self.spreads.items()}
        mean, variance = moments(region, self.times, variances, self.parallel)
        if any(isinstance(state, Block) for state in region.states):
            # An upper bound of how far the maximum of branches can vary.
            variance = max(variance, moments(region, self.times, variances, "sum")[1])
        farthest = 40.0 * variance**0.5 + self.beyond(region) + 1e-9
        return float(max(0.0, mean - self.shortest(region)) + farthest)

    def ways(self, region: Region) -> tuple[list[Chain], list[float], list[float]]:
        """The chains of a region, the least time of each, and the least from its start to the end of the pass."""
        found = self.known.get(id(region))
        if found is None:
            chains = chains_of(region, self.times, self.spreads, self.parallel)
            least = [
                chain.fixed
                + sum(spread.low for spread in chain.varying)
                + sum(self.block_least(block) for block in chain.blocks)
                for chain in chains
            ]
            found = self.known[id(region)] = (chains, least, _to_the_end(chains, least))
        return found

    def block_least(self, block: Block) -> float:
        """The least time of a parallel block."""
        inner = [self.shortest(branch) for branch in block.branches]
        return sum(inner) if self.parallel == "sum" else max(inner, default=0.0)

    def shortest(self, region: Region) -> float:
        """The least total that one pass can take."""
        if not region.states:
            return 0.0
        if not region.network:
            least = self.ways(region)[2][0]
            return float(least) if math.isfinite(least) else 0.0
        if self.parallel == "longest":
            if varies(region, self.spreads):
                return float(self.draws_of(region)[0])
            return longest_path(region, self.times)[0]
        return sum(part.low if spread else part.mean for part, spread in self.net_parts(region))

    def net_parts(self, region: Region) -> Iterable[tuple[Spread, bool]]:
        """Of crossing branches whose times add up: each time, and whether it varies."""
        for i, visits in region.steps:
            parts = self.spreads.get(i, ())
            if visits != 1.0 or not parts:
                yield Spread(visits * self.times[i]), False
            else:
                yield from ((part, part.variance > 0.0) for part in parts)

    def beyond(self, region: Region) -> float:
        """How much longer crossing branches can take than their longest mean, all nets together."""
        if self.parallel == "sum":
            return 0.0
        if region.network:
            if not varies(region, self.spreads):
                return 0.0
            return max(0.0, float(self.draws_of(region)[-1]) - longest_path(region, self.times)[0])
        return sum([self.beyond(branch) for block, _ in region.blocks for branch in block.branches])

    def draws_of(self, region: Region) -> Array:
        """The longest ways through a net of crossing branches, drawn once."""
        if id(region) not in self.nets:
            self.nets[id(region)] = draw_longest(region, self.times, self.spreads)
        return self.nets[id(region)]

    # --- lines ------------------------------------------------------------------------------------

    def line(self, region: Region, step: float, count: int) -> Line:
        """The total over one pass, above its least, on `count` places."""
        import numpy as np

        places = Places(step, count)
        least = self.shortest(region)
        fixed = Line(least, ((0.0, 1.0),), np.zeros(count), step)
        if not region.states:
            return fixed
        if region.network and self.parallel == "longest":
            if not varies(region, self.spreads):
                return fixed
            return places.observed(least, self.draws_of(region))
        if region.network:
            parts = [places.spread(part) for part, spread in self.net_parts(region) if spread]
            atoms, transform = places.sum_of(parts)
            return places.parted(least, atoms, transform)
        chains, own_least, to_end = self.ways(region)
        if not math.isfinite(to_end[0]):
            return fixed
        own: list[tuple[list[Atom], Array | None]] = []
        lines: dict[Spread, Line] = {}
        for chain in chains:
            parts = []
            for spread in chain.varying:
                if spread not in lines:
                    lines[spread] = places.spread(spread)
                parts.append(lines[spread])
            for block in chain.blocks:
                parts += self.block_lines(block, places)
            own.append(places.sum_of(parts))
        # Each way on, and the end of the pass, with what it takes above the shortest way.
        onward: list[list[tuple[int, float, float]]] = []
        for k, chain in enumerate(chains):
            ways = [
                (target, share, max(0.0, own_least[k] + to_end[target] - to_end[k]))
                for target, share in chain.moves
                if math.isfinite(to_end[target])
            ]
            stop = 1.0 - sum([share for _, share in chain.moves])
            if stop > RAREST:
                ways.append((-1, stop, max(0.0, own_least[k] - to_end[k])))
            onward.append(ways)
        return places.parted(least, _heavy(onward, own), places.solve(onward, own))

    def block_lines(self, block: Block, places: Places) -> list[Line]:
        """A parallel block as times that add up: each branch, or the longest of them by the product of their shares."""
        import numpy as np

        step, count = places.step, places.count
        if self.parallel == "sum" or len(block.branches) < 2:
            return [self.line(branch, step, count) for branch in block.branches]
        least = self.block_least(block)
        lines = []
        for branch in block.branches:
            # A branch is wanted from the block's least on, which can lie far above its own.
            more = math.ceil((least - self.shortest(branch)) / step / 1024.0) * 1024
            coarser = max(1.0, (count + more) / (4.0 * count))
            lines.append(self.line(branch, step * coarser, math.ceil((count + more) / coarser)))
        nodes = np.arange(count) * step
        found = sorted({round(one.least + value - least, 7) for one in lines for value, _ in one.atoms})
        singles = np.array([value for value in found if value > -1e-7])
        reached, atoms = np.ones(count), (np.ones(len(singles)), np.ones(len(singles)))
        for one in lines:
            ahead = least - one.least
            reached = reached * one.within(nodes + ahead)
            atoms = (
                atoms[0] * one.within(singles + ahead),
                atoms[1] * one.within(singles + ahead, strictly=True),
            )
        jumps = atoms[0] - atoms[1]
        kept = (jumps >= HEAVY) & (singles < step * (count - 1))
        rest = np.diff(reached, prepend=0.0)
        np.add.at(rest, np.ceil(singles[kept] / step - 1e-9).clip(0.0).astype(int), -jumps[kept])
        pairs = zip(singles[kept].clip(0.0).tolist(), jumps[kept].tolist(), strict=True)
        return [Line(least, tuple(pairs), rest.clip(0.0), step)]


class Places:
    """A grid of `count` places `step` apart, and transforms on it."""

    def __init__(self, step: float, count: int) -> None:
        import numpy as np

        self.step = step
        self.count = count
        self.frequencies = np.arange(count // 2 + 1)
        self.roots = np.exp(-2j * np.pi / count * np.arange(count))
        self.weights = np.exp(-_TILT / count * np.arange(count))
        self.turn = self.roots[: count // 2 + 1] * self.weights[1]

    def split(self, values: Array, shares: Array) -> Array:
        """Values with their shares, each split over two places, which keeps the mean; what lies beyond is left out."""
        import numpy as np

        place = values / self.step
        low = np.floor(place + 1e-9).astype(int)
        upper = (place - low).clip(0.0)
        line = np.zeros(self.count + 1)
        inside = low < self.count
        np.add.at(line, low[inside], (shares * (1.0 - upper))[inside])
        np.add.at(line, low[inside] + 1, (shares * upper)[inside])
        return np.asarray(line[:-1])

    def observed(self, least: float, found: Array) -> Line:
        """Times of which each is as likely as any other."""
        import numpy as np

        values, counts = np.unique(found, return_counts=True)
        shares = counts / len(found)
        heavy = shares >= HEAVY
        atoms = tuple(zip((values[heavy] - least).tolist(), shares[heavy].tolist(), strict=True))
        return Line(least, atoms, self.split(values[~heavy] - least, shares[~heavy]), self.step)

    def spread(self, spread: Spread) -> Line:
        """A varying time above its low."""
        import numpy as np

        if spread.shape == "data" and spread.values:
            return self.observed(spread.low, np.array(spread.values))
        bounded = spread.shape in ("range", "three-point")
        farthest = (spread.high if bounded else spread.mean + 60.0 * spread.variance**0.5) - spread.low
        used = min(self.count, int(farthest / self.step) + 2)
        below = chance_within(spread, spread.low + np.arange(used + 1) * self.step)
        below[0] = 0.0
        line = np.diff(below)
        # A place stands for the stretch above it: the mean of what lies there, not its beginning.
        ahead = 0.5
        if below[-1] > 1.0 - 1e-9 and spread.shape != "normal":
            ahead = min(
                1.0, max(0.0, (spread.mean - spread.low) / self.step - float((np.arange(used) * line).sum()))
            )
        rest = np.zeros(self.count + 1)
        rest[:used] = line * (1.0 - ahead)
        rest[1 : used + 1] += line * ahead
        return Line(spread.low, (), rest[:-1], self.step)

    def point(self, above: float) -> Array:
        """Transform of a fixed time, split over two places so that the mean is kept."""
        import numpy as np

        place = above / self.step
        low = int(place + 1e-9)
        upper = max(0.0, place - low)
        shift = self.roots[(low * self.frequencies) % self.count] * self.weights[min(low, self.count - 1)]
        return np.asarray(shift if upper == 0.0 else shift * ((1.0 - upper) + upper * self.turn))

    def sum_of(self, parts: Sequence[Line]) -> tuple[list[Atom], Array | None]:
        """The sum of independent times: its heavy atoms, and its transform (None for no time at all)."""
        import numpy as np

        atoms: list[Atom] = [(0.0, 1.0, ())]
        transform: Array | None = None
        for part in parts:
            atoms = [
                (one + other, share * chance, (*sums, other) if other else sums)
                for one, share, sums in atoms
                for other, chance in part.atoms
                if share * chance >= HEAVY
            ]
            if len(part.atoms) == 1 and part.atoms[0] == (0.0, 1.0):
                continue
            line = part.rest
            if part.atoms:
                values, shares = (np.array(column) for column in zip(*part.atoms, strict=True))
                line = line + self.split(values, shares)
            found = np.fft.rfft(line * self.weights)
            transform = found if transform is None else transform * found
        return atoms, transform

    def solve(
        self,
        onward: Sequence[Sequence[tuple[int, float, float]]],
        own: Sequence[tuple[list[Atom], Array | None]],
    ) -> Array:
        """Transform of the total over one pass: x = Phi (stop + Q x), eliminated from the last chain."""
        import numpy as np

        zero = np.zeros(len(self.frequencies), dtype=complex)
        rows: list[dict[int, Any]] = []
        rest: list[Any] = []
        for ways, (_unused, times) in zip(onward, own, strict=True):
            rows.append({})
            rest.append(0.0)
            for target, share, above in ways:
                if above >= self.step * self.count:
                    continue  # beyond this grid
                way: Any = share if above == 0.0 else share * self.point(above)
                way = way if times is None else way * times
                if target < 0:
                    rest[-1] = rest[-1] + way
                else:
                    rows[-1][target] = rows[-1].get(target, 0.0) + way
        for k in range(len(rows) - 1, -1, -1):
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
        return np.asarray(zero + rest[0])

    def parted(self, least: float, heavy: Iterable[Atom], transform: Array | None) -> Line:
        """The line of a transform with its heavy atoms taken out of the places they were split over."""
        import numpy as np

        if transform is None:
            return Line(least, ((0.0, 1.0),), np.zeros(self.count), self.step)
        rest = np.fft.irfft(transform, self.count) / self.weights
        atoms: dict[float, float] = {}
        for value, share, sums in heavy:
            if value >= self.step * (self.count - 1):
                continue
            key = round(value, 7)
            atoms[key] = atoms.get(key, 0.0) + share
            low, image = 0, np.ones(1)
            for above in sums:
                place = above / self.step
                whole = int(place + 1e-9)
                upper = max(0.0, place - whole)
                low += whole
                if upper > 0.0:
                    image = np.convolve(image, (1.0 - upper, upper))
            taken = image[: max(0, self.count - low)]
            rest[low : low + len(taken)] -= share * taken
        return Line(least, tuple(sorted(atoms.items())), rest.clip(0.0), self.step)


def _to_the_end(chains: Sequence[Chain], least: Sequence[float]) -> list[float]:
    """The least time from the start of each chain to the end of the pass, by Dijkstra's algorithm backward."""
    into: list[list[int]] = [[] for _ in chains]
    queue = []
    for k, chain in enumerate(chains):
        for target, _ in chain.moves:
            into[target].append(k)
        if 1.0 - sum([share for _, share in chain.moves]) > RAREST:
            queue.append((least[k], k))
    heapq.heapify(queue)
    found = [math.inf] * len(chains)
    while queue:
        time, k = heapq.heappop(queue)
        if time >= found[k]:
            continue
        found[k] = time
        for i in into[k]:
            if least[i] + time < found[i]:
                heapq.heappush(queue, (least[i] + time, i))
    return found


def _heavy(
    onward: Sequence[Sequence[tuple[int, float, float]]],
    own: Sequence[tuple[list[Atom], Array | None]],
) -> Iterable[Atom]:
    """The likely ways whose every time is single: the likeliest first, until none is heavy."""
    single = [max([share for _, share, _ in atoms], default=0.0) for atoms, _ in own]
    finish = [0.0] * len(own)  # the likeliest way from each chain to the end
    for _unused in range(len(own)):
        before = list(finish)
        for k in range(len(own) - 1, -1, -1):
            onto = [share * (1.0 if target < 0 else finish[target]) for target, share, _ in onward[k]]
            finish[k] = single[k] * max(onto, default=0.0)
        if finish == before:
            break
    queue: list[tuple[float, int, int, float, tuple[float, ...]]] = [(-1.0, 0, 0, 0.0, ())]
    number = 0
    while queue and number < _WALKS:
        chance, _unused, k, value, sums = heapq.heappop(queue)
        for above, share, made in own[k][0]:
            for target, onto_next, more in onward[k]:
                mass = -chance * share * onto_next
                if mass * (1.0 if target < 0 else finish[target]) < HEAVY:
                    continue
                number += 1
                walked = (*sums, *made, more) if more else (*sums, *made)
                if target < 0:
                    yield value + above + more, mass, walked
                else:
                    heapq.heappush(queue, (-mass, number, target, value + above + more, walked))
