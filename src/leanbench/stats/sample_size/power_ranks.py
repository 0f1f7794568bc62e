"""How many cases for tests of ranks and medians? From a chance, or from a shift through the relative efficiency.

Two ways, each named beside its number. Noether (1987): from the chance that a case of one group lies above one of the
other, whatever the distribution. Asymptotic relative efficiency (ARE): from a shift in standard deviations if the
values were normal; the test then needs as many cases as the t test or F test divided by its ARE, 3/pi for ranks and
2/pi for medians and signs (Pitman 1948; Andrews 1954). Both are approximations; the sign test alone is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import StatsError, number, whole
from leanbench.stats.sample_size.power import power_of_t
from leanbench.stats.sample_size.power_counts import one_proportion_size
from leanbench.stats.sample_size.size_plan import SampleSize, Sided, check_plan, size_where
from leanbench.words.language import _

__all__ = [
    "kruskal_wallis_size", "mann_whitney_shift_size", "mann_whitney_size", "moods_median_size",
    "sign_test_shift_size", "sign_test_size", "wilcoxon_size",
]  # fmt: skip

RANKS = 3 / math.pi  # ARE of Wilcoxon, Mann-Whitney and Kruskal-Wallis to t and F, normal values
SIGNS = 2 / math.pi  # ARE of the sign test and Mood's median test
EFFICIENCY = "Hodges and Lehmann 1956; Lehmann 1975, section 2.4"


def power_of_mann_whitney(n: float, chance: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the Mann-Whitney test, n in each group, where P(X > Y) = `chance`, by Noether's formula.

    Phi(sqrt(6 n) |chance - 1/2| - z_a); 0 where even fully separate groups of n give no p below alpha:
    tails/C(2n, n). Source: Noether 1987.
    """
    if n < _fewest_mann_whitney(alpha, sided):
        return 0.0
    return tails.normal_cdf(math.sqrt(6 * n) * abs(chance - 0.5) - _z(alpha, sided))


def mann_whitney_size(
    chance: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases in each of two groups for the Mann-Whitney test, from `chance` = P(X > Y) (0.5 is no difference).

    N = (z_a + z_b)^2 / (12 c (1 - c) (chance - 1/2)^2) in all, c = 1/2. Any distribution, no ties.
    Source: Noether 1987.
    """
    chance = number(chance, "The chance P(X > Y)")
    check_plan(power, alpha, sided, chance, chance - 0.5)
    _apart(chance, "The chance that a case of one group lies above one of the other")
    exact = _noether(chance, power, alpha, sided) / 6
    least = _fewest_mann_whitney(alpha, sided)
    n = max(least, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see, by the Mann-Whitney test, that a case of one group lies above one of the other in {percent(chance)} "
        "of all pairs",
        n, exact, power_of_mann_whitney(n, chance, alpha, sided), power, alpha, sided, 2,
        (("P(X > Y)", chance),), "Noether's formula in P(X > Y), normal approximation", "Noether 1987",
        _fewest(n, exact, least),
    )  # fmt: skip


def power_of_mann_whitney_shift(n: float, delta: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the Mann-Whitney test for a shift of `delta` standard deviations of normal values, n in each group.

    The power of the t test with 3/pi n cases (ARE). Source: Hodges and Lehmann 1956; Lehmann 1975.
    """
    if n < _fewest_mann_whitney(alpha, sided):
        return 0.0
    return power_of_t(n * RANKS, delta, alpha, sided, 2)


def mann_whitney_shift_size(
    delta: float, sd: float = 1.0, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases in each of two groups for the Mann-Whitney test to see a shift of `delta`, normal values with `sd`.

    n of the t test divided by the asymptotic relative efficiency 3/pi = 0.955. `figures` has Noether's number with
    P(X > Y) = Phi(delta/(sd sqrt(2))) beside it. For long-tailed values the test needs fewer cases than this.
    """
    d = _shift(delta, sd, power, alpha, sided)
    exact = size_where(
        lambda n: power_of_t(n * RANKS, d, alpha, sided, 2) - power, 2 / RANKS, 2 * (3 / d) ** 2
    )
    least = _fewest_mann_whitney(alpha, sided)
    n = max(least, math.ceil(exact - 1e-9))
    chance = tails.normal_cdf(d / math.sqrt(2))
    return SampleSize(
        f"see a shift of {num(abs(delta))} by the Mann-Whitney test (standard deviation {num(sd)})", n, exact,
        power_of_mann_whitney_shift(n, d, alpha, sided), power, alpha, sided, 2,
        (("Shift in standard deviations", d), ("Efficiency against t, 3/π", RANKS), ("P(X > Y)", chance),
         ("Cases, Noether's formula", math.ceil(_noether(chance, power, alpha, sided) / 6 - 1e-9))),
        "t test through the asymptotic relative efficiency 3/π, normal values", EFFICIENCY, _fewest(n, exact, least),
    )  # fmt: skip


def power_of_wilcoxon(n: float, delta: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the Wilcoxon signed-rank test for a shift of `delta` standard deviations of n normal values or pairs.

    The power of the t test with 3/pi n cases (ARE); 0 where 2^-n (both tails: 2^(1 - n)) exceeds alpha.
    Source: Hodges and Lehmann 1956; Lehmann 1975.
    """
    return 0.0 if n < _fewest_wilcoxon(alpha, sided) else power_of_t(n * RANKS, delta, alpha, sided, 1)


def wilcoxon_size(
    delta: float, sd: float = 1.0, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases, or pairs with `sd` of the differences, for the Wilcoxon signed-rank test to see a shift of `delta`.

    n of the t test divided by the asymptotic relative efficiency 3/pi = 0.955, normal values. `figures` has Noether's
    n = (z_a + z_b)^2 / (3 (p - 1/2)^2) beside it, p = P(X + X' > 0) = Phi(sqrt(2) delta/sd) (Noether 1987).
    """
    d = _shift(delta, sd, power, alpha, sided)
    exact = size_where(lambda n: power_of_t(n * RANKS, d, alpha, sided, 1) - power, 2 / RANKS, (3 / d) ** 2)
    least = _fewest_wilcoxon(alpha, sided)
    n = max(least, math.ceil(exact - 1e-9))
    chance = tails.normal_cdf(math.sqrt(2) * d)
    return SampleSize(
        f"see a shift of {num(abs(delta))} by the Wilcoxon signed-rank test (standard deviation {num(sd)})", n, exact,
        power_of_wilcoxon(n, d, alpha, sided), power, alpha, sided, 1,
        (("Shift in standard deviations", d), ("Efficiency against t, 3/π", RANKS), ("P(X + X' > 0)", chance),
         ("Cases, Noether's formula", math.ceil(_noether(chance, power, alpha, sided) / 3 - 1e-9))),
        "t test through the asymptotic relative efficiency 3/π, normal values", EFFICIENCY, _fewest(n, exact, least),
    )  # fmt: skip


def sign_test_size(
    share: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases or pairs for the sign test, from the share (0 to 1) that lies above the target median; 0.5 is no shift.

    Exact binomial against one half. `figures` has Noether's n = (z_a + z_b)^2 / (4 (share - 1/2)^2) (Noether 1987).
    """
    share = number(share, "The share above the median")
    check_plan(power, alpha, sided, share, share - 0.5)
    _apart(share, "The share above the target median")
    plan = one_proportion_size(share, 0.5, power=power, alpha=alpha, sided=sided)
    noether = math.ceil(_noether(share, power, alpha, sided) / 4 - 1e-9)
    return replace(
        plan,
        question=f"see by the sign test that {percent(share)} lie above the target median",
        figures=(("Share above", share), *plan.figures[2:], ("Cases, Noether's formula", noether)),
        convention="exact sign test: binomial against one half",
        source="Noether 1987; Chernick and Liu 2002",
    )


def sign_test_shift_size(
    delta: float, sd: float = 1.0, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases or pairs for the sign test to see a shift of `delta`, normal values with `sd`.

    Exact binomial with the share Phi(delta/sd) above the target; `figures` has the t test divided by the asymptotic
    relative efficiency 2/pi = 0.637 beside it, which holds for small shifts.
    """
    d = _shift(delta, sd, power, alpha, sided)
    if (share := tails.normal_cdf(d)) > 1 - 1e-9:
        raise StatsError(_("The shift is more than five standard deviations: nearly every case lies above."))
    plan = sign_test_size(share, power=power, alpha=alpha, sided=sided)
    by_t = size_where(lambda n: power_of_t(n * SIGNS, d, alpha, sided, 1) - power, 2 / SIGNS, (3 / d) ** 2)
    return replace(
        plan,
        question=f"see a shift of {num(abs(delta))} by the sign test (standard deviation {num(sd)})",
        figures=(
            ("Shift in standard deviations", d),
            *plan.figures,
            ("Efficiency against t, 2/π", SIGNS),
            ("Cases, t test through 2/π", math.ceil(by_t - 1e-9)),
        ),
        convention="exact sign test: binomial against one half, normal values",
    )


def power_of_kruskal_wallis(n: float, groups: int, spread: float, sd: float, alpha: float = 0.05) -> float:
    """Power of the Kruskal-Wallis test, n in each group, two medians `spread` apart and the others between them.

    Noncentral F with 3/pi n cases in each group: noncentrality (3/pi) n (spread/sd)^2 / 2. Andrews' limit is the
    noncentral chi-square with the same noncentrality; F is nearer to simulated power in small groups. 0 where even
    groups that do not overlap are not significant: n^2 (k^2 - 1)/(k n + 1). Source: Andrews 1954.
    """
    if n * n * (groups**2 - 1) / (groups * n + 1) < tails.chi2_quantile(1 - alpha, groups - 1):
        return 0.0
    return _through_f(n * RANKS, groups, spread / sd, alpha)


def kruskal_wallis_size(
    groups: int, spread: float, sd: float = 1.0, *, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Cases in each group for the Kruskal-Wallis test to see medians that lie `spread` apart, normal values.

    One-way ANOVA divided by the asymptotic relative efficiency 3/pi = 0.955 (Andrews 1954).
    """
    return _several(
        "the Kruskal-Wallis test", power_of_kruskal_wallis, RANKS, "3/π", groups, spread, sd, power, alpha
    )


def power_of_moods_median(n: float, groups: int, spread: float, sd: float, alpha: float = 0.05) -> float:
    """Power of Mood's median test, n in each group, two medians `spread` apart and the others between them.

    Noncentral F with 2/pi n cases in each group (ARE; Andrews 1954), 0 where no table of the groups is significant.
    The test counts whole cases, so its true power jumps about this curve, in groups of 10 by up to 0.1.
    """
    most = n * groups * (1.0 if groups % 2 == 0 else (groups - 1) / groups)
    if most < tails.chi2_quantile(1 - alpha, groups - 1) or n * SIGNS <= 1:
        return 0.0
    return _through_f(n * SIGNS, groups, spread / sd, alpha)


def moods_median_size(
    groups: int, spread: float, sd: float = 1.0, *, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Cases in each group for Mood's median test to see medians that lie `spread` apart, normal values.

    One-way ANOVA divided by the asymptotic relative efficiency 2/pi = 0.637 (Andrews 1954).
    """
    return _several(
        "Mood's median test", power_of_moods_median, SIGNS, "2/π", groups, spread, sd, power, alpha
    )


def _several(
    test: str, power_of: Callable[..., float], efficiency: float, words: str, groups: int, spread: float, sd: float,
    power: float, alpha: float,
) -> SampleSize:  # fmt: skip
    """The plan of a test of several groups through its efficiency against one-way ANOVA."""
    check_plan(power, alpha, "two", spread, sd)
    groups = whole(groups, "The number of groups")
    if not 2 <= groups <= 1000 or not (spread > 0 and sd > 0):
        raise StatsError(
            _("There must be from 2 to 1,000 groups, and the spread and the standard deviation above 0.")
        )
    exact = size_where(
        lambda n: power_of(n, groups, spread, sd, alpha) - power, 2.0, 2 * (3 * sd / spread) ** 2
    )
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see by {test} medians of {groups} groups that lie {num(spread)} apart (standard deviation {num(sd)})", n,
        exact, power_of(n, groups, spread, sd, alpha), power, alpha, "two", groups,
        (("Largest difference", spread), (f"Efficiency against ANOVA, {words}", efficiency)),
        f"noncentral F through the asymptotic relative efficiency {words}, normal values; two medians apart and the "
        "others between",
        "Andrews 1954",
    )  # fmt: skip


def _through_f(n: float, groups: int, spread: float, alpha: float) -> float:
    """Power of one-way ANOVA with n cases in each group, n a fraction."""
    from scipy import special

    df1, df2 = groups - 1.0, groups * (n - 1.0)
    return 1.0 - float(special.ncfdtr(df1, df2, n * spread**2 / 2, tails.f_quantile(1 - alpha, df1, df2)))


def _z(alpha: float, sided: Sided) -> float:
    return tails.normal_quantile(1 - alpha / (2 if sided == "two" else 1))


def _noether(chance: float, power: float, alpha: float, sided: Sided) -> float:
    """((z_a + z_b) / (chance - 1/2))^2; Noether's formulas divide it by 3, 4 or 6."""
    z = _z(alpha, sided) + tails.normal_quantile(power)
    return (max(z, 0.0) / (chance - 0.5)) ** 2


def _apart(chance: float, what: str) -> None:
    if not 0 < chance < 1 or chance == 0.5:
        raise StatsError(f"{what} must lie between 0 and 1 and not be one half, which is no difference.")


def _shift(delta: float, sd: float, power: float, alpha: float, sided: Sided) -> float:
    """The shift in standard deviations. Raises StatsError where there is none."""
    check_plan(power, alpha, sided, delta, sd)
    if delta == 0 or not sd > 0:
        raise StatsError(_("The shift to be seen must not be 0 and the standard deviation must be above 0."))
    return abs(delta) / sd


def _fewest_mann_whitney(alpha: float, sided: Sided) -> int:
    """The smallest groups that can be significant at all: 1/C(2n, n) in one tail."""
    n = 2
    while (2 if sided == "two" else 1) / math.comb(2 * n, n) > alpha:
        n += 1
    return n


def _fewest_wilcoxon(alpha: float, sided: Sided) -> int:
    """The smallest sample that can be significant at all: 2^-n in one tail."""
    return max(2, math.ceil(math.log2((2 if sided == "two" else 1) / alpha) - 1e-12))


def _fewest(n: int, exact: float, least: int) -> tuple[str, ...]:
    if n == least and math.ceil(exact - 1e-9) < least:
        return (
            f"With fewer than {least} cases the test finds nothing at this risk, whatever the difference.",
        )
    return ()
