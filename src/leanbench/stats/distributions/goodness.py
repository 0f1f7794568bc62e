"""The Anderson-Darling test of any fitted family, with a p-value that knows about the estimation.

Printed tables of A² exist family by family and end at p = 0.25. Here the p-value is computed from the
limiting distribution itself, for every family and any p: A² with estimated parameters tends to a
weighted sum of chi-squares, whose weights follow from the family's score functions.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from leanbench.stats.base.samples import Floats
from leanbench.stats.distributions.families import Base, Family, logcdf, logsf, slopes, standard_quantile
from leanbench.stats.distributions.normality_tests import a2_statistic, adjusted_a2, normal_p

_TERMS = 120  # weights computed; the rest, (1/120 in sum) is a constant for all purposes
_NODES = 1601  # trapezoid nodes on the logit scale, where the integrand dies off like exp(-|v|)


def anderson_darling_of(
    of: Family, theta: tuple[float, ...], x: Floats
) -> tuple[float, float, float | None, tuple[str, ...]]:
    """A², A² adjusted for n, its p-value, and a sentence when there is none. `x` sorted, (n,).

    Normal and lognormal: the four-branch formula of D'Agostino and Stephens 1986 (as Minitab). Other
    families: the limiting distribution with estimated parameters (Stephens 1976; Durbin 1973), with
    Stephens's adjustments for n: 1 + 0.2/√n extreme values and Weibull, 1 + 0.6/n exponential,
    1 + 0.25/n logistic and loglogistic, none otherwise.
    """
    a2 = a2_statistic(logcdf(of, theta, x), logsf(of, theta, x))
    n = x.size
    if not math.isfinite(a2):
        note = f"{of.label} gives some values no chance at all; the Anderson-Darling statistic is infinite."
        return math.inf, math.inf, 0.0, (note,)
    if of.base == "normal" and not of.threshold:
        adjusted = adjusted_a2(a2, n)
        return a2, adjusted, normal_p(adjusted), ()
    if of.key == "exponential-2":
        # Without the smallest value the rest is an exponential sample above it: the threshold is known.
        excess = x[1:] - x[0]
        plain = Family("exponential", "Exponential", "exponential")
        mean = (float(np.mean(excess)),)
        rest = a2_statistic(logcdf(plain, mean, excess), logsf(plain, mean, excess)) if excess[0] > 0 else a2
        adjusted = rest * (1 + 0.6 / excess.size)
        return a2, adjusted, limiting_p(adjusted, "exponential", 1.0, False, 1.0), ()
    factor = {"smallest": 1 + 0.2 / math.sqrt(n), "largest": 1 + 0.2 / math.sqrt(n)}.get(of.base, 1.0)
    factor = {"exponential": 1 + 0.6 / n, "logistic": 1 + 0.25 / n}.get(of.base, factor)
    adjusted = a2 if of.threshold else a2 * factor
    shape = theta[0] if of.base == "gamma" else 1.0
    if of.threshold and not _regular(of, theta):
        note = (
            f"{of.label}: no p-value, because with a shape of 2 or less the usual theory does not hold "
            "for the threshold. Judge by the plot."
        )
        return a2, adjusted, None, (note,)
    scale = theta[1] if of.threshold and of.location_scale else 1.0
    return a2, adjusted, limiting_p(adjusted, of.base, shape, of.threshold, scale), ()


def _regular(of: Family, theta: tuple[float, ...]) -> bool:
    """Whether the information about the threshold is finite."""
    if of.base == "gamma":
        return theta[0] > 2.0
    return of.base == "normal" or theta[1] < 0.5


@lru_cache(maxsize=256)
def limiting_p(
    a2: float, base: Base, shape: float = 1.0, threshold: bool = False, scale: float = 1.0
) -> float:
    """P(A² > a2) in the limit of many values, with all parameters estimated.

    In the basis of Legendre polynomials the A² process has the covariance D½ (I - B B') D½ with
    D = diag(1/(j(j+1))) and B the coefficients of the orthonormal score functions (Durbin 1973 for the
    process, Stephens 1976 for A²). Its eigenvalues weight independent chi-squares; the tail of their
    sum is Imhof's integral (Biometrika 1961).
    """
    weights = _weights(base, round(shape, 6), threshold, round(scale, 6))
    rest = 1.0 / (_TERMS + 1)  # the sum of the weights beyond those computed, all tiny
    return tail_of_weighted_chi_squares(a2 - rest, weights)


@lru_cache(maxsize=64)
def _weights(base: Base, shape: float, threshold: bool, scale: float) -> tuple[float, ...]:
    v = np.linspace(-36.0, 36.0, _NODES)
    low = 1.0 / (1.0 + np.exp(-v))  # u, exact near 0
    high = 1.0 / (1.0 + np.exp(v))  # 1 - u, exact near 1
    mass = low * high * (v[1] - v[0])
    z = np.where(
        v < 0,
        standard_quantile(base, low, shape),
        standard_quantile(base, high, shape, upper=True),
    )
    scores = _scores(base, z, shape, threshold, scale)
    root = np.sqrt(mass)
    orthonormal, _ = np.linalg.qr((scores * root).T)
    legendre = np.empty((_TERMS, v.size))
    center = np.tanh(0.5 * v)  # 2u - 1
    previous, current = np.ones(v.size), center
    for j in range(1, _TERMS + 1):
        legendre[j - 1] = math.sqrt(2 * j + 1) * current * root
        previous, current = current, ((2 * j + 1) * center * current - j * previous) / (j + 1)
    coefficients = legendre @ orthonormal
    index = np.arange(1, _TERMS + 1)
    diagonal = 1.0 / np.sqrt(index * (index + 1.0))
    matrix = diagonal[:, None] * (np.eye(_TERMS) - coefficients @ coefficients.T) * diagonal[None, :]
    weights = np.linalg.eigvalsh(matrix)
    return tuple(float(w) for w in weights if w > 1e-12)


def _scores(base: Base, z: Floats, shape: float, threshold: bool, scale: float) -> Floats:
    """The score functions of the estimated parameters at the quantiles z, (k, nodes).

    Each is divided by its largest value where it grows without bound, which changes nothing after
    they are made orthonormal.
    """
    from scipy import special

    if base == "exponential":
        return np.array([z - 1.0])
    if base == "gamma":
        tiny = np.maximum(z, 1e-300)
        rows = [np.log(tiny) - float(special.digamma(shape)), z - shape]
        if threshold:
            rows.append((shape - 1.0) / tiny - 1.0)
        return np.array(rows)
    first, _ = slopes(base, z)
    rows = [-first, -1.0 - z * first]
    if threshold:
        rows.append((1.0 - first / scale) * np.exp(-scale * z))
    return np.array(rows)


def tail_of_weighted_chi_squares(value: float, weights: tuple[float, ...]) -> float:
    """P(Σ w_j χ²_1 > value) by Imhof's integral, absolute error about 1e-7. Weights above zero."""
    if value <= 0:
        return 1.0
    w = np.array(weights)
    # The amplitude falls below 1e-10 before u reaches `end`; the phase turns at most value/2 per unit.
    end = 1.0 / w.max()
    while 0.25 * float(np.sum(np.log1p((w * end) ** 2))) + math.log(end) < 23.0:
        end *= 1.3
    panels = max(8, math.ceil(end * (value + w.sum()) / (2 * math.pi)))
    nodes, share = np.polynomial.legendre.leggauss(16)
    # Panels grow towards the end: equal in the square root, since near zero the phase changes fastest.
    edges = end * np.linspace(0.0, 1.0, min(panels, 400) + 1) ** 2
    total = 0.0
    half = 0.5 * np.diff(edges)
    u = (edges[:-1] + half)[:, None] + half[:, None] * nodes[None, :]
    flat = u.ravel()
    phase = 0.5 * np.sum(np.arctan(flat[:, None] * w[None, :]), axis=1) - 0.5 * value * flat
    amplitude = np.exp(0.25 * np.sum(np.log1p((flat[:, None] * w[None, :]) ** 2), axis=1))
    values = (np.sin(phase) / (flat * amplitude)).reshape(u.shape)
    total = float(np.sum(half[:, None] * share[None, :] * values))
    return min(max(0.5 + total / math.pi, 0.0), 1.0)
