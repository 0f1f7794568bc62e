"""Runs of points with the same stage, and very many points thinned without losing an extreme."""

from __future__ import annotations

from typing import Any

import numpy as np

MANY = 5_000


def stretches_of(panel: Any) -> list[tuple[int, int]]:
    """(first, last) point of each run of equal stage numbers."""
    stages = np.asarray(panel.stage)
    if stages.size == 0:
        return []
    if stages.strides == (0,) or stages[0] == stages[-1] == stages.max() == stages.min():
        return [(0, stages.size - 1)]
    cuts = np.flatnonzero(stages[1:] != stages[:-1]) + 1
    firsts = [0, *cuts.tolist()]
    lasts = [*(cut - 1 for cut in cuts.tolist()), stages.size - 1]
    return list(zip(firsts, lasts, strict=True))


def places_of(panel: Any) -> Any:
    """Where the points stand on the axis, (n,) from 1: side by side, or with empty places between them."""
    places = panel.places
    return np.arange(1, len(panel.points) + 1) if places is None else np.asarray(places)


def broken(x: Any, y: Any, panel: Any) -> tuple[Any, Any]:
    """A line through points at the places `x`, broken wherever an empty place lies between two of them."""
    if panel.places is None or len(x) < 2:
        return x, y
    places = np.asarray(panel.places)
    ends = places[:-1][np.diff(places) > 1]
    piece = np.searchsorted(ends, x, side="left")
    at = np.flatnonzero(np.diff(piece)) + 1
    return np.insert(x.astype(float), at, np.nan), np.insert(np.asarray(y, dtype=float), at, np.nan)


def thin(x: Any, y: Any, columns: int = 1_600) -> tuple[Any, Any]:
    """For very many points: the lowest and the highest of each of `columns` pixel columns, in order."""
    size = len(y) // columns
    if size < 2:
        return x, y
    whole = size * columns
    blocks = y[:whole].reshape(columns, size)
    starts = np.arange(columns) * size
    pick = np.unique(
        np.concatenate((starts + blocks.argmin(1), starts + blocks.argmax(1), np.arange(whole, len(y))))
    )
    return x[pick], y[pick]
