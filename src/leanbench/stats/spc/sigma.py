"""Estimates of the process sigma: within subgroups, from moving ranges, and overall.

Every estimate carries its name, degrees of freedom and formula, because two programs that both print
"sigma" usually differ here. Weights for unequal subgroups are those of minimum variance, as Minitab
documents them; the unweighted averages that qcc uses are there by name.

Sources: I. W. Burr, "Control charts for measurements with varying sample sizes", J. Quality Technology 1
(1969), for the weights; Minitab methods and formulas for Xbar-R, Xbar-S, I-MR charts and capability, for
the degrees of freedom; L. S. Nelson, "Control charts for individual measurements", JQT 14 (1982), for
screened moving ranges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leanbench.stats.base.constants import EXACT, Constants, Sizes, c4_mssd
from leanbench.stats.base.samples import Floats, Ints, StatsError, whole
from leanbench.words.language import _

SUBGROUP_METHODS = ("rbar", "sbar", "pooled", "pooled-uncorrected", "rbar-unweighted", "sbar-unweighted")
INDIVIDUAL_METHODS = ("mr", "mr-median", "mr-screened", "mssd", "sd")


@dataclass(frozen=True, slots=True)
class Sigma:
    """One estimate of the process standard deviation.

    value : the estimate, in the unit of the data.
    method : the option that chose it, ``rbar``.
    name : the estimator as printed beside a number, ``Rbar/d2``.
    df : degrees of freedom for confidence intervals, by the rule named in `df_rule`.
    n : values used.
    center : average of what was averaged (Rbar, Sbar, MRbar), NaN when there is none.
    """

    value: float
    method: str
    name: str
    df: float
    df_rule: str
    n: int
    center: float = math.nan
    constants: str = EXACT.name


def subgroup_sigma(
    method: str,
    sizes: Sizes,
    ranges: Floats,
    sds: Floats,
    constants: Constants = EXACT,
) -> Sigma:
    """Sigma within subgroups from their ranges or standard deviations.

    Parameters
    ----------
    method : {"rbar", "sbar", "pooled", "pooled-uncorrected", "rbar-unweighted", "sbar-unweighted"}
    sizes, ranges, sds : (m,) arrays, one entry per subgroup; subgroups of one value are ignored.

    Raises StatsError when no subgroup has two values.
    """
    keep = sizes >= 2
    if not np.any(keep):
        raise StatsError(
            _(
                "No subgroup has two values, so there is no spread within subgroups. Use an "
                "individuals chart, or choose another subgroup column."
            )
        )
    n, R, s = sizes[keep], ranges[keep], sds[keep]
    if method in ("rbar", "rbar-unweighted"):
        return _from_ranges(method, n, R, constants)
    if method in ("sbar", "sbar-unweighted"):
        return _from_sds(method, n, s, constants)
    if method in ("pooled", "pooled-uncorrected"):
        return _pooled(method, n, s, constants)
    raise StatsError(
        f"There is no subgroup sigma named {method!r}. Choose one of: {', '.join(SUBGROUP_METHODS)}."
    )


def _from_ranges(method: str, n: Sizes, R: Floats, constants: Constants) -> Sigma:
    """Sum f_i R_i/d2 / sum f_i with f_i = (d2/d3)^2; equal sizes give Rbar/d2."""
    d2 = constants.each(constants.d2, n)
    d3 = constants.each(constants.d3, n)
    weight = (d2 / d3) ** 2 if method == "rbar" else np.ones_like(d2)
    value = float(np.sum(weight * R / d2) / np.sum(weight))
    name = "Rbar/d2" if method == "rbar" else "mean of R/d2, unweighted"
    df = 0.9 * float(np.sum(n - 1))
    return Sigma(value, method, name, df, "0.9 × sum(n−1)", int(n.sum()), float(R.mean()), constants.name)


def _from_sds(method: str, n: Sizes, s: Floats, constants: Constants) -> Sigma:
    """Sum h_i s_i/c4 / sum h_i with h_i = c4^2/(1-c4^2); equal sizes give Sbar/c4."""
    c4 = constants.each(constants.c4, n)
    weight = c4**2 / (1 - c4**2) if method == "sbar" else np.ones_like(c4)
    value = float(np.sum(weight * s / c4) / np.sum(weight))
    name = "Sbar/c4" if method == "sbar" else "mean of s/c4, unweighted"
    df = float(np.sum((n - 1) * np.array([sbar_efficiency(int(size)) for size in np.unique(n)])[_code(n)]))
    return Sigma(value, method, name, df, "f(n) × sum(n−1)", int(n.sum()), float(s.mean()), constants.name)


def _pooled(method: str, n: Sizes, s: Floats, constants: Constants) -> Sigma:
    """sqrt(sum (n_i-1) s_i^2 / d) / c4(d+1), d = sum (n_i-1)."""
    d = int(np.sum(n - 1))
    value = math.sqrt(float(np.sum((n - 1) * s**2)) / d)
    corrected = method == "pooled"
    if corrected:
        value /= constants.c4(d + 1)
    name = "pooled SD / c4" if corrected else "pooled SD"
    return Sigma(value, method, name, float(d), "sum(n−1)", int(n.sum()), constants=constants.name)


def _code(n: Sizes) -> Ints:
    codes: Ints = np.unique(n, return_inverse=True)[1].astype(np.int64)
    return codes


def sbar_efficiency(n: int) -> float:
    """Minitab's factor f(n) of the degrees of freedom of Sbar/c4."""
    small = (0.88, 0.88, 0.92, 0.94, 0.95, 0.96, 0.96, 0.97, 0.97)
    if n <= 9:
        return small[max(n - 1, 1)]
    return 0.98 if n <= 17 else 0.99 if n <= 64 else 1.0


def moving_ranges(values: Floats, length: int = 2, segment: Ints | None = None) -> Floats:
    """Largest minus smallest of the last `length` values; NaN where they are fewer or cross a boundary.

    Parameters
    ----------
    values : (n,) floats.
    segment : (n,) ints, optional
        A range is taken only within equal segment numbers: a stage boundary or a blank row breaks it.
    """
    length = whole(length, "The length of the moving ranges")
    if length < 2:
        raise StatsError(f"A moving range needs a length of at least 2, not {length}.")
    n = values.size
    ranges = np.full(n, np.nan)
    if n < length:
        return ranges
    last = n - length + 1
    if length == 2:
        np.subtract(values[1:], values[:-1], out=ranges[1:])
        np.abs(ranges, out=ranges)
    else:
        high, low = values[:last].copy(), values[:last].copy()
        for lag in range(1, length):
            np.maximum(high, values[lag : last + lag], out=high)
            np.minimum(low, values[lag : last + lag], out=low)
        ranges[length - 1 :] = high - low
    if segment is not None:
        ranges[length - 1 :][segment[length - 1 :] != segment[:last]] = np.nan
    return ranges


def individual_sigma(
    method: str,
    values: Floats,
    ranges: Floats,
    length: int = 2,
    constants: Constants = EXACT,
) -> Sigma:
    """Sigma of individual values from their moving ranges, or overall.

    Parameters
    ----------
    method : {"mr", "mr-median", "mr-screened", "mssd", "sd"}
    values : (n,) the values themselves (used for ``sd`` and the degrees of freedom).
    ranges : (n,) or fewer, moving ranges of `length`; NaN entries are ignored.

    Raises StatsError when there is no moving range.
    """
    n = int(values.size)
    if method == "sd":
        if n < 2:
            raise StatsError(_("A standard deviation needs at least 2 values."))
        value = float(np.std(values, ddof=1))
        return Sigma(value, method, "overall SD", n - 1.0, "n−1", n, constants=constants.name)
    moving = ranges[~np.isnan(ranges)]
    if moving.size == 0:
        raise StatsError(
            f"A moving range of {length} needs at least {length} values next to each other. Add data."
        )
    df, rule = float(moving.size), "number of moving ranges"
    if method == "mr":
        mean = float(moving.mean())
        value, name = mean / constants.d2(length), f"MRbar/d2({length})"
    elif method == "mr-median":
        mean = float(np.median(moving))
        value, name = mean / constants.d4(length), f"median MR/d4({length})"
    elif method == "mr-screened":
        d2, d3 = constants.d2(length), constants.d3(length)
        kept = moving[moving <= (1 + 3 * d3 / d2) * moving.mean()]
        mean = float(kept.mean())
        value, name = mean / d2, f"screened MRbar/d2({length})"
        df = float(kept.size)
    elif method == "mssd":
        if length != 2:
            raise StatsError(_("The mean squared successive difference uses moving ranges of length 2."))
        mean = math.nan
        value = math.sqrt(float(np.mean(moving**2)) / 2) / c4_mssd(int(moving.size) + 1)
        name = "sqrt(MSSD)/c4'"
    else:
        names = ", ".join(INDIVIDUAL_METHODS)
        raise StatsError(f"There is no sigma of individuals named {method!r}. Choose one of: {names}.")
    return Sigma(value, method, name, df, rule, n, mean, constants.name)
