"""Stages set by hand: where they begin is kept as rows of the table, so that they survive new data at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leanbench.stats.spc.control_chart import ControlChart
from leanbench.words.language import _

FirstRow = Callable[[int], int]  # the first row of the table behind a point


def toggle(
    options: Mapping[str, Any], chart: ControlChart, point: int, first_row: FirstRow
) -> dict[str, Any]:
    """The options with a stage that begins at a point; without it where one begins there already."""
    starts = [stage.first for stage in chart.stages]
    names = [stage.name for stage in chart.stages]
    if point in starts[1:]:
        at = starts.index(point)
        del starts[at], names[at]
        if len(names) == 1:
            return _without(options)
    elif len(starts) == 1:
        return {**_without(options), "stage_at": [first_row(point)], "stage_names": ["before", "after"]}
    else:
        at = sum(1 for start in starts if start < point)
        starts.insert(at, point)
        names.insert(at, _("stage {n_starts}").format(n_starts=len(starts)))
    return _set(options, starts, names, first_row)


def move(
    options: Mapping[str, Any], chart: ControlChart, old: int, new: int, first_row: FirstRow
) -> dict[str, Any]:
    """The options with the stage that began at one point beginning at another."""
    starts = [new if stage.first == old else stage.first for stage in chart.stages]
    return _set(options, starts, [stage.name for stage in chart.stages], first_row)


def _set(
    options: Mapping[str, Any], starts: list[int], names: list[str], first_row: FirstRow
) -> dict[str, Any]:
    rows = [first_row(start) for start in starts[1:]]
    return {**_without(options), "stage_at": rows, "stage_names": names}


def _without(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in ("stage", "stage_at", "stage_names")}
