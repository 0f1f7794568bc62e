"""Coefficients of agreement: Fleiss' and Cohen's kappa, Kendall's W and tau."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leanbench.stats.base.samples import Ints


@dataclass(frozen=True, slots=True)
class Kappa:
    """A kappa with its z test against agreement by chance (None where no standard error is known).

    categories : (category, kappa of that category against all others).
    """

    value: float
    z: float | None
    p: float | None
    categories: tuple[tuple[str, float], ...] = ()

    @property
    def strength(self) -> str:
        """AIAG's reading: above 0.75 good to excellent agreement, below 0.40 poor."""
        if self.value > 0.75:
            return "good agreement"
        return "poor agreement" if self.value < 0.40 else "moderate agreement"


def fleiss_kappa(block: Ints, categories: tuple[str, ...]) -> Kappa | None:
    """Fleiss' kappa of (subjects, ratings) codes; None when all ratings are one category.

    κ = (P - P_e)/(1 - P_e); per category 1 - Σ x(m - x)/(n m (m-1) p q); z from the standard error
    under chance. Source: Fleiss, Nee and Landis, Psychological Bulletin 1979.
    """
    from scipy import special

    n, m = block.shape
    table = np.stack([(block == c).sum(axis=1) for c in range(len(categories))], axis=1).astype(float)
    share = table.sum(axis=0) / (n * m)
    spread = share * (1 - share)
    total = float(spread.sum())
    if total == 0:
        return None
    mixed = np.sum(table * (m - table), axis=0)
    value = 1 - float(mixed.sum()) / (n * m * (m - 1) * total)
    by_category = tuple(
        (name, 1 - float(mixed[c]) / (n * m * (m - 1) * float(spread[c])))
        for c, name in enumerate(categories)
        if spread[c] > 0
    )
    inner = total**2 - float(np.sum(spread * (1 - 2 * share)))
    error = math.sqrt(2) / (total * math.sqrt(n * m * (m - 1))) * math.sqrt(max(inner, 0.0))
    if error == 0:
        return Kappa(value, None, None, by_category)
    z = value / error
    return Kappa(value, z, float(special.ndtr(-z)), by_category)


def cohen_kappa(first: Ints, second: Ints, categories: tuple[str, ...]) -> Kappa | None:
    """Cohen's kappa of two raters, (n,) codes each; None when both use one category only.

    κ = (p_o - p_e)/(1 - p_e). Source: Cohen 1960; standard error under chance after Fleiss, Cohen and
    Everitt 1969.
    """
    from scipy import special

    size = len(categories)
    table = np.zeros((size, size))
    np.add.at(table, (first, second), 1.0)
    table /= first.size
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    chance = float(rows @ columns)
    if chance == 1.0:
        return None
    value = (float(np.trace(table)) - chance) / (1 - chance)
    inner = chance + chance**2 - float(np.sum(rows * columns * (rows + columns)))
    by_category = tuple(
        (name, _one_against_rest(table, rows, columns, c))
        for c, name in enumerate(categories)
        if 0 < rows[c] * columns[c] + (1 - rows[c]) * (1 - columns[c]) < 1
    )
    if inner <= 0:
        return Kappa(value, None, None, by_category)
    z = value * (1 - chance) * math.sqrt(first.size) / math.sqrt(inner)
    return Kappa(value, z, float(special.ndtr(-z)), by_category)


def _one_against_rest(
    table: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    rows: np.ndarray[tuple[int], np.dtype[np.float64]],
    columns: np.ndarray[tuple[int], np.dtype[np.float64]],
    c: int,
) -> float:
    agree = 1 - rows[c] - columns[c] + 2 * table[c, c]
    chance = rows[c] * columns[c] + (1 - rows[c]) * (1 - columns[c])
    return float((agree - chance) / (1 - chance))


def kendall_w(block: Ints) -> tuple[float | None, float | None]:
    """Kendall's coefficient of concordance of (subjects, raters) ordinal codes, corrected for ties, and p.

    W = 12 S/(m²(n³ - n) - m Σ(t³ - t)), χ² = m (n - 1) W with n - 1 degrees of freedom. None when every
    rater gives one rating to all. Source: Kendall and Gibbons, Rank Correlation Methods, 5th ed. 1990.
    """
    from scipy import special, stats

    n, m = block.shape
    ranks = np.apply_along_axis(stats.rankdata, 0, block)
    sums = ranks.sum(axis=1)
    ties = 0.0
    for rater in range(m):
        sizes = np.unique(block[:, rater], return_counts=True)[1].astype(float)
        ties += float(np.sum(sizes**3 - sizes))
    span = m**2 * (n**3 - n) - m * ties
    if span <= 0:
        return None, None
    w = 12 * float(np.sum((sums - sums.mean()) ** 2)) / span
    return w, float(special.chdtrc(n - 1, m * (n - 1) * w))


def kendall_tau(first: Ints, second: Ints) -> float | None:
    """Kendall's tau-b of two (n,) ordinal codes; None when one of them is constant."""
    from scipy import stats

    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(stats.kendalltau(first, second).statistic)
