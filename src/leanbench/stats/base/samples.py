"""Raw values in, a clean sample out, and a plain sentence for everything that was left out.

Every method starts here, so that text among numbers, blanks and infinities are treated alike
everywhere: they are kept out of the estimates, counted, and named with their row. Nothing is
coerced or dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.stats.base.result_words import num
from leanbench.words.language import _
from leanbench.words.numbers import number_text

__all__ = ["StatsError"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


HUGE = 1e100


class StatsError(UserError):
    """The data or options cannot give this result; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Clean values with the rows they came from.

    values : (n,) float array, finite.
    rows : (n,) int array, row of each value in the input, from 0.
    notes : plain sentences about rows that could not be used.
    """

    values: Floats
    rows: Ints
    notes: tuple[str, ...] = ()


def clean(
    values: Iterable[Any], name: str = "values", least: int = 1, without: Collection[int] = ()
) -> Sample:
    """Keep the finite numbers of `values`, in order, and say what was left out.

    without : rows that the caller leaves out, and says so.

    Raises StatsError when fewer than `least` numbers remain.
    """
    numbers, odd = numbers_of(values)
    asked = np.zeros(numbers.size if without else 0, dtype=bool)
    if without:
        asked[list(without)] = True
        numbers = np.where(asked, np.nan, numbers)
        odd = [(row, text) for row, text in odd if not asked[row]]
    # The extremes alone show that every value is usable: NaN and infinities would be among them.
    elif numbers.size >= max(least, 1) and numbers.min() > -HUGE and numbers.max() < HUGE:
        return Sample(numbers, np.arange(numbers.size, dtype=np.int64))
    refuse_huge(numbers, name)
    keep = np.isfinite(numbers)
    rows = np.flatnonzero(keep)
    notes: list[str] = []
    blank = int(np.count_nonzero(np.isnan(numbers))) - len(odd) - int(np.count_nonzero(asked))
    infinite = int(np.count_nonzero(np.isinf(numbers)))
    if blank:
        notes.append(f"{count(blank, 'blank row')} of {name} left out")
    if infinite:
        notes.append(f"{count(infinite, 'infinite value')} of {name} left out")
    if odd:
        row, text = odd[0]
        more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
        notes.append(f"{name}: not a number in row {row + 1} ({text!r}){more}, left out")
    if rows.size < least:
        have = "no numbers" if rows.size == 0 else f"only {count(int(rows.size), 'number')}"
        raise StatsError(
            f"{name} has {have}; this needs at least {least}. Choose another column or add data."
        )
    return Sample(numbers[keep], rows.astype(np.int64), tuple(notes))


def drawn_sample(values: Floats, most: int = 20_000) -> tuple[Floats, tuple[str, ...]]:
    """The values, or a random sample of so many with the sentence that says so; always the same for the same number."""
    if values.size <= most:
        return values, ()
    rows = np.random.default_rng(values.size).choice(values.size, most, replace=False)
    rows.sort()
    said = _("Chosen on a random sample of {most} of the {n} values").format(
        most=number_text(most), n=number_text(values.size)
    )
    return values[rows], (said,)


def columns_by_name(columns: Any, what: str) -> Mapping[str, Any]:
    """Columns by name. Raises StatsError for anything else."""
    if not isinstance(columns, Mapping) or not columns:
        raise StatsError(f"{what} are columns by name. Choose at least one column.")
    return columns


def refuse_huge(numbers: Floats, name: str) -> None:
    """Raise StatsError for a finite number whose square would overflow; no measurement is that large."""
    if numbers.size == 0:
        return
    with np.errstate(invalid="ignore"):
        high, low = np.fmax.reduce(numbers), np.fmin.reduce(numbers)
    if low > -HUGE and high < HUGE:
        return
    huge = np.isfinite(numbers) & (np.abs(numbers) > HUGE)
    if huge.any():
        row = int(np.argmax(huge))
        raise StatsError(
            f"{name}: row {row + 1} is {num(numbers[row], 3)}, which is no measurement. Correct it."
        )


def numbers_of(values: Iterable[Any]) -> tuple[Floats, list[tuple[int, str]]]:
    """`values` as floats (NaN where there is none) and the (row, text) of what was not a number."""
    items = column(values)
    if isinstance(items, np.ndarray) and items.dtype.kind in "fiub":
        return items.astype(np.float64, copy=False), []
    try:
        if len(items) and all(type(item) in (float, int) for item in items):
            return np.array(items, dtype=np.float64), []
    except OverflowError:
        pass  # an integer beyond a float: found and named one by one below
    numbers = np.full(len(items), np.nan)
    odd: list[tuple[int, str]] = []
    for row, item in enumerate(items):
        if item is None or (isinstance(item, str) and not item.strip()):
            continue
        try:
            numbers[row] = float(item)
        except (TypeError, ValueError, OverflowError):
            odd.append((row, str(item)[:40]))
    return numbers, odd


def column(values: Iterable[Any], what: str = "values") -> Sequence[Any] | NDArray[Any]:
    """`values` as something with a length, one entry per row.

    Raises StatsError for a single number or text, for nothing at all, and for a table of several columns.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        found = "nothing" if values is None else f"only {str(values)[:40]!r}"
        raise StatsError(f"A column of {what} is needed, one entry for each row; there is {found}.")
    if isinstance(values, np.ndarray) and values.ndim != 1:
        shape = " by ".join(str(size) for size in values.shape) or "a single number"
        raise StatsError(
            f"One column of {what} is needed, not a table of {shape}. Put its values below each other."
        )
    return values if isinstance(values, (list, tuple, np.ndarray)) else list(values)


def number(value: Any, what: str) -> float:
    """An option as a number. Raises StatsError, naming the option, for text, nothing, NaN or infinity."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = np.nan
    if not np.isfinite(found):
        raise StatsError(f"{what} must be a number, not {_cell_text(value)}.")
    return found


def whole(value: Any, what: str) -> int:
    """An option as a whole number. Raises StatsError, naming the option, for anything else."""
    found = number(value, what)
    if found != round(found):
        raise StatsError(f"{what} must be a whole number, not {num(found, 6)}.")
    return int(found)


def label_text(label: Any) -> str:
    """A group's label as text: "" for blanks, whole floats without their point."""
    if label is None or (isinstance(label, (float, np.floating)) and np.isnan(label)):
        return ""
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        return str(int(label))
    return str(label).strip()


def label_texts(labels: Iterable[Any]) -> list[str]:
    """The text of every label, one for each row."""
    items = _plain(labels)
    if set(map(type, items)) <= {str}:
        return list(map(str.strip, items))
    return [label_text(item) for item in items]


def codes_of(labels: Iterable[Any]) -> tuple[tuple[str, ...], Ints]:
    """The texts of the labels in order of first appearance, and for each row which one it has, from 0."""
    items = _plain(labels)
    if not set(map(type, items)) <= {str}:
        items = [label_text(item) for item in items]
    words: defaultdict[str, int] = defaultdict()
    words.default_factory = words.__len__  # a word that is new gets the next number
    codes = np.fromiter(map(words.__getitem__, items), dtype=np.int64, count=len(items))
    texts = [word.strip() for word in words]
    at = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    if len(at) == len(texts):
        return tuple(at), codes
    return tuple(at), np.array([at[text] for text in texts], dtype=np.int64)[codes]


def _plain(labels: Iterable[Any]) -> list[Any]:
    """The labels as a list; words of an array as Python's own."""
    given = column(labels, "labels")
    return given.tolist() if isinstance(given, np.ndarray) and given.dtype.kind in "UO" else list(given)


def _cell_text(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value):
        return "empty"
    return "undefined" if isinstance(value, float) and value != value else " ".join(repr(value).split())[:40]


def count(n: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
