"""Before and after: the change of every metric, and which steps were removed, added, changed.

The percent change is computed from the two figures as printed, so that a reader with the paper in
hand gets the same answer. A figure that is itself a share also gives its change in points.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from leanbench.event.records import Event, Map, Step
from leanbench.flow.graph import ACTIVITY_KINDS
from leanbench.flow.measures import METRICS, metrics_of, printed_value
from leanbench.quantity import Quantity
from leanbench.words.durations import Calendar, map_time_text
from leanbench.words.language import _
from leanbench.words.numbers import MISSING, percent_text, rounded

__all__ = ["change_percent"]

_SETTING = frozenset({"takt_time_min"})

_STANDARD = Calendar()


class ChangeRow(Struct, frozen=True):
    """One metric before and after.

    `change_pct` is 100 (after - before) / before of the printed figures, None when the first is 0 or
    one is unknown; `change_points` is the difference in percentage points, for shares only.
    `better` is "less", "more" or "": the direction that is an improvement.
    """

    name: str
    label: str
    unit: str
    before: Quantity
    after: Quantity
    change_pct: float | None
    change_points: float | None
    definition: str
    better: str


class StepChange(Struct, frozen=True):
    """One step that is in both states, with what differs in words: ("process time 12 → 10 min", ...)."""

    before_id: str
    after_id: str
    name: str
    differences: tuple[str, ...]


class StepDiff(Struct, frozen=True):
    """What happened to the steps. Steps are the same when id or name is the same.

    `removed` and `added` hold step ids; `combined` pairs (ids before, id after) of steps that were
    put together; `moved_lane` holds (id after, role before, role after).
    """

    removed: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[StepChange, ...]
    combined: tuple[tuple[tuple[str, ...], str], ...]
    moved_lane: tuple[tuple[str, str, str], ...]


class Comparison(Struct, frozen=True):
    """Two states of one process."""

    before_id: str
    after_id: str
    rows: tuple[ChangeRow, ...]
    steps: StepDiff

    def row(self, name: str) -> ChangeRow:
        """The row of one metric. Raises KeyError for a metric that was not compared."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


def change_percent(before: float, after: float) -> float | None:
    """100 (after - before) / before; 0 when both are 0, None when only the first is."""
    if before == 0.0:
        return 0.0 if after == 0.0 else None
    return 100.0 * (after - before) / before


def compare(event: Event, before_id: str = "current", after_id: str = "future") -> Comparison:
    """Compare two maps of an event, metric by metric and step by step.

    Percentiles and other figures that need the whole distribution are compared too; they are worked
    out when this is called. Raises KeyError when the event lacks one of the maps.
    """
    first, second = event.map(before_id), event.map(after_id)
    before, after = metrics_of(first, event).quantities, metrics_of(second, event).quantities
    rows = [change_row(name, before[name], after[name]) for name in METRICS if name not in _SETTING]
    return Comparison(before_id, after_id, tuple(rows), step_differences(first, second, event.calendar))


def in_time(event: Event, one: str, other: str) -> tuple[str, str]:
    """Two maps of an event, the earlier first: the current state, then the order of the list."""
    order = [item.id for item in event.maps]
    first, second = sorted((one, other), key=lambda map_id: (map_id != "current", order.index(map_id)))
    return first, second


def change_row(name: str, before: Quantity, after: Quantity) -> ChangeRow:
    """The change of one metric, from the printed figures."""
    entry = METRICS[name]
    percent = points = None
    if before.value is not None and after.value is not None:
        one, two = printed_value(name, before.value), printed_value(name, after.value)
        percent = change_percent(one, two)
        if entry.unit == "%":
            points = rounded(two - one, entry.decimals)
    return ChangeRow(
        name, _(entry.label), entry.unit, before, after, percent, points, entry.definition, entry.better
    )


def step_differences(first: Map, second: Map, calendar: Calendar = _STANDARD) -> StepDiff:
    """Match the steps of two maps: by id, by name, by a name that continues; the rest by what they combine.

    A step of the second map may name the steps it replaces in `extra["combines"]` (a list of ids);
    without that, steps count as combined when their names are parts of the new name.
    """
    old = {step.id: step for step in first.steps if step.kind in ACTIVITY_KINDS}
    new = {step.id: step for step in second.steps if step.kind in ACTIVITY_KINDS}
    pairs: dict[str, str] = {step_id: step_id for step_id in new if step_id in old}
    by_name: dict[str, str] = {}
    for step in old.values():
        by_name.setdefault(_plain(step.name), step.id)
    taken = set(pairs.values())
    for step in new.values():
        twin = by_name.get(_plain(step.name)) if step.name else None
        if step.id not in pairs and twin is not None and twin not in taken:
            pairs[step.id] = twin
            taken.add(twin)
    for step in new.values():
        # A step that only got a longer or shorter name, and no other could be meant.
        if step.id not in pairs and step.name and "combines" not in step.extra:
            similar = [
                other.id for other in old.values() if other.id not in taken and _is_renamed(other, step)
            ]
            if len(similar) == 1:
                pairs[step.id] = similar[0]
                taken.add(similar[0])
    combined: list[tuple[tuple[str, ...], str]] = []
    for step in new.values():
        parts = _parts(step, old, taken if step.id not in pairs else taken - {pairs[step.id]})
        if step.id in pairs and parts:
            parts = tuple(dict.fromkeys((pairs[step.id], *parts)))
        if len(parts) > 1:
            combined.append((parts, step.id))
            taken.update(parts)
    made = {after for _, after in combined}
    changed: list[StepChange] = []
    moved: list[tuple[str, str, str]] = []
    for after_id, before_id in pairs.items():
        if after_id in made:
            continue  # a step made of several differs from each of them: it is told once, as combined
        differences = _differences(old[before_id], new[after_id], calendar)
        if differences:
            changed.append(StepChange(before_id, after_id, new[after_id].name, differences))
        if old[before_id].role != new[after_id].role:
            moved.append((after_id, old[before_id].role, new[after_id].role))
    return StepDiff(
        removed=tuple(step_id for step_id in old if step_id not in taken),
        added=tuple(step_id for step_id in new if step_id not in pairs and step_id not in made),
        changed=tuple(changed),
        combined=tuple(combined),
        moved_lane=tuple(moved),
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_renamed(before: Step, after: Step) -> bool:
    """Whether one name continues the other from its first word on."""
    one, two = _plain(before.name), _plain(after.name)
    return min(len(one), len(two)) > 8 and (one.startswith(two) or two.startswith(one))


def _parts(step: Step, old: Mapping[str, Step], taken: set[str]) -> tuple[str, ...]:
    """The earlier steps that a step says it combines, or whose whole name its name contains."""
    named = step.extra.get("combines")
    if isinstance(named, (list, tuple)):
        return tuple(str(part) for part in named if str(part) in old)
    name = _plain(step.name)
    return tuple(
        other.id
        for other in old.values()
        if other.id not in taken and other.name and len(other.name) > 3 and _plain(other.name) in name
        and _plain(other.name) != name
    )  # fmt: skip


def _differences(before: Step, after: Step, calendar: Calendar) -> tuple[str, ...]:
    """What differs between two versions of a step, in words."""
    found = []
    for label, one, two in (
        ("name", before.name, after.name),
        ("role", before.role, after.role),
        ("value", before.value, after.value),
        (
            _("process time"),
            map_time_text(before.process_time, calendar),
            map_time_text(after.process_time, calendar),
        ),
        ("wait", map_time_text(before.wait, calendar), map_time_text(after.wait, calendar)),
        ("%C&A", percent_text(before.ca_pct), percent_text(after.ca_pct)),
    ):
        if one != two:
            found.append(f"{label} {_or_unknown(one)} → {_or_unknown(two)}")
    return tuple(found)


def _or_unknown(text: str) -> str:
    return text if text.strip(MISSING) else _("not recorded")
