"""Confidence intervals of a mean, median, standard deviation, share and rate.

Sources: NIST/SEMATECH e-Handbook 7.2.2, 7.2.3, 7.2.4; Clopper and Pearson 1934; Wilson 1927;
Garwood 1936; Newcombe 1998.
"""

from __future__ import annotations

import math

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.guards import check_confidence
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, number
from leanbench.stats.tests.testing import Estimate

__all__ = ["share_estimate"]


def mean_estimate(mean: float, sd: float, n: int, confidence: float = 0.95, unit: str = "") -> Estimate:
    """mean -+ t(n - 1) sd / sqrt(n). Unbounded for n = 1."""
    if n < 2 or math.isnan(sd):
        return Estimate("Mean", mean, confidence=confidence, unit=unit, method="t")
    half = tails.t_quantile(0.5 + confidence / 2, n - 1) * sd / math.sqrt(n)
    return Estimate("Mean", mean, mean - half, mean + half, confidence, unit, "t")


def sd_estimate(sd: float, n: int, confidence: float = 0.95, unit: str = "") -> Estimate:
    """sd sqrt((n - 1) / chi-square quantiles); assumes a normal distribution. Unbounded for n = 1."""
    if n < 2 or math.isnan(sd):
        return Estimate("Standard deviation", sd, confidence=confidence, unit=unit, method="chi-square")
    df = n - 1
    low = sd * math.sqrt(df / tails.chi2_quantile(0.5 + confidence / 2, df))
    high = sd * math.sqrt(df / tails.chi2_quantile(0.5 - confidence / 2, df))
    return Estimate("Standard deviation", sd, low, high, confidence, unit, "chi-square")


def median_estimate(values: Floats, confidence: float = 0.95, unit: str = "") -> Estimate:
    """Order statistics from the binomial with interpolation (Hettmansperger and Sheather 1986, as Minitab).

    Unbounded when the sample is too small for `confidence`.
    """
    from scipy import special

    x = np.sort(values)
    n = x.size
    median = float(np.median(x))

    def covered(d: int) -> float:
        """P(X(d) <= median <= X(n - d + 1)) for the d-th values from both ends."""
        return float(1.0 - 2.0 * special.bdtr(d - 1, n, 0.5))

    d = 0
    while d + 1 <= (n + 1) // 2 and covered(d + 1) >= confidence:
        d += 1
    if d == 0:
        return Estimate("Median", median, confidence=confidence, unit=unit, method="order statistics")
    inner, outer = covered(d + 1) if d + 1 <= n // 2 else 0.0, covered(d)
    low, high = float(x[d - 1]), float(x[n - d])
    if d + 1 <= n // 2 and outer > inner:
        share = (outer - confidence) / (outer - inner)
        weight = (n - d) * share / (d + (n - 2 * d) * share)
        low = (1 - weight) * low + weight * float(x[d])
        high = (1 - weight) * high + weight * float(x[n - d - 1])
    return Estimate("Median", median, low, high, confidence, unit, "order statistics, interpolated")


def share_estimate(
    events: int, trials: int, confidence: float = 0.95, method: str = "wilson", label: str = "Share"
) -> Estimate:
    """Interval of a share, 0 to 1.

    method : "wilson" (score; short and honest near 0 and 1) or "exact" (Clopper-Pearson, never too short).
    Raises StatsError for counts that are no counts.
    """
    check_counts(events, trials)
    check_confidence(confidence)
    share = events / trials
    if method == "wilson":
        z = tails.normal_quantile(0.5 + confidence / 2)
        middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
        half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
        low = 0.0 if events == 0 else middle - half
        high = 1.0 if events == trials else middle + half
        return Estimate(label, share, low, high, confidence, method="Wilson score")
    if method == "exact":
        alpha = 1 - confidence
        low = 0.0 if events == 0 else tails.beta_quantile(alpha / 2, events, trials - events + 1)
        high = 1.0 if events == trials else tails.beta_quantile(1 - alpha / 2, events + 1, trials - events)
        return Estimate(label, share, low, high, confidence, method="exact (Clopper-Pearson)")
    raise StatsError(f"The interval of a share is 'wilson' or 'exact', not {method!r}.")


def agreement_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson interval of a share as agreement and capability studies print it.

    One-sided at the full alpha when none or all succeed.

    Source: Clopper and Pearson, Biometrika 1934; the one-sided rule as Minitab's attribute agreement.
    """
    alpha = 1 - confidence
    if successes == 0:
        return 0.0, 1 - alpha ** (1 / n)
    if successes == n:
        return float(alpha ** (1 / n)), 1.0
    low = tails.beta_quantile(alpha / 2, successes, n - successes + 1)
    return low, tails.beta_quantile(1 - alpha / 2, successes + 1, n - successes)


def rate_estimate(events: int, exposure: float, confidence: float = 0.95, unit: str = "") -> Estimate:
    """Exact (Garwood) interval of a Poisson rate: events per unit of `exposure`."""
    if (found := number(events, "The number of events")) < 0 or not found.is_integer():
        raise StatsError(f"A number of events is a whole number from 0; it is {num(events, 6)}.")
    if not number(exposure, "The exposure") > 0:
        raise StatsError(f"The exposure (time, units, cases) must be above 0; it is {num(exposure, 6)}.")
    alpha = 1 - confidence
    low = 0.0 if events == 0 else tails.gamma_quantile(alpha / 2, events)
    high = tails.gamma_quantile(1 - alpha / 2, events + 1)
    return Estimate(
        "Rate", events / exposure, low / exposure, high / exposure, confidence, unit, "exact (Garwood)"
    )


def check_counts(events: float, trials: float, name: str = "") -> None:
    """Refuse events and trials that are no counts, with the group's name."""
    where = f" in {name!r}" if name else ""
    found, of = number(events, f"The number of events{where}"), number(trials, f"The number of cases{where}")
    if not found.is_integer() or not of.is_integer() or found < 0 or of < 1:
        raise StatsError(
            f"Counts{where} must be whole numbers: {num(events, 6)} of {num(trials, 6)} is not possible."
        )
    if events > trials:
        raise StatsError(f"There are more events than cases{where}: {num(events, 6)} of {num(trials, 6)}.")
