"""Fits a distribution to a sample by maximum likelihood, solved to full precision.

The score equations are solved, not a likelihood climbed by a general optimiser: general optimisers
stop a few digits early, and two programs then disagree in the third decimal of a limit. Normal and
lognormal print the n-1 standard deviation, as the Minitab documentation does for these two only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from leanbench.stats.base.guards import needs_spread
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, clean, count
from leanbench.stats.distributions.families import Family, Fit, family, logpdf, slopes, standard_logpdf
from leanbench.stats.distributions.goodness import anderson_darling_of
from leanbench.words.language import _

_STEPS = 200  # Newton steps before giving up; about ten are needed


def fit_distribution(values: Iterable[Any], distribution: str, with_test: bool = True) -> Fit:
    """Fit one family to a sample.

    Parameters
    ----------
    values : (n,) values, any unit; at least one more than the family has parameters.
    distribution : a key of `distributions.FAMILIES`, such as "weibull" or "lognormal-3".
    with_test : whether to compute the Anderson-Darling test too.

    Raises
    ------
    StatsError : too few values, all equal, values at or below zero for a family that needs them
        above, or a three-parameter likelihood without a maximum.

    Notes
    -----
    Location-scale families and their log forms: Newton's method on (1/scale, location/scale), where the
    log-likelihood is concave, so the one maximum is found from any start (Burridge 1981). Gamma: the
    root of ln k - ψ(k) = ln mean - mean ln. Exponential: the mean. Three parameters: the inner maximum
    of the likelihood profiled over the threshold; its edge at the smallest value is unbounded and is
    never taken (Lockhart and Stephens 1994). 2-parameter exponential: bias-corrected threshold
    (n min - mean)/(n - 1), scale n (mean - min)/(n - 1).
    """
    of = family(distribution)
    sample = clean(values, least=len(of.names) + 1)
    return fit_sorted(of, np.sort(sample.values), with_test, sample.notes)


def fit_sorted(of: Family, x: Floats, with_test: bool = True, notes: tuple[str, ...] = ()) -> Fit:
    """`fit_distribution` for a sorted, finite (n,) sample."""
    needs_spread(x, "without variation no distribution can be fitted")
    if of.positive and not of.threshold and x[0] <= 0:
        low = int(np.count_nonzero(x <= 0))
        verb = "is" if low == 1 else "are"
        raise StatsError(
            _(
                "{label} needs values above zero; {n_values} {verb} zero or below (smallest {x}). "
                "Choose a distribution with a threshold, or check these rows."
            ).format(label=of.label, n_values=count(low, "value"), verb=verb, x=num(x[0], 6))
        )
    notes = notes + _doubts(of, x)
    likeliest: tuple[float, ...]
    printed: tuple[float, ...]
    if of.key == "exponential-2":
        likeliest = printed = _shifted_exponential(x)
    elif of.threshold:
        likeliest = printed = _with_threshold(of, x)
    else:
        likeliest = _base_fit(of, x)
        printed = likeliest
        if of.base == "normal":
            printed = (likeliest[0], likeliest[1] * math.sqrt(x.size / (x.size - 1)))
    loglik = float(np.sum(logpdf(of, likeliest, x)))
    a2 = adjusted = math.nan
    p: float | None = None
    if with_test:
        a2, adjusted, p, doubt = anderson_darling_of(of, printed, x)
        notes = notes + doubt
    covariance = _covariance(of, likeliest, x)
    parameters = _parameters_of(of, printed)
    return Fit(of, parameters, printed, likeliest, x.size, loglik, covariance, a2, adjusted, p, notes)


def _doubts(of: Family, x: Floats) -> tuple[str, ...]:
    distinct = int(np.unique(x).size)
    if distinct < 5:
        return (
            f"Only {distinct} different values: the data are too coarse to choose a distribution safely.",
        )
    if of.threshold and x.size < 30:
        return (f"A threshold estimated from {x.size} values is uncertain; prefer one that you know.",)
    return ()


def _parameters_of(of: Family, theta: tuple[float, ...]) -> dict[str, float]:
    """The parameters in their usual form; a Weibull is a smallest extreme value of the logarithms."""
    values = list(theta)
    if of.base == "smallest" and of.log:
        values[:2] = [1.0 / theta[1], math.exp(theta[0])]
    return dict(zip(of.names, values, strict=True))


def _base_fit(of: Family, y: Floats) -> tuple[float, ...]:
    """Maximum likelihood without a threshold; `y` above zero when the family needs it."""
    if of.base == "gamma":
        return _gamma(y)
    if of.base == "exponential":
        return (float(np.mean(y)),)
    return _location_scale(of, np.log(y) if of.log else y)


def _location_scale(of: Family, x: Floats) -> tuple[float, float]:
    """(location, scale): normal in closed form, else Newton on a = 1/scale, b = location/scale.

    ℓ(a, b) = n ln a + Σ φ(a x - b), φ the log-density of the standard shape; concave in (a, b).
    The values are first moved to mean 0 and sd 1, so that the result follows a change of unit exactly.
    """
    mean, sd = float(np.mean(x)), float(np.std(x))
    if of.base == "normal":
        return mean, sd
    u = (x - mean) / sd
    a, b = {"logistic": (math.pi / math.sqrt(3), 0.0), "smallest": (1.28, 0.577), "largest": (1.28, -0.577)}[
        of.base
    ]
    n = u.size

    def loglik(a: float, b: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            z = a * u - b
            return n * math.log(a) + float(np.sum(standard_logpdf(of.base, z)))

    now = loglik(a, b)
    while not math.isfinite(now):  # one value enormously far out: start wider
        a /= 2
        now = loglik(a, b)
    for _ignored in range(_STEPS):
        first, second = slopes(of.base, a * u - b)
        gradient = np.array([n / a + np.sum(first * u), -np.sum(first)])
        cross = -float(np.sum(second * u))
        hessian = np.array([[-n / a**2 + np.sum(second * u * u), cross], [cross, np.sum(second)]])
        step = -np.linalg.solve(hessian, gradient)
        shrink = 1.0
        while True:
            next_a, next_b = a + shrink * step[0], b + shrink * step[1]
            value = loglik(next_a, next_b) if next_a > 0 else -math.inf
            if value >= now - 1e-12 * abs(now) or shrink < 1e-10:
                break
            shrink /= 2
        a, b, now = float(next_a), float(next_b), max(value, now)
        if abs(step[0]) <= 1e-14 * a and abs(step[1]) <= 1e-14 * (1 + abs(b)):
            break
        if shrink == 1.0 and float(np.max(np.abs(gradient))) <= 1e-13 * n:
            break
    return mean + sd * b / a, sd / a


def _gamma(y: Floats) -> tuple[float, float]:
    """(shape, scale) from ln k - ψ(k) = ln mean - mean ln, scale = mean/k."""
    from scipy import optimize, special

    mean = float(np.mean(y))
    d = (y - mean) / mean
    # ln mean - mean ln = mean of d - ln(1 + d), by its series where the difference would lose digits
    near = d * d * (0.5 - d * (1 / 3 - d * (0.25 - d * 0.2)))
    gap = float(np.mean(np.where(np.abs(d) < 1e-3, near, d - np.log(y / mean))))

    def score(log_k: float) -> float:
        k = math.exp(log_k)
        if k > 1e4:
            return 1 / (2 * k) + 1 / (12 * k * k) - gap
        return log_k - float(special.digamma(k)) - gap

    # ln k - ψ(k) lies between 1/(2k) and 1/k, which brackets the root (Alzer 1997).
    low, high = math.log(0.5 / gap) - 1e-6, math.log(1.0 / gap) + 1e-6
    log_k = float(optimize.brentq(score, low, high, xtol=1e-15, rtol=1e-14))
    shape = math.exp(log_k)
    return shape, mean / shape


def _shifted_exponential(x: Floats) -> tuple[float, float]:
    """(scale, threshold), both corrected for bias: the smallest value lies above the threshold."""
    n, excess = x.size, float(np.mean(x) - x[0])
    scale = n * excess / (n - 1)
    return scale, float(x[0]) - scale / n


def _threshold_score(of: Family, theta: tuple[float, ...], y: Floats) -> float:
    """dℓ/dγ of the profile at threshold γ, y = x - γ: minus the sum of d ln f/dy (envelope theorem)."""
    if of.base == "gamma":
        return -float(np.sum((theta[0] - 1.0) / y - 1.0 / theta[1]))
    first, _ignored = slopes(of.base, (np.log(y) - theta[0]) / theta[1])
    return -float(np.sum((first / theta[1] - 1.0) / y))


def _with_threshold(of: Family, x: Floats) -> tuple[float, ...]:
    """The inner maximum of the likelihood profiled over the threshold.

    The gap below the smallest value is searched from 1e-5 to 1e3 times the range; where the profile's
    slope changes from rising to falling (as the threshold rises) there is a maximum.
    """
    from scipy import optimize

    span = float(x[-1] - x[0])
    u = (x - x[0]) / span

    def slope(log_gap: float) -> float:
        y = u + math.exp(log_gap)
        return _threshold_score(of, _base_fit(of, y), y)

    def at(log_gap: float) -> tuple[float, tuple[float, ...]]:
        theta = _base_fit(of, u + math.exp(log_gap))
        return float(np.sum(logpdf(of, (*theta, -math.exp(log_gap)), u))), theta

    grid = np.linspace(math.log(1e-5), math.log(1e3), 72)
    scores = [slope(float(t)) for t in grid]
    best: tuple[float, tuple[float, ...], float] | None = None
    for left, right, low, high in zip(grid[:-1], grid[1:], scores[:-1], scores[1:], strict=True):
        if low < 0 <= high:
            root = float(optimize.brentq(slope, left, right, xtol=1e-14))
            value, theta = at(root)
            if best is None or value > best[0]:
                best = (value, theta, math.exp(root))
    if best is None:
        raise StatsError(_no_maximum(of, rising=scores[-1] < 0))
    theta, gap = best[1], best[2] * span
    scaled = (theta[0], theta[1] * span) if of.base == "gamma" else (theta[0] + math.log(span), theta[1])
    return (*scaled, float(x[0]) - gap)


def _no_maximum(of: Family, rising: bool) -> str:
    if rising:
        why = "the likelihood keeps rising as the threshold goes far below the data (they are not skewed to the right)"
    else:
        why = "the likelihood keeps rising as the threshold nears the smallest value"
    return (
        f"{of.label} has no maximum of the likelihood for these data: {why}. "
        "Use the form without a threshold, or another family."
    )


def _covariance(of: Family, theta: tuple[float, ...], x: Floats) -> Floats:
    """Inverse observed information of `theta` at the maximum; (0, 0) where the usual theory fails."""
    if of.key == "exponential-2":
        return np.empty((0, 0))  # the threshold's estimate converges like 1/n, not like a normal
    if of.key == "exponential":
        return np.array([[theta[0] ** 2 / x.size]])
    information = _information(of, theta, x)
    try:
        covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.empty((0, 0))
    if not np.all(np.isfinite(covariance)) or np.any(np.diag(covariance) <= 0):
        return np.empty((0, 0))
    return covariance


def _information(of: Family, theta: tuple[float, ...], x: Floats) -> Floats:
    """Minus the matrix of second derivatives of ℓ, in closed form at the maximum."""
    from scipy import special

    n = x.size
    y = x - (theta[-1] if of.threshold else 0.0)
    if of.base == "gamma":
        k, scale = theta[0], theta[1]
        matrix = [[n * float(special.polygamma(1, k)), n / scale], [n / scale, n * k / scale**2]]
        mixed = [float(np.sum(1.0 / y)), n / scale**2]
        own = float(np.sum((k - 1.0) / y**2))
    else:
        sigma = theta[1]
        z = ((np.log(y) if of.log else y) - theta[0]) / sigma
        first, second = slopes(of.base, z)
        cross = -float(np.sum(second * z) + np.sum(first)) / sigma**2
        spread = -float(n + 2 * np.sum(first * z) + np.sum(second * z * z)) / sigma**2
        matrix = [[-float(np.sum(second)) / sigma**2, cross], [cross, spread]]
        if not of.threshold:
            return np.array(matrix)
        # With w = ln y: dℓ/dγ = Σ (1 - φ'(z)/σ)/y; its derivatives by location, scale and γ follow.
        mixed = [
            -float(np.sum(second / y)) / sigma**2,
            -float(np.sum((second * z + first) / y)) / sigma**2,
        ]
        own = -float(np.sum((1.0 - first / sigma + second / sigma**2) / y**2))
    if not of.threshold:
        return np.array(matrix)
    return np.array([[*matrix[0], mixed[0]], [*matrix[1], mixed[1]], [*mixed, own]])
