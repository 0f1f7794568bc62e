"""Which points set the limits: stages, a baseline, excluded points, known parameters; all at once.

A stage is a run of rows with the same label; every estimate restarts there. Within a stage the
limits come from the baseline points when a baseline is given, without the excluded ones. Excluded
points stay on the chart with their reason and are still tested. A known center or sigma replaces the
estimate. Every chart builds one `Plan` and loops over its stages, so that no chart can do less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Ints, StatsError, column, count, label_texts, number, whole
from leanbench.words.language import _

__all__ = ["stages_at"]

Bools = NDArray[np.bool_]
Baseline = int | slice | range | Iterable[int] | None
Excluded = Mapping[int, str] | Iterable[int] | None
Known = float | Mapping[str, float] | Sequence[float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """One stage: its points, which of them set its limits, and what is known beforehand."""

    index: int
    name: str
    where: slice
    use: Bools
    center: float | None
    sigma: float | None

    @property
    def n(self) -> int:
        """Points in the stage."""
        return int(self.where.stop) - int(self.where.start)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The points of a chart with their stages and the points that set the limits.

    stage : (n,) ints, stage number of each point.
    excluded : (n,) bools; `reasons` maps a point to why.
    places : (n,) ints, place of each point on the axis, from 1; a row or period without a value keeps an empty
        place. None when no place is empty.
    """

    n: int
    stage: Ints
    excluded: Bools
    reasons: Mapping[int, str]
    spans: tuple[Span, ...]
    notes: tuple[str, ...]
    places: Ints | None = None

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    @property
    def pieces(self) -> Ints | None:
        """Numbers that change where an empty place stands between two points, (n,); None when none does."""
        return None if self.places is None else np.cumsum(np.diff(self.places, prepend=1) > 1)


def stages_at(rows: int, starts: Iterable[int], names: Sequence[str] | None = None) -> list[str]:
    """Stage labels for `rows` rows from the rows (from 0) at which a new stage starts.

    Raises StatsError for a start outside the data or too few names.
    """
    edges = sorted({0, *(int(start) for start in starts)})
    if edges[0] < 0 or edges[-1] >= rows:
        raise StatsError(
            f"A stage must start within the {count(rows, 'row')} of data, not at row {edges[-1] + 1}."
        )
    if names is not None and len(names) != len(edges):
        raise StatsError(
            f"There are {count(len(edges), 'stage')} but {count(len(names), 'name')}. Give one name for each."
        )
    used = list(names) if names is not None else [str(i + 1) for i in range(len(edges))]
    labels: list[str] = []
    for name, first, end in zip(used, edges, [*edges[1:], rows], strict=True):
        labels += [name] * (end - first)
    return labels


def stage_numbers(stages: Iterable[Any] | None, rows: int) -> tuple[Ints | None, tuple[str, ...]]:
    """Stage number of every row (None for one stage) and the stage names.

    Raises StatsError when the labels do not match the rows.
    """
    if stages is None:
        return None, ("all",)
    labels = label_texts(stages)
    if len(labels) != rows:
        raise StatsError(
            f"There are {count(len(labels), 'stage label')} for {count(rows, 'row')}. Give one label for each row."
        )
    numbers, names = np.zeros(rows, dtype=np.int64), [labels[0] if labels else "all"]
    seen = {names[0]: 1}
    for row in range(1, rows):
        if labels[row] != labels[row - 1]:
            label = labels[row]
            seen[label] = seen.get(label, 0) + 1
            names.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
        numbers[row] = len(names) - 1
    return numbers, tuple(name or "(no label)" for name in names)


def plan_points(
    row: Ints,
    rows: int,
    *,
    of_row: Ints | None = None,
    stages: Iterable[Any] | None = None,
    excluded: Excluded = None,
    baseline: Baseline = None,
    center: Known = None,
    sigma: Known = None,
    what: str = "point",
    after_gap: Bools | None = None,
) -> Plan:
    """Lay out the points of a chart.

    Parameters
    ----------
    row : (n,) ints, first input row of each point.
    rows : int, input rows.
    of_row : (rows,) ints, point of each input row (-1 for none); needed when points hold several rows.
    stages : labels, one per input row.
    excluded : input rows with reasons; a subgroup is excluded when one of its rows is.
    baseline : the first so many points of each stage; or the input rows (slice, row numbers or one
        True/False per row) that set the limits. A stage without baseline rows uses all its points.
    center, sigma : known parameters: one number, one per stage, or by stage name.
    after_gap : (n,) bools, subgroups before which one without any value stood. Single points tell it by `row`.

    Raises StatsError with a plain sentence for any of these that does not fit the data.
    """
    n = row.size
    numbers, names = stage_numbers(stages, rows)
    stage = np.broadcast_to(np.int64(0), (n,)) if numbers is None else numbers[row]
    if numbers is not None:
        present = np.unique(stage)
        names = tuple(names[i] for i in present)
        stage = np.searchsorted(present, stage).astype(np.int64)
    dropped, reasons, notes = _excluded(excluded, row, rows, of_row, n, what)
    edges = [0, *(np.flatnonzero(stage[1:] != stage[:-1]) + 1).tolist(), n] if numbers is not None else [0, n]
    if len(edges) - 1 != len(names):
        raise StatsError(
            _(
                "The rows of a subgroup lie in different stages of the chart. Sort the rows by "
                "stage, or change the stages."
            )
        )
    chosen = _chosen_rows(baseline, rows)
    known_center, known_sigma = _known_values(center, names, "center"), _known_values(sigma, names, "sigma")
    spans = []
    for index, (first, end) in enumerate(pairwise(edges)):
        if baseline is None and not excluded:
            spans.append(Span(index, names[index], slice(first, end), np.broadcast_to(np.True_, (end - first,)),
                              known_center[index], known_sigma[index]))  # fmt: skip
            continue
        use = np.ones(end - first, dtype=bool)
        if isinstance(baseline, (int, np.integer)):
            if baseline < 1:
                raise StatsError(f"A baseline needs at least 1 {what}, not {baseline}.")
            use[int(baseline) :] = False
            if baseline > end - first:
                notes.append(
                    f"The baseline of {baseline} is longer than stage {names[index]} ({end - first})"
                )
        elif chosen is not None:
            inside = chosen[row[first:end]]
            if inside.any():
                use = inside
            elif len(names) == 1:
                raise StatsError(f"The baseline holds no usable {what}. Choose rows that are on the chart.")
        use &= ~dropped[first:end]
        mean, spread = known_center[index], known_sigma[index]
        if not use.any() and (mean is None or spread is None):
            where = f" of stage {names[index]}" if len(names) > 1 else ""
            raise StatsError(
                f"All {what}s{where} are excluded, so there is nothing to set limits from. "
                "Keep some, or give a known center and sigma."
            )
        spans.append(Span(index, names[index], slice(first, end), use, mean, spread))
    if baseline is not None:
        used = sum(int(np.count_nonzero(span.use)) for span in spans)
        notes.append(f"The limits come from the baseline: {used} of {count(n, what)}")
    return Plan(n, stage, dropped, reasons, tuple(spans), tuple(notes), _places(row, what, after_gap))


def _places(row: Ints, what: str, after_gap: Bools | None) -> Ints | None:
    """Where the points stand on the axis, from 1; None when they stand side by side."""
    if what == "point" and row.size and row[-1] - row[0] + 1 != row.size:
        places: Ints = row - row[0] + 1
        return places
    if after_gap is None or not after_gap[1:].any():
        return None
    found: Ints = np.arange(1, row.size + 1) + np.cumsum(np.append(False, after_gap[1:]))
    return found


def _excluded(
    excluded: Excluded, row: Ints, rows: int, of_row: Ints | None, n: int, what: str
) -> tuple[Bools, dict[int, str], list[str]]:
    if not excluded:
        return np.broadcast_to(np.False_, (n,)), {}, []
    mapping = (
        excluded if isinstance(excluded, Mapping) else dict.fromkeys(column(excluded, "excluded rows"), "")
    )
    dropped = np.zeros(n, dtype=bool)
    reasons: dict[int, str] = {}
    for key, reason in mapping.items():
        at = whole(key, "An excluded row")
        if not 0 <= at < rows:
            raise StatsError(f"Row {at + 1} cannot be excluded: the data have {count(rows, 'row')}.")
        if of_row is not None:
            point = int(of_row[at])
        else:
            point = int(np.searchsorted(row, at))
            point = point if point < n and row[point] == at else -1
        if point >= 0:
            dropped[point] = True
            reasons[point] = "; ".join(filter(None, (reasons.get(point, ""), str(reason or ""))))
    listed = [f"{point + 1} ({why})" if why else str(point + 1) for point, why in sorted(reasons.items())]
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    notes = [f"Not used for the limits, but shown: {what} {', '.join(listed[:8])}{more}"] if listed else []
    return dropped, reasons, notes


def _chosen_rows(baseline: Baseline, rows: int) -> Bools | None:
    if baseline is None or isinstance(baseline, (int, np.integer)):
        return None
    chosen = np.zeros(rows, dtype=bool)
    if isinstance(baseline, slice):
        chosen[baseline] = True
        return chosen
    items = list(column(baseline, "baseline rows"))
    if items and all(isinstance(item, (bool, np.bool_)) for item in items):
        if len(items) != rows:
            raise StatsError(
                f"The baseline marks {count(len(items), 'row')} of {count(rows, 'row')}. Mark each row."
            )
        return np.array(items, dtype=bool)
    for item in items:
        at = whole(item, "A baseline row")
        if not 0 <= at < rows:
            raise StatsError(f"Baseline row {at + 1} does not exist: the data have {count(rows, 'row')}.")
        chosen[at] = True
    return chosen


def _known_values(known: Known, names: tuple[str, ...], word: str) -> list[float | None]:
    if known is None:
        return [None] * len(names)
    if isinstance(known, Mapping):
        for name in known:
            if name not in names:
                there = (
                    f"The stages are: {', '.join(names)}"
                    if len(names) > 1
                    else f"There is one stage: {names[0]}"
                )
                raise StatsError(f"A {word} is given for stage {name!r}, which does not exist. {there}.")
        values = [known.get(name) for name in names]
    elif isinstance(known, (int, float, np.number)):
        values = [float(known)] * len(names)
    else:
        values = list(column(known, f"known {word}"))
        if len(values) != len(names):
            raise StatsError(
                f"{count(len(values), f'known {word}')} given for {count(len(names), 'stage')}: give one for each."
            )
    numbers = [None if value is None else number(value, f"The known {word}") for value in values]
    for value in numbers:
        if value is not None and word == "sigma" and value <= 0:
            raise StatsError(f"A known sigma must be above zero, not {num(value, 6)}.")
    return numbers
