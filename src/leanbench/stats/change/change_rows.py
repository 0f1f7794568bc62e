"""Which rows of a study are before and which are after, and what kind of number they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.samples import Floats, StatsError, column, count, label_texts, numbers_of, whole
from leanbench.stats.spc.phases import Excluded, stages_at
from leanbench.words.language import _

Kind = Literal["measure", "share", "rate"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a study: as given, as numbers, their stages, and the two heaps that are compared.

    sizes, sized : cases or exposure of each row and of the two heaps (1 each where none were given).
    usable : which rows have all they need and are not excluded. names : the stages before and after.
    """

    raw: Sequence[Any] | np.ndarray[Any, Any]
    values: Floats
    sizes: Floats | None
    stage: list[str]
    usable: np.ndarray[Any, Any]
    names: tuple[str, str]
    kind: Kind
    pair: tuple[Floats, Floats]
    sized: tuple[Floats, Floats]


def read_rows(
    values: Iterable[Any],
    stages: Iterable[Any] | None,
    split: int | None,
    sizes: Iterable[Any] | None,
    kind: str,
    compare: tuple[str, str] | None,
    excluded: Excluded,
) -> Rows:
    """Sort the rows into before and after. Raises StatsError when one of them has fewer than two values."""
    raw = column(values)
    x, _ignored = numbers_of(raw)
    stage = stage_labels(stages, split, x.size)
    names = compared_stages(stage, compare)
    n = None if sizes is None else numbers_of(sizes)[0]
    if n is not None and n.size != x.size:
        raise StatsError(f"There are {n.size} sizes for {x.size} rows. Choose columns of one table.")
    what = kind_of(kind, x, n)
    given = list(excluded) if isinstance(excluded, Mapping) else excluded
    dropped = {whole(row, "An excluded row") for row in column(given, "excluded rows")} if given else set()
    usable = np.array([row not in dropped for row in range(x.size)]) & np.isfinite(x)
    if n is not None:
        usable &= np.isfinite(n)
    masks = [usable & np.array([label == name for label in stage]) for name in names]
    for name, mask in zip(names, masks, strict=True):
        if np.count_nonzero(mask) < 2:
            usables = count(int(mask.sum()), "usable value")
            raise StatsError(
                f"Stage {name!r} has {usables}; a comparison needs at least 2. Add data, or compare other stages."
            )
    cases = np.ones(x.size) if n is None else n
    pair, sized = (x[masks[0]], x[masks[1]]), (cases[masks[0]], cases[masks[1]])
    return Rows(raw, x, n, stage, usable, names, what, pair, sized)


def stage_labels(stages: Iterable[Any] | None, split: int | None, n: int) -> list[str]:
    """A stage name for each of n rows, from labels or from the row at which after begins."""
    if (stages is None) == (split is None):
        raise StatsError(
            _("Say which rows are before and after: a column of stages, or the row at which after begins.")
        )
    if split is not None:
        split = whole(split, "The row where after begins")
        if not 0 < split < n:
            raise StatsError(
                f"After must begin at a row between 2 and {n}; row {split + 1} leaves one side empty."
            )
        return stages_at(n, [split], ["before", "after"])
    labels = label_texts(column(stages if stages is not None else (), "stages"))
    if len(labels) != n:
        raise StatsError(f"There are {len(labels)} stage labels for {n} rows. Choose columns of one table.")
    return labels


def compared_stages(stage: list[str], compare: tuple[str, str] | None) -> tuple[str, str]:
    """The two stages to compare: as named, or the first and the last."""
    present = [label for label in dict.fromkeys(stage) if label]
    if compare is not None:
        if len(column(compare, "stages to compare")) != 2:
            raise StatsError(_("Name two stages to compare: before and after."))
        for label in compare:
            if label not in present:
                raise StatsError(
                    f"There is no stage {label!r}. The stages are: {', '.join(present) or 'none'}."
                )
        if compare[0] == compare[1]:
            raise StatsError(_("Before and after are the same stage. Choose two different ones."))
        return compare
    if len(present) < 2:
        raise StatsError(_("There is only one stage: mark where after begins."))
    return present[0], present[-1]


def kind_of(kind: str, x: Floats, n: Floats | None) -> Kind:
    """Measure, share or rate: as said, or from what the numbers look like."""
    if kind == "measure" or kind == "share":
        return "measure" if kind == "measure" else "share"
    if kind == "rate":
        if n is None:
            raise StatsError(_("A rate needs its exposure: choose the column of sizes."))
        return "rate"
    if kind != "auto":
        raise StatsError(f"The kind is auto, measure, share or rate, not {kind!r}.")
    finite = x[np.isfinite(x)]
    if n is None:
        return "share" if finite.size and np.isin(finite, (0.0, 1.0)).all() else "measure"
    both = np.isfinite(x) & np.isfinite(n)
    whole = np.all(n[both] == np.rint(n[both]))
    return "share" if whole and np.all(x[both] <= n[both]) else "rate"
