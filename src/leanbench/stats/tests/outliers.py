"""Values that do not belong: Grubbs' test for one, the generalized ESD test for several.

An outlier is a question to the process, not a value to delete: the result names rows, and never removes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.guards import check_alpha, full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, p_text, with_unit
from leanbench.stats.base.samples import Floats, Ints, StatsError, clean, count, whole
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["generalized_esd", "grubbs"]

Side = Literal["two-sided", "max", "min"]


@dataclass(frozen=True, slots=True, eq=False)
class Outliers(Result):
    """The outcome of an outlier test.

    tested : one row for each step: (row from 0, value, statistic, critical value). found : rows (from 0)
    of the outliers. p : Grubbs' p-value, NaN for ESD.
    """

    name: str
    unit: str
    statistic: float
    critical: float
    p: float
    alpha: float
    side: Side
    tested: tuple[tuple[int, float, float, float], ...]
    found: tuple[int, ...]
    values: Floats
    rows: Ints
    method: str
    convention: str
    source: str
    notes: tuple[str, ...] = ()

    @property
    def outlier(self) -> float:
        """The most extreme value that was tested."""
        return self.tested[0][1]

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        if not self.found:
            first = f"No value of {self.name} stands out more than chance allows"
            return full_sentences(
                (
                    f"{first}; the most extreme is {with_unit(self.outlier, self.unit)} "
                    f"in row {self.tested[0][0] + 1}.",
                    *self.notes,
                )
            )
        values = {row: value for row, value, _, _ in self.tested}
        named = [f"{num(values[row])} in row {row + 1}" for row in self.found]
        end = f" ({p_text(self.p)})" if not math.isnan(self.p) else ""
        return full_sentences(
            (
                f"{self.name} has {count(len(self.found), 'outlier')}: {list_text(named, 6)}{end}.",
                _("Find out what happened there before leaving anything out."),
                *self.notes,
            )
        )

    def table(self) -> Table:
        """Each value tested with its statistic and critical value."""
        rows = tuple(
            (row + 1, value, g, limit, "outlier" if row in self.found else "")
            for row, value, g, limit in self.tested
        )
        return Table(("Row", "Value", "Statistic", "Critical value", "Verdict"), rows)


def critical_value(n: int, alpha: float, tails_counted: int = 2) -> float:
    """Grubbs' critical value: (n - 1)/sqrt(n) sqrt(t^2 / (n - 2 + t^2)), t at alpha/(tails n) with n - 2."""
    t = tails.t_quantile(1 - alpha / (tails_counted * n), n - 2)
    return (n - 1) / math.sqrt(n) * math.sqrt(t * t / (n - 2 + t * t))


def grubbs(
    values: Iterable[Any],
    *,
    side: Side = "two-sided",
    alpha: float = 0.05,
    name: str = "values",
    unit: str = "",
) -> Outliers:
    """Is the most extreme value an outlier? Grubbs' test; assumes normal data otherwise.

    side : "two-sided" (either end), "max" or "min" (one end, chosen before looking).

    Raises
    ------
    StatsError
        Fewer than three values, all equal, or a side that is none.
    """
    if side not in ("two-sided", "max", "min"):
        raise StatsError(f"The side must be two-sided, max or min, not {side!r}.")
    check_alpha(alpha)
    sample = clean(values, name, 3)
    x = sample.values
    n = int(x.size)
    d = sums.center(x).deviations
    sd = sums.sd(d)
    if not sd > 0:
        raise StatsError(f"All values of {name} are equal: none can stand out. Choose another column.")
    z = (d - sums.mean(d)) / sd
    at = int(np.argmax(z) if side == "max" else np.argmin(z) if side == "min" else np.argmax(np.abs(z)))
    g = abs(float(z[at]))
    ends = 2 if side == "two-sided" else 1
    critical = critical_value(n, alpha, ends)
    inner = (n - 1) ** 2 - n * g * g
    t = math.inf if inner <= 0 else math.sqrt(n * (n - 2) * g * g / inner)
    p = min(1.0, ends * n * (0.0 if math.isinf(t) else tails.t_upper(t, n - 2)))
    row = int(sample.rows[at])
    return Outliers(
        name, unit, g, critical, p, alpha, side, ((row, float(x[at]), g, critical),), (row,) if g > critical else (),
        x, sample.rows, "grubbs", f"{side}, alpha {num(alpha, 6)}",
        "Grubbs 1969; NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.1", sample.notes,
    )  # fmt: skip


def generalized_esd(
    values: Iterable[Any], *, most: int = 10, alpha: float = 0.05, name: str = "values", unit: str = ""
) -> Outliers:
    """Up to `most` outliers at either end: the generalized extreme studentised deviate test (Rosner 1983).

    Removes the most extreme value `most` times; the outliers are all those up to the last step
    whose statistic exceeds its critical value, so that outliers cannot hide one another.
    """
    sample = clean(values, name, 3)
    check_alpha(alpha)
    x, rows = sample.values, sample.rows
    n = int(x.size)
    steps = min(whole(most, "The most outliers to look for"), n - 2)
    if steps < 1:
        raise StatsError(f"The most outliers to look for must be at least 1; it is {most}.")
    left = sums.center(x).deviations
    kept = np.arange(n)
    tested: list[tuple[int, float, float, float]] = []
    last = 0
    for i in range(1, steps + 1):
        sd = sums.sd(left)
        if not sd > 0:
            break
        z = np.abs(left - sums.mean(left)) / sd
        at = int(np.argmax(z))
        p = 1 - alpha / (2 * (n - i + 1))
        t = tails.t_quantile(p, n - i - 1)
        critical = (n - i) * t / math.sqrt((n - i - 1 + t * t) * (n - i + 1))
        tested.append((int(rows[kept[at]]), float(x[kept[at]]), float(z[at]), critical))
        if z[at] > critical:
            last = i
        left, kept = np.delete(left, at), np.delete(kept, at)
    if not tested:
        raise StatsError(f"All values of {name} are equal: none can stand out. Choose another column.")
    return Outliers(
        name, unit, tested[0][2], tested[0][3], math.nan, alpha, "two-sided", tuple(tested),
        tuple(row for row, _, _, _ in tested[:last]), x, rows, "esd", f"up to {steps} outliers, alpha {num(alpha, 6)}",
        "Rosner 1983; NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.3", sample.notes,
    )  # fmt: skip
