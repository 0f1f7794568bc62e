"""Step numbers and the timeline ladder under the map.

Numbering follows the metrics-based process map (Martin and Osterling 2013): one number per column
of the main path, parallel steps with letters (10A, 10B); branch steps are numbered after.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from leanbench.event.records import Event, Map
from leanbench.flow.graph import Flow, read
from leanbench.flow.measures import metrics_of
from leanbench.schema import Record
from leanbench.words.language import active_language


class Rung(Record):
    """One step on the ladder, in business minutes."""

    step_id: str
    number: str
    wait_min: float
    process_min: float
    lead_min: float
    on_critical_path: bool


class Timeline(Record):
    """The rungs of the main path in flow order, then those of the branch steps.

    `main` counts the rungs of the main path. The sums of the critical rungs are the first-pass
    lead time and the process time on the critical path (where no way is a choice).
    """

    rungs: tuple[Rung, ...]
    main: int

    @property
    def critical(self) -> tuple[Rung, ...]:
        """The rungs on the critical path."""
        return tuple(rung for rung in self.rungs if rung.on_critical_path)


class _Plan(Record):
    """What the ladder needs of a structure: the main path in flow order, and the numbers."""

    flow: Flow
    order: tuple[int, ...]
    numbers: Mapping[str, str]


_plans: OrderedDict[int, _Plan] = OrderedDict()
_timelines: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Timeline]] = OrderedDict()


def _plan(flow: Flow) -> _Plan:
    """The plan of a flow, kept by its identity."""
    known = _plans.get(id(flow))
    if known is None:
        following: dict[int, list[int]] = {}
        for source, target in flow.edges:
            following.setdefault(source, []).append(target)
        order = _flow_order(flow, following)
        known = _plans[id(flow)] = _Plan(flow, tuple(order), _number(flow, following, order))
        while len(_plans) > 32:
            _plans.popitem(last=False)
    return known


def numbering(map_: Map) -> Mapping[str, str]:
    """The printed number of every step: "1" ... "10A", "10B" ...; branch steps follow the main path.

    Signs that are no steps (gateways, inventories, start, end) have no number.
    """
    return _plan(read(map_)).numbers


def _number(flow: Flow, following: Mapping[int, list[int]], order: list[int]) -> Mapping[str, str]:
    """Columns by the longest way from the start; letters in the order of the ways out of a split."""
    activities = set(flow.activities)
    column: dict[int, int] = {}
    for position in order:
        here = column.setdefault(position, 1 if position in activities else 0)
        for target in following.get(position, ()):
            ahead = here + (1 if target in activities else 0)
            column[target] = max(column.get(target, 0), ahead)
    letters = _letters(flow, following, order)
    columns: dict[int, list[int]] = {}
    for position in order:
        if position in activities:
            columns.setdefault(column[position], []).append(position)
    numbers: dict[str, str] = {}
    for count, place in enumerate(sorted(columns), start=1):
        members = columns[place]
        if len(members) == 1:
            numbers[flow.ids[members[0]]] = f"{count}{letters.get(members[0], '')}"
            continue
        for rank, position in enumerate(members):
            numbers[flow.ids[position]] = f"{count}{_letter(rank)}"
    for count, position in enumerate(flow.branch_steps, start=len(columns) + 1):
        numbers[flow.ids[position]] = str(count)
    return numbers


def _flow_order(flow: Flow, following: Mapping[int, list[int]]) -> list[int]:
    """All steps and signs of the main path, every one after those that lead to it.

    Ways out of a split are taken in the order in which the steps stand in the table.
    """
    waiting: dict[int, int] = {}
    for targets in following.values():
        for target in targets:
            waiting[target] = waiting.get(target, 0) + 1
    if flow.start < 0:
        return []
    order: list[int] = []
    ready = [flow.start]
    while ready:
        position = ready.pop()
        order.append(position)
        for target in sorted(following.get(position, ()), reverse=True):
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return order


def _letters(flow: Flow, following: Mapping[int, list[int]], order: list[int]) -> dict[int, str]:
    """The letter of a step that stands alone in its column inside parallel work or a choice."""
    sources: dict[int, list[int]] = {}
    for source, targets in following.items():
        for target in targets:
            sources.setdefault(target, []).append(source)
    letters: dict[int, str] = {}
    for position in order:
        before = sources.get(position, [])
        if len(before) != 1:
            continue
        ways = sorted(following[before[0]])
        if len(ways) > 1:
            letters[position] = letters.get(before[0], "") or _letter(ways.index(position))
        elif before[0] in letters:
            letters[position] = letters[before[0]]
    return letters


def _letter(rank: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    text = ""
    rank += 1
    while rank > 0:
        rank, rest = divmod(rank - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def timeline(event: Event, map_id: str = "current") -> Timeline:
    """The timeline ladder of one map of an event. Raises KeyError when the event has no such map."""
    return timeline_of(event.map(map_id), event)


def timeline_of(map_: Map, event: Event) -> Timeline:
    """The timeline ladder of a map record; kept by identity of its inputs."""
    inputs = (map_, event.calendar, event.roles, event.demand, event.delay_threshold_min)
    key = tuple([id(part) for part in (*inputs, active_language())])
    known = _timelines.get(key)
    if known is not None:
        return known[1]
    found = metrics_of(map_, event)
    flow, times = found.flow, found.times
    plan = _plan(flow)
    critical = set(found.critical_path)
    activities = set(flow.activities)
    # Inventories carry a wait too: they have a rung, without a number.
    main = [i for i in plan.order if i in activities or times.wait[i] > 0.0 or times.process[i] > 0.0]
    ids, numbers = flow.ids, plan.numbers
    rungs = [
        Rung(
            ids[i],
            numbers.get(ids[i], ""),
            times.wait[i],
            times.process[i],
            times.lead[i],
            ids[i] in critical,
        )
        for i in (*main, *flow.branch_steps)
    ]
    result = Timeline(tuple(rungs), len(main))
    _timelines[key] = (inputs, result)
    while len(_timelines) > 32:
        _timelines.popitem(last=False)
    return result
