"""Where does the variation come from? Multi-vari by two or three factors, and check sheets by cause, time and place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent, with_unit
from leanbench.stats.base.samples import (
    Floats,
    StatsError,
    clean,
    column,
    columns_by_name,
    count,
    label_texts,
    numbers_of,
)
from leanbench.stats.tests.tests_counts import cross_table
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["check_sheet", "concentration", "multi_vari", "tally_sheet"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of factor levels: its values' range and mean."""

    levels: tuple[str, ...]
    n: int
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class MultiVari(Result):
    """Values by combinations of factors, outermost first, and the share of variation at each stage of nesting.

    shares : (name, share 0 to 1) for each factor, then "within": sums of squares added by taking the
    factors in order, over the total.
    means : for each factor, (level, mean) in order of appearance.
    """

    name: str
    unit: str
    factors: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    means: tuple[tuple[tuple[str, float], ...], ...]
    shares: tuple[tuple[str, float], ...]
    grand_mean: float
    notes: tuple[str, ...] = ()
    convention: str = "sequential sums of squares, factors in the order given, combinations nested"
    source: str = "Seder 1950"
    method: str = "multi-vari"

    def _sentences(self) -> list[str]:
        largest = max(self.shares, key=lambda item: item[1])
        where = "within one combination" if largest[0] == "within" else f"between levels of {largest[0]}"
        lines = [f"Most of the variation of {self.name} lies {where} ({percent(largest[1])})."]
        for factor, means in zip(self.factors, self.means, strict=True):
            low, high = min(means, key=lambda m: m[1]), max(means, key=lambda m: m[1])
            lines.append(
                f"By {factor}: from {num(low[1])} ({low[0]}) to {with_unit(high[1], self.unit)} ({high[0]})."
            )
        return lines

    def table(self) -> Table:
        """One row for each combination."""
        rows = tuple((*c.levels, c.n, c.low, c.mean, c.high) for c in self.cells)
        return Table((*self.factors, "n", "Smallest", "Mean", "Largest"), rows)


def multi_vari(
    values: Iterable[Any],
    factors: Mapping[str, Iterable[Any]],
    *,
    name: str = "values",
    unit: str = "",
) -> MultiVari:
    """Split the variation by one to four factors, outermost first.

    Raises
    ------
    StatsError
        No factor or more than four, unequal lengths, no spread, or a factor with one level.
    """
    factors = columns_by_name(factors, "The factors")
    if not 1 <= len(factors) <= 4:
        raise StatsError(_("A multi-vari chart takes one to four factors."))
    sample = clean(values, name, 2)
    columns: list[list[str]] = []
    length = None
    for factor, labels in factors.items():
        column = label_texts(labels)
        length = len(column) if length is None else length
        if len(column) != length or len(column) <= int(sample.rows.max()):
            raise StatsError(
                f"The factor {factor!r} has {len(column)} rows, which does not match. Choose columns of one table."
            )
        columns.append(column)
    keys = [tuple(column[row] for column in columns) for row in sample.rows.tolist()]
    complete = np.array([all(key) for key in keys])
    notes = list(sample.notes)
    if not complete.all():
        notes.append(f"{count(int((~complete).sum()), 'row')} without all factors left out")
    keys = [key for key, use in zip(keys, complete, strict=True) if use]
    x = sample.values[complete]
    if x.size < 2:
        raise StatsError(
            _("Fewer than two rows have a value and all factors. Choose other columns, or add data.")
        )
    levels = tuple(tuple(dict.fromkeys(key[i] for key in keys)) for i in range(len(columns)))
    for factor, found in zip(factors, levels, strict=True):
        if len(found) < 2:
            raise StatsError(f"The factor {factor!r} has only the level {found[0]!r}. Leave it out.")
    d = sums.center(x).deviations
    total = sums.squares(d)
    if not total > 0:
        raise StatsError(
            f"All values of {name} are equal: there is no variation to split. Choose another column."
        )
    shares, before = [], 0.0
    for depth in range(1, len(columns) + 1):
        explained = _between(d, [key[:depth] for key in keys])
        shares.append((list(factors)[depth - 1], max(explained - before, 0.0) / total))
        before = explained
    shares.append(("within", max(total - before, 0.0) / total))
    return MultiVari(
        name, unit, tuple(factors), levels, _cells(x, keys, levels),
        tuple(
            tuple((level, sums.mean(x[[key[i] == level for key in keys]])) for level in found)
            for i, found in enumerate(levels)
        ),
        tuple(shares), sums.mean(x), tuple(notes),
    )  # fmt: skip


def _between(d: Floats, keys: Sequence[tuple[str, ...]]) -> float:
    grand = sums.mean(d)
    index: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(keys):
        index.setdefault(key, []).append(i)
    return math.fsum(len(rows) * (sums.mean(d[rows]) - grand) ** 2 for rows in index.values())


def _cells(
    x: Floats, keys: Sequence[tuple[str, ...]], levels: tuple[tuple[str, ...], ...]
) -> tuple[Cell, ...]:
    index: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(keys):
        index.setdefault(key, []).append(i)
    ordered = sorted(index, key=lambda key: tuple(levels[i].index(level) for i, level in enumerate(key)))
    return tuple(
        Cell(
            key,
            len(index[key]),
            float(x[index[key]].min()),
            sums.mean(x[index[key]]),
            float(x[index[key]].max()),
        )
        for key in ordered
    )


@dataclass(frozen=True, slots=True, eq=False)
class CheckSheet(Result):
    """Tallies of causes (rows) by time, place or kind (columns).

    counts : (r, c). p : chi-square p-value against "every column has the same share of every cause", NaN when it
    cannot be computed. hot : (row, column, count, expected) of cells far above what their row and column explain.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Floats
    p: float
    hot: tuple[tuple[str, str, float, float], ...]
    row_name: str
    column_name: str
    notes: tuple[str, ...] = ()
    convention: str = "cells more than 2.6 adjusted residuals above expectation stand out"
    source: str = "Ishikawa 1976; Haberman 1973"
    method: str = "check-sheet"

    def row_totals(self) -> tuple[float, ...]:
        """How often each cause."""
        return tuple(float(v) for v in self.counts.sum(axis=1))

    def column_totals(self) -> tuple[float, ...]:
        """How much at each time or place."""
        return tuple(float(v) for v in self.counts.sum(axis=0))

    def _sentences(self) -> list[str]:
        total = float(self.counts.sum())
        often, at = _largest(self.rows, self.row_totals()), _largest(self.columns, self.column_totals())
        lines = [f"{num(total)} marks; most often {often}, most at {at}."]
        if self.hot:
            named = [f"{row} at {column} ({num(n)}, expected {num(e, 2)})" for row, column, n, e in self.hot]
            lines.append(f"Standing out: {list_text(named, 4)}.")
        return lines

    def table(self) -> Table:
        """The sheet with its totals."""
        body = [
            (row, *(float(v) for v in line), float(line.sum()))
            for row, line in zip(self.rows, self.counts, strict=True)
        ]
        body.append(("Total", *self.column_totals(), float(self.counts.sum())))
        return Table((self.row_name, *self.columns, "Total"), tuple(body))


def _largest(names: tuple[str, ...], totals: tuple[float, ...]) -> str:
    """The name with the largest total and the total; all names that share it."""
    most = max(totals)
    found = [name for name, total in zip(names, totals, strict=True) if total == most]
    return f"{list_text(found, 3)} ({num(most)}{' each' if len(found) > 1 else ''})"


def check_sheet(
    causes: Iterable[Any],
    places: Iterable[Any],
    *,
    row_name: str = "Cause",
    column_name: str = "Place",
) -> CheckSheet:
    """Tally causes by place (or day, shift, office): one mark for each row.

    Days of the week, months, dates and numbers stand in their own order, other labels in order of appearance.

    Raises
    ------
    StatsError
        Unequal lengths, or no row with both.
    """
    rows, columns, counts, notes = cross_table(causes, places)
    return tally_sheet(rows, columns, counts, row_name=row_name, column_name=column_name, notes=notes)


def tally_sheet(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[float]] | Floats,
    *,
    row_name: str = "Cause",
    column_name: str = "Place",
    notes: tuple[str, ...] = (),
) -> CheckSheet:
    """A check sheet from counts that were already tallied (r rows, c columns).

    Raises StatsError for negative counts or a shape that does not match the names.
    """
    given = counts if isinstance(counts, np.ndarray) else list(column(counts, "rows of counts"))
    cells = [numbers_of(row)[0] for row in given]
    if len({row.size for row in cells}) != 1:
        raise StatsError(
            _("Every row of a check sheet needs the same number of counts. Fill in the missing ones.")
        )
    table = np.array(cells)
    rows, columns = list(column(rows, "names of rows")), list(column(columns, "names of columns"))
    if table.shape != (len(rows), len(columns)):
        raise StatsError(
            f"There are {len(rows)} rows and {len(columns)} columns, but counts of shape {table.shape}."
        )
    if not np.all(np.isfinite(table)) or np.any(table < 0):
        raise StatsError(_("Every cell of a check sheet is a count from 0."))
    total = float(table.sum())
    if not total > 0:
        raise StatsError(_("The check sheet has no marks."))
    by_row, by_column = table.sum(1, keepdims=True), table.sum(0, keepdims=True)
    expected = by_row * by_column / total
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(expected * (1 - by_row / total) * (1 - by_column / total))
        residual = np.where(scale > 0, (table - expected) / scale, 0.0)
    hot = [
        (str(rows[i]), str(columns[j]), float(table[i, j]), float(expected[i, j]))
        for i, j in sorted(
            zip(*np.nonzero((residual > 2.6) & (table >= 3)), strict=True), key=lambda ij: -residual[ij]
        )
    ]
    used = expected[np.ix_(by_row[:, 0] > 0, by_column[0] > 0)]
    p = math.nan
    if min(used.shape) > 1:
        seen = table[np.ix_(by_row[:, 0] > 0, by_column[0] > 0)]
        p = tails.chi2_upper(
            float(np.sum((seen - used) ** 2 / used)), (used.shape[0] - 1) * (used.shape[1] - 1)
        )
    return CheckSheet(
        tuple(map(str, rows)), tuple(map(str, columns)), table, p, tuple(hot), row_name, column_name, notes
    )


@dataclass(frozen=True, slots=True, eq=False)
class Concentration(Result):
    """Marks on a picture: positions from 0 to 1 in both directions, and counts in a grid.

    p : chi-square p-value against marks spread evenly over the grid.
    """

    x: Floats
    y: Floats
    counts: Floats
    p: float
    hottest: tuple[int, int]
    notes: tuple[str, ...] = ()
    convention: str = "grid of equal cells, chi-square against even spread"
    source: str = "Montgomery 2020, defect concentration diagram"
    method: str = "concentration"

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        i, j = self.hottest
        n = int(self.counts.sum())
        down = ("top", "middle", "bottom")[min(2, i * 3 // self.counts.shape[0])]
        across = ("left", "center", "right")[min(2, j * 3 // self.counts.shape[1])]
        rare = self.p < 0.05
        even = "far from evenly spread" if rare else "not clearly more than an even spread would give"
        return full_sentences(
            (
                f"{count(n, 'mark')}, most of them in the {down} {across} ({num(float(self.counts[i, j]))}): {even}.",
                *self.notes,
            )
        )

    def table(self) -> Table:
        """The counts by row and column of the grid."""
        columns = ("Row", *(f"Column {j + 1}" for j in range(self.counts.shape[1])))
        return Table(columns, tuple((i + 1, *(float(v) for v in row)) for i, row in enumerate(self.counts)))


MOST_CELLS = 50  # each way; finer cells would hold one mark each


def concentration(x: Iterable[float], y: Iterable[float], *, grid: tuple[int, int] = (3, 3)) -> Concentration:
    """Count marks by place on a picture; x, y from 0 (left, top) to 1 (right, bottom).

    Raises StatsError for marks outside the picture or none at all, or a grid without cells.
    """
    if len(column(grid, "cells")) != 2 or any(
        not isinstance(side, int) or not 1 <= side <= MOST_CELLS for side in grid
    ):
        raise StatsError(f"The grid needs 1 to {MOST_CELLS} cells each way, in whole numbers, not {grid}.")
    across, down = numbers_of(x)[0], numbers_of(y)[0]
    if across.size != down.size:
        raise StatsError(
            f"There are {across.size} positions across and {down.size} down. Every mark needs both; choose columns "
            "of one table."
        )
    both = np.isfinite(across) & np.isfinite(down)
    left_out = int(np.count_nonzero(~both))
    if not both.any():
        raise StatsError(
            _("No mark has both a position across and one down. Choose the two columns of positions.")
        )
    across, down = across[both], down[both]
    if min(across.min(), down.min()) < 0 or max(across.max(), down.max()) > 1:
        raise StatsError(
            _(
                "Positions lie between 0 and 1: left to right, top to bottom. Divide them by the "
                "size of the picture."
            )
        )
    rows, columns = grid
    counts = np.histogram2d(down, across, bins=(rows, columns), range=((0, 1), (0, 1)))[0]
    expected = across.size / (rows * columns)
    p = (
        tails.chi2_upper(float(np.sum((counts - expected) ** 2) / expected), rows * columns - 1)
        if rows * columns > 1
        else math.nan
    )
    i, j = np.unravel_index(int(np.argmax(counts)), counts.shape)
    notes = ("few marks: the pattern may be chance",) if expected < 5 else ()
    if left_out:
        notes = (f"{count(left_out, 'row')} without both positions left out", *notes)
    return Concentration(across, down, counts, p, (int(i), int(j)), notes)
