"""How many cases are enough? Power and sample size for the usual questions, exact where the distribution is known.

Each planner returns the smallest whole number of cases (per group) that reaches the power asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import StatsError, number, whole
from leanbench.stats.sample_size.size_plan import LARGEST, SampleSize, Sided, check_plan, size_where
from leanbench.words.language import _
from leanbench.words.numbers import number_text

__all__ = [
    "anova_size", "equivalence_size", "estimate_size", "mean_size", "power_curve", "proportions_size",
    "rates_size", "sd_size", "share_size",
]  # fmt: skip


def power_of_t(n: float, delta: float, alpha: float = 0.05, sided: Sided = "two", groups: int = 1) -> float:
    """Power of the t test for a difference of `delta` standard deviations, n per group (1: one sample or pairs, 2).

    Noncentral t. Two-sided power counts both tails, as Minitab; R's default leaves out the far one.
    """
    from scipy import special

    df = groups * (n - 1.0)
    shift = abs(delta) * math.sqrt(n / groups)
    t = tails.t_quantile(1 - alpha / (2 if sided == "two" else 1), df)
    far = float(special.nctdtr(df, shift, -t)) if sided == "two" else 0.0
    return min(1.0, 1.0 - float(special.nctdtr(df, shift, t)) + (far if math.isfinite(far) else 0.0))


def mean_size(
    delta: float,
    sd: float = 1.0,
    *,
    power: float = 0.9,
    alpha: float = 0.05,
    sided: Sided = "two",
    groups: int = 1,
) -> SampleSize:
    """Cases to see a difference of `delta` in a mean with standard deviation `sd`.

    groups : 1 (one sample, or pairs with `sd` of the differences) or 2 (each group gets n).
    `figures` also holds the normal formula ((z_a + z_b) sd / delta)^2 and NIST's iterated t form.
    """
    check_plan(power, alpha, sided, delta, sd)
    if delta == 0 or not sd > 0:
        raise StatsError(
            _("The difference to be seen must not be 0 and the standard deviation must be above 0.")
        )
    if (groups := whole(groups, "The number of groups")) not in (1, 2):
        raise StatsError(
            f"Means are compared in 1 or 2 groups, not {groups}; for more see the analysis of variance."
        )
    d = abs(delta) / sd
    a = alpha / (2 if sided == "two" else 1)
    n_z = groups * ((tails.normal_quantile(1 - a) + tails.normal_quantile(power)) / d) ** 2
    exact = size_where(lambda n: power_of_t(n, d, alpha, sided, groups) - power, 2.0, n_z)
    n = max(2, math.ceil(exact - 1e-9))
    figures = (
        ("Cases, normal formula", n_z),
        ("Cases, normal formula, rounded up", math.ceil(n_z - 1e-9)),
        ("Cases, iterated t", _iterated(d, a, 1 - power, groups, n_z)),
        ("Difference in standard deviations", d),
    )
    where = "one mean" if groups == 1 else "two means"
    return SampleSize(
        f"see a difference of {num(abs(delta))} in {where} (standard deviation {num(sd)})", n, exact,
        power_of_t(n, d, alpha, sided, groups), power, alpha, sided, groups, figures, "exact power of the t test",
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.2.2; noncentral t",
    )  # fmt: skip


def _iterated(d: float, a: float, b: float, groups: int, start: float) -> int:
    """NIST's iteration: t quantiles with n - 1 degrees of freedom until n repeats."""
    n, seen = max(math.ceil(start), 2), set[int]()
    while n not in seen and n < LARGEST:
        seen.add(n)
        df = groups * (n - 1.0)
        n = max(
            math.ceil(groups * ((tails.t_quantile(1 - a, df) + tails.t_quantile(1 - b, df)) / d) ** 2 - 1e-9),
            2,
        )
    return n


def estimate_size(sd: float, margin: float, *, confidence: float = 0.95) -> SampleSize:
    """Cases to know a mean within plus or minus `margin`: the half-width t s / sqrt(n) at most `margin`."""
    confidence = number(confidence, "The confidence level")
    check_plan(0.5, 1 - confidence, "two", sd, margin)
    if not (sd > 0 and margin > 0):
        raise StatsError(_("The standard deviation and the margin must be above 0."))

    def half(n: float) -> float:
        return mean_half_width(n, sd, confidence)

    start = (tails.normal_quantile(0.5 + confidence / 2) * sd / margin) ** 2
    exact = size_where(lambda n: margin - half(n), 2.0, start)
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"know a mean within ±{num(margin)} (standard deviation {num(sd)}, confidence {percent(confidence)})", n, exact,
        math.nan, math.nan, 1 - confidence, "two", 1,
        (("Half-width reached", half(n)), ("Cases, normal formula", start)),
        "half-width of the t interval", "NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.2.2",
    )  # fmt: skip


def mean_half_width(n: float, sd: float, confidence: float = 0.95) -> float:
    """Half-width of the t interval of a mean of n cases: t(n - 1) sd/sqrt(n)."""
    return tails.t_quantile(0.5 + confidence / 2, n - 1) * sd / math.sqrt(n)


def share_half_width(
    n: float, share: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> float:
    """Half-width of the normal interval of a share of n cases: z sqrt(p (1 - p)/n), of N cases times
    sqrt((N - n)/(N - 1)) (Cochran 1977)."""
    half = tails.normal_quantile(0.5 + confidence / 2) * math.sqrt(share * (1 - share) / n)
    if population is not None:
        half *= math.sqrt(max(population - n, 0.0) / max(population - 1, 1))
    return half


def share_size(
    margin: float, share: float = 0.5, *, confidence: float = 0.95, population: int | None = None
) -> SampleSize:
    """Cases to know a share within plus or minus `margin` (0.05 = 5 points), worst case 0.5.

    n = z^2 p (1 - p) / margin^2, less for a small population: n / (1 + (n - 1) / N).
    """
    confidence, share = number(confidence, "The confidence level"), number(share, "The share")
    check_plan(0.5, 1 - confidence, "two", margin)
    if not (0 < share < 1 and 0 < margin < 1):
        raise StatsError(_("The share and the margin must lie between 0 and 1 (0.05 for 5 points)."))
    z = tails.normal_quantile(0.5 + confidence / 2)
    exact = z * z * share * (1 - share) / margin**2
    if population is not None:
        if number(population, "The population") < 1:
            raise StatsError(_("The population must have at least one case."))
        exact = exact / (1 + (exact - 1) / population)
    n = math.ceil(exact - 1e-9)
    return SampleSize(
        f"know a share near {percent(share)} within ±{num(100 * margin, 3)} points (confidence {percent(confidence)})",
        n, exact, math.nan, math.nan, 1 - confidence, "two", 1, (("Population", population),), "normal approximation",
        "Cochran 1977",
    )  # fmt: skip


def power_of_proportions(n: float, p1: float, p2: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the two-proportion z test, n per group (normal approximation, pooled limit)."""
    a = alpha / (2 if sided == "two" else 1)
    middle = (p1 + p2) / 2
    pooled, own = math.sqrt(2 * middle * (1 - middle)), math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    z = tails.normal_quantile(1 - a)
    d = abs(p1 - p2) * math.sqrt(n)
    near = tails.normal_cdf((d - z * pooled) / own)
    return near + (tails.normal_cdf((-d - z * pooled) / own) if sided == "two" else 0.0)


def proportions_size(
    p1: float, p2: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases in each of two groups to see shares of p1 and p2 differ: the pooled z test, normal approximation.

    Fisher's exact test, which `two_proportions` gives first, is more careful and needs about
    n/4 (1 + sqrt(1 + 4/(n |p1 - p2|)))^2 (Casagrande, Pike and Smith 1978); that number stands beside the plan
    (counted exactly at a power asked for of 0.80 it has 0.80 to 0.83, where n of the z test has 0.73 to 0.77).
    """
    p1, p2 = number(p1, "The first share"), number(p2, "The second share")
    check_plan(power, alpha, sided, p1 - p2)
    if not (0 < p1 < 1 and 0 < p2 < 1) or p1 == p2:
        raise StatsError(_("The two shares must lie between 0 and 1 and differ."))
    a = alpha / (2 if sided == "two" else 1)
    middle = (p1 + p2) / 2
    top = tails.normal_quantile(1 - a) * math.sqrt(2 * middle * (1 - middle))
    top += tails.normal_quantile(power) * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    exact = max((max(top, 0.0) / (p1 - p2)) ** 2, 1.0)
    n = math.ceil(exact - 1e-9)
    fisher = math.ceil(exact / 4 * (1 + math.sqrt(1 + 4 / (exact * abs(p1 - p2)))) ** 2 - 1e-9)
    return SampleSize(
        f"see shares of {percent(p1)} and {percent(p2)} differ",
        n, exact, power_of_proportions(n, p1, p2, alpha, sided), power, alpha, sided, 2,
        (("Share 1", p1), ("Share 2", p2), ("Cases per group, Fisher's exact test", fisher)),
        "normal approximation, pooled under no difference",
        "Fleiss, Levin and Paik 2003, section 4.2; Casagrande, Pike and Smith 1978",
        (f"That is for the z test; Fisher's exact test needs about {number_text(fisher)} in each group.",),
    )  # fmt: skip


def rates_size(
    rate1: float, rate2: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Units of exposure in each group to see two Poisson rates differ (square-root transform)."""
    check_plan(power, alpha, sided, rate1, rate2)
    if rate1 < 0 or rate2 < 0 or rate1 == rate2:
        raise StatsError(_("The two rates must be 0 or more and differ."))
    a = alpha / (2 if sided == "two" else 1)
    z = tails.normal_quantile(1 - a) + tails.normal_quantile(power)
    # sqrt of a Poisson count with exposure t has variance near 1/4: the difference of two has 1/2
    exact = max(z, 0.0) ** 2 / 2 / (math.sqrt(rate1) - math.sqrt(rate2)) ** 2
    n = max(1, math.ceil(exact - 1e-9))
    reached = power_of_rates(n, rate1, rate2, alpha, sided)
    return SampleSize(
        f"see rates of {num(rate1)} and {num(rate2)} per unit of exposure differ",
        n, exact, reached, power, alpha, sided, 2,
        (("Rate 1", rate1), ("Rate 2", rate2)), "square-root transform of counts", "Anscombe 1948",
        (_("The number counts units of exposure (days, cases), not events."),), what="units",
    )  # fmt: skip


def power_of_rates(n: float, rate1: float, rate2: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power to see two Poisson rates differ with n units of exposure each (square-root transform, Anscombe 1948)."""
    z = tails.normal_quantile(1 - alpha / (2 if sided == "two" else 1))
    return tails.normal_cdf(math.sqrt(2 * n) * abs(math.sqrt(rate1) - math.sqrt(rate2)) - z)


def power_of_anova(n: float, groups: int, spread: float, sd: float, alpha: float = 0.05) -> float:
    """Power of one-way ANOVA when two means lie `spread` apart and the others between them (the hardest case)."""
    from scipy import special

    df1, df2 = groups - 1.0, groups * (n - 1.0)
    shift = n * (spread / sd) ** 2 / 2
    return 1.0 - float(special.ncfdtr(df1, df2, shift, tails.f_quantile(1 - alpha, df1, df2)))


def anova_size(
    groups: int, spread: float, sd: float, *, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Cases in each of several groups to see means that lie `spread` apart."""
    check_plan(power, alpha, "two", spread, sd)
    groups = whole(groups, "The number of groups")
    if groups < 2 or not (spread > 0 and sd > 0):
        raise StatsError(
            _("There must be at least two groups, and the spread and standard deviation above 0.")
        )
    exact = size_where(
        lambda n: power_of_anova(n, groups, spread, sd, alpha) - power, 2.0, 2 * (3.0 * sd / spread) ** 2
    )
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see means of {groups} groups that lie {num(spread)} apart (standard deviation {num(sd)})", n, exact,
        power_of_anova(n, groups, spread, sd, alpha), power, alpha, "two", groups, (("Largest difference", spread),),
        "noncentral F, two means apart and the others between", "Minitab's convention; Cohen 1988",
    )  # fmt: skip


def power_of_sd(n: float, ratio: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the chi-square test of a standard deviation that is `ratio` times the target."""
    df = n - 1.0
    a = alpha / (2 if sided == "two" else 1)
    high = tails.chi2_upper(tails.chi2_quantile(1 - a, df) / ratio**2, df)
    low = 1 - tails.chi2_upper(tails.chi2_quantile(a, df) / ratio**2, df)
    return high + low if sided == "two" else (high if ratio > 1 else low)


def sd_size(ratio: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two") -> SampleSize:
    """Cases to see a standard deviation that is `ratio` times the target."""
    check_plan(power, alpha, sided, ratio)
    if not ratio > 0 or ratio == 1:
        raise StatsError(_("The ratio of standard deviations must be above 0 and not 1."))
    exact = size_where(
        lambda n: power_of_sd(n, ratio, alpha, sided) - power, 2.0, 1 + 5 / math.log(ratio) ** 2
    )
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see a standard deviation {num(ratio)} times the target", n, exact, power_of_sd(n, ratio, alpha, sided), power,
        alpha, sided, 1, (("Ratio", ratio),), "chi-square",
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.3.2",
    )  # fmt: skip


def power_of_equivalence(
    n: float, limit: float, sd: float, difference: float = 0.0, alpha: float = 0.05
) -> float:
    """Power of two one-sided t tests to show two means the same within ±limit, n cases in each group.

    P(T > t - (limit + d)/se) + P(T > t - (limit - d)/se) - 1, at least 0 (shifted t, Julious 2004).
    """
    se, df = sd * math.sqrt(2 / n), 2 * (n - 1.0)
    t = tails.t_quantile(1 - alpha, df)
    low = tails.t_upper(t - (limit + difference) / se, df)
    high = tails.t_upper(t - (limit - difference) / se, df)
    return max(low + high - 1.0, 0.0)


def equivalence_size(
    limit: float, sd: float, *, difference: float = 0.0, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Cases in each of two groups to show two means the same within plus or minus `limit` (TOST)."""
    difference = number(difference, "The true difference")
    check_plan(power, alpha, "one", limit, sd)
    if not (sd > 0 and limit > abs(difference)):
        raise StatsError(
            _("The limit must be larger than the true difference, and the standard deviation above 0.")
        )

    def reached(n: float) -> float:
        return power_of_equivalence(n, limit, sd, difference, alpha)

    start = (
        2 * ((tails.normal_quantile(1 - alpha) + tails.normal_quantile(0.5 + power / 2)) * sd / limit) ** 2
    )
    exact = size_where(lambda n: reached(n) - power, 2.0, start)
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"show two means the same within ±{num(limit)} (standard deviation {num(sd)})",
        n, exact, reached(n), power, alpha, "one", 2,
        (("Limit", limit), ("True difference", difference)), "two one-sided t tests, shifted t",
        "Julious 2004",
    )  # fmt: skip


def power_curve(
    power: Callable[[float], float], largest: int, points: int = 60
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Sizes 2 to `largest` and the power at each, for drawing."""
    sizes = np.unique(np.linspace(2, max(largest, 3), points).round())
    return sizes, np.array([power(float(n)) for n in sizes])
