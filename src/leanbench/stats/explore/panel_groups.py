"""The same picture for each group on one scale: histograms by office, month or kind of case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent, with_unit
from leanbench.stats.explore.value_shapes import Histogram, histogram
from leanbench.stats.tests.testing import by_group

__all__ = ["panels"]


@dataclass(frozen=True, slots=True, eq=False)
class Panels(Result):
    """Histograms of groups with the same classes, in the order of the groups."""

    name: str
    unit: str
    groups: tuple[str, ...]
    histograms: tuple[Histogram, ...]
    notes: tuple[str, ...] = ()
    convention: str = "the same classes in every panel"
    source: str = "Tufte 1990, small multiples"
    method: str = "panels"

    def _sentences(self) -> list[str]:
        means = [h.mean for h in self.histograms]
        low, high = int(np.argmin(means)), int(np.argmax(means))
        lines = [
            f"The mean of {self.name} runs from {num(means[low])} ({self.groups[low]}) "
            f"to {with_unit(means[high], self.unit)} ({self.groups[high]})."
        ]
        late = [
            (h.above, group)
            for h, group in zip(self.histograms, self.groups, strict=True)
            if h.above is not None
        ]
        if late:
            share, group = max(late)
            lines.append(f"Most above the limit: {percent(share)} of {group}.")
        return lines

    def table(self) -> Table:
        """One row for each class, one column of counts for each group."""
        edges = self.histograms[0].edges
        rows = tuple(
            (float(edges[i]), float(edges[i + 1]), *(int(h.counts[i]) for h in self.histograms))
            for i in range(edges.size - 1)
        )
        return Table(("From", "To (not included)", *self.groups), rows)


def panels(
    values: Iterable[Any],
    groups: Iterable[Any],
    *,
    order: Sequence[str] | None = None,
    bins: int | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    name: str = "values",
    unit: str = "",
) -> Panels:
    """One histogram for each group, all with the classes of the whole.

    Raises
    ------
    StatsError
        Fewer than two groups, or columns that do not match.
    """
    cut = by_group(values, groups, name=name, order=order)
    edges = histogram(np.concatenate(cut.samples), bins=bins).edges.tolist()
    drawn = tuple(
        histogram(x, edges=edges, lsl=lsl, usl=usl, name=f"{name}, {group}", unit=unit)
        for group, x in zip(cut.names, cut.samples, strict=True)
    )
    return Panels(name, unit, cut.names, drawn, cut.notes)
