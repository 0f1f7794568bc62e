"""Rational subgroups: which rows belong together, and each subgroup's mean, range and spread.

Nothing is dropped: a subgroup that is smaller than the others (a last one left incomplete, a blank
value) is kept with its own size and limits, and a note says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sized
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import (
    Floats,
    Ints,
    StatsError,
    clean,
    column,
    count,
    label_text,
    label_texts,
)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Subgroups in the order in which they first appear.

    sizes, means, ranges, sds : (m,) arrays; range and sd are NaN for a subgroup of one.
    row : (m,) ints, first input row of each subgroup.
    rows : number of input rows.
    used : (N,) ints, input row of each value; None when all rows are used in order.
    values : (N,) floats, the usable values, subgroup after subgroup.
    labels : the subgroup ids as text, () for a fixed size.
    after_gap : (m,) bools, a subgroup without any usable value stood before this one; None when none did.
    """

    sizes: Ints
    means: Floats
    ranges: Floats
    sds: Floats
    row: Ints
    rows: int
    used: Ints | None
    values: Floats
    labels: tuple[str, ...]
    notes: tuple[str, ...]
    after_gap: NDArray[np.bool_] | None = None

    def of_row(self) -> Ints:
        """Subgroup of each input row, -1 where the value was not usable."""
        found = np.full(self.rows, -1, dtype=np.int64)
        members = np.repeat(np.arange(self.sizes.size), self.sizes)
        found[slice(None) if self.used is None else self.used] = members
        return found


Spread = Literal["both", "range", "sd"]


def group(
    values: Iterable[Any],
    subgroup: int | Iterable[Any],
    name: str = "values",
    breaks: Ints | None = None,
    spread: Spread = "both",
    without: Collection[int] = (),
) -> Groups:
    """Split values into subgroups.

    Parameters
    ----------
    values : sequence of numbers, one per row.
    subgroup : int or sequence
        A size: every so many rows form a subgroup. Or ids, one per row: equal ids belong together.
    breaks : (rows,) ints, optional
        Stage number of each row: subgroups of a fixed size start anew where it changes.
    spread : which of ranges and sds to compute; the other is NaN.
    without : rows that the caller leaves out, and says so.

    Raises StatsError for no numbers, a size below 1, or ids that do not match the rows.
    """
    values = column(values)
    if isinstance(subgroup, float) and float(subgroup).is_integer():
        subgroup = int(subgroup)  # as a form or a file may write a size
    sample = clean(values, name, without=without)
    x, rows, notes = sample.values, sample.rows, list(sample.notes)
    labels: tuple[str, ...] = ()
    if isinstance(subgroup, (int, np.integer)):
        total, size = _length(values, rows), int(subgroup)
        if size >= 1 and breaks is None and rows.size == total:
            starts = np.arange(0, total, size, dtype=np.int64)
            ids, made = starts, starts.size  # one id per subgroup is enough: nothing is moved
        else:
            ids, made = _fixed(size, rows, total, breaks)
            starts = _starts(ids)
        row, used = rows[starts], None if rows.size == total else rows
    else:
        ids, labels, order, extra, total, made = _by_id(subgroup, rows, values)
        notes += extra
        if order is not None:
            ids, x, rows = ids[order], x[order], rows[order]
        starts = _starts(ids)
        row, used = rows[starts], None if rows.size == total and order is None else rows
        labels = tuple(labels[i] for i in ids[starts]) if labels else ()
    sizes = np.diff(np.append(starts, x.size)).astype(np.int64)
    means, ranges, sds = _statistics(x, starts, sizes, spread)
    notes += _size_notes(sizes, subgroup)
    if made > sizes.size:
        notes.append(f"{count(made - sizes.size, 'subgroup')} without any number left out")
    lost = np.diff(ids[starts], prepend=-1) > 1 if made > sizes.size else np.zeros(1, dtype=bool)
    after_gap = lost if lost.any() else None
    return Groups(sizes, means, ranges, sds, row, total, used, x, labels, tuple(notes), after_gap)


def _starts(ids: Ints) -> Ints:
    found: Ints = np.concatenate(([0], np.flatnonzero(ids[1:] != ids[:-1]) + 1)).astype(np.int64)
    return found


def _length(values: Iterable[Any], rows: Ints) -> int:
    return len(values) if isinstance(values, Sized) else int(rows[-1]) + 1


def _fixed(size: int, rows: Ints, total: int, breaks: Ints | None) -> tuple[Ints, int]:
    """Subgroup of each usable row, and how many there are with the blank ones."""
    if size < 1:
        raise StatsError(f"A subgroup size must be at least 1, not {size}.")
    if breaks is None:
        return rows // size, -(-total // size)
    starts = np.concatenate(([0], np.flatnonzero(breaks[1:] != breaks[:-1]) + 1))
    within = np.arange(total) - np.repeat(starts, np.diff(np.append(starts, total)))
    first = (within % size == 0) | np.isin(np.arange(total), starts)
    ids = np.cumsum(first) - 1
    return ids[rows], int(ids[-1]) + 1


def _by_id(
    subgroup: Iterable[Any], rows: Ints, values: Iterable[Any]
) -> tuple[Ints, tuple[str, ...], Ints | None, list[str], int, int]:
    if isinstance(subgroup, float):
        raise StatsError(f"A subgroup size must be a whole number, not {num(subgroup, 6)}.")
    given = column(subgroup, "subgroup ids")
    total = _length(values, rows)
    if len(given) != total:
        raise StatsError(
            f"There are {count(len(given), 'subgroup id')} for {count(total, 'row')}. "
            "Give one id for each row, or a subgroup size."
        )
    if isinstance(given, np.ndarray) and given.dtype.kind in "iuf" and not np.isnan(given).any():
        unique, first, codes = np.unique(given, return_index=True, return_inverse=True)
        texts = [label_text(value) for value in unique.tolist()] if unique.size <= 100_000 else []
    else:
        texts_in = label_texts(given)
        unique, first, codes = np.unique(np.array(texts_in), return_index=True, return_inverse=True)
        texts = [str(item) for item in unique]
        nameless = [int(row) for row in rows if not texts_in[row]] if "" in texts else []
        if nameless:
            raise StatsError(
                f"Row {nameless[0] + 1} has no subgroup id. Fill it in, or leave its value blank too."
            )
    rank = np.empty(unique.size, dtype=np.int64)
    by_appearance = np.argsort(first, kind="stable")
    rank[by_appearance] = np.arange(unique.size)
    ids = rank[codes.ravel()][rows]
    labels = tuple(texts[i] for i in by_appearance) if texts else ()
    notes: list[str] = []
    order: Ints | None = None
    if np.any(ids[1:] < ids[:-1]):
        order = np.argsort(ids, kind="stable").astype(np.int64)
        notes.append("Some subgroups are not in one block of rows; rows with the same id were put together")
    return ids, labels, order, notes, total, unique.size - ("" in texts)


def _statistics(x: Floats, starts: Ints, sizes: Ints, spread: Spread) -> tuple[Floats, Floats, Floats]:
    """Mean, range and sd of each subgroup; two passes for the sd, so that large means lose nothing."""
    n = int(sizes[0])
    ranges = sds = np.broadcast_to(np.nan, sizes.shape)
    if 2 <= n <= 25 and np.all(sizes == n):
        # One sweep for each position in the subgroup: numpy is slow along a short last axis.
        columns = [x[at::n] for at in range(n)]
        means = columns[0].copy()
        for column in columns[1:]:
            means += column
        means /= n
        if spread != "sd":
            high, low = columns[0].copy(), columns[0].copy()
            for column in columns[1:]:
                np.maximum(high, column, out=high)
                np.minimum(low, column, out=low)
            ranges = high - low
        if spread != "range":
            squares = np.zeros_like(means)
            for column in columns:
                away = column - means
                away *= away
                squares += away
            sds = np.sqrt(squares / (n - 1))
        return means, ranges, sds
    means = np.add.reduceat(x, starts) / sizes
    if spread != "sd":
        ranges = np.maximum.reduceat(x, starts) - np.minimum.reduceat(x, starts)
        ranges = np.where(sizes < 2, np.nan, ranges)
    if spread != "range":
        squares = np.add.reduceat((x - np.repeat(means, sizes)) ** 2, starts)
        sds = np.sqrt(np.where(sizes < 2, np.nan, squares) / np.maximum(sizes - 1, 1))
    return means, ranges, sds


def _size_notes(sizes: Ints, subgroup: int | Iterable[Any]) -> list[str]:
    notes: list[str] = []
    ones = int(np.count_nonzero(sizes == 1))
    if isinstance(subgroup, (int, np.integer)):
        short = np.flatnonzero(sizes < int(subgroup))
        if short.size:
            notes.append(
                f"{count(int(short.size), 'subgroup')} of {sizes.size} with fewer than {subgroup} values kept, "
                "with limits for the actual size"
            )
    elif np.any(sizes != sizes[0]):
        notes.append(
            f"Subgroups have {int(sizes.min())} to {int(sizes.max())} values, so the limits change with the size"
        )
    if ones and ones < sizes.size:
        notes.append(
            f"{count(ones, 'subgroup')} of one value kept; it has no range and says nothing about spread"
        )
    return notes
