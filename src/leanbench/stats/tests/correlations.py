"""Do two measures go together? Pearson's and Spearman's correlation, with what they do not prove."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base import sums, tails
from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import p_text
from leanbench.stats.base.samples import Floats, Ints, StatsError, count, numbers_of, refuse_huge
from leanbench.stats.tests.testing import Estimate, check_confidence
from leanbench.words.language import _

__all__ = ["correlation"]


@dataclass(frozen=True, slots=True, eq=False)
class Correlation(Result):
    """Pearson's r with Fisher's interval, and Spearman's rank correlation."""

    names: tuple[str, str]
    n: int
    r: Estimate
    p: float
    spearman: float
    spearman_p: float
    notes: tuple[str, ...] = ()
    convention: str = "interval by Fisher's z"
    source: str = "Fisher 1921; Spearman 1904"
    method: str = "correlation"

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        size = abs(self.r.value)
        word = "strong" if size > 0.7 else "moderate" if size > 0.4 else "weak"
        way = "rise together" if self.r.value > 0 else "move in opposite ways"
        first, second = self.names
        head = f"{first} and {second} {way}: a {word} correlation"
        if self.p >= 1 - self.r.confidence:
            head = f"{first} and {second} show no correlation beyond chance"
        return full_sentences(
            (
                f"{head}, r = {self.r.text(3)}, {p_text(self.p)}.",
                _("A correlation does not prove a cause."),
                *self.notes,
            )
        )

    def table(self) -> Table:
        """The numbers to show and print."""
        return Table(
            ("", "Value"),
            (("n", self.n), ("Pearson's r", self.r.value), ("Lower limit", self.r.low), ("Upper limit", self.r.high),
             ("p-value", self.p), ("Spearman's rho", self.spearman), ("p-value, Spearman", self.spearman_p)),
        )  # fmt: skip


def correlation(
    x: Iterable[Any], y: Iterable[Any], *, names: tuple[str, str] = ("x", "y"), confidence: float = 0.95
) -> Correlation:
    """Pearson's and Spearman's correlation of two columns.

    Raises
    ------
    StatsError
        Unequal lengths, fewer than four complete rows, or a constant column.
    """
    from leanbench.stats.tests.tests_ranks import ranks

    check_confidence(confidence)
    matrix, target, _ignored, notes = complete_rows(y, {names[0]: x}, names[1])
    n = target.size
    if n < 4:
        raise StatsError(
            f"There are {n} rows with both {names[0]} and {names[1]}; a correlation needs at least 4. Add data."
        )
    r = _pearson(matrix[:, 0], target, names)
    rho = _pearson(ranks(matrix[:, 0])[0], ranks(target)[0], names)
    half = tails.normal_quantile(0.5 + confidence / 2) / math.sqrt(n - 3)
    z = math.atanh(min(max(r, -1 + 1e-16), 1 - 1e-16))
    low, high = (math.tanh(z - half), math.tanh(z + half)) if abs(r) < 1 else (r, r)
    return Correlation(
        names, n, Estimate("r", r, low, high, confidence), _r_p(r, n), rho, _r_p(rho, n), notes
    )


def _pearson(x: Floats, y: Floats, names: tuple[str, str]) -> float:
    a, b = sums.center(x).deviations, sums.center(y).deviations
    a, b = a - sums.mean(a), b - sums.mean(b)
    scale = math.sqrt(float(a @ a)) * math.sqrt(float(b @ b))
    if not scale > 0:
        name = names[0] if not np.any(a) else names[1]
        raise StatsError(
            f"All values of {name} are equal: a correlation is not defined. Choose another column."
        )
    return float(np.clip((a @ b) / scale, -1.0, 1.0))


def _r_p(r: float, n: int) -> float:
    if abs(r) >= 1:
        return 0.0
    return tails.p_of_t(r * math.sqrt((n - 2) / (1 - r * r)), n - 2.0, "two-sided")


def complete_rows(
    y: Iterable[Any], named: Mapping[str, Iterable[Any]], response: str
) -> tuple[NDArray[np.float64], Floats, Ints, tuple[str, ...]]:
    """Rows with all values: (n, k) of `named`, (n,) of `y`, their row numbers, and a note on the others."""
    columns = [numbers_of(y)[0], *(numbers_of(values)[0] for values in named.values())]
    labels = [response, *named]
    for label, column in zip(labels, columns, strict=True):
        if column.size != columns[0].size:
            raise StatsError(
                f"{label} has {column.size} rows and {response} has {columns[0].size}. Choose columns of one table."
            )
    for label, column in zip(labels, columns, strict=True):
        refuse_huge(column, label)
    stacked = np.column_stack(columns)
    keep = np.isfinite(stacked).all(axis=1)
    left_out = int(np.count_nonzero(~keep))
    notes = (f"{count(left_out, 'row')} without all values left out",) if left_out else ()
    return stacked[keep, 1:], stacked[keep, 0], np.flatnonzero(keep).astype(np.int64), notes
