"""Average run length of two charts that stand together: values with moving ranges, means with ranges.

The upper chart alone gives a false alarm every 370 points at 3 sigma; the lower one adds its own, and a moving
range shares its points with the chart above it. So both are simulated together, on their own tests.

Source: S. V. Crowder, Journal of Quality Technology 19 (1987), for values and moving ranges together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leanbench.stats.base.constants import c4, d2, d3
from leanbench.stats.base.samples import Floats, Ints, StatsError
from leanbench.stats.run_length.arl import BLOCK, RunLength, first_signals
from leanbench.stats.spc.rule_set import RuleSet

Lower = Literal["MR", "R", "S"]
Points = tuple[Floats, Floats]  # the upper and the lower points of many charts, each (charts, points)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two charts and their tests.

    lower : "MR" of `size` values, or "R" or "S" of subgroups of `size`. k : width of both in sigma.
    """

    upper_tests: RuleSet
    lower_tests: RuleSet
    lower: Lower
    size: int = 2
    k: float = 3.0

    @property
    def words(self) -> str:
        """What stands below, in words."""
        return {"MR": "moving range", "R": "range", "S": "standard deviation"}[self.lower]

    def lower_lines(self) -> tuple[float, float]:
        """Center and standard deviation of the lower points, in sigma of a value."""
        if self.lower == "S":
            middle = float(c4(self.size))
            return middle, math.sqrt(1 - middle**2)
        return float(d2(self.size)), float(d3(self.size))


def together(pair: Pair, shift: float = 0.0, runs: int = 2_000, seed: int = 1) -> RunLength:
    """Points until either chart signals, by simulation of `runs` pairs of charts with a fixed seed.

    Parameters
    ----------
    shift : lasting change of the mean in sigma of the upper points; the spread stays.

    Notes
    -----
    Values are normal with known parameters: center 0 and limits ±k above; below d2 ± k d3 (of moving ranges of
    `size` values as of ranges) or c4 ± k sqrt(1 - c4²), never below 0. Moving ranges that would reach before the
    first point have no signal.
    """
    if pair.size < 2:
        raise StatsError(f"A chart below needs ranges of at least 2 values, not {pair.size}.")
    generator = np.random.default_rng(seed)
    draw = _moving(pair, shift) if pair.lower == "MR" else _grouped(pair, shift)
    middle, sd = pair.lower_lines()
    lines = ((0.0, 1.0, -pair.k, pair.k), (middle, sd, max(0.0, middle - pair.k * sd), middle + pair.k * sd))
    lengths, live = np.zeros(runs), np.arange(runs)
    points = draw(generator, None, live.size, BLOCK)
    while live.size:
        first = _either(
            *(
                first_signals((values, *(np.full_like(values, line) for line in own)), tests)
                if tests.rules
                else np.full(live.size, -1)
                for values, own, tests in zip(
                    points, lines, (pair.upper_tests, pair.lower_tests), strict=True
                )
            )
        )
        lengths[live[first >= 0]] = first[first >= 0] + 1
        live = live[first < 0]
        points = points[0][first < 0], points[1][first < 0]
        if live.size:
            points = draw(generator, points, live.size, points[0].shape[1])
    error = float(lengths.std(ddof=1) / math.sqrt(runs)) if runs > 1 else math.inf
    return RunLength(f"with the {pair.words} chart", shift, float(lengths.mean()), error)


def _either(upper: Ints, lower: Ints) -> Ints:
    """The earlier of two points where -1 is none."""
    both: Ints = np.where(upper < 0, lower, np.where(lower < 0, upper, np.minimum(upper, lower)))
    return both


Draw = Callable[[np.random.Generator, Points | None, int, int], Points]


def _moving(pair: Pair, shift: float) -> Draw:
    """Values with their moving ranges; the first ranges, which have too few values, lie on the center."""

    def draw(generator: np.random.Generator, before: Points | None, charts: int, n: int) -> Points:
        values = generator.standard_normal((charts, n)) + shift
        if before is not None:
            values = np.concatenate((before[0], values), axis=1)
        window = np.lib.stride_tricks.sliding_window_view(values, pair.size, axis=1)
        ranges = np.full_like(values, pair.lower_lines()[0])
        ranges[:, pair.size - 1 :] = window.max(axis=2) - window.min(axis=2)
        return values, ranges

    return draw


def _grouped(pair: Pair, shift: float) -> Draw:
    """Standardized means of subgroups with their ranges or standard deviations."""

    def draw(generator: np.random.Generator, before: Points | None, charts: int, n: int) -> Points:
        values = generator.standard_normal((charts, n, pair.size))
        means = values.mean(axis=2) * math.sqrt(pair.size) + shift
        spread = np.ptp(values, axis=2) if pair.lower == "R" else values.std(axis=2, ddof=1)
        if before is None:
            return means, spread
        return np.concatenate((before[0], means), axis=1), np.concatenate((before[1], spread), axis=1)

    return draw
