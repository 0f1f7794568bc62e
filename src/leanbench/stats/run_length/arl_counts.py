"""Average run length where the points are not normal: counts, rare events, run charts.

A change is told as a factor on the rate of events (2: twice as often), because that is what a facilitator asks;
for a run chart as a shift of the values in sigma. Chances of a point beyond the limits are exact; sets of
further tests are simulated with a fixed seed.

Sources: J. C. Benneyan, Health Care Management Science 4 (2001), for G charts; T. Wentzel-Larsen and J. Anhoej,
PLoS ONE 14 (2019), for the joint distribution of crossings and longest run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, StatsError
from leanbench.stats.run_length.arl import BLOCK, RunLength, first_signals
from leanbench.stats.spc.rule_set import RuleSet
from leanbench.stats.spc.runchart import anhoej_limits
from leanbench.words.language import _

LONGEST = BLOCK << 11  # points of one simulated chart; one that runs on without a signal counts as this many


def _checked(factor: float) -> float:
    if not 0 < factor < math.inf:
        raise StatsError(f"The rate must change by a factor above zero, not {num(factor, 6)}.")
    return factor


def _mean_run(chance: float) -> float:
    """1/chance; infinite where no point can signal."""
    return 1 / chance if chance > 0 else math.inf


def counts(
    factor: float, rate: float, sizes: Floats, lcl: Floats, ucl: Floats, *, binomial: bool
) -> RunLength:
    """A p, np, c or u chart: 1/(chance of a count beyond its limits), exact by the binomial or Poisson distribution.

    Parameters
    ----------
    factor : on the rate (a share of 0.1 becomes 0.2 with 2, at most 1).
    rate : share or events per unit of the chart's center.
    sizes, lcl, ucl : (n,) sizes of the points and their limits as counts; NaN where there is none. With unequal
        sizes the chance is the mean over the points: a point's size is as likely as it was in the data.
    """
    from scipy import special

    changed = rate * _checked(factor)
    # The largest count that is not below the lower limit, the smallest beyond the upper; rounding must not decide.
    low = np.ceil(np.where(np.isnan(lcl), 0.0, lcl) - 1e-9) - 1
    high = np.floor(np.where(np.isnan(ucl), np.inf, ucl) + 1e-9)
    inside = low >= 0
    if binomial:
        changed, size = min(changed, 1.0), np.rint(sizes)
        under, over = np.maximum(low, 0), np.minimum(high, size - 1)
        # The binomial tails as incomplete beta functions: P(X > k) = I_p(k + 1, n - k).
        below = np.where(inside, special.betainc(size - under, under + 1, 1 - changed), 0.0)
        above = np.where(high < size, special.betainc(over + 1, size - over, changed), 0.0)
    else:
        expected = sizes * changed
        below = np.where(inside, special.pdtr(np.maximum(low, 0), expected), 0.0)
        above = np.where(
            np.isfinite(high), special.pdtrc(np.where(np.isfinite(high), high, 0), expected), 0.0
        )
    model = "binomial" if binomial else "Poisson"
    return RunLength(f"limits, exact {model}", factor, _mean_run(float(np.mean(below + above))), unit="rate")


def geometric(
    factor: float, mean: float, lcl: float, ucl: float, dispersion: float = 0.0, zeros: int | None = None
) -> RunLength:
    """A G chart: gaps of geometric distribution with this mean (negative binomial with a dispersion), exact.

    Parameters
    ----------
    factor : on the chance of the event; the mean gap becomes mean/factor.
    lcl, ucl : limits of the gap. dispersion : kappa, 0 for the geometric distribution.
    zeros : so many gaps of zero in a row signal too (Benneyan's test); None without that test.
    """
    from scipy import special

    share = min(_checked(factor) / (mean + 1), 1.0)
    low, high = math.ceil(lcl - 1e-9) - 1, math.floor(ucl + 1e-9)
    if dispersion > 0:
        size = 1 / dispersion
        p = size / (size + mean / factor)
        below = float(special.betainc(size, low + 1, p)) if low >= 0 else 0.0
        above = float(special.betainc(high + 1, size, 1 - p))
        zero = p**size
    else:
        below = -math.expm1((low + 1) * math.log1p(-share)) if low >= 0 and share < 1 else float(low >= 0)
        above = math.exp((high + 1) * math.log1p(-share)) if share < 1 else 0.0
        zero = share
    model = "negative binomial" if dispersion > 0 else "geometric"
    text = f"limits, exact {model}" + (f"; {zeros} zeros in a row" if zeros else "")
    if zeros is None or low >= 0:
        return RunLength(text, factor, _mean_run(below + above), unit="rate")
    return RunLength(text, factor, _until_zeros(zero, above, zeros), unit="rate")


def _until_zeros(zero: float, beyond: float, row: int) -> float:
    """Mean number of points until `row` zeros in a row or one point beyond: E_j = 1 + zero E_(j+1) + rest E_0."""
    steps = math.fsum(zero**j for j in range(row))
    rest = 1 - zero - beyond
    left = 1 - rest * steps
    return steps / left if left > 1e-300 else math.inf


def weibull(factor: float, shape: float, scale: float, lcl: float, ucl: float) -> RunLength:
    """A T chart: times of Weibull distribution (exponential with shape 1), exact. `factor` divides the times."""
    times = scale / _checked(factor)
    below = -math.expm1(-((max(lcl, 0.0) / times) ** shape))
    above = math.exp(-((ucl / times) ** shape))
    model = "exponential" if shape == 1 else "Weibull"
    return RunLength(f"limits, exact {model}", factor, _mean_run(below + above), unit="rate")


def nelson(factor: float, mean: float, sigma: float, lcl: float, ucl: float) -> RunLength:
    """A T chart of Nelson: time^(1/3.6) is normal with this mean and sigma; `factor` divides the times."""
    power = 3.6
    less = _checked(factor) ** (-1 / power)

    def tail(z: float) -> float:
        return 0.5 * math.erfc(z / math.sqrt(2.0))

    below = tail((mean * less - lcl ** (1 / power)) / (sigma * less)) if lcl > 0 else 0.0
    above = tail((ucl ** (1 / power) - mean * less) / (sigma * less))
    return RunLength("limits, normal time^(1/3.6)", factor, _mean_run(below + above), unit="rate")


Draw = Callable[[np.random.Generator, int], tuple[Floats, ...]]


def simulated_points(
    draw: Draw,
    rules: RuleSet,
    factor: float,
    text: str,
    *,
    zeros: int | None = None,
    runs: int = 500,
    seed: int = 1,
) -> RunLength:
    """Any set of tests on points of any distribution, by simulation of `runs` charts with a fixed seed.

    draw : generator and number to (values, center, sigma, lcl, ucl), each (n,). zeros : as `geometric`.
    """
    generator = np.random.default_rng(seed)
    lengths, live = np.full(runs, float(LONGEST)), np.arange(runs)
    points = _draw_points(draw, generator, runs, BLOCK)
    while live.size and points[0].shape[1] <= LONGEST:
        first = first_signals(points, rules)
        if zeros is not None:
            first = _earlier(first, _zeros_in_a_row(points[0], zeros))
        lengths[live[first >= 0]] = first[first >= 0] + 1
        live, points = live[first < 0], tuple(line[first < 0] for line in points)
        more = _draw_points(draw, generator, live.size, points[0].shape[1])
        points = tuple(np.concatenate(pair, axis=1) for pair in zip(points, more, strict=True))
    error = float(lengths.std(ddof=1) / math.sqrt(runs)) if runs > 1 else math.inf
    return RunLength(text, factor, float(lengths.mean()), error, "rate")


def _draw_points(draw: Draw, generator: np.random.Generator, charts: int, n: int) -> tuple[Floats, ...]:
    """Points of several charts, each line (charts, n)."""
    return tuple(line.reshape(charts, n) for line in draw(generator, charts * n))


def _zeros_in_a_row(values: Floats, row: int) -> Ints:
    """Where `row` zeros in a row are first complete in each chart, -1 for nowhere."""
    zero = np.cumsum(np.pad(values == 0, ((0, 0), (1, 0))), axis=1)
    full = (
        zero[:, row:] - zero[:, :-row] == row
        if values.shape[1] >= row
        else np.zeros((len(values), 1), dtype=bool)
    )
    return np.where(full.any(axis=1), full.argmax(axis=1) + row - 1, -1)


def _earlier(one: Ints, other: Ints) -> Ints:
    """The smaller of two points where -1 is none."""
    return np.where(one < 0, other, np.where(other < 0, one, np.minimum(one, other)))


# --- run charts ---------------------------------------------------------------------------------


def same_side(length: int, shift: float = 0.0) -> RunLength:
    """Points until `length` in a row lie on one side of the median, exact; `shift` in sigma of normal values.

    With a = chance above, b = 1 - a, the mean is 1/(1/A + 1/B) where A = (1 - a^k)/(b a^k), B likewise: runs above
    and below exclude each other (W. Feller, An Introduction to Probability Theory I, XIII.8).
    """
    if length < 1:
        raise StatsError(f"A run needs a length of at least 1, not {length}.")
    a = 0.5 * math.erfc(-shift / math.sqrt(2.0))
    b = 0.5 * math.erfc(shift / math.sqrt(2.0))
    waits = [
        -math.expm1(length * math.log(x)) / (y * x**length) for x, y in ((a, b), (b, a)) if y > 0 and x > 0
    ]
    if len(waits) < 2:
        return RunLength(f"{length} on one side", shift, float(length))
    return RunLength(f"{length} on one side", shift, 1 / sum(1 / wait for wait in waits))


def run_chart(
    shift: float = 0.0, length: int = 6, trend: int = 5, runs: int = 20_000, seed: int = 1
) -> RunLength:
    """IHI's shift and trend together on a run chart with a known median, by simulation from its start.

    Each of `runs` charts of independent normal values runs until `length` points in a row lie on one side or
    `trend` points in a row rise or fall.
    """
    if length < 2 or trend < 3:
        raise StatsError(_("A shift needs at least 2 points and a trend at least 3."))
    generator = np.random.default_rng(seed)
    found = np.zeros(runs)
    live = np.arange(runs)
    last = np.full(runs, np.nan)
    side, way = np.zeros(runs), np.zeros(runs)
    on_side, rising = np.zeros(runs, dtype=np.int64), np.ones(runs, dtype=np.int64)
    for point in range(1, LONGEST + 1):
        x = generator.standard_normal(live.size) + shift
        now, going = np.sign(x), np.sign(x - last)
        on_side = np.where(now == side, on_side + 1, 1)
        rising = np.where(going == way, rising + 1, 2 if point > 1 else 1)
        hit = (on_side >= length) | (rising >= trend)
        found[live[hit]] = point
        keep = ~hit
        live, last, side, way = live[keep], x[keep], now[keep], going[keep]
        on_side, rising = on_side[keep], rising[keep]
        if live.size == 0:
            break
    found[live] = LONGEST
    error = float(found.std(ddof=1) / math.sqrt(runs)) if runs > 1 else math.inf
    return RunLength(
        f"shift of {length} or trend of {trend} (IHI), known median", shift, float(found.mean()), error
    )


@dataclass(frozen=True, slots=True)
class Chance:
    """Chance that a finished run chart of n points shows a signal at one shift (in sigma)."""

    n: int
    shift: float
    chance: float


def anhoej_chance(n: int, shift: float = 0.0) -> Chance:
    """Chance that Anhoej's rules signal on a run chart of `n` points off a known median, exact.

    Independent points lie above with chance Phi(shift). The joint distribution of longest run and crossings is
    summed run by run: ways(p, c, s) = sum over runs of l up to the limit of share(s)^l ways(p - l, c - 1, other s).
    """
    if not 2 <= n <= 2000:
        raise StatsError(f"A run chart of {n} points is not worked out; give 2 to 2,000.")
    longest, crossings = anhoej_limits(n)
    shares = (0.5 * math.erfc(-shift / math.sqrt(2.0)), 0.5 * math.erfc(shift / math.sqrt(2.0)))
    # ends[s][p]: chances by number of crossings that p points end with a finished run on side s.
    ends = np.zeros((2, n + 1, n))
    for p in range(1, n + 1):
        for s in (0, 1):
            if p <= longest:
                ends[s, p, 0] = shares[s] ** p
            for length in range(1, min(longest, p - 1) + 1):
                ends[s, p, 1:] += shares[s] ** length * ends[1 - s, p - length, :-1]
    quiet = float(ends[:, n, crossings:].sum())
    return Chance(n, shift, max(0.0, 1.0 - quiet))
