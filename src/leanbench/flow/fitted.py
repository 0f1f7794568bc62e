"""Step times from data: a sample becomes a Spread by its moments, or stays as observed.

Shapes are set by mean and variance (method of moments), so that sums of means stay exact. For a
study of which shape fits best, use `leanbench.stats`; its fit can be handed over with `spread`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.flow.times import Spread

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES = ("data", "normal", "lognormal", "gamma", "weibull", "exponential")


def fit(values: Sequence[float], shape: str = "data") -> Spread:
    """A Spread (in the unit of the values, minutes for use on a map) from observed times.

    Parameters
    ----------
    values : sequence of float
        Observed times, at least two, none negative. NaN is skipped.
    shape : str
        One of `SHAPES`; "data" draws from the observed times themselves.

    Raises
    ------
    UserError
        Fewer than two values, a negative time, or an unknown shape.
    """
    known = [float(value) for value in values if not math.isnan(value)]
    if len(known) < 2:
        raise UserError("At least two observed times are needed to fit a distribution.")
    if min(known) < 0.0:
        raise UserError(f"An observed time is negative ({min(known):g}); a time cannot be.")
    mean = math.fsum(known) / len(known)
    variance = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
    if shape == "data":
        variance = math.fsum((value - mean) ** 2 for value in known) / len(known)
        return Spread(mean, variance, "data", min(known), mean, max(known), tuple(known))
    return spread(shape, mean, variance)


def spread(shape: str, mean: float, variance: float) -> Spread:
    """A Spread of a named shape with this mean and variance (exponential: variance = mean squared)."""
    if shape not in SHAPES or shape == "data":
        raise UserError(f"'{shape}' is not a shape of times. Use one of: {', '.join(SHAPES[1:])}.")
    if shape == "exponential":
        variance = mean * mean
    return Spread(mean, variance, shape if variance > 0.0 else "fixed", 0.0, mean, math.inf)


def parameters(law: Spread) -> tuple[float, float]:
    """The two parameters of a shape: normal (mu, sigma), lognormal (mu, sigma), gamma and weibull (shape, scale)."""
    mean, variance = law.mean, law.variance
    if law.shape == "lognormal":
        sigma2 = math.log1p(variance / (mean * mean))
        return math.log(mean) - sigma2 / 2.0, math.sqrt(sigma2)
    if law.shape == "gamma":
        return mean * mean / variance, variance / mean
    if law.shape == "weibull":
        return _weibull(mean, variance)
    if law.shape == "exponential":
        return 1.0, mean
    return mean, math.sqrt(variance)


def beta_shape(spread: Spread) -> tuple[float, float]:
    """The beta shape parameters of a three-point time with the PERT mean and variance ((high-low)/6)^2."""
    width = spread.high - spread.low
    centre = (spread.mean - spread.low) / width
    both = centre * (1.0 - centre) * width * width / spread.variance - 1.0
    return centre * both, (1.0 - centre) * both


def _weibull(mean: float, variance: float) -> tuple[float, float]:
    """Shape and scale from mean and variance, by bisection on the shape (0.1 to 100)."""
    wanted = math.log1p(variance / (mean * mean))

    def excess(shape: float) -> float:
        return math.lgamma(1.0 + 2.0 / shape) - 2.0 * math.lgamma(1.0 + 1.0 / shape) - wanted

    low, high = 0.1, 100.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if excess(middle) > 0.0 else (low, middle)
    return middle, mean / math.gamma(1.0 + 1.0 / middle)


def frozen(law: Spread) -> Any:
    """The scipy distribution of a fitted Spread."""
    from scipy import stats

    first, second = parameters(law)
    make: dict[str, Callable[[], Any]] = {
        "normal": lambda: stats.norm(first, second),
        "lognormal": lambda: stats.lognorm(second, scale=math.exp(first)),
        "gamma": lambda: stats.gamma(first, scale=second),
        "weibull": lambda: stats.weibull_min(first, scale=second),
        "exponential": lambda: stats.expon(scale=second),
    }
    return make[law.shape]()
