"""Do several items measure one thing? Cronbach's alpha."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, columns_by_name, count, numbers_of, refuse_huge
from leanbench.stats.tests.testing import check_confidence
from leanbench.words.language import _

__all__ = ["cronbach_alpha"]


@dataclass(frozen=True, slots=True, eq=False)
class Alpha(Result):
    """Cronbach's alpha of several items meant to measure one thing.

    without : (item, alpha when it is left out, its correlation with the sum of the others).
    """

    alpha: float
    standardised: float
    items: int
    n: int
    interval: tuple[float, float]
    confidence: float
    without: tuple[tuple[str, float, float], ...]
    notes: tuple[str, ...] = ()
    convention: str = "rows with all answers; interval by Feldt's F"
    source: str = "Cronbach 1951; Feldt 1965"
    method: str = "cronbach-alpha"

    def _sentences(self) -> list[str]:
        word = "do not clearly measure one thing"
        if self.alpha >= 0.7:
            word = "hang together well" if self.alpha >= 0.8 else "hang together fairly"
        low, high = self.interval
        limits = f"{num(100 * self.confidence, 6)}% interval {num(low, 3)} to {num(high, 3)}, n = {self.n}"
        lines = [f"The {self.items} items {word}: Cronbach's alpha {num(self.alpha, 3)} ({limits})."]
        better = [name for name, alpha, _ in self.without if alpha > self.alpha + 0.02]
        why = "may measure something else, or be asked the other way round"
        if len(better) == 1:
            lines.append(f"Without {better[0]} it would be higher: this item {why}.")
        elif better:
            shown = ", ".join(better[:6]) + (f" and {len(better) - 6} more" if len(better) > 6 else "")
            lines.append(f"Leaving out any one of these items would raise it: {shown}. Each {why}.")
        return lines

    def table(self) -> Table:
        """Each item left out in turn."""
        return Table(("Item", "Alpha without it", "Correlation with the others"), self.without)


def cronbach_alpha(items: Mapping[str, Iterable[Any]], *, confidence: float = 0.95) -> Alpha:
    """alpha = k/(k - 1) (1 - sum of item variances / variance of the sum), over rows with all answers.

    Raises
    ------
    StatsError
        Fewer than two items or three complete rows, or no variation.
    """
    check_confidence(confidence)
    items = columns_by_name(items, "The items")
    names = list(items)
    if len(names) < 2:
        raise StatsError(_("Cronbach's alpha needs at least two items. Choose more columns."))
    columns = [numbers_of(values)[0] for values in items.values()]
    for item, answers in zip(names, columns, strict=True):
        refuse_huge(answers, item)
    if len({c.size for c in columns}) != 1:
        raise StatsError(_("The items have different numbers of rows. Choose columns of one table."))
    matrix = np.column_stack(columns)
    complete = np.isfinite(matrix).all(axis=1)
    x = matrix[complete]
    n, k = x.shape
    if n < 3:
        raise StatsError(
            f"Only {count(n, 'row')} with all answers; Cronbach's alpha needs at least 3. "
            "Add answers, or leave out the item with most blanks."
        )
    total = x.sum(axis=1)
    if not total.var(ddof=1) > 0:
        raise StatsError(
            _("Everybody has the same total: there is no variation to judge. Choose other items.")
        )
    alpha = _alpha(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.corrcoef(x.T) if k > 1 else np.ones((1, 1))
    mean_r = float((r.sum() - k) / (k * (k - 1)))
    without = []
    for i, name in enumerate(names):
        rest = np.delete(x, i, axis=1)
        sum_rest = rest.sum(axis=1)
        spread = x[:, i].std() * sum_rest.std()
        link = (
            float(np.mean((x[:, i] - x[:, i].mean()) * (sum_rest - sum_rest.mean())) / spread)
            if spread > 0
            else math.nan
        )
        without.append((name, _alpha(rest) if k > 2 else math.nan, link))
    df1, df2 = n - 1.0, (n - 1.0) * (k - 1.0)
    low = 1 - (1 - alpha) * tails.f_quantile(0.5 + confidence / 2, df1, df2)
    high = 1 - (1 - alpha) * tails.f_quantile(0.5 - confidence / 2, df1, df2)
    left_out = int((~complete).sum())
    notes = (f"{count(left_out, 'row')} without all answers left out",) if left_out else ()
    return Alpha(
        alpha, k * mean_r / (1 + (k - 1) * mean_r), k, n, (low, high), confidence, tuple(without), notes
    )


def _alpha(x: Floats) -> float:
    k = x.shape[1]
    whole = float(x.sum(axis=1).var(ddof=1))
    return k / (k - 1) * (1 - float(x.var(axis=0, ddof=1).sum()) / whole) if whole > 0 else math.nan
