"""How many cases to see a relation? A correlation, a regression."""

from __future__ import annotations

import math

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import StatsError, number, whole
from leanbench.stats.sample_size.size_plan import SampleSize, Sided, check_plan, size_where
from leanbench.words.language import _
from leanbench.words.numbers import number_text

__all__ = ["correlation_size", "regression_size"]


def power_of_correlation(n: float, r: float, alpha: float = 0.05, sided: Sided = "two") -> float:
    """Power of the t test of a correlation r of n pairs, by Fisher's z with its bias term.

    Phi(sqrt(n - 3) (z - z_c)) with z = atanh(r) + r/(2 (n - 1)) and z_c = atanh of the smallest significant r,
    t/sqrt(t^2 + n - 2), t the quantile with n - 2 degrees of freedom. Two-sided power counts both tails. Values of
    the two normal distributions together; 0 below 4 pairs. Below the exact power: by 0.014 with 10 pairs and r = 0.7,
    by less than 0.005 from 29 pairs. Source: Fisher 1921; Cohen 1988, section 12.3.
    """
    if n < 4:
        return 0.0
    t = tails.t_quantile(1 - alpha / (2 if sided == "two" else 1), n - 2)
    limit = math.asinh(t / math.sqrt(n - 2))  # atanh(t/sqrt(t^2 + n - 2)), which would lose its digits near 1
    z, root = math.atanh(abs(r)) + abs(r) / (2 * (n - 1)), math.sqrt(n - 3)
    far = tails.normal_cdf(root * (-z - limit)) if sided == "two" else 0.0
    return tails.normal_cdf(root * (z - limit)) + far


def correlation_size(
    r: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Pairs of values to see a correlation of r (Pearson) differ from 0, by Fisher's z with its bias term.

    `figures` has the plain formula ((z_a + z_b)/atanh(r))^2 + 3 beside it. Source: Fisher 1921; Cohen 1988.
    """
    r = number(r, "The correlation")
    check_plan(power, alpha, sided, r)
    if not 0 < abs(r) <= 1 - 1e-9:
        raise StatsError(_("The correlation to be seen must lie between -1 and 1 and not be 0."))
    a = alpha / (2 if sided == "two" else 1)
    plain = ((tails.normal_quantile(1 - a) + tails.normal_quantile(power)) / math.atanh(r)) ** 2 + 3
    exact = size_where(lambda n: power_of_correlation(n, r, alpha, sided) - power, 4.0, plain)
    n = max(4, math.ceil(exact - 1e-9))
    return SampleSize(
        f"see a correlation of {num(r)}", n, exact, power_of_correlation(n, r, alpha, sided), power, alpha, sided, 1,
        (("Correlation", r), ("Explained share of the variance", r * r), ("Cases, plain Fisher z", plain)),
        "t test of a correlation: Fisher's z with its bias term", "Fisher 1921; Cohen 1988, section 12.3",
    )  # fmt: skip


def power_of_regression(
    n: float, r2: float, predictors: int, alpha: float = 0.05, without: float = 0.0, tested: int | None = None
) -> float:
    """Power of the F test of a regression with n cases: noncentral F with noncentrality f^2 n.

    f^2 = (R^2 - R^2 without the tested)/(1 - R^2); degrees of freedom: `tested` (all predictors unless given) and
    n - predictors - 1. Fixed predictors. 0 where no case is left for the error. Source: Cohen 1988, chapter 9.
    """
    from scipy import special

    df1, df2 = float(predictors if tested is None else tested), n - predictors - 1.0
    if df2 <= 0:
        return 0.0
    f2 = (r2 - without) / (1 - r2)
    return 1.0 - float(special.ncfdtr(df1, df2, f2 * n, tails.f_quantile(1 - alpha, df1, df2)))


def regression_size(
    r2: float,
    predictors: int = 1,
    *,
    without: float = 0.0,
    tested: int | None = None,
    power: float = 0.9,
    alpha: float = 0.05,
) -> SampleSize:
    """Cases for a linear regression whose predictors explain the share `r2` (R^2, 0 to 1) of the variance.

    Noncentral F, noncentrality f^2 n, f^2 = (r2 - without)/(1 - r2); f^2 = 0.02 small, 0.15 medium, 0.35 large.

    without, tested : to ask whether the last `tested` of all `predictors` add something: R^2 without them.
    Source: Cohen 1988, chapter 9.
    """
    r2, without = number(r2, "R²"), number(without, "R² without the tested predictors")
    predictors = whole(predictors, "The number of predictors")
    check_plan(power, alpha, "two", r2, without, r2 - without)
    if not 0 <= without < r2 <= 1 - 1e-6:
        raise StatsError(
            _("R² must lie between 0 and 1 (0.13 for 13%) and above R² without the tested predictors.")
        )
    if not 1 <= predictors <= 10_000:
        raise StatsError(_("The number of predictors must be from 1 to 10,000."))
    if tested is None and without > 0:
        raise StatsError(_("Say how many of the predictors are tested, as R² without them is given."))
    if tested is not None and not 1 <= whole(tested, "The number of tested predictors") <= predictors:
        raise StatsError(_("The number of tested predictors must be from 1 to the number of predictors."))
    f2 = (r2 - without) / (1 - r2)
    low = predictors + 2.0
    exact = size_where(
        lambda n: power_of_regression(n, r2, predictors, alpha, without, tested) - power, low, low + 10 / f2
    )
    n = math.ceil(exact - 1e-9)
    many = f"{number_text(predictors)} predictor{'s' if predictors > 1 else ''}"
    seen = f"see that {many} explain{'' if predictors > 1 else 's'} {percent(r2)} of the variance"
    if tested is not None:
        raised = f"raise the explained variance from {percent(without)} to {percent(r2)}"
        seen = f"see that {number_text(int(tested))} of {many} {raised}"
    return SampleSize(
        seen, n, exact, power_of_regression(n, r2, predictors, alpha, without, tested), power, alpha, "two", 1,
        (("R²", r2), ("Effect f²", f2), ("Predictors", predictors), ("Predictors tested", tested or predictors)),
        "noncentral F, noncentrality f² n, fixed predictors", "Cohen 1988, chapter 9",
    )  # fmt: skip
