"""Step times from data: a sample becomes a Spread by its moments, or stays as observed.

Shapes are set by mean and variance (method of moments), so that sums of means stay exact. For a
study of which shape fits best, use `leanbench.stats`; its fit can be handed over with `spread`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.flow.times import Spread
from leanbench.words import _
from leanbench.words.durations import Calendar, Duration, ElapsedMinutes, Unit
from leanbench.words.numbers import number_text, significant
from leanbench.words.working_calendar import ELAPSED_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

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
        raise UserError(_("At least two observed times are needed to fit a distribution."))
    if min(known) < 0.0:
        raise UserError(
            _("An observed time is negative ({time}); a time cannot be.").format(time=number_text(min(known)))
        )
    mean = math.fsum(known) / len(known)
    variance = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
    if shape == "data":
        variance = math.fsum((value - mean) ** 2 for value in known) / len(known)
        return Spread(mean, variance, "data", min(known), mean, max(known), tuple(known))
    return spread(shape, mean, variance)


@dataclass(frozen=True, slots=True)
class Shaped:
    """One shape at the mean and standard deviation of the data.

    `log_likelihood` is that of the data, -inf where the shape cannot give one of them; `percentiles` are
    P50, P85 and P95 of the shape, in the unit of the values.
    """

    shape: str
    mean: float
    sd: float
    log_likelihood: float
    percentiles: tuple[float, float, float]


def compare_shapes(values: Sequence[float]) -> tuple[Shaped, ...]:
    """Every shape with the mean and standard deviation of the data, the most likely first.

    Shapes are compared by their likelihood at the moments of the data, so all of them have the same
    mean (and all but the exponential the same standard deviation).

    Parameters
    ----------
    values : sequence of float
        Observed times, at least five that are not all the same, above zero. NaN is skipped.

    Returns
    -------
    tuple of Shaped

    Raises
    ------
    UserError
        Too few values, a time that is not above zero, or no spread.
    """
    known = [float(value) for value in values if not math.isnan(value)]
    if len(known) < 5:
        raise UserError(
            _("A distribution needs at least 5 times; there are {count}.").format(count=len(known))
        )
    if min(known) <= 0.0:
        raise UserError(
            _("A time of {time} cannot be fitted; times must be above zero.").format(
                time=number_text(min(known))
            )
        )
    if max(known) == min(known):
        raise UserError(_("All times are the same: type that time, there is nothing to fit."))
    found = []
    for shape in SHAPES[1:]:
        law = fit(known, shape)
        scipy = frozen(law)
        likelihood = float(scipy.logpdf(known).sum())
        half, most, nearly = (float(value) for value in scipy.ppf((0.50, 0.85, 0.95)))
        found.append(Shaped(shape, law.mean, math.sqrt(law.variance), likelihood, (half, most, nearly)))
    return tuple(sorted(found, key=lambda one: -one.log_likelihood))


def elapsed_in(values: Sequence[ElapsedMinutes], unit: Unit, calendar: Calendar) -> tuple[float, ...]:
    """Elapsed times in a unit a step's time may be typed in; the length stays the same.

    Calendar days are the elapsed clock's own unit; the others count business time, so the calendar converts:
    2.6 elapsed days stay 2.6 d, and are 1.86 bd in an office that works five days of seven.
    """
    size = calendar.minutes_per(unit)
    if unit == "d":
        return tuple(value / ELAPSED_DAY for value in values)
    return tuple(calendar.business_minutes(value) / size for value in values)


def as_duration(shaped: Shaped, unit: Unit, source: str) -> Duration:
    """A fitted shape as the time of a step, in four significant digits."""
    mean, sd = significant(shaped.mean, 4), significant(shaped.sd, 4)
    shape: Any = shaped.shape
    return Duration(mean, unit, shape=shape, sd=mean if shape == "exponential" else sd, source=source)


def spread(shape: str, mean: float, variance: float) -> Spread:
    """A Spread of a named shape with this mean and variance (exponential: variance = mean squared)."""
    if shape not in SHAPES or shape == "data":
        raise UserError(
            _("'{shape}' is not a shape of times. Use one of: {shapes}.").format(
                shape=shape, shapes=", ".join(SHAPES[1:])
            )
        )
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
    for _unused in range(200):
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


def quantiles(law: Spread, shares: Sequence[float]) -> NDArray[np.float64]:
    """The values below which each share of a fitted Spread lies; as `frozen(law).ppf(shares)`, without its checks."""
    import numpy as np
    from scipy import special

    at = np.asarray(shares, dtype=np.float64)
    first, second = parameters(law)
    if law.shape == "gamma":
        return np.asarray(special.gammaincinv(first, at) * second)
    if law.shape == "weibull":
        return np.asarray(second * (-np.log1p(-at)) ** (1.0 / first))
    if law.shape == "exponential":
        return np.asarray(-second * np.log1p(-at))
    normal = first + second * special.ndtri(at)
    return np.asarray(np.exp(normal) if law.shape == "lognormal" else normal)


def chance_within(spread: Spread, values: NDArray[Any]) -> NDArray[np.float64]:
    """The share of a continuous time that is at most each value; a normal one has no share below zero."""
    import numpy as np
    from scipy import special

    at = np.asarray(values, dtype=np.float64)
    if spread.shape in ("range", "three-point"):
        unit = ((at - spread.low) / (spread.high - spread.low)).clip(0.0, 1.0)
        return np.asarray(unit if spread.shape == "range" else special.betainc(*beta_shape(spread), unit))
    first, second = parameters(spread)
    above = np.maximum(at, 0.0)
    if spread.shape == "normal":
        return np.where(at < 0.0, 0.0, special.ndtr((at - first) / second))
    if spread.shape == "lognormal":
        with np.errstate(divide="ignore"):
            return np.asarray(special.ndtr((np.log(above) - first) / second))
    if spread.shape == "gamma":
        return np.asarray(special.gammainc(first, above / second))
    return np.asarray(-np.expm1(-((above / second) ** (first if spread.shape == "weibull" else 1.0))))


def slices(spread: Spread, count: int = 400) -> list[tuple[float, float]]:
    """A varying time as `count` atoms of equal width with the spread's mean."""
    import numpy as np

    if spread.shape == "data" and spread.values:
        return [(value, 1.0 / len(spread.values)) for value in spread.values]
    if spread.variance <= 0.0:
        return [(spread.mean, 1.0)]
    if spread.shape in ("range", "three-point"):
        edges = np.linspace(spread.low, spread.high, count + 1)
        middle = (edges[1:] + edges[:-1]) / 2.0
        weights = np.ones(count)
        if spread.shape == "three-point":
            a, b = beta_shape(spread)
            unit = (middle - spread.low) / (spread.high - spread.low)
            weights = unit ** (a - 1.0) * (1.0 - unit) ** (b - 1.0)
    else:
        law = frozen(spread)
        chances = (np.arange(count) + 0.5) / count
        middle = np.maximum(0.0, law.ppf(chances))
        weights = np.ones(count)
    weights = weights / weights.sum()
    shift = spread.mean - float(middle @ weights)
    return list(zip(np.maximum(0.0, middle + shift).tolist(), weights.tolist(), strict=True))
