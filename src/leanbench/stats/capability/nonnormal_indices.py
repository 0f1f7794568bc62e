"""Indices of data that are not normal, by percentiles and by tail shares, and how sure they are.

Intervals come from the delta method: the index is a smooth function of the fitted parameters, whose covariance
is the inverse observed information; so value ± z sqrt(gradient' covariance gradient). They hold for large
samples, for the family as given, and do not cover the doubt about its choice. For the normal distribution this is
Bissell's interval of Ppk. A two-parameter exponential, to which that theory does not apply, has generalized
intervals from its exact pivots.

Sources: ISO 22514-2; Minitab, Methods and formulas for nonnormal capability; W. Q. Meeker and L. A. Escobar,
Statistical Methods for Reliability Data, 1998, section 8.4 and appendix B.2 (delta method); A. Roy and T. Mathew,
Journal of Statistical Planning and Inference 128 (2005) (two-parameter exponential).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from leanbench.stats.base.samples import Floats
from leanbench.stats.distributions.families import Family, Fit, logcdf, logsf, quantile
from leanbench.stats.distributions.transform_result import Transform

LOW, HIGH = 0.00135, 0.99865  # the tails beyond 3 standard deviations of a normal
DRAWS = 2_000
Interval = tuple[float, float]
Intervals = Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Indices:
    """Capability indices by one method; None without the limit they need, or where a tail has no share."""

    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """What the indices of one model are made of.

    lsl, usl : limits that count. percentiles : 0.135, 50, 99.865% points. below, above : ln of the shares outside;
    None without that limit.
    """

    lsl: float | None
    usl: float | None
    percentiles: tuple[float, float, float]
    below: float | None
    above: float | None

    @property
    def iso(self) -> Indices:
        """(U - L)/(x99.865 - x0.135) and its one-sided forms from the median."""
        low, middle, high = self.percentiles
        lsl, usl = self.lsl, self.usl
        ppl = _ratio(middle - lsl, middle - low) if lsl is not None else None
        ppu = _ratio(usl - middle, high - middle) if usl is not None else None
        pp = _ratio(usl - lsl, high - low) if lsl is not None and usl is not None else None
        return Indices(pp, ppl, ppu, _least(ppl, ppu))

    @property
    def z_score(self) -> Indices:
        """-Phi^-1(share outside)/3 on each side, their mean as Pp."""
        ppl, ppu = _third(self.below), _third(self.above)
        pp = (ppl + ppu) / 2 if ppl is not None and ppu is not None else None
        return Indices(pp, ppl, ppu, _least(ppl, ppu))

    @property
    def shares(self) -> tuple[float | None, float | None, float]:
        """Shares expected below, above and outside."""
        below, above = (None if log is None else math.exp(log) for log in (self.below, self.above))
        return below, above, (below or 0.0) + (above or 0.0)

    @property
    def z_bench(self) -> float:
        """The normal quantile of the share inside, Phi^-1(1 - share outside)."""
        from scipy import special

        return -float(special.ndtri(min(1.0, self.shares[2])))


def _ratio(top: float, bottom: float) -> float | None:
    """Top/bottom; None where the spread is not finite (a transform that has no such percentile)."""
    return top / bottom if math.isfinite(bottom) and bottom > 0 else None


def _third(log_share: float | None) -> float | None:
    """-Phi^-1(share)/3; None when there is no share at all, or nothing but it."""
    from scipy import special

    if log_share is None or log_share >= 0 or math.isinf(log_share):
        return None
    return -float(special.ndtri_exp(log_share)) / 3


def _least(*indices: float | None) -> float | None:
    known = [index for index in indices if index is not None]
    return min(known) if known else None


def of_family(of: Family, theta: tuple[float, ...], lsl: float | None, usl: float | None) -> Measures:
    """Measures of a distribution with these parameters."""
    low, middle, high = (float(v) for v in quantile(of, theta, np.array([LOW, 0.5, HIGH])))
    below = float(logcdf(of, theta, lsl)) if lsl is not None else None
    above = float(logsf(of, theta, usl)) if usl is not None else None
    return Measures(lsl, usl, (low, middle, high), below, above)


def of_transform(t: Transform, mean: float, sd: float, lsl: float | None, usl: float | None) -> Measures:
    """Measures of values that are normal after a transform; no share lies beyond the transform's domain."""
    from scipy import special

    low, middle, high = (float(v) for v in t.back(np.array([mean - 3 * sd, mean, mean + 3 * sd])))
    tails = [
        None if limit is None else float(special.log_ndtr(sign * (float(t.apply(limit)) - mean) / sd))
        for limit, sign in ((lsl, 1.0), (usl, -1.0))
    ]
    return Measures(lsl, usl, (low, middle, high), tails[0], tails[1])


# --- intervals ----------------------------------------------------------------------------------

_NAMES = ("iso.pp", "iso.ppl", "iso.ppu", "z.pp", "z.ppl", "z.ppu", "z_bench")


def _vector(found: Measures) -> Floats:
    iso, z = found.iso, found.z_score
    values = (iso.pp, iso.ppl, iso.ppu, z.pp, z.ppl, z.ppu, found.z_bench)
    return np.array([math.nan if value is None or not math.isfinite(value) else value for value in values])


def _finished(found: Measures, low: Floats, high: Floats) -> dict[str, Interval]:
    """Intervals by name; that of Ppk is that of its smaller side, as Bissell's, and that of Pp ends at 0."""
    made = {
        name: (float(a), float(b))
        for name, a, b in zip(_NAMES, low, high, strict=True)
        if math.isfinite(a) and math.isfinite(b)
    }
    for method, indices in (("iso", found.iso), ("z", found.z_score)):
        side = "ppl" if indices.ppk is not None and indices.ppk == indices.ppl else "ppu"
        if f"{method}.{side}" in made:
            made[f"{method}.ppk"] = made[f"{method}.{side}"]
        if f"{method}.pp" in made:
            made[f"{method}.pp"] = (max(0.0, made[f"{method}.pp"][0]), made[f"{method}.pp"][1])
    return made


def delta_intervals(
    measure: Callable[[tuple[float, ...]], Measures],
    theta: tuple[float, ...],
    covariance: Floats,
    confidence: float = 0.95,
) -> dict[str, Interval]:
    """Intervals of the indices by the delta method, keyed ``iso.ppk``, ``z.ppk``, ``z_bench`` and so on.

    value ± z sqrt(g' C g), g the gradient of the index at `theta` by central differences of 1e-4 standard errors,
    C the covariance of the parameters.

    Parameters
    ----------
    measure : parameters to the measures of the model. theta, covariance : (k,) parameters and their (k, k) covariance.
    """
    from scipy import special

    steps = 1e-4 * np.sqrt(np.diag(covariance))
    gradient = []
    for i, step in enumerate(steps):
        ends = []
        for sign in (1.0, -1.0):
            moved = list(theta)
            moved[i] += sign * float(step)
            ends.append(_vector(measure(tuple(moved))))
        gradient.append((ends[0] - ends[1]) / (2 * step))
    g = np.array(gradient)
    half = float(special.ndtri(0.5 + confidence / 2)) * np.sqrt(
        np.maximum(np.einsum("ip,ij,jp->p", g, covariance, g), 0.0)
    )
    found = measure(theta)
    value = _vector(found)
    return _finished(found, value - half, value + half)


def exponential_intervals(
    fit: Fit, lsl: float | None, usl: float | None, confidence: float = 0.95
) -> dict[str, Interval]:
    """Generalized intervals for a two-parameter exponential, from `DRAWS` draws with a fixed seed.

    2 n (x_1 - threshold)/scale is chi-square with 2 degrees of freedom and 2 n (mean - x_1)/scale independently with
    2 n - 2; the index is worked out for parameters that solve both with drawn chi-squares.
    """
    n, (scale, threshold) = fit.n, fit.theta
    smallest, excess = threshold + scale / n, scale * (n - 1) / n
    generator = np.random.default_rng(20_000)
    scales = 2 * n * excess / generator.chisquare(2 * n - 2, DRAWS)
    starts = smallest - scales * generator.chisquare(2, DRAWS) / (2 * n)
    drawn = _exponential_vectors(scales, starts, lsl, usl)
    known = np.isfinite(drawn).all(axis=0)
    low, high = np.full(len(_NAMES), math.nan), np.full(len(_NAMES), math.nan)
    if known.any():
        ends = np.quantile(drawn[:, known], (0.5 - confidence / 2, 0.5 + confidence / 2), axis=0)
        low[known], high[known] = ends
    return _finished(of_family(fit.family, fit.theta, lsl, usl), low, high)


def _exponential_vectors(scales: Floats, starts: Floats, lsl: float | None, usl: float | None) -> Floats:
    """`_vector` for many two-parameter exponentials at once, (m, 7)."""
    from scipy import special

    blank = np.full(scales.size, math.nan)
    low, middle, high = (starts - scales * math.log1p(-p) for p in (LOW, 0.5, HIGH))
    below, above, iso_low, iso_high = blank, blank, blank, blank
    if lsl is not None:
        below = -np.expm1(-np.maximum(lsl - starts, 0.0) / scales)
        iso_low = (middle - lsl) / (middle - low)
    if usl is not None:
        above = np.exp(-np.maximum(usl - starts, 0.0) / scales)
        iso_high = (usl - middle) / (high - middle)
    z_low, z_high = (np.where((s > 0) & (s < 1), -special.ndtri(s) / 3, math.nan) for s in (below, above))
    both = (usl - lsl) / (high - low) if lsl is not None and usl is not None else blank
    outside = np.nan_to_num(below) + np.nan_to_num(above)
    bench = np.where((outside > 0) & (outside < 1), -special.ndtri(np.minimum(outside, 1.0)), math.nan)
    return np.column_stack((both, iso_low, iso_high, (z_low + z_high) / 2, z_low, z_high, bench))
