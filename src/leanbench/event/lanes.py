"""The lanes of a map: data, so that no edit of a step swaps them under the eye."""

from __future__ import annotations

from collections.abc import Mapping

from leanbench.event.records import Map
from leanbench.schema import replace


def lane_order(chart: Map) -> tuple[str, ...]:
    """The role ids of the lanes from top to bottom: those named by the map first, then in order of use.

    The lane of steps nobody is named for ("") is there only while there are such steps.
    """
    used = dict.fromkeys([*chart.lanes, *(step.role for step in chart.steps)])
    return tuple(used) or ("",)


def keep_lanes(before: Map, after: Map) -> Map:
    """The map after an edit of its steps, with its lanes where they were.

    While the order of use says the same, nothing is written; else the order becomes data: lanes stay in
    their order, an empty one stays until somebody removes it, a new one comes last.
    """
    if before.steps is after.steps:
        return after
    used = {step.role for step in after.steps}
    stood = [role for role in lane_order(before) if role or "" in used]
    now = lane_order(after)
    places: Mapping[str, int] = {role: place for place, role in enumerate(now)}
    found = [places.get(role, -1) for role in stood]
    if -1 not in found and found == sorted(found):
        return after
    return replace(after, lanes=tuple(role for role in dict.fromkeys([*stood, *now]) if role))
