"""The time observation sheet: what the cycles of each element say.

`lowest_repeated` is the lowest time seen at least twice (the lean rule); `second_lowest` is the
rule of some printed forms, with equal times counted one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from leanbench.event.records import TimeObservation
from leanbench.words import _


class ElementTimes(Struct, frozen=True):
    """One element of the work over all cycles, in the unit of the sheet; None without data."""

    element: str
    n: int
    mean: float | None
    median: float | None
    lowest: float | None
    second_lowest: float | None
    lowest_repeated: float | None
    highest: float | None


class ObservedTimes(Struct, frozen=True):
    """The element table and the total of complete cycles; `left_out` names cycles with a blank."""

    unit: str
    elements: tuple[ElementTimes, ...]
    cycle_total: ElementTimes
    left_out: tuple[int, ...]


def observation(sheet: TimeObservation) -> ObservedTimes:
    """Summarize a time observation sheet; blanks are skipped, incomplete cycles have no total."""
    elements = [
        summarise(name, [cycle[place] for cycle in sheet.cycles if place < len(cycle)])
        for place, name in enumerate(sheet.elements)
    ]
    totals: list[float | None] = []
    left_out: list[int] = []
    for number, cycle in enumerate(sheet.cycles, start=1):
        known = [time for time in cycle if time is not None]
        if len(known) == len(sheet.elements):
            totals.append(sum(known))
        else:
            left_out.append(number)
    return ObservedTimes(sheet.unit, tuple(elements), summarise(_("Cycle total"), totals), tuple(left_out))


def summarise(element: str, times: Sequence[float | None]) -> ElementTimes:
    """Count, mean, median, lowest, second lowest, lowest repeated and highest of the known times."""
    known = sorted(time for time in times if time is not None)
    if not known:
        return ElementTimes(element, 0, None, None, None, None, None, None)
    repeated = [time for time, count in Counter(known).items() if count > 1]
    return ElementTimes(
        element=element,
        n=len(known),
        mean=sum(known) / len(known),
        median=(known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2.0,
        lowest=known[0],
        second_lowest=known[1] if len(known) > 1 else None,
        lowest_repeated=min(repeated) if repeated else None,
        highest=known[-1],
    )
