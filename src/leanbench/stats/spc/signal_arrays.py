"""The signals of a chart as arrays: a million points that all signal are a few numbers each, not a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.samples import Floats, Ints
from leanbench.stats.spc.rule_set import SLACK, Signal

_SIDES = ("", "above", "below")


class Pattern(NamedTuple):
    """One test as its signals need it: `length` points that end at the signal, of those in `along` (all when None).

    With a `zone` only the points beyond it on the signal's side belong to the pattern, on either side when it has none.
    """

    test: int | str
    name: str
    length: int
    zone: float | None = None
    along: Ints | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Signals of one stretch of points: `at` and `pattern` and `side` (0 none, 1 above, 2 below) of each, (n,).

    `z` are the points of the stretch in sigma, for patterns with a zone. `index` leads from the stretch to the chart.
    """

    at: Ints
    pattern: NDArray[np.int8]
    side: NDArray[np.int8]
    patterns: tuple[Pattern, ...]
    z: Floats
    index: Ints | int

    def signal(self, number: int) -> Signal:
        """One signal as a record."""
        at, side = int(self.at[number]), int(self.side[number])
        places: Sequence[int]
        kind = self.patterns[self.pattern[number]]
        if kind.along is None:
            places = range(max(0, at - kind.length + 1), at + 1)
        else:
            end = int(np.searchsorted(kind.along, at)) + 1
            places = kind.along[end - kind.length : end].tolist()
        if kind.zone is not None:
            far = self.z[places.start : places.stop] if isinstance(places, range) else self.z[places]
            far = np.abs(far) if side == 0 else far if side == 1 else -far
            places = [
                place for place, value in zip(places, far.tolist(), strict=True) if value > kind.zone + SLACK
            ]
        points = tuple(map(self._on_chart, places))
        return Signal(kind.test, kind.name, self._on_chart(at), points, _SIDES[side])

    def _on_chart(self, place: int) -> int:
        return place + self.index if isinstance(self.index, int) else int(self.index[place])

    def points(self) -> Ints:
        """Where the signals are on the chart."""
        return self.at + self.index if isinstance(self.index, int) else self.index[self.at]


class Signals(Sequence[Signal]):
    """Signals in the order of their points. A record is made when one is looked at; equal to a tuple of the same."""

    __slots__ = ("_ends", "_stretches")

    def __init__(self, stretches: Iterable[Stretch] = ()) -> None:
        self._stretches = tuple(one for one in stretches if one.at.size)
        self._ends = np.cumsum([one.at.size for one in self._stretches], dtype=np.int64)

    def __len__(self) -> int:
        return int(self._ends[-1]) if self._stretches else 0

    @overload
    def __getitem__(self, at: int) -> Signal: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Signal, ...]: ...

    def __getitem__(self, at: int | slice) -> Signal | tuple[Signal, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        which = int(np.searchsorted(self._ends, number, side="right"))
        one = self._stretches[which]
        return one.signal(number - int(self._ends[which]) + one.at.size)

    def __iter__(self) -> Iterator[Signal]:
        return chain.from_iterable(map(one.signal, range(one.at.size)) for one in self._stretches)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Signals, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Signals: {len(self)}>"

    def stretches(self) -> tuple[Stretch, ...]:
        """The arrays themselves."""
        return self._stretches

    def moved(self, index: Ints | int) -> Signals:
        """The same signals where the stretch lies elsewhere on the chart."""
        return Signals(
            Stretch(one.at, one.pattern, one.side, one.patterns, one.z, index) for one in self._stretches
        )


def signal_points(signals: Sequence[Signal]) -> Ints:
    """The point of each signal, (signals,)."""
    if isinstance(signals, Signals):
        return np.concatenate([np.empty(0, dtype=np.int64), *(one.points() for one in signals.stretches())])
    return np.fromiter((signal.point for signal in signals), dtype=np.int64, count=len(signals))


def points_by_test(signals: Sequence[Signal]) -> dict[tuple[int | str, str], Ints]:
    """Test and its name -> the points that complete it, in order; the tests as they first occur."""
    if not isinstance(signals, Signals):
        listed: dict[tuple[int | str, str], list[int]] = {}
        for signal in signals:
            listed.setdefault((signal.test, signal.name), []).append(signal.point)
        return {key: np.array(points, dtype=np.int64) for key, points in listed.items()}
    found: dict[tuple[int | str, str], list[Any]] = {}
    for one in signals.stretches():
        kinds, first = np.unique(one.pattern, return_index=True)
        points = one.points()
        for kind in kinds[np.argsort(first, kind="stable")].tolist():
            key = one.patterns[kind].test, one.patterns[kind].name
            found.setdefault(key, []).append(points[one.pattern == kind])
    return {key: np.concatenate(parts) for key, parts in found.items()}


def signals_at(signals: Sequence[Signal], point: int) -> list[Signal]:
    """The signals of one point."""
    return [signals[number] for number in np.flatnonzero(signal_points(signals) == point).tolist()]
