"""The rows of a gage study: which can be used, whose they are, and a sentence for each that cannot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.guards import needs_spread
from leanbench.stats.base.samples import Floats, Ints, StatsError, count, numbers_of
from leanbench.stats.base.samples import column as rows_of
from leanbench.stats.msa.random_effects import levels
from leanbench.words.language import _

Column = Iterable[Any]


@dataclass(frozen=True, slots=True)
class StudyRows:
    """The usable rows of a study: (n,) measurements, (n,) level codes and level names of each factor."""

    y: Floats
    codes: dict[str, Ints]
    names: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def with_labels(
        self, part: str = "Part"
    ) -> tuple[Floats, dict[str, tuple[str, ...]], dict[str, Ints], str]:
        """What a result keeps for its charts."""
        return self.y, self.names, self.codes, part


def study_rows(values: Column, factors: Mapping[str, Column]) -> StudyRows:
    """Match measurements with their factor levels.

    Raises StatsError for columns of unequal length, no measurements, one part only, or no variation.
    """
    numbers, odd = numbers_of(values)
    columns = {name: list(rows_of(column, name)) for name, column in factors.items()}
    for name, column in columns.items():
        if len(column) != numbers.size:
            raise StatsError(
                f"{name} has {count(len(column), 'row')}, the measurements {numbers.size}. Each measurement "
                f"needs its {name.lower()}."
            )
    keep = np.isfinite(numbers)
    notes: list[str] = []
    if odd:
        row, text = odd[0]
        more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
        notes.append(f"Measurement in row {row + 1} ({text!r}){more} is not a number, left out.")
    missing = int(np.count_nonzero(~keep)) - len(odd)
    if missing:
        notes.append(f"{count(missing, 'row')} without a finite measurement left out.")
    for name, column in columns.items():
        blank = np.array([_blank(item) for item in column], dtype=bool) & keep
        if blank.any():
            notes.append(f"{count(int(blank.sum()), 'row')} without a {name.lower()} left out.")
            keep &= ~blank
    if not keep.any():
        raise StatsError(_("The study has no measurements. Choose the column with the measured values."))
    y = numbers[keep]
    coded = {name: levels(item for item, k in zip(c, keep, strict=True) if k) for name, c in columns.items()}
    first = next(iter(coded))
    if len(coded[first][1]) < 2:
        raise StatsError(
            f"All measurements are of one {first.lower()} ({coded[first][1][0]}); a gage study needs at least two, "
            "better ten, that span the usual range."
        )
    needs_spread(y, "either the parts do not differ or the gage is too coarse to see it", "measurements")
    return StudyRows(
        y,
        {n: codes for n, (codes, _) in coded.items()},
        {n: names for n, (_, names) in coded.items()},
        tuple(notes),
    )


def _blank(item: Any) -> bool:
    return item is None or (isinstance(item, float) and math.isnan(item)) or not str(item).strip()


def cell_counts(parts: Ints, operators: Ints) -> Ints:
    """(parts, operators) number of measurements."""
    table = np.zeros((int(parts.max()) + 1, int(operators.max()) + 1), dtype=np.int64)
    np.add.at(table, (parts, operators), 1)
    return table
