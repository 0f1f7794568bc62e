"""The steps of a map column by column: after an edit, only the step that changed is read again.

Records are frozen, so a step that is the same object as before says what it said before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Any, TypeVar

from leanbench.event.records import Map, Step

T = TypeVar("T")
_KEPT = 16  # maps and scenarios that are looked at by turns


def differing_places(before: Sequence[object], now: Sequence[object]) -> list[int]:
    """The positions at which two sequences of the same length hold different objects."""
    return list(compress(count(), map(is_not, before, now)))


def at(column: Sequence[T], positions: Iterable[int]) -> list[T]:
    """The values of a column at some positions."""
    return [column[position] for position in positions]


class Columns:
    """What is read from each step, as one list per kind of value, in the order of `Map.steps`.

    `width` is the number of lists. The lists are shared with whoever asks again: never change them.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._kept: OrderedDict[
            tuple[str, int], tuple[tuple[object, ...], tuple[Step, ...], list[list[Any]]]
        ] = OrderedDict()

    def of(
        self, map_: Map, given: tuple[object, ...], read: Callable[[int, Step], tuple[Any, ...]]
    ) -> list[list[Any]]:
        """The columns of a map.

        Parameters
        ----------
        map_ : Map
        given : tuple
            Everything beside the step itself on which `read` depends; when it is not equal to what was
            given the last time, all steps are read again.
        read : function of position and step
            The values of one step, one for each column.
        """
        steps, key = map_.steps, (map_.id, len(map_.steps))
        kept = self._kept.get(key)
        if kept is not None and kept[0] == given:
            columns = [column.copy() for column in kept[2]]
            for position in differing_places(kept[1], steps):
                values = read(position, steps[position])
                for column, value in zip(columns, values, strict=True):
                    column[position] = value
        else:
            rows = [read(position, step) for position, step in enumerate(steps)]
            columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(self._width)]
        self._kept[key] = (given, steps, columns)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return columns
