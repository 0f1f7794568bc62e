"""Cases by day, week, month or category: the values that a chart over time is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.tables.parsed import Table
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

Period = Literal["day", "week", "month", "quarter", "year"]
How = Literal["median", "mean", "sum", "count", "rate", "sd"]
_GAPS_SHOWN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Aggregated:
    """One value for each group, in order.

    labels : ISO date of the group's first day (weeks start on Monday), or the category.
    values : (k,) floats; NaN for a group with rows but no usable value. sizes : (k,) usable rows.
    rows : for each group the rows of the table it came from, from 0.
    notes : plain sentences: rows left out, periods without rows.
    """

    labels: tuple[str, ...]
    values: NDArray[np.float64]
    sizes: NDArray[np.int64]
    rows: tuple[NDArray[np.int64], ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> NDArray[np.int64]:
        """For ``how="rate"``: how many of each group were true (value times size), shape (k,)."""
        return np.rint(np.nan_to_num(self.values) * self.sizes).astype(np.int64)


def aggregate(
    table: Table,
    *,
    value: str = "",
    date: str = "",
    by: Period | str = "week",
    how: How = "median",
    fill: bool = False,
) -> Aggregated:
    """One value for each period or category.

    Parameters
    ----------
    table : Table
    value : str
        The column that is summarized; may be empty for ``how="count"``. For ``"rate"`` a yes/no or 0/1 column.
    date : str
        The date column when `by` is a period; else empty and `by` is the name of a column of categories.
    by : {"day", "week", "month", "quarter", "year"} or str
    how : {"median", "mean", "sum", "count", "rate", "sd"}
    fill : bool
        Also list periods without rows: size 0, value 0 for a count or sum, NaN for the others. They
        are always named in `notes`.

    Raises
    ------
    UserError
        An unknown column, a column of the wrong kind, or no usable row.
    """
    notes: list[str] = []
    labels, index = _periods(table, date, by, notes) if date else _categories(table, by, notes)
    numbers = _numbers(table, value, how)
    usable = (index >= 0) & ~np.isnan(numbers)
    unused = int(np.count_nonzero((index >= 0) & np.isnan(numbers)))
    if unused:
        notes.append(
            ngettext(
                "{count} row without a usable value in “{column}” left out",
                "{count} rows without a usable value in “{column}” left out",
                unused,
            ).format(count=number_text(unused), column=value)
        )
    if not usable.any():
        raise UserError(f"No row has both {date or by!r} and {value or 'a value'!r}. Choose other columns.")
    order = np.argsort(index, kind="stable")
    order = order[index[order] >= 0]
    bounds = np.searchsorted(index[order], np.arange(len(labels) + 1))
    values = np.full(len(labels), np.nan)
    sizes = np.zeros(len(labels), dtype=np.int64)
    rows: list[NDArray[np.int64]] = []
    for k in range(len(labels)):
        members = order[bounds[k] : bounds[k + 1]]
        rows.append(members.astype(np.int64))
        kept = numbers[members][usable[members]]
        sizes[k] = kept.size
        values[k] = 0.0 if members.size == 0 and how == "sum" else _summary(kept, how)
    present = np.array([member.size > 0 for member in rows])
    missing = [labels[k] for k in np.flatnonzero(~present)]
    if missing:
        notes.append(_missing_text(missing, by, how if fill else ""))
    keep = np.flatnonzero(present | fill)
    return Aggregated(
        tuple(labels[k] for k in keep), values[keep], sizes[keep], tuple(rows[k] for k in keep), tuple(notes)
    )


def _missing_text(missing: list[str], by: str, how: str) -> str:
    """Periods without rows, and what became of them; `how` is empty where they were not listed."""
    shown = list_text(missing, _GAPS_SHOWN)
    n = len(missing)
    words = {
        "day": ngettext("no rows in {n} day ({days})", "no rows in {n} days ({days})", n),
        "week": ngettext("no rows in {n} week ({days})", "no rows in {n} weeks ({days})", n),
        "month": ngettext("no rows in {n} month ({days})", "no rows in {n} months ({days})", n),
        "quarter": ngettext("no rows in {n} quarter ({days})", "no rows in {n} quarters ({days})", n),
        "year": ngettext("no rows in {n} year ({days})", "no rows in {n} years ({days})", n),
    }
    told = words[by].format(n=number_text(n), days=shown)
    if how in ("count", "sum"):
        return _("{gap}: counted as 0").format(gap=told)
    return _("{gap}: a gap").format(gap=told) if how else told


def _summary(kept: NDArray[np.float64], how: str) -> float:
    if how == "count":
        return float(kept.size)
    if how == "sum" and kept.size:
        return float(kept.sum())
    if kept.size == 0 or (how == "sd" and kept.size < 2):
        return float("nan")
    if how == "median":
        return float(np.median(kept))
    return float(kept.std(ddof=1)) if how == "sd" else float(kept.mean())


def _numbers(table: Table, value: str, how: str) -> NDArray[np.float64]:
    if how not in ("median", "mean", "sum", "count", "rate", "sd"):
        raise UserError(f"There is no summary called {how!r}. Choose median, mean, sum, count, rate or sd.")
    if not value:
        if how == "count":
            return np.ones(table.rows)
        raise UserError(f"Choose the column whose {how} is wanted.")
    column = table.column(value)
    if how == "count":
        filled = (
            column != ""
            if column.dtype == object
            else ~np.isnat(column)
            if column.dtype.kind == "M"
            else ~np.isnan(column)
        )
        return np.where(filled, 1.0, np.nan)
    if column.dtype != np.float64:
        raise UserError(
            f"Column {value!r} holds {table.kinds[value]}, not numbers; its {how} cannot be computed."
        )
    if how == "rate" and not np.isin(column[~np.isnan(column)], (0.0, 1.0)).all():
        raise UserError(f"A rate needs a column of yes and no (or 1 and 0); {value!r} has other values.")
    return column


def _periods(table: Table, date: str, by: str, notes: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    moments = table.column(date)
    if moments.dtype.kind != "M":
        raise UserError(f"Column {date!r} holds {table.kinds[date]}, not dates. Choose the column of dates.")
    missing = np.isnat(moments)
    if missing.all():
        raise UserError(f"Column {date!r} has no date that can be read.")
    if missing.any():
        n = int(missing.sum())
        notes.append(
            ngettext(
                "{count} row without a date in “{column}” left out",
                "{count} rows without a date in “{column}” left out",
                n,
            ).format(count=number_text(n), column=date)
        )
    units: dict[str, tuple[str, int]] = {
        "day": ("D", 1),
        "month": ("M", 1),
        "quarter": ("M", 3),
        "year": ("Y", 1),
    }
    days = moments.astype("datetime64[D]")
    if by == "week":
        number = (days.astype(np.int64) + 3) // 7  # 1970-01-01 was a Thursday; weeks start on Monday
    elif by in units:
        unit, width = units[by]
        number = days.astype(f"datetime64[{unit}]").astype(np.int64) // width
    else:
        raise UserError(f"There is no period called {by!r}. Choose day, week, month, quarter or year.")
    first, last = int(number[~missing].min()), int(number[~missing].max())
    if last - first > 200_000:
        raise UserError(f"The dates of {date!r} span more than 200,000 {by}s. Look for a mistyped year.")
    starts = np.arange(first, last + 1)
    if by == "week":
        stamps: Any = (starts * 7 - 3).astype("datetime64[D]")
    else:
        stamps = (starts * units[by][1]).astype(f"datetime64[{units[by][0]}]").astype("datetime64[D]")
    return [str(stamp) for stamp in stamps], np.where(missing, -1, number - first)


def one_spelling(texts: NDArray[Any]) -> tuple[NDArray[Any], tuple[tuple[str, str, int], ...]]:
    """Texts that differ only in case or blanks as one, in the spelling that is used most.

    Parameters
    ----------
    texts : (n,) object (str)

    Returns
    -------
    The texts, the same array where nothing differs; and (other spelling, spelling taken, rows) of each change.
    """
    import pandas as pd

    codes, found = pd.factorize(texts)
    words = [str(word) for word in found]
    families: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        families.setdefault(" ".join(word.split()).casefold(), []).append(place)
    several = [members for members in families.values() if len(members) > 1]
    if not several:
        return texts, ()
    used = np.bincount(codes, minlength=len(words))
    taken = list(words)
    told = []
    for members in several:
        # The one used most; of two used alike, the one typed without stray blanks.
        best = words[max(members, key=lambda m: (used[m], words[m] == " ".join(words[m].split()), -m))]
        best = " ".join(best.split())
        for member in members:
            taken[member] = best
            if words[member] != best and best:
                told.append((words[member], best, int(used[member])))
    return np.array(taken, dtype=object)[codes], tuple(told)


def _categories(table: Table, by: str, notes: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    texts = table.texts(by) if by in table.names else table.column(by)
    labels: dict[str, int] = {}  # in order of first appearance: the user's order means something
    index = np.full(table.rows, -1, dtype=np.int64)
    for i, text in enumerate(texts):
        if text and not text.isspace():
            index[i] = labels.setdefault(text.strip(), len(labels))
    n = int(np.count_nonzero(index < 0))
    if n:
        notes.append(
            ngettext(
                "{count} row with an empty “{column}” left out",
                "{count} rows with an empty “{column}” left out",
                n,
            ).format(count=number_text(n), column=by)
        )
    return list(labels), index
