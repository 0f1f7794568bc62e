"""The distributions that times, counts of days and measurements follow, and one fitted distribution.

Every family here is one of four standard shapes (normal, logistic, smallest and largest extreme value)
moved and stretched, on the values or on their logarithms, or a gamma or exponential; each may start
at a threshold other than zero. Knowing this keeps the formulas few: a Weibull is a smallest extreme
value of the logarithms, a lognormal a normal of them. `distribution_fit` estimates, this module evaluates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from leanbench.stats.base.result import Record
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError

Base = Literal["normal", "logistic", "smallest", "largest", "gamma", "exponential"]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of distributions.

    key : the name in options and results ("weibull").
    label : the name for people ("Weibull").
    base : the standard shape behind it.
    log : whether the shape holds for the logarithms of the values.
    threshold : whether the start of the distribution is estimated too.
    names : the parameters in their usual form.
    """

    key: str
    label: str
    base: Base
    log: bool = False
    threshold: bool = False
    names: tuple[str, ...] = ()

    @property
    def positive(self) -> bool:
        """Whether it needs values above its threshold (zero without one)."""
        return self.log or self.base in ("gamma", "exponential")

    @property
    def location_scale(self) -> bool:
        """Whether it is a standard shape moved and stretched (on the values or their logarithms)."""
        return self.base not in ("gamma", "exponential")


_FAMILIES = (
    Family("normal", "Normal", "normal", names=("mean", "sd")),
    Family("lognormal", "Lognormal", "normal", log=True, names=("location", "scale")),
    Family("lognormal-3", "3-parameter lognormal", "normal", True, True, ("location", "scale", "threshold")),
    Family("weibull", "Weibull", "smallest", log=True, names=("shape", "scale")),
    Family("weibull-3", "3-parameter Weibull", "smallest", True, True, ("shape", "scale", "threshold")),
    Family("gamma", "Gamma", "gamma", names=("shape", "scale")),
    Family("gamma-3", "3-parameter gamma", "gamma", threshold=True, names=("shape", "scale", "threshold")),
    Family("exponential", "Exponential", "exponential", names=("scale",)),
    Family(
        "exponential-2", "2-parameter exponential", "exponential", False, True, names=("scale", "threshold")
    ),
    Family("logistic", "Logistic", "logistic", names=("location", "scale")),
    Family("loglogistic", "Loglogistic", "logistic", log=True, names=("location", "scale")),
    Family(
        "loglogistic-3", "3-parameter loglogistic", "logistic", True, True, ("location", "scale", "threshold")
    ),
    Family("smallest-extreme-value", "Smallest extreme value", "smallest", names=("location", "scale")),
    Family("largest-extreme-value", "Largest extreme value", "largest", names=("location", "scale")),
)
FAMILIES: Mapping[str, Family] = {family.key: family for family in _FAMILIES}


def family(name: str) -> Family:
    """The family with this key. Raises StatsError that lists the known ones."""
    key = str(name).strip().lower().replace(" ", "-").replace("_", "-")
    if key not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise StatsError(f"There is no distribution named {name!r}. Choose one of: {known}.")
    return FAMILIES[key]


@dataclass(frozen=True, slots=True, eq=False)
class Fit(Record):
    """One family with its parameters, and how well the data support it.

    parameters : the parameters as printed, by name, in the family's order.
    theta : the same in the form the formulas use: (location, scale) of the standard shape (of the
        logarithms for a log family), (shape, scale) for gamma, (scale,) for exponential; then the
        threshold when the family has one.
    likeliest : theta at the maximum of the likelihood. It differs from `theta` only for normal and
        lognormal, where the n-1 standard deviation is printed and used.
    loglik : log-likelihood at its maximum. aic : 2 k - 2 loglik, k parameters. bic : k ln n - 2 loglik.
    covariance : (k, k) covariance of `theta` from the observed information; empty when not known.
    a2, a2_adjusted, p : Anderson-Darling statistic, the same adjusted for n, and the p-value
        (None when its distribution is not known; `notes` says why).
    """

    family: Family
    parameters: Mapping[str, float]
    theta: tuple[float, ...]
    likeliest: tuple[float, ...]
    n: int
    loglik: float
    covariance: Floats = field(repr=False)
    a2: float = math.nan
    a2_adjusted: float = math.nan
    p: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def aic(self) -> float:
        """Akaike's criterion: 2 k - 2 loglik; smaller is better."""
        return 2.0 * len(self.theta) - 2.0 * self.loglik

    @property
    def bic(self) -> float:
        """Schwarz's criterion: k ln n - 2 loglik; smaller is better."""
        return len(self.theta) * math.log(self.n) - 2.0 * self.loglik

    @property
    def threshold(self) -> float:
        """Where the distribution starts; minus infinity when it has no lower end."""
        if not self.family.positive:
            return -math.inf
        return self.theta[-1] if self.family.threshold else 0.0

    def cdf(self, x: ArrayLike) -> Floats:
        """The share of values at or below `x`."""
        return np.exp(logcdf(self.family, self.theta, x))

    def sf(self, x: ArrayLike) -> Floats:
        """The share of values above `x`, exact far in the upper tail."""
        return np.exp(logsf(self.family, self.theta, x))

    def pdf(self, x: ArrayLike) -> Floats:
        """The density at `x`, for drawing the curve over a histogram."""
        return np.exp(logpdf(self.family, self.theta, x))

    def ppf(self, p: ArrayLike) -> Floats:
        """The value below which the share `p` lies."""
        return quantile(self.family, self.theta, p)

    def isf(self, q: ArrayLike) -> Floats:
        """The value above which the share `q` lies."""
        return quantile(self.family, self.theta, q, upper=True)

    def describe(self) -> str:
        """`Weibull, shape 2.596, scale 99.21`."""
        terms = ", ".join(f"{name} {num(value)}" for name, value in self.parameters.items())
        return f"{self.family.label}, {terms}"


def standardize(of: Family, theta: tuple[float, ...], x: ArrayLike) -> tuple[Floats, Floats]:
    """The values on the standard shape, and ln dz/dx for the density; -inf below the threshold.

    Location-scale: z = (x - location)/scale; log families use ln(x - threshold);
    gamma and exponential: z = (x - threshold)/scale.
    """
    values = np.asarray(x, dtype=np.float64)
    if not of.positive:
        return (values - theta[0]) / theta[1], np.full(values.shape, -math.log(theta[1]))
    y = values - (theta[-1] if of.threshold else 0.0)
    inside = y > 0
    if not of.log:
        scale = theta[1] if of.base == "gamma" else theta[0]
        return np.where(inside, y / scale, 0.0), np.full(values.shape, -math.log(scale))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(inside, np.log(np.where(inside, y, 1.0)), -np.inf)
    slope = np.where(inside, -logs - math.log(theta[1]), -np.inf)
    return (logs - theta[0]) / theta[1], slope


def logpdf(of: Family, theta: tuple[float, ...], x: ArrayLike) -> Floats:
    """Logarithm of the density; -inf where there is none."""
    z, slope = standardize(of, theta, x)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        log_density = standard_logpdf(of.base, z, theta[0])
    return np.where(np.isneginf(z) | np.isneginf(slope), -np.inf, log_density + slope)


def logcdf(of: Family, theta: tuple[float, ...], x: ArrayLike) -> Floats:
    """Logarithm of the share at or below `x`."""
    return _tail(of.base, standardize(of, theta, x)[0], theta[0], upper=False)


def logsf(of: Family, theta: tuple[float, ...], x: ArrayLike) -> Floats:
    """Logarithm of the share above `x`."""
    return _tail(of.base, standardize(of, theta, x)[0], theta[0], upper=True)


def quantile(of: Family, theta: tuple[float, ...], p: ArrayLike, upper: bool = False) -> Floats:
    """The value with the share `p` below it (above it when `upper`). Shape as `p`."""
    z = standard_quantile(of.base, np.asarray(p, dtype=np.float64), theta[0], upper)
    start = theta[-1] if of.threshold else 0.0
    if not of.location_scale:
        scale = theta[1] if of.base == "gamma" else theta[0]
        return np.asarray(start + scale * z, dtype=np.float64)
    with np.errstate(over="ignore"):
        moved = theta[0] + theta[1] * z
        return np.asarray(start + np.exp(moved) if of.log else moved, dtype=np.float64)


def standard_logpdf(base: Base, z: Floats, shape: float = 1.0) -> Floats:
    """Log-density of a standard shape at `z` (`shape` for gamma only)."""
    from scipy import special

    if base == "normal":
        density = -0.5 * z * z - 0.5 * math.log(2 * math.pi)
    elif base == "logistic":
        density = -np.abs(z) - 2.0 * np.log1p(np.exp(-np.abs(z)))
    elif base == "smallest":
        density = z - np.exp(z)
    elif base == "largest":
        density = -z - np.exp(-z)
    elif base == "gamma":
        density = np.where(z > 0, special.xlogy(shape - 1.0, z) - z - special.gammaln(shape), -np.inf)
    else:
        density = np.where(z >= 0, -z, -np.inf)
    return np.asarray(density, dtype=np.float64)


def _tail(base: Base, z: Floats, shape: float, upper: bool) -> Floats:
    """ln F(z), or ln(1 - F(z)) when `upper`, without losing the far tail."""
    from scipy import special

    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        if base == "normal":
            tail = special.log_ndtr(-z if upper else z)
        elif base == "logistic":
            tail = -np.logaddexp(0.0, z if upper else -z)
        elif base in ("smallest", "largest"):
            hazard = np.exp(z if base == "smallest" else -z)
            tail = -hazard if upper == (base == "smallest") else _log1mexp(hazard)
        elif base == "gamma":
            tail = np.log(special.gammaincc(shape, z) if upper else special.gammainc(shape, z))
        else:
            tail = -z if upper else _log1mexp(z)
    return np.asarray(tail, dtype=np.float64)


def _log1mexp(h: Floats) -> Floats:
    """ln(1 - exp(-h)) for h >= 0 at full precision (Maechler 2012)."""
    small = h < math.log(2.0)
    return np.where(
        small, np.log(-np.expm1(-np.where(small, h, 1.0))), np.log1p(-np.exp(-np.where(small, 1.0, h)))
    )


def standard_quantile(base: Base, p: Floats, shape: float = 1.0, upper: bool = False) -> Floats:
    """The value of a standard shape with the share `p` below (above when `upper`)."""
    from scipy import special

    with np.errstate(divide="ignore", invalid="ignore"):
        if base == "normal":
            z = -special.ndtri(p) if upper else special.ndtri(p)
        elif base == "logistic":
            z = -special.logit(p) if upper else special.logit(p)
        elif base == "smallest":
            z = np.log(-np.log(p) if upper else -np.log1p(-p))
        elif base == "largest":
            z = -np.log(-np.log1p(-p) if upper else -np.log(p))
        elif base == "gamma":
            z = special.gammainccinv(shape, p) if upper else special.gammaincinv(shape, p)
        else:
            z = -np.log(p) if upper else -np.log1p(-p)
    return np.asarray(z, dtype=np.float64)


def slopes(base: Base, z: Floats) -> tuple[Floats, Floats]:
    """First and second derivative of the log-density of a location-scale shape.

    All four shapes are log-concave (the second is below zero), so the likelihood has one maximum.
    """
    with np.errstate(over="ignore"):
        if base == "normal":
            return -z, np.full(z.shape, -1.0)
        if base == "logistic":
            first = -np.tanh(0.5 * z)
            return first, -0.5 * (1.0 - first * first)
        hazard = np.exp(z if base == "smallest" else -z)
        return (1.0 - hazard if base == "smallest" else hazard - 1.0), -hazard
