"""Tail areas and quantiles of the normal, t, chi-square, F and beta distributions, by `scipy.special` alone.

`scipy.stats` takes a second to import and a millisecond a call; these do neither.
"""

from __future__ import annotations

import math
from typing import Literal

Alternative = Literal["two-sided", "greater", "less"]
BOTH: Alternative = "two-sided"


def normal_cdf(z: float) -> float:
    """P(Z <= z)."""
    from scipy import special

    return float(special.ndtr(z))


def normal_quantile(p: float) -> float:
    """z with P(Z <= z) = p."""
    from scipy import special

    return float(special.ndtri(p))


def t_upper(t: float, df: float) -> float:
    """P(T >= t), accurate in both tails."""
    from scipy import special

    return float(special.stdtr(df, -t))


def t_quantile(p: float, df: float) -> float:
    """t with P(T <= t) = p."""
    from scipy import special

    return float(special.stdtrit(df, p))


def chi2_upper(x: float, df: float) -> float:
    """P(chi-square >= x)."""
    from scipy import special

    return float(special.chdtrc(df, x))


def chi2_quantile(p: float, df: float) -> float:
    """x with P(chi-square <= x) = p."""
    from scipy import special

    return float(2.0 * special.gammaincinv(df / 2.0, p))


def f_upper(f: float, df1: float, df2: float) -> float:
    """P(F >= f)."""
    from scipy import special

    if math.isinf(f):
        return 0.0
    return float(special.fdtrc(df1, df2, f))


def f_quantile(p: float, df1: float, df2: float) -> float:
    """f with P(F <= f) = p."""
    from scipy import special

    return float(special.fdtri(df1, df2, p))


def beta_quantile(p: float, a: float, b: float) -> float:
    """x with P(Beta(a, b) <= x) = p."""
    from scipy import special

    return float(special.betaincinv(a, b, p))


def gamma_quantile(p: float, shape: float) -> float:
    """x with P(Gamma(shape, 1) <= x) = p."""
    from scipy import special

    return float(special.gammaincinv(shape, p))


def p_of_t(t: float, df: float, alternative: Alternative) -> float:
    """The p-value of a t statistic."""
    if alternative == "greater":
        return t_upper(t, df)
    return t_upper(-t, df) if alternative == "less" else 2.0 * t_upper(abs(t), df)


def p_of_z(z: float, alternative: Alternative) -> float:
    """The p-value of a normal statistic."""
    if alternative == "greater":
        return normal_cdf(-z)
    return normal_cdf(z) if alternative == "less" else 2.0 * normal_cdf(-abs(z))
