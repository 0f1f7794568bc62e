"""How many cases to compare two samples? Pairs, two means with unequal spreads, two spreads."""

from __future__ import annotations

import math
from dataclasses import replace

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import StatsError, number
from leanbench.stats.sample_size.power import mean_size
from leanbench.stats.sample_size.size_plan import SampleSize, Sided, check_plan, size_where
from leanbench.words.language import _

__all__ = ["paired_t_size", "two_sds_size", "welch_size"]


def paired_sd(sd: float, correlation: float) -> float:
    """Standard deviation of the differences of pairs: sd sqrt(2 (1 - r)), both measurements with `sd`."""
    return sd * math.sqrt(2 * (1 - correlation))


def paired_t_size(
    delta: float,
    sd: float = 1.0,
    *,
    correlation: float | None = None,
    power: float = 0.9,
    alpha: float = 0.05,
    sided: Sided = "two",
) -> SampleSize:
    """Pairs for the paired t test to see a mean difference of `delta`; noncentral t, n - 1 degrees of freedom.

    sd : of the differences; with `correlation` r between the two measurements, of one measurement: the differences
    then have sd sqrt(2 (1 - r)). Source: NIST/SEMATECH section 7.2.2.2; Cohen 1988, section 2.3.5.
    """
    check_plan(power, alpha, sided, delta, sd)
    spread = float(sd)
    if correlation is not None:
        correlation = number(correlation, "The correlation of the pairs")
        if not -1 < correlation < 1:
            raise StatsError(_("The correlation of the pairs must lie between -1 and 1."))
        spread = paired_sd(sd, correlation)
    plan = mean_size(delta, spread, power=power, alpha=alpha, sided=sided)
    figures: tuple[tuple[str, float], ...] = (("Standard deviation of the differences", spread),)
    if correlation is not None:
        figures += (("Correlation of the pairs", correlation),)
    return replace(
        plan,
        question=f"see a mean difference of {num(abs(delta))} in pairs (standard deviation of the differences "
        f"{num(spread)})",
        figures=(*figures, *plan.figures),
        convention="exact power of the paired t test, noncentral t",
        source="NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.2.2; Cohen 1988, section 2.3.5",
        notes=(*plan.notes, _("Each pair is measured twice.")),
        what="pairs",
    )


def power_of_welch(
    n: float, delta: float, sd1: float, sd2: float, alpha: float = 0.05, sided: Sided = "two"
) -> float:
    """Power of Welch's t test, n in each group: noncentral t with Satterthwaite's degrees of freedom.

    Noncentrality delta / sqrt((sd1^2 + sd2^2)/n); df = (n - 1)(sd1^2 + sd2^2)^2 / (sd1^4 + sd2^4). Two-sided power
    counts both tails. By simulation up to 0.04 too high in groups of 4, within 0.01 from 12. Source: Satterthwaite
    1946; Moser, Stevens and Watts 1989.
    """
    from scipy import special

    a, b = sd1 * sd1, sd2 * sd2
    df, shift = (n - 1) * (a + b) ** 2 / (a * a + b * b), abs(delta) / math.sqrt((a + b) / n)
    t = tails.t_quantile(1 - alpha / (2 if sided == "two" else 1), df)
    far = float(special.nctdtr(df, shift, -t)) if sided == "two" else 0.0
    return min(1.0, 1.0 - float(special.nctdtr(df, shift, t)) + (far if math.isfinite(far) else 0.0))


def welch_size(
    delta: float, sd1: float, sd2: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases in each of two groups to see means `delta` apart where the standard deviations differ, by Welch's test.

    Noncentral t with Satterthwaite's degrees of freedom. Source: Satterthwaite 1946; Moser, Stevens and Watts 1989.
    """
    sd1, sd2 = number(sd1, "The first standard deviation"), number(sd2, "The second standard deviation")
    check_plan(power, alpha, sided, delta, sd1, sd2)
    if delta == 0 or not (sd1 > 0 and sd2 > 0):
        raise StatsError(
            _("The difference to be seen must not be 0 and both standard deviations must be above 0.")
        )
    if not 1e-6 <= sd1 / sd2 <= 1e6:
        raise StatsError(
            _("The two standard deviations are more than a million times apart: check their unit.")
        )
    start = (3 * math.hypot(sd1, sd2) / delta) ** 2
    exact = size_where(lambda n: power_of_welch(n, delta, sd1, sd2, alpha, sided) - power, 2.0, start)
    n = max(2, math.ceil(exact - 1e-9))
    few = _("With fewer than 8 cases in a group this power is rough: some 4 points too high, by simulation.")
    return SampleSize(
        f"see a difference of {num(abs(delta))} in two means (standard deviations {num(sd1)} and {num(sd2)})", n,
        exact, power_of_welch(n, delta, sd1, sd2, alpha, sided), power, alpha, sided, 2,
        (("Standard deviation 1", sd1), ("Standard deviation 2", sd2)),
        "Welch's t test: noncentral t, Satterthwaite's degrees of freedom",
        "Satterthwaite 1946; Moser, Stevens and Watts 1989", (few,) if n < 8 else (),
    )  # fmt: skip


def power_of_f(n: float, ratio: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the F test of two standard deviations that have this `ratio`, n in each group, exact.

    P(F > q_(1-a)/ratio^2) + P(F < q_a/ratio^2), F with n - 1 and n - 1 degrees of freedom; one-sided the tail of the
    ratio alone. Normal values. Source: NIST/SEMATECH e-Handbook, section 1.3.5.9; Desu and Raghavarao 1990.
    """
    df = n - 1.0
    a = alpha / (2 if sided == "two" else 1)
    high = tails.f_upper(tails.f_quantile(1 - a, df, df) / ratio**2, df, df)
    # F and 1/F have the same distribution: the lower tail is an upper one, kept from cancelling
    low = tails.f_upper(tails.f_quantile(1 - a, df, df) * ratio**2, df, df)
    return high + low if sided == "two" else (high if ratio > 1 else low)


def two_sds_size(
    ratio: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases in each of two groups to see that one standard deviation is `ratio` times the other, by the F test.

    Exact for normal values; the test of Levene, for others, needs more. Source: NIST/SEMATECH e-Handbook, section
    1.3.5.9; Desu and Raghavarao 1990.
    """
    check_plan(power, alpha, sided, ratio)
    ratio = number(ratio, "The ratio of standard deviations")
    if not 1e-4 <= ratio <= 1e4 or ratio == 1:
        raise StatsError(
            _("The ratio of standard deviations must lie between 0.0001 and 10,000 and not be 1.")
        )
    exact = size_where(
        lambda n: power_of_f(n, ratio, alpha, sided) - power, 2.0, 2 + 10 / math.log(ratio) ** 2
    )
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see one standard deviation {num(ratio)} times the other", n, exact, power_of_f(n, ratio, alpha, sided),
        power, alpha, sided, 2, (("Ratio", ratio),), "exact power of the F test of two variances, normal values",
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.9; Desu and Raghavarao 1990",
    )  # fmt: skip
