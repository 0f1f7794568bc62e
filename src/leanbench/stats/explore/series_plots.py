"""Columns against time and against each other: time plot, scatter plot with matrix."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, with_unit
from leanbench.stats.base.samples import (
    Floats,
    Ints,
    StatsError,
    clean,
    column,
    columns_by_name,
    count,
    label_text,
    label_texts,
    numbers_of,
)
from leanbench.stats.tests.correlations import Correlation, correlation
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["scatter", "timeplot"]


@dataclass(frozen=True, slots=True, eq=False)
class TimePlot(Result):
    """Series over time or order: x (n,) positions or dates, one (n,) array of values (NaN for gaps) for each name."""

    names: tuple[str, ...]
    unit: str
    x: np.ndarray[Any, Any]
    series: tuple[Floats, ...]
    notes: tuple[str, ...] = ()
    convention: str = "values in the order given; gaps where a value is missing"
    source: str = ""
    method: str = "timeplot"

    def _sentences(self) -> list[str]:
        lines = []
        for name, y in zip(self.names, self.series, strict=True):
            seen = y[np.isfinite(y)]
            low, high = float(seen.min()), float(seen.max())
            lines.append(
                f"{name}: {count(int(seen.size), 'value')} from {num(low)} to {with_unit(high, self.unit)}."
            )
        return lines

    def table(self) -> Table:
        """One row for each position."""
        rows = tuple(
            (str(t), *(float(v) if math.isfinite(v) else None for v in values))
            for t, *values in zip(self.x, *self.series, strict=True)
        )
        return Table(("Position", *self.names), rows)


def timeplot(
    series: Mapping[str, Iterable[Any]], times: Iterable[Any] | None = None, *, unit: str = ""
) -> TimePlot:
    """Lines over time, one for each name; with `times` (dates) the rows are put in their order, and that is said.

    Raises
    ------
    StatsError
        No series, unequal lengths, or a series without a number.
    """
    series = columns_by_name(series, "The series")
    arrays = {name: numbers_of(values)[0] for name, values in series.items()}
    n = next(iter(arrays.values())).size
    for name, y in arrays.items():
        if y.size != n:
            raise StatsError(f"{name} has {y.size} rows, the first series {n}. Choose columns of one table.")
        clean(y, name, 1)
    notes = []
    for name, y in arrays.items():
        blank = int(np.count_nonzero(~np.isfinite(y)))
        if blank:
            notes.append(f"{name}: {count(blank, 'row')} without a number, shown as a gap")
    x: np.ndarray[Any, Any] = np.arange(1, n + 1)
    if times is not None:
        given = column(times, "times")
        if len(given) != n:
            raise StatsError(f"There are {len(given)} times for {n} rows. Choose columns of one table.")
        kept = np.array(
            [row for row, item in enumerate(given) if label_text(item) not in ("", "NaT")], dtype=int
        )
        if kept.size < n:
            notes.append(f"{count(n - kept.size, 'row')} without a time left out")
        try:
            order = np.array(sorted(kept.tolist(), key=lambda row: given[row]), dtype=int)
        except TypeError:
            raise StatsError(
                _("The times cannot be put in order. Use dates, or numbers, in every row.")
            ) from None
        if not order.size:
            raise StatsError(_("No row has a time. Choose another column of times, or none."))
        x = given if isinstance(given, np.ndarray) else np.asarray(given)
        if x.ndim != 1 or x.dtype.kind == "c":
            raise StatsError(_("The times must be dates or numbers, one for each row."))
        if not np.array_equal(order, kept):
            notes.append("rows put in the order of time")
        x, arrays = x[order], {name: y[order] for name, y in arrays.items()}
    return TimePlot(tuple(arrays), unit, x, tuple(arrays.values()), tuple(notes))


@dataclass(frozen=True, slots=True, eq=False)
class Scatter(Result):
    """Pairs of several columns: the complete rows, and the correlation of every pair (None where undefined)."""

    names: tuple[str, ...]
    columns: tuple[Floats, ...]
    groups: tuple[str, ...]
    rows: Ints
    correlations: tuple[tuple[int, int, Correlation | None], ...]
    notes: tuple[str, ...] = ()
    convention: str = "rows with all values; Pearson's r with Fisher's interval"
    source: str = "Fisher 1921"
    method: str = "scatter"

    def _sentences(self) -> list[str]:
        known = [c for _, _, c in self.correlations if c is not None]
        if not known:
            return [_("No pair of columns varies together: one of them is constant.")]
        known.sort(key=lambda c: -abs(c.r.value))
        return [*known[0].summary()[:2]]

    def table(self) -> Table:
        """One row for each pair of columns."""
        rows = tuple(
            (self.names[i], self.names[j], c.n, c.r.value, c.r.low, c.r.high, c.p, c.spearman)
            for i, j, c in self.correlations
            if c is not None
        )
        return Table(("First", "Second", "n", "r", "Lower", "Upper", "p-value", "Spearman's rho"), rows)


def scatter(
    columns: Mapping[str, Iterable[Any]], groups: Iterable[Any] | None = None, *, confidence: float = 0.95
) -> Scatter:
    """A scatter plot of two columns, or a matrix of several, points marked by group.

    confidence : confidence of the intervals of the correlations.

    Raises
    ------
    StatsError
        Fewer than two columns, unequal lengths, or fewer than two complete rows.
    """
    columns = columns_by_name(columns, "The measures")
    if len(columns) < 2:
        raise StatsError(_("A scatter plot needs at least two columns of numbers."))
    names = tuple(columns)
    arrays = [numbers_of(values)[0] for values in columns.values()]
    n = arrays[0].size
    for name, y in zip(names, arrays, strict=True):
        if y.size != n:
            raise StatsError(f"{name} has {y.size} rows and {names[0]} has {n}. Choose columns of one table.")
    keep = np.asarray(np.isfinite(np.column_stack(arrays)).all(axis=1))
    if keep.sum() < 2:
        raise StatsError(
            f"Fewer than two rows have values in all of {list_text(names, 6)}. Choose fewer columns, or add data."
        )
    labels = ("",) * n if groups is None else tuple(label_texts(groups))
    if len(labels) != n:
        raise StatsError(f"There are {len(labels)} group labels for {n} rows. Choose columns of one table.")
    kept = tuple(y[keep] for y in arrays)
    pairs: list[tuple[int, int, Correlation | None]] = []
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            try:
                pairs.append(
                    (i, j, correlation(kept[i], kept[j], names=(names[i], names[j]), confidence=confidence))
                )
            except StatsError:
                pairs.append((i, j, None))
    left_out = int(n - keep.sum())
    notes = (f"{count(left_out, 'row')} without all values left out",) if left_out else ()
    marked = tuple(label for label, use in zip(labels, keep.tolist(), strict=True) if use)
    unmarked = 0 if groups is None else sum(not label for label in marked)
    if unmarked:
        notes = (*notes, f"{count(unmarked, 'row')} without a group drawn unmarked")
    return Scatter(names, kept, marked, np.flatnonzero(keep).astype(np.int64), tuple(pairs), notes)
