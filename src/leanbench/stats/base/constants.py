"""Control chart constants d2, d3, d4, c4, computed rather than read from a table.

d2, d3 and d4 are the mean, standard deviation and median of the range of n standard normal values;
c4 is the mean of their standard deviation. Printed tables round them (d2(2) = 1.128 for 1.128379),
which moves limits by up to 3.4e-4 relative. `EXACT` uses the full values; `table(3)` rounds as the
tables do, so that results of a program that reads a table can be reproduced digit for digit.

Sources: H. L. Harter, Order Statistics and their Use in Testing and Estimation, vol. 1 (1969), for the
range; D. C. Montgomery, Introduction to Statistical Quality Control, appendix VI, for the table form.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.samples import Floats, StatsError, whole
from leanbench.words.language import _

__all__ = ["chart_constants"]

Sizes = NDArray[np.int64]

LARGEST = 100  # subgroup of a table of constants

# Trapezoid steps over the real line: the integrands are analytic and decay like exp(-x^2/2), so the
# rule converges exponentially and these grids reach the last bits of a double.
_X = np.arange(-9.0, 9.0 + 1e-9, 0.06)
_RANGES = 18.0


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of a convention: exact, or rounded as in printed tables.

    decimals : int or None
        None for exact values. Otherwise d2, d3, d4 have this many decimals and c4 one more, as
        in the tables of Montgomery and AIAG (2.326, 0.864, 0.9400).
    """

    decimals: int | None = None

    @property
    def name(self) -> str:
        """How to print it beside a number."""
        return "exact constants" if self.decimals is None else f"table constants ({self.decimals} decimals)"

    def d2(self, n: int) -> float:
        """Mean of the range of n standard normal values."""
        return self._rounded(d2(n), 0)

    def d3(self, n: int) -> float:
        """Standard deviation of the range of n standard normal values."""
        return self._rounded(d3(n), 0)

    def d4(self, n: int) -> float:
        """Median of the range of n standard normal values."""
        return self._rounded(d4(n), 0)

    def c4(self, n: int) -> float:
        """Mean of the standard deviation of n standard normal values."""
        return self._rounded(c4(n), 1)

    def c5(self, n: int) -> float:
        """Standard deviation of the standard deviation of n standard normal values."""
        return math.sqrt(max(0.0, 1.0 - self.c4(n) ** 2))

    def range_limits(self, n: int, k: float = 3.0) -> tuple[float, float]:
        """Lower and upper limit of the range of n values, in sigma: d2 ± k d3, not below 0.

        Printed tables give them as D3 and D4, multiples of the mean range, rounded from the exact constants.
        """
        return self._limits(self.d2(n), self.d3(n), d3(n) / d2(n), k)

    def sd_limits(self, n: int, k: float = 3.0) -> tuple[float, float]:
        """Lower and upper limit of the standard deviation of n values, in sigma; as B3 and B4 in printed tables."""
        return self._limits(self.c4(n), self.c5(n), EXACT.c5(n) / c4(n), k)

    def _limits(self, mean: float, sd: float, ratio: float, k: float) -> tuple[float, float]:
        if self.decimals is None:
            return max(0.0, mean - k * sd), mean + k * sd
        low, high = (max(0.0, self._rounded(1.0 + side * k * ratio, 0)) for side in (-1, 1))
        return low * mean, high * mean

    def _rounded(self, value: float, extra: int) -> float:
        return value if self.decimals is None else round(value, self.decimals + extra)

    def each(self, constant: Callable[[int], float], sizes: Sizes) -> Floats:
        """`constant` for every subgroup size of `sizes`; NaN for subgroups of fewer than two."""
        if sizes.size and sizes[0] >= 2 and np.all(sizes == sizes[0]):
            return np.broadcast_to(np.float64(constant(int(sizes[0]))), sizes.shape)
        unique, where = np.unique(sizes, return_inverse=True)
        values = np.array([constant(int(n)) if n >= 2 else math.nan for n in unique])
        found: Floats = values[where]
        return found


EXACT = Constants()


def chart_constants(sizes: Iterable[int], decimals: int | None = None) -> dict[str, list[float]]:
    """The table of constants of a book, each name with a value for every subgroup size.

    A2, A3, D3, D4, B3, B4 are the factors of limits of ±3 sigma. decimals : None for exact values; 3 as printed, where
    every factor is rounded from the exact one (D4(2) = 3.267) and c4 and c5 have one decimal more.
    """
    made: dict[str, list[float]] = {}
    if decimals is not None and not 1 <= (decimals := whole(decimals, _("The number of decimals"))) <= 12:
        raise StatsError(_("Printed constants have 1 to 12 decimals."))
    try:
        wanted = list(sizes)
    except TypeError:
        raise StatsError(_("Give the subgroup sizes as a list, for example 2, 3, 4, 5.")) from None
    for given in wanted:
        n = whole(given, _("A subgroup size"))
        if not 2 <= n <= LARGEST:
            raise StatsError(_("A subgroup size lies between 2 and {most}.").format(most=LARGEST))
        middle, sd, mean = d2(n), d3(n), c4(n)
        spread = EXACT.c5(n)
        row = {
            "n": n, "d2": middle, "d3": sd, "d4": d4(n), "c4": mean, "c5": spread,
            "A2": 3 / (middle * math.sqrt(n)), "A3": 3 / (mean * math.sqrt(n)),
            "D3": max(0.0, 1 - 3 * sd / middle), "D4": 1 + 3 * sd / middle,
            "B3": max(0.0, 1 - 3 * spread / mean), "B4": 1 + 3 * spread / mean,
        }  # fmt: skip
        for name, value in row.items():
            rounded = value if decimals is None else round(value, decimals + (name in ("c4", "c5")))
            made.setdefault(name, []).append(rounded)
    if not made:
        raise StatsError(_("Give at least one subgroup size."))
    return made


def table(decimals: int = 3) -> Constants:
    """Constants rounded as in printed tables, to compare with programs that read one."""
    if not 1 <= decimals <= 12:
        raise StatsError(f"Table constants need 1 to 12 decimals, not {decimals}.")
    return Constants(decimals)


@cache
def d2(n: int) -> float:
    """Mean of the range of n standard normal values: integral of 1 - F^n - (1-F)^n."""
    _check(n)
    F = _cdf(_X)
    return float(_step() * np.sum(1.0 - F**n - (1.0 - F) ** n))


@cache
def d3(n: int) -> float:
    """Standard deviation of the range of n standard normal values.

    E[R^2] = 2 * integral of r (1 - W(r)) dr, with W the distribution function of the range; of two values
    R = |a - b|, so that d3(2)^2 = 2 - 4/pi.
    """
    _check(n)
    if n == 2:  # by far the most used, and the integral takes a tenth of a second
        return math.sqrt(2.0 - 4.0 / math.pi)
    return _d3_by_integral(n)


def _d3_by_integral(n: int) -> float:
    r, weight = _range_nodes()
    above = 1.0 - n * _step() * (_spread() ** (n - 1) @ _density(_X))
    square = 2.0 * float(np.sum(weight * r * above))
    return math.sqrt(square - d2(n) ** 2)


@cache
def d4(n: int) -> float:
    """Median of the range of n standard normal values, by bisection on its distribution function."""
    _check(n)
    low, high = 0.0, 12.0
    for _halving in range(60):
        middle = (low + high) / 2
        if range_cdf(middle, n) < 0.5:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def range_cdf(r: float, n: int) -> float:
    """P(range of n standard normal values <= r) = n * integral of f(x) (F(x+r) - F(x))^(n-1) dx."""
    inside = _cdf(_X + r) - _cdf(_X)
    return float(n * _step() * np.sum(_density(_X) * inside ** (n - 1)))


@cache
def c4(n: int) -> float:
    """Mean of the standard deviation of n standard normal values.

    c4(n) = sqrt(2/(n-1)) Gamma(n/2) / Gamma((n-1)/2). Above 300 the difference of log-gammas loses
    digits, so the asymptotic series is used there (next term below 1e-17).
    """
    _check(n)
    if n <= 300:
        return math.sqrt(2.0 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))
    # ln Gamma(m + 1/2) - ln Gamma(m) - ln(m)/2 = -1/(8m) + 1/(192m^3) - 1/(640m^5) + ..., m = (n-1)/2
    m = (n - 1) / 2.0
    return math.exp(-1 / (8 * m) + 1 / (192 * m**3) - 1 / (640 * m**5))


@cache
def c4_mssd(n: int) -> float:
    """Mean of sqrt(MSSD) of n standard normal values, MSSD = sum of squared successive differences / (2(n-1)).

    The quadratic form has eigenvalues 2 - 2cos(pi j/n); E sqrt(Q) follows from its Laplace
    transform: E sqrt(Q) = (1/(2 sqrt(pi))) * integral of (1 - E exp(-tQ)) t^(-3/2) dt. Above 500 the
    expansion of the square root about the mean is used (next term below 1e-10).
    """
    _check(n)
    eigen = (2.0 - 2.0 * np.cos(np.pi * np.arange(1, n) / n)) / (2.0 * (n - 1))
    if n > 500:
        k2, k3, k4 = 2 * np.sum(eigen**2), 8 * np.sum(eigen**3), 48 * np.sum(eigen**4)
        fourth, fifth, sixth = k4 + 3 * k2**2, 10 * k2 * k3, 15 * k2**3
        return float(1 - k2 / 8 + k3 / 16 - 5 * fourth / 128 + 7 * fifth / 256 - 21 * sixth / 1024)
    s = np.arange(-70.0, 70.0, 0.1)  # t = exp(s): the integrand decays on both sides
    log_transform = -0.5 * np.sum(np.log1p(2.0 * eigen[:, None] * np.exp(s)[None, :]), axis=0)
    return float(0.1 * np.sum(-np.expm1(log_transform) * np.exp(-s / 2)) / (2.0 * math.sqrt(math.pi)))


def _check(n: int) -> None:
    if n < 2:
        raise StatsError(f"Chart constants need a subgroup of at least 2 values, not {n}.")


def _step() -> float:
    return float(_X[1] - _X[0])


def _cdf(x: Floats) -> Floats:
    """Normal distribution function without scipy, which is slow to import."""
    return np.array([0.5 * math.erfc(-v / math.sqrt(2.0)) for v in x.ravel()]).reshape(x.shape)


def _density(x: Floats) -> Floats:
    f: Floats = np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    return f


@cache
def _range_nodes() -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights over the ranges that can occur."""
    node, weight = np.polynomial.legendre.leggauss(120)
    return (node + 1) * _RANGES / 2, weight * _RANGES / 2


@cache
def _spread() -> Floats:
    """F(x + r) - F(x) for every range node and every x: shared by all n."""
    r, _ = _range_nodes()
    spread: Floats = _cdf(_X[None, :] + r[:, None]) - _cdf(_X)[None, :]
    return spread
