"""Autocorrelation: is a value like the ones before it? Then the limits of an individuals chart mislead.

Source: G. E. P. Box, G. M. Jenkins and G. C. Reinsel, Time Series Analysis; G. M. Ljung and G. E. P. Box,
Biometrika 65 (1978).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, p_text
from leanbench.stats.base.samples import Floats, StatsError, clean, whole
from leanbench.words.language import _

__all__ = ["autocorrelation"]


@dataclass(frozen=True, slots=True, eq=False)
class Autocorrelation(Result):
    """Correlation of a series with itself, some rows later.

    lags : (m,) ints from 1. r : (m,) correlations. band : ± width that chance allows at 95%.
    q, p : Ljung and Box's test of all lags together.
    """

    n: int
    lags: tuple[int, ...]
    r: Floats
    band: float
    q: float
    p: float
    notes: tuple[str, ...]
    name: str = "values"
    method: str = "autocorrelation"
    convention: str = "r_k = sum (x_i - m)(x_(i+k) - m)/sum (x_i - m)²; band ±1.96/sqrt(n); Ljung-Box test"

    def _sentences(self) -> list[str]:
        outside = [lag for lag, r in zip(self.lags, self.r.tolist(), strict=True) if abs(r) > self.band]
        first = num(float(self.r[0]), 3)
        if self.p < 0.05:
            head = f"{self.name}: values depend on the ones before them (lag 1: {first}; {p_text(self.p)})."
            advice = _(
                "Limits from moving ranges are then too narrow (or too wide when neighbors are "
                "opposite). Take values further apart, or chart means of longer periods."
            )
            text = ", ".join(map(str, outside[:8])) or "none by itself"
            return [head, f"Lags beyond the band: {text}.", advice]
        head = f"{self.name}: no sign that values depend on the ones before them (lag 1: {first}; {p_text(self.p)})."
        return [head]

    def table(self) -> Table:
        """One row for each lag."""
        rows = tuple((lag, r, abs(r) > self.band) for lag, r in zip(self.lags, self.r.tolist(), strict=True))
        return Table(("Lag", "Autocorrelation", "Beyond the band"), rows)


def correlations(x: Floats, lags: int, use: NDArray[np.bool_] | None = None) -> Floats:
    """r_1 ... r_lags of a series, or of those of its values that are used; zeros for a constant one."""
    # A pair counts where both are used.
    away = x - x.mean() if use is None else np.where(use, x - x[use].mean(), 0.0)
    total = float(np.dot(away, away))
    if total == 0:
        return np.zeros(lags)
    return np.array([float(np.dot(away[lag:], away[:-lag])) / total for lag in range(1, lags + 1)])


def autocorrelation(values: Iterable[Any], lags: int | None = None, name: str = "values") -> Autocorrelation:
    """Autocorrelations of values in time order.

    Parameters
    ----------
    values : numbers, one per row. Blank rows are stepped over.
    lags : how many; a quarter of the values, at most 24, when not given.

    Raises StatsError for fewer than 8 values, a constant series, or more lags than values allow.
    """
    from scipy import special

    sample = clean(values, name, least=8)
    x = sample.values
    most = whole(lags, "The number of lags") if lags is not None else min(24, max(1, x.size // 4))
    if not 1 <= most < x.size:
        raise StatsError(
            f"{x.size} values allow 1 to {x.size - 1} lags, not {most}. Give fewer lags, or none."
        )
    if np.ptp(x) == 0:
        raise StatsError(
            f"All values of {name} are equal, so they have no autocorrelation. Choose another column."
        )
    r = correlations(x, most)
    n = x.size
    q = float(n * (n + 2) * np.sum(r**2 / (n - np.arange(1, most + 1))))
    return Autocorrelation(
        n, tuple(range(1, most + 1)), r, 1.96 / math.sqrt(n), q, float(special.chdtrc(most, q)),
        sample.notes, name,
    )  # fmt: skip
