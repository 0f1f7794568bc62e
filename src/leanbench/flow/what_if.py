"""What is tried in the What if panel: values beside the event, never in it until they are kept.

A trial is a set of values by (kind, item). `event_with` gives an event as if they were true; `map_changes`
and `event_changes` are the change records that make them true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from leanbench.errors import Refusal
from leanbench.event.changes import (
    Add,
    Change,
    CopyMap,
    Set,
    Several,
)
from leanbench.event.changes_map import free_name
from leanbench.event.records import Event, Map, Note
from leanbench.flow.knobs import (
    Key,
    Knob,
    Value,
    present_value,
    scale_duration,
    title_of,
    usual_unit,
    value_text,
)
from leanbench.flow.load_words import bottleneck_name, step_names
from leanbench.flow.loads import queueing_lead_time, workload
from leanbench.flow.measures import metrics_of
from leanbench.quantity import Quantity
from leanbench.schema import new_id, replace
from leanbench.schema.addresses import at
from leanbench.words import _
from leanbench.words.durations import Duration

QUICK = (
    "lead_time_expected_min", "labour_expected_min", "labour_cost_per_unit_usd", "fte_required",
)  # fmt: skip
SPREAD = ("lead_time_p50_min", "lead_time_p85_min", "lead_time_p95_min")


class Trial:
    """Values that are tried on one map."""

    def __init__(self) -> None:
        self.values: dict[Key, Value] = {}

    def __bool__(self) -> bool:
        return bool(self.values)

    def put(self, event: Event, map_: Map, knob: Knob, value: Value | None) -> None:
        """Try a value; None, or the present value again, takes it back."""
        if knob.kind in ("scale_process_time", "scale_wait"):
            field = knob.kind.removeprefix("scale_")
            for step in map_.steps:
                if step.id in knob.item.split(" "):
                    present = getattr(step, field)
                    if present is not None and isinstance(value, float):
                        self._put((field, step.id), scale_duration(present, value / 100.0), present)
            return
        self._put(knob.key, value, knob.present)

    def _put(self, key: Key, value: Value | None, present: Value | None) -> None:
        if value is None or value == present:
            self.values.pop(key, None)
        else:
            self.values[key] = value

    def get(self, map_: Map, knob: Knob) -> Value | None:
        """The value of a knob as it counts now: tried, given way to a tried share, or present."""
        if knob.kind == "share" and knob.key not in self.values:
            source = next(link.source for link in map_.links if link.id == knob.item)
            given = self._shares(map_, source).get(knob.item)
            return knob.present if given is None else round(100.0 * given, 6)
        return self.values.get(knob.key, knob.present)

    def _shares(self, map_: Map, source: str) -> dict[str, float]:
        """The probabilities out of a step that what is tried sets or moves."""
        out = {link.id for link in map_.links if link.source == source}
        tried = {
            item: float(value) / 100.0
            for (kind, item), value in self.values.items()
            if kind == "share" and item in out and not isinstance(value, Duration)
        }
        return share_values(map_, source, tried) if tried else {}

    def prune(self, event: Event, map_: Map) -> int:
        """Forget what is tried on things that are gone; how many that were."""
        steps = {step.id for step in map_.steps}
        links = {link.id for link in map_.links}
        roles = {role.id for role in event.roles}
        known: Mapping[str, set[str]] = {
            "process_time": steps, "wait": steps, "staff": steps, "share": links, "people": roles, "demand": {""},
        }  # fmt: skip
        gone = [key for key in self.values if key[1] not in known[key[0]]]
        for key in gone:
            del self.values[key]
        return len(gone)

    # --- as changes ---------------------------------------------------------------------------

    def map_changes(self, map_: Map, map_id: str) -> list[Change]:
        """What makes the values of the map true on the map `map_id` (the map itself, or its copy)."""
        changes: list[Change] = [
            Set(at("maps", map_id, "steps", item, kind), value)
            for (kind, item), value in self.values.items()
            if kind in ("process_time", "wait", "staff")
        ]
        tried = {item for kind, item in self.values if kind == "share"}
        for source in dict.fromkeys(link.source for link in map_.links if link.id in tried):
            shares = self._shares(map_, source)
            changes += [
                Set(at("maps", map_id, "links", link_id, "probability"), share)
                for link_id, share in shares.items()
            ]
        return changes

    def event_changes(self) -> list[Change]:
        """What makes people and demand true; they count for all maps of the event."""
        changes: list[Change] = []
        for (kind, item), value in self.values.items():
            if kind == "people":
                changes.append(Set(at("roles", item, "fte"), value))
            elif kind == "demand":
                changes.append(Set("demand/units_per_year", value))
        return changes

    def event_with(self, event: Event, map_: Map) -> Event | Refusal:
        """The event as if the tried values were true."""
        return Several(_("what if"), (*self.map_changes(map_, map_.id), *self.event_changes())).apply(event)

    def lines(self, event: Event, map_: Map) -> list[tuple[Key, str]]:
        """Each tried value in words: ``Wait before “Zoning review”: 5 bd → 2 bd``."""
        return [(key, f"{title_of(event, map_, key)}: {text}") for key, text in self._texts(event, map_)]

    def _texts(self, event: Event, map_: Map) -> Iterable[tuple[Key, str]]:
        for key, value in self.values.items():
            present = usual_unit(present_value(event, map_, key), event.calendar)
            before = value_text(key[0], present) or _("not recorded")
            yield key, f"{before} → {value_text(key[0], usual_unit(value, event.calendar))}"

    # --- keeping ------------------------------------------------------------------------------

    def as_scenario(self, event: Event, map_: Map) -> tuple[str, Several]:
        """The id of a new map and the one edit that copies the map and changes the copy.

        People and demand belong to the whole event: a scenario keeps them as a note, in words.
        """
        map_id, name = new_id("scenario"), free_name(event)
        changes: list[Change] = [CopyMap(map_.id, map_id, name), *self.map_changes(map_, map_id)]
        shared = [text for key, text in self.lines(event, map_) if key[0] in ("people", "demand")]
        if shared:
            words = (
                _("Tried with ")
                + "; ".join(shared)
                + _(". Not set in the event: it would count for every map.")
            )
            note = Note(text=words)
            changes.append(Add(at("maps", map_id, "notes"), note))
        return map_id, Several(_("keep what if as scenario “{name}”").format(name=name), tuple(changes))

    def as_edit(self, map_: Map) -> Several:
        """The one edit that makes everything tried true."""
        name = map_.name or map_.id
        return Several(
            _("apply what if to “{name}”").format(name=name),
            (*self.map_changes(map_, map_.id), *self.event_changes()),
        )


def share_values(map_: Map, source: str, tried: Mapping[str, float]) -> dict[str, float]:
    """The probabilities out of one step when some are tried: the others give way in proportion.

    They fill up to 1 where all ways carry a probability; where one way takes what is left, they only
    shrink when there would be more than 1.
    """
    out = [link for link in map_.links if link.source == source]
    fixed = {link.id: tried[link.id] for link in out if link.id in tried}
    rest = {
        link.id: link.probability for link in out if link.id not in fixed and link.probability is not None
    }
    left = max(0.0, 1.0 - sum(fixed.values()))
    total = sum(rest.values())
    open_end = any(link.probability is None for link in out) or all(
        link.kind in ("rework", "exit") for link in out
    )
    if total > 0.0 and (total > left + 1e-12 or not open_end):
        rest = {key: value * left / total for key, value in rest.items()}
        return {**fixed, **rest}
    return fixed


def quick_figures(event: Event, map_id: str) -> dict[str, Quantity]:
    """The figures that are there at once: means, labor, cost, people, load, waiting-line estimate."""
    map_ = event.map(map_id)
    found = metrics_of(map_, event).quantities
    rows = {name: found[name] for name in QUICK}
    load = workload(event, map_id)
    if load is not None:
        name = bottleneck_name(event, load, step_names(map_))
        label = (
            _("Utilization of the bottleneck, {name}").format(name=name)
            if name
            else _("Utilization of the bottleneck")
        )
        rows["utilisation"] = replace(load.utilisation, label=label)
    queued = queueing_lead_time(event, map_id)
    if queued is not None:
        rows["queueing"] = queued
    return rows


def spread_figures(event: Event, map_id: str) -> dict[str, Quantity]:
    """The percentiles: they need the whole distribution, and may take a moment on a large map."""
    found = metrics_of(event.map(map_id), event).quantities
    return {name: found[name] for name in SPREAD}


Figures = Callable[[Event, str], dict[str, Quantity]]
