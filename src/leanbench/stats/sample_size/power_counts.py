"""How many cases for counted things? A share or a rate against a target, exact; a table of counts.

The power of an exact test of counts is a saw-tooth: one case more can lower it, because counts are whole. The plan is
therefore the number from which the power stays, not the first that reaches it by luck; both are told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import Floats, StatsError, number, whole
from leanbench.stats.sample_size.size_plan import LARGEST, SampleSize, Sided, check_plan, size_where
from leanbench.words.language import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text

__all__ = ["chi_square_size", "chi_square_table_size", "one_proportion_size", "one_rate_size"]

TIE = 1e-7  # outcomes this near in log probability count as equally likely, as in the test itself
Rule = Callable[[Any], Any]  # whole counts, one for each n, to whether the test rejects there, or to a chance


def power_of_share(n: Any, share: float, target: float, alpha: float = 0.05, sided: Sided = "two") -> Floats:
    """Power of the exact binomial test of a share against `target`, for each n, exact.

    The chance, if the share is `share`, of a count that the test rejects: sum of C(n, x) p^x (1 - p)^(n - x). The
    two-sided test rejects where the outcomes no more likely than the one seen have a probability of at most alpha
    in all (as `one_proportion`); the one-sided test looks towards `share`.

    n : a number or (k,) whole numbers of cases; the result is (k,). Source: Clopper and Pearson 1934; Chernick and
    Liu 2002 on the saw-tooth.
    """
    from scipy import special

    cases = np.atleast_1d(np.asarray(n, dtype=float))

    def upper(x: Any, p: float) -> Any:
        inside = np.clip(x, 1, cases)
        found = special.betainc(inside, cases - inside + 1, p)
        return np.where(x <= 0, 1.0, np.where(x > cases, 0.0, found))

    def logs(x: Any) -> Any:
        inside = np.clip(x, 0, cases)
        found = (
            special.gammaln(cases + 1) - special.gammaln(inside + 1) - special.gammaln(cases - inside + 1)
            + inside * math.log(target) + (cases - inside) * math.log1p(-target)
        )  # fmt: skip
        return np.where((x < 0) | (x > cases), -np.inf, found)

    middle = np.minimum(np.floor((cases + 1) * target), cases)
    reach = np.ceil(12 * np.sqrt(cases * target * (1 - target)) + 60)
    below, above = np.maximum(middle - reach, -1), np.minimum(middle + reach, cases + 1)

    def rejects_high(x: Any) -> Any:
        if sided == "one":
            return upper(x, target) <= alpha
        level = logs(x) + TIE
        other = _last(lambda y: logs(y) <= level, below, middle)
        return upper(x, target) + (1 - upper(other + 1, target)) <= alpha

    def rejects_low(x: Any) -> Any:
        if sided == "one":
            return 1 - upper(x + 1, target) <= alpha
        level = logs(x) + TIE
        other = _first(lambda y: logs(y) <= level, middle, above)
        return (1 - upper(x + 1, target)) + upper(other, target) <= alpha

    power = np.zeros(cases.size)
    if sided == "two" or share > target:
        power = power + upper(_first(rejects_high, middle, above), share)
    if sided == "two" or share < target:
        power = power + (1 - upper(_last(rejects_low, below, middle) + 1, share))
    return np.clip(power, 0.0, 1.0)


def one_proportion_size(
    share: float, target: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Cases to see a share differ from a target (both 0 to 1), by the exact binomial test.

    Found by trying every number of cases (beyond 20,000 one in so many, which is told). The normal formula
    ((z_a sqrt(p0 q0) + z_b sqrt(p1 q1)) / (p1 - p0))^2 only says where to look and stands beside it.
    Source: Clopper and Pearson 1934; Chernick and Liu 2002.
    """
    share, target = number(share, "The share"), number(target, "The target share")
    check_plan(power, alpha, sided, share, target, share - target)
    if not (0 < share < 1 and 0 < target < 1) or share == target:
        raise StatsError(
            _("The share to be seen and the target must lie between 0 and 1 (0.9 for 90%) and differ.")
        )
    spreads = math.sqrt(target * (1 - target)), math.sqrt(share * (1 - share))
    plain, start = _normal(share - target, *spreads, power, alpha, sided)
    found = _lasting(
        lambda n: power_of_share(n, share, target, alpha, sided), power, start, min(target, 1 - target)
    )
    reached = float(power_of_share(found[0], share, target, alpha, sided)[0])
    return SampleSize(
        f"see a share of {percent(share)} differ from a target of {percent(target)}", found[0], math.nan, reached,
        power, alpha, sided, 1,
        (("Share to be seen", share), ("Target share", target), *_searched(found, start, plain)),
        f"exact binomial test{_two_sided(sided, '; two-sided p sums outcomes no more likely')}",
        "Clopper and Pearson 1934; Chernick and Liu 2002", _saw_tooth(found, "cases"),
    )  # fmt: skip


def power_of_rate(n: Any, rate: float, target: float, alpha: float = 0.05, sided: Sided = "two") -> Floats:
    """Power of the exact Poisson test of a rate against `target` for each number n of units of exposure, exact.

    Counts x with P(X >= x | n target) <= a or P(X <= x | n target) <= a are rejected, a = alpha/2 on both sides (the
    p of `one_rate` is twice the smaller tail) or alpha on the side of `rate`; power = P(rejected | n rate).

    n : a number or (k,) numbers of units; the result is (k,). Source: Garwood 1936.
    """
    from scipy import special

    units = np.atleast_1d(np.asarray(n, dtype=float))
    expected, seen = units * target, units * rate

    def upper(x: Any, mean: Any) -> Any:
        return np.where(x <= 0, 1.0, special.gammainc(np.maximum(x, 1), mean))

    def lower(x: Any, mean: Any) -> Any:
        return np.where(x < 0, 0.0, special.gammaincc(np.maximum(x, 0) + 1, mean))

    a = alpha / (2 if sided == "two" else 1)
    middle, reach = np.floor(expected), np.ceil(12 * np.sqrt(expected) + 60)
    power = np.zeros(units.size)
    if sided == "two" or rate > target:
        power = power + upper(_first(lambda x: upper(x, expected) <= a, middle, middle + reach), seen)
    if sided == "two" or rate < target:
        power = power + lower(
            _last(lambda x: lower(x, expected) <= a, np.maximum(middle - reach, -1), middle + 1), seen
        )
    return np.clip(power, 0.0, 1.0)


def one_rate_size(
    rate: float, target: float, *, power: float = 0.9, alpha: float = 0.05, sided: Sided = "two"
) -> SampleSize:
    """Units of exposure to see a Poisson rate differ from a target rate, by the exact Poisson test.

    Found by trying every whole number of units (beyond 20,000 one in so many, which is told). The normal formula
    ((z_a sqrt(r0) + z_b sqrt(r1)) / (r1 - r0))^2 only says where to look and stands beside it.
    Source: Garwood 1936.
    """
    rate, target = number(rate, "The rate"), number(target, "The target rate")
    check_plan(power, alpha, sided, rate, target, rate - target)
    if rate < 0 or not target > 0 or rate == target:
        raise StatsError(
            _("The rate to be seen must be 0 or more, the target rate above 0, and the two must differ.")
        )
    plain, start = _normal(rate - target, math.sqrt(target), math.sqrt(rate), power, alpha, sided)
    found = _lasting(lambda n: power_of_rate(n, rate, target, alpha, sided), power, start, target)
    reached = float(power_of_rate(found[0], rate, target, alpha, sided)[0])
    return SampleSize(
        f"see a rate of {num(rate)} per unit of exposure differ from a target of {num(target)}", found[0], math.nan,
        reached, power, alpha, sided, 1,
        (("Rate to be seen", rate), ("Target rate", target), ("Events expected", found[0] * rate),
         *_searched(found, start, plain)),
        f"exact Poisson test{_two_sided(sided, '; two-sided p is twice the smaller tail')}", "Garwood 1936",
        (_("The number counts units of exposure (days, cases), not events."), *_saw_tooth(found, "units")),
        what="units",
    )  # fmt: skip


def effect_w(table: Iterable[Iterable[Any]]) -> tuple[float, int, float]:
    """Cohen's w of an expected table of shares or counts, its degrees of freedom, and the smallest expected share.

    w = sqrt(sum (p - e)^2 / e), e = share of the row times share of the column; df = (rows - 1)(columns - 1).
    Source: Cohen 1988, chapter 7. Raises StatsError for a table that is not one of shares.
    """
    rows = [[number(cell, "A cell of the expected table") for cell in _cells(row)] for row in _cells(table)]
    if len(rows) < 2 or len(rows[0]) < 2 or len({len(row) for row in rows}) != 1:
        raise StatsError(
            _("The expected table needs at least two rows and two columns, all rows equally long.")
        )
    cells = np.array(rows)
    if cells.min() < 0 or cells.max() > 1e12 or not cells.sum() > 0:
        raise StatsError(_("The cells of the expected table are shares or counts of 0 or more, not all 0."))
    shares = cells / cells.sum()
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    if not expected.min() > 0:
        raise StatsError(_("A row or a column of the expected table holds only 0. Leave it out."))
    w = float(np.sqrt(((shares - expected) ** 2 / expected).sum()))
    return w, (cells.shape[0] - 1) * (cells.shape[1] - 1), float(expected.min())


def power_of_chi_square(n: float, w: float, df: int, alpha: float = 0.05) -> float:
    """Power of the chi-square test with n cases in all: P(X > q), X noncentral chi-square with noncentrality n w^2.

    Source: Cohen 1988, chapter 7.
    """
    from scipy import special

    return 1.0 - float(special.chndtr(tails.chi2_quantile(1 - alpha, df), df, n * w * w))


def chi_square_size(w: float, df: int, *, power: float = 0.9, alpha: float = 0.05) -> SampleSize:
    """Cases in all to see an association of Cohen's `w` in a table with `df` degrees of freedom.

    Noncentral chi-square, noncentrality n w^2; w = 0.1 small, 0.3 medium, 0.5 large (Cohen 1988).
    """
    w, df = number(w, "The effect w"), whole(df, "The degrees of freedom")
    check_plan(power, alpha, "two", w)
    if not w > 0 or not 1 <= df <= 10_000:
        raise StatsError(_("The effect w must be above 0, and the degrees of freedom from 1 to 10,000."))
    exact = size_where(lambda n: power_of_chi_square(n, w, df, alpha) - power, 2.0, (df + 10) / w**2)
    n = max(2, math.ceil(exact - 1e-9))
    return SampleSize(
        _("see an association of w = {w} in a table with {degrees} of freedom").format(
            w=num(w), degrees=count_text(df, "degree", "degrees")
        ), n,
        exact, power_of_chi_square(n, w, df, alpha), power, alpha, "two", 1,
        (("Cohen's w", w), ("Degrees of freedom", df)), "noncentral chi-square, noncentrality n w²",
        "Cohen 1988, chapter 7", (_("The number counts the cases of the whole table."),),
    )  # fmt: skip


def chi_square_table_size(
    table: Iterable[Iterable[Any]], *, power: float = 0.9, alpha: float = 0.05
) -> SampleSize:
    """Cases in all to see the association of an expected table of shares (or counts), by its Cohen's w.

    Says where the smallest expected count stays below 5, for which the chi-square distribution is rough (Cochran
    1954). Source: Cohen 1988, chapter 7.
    """
    from dataclasses import replace

    w, df, least = effect_w(table)
    if w < 1e-9:
        raise StatsError(_("The expected table shows no association: all its rows have the same shares."))
    plan = chi_square_size(w, df, power=power, alpha=alpha)
    smallest = plan.n * least
    notes = plan.notes
    if smallest < 5:
        notes += (
            f"The smallest expected count would be {num(smallest, 2)}, below 5: the chi-square test is rough there. "
            f"Plan {number_text(math.ceil(5 / least))} cases, or put categories together.",
        )
    return replace(plan, figures=(*plan.figures, ("Smallest expected count", smallest)), notes=notes)


def _cells(given: Any) -> list[Any]:
    """What a table or a row of it holds. Raises StatsError for a number or a word."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise StatsError(_("The expected table is a list of rows, each a list of shares or counts."))
    return list(given)


def _normal(
    apart: float, null: float, own: float, power: float, alpha: float, sided: Sided
) -> tuple[float, float]:
    """Cases by the normal formula, and the same with both tails counted: where the search begins."""
    if alpha >= power or alpha > 0.5:
        raise StatsError(
            _("The risk of a false alarm must be below the power and at most 0.5; else a coin would do.")
        )
    z = tails.normal_quantile(1 - alpha / (2 if sided == "two" else 1)) * null
    found = (max(z + tails.normal_quantile(power) * own, 0.0) / apart) ** 2
    if found > LARGEST:
        raise StatsError(
            _("More than ten million cases would be needed: ask for a larger difference or less power.")
        )

    def gap(n: float) -> float:
        shift = abs(apart) * math.sqrt(n)
        near, far = ((shift - z) / own, (-shift - z) / own) if own else (math.copysign(40, shift - z), -40.0)
        return tails.normal_cdf(near) + (tails.normal_cdf(far) if sided == "two" else 0.0) - power

    # the far tail only adds: with both tails the size lies below the formula's
    return found, size_where(gap, min(1e-9, found), 0.50001 * found)


def _lasting(
    power: Callable[[Any], Floats], asked: float, start: float, tooth: float
) -> tuple[int, int, int]:
    """The number from which the power stays at `asked`, the first that reaches it, and the last number tried.

    start : where to look. tooth : chance of an event, 1/tooth cases make a tooth of the saw.
    The window grows until its first third lies wholly below, and its last third wholly above. Of many thousands only
    every `_step`-th number is tried.
    """
    step = _step(start)
    half = 20.0 + 1.5 * math.sqrt(max(start, 1.0) / tooth) + min(3 / tooth, 10_000.0)
    for _ignored in range(12):
        low, high = max(1, math.floor(start - half)), math.ceil(start + half)
        if high > 2 * LARGEST:
            break
        sizes = np.arange(low, high + step, step)
        enough = power(sizes) >= asked - 1e-12
        third = sizes.size // 3
        if (low == 1 or not enough[:third].any()) and enough[-third:].all():
            short = np.flatnonzero(~enough)
            last = int(short[-1]) + 1 if short.size else 0
            return int(sizes[last]), int(sizes[int(np.argmax(enough))]), int(sizes[-1])
        half *= 2
    raise StatsError(
        _("No number of cases was found that keeps the power: ask for a larger difference or less power.")
    )


def _step(start: float) -> int:
    """Every number up to 20,000 cases or so, then one in 3, 5 ...: odd, as odd and even numbers differ."""
    return int(start / 20_000) | 1


def _searched(found: tuple[int, int, int], start: float, plain: float) -> tuple[tuple[str, Any], ...]:
    step = _step(start)
    return (
        ("First number that reaches the power", found[1]),
        ("Numbers tried, up to", found[2]),
        *((("Numbers tried, one in", step),) if step > 1 else ()),
        ("Cases, normal formula", plain),
    )


def _saw_tooth(found: tuple[int, int, int], what: str) -> tuple[str, ...]:
    if found[0] == found[1]:
        return ()
    return (
        _(
            "Counts are whole, so the power goes up like a saw: {found} {what} reach it too, but "
            "some larger numbers do not; from {found2} it stays."
        ).format(found=number_text(found[1]), what=what, found2=number_text(found[0])),
    )


def _two_sided(sided: Sided, words: str) -> str:
    return words if sided == "two" else ", one-sided"


def _first(accept: Rule, low: Any, high: Any) -> Any:
    """For each n the smallest count above `low` that is accepted; `high` always is. By bisection."""
    low, high = low.copy(), high.copy()
    while np.any(wide := high - low > 1):
        middle = np.floor((low + high) / 2)
        yes = accept(middle)
        low, high = np.where(wide & ~yes, middle, low), np.where(wide & yes, middle, high)
    return high


def _last(accept: Rule, low: Any, high: Any) -> Any:
    """For each n the largest count below `high` that is accepted; `low` always is. By bisection."""
    return -_first(lambda x: accept(-x), -high, -low)
